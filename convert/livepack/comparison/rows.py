"""Compares the rows of a table, both files read once and side by side.

A row that has no partner yet waits for it. Rows that stand in the same order wait for no longer than what was added or
removed before them, so memory grows by the differences and not by the table; where the order is another, by the
distance between the two places.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from livepack.checks.views import Plan, View, open_rows, views
from livepack.comparison.differences import CellChange, RowChange, TableDifference
from livepack.errors import UsageError

Cells = tuple[str, ...]
Record = tuple[Cells, Cells]  # the key, and the compared cells


def read_records(plan: Plan, key: Sequence[str], columns: Sequence[str]) -> Iterator[Record]:
    """Read a table's rows as key and cells.

    Args:
        plan: the table.
        key: the columns that name a row; without any the whole row does.
        columns: the columns to compare.

    Raises:
        UsageError: the file is no well-formed table, or lacks one of these columns.
    """

    def refuse(_: str, found: str, line: int) -> None:
        raise _unreadable(plan, f"line {line}: {found}")

    try:
        for view in views(plan, open_rows(plan, refuse)):
            missing = [name for name in (*key, *columns) if name not in view.header]
            if missing:
                raise _unreadable(plan, f"no column {missing[0]}")
            cells = _cells(view, columns)
            yield from zip(_cells(view, key) if key else cells, cells, strict=True)
    except OSError as error:
        raise _unreadable(plan, error.strerror or str(error)) from None


def _cells(view: View, columns: Sequence[str]) -> list[Cells]:
    """Return some columns of a chunk's rows."""
    return list(zip(*map(view.cells, columns), strict=True)) if columns else [()] * len(view.chunk.rows)


def _unreadable(plan: Plan, found: str) -> UsageError:
    advice = "`livepack validate` says all that is wrong with it; mend it first"
    return UsageError("this table cannot be compared", where=str(plan.path), found=found, advice=advice)


def compare_rows(
    difference: TableDifference, columns: Sequence[str], old: Iterable[Record], new: Iterable[Record], limit: int
) -> None:
    """Find the rows that were added, removed and changed.

    Args:
        difference: takes what is found.
        columns: the compared columns, in the order of the records' cells.
        old: the rows of the old table. Of rows with one key the first is compared with the first.
        new: the rows of the new one.
        limit: how many rows of each kind are listed; all are counted.
    """
    of_old: dict[Cells, deque[Cells]] = {}
    of_new: dict[Cells, deque[Cells]] = {}
    for before, after in zip_longest(old, new):
        if before is not None and (partner := _meet(before, of_new, of_old)) is not None:
            _compare(difference, columns, before[0], before[1], partner, limit)
        if after is not None and (partner := _meet(after, of_old, of_new)) is not None:
            _compare(difference, columns, after[0], partner, after[1], limit)
    for change, waiting in (("added", of_new), ("removed", of_old)):
        for key, rows in waiting.items():
            for _ in rows:
                _note(difference, RowChange(change, key), limit)


def _meet(record: Record, others: dict[Cells, deque[Cells]], own: dict[Cells, deque[Cells]]) -> Cells | None:
    """Return the cells of the row's partner, which waits no longer; without one the row itself begins to wait."""
    key, cells = record
    waiting = others.get(key)
    if waiting is None:
        own.setdefault(key, deque()).append(cells)
        return None
    partner = waiting.popleft()
    if not waiting:
        del others[key]
    return partner


def _compare(
    difference: TableDifference, columns: Sequence[str], key: Cells, old: Cells, new: Cells, limit: int
) -> None:
    if old == new:
        return
    cells = [CellChange(*cell) for cell in zip(columns, old, new, strict=True) if cell[1] != cell[2]]
    difference.columns.update(cell.column for cell in cells)
    _note(difference, RowChange("changed", key, tuple(cells)), limit)


def _note(difference: TableDifference, row: RowChange, limit: int) -> None:
    difference.counts[row.change] += 1
    if difference.counts[row.change] <= limit:
        difference.rows.append(row)
