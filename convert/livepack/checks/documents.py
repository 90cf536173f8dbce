"""Documents: those that the package must have are there and follow from its tables, and SHA256SUMS has every digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import livepack
from livepack import schemas
from livepack.checks.census import CensusTaker
from livepack.checks.files import digest_file, is_safe
from livepack.checks.subject import DESCRIPTOR, Subject, resources_of
from livepack.documents import render_holdings
from livepack.documents.checksums import CHECKSUMS, read_checksums
from livepack.documents.holdings import hold_census
from livepack.documents.live_blogs import FOLDER, name_file, render_live_blogs
from livepack.findings import Finding, make_finding

MAX_CHECKSUMS_BYTES = 256 * 1024 * 1024  # a million files
CENSUS = "census"  # in the memory of a subject
# What stops a document from being written: a descriptor or cells that are not as they must be, which is told already.
_NOT_WRITTEN = (LookupError, TypeError, ValueError, AttributeError)


def documents_of(subject: Subject) -> list[str]:
    """Return the documents that the descriptor names; none in packages made before there were any."""
    marks = subject.descriptor.get("livepack") if isinstance(subject.descriptor, dict) else None
    found = marks.get("documents") if isinstance(marks, dict) else None
    return [name for name in found if isinstance(name, str) and is_safe(name)] if isinstance(found, list) else []


def checksums_of(subject: Subject) -> dict[str, str]:
    """Return the digests that the package's SHA256SUMS states, by file; none if it has no such document."""
    return _read(subject)[0]


def _read(subject: Subject) -> tuple[dict[str, str], list[int]]:
    if CHECKSUMS not in documents_of(subject):
        return {}, []
    path = subject.folder / CHECKSUMS
    try:
        if not path.is_file():
            return {}, []
        if path.stat().st_size > MAX_CHECKSUMS_BYTES:
            return {}, [1]
        return read_checksums(path.read_text("utf-8"))
    except UnicodeDecodeError:
        return {}, [1]
    except OSError:
        return {}, []


def check_documents(subject: Subject) -> Iterator[Finding]:
    """Each document that the descriptor or SHA256SUMS names is there."""
    tables = {f"{name}.csv" for name in schemas.tables()} | {
        str(one.get("path")) for one in resources_of(subject.descriptor)
    }
    named = [name for name in documents_of(subject) if not name.endswith("/")]
    for name in dict.fromkeys([*named, *checksums_of(subject)]):
        if is_safe(name) and name not in tables and not (subject.folder / name).is_file():
            yield make_finding("document-missing", name, file=name)


def check_checksums(subject: Subject) -> Iterator[Finding]:
    """SHA256SUMS lists every file of the package with its digest; a table's is compared if the descriptor's is right."""
    stated, faults = _read(subject)
    for line in faults:
        yield make_finding("checksums-broken", f"line {line}", file=CHECKSUMS, line=line)
    if faults or not stated:
        return
    listed = {str(one.get("path")): one.get("hash") for one in resources_of(subject.descriptor)}
    wanted = {DESCRIPTOR, *(subject.files.keys() & listed.keys()), *documents_of(subject)} - {CHECKSUMS}
    for name in sorted(wanted - stated.keys()):
        if (subject.folder / name).is_file():
            yield make_finding("checksum-missing", name, file=CHECKSUMS)
    for name, digest in stated.items():
        if not is_safe(name):
            yield make_finding("path-unsafe", name, file=CHECKSUMS)
            continue
        found = subject.files[name].sha256 if name in subject.files else _digest(subject.folder / name)
        is_told = name in subject.files and listed.get(name) != f"sha256:{found}"
        if found and digest != found and not is_told:
            yield make_finding("checksum-differs", name, file=name)


def check_live_blogs(subject: Subject) -> Iterator[Finding]:
    """Each live blog has its document, SHA256SUMS lists it, and there is none of another."""
    if FOLDER not in documents_of(subject):
        return
    stated = checksums_of(subject)
    wanted = {name_file(row["blog_id"]) for row in subject.rows("blogs")}
    folder = subject.folder / FOLDER
    found = {f"{FOLDER}{path.name}" for path in folder.iterdir() if path.name[0] != "."} if folder.is_dir() else set()
    for name in sorted(wanted - found - stated.keys()):  # one that is stated and missing has been told
        yield make_finding("document-missing", name, file=name)
    for name in sorted(found - wanted):
        yield make_finding("file-unlisted", name, file=name)
    for name in sorted(wanted & found - stated.keys()) if stated else ():
        yield make_finding("checksum-missing", name, file=CHECKSUMS)


def writes_documents(subject: Subject) -> bool:
    """Tell whether a package's documents were worded by this version of livepack, so that they can be compared."""
    marks = subject.descriptor.get("livepack") if isinstance(subject.descriptor, dict) else None
    return isinstance(marks, dict) and marks.get("version") == livepack.__version__


def check_documents_made(subject: Subject) -> Iterator[Finding]:
    """Each document says what follows from the tables and the descriptor, and none is left out of the list."""
    taken: CensusTaker = subject.memory[CENSUS]
    if not writes_documents(subject):
        return
    wanted, listed = list(schemas.package_settings()["documents"]), documents_of(subject)
    if listed != wanted:
        yield make_finding("schema-differs", f"livepack.documents: not {', '.join(wanted)}", file=DESCRIPTOR)
    blogs, pages = subject.rows("blogs"), subject.rows("pages")
    try:
        made = render_holdings(hold_census(subject.descriptor, blogs, pages, taken.census, taken.first_entry))
    except _NOT_WRITTEN:
        return
    yield from _compare(subject, made)


def check_live_blogs_made(subject: Subject) -> Iterator[Finding]:
    """Each live blog's document says what follows from its rows."""
    if not writes_documents(subject) or FOLDER not in documents_of(subject):
        return
    try:
        made = dict(render_live_blogs({name: table.rows for name, table in subject.tables.items()}, subject.descriptor))
    except _NOT_WRITTEN:
        return
    yield from _compare(subject, made)


def _compare(subject: Subject, made: Mapping[str, bytes]) -> Iterator[Finding]:
    """Compare documents with the files of their names; one that is missing has been told."""
    for name, data in made.items():
        found = _digest(subject.folder / name)
        if found and found != hashlib.sha256(data).hexdigest():
            yield make_finding("document-differs", name, file=name)


def _digest(path: Path) -> str:
    """Return a file's digest; empty if it cannot be read, which is another check's business."""
    try:
        return digest_file(path).sha256
    except OSError:
        return ""
