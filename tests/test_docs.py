"""Holds that the docs are current: made pages, links, examples and snippets."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import click
import jsonschema
import pytest

from livepack import docs, schemas, seeds
from livepack.cli import cli, walk_commands

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]
LANGUAGES = {"python", "sh", "r", "yaml", "text", "console", "toml", "html"}
RUNNERS = {
    "python",
    "pandas",
    "polars",
    "duckdb",
    "duckdb-shell",
    "xlsx-shell",
    "sqlite",
    "datasets",
    "readr",
    "shell",
    "acme",
    "harbour",
    "none",
}
TIMEOUT = 120


class Block(NamedTuple):
    """A fenced block: what its comment line says (`run: pandas`, `file: page.txt`), its language and its text."""

    mark: str
    language: str
    text: str


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str) -> list[Block]:
    """Every fenced block of a page, with the comment line right before it."""
    found = re.findall(r"(?:^<!-- (.+?) -->\n)?^```(\w*)\n(.*?)^```$", read(name), re.MULTILINE | re.DOTALL)
    return [Block(*block) for block in found]


def text_of(name: str, mark: str) -> str:
    """The text of all blocks of a page with that mark, one after the other."""
    return "".join(block.text for block in blocks(name) if block.mark == mark)


def headings(name: str) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    text = re.sub(r"^```.*?^```$", "", read(name), flags=re.MULTILINE | re.DOTALL)
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def environment(**changes: str) -> dict[str, str]:
    """The environment of a snippet: the same livepack, and no measuring of its copies."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))}
    return kept | {"PYTHONPATH": str(ROOT / "convert"), "PYTHONUTF8": "1", "NO_COLOR": "1"} | changes


def run(arguments: list[str], folder: Path, **changes: str) -> str:
    """Run Python with these arguments; it must end with status 0. Returns what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(**changes),
        timeout=TIMEOUT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run_commands(text: str, folder: Path, **changes: str) -> None:
    """Run the `livepack …` lines of a snippet through this interpreter; nothing else may stand there."""
    for line in text.splitlines():
        program, *words = shlex.split(line, comments=True) or [""]
        if program:
            assert program == "livepack", line
            run(["-m", "livepack", *words], folder, **changes)


# The pages that are made


@pytest.mark.parametrize("name", docs.PAGES)
def test_made_pages_are_current(name):
    """Each made page says what schemas/ and the command line say. If this fails, run `nox -s docs`."""
    assert name not in docs.check(ROOT / "docs")


def test_the_check_names_a_page_that_differs(tmp_path, monkeypatch, capsys):
    """`python -m livepack.docs --check` ends with 1 and names what is missing or differs; without it, it writes."""
    monkeypatch.chdir(tmp_path)
    assert docs.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert all(name in said for name in docs.PAGES)
    assert not (tmp_path / "docs").exists()
    assert docs.main([]) == 0
    assert capsys.readouterr().out.count("written") == len(docs.PAGES)
    assert docs.main(["--check"]) == 0
    page = tmp_path / "docs" / "rules.md"
    page.write_bytes(page.read_bytes() + b"more\n")
    assert docs.main(["--check"]) == 1
    assert "rules.md" in capsys.readouterr().err
    assert docs.write(tmp_path / "docs") == ["rules.md"]


def test_made_pages_do_not_depend_on_the_terminal(monkeypatch):
    """Width and colour of the terminal change nothing."""
    wanted = docs.make_commands_page()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert docs.make_commands_page() == wanted


def test_markdown_is_escaped_but_code_is_not():
    """Signs of Markdown are shown as they are; code keeps them; a bar never ends a table's cell."""
    assert docs.escape("a *b* [c] <d>  `e*f|g`\nh|i_j") == r"a \*b\* \[c\] \<d>" + r" `e*f\|g` h\|i_j"
    assert docs.code("a`b|c") == r"`` a`b\|c ``"


def test_every_table_and_column_is_in_the_tables_page():
    """docs/tables.md has a section for each table and a row for each column."""
    sections = re.split(r"^## ", read("docs/tables.md"), flags=re.MULTILINE)
    by_name = {section.split("\n")[0]: section for section in sections}
    for table in schemas.tables().values():
        rows = re.findall(r"^\| `(\w+)`", by_name[table.name], re.MULTILINE)
        assert tuple(rows) == table.columns


def test_every_finding_is_in_the_findings_page():
    """docs/findings.md has each code once."""
    codes = re.findall(r"^### (\S+)$", read("docs/findings.md"), re.MULTILINE)
    assert sorted(codes) == sorted(schemas.finding_types())


@pytest.mark.parametrize(("words", "command"), list(walk_commands()))
def test_every_command_and_option_has_help_and_is_documented(words, command):
    """Commands and options say what they do, and docs/commands.md has them all."""
    name = " ".join(words)
    page = read("docs/commands.md")
    section = page.partition(f"## livepack {name}\n")[2].partition("\n## ")[0]
    assert command.help, f"{name} has no help"
    assert section, f"{name} is not in docs/commands.md"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.opts} has no help"
            assert all(re.search(rf"(?<!\S){re.escape(word)}\b", section) for word in option.opts), option.opts


def test_the_formats_of_reports_are_documented():
    """docs/validating.md has a row for each form of a report, and no other."""
    option = next(option for option in cli.commands["validate"].params if "--format" in option.opts)
    table = read("docs/validating.md").partition("| format | for |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(option.type.choices)


# What people write


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name):
    """Every link within the repository names a file that is there, and a heading that it has."""
    text = re.sub(r"^```.*?^```$|`[^`\n]*`", "", read(name), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor in headings(file.relative_to(ROOT).as_posix()), f"{name} links to {target}"


def test_the_readme_links_every_page():
    """Nobody must guess which pages there are."""
    linked = set(re.findall(r"\]\((docs/\S+?\.md)", read("README.md")))
    assert linked == {name for name in NAMES if name.startswith("docs/")}


def test_the_readme_names_every_table():
    """The README's list of tables is that of the package, in its order."""
    table = read("README.md").partition("| table | one row for each |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == schemas.package_settings()["tables"]


@pytest.mark.parametrize("name", NAMES)
def test_the_docs_name_no_place_of_one_machine(name):
    """No page holds a path that exists on one machine only; a JSON pointer behind a # is none."""
    assert re.findall(r"(?<![\w.:/…<>)#])/\w+/\w\S*", read(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_block_says_whether_it_runs(name):
    """Blocks of code to run have a comment line before them; the words there are known."""
    for block in blocks(name):
        assert block.language in LANGUAGES | {""}, block
        kind, _, rest = block.mark.partition(": ")
        if block.language in {"python", "sh", "r"}:
            assert kind in {"run", "file"}, block
        if kind == "run":
            runner, _, reason = rest.partition(": ")
            assert runner in RUNNERS, block
            assert bool(reason) == (runner == "none"), block


def test_columns_named_with_their_table_exist():
    """`table.column` in the docs is a column."""
    tables = "|".join(schemas.tables())
    for name in NAMES:
        if name != "docs/commands.md":
            for table, column in re.findall(rf"`({tables})\.(\w+)`", read(name)):
                assert column in {*schemas.tables()[table].columns, "csv"}, f"{name}: {table}.{column}"


def test_findings_named_in_the_docs_exist():
    """What the docs give as a code of a finding is one."""
    for name in NAMES:
        for code in re.findall(r"(?:--without|livepack explain) ([a-z][a-z-]+)", read(name)):
            assert code in schemas.finding_types(), f"{name}: {code}"


# Snippets


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("runner", ["python", "pandas", "polars", "duckdb"])
def test_python_snippets_run(name, runner):
    """The Python blocks of a page run, one after the other, from the repository's root."""
    script = text_of(name, f"run: {runner}")
    if not script:
        return
    if runner != "python" and importlib.util.find_spec(runner) is None:
        pytest.skip(f"{runner} is not installed")
    assert run(["-c", script], ROOT).strip()


@pytest.fixture
def folder(tmp_path):
    """A folder as the docs suppose it: this repository's pages and package, and a page of one's own."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    shutil.copytree(ROOT / "datapackage", tmp_path / "datapackage")
    (tmp_path / "my-pages").mkdir()
    shutil.copy(ROOT / "tests/pages/bbc_webcore_text/short_zone/page.txt", tmp_path / "my-pages")
    return tmp_path


@pytest.mark.parametrize(("module", "runner"), [("duckdb", "duckdb-shell"), ("xlsxwriter", "xlsx-shell")])
def test_shell_snippets_that_need_a_library_run(module, runner, folder):
    """The commands of docs/exporting.md that only work where a library is installed."""
    pytest.importorskip(module)
    run_commands(text_of("docs/exporting.md", f"run: {runner}"), folder)


@pytest.mark.parametrize("name", [name for name in NAMES if text_of(name, "run: shell")])
def test_shell_snippets_run(name, folder):
    """The commands of a page run, one after the other, and end with status 0."""
    run_commands(text_of(name, "run: shell"), folder)


def test_the_example_of_seeds_yaml_is_valid():
    """The example in docs/curating.md meets the schema, and shows every key that there is."""
    example = schemas.read_yaml(text_of("docs/curating.md", "file: seeds.yaml"), "docs/curating.md")
    schema = schemas.meta_schema("seeds")
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(example)) == []
    properties = schema["properties"]
    assert set(example) == set(properties)
    assert set(example["package"]) == set(properties["package"]["properties"])
    for part in ("blogs", "documents"):
        first = next(iter(example[part].values()))
        assert set(first) == set(properties[part]["additionalProperties"]["properties"])


def test_every_key_of_seeds_yaml_is_explained():
    """docs/curating.md names each key, and each is one of the schema's."""
    page = read("docs/curating.md")
    properties = schemas.meta_schema("seeds")["properties"]
    for keys in (
        properties["package"]["properties"],
        properties["blogs"]["additionalProperties"]["properties"],
        properties["documents"]["additionalProperties"]["properties"],
    ):
        for key in keys:
            assert f"`{key}`" in page, key


def test_the_stub_shown_is_the_stub_printed():
    """What docs/curating.md says that a build prints for an unlisted document is what it prints."""
    assert seeds.make_stub(["page.txt"]) in read("docs/curating.md")


# The worked example


@pytest.fixture
def checkout(tmp_path):
    """A small checkout with the files of the worked example at their places, and a folder of its pages."""
    for part in ("convert/livepack", "schemas"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for name in ("golden.py", "making.py", "test_pages.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    case = "tests/pages/acme_text/two_posts"
    for block in blocks("docs/adding-a-format.md"):
        kind, _, name = block.mark.partition(": ")
        if kind == "file":
            place = tmp_path / (name if "/" in name else f"{case}/{name}")
            place.parent.mkdir(parents=True, exist_ok=True)
            assert not place.exists()
            place.write_text(block.text, "utf-8")
    (tmp_path / "my-pages").mkdir()
    shutil.copy(tmp_path / case / "page.txt", tmp_path / "my-pages")
    (tmp_path / "my-html-pages").mkdir()
    shutil.copy(tmp_path / "tests/pages/harbour_html/live_day/page.html", tmp_path / "my-html-pages")
    return tmp_path


def codes_of(package: str, sources: str, folder: Path, path: str) -> set[str]:
    """What a validation finds; it must end with status 0 though warnings count."""
    arguments = ["-m", "livepack", "validate", package, "--sources", sources]
    report = json.loads(run([*arguments, "--format", "json", "--fail-on", "warning"], folder, PYTHONPATH=path))
    return set(report["codes"])


def test_the_worked_example_can_be_followed(checkout):
    """The reader, the rules, the page and the golden of docs/adding-a-format.md fit together and pass all checks."""
    convert = str(checkout / "convert")
    assert run(["tests/golden.py"], checkout, PYTHONPATH=convert) == ""
    run_commands(text_of("docs/adding-a-format.md", "run: acme"), checkout, PYTHONPATH=convert)
    assert codes_of("my-package", "my-pages", checkout, convert) == {"blog-guessed", "package-defaults"}
    assert "acme_text" in (checkout / "my-package" / "pages.csv").read_text("utf-8")


def test_the_worked_example_in_html_can_be_followed(checkout):
    """The outlet in HTML is one short module, one file of rules, one page and one golden, and they fit together too."""
    convert = str(checkout / "convert")
    run_commands(text_of("docs/adding-a-format.md", "run: harbour"), checkout, PYTHONPATH=convert)
    assert codes_of("my-html-package", "my-html-pages", checkout, convert) == {"package-defaults"}
    assert "harbour_html" in (checkout / "my-html-package" / "pages.csv").read_text("utf-8")
    module = checkout / "convert/livepack/readers/harbour_html.py"
    assert len(module.read_text("utf-8").splitlines()) <= 120


def test_the_worked_examples_pass_the_tests_of_their_pages(checkout):
    """Whoever types the examples as they stand, and runs the tests of test pages on them, sees no failure."""
    arguments = [
        "-m",
        "pytest",
        "-v",
        "-p",
        "no:cacheprovider",
        "tests/test_pages.py",
        "-k",
        "acme_text or harbour_html",
    ]
    said = run(arguments, checkout, PYTHONPATH=str(checkout / "convert"))
    for test in (
        "test_a_column_is_named_or_filled[acme_text]",
        "test_a_column_is_named_or_filled[harbour_html]",
        "test_page_equals_its_golden[acme_text/two_posts]",
        "test_page_equals_its_golden[harbour_html/live_day]",
    ):
        assert f"{test} PASSED" in said


def test_a_package_of_its_own_brings_reader_and_rules(tmp_path, checkout):
    """The reader and the rules of the worked examples work from an installed package, which livepack knows nothing of."""
    site = tmp_path / "site"
    package = site / "acme_livepack"
    (package / "rules").mkdir(parents=True)
    (package / "__init__.py").touch()
    for name in ("acme_text", "harbour_html"):
        shutil.move(checkout / f"convert/livepack/readers/{name}.py", package)
    for name in ("acme", "harbour"):
        shutil.move(checkout / f"schemas/rules/{name}.yaml", package / "rules")
    shown = next(block.text for block in blocks("docs/adding-a-format.md") if block.language == "toml")
    points = tomllib.loads(shown)["project"]["entry-points"]
    points["livepack.readers"]["harbour_html"] = "acme_livepack.harbour_html"
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in own.items()) for group, own in points.items()
    ]
    info = site / "acme_livepack-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-livepack\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    path = os.pathsep.join([str(checkout / "convert"), str(site)])
    for name, sources, codes in (("a", "my-pages", {"blog-guessed"}), ("b", "my-html-pages", set())):
        run_commands(f"livepack build {sources} --out {name}", checkout, PYTHONPATH=path)
        assert codes_of(name, sources, checkout, path) == codes | {"package-defaults"}


def test_the_rules_of_the_worked_example_meet_their_schema():
    """schemas/rules/acme.yaml of the docs would pass the tests of schemas/."""
    rules = schemas.read_yaml(text_of("docs/adding-a-format.md", "file: schemas/rules/acme.yaml"), "docs")
    assert list(jsonschema.Draft202012Validator(schemas.meta_schema("rules")).iter_errors(rules)) == []
    for rule in rules["rules"]:
        assert all(mark in rule["template"] for mark in rule.get("marks", ()))
