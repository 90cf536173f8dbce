"""Loads what is to be checked: the package's files and tables, and the sources that it was made from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.errors import UsageError
from livepack.findings import Finding, make_finding

Row = dict[str, str]
DESCRIPTOR = "datapackage.json"
MAX_DESCRIPTOR_BYTES = 64 * 1024 * 1024
csv.field_size_limit(2**31 - 1)


@dataclass
class Table:
    """A table as it stands in its file: rows by column name, and the file's line of each."""

    name: str
    file: str
    header: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Return each row with the line of the file at which it begins."""
        return zip(self.lines, self.rows, strict=True)


@dataclass
class Document:
    """A source as the checks read it again."""

    path: Path
    data: bytes
    sha256: str
    others: list[Path] = field(default_factory=list)  # files with the same bytes


@dataclass
class Subject:
    """A package to be checked, and the sources if they are at hand.

    `structure` holds what is wrong with the files themselves; while it holds errors, the checks that need whole
    tables are left out.
    """

    folder: Path
    descriptor: Any
    files: dict[str, bytes]
    tables: dict[str, Table]
    structure: list[Finding]
    documents: dict[str, Document] | None = None
    sources: Path | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all tables could be loaded as the schemas say."""
        return self.tables.keys() == schemas.tables().keys() and not any(f.level == "error" for f in self.structure)

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
    def texts(self) -> dict[str, str]:
        """The document of every page whose source is at hand and decodes, by page id."""
        found: dict[str, str] = {}
        for page in self.rows("pages"):
            document = (self.documents or {}).get(page["source_sha256"])
            text = decode(document.data, page["source_encoding"]) if document else None
            if text is not None:
                found[page["page_id"]] = text
        return found

    @cached_property
    def ledger(self) -> dict[str, list[tuple[int, Row]]]:
        """The ledger's rows with their file lines, by page id."""
        found: dict[str, list[tuple[int, Row]]] = {}
        if "ledger" in self.tables:
            for line, row in self.tables["ledger"].numbered():
                found.setdefault(row["page_id"], []).append((line, row))
        return found


def number_of(text: str) -> int:
    """Return an integer cell's value, 0 for one that is none: that is the business of check_types."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 18 else 0


def ends_of(span: Row) -> tuple[int, int] | None:
    """Return where a row of the ledger begins and ends; None if it does not say so in digits."""
    start, end = span["start_char"], span["end_char"]
    if (start == "0" or number_of(start)) and number_of(end):
        return int(start), int(end)
    return None


_OTHER_START = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<!--|[{\[])", re.IGNORECASE)


def is_text_copy(text: str) -> bool:
    """Tell a text copy from HTML and JSON, by what the document begins with."""
    return _OTHER_START.match(text) is None


def decode(data: bytes, encoding: str) -> str | None:
    """Decode a source as the design says: byte-order mark removed, CRLF and CR made LF; None if it cannot be."""
    try:
        text = data.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def load_subject(folder: Path, sources: Path | None) -> Subject:
    """Load a package and its sources.

    Raises:
        UsageError: the folder or the descriptor is missing or unreadable, the descriptor is not JSON, or `sources`
            is not a folder.
    """
    descriptor = _load_descriptor(folder)
    files: dict[str, bytes] = {}
    structure: list[Finding] = []
    tables: dict[str, Table] = {}
    for name, path in _table_paths(descriptor):
        try:
            data = (folder / path).read_bytes()
        except OSError as error:
            structure.append(make_finding("file-missing", f"{path}: {error.strerror}", table=name, file=path))
            continue
        files[path] = data
        table, findings = load_table(name, path, data)
        tables[name] = table
        structure += findings
    named = {resource.get("name") for resource in resources_of(descriptor)}
    for name in schemas.tables():
        if name not in named:
            structure.append(make_finding("table-missing", name, table=name, file=DESCRIPTOR))
    documents = load_documents(sources) if sources is not None else None
    return Subject(folder, descriptor, files, tables, structure, documents, sources)


def _load_descriptor(folder: Path) -> Any:
    path = folder / DESCRIPTOR
    advice = "name the folder of a package: the one that holds datapackage.json"
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder), advice=advice)
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


def _table_paths(descriptor: Any) -> Iterable[tuple[str, str]]:
    """Return name and path of every resource that is one of livepack's tables and stays in the package."""
    seen: set[str] = set()
    for resource in resources_of(descriptor):
        name, path = resource.get("name"), resource.get("path")
        if (
            isinstance(name, str)
            and isinstance(path, str)
            and name in schemas.tables()
            and name not in seen
            and is_safe(path)
        ):
            seen.add(name)
            yield name, path


def is_safe(path: str) -> bool:
    """Tell whether a path stays inside the package."""
    return (
        bool(path)
        and not path.startswith(("/", "\\", "~"))
        and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) is None
        and "\\" not in path
        and "\0" not in path
        and ".." not in path.split("/")
    )


def load_table(name: str, path: str, data: bytes) -> tuple[Table, list[Finding]]:
    """Read a CSV file strictly; what is wrong with its form comes back as findings."""
    table = Table(name, path)
    findings: list[Finding] = []

    def broken(found: str, line: int) -> None:
        findings.append(make_finding("csv-broken", found, table=name, file=path, line=line))

    if data.startswith(b"\xef\xbb\xbf"):
        broken("a byte-order mark", 1)
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken(f"byte 0x{data[error.start]:02x} is not UTF-8", data[: error.start].count(b"\n") + 1)
        return table, findings
    if text and not text.endswith("\n"):
        broken("no line end after the last row", text.count("\n") + 1)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = schemas.tables()[name].columns
    start = 1
    try:
        for number, cells in enumerate(reader):
            line, start = start, reader.line_num + 1
            if number == 0:
                table.header = tuple(cells)
                if table.header != columns:
                    findings.append(
                        make_finding(
                            "header-differs", _header_fault(table.header, columns), table=name, file=path, line=line
                        )
                    )
            elif len(cells) != len(table.header):
                found = "no cell: the line is blank" if not cells else f"{len(cells)} cells, not {len(table.header)}"
                findings.append(make_finding("row-length", found, table=name, file=path, line=line))
            else:
                table.rows.append(dict(zip(table.header, cells, strict=True)))
                table.lines.append(line)
    except csv.Error as error:
        broken(str(error), reader.line_num)
    if not table.header and not findings:
        findings.append(make_finding("header-differs", "there is none", table=name, file=path, line=1))
    for found, line in _bad_bytes(data):
        broken(found, line)
    if not findings and (line := _needless_quotes(table, text)):
        broken("cells are quoted that need not be", line)
    return table, findings


def _bad_bytes(data: bytes) -> Iterator[tuple[str, int]]:
    """Return what a table's bytes may not hold, each with the line at which it first stands."""
    for byte, words in ((b"\r", "a carriage return; lines end with LF alone"), (b"\0", "a NUL")):
        if byte in data:
            yield words, data[: data.index(byte)].count(b"\n") + 1


def _needless_quotes(table: Table, text: str) -> int:
    """Return the first line that minimal quoting would write otherwise; 0 if there is none."""
    again = io.StringIO()
    csv.writer(again, lineterminator="\n").writerows([table.header, *(row.values() for row in table.rows)])
    if again.getvalue() == text:
        return 0
    lines = zip(again.getvalue().split("\n"), text.split("\n"), strict=False)
    return next((number for number, (a, b) in enumerate(lines, start=1) if a != b), 1)


def _header_fault(found: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    repeated = sorted({name for name in found if found.count(name) > 1})
    if repeated:
        return f"{', '.join(repeated)} stands twice"
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    if missing:
        return f"without {', '.join(missing)}" + (f", with {', '.join(extra)}" if extra else "")
    return f"with {', '.join(extra)}" if extra else "in another order"


def load_documents(folder: Path) -> dict[str, Document]:
    """Read every file of the sources folder; returns them by digest.

    Raises:
        UsageError: it is not a folder, or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(
            "the sources are not a folder", where=str(folder), advice="name the folder that the package was built from"
        )
    found: dict[str, Document] = {}
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith("."):
                continue
            try:
                data = path.read_bytes()
            except OSError as error:
                raise UsageError(
                    "a source cannot be read",
                    where=str(path),
                    found=error.strerror or str(error),
                    advice="check that you may read it, or take it out of the folder",
                ) from None
            digest = hashlib.sha256(data).hexdigest()
            first = found.setdefault(digest, Document(path, data, digest))
            if first.path != path:
                first.others.append(path)
    return found
