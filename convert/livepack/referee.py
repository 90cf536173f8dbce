"""Lets frictionless, the reference implementation, check the package too, and reports where the two do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import repeat
from pathlib import Path
from typing import Any

from livepack.checks.files import is_safe
from livepack.checks.subject import DESCRIPTOR, Subject, resources_of
from livepack.findings import Finding, make_finding

_LIMIT = 1000


def check_referee(subject: Subject, failed: AbstractSet[str]) -> Iterator[Finding]:
    """Report what frictionless finds that livepack does not, and its warnings.

    Args:
        subject: the package.
        failed: the tables in which livepack has found errors, "" if in the package as a whole. What frictionless finds
            there is no disagreement: one fault has many names. Nor is what it finds in tables that refer to one of them.
    """
    if not all(map(_is_readable, resources_of(subject.descriptor), repeat(subject.folder))):
        return  # a pipe may never end, and livepack has told that it is no file
    from frictionless import FrictionlessException, Package

    try:
        report = Package(str((subject.folder / DESCRIPTOR).resolve())).validate(limit_errors=_LIMIT)
    except FrictionlessException as error:
        if not failed:
            found = f"it cannot read the package: {error.error.message}"
            yield make_finding("referee-disagrees", found, file=DESCRIPTOR)
        return
    except Exception as error:  # noqa: BLE001 - times with and without an offset that it compares, texts that are none
        if "" not in failed:
            yield make_finding("referee-disagrees", f"it breaks off: {error}", file=DESCRIPTOR)
        return
    for warning in [*report.warnings, *(warning for task in report.tasks for warning in task.warnings)]:
        yield make_finding("referee-disagrees", f"its warning: {warning}", file=DESCRIPTOR)
    if "" in failed:
        return
    for fault in report.errors[: 0 if failed else _LIMIT]:
        yield make_finding("referee-disagrees", f"it finds {fault.type}: {fault.note}", file=DESCRIPTOR)
    for task in report.tasks:
        if failed.isdisjoint({task.name, *_parents(subject, task.name)}):
            for fault in task.errors[:_LIMIT]:
                found = f"it finds {fault.type}: {fault.note}"
                yield make_finding("referee-disagrees", found, table=task.name, file=DESCRIPTOR)


def _is_readable(resource: Mapping[str, Any], folder: Path) -> bool:
    """Tell whether a resource is a file, or is not there at all."""
    path = resource.get("path")
    file = folder / path if isinstance(path, str) and is_safe(path) else folder / DESCRIPTOR
    return file.is_file() or not file.exists()


def _parents(subject: Subject, name: str) -> Iterator[str]:
    """Return the tables that a table refers to."""
    for resource in resources_of(subject.descriptor):
        schema = resource.get("schema") if resource.get("name") == name else None
        keys = schema.get("foreignKeys") if isinstance(schema, dict) else None
        for key in keys if isinstance(keys, list) else ():
            reference = key.get("reference") if isinstance(key, dict) else None
            if isinstance(reference, dict):
                yield str(reference.get("resource"))
