"""The row gate: one streaming pass over each table, parents before their children.

Form, header, types, required values, patterns, lists, bounds and keys. Rows are checked in chunks of columns, each
distinct value of a chunk once. Memory grows by the keys alone, and a table in which every row fails takes no more than
one in which none does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from livepack.checks.rows import RowReader
from livepack.checks.values import Column
from livepack.checks.views import Plan, Reference, Value, View, open_rows, views
from livepack.findings import Finding, make_finding

PARTS = frozenset({"form", "values", "keys"})


class Observer(Protocol):
    """Something else that looks at every chunk of the pass, so that no file is read twice."""

    def see(self, view: View) -> Iterator[Finding]:
        """Look at a chunk."""

    def finish(self) -> Iterator[Finding]:
        """Look back when all tables were read."""


class Gate:
    """Checks tables in one pass each.

    Attributes:
        counts: how many rows each table has, as far as it could be read.
        broken: the tables whose form is wrong.
    """

    def __init__(
        self,
        plans: Iterable[Plan],
        tell: Callable[[Finding], None],
        observers: Sequence[Observer] = (),
        parts: frozenset[str] = PARTS,
    ) -> None:
        """Prepare to check tables; findings are told as they are met, those of the parts that are asked for."""
        self.plans = {plan.name: plan for plan in plans}
        self.counts: dict[str, int] = {}
        self.broken: set[str] = set()
        self._in_part: set[str] = set()  # tables not read to their end: other tables' keys are not held against them
        self._tell = tell
        self._observers = observers
        self._parts = parts
        self._parents: dict[tuple[str, tuple[str, ...]], set[Value]] = {
            (reference.table, reference.target): set()
            for plan in self.plans.values()
            if "keys" in parts and _has_rows(plan)
            for reference in plan.references
            if reference.table in self.plans
        }
        self._unseen: dict[tuple[str, Reference], set[Value]] = {}

    def run(self) -> None:
        """Check all tables.

        Raises:
            OSError: a file cannot be read.
        """
        read: list[str] = []
        for name in _parents_first(self.plans):
            self._check_table(self.plans[name], frozenset(read))
            read.append(name)
        for (name, reference), values in self._unseen.items():
            self._check_unseen(self.plans[name], reference, values)
        for observer in self._observers:
            self._tell_all(observer.finish())

    def _tell_all(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._tell(finding)

    def _check_table(self, plan: Plan, read: frozenset[str]) -> None:
        def fault(code: str, found: str, line: int) -> None:
            self.broken.add(plan.name)
            if code != "row-length":
                self._in_part.add(plan.name)
            if "form" in self._parts:
                self._tell(make_finding(code, found, table=plan.name, file=plan.file, line=line))

        def misfit(cells: list[str]) -> None:
            self._collect_misfit(plan.name, dict(zip(reader.header, cells, strict=False)))

        reader = open_rows(plan, fault, misfit)
        keys: list[_Key] | None = None
        for view in views(plan, reader):
            header = view.header
            if keys is None:
                self._check_header(plan, reader, fault)
                keys = [_Key(key, plan.grouped.get(key, ())) for key in plan.keys if view.has(key)]
            if "values" in self._parts:
                for column in plan.columns:
                    if column.name in header:
                        self._tell_all(_check_column(view, column))
            if "keys" in self._parts:
                for key in keys:
                    self._tell_all(key.check(view))
                self._collect_parents(view)
                self._check_references(view, read)
            for observer in self._observers:
                self._tell_all(observer.see(view))
        if keys is None:
            self._check_header(plan, reader, fault)
        self.counts[plan.name] = reader.count

    def _check_header(self, plan: Plan, reader: RowReader, fault: Callable[[str, str, int], None]) -> None:
        if not plan.dialect.has_header or not plan.columns:
            return
        found = header_fault(reader.header, tuple(column.name for column in plan.columns), plan.match)
        if found and not (plan.name in self.broken and not reader.header):
            fault("header-differs", found, 1)

    def _collect_parents(self, view: View) -> None:
        for (table, target), values in self._parents.items():
            if table == view.plan.name and view.has(target):
                values.update(view.values(target))

    def _collect_misfit(self, name: str, row: Mapping[str, str]) -> None:
        """Take a parent's key of a row that is too long or too short: what refers to it is not wrong."""
        for (table, target), values in self._parents.items():
            if table == name and all(column in row for column in target):
                parts = [self.plans[name].spellings.get(column, str)(row[column]) for column in target]
                values.add(parts[0] if len(parts) == 1 else tuple(parts))

    def _check_references(self, view: View, read: frozenset[str]) -> None:
        for reference in view.plan.references:
            if not self._can_refer(reference) or not view.has(reference.columns):
                continue
            known = self._parents[reference.table, reference.target]
            strange = set(view.values(reference.columns)) - known
            strange = {value for value in strange if not all(view.plan.missing_parts(reference.columns, value))}
            if strange and reference.table in read:
                self._tell_all(_dangling(view, reference, strange))
            elif strange:  # the table refers to itself, or to one that refers back: wait until both were read
                self._unseen.setdefault((view.plan.name, reference), set()).update(strange)

    def _can_refer(self, reference: Reference) -> bool:
        """Tell whether a reference can be followed: what hinders it is told of the table that it refers to."""
        parent = self.plans.get(reference.table)
        if parent is None or parent.name in self._in_part:
            return False
        return not parent.columns or all(name in parent.missing_in for name in reference.target)

    def _check_unseen(self, plan: Plan, reference: Reference, values: set[Value]) -> None:
        strange = values - self._parents[reference.table, reference.target]
        if not strange or reference.table in self._in_part:
            return
        for view in views(plan):
            self._tell_all(_dangling(view, reference, strange))


def _has_rows(plan: Plan) -> bool:
    """Tell whether a table may have rows: nobody keeps a parent's keys for a table that has none."""
    try:
        with plan.path.open("rb") as handle:
            if plan.dialect.is_minimal:
                handle.readline()
            return bool(handle.read(1))
    except OSError:
        return False


def _parents_first(plans: Mapping[str, Plan]) -> Iterator[str]:
    """Return the tables' names so that a table comes after those that it refers to, as far as that can be."""
    done: set[str] = set()
    waiting = list(plans)
    while waiting:
        ready = [
            name
            for name in waiting
            if all(r.table in done or r.table == name or r.table not in plans for r in plans[name].references)
        ]
        chosen = ready or waiting[:1]
        yield from chosen
        done.update(chosen)
        waiting = [name for name in waiting if name not in done]


def header_fault(found: tuple[str, ...], wanted: tuple[str, ...], match: str = "exact") -> str:
    """Say in what a header is not the schema's; empty if it is as it must be.

    Args:
        found: the header's cells.
        wanted: the schema's columns.
        match: exact, or another value of the standard's `fieldsMatch`.
    """
    if not found:
        return "there is none"
    repeated = sorted({name for name in found if found.count(name) > 1})
    if repeated:
        return f"{', '.join(repeated)} stands twice"
    missing = [name for name in wanted if name not in found] if match not in ("superset", "partial") else []
    extra = [name for name in found if name not in wanted] if match not in ("subset", "partial") else []
    if missing:
        return f"without {', '.join(missing)}" + (f", with {', '.join(extra)}" if extra else "")
    if extra:
        return f"with {', '.join(extra)}"
    if match == "partial" and not set(found) & set(wanted):
        return "without any column of the schema"
    return "in another order" if match == "exact" and found != wanted else ""


def _check_column(view: View, column: Column) -> Iterator[Finding]:
    """Test the chunk's distinct cells of a column, and find the rows of those that fail."""
    cells = view.cells(column.name)
    if not column.tests:
        if column.is_required and any(word in cells for word in column.missing):
            yield from _missing(view, column, cells)
        return
    distinct = set(cells)
    if not column.missing.isdisjoint(distinct):
        distinct -= column.missing
        if column.is_required:
            yield from _missing(view, column, cells)
    for test in column.tests:
        passes = test.passes
        failing = {cell for cell in distinct if not passes(cell)}
        if failing:
            for row, cell in enumerate(cells):
                if cell in failing:
                    yield view.finding(test.code, row, column.name, test.say(cell))


def _missing(view: View, column: Column, cells: tuple[str, ...]) -> Iterator[Finding]:
    for row, cell in enumerate(cells):
        if cell in column.missing:
            yield view.finding("value-missing", row, column.name)


def _dangling(view: View, reference: Reference, strange: set[Value]) -> Iterator[Finding]:
    for row, value in enumerate(view.values(reference.columns)):
        if value in strange:
            words = value if isinstance(value, str) else " ".join(value)
            yield view.finding("key-dangling", row, reference.columns[0], f"{reference.table}: {words}")


class _Key:
    """A key that must name one row. All its values are kept, or those of the last group of rows where that is enough."""

    def __init__(self, columns: tuple[str, ...], groups: tuple[str, ...]) -> None:
        self.columns = columns
        self.groups = groups
        self.seen: set[Value] = set()

    def check(self, view: View) -> Iterator[Finding]:
        values = view.values(self.columns)
        fresh = set(values)
        if len(fresh) == len(values) and self.seen.isdisjoint(fresh):
            self._keep(view, values, fresh)
            return
        partly_missing = self._partly_missing(view, fresh)
        for row, value in enumerate(values):
            if value in partly_missing:
                continue
            if value in self.seen:
                words = value if isinstance(value, str) else " ".join(value)
                yield view.finding("key-repeated", row, self.columns[0], words)
            self.seen.add(value)

    def _partly_missing(self, view: View, values: set[Value]) -> set[Value]:
        """Return the values of which a part is missing: they name no row."""
        return {value for value in values if any(view.plan.missing_parts(self.columns, value))}

    def _keep(self, view: View, values: Sequence[Value], fresh: set[Value]) -> None:
        if not self.groups or not view.has(self.groups):
            self.seen |= fresh
            return
        groups = view.values(self.groups)
        last = len(groups)
        while last and groups[last - 1] == groups[-1]:
            last -= 1
        self.seen = set(values[last:]) | (self.seen if last == 0 else set())
