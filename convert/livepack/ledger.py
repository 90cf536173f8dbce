"""Closes the ledger: what a reader placed, and what lies between, covers the document exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from operator import itemgetter

from livepack.page import MARKUP, UNREAD, Span

# A span as a plain tuple: readers may place these. Python takes a plain tuple apart three times as fast as a named
# one, and makes it in a third of the time.
Placed = tuple[int, int, str, str, int, int, str, int, str, str]

_START = itemgetter(0)


def close_ledger(document: str, spans: Sequence[Placed], list_marks: str = "•") -> tuple[Span, ...]:
    """Fill what lies between the reader's spans, and join neighbours that differ only in their ends.

    Args:
        document: the whole document.
        spans: the spans that the reader placed, or tuples of their ten values, in any order; empty ones are dropped.
        list_marks: characters that count as markup beside white space, such as bullets.

    Returns:
        Spans from 0 to the document's length without gap or overlap. What no span covers is
        markup if it is white space (or list marks), else unread.

    Raises:
        ValueError: two spans overlap, or one leaves the document: a fault of the reader.
    """
    closed: list[Placed] = []
    add = closed.append
    position = 0
    last = ""  # the disposition of the span before
    for span in sorted(spans, key=_START):
        start, end, disposition, _, _, _, _, _, _, _ = span
        if end <= start:
            continue
        if start > position:
            gap = document[position:start]
            if last != MARKUP and gap.isspace():
                add((position, start, MARKUP, "", 0, 0, "", 0, "", ""))
            else:
                _fill(closed, document, position, start, list_marks)
            last = closed[-1][2]
        elif start < position:
            raise ValueError(f"spans overlap at {start}: {Span(*span)}")
        if disposition == last:
            _append(closed, span)
        else:
            add(span)
        last = disposition
        position = end
    if position > len(document):
        raise ValueError(f"a span ends at {position}, behind the document's end")
    if position < len(document):
        _fill(closed, document, position, len(document), list_marks)
    return tuple(map(tuple.__new__, repeat(Span), closed))  # Span(*values) for each, in a quarter of the time


def _append(closed: list[Placed], span: Placed) -> None:
    """Add a span; one that differs from the last only in start and end lengthens that."""
    if closed and closed[-1][2:] == span[2:]:
        closed[-1] = (closed[-1][0], *span[1:])
    else:
        closed.append(span)


def _fill(closed: list[Placed], document: str, start: int, end: int, list_marks: str) -> None:
    """Add what lies between two spans: markup if it is white space or list marks, else unread between blank ends."""
    gap = document[start:end]
    text = gap.strip()
    if not "".join(gap.split()).strip(list_marks):
        _append(closed, Span(start, end, MARKUP))
        return
    first = start + gap.index(text[0])
    last = first + len(text)
    if first > start:
        _append(closed, Span(start, first, MARKUP))
    _append(closed, Span(first, last, UNREAD))
    if last < end:
        _append(closed, Span(last, end, MARKUP))
