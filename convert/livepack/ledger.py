"""Closes the ledger: what a reader placed, and what lies between, covers the document exactly once."""

from __future__ import annotations

from collections.abc import Iterable
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
    last = ""  # the disposition of the span before, if that could be joined with the next
    for span in spans:
        start = span[0]
        end = span[1]
        disposition = span[2]
        if start > position:
            gap = document[position:start]
            if not gap.isspace():
                closed.extend(_fill(document, position, start, list_marks))
            elif last == MARKUP:
                closed[-1] = _lengthen(closed[-1], start)
            else:
                add(make_span((position, start, MARKUP, "", 0, 0, "", 0, "", "")))
            last = closed[-1][2]
        elif start < position:
            raise ValueError(f"spans overlap at {start}: {span}")
        if end > start:
            if disposition == last and closed[-1][2:] == span[2:]:
                closed[-1] = _lengthen(closed[-1], end)
            else:
                add(span)
            last = disposition
            position = end
    if position > len(document):
        raise ValueError(f"a span ends at {position}, behind the document's end")
    if position < len(document):
        closed.extend(_fill(document, position, len(document), list_marks))
    return tuple(closed)


def _lengthen(span: Span, end: int) -> Span:
    return span._replace(end=end)


def _fill(document: str, start: int, end: int, list_marks: str) -> Iterable[Span]:
    gap = document[start:end]
    text = gap.strip()
    if not text.strip(list_marks + " \t\n\u00a0"):
        yield Span(start, end, MARKUP)
        return
    first = start + gap.index(text[0])
    last = first + len(text)
    if first > start:
        yield Span(start, first, MARKUP)
    yield Span(first, last, UNREAD)
    if last < end:
        yield Span(last, end, MARKUP)
