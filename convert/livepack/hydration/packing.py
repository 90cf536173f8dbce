"""The files of a package as rows, and back again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from livepack.checks.subject import DESCRIPTOR, open_subject, resources_of
from livepack.errors import UsageError
from livepack.hydration.columns import built_tables
from livepack.hydration.descriptors import state_file
from livepack.package import render_csv
from livepack.tables import Tables

csv.field_size_limit(2**31 - 1)  # a text may be longer than the 131,072 characters that csv takes by default

# Without these nobody knows where words are from and where they go; other tables may come and go with the versions.
NEEDED = ("blogs", "pages", "entries", "contributors", "paragraphs", "links", "ledger", "findings")

_MEND = "`livepack validate` says all that is wrong with it; build it again"


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file of a package of livepack by name, hidden ones left aside.

    Raises:
        UsageError: there is no package, or a file cannot be read.
    """
    open_subject(folder, None)
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        }
    except OSError as error:
        raise UsageError(
            "a file of the package cannot be read", where=str(error.filename), found=error.strerror or str(error)
        ) from None


def read_descriptor(files: Mapping[str, bytes], where: str, without: Collection[str] = ()) -> dict[str, Any]:
    """Return the descriptor of a package whose tables are those that it states.

    Args:
        files: the package's files by name.
        where: its folder, for messages.
        without: the tables that may be others.

    Raises:
        UsageError: livepack has not made it, a table is missing, or a file is not the one that is stated.
    """
    descriptor = json.loads(files[DESCRIPTOR])
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("livepack"), dict):
        raise UsageError(
            "livepack has not made this package", where=where, advice="name a folder that `livepack build` made"
        )
    for resource in resources_of(descriptor):
        name = str(resource.get("path"))
        if str(resource.get("name")) in without:
            continue
        if name not in files or any(resource.get(key) != value for key, value in state_file(files[name]).items()):
            found = f"{name} is {'missing' if name not in files else 'not the file that the descriptor states'}"
            raise not_as_made(where, found)
    return descriptor


def not_as_made(where: str, found: str) -> UsageError:
    """Return the error for a package that was changed after it was made."""
    return UsageError("this package is not as livepack made it", where=where, found=found, advice=_MEND)


def read_tables(files: Mapping[str, bytes], descriptor: Mapping[str, Any], where: str) -> Tables:
    """Return the rows of the tables that the build makes.

    Raises:
        UsageError: a table is missing, is not written as livepack writes it, or has other columns than stated.
    """
    tables: Tables = {}
    for table in built_tables(descriptor):
        columns = tuple(column.name for column in table.columns)
        try:
            header, *rows = csv.reader(io.StringIO(files[table.file].decode("utf-8"), newline=""), strict=True)
            tables[table.name] = [dict(zip(header, row, strict=True)) for row in rows]
            is_own = tuple(header) == columns and render_csv(columns, tables[table.name]) == files[table.file]
        except (ValueError, csv.Error):
            is_own = False
        if not is_own:
            raise not_as_made(where, f"{table.file} is not written as livepack writes it")
    missing = [name for name in NEEDED if name not in tables]
    if missing:
        raise not_as_made(where, f"there is no table {missing[0]}")
    return tables


def render_files(files: Mapping[str, bytes], tables: Tables, descriptor: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the tables of a package written anew, with the other resources as they are."""
    found = {str(one["path"]): files[str(one["path"])] for one in resources_of(descriptor)}
    for table in built_tables(descriptor):
        found[table.file] = render_csv(tuple(column.name for column in table.columns), tables[table.name])
    return found
