"""Packages that livepack did not make: what of them can be checked, and what cannot, with the reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.gate import Plan
from livepack.checks.plans import TableToCheck, plan_table
from livepack.checks.subject import DESCRIPTOR, is_safe, resources_of
from livepack.findings import Finding, make_finding
from livepack.seeds import explain_shape

_MIN_OWN_TABLES = 6
_MAX_SCHEMA_BYTES = 16 * 1024 * 1024
_REMOTE = ("http://", "https://", "ftp://", "s3://")
_TABLES = {"csv": ",", "tsv": "\t"}


def is_own(descriptor: Any) -> bool:
    """Tell whether a package is one of livepack: it says so, or has its tables."""
    names = {resource.get("name") for resource in resources_of(descriptor)}
    says_so = isinstance(descriptor, Mapping) and "livepack" in descriptor
    return says_so or len(names & schemas.tables().keys()) >= _MIN_OWN_TABLES


@dataclass
class Foreign:
    """What there is to check in a package of somebody else's.

    Attributes:
        tables: the tables whose rows can be checked.
        findings: what is wrong with descriptor and files.
        skipped: what is not checked, and why.
    """

    tables: list[TableToCheck] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def read_foreign(folder: Path, descriptor: Any) -> Foreign:
    """Look through the descriptor of any Data Package.

    Args:
        folder: the package.
        descriptor: its datapackage.json.
    """
    found = Foreign()
    found.findings += _check_shape(descriptor)
    for resource in resources_of(descriptor):
        name = str(resource.get("name", ""))
        path, reason = _find_file(folder, resource, found)
        if path is None:
            if reason:
                found.skipped.append((f"rows of {name}", reason))
            continue
        found.findings += _check_file(resource, path)
        parts = {part: _resolve(folder, resource.get(part), part, name, found) for part in ("schema", "dialect")}
        if _format_of(resource) not in _TABLES:
            found.skipped.append(
                (f"rows of {name}", f"it is no CSV file but {_format_of(resource) or 'of no known format'}")
            )
            continue
        schema = parts["schema"]
        if not schema:
            found.skipped.append(
                (f"values of {name}", "the descriptor has no schema for it; form and words are checked")
            )
        whole = {**resource, "dialect": parts["dialect"]}
        found.tables.append(TableToCheck(name, str(resource.get("path")), path, whole, schema))
    plans = [plan_table(table) for table in found.tables]
    found.findings += _check_keys(plans)
    found.skipped += _not_ours(plans)
    return found


def _not_ours(plans: list[Plan]) -> Iterator[tuple[str, str]]:
    """Return the checks that need what only a package of livepack has."""
    names = {plan.name: {column.name for column in plan.columns} for plan in plans}
    if "published" not in names.get("entries", ()):
        yield "order of time", "no table named entries has a column named published"
    yield "completeness against the sources", "the package has no ledger that says where its values stand in them"
    yield "ids, derived values and places", "they follow rules of livepack, and the package is not one of livepack"


def _check_shape(descriptor: Any) -> Iterator[Finding]:
    """The descriptor is a Data Package (version 1 or 2); what looks like a misspelt property is one."""
    from jsonschema import Draft202012Validator

    schema = schemas.meta_schema("any-package")
    errors = Draft202012Validator(schema).iter_errors(descriptor)
    for error in sorted(errors, key=lambda error: [str(part) for part in error.absolute_path]):
        place = ".".join(str(part) for part in error.absolute_path) or "the descriptor"
        yield make_finding("descriptor-invalid", f"{place}: {explain_shape(error, 'property')[:120]}", file=DESCRIPTOR)
    for place, name, meant in _misspelt(descriptor, schema, schema, ""):
        found = f"{place or 'the descriptor'}: there is no property {name!r}, did you mean {meant!r}?"
        yield make_finding("descriptor-invalid", found, file=DESCRIPTOR)


def _misspelt(
    value: Any, shape: Mapping[str, Any], root: Mapping[str, Any], place: str
) -> Iterator[tuple[str, str, str]]:
    """Return the properties that the standard does not know but nearly does: readers pass over them in silence."""
    shape = next((one for one in shape.get("anyOf", ()) if "$ref" in one), shape)
    shape = root["$defs"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    if isinstance(value, Mapping):
        known = shape.get("properties", {})
        for name, inner in value.items():
            here = f"{place}.{name}" if place else str(name)
            if name in known:
                yield from _misspelt(inner, known[name], root, here)
            elif known and (close := get_close_matches(name, known, n=1, cutoff=0.85)) and close[0] not in value:
                yield place, name, close[0]
    elif isinstance(value, list) and "items" in shape:
        for index, inner in enumerate(value):
            yield from _misspelt(inner, shape["items"], root, f"{place}.{index}")


def _find_file(folder: Path, resource: Mapping[str, Any], found: Foreign) -> tuple[Path | None, str]:
    """Return a resource's file, or why it is not read; what is wrong with it becomes a finding."""
    name, path = str(resource.get("name", "")), resource.get("path")
    if isinstance(path, list):
        for one in path:
            if isinstance(one, str) and not one.startswith(_REMOTE) and not is_safe(one):
                found.findings.append(make_finding("path-unsafe", one, table=name, file=DESCRIPTOR))
        return None, "its rows lie in several files"
    if not isinstance(path, str):
        return None, "its data stand in the descriptor itself" if "data" in resource else ""
    if path.startswith(_REMOTE):
        return None, "it lies elsewhere, and livepack fetches nothing"
    if not is_safe(path):
        found.findings.append(make_finding("path-unsafe", path, table=name, file=DESCRIPTOR))
        return None, ""
    file = folder / path
    if not file.is_file():
        found.findings.append(make_finding("file-missing", path, table=name, file=path))
        return None, ""
    if path.endswith((".gz", ".zip", ".bz2", ".xz")) or resource.get("compression"):
        return None, "it is compressed"
    return file, ""


def _format_of(resource: Mapping[str, Any]) -> str:
    stated = str(resource.get("format", "")).lower()
    return stated or str(resource.get("path", "")).rpartition(".")[2].lower()


def _check_file(resource: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """Size and digest are as stated; SHA-256, SHA-1, SHA-512 and MD5 are known, MD5 too where none is named."""
    name, file = str(resource.get("name", "")), str(resource.get("path", ""))
    stated = resource.get("bytes")
    size = path.stat().st_size
    if isinstance(stated, int) and stated != size:
        yield make_finding("bytes-differ", f"{size}, not {stated}", table=name, file=file)
    mark = resource.get("hash")
    if isinstance(mark, str) and mark:
        algorithm, _, digest = mark.rpartition(":")
        algorithm = algorithm.lower().replace("-", "") or "md5"
        if algorithm in ("md5", "sha1", "sha256", "sha512"):
            with path.open("rb") as handle:
                if hashlib.file_digest(handle, algorithm).hexdigest() != digest.lower():
                    yield make_finding("hash-differs", table=name, file=file)


def _resolve(folder: Path, value: Any, part: str, name: str, found: Foreign) -> Mapping[str, Any]:
    """Return a schema or dialect, read from its file if the descriptor names one."""
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, str):
        return {}
    if value.startswith(_REMOTE):
        found.skipped.append((f"{part} of {name}", "it lies elsewhere, and livepack fetches nothing"))
        return {}
    if not is_safe(value):
        found.findings.append(make_finding("path-unsafe", value, table=name, file=DESCRIPTOR))
        return {}
    read, reason = _read_object(folder / value)
    if reason:
        found.findings.append(make_finding("file-missing", f"{value}: {reason}", table=name, file=value))
    return read


def _read_object(path: Path) -> tuple[Mapping[str, Any], str]:
    """Return the object that a JSON file holds, or an empty one and why there is none."""
    try:
        if path.stat().st_size > _MAX_SCHEMA_BYTES:
            return {}, f"it has {path.stat().st_size} bytes"
        read = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        return {}, error.strerror or str(error)
    except (ValueError, RecursionError) as error:
        return {}, f"it is not JSON: {error}"
    return (read, "") if isinstance(read, Mapping) else ({}, "it is no object")


def _check_keys(plans: list[Plan]) -> Iterator[Finding]:
    """Keys name columns and tables that exist; otherwise nothing would be checked, or every row be wrong."""
    columns = {plan.name: {column.name for column in plan.columns} for plan in plans}
    for plan in plans:
        for key in plan.keys:
            yield from _unknown(plan.name, key, columns, "a key")
        for reference in plan.references:
            yield from _unknown(plan.name, reference.columns, columns, "a foreign key")
            if reference.table not in columns:
                found = f"resources: a foreign key of {plan.name} refers to {reference.table}, which is no table here"
                yield make_finding("descriptor-invalid", found, table=plan.name, file=DESCRIPTOR)
            elif columns[reference.table]:
                yield from _unknown(reference.table, reference.target, columns, f"a foreign key of {plan.name}")


def _unknown(table: str, names: tuple[str, ...], columns: Mapping[str, set[str]], what: str) -> Iterator[Finding]:
    for name in names:
        if name not in columns[table]:
            found = f"resources: {what} names {table}.{name}, which the schema does not have"
            yield make_finding("descriptor-invalid", found, table=table, file=DESCRIPTOR)
