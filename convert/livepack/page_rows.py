"""The rows of one page: its own, its posts and their children, its findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from livepack import rules, schemas
from livepack.containers import facts_of
from livepack.findings import shorten
from livepack.identity import Naming, Post
from livepack.page import Embed, Entry, Image, Page, Paragraph, Remark
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
    oddities: tuple[tuple[str, str], ...] = ()
    duplicates: tuple[str, ...] = ()
    stated: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, page: Page) -> Capture:
        """Keep what the tables need of a source that was read."""
        lines = tuple(source.document.count("\n", 0, remark.start) + 1 for remark in page.remarks)
        return cls(
            source.name,
            source.sha256,
            source.size,
            len(source.document),
            source.encoding,
            source.newline,
            page,
            lines,
            source.oddities,
            stated=source.stated,
        )

    def facts(self, seeds: Seeds) -> dict[str, Any]:
        """Return what seeds.yaml says of the document, and where it says nothing, what its container does."""
        return {**self.stated, **facts_of(seeds.documents, self.name)}


@dataclass
class Blog:
    """A blog's captures from the oldest to the newest, and the names of its posts."""

    blog_id: str
    is_guessed: bool
    captures: list[Capture]
    naming: Naming


def cell_text(value: Any) -> str:
    """Return a value as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def finding_row(
    code: str, page_id: str = "", cell: tuple[str, str, str] = ("", "", ""), found: str = "", line: int = 0
) -> Row:
    """Return a row of the table findings; `cell` is table, row and column, `line` a line of the page's document."""
    kind = schemas.finding_types()[code]
    return {
        "page_id": page_id,
        "table_name": cell[0],
        "row_id": cell[1],
        "field_name": cell[2],
        "code": code,
        "level": kind.level,
        "source_line": str(line or ""),
        "message": kind.message.replace("{found}", shorten(found)),
    }


class PageRows:
    """The rows of one page."""

    def __init__(self, capture: Capture, blog: Blog, index: int, page_id: str) -> None:
        self.capture = capture
        self.page = capture.page
        self.blog = blog
        self.index = index
        self.page_id = page_id
        posts = [Post(index, number) for number in range(1, len(capture.page.entries) + 1)]
        self._ids = [blog.naming.ids[post] for post in posts]
        self._shown = [blog.naming.newest[name] == post for name, post in zip(self._ids, posts, strict=True)]

    def entry_id(self, entry: int) -> str:
        """Return the id of the page's nth post."""
        return self._ids[entry - 1]

    def is_shown(self, entry: int) -> bool:
        """Tell whether this capture is the newest that shows the post, so that the post's row is from here."""
        return entry == 0 or self._shown[entry - 1]

    def is_newest(self) -> bool:
        """Tell whether this capture is the blog's newest, so that the blog's row is from here."""
        return self.index == len(self.blog.captures) - 1

    def row_id(self, table: str, entry: int, child: int) -> str:
        """Return the id of the row that a span names; empty if it names none."""
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
                {
                    "key_point_id": f"{self.page_id}/k{position}",
                    "page_id": self.page_id,
                    "position": str(position),
                    "text": text,
                }
            )
        self._add_contributors(tables, 0, page.contributors)
        self._add_blocks(tables, 0, page.blocks)
        for number, entry in enumerate(page.entries, start=1):
            if self.is_shown(number):
                tables["entries"].append(self._entry_row(number, entry))
                self._add_contributors(tables, number, entry.contributors)
                self._add_blocks(tables, number, entry.blocks)
        if self.blog.is_guessed:
            findings.append(finding_row("blog-guessed", self.page_id, ("pages", self.page_id, "blog_id")))
        recalled = self._recalled()
        if recalled:
            findings.append(finding_row("rule-recalled", self.page_id, ("pages", self.page_id, "reader"), recalled))
        cell = ("pages", self.page_id, "source_encoding")
        findings += [finding_row(code, self.page_id, cell, found) for code, found in self.capture.oddities]
        findings += [
            finding_row("duplicate-source", self.page_id, ("pages", self.page_id, "source_file"), name)
            for name in self.capture.duplicates
        ]
        findings += [
            self._remark_row(remark, line) for remark, line in zip(page.remarks, self.capture.lines, strict=True)
        ]
        for number, entry in enumerate(page.entries, start=1):
            if not self.is_shown(number) and self._is_edited(number, entry):
                cell = ("entries", self.entry_id(number), "text")
                findings.append(finding_row("entry-edited", self.page_id, cell, f"{self.capture.name}, post {number}"))

    def _recalled(self) -> str:
        blocks = chain(self.page.blocks, *(entry.blocks for entry in self.page.entries))
        providers = [block.provider_name for block in blocks if isinstance(block, Embed) and block.provider_name]
        named = {span.rule for span in self.page.ledger if span.rule}
        return rules.recalled(named, providers)

    def _is_edited(self, number: int, entry: Entry) -> bool:
        newest = self.blog.naming.newest[self.entry_id(number)]
        shown = self.blog.captures[newest.capture].page.entries[newest.entry - 1]
        return (entry.headline, entry.blocks) != (shown.headline, shown.blocks)

    def _remark_row(self, remark: Remark, line: int) -> Row:
        cell = (remark.table, self.row_id(remark.table, remark.entry, remark.child), remark.field)
        if remark.child and not self.is_shown(remark.entry):
            cell = ("entries", self.entry_id(remark.entry), "")  # the newer capture may not show that child
        return finding_row(remark.code, self.page_id, cell, remark.found, line)

    def _entry_row(self, number: int, entry: Entry) -> Row:
        time = entry.published
        first = entry.contributors[0] if entry.contributors else None
        text = "\n\n".join(block.text for block in entry.blocks if isinstance(block, Paragraph))
        return {
            "entry_id": self.entry_id(number),
            "blog_id": self.blog.blog_id,
            "page_id": self.page_id,
            "position": str(number),
            "list_number": cell_text(entry.list_number),
            "identifier": entry.identifier,
            "url": entry.url,
            "language": entry.language,
            "headline": entry.headline,
            "subheading": entry.subheading,
            "author_name": first.name if first else "",
            "author_role": first.role if first else "",
            "published": time.instant,
            "published_local": time.local,
            "utc_offset": time.offset,
            "published_date": time.date,
            "published_text": time.text,
            "published_precision": time.precision,
            "published_basis": time.basis,
            "first_published": entry.first_published,
            "updated": entry.updated,
            "is_breaking": cell_text(entry.is_breaking),
            "is_pinned": cell_text(entry.is_pinned),
            "is_key_event": cell_text(entry.is_key_event),
            "is_summary": cell_text(entry.is_summary),
            "text": text,
            "word_count": str(len(text.split())),
        }

    def _add_contributors(self, tables: Tables, entry: int, contributors: Iterable[Any]) -> None:
        for position, contributor in enumerate(contributors, start=1):
            tables["contributors"].append(
                {
                    "contributor_id": self.row_id("contributors", entry, position),
                    "page_id": self.page_id,
                    "entry_id": self.entry_id(entry) if entry else "",
                    "position": str(position),
                    "name": contributor.name,
                    "role": contributor.role,
                    "url": contributor.url,
                }
            )

    def _add_blocks(self, tables: Tables, entry: int, blocks: Iterable[Any]) -> None:
        positions = {"paragraphs": 0, "embeds": 0, "images": 0}
        links = 0
        entry_id = self.entry_id(entry) if entry else ""
        for block_number, block in enumerate(blocks, start=1):
            table = {Paragraph: "paragraphs", Embed: "embeds", Image: "images"}[type(block)]
            positions[table] += 1
            row: Row = {
                f"{table[:-1]}_id": self.row_id(table, entry, positions[table]),
                "entry_id": entry_id,
                "position": str(positions[table]),
                "block": str(block_number),
            }
            if table != "paragraphs":
                row |= {"page_id": self.page_id, "after_paragraph": str(positions["paragraphs"])}
            row |= {name: cell_text(value) for name, value in block._asdict().items() if name != "links"}
            tables[table].append(row)
            for link in block.links if isinstance(block, Paragraph) else ():
                links += 1
                tables["links"].append(
                    {
                        "link_id": self.row_id("links", entry, links),
                        "entry_id": entry_id,
                        "paragraph_id": row["paragraph_id"],
                        "start_char": str(link.start),
                        "end_char": str(link.end),
                        "text": block.text[link.start : link.end],
                        "url": link.url,
                        "is_external": cell_text(link.is_external),
                    }
                )


def page_row(rows: PageRows, seeds: Seeds) -> Row:
    """Return the page's own row; its counts and bounds are filled in later."""
    capture, page = rows.capture, rows.page
    facts = capture.facts(seeds)
    blog_facts = seeds.blogs.get(rows.blog.blog_id, {})
    columns = schemas.tables()["pages"].columns
    curated = [f"blogs.{name}" for name in schemas.tables()["blogs"].columns if name in blog_facts]
    curated += [f"pages.{name}" for name in columns if name in facts]
    return {
        "page_id": rows.page_id,
        "blog_id": rows.blog.blog_id,
        "title": cell_text(facts.get("title", page.title)),
        "url": cell_text(facts.get("url", page.url)),
        "archived_url": cell_text(facts.get("archived_url", page.archived_url)),
        "captured": cell_text(facts.get("captured", page.captured)),
        "page_number": cell_text(facts.get("page_number", page.page_number)),
        "language": cell_text(facts.get("language", page.language)),
        "time_zone": cell_text(facts.get("time_zone", page.time_zone)),
        "entry_count": str(len(page.entries)),
        "reader": page.reader,
        "source_file": capture.name,
        "source_sha256": capture.sha256,
        "source_bytes": str(capture.size),
        "source_length": str(capture.length),
        "source_encoding": capture.encoding,
        "source_newline": capture.newline,
        "rights": cell_text(facts.get("rights")),
        "curated": " ".join(curated),
        "not_in_source": " ".join(page.not_in_source),
    }
