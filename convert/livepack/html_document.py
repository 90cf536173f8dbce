"""The seam to HTML: a document's tree, with the place in the document of every tag, attribute value and text.

turbohtml parses (WHATWG, as browsers do) and says where tags and attributes stand. Where the text stands it says only
in its token pass, whose tokens cover the document without gap. The two are laid side by side here. Text that the tree
moved (out of a table, behind `</html>`) gets the spans of its tokens; text whose tokens cannot be told has no spans, and
a reader leaves it unread.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from html.entities import html5
from typing import Any, Final, NamedTuple

from livepack.errors import SourceError
from livepack.source import Source

MAX_DEPTH: Final = 300  # real pages are less than 100 deep; turbohtml flattens what is deeper than 512, Python calls no deeper than 1,000
MAX_NODES: Final = 2_000_000
MAX_KEPT: Final = 5000  # characters of a text that is kept for the next who asks
MAX_SCAN: Final = 40  # runs of text that may stand between a text's place in the tree and in the document

UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "math", "datalist"}
    | {"amp-analytics", "amp-state", "audio", "video", "canvas", "textarea", "select", "option", "noframes", "noembed"}
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:s|-text|-only)?|screen-readable|hidden-meta|u-h|is-hidden)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
BREAK: Final = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)  # a piece that is this tag, decoded as html, is a space
_REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);?")


class Piece(NamedTuple):
    """A run of characters of the document, and how it becomes text (as in the ledger's `decode`)."""

    start: int
    end: int
    decode: str = ""


class _Chunk(NamedTuple):
    """A text or reference token: where it stands, and what it says."""

    start: int
    end: int
    data: str
    is_reference: bool


class Text:
    """A run of text of the tree: what it says, and the chunks of the document that say it (none if not known)."""

    __slots__ = ("chunks", "data", "parent")

    def __init__(self, data: str, parent: Element) -> None:
        self.data = data
        self.parent = parent
        self.chunks: tuple[tuple[int, int, _Chunk], ...] = ()  # from and to in data, and the chunk from its start

    @property
    def start(self) -> int:
        """Where it begins in the document; -1 if that is not known."""
        return self.chunks[0][2].start if self.chunks else -1

    @property
    def end(self) -> int:
        """Where it ends in the document; -1 if that is not known."""
        return self.chunks[-1][2].end if self.chunks else -1

    def pieces(self, start: int = 0, end: int | None = None) -> list[Piece]:
        """Return the pieces of the document that say `data[start:end]`; a reference that is cut is left out."""
        end = len(self.data) if end is None else end
        found: list[Piece] = []
        for first, last, chunk in self.chunks:
            if last <= start or first >= end:
                continue
            if chunk.is_reference:
                if first < start or last > end or not html.unescape(f"&#{ord(chunk.data[0])};"):
                    continue
                piece = Piece(chunk.start, chunk.end, "html")
            else:
                piece = Piece(chunk.start + max(start - first, 0), chunk.start + min(end, last) - first)
            if found and found[-1].end == piece.start:  # "R", "&amp;", "D" are one piece that decodes as html
                decode = found[-1].decode or piece.decode
                found[-1] = Piece(found[-1].start, piece.end, decode)
            else:
                found.append(piece)
        return found


class Element:
    """An element: tag, attributes, children, and where its tags stand (-1 where the document has none)."""

    __slots__ = (
        "_locations",
        "attrs",
        "children",
        "close_start",
        "end",
        "index",
        "is_hidden",
        "last",
        "open_end",
        "parent",
        "shown",
        "start",
        "tag",
    )

    def __init__(self, tag: str, attrs: dict[str, str], parent: Element | None, index: int) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Element | Text] = []
        self.index = index  # in the document's order of elements
        self.last = index  # index of the last element within it
        self.start = self.open_end = self.close_start = self.end = -1
        self.is_hidden = False
        self.shown: str | None = None  # what `shown_text` has found
        self._locations: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attrs} at {self.start}>"

    @property
    def classes(self) -> list[str]:
        """The words of its class."""
        return self.attrs.get("class", "").split()

    @property
    def elements(self) -> Iterator[Element]:
        """Its children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def attribute_pieces(self, document: str, name: str) -> list[Piece]:
        """Return the pieces of the document that say an attribute's value; none if it has no value or no known place.

        In attributes `&copy=` is no reference and `&copy;` is one, so that both may stand in one value: each piece
        decodes by itself.
        """
        location = self._locations.get(name) or self._locations.get(name.lower())  # SVG writes viewBox
        if location is None:
            return []
        start, end = location.start_offset, location.end_offset
        at = document.find("=", start, end)
        if at < 0:
            return []
        at += 1
        while at < end and document[at].isspace():
            at += 1
        if at < end and document[at] in "\"'":
            at, end = at + 1, end - 1
        pieces = _attribute_pieces(document, at, end)
        value = "".join(decode_piece(document, piece) for piece in pieces)
        return pieces if value.split() == self.attrs.get(name, "").split() else []  # class is a list of words


def _attribute_pieces(document: str, start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for match in _REFERENCE.finditer(document, start, end):
        text = match.group()
        is_open = not text.endswith(";") and document[match.end() : match.end() + 1] == "="
        if not text.startswith("&#") and (text[1:] not in html5 or is_open):
            continue
        if match.start() > at:
            found.append(Piece(at, match.start()))
        found.append(Piece(match.start(), match.end(), "html"))
        at = match.end()
    if at < end:
        found.append(Piece(at, end))
    return found


def decode_piece(document: str, piece: Piece) -> str:
    """Return the text of a piece."""
    text = document[piece.start : piece.end]
    for step in piece.decode.split():
        if step == "json":
            text = json.loads(f'"{text}"')
        else:
            text = " " if text.startswith("<") and BREAK.fullmatch(text) else html.unescape(text)
    return text


class HtmlDocument:
    """A parsed document: its elements in order, and its texts in the order of the tree."""

    __slots__ = ("elements", "loose", "root", "text", "texts")

    def __init__(
        self, text: str, root: Element, elements: list[Element], texts: list[Text], loose: list[tuple[int, int]]
    ) -> None:
        self.text = text
        self.loose = loose  # where text stands that no text of the tree is known to come from
        self.root = root
        self.elements = elements
        self.texts = texts

    def find_all(self, *tags: str) -> Iterator[Element]:
        """Return the elements of these tags in order."""
        return (element for element in self.elements if element.tag in tags)

    def within(self, element: Element) -> list[Element]:
        """Return an element and all elements in it, in order."""
        return self.elements[element.index : element.last + 1]


def walk_texts(element: Element, *, hidden: bool = False) -> Iterator[Text]:
    """Return the texts within an element in the order of the tree, those that browsers show (or also the others)."""
    if element.is_hidden and not hidden:
        return
    waiting: list[Element | Text] = list(reversed(element.children))
    while waiting:
        found = waiting.pop()
        if isinstance(found, Text):
            yield found
        elif hidden or not found.is_hidden:
            waiting.extend(reversed(found.children))


def shown_text(element: Element) -> str:
    """Return what a browser shows of an element, runs of white space made one space."""
    if element.shown is None:
        text = " ".join("".join(_spaced(element)).split())
        if len(text) > MAX_KEPT:
            return text
        element.shown = text
    return element.shown


BLOCKS: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
    }
    | {
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)


def _spaced(element: Element) -> Iterator[str]:
    if element.is_hidden:
        return
    waiting: list[Element | Text] = list(reversed(element.children))
    while waiting:
        found = waiting.pop()
        if isinstance(found, Text):
            yield found.data
        elif not found.is_hidden:
            if found.tag in BLOCKS:
                yield " "
            waiting.extend(reversed(found.children))


def parse_html(source: Source) -> HtmlDocument:
    """Parse a document.

    Raises:
        SourceError: it is nested deeper than 300 elements, or has more than two million nodes.
    """
    import turbohtml  # takes 0.1 s

    tree = turbohtml.parse(source.document, source_locations=True, allow_declarative_shadow_roots=False)
    text = source.document
    root = Element("#document", {}, None, 0)
    elements: list[Element] = [root]
    texts: list[Text] = []
    starts, chunks = _chunks(text, 0, len(text))
    aligner = _Aligner(starts, chunks)
    waiting: list[tuple[Any, Element, int] | Element] = [(child, root, 1) for child in reversed(list(tree.children))]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Element):  # all its children are read
            item.last = len(elements) - 1
            if item.end >= 0:
                aligner.place = item.end
            continue
        node, parent, depth = item
        if len(elements) + len(texts) > MAX_NODES or depth > MAX_DEPTH:
            raise SourceError(
                "this document is nested too deeply" if depth > MAX_DEPTH else "this document has too many elements",
                where=source.where,
                found=f"more than {MAX_DEPTH if depth > MAX_DEPTH else MAX_NODES}",
                advice="a saved page is less than 100 elements deep; save it again, or take it out of the sources folder",
            )
        if isinstance(node, turbohtml.Text):
            run = Text(node.data, parent)
            run.chunks = aligner.find(run.data)
            parent.children.append(run)
            texts.append(run)
        elif isinstance(node, turbohtml.Element):
            element = _element(node, parent, len(elements))
            elements.append(element)
            parent.children.append(element)
            if element.open_end >= 0:
                aligner.place = element.open_end
            waiting.append(element)
            waiting.extend((child, element, depth + 1) for child in reversed(list(node.children)))
    root.last = len(elements) - 1
    return HtmlDocument(text, root, elements, texts, aligner.loose())


def _element(node: Any, parent: Element, index: int) -> Element:
    attrs = {name: " ".join(value) if isinstance(value, list) else (value or "") for name, value in node.attrs.items()}
    element = Element(node.tag, attrs, parent, index)
    location = node.source_location
    if location is not None:
        if location.start_tag is not None:
            element.start, element.open_end = location.start_tag.start_offset, location.start_tag.end_offset
        if location.end_tag is not None:
            element.close_start, element.end = location.end_tag.start_offset, location.end_tag.end_offset
        if attrs:
            element._locations = location.attrs  # noqa: SLF001 - made here
    element.is_hidden = parent.is_hidden or node.tag in UNSEEN or _is_hidden(attrs)
    return element


def _is_hidden(attrs: dict[str, str]) -> bool:
    if not attrs:
        return False
    return (
        "hidden" in attrs
        or _HIDDEN_STYLE.search(attrs.get("style", "")) is not None
        or _HIDDEN_CLASS.search(attrs.get("class", "")) is not None
    )


def _chunks(text: str, start: int, end: int) -> tuple[list[int], list[_Chunk]]:
    """Return the text of a document as tokens; the content of noscript, one token, is taken apart like the rest."""
    import turbohtml

    chunks: list[_Chunk] = []
    waiting = [(start, end)]
    while waiting:
        at, stop = waiting.pop()
        in_noscript = False
        for token in turbohtml.tokenize(text[at:stop], resolve_references=False, capture_source=True):
            kind, data, source = int(token.type), token.data or "", token.source
            after = at + len(data if source is None else source)
            if kind == 1:
                in_noscript = token.tag == "noscript"
            elif kind == 2:
                in_noscript = False
            elif kind == 0 and in_noscript and (at, after) != (start, end):
                waiting.append((at, after))
            elif kind in (0, 5):
                chunks.append(_Chunk(at, after, data, kind == 5))
            at = after
    chunks.sort()
    return [chunk.start for chunk in chunks], chunks


class _Aligner:
    """Finds the chunks that say the texts of the tree, each chunk once."""

    def __init__(self, starts: list[int], chunks: list[_Chunk]) -> None:
        self.starts = starts
        self.chunks = chunks
        self.taken = [0] * len(chunks)  # how many characters of each are given away, from its start
        self.place = 0  # where the tree's walk has come to in the document

    def find(self, data: str) -> tuple[tuple[int, int, _Chunk], ...]:
        """Return the chunks that say a text, beginning near the present place; none if they cannot be told."""
        first = bisect_left(self.starts, self.place)
        if first and self.chunks[first - 1].end > self.place:
            first -= 1
        for index in self._free(first):
            found = self._match(index, data)
            if found:
                for number, taken in found[1]:
                    self.taken[number] = taken
                self.place = found[0][-1][2].end
                return tuple(found[0])
            if not data.strip():
                break
        return ()

    def loose(self) -> list[tuple[int, int]]:
        """Return where text stands that was not given to any text of the tree, and is no white space."""
        return [
            (chunk.start + (0 if chunk.is_reference else taken), chunk.end)
            for chunk, taken in zip(self.chunks, self.taken, strict=True)
            if taken < len(chunk.data) and chunk.data[taken:].strip()
        ]

    def _free(self, first: int) -> Iterable[int]:
        count = 0
        for index in range(first, min(first + 4 * MAX_SCAN, len(self.chunks))):
            if self.taken[index] < len(self.chunks[index].data):
                yield index
                count += 1
                if count == MAX_SCAN:
                    return

    def _match(self, index: int, data: str) -> tuple[list[tuple[int, int, _Chunk]], list[tuple[int, int]]] | None:
        found: list[tuple[int, int, _Chunk]] = []
        marks: list[tuple[int, int]] = []
        at, length, skipped = 0, len(data), 0
        while at < length:
            if index >= len(self.chunks):
                return None
            chunk, taken = self.chunks[index], self.taken[index]
            rest = chunk.data[taken:]
            if not rest:
                index += 1
                continue
            if not at and not taken and not data.startswith(rest[:1]):
                lead = len(rest) - len(rest.lstrip(" \t\n\f"))  # white space that the tree has dropped or put elsewhere
                if not lead:
                    return None
                rest, taken = rest[lead:], lead
                if not rest:
                    index += 1
                    continue
            size = min(len(rest), length - at)
            if not data.startswith(rest[:size], at) or (skipped and size < len(rest)):
                skipped += 1  # text of a table's cell stands between pieces that the tree has moved out and joined
                if not at or skipped > MAX_SCAN:
                    return None
                index += 1
                continue
            if chunk.is_reference and size < len(chunk.data):
                return None
            begin = chunk.start + taken if not chunk.is_reference else chunk.start
            stop = chunk.end if chunk.is_reference or taken + size == len(chunk.data) else begin + size
            found.append((at, at + size, _Chunk(begin, stop, rest[:size], chunk.is_reference)))
            marks.append((index, taken + size))
            at += size
            index += 1
        return found, marks
