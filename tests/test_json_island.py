"""JSON with places: every string is found where it stands, and what is no JSON is told with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livepack import json_island
from livepack.html_document import Piece, decode_piece
from livepack.json_island import JsonFault, JsonPlain, JsonText, json_pieces, read_json, text_of, walk_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)


def plain(value):
    if isinstance(value, JsonText):
        return value.value
    if isinstance(value, JsonPlain):
        return json.loads(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value]


def texts(value):
    if isinstance(value, JsonText):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@given(VALUES, st.booleans(), st.sampled_from([None, 2]), st.text(max_size=5))
def test_reads_what_json_reads(value, is_ascii, indent, before):
    """The value is that of Python's own reader, and each string's span decodes to it."""
    written = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    document = f"{before}{written}"
    found = read_json(document, len(before))
    assert plain(found) == value
    for text in texts(found):
        pieces = [Piece(span.start, span.end, span.decode) for span in json_pieces(document, text)]
        assert "".join(decode_piece(document, piece) for piece in pieces) == text.value
        assert document[text.start - 1] == document[text.end] == '"'


@given(st.text(alphabet='{}[]",:\\u01a tfn\n', max_size=40))
def test_any_text_is_json_or_a_fault_inside_it(text):
    """Whatever is given, a value or a fault comes back; what Python's reader takes is read."""
    found = read_json(text)
    try:
        wanted = json.loads(text, strict=False)
    except ValueError:
        assert not isinstance(found, JsonFault) or 0 <= found.start <= len(text)
    else:
        assert plain(found) == wanted


@pytest.mark.parametrize(
    ("text", "problem", "start"),
    [
        ("", "ends too early", 0),
        ('{"a": 1', "ends too early", 7),
        ('{"a" 1}', "colon", 5),
        ("{a: 1}", "name in quotes", 1),
        ('{"a": 1,}', "name in quotes", 8),
        ("[1 2]", "comma", 3),
        ("[,]", "value is missing", 1),
        ('["a]', "string", 1),
        ("{} {}", "behind", 3),
        ("NaN", "value is missing", 0),
    ],
)
def test_faults_are_told_with_their_place(text, problem, start):
    """What is no JSON is told in words, with the place."""
    found = read_json(text)
    assert isinstance(found, JsonFault)
    assert problem in found.problem
    assert found.start == start


def test_strings_that_stand_behind_the_end_are_not_read():
    """A string that begins before the end and ends after it is a fault."""
    assert isinstance(read_json('["abc"]', 0, 4), JsonFault)


def test_raw_line_breaks_in_strings_are_pieces_of_their_own():
    """A line break that a template leaves in a string is no escape, so that its piece decodes as nothing."""
    document = '{"a": "one\ntwo\\n"}'
    found = read_json(document)
    assert [(document[s.start : s.end], s.decode) for s in json_pieces(document, found["a"])] == [
        ("one", ""),
        ("\n", ""),
        ("two\\n", "json"),
    ]


def test_limits(monkeypatch):
    """Nesting and numbers of values have limits; a semicolon behind the value is taken."""
    assert isinstance(read_json("[" * 100_000), JsonFault)
    assert plain(read_json("[" * 150 + "]" * 150 + ";")) is not None
    monkeypatch.setattr(json_island, "MAX_VALUES", 10)
    assert isinstance(read_json("[" + "1," * 20 + "1]"), JsonFault)


def test_walking():
    """Objects are walked from the outer to the inner, and strings are taken alone or first of a list."""
    found = read_json('{"a": [{"b": "x"}, {"c": ["y", "z"]}], "d": 1}')
    assert [sorted(item) for item in walk_json(found)] == [["a", "d"], ["b"], ["c"]]
    assert text_of(list(walk_json(found))[2]["c"]).value == "y"
    assert text_of(found["d"]) is None
