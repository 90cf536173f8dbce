"""The command line: statuses, messages, and nothing but data on standard output."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import making
from livepack import building
from livepack.cli import cli, walk_commands
from livepack.page import Page
from livepack.source import Source

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "000_8947e468bea8c5dc.txt"
REFUSED = sorted((ROOT / "tests" / "pages" / "refused").glob("*/page.*"))


def run(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A sources folder with the seed document and its seeds.yaml."""
    folder = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", folder)
    return folder


@pytest.fixture
def package(seeds: Path, tmp_path: Path) -> Path:
    """The package built from that folder."""
    assert run("build", seeds, "--out", tmp_path / "package").exit_code == 0
    return tmp_path / "package"


@pytest.mark.parametrize(("words", "command"), list(walk_commands()))
def test_every_command_has_help_with_an_example(words: tuple[str, ...], command: click.Command):
    """Each command says what it does, and shows how it is called."""
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Examples:" in result.stdout
    assert " ".join(("livepack", *words)) in result.stdout.partition("Examples:")[2]
    for option in command.params:
        assert not isinstance(option, click.Option) or option.help, option.name


def test_version():
    """--version names the program and its version."""
    assert run("--version").stdout.startswith("livepack, version ")


def test_build_prints_nothing_on_standard_output(seeds: Path, tmp_path: Path):
    """What a build says to people goes to standard error."""
    result = run("build", seeds, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "1 page, 20 entries, 15 embeds, 8 images; no findings" in result.stderr


def test_a_document_that_is_not_listed_is_built_and_a_stub_printed(tmp_path: Path):
    """The stub for seeds.yaml names the document and is itself a seeds.yaml that livepack reads."""
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copy(SEED, folder / "page one.txt")
    result = run("build", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0
    stub = result.stderr[result.stderr.index("documents:") :].split("\n\n", 1)[0] + "\n"
    assert '"page one.txt":' in stub
    (folder / "seeds.yaml").write_text(stub, "utf-8")
    again = run("build", folder, "--out", tmp_path / "out")
    assert again.exit_code == 0
    assert "documents:" not in again.stderr


def test_the_stub_of_many_documents_is_short_and_fits_under_those_that_are_listed(seeds: Path, tmp_path: Path):
    """Of many documents five are named; where seeds.yaml lists some, the stub is what goes under them."""
    for number in range(7):
        text = SEED.read_text("utf-8").replace("Journalist", f"Journalist {number}")
        (seeds / f"page-{number}.txt").write_text(text, "utf-8")
    (seeds / "note.txt").write_text("no page", "utf-8")
    result = run("build", seeds, "--out", tmp_path / "out", "--keep-going")
    assert "goes there under documents:" in result.stderr
    assert "note.txt:\n" not in result.stderr
    assert "… and 2 more" in result.stderr
    assert "8 pages, " in result.stderr.splitlines()[-1]
    stub = result.stderr.split("under documents:\n\n", 1)[1].split("\n\n", 1)[0]
    with (seeds / "seeds.yaml").open("a", encoding="utf-8") as file:
        file.write(stub + "\n")
    (seeds / "note.txt").unlink()
    assert run("build", seeds, "--out", tmp_path / "out").exit_code == 0


def test_build_says_errors_and_warnings_with_file_and_line(tmp_path: Path):
    """A head with an impossible date is named with file, line and what was found; the build goes through."""
    folder = tmp_path / "pages"
    folder.mkdir()
    text = SEED.read_text("utf-8").replace(
        "15:18 Greenwich Mean Time 14 December", "15:18 Greenwich Mean Time 31 November"
    )
    (folder / "page.txt").write_text(text, "utf-8")
    built = run("build", folder, "--out", tmp_path / "out")
    assert built.exit_code == 0
    assert "page.txt:31: error time-impossible: this time or date does not exist: 15:18" in built.stderr
    judged = run("validate", tmp_path / "out", "--sources", folder)
    assert judged.exit_code == 1
    assert "page.txt:31 (" in judged.stdout
    assert "error time-impossible" in judged.stdout


def test_build_says_a_warning_that_is_of_no_page(tmp_path: Path):
    """A live blog that seeds.yaml describes and no page belongs to is a warning of the package as a whole."""
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copy(SEED, folder / "page.txt")
    (folder / "seeds.yaml").write_text("blogs:\n  gone: {title: Gone}\n", "utf-8")
    result = run("build", folder, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "warning blog-unused: seeds.yaml describes a live blog that no saved page belongs to: gone" in result.stderr


@pytest.mark.parametrize("page", REFUSED, ids=lambda page: page.parent.name)
def test_a_refused_page_writes_nothing_and_says_what_to_do(page: Path, package: Path, tmp_path: Path):
    """Bad input: file, what was found and advice; status 1; no traceback; the former package is untouched."""
    folder = tmp_path / "bad"
    folder.mkdir()
    shutil.copy(page, folder / page.name)
    before = making.read_files(package)
    result = run("build", folder, "--out", package)
    assert result.exit_code == 1
    assert page.name in result.stderr
    assert "found:" in result.stderr
    assert "advice:" in result.stderr
    assert "Traceback" not in result.stderr
    assert making.read_files(package) == before


def test_keep_going_writes_the_rest(seeds: Path, tmp_path: Path):
    """With --keep-going one bad source does not cost the others; the status still says so."""
    (seeds / "bad.txt").write_bytes(b"nothing that anybody knows\n")
    result = run("build", seeds, "--out", tmp_path / "out", "--keep-going")
    assert result.exit_code == 1
    assert "1 page, 20 entries" in result.stderr
    assert (tmp_path / "out" / "datapackage.json").is_file()


def test_a_fault_of_a_reader_is_reported_as_a_bug(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An unexpected exception names the page and asks for a report; no traceback."""

    def fail(_: Source) -> Page:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(building, "read_page", fail)
    result = run("build", seeds, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "this is a bug of livepack; please report it with the page" in result.stderr
    assert "out of cheese" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("build", "nowhere"), "there is no such file or folder"),
        (("build", "{empty}"), "there is no document to read"),
        (("build", "{seeds}", "--out", "{seeds}"), "cannot lie in one another"),
        (("build", "{seeds}", "--out", "{seeds}/out"), "cannot lie in one another"),
        (("build", "{seeds}", "--out", "."), "cannot replace the folder that you work in"),
        (("build", "{seeds}", "--out", "{file}"), "this is a file"),
        (("build", "{seeds}", "--out", "{foreign}"), "holds other things than a livepack package"),
        (("validate", "nowhere"), "there is no such folder"),
        (("validate", "{empty}"), "the descriptor cannot be read"),
        (("validate", "{foreign}"), "the descriptor is not JSON"),
        (("validate", "{package}", "--sources", "nowhere"), "the sources are not a folder"),
        (("validate", "{package}", "--without", "order-invertd"), "did you mean order-inverted?"),
        (("explain", "nonsense"), "there is no finding of that code"),
    ],
)
def test_wrong_use_exits_with_2(arguments: tuple[str, ...], words: str, package: Path, seeds: Path, tmp_path: Path):
    """Where nothing can be written, or no verdict reached, the status is 2 and the message says why."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "datapackage.json").write_text("{not json", "utf-8")
    (tmp_path / "file").touch()
    places = {name: tmp_path / name for name in ("empty", "foreign", "file")} | {"package": package, "seeds": seeds}
    result = run(*(argument.format(**places) for argument in arguments))
    assert result.exit_code == 2
    assert words in result.stderr
    assert "advice:" in result.stderr
    assert result.stdout == ""


def test_validate_in_every_status(package: Path, seeds: Path):
    """0 for a good package; 1 for an error, also for a warning if asked for; --without leaves a finding out."""
    assert run("validate", package, "--sources", seeds).exit_code == 0
    assert run("validate", package).exit_code == 0
    (seeds / "another.txt").write_bytes(SEED.read_bytes() + b"\n    One more paragraph of invented words.\n")
    result = run("validate", package, "--sources", seeds, "--without", "stale-package")
    assert result.exit_code == 1
    assert "source-not-built" in result.stdout
    left_out = ("--without", "stale-package", "--without", "source-not-built")
    assert run("validate", package, "--sources", seeds, *left_out).exit_code == 0


def test_fail_on_warning(tmp_path: Path):
    """A warning gives status 0, and 1 with --fail-on warning."""
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copy(ROOT / "tests/pages/bbc_webcore_text/nothing_to_date_by/page.txt", folder)
    run("build", folder, "--out", tmp_path / "out")
    assert run("validate", tmp_path / "out", "--sources", folder).exit_code == 0
    assert run("validate", tmp_path / "out", "--sources", folder, "--fail-on", "warning").exit_code == 1


@pytest.mark.usefixtures("seeds")
def test_without_arguments_the_folders_of_the_working_place_are_taken(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """`livepack build` makes datapackage of seeds, and `livepack validate` judges it with them."""
    monkeypatch.chdir(tmp_path)
    assert run("build").exit_code == 0
    assert (tmp_path / "datapackage" / "entries.csv").read_bytes() == (package / "entries.csv").read_bytes()
    result = run("validate")
    assert result.exit_code == 0
    assert "not-checked" not in result.stdout


def test_json_report(package: Path, tmp_path: Path):
    """The JSON report has counts and findings; --output writes it whole and prints nothing."""
    place = tmp_path / "report.json"
    result = run("validate", package, "--format", "json", "--output", place)
    assert result.stdout == ""
    report = json.loads(place.read_text("utf-8"))
    assert report["counts"] == {"error": 0, "warning": 0, "note": 1}
    assert [finding["code"] for finding in report["findings"]] == ["not-checked"]
    assert json.loads(run("validate", package, "--format", "json").stdout) == report


def test_a_report_that_cannot_be_written_leaves_nothing(package: Path, tmp_path: Path):
    """A report goes whole to its place or not at all."""
    place = tmp_path / "missing" / "report.json"
    result = run("validate", package, "--output", place)
    assert result.exit_code == 2
    assert "the report cannot be written" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package", "seeds"]


def test_inspect_shows_every_line_and_its_fate(seeds: Path):
    """Each line of the source is there, with its field or rule beside it."""
    result = run("inspect", seeds / SEED.name)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "bbc_webcore_text, 20 posts" in lines[0]
    assert len(lines) == 1 + len(SEED.read_text("utf-8").splitlines())
    assert "webcore.summary" in lines[1]
    assert any("headline, published_text" in line and "Turkish aid convoy" in line for line in lines)


def test_inspect_shows_remarks(tmp_path: Path):
    """What the reader found odd stands below."""
    page = tmp_path / "page.txt"
    page.write_text(SEED.read_text("utf-8").replace("    Skip twitter post\n", "", 1), "utf-8")
    assert "embed-block-cut the skip link" in run("inspect", page).stdout


def test_readers_and_explain():
    """The formats are listed; a finding is explained at length."""
    assert "bbc_webcore_text" in run("readers").stdout
    words = run("explain", "order-inverted").stdout
    assert words.startswith("order-inverted (warning, order)")
    assert "What to do:" in words


def livepack(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "livepack", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


def test_help_loads_nothing_heavy(tmp_path: Path):
    """--help imports click, the commands and no other library or module of weight, so that it comes at once."""
    code = (
        "import sys; from click.testing import CliRunner; from livepack.cli import cli; "
        "CliRunner().invoke(cli, ['--help']); "
        "heavy = ('frictionless', 'jsonschema', 'yaml', 'bs4', 'rich', 'turbohtml', 'duckdb', 'sqlite3', 'xlsxwriter'); "
        "known = ('livepack', 'livepack.cli', 'livepack.errors', 'livepack.terminal'); "
        "print([name for name in sys.modules if name in heavy or name.startswith('livepack') "
        "and not name.startswith('livepack.commands') and name not in known])"
    )
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))
    }  # it loads sqlite3
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=kept, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_a_closed_pipe_is_no_error(tmp_path: Path):
    """`livepack inspect … | head` ends without a traceback."""
    command = f'"{sys.executable}" -m livepack inspect "{SEED}" | head -1'
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == ""
    assert "20 posts" in done.stdout


@pytest.mark.usefixtures("seeds")
def test_the_package_is_the_same_from_any_folder(package: Path, tmp_path: Path):
    """Paths may be typed in any way: the bytes are the same."""
    (tmp_path / "elsewhere").mkdir()
    done = livepack("build", "../seeds/./", "--out", "../other", cwd=tmp_path / "elsewhere")
    assert done.returncode == 0, done.stderr
    assert making.read_files(tmp_path / "other") == making.read_files(package)


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs a terminal of the Unix kind")
def test_progress_is_shown_on_a_terminal_only_when_it_takes_long(seeds: Path, tmp_path: Path):
    """A quick build on a terminal draws no bar."""
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "livepack", "build", str(seeds), "--out", str(tmp_path / "out")]
    environment = os.environ | {"TERM": "xterm"}
    done = subprocess.run(command, stderr=follower, stdout=subprocess.PIPE, env=environment, check=False, timeout=60)
    os.close(follower)
    shown = os.read(leader, 100_000).decode()
    os.close(leader)
    assert done.returncode == 0
    assert "reading pages" not in shown
    assert "20 entries" in shown


def test_a_page_cannot_move_the_cursor(tmp_path: Path):
    """Signs that a terminal obeys are shown as signs, in the page that is inspected and in messages."""
    page = tmp_path / "page.txt"
    page.write_text(SEED.read_text("utf-8").replace("Aleppo", "Al\x1b[2Jeppo", 1), "utf-8")
    result = run("inspect", page)
    assert result.exit_code == 0
    assert "\x1b[2J" not in result.stdout
    assert "\ufffd[2J" in result.stdout
    (tmp_path / "other.txt").write_text("\x1b]0;owned\x07 Buy milk.")
    assert "\x1b" not in run("inspect", tmp_path / "other.txt").stderr
    assert "\x1b" not in run("explain", "\x1b[31mred").stderr
