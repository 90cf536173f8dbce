"""Descriptor: the v2 profile and our stricter own, files present and unchanged, no path that leaves the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from livepack import schemas
from livepack.checks.subject import DESCRIPTOR, Subject, is_safe
from livepack.findings import Finding, make_finding


def check_descriptor(subject: Subject) -> Iterator[Finding]:
    """The descriptor meets schemas/meta/descriptor.json; unknown properties are named with their likely meaning."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schemas.meta_schema("descriptor"))
    for error in sorted(validator.iter_errors(subject.descriptor), key=lambda error: [str(part) for part in error.absolute_path]):
        place = ".".join(str(part) for part in error.absolute_path) or "the descriptor"
        yield make_finding("descriptor-invalid", f"{place}: {_explain(error)}", file=DESCRIPTOR)


def _explain(error: Any) -> str:
    """Return a JSON Schema error in plain words, with a guess for a misspelt property."""
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = sorted(error.schema.get("properties", {}))
        words = []
        for name in sorted(set(error.instance) - set(known)):
            close = get_close_matches(name, known, n=1)
            words.append(f"unknown property {name!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))
        return ", ".join(words)
    return str(error.message).split("\n", maxsplit=1)[0][:120]


def _resources(subject: Subject) -> list[dict[str, Any]]:
    found = subject.descriptor.get("resources") if isinstance(subject.descriptor, dict) else None
    return [resource for resource in found if isinstance(resource, dict)] if isinstance(found, list) else []


def check_paths(subject: Subject) -> Iterator[Finding]:
    """No path leaves the package."""
    for resource in _resources(subject):
        path = resource.get("path")
        for one in path if isinstance(path, list) else [path]:
            if isinstance(one, str) and not is_safe(one):
                yield make_finding("path-unsafe", one, table=str(resource.get("name", "")), file=DESCRIPTOR)


def check_bytes(subject: Subject) -> Iterator[Finding]:
    """Each file has the size that the descriptor states."""
    for resource in _resources(subject):
        data = subject.files.get(str(resource.get("path")))
        stated = resource.get("bytes")
        if data is not None and isinstance(stated, int) and stated != len(data):
            yield make_finding("bytes-differ", f"{len(data)}, not {stated}", table=str(resource["name"]), file=str(resource["path"]))


def check_hashes(subject: Subject) -> Iterator[Finding]:
    """Each file has the digest that the descriptor states."""
    for resource in _resources(subject):
        data = subject.files.get(str(resource.get("path")))
        stated = resource.get("hash")
        if data is not None and isinstance(stated, str) and stated != "sha256:" + hashlib.sha256(data).hexdigest():
            yield make_finding("hash-differs", table=str(resource["name"]), file=str(resource["path"]))


def check_schemas(subject: Subject) -> Iterator[Finding]:
    """The schemas inside are those of schemas/."""
    for resource in _resources(subject):
        table = schemas.tables().get(str(resource.get("name")))
        if table is not None and resource.get("schema") != table.descriptor():
            yield make_finding("schema-differs", _difference(resource.get("schema"), table.descriptor()), table=table.name, file=DESCRIPTOR)


def _difference(found: Any, wanted: Any, where: str = "schema") -> str:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in sorted({*found, *wanted}):
            if found.get(name) != wanted.get(name):
                return _difference(found.get(name), wanted.get(name), f"{where}.{name}")
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            if one != other:
                return _difference(one, other, f"{where}.{index}")
    return where
