"""JSON documents: every character of a string has its place, HTML in strings is read in place, the ledger closes."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livepack.errors import SourceError
from livepack.html_document import decode_piece, walk_texts
from livepack.json_document import (
    DecodedString,
    close_json,
    member,
    members,
    parse_html_string,
    parse_json,
)
from livepack.json_island import JsonRecord, JsonText, read_json
from livepack.page import FIELD, UNREAD, Remark
from livepack.readers import read_page
from livepack.source import decode_source

SIGNS = 'ab "\\/\n\t\u00e9\u2019\U0001f600\u001f<>&;é'


def source(text, name="page.json"):
    return decode_source(name, text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)


def parsed(text):
    return parse_json(source(text))


def string_of(text):
    document = parsed(text)
    return document, DecodedString(document.text, document.value)


def said(document, pieces):
    return "".join(decode_piece(document.text, piece) for piece in pieces)


def field(start, end, name="headline", decode=""):
    return (start, end, FIELD, "entries", 1, 0, name, 0, decode, "")


def shown(document, spans):
    return [(document.text[span.start : span.end], span.disposition) for span in spans]


@given(st.text(alphabet=SIGNS, max_size=12), st.booleans(), st.data())
def test_every_stretch_of_a_string_has_its_place(text, is_ascii, data):
    """Whatever the escapes, the pieces of a stretch decode to that stretch, in order and without overlap."""
    document, string = string_of(json.dumps(text, ensure_ascii=is_ascii))
    assert string.text == text
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = string.pieces(start, end)
    assert said(document, pieces) == text[start:end]
    assert all(one.end <= other.start for one, other in itertools.pairwise(pieces))
    assert all(1 <= piece.start < piece.end <= len(document.text) - 1 for piece in pieces)


def test_a_piece_never_cuts_an_escape_or_a_pair():
    """An emoji written as two escapes is one character; neighbours are one piece, which decodes as JSON."""
    document, string = string_of(r'"a\ud83d\ude00b\u00e9\\u0041"')
    assert string.text == "a\U0001f600bé\\u0041"
    assert [document.text[p.start : p.end] for p in string.pieces(1, 2)] == [r"\ud83d\ude00"]
    assert [(document.text[p.start : p.end], p.decode) for p in string.pieces(0, 3)] == [(r"a\ud83d\ude00b", "json")]
    assert [(document.text[p.start : p.end], p.decode) for p in string.pieces(4, 10)] == [(r"\\u0041", "json")]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r'"a\ud83db"', "ab"),
        (r'"\ude00"', ""),
        (r'"\ud83d\ud83d\ude00"', "\U0001f600"),
        (r'"\ude00\ud83d"', ""),
        (r'"x\uD83D y"', "x y"),
        (r'"x\u0000y"', "xy"),
    ],
)
def test_half_characters_are_left_out_and_told(written, text):
    """Half a surrogate pair is no character, and a NUL ends texts: they have no place, and a remark tells of them."""
    document, string = string_of(written)
    assert string.text == text
    assert said(document, string.pieces()) == text
    assert document.remarks() == [Remark("character-left-out", 1)]
    assert all(span.disposition != UNREAD for span in close_json(document, [field(1, 1)], frozenset({""})))


def test_raw_control_characters_stand_apart():
    """A line break that a template left in a string is no escape, so that it is a piece of its own."""
    document, string = string_of('"one\\t\ntwo"')
    assert string.text == "one\t\ntwo"
    assert [(document.text[p.start : p.end], p.decode) for p in string.pieces()] == [
        ("one\\t", "json"),
        ("\n", ""),
        ("two", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<p>Bridge &amp; ferry<br>at noon</p>",
        '<p class="lead">“No,” said she.</p>\n<ul><li>One</li>\t<li>T\U0001f600wo</li></ul>',
        "<table>moved<tr><td>cell</table>",
        "no tags & no end &lt;",
        "<p>nul\u0000 here</p>",
    ],
)
@pytest.mark.parametrize("is_ascii", [True, False])
def test_html_in_a_string_is_read_in_its_place(text, is_ascii):
    """The texts of HTML in a string, carried over, stand in the JSON and decode to what they say."""
    page = source(json.dumps({"body": text}, ensure_ascii=is_ascii).replace("</", "<\\/"))
    document = parse_json(page)
    body = member(document.value, "body")
    string = DecodedString(document.text, body)
    inner = parse_html_string(page, string)
    found = 0
    for run in walk_texts(inner.root):
        pieces = run.pieces()
        rows = list(string.carry(field(p.start, p.end, decode=p.decode) for p in pieces))
        assert all(body.start <= row[0] < row[1] <= body.end for row in rows)
        written = "".join(decode_piece(document.text, type(pieces[0])(row[0], row[1], row[8])) for row in rows)
        assert written == "".join(decode_piece(inner.text, piece) for piece in pieces)
        found += bool(rows)
    assert found


def test_a_break_with_escaped_quotes_is_a_space():
    """`<br>` is a space also where its quotes are escaped."""
    document = parsed(json.dumps({"body": 'a<br class="x">b'}))
    string = DecodedString(document.text, document.value["body"])
    row = next(string.carry([field(1, 15, decode="html")]))
    assert row[8] == "json html"
    assert decode_piece(document.text, string.pieces(1, 15)[0]._replace(decode=row[8])) == " "


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('{"a": 1,\n "b": }', 2, "value is missing"),
        ('{"a": 1,\n "b": [1, 2\n', 3, "too early"),
        ('{"a": "x\n', 1, "string"),
        ('{"a": 1} {"b": 2}', 1, "behind the value"),
        ('{"a": ' * 300 + "1" + "}" * 300, 1, "nested too deeply"),
        ('{"a": 1,\n}', 2, "name in quotes"),
        ("[{'a': 1}]", 1, "name in quotes"),
    ],
)
def test_broken_json_is_told_with_its_line(text, line, problem):
    """What is no JSON, or too deep, is told with line and column, also where no reader claims it."""
    for ask in (parse_json, read_page):
        with pytest.raises(SourceError) as caught:
            ask(source(text))
        assert caught.value.where == f"page.json:{line}"
        assert problem in caught.value.found


def test_a_document_of_too_many_values_is_refused(monkeypatch):
    """The number of values has a limit."""
    monkeypatch.setattr("livepack.json_island.MAX_VALUES", 10)
    with pytest.raises(SourceError, match="no JSON that livepack can read"):
        parsed("[" + "1," * 20 + "1]")


def test_byte_order_mark_and_utf16_are_read():
    """A byte-order mark is no part of the document; UTF-16 without one is told by its NUL bytes."""
    for data in (b'\xef\xbb\xbf{"a": "\xc3\xa9"}', '{"a": "é"}\n'.encode("utf-16-le")):
        found = decode_source("page.json", data)
        assert found.media_type == "application/json"
        assert member(parse_json(found).value, "a").value == "é"


def test_huge_numbers_stay_as_written():
    """A number is never counted with: ten thousand digits are a run of characters."""
    document = parsed('{"a": ' + "9" * 10_000 + ', "b": 1e999999}')
    assert len(member(document.value, "a").value) == 10_000
    assert member(document.value, "b").value == "1e999999"


def test_members_are_found_by_their_keys():
    """A path that is not there gives nothing, and no error."""
    document = parsed('{"a": {"b": [1, 2]}, "c": "x"}')
    assert len(members(document.value, "a", "b")) == 2
    assert members(document.value, "c") == []
    assert member(document.value, "a", "x", "y") is None
    assert member(document.value, "c", "x") is None
    assert document.ends_of(member(document.value, "a")) == (6, 19)
    assert document.text[slice(*document.ends_of(member(document.value, "c")))] == "x"


def test_the_ledger_closes_around_what_is_placed():
    """Punctuation, keys, null and listed scalars are markup; every other scalar that nobody placed is unread."""
    document = parsed('{"id": 7, "no": null, "t": "Bridge", "meta": {"w": 1, "deep": ["x"]}, "e": "", "u": "News"}')
    start = document.text.index("Bridge")
    spans = close_json(document, [field(start, start + 6)], frozenset({"id", "meta"}))
    assert [part for part in shown(document, spans) if part[1] != "markup"] == [("Bridge", "field"), ("News", "unread")]
    assert [spans[0].start, spans[-1].end] == [0, len(document.text)]
    assert all(one.end == other.start for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("listed", "unread"),
    [
        ("a.b", ["2", "3"]),
        ("b", ["3"]),
        ("a", ["2", "3"]),
        ("b.c", ["1", "3"]),
        ("z", ["1", "2", "3"]),
        (".b", ["1", "3"]),
        (".a.b", ["2", "3"]),
        (".c", ["1", "2", "3"]),
    ],
)
def test_paths_are_listed_by_whole_keys(listed, unread):
    """A listed path is found anywhere in the keys around a scalar, by whole keys only."""
    document = parsed('{"a": {"b": 1}, "b": {"c": 2}, "ab": 3}')
    found = shown(document, close_json(document, [], frozenset({listed})))
    assert [text for text, disposition in found if disposition == "unread"] == unread


def test_what_is_left_of_a_string_is_unread():
    """Where a reader placed part of a string, escaped line breaks around it are markup and words are unread."""
    document = parsed('{"t": "Bridge\\n\\nclosed\\u0020now\\n"}')
    start = document.text.index("Bridge")
    spans = close_json(document, [field(start, start + 6)], frozenset())
    assert shown(document, spans)[1:3] == [("Bridge", "field"), ("\\n\\nclosed\\u0020now\\n", "unread")]
    end = document.text.index("now") + 3
    first = document.text.index("closed")
    spans = close_json(document, [field(start, start + 6), field(first, end, "subheading")], frozenset())
    assert [disposition for _, disposition in shown(document, spans)] == [
        "markup",
        "field",
        "markup",
        "field",
        "markup",
    ]


def test_a_key_that_comes_twice_loses_nothing_in_silence():
    """The last value of a repeated key counts, what the first said is unread, and a remark tells of it."""
    document = parsed('{"t": "Old", "t": "New"}')
    start = document.text.index("New")
    found = shown(document, close_json(document, [field(start, start + 3)], frozenset()))
    assert [part for part in found if part[1] != "markup"] == [("Old", "unread"), ("New", "field")]
    assert document.remarks() == [Remark("json-key-repeated", 13)]


def test_overlapping_spans_are_a_fault():
    """Two rows for one character are a fault of the reader."""
    document = parsed('{"t": "Bridge"}')
    with pytest.raises(ValueError, match="overlap"):
        close_json(document, [field(7, 10), field(9, 12)], frozenset())


def test_scalars_are_recorded_with_their_paths():
    """Every scalar is taken down in order, its path the keys around it."""
    record = JsonRecord()
    read_json('{"a": [{"b": "x"}, {"b": 2}], "c": true, "d": [[], {}]}', record=record)
    assert [(path, value.value) for path, value in record.scalars] == [("a.b", "x"), ("a.b", "2"), ("c", "true")]
    assert isinstance(record.scalars[0][1], JsonText)


@given(st.text(alphabet='{}[]",:\\u01a tfn\n', max_size=30))
def test_any_json_closes(text):
    """Whatever JSON comes, its ledger covers it once."""
    try:
        document = parse_json(source("[" + text + "]", "a.json"))
    except SourceError:
        return
    spans = close_json(document, [], frozenset())
    assert [spans[0].start, spans[-1].end] == [0, len(document.text)]
    assert all(one.end == other.start and one[2:] != other[2:] for one, other in itertools.pairwise(spans))
