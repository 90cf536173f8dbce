"""Says what the row gate demands of each table: of livepack's own from schemas/, of others from their descriptor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.gate import Plan, Reference
from livepack.checks.rows import MINIMAL, Dialect
from livepack.checks.standard_values import missing_values, standard_column
from livepack.checks.values import strict_column


@dataclass(frozen=True)
class TableToCheck:
    """A table and what says how to check it: small and plain, so that it can be handed to another process.

    Attributes:
        name: the resource's name.
        file: its file as the descriptor names it.
        path: where that is.
        resource: its descriptor, if it is a table of another package.
        schema: its Table Schema; empty if it has none, and then the rows' form alone is checked.
    """

    name: str
    file: str
    path: Path
    resource: Mapping[str, Any] | None = None
    schema: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether it is a table of a package of livepack."""
        return self.resource is None


def plan_table(table: TableToCheck) -> Plan:
    """Say what the row gate demands of a table."""
    if table.resource is None:
        return _plan_own(table.name, table.file, table.path)
    return _plan_other(table.resource, table.schema, table)


def _plan_own(name: str, file: str, path: Path) -> Plan:
    table = schemas.tables()[name]
    unique = {(item.name,) for item in table.fields if dict(item.constraints).get("unique")}
    keys = tuple(sorted({table.primary_key} | unique))
    return Plan(
        name,
        file,
        path,
        tuple(strict_column(item) for item in table.fields),
        MINIMAL,
        keys=keys,
        grouped={key: groups for key in keys if (groups := _group_columns(table, key))},
        references=tuple(Reference(key.fields, key.table, key.reference) for key in table.foreign_keys),
        id_column=table.id_column,
    )


def _group_columns(table: schemas.Table, key: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns under which a key's values stand in groups, if a value cannot come again in another group.

    A child's id begins with its parent's (`blog/t1/p2`), and the ledger's key holds its page; a group that comes
    again is out of order and found as such.
    """
    parents = [name for reference in table.foreign_keys for name in reference.fields]
    if len(key) > 1:
        return tuple(name for name in key if name in parents)
    is_child = key == table.primary_key and table.name not in ("blogs", "pages", "entries", "findings")
    return tuple(name for name in ("page_id", "entry_id") if name in parents) if is_child else ()


def _plan_other(resource: Mapping[str, Any], schema: Mapping[str, Any], table: TableToCheck) -> Plan:
    missing = frozenset(missing_values(schema.get("missingValues"), ("",)))
    fields = [item for item in _objects(schema.get("fields")) if isinstance(item.get("name"), str)]
    primary = tuple(_names(schema.get("primaryKey")))
    columns = [standard_column(_demanded(item, primary), missing) for item in fields]
    unique: list[tuple[str, ...]] = [(item["name"],) for item in fields if _constraints(item).get("unique") is True]
    listed = schema.get("uniqueKeys")
    unique += [tuple(_names(key)) for key in (listed if isinstance(listed, list) else ())]
    keys = tuple(dict.fromkeys([key for key in ([primary] if primary else []) + unique if key]))
    match = schema.get("fieldsMatch", "exact")
    return Plan(
        table.name,
        table.file,
        table.path,
        tuple(columns),
        _dialect(resource),
        match=match[0] if isinstance(match, list) and match else str(match),
        keys=keys,
        references=tuple(_references(table.name, schema)),
        id_column=primary[0] if len(primary) == 1 else "",
        missing=missing,
    )


def _objects(found: Any) -> list[Mapping[str, Any]]:
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _names(found: Any) -> list[str]:
    return [found] if isinstance(found, str) else [str(name) for name in found] if isinstance(found, list) else []


def _constraints(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = item.get("constraints")
    return found if isinstance(found, Mapping) else {}


def _demanded(item: Mapping[str, Any], primary: tuple[str, ...]) -> Mapping[str, Any]:
    """Return a field of which values are required if it is part of the primary key, as the standard says."""
    if item["name"] not in primary:
        return item
    return {**item, "constraints": {**_constraints(item), "required": True}}


def _references(name: str, schema: Mapping[str, Any]) -> Iterator[Reference]:
    for key in _objects(schema.get("foreignKeys")):
        reference = key.get("reference")
        if not isinstance(reference, Mapping):
            continue
        columns, target = tuple(_names(key.get("fields"))), tuple(_names(reference.get("fields")))
        if columns and len(columns) == len(target):
            yield Reference(columns, str(reference.get("resource") or name), target)


def _dialect(resource: Mapping[str, Any]) -> Dialect:
    """Read a dialect in the flat form of version 2 or the nested one of version 1 (`csv` within it)."""
    found = resource.get("dialect")
    found = found if isinstance(found, Mapping) else {}
    found = found["csv"] if isinstance(found.get("csv"), Mapping) else found
    default = "\t" if str(resource.get("format", "")).lower() == "tsv" else ","
    return Dialect(
        encoding=str(resource.get("encoding", "utf-8")),
        delimiter=_sign(found.get("delimiter"), default),
        quote=_sign(found.get("quoteChar"), '"'),
        escape=_sign(found.get("escapeChar"), "") or None,
        is_double_quote=found.get("doubleQuote", True) is not False,
        skip_space=found.get("skipInitialSpace", False) is True,
        has_header=found.get("header", True) is not False,
        comment=str(found.get("commentChar", "")),
    )


def _sign(found: Any, default: str) -> str:
    """Return a one-character setting, for csv takes no other."""
    return found if isinstance(found, str) and len(found) == 1 else default
