"""A live blog as microdata or RDFa: elements marked as a `liveBlogUpdate`, and what is marked within them.

Microdata says `itemprop`, with `itemscope` around the properties of one thing (HTML Living Standard, section 5);
RDFa says `property` and `typeof` (RDFa Core 1.1). Both use the names of schema.org, RDFa perhaps with a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from livepack.html_document import BLOCKS, Element, HtmlDocument, Piece, Text
from livepack.readers._html_times import read_stamp
from livepack.readers._html_updates import BREAKING_TAGS, MarkedText, Update

_LAST_NAME = re.compile(r"[^/#:]*\Z")
_WRITTEN_TAG = re.compile(
    r"(?:<|&lt;|&#0*60;|&#[xX]0*3[cC];)/?([A-Za-z][A-Za-z0-9]*)\b(?:(?!&lt;|&gt;|[<>]).)*?(?:>|&gt;|&#0*62;|&#[xX]0*3[eE];)",
    re.DOTALL,
)
# Where a property of an element stands, before its words: HTML Living Standard, 5.2.4 Values.
_VALUES = {"meta": ("content",), "a": ("href",), "link": ("href",), "time": ("datetime",), "img": ("src",)}


def read_marked(document: HtmlDocument) -> tuple[Update, ...]:
    """Return the updates that microdata or RDFa mark, in the order of the document."""
    if "liveBlogUpdate" not in document.text:
        return ()
    return tuple(
        _read(document, element)
        for element in document.select('[itemprop*="liveBlogUpdate"],[property*="liveBlogUpdate"]')
        if is_marked(element, "liveBlogUpdate") and _is_thing(element)
    )


def is_marked(element: Element, name: str) -> bool:
    """Tell whether an element is marked as a property of that name, in either notation."""
    attrs = element.attrs
    marks = f"{attrs.get('itemprop', '')} {attrs.get('property', '')}"
    return name in marks and any(_last_name(word) == name for word in marks.split())


def _last_name(word: str) -> str:
    found = _LAST_NAME.search(word)
    return found.group() if found is not None else word


def _is_thing(element: Element) -> bool:
    return "itemscope" in element.attrs or "typeof" in element.attrs or "itemtype" in element.attrs


def _read(document: HtmlDocument, update: Element) -> Update:
    found: dict[str, list[Element]] = {}
    for element in document.within(update)[1:]:
        for name in ("headline", "name", "datePublished", "dateModified", "articleBody", "url", "author"):
            if element.attrs and is_marked(element, name):
                holder = _thing_around(element, update)
                if holder is update:
                    found.setdefault(name, []).append(element)
                elif name == "name" and is_marked(holder, "author") and _thing_around(holder, update) is update:
                    found.setdefault("author's name", []).append(element)
    texts = {name: _text(document, elements[0]) for name, elements in found.items()}
    authors = [element for element in found.get("author", ()) if not _is_thing(element)]
    published, modified = texts.get("datePublished"), texts.get("dateModified")
    return Update(
        update.start,
        texts.get("headline") or texts.get("name"),
        texts.get("url"),
        published,
        read_stamp(published.value) if published is not None else None,
        texts.get("articleBody"),
        tuple(_text(document, element) for element in (*found.get("author's name", ()), *authors)),
        update,
        modified,
        read_stamp(modified.value) if modified is not None else None,
    )


def _thing_around(element: Element, outer: Element) -> Element:
    node = element.parent
    while node is not None and node is not outer and not _is_thing(node):
        node = node.parent
    return node if node is not None else outer


def _text(document: HtmlDocument, element: Element) -> MarkedText:
    for name in ("content", *_VALUES.get(element.tag, ())):
        if element.attrs.get(name, "").strip():
            pieces = element.attribute_pieces(document.text, name)
            cut = _cut_at_tags(document.text, pieces)
            return MarkedText(element.attrs[name], element.start, tuple(tuple(part) for part in cut if part))
    paragraphs = list(_paragraphs(element))
    words = " ".join(" ".join(text.data for text in texts) for texts in paragraphs)
    if not element.is_hidden:
        return MarkedText(words, element.start)
    pieces_of_each = (tuple(piece for text in texts for piece in text.pieces()) for texts in paragraphs)
    return MarkedText(words, element.start, tuple(_trim(document, pieces) for pieces in pieces_of_each if pieces))


def _cut_at_tags(document: str, pieces: list[Piece]) -> list[list[Piece]]:
    """Cut a value into paragraphs at the tags of HTML that some templates leave in it, as they are or as references."""
    if not pieces or any(before.end != after.start for before, after in pairwise(pieces)):
        return [pieces]
    at, end = pieces[0].start, pieces[-1].end
    if _WRITTEN_TAG.search(document, at, end) is None:
        return [pieces]
    decode = next((piece.decode for piece in pieces if piece.decode), "")
    paragraphs: list[list[Piece]] = [[]]
    for found in _WRITTEN_TAG.finditer(document, at, end):
        if document[at : found.start()].strip():
            paragraphs[-1].append(Piece(at, found.start(), decode))
        if found[1].lower() in BREAKING_TAGS:
            paragraphs.append([])
        at = found.end()
    if document[at:end].strip():
        paragraphs[-1].append(Piece(at, end, decode))
    return paragraphs


def _trim(document: HtmlDocument, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Leave out white space at the ends."""
    words = [index for index, piece in enumerate(pieces) if document.text[piece.start : piece.end].strip()]
    return pieces[words[0] : words[-1] + 1] if words else ()


def _paragraphs(element: Element) -> Iterator[list[Text]]:
    """Return the texts of an element, hidden or not, cut at its blocks."""
    texts: list[Text] = []
    waiting: list[Element | Text | None] = list(reversed(element.children))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Text):
            texts.append(node)
            continue
        if (node is None or node.tag in BLOCKS) and any(text.data.strip() for text in texts):
            yield texts
            texts = []
        if node is not None and node.tag not in ("script", "style", "template"):
            if node.tag in BLOCKS:
                waiting.append(None)
            waiting.extend(reversed(node.children))
    if any(text.data.strip() for text in texts):
        yield texts
