"""Writes small Data Packages that livepack did not make, for tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from livepack.report import Report
from livepack.validation import validate_package

Field = dict[str, Any]


def field(name: str, kind: str = "string", **more: Any) -> Field:
    """A field; what is no property of a field is a constraint."""
    own = {"format", "missingValues", "trueValues", "falseValues", "bareNumber", "decimalChar", "groupChar"}
    own |= {"delimiter", "itemType", "categories", "constraints"}
    found: Field = {"name": name, "type": kind, **{key: value for key, value in more.items() if key in own}}
    rules = {key: value for key, value in more.items() if key not in own}
    return {**found, "constraints": rules} if rules else found


def schema(*fields: Field, **more: Any) -> dict[str, Any]:
    """A Table Schema."""
    return {"fields": list(fields), **more}


def resource(name: str, table: Mapping[str, Any] | str | None, **more: Any) -> dict[str, Any]:
    """A resource of a CSV file; a schema of None is left out."""
    found: dict[str, Any] = {"name": name, "type": "table", "path": f"{name}.csv", "format": "csv", "encoding": "utf-8"}
    return {**found, **({} if table is None else {"schema": table}), **more}


def write(folder: Path, resources: Sequence[Mapping[str, Any]], **files: str | bytes) -> Path:
    """Write a package: its resources, and the tables by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        content = data.encode() if isinstance(data, str) else data
        (folder / f"{name}.csv").write_bytes(content)
    write_descriptor(folder, {"name": "made", "resources": list(resources)})
    return folder


def write_descriptor(folder: Path, descriptor: Any) -> None:
    """Write a descriptor, whatever it is."""
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


def lines(*rows: Iterable[str] | str) -> str:
    """A table of lines."""
    return "".join((row if isinstance(row, str) else ",".join(row)) + "\n" for row in rows)


def judge(folder: Path, **options: Any) -> Report:
    """Validate a package."""
    return validate_package(folder, **options)


def told(report: Report) -> list[tuple[str, int]]:
    """Code and line of each finding that is no note."""
    return [(found.code, found.line) for found in report.findings if found.level != "note"]


def faults(report: Report) -> dict[str, int]:
    """How many findings there are of each code that is an error."""
    return {code: count for (code, level), count in sorted(report.tally.items()) if level == "error" and count}
