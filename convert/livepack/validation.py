"""Validates a package: runs every check over it and, where the sources are at hand, over them too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path

from livepack.checks.foreign import is_own, read_foreign
from livepack.checks.subject import Subject, open_subject
from livepack.gating import GATE_CHECKS, check_rows
from livepack.judging import Settings
from livepack.report import Report, Skipped
from livepack.tally import NO_SETTINGS, Tally

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
    settings: Settings | None = None,
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
        settings: other levels for findings, and findings that are accepted; `livepack.settings` reads them of a file.
            What they say of folders and options is for the command line.
        progress: called with the number of units checked and of all.

    Returns:
        The report; whatever is wrong inside the package is a finding in it.

    Raises:
        UsageError: no verdict can be reached: the folder or descriptor is missing or unreadable, the descriptor is
            not JSON, or the sources are not a folder.
    """
    subject = open_subject(Path(folder), Path(sources_folder) if sources_folder is not None else None)
    tally = Tally(max_findings, frozenset({*without, *(settings or NO_SETTINGS).without}), settings or NO_SETTINGS)
    run: list[str] = []
    skipped: list[Skipped] = []
    with _open_pool(jobs) if jobs > 1 else nullcontext() as pool:
        if is_own(subject.descriptor):
            from livepack.own_package import check_own  # not needed for other packages, and half of all code

            check_own(subject, tally, run, pool, progress)
        else:
            _check_foreign(subject, tally, run, skipped, pool)
    if referee:
        from livepack.referee import check_referee
        from livepack.rounds import run_check

        run.append("referee")
        failed = frozenset(tally.failed)
        tally.extend(run_check("referee", lambda subject: check_referee(subject, failed), subject))
    where = "" if sources_folder is None else str(sources_folder)
    tally.close(() if referee else ("referee-disagrees",))
    return Report(
        str(folder),
        tally.select(max_findings),
        tuple(run),
        where,
        tally=tally.counts,
        skipped=tuple(skipped),
        accepted=tuple(sorted(tally.accepted, key=lambda accepted: accepted.finding.sort_key())),
        settings=tally.settings.name,
        accepted_more=len(tally.accepted) == tally.limit and sum(tally.matched.values()) > tally.limit,
    )


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
    for result in check_rows(found.tables, tally, pool):
        tally.merge(result.tally)
