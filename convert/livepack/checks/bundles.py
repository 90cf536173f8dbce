"""Hands out a package blog by blog, so that checks which need all rows of a blog never hold more than one."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from livepack import schemas
from livepack.checks.subject import Row, Table
from livepack.findings import Finding, make_finding

Numbered = tuple[int, Row]


def read_rows(path: Path) -> Iterator[Numbered]:
    """Return the rows of a well-formed table with the line at which each begins; rows of another length are left out."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle, strict=True)
        header = next(reader, [])
        count = len(header)
        end = reader.line_num
        for cells in reader:
            line, end = end + 1, reader.line_num
            if len(cells) == count:
                yield line, dict(zip(header, cells, strict=True))


class Bundles:
    """The blogs of a package in order, each with its rows of every table."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files
        self.blogs = list(read_rows(files["blogs"]))
        self.pages = list(read_rows(files["pages"]))
        self.place = {row["blog_id"]: index for index, (_, row) in enumerate(self.blogs)}
        self.blog_of = {row["page_id"]: row["blog_id"] for _, row in self.pages}
        self.misplaced: list[Finding] = []

    def __iter__(self) -> Iterator[dict[str, Table]]:
        """Return the tables of one blog after the other; rows that belong to no blog come with the one they stand by."""
        streams = {name: _Stream(read_rows(path)) for name, path in self.files.items() if name not in ("blogs", "pages")}
        pages: dict[int, list[Numbered]] = {}
        for numbered in self.pages:
            pages.setdefault(self.place.get(numbered[1]["blog_id"], 0), []).append(numbered)
        for index, blog in enumerate(self.blogs):
            tables = {"blogs": _table("blogs", [blog]), "pages": _table("pages", pages.get(index, []))}
            for name, stream in streams.items():
                tables[name] = _table(name, list(self._take(name, stream, index)))
            yield tables

    def _take(self, name: str, stream: _Stream, index: int) -> Iterator[Numbered]:
        """Take rows while they belong to this blog, to one before it, or to none."""
        is_last = index == len(self.blogs) - 1
        while stream.next is not None:
            line, row = stream.next
            place = self._owner(row)
            if place is not None and place > index and not is_last:
                return
            if place is not None and place < index:
                self._misplace(name, line, row)
            stream.advance()
            yield line, row

    def _owner(self, row: Row) -> int | None:
        blog_id = self.blog_of.get(row.get("page_id", "")) or row.get("entry_id", "").split("/", 1)[0]
        return self.place.get(blog_id)

    def _misplace(self, name: str, line: int, row: Row) -> None:
        row_id = row.get(schemas.tables()[name].id_column, "")
        self.misplaced.append(
            make_finding("row-order", "it belongs further up", table=name, row=row_id, file=f"{name}.csv", line=line)
        )


class _Stream:
    """Rows with a look at the next one."""

    def __init__(self, rows: Iterator[Numbered]) -> None:
        self.rows = rows
        self.next = next(rows, None)

    def advance(self) -> None:
        self.next = next(self.rows, None)


def _table(name: str, rows: list[Numbered]) -> Table:
    return Table(name, f"{name}.csv", schemas.tables()[name].columns, [row for _, row in rows], [line for line, _ in rows])
