"""Keys: unique, primary and foreign, over chunks and in any order of tables; and what a flood of findings costs."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile
from livepack.checks.rows import CHUNK_ROWS
from livepack.findings import make_finding
from livepack.report import render_text
from livepack.tally import Tally
from packing import faults, field, judge, lines, resource, schema, told, write


def key(columns, table, target):
    """A foreign key."""
    return {"fields": columns, "reference": {"resource": table, "fields": target}}


UNIQUE = {
    "unique": (schema(field("a", unique=True), field("b")), ["1,x", "2,x", "1,x", ",x", ",x", "1,y"], [4, 7]),
    "primary": (schema(field("a"), field("b"), primaryKey="a"), ["1,x", "2,x", "1,x"], [4]),
    "composite": (schema(field("a"), field("b"), primaryKey=["a", "b"]), ["1,x", "1,y", "2,x", "1,x"], [5]),
    "parts glued alike": (schema(field("a"), field("b"), primaryKey=["a", "b"]), ["1 2,x", "1,2 x"], []),
    "uniqueKeys": (schema(field("a"), field("b"), uniqueKeys=[["a", "b"], ["b"]]), ["1,x", "2,y", "1,x"], [4, 4]),
    "uniqueKeys partly null": (schema(field("a"), field("b"), uniqueKeys=[["a", "b"]]), ["1,", "1,", ",x", ",x"], []),
}


@pytest.mark.parametrize("name", UNIQUE)
def test_unique(name, tmp_path):
    """A key that names two rows is told at the second and every later one; what is partly missing names none."""
    table, rows, wanted = UNIQUE[name]
    report = judge(write(tmp_path, [resource("t", table)], t=lines("a,b", *rows)))
    assert told(report) == [("key-repeated", line) for line in wanted]


def test_partly_null_primary_key(tmp_path):
    """Every part of a primary key is required."""
    table = schema(field("a"), field("b"), primaryKey=["a", "b"])
    report = judge(write(tmp_path, [resource("t", table)], t="a,b\n1,\n,2\n1,2\n"))
    assert told(report) == [("value-missing", 2), ("value-missing", 3)]


@pytest.mark.parametrize("distance", [1, CHUNK_ROWS - 1, CHUNK_ROWS, 2 * CHUNK_ROWS + 1])
def test_unique_over_chunks(distance, tmp_path):
    """A key is remembered however far behind it comes again."""
    rows = [str(number) for number in range(3 * CHUNK_ROWS)]
    rows[distance] = rows[0]
    rows[-1] = rows[0]
    report = judge(write(tmp_path, [resource("t", schema(field("a"), primaryKey="a"))], t=lines("a", *rows)))
    assert told(report) == [("key-repeated", distance + 2), ("key-repeated", 3 * CHUNK_ROWS + 1)]


SPELT = {
    "integer": ["7", "07", "+7"],
    "number": ["1.5", "1.50", "15e-1"],
    "boolean": ["true", "1", "TRUE"],
    "datetime": ["2031-03-04T10:00:00Z", "2031-03-04T11:00:00+01:00", "2031-03-04T10:00:00.0Z"],
    "year": ["0044", "00044"],
    "string": ["7"],
}


@pytest.mark.parametrize("kind", SPELT)
def test_keys_are_values(kind, tmp_path):
    """Two spellings of a value are one key; a reference may spell its value in its own way."""
    parent = schema(field("k", kind), primaryKey="k")
    child = schema(field("k", kind), foreignKeys=[key("k", "p", "k")])
    spelt = SPELT[kind]
    assert told(judge(write(tmp_path, [resource("p", parent)], p=lines("k", *spelt)))) == [
        ("key-repeated", line) for line in range(3, len(spelt) + 2)
    ]
    package = write(
        tmp_path, [resource("p", parent), resource("c", child)], p=lines("k", spelt[0]), c=lines("k", *spelt)
    )
    assert told(judge(package)) == []


PARENT = schema(field("id"), field("name"), primaryKey="id")
CHILD = schema(field("n"), field("parent"), foreignKeys=[key("parent", "p", "id")])


@pytest.mark.parametrize("order", ["pc", "cp"])
def test_foreign_key(order, tmp_path):
    """A child names a row of its parent or none, whichever table the descriptor names first."""
    both = {"p": resource("p", PARENT), "c": resource("c", CHILD)}
    child = lines("n,parent", "1,a", "2,", "3,z", "4,b", "5,z")
    report = judge(write(tmp_path, [both[name] for name in order], p="id,name\na,x\nb,y\n", c=child))
    assert told(report) == [("key-dangling", 4), ("key-dangling", 6)]


def test_partly_null_foreign_key(tmp_path):
    """A composite reference is whole or not at all."""
    parent = schema(field("a"), field("b"), primaryKey=["a", "b"])
    child = schema(field("a"), field("b"), foreignKeys=[key(["a", "b"], "p", ["a", "b"])])
    package = write(
        tmp_path, [resource("c", child), resource("p", parent)], p="a,b\n1,x\n", c="a,b\n1,x\n,\n1,\n,x\n2,x\n"
    )
    assert told(judge(package)) == [("key-dangling", 4), ("key-dangling", 5), ("key-dangling", 6)]


@pytest.mark.parametrize("own", ["", "t", None])
def test_reference_to_itself(own, tmp_path):
    """A row may name a row of its own table, above it or below it."""
    table = schema(field("id"), field("of"), primaryKey="id", foreignKeys=[key("of", own, "id")])
    if own is None:
        del table["foreignKeys"][0]["reference"]["resource"]
    rows = [f"{n},{n + 1}" for n in range(2 * CHUNK_ROWS)]
    report = judge(write(tmp_path, [resource("t", table)], t=lines("id,of", *rows)))
    assert told(report) == [("key-dangling", 2 * CHUNK_ROWS + 1)]


def test_cycle_of_tables(tmp_path):
    """Two tables may refer to one another."""
    one = schema(field("id"), field("of"), primaryKey="id", foreignKeys=[key("of", "b", "id")])
    other = schema(field("id"), field("of"), primaryKey="id", foreignKeys=[key("of", "a", "id")])
    package = write(
        tmp_path, [resource("a", one), resource("b", other)], a="id,of\n1,x\n2,y\n3,z\n", b="id,of\nx,1\ny,7\n"
    )
    assert sorted(
        (found.table, found.code, found.line) for found in judge(package).findings if found.level == "error"
    ) == [
        ("a", "key-dangling", 4),
        ("b", "key-dangling", 3),
    ]


def test_cycle_without_headers(tmp_path):
    """Tables that have no header and refer to themselves are read a second time as well as the first."""
    table = schema(field("id"), field("of"), foreignKeys=[key("of", "", "id")])
    package = write(tmp_path, [resource("t", table, dialect={"header": False})], t="1,2\n2,1\n3,9\n")
    assert told(judge(package)) == [("key-dangling", 3)]


def test_parent_of_one_row_without_a_header(tmp_path):
    """A table of one line and no header has a row, to which others may refer."""
    plain = {"header": False}
    resources = [resource("c", CHILD, dialect=plain), resource("p", PARENT, dialect=plain)]
    assert told(judge(write(tmp_path, resources, p="a,x\n", c="1,a\n"))) == []
    assert told(judge(write(tmp_path, resources, p="a,x\n", c="1,b\n"))) == [("key-dangling", 1)]


def test_missing_values_of_keys(tmp_path):
    """What means "no value" in a column means it in a key of that column too."""
    child = schema(
        field("parent", missingValues=["NA"]),
        field("n", missingValues=["-"]),
        uniqueKeys=["n"],
        foreignKeys=[key("parent", "p", "id")],
    )
    package = write(
        tmp_path, [resource("p", PARENT), resource("c", child)], p="id,name\na,x\n", c="parent,n\na,1\nNA,-\nNA,-\n,2\n"
    )
    assert told(judge(package)) == [("key-dangling", 5)]


def test_parent_with_a_row_too_long(tmp_path):
    """A parent's row that is too long is told once; what refers to it is not wrong, what refers to nothing is."""
    package = write(
        tmp_path,
        [resource("p", PARENT), resource("c", CHILD)],
        p="id,name\na,x,more\nb\nc,z\n",
        c="n,parent\n1,a\n2,b\n3,c\n4,d\n",
    )
    assert told(judge(package)) == [("key-dangling", 5), ("row-length", 2), ("row-length", 3)]


def test_parent_that_cannot_be_read(tmp_path):
    """Where the parent breaks off nothing is known of the rest, and its children are not blamed."""
    package = write(
        tmp_path, [resource("p", PARENT), resource("c", CHILD)], p='id,name\na,"x', c="n,parent\n1,a\n2,b\n"
    )
    assert told(judge(package)) == [("csv-broken", 2)]


# Many findings


FLOOD = schema(
    field("a", "integer", required=True),
    field("b", "integer", minimum=5),
    field("c", enum=["x"]),
    primaryKey="a",
    foreignKeys=[key("c", "", "b")],
)


def test_every_row_fails(tmp_path):
    """All faults are counted, few are kept, and each code has its share of the list."""
    count = 20_000
    package = write(tmp_path, [resource("t", FLOOD)], t="a,b,c\n" + "1,2,z\n" + "x,2,y\n" * count)
    report = judge(package, max_findings=30)
    assert faults(report) == {
        "key-dangling": count + 1,
        "key-repeated": count - 1,
        "value-bound": count + 1,
        "value-enum": count + 1,
        "value-type": count,
    }
    assert len(report.findings) == 30
    assert {code: [f.code for f in report.findings].count(code) for code in faults(report)} == dict.fromkeys(
        faults(report), 6
    )
    text = render_text(report)
    assert f"30 of {5 * count + 2:,} findings are listed" in text
    assert f"{count:>9,}  value-type" in text


def test_memory_stays_flat_when_every_row_fails(tmp_path):
    """Ten times the faults take no more memory; the good table of that size takes as much."""
    peaks = []
    for count in (3_000, 30_000):
        package = write(tmp_path / str(count), [resource("t", FLOOD)], t="a,b,c\n" + "x,2,y\n" * count)
        tracemalloc.start()
        judge(package, max_findings=10)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0] + 500_000


def finding(code, number):
    return make_finding(code, str(number), file="t.csv", line=number)


@given(
    st.lists(
        st.tuples(st.sampled_from(["value-type", "order-inverted", "not-checked"]), st.integers(1, 9)), max_size=40
    ),
    st.integers(1, 12),
    st.integers(0, 40),
)
def test_tallies_merged_are_one(found, limit, cut):
    """Two tallies taken together list what one would have listed, and count the same where no finding was let go."""
    whole, first, second = Tally(limit), Tally(limit), Tally(limit)
    whole.extend(finding(*one) for one in found)
    first.extend(finding(*one) for one in found[:cut])
    second.extend(finding(*one) for one in found[cut:])
    first.merge(second)
    assert first.select(limit) == whole.select(limit)
    if limit >= 9:  # then every distinct finding of a code is kept, and one that comes again is known
        assert +first.counts == +whole.counts


def test_shares():
    """Errors go first; a code with few findings is listed whole, and the others share what is left."""
    tally = Tally(100)
    tally.extend(finding("value-type", number) for number in range(50))
    tally.extend(finding("value-enum", number) for number in range(3))
    tally.extend(finding("value-bound", number) for number in range(50))
    tally.extend(finding("order-inverted", number) for number in range(50))
    listed = [found.code for found in tally.select(23)]
    assert {code: listed.count(code) for code in listed} == {"value-type": 10, "value-enum": 3, "value-bound": 10}
    assert len(tally.select(1)) == 1
    assert tally.select(0) == ()
    assert len(tally.select(1000)) == 153


def test_the_same_finding_counts_once():
    """What two checks say in the same words of the same place is one finding."""
    tally = Tally(5)
    tally.extend([finding("value-type", 1)] * 3)
    other = tally.empty()
    other.add(finding("value-type", 1))
    tally.merge(other)
    assert tally.counts == {("value-type", "error"): 1}
    assert tally.fails()
