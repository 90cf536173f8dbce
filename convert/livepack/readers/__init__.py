"""Finds the reader for a source: this folder is the list, and an entry point group adds others'."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, cast

from livepack.containers import Record, check_facts, extract_record, facts_of, open_container, open_warc
from livepack.errors import SourceError
from livepack.layout import Layout
from livepack.page import Page
from livepack.saved_pages import read_saver
from livepack.source import Source, decode_source, is_encoded, read_bytes
from livepack.warc import Warc

ENTRY_POINTS = "livepack.readers"


@dataclass(frozen=True)
class Format:
    """What a reader reads.

    Args:
        id: the module's name.
        title: what it is, for people.
        outlet: whose pages these are; empty for general readers.
        since: when pages of this generation began to be captured, as far as is known.
        until: when they ended; empty if they have not.
        media_type: what the documents are (`text/plain`, `text/html`, `application/json`).
        rank: `named`, or `general` for a reader that is asked only if no named one claims.
        told_by: what the reader knows the format by, for people.
    """

    id: str
    title: str
    outlet: str
    since: str
    until: str
    media_type: str
    rank: Literal["named", "general"]
    told_by: str = ""


class Reader(Protocol):
    """A module that reads one format."""

    FORMAT: Format
    claims: Callable[[Source], bool]
    read: Callable[[Source], Page]


@cache
def readers() -> tuple[Reader, ...]:
    """Return every reader, livepack's own first, each group by id."""
    own = [
        cast("Reader", import_module(f"{__name__}.{module.name}"))
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    ]
    others = [cast("Reader", point.load()) for point in entry_points(group=ENTRY_POINTS)]
    return tuple(sorted(own, key=_id)) + tuple(sorted(others, key=_id))


def _id(reader: Reader) -> str:
    return reader.FORMAT.id


def find_reader(source: Source) -> Reader:
    """Return the one reader that claims a source.

    Raises:
        SourceError: no reader claims it, or more than one of the same rank does.
    """
    for rank in ("named", "general"):
        claiming = [
            reader
            for reader in readers()
            if reader.FORMAT.rank == rank and reader.FORMAT.media_type == source.media_type and reader.claims(source)
        ]
        if len(claiming) == 1:
            return claiming[0]
        if claiming:
            raise SourceError(
                "more than one reader claims this page",
                where=source.where,
                found=", ".join(map(_id, claiming)),
                advice="make their claims() tell the layouts apart",
            )
    if source.media_type == "application/json":
        from livepack.json_document import parse_json

        parse_json(source)  # one that is broken is told so
    if source.media_type == "text/plain":
        from livepack.readers._text_strangers import describe_text

        seen = describe_text(source.document)
        if seen is not None:
            raise SourceError(seen[0], where=source.where, found=seen[1], advice=seen[2])
    general = "; ".join(
        f"{reader.FORMAT.id} ({reader.FORMAT.title})" for reader in readers() if reader.FORMAT.rank == "general"
    )
    raise SourceError(
        "no reader knows the format of this document",
        where=source.where,
        found=f"{source.media_type} that begins {_beginning(source.document)!r}",
        advice=(f"live pages of any outlet are read as {general}; " if general else "")
        + "`livepack readers` lists all formats. Take the file out of the sources folder, or write a reader "
        "(docs/adding-a-format.md)",
    )


def _beginning(document: str) -> str:
    return " ".join(document[:200].split())[:40]


def open_sources(path: Path, name: str, documents: Mapping[str, Mapping[str, Any]]) -> list[Source]:
    """Read a file: one document, or the records of a container, each a document of its own.

    Args:
        path: the file.
        name: its path relative to the sources folder, with `/`.
        documents: what seeds.yaml says of documents, by name.

    Returns:
        The documents, ready for their readers, in their order; one for most files.

    Raises:
        SourceError: the file or a document cannot be read, no page is in the container, or seeds.yaml says of a file
            of several live blogs what holds for one only.
    """
    data = read_bytes(path, name)
    archive = open_warc(data, str(path))
    if archive is not None:
        return _find_live_pages(*archive, path, name, documents)
    record = open_container(data, str(path))
    if record is not None:
        oddities = (("container-cut", ""),) if record.is_cut else ()
        return [_source_of(record, path, name, documents, oddities)]
    source = _heard(decode_source(name, data, facts_of(documents, name), where=str(path)))
    if source.media_type != "application/json":
        return [source]
    pointers = split_source(source)
    if pointers is None:
        return [source]
    check_facts(documents, name, pointers.blogs, str(path))
    records = [found for pointer in pointers.blogs if (found := extract_record(data, pointer)) is not None]
    left = (("records-left-out", f"{pointers.left_out}"),) if pointers.left_out else ()
    return [_source_of(found, path, name, documents, () if index else left) for index, found in enumerate(records)]


def _find_live_pages(
    records: list[Record], archive: Warc, path: Path, name: str, documents: Mapping[str, Mapping[str, Any]]
) -> list[Source]:
    """Return the live pages among the answers in a WARC file; the first says what else there is, and what is cut.

    Raises:
        SourceError: there is none, or seeds.yaml says of a file of several what holds for one only.
    """
    found = [
        (record, source) for record in records if (source := _live_page(record, path, name, documents)) is not None
    ]
    left_out = archive.left_out + len(records) - len(found)
    if not found:
        raise SourceError(
            "this WARC file holds no live page",
            where=str(path),
            found=f"{archive.records} records, {len(records)} of them answers in HTML or JSON"
            + (f", {archive.left_out} that cannot be unpacked here" if archive.left_out else ""),
            advice="put the records of live pages there, or take the file out of the sources folder",
        )
    if len(found) > 1:
        check_facts(documents, name, [record.fragment for record, _ in found], str(path))
    oddities = [[("container-cut", "")] if record.is_cut else [] for record, _ in found]
    if archive.is_cut and not any(oddities):
        oddities[-1] = [("container-cut", "")]
    if left_out:
        oddities[0].append(("records-left-out", str(left_out)))
    return [
        replace(source, oddities=(*source.oddities, *own)) for (_, source), own in zip(found, oddities, strict=True)
    ]


def _live_page(record: Record, path: Path, name: str, documents: Mapping[str, Mapping[str, Any]]) -> Source | None:
    """Return the document of a record, ready for its reader; None if it is no live blog that a reader knows."""
    try:
        source = _source_of(record, path, name, documents, ())
        return source if split_source(source) is None else None
    except SourceError:
        return None


def _source_of(
    record: Record,
    path: Path,
    name: str,
    documents: Mapping[str, Mapping[str, Any]],
    oddities: tuple[tuple[str, str], ...],
) -> Source:
    whole = f"{name}#{record.fragment}"
    facts = {**record.stated, **facts_of(documents, whole)}
    if record.encoding and "encoding" not in facts and not is_encoded(record.data, "utf-8"):
        known = {"encoding": record.encoding} if is_encoded(record.data, record.encoding) else {}
        facts = {**facts, **known}
    source = _heard(decode_source(whole, record.data, facts, where=f"{path}#{record.fragment}"))
    stated = {**source.stated, **record.stated}
    return replace(source, stated=stated, oddities=(*source.oddities, *oddities))


def _heard(source: Source) -> Source:
    """Add to a document what the program that saved it says of it."""
    stated = read_saver(source.document)
    return replace(source, stated=stated, curated={**stated, **source.curated}) if stated else source


class Pointers(NamedTuple):
    """The live blogs in a document that holds several: JSON pointers to them, and how many other things stand beside."""

    blogs: list[str]
    left_out: int


def split_source(source: Source) -> Pointers | None:
    """Return the live blogs in a document that holds several, as its reader tells them; None if it is one document."""
    split = getattr(find_reader(source), "split", None)
    return cast("Pointers | None", split(source)) if split is not None else None


def read_layout(source: Source, reader: str, layout: Layout) -> Page:
    """Read a page of HTML by what its outlet's markup calls things.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.
        reader: the id of the reader that reads it.
        layout: the names.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page shows no post, is nested too deeply or has too many elements.
    """
    from livepack.readers._html_page import read_html  # imported for pages of HTML alone

    return read_html(source, reader, layout)


def read_page(source: Source) -> Page:
    """Read a source with the reader that claims it; raises SourceError if that is not exactly one."""
    return find_reader(source).read(source)
