"""The markup of BBC pages: elements by the names that outlast a build, and runs of text with their places.

Classes end in a word that stays ("ssrcss-1q0x1qg-Paragraph") behind a hash that does not; `data-testid` and
`data-component` stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from livepack.html_document import BREAK, Element, HtmlDocument, Piece, Text, decode_piece
from livepack.json_document import DecodedString
from livepack.readers._bbc_post import NOTHING, LinkWords, Words

_ADDRESS: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def names_of(element: Element) -> frozenset[str]:
    """Return the names that an element goes by: its test id, its component, the last word of each class; lower case."""
    attrs = element.attrs
    return _names(attrs.get("data-testid", ""), attrs.get("data-component", ""), attrs.get("class", ""))


@lru_cache(maxsize=4096)  # a page has a few dozen
def _names(test_id: str, component: str, classes: str) -> frozenset[str]:
    found = [test_id, component, *classes.split()]
    return frozenset(name.rpartition("-")[2].lower() if name.startswith("ssrcss-") else name.lower() for name in found)


def attribute(document: HtmlDocument, element: Element, name: str) -> Words:
    """Return what an attribute says."""
    pieces = element.attribute_pieces(document.text, name)
    return Words(" ".join(element.attrs[name].split()), tuple(pieces)) if pieces else NOTHING


def address(document: HtmlDocument, element: Element, *names: str) -> Words:
    """Return the first absolute address among some attributes."""
    found = (attribute(document, element, name) for name in names if _ADDRESS.fullmatch(element.attrs.get(name, "")))
    return next(found, NOTHING)


class _Part(NamedTuple):
    """Part of a run: where its characters begin in the run, and the text of the tree or the tag that they are from."""

    at: int
    origin: Text | DecodedString | Piece


class _Mark(NamedTuple):
    """A link in a run: from where to where in its characters, where it leads, and whether that is another site's."""

    start: int
    end: int
    url: Words
    is_external: bool | None


def is_other_site(url: str, href: str) -> bool | None:
    """Tell whether an absolute address leads away from the BBC; an address without a host does not, of others nobody knows."""
    if url:
        host = url.partition("//")[2].partition("/")[0].lower()
        return re.search(r"(?:^|\.)bbc\.(?:co\.uk|com)(?::\d+)?$", host) is None
    return False if href.startswith("/") else None


class Run:
    """A run of text that may become one value, or several: every stretch of it knows its pieces of the document."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.raw = ""
        self._parts: list[_Part] = []
        self._marks: list[_Mark] = []

    def __len__(self) -> int:
        return len(self.raw)

    @property
    def text(self) -> str:
        """What it says, runs of white space made one space, none at the ends."""
        return " ".join(self.raw.split())

    @property
    def start(self) -> int:
        """Where its first word stands in the document."""
        return next((piece.start for piece in self.words().pieces), -1)

    def add(self, text: Text) -> None:
        """Add a text of the tree; one whose place is not known is left out, and so stays unread."""
        if "".join(decode_piece(self.document, piece) for piece in text.pieces()) == text.data:
            self._parts.append(_Part(len(self.raw), text))
            self.raw += text.data

    def add_break(self, element: Element) -> None:
        """Add a line break, which is a space."""
        piece = Piece(element.start, element.open_end, "html")
        if element.start >= 0 and BREAK.fullmatch(self.document, piece.start, piece.end) is not None:
            self._parts.append(_Part(len(self.raw), piece))
            self.raw += " "

    def add_string(self, string: DecodedString) -> None:
        """Add a string of JSON."""
        self._parts.append(_Part(len(self.raw), string))
        self.raw += string.text

    def add_link(self, start: int, url: Words, *, is_external: bool | None) -> None:
        """Say that what came together since `start` is a link."""
        if self.raw[start:].strip():
            self._marks.append(_Mark(start, len(self.raw), url, is_external))

    def words(self, start: int = 0, end: int | None = None) -> Words:
        """Return the words of a stretch of the run."""
        end = len(self.raw) if end is None else end
        stretch = self.raw[start:end]
        start += len(stretch) - len(stretch.lstrip())
        end = start + len(stretch.strip())
        return Words(" ".join(stretch.split()), tuple(self._pieces(start, end)))

    def stretch(self, start: int, end: int | None = None) -> list[Piece]:
        """Return the pieces of a stretch of the run, white space and all."""
        return list(self._pieces(start, len(self.raw) if end is None else end))

    def links(self, start: int = 0) -> list[LinkWords]:
        """Return the links in the words from a place on, in their order."""
        found = []
        for mark in sorted(self._marks, key=lambda mark: mark.start):
            first = max(mark.start, start)
            first += len(self.raw[first : mark.end]) - len(self.raw[first : mark.end].lstrip())
            before, said = self.raw[start:first], " ".join(self.raw[first : mark.end].split())
            at = len(" ".join(before.split())) + (1 if before.strip() and before[-1].isspace() else 0)
            if said:
                found.append(LinkWords(at, at + len(said), mark.url, mark.is_external))
        return found

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        for number, part in enumerate(self._parts):
            last = self._parts[number + 1].at if number + 1 < len(self._parts) else len(self.raw)
            first, stop = max(start, part.at), min(end, last)
            if first >= stop:
                continue
            if isinstance(part.origin, Piece):
                yield part.origin
            else:
                yield from part.origin.pieces(first - part.at, stop - part.at)


def walk_elements(element: Element) -> Iterator[Element]:
    """Return the elements within an element, hidden ones too, in their order."""
    waiting = list(reversed(list(element.elements)))
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(list(found.elements)))


def text_of(element: Element) -> str:
    """Return all that an element says, seen or read aloud, white space made one space."""
    found: list[str] = []
    waiting: list[Element | Text] = list(reversed(element.children))
    while waiting:
        node = waiting.pop()
        if isinstance(node, Text):
            found.append(node.data)
        elif node.tag not in ("script", "style"):
            waiting.extend(reversed(node.children))
    return " ".join("".join(found).split())


def ancestors(node: Text | Element, last: Element) -> Iterator[Element]:
    """Return the elements around a text or an element, from within, up to one that is not returned itself."""
    around = node.parent
    while around is not None and around is not last:
        yield around
        around = around.parent
