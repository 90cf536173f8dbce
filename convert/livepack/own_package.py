"""Checks a package of livepack: descriptor, rows, blogs and pages, unit by unit, and whether the build gives it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import livepack
from livepack import schemas
from livepack.checks.census import CensusTaker
from livepack.checks.documents import CENSUS, writes_documents
from livepack.checks.files import digest_file, is_safe, why_unreadable
from livepack.checks.plans import TableToCheck
from livepack.checks.subject import DESCRIPTOR, Subject, resources_of
from livepack.checks.units import UnitFinder, read_table
from livepack.findings import Finding, make_finding
from livepack.gating import GATE_CHECKS, check_rows
from livepack.rounds import (
    DESCRIPTOR_ROUND,
    PAGES_ROUND,
    UNIT_ROUND,
    UnitTask,
    names_of,
    run_check,
    run_round,
    run_unit,
    unit_tasks,
)
from livepack.tally import Tally

Progress = Callable[[int, int], None]


def check_own(subject: Subject, tally: Tally, run: list[str], pool: Executor | None, progress: Progress | None) -> None:
    """Check a package of livepack."""
    with_sources = subject.documents is not None
    form = check_form(subject, tally, pool)
    run += names_of([DESCRIPTOR_ROUND], subject) + list(GATE_CHECKS)
    if form.is_whole:
        subject, paths = form.subject, form.paths
        run += ["repeats", *names_of([PAGES_ROUND, UNIT_ROUND], subject)]
        run[:] = dict.fromkeys(run)
        blogs, pages = (read_table(name, paths[name]) for name in ("blogs", "pages"))
        whole = replace(subject, tables={"blogs": blogs, "pages": pages}, counts=form.counts)
        whole.memory[CENSUS] = form.census
        run_round(PAGES_ROUND, whole, tally)
        _check_units(subject, unit_tasks(form.finder, blogs, paths), paths, tally, pool, progress)
        if with_sources and "stale-package" not in tally.without:
            run.append("stale-package")
            tally.extend(run_check("stale-package", _check_stale, subject))
    is_built_anew = with_sources and form.is_whole and "stale-package" not in tally.without
    tally.extend(_not_checked(subject, is_whole=form.is_whole, is_built_anew=is_built_anew))


class Form(NamedTuple):
    """What is known of a package once its descriptor and the rows of its tables were checked one by one.

    Attributes:
        subject: the package, with the sizes and digests of its files.
        paths: the file of every table of the build that is there.
        layers: the file of every table that users have added.
        counts: how many rows each has.
        finder: knows where units begin.
        census: what the tables hold, as the package's documents tell it.
        is_whole: whether every table is there and well formed; if not, its rows cannot be compared with others.
    """

    subject: Subject
    paths: dict[str, Path]
    layers: dict[str, Path]
    counts: dict[str, int]
    finder: UnitFinder
    census: CensusTaker
    is_whole: bool


def check_form(subject: Subject, tally: Tally, pool: Executor | None = None) -> Form:
    """Check the descriptor of a package of livepack, its files' digests, and its rows' form, values and keys."""
    tables = _find_tables(subject, tally)
    subject = replace(subject, files={table.file: digest_file(table.path) for table in tables})
    run_round(DESCRIPTOR_ROUND, subject, tally)
    results = check_rows(tables, tally, pool)
    for result in results:
        tally.merge(result.tally)
    gate = results[0]
    built = schemas.tables().keys()  # what users add may be broken, and the rest is checked all the same
    paths = {table.name: table.path for table in tables if table.name in built}
    layers = {table.name: table.path for table in tables if table.name not in built}
    is_whole = len(paths) == len(built) and all(built.isdisjoint(result.broken) for result in results)
    finder, census = gate.finder or UnitFinder([]), gate.census or CensusTaker()
    return Form(subject, paths, layers, gate.counts, finder, census, is_whole=is_whole and gate.finder is not None)


def _find_tables(subject: Subject, tally: Tally) -> list[TableToCheck]:
    """Find every table that is there and stays in the package."""
    tables: dict[str, TableToCheck] = {}
    for resource in resources_of(subject.descriptor):
        name, path = resource.get("name"), resource.get("path")
        if not (isinstance(name, str) and isinstance(path, str) and name in schemas.all_tables() and is_safe(path)):
            continue
        if name in tables:
            continue
        reason = why_unreadable(subject.folder / path)
        if reason:
            tally.add(make_finding("file-missing", f"{path}: {reason}", table=name, file=path))
        else:
            tables[name] = TableToCheck(name, path, subject.folder / path, is_dehydrated=subject.is_dehydrated)
    named = {str(resource.get("name")) for resource in resources_of(subject.descriptor)}
    for name in schemas.tables():
        if name not in named:
            tally.add(make_finding("table-missing", name, table=name, file=DESCRIPTOR))
    for name in schemas.layers():
        if name not in named and (subject.folder / f"{name}.csv").is_file():
            tally.add(make_finding("layer-unlisted", f"{name}.csv", table=name, file=f"{name}.csv"))
            path = f"{name}.csv"
            tables[name] = TableToCheck(name, path, subject.folder / path, is_dehydrated=subject.is_dehydrated)
    return list(tables.values())


# Units, in this process or in others


def _check_units(
    subject: Subject,
    tasks: list[UnitTask],
    files: dict[str, Path],
    tally: Tally,
    pool: Executor | None,
    progress: Progress | None,
) -> None:
    if pool is None:
        for number, task in enumerate(tasks):
            if progress is not None:
                progress(number, len(tasks))
            run_unit(task, subject, files, tally)
        return
    futures = [pool.submit(run_unit, task, subject, files, tally.empty()) for task in tasks]
    for number, future in enumerate(futures):
        if progress is not None:
            progress(number, len(tasks))
        tally.merge(future.result())


def _not_checked(subject: Subject, *, is_whole: bool, is_built_anew: bool) -> Iterator[Finding]:
    if not is_whole:
        yield make_finding("not-checked", "everything that needs whole tables, until the files are mended")
    if is_whole and not is_built_anew and not writes_documents(subject):
        yield make_finding("not-checked", "the documents beside the tables, which another version of livepack words")
    if subject.is_dehydrated and not is_built_anew:
        yield make_finding("not-checked", "the publisher's words, which were taken out, and what follows from them")
    if subject.documents is None:
        yield make_finding(
            "not-checked", "whether the values are those of the sources, and whether anything is missing"
        )


def _check_stale(subject: Subject) -> Iterator[Finding]:
    """Building anew from the sources gives the same bytes."""
    from livepack.building import build_package
    from livepack.errors import LivepackError
    from livepack.hydration.dehydrating import dehydrate_files
    from livepack.package import DESCRIPTOR
    from livepack.package_folder import read_layers

    if subject.sources is None:
        return
    try:
        built = build_package([subject.sources], None, layers=read_layers(subject.folder))
        files = (
            dehydrate_files(built.files, "the package built anew")
            if subject.is_dehydrated and built.files
            else built.files
        )
    except LivepackError as error:
        yield make_finding("stale-package", f"the build fails, mend that first: {error.problem}: {error.found}")
        return
    if built.failures:
        yield make_finding(
            "stale-package",
            f"the build fails, mend that first: {built.failures[0].name} cannot be read",
            file=built.failures[0].name,
        )
        return
    marks = subject.descriptor.get("livepack") if isinstance(subject.descriptor, dict) else None
    made_by = marks.get("version") if isinstance(marks, dict) else None
    differing = []
    for name, data in files.items():
        path = subject.folder / name
        if not path.is_file() or path.read_bytes() != data:
            differing.append(name)
    if not differing:
        return
    if made_by != livepack.__version__:
        yield make_finding("made-by-other-version", str(made_by), file=DESCRIPTOR)
    else:
        yield make_finding("stale-package", ", ".join(differing), file=differing[0])
