"""Makes the package's rows of pages: names them, joins captures of one blog, counts and derives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from livepack import schemas
from livepack.findings import shorten
from livepack.identity import Naming, Post, is_newest_first, name_entries, page_id_for
from livepack.page import FIELD, WITNESS, Embed, Entry, Image, Page, Paragraph, Remark
from livepack.seeds import Seeds
from livepack.source import Source

Row = dict[str, str]
Tables = dict[str, list[Row]]

_LETTERS = {"key_points": "k", "paragraphs": "p", "images": "i", "embeds": "m", "contributors": "c", "links": "l"}


@dataclass(frozen=True)
class Capture:
    """A page and the facts of its source that the tables need; the document itself is left behind."""

    name: str
    sha256: str
    size: int
    length: int
    encoding: str
    newline: str
    page: Page
    lines: tuple[int, ...] = ()
    duplicates: tuple[str, ...] = ()

    @classmethod
    def of(cls, source: Source, page: Page) -> Capture:
        """Keep what the tables need of a source that was read."""
        lines = tuple(source.document.count("\n", 0, remark.start) + 1 for remark in page.remarks)
        return cls(
            source.name, source.sha256, source.size, len(source.document), source.encoding, source.newline, page, lines
        )


@dataclass
class _Blog:
    """A blog's captures from the oldest to the newest, and the names of its posts."""

    blog_id: str
    is_guessed: bool
    captures: list[Capture]
    naming: Naming


def make_tables(captures: Sequence[Capture], seeds: Seeds) -> Tables:
    """Make every table of the package.

    Args:
        captures: the pages, in any order; no two with the same digest.
        seeds: what people know about them.

    Returns:
        The rows of every table, in the order of the package; a cell is text, empty where there is no value.
    """
    tables: Tables = {name: [] for name in schemas.tables()}
    blogs = _group(captures, seeds)
    pages = _pages(blogs, seeds)
    findings: list[Row] = []
    if not seeds.package:
        findings.append(_finding("package-defaults"))
    for page in pages:
        page.add_to(tables, findings)
        tables["pages"].append(_page_row(page, seeds))
    ids = {name: {row[table.id_column] for row in tables[name]} for name, table in schemas.tables().items() if table.id_column}
    tables["ledger"] = [row for page in pages for row in _ledger_rows(page, ids)]
    for number, row in enumerate(findings, start=1):
        tables["findings"].append({"finding_id": f"f{number}", **row})
    _count(tables)
    of_blog, posts = _by(tables["pages"], "blog_id"), _by(tables["entries"], "blog_id")
    tables["blogs"] = [_blog_row(blog, seeds, of_blog[blog.blog_id], posts.get(blog.blog_id, [])) for blog in blogs]
    return tables


def _group(captures: Sequence[Capture], seeds: Seeds) -> list[_Blog]:
    groups: dict[str, list[Capture]] = {}
    guessed: set[str] = set()
    for capture in captures:
        facts = seeds.documents.get(capture.name, {})
        blog_id = str(facts.get("blog") or capture.page.blog_identifier)
        if not blog_id:
            blog_id = _page_id(capture, seeds)
            guessed.add(blog_id)
        groups.setdefault(blog_id, []).append(capture)
    blogs = []
    for blog_id in sorted(groups):
        ordered = sorted(groups[blog_id], key=lambda capture: _age(capture, seeds))
        naming = name_entries(blog_id, [capture.page for capture in ordered])
        blogs.append(_Blog(blog_id, blog_id in guessed, ordered, naming))
    return blogs


def _age(capture: Capture, seeds: Seeds) -> tuple[str, int, str]:
    """Sort captures from the oldest: by capture time, then later pages (older posts) first, then by name."""
    facts = seeds.documents.get(capture.name, {})
    number = facts.get("page_number") or capture.page.page_number or 0
    return (str(facts.get("captured", "")), -int(number), capture.name)


def _page_id(capture: Capture, seeds: Seeds) -> str:
    facts = seeds.documents.get(capture.name, {})
    return str(facts.get("id") or page_id_for(capture.sha256))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _finding(code: str, page_id: str = "", cell: tuple[str, str, str] = ("", "", ""), found: str = "", line: int = 0) -> Row:
    """Return a row of the table findings; `cell` is table, row and column, `line` a line of the page's document."""
    kind = schemas.finding_types()[code]
    return {
        "page_id": page_id, "table_name": cell[0], "row_id": cell[1], "field_name": cell[2], "code": code,
        "level": kind.level, "source_line": str(line or ""), "message": kind.message.replace("{found}", shorten(found)),
    }


class _PageRows:
    """The rows of one page."""

    def __init__(self, capture: Capture, blog: _Blog, index: int, page_id: str) -> None:
        self.capture = capture
        self.page = capture.page
        self.blog = blog
        self.index = index
        self.page_id = page_id

    def entry_id(self, entry: int) -> str:
        return self.blog.naming.ids[Post(self.index, entry)]

    def is_shown(self, entry: int) -> bool:
        """Tell whether this capture is the newest that shows the post, so that the post's row is from here."""
        return entry == 0 or self.blog.naming.newest[self.entry_id(entry)] == Post(self.index, entry)

    def row_id(self, table: str, entry: int, child: int) -> str:
        if not table:
            return ""
        if table == "blogs":
            return self.blog.blog_id
        base = self.entry_id(entry) if entry else self.page_id
        return f"{base}/{_LETTERS[table]}{child}" if child else base

    def add_to(self, tables: Tables, findings: list[Row]) -> None:
        """Add the rows of the page's posts and their children, and its findings."""
        page = self.page
        for position, text in enumerate(page.key_points, start=1):
            tables["key_points"].append(
                {"key_point_id": f"{self.page_id}/k{position}", "page_id": self.page_id, "position": str(position), "text": text}
            )
        self._add_contributors(tables, 0, page.contributors)
        self._add_blocks(tables, 0, page.blocks)
        for number, entry in enumerate(page.entries, start=1):
            if self.is_shown(number):
                tables["entries"].append(self._entry_row(number, entry))
                self._add_contributors(tables, number, entry.contributors)
                self._add_blocks(tables, number, entry.blocks)
        if self.blog.is_guessed:
            findings.append(_finding("blog-guessed", self.page_id, ("pages", self.page_id, "blog_id")))
        findings += [
            _finding("duplicate-source", self.page_id, ("pages", self.page_id, "source_file"), name)
            for name in self.capture.duplicates
        ]
        findings += [self._remark_row(remark, line) for remark, line in zip(page.remarks, self.capture.lines, strict=True)]
        for number, entry in enumerate(page.entries, start=1):
            if not self.is_shown(number) and self._is_edited(number, entry):
                cell = ("entries", self.entry_id(number), "text")
                findings.append(_finding("entry-edited", self.page_id, cell, f"{self.capture.name}, post {number}"))

    def _is_edited(self, number: int, entry: Entry) -> bool:
        newest = self.blog.naming.newest[self.entry_id(number)]
        shown = self.blog.captures[newest.capture].page.entries[newest.entry - 1]
        return (entry.headline, entry.blocks) != (shown.headline, shown.blocks)

    def _remark_row(self, remark: Remark, line: int) -> Row:
        row_id = self.row_id(remark.table, remark.entry, remark.child)
        return _finding(remark.code, self.page_id, (remark.table, row_id, remark.field), remark.found, line)

    def _entry_row(self, number: int, entry: Entry) -> Row:
        time = entry.published
        first = entry.contributors[0] if entry.contributors else None
        text = "\n\n".join(block.text for block in entry.blocks if isinstance(block, Paragraph))
        return {
            "entry_id": self.entry_id(number), "blog_id": self.blog.blog_id, "page_id": self.page_id,
            "position": str(number), "list_number": _text(entry.list_number), "identifier": entry.identifier,
            "url": entry.url, "language": entry.language, "headline": entry.headline, "subheading": entry.subheading,
            "author_name": first.name if first else "", "author_role": first.role if first else "",
            "published": time.instant, "published_local": time.local, "utc_offset": time.offset,
            "published_date": time.date, "published_text": time.text, "published_precision": time.precision,
            "published_basis": time.basis, "first_published": entry.first_published, "updated": entry.updated,
            "is_breaking": _text(entry.is_breaking), "is_pinned": _text(entry.is_pinned),
            "is_key_event": _text(entry.is_key_event), "is_summary": _text(entry.is_summary),
            "text": text, "word_count": str(len(text.split())),
        }

    def _add_contributors(self, tables: Tables, entry: int, contributors: Iterable[Any]) -> None:
        for position, contributor in enumerate(contributors, start=1):
            tables["contributors"].append({
                "contributor_id": self.row_id("contributors", entry, position), "page_id": self.page_id,
                "entry_id": self.entry_id(entry) if entry else "", "position": str(position),
                "name": contributor.name, "role": contributor.role, "url": contributor.url,
            })

    def _add_blocks(self, tables: Tables, entry: int, blocks: Iterable[Any]) -> None:
        positions = {"paragraphs": 0, "embeds": 0, "images": 0}
        links = 0
        entry_id = self.entry_id(entry) if entry else ""
        for block_number, block in enumerate(blocks, start=1):
            table = {Paragraph: "paragraphs", Embed: "embeds", Image: "images"}[type(block)]
            positions[table] += 1
            row: Row = {
                f"{table[:-1]}_id": self.row_id(table, entry, positions[table]), "entry_id": entry_id,
                "position": str(positions[table]), "block": str(block_number),
            }
            if table != "paragraphs":
                row |= {"page_id": self.page_id, "after_paragraph": str(positions["paragraphs"])}
            row |= {name: _text(value) for name, value in block._asdict().items() if name != "links"}
            tables[table].append(row)
            for link in block.links if isinstance(block, Paragraph) else ():
                links += 1
                tables["links"].append({
                    "link_id": self.row_id("links", entry, links), "entry_id": entry_id,
                    "paragraph_id": row["paragraph_id"], "start_char": str(link.start), "end_char": str(link.end),
                    "text": block.text[link.start : link.end], "url": link.url, "is_external": _text(link.is_external),
                })


def _page_row(rows: _PageRows, seeds: Seeds) -> Row:
    capture, page = rows.capture, rows.page
    facts = seeds.documents.get(capture.name, {})
    blog_facts = seeds.blogs.get(rows.blog.blog_id, {})
    columns = schemas.tables()["pages"].columns
    curated = [f"blogs.{name}" for name in schemas.tables()["blogs"].columns if name in blog_facts]
    curated += [f"pages.{name}" for name in columns if name in facts]
    return {
        "page_id": rows.page_id, "blog_id": rows.blog.blog_id,
        "title": _text(facts.get("title", page.title)), "url": _text(facts.get("url", page.url)),
        "archived_url": _text(facts.get("archived_url")), "captured": _text(facts.get("captured")),
        "page_number": _text(facts.get("page_number", page.page_number)),
        "language": _text(facts.get("language", page.language)),
        "time_zone": _text(facts.get("time_zone", page.time_zone)),
        "entry_count": str(len(page.entries)), "reader": page.reader, "source_file": capture.name,
        "source_sha256": capture.sha256, "source_bytes": str(capture.size), "source_length": str(capture.length),
        "source_encoding": capture.encoding, "source_newline": capture.newline, "rights": _text(facts.get("rights")),
        "curated": " ".join(curated), "not_in_source": " ".join(page.not_in_source),
    }


def _pages(blogs: list[_Blog], seeds: Seeds) -> list[_PageRows]:
    """Return the pages in the order of their rows, by source file."""
    pages = [
        _PageRows(capture, blog, index, _page_id(capture, seeds))
        for blog in blogs
        for index, capture in enumerate(blog.captures)
    ]
    return sorted(pages, key=lambda page: page.capture.name)


def _ledger_rows(rows: _PageRows, ids: dict[str, set[str]]) -> Iterable[Row]:
    page_id = rows.page_id
    for span in rows.page.ledger:
        row: Row = {"page_id": page_id, "start_char": str(span.start), "end_char": str(span.end), "disposition": span.disposition}
        if span.table:
            table, field, disposition = span.table, span.field, span.disposition
            row_id = rows.row_id(table, span.entry, span.child)
            if not rows.is_shown(span.entry):
                if disposition == FIELD:
                    row["disposition"] = WITNESS
                if row_id not in ids[table] and disposition == FIELD:
                    table, row_id, field = "entries", rows.entry_id(span.entry), "text"
                elif row_id not in ids[table]:
                    table = row_id = field = ""  # furniture of something that the newest capture does not show
            row |= {"table_name": table, "row_id": row_id, "field_name": field}
        if span.part:
            row["part"] = str(span.part)
        if span.decode:
            row["decode"] = span.decode
        if span.rule:
            row["rule"] = span.rule
        yield row


def _count(tables: Tables) -> None:
    """Fill the counts and the earliest and latest instants of entries and pages."""
    for table, column in (("paragraphs", "paragraph_count"), ("embeds", "embed_count"), ("images", "image_count")):
        of_entry = _tally(tables[table], "entry_id")
        for row in tables["entries"]:
            row[column] = str(of_entry.get(row["entry_id"], 0))
    for table, column in (("embeds", "embed_count"), ("images", "image_count")):
        of_page = _tally(tables[table], "page_id")
        for row in tables["pages"]:
            row[column] = str(of_page.get(row["page_id"], 0))
    entries = _by(tables["entries"], "page_id")
    for row in tables["pages"]:
        row.update(_bounds(entries.get(row["page_id"], ())))


def _tally(rows: Iterable[Row], column: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row[column]] = found.get(row[column], 0) + 1
    return found


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _bounds(entries: Iterable[Row]) -> Row:
    instants = sorted(entry["published"] for entry in entries if entry["published"])
    return {"earliest_published": instants[0], "latest_published": instants[-1]} if instants else {}


def _blog_row(blog: _Blog, seeds: Seeds, pages: list[Row], entries: list[Row]) -> Row:
    facts = seeds.blogs.get(blog.blog_id, {})
    newest = blog.captures[-1].page
    stated = facts.get("pages_stated", newest.pages_stated)
    row = {
        "blog_id": blog.blog_id, "title": _text(facts.get("title", newest.title)),
        "publisher": _text(facts.get("publisher", newest.publisher)), "url": _text(facts.get("url")),
        "language": common_value(page["language"] for page in pages),
        "time_zone": common_value(page["time_zone"] for page in pages),
        "section": _text(facts.get("section")), "topic": _text(facts.get("topic")),
        "coverage_start": _text(facts.get("coverage_start")), "coverage_end": _text(facts.get("coverage_end")),
        "pages_stated": _text(stated), "pages_held": str(len(pages)), "entry_count": str(len(entries)),
    }
    row["representation"] = str(facts.get("representation") or representation(row, pages))
    return row | _bounds(entries)


def common_value(values: Iterable[str]) -> str:
    """Return the value that all share; empty if they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def representation(blog: Row, pages: Sequence[Row]) -> str:
    """Return whether the package holds a blog in full: by the pages that the publisher states, else unknown."""
    if not blog["pages_stated"]:
        return "unknown"
    numbers = {page["page_number"] for page in pages if page["page_number"]}
    held = len(numbers) if numbers else len(pages)
    return "full" if held >= int(blog["pages_stated"]) else "partial"


__all__ = ["Capture", "Row", "Tables", "common_value", "is_newest_first", "make_tables", "representation"]
