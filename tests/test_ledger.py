"""Closing a ledger covers the document exactly once, whatever the reader placed."""

from __future__ import annotations

import pickle
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile of the property tests
from livepack.ledger import Ledger, close_ledger, close_pieces
from livepack.page import FIELD, MARKUP, OUTSIDE, UNREAD, Span


def field(start, end, name="text", child=1):
    return Span(start, end, FIELD, "paragraphs", 1, child, name)


def test_gaps_of_white_space_are_markup():
    """White space and list marks between spans are markup, other characters are unread."""
    document = "  • One\n\n  Two? end \n"
    spans = [field(4, 7), field(11, 14, child=2)]
    assert close_ledger(document, spans) == (
        Span(0, 4, MARKUP),
        field(4, 7),
        Span(7, 11, MARKUP),
        field(11, 14, child=2),
        Span(14, 19, UNREAD),
        Span(19, 21, MARKUP),
    )


def test_a_document_without_spans():
    """Without spans a blank document is markup, and any other is unread between its blank ends."""
    assert close_ledger(" \n", []) == (Span(0, 2, MARKUP),)
    assert close_ledger(" ab ", []) == (Span(0, 1, MARKUP), Span(1, 3, UNREAD), Span(3, 4, MARKUP))
    assert close_ledger("", []) == ()


def test_neighbours_are_joined():
    """Neighbouring spans that differ only in start and end become one, others stay apart."""
    assert close_ledger("abcdef", [field(2, 4), field(0, 2), field(4, 6, child=2)]) == (
        field(0, 4),
        field(4, 6, child=2),
    )
    assert close_ledger("ab", [Span(0, 1, OUTSIDE), Span(1, 2, OUTSIDE)]) == (Span(0, 2, OUTSIDE),)


@pytest.mark.parametrize(
    ("document", "spans", "closed"),
    [
        ("1. x", [Span(0, 2, MARKUP), field(3, 4)], [(0, 3), (3, 4)]),
        ("x 1.", [field(0, 1), Span(2, 4, MARKUP)], [(0, 1), (1, 4)]),
        ("x1. ", [field(0, 1), Span(1, 3, MARKUP)], [(0, 1), (1, 4)]),
        ("1. y", [Span(0, 2, MARKUP)], [(0, 3), (3, 4)]),
        ("abcd", [Span(0, 2, UNREAD)], [(0, 4)]),
    ],
)
def test_neighbours_of_what_is_filled_in_are_joined(document, spans, closed):
    """A gap that is filled is joined with spans of the same sort on either side."""
    assert [span[:2] for span in close_ledger(document, spans)] == closed


@pytest.mark.parametrize("document", ["• •", "•\u2003•", "\u2028•\x0c"])
def test_list_marks_between_any_white_space(document):
    """List marks with any white space between them are markup."""
    assert close_ledger(document, []) == (Span(0, len(document), MARKUP),)


def test_other_list_marks():
    """A reader may count other marks as markup, and bullets not."""
    assert close_ledger("– a", [field(2, 3)], list_marks="–")[0] == Span(0, 2, MARKUP)
    assert close_ledger("• a", [field(2, 3)], list_marks="–")[0] == Span(0, 1, UNREAD)


def test_empty_spans_are_dropped():
    """A span without a character leaves no trace, not even inside another."""
    assert close_ledger("ab", [field(0, 0), field(0, 2), field(2, 2)]) == (field(0, 2),)
    assert close_ledger("ab", [field(0, 2), field(1, 1)]) == (field(0, 2),)
    assert close_ledger("abc", [field(1, 1)]) == (Span(0, 3, UNREAD),)


@pytest.mark.parametrize(
    "spans",
    [
        [field(0, 3), field(2, 4)],
        [field(0, 4), field(1, 2)],
        [field(1, 2), field(1, 2)],
        [field(0, 5)],
        [field(5, 6)],
        [field(-1, 2)],
    ],
)
def test_faults_of_a_reader(spans):
    """Spans that overlap or leave the document are an error."""
    with pytest.raises(ValueError, match="span"):
        close_ledger("abcd", spans)


@st.composite
def readings(draw):
    """A text and spans over it that do not overlap, in any order."""
    text = draw(st.text("ab \n•é\u00a0", max_size=30))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = []
    for start, end in pairwise(cuts):
        kind = draw(st.sampled_from(["", FIELD, MARKUP, OUTSIDE, UNREAD]))
        if kind == FIELD:
            spans.append(field(start, end, child=draw(st.integers(1, 2))))
        elif kind:
            spans.append(Span(start, end, kind))
    return text, draw(st.permutations(spans))


@given(readings())
def test_any_reading_becomes_a_partition(reading):
    """Any spans over any text give rows from 0 to its end without gap or overlap, and keep what was placed."""
    text, spans = reading
    closed = close_ledger(text, list(spans))
    assert [span.start for span in closed] == [0, *(span.end for span in closed)][: len(closed)]
    assert (closed[-1].end if closed else 0) == len(text)
    assert all(span.start < span.end for span in closed)
    sorts = [span[2:] for span in closed for _ in range(span.start, span.end)]
    placed = set()
    for span in spans:
        assert sorts[span.start : span.end] == [span[2:]] * (span.end - span.start)
        placed.update(range(span.start, span.end))
    for position in set(range(len(text))) - placed:
        assert sorts[position][0] in (MARKUP, UNREAD)
        if text[position] in "abé":
            assert sorts[position][0] == UNREAD


@given(readings())
def test_any_reading_has_no_two_rows_that_could_be_one(reading):
    """No two neighbours of a closed ledger differ only in start and end."""
    text, spans = reading
    closed = close_ledger(text, list(spans))
    assert all(one[2:] != other[2:] for one, other in pairwise(closed))


HEAD = ((FIELD, "entries", "headline", 0, ""), (MARKUP, "", "", 0, ""), (FIELD, "entries", "published_text", 0, ""))


def test_a_piece_stands_for_its_spans():
    """A piece becomes its spans, moved by its base, and what lies around it is filled."""
    ledger = close_pieces(" ab c\n", [(1, 5, HEAD, (2, 3, 4), 1, 7, 2)])
    assert ledger == (
        Span(0, 1, MARKUP),
        Span(1, 3, FIELD, "entries", 7, 2, "headline"),
        Span(3, 4, MARKUP),
        Span(4, 5, FIELD, "entries", 7, 2, "published_text"),
        Span(5, 6, MARKUP),
    )


@pytest.mark.parametrize("cuts", [(2, 2, 4), (3, 2, 4), (0, 3, 4), (2, 3, 5), (2, 3)])
def test_a_piece_that_is_no_partition(cuts):
    """Cuts that do not rise from the piece's start to its end are an error once its spans are asked for."""
    with pytest.raises(ValueError):  # noqa: PT011 - zip says it where there are too few
        list(close_pieces("abcd", [(0, 4, HEAD, cuts, 0, 1, 0)]))


def test_pieces_that_overlap():
    piece = (0, 3, HEAD, (1, 2, 3), 0, 1, 0)
    with pytest.raises(ValueError, match="overlap at 2"):
        close_pieces("abcdef", [piece, (2, 5, HEAD, (1, 2, 3), 2, 2, 0)])
    with pytest.raises(ValueError, match="behind"):
        close_pieces("ab", [piece])


@given(readings())
def test_a_ledger_is_a_sequence_of_spans(reading):
    """It has a length, is indexed, cut, compared, hashed, shown and pickled as the tuple of its spans is."""
    text, spans = reading
    closed = close_ledger(text, list(spans))
    ledger = close_pieces(text, list(spans))
    assert isinstance(ledger, Ledger)
    assert (len(ledger), ledger[:], list(ledger)) == (len(closed), closed, list(closed))
    assert all(isinstance(span, Span) for span in ledger)
    assert ledger == closed
    assert ledger == close_pieces(text, list(spans))
    assert ledger != [*closed]
    assert (hash(ledger), repr(ledger)) == (hash(closed), repr(closed))
    assert pickle.loads(pickle.dumps(ledger)) == ledger  # noqa: S301 - made here
    if closed:
        assert ledger[-1] == closed[-1]
        assert closed[0] in ledger
