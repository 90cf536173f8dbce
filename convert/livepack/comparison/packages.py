"""Compares two packages: opens both, and goes through descriptor, tables and other files."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.files import digest_file
from livepack.checks.foreign import is_own, read_foreign
from livepack.checks.plans import TableToCheck, plan_table
from livepack.checks.subject import DESCRIPTOR, open_subject, resources_of
from livepack.comparison.columns import compare_properties, compare_resources, compare_schemas
from livepack.comparison.differences import Change, Difference, Side, TableDifference
from livepack.comparison.rows import compare_rows, read_records
from livepack.errors import UsageError

MAX_ROWS = 100  # listed of each table and kind of change


@dataclass(frozen=True)
class _Package:
    """A package that was opened: its tables that can be read, by name, and its other files with their digests."""

    side: Side
    descriptor: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, TableToCheck]
    skipped: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def documents(self) -> set[str]:
        """The documents that the build makes of tables and descriptor; a name that ends with / is a folder."""
        marks = self.descriptor.get("livepack")
        listed = marks.get("documents") if isinstance(marks, Mapping) else None
        return set(map(str, listed)) if isinstance(listed, list) else set()


def compare_packages(old: str | Path, new: str | Path, *, max_rows: int = MAX_ROWS) -> Difference:
    """Find what differs between two packages, of livepack or of anybody.

    Args:
        old: the folder of the one.
        new: the folder of the other.
        max_rows: how many rows are listed of each table and kind of change; all are counted.

    Raises:
        UsageError: one is no package, or a table that both have is not well formed.
    """
    before, after = _open(Path(old)), _open(Path(new))
    is_ours = is_own(before.descriptor) and is_own(after.descriptor)
    changes = list(compare_properties(before.descriptor, after.descriptor))
    tables: list[TableDifference] = []
    skipped: list[tuple[str, str]] = []
    for name in dict.fromkeys((*before.resources, *after.resources)):
        if name not in after.resources:
            changes.append(Change("table removed", "major", name))
        elif name not in before.resources:
            changes.append(Change("table added", "minor", name))
        else:
            changes += compare_resources(name, before.resources[name], after.resources[name])
            reason = before.skipped.get(name) or after.skipped.get(name)
            if reason is None:
                one, other = before.tables[name], after.tables[name]
                changes += compare_schemas(name, one.schema, other.schema)
                tables += _compare_tables(one, other, max_rows, is_ours=is_ours)
            elif _path(before.resources[name]) not in before.files:  # else it is compared as a file
                skipped.append((name, reason))
    changes += _compare_files(before, after)
    return Difference(before.side, after.side, tuple(changes), tuple(tables), tuple(skipped))


def _open(folder: Path) -> _Package:
    descriptor = open_subject(folder, None).descriptor
    found = read_foreign(folder, descriptor if isinstance(descriptor, Mapping) else {})
    lost = next((one for one in found.findings if one.code in ("file-missing", "path-unsafe")), None)
    if not isinstance(descriptor, Mapping) or lost is not None:
        raise UsageError(
            "this package cannot be compared",
            where=str(folder),
            found=lost.message if lost else "the descriptor is no object",
            advice="`livepack validate` says all that is wrong with it; mend it first",
        )
    marks = descriptor.get("livepack")
    made_by = str(marks.get("version", "")) if isinstance(marks, Mapping) else ""
    resources = {str(resource.get("name", "")): resource for resource in reversed(resources_of(descriptor))}
    tables = {table.name: table for table in found.tables}
    reasons = {what.removeprefix("rows of "): why for what, why in found.skipped if what.startswith("rows of ")}
    unread = {name: reasons.get(name, "it has no rows to read") for name in resources if name not in tables}
    return _Package(
        Side(str(folder), str(descriptor.get("version", "")), made_by),
        descriptor,
        dict(reversed(resources.items())),
        tables,
        unread,
        dict(_other_files(folder, {_path({"path": table.file}) for table in found.tables} | {DESCRIPTOR})),
    )


def _path(resource: Mapping[str, Any]) -> str:
    return posixpath.normpath(str(resource.get("path", "")))


def _other_files(folder: Path, known: set[str]) -> Iterator[tuple[str, str]]:
    """Return every file of a folder that is no table, with its digest; hidden ones are the system's."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            relative = path.relative_to(folder).as_posix()
            if relative not in known and not name.startswith(".") and path.is_file():
                yield relative, digest_file(path).sha256


def _compare_files(old: _Package, new: _Package) -> Iterator[Change]:
    """Compare the files that are no tables; those that the build makes of the rest are told together."""
    made: list[str] = []
    for name in sorted({*old.files, *new.files}):
        if old.files.get(name) == new.files.get(name):
            continue
        if any(name == one or (one.endswith("/") and name.startswith(one)) for one in old.documents | new.documents):
            made.append(name)
            continue
        what = "removed" if name not in new.files else "added" if name not in old.files else "changed"
        names = {"old": name if name in old.files else "", "new": name if name in new.files else ""}
        yield Change(f"file {what}", "patch", **names)
    if made:
        yield Change("documents written anew", "patch", new=", ".join(made))


def _compare_tables(old: TableToCheck, new: TableToCheck, limit: int, *, is_ours: bool) -> Iterator[TableDifference]:
    """Compare the rows of a table: by its key, if both have the same, else by whole rows."""
    before, after = plan_table(old), plan_table(new)
    if before.dialect == after.dialect and digest_file(old.path) == digest_file(new.path):
        return
    described = schemas.all_tables().get(old.name) if is_ours else None
    columns = [column.name for column in before.columns if column.name in {other.name for other in after.columns}]
    key = tuple(_key(old.schema)) if _key(old.schema) == _key(new.schema) else ()
    if described is not None and described.compared_by and set(described.compared_by) <= set(columns):
        columns = [name for name in columns if name not in key]  # the key is but a place in the file
        key = described.compared_by
    key = key if set(key) <= set(columns) else ()
    is_content = described is None or described.holds == "content"
    difference = TableDifference(old.name, key, is_content=is_content)
    columns = [name for name in columns if name not in key]
    compare_rows(difference, columns, read_records(before, key, columns), read_records(after, key, columns), limit)
    has_same_columns = [column.name for column in before.columns] == [column.name for column in after.columns]
    difference.is_rewritten = not difference.total and has_same_columns
    if difference.total or difference.is_rewritten:
        yield difference


def _key(schema: Mapping[str, Any]) -> list[str]:
    found = schema.get("primaryKey")
    return [found] if isinstance(found, str) else [str(name) for name in found] if isinstance(found, list) else []
