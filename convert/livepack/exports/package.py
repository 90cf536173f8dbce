"""Opens a package to export it, and gives its rows table by table or unit by unit, in the memory of a few pages."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.foreign import is_own
from livepack.checks.subject import Row, Table, open_subject
from livepack.checks.units import UnitFinder, read_table, read_unit
from livepack.citation import is_dehydrated
from livepack.errors import PackageError, UsageError
from livepack.findings import shorten
from livepack.own_package import check_form
from livepack.rounds import unit_tasks
from livepack.tally import Tally

Progress = Callable[[int, int], None]
_SHOWN = 3  # findings that the refusal of a package names
_STEP = 1000  # rows between two words of progress


@dataclass(frozen=True)
class Package:
    """A package of livepack whose descriptor, files, rows and keys are sound.

    Attributes:
        folder: where it is.
        descriptor: its datapackage.json.
        files: the file of every table, in the package's order; those that users have added come last.
        counts: how many rows each table has.
        finder: knows where units begin.
        progress: called with how much of a table, or how many units, were given, and of how much.
    """

    folder: Path
    descriptor: Mapping[str, Any]
    files: Mapping[str, Path]
    counts: Mapping[str, int]
    finder: UnitFinder
    progress: Progress | None = None

    @property
    def is_dehydrated(self) -> bool:
        """Whether the publisher's words were taken out of it."""
        return is_dehydrated(self.descriptor)

    def rows(self, table: str) -> Iterator[list[str]]:
        """Yield the rows of a table, without the header, as they stand in its file."""
        ending = None if table in schemas.layers() else "\n"  # users' programs end lines as they like
        with self.files[table].open(encoding="utf-8-sig", newline=ending) as file:
            reader = csv.reader(file, strict=True)
            next(reader)
            for number, row in enumerate(reader):
                if self.progress is not None and number % _STEP == 0:
                    self.progress(number, self.counts[table])
                yield row

    def units(self) -> Iterator[Mapping[str, Table]]:
        """Yield the tables of the build cut into units of whole blogs; one after the other they give the rows in order."""
        paths = {name: path for name, path in self.files.items() if name in schemas.tables()}
        tasks = unit_tasks(self.finder, read_table("blogs", paths["blogs"]), paths)
        for number, task in enumerate(tasks):
            if self.progress is not None:
                self.progress(number, len(tasks))
            yield {"blogs": task.blogs, **read_unit(task.unit, paths)}


def open_package(folder: Path, progress: Progress | None = None) -> Package:
    """Open a package of livepack.

    Args:
        folder: the package.
        progress: told how far an export has come.

    Raises:
        UsageError: there is no package, or livepack did not make it.
        PackageError: its descriptor or its tables are not as they must be.
    """
    subject = open_subject(folder, None)
    if not is_own(subject.descriptor):
        raise UsageError(
            "livepack exports only packages that livepack built",
            where=str(folder),
            found="a Data Package without livepack's tables",
            advice="build one with livepack build; for other packages use the tools of frictionless",
        )
    tally = Tally(_SHOWN)
    form = check_form(subject, tally)
    if tally.fails() or not form.is_whole:
        raise _unfit(folder, tally)
    paths = form.paths | form.layers
    files = {name: paths[name] for name in schemas.all_tables() if name in paths}
    return Package(folder, subject.descriptor, files, form.counts, form.finder, progress)


def _unfit(folder: Path, tally: Tally) -> PackageError:
    errors = [finding for finding in tally.select(_SHOWN) if finding.level == "error"]
    words = [
        f"{finding.file}:{finding.line}: {finding.message}" if finding.line else f"{finding.file}: {finding.message}"
        for finding in errors
    ]
    count = sum(number for (_, level), number in tally.counts.items() if level == "error")
    more = f"; and {count - len(errors)} more" if count > len(errors) else ""
    return PackageError(
        "this package is not as it must be; nothing was written",
        where=str(folder),
        found=shorten("; ".join(words), 400) + more,
        advice=f"see all with `livepack validate {folder}`, then build the package again",
    )


def need_words(package: Package, what: str) -> None:
    """Make sure that a package holds the publisher's words; raises PackageError if they were taken out."""
    if package.is_dehydrated:
        raise PackageError(
            f"{what} needs the texts, and this package is dehydrated: they were taken out",
            where=str(package.folder),
            advice="bring them back from your copy of the sources with `livepack hydrate`, then export that package",
        )


def rows_by(table: Table, column: str) -> dict[str, list[Row]]:
    """Return a table's rows by the value of a column, in their order."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(row[column], []).append(row)
    return found
