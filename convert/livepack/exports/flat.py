"""Makes the flat table: one row for each post, with what other tables hold of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from livepack.checks.subject import Row, Table
from livepack.citation import cite_entry
from livepack.exports.package import Package, rows_by

SEPARATOR = " | "


def flat_rows(package: Package) -> Iterator[Row]:
    """Yield a row for each post, in the order of the table entries; its columns are those of schemas/flat.yaml."""
    for unit in package.units():
        yield from _rows_of(unit, package)


def _rows_of(unit: Mapping[str, Table], package: Package) -> Iterator[Row]:
    blogs = {row["blog_id"]: row for row in unit["blogs"].rows}
    pages = {row["page_id"]: row for row in unit["pages"].rows}
    contributors, embeds, images = (rows_by(unit[name], "entry_id") for name in ("contributors", "embeds", "images"))
    for entry in unit["entries"].rows:
        entry_id, blog, page = entry["entry_id"], blogs[entry["blog_id"]], pages[entry["page_id"]]
        own_embeds, own_images = embeds.get(entry_id, []), images.get(entry_id, [])
        parts = sorted([*own_embeds, *own_images], key=lambda row: int(row["block"]))
        yield {
            "doc_id": entry_id,
            "text": entry["text"],
            "blog_title": blog["title"],
            "publisher": blog["publisher"],
            "published_date": entry["published_date"],
            "published_time": entry["published_local"].partition("T")[2],
            "utc_offset": entry["utc_offset"],
            "time_zone": page["time_zone"],
            "headline": entry["headline"],
            "contributors": _join(map(_name, contributors.get(entry_id, []))),
            "providers": _join(row["provider"] for row in own_embeds),
            "credits": _join(row["credit"] for row in own_images),
            "captions": _join(row["caption"] for row in parts),
            "url": entry["url"],
            "citation": cite_entry(entry, blog, page, package.descriptor),
        }


def _name(contributor: Row) -> str:
    name, role = contributor["name"], contributor["role"]
    return f"{name} ({role})" if name and role else name or role


def _join(texts: Iterable[str]) -> str:
    return SEPARATOR.join(filter(None, texts))
