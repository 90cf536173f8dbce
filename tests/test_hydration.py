"""`livepack dehydrate` and `hydrate`: no words of the publisher, and back again byte for byte."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from frictionless import Package as FrictionlessPackage
from hypothesis import given, settings
from hypothesis import strategies as st

import damage
import golden
import livepack
import lx_strategies
import making
import strategies
import world
from livepack import schemas
from livepack.building import build_package
from livepack.citation import TAKEN_OUT
from livepack.cli import cli
from livepack.errors import SourceError, UsageError
from livepack.hydration import dehydrating
from livepack.hydration.dehydrating import dehydrate_files, dehydrate_package
from livepack.hydration.descriptors import state_file
from livepack.hydration.hydrating import hydrate_files, hydrate_package
from livepack.hydration.quotations import Quotations
from livepack.package import assemble_package, render_csv
from livepack.readers import open_sources
from livepack.validation import validate_package

SEEDS = making.ROOT / "seeds"
RUN = 8
SIGNS = ".,;:!?\"'()[]{}<>|*_`“”‘’«»…–—-·=/\\"


def run(*arguments: str | Path) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of eight words, without signs at their ends."""
    words = [word for part in text.casefold().split() if (word := part.strip(SIGNS))]
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def texts_of(name: str, data: bytes) -> list[str]:
    """What a file says: its cells if it is a table, else all of it."""
    text = data.decode()
    return (
        [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row] if name.endswith(".csv") else [text]
    )


def assert_no_words(files: dict[str, bytes], sources: Path) -> None:
    """No file of a package holds eight words in a row of any of its sources."""
    pages = making.read_package({"pages.csv": files["pages.csv"]})["pages"]
    encodings = {page["source_file"].partition("#")[0]: {"encoding": page["source_encoding"]} for page in pages}
    opened = [open_sources(sources / name, name, encodings) for name in encodings]
    held = set().union(*(runs(source.document) for found in opened for source in found))
    for name, data in files.items():
        for text in texts_of(name, data):
            assert runs(text) & held == set(), name


def assert_comes_back(sources: Path, folder: Path) -> dict[str, bytes]:
    """A package of sources can be dehydrated, holds no words then, is still valid, and hydrates to the same bytes."""
    whole, dry, wet = folder / "whole", folder / "dry", folder / "wet"
    built = build_package([sources], whole)
    dehydrate_package(whole, dry)
    assert_no_words(tree(dry), sources)
    hydrate_package(dry, sources, wet)
    assert tree(wet) == tree(whole) == built.files
    return tree(dry)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package of the seed."""
    build_package([SEEDS], tmp_path / "whole")
    return tmp_path / "whole"


@pytest.fixture
def dry(package: Path) -> Path:
    """The same without the publisher's words."""
    dehydrate_package(package, package.parent / "dry")
    return package.parent / "dry"


# There and back


def test_the_seed_comes_back(package, tmp_path):
    """Through the command line: the words go, and come back byte for byte, from a page under whatever name."""
    assert run("dehydrate", package, "--out", tmp_path / "dry").exit_code == 0
    assert_no_words(tree(tmp_path / "dry"), SEEDS)
    (tmp_path / "mine" / "old").mkdir(parents=True)
    shutil.copy(making.SEED, tmp_path / "mine" / "old" / "saved page.txt")
    shutil.copy(SEEDS / "seeds.yaml", tmp_path / "mine")
    result = run("hydrate", tmp_path / "dry", "--sources", tmp_path / "mine", "--out", tmp_path / "wet")
    assert result.exit_code == 0
    assert tree(tmp_path / "wet") == tree(package)


@pytest.mark.parametrize("kind", ["seed", "many", "older", "world", "lines", "html", "json"])
def test_packages_of_many_pages_come_back(kind, tmp_path):
    """Captures of one blog, curated titles, HTML, all scripts; livepack and frictionless call the dry package valid."""
    damage.make_good(kind, tmp_path)
    shutil.rmtree(tmp_path / "package")
    assert_comes_back(tmp_path / "sources", tmp_path)
    whole = validate_package(tmp_path / "whole", tmp_path / "sources")
    for sources in (None, tmp_path / "sources"):
        report = validate_package(tmp_path / "dry", sources)
        assert not report.fails()
        assert report.codes <= whole.codes | {"not-checked"}
        says_so = any("words, which were taken out" in finding.message for finding in report.findings)
        assert says_so == (sources is None)  # with the sources it is built and dehydrated anew, and compared
    assert FrictionlessPackage(str(tmp_path / "dry" / "datapackage.json")).validate().valid


FORMATS = sorted({case.parent for case in golden.cases()})


@pytest.mark.parametrize("folder", FORMATS, ids=lambda folder: folder.name)
def test_every_page_comes_back(folder, tmp_path):
    """HTML, JSON, text copies of every kind and language; a dry package raises nothing that the whole one does not."""
    (tmp_path / "sources").mkdir()
    lines = ["documents:"]
    for case in (case for case in golden.cases() if case.parent == folder):
        page = golden.page_file(case)
        name = f"{case.name}{page.suffix}"
        shutil.copy(page, tmp_path / "sources" / name)
        facts = {"blog": case.name.replace("_", "-")} | golden.curated(case)
        lines += [f"  {name}:", *(f"    {key}: {json.dumps(value)}" for key, value in facts.items())]
    (tmp_path / "sources" / "seeds.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    assert_comes_back(tmp_path / "sources", tmp_path)
    for sources in (None, tmp_path / "sources"):
        whole = validate_package(tmp_path / "whole", sources)
        assert validate_package(tmp_path / "dry", sources).codes <= whole.codes


texts = st.one_of(
    strategies.pages().map(strategies.flatten),
    lx_strategies.pages().map(lx_strategies.flatten),
    world.pages().map(lambda page: page.text),
)


@given(st.lists(texts, min_size=1, max_size=2, unique=True))
@settings(max_examples=40, deadline=None)
def test_composed_pages_come_back(pages):
    """Whatever pages are composed: no words stay, and all come back."""
    with tempfile.TemporaryDirectory() as home:
        sources = Path(home) / "sources"
        sources.mkdir()
        for number, text in enumerate(pages):
            (sources / f"page-{number}.txt").write_text(text, "utf-8")
        files = build_package([sources], None).files
        if files:  # else two of them contradict one another
            dry = dehydrate_files(files, "a package")
            assert_no_words(dry, sources)
            assert hydrate_files(dry, sources, "a package") == files


def test_a_text_longer_than_csv_takes_comes_back(tmp_path):
    """A paragraph of 200,000 characters goes and comes back."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "page.txt").write_text(making.small_page("word " * 40_000 + "end."), "utf-8")
    assert_comes_back(tmp_path / "sources", tmp_path)


# What goes and what stays


def test_what_stays_and_what_goes(package, dry):
    """Columns with the publisher's words are empty, all others as they were, the printed times among them."""
    before, after = making.read_package(tree(package)), making.read_package(tree(dry))
    for name, table in schemas.tables().items():
        for column in table.fields:
            cells = [row[column.name] for row in after[name]]
            is_gone = column.rights == "publisher"
            assert cells == ([""] * len(cells) if is_gone else [row[column.name] for row in before[name]])
    assert after["entries"][0]["published_text"] == "15:35 Greenwich Mean Time 14 December 2016"


def test_the_package_says_that_it_is_dry(package, dry):
    """The descriptor bears the mark, in its title too, requires no words, and states the files of the whole package."""
    found = json.loads((dry / "datapackage.json").read_text("utf-8"))
    assert found["livepack"]["dehydrated"] is True
    assert found["title"].endswith("(without the publisher's words)")
    assert set(found["livepack"]["original"]["files"]) == set(tree(package))
    fields = {
        (resource["name"], field["name"]): field.get("constraints", {}).get("required")
        for resource in found["resources"]
        for field in resource["schema"]["fields"]
    }
    assert fields["paragraphs", "text"] is fields["contributors", "name"] is fields["key_points", "text"] is False
    assert fields["paragraphs", "kind"] is True


def test_a_sentence_where_a_time_is_expected_goes_too(tmp_path):
    """A printed time of eight words or more is no mere fact: it is taken out, and comes back."""
    page = (golden.PAGES / "bbc_aggregator_text" / "agg_dated" / "page.txt").read_text("utf-8")
    words = "Rain has come and nobody knows for how long"
    assert "Date: Stumps" in page
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "page.txt").write_text(page.replace("Date: Stumps", f"Date: {words}"), "utf-8")
    dry = making.read_package(assert_comes_back(tmp_path / "sources", tmp_path))
    whole = making.read_package(tree(tmp_path / "whole"))
    assert words in {row["published_text"] for row in whole["entries"]}
    assert words not in {row["published_text"] for row in dry["entries"]}
    assert not validate_package(tmp_path / "dry").fails()


def test_annotations_stay(package, tmp_path):
    """The layers of users go along to the byte, and are still checked but for their spans."""
    first = "bbc-38308826/t20161214T1535Z/p1"
    text = f"{damage.ANNOTATIONS}\r\na1,{first},0,10,entities,person,,me,0.5\r\n"
    (package / "annotations.csv").write_text(text, "utf-8", newline="")
    build_package([SEEDS], package)
    dehydrate_package(package, tmp_path / "dry")
    assert (tmp_path / "dry" / "annotations.csv").read_bytes() == text.encode()
    assert not validate_package(tmp_path / "dry").fails()
    hydrate_package(tmp_path / "dry", SEEDS, tmp_path / "wet")
    assert tree(tmp_path / "wet") == tree(package)


# What is refused

FIRST_WORDS = "Journalist Zouhir al-Shimale, who earlier posted a video from Aleppo"


def test_an_annotation_that_quotes_is_refused(package, tmp_path):
    """Eight words of a paragraph in an annotation's value stop it; nothing is written."""
    rows = f'{damage.ANNOTATIONS}\na1,bbc-38308826/t20161214T1535Z/p1,,,notes,quote,"{FIRST_WORDS}",me,\n'
    (package / "annotations.csv").write_text(rows, "utf-8")
    build_package([SEEDS], package)
    result = run("dehydrate", package, "--out", tmp_path / "dry")
    assert result.exit_code == 2
    assert "annotations.csv: this would still quote the publisher" in result.stderr
    assert not (tmp_path / "dry").exists()


def test_a_description_that_quotes_is_refused(tmp_path):
    """So do the words of the data set's own description."""
    sources = Path(shutil.copytree(SEEDS, tmp_path / "sources"))
    seeds = sources / "seeds.yaml"
    seeds.write_text(seeds.read_text("utf-8").replace("  description: ", f"  description: {FIRST_WORDS} - "), "utf-8")
    build_package([sources], tmp_path / "whole")
    with pytest.raises(UsageError, match="still quote the publisher"):
        dehydrate_package(tmp_path / "whole", tmp_path / "dry")


def test_seven_words_are_no_quotation():
    """A run begins with eight words, whatever their case and the signs around them."""
    found = Quotations()
    found.add("The harbour bridge is closed, in both directions, today.")
    assert found.find("the harbour bridge is CLOSED in both") == ""
    assert found.find('He said: "Harbour bridge is closed in both directions today"') == (
        "harbour bridge is closed in both directions today"
    )


def edit_resources(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a descriptor says of each table."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for resource in descriptor["resources"]:
        change(resource)
    path.write_text(json.dumps(descriptor), "utf-8")


DAMAGES = {
    "edited": lambda folder: (folder / "entries.csv").write_bytes((folder / "entries.csv").read_bytes() + b"x"),
    "lost": lambda folder: (folder / "links.csv").unlink(),
    "added": lambda folder: (folder / "NOTES.md").write_text("Mine."),
    "reformatted": lambda folder: (folder / "datapackage.json").write_text(
        json.dumps(json.loads((folder / "datapackage.json").read_text("utf-8")))
    ),
    "no descriptor": lambda folder: (folder / "datapackage.json").unlink(),
    "list": lambda folder: (folder / "datapackage.json").write_text("[]"),
    "names that are lists": lambda folder: edit_resources(folder, lambda one: one.update(name=[one["name"]])),
    "no names": lambda folder: edit_resources(folder, lambda one: one.pop("name")),
    "nothing inside": lambda folder: (folder / "datapackage.json").write_text('{"livepack": {}}'),
}


@pytest.mark.parametrize("change", DAMAGES.values(), ids=DAMAGES)
def test_what_livepack_did_not_make_is_not_dehydrated(change, package, tmp_path):
    """A package that was changed by hand is refused with status 2, without a traceback, and nothing is written."""
    change(package)
    for command in (("dehydrate",), ("hydrate", "--sources", SEEDS)):
        result = run(command[0], package, *command[1:], "--out", tmp_path / "dry")
        assert result.exit_code == 2
        assert "advice" in result.stderr
        assert "bug" not in result.stderr
        assert not (tmp_path / "dry").exists()


def test_a_cell_that_nobody_could_bring_back_is_refused(package):
    """Words that neither ledger nor seeds.yaml explains are not thrown away."""
    files = tree(package)
    tables = making.read_package(files)
    tables["embeds"][0]["author_name"] = "@nobody"
    forged = {**files, "embeds.csv": render_csv(schemas.tables()["embeds"].columns, tables["embeds"])}
    descriptor = json.loads(forged["datapackage.json"])
    for resource in descriptor["resources"]:
        resource.update(state_file(forged[resource["path"]]))
    with pytest.raises(UsageError, match="neither the ledger nor"):
        dehydrate_files(assemble_package(forged, tables, descriptor), "forged")


def test_dry_is_not_dried_and_whole_not_wetted(package, dry, tmp_path):
    """Each command wants the other's output."""
    assert "dehydrated already" in run("dehydrate", dry, "--out", tmp_path / "x").stderr
    result = run("hydrate", package, "--sources", SEEDS, "--out", tmp_path / "x")
    assert (result.exit_code, "holds its words" in result.stderr) == (2, True)


def sources_without(tmp_path: Path, *names: str) -> Path:
    """The seeds without some files."""
    return Path(shutil.copytree(SEEDS, tmp_path / "sources", ignore=shutil.ignore_patterns(*names)))


def test_a_changed_or_missing_page_is_named_and_refused(dry, tmp_path):
    """By name, with what it is: changed if a file of that name is there; nothing is written."""
    sources = sources_without(tmp_path, "*.txt")
    for data, word in ((None, "missing"), (making.SEED.read_bytes() + b"\n", "changed")):
        if data is not None:
            (sources / making.SEED.name).write_bytes(data)
        result = run("hydrate", dry, "--sources", sources, "--out", tmp_path / "wet")
        assert result.exit_code == 1
        assert result.stderr.startswith("the sources must hold every saved page that the package was built from")
        assert f"in {sources}: {word}: {making.SEED.name}" in result.stderr
        assert not (tmp_path / "wet").exists()


def test_the_readme_says_once_that_the_words_are_gone(dry):
    """In bold, with how they come back; the descriptor's description, which says it too, is told without it."""
    readme = (dry / "README.md").read_text("utf-8")
    assert readme.count("have been taken out") == 1
    assert f"**{TAKEN_OUT}** Ids, times, counts and the ledger are whole.\n" in readme
    assert json.loads((dry / "datapackage.json").read_text("utf-8"))["description"].startswith(TAKEN_OUT)


def test_of_many_lost_pages_the_first_are_named(tmp_path):
    """Twelve pages are missing: ten are named."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "none").mkdir()
    for number in range(12):
        (tmp_path / "sources" / f"page-{number:02}.txt").write_text(making.small_page(f"Number {number}."), "utf-8")
    files = build_package([tmp_path / "sources"], None).files
    with pytest.raises(SourceError) as found:
        hydrate_files(dehydrate_files(files, "x"), tmp_path / "none", "x")
    assert found.value.found.endswith("page-09.txt and 2 more")


def test_seeds_yaml_is_asked_for_where_it_gave_a_title(dry, tmp_path):
    """The seed's blog has its title from seeds.yaml: without the very file nothing comes back."""
    for name, words in (("seeds.yaml", "is missing"), ("", "has other bytes")):
        shutil.rmtree(tmp_path / "sources", ignore_errors=True)
        sources = sources_without(tmp_path, name)
        if not name:
            (sources / "seeds.yaml").write_text("package:\n  title: Another\n")
        with pytest.raises(SourceError, match="a person gave titles") as found:
            hydrate_package(dry, sources, tmp_path / "wet")
        assert str(found.value).startswith("seeds.yaml must be the one that the package was built with")
        assert found.value.found == f"{sources / 'seeds.yaml'} {words}"


def test_a_title_that_a_person_gave_comes_back(tmp_path):
    """The title of a page, and through it of its blog, is read from seeds.yaml again."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "page.txt").write_text(making.small_page(), "utf-8")
    (tmp_path / "sources" / "seeds.yaml").write_text("documents:\n  page.txt:\n    title: The bridge, live\n")
    dry = making.read_package(assert_comes_back(tmp_path / "sources", tmp_path))
    whole = making.read_package(tree(tmp_path / "whole"))
    assert (whole["pages"][0]["title"], whole["blogs"][0]["title"]) == ("The bridge, live",) * 2
    assert (dry["pages"][0]["title"], dry["blogs"][0]["title"]) == ("", "")


def test_seeds_yaml_is_not_asked_for_where_it_gave_none(tmp_path):
    """Where a person said only when a page was captured, the page is enough."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "page.txt").write_text(making.small_page(), "utf-8")
    (tmp_path / "sources" / "seeds.yaml").write_text('documents:\n  page.txt:\n    captured: "2031-03-05T06:00:00Z"\n')
    files = build_package([tmp_path / "sources"], None).files
    (tmp_path / "sources" / "seeds.yaml").unlink()
    assert hydrate_files(dehydrate_files(files, "x"), tmp_path / "sources", "x") == files


TAMPERINGS = {
    "ledger": lambda good: good["ledger"][5].update(end_char="9" * 5000),
    "span": lambda good: good.one("ledger", field_name="headline").update(start_char="1"),
    "part": lambda good: good.one("ledger", field_name="headline").update(part="x"),
    "row": lambda good: good["paragraphs"].pop(),
    "number": lambda good: good["paragraphs"][0].update(position="first"),
    "time": lambda good: good["entries"][0].update(published="2016-12-14T15:36:00Z"),
    "encoding": lambda good: good["pages"][0].update(source_encoding="utf-16"),
}


@pytest.mark.parametrize("tamper", TAMPERINGS.values(), ids=TAMPERINGS)
def test_a_dry_package_that_was_changed_is_refused(tamper, tmp_path):
    """Whatever was changed in it, with its digests put right: what would come out is not what was taken out."""
    damage.make_good("dry", tmp_path)
    dry = damage.Package(tmp_path)
    tamper(dry)
    dry.save()
    result = run("hydrate", dry.folder, "--sources", dry.sources, "--out", tmp_path / "wet")
    assert result.exit_code == 1
    assert "bug" not in result.stderr
    assert not (tmp_path / "wet").exists()


MARKS = {
    "no original": lambda found: found["livepack"].pop("original"),
    "no files": lambda found: found["livepack"]["original"].pop("files"),
    "files of nothing": lambda found: found["livepack"]["original"].update(files={}),
    "original a word": lambda found: found["livepack"].update(original="x"),
    "another title": lambda found: found["livepack"]["original"].update(title="x"),
    "schema a word": lambda found: found["resources"][0].update(schema="x"),
    "no tables": lambda found: found.update(resources=[]),
}


@pytest.mark.parametrize("change", MARKS.values(), ids=MARKS)
def test_a_broken_mark_is_refused(change, dry, tmp_path):
    """A descriptor that does not say what the whole package was gives an error for people."""
    damage.Package(dry.parent).home.joinpath("package").symlink_to(dry)
    damage.Package(dry.parent).edit_descriptor(change)
    result = run("hydrate", dry, "--sources", SEEDS, "--out", tmp_path / "wet")
    assert result.exit_code in (1, 2)
    assert "advice" in result.stderr
    assert "bug" not in result.stderr
    assert not (tmp_path / "wet").exists()


def test_a_package_of_another_version_is_dehydrated_by_it(package, tmp_path, monkeypatch):
    """Where this version would write a file otherwise, the version that is needed is named."""
    monkeypatch.setattr(livepack, "__version__", "9.9.9")
    dehydrate_package(package, tmp_path / "same")  # nothing is written otherwise
    whole = dehydrating.assemble_package
    monkeypatch.setattr(
        dehydrating, "assemble_package", lambda *arguments: whole(*arguments) | {"README.md": b"Otherwise."}
    )
    with pytest.raises(UsageError, match=r"made by livepack 0\.1\.0, which writes it otherwise than 9\.9\.9") as found:
        dehydrate_package(package, tmp_path / "dry")
    assert found.value.found == "README.md"


def test_the_version_that_hydrates_is_named(dry, tmp_path, monkeypatch):
    """Where only documents would be written otherwise, their version is named; the rows know no versions."""
    from livepack.hydration import hydrating

    monkeypatch.setattr(livepack, "__version__", "9.9.9")
    hydrate_package(dry, SEEDS, tmp_path / "same")
    whole = hydrating.assemble_package
    monkeypatch.setattr(
        hydrating, "assemble_package", lambda *arguments: whole(*arguments) | {"README.md": b"Otherwise."}
    )
    with pytest.raises(SourceError, match=r"only livepack 0\.1\.0 writes the documents"):
        hydrate_package(dry, SEEDS, tmp_path / "wet")


def test_where_rows_do_not_come_back_the_version_is_named_too(tmp_path, monkeypatch):
    """A package of another version whose rows come out otherwise: that version may know more."""
    damage.make_good("dry", tmp_path)
    dry = damage.Package(tmp_path)
    dry["paragraphs"].pop()
    dry.save()
    monkeypatch.setattr(livepack, "__version__", "9.9.9")
    with pytest.raises(SourceError, match="not what was taken out") as found:
        hydrate_package(dry.folder, dry.sources, tmp_path / "wet")
    assert found.value.advice.startswith("hydrate it with livepack 0.1.0, which made it")


def test_nothing_is_written_over(package, dry):
    """Not over the package itself, into the sources, or over a folder with other annotations."""
    assert run("dehydrate", package, "--out", package).exit_code == 2
    assert run("hydrate", dry, "--sources", SEEDS, "--out", SEEDS / "x").exit_code == 2
    before = tree(dry)
    (dry / "annotations.csv").write_text(damage.ANNOTATIONS + "\n")
    result = run("dehydrate", package, "--out", dry)
    assert result.exit_code == 2
    assert "would be lost" in result.stderr
    assert {name: data for name, data in tree(dry).items() if name != "annotations.csv"} == before


def test_a_stale_dry_package_is_found(dry):
    """With the sources, a dry package is built and dehydrated anew and compared."""
    assert validate_package(dry, SEEDS).codes == set()
    path = dry / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace("Held in part", "Held partly"), "utf-8")
    assert "stale-package" in validate_package(dry, SEEDS).codes
