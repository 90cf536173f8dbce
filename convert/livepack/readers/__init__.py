"""Finds the reader for a source: this folder is the list, and an entry point group adds others'."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Literal, Protocol, cast

from livepack.errors import SourceError
from livepack.page import Page
from livepack.source import Source

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
    known = "; ".join(f"{reader.FORMAT.id} ({reader.FORMAT.title})" for reader in readers())
    raise SourceError(
        "no reader knows the format of this document",
        where=source.where,
        found=f"{source.media_type} that begins {_beginning(source.document)!r}",
        advice=f"known formats: {known}. Take the file out of the sources folder, or write a reader "
        "(docs/adding-a-format.md)",
    )


def _beginning(document: str) -> str:
    return " ".join(document[:200].split())[:40]


def read_page(source: Source) -> Page:
    """Read a source with the reader that claims it; raises SourceError if that is not exactly one."""
    return find_reader(source).read(source)
