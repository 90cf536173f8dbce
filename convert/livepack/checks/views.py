"""What is demanded of a table, and its rows chunk by chunk in view of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from livepack.checks.parts import Part, PartReader
from livepack.checks.rows import Chunk, Dialect, Fault, RowReader
from livepack.checks.values import Column
from livepack.findings import Finding, make_finding

Value = str | tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """A foreign key: columns whose values must stand in columns of a table."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What is demanded of one table.

    Attributes:
        name: the resource's name.
        file: its file as the descriptor names it.
        path: where that is.
        columns: the columns that the header must have, with what is demanded of their cells.
        match: how the header must match: exact, equal, subset, superset or partial (`fieldsMatch` of the standard).
        keys: the columns, alone or together, that name one row each.
        grouped: keys whose values stand in groups under these columns, so that those of the last group are enough.
        id_column: the column that names a row in findings; empty if there is none.
        part: the rows that are read; all if there is none.
    """

    name: str
    file: str
    path: Path
    columns: tuple[Column, ...]
    dialect: Dialect
    match: str = "exact"
    keys: tuple[tuple[str, ...], ...] = ()
    grouped: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    id_column: str = ""
    missing: frozenset[str] = frozenset({""})
    part: Part | None = None

    @cached_property
    def missing_in(self) -> dict[str, frozenset[str]]:
        """The cells of each column that mean "no value"."""
        return {column.name: column.missing for column in self.columns}

    @cached_property
    def spellings(self) -> dict[str, Callable[[str], str]]:
        """What gives a value's one spelling, for each column of which a value can be written in several ways."""
        return {column.name: column.spell for column in self.columns if column.spell is not None}

    def missing_parts(self, columns: Sequence[str], value: Value) -> list[bool]:
        """Tell of each part of a key's value whether it is missing."""
        parts = (value,) if isinstance(value, str) else value
        return [part in self.missing_in.get(name, self.missing) for name, part in zip(columns, parts, strict=True)]


@dataclass(frozen=True)
class View:
    """A chunk of a table's rows with what is needed to say where a finding is."""

    plan: Plan
    header: tuple[str, ...]
    chunk: Chunk

    def has(self, columns: Iterable[str]) -> bool:
        """Tell whether the table has all these columns."""
        return all(name in self.header for name in columns)

    def cells(self, column: str) -> tuple[str, ...]:
        """The chunk's cells of a column."""
        return self.chunk.columns[self.header.index(column)]

    def values(self, columns: Sequence[str]) -> Sequence[Value]:
        """The chunk's values of a key: texts of one column, tuples of several."""
        return self._spelt(columns[0]) if len(columns) == 1 else list(zip(*map(self._spelt, columns), strict=True))

    def _spelt(self, column: str) -> tuple[str, ...]:
        spell = self.plan.spellings.get(column)
        return self.cells(column) if spell is None else tuple(map(spell, self.cells(column)))

    def finding(self, code: str, row: int, column: str, found: str = "") -> Finding:
        """Make a finding at a cell of the chunk's row of that index."""
        name = self.plan.id_column
        row_id = self.cells(name)[row] if name in self.header else ""
        return make_finding(
            code,
            found,
            table=self.plan.name,
            row=row_id,
            field=column,
            file=self.plan.file,
            line=self.chunk.lines[row],
        )


def open_rows(
    plan: Plan, fault: Fault = lambda *_: None, misfit: Callable[[list[str]], object] = lambda _: None
) -> RowReader:
    """Prepare to read a table; faults of its form are passed over unless there is what takes them."""
    if plan.part is not None:
        return PartReader(plan.path, plan.dialect, fault, plan.part)
    return RowReader(plan.path, plan.dialect, fault, tuple(column.name for column in plan.columns), misfit)


def views(plan: Plan, reader: RowReader | None = None) -> Iterator[View]:
    """Read a table chunk by chunk.

    Raises:
        OSError: the file cannot be read.
    """
    reader = reader or open_rows(plan)
    return (View(plan, reader.header, chunk) for chunk in reader.chunks())
