"""A live blog as data in the page: JSON-LD of type LiveBlogPosting (schema.org), wherever it is nested."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from livepack.html_document import HtmlDocument, Piece, Text
from livepack.json_island import JsonFault, JsonText, JsonValue, read_json, text_of, walk_json
from livepack.readers._html_times import Stamp, read_stamp

_TYPES = frozenset({"LiveBlogPosting", "http://schema.org/LiveBlogPosting", "https://schema.org/LiveBlogPosting"})
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*?>|\\u003[cC](\\?/?)([A-Za-z][A-Za-z0-9]*)(?:(?!\\u003[cCeE]).)*?\\u003[eE]",
    re.DOTALL,
)
_BREAKING_TAGS = frozenset({"p", "br", "li", "div", "ul", "ol", "blockquote", "h2", "h3", "h4", "figure"})
_LINE = re.compile(r"(?<!\\)(?:\\r|\\n|[\r\n])+")


class Update(NamedTuple):
    """A post as the data state it."""

    start: int
    headline: JsonText | None
    url: JsonText | None
    published: JsonText | None
    stamp: Stamp | None
    body: JsonText | None
    authors: tuple[JsonText, ...]


class BlogData(NamedTuple):
    """What the data of a page say of its live blog."""

    updates: tuple[Update, ...]
    headline: JsonText | None
    url: JsonText | None
    publisher: JsonText | None
    is_there: bool
    faults: tuple[JsonFault, ...]


def read_data(document: HtmlDocument) -> BlogData:
    """Read the JSON-LD of a page."""
    faults: list[JsonFault] = []
    blogs: list[dict[str, JsonValue]] = []
    for script in document.find_all("script"):
        if "ld+json" not in script.attrs.get("type", "").lower():
            continue
        text = next((child for child in script.children if isinstance(child, Text)), None)
        if text is None or not text.chunks or not text.data.strip():
            continue
        value = read_json(document.text, *_inside(document.text, text.start, text.end))
        if isinstance(value, JsonFault):
            faults.append(value)
            continue
        blogs += [dict(found) for found in walk_json(value) if _is_type(found.get("@type"))]
    updates = tuple(update for blog in blogs for update in _updates(blog.get("liveBlogUpdate")))
    first = blogs[0] if blogs else {}
    publisher = first.get("publisher")
    return BlogData(
        updates,
        text_of(first.get("headline")),
        text_of(first.get("url")),
        text_of(publisher.get("name")) if isinstance(publisher, dict) else None,
        bool(blogs),
        tuple(faults),
    )


def _inside(document: str, start: int, end: int) -> tuple[int, int]:
    """Return the ends of what stands in a CDATA section or a comment, as old templates wrap it."""
    found = re.compile(r"\s*(?://\s*)?(?:<!\[CDATA\[|<!--)").match(document, start, end)
    if found is not None:
        start = found.end()
        close = re.compile(r"(?://\s*)?(?:\]\]>|-->)\s*\Z").search(document[start:end])
        end = start + close.start() if close is not None else end
    return start, end


def _is_type(value: JsonValue | None) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(isinstance(item, JsonText) and item.value in _TYPES for item in values)


def _updates(value: JsonValue | None) -> Iterator[Update]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            published = text_of(item.get("datePublished"))
            url = text_of(item.get("url")) or text_of(item.get("@id"))
            places = [found.start for found in item.values() if isinstance(found, JsonText)]
            if not places:
                continue
            yield Update(
                min(places),
                text_of(item.get("headline")) or text_of(item.get("name")),
                url,
                published,
                read_stamp(published.value) if published is not None else None,
                text_of(item.get("articleBody")) or text_of(item.get("text")) or text_of(item.get("description")),
                tuple(_names(item.get("author"))),
            )


def _names(value: JsonValue | None) -> Iterator[JsonText]:
    for item in value if isinstance(value, list) else [value]:
        name = text_of(item.get("name")) if isinstance(item, dict) else text_of(item)
        if name is not None and name.value.strip():
            yield name


def text_pieces(document: str, start: int, end: int) -> list[Piece]:
    """Return the pieces of a stretch of a JSON string, which may hold HTML references; line breaks stay apart."""
    found: list[Piece] = []
    for match in re.finditer(r"[\x00-\x1f]+|[^\x00-\x1f]+", document[start:end]):
        text = match.group()
        decode = "json" if "\\" in text else ""
        if "&" in text and html.unescape(text) != text:
            decode = f"{decode} html".strip()
        found.append(Piece(start + match.start(), start + match.end(), decode))
    return found


def body_paragraphs(document: str, body: JsonText) -> list[list[Piece]]:
    """Cut a body into paragraphs, at line breaks and at the tags of HTML that some publishers leave in it."""
    paragraphs: list[list[Piece]] = [[]]
    cuts = [(found.start(), found.end(), True) for found in _LINE.finditer(document, body.start, body.end)]
    for found in _TAG.finditer(document, body.start, body.end):
        name = (found[2] or found[4] or "").lower()
        cuts.append((found.start(), found.end(), name in _BREAKING_TAGS))
    at = body.start
    for start, end, is_break in sorted(cuts):
        if start < at:
            continue
        if start > at:
            paragraphs[-1] += text_pieces(document, at, start)
        if is_break and paragraphs[-1]:
            paragraphs.append([])
        at = end
    if at < body.end:
        paragraphs[-1] += text_pieces(document, at, body.end)
    return [pieces for pieces in paragraphs if pieces]
