"""Writes a Data Package whole or not at all, and reads one back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

import livepack
from livepack import schemas
from livepack.documents import add_documents
from livepack.documents.holdings import describe_holdings
from livepack.saved_pages import plain_address
from livepack.seeds import SAID, Seeds
from livepack.tables import Row, Tables

DESCRIPTOR = "datapackage.json"


def render_package(tables: Tables, seeds: Seeds, layers: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Return every file of the package by its name.

    Args:
        tables: the rows of every table.
        seeds: name, title and rights of the data set; honest defaults stand in for what it does not say.
        layers: the tables of the package's users by name, which are kept byte for byte.
    """
    files = {f"{name}.csv": render_csv(schemas.tables()[name].columns, rows) for name, rows in tables.items()}
    files |= {f"{name}.csv": data for name, data in (layers or {}).items()}
    return assemble_package(files, tables, describe(tables, files, seeds))


def assemble_package(files: Mapping[str, bytes], tables: Tables, descriptor: Mapping[str, Any]) -> dict[str, bytes]:
    """Return every file of a package: its tables, its descriptor, and the documents that follow from these alone.

    Args:
        files: the tables as files, by name.
        tables: their rows.
        descriptor: what is said of them.
    """
    return add_documents({**files, DESCRIPTOR: render_descriptor(descriptor)}, tables, descriptor)


def render_descriptor(descriptor: Mapping[str, Any]) -> bytes:
    """Return a descriptor as datapackage.json."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def render_csv(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    """Return rows as CSV: RFC 4180 quoting where needed, UTF-8, LF, header row, empty for missing."""
    cells: list[Sequence[str]]
    try:
        cells = list(
            zip(*(map(itemgetter(column), rows) for column in columns), strict=True)
        )  # in a quarter of the time, where every row has every column
    except KeyError:
        cells = [[row.get(column, "") for column in columns] for row in rows]
    return _write_csv([columns, *cells]).encode()


def _write_csv(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    text = buffer.getvalue()
    if "\r" not in text:
        return text
    # The csv module leaves a lone carriage return unquoted, and then reads it as a line end.
    minimal, full = io.StringIO(), io.StringIO()
    writers = csv.writer(minimal, lineterminator="\n"), csv.writer(full, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        has_return = any("\r" in cell for cell in row)
        writers[has_return].writerow(row)
        minimal.write(full.getvalue())
        full.seek(0)
        full.truncate()
    return minimal.getvalue()


def describe(tables: Tables, files: dict[str, bytes], seeds: Seeds) -> dict[str, Any]:
    """Return the descriptor, by Data Package v2."""
    settings = schemas.package_settings()
    stated = seeds.package
    held = describe_holdings(tables["blogs"], tables["pages"], len(tables["entries"]))
    found: dict[str, Any] = {
        "$schema": settings["profile"],
        "name": stated.get("name", "live-blogs"),
        "title": stated.get("title", "Live blogs"),
        "description": f"{stated.get('description', '')} {held}".strip(),
        "version": stated.get("version", "0.0.0"),
    }
    if "created" in stated:
        found["created"] = stated["created"]
    if "homepage" in stated:
        found["homepage"] = stated["homepage"]
    found |= {
        "keywords": stated.get("keywords", ["live blog"]),
        "licenses": stated.get(
            "licenses", [{"name": "other-closed", "title": "Not stated; the texts belong to their publishers"}]
        ),
        "sources": stated.get("sources") or _sources(tables),
        "contributors": stated.get(
            "contributors", [{"title": f"livepack {livepack.__version__}", "roles": ["wrangler"]}]
        ),
        "rights": stated.get("rights", "The texts belong to their publishers; no licence is stated."),
        "livepack": _marks(seeds),
        "resources": [
            describe_table(name, files[f"{name}.csv"]) for name in schemas.all_tables() if f"{name}.csv" in files
        ],
    }
    return found


def _marks(seeds: Seeds) -> dict[str, Any]:
    """Return what the standard has no place for: versions, the package's documents, and what people say for them."""
    settings = schemas.package_settings()
    found: dict[str, Any] = {"version": livepack.__version__, "schemaVersion": settings["schema_version"]}
    if seeds.sha256:
        found["seedsHash"] = f"sha256:{seeds.sha256}"
    found["documents"] = list(settings["documents"])
    return found | {mark: seeds.package[key] for key, mark in SAID.items() if key in seeds.package}


def describe_table(name: str, data: bytes) -> dict[str, Any]:
    """Return what a descriptor says of a table, of the build's or of users, and of the file that holds it."""
    table = schemas.all_tables()[name]
    settings = schemas.package_settings()
    return {
        "name": name,
        "type": "table",
        "profile": settings["resource_profile"],
        "path": f"{name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": "sha256:" + hashlib.sha256(data).hexdigest(),
        "dialect": settings["dialect"],
        "schema": table.descriptor(),
    }


def _sources(tables: Tables) -> list[dict[str, str]]:
    """Return where the texts are from: the publishers, and where none is named, the hosts of the pages' addresses."""
    publishers = {row["blog_id"]: row["publisher"] for row in tables["blogs"]}
    titles = {publishers[page["blog_id"]] or _host_of(page["url"]) for page in tables["pages"]} - {""}
    return [{"title": title} for title in sorted(titles)] or [{"title": "Saved live-blog pages"}]


def _host_of(url: str) -> str:
    """Return the host of a page's address without `www.`; empty if it names none."""
    try:
        return (urlsplit(plain_address(url)).hostname or "").removeprefix("www.")
    except ValueError:  # such as "https://[x", which a page may say of itself
        return ""
