"""Closes the ledger: what a reader placed, and what lies between, covers the document exactly once."""

from __future__ import annotations

from operator import itemgetter

from livepack.page import MARKUP, UNREAD, Span, make_span

_START = itemgetter(0)


def close_ledger(document: str, spans: list[Span], list_marks: str = "•") -> tuple[Span, ...]:
    """Fill what lies between the reader's spans, and join neighbours that differ only in their ends.

    Args:
        document: the whole document.
        spans: the spans that the reader placed, in any order; empty ones are dropped.
        list_marks: characters that count as markup beside white space, such as bullets.

    Returns:
        Spans from 0 to the document's length without gap or overlap. What no span covers is
        markup if it is white space (or list marks), else unread.

    Raises:
        ValueError: two spans overlap, or one leaves the document: a fault of the reader.
    """
    spans.sort(key=_START)
    closed: list[Span] = []
    add = closed.append
    position = 0
    last = ""  # the disposition of the span before
    for span in spans:
        start = span[0]
        end = span[1]
        disposition = span[2]
        if end <= start:
            continue
        if start > position:
            gap = document[position:start]
            if last != MARKUP and gap.isspace():
                add(make_span((position, start, MARKUP, "", 0, 0, "", 0, "", "")))
            else:
                _fill(closed, document, position, start, list_marks)
            last = closed[-1][2]
        elif start < position:
            raise ValueError(f"spans overlap at {start}: {span}")
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
    return tuple(closed)


def _append(closed: list[Span], span: Span) -> None:
    """Add a span; one that differs from the last only in start and end lengthens that."""
    if closed and closed[-1][2:] == span[2:]:
        closed[-1] = closed[-1]._replace(end=span.end)
    else:
        closed.append(span)


def _fill(closed: list[Span], document: str, start: int, end: int, list_marks: str) -> None:
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
