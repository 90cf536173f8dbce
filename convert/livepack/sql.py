"""Says in SQL what schemas/ says of a table: for SQLite with its keys and bounds, for DuckDB its types."""

from __future__ import annotations

from collections.abc import Iterator

from livepack.schemas import Field, Table

# https://www.sqlite.org/stricttables.html: a STRICT table knows no dates and no booleans.
_SQLITE_TYPES = {
    "string": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "INTEGER",
    "date": "TEXT",
    "datetime": "TEXT",
}
# https://duckdb.org/docs/stable/sql/data_types/overview
_DUCKDB_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_DUCKDB_MOMENTS = {"instant": "TIMESTAMPTZ", "wall_time": "TIMESTAMP"}
_DAY, _CLOCK = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]", "[0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
_SHAPES = {"instant": f"{_DAY}T{_CLOCK}Z", "wall_time": f"{_DAY}T{_CLOCK}", "day": _DAY}


def create_table(table: Table, *, is_dehydrated: bool = False) -> str:
    """Return the statement that makes a table in SQLite 3.37 or newer.

    Types, keys, required and unique values, lists of values and bounds are those of schemas/; patterns are not held,
    for SQLite has no regular expressions. Each column has its description as a comment, which SQLite keeps and `.schema`
    shows.

    Args:
        table: the table.
        is_dehydrated: whether the publisher's words were taken out, so that none of them is required.
    """
    parts = [list(_column(field, is_dehydrated=is_dehydrated)) for field in table.fields]
    parts.append([f"PRIMARY KEY ({', '.join(table.primary_key)})"])
    parts += [
        [f"FOREIGN KEY ({', '.join(key.fields)}) REFERENCES {key.table} ({', '.join(key.reference)})"]
        for key in table.foreign_keys
    ]
    lines = [f"-- {table.description}", f"CREATE TABLE {table.name} ("]
    for number, part in enumerate(parts, start=1):
        *comments, definition = part
        lines += [f"  {line}" for line in comments]
        lines.append(f"  {definition}{',' if number < len(parts) else ''}")
    return "\n".join([*lines, ") STRICT;"])


def _column(field: Field, *, is_dehydrated: bool) -> Iterator[str]:
    """Yield a comment and the definition of a column."""
    yield f"-- {field.title}: {' '.join(field.description.split())}"
    words = [field.name, _SQLITE_TYPES[field.type]]
    rules = dict(field.constraints)
    if field.required and not (is_dehydrated and field.rights == "publisher"):
        words.append("NOT NULL")
    if rules.get("unique"):
        words.append("UNIQUE")
    if field.type == "boolean":
        words.append(f"CHECK ({field.name} IN (0, 1))")
    if field.strict in _SHAPES:
        words.append(f"CHECK ({field.name} GLOB {quote(_SHAPES[field.strict])})")
    if "enum" in rules:
        words.append(f"CHECK ({field.name} IN ({', '.join(map(quote, rules['enum']))}))")
    words += [
        f"CHECK ({field.name} {sign} {rules[bound]})"
        for bound, sign in (("minimum", ">="), ("maximum", "<="))
        if bound in rules
    ]
    yield " ".join(words)


def create_indexes(table: Table) -> list[str]:
    """Return a statement for each foreign key that no other key begins with: to join is then quick."""
    first = table.primary_key[:1]
    return [
        f"CREATE INDEX {table.name}_by_{'_'.join(key.fields)} ON {table.name} ({', '.join(key.fields)});"
        for key in table.foreign_keys
        if key.fields != first
    ]


def duckdb_type(field: Field) -> str:
    """Return the type of a column in DuckDB: an instant has a time zone, a wall time has none."""
    return _DUCKDB_MOMENTS[field.strict] if field.type == "datetime" else _DUCKDB_TYPES[field.type]


def quote(text: str) -> str:
    """Return text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
