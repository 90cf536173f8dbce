"""Cuts a package into units: some pages with all their rows, as few as keep every blog whole.

Most checks compare rows of one blog with one another and never look further. Read unit by unit, a package of any size
is checked in the memory of a few pages, and by as many processes as there are cores.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from livepack.checks.subject import Row, Table
from livepack.checks.views import View
from livepack.findings import Finding

UNIT_PAGES = 16  # fewer make the checks' own start count, more make units large
_BLOCK_BYTES = 1 << 20
_PARENTS = ("page_id", "blog_id", "entry_id", "row_id")  # columns that tell of which page or blog a row is


class Span(NamedTuple):
    """Where a unit's rows of one table stand in its file: bytes, the first one's line, and how many rows stand before."""

    start: int
    end: int
    line: int
    before: int


class Unit(NamedTuple):
    """Some pages: where their rows stand in each table's file, and the ids of their blogs."""

    spans: Mapping[str, Span]
    blogs: frozenset[str]


class UnitFinder:
    """Finds where each unit begins in every table, while the row gate reads them.

    Rows stand by page in every table but blogs. Where they do not, the units between which they are mixed become one,
    so that no check misses a row: what is out of order is then compared in full, and told.
    """

    def __init__(self, pages: Sequence[Row], pages_per_unit: int = 0) -> None:
        """Take the rows of the table pages in their order, and how many make a unit; 0 stands for UNIT_PAGES."""
        self._blogs_of: list[set[str]] = []
        self._unit_of_page: dict[str, int] = {}
        self._unit_of_blog: dict[str, int] = {}
        for unit, span in enumerate(_spans([row["blog_id"] for row in pages], pages_per_unit or UNIT_PAGES)):
            own = pages[span.start : span.stop]
            self._blogs_of.append({row["blog_id"] for row in own})
            for row in own:
                self._unit_of_page[row["page_id"]] = self._unit_of_blog[row["blog_id"]] = unit
        self._starts: dict[str, dict[int, tuple[int, int]]] = {}
        self._mixed: list[tuple[int, int]] = []

    def see(self, view: View) -> Iterator[Finding]:
        """Note at which rows of a chunk another unit begins."""
        if view.plan.name != "blogs":
            named = [self._units_named(view.cells(column)) for column in _PARENTS if column in view.header]
            if named:
                self._note(
                    view, [next((unit for unit in row if unit is not None), None) for row in zip(*named, strict=True)]
                )
            for units in named[1:]:
                self._mixed += {(min(pair), max(pair)) for pair in _differing(named[0], units)}
        return iter(())

    def _units_named(self, cells: tuple[str, ...]) -> list[int | None]:
        """Return the unit of the page or blog that each id is of: it is that id, or its first part."""
        known = {cell: self._unit_of(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]

    def _unit_of(self, name: str) -> int | None:
        first = name.partition("/")[0]
        unit = self._unit_of_page.get(first)
        return self._unit_of_blog.get(first) if unit is None else unit

    def finish(self) -> Iterator[Finding]:
        """Find nothing."""
        return iter(())

    def _note(self, view: View, units: list[int | None]) -> None:
        starts = self._starts.setdefault(view.plan.name, {})
        current = max(starts, default=-1)
        if set(units) <= {current, None}:
            return
        for index, unit in enumerate(units):
            if unit is None or unit == current:
                continue
            if unit < current:
                self._mixed.append((unit, current))
            if unit not in starts:
                starts[unit] = (view.chunk.lines[index], view.chunk.index + index)
            current = max(current, unit)

    def units(self, files: Mapping[str, Path]) -> list[Unit]:
        """Return the units, once every table was seen.

        Args:
            files: the file of every table.
        """
        groups = _join(len(self._blogs_of), self._mixed)
        spans: list[dict[str, Span]] = [{} for _ in groups]
        for table, path in files.items():
            if table != "blogs":
                for found, span in zip(spans, self._spans_of(table, path, groups), strict=True):
                    found[table] = span
        return [
            Unit(found, frozenset().union(*(self._blogs_of[unit] for unit in group)))
            for found, group in zip(spans, groups, strict=True)
        ]

    def _spans_of(self, table: str, path: Path, groups: list[range]) -> list[Span]:
        """Return where each group's rows stand; rows of no page come with those before them, at the top with the first."""
        starts = self._starts.get(table, {})
        firsts = [min((starts[unit] for unit in group if unit in starts), default=None) for group in groups]
        first_row = (2, 0)
        if firsts and any(firsts):
            firsts[0] = first_row
        lines = [found[0] for found in firsts if found is not None]
        offsets = dict(zip(lines, _offsets(path, lines), strict=True))
        spans: list[Span] = []
        end = path.stat().st_size
        following = Span(end, end, 0, 0)
        for found in reversed(firsts):
            span = Span(following.start, following.start, 0, 0)
            if found is not None:
                span = Span(offsets[found[0]], following.start, *found)
            spans.append(span)
            following = span
        if not lines and spans:  # no row of the table is of a page: all go with the first unit
            spans[-1] = Span(_offsets(path, [2])[0], end, *first_row)
        return spans[::-1]


def _differing(some: Iterable[int | None], others: Iterable[int | None]) -> set[tuple[int, int]]:
    """Return the pairs of known units, each once, in which two lists are not the same."""
    pairs = set(zip(some, others, strict=True))
    return {(one, other) for one, other in pairs if one is not None and other is not None and one != other}


def _spans(blogs: Sequence[str], least: int) -> list[range]:
    """Cut pages, given by their blogs, into the shortest runs of so many pages or more that keep each blog together."""
    last = {blog_id: index for index, blog_id in enumerate(blogs)}
    spans: list[range] = []
    start = end = 0
    for index, blog_id in enumerate(blogs):
        end = max(end, last[blog_id])
        if index == end and index + 1 - start >= least:
            spans.append(range(start, index + 1))
            start = index + 1
    if start < len(blogs):
        spans.append(range(start, len(blogs)))
    return spans or [range(0)]


def _join(count: int, mixed: Iterable[tuple[int, int]]) -> list[range]:
    """Join the units of each pair with all that stand between them."""
    until = list(range(count))
    for low, high in set(mixed):
        until[low] = max(until[low], high)
    groups: list[range] = []
    start = end = 0
    for unit in range(count):
        end = max(end, until[unit])
        if unit == end:
            groups.append(range(start, unit + 1))
            start = end = unit + 1
    return groups


def _offsets(path: Path, lines: Sequence[int]) -> list[int]:
    """Return the byte at which each of these lines of a file begins; its size for one that it does not have."""
    found: dict[int, int] = {}
    wanted = iter(sorted(set(lines)))
    line = next(wanted, 0)
    number, offset = 1, 0  # the line at which the block begins, and the block's first byte
    with path.open("rb") as handle:
        while line and (block := handle.read(_BLOCK_BYTES)):
            count = block.count(b"\n")
            position, at = number, 0
            while line and line <= number + count:
                for _ in range(line - position):
                    at = block.index(b"\n", at) + 1
                position = line
                found[line] = offset + at
                line = next(wanted, 0)
            number += count
            offset += len(block)
    size = path.stat().st_size
    return [found.get(line, size) for line in lines]


def read_unit(unit: Unit, files: Mapping[str, Path]) -> dict[str, Table]:
    """Read the rows of a unit.

    Args:
        unit: where they stand.
        files: the file of every table, well formed.

    Returns:
        Its tables but blogs.

    Raises:
        OSError: a file cannot be read.
    """
    return {table: read_span(table, files[table], span) for table, span in unit.spans.items()}


def read_span(table: str, path: Path, span: Span) -> Table:
    """Read the rows of a part of a table's file."""
    found = Table(table, before=span.before)
    with path.open("rb") as handle:
        header = tuple(next(csv.reader([handle.readline().decode("utf-8")]), ()))
        handle.seek(span.start)
        text = handle.read(span.end - span.start).decode("utf-8")
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    line = span.line
    for cells in reader:
        found.rows.append(dict(zip(header, cells, strict=True)))
        found.lines.append(line)
        line = span.line + reader.line_num
    return found


def read_table(table: str, path: Path) -> Table:
    """Read all rows of a well-formed table."""
    return read_span(table, path, Span(_offsets(path, [2])[0], path.stat().st_size, 2, 0))
