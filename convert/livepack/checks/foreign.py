"""Packages that livepack did not make: what of them can be checked, and what cannot, with the reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.files import is_safe, why_unreadable
from livepack.checks.plans import TableToCheck, explain_unreadable, plan_table, uneven_references
from livepack.checks.standard_values import explain_field
from livepack.checks.subject import DESCRIPTOR, resources_of
from livepack.checks.views import Plan
from livepack.findings import Finding, make_finding
from livepack.seeds import explain_shape

_MIN_OWN_TABLES = 6
_MAX_SCHEMA_BYTES = 16 * 1024 * 1024
_MAX_NAME = 60  # longer ones are no slip of the pen
_FIELD_RULES = frozenset({"required", "unique", "pattern", "enum", "minimum", "maximum", "minLength", "maxLength"})
_REMOTE = ("http://", "https://", "ftp://", "s3://")
_TABLES = {"csv": ",", "tsv": "\t"}


def is_own(descriptor: Any) -> bool:
    """Tell whether a package is one of livepack: it says so, or has its tables."""
    names = {str(resource.get("name")) for resource in resources_of(descriptor)}
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
    resources = [_with_one_path(resource) for resource in resources_of(descriptor)]
    names: set[str] = set()
    for resource in resources:
        name = str(resource.get("name", ""))
        if name in names:
            said = f"resources: two have the name {name!r}; the rows of the first alone are checked"
            found.findings.append(make_finding("descriptor-invalid", said[:200], table=name, file=DESCRIPTOR))
            continue
        names.add(name)
        path, reason = _find_file(folder, resource, found)
        if path is None:
            if reason:
                found.skipped.append((f"rows of {name}", reason))
            continue
        _check_file(resource, path, found)
        parts = {part: _resolve(folder, resource.get(part), part, name, found) for part in ("schema", "dialect")}
        whole = {**resource, "dialect": parts["dialect"]}
        reason = explain_unreadable(whole)
        if _format_of(resource) not in _TABLES:
            reason = f"it is no CSV file but {_format_of(resource) or 'of no known format'}"
        if reason:
            found.skipped.append((f"rows of {name}", reason))
            continue
        schema = parts["schema"]
        if not schema:
            found.skipped.append(
                (f"values of {name}", "the descriptor has no schema for it; form and words are checked")
            )
        found.skipped += _not_read(name, schema)
        found.findings += _check_bounds(name, schema)
        found.tables.append(TableToCheck(name, str(resource.get("path")), path, whole, schema))
    plans = [plan_table(table) for table in found.tables]
    _check_keys(plans, names, found)
    found.skipped += _not_ours(plans)
    return found


def _with_one_path(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a resource whose path is a text, if it is a list of one."""
    path = resource.get("path")
    is_one = isinstance(path, list) and len(path) == 1 and isinstance(path[0], str)
    return {**resource, "path": path[0]} if isinstance(path, list) and is_one else resource


def _not_read(name: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the values that the standard leaves to each reader: moments in any format, rows against a JSON Schema."""
    fields = schema.get("fields")
    for field_ in fields if isinstance(fields, list) else ():
        if not isinstance(field_, Mapping):
            continue
        column = f"{name}.{field_.get('name', '')}"
        if field_.get("type") in ("date", "time", "datetime") and field_.get("format") == "any":
            yield f"type of {column}", "its format is any, which every program reads in its own way"
        rules = field_.get("constraints")
        if isinstance(rules, Mapping) and "jsonSchema" in rules:
            yield f"jsonSchema of {column}", "livepack holds no cell against a JSON Schema"


def _check_bounds(name: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    fields = schema.get("fields")
    for field_ in fields if isinstance(fields, list) else ():
        for said in explain_field(field_) if isinstance(field_, Mapping) else ():
            found = f"{name}.{str(field_.get('name', ''))[:40]}: {said}"
            yield make_finding("descriptor-invalid", found, table=name, file=DESCRIPTOR)


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
    errors = [leaf for error in Draft202012Validator(schema).iter_errors(descriptor) for leaf in _leaves(error)]
    for error in sorted(errors, key=lambda error: [str(part) for part in error.absolute_path]):
        place = ".".join(str(part) for part in error.absolute_path) or "the descriptor"
        said = explain_shape(error, "property")[:120]
        found = f"{said} in {place}" if error.validator == "additionalProperties" else f"{place}: {said}"
        yield make_finding("descriptor-invalid", found, file=DESCRIPTOR)
    for place, name, meant in _misspelt(descriptor, schema, schema, ""):
        found = f"write {meant!r} for {name!r} in {place or 'the descriptor'}"
        yield make_finding("descriptor-invalid", found, file=DESCRIPTOR)


def _leaves(error: Any) -> Iterator[Any]:
    """Return what is wrong in the alternative that was meant: the one that takes values of this type."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context if error.validator == "anyOf" else ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    for inners in branches.values():
        if not any(inner.validator == "type" and not inner.path for inner in inners):
            for inner in inners:
                yield from _leaves(inner)
            return
    yield error


def _misspelt(
    value: Any, shape: Mapping[str, Any], root: Mapping[str, Any], place: str
) -> Iterator[tuple[str, str, str]]:
    """Return the properties that the standard does not know but nearly does: readers pass over them in silence."""
    shape = next((one for one in shape.get("anyOf", ()) if "$ref" in one), shape)
    shape = root["$defs"][shape["$ref"].rpartition("/")[2]] if "$ref" in shape else shape
    if isinstance(value, Mapping):
        known = shape.get("properties", {}) if "additionalProperties" not in shape else {}  # those are told already
        for name, inner in value.items():
            here = f"{place}.{name}" if place else str(name)
            if name in known:
                yield from _misspelt(inner, known[name], root, here)
            elif name in _FIELD_RULES and shape is root["$defs"]["field"]:
                yield place, name, f"constraints.{name}"
            elif (
                known
                and len(name) <= _MAX_NAME
                and (close := get_close_matches(name, known, n=1, cutoff=0.85))
                and close[0] not in value
            ):
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
    reason = why_unreadable(file)
    if reason:
        found.findings.append(make_finding("file-missing", f"{path[:100]}: {reason}", table=name, file=path))
        return None, ""
    if path.endswith((".gz", ".zip", ".bz2", ".xz")) or resource.get("compression"):
        return None, "it is compressed"
    return file, ""


def _format_of(resource: Mapping[str, Any]) -> str:
    stated = str(resource.get("format", "")).lower()
    stated = stated or {"text/csv": "csv", "text/tab-separated-values": "tsv"}.get(str(resource.get("mediatype")), "")
    return stated or str(resource.get("path", "")).rpartition(".")[2].lower()


def _check_file(resource: Mapping[str, Any], path: Path, found: Foreign) -> None:
    """Size and digest are as stated; SHA-256, SHA-1, SHA-512 and MD5 are known, MD5 too where none is named."""
    name, file = str(resource.get("name", "")), str(resource.get("path", ""))
    stated = resource.get("bytes")
    size = path.stat().st_size
    if isinstance(stated, int) and stated != size:
        found.findings.append(make_finding("bytes-differ", f"{size}, not {stated}", table=name, file=file))
    mark = resource.get("hash")
    if not isinstance(mark, str) or not mark:
        return
    stated_name, _, digest = mark.rpartition(":")
    algorithm = stated_name.lower().replace("-", "") or "md5"
    if algorithm not in ("md5", "sha1", "sha256", "sha512"):
        found.skipped.append((f"hash of {name}", f"livepack does not compute {stated_name[:40]!r}"))
        return
    with path.open("rb") as handle:
        if hashlib.file_digest(handle, algorithm).hexdigest() != digest.lower():
            found.findings.append(make_finding("hash-differs", table=name, file=file))


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


def _check_keys(plans: list[Plan], names: Collection[str], found: Foreign) -> None:
    """Keys name columns and tables that exist; otherwise nothing would be checked, or every row be wrong."""
    columns = {plan.name: {column.name for column in plan.columns} for plan in plans}
    for plan in plans:
        for key in plan.keys:
            found.findings += _unknown(plan.name, key, columns, "a key")
        for reference in plan.references:
            found.findings += _unknown(plan.name, reference.columns, columns, "a foreign key")
            if columns.get(reference.table):
                found.findings += _unknown(reference.table, reference.target, columns, f"a foreign key of {plan.name}")
            elif reference.table not in names:
                said = f"resources: a foreign key of {plan.name} refers to {reference.table}, which is no table here"
                found.findings.append(make_finding("descriptor-invalid", said, table=plan.name, file=DESCRIPTOR))
            elif reference.table not in columns:
                what = f"foreign key of {plan.name} to {reference.table}"
                found.skipped.append((what, "the rows that it refers to are not read"))
    for table in found.tables:
        for number in uneven_references(table.schema):
            said = f"resources: foreign key {number} of {table.name} has more fields on one side than on the other"
            found.findings.append(make_finding("descriptor-invalid", said, table=table.name, file=DESCRIPTOR))


def _unknown(table: str, names: tuple[str, ...], columns: Mapping[str, set[str]], what: str) -> Iterator[Finding]:
    for name in names:
        if name not in columns[table]:
            found = f"resources: {what} names {table}.{name}, which the schema does not have"
            yield make_finding("descriptor-invalid", found, table=table, file=DESCRIPTOR)
