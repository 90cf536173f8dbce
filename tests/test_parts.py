"""Tables are cut between rows, and read in parts they give the same rows at the same lines."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import packing
from livepack import gating
from livepack.checks.parts import PartReader, cut_table
from livepack.checks.rows import MINIMAL, Dialect, RowReader
from livepack.report import render_json

cells = st.text(st.sampled_from('ab",\n é😀'), max_size=8)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=30)


def write(path: Path, rows: list[list[str]]) -> None:
    """Write a table with two columns as livepack does."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["one", "two, or\nmore"], *rows])
    path.write_text(text.getvalue(), "utf-8", newline="")


def read(reader: RowReader) -> list[tuple[int, list[str]]]:
    """All rows with their lines."""
    return [(line, row) for chunk in reader.chunks() for line, row in zip(chunk.lines, chunk.rows, strict=True)]


def fail(code: str, found: str, line: int) -> None:
    """No fault is expected."""
    raise AssertionError((code, found, line))


@given(rows=tables, count=st.integers(1, 9))
def test_parts_give_all_rows(tmp_path_factory, rows, count):
    """The parts of a table, one after the other, are the table."""
    path = tmp_path_factory.mktemp("parts") / "table.csv"
    write(path, rows)
    parts = cut_table(path, MINIMAL, count)
    found = [item for part in parts for item in read(PartReader(path, MINIMAL, fail, part))]
    assert found == read(RowReader(path, MINIMAL, fail))
    assert len(parts) <= count


def test_large_tables_are_cut_evenly(tmp_path):
    """Cells with line breaks are never cut, and parts are of about one size."""
    path = tmp_path / "table.csv"
    write(path, [[f'{number}\n"so", he said\n', "x" * (number % 90)] for number in range(40_000)])
    parts = cut_table(path, MINIMAL, 4)
    sizes = [part.end - part.start for part in parts]
    assert len(parts) == 4
    assert max(sizes) - min(sizes) < 1000
    found = [item for part in parts for item in read(PartReader(path, MINIMAL, fail, part))]
    assert found == read(RowReader(path, MINIMAL, fail))


def test_a_stray_quotation_mark_is_told_by_the_part_before(tmp_path):
    """Where a quotation mark within a cell puts a cut into a cell, a part ends within it: then all is read as one."""
    path = tmp_path / "table.csv"
    rows = "".join(f'{number},"a\nb"\n' for number in range(500))
    path.write_text('one,two\n5" long,x\n' + rows, "utf-8")
    faults: list[str] = []
    for part in cut_table(path, Dialect(), 3):
        read(PartReader(path, Dialect(), lambda code, *_: faults.append(code), part))
    assert faults


@pytest.mark.parametrize(
    "dialect",
    [
        Dialect(escape="\\"),
        Dialect(quote="'"),
        Dialect(comment="#"),
        Dialect(encoding="utf-16"),
        Dialect(has_header=False),
    ],
)
def test_what_does_not_say_where_rows_end_is_not_cut(tmp_path, dialect):
    """Of such tables nobody can tell where a row ends without reading all before it."""
    path = tmp_path / "table.csv"
    write(path, [["a", "b"]] * 50)
    assert cut_table(path, dialect, 4) == []


DAMAGES = {
    "none": "",
    "wrong value": "many,b,c\n",
    "short row": "7\n",
    "text behind a closing quote": '7,"a"b,c\n',
    "unclosed quote": '7,"a,c\n',
    "stray quote": '7,5" long,c\n',
    "repeated key": "8,b,c\n",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_table_in_parts_gives_the_same_report(tmp_path, monkeypatch, damage):
    """Whatever is wrong in the middle of a table, two processes that share it report what one does."""
    monkeypatch.setattr(gating, "_PART_BYTES", 500)
    rows = [f'{number},"Line one\nof {number}, said ""he""",= A({number})\n' for number in range(400)]
    fields = [packing.field("n", "integer"), packing.field("text"), packing.field("note")]
    shape = packing.schema(*fields, primaryKey="n")
    text = "n,text,note\n" + "".join(rows[:200]) + DAMAGES[damage] + "".join(rows[200:])
    package = packing.write(tmp_path, [packing.resource("entries", shape)], entries=text)
    one = render_json(packing.judge(package))
    assert render_json(packing.judge(package, jobs=2)) == one
