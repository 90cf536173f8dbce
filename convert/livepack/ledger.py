"""Closes the ledger: what a reader placed, and what lies between, covers the document exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Final, overload

from livepack.page import MARKUP, UNREAD, Span

# A span as a plain tuple: readers may place these. Python takes a plain tuple apart three times as fast as a named
# one, and makes it in a third of the time.
Placed = tuple[int, int, str, str, int, int, str, int, str, str]

# What a span says beside where it is and which row it belongs to: disposition, table, field, part and rule.
Kind = tuple[str, str, str, int, str]

# Neighbouring spans of one row as one: start, end, kinds, cuts, base, entry, child. Span n is of kind n and ends at
# base + cuts[n], where the next begins. That they rise from start to end is checked when the spans are made.
# A post's head is 5 spans and a consent block 13, so a page has a quarter of the rows to sort and to close.
Piece = tuple[int, int, tuple[Kind, ...], tuple[int, ...], int, int, int]

_START = itemgetter(0)
_PIECE_SIZE: Final = 7


class Ledger(Sequence[Span]):
    """The spans of a closed ledger, made when they are first asked for.

    What is placed, what lies between and whether anything overlaps is settled before. To make the 600 spans of a page
    takes a third of the time that reading it takes.
    """

    __slots__ = ("_rows", "_spans")

    def __init__(self, rows: Sequence[Placed | Piece]) -> None:
        self._rows: Sequence[Placed | Piece] = rows
        self._spans: tuple[Span, ...] | None = None

    def _made(self) -> tuple[Span, ...]:
        rows, spans = self._rows, self._spans  # in this order: another thread may be making them
        if spans is None:
            # Span(*values) for each, in a quarter of the time
            self._spans = spans = tuple(map(tuple.__new__, repeat(Span), _take_apart(rows)))
            self._rows = ()
        return spans

    def __len__(self) -> int:
        return len(self._made())

    def __iter__(self) -> Iterator[Span]:
        return iter(self._made())

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, index: int | slice) -> Span | tuple[Span, ...]:
        return self._made()[index]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (Ledger, tuple)):
            return self._made() == tuple(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._made())

    def __repr__(self) -> str:
        return repr(self._made())

    def __reduce__(self) -> tuple[type[Ledger], tuple[tuple[Span, ...]]]:
        return Ledger, (self._made(),)


def _take_apart(rows: Iterable[Placed | Piece]) -> Iterator[Placed]:
    """Return the spans of every piece in its place."""
    for row in rows:
        if len(row) != _PIECE_SIZE:
            yield row
            continue
        start, stop, kinds, cuts, base, entry, child = row
        for (disposition, table, field, part, rule), cut in zip(kinds, cuts, strict=True):
            end = base + cut
            if end <= start:
                raise ValueError(f"cuts of a piece of spans do not rise at {start}: {cuts}")
            if table:
                yield start, end, disposition, table, entry, child, field, part, "", rule
            else:
                yield start, end, disposition, "", 0, 0, field, part, "", rule
            start = end
        if start != stop:
            raise ValueError(f"a piece of spans ends at {start}, not at {stop}")


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
    return tuple(close_pieces(document, spans, list_marks))


def close_pieces(document: str, rows: Sequence[Placed | Piece], list_marks: str = "•") -> Ledger:
    """As `close_ledger`, but the rows may be pieces that begin and end with no markup, and spans are made later."""
    closed: list[Placed | Piece] = []
    add = closed.append
    position = 0
    is_open = False  # whether the last row may be one with the next: pieces never are, but markup may
    for row in sorted(rows, key=_START):
        start = row[0]
        end = row[1]
        if end <= start:
            continue
        if start > position:
            # Nine of ten rows: white space between two that are none.
            if not is_open and row[2] != MARKUP and document[position:start].isspace():
                add((position, start, MARKUP, "", 0, 0, "", 0, "", ""))
                add(row)
                position = end
                continue
            _fill(closed, document, position, start, list_marks)
        elif start < position:
            raise ValueError(f"spans overlap at {start}: {_shown(row)}")
        if closed and closed[-1][2] == row[2]:
            _append(closed, row)
        else:
            add(row)
        is_open = row[2] == MARKUP
        position = end
    if position > len(document):
        raise ValueError(f"a span ends at {position}, behind the document's end")
    if position < len(document):
        _fill(closed, document, position, len(document), list_marks)
    return Ledger(closed)


def _shown(row: Placed | Piece) -> str:
    return str(next(iter(Ledger([row]))))


def _append(closed: list[Placed | Piece], row: Placed | Piece) -> None:
    """Add a row; one that differs from the last only in start and end lengthens that."""
    if closed and len(row) != _PIECE_SIZE and closed[-1][2:] == row[2:]:
        closed[-1] = (closed[-1][0], *row[1:])
    else:
        closed.append(row)


def _fill(closed: list[Placed | Piece], document: str, start: int, end: int, list_marks: str) -> None:
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
