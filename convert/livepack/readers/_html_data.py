"""A live blog as data in the page: JSON-LD of type LiveBlogPosting (schema.org), wherever it is nested.

The same type in microdata and RDFa is read by `_html_microdata`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence

from livepack.html_document import HtmlDocument, Piece, Text
from livepack.json_island import JsonFault, JsonText, JsonValue, read_json, text_of, walk_json
from livepack.readers._html_microdata import read_marked
from livepack.readers._html_times import read_stamp
from livepack.readers._html_updates import BREAKING_TAGS, Blog, BlogData, DataText, MarkedText, Update

_TYPES = frozenset(
    {prefix + "LiveBlogPosting" for prefix in ("", "http://schema.org/", "https://schema.org/", "schema:")}
)
_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*?>|\\u003[cC](\\?/?)([A-Za-z][A-Za-z0-9]*)(?:(?!\\u003[cCeE]).)*?\\u003[eE]",
    re.DOTALL,
)
_LINE = re.compile(r"(?<!\\)(?:\\r|\\n|[\r\n])+")


def read_data(document: HtmlDocument) -> BlogData:
    """Read the JSON-LD, microdata and RDFa of a page."""
    faults: list[JsonFault] = []
    objects: list[Mapping[str, JsonValue]] = []
    for script in document.select('script[type*="ld+json" i]'):
        text = next((child for child in script.children if isinstance(child, Text)), None)
        if text is None or not text.chunks or not text.data.strip():
            continue
        value = read_json(document.text, *_inside(document.text, text.start, text.end))
        if isinstance(value, JsonFault):
            faults.append(value)
        else:
            objects += walk_json(value)
    blogs = [found for found in objects if _is_type(found.get("@type"))]
    updates: list[Update] = []
    stated = []
    for blog in blogs:
        before = len(updates)
        updates += _without_repeats(list(_updates(blog.get("liveBlogUpdate"), objects)))
        own = text_of(blog.get("url")) or text_of(blog.get("@id"))
        stated.append(Blog(own.value.strip() if own is not None else "", range(before, len(updates))))
    first = blogs[0] if blogs else {}
    publisher = first.get("publisher")
    return BlogData(
        tuple(updates),
        text_of(first.get("headline")),
        text_of(first.get("url")),
        text_of(publisher.get("name")) if isinstance(publisher, dict) else None,
        bool(blogs),
        tuple(faults),
        tuple(stated),
        tuple(_without_repeats(list(read_marked(document)))),
        *_page_dates(objects),
    )


def _page_dates(objects: Sequence[Mapping[str, JsonValue]]) -> tuple[str, str]:
    """Return the dates of the first object that is an article or a posting: the page, not one of its posts."""
    for found in objects:
        kinds = found.get("@type")
        names = [kind.value for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, JsonText)]
        published, modified = text_of(found.get("datePublished")), text_of(found.get("dateModified"))
        if published is not None and any(name.endswith(("Article", "Posting")) for name in names):
            return published.value, modified.value if modified is not None else ""
    return "", ""


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


def _updates(value: JsonValue | None, objects: Sequence[Mapping[str, JsonValue]]) -> Iterator[Update]:
    """Return the updates of a live blog; one that only refers to an `@id` is the object of the page that has it."""
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, dict):
            continue
        found: Mapping[str, JsonValue] = item
        name = text_of(item.get("@id"))
        if name is not None and item.keys() <= {"@id", "@type"}:
            found = next((other for other in objects if len(other) > len(item) and _is_named(other, name)), item)
        places = [text.start for text in found.values() if isinstance(text, JsonText)]
        published = text_of(found.get("datePublished")) or text_of(found.get("dateCreated"))
        modified = text_of(found.get("dateModified"))
        if places and found.keys() - {"@id", "@type"}:
            yield Update(
                min(places),
                text_of(found.get("headline")) or text_of(found.get("name")),
                text_of(found.get("url")) or text_of(found.get("@id")),
                published,
                read_stamp(published.value) if published is not None else None,
                text_of(found.get("articleBody")) or text_of(found.get("text")) or text_of(found.get("description")),
                tuple(_names(found.get("author"))),
                modified=modified,
                changed=read_stamp(modified.value) if modified is not None else None,
            )


def _without_repeats(updates: list[Update]) -> list[Update]:
    """Leave out headline and times where all of three updates or more have the same: they are the page's own."""
    if len(updates) < 3:
        return updates
    headlines = {update.headline.value if update.headline is not None else "" for update in updates}
    stamps = {update.stamp for update in updates}
    if len(headlines) == 1:
        updates = [update._replace(headline=None) for update in updates]
    if len(stamps) == 1:
        updates = [update._replace(published=None, stamp=None) for update in updates]
    if len({update.changed for update in updates}) == 1:
        updates = [update._replace(modified=None, changed=None) for update in updates]
    return updates


def _is_named(item: Mapping[str, JsonValue], name: JsonText) -> bool:
    own = item.get("@id")
    return isinstance(own, JsonText) and own.value == name.value


def _names(value: JsonValue | None) -> Iterator[JsonText]:
    for item in value if isinstance(value, list) else [value]:
        name = text_of(item.get("name")) if isinstance(item, dict) else text_of(item)
        if name is not None and name.value.strip() and not name.value.startswith(("http://", "https://", "#")):
            yield name


def pieces_of(document: HtmlDocument, text: DataText) -> list[Piece]:
    """Return the pieces of a string of the data."""
    if isinstance(text, MarkedText):
        return [piece for paragraph in text.paragraphs for piece in paragraph]
    return text_pieces(document.text, text.start, text.end)


# A pair of surrogates, half of one or a NUL, or any other escape.
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<nothing>\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000))|\\."
)

_RUN = re.compile(r"[\x00-\x1f]+|[^\x00-\x1f]+")


def text_pieces(document: str, start: int, end: int) -> list[Piece]:
    """Return the pieces of a stretch of a JSON string, which may hold HTML references; line breaks stay apart.

    Half a character, one of the two escapes of a sign beyond U+FFFF, and NUL are left out: no table can hold them.
    """
    found: list[Piece] = []
    if document.find("\\u", start, end) >= 0:
        for escape in _ESCAPE.finditer(document, start, end):
            if escape["nothing"]:
                found += text_pieces(document, start, escape.start()) if escape.start() > start else []
                start = escape.end()
    for run in _RUN.finditer(document, start, end):
        text = run.group()
        decode = "json" if "\\" in text else ""
        if "&" in text and html.unescape(text) != text:
            decode = f"{decode} html".strip()
        found.append(Piece(run.start(), run.end(), decode))
    return found


def body_paragraphs(document: str, body: DataText) -> list[list[Piece]]:
    """Cut a body into paragraphs, at line breaks and at the tags of HTML that some publishers leave in it."""
    if isinstance(body, MarkedText):
        return [list(paragraph) for paragraph in body.paragraphs]
    paragraphs: list[list[Piece]] = [[]]
    cuts = [(found.start(), found.end(), True) for found in _LINE.finditer(document, body.start, body.end)]
    for found in _TAG.finditer(document, body.start, body.end):
        name = (found[2] or found[4] or "").lower()
        cuts.append((found.start(), found.end(), name in BREAKING_TAGS))
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
