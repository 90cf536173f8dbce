"""Holds docs/copies.md to the test pages, and its table to what each page names in `not_in_source`."""

from __future__ import annotations

import re
from functools import cache

import pytest

import copy_table
import golden
from copy_table import KEPT, KINDS, LOST, NOT_SEEN, PARTLY, Copy, Row
from livepack import schemas
from livepack.readers import readers

MENDING = "run `python tests/copy_table.py` and read what changed in docs/copies.md"


@cache
def named_by_page(reader: str) -> tuple[frozenset[str], ...]:
    """What each test page of a reader says that it cannot hold."""
    return tuple(
        frozenset(golden.read_case(case).not_in_source) for case in golden.cases() if case.parent.name == reader
    )


@cache
def printed() -> dict[str, list[str]]:
    """The table as the committed page has it: the cells after the columns, by the row's title."""
    text = copy_table.PAGE.read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return {row[0]: row[2:] for row in rows[3:]}


def test_the_page_is_current():
    """docs/copies.md says what the test pages say."""
    assert copy_table.PAGE.read_bytes().decode() == copy_table.make_copies_page(), MENDING


def test_every_reader_of_a_kind_of_copy_is_in_the_table():
    """No reader of text copies with test pages of its own is left out, and each kind has pages."""
    of_text = {reader.FORMAT.id for reader in readers() if reader.FORMAT.media_type == "text/plain"}
    assert of_text == set(KINDS)
    assert {case.parent.name for case in golden.cases()} & of_text == set(KINDS)


def test_every_column_of_a_row_exists():
    """The rows name columns of the schemas, none twice, and no two rows have one title."""
    columns = {f"{table}.{name}" for table, described in schemas.tables().items() for name in described.columns}
    named = [name for row in copy_table.ROWS for name in row.columns]
    assert {name.partition("=")[0] for name in named} <= columns
    assert len(named) == len(set(named))
    assert list(printed()) == [row.title for row in copy_table.ROWS]


@pytest.mark.parametrize("reader", KINDS)
def test_lost_is_what_every_page_names(reader):
    """A cell says lost if and only if every page of the reader names all columns of the row; kept, if none names any."""
    place = list(KINDS).index(reader)
    for row in copy_table.ROWS:
        said = printed()[row.title][place]
        assert said in {KEPT, PARTLY, LOST, NOT_SEEN}
        named = [[name in page for page in named_by_page(reader)] for name in row.columns]
        assert (said == LOST) == all(all(pages) for pages in named), row.title
        if said in {KEPT, NOT_SEEN}:
            assert not any(any(pages) for pages in named), row.title


@pytest.mark.parametrize("reader", KINDS)
def test_every_column_that_a_page_names_has_its_row(reader):
    """What a page of the reader cannot hold stands in the table as lost or partly."""
    place = list(KINDS).index(reader)
    shown = {name for row in copy_table.ROWS if printed()[row.title][place] in {LOST, PARTLY} for name in row.columns}
    assert frozenset().union(*named_by_page(reader)) <= shown


def test_every_partly_has_its_reason():
    """Below the table stands a reason for each cell that says partly, and for no other."""
    told = re.findall(r"^- (.+?) \(([^()]+)\): .+\.$", copy_table.PAGE.read_text("utf-8"), re.MULTILINE)
    reasons = {(title, kind) for title, kinds in told for kind in kinds.split(", ")}
    cells = {
        (title, kind)
        for title, row in printed().items()
        for kind, said in zip(KINDS.values(), row, strict=True)
        if said == PARTLY
    }
    assert reasons == cells


@pytest.mark.parametrize(
    ("row", "copies", "wanted"),
    [
        (Row("x", ("images.url",)), [("images.url", "")], LOST),
        (Row("x", ("images.url",)), [("", "images.url"), ("", "")], KEPT),
        (Row("x", ("images.url",)), [("images.url", ""), ("", "images.url")], PARTLY),
        (Row("x", ("images.url",)), [("images.url", ""), ("", "")], PARTLY),
        (Row("x", ("images.url",)), [("", "")], NOT_SEEN),
        (Row("x", ("images.url",), each=True), [("", "images.url"), ("", "")], PARTLY),
        (Row("x", ("images.url", "images.width")), [("images.url images.width", "")], LOST),
        (Row("x", ("images.url", "images.width")), [("images.url", "images.width")], PARTLY),
        (Row("x", ("images.url", "images.width")), [("", "images.width")], PARTLY),
        (Row("x", ("paragraphs.kind=quote",)), [("paragraphs.text", "")], NOT_SEEN),
    ],
)
def test_how_a_cell_is_judged(row, copies, wanted):
    """Kept, partly, lost and not seen, each from the least that makes it so."""
    made = [Copy(frozenset(lost.split()), frozenset(filled.split()), frozenset({"images"})) for lost, filled in copies]
    said, reason = copy_table.judge(row, made)
    assert said == wanted
    assert bool(reason) == (said == PARTLY)


def test_the_script_writes_the_page(tmp_path, monkeypatch, capsys):
    """`python tests/copy_table.py` writes the page and says so."""
    monkeypatch.setattr(copy_table, "PAGE", tmp_path / "copies.md")
    assert copy_table.main() == 0
    assert capsys.readouterr().out == "docs/copies.md: written\n"
    assert (tmp_path / "copies.md").read_text("utf-8").startswith("<!-- Made from tests/pages")
