"""Writes a Data Package whole or not at all, and reads one back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import livepack
from livepack import schemas
from livepack.seeds import Seeds
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
    files[DESCRIPTOR] = (json.dumps(describe(tables, files, seeds), ensure_ascii=False, indent=2) + "\n").encode()
    return files


def render_csv(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    """Return rows as CSV: RFC 4180 quoting where needed, UTF-8, LF, header row, empty for missing."""
    cells = ([row.get(column, "") for column in columns] for row in rows)
    text = _write_csv([list(columns), *cells])
    return text.encode()


def _write_csv(rows: list[list[str]]) -> str:
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
    found: dict[str, Any] = {
        "$schema": settings["profile"],
        "name": stated.get("name", "live-blogs"),
        "title": stated.get("title", "Live blogs"),
        "description": _description(tables, stated.get("description", "")),
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
        "livepack": {"version": livepack.__version__, "schemaVersion": settings["schema_version"]},
        "resources": [_resource(name, files[f"{name}.csv"]) for name in schemas.all_tables() if f"{name}.csv" in files],
    }
    if seeds.sha256:
        found["livepack"]["seedsHash"] = f"sha256:{seeds.sha256}"
    return found


def _resource(name: str, data: bytes) -> dict[str, Any]:
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


def _description(tables: Tables, stated: str) -> str:
    """Say what the package holds, how whole the blogs are and what its copies cannot tell."""
    blogs, entries = tables["blogs"], tables["entries"]
    parts = [stated] if stated else []
    parts.append(
        f"{_number(len(entries), 'post')} of {_number(len(blogs), 'live blog')} from {_number(len(tables['pages']), 'saved page')}."
    )
    for kind, words in (("full", "whole"), ("partial", "in part"), ("unknown", "to an extent that is not known")):
        names = [row["blog_id"] for row in blogs if row["representation"] == kind]
        if names:
            parts.append(f"Held {words}: {_list(names)}.")
    silent = _silent_columns(tables)
    if silent:
        parts.append(f"What not every copy can tell is left empty there: {silent} (see pages.not_in_source).")
    return " ".join(parts)


def _silent_columns(tables: Tables) -> str:
    """Return what some copy cannot tell and nobody has told either, by table: "entries: identifier, url; links: url"."""
    groups: dict[str, list[str]] = {}
    for page in tables["pages"]:
        for name in set(page["not_in_source"].split()) - set(page["curated"].split()):
            table, column = name.split(".")
            if column not in groups.setdefault(table, []):
                groups[table].append(column)
    order = list(schemas.tables())
    return "; ".join(f"{table}: {', '.join(sorted(groups[table]))}" for table in sorted(groups, key=order.index))


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _list(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 5 else f"{', '.join(names[:5])} and {len(names) - 5} more"


def _sources(tables: Tables) -> list[dict[str, str]]:
    titles = sorted({row["publisher"] for row in tables["blogs"] if row["publisher"]})
    return [{"title": title} for title in titles] or [{"title": "Saved live-blog pages"}]
