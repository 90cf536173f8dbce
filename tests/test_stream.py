"""Order, counts and words of packages that livepack did not make."""

from __future__ import annotations

import pytest

from livepack.checks import stream
from packing import field, judge, lines, resource, schema, told, write

TIMES = [
    "2031-03-04T10:00:00Z",
    "2031-03-04T11:00:00Z",
    "2031-03-04T12:00:00Z",
    "2031-03-04T13:00:00Z",
    "2031-03-04T14:00:00Z",
]


def clock(hour, offset="Z"):
    return f"2031-03-04T{hour:02}:00:00{offset}" if hour is not None else ""


def entries(*rows, columns=("page_id", "published"), kind="string"):
    """A table of entries: schema and text."""
    return schema(*(field(name, kind if name == "published" else "string") for name in columns)), lines(columns, *rows)


def inverted(tmp_path, *rows, columns=("page_id", "published")):
    table, data = entries(*rows, columns=columns)
    report = judge(write(tmp_path, [resource("entries", table)], entries=data))
    assert "order" in report.checks
    return [found.line for found in report.findings if found.code == "order-inverted"]


ORDERS = {
    "forward": ([8, 9, 10, 9, 11], [5]),
    "back": ([12, 11, 10, 11, 9], [5]),
    "equal": ([8, 8, 8], []),
    "one post": ([8], []),
    "a draw runs forward": ([8, 9, 8], [4]),
    "no time between": ([12, None, 11, None, 12, 10, 9], [6]),
    "no times": ([None, None], []),
}


@pytest.mark.parametrize("name", ORDERS)
def test_order(name, tmp_path):
    """Posts run the way that most of their steps run, and those against it are told."""
    hours, wanted = ORDERS[name]
    assert inverted(tmp_path, *(("p", clock(hour)) for hour in hours)) == wanted


def test_order_in_groups(tmp_path):
    """Each page runs its own way; a table without pages goes by blogs, one without blogs is one group."""
    hours = [("p", 9), ("p", 10), ("p", 11), ("q", 11), ("q", 10), ("q", 9), ("q", 10)]
    rows = [(group, clock(hour)) for group, hour in hours]
    assert inverted(tmp_path / "pages", *rows) == [8]
    assert inverted(tmp_path / "blogs", *rows, columns=("blog_id", "published")) == [8]
    assert inverted(tmp_path / "none", *rows, columns=("other", "published")) == [6, 7]
    table, data = entries(*((*row, "x") for row in rows), columns=("blog_id", "published", "page_id"))
    report = judge(write(tmp_path / "both", [resource("entries", table)], entries=data))
    assert "order-inverted" in report.codes


def test_times_of_several_forms(tmp_path):
    """Instants are compared, not texts: other offsets, fractions, and years before 1000."""
    rows = [
        ("p", clock(10, "+05:00")),
        ("p", clock(6, "+00:00")),
        ("p", clock(7, ".5Z")),
        ("p", "0900-01-01T00:00:00Z"),
        ("p", clock(9)),
    ]
    assert inverted(tmp_path, *rows) == [5]
    assert inverted(tmp_path / "no", ("p", "0001-01-01T00:00:00+14:00"), ("p", "yesterday"), ("p", clock(9))) == []


@pytest.mark.parametrize("count", [3, 40])
def test_a_group_of_very_many_steps(count, tmp_path, monkeypatch):
    """Where a group has more steps than are kept it is read again, and says the same."""
    hours = [
        ("p", 1),
        *(("p", 2 + number % 2) for number in range(count)),
        ("p", 9),
        ("q", 9),
        ("q", 8),
        ("q", 9),
        ("q", 7),
        ("p", 3),
        ("p", 2),
    ]
    rows = [(group, clock(hour)) for group, hour in hours]
    plain = inverted(tmp_path / "plain", *rows)
    monkeypatch.setattr(stream, "_MAX_PLACES", 2)
    monkeypatch.setattr("livepack.checks.rows.CHUNK_ROWS", 4)
    assert inverted(tmp_path / "small", *rows) == plain
    assert plain


COUNTED = schema(field("entry_id"), field("image_count", "integer"), field("embed_count", "integer"))
CHILD = schema(field("entry_id"))


def counts(tmp_path, data, images, embeds=None, child=CHILD):
    tables = {"entries": COUNTED, "images": child, **({} if embeds is None else {"embeds": CHILD})}
    files = {"entries": data, "images": images, **({} if embeds is None else {"embeds": embeds})}
    report = judge(write(tmp_path, [resource(name, table) for name, table in tables.items()], **files))
    return [(f.line, f.field, f.message) for f in report.findings if f.code == "count-differs"]


def test_counts(tmp_path):
    """A count is held against the rows that there are, in both directions, where there is a table to count."""
    data = lines("entry_id,image_count,embed_count", "a,2,5", "b,0,0", "c,1,0", "d,,0")
    found = counts(tmp_path, data, "entry_id\na\na\nb\n")
    assert [(line, column) for line, column, _ in found] == [(3, "image_count"), (4, "image_count")]
    assert "0, not 1" in found[0][2]
    assert "1, not 0" in found[1][2]


def test_counts_of_an_empty_table(tmp_path):
    """A table without rows holds none of what the posts count."""
    found = counts(tmp_path, "entry_id,image_count,embed_count\na,2,0\n", "entry_id\n", "entry_id\n")
    assert [(line, column) for line, column, _ in found] == [(2, "image_count")]


def test_rows_of_no_post_are_not_counted(tmp_path):
    """A table that does not say of which post its rows are cannot be counted."""
    data = "entry_id,image_count,embed_count\na,2,0\n"
    assert counts(tmp_path, data, "file\nx.jpg\n", child=schema(field("file"))) == []
    assert counts(tmp_path / "page", data, 'entry_id\na\na\n""\n') == []


def test_words_of_posts_without_paragraphs(tmp_path):
    """Furniture is looked for in a post's own text, wrong decoding and formulas in every text; a wrong type is not text."""
    table = schema(field("entry_id"), field("text"), field("note"), field("number", "integer"))
    data = lines(
        "entry_id,text,note,number",
        "a,The BBC is not responsible for the content of external sites.,x,1",
        'b,"A street in IstanbulImage source, AFP",x,1',
        "c,Plain words.,The BBC is not responsible for the content of external sites.,1",
        "d,Plain words.,cafÃ©,1",
        "e,=SUM(A1),x,1",
        "f,x,+CALL(1),Ã©",
        "g,bell\x07,x,1",
    )
    report = judge(write(tmp_path, [resource("entries", table)], entries=data))
    assert sorted(told(report), key=lambda one: (one[1], one[0])) == [
        ("residue", 2),
        ("label-residue", 3),
        ("mojibake-in-source", 5),
        ("formula-cell-in-source", 6),
        ("formula-cell-in-source", 7),
        ("value-type", 7),
        ("control-character-in-source", 8),
    ]


def test_repeated_lines(tmp_path):
    """A line that three posts share and no rule knows is told once; the same post three times is no repetition."""
    table = schema(field("entry_id"), field("text"))
    rows = [
        "a,Follow our live page now",
        "a,Follow our live page now",
        "b,Follow our live page now",
        "b,short",
        "c,short",
        "d,short",
    ]
    report = judge(write(tmp_path, [resource("paragraphs", table)], paragraphs=lines("entry_id,text", *rows)))
    assert told(report) == []
    report = judge(
        write(
            tmp_path,
            [resource("paragraphs", table)],
            paragraphs=lines("entry_id,text", *rows, "c,Follow our live page now"),
        )
    )
    assert told(report) == [("repeated-line", 2)]


def test_tables_without_headers(tmp_path):
    """Order, counts and repetitions are found in tables that have no header too."""
    plain = {"header": False}
    table = schema(field("entry_id"), field("published"), field("image_count", "integer"))
    texts = schema(field("entry_id"), field("text"))
    resources = [
        resource("entries", table, dialect=plain),
        resource("images", CHILD, dialect=plain),
        resource("paragraphs", texts, dialect=plain),
    ]
    package = write(
        tmp_path,
        resources,
        entries=lines(("a", clock(9), "1"), ("b", clock(10), "0"), ("c", clock(9), "0")),
        images="b\n",
        paragraphs=lines(*(f"{name},Follow our live page now" for name in "abc")),
    )
    assert sorted(told(judge(package))) == [
        ("count-differs", 1),
        ("count-differs", 2),
        ("order-inverted", 3),
        ("repeated-line", 1),
    ]
