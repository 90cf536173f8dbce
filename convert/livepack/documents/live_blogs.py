"""Each live blog as a schema.org LiveBlogPosting in JSON-LD (https://schema.org/LiveBlogPosting).

Properties are the terms that schemas/ gives to the columns (`rdfType`); a term of another vocabulary stands under its
column's name, which the context explains. What is not known is left out.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from livepack import schemas
from livepack.citation import cite_entry, is_dehydrated
from livepack.documents.holdings import Row, fill_row
from livepack.schemas import Field

FOLDER = "liveblogs/"
SCHEMA_ORG = "https://schema.org/"
_MAX_NAME = 100
# Windows keeps these names for devices, with whatever ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")
_EMBEDS = {
    "social_post": "SocialMediaPosting",
    "video": "VideoObject",
    "audio": "AudioObject",
    "media": "MediaObject",
    "graphic": "CreativeWork",
    "frame": "CreativeWork",
}
_NAMED = {"publisher": "Organization", "provider": "Organization", "about": "Thing"}
# Whether it is a person or a body is not known of these, so they are told without a type.
_UNTYPED = frozenset({"author", "creator", "copyrightHolder"})
_STRUCTURE = frozenset({"isPartOf", "position", "roleName"})  # told by what stands in what, and in which order


def name_file(blog_id: str) -> str:
    """Return the name of a live blog's document in the package, safe on every system.

    It is the blog's id, unless that could be another's on systems that take capitals for small letters, is long, or is
    a device's name on Windows: then its first letters and a piece of its digest.
    """
    is_safe = blog_id == blog_id.lower() and len(blog_id) <= _MAX_NAME and not _DEVICES.fullmatch(blog_id)
    digest = hashlib.sha256(blog_id.encode()).hexdigest()[:12]
    return f"{FOLDER}{blog_id if is_safe else f'{blog_id.lower()[:40]}-{digest}'}.jsonld"


def render_live_blogs(
    tables: Mapping[str, Iterable[Row]], descriptor: Mapping[str, Any]
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each live blog's document, in the order of the table blogs."""
    pages = _group(tables["pages"], "blog_id")
    entries = _group(tables["entries"], "blog_id")
    parts = {name: _group(tables[name], "entry_id") for name in ("contributors", "images", "embeds")}
    of_page = {name: _group(parts[name].pop("", ()), "page_id") for name in parts}
    points = _group(tables["key_points"], "page_id")
    for blog in tables["blogs"]:
        blog_id = blog["blog_id"]
        own = {row["page_id"]: row for row in pages.get(blog_id, ())}
        writer = _Writer(descriptor, blog, own)
        found = writer.describe("blogs", blog, "LiveBlogPosting")
        found |= writer.describe_parts({name: _collect(of_page[name], own) for name in of_page})
        abstracts = [point["text"] for point in _collect(points, own) if point.get("text")]
        if abstracts and not writer.is_dry:
            found["abstract"] = abstracts
        found["isBasedOn"] = [writer.describe("pages", page, "WebPage") for page in own.values()]
        posts = (
            writer.describe_entry(entry, {name: parts[name].get(entry["entry_id"], []) for name in parts})
            for entry in sort_by_time(entries.get(blog_id, ()), list(own))
        )
        yield name_file(blog_id), _write_json(_with_context(found), posts).encode()


def sort_by_time(entries: Iterable[Row], pages: Sequence[str]) -> list[Row]:
    """Return a blog's entries from the earliest to the latest.

    Entries of one minute follow the order of their page, which is turned round where it shows the newest first. One
    without a time stays beside the entry that is displayed before it, or if there is none, after it; if no entry has
    a time, all stay as they are displayed.

    Args:
        entries: rows of the table entries.
        pages: the ids of the blog's pages, in their order.
    """
    place = {page_id: number for number, page_id in enumerate(pages)}
    shown = sorted(entries, key=lambda row: (place.get(row["page_id"], 0), int(row["position"])))
    times = [row.get("published") or row.get("published_local") or row.get("published_date") or "" for row in shown]
    known = [time for time in times if time]
    is_turned = bool(known) and known[0] >= known[-1]
    last = known[0] if known else ""
    keys = []
    for number, time in enumerate(times):
        last = time or last
        keys.append((last, -number if is_turned else number))
    return [row for _, row in sorted(zip(keys, shown, strict=True), key=lambda pair: pair[0])]


class _Writer:
    """Turns rows of one live blog into objects of JSON-LD."""

    def __init__(self, descriptor: Mapping[str, Any], blog: Row, pages: Mapping[str, Row]) -> None:
        self.descriptor, self.blog, self.pages = descriptor, blog, pages
        self.is_dry = is_dehydrated(descriptor)

    def describe(self, table: str, row: Row, kind: str) -> dict[str, Any]:
        """Return a row as an object: its filled columns under their terms, the first column of a term before others."""
        found: dict[str, Any] = {"@type": kind}
        for item in schemas.tables()[table].fields:
            value = row.get(item.name, "")
            term = _term(item)
            if not value or not term or term in _STRUCTURE or (self.is_dry and item.rights == "publisher"):
                continue
            if term == "identifier" and term in found:
                found[term] = [found[term], value]
            else:
                found.setdefault(term, _value(item, term, value))
        return found

    def describe_entry(self, entry: Row, parts: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
        """Return a post with its contributors, images and embeds."""
        found = self.describe("entries", entry, "BlogPosting")
        if published := _instant(entry):
            found["datePublished"] = published
        found |= self.describe_parts(parts)
        page = self.pages.get(entry["page_id"], {})
        found["creditText"] = cite_entry(entry, self.blog, page, self.descriptor)
        return found

    def describe_parts(self, parts: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
        """Return what a post or a page shows beside its text."""
        found = {
            "author": [self._describe_contributor(row) for row in parts["contributors"] if not self.is_dry],
            "image": [self.describe("images", row, "ImageObject") for row in parts["images"]],
            "sharedContent": [self._describe_embed(row) for row in parts["embeds"]],
        }
        return {term: objects for term, objects in found.items() if objects}

    def _describe_contributor(self, row: Row) -> dict[str, Any]:
        row = fill_row("contributors", row)
        name = {"name": row["name"]} | ({"url": row["url"]} if row["url"] else {})
        return {"@type": "Role", "roleName": row["role"], "author": name} if row["role"] else name

    def _describe_embed(self, row: Row) -> dict[str, Any]:
        found = self.describe("embeds", row, _EMBEDS[row["kind"]])
        if row.get("author_url"):
            found.setdefault("author", {})["url"] = row["author_url"]
        return found


def _term(item: Field) -> str:
    """Return a column's property: a term of schema.org, else the column's own name if it has another term."""
    if item.rdf_type.startswith(SCHEMA_ORG):
        return item.rdf_type.removeprefix(SCHEMA_ORG)
    return item.name if item.rdf_type else ""


def _value(item: Field, term: str, value: str) -> Any:
    if term in _NAMED:
        return {"@type": _NAMED[term], "name": value}
    if term in _UNTYPED:
        return {"name": value}
    return int(value) if item.type == "integer" else value


def _instant(entry: Row) -> str:
    """Return when a post was published as ISO 8601 has it: with its offset where that is known, else as far as it is."""
    local, offset = entry.get("published_local", ""), entry.get("utc_offset", "")
    return local + offset if local and offset else entry.get("published") or local or entry.get("published_date", "")


def _with_context(found: dict[str, Any]) -> dict[str, Any]:
    """Return an object with the context of schema.org and of the terms that are others'."""
    others = {
        item.name: item.rdf_type
        for table in schemas.tables().values()
        for item in table.fields
        if item.rdf_type and not item.rdf_type.startswith(SCHEMA_ORG)
    }
    return {"@context": [SCHEMA_ORG.rstrip("/"), others], **found}


def _write_json(found: Mapping[str, Any], posts: Iterable[Mapping[str, Any]]) -> str:
    """Return a live blog as JSON with each post on a line of its own."""
    head = json.dumps(found, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {json.dumps(post, ensure_ascii=False)}" for post in posts)
    return f'{head},\n "liveBlogUpdate": [\n{lines}\n ]\n}}\n'


def _group(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get(column, ""), []).append(row)
    return found


def _collect(groups: Mapping[str, list[Row]], keys: Iterable[str]) -> list[Row]:
    return [row for key in keys for row in groups.get(key, ())]
