"""What differs between two packages, as plain values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

FILES = ("file ", "documents ")  # so begin changes of files that are no tables; `old` and `new` name them
LEVELS = ("major", "minor", "patch")  # the gravest first


@dataclass(frozen=True)
class Side:
    """One of the two packages: the folder as typed, the version of its data, and the livepack that made it."""

    folder: str
    version: str
    made_by: str = ""


@dataclass(frozen=True)
class Change:
    """A change of the descriptor, a table's description or a file.

    Attributes:
        table: the table concerned; empty for the package as a whole.
        column: its column; empty for the table as a whole.
        what: what was done, such as "column added" or "constraint minimum changed".
        level: what it means for the version of the data: major, minor or patch.
        old, new: the values before and after, as far as there are any.
    """

    what: str
    level: str
    table: str = ""
    column: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class CellChange:
    """A cell that is not what it was."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """A row that was added, removed or changed.

    Attributes:
        change: added, removed or changed.
        key: what names the row, in the order of the table's key.
        cells: what was changed in it.
    """

    change: str
    key: tuple[str, ...]
    cells: tuple[CellChange, ...] = ()


@dataclass
class TableDifference:
    """What differs in the rows of a table that both packages have.

    Attributes:
        name: the table.
        key: the columns by which rows were compared; empty if whole rows were.
        is_content: whether its rows may be cited; the ledger and the findings only tell how the data came to be.
        counts: how many rows were added, removed and changed.
        columns: how many cells of each column were changed.
        rows: the rows that differ, the first of each kind if there are many.
        is_rewritten: whether the same rows stand in the file in other bytes.
    """

    name: str
    key: tuple[str, ...]
    is_content: bool = True
    counts: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    rows: list[RowChange] = field(default_factory=list)
    is_rewritten: bool = False

    @property
    def total(self) -> int:
        """How many rows differ."""
        return self.counts["added"] + self.counts["removed"] + self.counts["changed"]


@dataclass(frozen=True)
class Difference:
    """What differs between two packages.

    Attributes:
        old, new: the packages.
        changes: what differs in descriptor, descriptions of tables, and files that are no tables.
        tables: the tables whose rows differ.
        skipped: tables whose rows could not be compared, with the reason.
    """

    old: Side
    new: Side
    changes: tuple[Change, ...]
    tables: tuple[TableDifference, ...]
    skipped: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not self.changes and not self.tables
