"""Validates a package: runs every check over it and, where the sources are at hand, over them too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import livepack
from livepack import schemas
from livepack.checks.foreign import is_own, read_foreign
from livepack.checks.gate import PARTS
from livepack.checks.plans import TableToCheck
from livepack.checks.subject import DESCRIPTOR, Subject, digest_file, is_safe, open_subject, resources_of
from livepack.checks.units import read_table
from livepack.findings import Finding, make_finding
from livepack.report import Report, Skipped
from livepack.rounds import (
    DESCRIPTOR_ROUND,
    GATE_CHECKS,
    PAGES_ROUND,
    UNIT_ROUND,
    GateResult,
    UnitTask,
    names_of,
    run_check,
    run_gate,
    run_round,
    run_unit,
    start_gate,
    unit_tasks,
)
from livepack.tally import Tally

MAX_FINDINGS = 1000
Progress = Callable[[int, int], None]


def validate_package(
    folder: str | Path = "datapackage",
    sources_folder: str | Path | None = None,
    *,
    without: Sequence[str] = (),
    referee: bool = False,
    jobs: int = 1,
    max_findings: int = MAX_FINDINGS,
    progress: Progress | None = None,
) -> Report:
    """Check a package.

    Args:
        folder: the package: one of livepack, or any Data Package, of which what applies is checked.
        sources_folder: the folder that it was built from; without it the package alone is judged.
        without: codes of findings to leave out.
        referee: let frictionless check the package too, and report where the two do not agree.
        jobs: how many processes check; the report is the same for every number.
        max_findings: how many findings the report lists; all are counted.
        progress: called with the number of units checked and of all.

    Returns:
        The report; whatever is wrong inside the package is a finding in it.

    Raises:
        UsageError: no verdict can be reached: the folder or descriptor is missing or unreadable, the descriptor is
            not JSON, or the sources are not a folder.
    """
    subject = open_subject(Path(folder), Path(sources_folder) if sources_folder is not None else None)
    tally = Tally(max_findings, frozenset(without))
    run: list[str] = []
    skipped: list[Skipped] = []
    with _open_pool(jobs) if jobs > 1 else nullcontext() as pool:
        if is_own(subject.descriptor):
            _check_own(subject, tally, run, pool, progress)
        else:
            _check_foreign(subject, tally, run, skipped, pool)
    if referee:
        from livepack.referee import check_referee

        run.append("referee")
        failed = frozenset(tally.failed)
        tally.extend(run_check("referee", lambda subject: check_referee(subject, failed), subject))
    where = "" if sources_folder is None else str(sources_folder)
    return Report(str(folder), tally.select(max_findings), tuple(run), where, tally.counts, tuple(skipped))


def _open_pool(jobs: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor  # takes as long to import as a small package to check

    return ProcessPoolExecutor(jobs)


def _check_foreign(
    subject: Subject, tally: Tally, run: list[str], skipped: list[Skipped], pool: Executor | None
) -> None:
    """Check what applies to a package that livepack did not make."""
    found = read_foreign(subject.folder, subject.descriptor)
    tally.extend(found.findings)
    run += ["descriptor", "paths", "bytes", "hashes", *GATE_CHECKS, "counts", "residue", "labels", "encoding"]
    run += ["order"] if not any(name == "order of time" for name, _ in found.skipped) else []
    skipped += [Skipped(name, reason) for name, reason in found.skipped]
    for result in _run_gate(found.tables, tally, pool):
        tally.merge(result.tally)


def _run_gate(tables: list[TableToCheck], tally: Tally, pool: Executor | None) -> list[GateResult]:
    if pool is None:
        return [run_gate(tables, tally.empty(), PARTS)]
    return [future.result() for future in start_gate(pool, tables, tally)]


def _check_own(
    subject: Subject, tally: Tally, run: list[str], pool: Executor | None, progress: Progress | None
) -> None:
    """Check a package of livepack."""
    tables = _find_tables(subject, tally)
    files = {table.file: digest_file(table.path) for table in tables}
    subject = replace(subject, files=files)
    with_sources = subject.documents is not None
    run_round(DESCRIPTOR_ROUND, subject, tally)
    run += names_of([DESCRIPTOR_ROUND], with_sources=with_sources) + list(GATE_CHECKS)
    results = _run_gate(tables, tally, pool)
    for result in results:
        tally.merge(result.tally)
    gate = results[0]
    is_whole = len(tables) == len(schemas.tables()) and not any(result.broken for result in results)
    if is_whole and gate.finder is not None:
        run += ["repeats", *names_of([PAGES_ROUND, UNIT_ROUND], with_sources=with_sources)]
        run[:] = dict.fromkeys(run)
        paths = {table.name: table.path for table in tables}
        blogs, pages = (read_table(name, paths[name]) for name in ("blogs", "pages"))
        run_round(PAGES_ROUND, replace(subject, tables={"blogs": blogs, "pages": pages}, counts=gate.counts), tally)
        _check_units(subject, unit_tasks(gate.finder, blogs, paths), paths, tally, pool, progress)
        if with_sources and "stale-package" not in tally.without:
            run.append("stale-package")
            tally.extend(run_check("stale-package", _check_stale, subject))
    tally.extend(_not_checked(subject, is_whole=is_whole))


def _find_tables(subject: Subject, tally: Tally) -> list[TableToCheck]:
    """Find every table that is there and stays in the package."""
    tables: dict[str, TableToCheck] = {}
    for resource in resources_of(subject.descriptor):
        name, path = resource.get("name"), resource.get("path")
        if not (isinstance(name, str) and isinstance(path, str) and name in schemas.tables() and is_safe(path)):
            continue
        if name in tables:
            continue
        try:
            with (subject.folder / path).open("rb"):
                tables[name] = TableToCheck(name, path, subject.folder / path)
        except OSError as error:
            tally.add(make_finding("file-missing", f"{path}: {error.strerror}", table=name, file=path))
    named = {str(resource.get("name")) for resource in resources_of(subject.descriptor)}
    for name in schemas.tables():
        if name not in named:
            tally.add(make_finding("table-missing", name, table=name, file=DESCRIPTOR))
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


def _not_checked(subject: Subject, *, is_whole: bool) -> Iterator[Finding]:
    if not is_whole:
        yield make_finding("not-checked", "everything that needs whole tables, until the files are mended")
    if subject.documents is None:
        yield make_finding(
            "not-checked", "whether the values are those of the sources, and whether anything is missing"
        )


def _check_stale(subject: Subject) -> Iterator[Finding]:
    """Building anew from the sources gives the same bytes."""
    from livepack.building import build_package
    from livepack.errors import LivepackError
    from livepack.package import DESCRIPTOR

    if subject.sources is None:
        return
    try:
        built = build_package([subject.sources], None)
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
    made_by = subject.descriptor.get("livepack", {}).get("version") if isinstance(subject.descriptor, dict) else None
    differing = []
    for name, data in built.files.items():
        path = subject.folder / name
        if not path.is_file() or path.read_bytes() != data:
            differing.append(name)
    if not differing:
        return
    if made_by != livepack.__version__:
        yield make_finding("made-by-other-version", str(made_by), file=DESCRIPTOR)
    else:
        yield make_finding("stale-package", ", ".join(differing), file=differing[0])
