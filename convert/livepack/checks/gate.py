"""The row gate: one streaming pass over each table, checked in chunks of columns.

Structure (RFC 4180, header, row length), types, required values, patterns, lists, bounds, keys. Memory grows by
the keys only, and a table in which every row fails costs no more than one in which none does.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from livepack.findings import Finding, make_finding
from livepack.schemas import Field, Table

CHUNK = 2000  # rows that are checked together, column by column
csv.field_size_limit(2**31 - 1)

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_WALL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")

Test = Callable[[str], object]


@dataclass
class Chunk:
    """Rows of a table that were read together: their columns, and the line of the file at which each row begins."""

    columns: list[tuple[str, ...]]
    lines: list[int]


def _is_moment(pattern: re.Pattern[str], value: str) -> bool:
    if pattern.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return False
    return True


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_TYPES: dict[str, tuple[Test, str]] = {
    "instant": (lambda value: _is_moment(_INSTANT, value), "instant such as 2031-03-04T15:35:00Z"),
    "wall_time": (lambda value: _is_moment(_WALL_TIME, value), "wall time such as 2031-03-04T15:35:00"),
    "day": (_is_day, "day such as 2031-03-04"),
    "integer": (_INTEGER.fullmatch, "integer in plain digits"),
    "boolean": (frozenset({"true", "false"}).__contains__, "boolean: true or false"),
    "uri": (_URI.fullmatch, "address"),
}


@dataclass(frozen=True)
class Column:
    """What is checked of one column: each test with the code that a failing value raises, and what to say."""

    field: Field
    index: int
    tests: tuple[tuple[str, Test, str], ...]


def compile_columns(table: Table, header: Sequence[str]) -> list[Column]:
    """Compile the tests of the columns that the file has."""
    columns = []
    for item in table.fields:
        if item.name in header:
            columns.append(Column(item, header.index(item.name), tuple(_tests(item))))
    return columns


def _tests(item: Field) -> Iterator[tuple[str, Test, str]]:
    kind = item.strict or (item.format if item.format == "uri" else item.type)
    if kind in _TYPES:
        test, words = _TYPES[kind]
        yield "value-type", test, words
    rules = dict(item.constraints)
    if "pattern" in rules:
        yield "value-pattern", re.compile(rules["pattern"]).fullmatch, rules["pattern"]
    if "enum" in rules:
        yield "value-enum", frozenset(rules["enum"]).__contains__, ", ".join(rules["enum"])
    if "minimum" in rules:
        least = int(rules["minimum"])
        yield "value-bound", lambda value: _INTEGER.fullmatch(value) is None or int(value[:18]) >= least, f"at least {least}"


def read_chunks(
    path: Path, name: str, file: str, columns: tuple[str, ...], found: list[Finding]
) -> Iterator[tuple[tuple[str, ...], Chunk]]:
    """Read a CSV file strictly, in chunks; what is wrong with its form goes to `found`.

    Returns:
        The header and a chunk, time and again; rows whose length is not the header's are left out.
    """

    def fault(code: str, words: str, line: int) -> None:
        found.append(make_finding(code, words, table=name, file=file, line=line))

    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(_without_bom(handle, fault), strict=True)
        header: tuple[str, ...] = ()
        rows: list[list[str]] = []
        lines: list[int] = []
        end = 0
        try:
            for cells in reader:
                line, end = end + 1, reader.line_num
                if not header:
                    header = tuple(cells)
                    if header != columns:
                        fault("header-differs", header_fault(header, columns), line)
                    continue
                if len(cells) != len(header):
                    words = "no cell: the line is blank" if not cells else f"{len(cells)} cells, not {len(header)}"
                    fault("row-length", words, line)
                    continue
                rows.append(cells)
                lines.append(line)
                if len(rows) >= CHUNK:
                    yield header, Chunk(list(zip(*rows, strict=True)), lines)
                    rows, lines = [], []
        except csv.Error as error:
            fault("csv-broken", str(error), reader.line_num)
        except UnicodeDecodeError as error:
            fault("csv-broken", f"byte 0x{error.object[error.start]:02x} is not UTF-8", end + 1)
        if not header and not found:
            fault("header-differs", "there is none", 1)
        if rows:
            yield header, Chunk(list(zip(*rows, strict=True)), lines)


def _without_bom(lines: Iterable[str], fault: Callable[[str, str, int], None]) -> Iterator[str]:
    """Pass the file's lines on; a byte-order mark, carriage returns and a missing line end are faults of form."""
    has_return = False
    number = 0
    line = "\n"
    for number, line in enumerate(lines, start=1):
        if number == 1 and line.startswith("\ufeff"):
            fault("csv-broken", "a byte-order mark", 1)
            line = line[1:]
        if "\r" in line and not has_return:
            has_return = True
            fault("csv-broken", "a carriage return; lines end with LF alone", number)
        yield line
    if not line.endswith("\n"):
        fault("csv-broken", "no line end after the last row", number)


def header_fault(found: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    """Say in what a header is not the schema's."""
    repeated = sorted({name for name in found if found.count(name) > 1})
    if repeated:
        return f"{', '.join(repeated)} stands twice"
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    if missing:
        return f"without {', '.join(missing)}" + (f", with {', '.join(extra)}" if extra else "")
    return f"with {', '.join(extra)}" if extra else "in another order"


class Gate:
    """Checks one table after the other, parents before their children; keeps the keys that children refer to."""

    def __init__(self, tables: dict[str, Table], files: dict[str, Path]) -> None:
        self.tables = tables
        self.files = files
        wanted = {(key.table, key.reference) for name in files for key in tables[name].foreign_keys}
        self._keys: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {key: set() for key in wanted}

    def check_table(self, name: str, file: str) -> Iterator[Finding]:
        """Check a table in one pass: form, types, required values, patterns, lists, bounds and keys."""
        table = self.tables[name]
        columns: list[Column] = []
        faults: list[Finding] = []
        unique: list[_Unique] = []
        for header, chunk in read_chunks(self.files[name], name, file, table.columns, faults):
            yield from _drain(faults)
            if not columns:
                columns = compile_columns(table, header)
                unique = [_Unique(table, key, header) for key in _unique_keys(table) if set(key) <= set(header)]
            at = _At(table, file, header, chunk)
            for column in columns:
                yield from _check_column(at, column)
            for key in unique:
                yield from key.check(at)
            yield from self._check_references(at)
            for (parent, reference), values in self._keys.items():
                if parent == name and set(reference) <= set(header):
                    values.update(zip(*(chunk.columns[header.index(c)] for c in reference), strict=True))
        yield from _drain(faults)

    def _check_references(self, at: _At) -> Iterator[Finding]:
        for key in at.table.foreign_keys:
            if key.table not in self.files or not set(key.fields) <= set(at.header):
                continue
            known = self._keys[key.table, key.reference]
            values = list(zip(*(at.values(name) for name in key.fields), strict=True))
            dangling = {value for value in set(values) - known if any(value)}
            for row in at.rows_where(values, dangling):
                yield at.finding("key-dangling", row, key.fields[0], f"{key.table}: {' '.join(values[row])}")


def _drain(faults: list[Finding]) -> Iterator[Finding]:
    yield from faults
    faults.clear()


@dataclass(frozen=True)
class _At:
    """A chunk with what is needed to say where a finding is."""

    table: Table
    file: str
    header: tuple[str, ...]
    chunk: Chunk

    def values(self, name: str) -> tuple[str, ...]:
        return self.chunk.columns[self.header.index(name)]

    def rows_where(self, values: Sequence[object], bad: set[object] | set[str] | set[tuple[str, ...]]) -> list[int]:
        return [row for row, value in enumerate(values) if value in bad] if bad else []

    def finding(self, code: str, row: int, name: str, found: str = "") -> Finding:
        id_column = self.table.id_column
        row_id = self.values(id_column)[row] if id_column in self.header else ""
        return make_finding(
            code, found, table=self.table.name, row=row_id, field=name, file=self.file, line=self.chunk.lines[row]
        )


def _check_column(at: _At, column: Column) -> Iterator[Finding]:
    """Check the chunk's distinct values of a column, and find the rows of those that fail."""
    values = at.chunk.columns[column.index]
    distinct = set(values)
    if "" in distinct:
        distinct.discard("")
        if column.field.required:
            for row in at.rows_where(values, {""}):
                yield at.finding("value-missing", row, column.field.name)
    for code, test, words in column.tests:
        failing = {value for value in distinct if not test(value)}
        for row in at.rows_where(values, failing):
            yield at.finding(code, row, column.field.name, words)


def _unique_keys(table: Table) -> list[tuple[str, ...]]:
    keys = {table.primary_key} | {(item.name,) for item in table.fields if dict(item.constraints).get("unique")}
    return sorted(keys)


class _Unique:
    """A key that must name one row.

    All its values are kept, unless the table's rows stand in groups under a parent whose id begins theirs
    (`blog/t1/p2`, and page and start in the ledger): then those of the last group are enough, because a group that
    comes again is out of order and found as such.
    """

    def __init__(self, table: Table, key: tuple[str, ...], header: tuple[str, ...]) -> None:
        self.key = key
        self.columns = [header.index(name) for name in key]
        self.groups = [header.index(name) for name in _group_columns(table, key) if name in header]
        self.seen: set[object] = set()

    def check(self, at: _At) -> Iterator[Finding]:
        columns = [at.chunk.columns[index] for index in self.columns]
        values: Sequence[object] = columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))
        fresh = set(values)
        if len(fresh) == len(values) and self.seen.isdisjoint(fresh):
            self._keep(at, values, fresh)
            return
        for row, value in enumerate(values):
            if value in self.seen and "" not in (value if isinstance(value, tuple) else (value,)):
                yield at.finding("key-repeated", row, self.key[0], str(value))
            self.seen.add(value)

    def _keep(self, at: _At, values: Sequence[object], fresh: set[object]) -> None:
        if not self.groups:
            self.seen |= fresh
            return
        groups = list(zip(*(at.chunk.columns[index] for index in self.groups), strict=True))
        last = len(groups)
        while last and groups[last - 1] == groups[-1]:
            last -= 1
        self.seen = set(values[last:]) | (self.seen if last == 0 else set())


def _group_columns(table: Table, key: tuple[str, ...]) -> tuple[str, ...]:
    parents = [name for foreign in table.foreign_keys for name in foreign.fields]
    if len(key) > 1:
        return tuple(name for name in key if name in parents)
    is_child = key == table.primary_key and "/" in str(dict(table.field(key[0]).constraints).get("pattern", ""))
    return tuple(name for name in ("page_id", "entry_id") if name in parents) if is_child and table.name != "entries" else ()
