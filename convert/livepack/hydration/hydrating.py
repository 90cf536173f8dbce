"""Puts the publisher's words back into a dehydrated package, byte for byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import livepack
from livepack.checks.files import list_documents
from livepack.checks.subject import DESCRIPTOR, Subject, Table
from livepack.citation import is_dehydrated
from livepack.errors import SchemaError, SourceError, UsageError
from livepack.hydration.columns import built_tables, curated_cells
from livepack.hydration.dehydrating import refuse_to_lose
from livepack.hydration.descriptors import restore_descriptor, state_file
from livepack.hydration.packing import read_descriptor, read_files, read_tables, render_files
from livepack.hydration.values import fill_tables, read_values
from livepack.package import assemble_package
from livepack.package_folder import check_place
from livepack.seeds import NAME as SEEDS_NAME
from livepack.seeds import Seeds, read_seeds
from livepack.swap import put_folder
from livepack.tables import Row, Tables

_MAX_NAMED = 10


def hydrate_package(package: str | Path, sources: str | Path, out: str | Path) -> dict[str, bytes]:
    """Write the whole package that a dehydrated one was made of.

    Args:
        package: the folder of the dehydrated package; it is not changed.
        sources: a folder with the saved pages, under whatever names, and with the seeds.yaml if a person gave titles.
        out: where the whole package goes.

    Returns:
        Its files by name; each has the size and digest that the dehydrated package states for it.

    Raises:
        UsageError: the package is no dehydrated one, or `out` may not be written.
        SourceError: a saved page is missing or was changed, or what comes out is not what was taken out.
    """
    folder, pages = Path(package), Path(sources)
    place = check_place(Path(out), [folder, pages])
    found = hydrate_files(read_files(folder), pages, str(folder))
    refuse_to_lose(place, found)
    put_folder(place, found)
    return found


def hydrate_files(files: Mapping[str, bytes], sources: Path, where: str) -> dict[str, bytes]:
    """Return the files of the whole package.

    Args:
        files: those of the dehydrated package by name.
        sources: the folder with the saved pages.
        where: the dehydrated package's folder, for messages.

    Raises:
        UsageError, SourceError: as `hydrate_package`.
    """
    descriptor = read_descriptor(files, where)
    if not is_dehydrated(descriptor):
        raise UsageError("this package holds its words", where=where, advice="name a package that is dehydrated")
    tables = read_tables(files, descriptor, where)
    try:
        documents = _find_documents(tables["pages"], sources, where)
        seeds = _find_seeds(tables, descriptor, sources)
        original: Mapping[str, Mapping[str, Any]] = descriptor["livepack"]["original"]["files"]
        ids = {table.name: table.id_column for table in built_tables(descriptor) if table.id_column}
        fill_tables(tables, ids, read_values(tables["ledger"], documents), seeds)
        whole = restore_descriptor(descriptor)
        found = assemble_package(render_files(files, tables, whole), tables, whole)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _not_the_same(where, f"{type(error).__name__}: {error}", _maker(descriptor)) from None
    _prove(found, original, descriptor, where)
    return found


def _find_documents(pages: Sequence[Row], sources: Path, where: str) -> dict[str, str]:
    """Return the text of every page's document, by page id.

    Raises:
        SourceError: some are not among the sources; those that have a file of that name were changed.
        LookupError: one is not in the encoding that the package states.
    """
    subject = Subject(Path(where), {}, tables={"pages": Table("pages", list(pages))}, documents=list_documents(sources))
    lost = [page["source_file"] for page in pages if subject.document_of(page) is None]
    if lost:
        changed = [name for name in lost if (sources / name.partition("#")[0]).is_file()]
        missing = [name for name in lost if name not in changed]
        words = [f"{what}: {_list(names)}" for what, names in (("changed", changed), ("missing", missing)) if names]
        raise SourceError(
            "the sources must hold every saved page that the package was built from, byte for byte; nothing was written",
            found=f"in {sources}: {'; '.join(words)}",
            advice="each page must have the bytes whose SHA-256 stands in pages.source_sha256, under whatever name",
        )
    for page in pages:
        if page["page_id"] not in subject.texts:
            raise LookupError(f"{page['source_file']} is not in {page['source_encoding']}")
    return subject.texts


def _list(names: Sequence[str]) -> str:
    more = len(names) - _MAX_NAMED
    return ", ".join(names[:_MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _find_seeds(tables: Tables, descriptor: Mapping[str, Any], sources: Path) -> Seeds:
    """Return what people gave; nothing is asked for where they gave none of the words that were taken out.

    Raises:
        SourceError: the seeds.yaml that gave a title is missing or was changed.
    """
    curated = set().union(*(curated_cells(page) for page in tables["pages"]))
    taken = {
        (table.name, column.name)
        for table in built_tables(descriptor)
        for column in table.columns
        if column.is_publishers
    }
    if not any(cell[::2] in taken for cell in curated):
        return Seeds()
    stated = str(descriptor["livepack"].get("seedsHash", "")).removeprefix("sha256:")
    try:
        seeds = read_seeds(sources)
    except SchemaError:
        seeds = Seeds()
    if not stated or seeds.sha256 != stated:
        raise SourceError(
            "seeds.yaml must be the one that the package was built with, since a person gave titles in it; nothing was written",
            found=f"{sources / SEEDS_NAME} {'has other bytes' if (sources / SEEDS_NAME).exists() else 'is missing'}",
            advice=f"put the seeds.yaml with the SHA-256 {stated or 'that is not stated'} into the sources folder",
        )
    return seeds


def _prove(
    files: Mapping[str, bytes], original: Mapping[str, Mapping[str, Any]], descriptor: Mapping[str, Any], where: str
) -> None:
    """Raise SourceError if a file is not the one that the whole package had."""
    differing = sorted(
        name for name in {*files, *original} if name not in files or state_file(files[name]) != original.get(name)
    )
    if not differing:
        return
    made_by = _maker(descriptor)
    data = {*(table.file for table in built_tables(descriptor)), DESCRIPTOR}
    if data.isdisjoint(differing) and made_by != livepack.__version__:
        raise SourceError(
            f"only livepack {made_by} writes the documents of this package as they were; nothing was written",
            where=where,
            found=f"{_list(differing)}: written otherwise by {livepack.__version__}",
            advice=f"install livepack {made_by} and hydrate with it",
        )
    raise _not_the_same(where, _list(differing), made_by)


def _maker(descriptor: Mapping[str, Any]) -> str:
    """Return the version of livepack that made the package."""
    return str(descriptor["livepack"].get("version", ""))


def _not_the_same(where: str, found: str, made_by: str) -> SourceError:
    """Return the error for a package of which what comes out is not what was taken out."""
    advice = "the dehydrated package was changed after it was made; get it again"
    if made_by != livepack.__version__:
        advice = f"hydrate it with livepack {made_by}, which made it; if that says the same, {advice}"
    return SourceError(
        "what comes out is not what was taken out, though all pages are as they were; nothing was written",
        where=where,
        found=found,
        advice=advice,
    )
