"""Schema: types, required values, patterns, lists, bounds, unique, primary and foreign keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime

from livepack import schemas
from livepack.checks.subject import Subject, Table
from livepack.findings import Finding, make_finding
from livepack.schemas import Field

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z")
_WALL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}")
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")


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


_TYPES: dict[str, tuple[Callable[[str], bool], str]] = {
    "instant": (lambda value: _is_moment(_INSTANT, value), "instant such as 2031-03-04T15:35:00Z"),
    "wall_time": (lambda value: _is_moment(_WALL_TIME, value), "wall time such as 2031-03-04T15:35:00"),
    "day": (_is_day, "day such as 2031-03-04"),
    "integer": (lambda value: _INTEGER.fullmatch(value) is not None, "integer in plain digits"),
    "boolean": (lambda value: value in ("true", "false"), "boolean: true or false"),
    "uri": (lambda value: _URI.fullmatch(value) is not None, "address"),
}


def _type_test(field: Field) -> Callable[[str], bool] | None:
    kind = field.strict or (field.format if field.format == "uri" else field.type)
    return _TYPES[kind][0] if kind in _TYPES else None


def _type_words(field: Field) -> str:
    return _TYPES[field.strict or (field.format if field.format == "uri" else field.type)][1]


def check_types(subject: Subject) -> Iterator[Finding]:
    """Each value is of its column's type."""
    for table, field in _columns(subject):
        test = _type_test(field)
        if test is not None:
            yield from _failing(table, field, "value-type", test, _type_words(field))


def check_required(subject: Subject) -> Iterator[Finding]:
    """No required cell is empty."""
    for table, field in _columns(subject):
        if field.required:
            for line, row in table.numbered():
                if row.get(field.name, "") == "":
                    yield _at(table, "value-missing", line, row, field)


def check_patterns(subject: Subject) -> Iterator[Finding]:
    """Each value matches its column's pattern as a whole."""
    for table, field in _columns(subject):
        pattern = dict(field.constraints).get("pattern")
        if pattern:

            def is_whole(value: str, compiled: re.Pattern[str] = re.compile(pattern)) -> bool:
                return compiled.fullmatch(value) is not None

            yield from _failing(table, field, "value-pattern", is_whole, pattern)


def check_enums(subject: Subject) -> Iterator[Finding]:
    """Each value of a listed column is on its list."""
    for table, field in _columns(subject):
        words = dict(field.constraints).get("enum")
        if words:
            listed = frozenset(words)
            yield from _failing(table, field, "value-enum", listed.__contains__, ", ".join(words))


def check_bounds(subject: Subject) -> Iterator[Finding]:
    """Each number is within its column's bounds."""
    for table, field in _columns(subject):
        least = dict(field.constraints).get("minimum")
        if least is not None:

            def is_enough(value: str, least: int = int(least)) -> bool:
                return _INTEGER.fullmatch(value) is None or int(value[:18]) >= least

            yield from _failing(table, field, "value-bound", is_enough, f"at least {least}")


def check_keys(subject: Subject) -> Iterator[Finding]:
    """Primary keys and unique columns name one row each."""
    for table in _tables(subject):
        schema = schemas.tables()[table.name]
        keys = {schema.primary_key} | {(f.name,) for f in schema.fields if dict(f.constraints).get("unique")}
        for key in sorted(keys):
            seen: dict[tuple[str, ...], int] = {}
            for line, row in table.numbered():
                value = tuple(row.get(column, "") for column in key)
                if "" not in value:
                    first = seen.setdefault(value, line)
                    if first != line:
                        yield _at(table, "key-repeated", line, row, schema.field(key[0]), f"line {first}")


def check_foreign_keys(subject: Subject) -> Iterator[Finding]:
    """Each foreign key names a row of the table that it refers to."""
    broken = {finding.table for finding in subject.structure}
    for table in _tables(subject):
        schema = schemas.tables()[table.name]
        for key in schema.foreign_keys:
            if key.table not in subject.tables or key.table in broken:
                continue
            known = {tuple(row.get(c, "") for c in key.reference) for row in subject.rows(key.table)}
            for line, row in table.numbered():
                value = tuple(row.get(column, "") for column in key.fields)
                if any(value) and value not in known:
                    yield _at(
                        table, "key-dangling", line, row, schema.field(key.fields[0]), f"{key.table}: {' '.join(value)}"
                    )


def _tables(subject: Subject) -> Iterator[Table]:
    for name in schemas.tables():
        if name in subject.tables:
            yield subject.tables[name]


def _columns(subject: Subject) -> Iterator[tuple[Table, Field]]:
    for table in _tables(subject):
        for field in schemas.tables()[table.name].fields:
            if field.name in table.header:
                yield table, field


def _failing(table: Table, field: Field, code: str, test: Callable[[str], bool], found: str) -> Iterator[Finding]:
    """Find the non-empty values that fail a test; each distinct value is tested once."""
    verdicts: dict[str, bool] = {"": True}
    name = field.name
    for line, row in table.numbered():
        value = row[name]
        verdict = verdicts.get(value)
        if verdict is None:
            verdict = verdicts[value] = test(value)
        if not verdict:
            yield _at(table, code, line, row, field, found)


def _at(table: Table, code: str, line: int, row: dict[str, str], field: Field, found: str = "") -> Finding:
    id_column = schemas.tables()[table.name].id_column
    return make_finding(
        code, found, table=table.name, row=row.get(id_column, ""), field=field.name, file=table.file, line=line
    )
