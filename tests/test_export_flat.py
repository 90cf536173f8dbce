"""The flat table: what stands in its rows, and that CSV, JSON Lines and workbook hold it whole and harmless."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exporting
from exporting import run
from livepack import schemas
from livepack.exports import libraries, workbook
from livepack.exports.flat import flat_rows
from livepack.exports.flat_files import disarm, restore, write_csv, write_jsonl
from livepack.exports.package import open_package

SEED = exporting.ROOT / "datapackage"
COLUMNS = schemas.flat_table().columns
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SOFFICE = shutil.which("soffice")
# Text that XML and CSV can hold, with what programs stumble over made likely.
TEXTS = st.text(
    st.one_of(st.sampled_from("=+-@'\"\t\r\n,_x00<>&|＝"), st.characters(codec="utf-8", exclude_characters="\0")),
    max_size=40,
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's packages are."""
    return tmp_path_factory.mktemp("flat")


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A package with awkward texts."""
    home = tmp_path_factory.mktemp("awkward")
    shutil.copytree(exporting.good("many", root), home / "package")
    return exporting.write_awkward(home)


def rows_of(package: Path) -> list[dict[str, str]]:
    """The flat table of a package."""
    return list(flat_rows(open_package(package)))


def row(**cells: str) -> dict[str, str]:
    """A row with these cells and no others."""
    return dict.fromkeys(COLUMNS, "") | {"doc_id": "acme-7/t1"} | cells


# What stands in it


@pytest.mark.parametrize("kind", exporting.KINDS)
def test_there_is_a_row_for_each_post_with_every_column(kind: str, root: Path):
    """Posts in their order; the columns are those of the schema, document id and text first."""
    package = exporting.good(kind, root)
    rows, tables = rows_of(package), exporting.tables_of(package)
    assert COLUMNS[:2] == ("doc_id", "text")
    assert [(found["doc_id"], found["text"]) for found in rows] == [
        (entry["entry_id"], entry["text"]) for entry in tables["entries"]
    ]
    assert all(tuple(found) == COLUMNS for found in rows)
    embeds = [found["providers"].split(" | ") for found in rows if found["providers"]]
    assert sum(map(len, embeds)) == sum(bool(embed["entry_id"]) for embed in tables["embeds"])
    for found in rows:
        for field in schemas.flat_table().fields:
            pattern = dict(field.constraints).get("pattern")
            assert not found[field.name] or not pattern or re.fullmatch(pattern, found[field.name])


def test_a_row_of_the_seed():
    """The second post from the seed, read against the page."""
    found = rows_of(SEED)[2]
    assert found["headline"] == "Has the West lost the will to intervene in Aleppo?"
    assert found["contributors"] == "The World at One (BBC Radio 4)"
    assert (found["published_date"], found["published_time"]) == ("2016-12-14", "15:08:00")
    assert (found["utc_offset"], found["time_zone"]) == ("+00:00", "Europe/London")
    assert found["publisher"] == "BBC News"
    assert "no address in the copy" in found["citation"]
    assert found["citation"].endswith("entry bbc-38308826/t20161214T1508Z.")
    assert rows_of(SEED)[4]["credits"].count(" | ") == 2


def test_captions_stand_in_the_order_of_the_post(root: Path):
    """Those of pictures and of embeds together, by their blocks."""
    package = exporting.good("many", root)
    tables = exporting.tables_of(package)
    for found in rows_of(package):
        parts = [row for name in ("images", "embeds") for row in tables[name] if row["entry_id"] == found["doc_id"]]
        parts.sort(key=lambda row: int(row["block"]))
        assert found["captions"] == " | ".join(row["caption"] for row in parts if row["caption"])


# CSV


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a byte-order mark."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_exact_csv_equals_the_rows(awkward: Path, tmp_path: Path):
    """With --exact every cell is what it is."""
    done = run("export", "flat", awkward, "--out", tmp_path / "out.csv", "--exact")
    assert (done.exit_code, done.output) == (0, "")
    assert read_csv(tmp_path / "out.csv") == rows_of(awkward)


def test_no_cell_of_the_csv_is_run(awkward: Path, tmp_path: Path):
    """Cells that begin like a formula get an apostrophe, and that is said; taken away they are the same again."""
    done = run("export", "flat", awkward, "--out", tmp_path / "out.csv")
    assert done.exit_code == 0
    assert "begin like a formula" in done.stderr
    assert "--exact" in done.stderr
    found, wanted = read_csv(tmp_path / "out.csv"), rows_of(awkward)
    assert [{name: restore(cell) for name, cell in row.items()} for row in found] == wanted
    for cells in found:
        for cell in cells.values():
            assert cell[:1] not in set("=@＝") or cell == ""
            assert cell[:1] not in set("+-") or re.fullmatch(r"[+-][0-9.,:]+", cell)
    assert sum(cell != restore(cell) for row in found for cell in row.values()) == int(done.stderr.split()[0])


@given(TEXTS)
def test_what_is_disarmed_is_harmless_and_comes_back(text: str):
    """Any text: no formula, and the same when the apostrophe is taken away."""
    harmless = disarm(text)
    assert restore(harmless) == text
    assert harmless[:1] not in set("=@\t\r\n＝＋－＠") or not harmless


def test_an_offset_is_no_formula(tmp_path: Path):
    """An offset such as +01:00 and a number stay as they are."""
    assert write_csv([row(utc_offset="+01:00", headline="-3.5")], tmp_path / "out.csv") == []


@settings(max_examples=40)
@given(cells=st.lists(TEXTS, min_size=len(COLUMNS), max_size=len(COLUMNS)), exact=st.booleans())
def test_any_cells_come_back_from_csv_and_jsonl(
    cells: list[str], exact: bool, tmp_path_factory: pytest.TempPathFactory
):
    """Whatever stands in the cells is read back as it was."""
    folder = tmp_path_factory.getbasetemp()
    wanted = dict(zip(COLUMNS, cells, strict=True))
    write_csv([wanted], folder / "any.csv", exact=exact)
    text = (folder / "any.csv").read_bytes().decode("utf-8-sig")
    (found,) = csv.DictReader(io.StringIO(text, newline="\n"))
    assert (found if exact else {name: restore(cell) for name, cell in found.items()}) == wanted
    write_jsonl([wanted], folder / "any.jsonl")
    assert {name: cell or "" for name, cell in json.loads((folder / "any.jsonl").read_bytes()).items()} == wanted


# JSON Lines


def test_jsonl_equals_the_rows(awkward: Path, tmp_path: Path):
    """One object a line, null where there is nothing."""
    assert run("export", "flat", awkward, "--out", tmp_path / "out.jsonl").exit_code == 0
    lines = (tmp_path / "out.jsonl").read_bytes().decode().split("\n")
    assert lines.pop() == ""
    found = [json.loads(line) for line in lines]
    assert [{name: cell or "" for name, cell in row.items()} for row in found] == rows_of(awkward)
    assert not any(cell == "" for row in found for cell in row.values())


# Workbook


def unescape(text: str) -> str:
    """Text of a workbook: _xHHHH_ stands for a character that XML cannot hold."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def cells_of(path: Path, sheet: int = 1) -> Iterator[list[tuple[str, str]]]:
    """Yield the rows of a sheet: of each cell its type and what it holds; empty ones are ("", "")."""
    with ZipFile(path) as archive:
        tree = ET.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(tree.iter(f"{MAIN}f")), "a formula"
    assert not list(tree.iter(f"{MAIN}hyperlink")), "a link"
    for line in tree.iter(f"{MAIN}row"):
        cells = [("", "")] * len(COLUMNS)
        for cell in line.iter(f"{MAIN}c"):
            column = ord(cell.attrib["r"][0]) - ord("A")
            texts = "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
            number = cell.findtext(f"{MAIN}v") or ""
            is_text = cell.attrib.get("t") == "inlineStr"
            cells[column] = ("text", unescape(texts)) if is_text else ("number", number)
        yield cells


def day_of(number: str) -> str:
    """The day that a workbook counts from 30 December 1899."""
    return (dt.date(1899, 12, 30) + dt.timedelta(days=int(number))).isoformat()


def clock_of(number: str) -> str:
    """The time of day that is a part of a day."""
    return str((dt.datetime(1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=round(float(number) * 86400))).time())


def rows_of_workbook(path: Path) -> list[dict[str, str]]:
    """The flat table in a workbook."""
    head, *lines = cells_of(path)
    assert [text for _, text in head] == list(COLUMNS)
    found = []
    for line in lines:
        cells = {}
        for name, (kind, held) in zip(COLUMNS, line, strict=True):
            convert = {"published_date": day_of, "published_time": clock_of}.get(name, str)
            assert not held or (kind == "number") == (convert is not str), name
            cells[name] = convert(held) if held else ""
        found.append(cells)
    return found


@pytest.mark.parametrize("kind", ["seed", "world"])
def test_a_workbook_equals_the_rows(kind: str, root: Path, tmp_path: Path):
    """Days and times are numbers with a format, all else is text."""
    package = exporting.good(kind, root)
    done = run("export", "flat", package, "--out", tmp_path / "out.xlsx")
    assert (done.exit_code, done.output) == (0, "")
    assert rows_of_workbook(tmp_path / "out.xlsx") == rows_of(package)


def test_awkward_texts_stand_in_a_workbook_as_they_are(awkward: Path, tmp_path: Path):
    """No formula, no link, no number made of a text, nothing taken for mark-up."""
    assert run("export", "flat", awkward, "--out", tmp_path / "out.xlsx").exit_code == 0
    assert rows_of_workbook(tmp_path / "out.xlsx") == rows_of(awkward)


def test_a_workbook_is_the_same_each_time(awkward: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The hour, the time zone and the user's mask change nothing."""
    run("export", "flat", awkward, "--out", tmp_path / "one.xlsx")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    run("export", "flat", awkward, "--out", tmp_path / "two.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "x" * workbook.MAX_UNITS,
        "x" * (workbook.MAX_UNITS + 1),
        "𝄞" * 16_383,
        "𝄞" * 16_384,
        "y" * 100_000,
        "𝄞z" * 30_000,
        "<r>" + "&" * 6_000 + "</r>",
        "<r>" + "&" * 40_000 + "</r>",
        "=" * 40_000,
    ],
    ids=lambda text: f"{text[:2]}{len(text)}",
)
def test_no_text_is_cut(text: str, tmp_path: Path):
    """A text that a cell cannot hold goes on in another sheet; together the parts are the text."""
    continued = workbook.write_xlsx(
        [row(text=text), row(doc_id="acme-7/t2", text="short")], tmp_path / "out.xlsx", {}, 2
    )
    first, second = (cells["text"] for cells in rows_of_workbook(tmp_path / "out.xlsx"))
    assert second == "short"
    assert workbook.units(first) <= workbook.MAX_UNITS
    if not continued:
        assert first == text
        return
    assert continued == [("acme-7/t1", "text")]
    head, *lines = cells_of(tmp_path / "out.xlsx", 2)
    assert [held for _, held in head[:4]] == ["doc_id", "column", "part", "text"]
    assert [cells[2][1] for cells in lines] == [str(part) for part in range(2, len(lines) + 2)]
    assert all(workbook.units(cells[3][1]) <= workbook.MAX_UNITS for cells in lines)
    first = first.removesuffix("\n[goes on in the sheet “continued”]")
    assert first + "".join(cells[3][1] for cells in lines) == text


def test_a_long_text_is_told(root: Path, tmp_path: Path):
    """Whoever exports a workbook reads which texts go on elsewhere."""
    shutil.copytree(exporting.good("seed", root), tmp_path / "package")
    package = exporting.damage.Package(tmp_path)
    for number in range(5):
        package["entries"][number]["text"] = f"{number} " + "word " * 9000
    package.save()
    done = run("export", "flat", package.folder, "--out", tmp_path / "out.xlsx")
    assert done.exit_code == 0
    assert "5 texts are longer than the 32,767 characters" in done.stderr
    assert "and 2 more" in done.stderr


def test_days_before_march_1900_are_text(tmp_path: Path):
    """Workbooks count a day too many there."""
    workbook.write_xlsx([row(published_date="1899-12-31")], tmp_path / "out.xlsx", {}, 1)
    _, line = cells_of(tmp_path / "out.xlsx")
    assert line[COLUMNS.index("published_date")] == ("text", "1899-12-31")


def test_more_posts_than_a_sheet_holds(tmp_path: Path):
    """That is said before anything is written."""
    with pytest.raises(workbook.PackageError, match="more posts than a sheet"):
        workbook.write_xlsx([], tmp_path / "out.xlsx", {}, 1_048_576)


@settings(max_examples=30, deadline=None)
@given(cells=st.lists(TEXTS, min_size=3, max_size=3))
def test_any_text_comes_back_from_a_workbook(cells: list[str], tmp_path_factory: pytest.TempPathFactory):
    """Whatever a text holds, it is the same text there; texts that look like marked-up ones too."""
    place = tmp_path_factory.getbasetemp() / "any.xlsx"
    wanted = row(text=cells[0], headline=f"<r>{cells[1]}</r>", captions=f"_x0041_{cells[2]}")
    assert workbook.write_xlsx([wanted], place, {}, 1) == []
    assert rows_of_workbook(place) == [wanted]


@pytest.mark.skipif(SOFFICE is None, reason="there is no soffice on PATH")
@pytest.mark.parametrize("which", ["seed", "awkward"])
def test_libreoffice_gives_the_workbook_back(which: str, awkward: Path, tmp_path: Path):
    """Through LibreOffice: as many rows, whole characters, the same ids, dates and times."""
    package = SEED if which == "seed" else awkward
    run("export", "flat", package, "--out", tmp_path / "out.xlsx")
    csv_filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    command = [str(SOFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"]
    command += ["--convert-to", csv_filter, "--outdir", str(tmp_path), str(tmp_path / "out.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    (made,) = tmp_path.glob("out*.csv")
    with made.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    wanted = rows_of(package)
    assert len(found) == (20 if which == "seed" else len(wanted))
    for cells, own in zip(found, wanted, strict=True):
        assert cells == own


# Use


def test_the_ending_says_the_format(tmp_path: Path):
    """Without an ending that is known, --format is needed; it wins over the ending."""
    refused = run("export", "flat", SEED, "--out", tmp_path / "posts")
    assert refused.exit_code == 2
    assert "--format" in refused.stderr
    assert run("export", "flat", SEED, "--out", tmp_path / "posts.txt", "--format", "jsonl").exit_code == 0
    assert (tmp_path / "posts.txt").read_bytes().startswith(b'{"doc_id"')


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Without XlsxWriter, words that say what to install; status 2 and nothing written."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = run("export", "flat", SEED, "--out", tmp_path / "out.xlsx")
    assert done.exit_code == 2
    assert "livepack[export]" in done.stderr
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(libraries.UsageError, match="needs DuckDB"):
        libraries.need_library("no_such_module", "DuckDB")
