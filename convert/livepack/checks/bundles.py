"""Hands out a package some pages at a time, so that checks which need all rows of a blog never hold the whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from livepack import schemas
from livepack.checks.subject import Row, Table

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
    """The rows of a package, some pages at a time: as few as keep every blog whole.

    Pages stand by source file, so a blog's pages are neighbours where its documents share a folder or the beginning
    of their names. Blogs whose pages lie between one another's come together.
    """

    def __init__(self, files: Mapping[str, Path]) -> None:
        self.files = files
        self.pages = list(read_rows(files["pages"]))
        self.blogs: dict[str, Numbered] = {}
        for line, row in read_rows(files["blogs"]):
            self.blogs.setdefault(row["blog_id"], (line, row))
        self.spans = _spans([row["blog_id"] for _, row in self.pages])
        self.bundle_of_page: dict[str, int] = {}
        self.bundle_of_blog: dict[str, int] = {}
        for index, span in enumerate(self.spans):
            for _, row in self.pages[span.start : span.stop]:
                self.bundle_of_page[row["page_id"]] = self.bundle_of_blog[row["blog_id"]] = index

    def __iter__(self) -> Iterator[dict[str, Table]]:
        """Return the tables of one bundle after the other; rows that belong to none come with the one they stand by."""
        streams = {name: _Stream(read_rows(path)) for name, path in self.files.items() if name not in ("blogs", "pages")}
        orphans = [numbered for blog_id, numbered in self.blogs.items() if blog_id not in self.bundle_of_blog]
        for index, span in enumerate(self.spans or [range(0)]):
            pages = self.pages[span.start : span.stop]
            names = dict.fromkeys(row["blog_id"] for _, row in pages)
            blogs = [self.blogs[name] for name in names if name in self.blogs] + (orphans if index == 0 else [])
            tables = {"blogs": _table("blogs", sorted(blogs, key=lambda numbered: numbered[0])), "pages": _table("pages", pages)}
            for name, stream in streams.items():
                tables[name] = _table(name, list(self._take(stream, index)))
            yield tables

    def _take(self, stream: _Stream, index: int) -> Iterator[Numbered]:
        """Take rows while they belong to this bundle, to one before it, or to none."""
        is_last = index >= len(self.spans) - 1
        while stream.next is not None:
            place = self._place(stream.next[1])
            if place is not None and place > index and not is_last:
                return
            yield stream.next
            stream.advance()

    def _place(self, row: Row) -> int | None:
        found = self.bundle_of_page.get(row.get("page_id", ""))
        if found is None and "entry_id" in row:
            found = self.bundle_of_blog.get(row["entry_id"].split("/", 1)[0])
        return found


def _spans(blogs: list[str]) -> list[range]:
    """Cut the pages into the shortest runs that keep each blog's pages together; `blogs` has each page's blog."""
    last = {blog_id: index for index, blog_id in enumerate(blogs)}
    spans: list[range] = []
    start = end = 0
    for index, blog_id in enumerate(blogs):
        end = max(end, last[blog_id])
        if index == end:
            spans.append(range(start, index + 1))
            start = end = index + 1
    return spans


class _Stream:
    """Rows with a look at the next one."""

    def __init__(self, rows: Iterator[Numbered]) -> None:
        self.rows = rows
        self.next = next(rows, None)

    def advance(self) -> None:
        self.next = next(self.rows, None)


def _table(name: str, rows: list[Numbered]) -> Table:
    return Table(name, f"{name}.csv", schemas.tables()[name].columns, [row for _, row in rows], [line for line, _ in rows])
