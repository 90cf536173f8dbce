"""Builds a package: finds the sources, reads each with its reader, writes tables and descriptor."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from livepack.containers import WARC_RECORD, facts_of
from livepack.errors import LivepackError, SourceError, UsageError
from livepack.package import render_package
from livepack.package_folder import check_place, read_layers
from livepack.readers import open_sources, read_page
from livepack.seeds import NAME as SEEDS_NAME
from livepack.seeds import Seeds, read_seeds
from livepack.swap import put_folder
from livepack.tables import Capture, Tables, make_tables

Progress = Callable[[int, int], None]
CHUNK = 50  # pages handed to a worker at once


@dataclass(frozen=True)
class SourceFile:
    """A document to be read: where it is, and its name in the package."""

    path: Path
    name: str


@dataclass(frozen=True)
class Failure:
    """A source that could not be read, and why."""

    name: str
    message: str


@dataclass(frozen=True)
class BuildResult:
    """What a build made.

    Attributes:
        files: every file of the package by name; empty if nothing could be built.
        tables: the rows behind them.
        failures: sources that could not be read.
        unlisted: names of the documents read that seeds.yaml does not list; of a file with several live blogs, theirs.
        lists_documents: whether seeds.yaml lists any.
    """

    files: dict[str, bytes]
    tables: Tables
    failures: tuple[Failure, ...]
    unlisted: tuple[str, ...]
    lists_documents: bool = False


def build_package(
    sources: Sequence[str | Path] = ("seeds",),
    out: str | Path | None = "datapackage",
    *,
    jobs: int = 1,
    keep_going: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
    layers: Mapping[str, bytes] | None = None,
) -> BuildResult:
    """Turn saved live-blog pages into a Data Package.

    Args:
        sources: folders (all files in them but seeds.yaml and hidden ones) or files.
        out: where the package goes; None builds in memory only.
        jobs: how many processes read pages; the package is the same whatever the number.
        keep_going: leave out sources that cannot be read instead of writing nothing.
        executor: any `concurrent.futures.Executor` to read pages with, in place of `jobs`.
        progress: called with the number of pages read and of all.
        layers: the tables of the package's users by name; without it, those that `out` holds. They are kept as they are.

    Returns:
        What was made. If a source failed and `keep_going` is not set, nothing was written and `files` is empty.

    Raises:
        UsageError: there is no source, or `out` may not be written.
        SchemaError, SourceError: seeds.yaml is wrong, or lists a document that is not there.
    """
    files, seeds = find_sources([Path(source) for source in sources])
    place = check_place(Path(out), [Path(source) for source in sources]) if out is not None else None
    captures, failures = _read_all(files, seeds, jobs, executor, progress)
    failed = {failure.name for failure in failures}
    listed = {name.partition("#")[0] for name in seeds.documents} | set(seeds.documents)
    names = [file.name for file in files if file.name not in listed and file.name not in failed]
    unlisted = tuple(name for file in names for name in _documents_of(file, captures))
    if not captures or (failures and not keep_going):
        return BuildResult({}, {}, tuple(failures), unlisted)
    tables = make_tables(join_duplicates(captures, seeds), seeds)
    kept = read_layers(place) if layers is None and place is not None else layers
    rendered = render_package(tables, seeds, kept)
    if place is not None:
        put_folder(place, rendered)
    return BuildResult(rendered, tables, tuple(failures), unlisted, lists_documents=bool(seeds.documents))


def _documents_of(file: str, captures: Sequence[Capture]) -> list[str]:
    """Return the names under which seeds.yaml can say all there is to say of a file: each live blog in it, or itself."""
    return [
        capture.name for capture in captures if capture.name.startswith((f"{file}#/", f"{file}#{WARC_RECORD}"))
    ] or [file]


def find_sources(paths: Sequence[Path]) -> tuple[list[SourceFile], Seeds]:
    """Find the documents to read and the seeds.yaml beside them.

    Raises:
        UsageError: a path does not exist, a folder is a link, there is no document, or two have one name.
        SchemaError, SourceError: as `read_seeds`; a listed document that is missing.
    """
    files: list[SourceFile] = []
    seeds = Seeds()
    for path in paths:
        found = list(_walk(path)) if path.is_dir() else [_single(path)]
        files += found
        folder = path if path.is_dir() else path.parent
        here = read_seeds(folder)
        if here.sha256 and seeds.sha256 and here.sha256 != seeds.sha256:
            raise UsageError(
                "more than one seeds.yaml applies",
                where=str(folder / SEEDS_NAME),
                advice="build from one sources folder at a time",
            )
        seeds = here if here.sha256 else seeds
        if path.is_dir():
            _check_listed(here, {file.name for file in found}, path)
    names: dict[str, Path] = {}
    for file in files:
        other = names.setdefault(file.name, file.path)
        if other.resolve() != file.path.resolve():
            raise UsageError(
                "two documents have one name",
                where=str(file.path),
                found=f"{other} is {file.name} too",
                advice="rename one, or put both into one sources folder",
            )
    if not names:
        raise UsageError(
            "there is no document to read",
            where=", ".join(map(str, paths)),
            advice="put saved pages into that folder (seeds.yaml and hidden files are not sources)",
        )
    return [SourceFile(names[name], name) for name in sorted(names)], seeds


def _single(path: Path) -> SourceFile:
    if not path.exists():
        raise UsageError(
            "there is no such file or folder", where=str(path), advice="name a saved page, or a folder of saved pages"
        )
    return SourceFile(path, path.name)


def _walk(folder: Path) -> Iterator[SourceFile]:
    def fail(error: OSError) -> None:
        raise UsageError(
            "this folder cannot be read",
            where=str(error.filename or folder),
            found=error.strerror or str(error),
            advice="check that you may read it",
        )

    for root, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (Path(root) / name).is_symlink():
                raise UsageError(
                    "this folder is a link, which is not followed: the pages in it would be left out unseen",
                    where=str(Path(root) / name),
                    advice="put the folder itself there, or take the link away",
                )
        for name in sorted(names):
            path = Path(root) / name
            if not name.startswith(".") and path != folder / SEEDS_NAME:
                yield SourceFile(path, path.relative_to(folder).as_posix())


def _check_listed(seeds: Seeds, names: set[str], folder: Path) -> None:
    for name in seeds.documents:
        if name not in names and name.partition("#")[0] not in names:
            raise SourceError(
                "seeds.yaml lists a document that is not there",
                where=str(folder / SEEDS_NAME),
                found=name,
                advice="put the document back, or take it off the list; paths are relative to the folder, with /",
            )


def _read_all(
    files: list[SourceFile], seeds: Seeds, jobs: int, executor: Executor | None, progress: Progress | None
) -> tuple[list[Capture], list[Failure]]:
    records: dict[str, dict[str, dict[str, Any]]] = {}
    for name, facts in seeds.documents.items():
        records.setdefault(name.partition("#")[0], {})[name] = dict(facts)
        records.setdefault(name, {})[name] = dict(facts)
    tasks = [(file.path, file.name, records.get(file.name, {})) for file in files]
    chunks = [tasks[at : at + CHUNK] for at in range(0, len(tasks), CHUNK)]
    captures: list[Capture] = []
    failures: list[Failure] = []
    done = 0
    pool = executor or (ProcessPoolExecutor(jobs) if jobs > 1 and len(tasks) > 1 else None)
    with pool if pool is not None and executor is None else nullcontext():
        results: Iterable[list[Capture | Failure]] = pool.map(read_chunk, chunks) if pool else map(read_chunk, chunks)
        for result, chunk in zip(results, chunks, strict=True):
            done += len(chunk)
            for item in result:
                if isinstance(item, Capture):
                    captures.append(item)
                else:
                    failures.append(item)
            if progress is not None:
                progress(done, len(tasks))
    return captures, failures


def read_chunk(tasks: Sequence[tuple[Path, str, dict[str, dict[str, Any]]]]) -> list[Capture | Failure]:
    """Read some files; one that fails never spoils the others. Runs in worker processes."""
    return [found for task in tasks for found in _read_file(*task)]


def _read_file(path: Path, name: str, documents: dict[str, dict[str, Any]]) -> list[Capture | Failure]:
    """Read the document of a file, or every record of a container: of one that fails nothing is kept."""
    try:
        return [Capture.of(source, read_page(source)) for source in open_sources(path, name, documents)]
    except LivepackError as error:
        return [Failure(name, str(error))]
    except Exception as error:  # noqa: BLE001 - a fault of a reader must not spoil the other pages
        trace = traceback.extract_tb(error.__traceback__)[-1]
        found = f"{type(error).__name__}: {error} ({Path(trace.filename).name}:{trace.lineno})"
        problem = "this is a bug of livepack; please report it with the page"
        return [Failure(name, f"{path}: {problem}\n  found:  {found}")]


def join_duplicates(captures: Sequence[Capture], seeds: Seeds) -> list[Capture]:
    """Keep one capture of each digest: one that seeds.yaml describes, else the first by name.

    It remembers the names of the others.
    """
    first: dict[str, Capture] = {}
    for capture in sorted(captures, key=lambda capture: (not facts_of(seeds.documents, capture.name), capture.name)):
        kept = first.get(capture.sha256)
        if kept is None:
            first[capture.sha256] = capture
        else:
            first[capture.sha256] = replace(kept, duplicates=(*kept.duplicates, capture.name))
    return list(first.values())
