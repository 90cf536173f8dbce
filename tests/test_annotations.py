"""Annotations of a package's users: kept by a build to the byte, listed, checked, and never made."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from frictionless import Package as FrictionlessPackage

import damage
import livepack
from livepack import schemas
from livepack.building import build_package
from livepack.cli import cli
from livepack.errors import UsageError
from livepack.hydration.dehydrating import dehydrate_package
from livepack.validation import validate_package

SEEDS = Path(__file__).parents[1] / "seeds"
FIRST = "bbc-38308826/t20161214T1535Z/p1"
ROWS = (
    f"a1,{FIRST},11,28,entities,person,Q1,coder-1,0.85",
    f"a2,{FIRST},,,stance,neutral,,coder-1,",
    f'a3,{FIRST},0,0,notes,place,"a remark, with a comma\nand a line",coder 2,1',
)


def content(*rows: str, end: str = "\n", mark: str = "") -> bytes:
    """A table of annotations as bytes."""
    return (mark + "".join(f"{row}{end}" for row in (damage.ANNOTATIONS, *rows))).encode()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of the seed."""
    build_package([SEEDS], tmp_path / "package")
    return tmp_path / "package"


def test_no_build_makes_annotations(package):
    """Without a table of users there is none, and the package is whole."""
    assert not (package / "annotations.csv").exists()
    assert "annotations" not in (package / "datapackage.json").read_text("utf-8")


@pytest.mark.parametrize(
    "data",
    [
        content(*ROWS),
        content(*ROWS, end="\r\n", mark="\ufeff"),
        content(),
        content(f'"a1","{FIRST}","0","4","entities","person","","me","0.5"'),
        content(f"a1,{FIRST},0,0,emoji,😀,,me,0"),
    ],
    ids=["plain", "of a spreadsheet", "no rows", "all quoted", "emoji"],
)
def test_a_build_keeps_and_lists_them(package, data):
    """A rebuild leaves every byte; the descriptor has size, digest and schema; livepack and frictionless agree."""
    before = json.loads((package / "datapackage.json").read_text("utf-8"))
    (package / "annotations.csv").write_bytes(data)
    for _ in range(2):
        result = CliRunner().invoke(cli, ["build", str(SEEDS), "--out", str(package)])
        assert result.exit_code == 0
        assert "annotations.csv was kept as it is" in result.stderr
        assert (package / "annotations.csv").read_bytes() == data
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    listed = descriptor["resources"].pop()
    assert descriptor["resources"] == before["resources"]
    assert (listed["name"], listed["bytes"]) == ("annotations", len(data))
    assert listed["schema"] == schemas.layers()["annotations"].descriptor()
    report = validate_package(package, SEEDS, referee=True)
    assert report.findings == ()
    assert FrictionlessPackage(str(package / "datapackage.json")).validate().valid


def test_offsets_are_code_points(tmp_path):
    """A span behind an emoji counts it once; in UTF-16 units it would end behind the text."""
    page = damage.OLDER.replace("There is a gate.", "There 😀 gate.")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.txt").write_text(page, "utf-8")
    package = tmp_path / "package"
    built = build_package([tmp_path / "pages"], package)
    row = next(row for row in built.tables["paragraphs"] if "😀" in row["text"])
    units = len(row["text"].encode("utf-16-le")) // 2
    for end, codes in ((len(row["text"]), set()), (units, {"annotation-outside"})):
        (package / "annotations.csv").write_bytes(content(f"a1,{row['paragraph_id']},8,{end},entities,gate,,me,"))
        build_package([tmp_path / "pages"], package)
        report = validate_package(package)
        assert {finding.code for finding in report.findings if finding.table == "annotations"} == codes


def test_a_broken_table_of_users_hides_nothing_else(package):
    """Where the annotations are no CSV, what is wrong with the posts is still found."""
    (package / "annotations.csv").write_bytes(content('"open'))
    path = package / "entries.csv"
    path.write_bytes(path.read_bytes().replace(b"Aleppo", b"Elsewhere", 1))
    codes = validate_package(package).codes
    assert {"csv-broken", "derived-differs", "layer-unlisted"} <= codes


def test_annotations_of_a_text_that_changed_are_found(package, tmp_path):
    """A rebuild from other sources keeps them, and the validation names those that lost their paragraph."""
    (package / "annotations.csv").write_bytes(content(*ROWS))
    sources = Path(shutil.copytree(SEEDS, tmp_path / "sources"))
    page = next(sources.glob("*.txt"))
    page.write_bytes(page.read_bytes().replace(b"15:35 Greenwich", b"15:36 Greenwich"))
    build_package([sources], package)
    report = validate_package(package, sources)
    assert {finding.row for finding in report.findings if finding.code == "key-dangling"} == {"a1", "a2", "a3"}


def test_what_cannot_be_kept_stops_the_build(package):
    """Nothing is written where the table cannot be read: here it is a folder."""
    (package / "annotations.csv").mkdir()
    with pytest.raises(UsageError):
        build_package([SEEDS], package)
    assert (package / "entries.csv").is_file()


def test_jobs_find_the_same(package):
    """With several processes the report is the same."""
    (package / "annotations.csv").write_bytes(content(*ROWS, f"a4,{FIRST},0,99999,x,y,,,2"))
    build_package([SEEDS], package)
    assert validate_package(package, jobs=2).findings == validate_package(package).findings
    assert validate_package(package).codes == {"annotation-outside", "value-bound", "not-checked"}


# Listed without the saved pages


def annotate(package: Path) -> Result:
    """Run `livepack annotate`."""
    return CliRunner().invoke(cli, ["annotate", str(package)])


def test_annotations_are_listed_without_the_pages(package):
    """What `livepack annotate` writes is what a build would write; without the table it is the package as it was."""
    before = tree(package)
    for data in (content(*ROWS), content(*ROWS[:1], end="\r\n")):
        (package / "annotations.csv").write_bytes(data)
        assert validate_package(package).codes & {"layer-unlisted", "hash-differs"}
        assert annotate(package).exit_code == 0
        listed = tree(package)
        assert validate_package(package, SEEDS).findings == ()
        build_package([SEEDS], package)
        assert listed == tree(package)
    (package / "annotations.csv").unlink()
    result = annotate(package)
    assert (result.exit_code, "none is listed" in result.stderr) == (0, True)
    assert tree(package) == before


def test_what_cannot_be_listed_is_left_alone(package, monkeypatch):
    """A package whose posts were changed, one of another version, one with other things, one that is dehydrated."""
    (package / "annotations.csv").write_bytes(content(*ROWS))

    def assert_refused(folder: Path, words: str) -> None:
        before = tree(folder)
        result = annotate(folder)
        assert (result.exit_code, words in result.stderr) == (2, True)
        assert tree(folder) == before

    (package / "mine.txt").write_text("Mine.")
    assert_refused(package, "other things than a livepack package")
    (package / "mine.txt").unlink()
    with monkeypatch.context() as patched:
        patched.setattr(livepack, "__version__", "9.9.9")
        assert_refused(package, "made by livepack 0.1.0")
    annotate(package)
    dehydrate_package(package, package.parent / "dry")
    (package.parent / "dry" / "annotations.csv").write_bytes(content())
    assert_refused(package.parent / "dry", "dehydrated")
    descriptor = (package / "datapackage.json").read_text("utf-8")
    for old, new in (('"title"', '"label"'), ('"name": "links"', '"name": ["links"]'), ('"keywords"', '"words"')):
        (package / "datapackage.json").write_text(descriptor.replace(old, new, 1), "utf-8")
        assert_refused(package, "not as livepack made it")
    (package / "datapackage.json").write_text(descriptor, "utf-8")
    (package / "links.csv").write_bytes(b"x")
    assert_refused(package, "not as livepack made it")
    assert annotate(package.parent / "nowhere").exit_code == 2


# What is said to the person who wrote them


@pytest.mark.parametrize(
    ("row", "code", "words", "advice"),
    [
        (f"a1,{FIRST},0,4,entities,person,,me,2", "value-bound", "2, not at most 1", "from 0 to 1"),
        (f"a1,{FIRST},-1,4,entities,person,,me,", "value-bound", "-1, not at least 0", "count from 0"),
        (f"a1,{FIRST},0,4,entities,person,,me,85%", "value-type", "such as 0.85: 85%", "not 85%"),
        (f"1st,{FIRST},0,4,entities,person,,me,", "value-pattern", "(1st, not [A-Za-z]", "begin with a letter"),
        (f"a1,{FIRST},0,4,entities,,,me,", "value-missing", "empty", "fill that cell"),
        (f"a1,{FIRST}0,0,4,entities,person,,me,", "key-dangling", f"paragraphs: {FIRST}0", "from paragraphs.csv"),
        (f"a0,{FIRST},0,4,entities,person,,me,", "key-repeated", "(a0)", "an annotation_id of its own"),
        (f"a1,{FIRST},0,4,entities,person,,me", "row-length", "8 cells, not 9", "a cell for each column"),
        (
            f"a1,{FIRST},0,99999,entities,person,,me,",
            "annotation-outside",
            "0 to 99999 of ",
            "count code points from 0",
        ),
        ('"a1', "csv-broken", "CSV", "save the table again as CSV in UTF-8"),
    ],
)
def test_a_fault_is_told_to_the_one_who_wrote_it(package, row, code, words, advice):
    """The finding names row and value, and what may stand there; the advice never says that a build mends it."""
    (package / "annotations.csv").write_bytes(content(f"a0,{FIRST},,,notes,place,,me,", row))
    build_package([SEEDS], package)
    (finding,) = (one for one in validate_package(package).findings if one.table == "annotations")
    assert (finding.code, finding.file, finding.line) == (code, "annotations.csv", 3)
    assert words in finding.message
    assert advice in finding.advice
    assert finding.advice.startswith("annotations.csv is yours, and no build changes it: ")


def test_a_digest_that_differs_is_listed_anew(package):
    """Where annotations.csv is not as listed, the advice names the command; for a table of the build it does not."""
    (package / "annotations.csv").write_bytes(content(*ROWS[:1]))
    build_package([SEEDS], package)
    for name in ("annotations", "links"):
        path = package / f"{name}.csv"
        path.write_bytes(path.read_bytes() + b"\n")
    advice = {one.table: one.advice for one in validate_package(package).findings if one.code == "hash-differs"}
    assert "`livepack annotate`" in advice["annotations"]
    assert advice["links"] == schemas.finding_types()["hash-differs"].advice
    (package / "annotations.csv").unlink()
    (missing,) = (one for one in validate_package(package).findings if one.code == "file-missing")
    assert "your own copy" in missing.advice
