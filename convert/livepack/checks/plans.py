"""Says what the row gate demands of each table: of livepack's own from schemas/, of others from their descriptor."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.parts import Part
from livepack.checks.rows import MINIMAL, Dialect
from livepack.checks.standard_values import missing_values, standard_column
from livepack.checks.values import strict_column
from livepack.checks.views import Plan, Reference


@dataclass(frozen=True)
class TableToCheck:
    """A table and what says how to check it: small and plain, so that it can be handed to another process.

    Attributes:
        name: the resource's name.
        file: its file as the descriptor names it.
        path: where that is.
        resource: its descriptor, if it is a table of another package.
        schema: its Table Schema; empty if it has none, and then the rows' form alone is checked.
        part: the rows to check; all if there is none.
        is_dehydrated: whether it is in a package of livepack without the publisher's words.
    """

    name: str
    file: str
    path: Path
    resource: Mapping[str, Any] | None = None
    schema: Mapping[str, Any] = field(default_factory=dict)
    part: Part | None = None
    is_dehydrated: bool = False

    @property
    def is_own(self) -> bool:
        """Whether it is a table of a package of livepack."""
        return self.resource is None


def plan_table(table: TableToCheck) -> Plan:
    """Say what the row gate demands of a table."""
    if table.resource is None:
        return replace(_plan_own(table), part=table.part)
    return replace(_plan_other(table.resource, table.schema, table), part=table.part)


def _plan_own(own: TableToCheck) -> Plan:
    table = schemas.all_tables()[own.name]
    unique = {(item.name,) for item in table.fields if dict(item.constraints).get("unique")}
    keys = tuple(sorted({table.primary_key} | unique))
    return Plan(
        own.name,
        own.file,
        own.path,
        tuple(strict_column(item, is_dehydrated=own.is_dehydrated) for item in table.fields),
        Dialect() if own.name in schemas.layers() else MINIMAL,
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
    dialect, null = _dialect(resource), dialect_of(resource).get("nullSequence")
    missing = frozenset(missing_values(schema.get("missingValues"), ("",)))
    missing |= {null} if isinstance(null, str) else set()
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
        dialect,
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


def uneven_references(schema: Mapping[str, Any]) -> list[int]:
    """Return the numbers, from 1, of the foreign keys whose fields are not as many as those that they refer to."""
    return [
        number
        for number, key in enumerate(_objects(schema.get("foreignKeys")), start=1)
        if isinstance(key.get("reference"), Mapping)
        and len(_names(key.get("fields"))) != len(_names(key["reference"].get("fields")))
    ]


def dialect_of(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a resource's dialect, in the flat form of version 2 or the nested one of version 1 (`csv` within it)."""
    found = resource.get("dialect")
    found = found if isinstance(found, Mapping) else {}
    return found["csv"] if isinstance(found.get("csv"), Mapping) else found


_LINE_ENDS = ("\n", "\r\n", "\r")  # whichever is stated, all are read


def explain_unreadable(resource: Mapping[str, Any]) -> str:
    """Say why the rows of a CSV file of this dialect cannot be read; empty if they can."""
    stated = dialect_of(resource)
    for name, plain in (("headerRows", [1]), ("commentRows", []), ("lineTerminator", None)):
        if name in stated and stated[name] != plain and not (plain is None and stated[name] in _LINE_ENDS):
            return f"its dialect has {name} {stated[name]!r}, which livepack does not read"[:200]
    for name in ("delimiter", "quoteChar", "escapeChar"):
        if stated.get(name) is not None and not (isinstance(stated[name], str) and len(stated[name]) == 1):
            return f"its dialect has the {name} {stated[name]!r}, which is not one character"[:200]
    dialect = _dialect(resource)
    signs = [sign for sign in (dialect.delimiter, dialect.quote, dialect.escape) if sign]
    if len(set(signs)) < len(signs) or set(signs) & {"\n", "\r"} or not all(map(str.isprintable, set(signs) - {"\t"})):
        return "its dialect's delimiter, quoteChar and escapeChar do not tell cells apart"
    try:
        codecs.getincrementaldecoder(dialect.encoding)
        b"a".decode(dialect.encoding)
    except UnicodeError:
        return ""  # it is known, and one byte is too few for it
    except (LookupError, ValueError):
        return f"its encoding {dialect.encoding!r} is not known"[:200]
    return ""


def _dialect(resource: Mapping[str, Any]) -> Dialect:
    found = dialect_of(resource)
    is_tabbed = "tsv" in (str(resource.get("format", "")).lower(), str(resource.get("path", "")).lower()[-3:])
    default = "\t" if is_tabbed and str(resource.get("format", "")).lower() != "csv" else ","
    comment = found.get("commentChar")
    return Dialect(
        encoding=str(resource.get("encoding", "utf-8")),
        delimiter=_sign(found.get("delimiter"), default),
        quote=_sign(found.get("quoteChar"), '"'),
        escape=_sign(found.get("escapeChar"), "") or None,
        is_double_quote=found.get("doubleQuote", True) is not False,
        skip_space=found.get("skipInitialSpace", False) is True,
        has_header=found.get("header", True) is not False,
        comment=comment if isinstance(comment, str) else "",
    )


def _sign(found: Any, default: str) -> str:
    """Return a one-character setting, for csv takes no other."""
    return found if isinstance(found, str) and len(found) == 1 else default
