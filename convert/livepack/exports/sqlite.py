"""Writes a package as one SQLite database: real keys, checked values, full-text search and some views."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from livepack import schemas, sql
from livepack.errors import PackageError, UsageError
from livepack.exports.package import Package
from livepack.exports.views import VIEWS
from livepack.findings import shorten

_OLDEST = (3, 37, 0)  # the first with STRICT tables, of November 2021
_SETTINGS = (
    "PRAGMA page_size = 4096",
    "PRAGMA encoding = 'UTF-8'",
    "PRAGMA journal_mode = OFF",  # the file is thrown away if anything fails
    "PRAGMA synchronous = OFF",
    "PRAGMA foreign_keys = ON",
)
_SEARCH = """\
-- The words of each post, for full-text search: SELECT entry_id FROM entries_fts WHERE entries_fts MATCH 'aid OR food'.
CREATE VIRTUAL TABLE entries_fts USING fts5(entry_id UNINDEXED, headline, text, tokenize = "unicode61 remove_diacritics 2");"""
_FILL_SEARCH = "INSERT INTO entries_fts SELECT entry_id, headline, text FROM entries ORDER BY rowid;"
_DESCRIPTOR = """\
-- The package's descriptor, datapackage.json: title, version, rights, and what each column means.
CREATE TABLE datapackage (descriptor TEXT NOT NULL CHECK (json_valid(descriptor))) STRICT;"""

Convert = Callable[[str], str | float | None]


def write_sqlite(package: Package, out: Path) -> None:
    """Write the database; the bytes are the same each time with the same SQLite.

    Raises:
        UsageError: Python's SQLite is too old, or was built without FTS5 or JSON, or the file cannot be written.
        PackageError: an integer needs more than 64 bits.
    """
    _check_sqlite()
    try:
        with closing(sqlite3.connect(out, isolation_level=None)) as database:
            _fill(database, package)
    except sqlite3.OperationalError as error:  # the disk is full, say
        raise UsageError(
            "the export cannot be written", found=str(error), advice="make room, or choose another place with --out"
        ) from None


def _fill(database: sqlite3.Connection, package: Package) -> None:
    for setting in _SETTINGS:
        database.execute(setting)
    database.execute("BEGIN")
    for name in package.files:
        table = schemas.all_tables()[name]
        database.execute(sql.create_table(table, is_dehydrated=package.is_dehydrated))
        marks = ", ".join("?" * len(table.columns))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", _rows(package, table))  # noqa: S608 - a name of schemas/
    for name in package.files:
        for statement in sql.create_indexes(schemas.all_tables()[name]):
            database.execute(statement)
    database.execute(_DESCRIPTOR)
    database.execute("INSERT INTO datapackage VALUES (?)", (json.dumps(package.descriptor, ensure_ascii=False),))
    database.execute(_SEARCH)
    database.execute(_FILL_SEARCH)
    for statement in VIEWS.values():
        database.execute(statement)
    database.execute("COMMIT")


def _rows(package: Package, table: schemas.Table) -> Iterator[list[str | float | None]]:
    """Yield a table's rows as values: an empty cell is NULL, true is 1, a moment stays text."""
    converts = [_convert(field) for field in table.fields]
    for cells in package.rows(table.name):
        yield [convert(cell) for convert, cell in zip(converts, cells, strict=True)]


def _convert(field: schemas.Field) -> Convert:
    if field.type == "integer":
        return lambda cell: _integer(cell, field) if cell else None
    if field.type == "number":
        return lambda cell: float(cell) if cell else None
    if field.type == "boolean":
        return {"": None, "true": 1, "false": 0}.__getitem__
    return lambda cell: cell or None


def _integer(cell: str, field: schemas.Field) -> int:
    value = int(cell)
    if value.bit_length() >= 64:
        raise PackageError(
            "a number is larger than SQLite holds",
            found=f"{field.name} {shorten(cell)}",
            advice="integers have 64 bits there; look at the largest numbers of that column",
        )
    return value


def _check_sqlite() -> None:
    advice = "use a newer Python: those of python.org and of current systems have what is needed"
    if sqlite3.sqlite_version_info < _OLDEST:
        raise UsageError(
            "this needs SQLite 3.37 or newer, for STRICT tables", found=sqlite3.sqlite_version, advice=advice
        )
    with closing(sqlite3.connect(":memory:")) as database:
        for what, probe in (
            ("FTS5", "CREATE VIRTUAL TABLE probe USING fts5(text)"),
            ("JSON", "SELECT json_valid('1')"),
        ):
            try:
                database.execute(probe)
            except sqlite3.OperationalError as error:
                raise UsageError(f"Python's SQLite lacks {what}", found=str(error), advice=advice) from None
