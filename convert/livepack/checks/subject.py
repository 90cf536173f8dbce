"""What is to be checked: the package's descriptor, files and tables, and the sources that it was made from."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.checks.files import Document, File, is_container, list_documents, need_warcio
from livepack.citation import is_dehydrated
from livepack.errors import UsageError
from livepack.findings import Finding, make_finding

Row = dict[str, str]
DESCRIPTOR = "datapackage.json"
MAX_DESCRIPTOR_BYTES = 64 * 1024 * 1024


@dataclass
class Table:
    """Rows of a table by column name, with the file's line of each, and how many rows stand before them."""

    name: str
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    before: int = 0

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Return each row with the line of the file at which it begins."""
        return zip(self.lines, self.rows, strict=True)


@dataclass
class Subject:
    """What one round of checks looks at: the package with some or all of its rows, and the sources if they are at hand.

    Attributes:
        folder: the package.
        descriptor: its datapackage.json, whatever that holds.
        files: the files that its resources name, by that name.
        tables: rows: none while the descriptor is checked, those of blogs and pages while pages are compared, and
            then those of some pages after the other, no blog cut in two.
        counts: how many rows each table has in the package.
        documents: the sources by digest; None if they are not at hand.
        sources: their folder.
        round: tells one validation from another, for what is read once in each.
        memory: what one check has worked out and others need too.
    """

    folder: Path
    descriptor: Any
    files: Mapping[str, File] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    documents: Mapping[str, Document] | None = None
    sources: Path | None = None
    round: float = field(default_factory=time.monotonic)
    memory: dict[str, Any] = field(init=False, default_factory=dict)

    @property
    def is_dehydrated(self) -> bool:
        """Whether the package says that the publisher's words were taken out of it."""
        return isinstance(self.descriptor, dict) and is_dehydrated(self.descriptor)

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table; empty if it is not there."""
        return self.tables[table].rows if table in self.tables else []

    @cached_property
    def by_id(self) -> dict[str, dict[str, Row]]:
        """Rows of every table with a single-column id, by that id."""
        found: dict[str, dict[str, Row]] = {}
        for name, table in schemas.tables().items():
            if table.id_column:
                found[name] = {row.get(table.id_column, ""): row for row in self.rows(name)}
        return found

    @cached_property
    def line_of(self) -> dict[str, dict[str, int]]:
        """The file's line of every row of those tables, by its id."""
        found: dict[str, dict[str, int]] = {}
        for name, table in schemas.tables().items():
            if table.id_column and name in self.tables:
                found[name] = {row.get(table.id_column, ""): line for line, row in self.tables[name].numbered()}
        return found

    def at(self, code: str, table: str, row_id: str, column: str = "", found: str = "") -> Finding:
        """Make a finding at a cell, with file and line."""
        return make_finding(
            code,
            found,
            table=table,
            row=row_id,
            field=column,
            file=f"{table}.csv",
            line=self.line_of.get(table, {}).get(row_id, 0),
        )

    def page_of(self, row: Row) -> str:
        """Return the id of the page that a row is from."""
        if "page_id" in row:
            return row["page_id"]
        entry = self.by_id["entries"].get(row.get("entry_id", ""), {})
        return entry.get("page_id", "")

    @cached_property
    def by_page(self) -> dict[str, dict[str, list[Row]]]:
        """Rows of every table but blogs and the ledger, by the page that they are from: table, then page id."""
        found: dict[str, dict[str, list[Row]]] = {}
        for name in schemas.tables():
            if name not in ("blogs", "ledger"):
                pages = found.setdefault(name, {})
                for row in self.rows(name):
                    pages.setdefault(self.page_of(row), []).append(row)
        return found

    @cached_property
    def _of_entry(self) -> dict[str, dict[str, list[Row]]]:
        found: dict[str, dict[str, list[Row]]] = {}
        for name in schemas.tables():
            if name not in ("blogs", "pages", "ledger"):
                entries = found.setdefault(name, {})
                for row in self.rows(name):
                    entries.setdefault(row.get("entry_id", ""), []).append(row)
        return found

    def shown_rows(self, table: str, page_id: str) -> list[Row]:
        """Return the rows of what a page shows: its own, and those of its posts whose row is from a newer capture."""
        entries = self.by_id["entries"]
        newer = [post for post in self.posts_of(page_id) if entries.get(post, {}).get("page_id", page_id) != page_id]
        own = self.by_page[table].get(page_id, [])
        return own + [row for post in sorted(newer) for row in self._of_entry[table].get(post, ())]

    @cached_property
    def _posts(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for page_id, rows in self.ledger.items():
            posts = found.setdefault(page_id, set())
            for _, span in rows:
                table = span["table_name"]
                row = self.by_id.get(table, {}).get(span["row_id"], {})
                posts.add(span["row_id"] if table == "entries" else row.get("entry_id", ""))
            posts.discard("")
        return found

    def posts_of(self, page_id: str) -> set[str]:
        """Return the ids of the posts that a page's ledger names, themselves or by what is in them."""
        return self._posts.get(page_id, set())

    def is_edited(self, page_id: str) -> bool:
        """Tell whether a newer capture says a post of a page otherwise, so that the page is not what the tables hold."""
        codes = {row["code"] for row in self.by_page["findings"].get(page_id, ())}
        return "entry-edited" in codes

    def document_of(self, page: Row) -> Document | None:
        """Return the document of a page, by its digest; of a record, the one in a container that has that digest."""
        digest, (_, mark, fragment) = page["source_sha256"], page["source_file"].partition("#")
        if self.documents is None or digest in self.documents or not mark:
            return (self.documents or {}).get(digest)
        known = self.memory.setdefault("records", {})
        if (digest, fragment) not in known:
            known[digest, fragment] = self._find_record(page, digest, fragment)
        found: Document | None = known[digest, fragment]
        return found

    def _find_record(self, page: Row, digest: str, fragment: str) -> Document | None:
        """Look for a record in the container of its name, then in all others: it may have another name now."""
        named = page["source_file"].partition("#")[0]
        files = sorted((self.documents or {}).values(), key=lambda document: document.path.name != Path(named).name)
        for file in files:
            document = Document(file.path, digest, file.others, fragment)
            if is_container(file.path) and hashlib.sha256(document.read()).hexdigest() == digest:
                return document
        return None

    @cached_property
    def texts(self) -> dict[str, str]:
        """The document of every page whose source is at hand and decodes, by page id."""
        found: dict[str, str] = {}
        for page in self.rows("pages"):
            document = self.document_of(page)
            text = decode(document.read(), page["source_encoding"]) if document else None
            if text is not None:
                found[page["page_id"]] = text
        return found

    @cached_property
    def kinds(self) -> dict[str, str]:
        """What the document of every such page is, by page id: text, html or json."""
        pages = self.by_id["pages"]
        return {page_id: _kind(pages[page_id]["source_file"], text) for page_id, text in self.texts.items()}

    @cached_property
    def ledger(self) -> dict[str, list[tuple[int, Row]]]:
        """The ledger's rows with their file lines, by page id."""
        found: dict[str, list[tuple[int, Row]]] = {}
        if "ledger" in self.tables:
            for line, row in self.tables["ledger"].numbered():
                found.setdefault(row["page_id"], []).append((line, row))
        return found

    @cached_property
    def _spans(self) -> dict[tuple[str, str], list[tuple[int, Row, tuple[int, int]]]]:
        found: dict[tuple[str, str], list[tuple[int, Row, tuple[int, int]]]] = {}
        for page_id, rows in self.ledger.items():
            for line, row in rows:
                ends = ends_of(row)
                if ends is not None:
                    found.setdefault((page_id, row["disposition"]), []).append((line, row, ends))
        return found

    def spans_of(self, page_id: str, disposition: str) -> list[tuple[int, Row, tuple[int, int]]]:
        """Return the ledger's rows of a page with one disposition: file line, row, and where it begins and ends.

        Rows that do not say in digits where they stand are left out.
        """
        return self._spans.get((page_id, disposition), [])

    @cached_property
    def rules_named(self) -> dict[str, set[str]]:
        """The rules that the ledger of every page names, by page id."""
        return {page_id: {row["rule"] for _, row in rows if row["rule"]} for page_id, rows in self.ledger.items()}


def number_of(text: str) -> int:
    """Return an integer cell's value, 0 for one that is none: that is the business of check_types."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 18 else 0


def ends_of(span: Row) -> tuple[int, int] | None:
    """Return where a row of the ledger begins and ends; None if it does not say so in digits."""
    start, end = span["start_char"], span["end_char"]
    if not (start.isdecimal() and end.isdecimal() and (start + end).isascii() and len(start) < 18 and len(end) < 18):
        return None
    first, last = int(start), int(end)
    return (first, last) if last and (first or start == "0") else None


_HTML_START = re.compile(r"\s*(?:<!doctype|<!--|<[a-z][a-z0-9-]*[\s>])", re.IGNORECASE)
_HTML_NAME = re.compile(r"\.x?html?$", re.IGNORECASE)
_JSON_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]]|-?[0-9][0-9.eE+-]*\s*(?:,|\]\s*\Z)))')


def _kind(name: str, text: str) -> str:
    """Tell what a document is by what it begins with, and by its name where that does not tell.

    JSON is told by its first two signs: a page may begin with a bracket, as `[1]Skip to content`.
    """
    start = text[:2000].lower()
    if _JSON_START.match(text) is not None or (start.lstrip()[:1] in ("{", "[") and name.lower().endswith(".json")):
        return "json"
    if _HTML_START.match(text) is not None or "<html" in start or ("<" in start and _HTML_NAME.search(name)):
        return "html"
    return "text"


def decode(data: bytes, encoding: str) -> str | None:
    """Decode a source as the design says: byte-order mark removed, CRLF and CR made LF; None if it cannot be."""
    try:
        text = data.decode(encoding)
    except (LookupError, ValueError):  # a codec that is none of texts, or bytes that are not in it
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def open_subject(folder: Path, sources: Path | None) -> Subject:
    """Read a package's descriptor and list the sources; no table is read.

    Raises:
        UsageError: the folder or the descriptor is missing or unreadable, the descriptor is not JSON, or `sources`
            is not a folder.
    """
    documents = list_documents(sources) if sources is not None else None
    need_warcio(documents or {})
    return Subject(folder, _load_descriptor(folder), documents=documents, sources=sources)


def _load_descriptor(folder: Path) -> Any:
    path = folder / DESCRIPTOR
    advice = "name the folder of a package: the one that holds datapackage.json"
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder), advice=advice)
    if path.exists() and not path.is_file():
        raise UsageError("the descriptor is no file", where=str(path), advice=advice)
    try:
        if path.stat().st_size > MAX_DESCRIPTOR_BYTES:
            raise UsageError(
                "the descriptor is too large", where=str(path), found=f"{path.stat().st_size} bytes", advice=advice
            )
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            "the descriptor cannot be read", where=str(path), found=error.strerror or str(error), advice=advice
        ) from None
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(
            "the descriptor is not JSON", where=str(path), found=str(error)[:100], advice="build the package again"
        ) from None


def resources_of(descriptor: Any) -> list[dict[str, Any]]:
    """Return the resources of a descriptor, as far as they are objects."""
    found = descriptor.get("resources") if isinstance(descriptor, dict) else None
    return [resource for resource in found if isinstance(resource, dict)] if isinstance(found, list) else []
