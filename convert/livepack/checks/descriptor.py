"""Descriptor: the v2 profile and our stricter own, files present and unchanged, no path that leaves the package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from livepack import schemas
from livepack.checks.documents import documents_of
from livepack.checks.files import is_safe
from livepack.checks.subject import DESCRIPTOR, Subject, resources_of
from livepack.findings import Finding, make_finding
from livepack.seeds import explain_shape

_HASH = re.compile(r"sha256:[0-9a-f]{64}")


def check_descriptor(subject: Subject) -> Iterator[Finding]:
    """The descriptor meets schemas/meta/descriptor.json, and names each table once and nothing else."""
    yield from _check_profile(subject)
    seen: set[str] = set()
    for resource in _resources(subject):
        name, path = str(resource.get("name")), resource.get("path")
        if name in seen:
            yield make_finding(
                "descriptor-invalid", f"resources: {name} stands there twice", table=name, file=DESCRIPTOR
            )
        elif name not in schemas.all_tables():
            yield make_finding(
                "descriptor-invalid", f"resources: {name} is no table of livepack", table=name, file=DESCRIPTOR
            )
        elif isinstance(path, str) and is_safe(path) and path != f"{name}.csv":
            yield make_finding(
                "descriptor-invalid", f"resources: the path of {name} is not {name}.csv", table=name, file=DESCRIPTOR
            )
        seen.add(name)
    for key in _repeated_keys(subject):
        yield make_finding("descriptor-invalid", f"the key {key!r} stands twice in one object", file=DESCRIPTOR)


def _repeated_keys(subject: Subject) -> list[str]:
    """Return the keys that an object of the descriptor has twice: of those JSON readers keep one in silence."""
    found: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        found.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return dict(pairs)

    json.loads((subject.folder / DESCRIPTOR).read_text("utf-8-sig"), object_pairs_hook=collect)
    return found


def _check_profile(subject: Subject) -> Iterator[Finding]:
    """The descriptor meets the JSON Schema; unknown properties are named with their likely meaning."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schemas.meta_schema("descriptor"))
    for error in sorted(
        validator.iter_errors(subject.descriptor), key=lambda error: [str(part) for part in error.absolute_path]
    ):
        place = ".".join(str(part) for part in error.absolute_path) or "the descriptor"
        yield make_finding("descriptor-invalid", f"{place}: {explain_shape(error, 'property')[:120]}", file=DESCRIPTOR)


def _resources(subject: Subject) -> list[dict[str, Any]]:
    return resources_of(subject.descriptor)


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
        file = subject.files.get(str(resource.get("path")))
        stated = resource.get("bytes")
        if file is not None and isinstance(stated, int) and stated != file.size:
            yield make_finding(
                "bytes-differ", f"{file.size}, not {stated}", table=str(resource["name"]), file=str(resource["path"])
            )


def check_hashes(subject: Subject) -> Iterator[Finding]:
    """Each file has the digest that the descriptor states."""
    for resource in _resources(subject):
        file = subject.files.get(str(resource.get("path")))
        stated = resource.get("hash")
        if (
            file is not None
            and isinstance(stated, str)
            and _HASH.fullmatch(stated)
            and stated != f"sha256:{file.sha256}"
        ):
            yield make_finding("hash-differs", table=str(resource["name"]), file=str(resource["path"]))


def check_files(subject: Subject) -> Iterator[Finding]:
    """The folder holds the package's own files and no others; hidden ones are the system's."""
    documents = documents_of(subject)
    own = {
        DESCRIPTOR,
        *documents,
        *(f"{name}.csv" for name in schemas.all_tables()),
        *(str(r.get("path")) for r in _resources(subject)),
    }
    for path in sorted(subject.folder.iterdir()):
        is_folder = path.is_dir() and f"{path.name}/" in documents  # what lies in it is another check's business
        if not is_folder and path.name not in own and not path.name.startswith("."):
            yield make_finding("file-unlisted", path.name, file=path.name)


def check_schemas(subject: Subject) -> Iterator[Finding]:
    """Schema, words and dialect of each resource are those of schemas/."""
    for resource in _resources(subject):
        table = schemas.all_tables().get(str(resource.get("name")))
        if table is None:
            continue
        wanted = {
            "schema": table.descriptor(is_dehydrated=subject.is_dehydrated),
            "title": table.title,
            "description": table.description,
            "dialect": schemas.package_settings()["dialect"],
        }
        for name, value in wanted.items():
            if name in resource and resource[name] != value:
                yield make_finding(
                    "schema-differs", _difference(resource[name], value, name), table=table.name, file=DESCRIPTOR
                )


def check_version(subject: Subject) -> Iterator[Finding]:
    """The package states the version of the schemas that its tables have."""
    marks = subject.descriptor.get("livepack") if isinstance(subject.descriptor, dict) else None
    stated = marks.get("schemaVersion") if isinstance(marks, dict) else None
    wanted = schemas.package_settings()["schema_version"]
    if isinstance(stated, str) and stated != wanted:
        yield make_finding("schema-differs", f"livepack.schemaVersion: {stated}, not {wanted}", file=DESCRIPTOR)


def _difference(found: Any, wanted: Any, where: str) -> str:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in sorted({*found, *wanted}):
            if found.get(name) != wanted.get(name):
                return _difference(found.get(name), wanted.get(name), f"{where}.{name}")
    if isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True)):
            if one != other:
                return _difference(one, other, f"{where}.{index}")
    return where
