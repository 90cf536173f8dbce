"""Closes the ledger: what a reader placed, and what lies between, covers the document exactly once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import itemgetter, le, lt
from typing import Final, overload

from livepack.page import FIELD, MARKUP, UNREAD, Span

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
    """The spans of a closed ledger, made when they are asked for.

    What is placed, what lies between and whether anything overlaps is settled before. To make the 600 spans of a page
    takes a third of the time that reading it takes.
    """

    __slots__ = ("_rows", "_size", "_spans")

    def __init__(self, rows: Sequence[Placed | Piece], size: int) -> None:
        """Take rows in order, without an empty one; what lies between them, up to `size`, is markup."""
        self._rows: Sequence[Placed | Piece] = rows
        self._size = size
        self._spans: tuple[Span, ...] | None = None

    def _made(self) -> tuple[Span, ...]:
        if self._spans is None:
            self._spans = tuple(self._make())
        return self._spans

    def _make(self) -> Iterator[Span]:
        # Span(*values) for each, in a quarter of the time
        return map(tuple.__new__, repeat(Span), _join(_take_apart(self._rows, self._size)))

    def __len__(self) -> int:
        return len(self._made())

    def __iter__(self) -> Iterator[Span]:
        """Return the spans; not kept, since they take four times the memory of the rows, and one walk is mostly all."""
        return iter(self._spans) if self._spans is not None else self._make()

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

    def __reduce__(self) -> tuple[type[Ledger], tuple[Sequence[Placed | Piece], int]]:
        return Ledger, (self._rows, self._size)


def _take_apart(rows: Iterable[Placed | Piece], size: int) -> Iterator[Placed]:
    """Return the spans of every piece in its place, and markup for what lies between the rows."""
    position = 0
    for row in rows:
        start, stop = row[0], row[1]
        if start > position:
            yield position, start, MARKUP, "", 0, 0, "", 0, "", ""
        position = stop
        if len(row) != _PIECE_SIZE:
            yield row
            continue
        _, _, kinds, cuts, base, entry, child = row
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
    if position < size:
        yield position, size, MARKUP, "", 0, 0, "", 0, "", ""


def _join(spans: Iterator[Placed]) -> Iterator[Placed]:
    """Join neighbours that differ only in their ends."""
    last = next(spans, None)
    if last is None:
        return
    for span in spans:
        if span[2] == last[2] and span[2:] == last[2:]:
            last = (last[0], *span[1:])
        else:
            yield last
            last = span
    yield last


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
    """As `close_ledger`, but the rows may be pieces, and spans are made later."""
    ordered = sorted(rows, key=_START)
    starts = [row[0] for row in ordered]
    ends = [row[1] for row in ordered]
    if not all(map(lt, starts, ends)):
        return close_pieces(document, [row for row in rows if row[0] < row[1]], list_marks)
    size = len(document)
    starts.append(size)
    ends.insert(0, 0)
    if not all(map(le, ends, starts)):
        at = next(at for at in range(len(starts)) if ends[at] > starts[at])
        if at == len(ordered):
            raise ValueError(f"a span ends at {ends[at]}, behind the document's end")
        raise ValueError(f"spans overlap at {starts[at]}: {next(iter(Ledger([ordered[at]], 0)))}")
    # Nearly always white space, told of all of it at once.
    between = "".join([document[end:start] for end, start in zip(ends, starts, strict=True)])
    if not between.isspace() and "".join(between.split()).strip(list_marks):
        found = map(_find_unread, repeat(document), ends, starts, repeat(list_marks))
        ordered = sorted([*ordered, *filter(None, found)], key=_START)
    return Ledger(ordered, size)


def _find_unread(document: str, start: int, end: int, list_marks: str) -> Placed | None:
    """Return what lies between two spans as unread, without the blank at its ends; None if it is markup."""
    between = document[start:end]
    text = between.strip()
    if not "".join(text.split()).strip(list_marks):
        return None
    first = start + between.index(text[0])
    return first, first + len(text), UNREAD, "", 0, 0, "", 0, "", ""


def without_filled(columns: Iterable[str], rows: Iterable[Placed]) -> tuple[str, ...]:
    """Return the columns that a kind of copy cannot hold, but for those that this one, oddly, has values for.

    Args:
        columns: as `table.column`.
        rows: what was placed.
    """
    filled = {f"{row[3]}.{row[6]}" for row in rows if row[2] == FIELD}
    return tuple(column for column in columns if column not in filled)
