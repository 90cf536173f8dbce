"""Compares what two packages say of themselves: properties, tables, columns, keys and constraints.

Each change has the level that it means for the version of the data, by the rules of docs/versions.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from livepack.comparison.differences import Change

Object = Mapping[str, Any]

_OF_FILES = frozenset({"name", "bytes", "hash", "schema"})  # told by the rows and files themselves
_OF_VERSION = frozenset({"resources", "version"})
_OF_SCHEMA = frozenset({"fields", "primaryKey", "foreignKeys", "missingValues"})
_OF_FIELD = frozenset({"name", "type", "format", "constraints"})
# A reader of the old data can read the new, if a constraint changed in this direction only.
_ALLOWS_MORE: dict[str, Callable[[Any, Any], bool]] = {
    "enum": lambda old, new: set(map(_words, old)) <= set(map(_words, new)),
    "minimum": lambda old, new: bool(new <= old),
    "minLength": lambda old, new: bool(new <= old),
    "maximum": lambda old, new: bool(new >= old),
    "maxLength": lambda old, new: bool(new >= old),
    "required": lambda _, new: new is False,
    "unique": lambda _, new: new is False,
}


def compare_properties(old: Object, new: Object) -> Iterator[Change]:
    """Compare what two descriptors say of the package as a whole, but for its version."""
    yield from _compare_words(old, new, _OF_VERSION, "property")


def compare_resources(name: str, old: Object, new: Object) -> Iterator[Change]:
    """Compare what two descriptors say of a table or file, but for its schema, size and digest."""
    yield from _compare_words(old, new, _OF_FILES, "property", name)


def compare_schemas(name: str, old: Object, new: Object) -> Iterator[Change]:
    """Compare two Table Schemas of a table."""
    before, after = _fields(old), _fields(new)
    for column in before:
        if column not in after:
            yield Change("column removed", "major", name, column)
    for column in after:
        if column not in before:
            yield Change("column added", "minor", name, column)
    kept = [column for column in before if column in after]
    if kept != [column for column in after if column in before]:
        yield Change("columns in another order", "major", name)
    for column in kept:
        yield from _compare_fields(name, column, before[column], after[column])
    keys = _names(old.get("primaryKey")), _names(new.get("primaryKey"))
    if keys[0] != keys[1]:
        yield Change("primary key changed", "major", name, old=", ".join(keys[0]), new=", ".join(keys[1]))
    for rule, level in (("missingValues", "major"), ("foreignKeys", "minor")):
        values = _words(old.get(rule)), _words(new.get(rule))
        if values[0] != values[1]:
            yield Change(f"{rule} changed", level, name, old=values[0], new=values[1])
    yield from _compare_words(old, new, _OF_SCHEMA, "property of the schema", name)


def _compare_fields(table: str, column: str, old: Object, new: Object) -> Iterator[Change]:
    for name, default in (("type", "string"), ("format", "default")):
        values = _words(old.get(name, default)), _words(new.get(name, default))
        if values[0] != values[1]:
            yield Change(f"{name} changed", "major", table, column, *values)
    before, after = _object(old.get("constraints")), _object(new.get("constraints"))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            level = _level(name, before.get(name), after.get(name))
            yield Change(
                f"constraint {name} changed", level, table, column, _words(before.get(name)), _words(after.get(name))
            )
    yield from _compare_words(old, new, _OF_FIELD, "property of the column", table, column)


def _level(constraint: str, old: Any, new: Any) -> str:
    """Return minor if every value that was allowed still is."""
    if new is None:
        return "minor"
    allows_more = _ALLOWS_MORE.get(constraint)
    try:
        is_wider = old is not None and allows_more is not None and allows_more(old, new)
    except TypeError:  # values that cannot be compared, in a package of somebody else's
        is_wider = False
    return "minor" if is_wider or (old is None and new is False) else "major"


def _compare_words(
    old: Object, new: Object, without: frozenset[str], what: str, table: str = "", column: str = ""
) -> Iterator[Change]:
    for name in sorted({*old, *new} - without):
        if isinstance(old.get(name), Mapping) and isinstance(new.get(name), Mapping):
            one, other = ({f"{name}.{part}": value for part, value in side[name].items()} for side in (old, new))
            yield from _compare_words(one, other, frozenset(), what, table, column)
        elif old.get(name) != new.get(name):
            yield Change(f"{what} {name} changed", "patch", table, column, _words(old.get(name)), _words(new.get(name)))


def _fields(schema: Object) -> dict[str, Object]:
    fields = schema.get("fields")
    found = [_object(field) for field in fields] if isinstance(fields, Sequence) and not isinstance(fields, str) else []
    return {field["name"]: field for field in found if isinstance(field.get("name"), str)}


def _object(value: Any) -> Object:
    return value if isinstance(value, Mapping) else {}


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(name) for name in value] if isinstance(value, list) else []


def _words(value: Any) -> str:
    """Return a value of a descriptor as text; empty if there is none."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
