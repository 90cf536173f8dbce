"""Every fault of a table's form is told with the line of the file at which it stands."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile
from livepack.checks.rows import CHUNK_ROWS, MINIMAL, Dialect, RowReader

HEAD = "a,b\n"
BLOCK = 1 << 20


def read(tmp_path, data, dialect=MINIMAL, names=()):
    """The faults (code, line) that reading tells, and the rows with their lines."""
    path = tmp_path / "t.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    faults, rows = [], []
    reader = RowReader(path, dialect, lambda code, found, line: faults.append((code, line, found)), names)
    for chunk in reader.chunks():
        rows += zip(chunk.lines, chunk.rows, strict=True)
    return [(code, line) for code, line, _ in faults], rows, faults


FAULTY = {
    "short row": ("a,b\n1,2\n3\n4,5\n", [("row-length", 3)]),
    "long row": ("a,b\n1,2\n3,4,5\n6,7\n", [("row-length", 3)]),
    "both": ("a,b\n1\n3,4\n5,6,7\n", [("row-length", 2), ("row-length", 4)]),
    "blank line": ("a,b\n1,2\n\n4,5\n", [("row-length", 3)]),
    "blank line at the end": ("a,b\n1,2\n\n", [("row-length", 3)]),
    "unclosed quote": ('a,b\n1,2\n3,"four\n5,6\n7,8\n', [("csv-broken", 3)]),
    "unclosed quote behind a cell of lines": ('a,b\n1,"x\ny\nz"\n3,"four\n5,6\n', [("csv-broken", 5)]),
    "text after a closing quote": ('a,b\n1,2\n3,"four"five\n6,7\n', [("csv-broken", 3)]),
    "a quote that ends in a later row": ('a,b\n1,"2\n3,"four"\n6,7\n', [("csv-broken", 3)]),
    "NUL": ("a,b\n1,2\n3,fo\0ur\n", [("csv-broken", 3)]),
    "CR within a row": ("a,b\n1,2\n3,4\r5\n", [("csv-broken", 3), ("csv-broken", 3)]),
    "CRLF": ("a,b\r\n1,2\r\n", [("csv-broken", 1)]),
    "CRLF from the second row on": ("a,b\n1,2\n3,4\r\n", [("csv-broken", 3)]),
    "byte-order mark": ("\ufeffa,b\n1,2\n", [("csv-broken", 1)]),
    "no last newline": ("a,b\n1,2\n3,4", [("csv-broken", 3)]),
    "needless quotes": ('a,b\n1,"x, y"\n3,"four"\n', [("csv-broken", 3)]),
    "needless quotes in the header": ('a,"b"\n1,2\n', [("csv-broken", 1)]),
    "needless quotes behind a cell of lines": ('a,b\n1,"x\n\ny"\n"3",4\n', [("csv-broken", 5)]),
    "an unclosed header": ('a,"b\n1,2\n', [("csv-broken", 1)]),
    "bad bytes": (b"a,b\n1,2\n3,f\xfcnf\n", [("csv-broken", 3)]),
    "a short row behind cells of several lines": ('a,b\n"1\n\n2","3\n4"\n5\n', [("row-length", 6)]),
}


@pytest.mark.parametrize("name", FAULTY)
def test_fault_has_its_line(name, tmp_path):
    """In a table as livepack writes it, each fault is told at its line."""
    data, wanted = FAULTY[name]
    assert read(tmp_path, data)[0] == wanted


def test_unclosed_quote_keeps_the_rows_before(tmp_path):
    """What stands before a fault is read all the same."""
    assert read(tmp_path, 'a,b\n1,2\n3,"four\n')[1] == [(2, ["1", "2"])]


def test_a_fault_far_from_its_row_names_both(tmp_path):
    """Where a quotation mark swallowed lines, the row's beginning is told beside the place of the fault."""
    assert "the row that begins at line 2" in read(tmp_path, 'a,b\n1,"2\n3,"four"\n')[2][0][2]


@pytest.mark.parametrize("rows", [CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 3 * CHUNK_ROWS + 7])
def test_lines_hold_beyond_the_first_chunk(rows, tmp_path):
    """Lines are counted on from chunk to chunk, over cells of two lines."""
    data = HEAD + '1,"x\ny"\n' * rows + "short\n" + "1,2\n" * 5 + "1,2,3\n"
    assert read(tmp_path, data)[0] == [("row-length", 2 + 2 * rows), ("row-length", 2 + 2 * rows + 6)]


def test_bad_bytes_beyond_the_first_block(tmp_path):
    """Bytes that are not UTF-8 are told at their line, however far in the file; the rows of the blocks before are read."""
    count = BLOCK // 4 + 1000
    codes, rows, _ = read(tmp_path, HEAD.encode() + b"1,2\n" * count + b"3,\xff\n" + b"1,2\n" * 10)
    assert codes == [("csv-broken", count + 2)]
    assert len(rows) >= BLOCK // 4 - 1


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16", "shift_jis"])
def test_bad_bytes_in_any_encoding(encoding, tmp_path):
    """Another dialect's undecodable bytes are told at their line too."""
    count = BLOCK // 4
    good = (HEAD + "1,2\r\n" * count).encode(encoding)
    bad = {"utf-8": b"\xff", "ascii": b"\xe9", "utf-16": b"\x00\xdc", "shift_jis": b"\x81\xff"}[encoding]
    codes, _, faults = read(tmp_path, good + bad + b"\n\0", Dialect(encoding=encoding))
    assert codes[-1:] == [("csv-broken", count + 2)]
    assert encoding.upper() in faults[-1][2]


def test_a_very_long_cell_is_read(tmp_path):
    """A cell of more than the 131,072 characters that csv takes by default is no fault."""
    long = "word " * 60_000 + "word"
    codes, rows, _ = read(tmp_path, f"a,b\n1,{long}\n")
    assert codes == []
    assert rows == [(2, ["1", long])]


FREE = {
    "semicolons": ("a;b\n1;2\n3\n", Dialect(delimiter=";"), [("row-length", 3)]),
    "single quotes": ("a,b\n1,'x,y'\n3,'z\n", Dialect(quote="'"), [("csv-broken", 3)]),
    "an escape": ('a,b\n1,x\\,y\n3,"a\\"b"\n5\n', Dialect(escape="\\", is_double_quote=False), [("row-length", 4)]),
    "needless quotes": ('"a","b"\n"1","2"', Dialect(), []),
    "a byte-order mark": ("\ufeffa,b\n1,2\n", Dialect(), []),
    "CRLF": ("a,b\r\n1,2\r\n3\r\n", Dialect(), [("row-length", 3)]),
    "CR alone": ("a,b\r1,2\r3\r", Dialect(), [("row-length", 3)]),
    "CRLF in a cell": ('a,b\r\n1,"x\r\ny\rz"\r\n3\r\n', Dialect(), [("row-length", 5)]),
    "comments": (
        "# one\na,b\n# two\n1,2\n# three\n3\n4,5\n#\n6\n",
        Dialect(comment="#"),
        [("row-length", 6), ("row-length", 9)],
    ),
    "a comment's sign within a cell": ('a,b\n1,"x\n# y\nz"\n# c\n3\n', Dialect(comment="#"), [("row-length", 6)]),
    "an unclosed quote behind comments": (
        'a,b\n# c\n1,2\n# d "\n3,"x\n4,5\n',
        Dialect(comment="#"),
        [("csv-broken", 5)],
    ),
    "text after a quote behind comments": ('# c\na,b\n# d\n3,"x"y\n', Dialect(comment="#"), [("csv-broken", 4)]),
    "spaces behind the delimiter": ('a, b\n1, "x, y"\n3\n', Dialect(skip_space=True), [("row-length", 3)]),
    "windows-1252": ("a,b\nß,é\n3\n".encode("cp1252"), Dialect(encoding="windows-1252"), [("row-length", 3)]),
    "UTF-16": ("a,b\nß,🚢\n3\n".encode("utf-16"), Dialect(encoding="utf-16"), [("row-length", 3)]),
    "a blank line": ("a,b\n\n1,2\n", Dialect(), [("row-length", 2)]),
}


@pytest.mark.parametrize("name", FREE)
def test_free_dialect(name, tmp_path):
    """In other dialects what is allowed there is no fault, and faults keep their lines."""
    data, dialect, wanted = FREE[name]
    assert read(tmp_path, data, dialect)[0] == wanted


def test_without_a_header_the_names_give_the_width(tmp_path):
    """A table without a header has the schema's columns, and the first row is a row."""
    codes, rows, _ = read(tmp_path, "1,2\n3\n4,5,6\n", Dialect(has_header=False), ("a", "b"))
    assert codes == [("row-length", 2), ("row-length", 3)]
    assert rows == [(1, ["1", "2"])]


cells = st.text(st.sampled_from('ab,"\n\r;é🚢 '), max_size=4)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all examples."""
    return tmp_path_factory.mktemp("rows")


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=8))
def test_lines_are_those_of_the_file(place, rows):
    """Whatever stands in the cells, a row's line is where its first character stands, and a row's cells are its own."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    wanted = []
    for row in [["x", "y"], *rows]:
        wanted.append(1 + out.getvalue().replace("\r\n", "\n").replace("\r", "\n").count("\n"))
        writer.writerow(row)
    found = read(place, out.getvalue(), Dialect())
    assert found[0] == []
    assert found[1] == list(zip(wanted[1:], rows, strict=True))


@given(st.lists(st.lists(cells.map(lambda c: c.replace("\r", "")), min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_csv_writes_is_minimal(place, rows):
    """A table that Python's csv writes with LF has no fault of form; quoted in full it has one, in its header already."""
    for quoting, is_minimal in ((csv.QUOTE_MINIMAL, True), (csv.QUOTE_ALL, False)):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n", quoting=quoting).writerows([["x", "y"], *rows])
        codes, _, _ = read(place, out.getvalue())
        assert codes == ([] if is_minimal else [("csv-broken", 1)])
