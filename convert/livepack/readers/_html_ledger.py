"""Closes the ledger of an HTML page: tags are markup, what stands around the posts is outside, words left over are unread."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument, Text, walk_texts
from livepack.ledger import Ledger, Placed
from livepack.page import MARKUP, OUTSIDE, UNREAD, WITNESS
from livepack.readers._html_posts import Found

_SILENT = frozenset({"script", "style", "template", "svg"})
_TAGS = re.compile(
    r"(?:\s++|</?[A-Za-z][^<>]*+>|<!--(?!-?>)(?:[^-]|-(?!-!?>))*+-->)*+"
)  # a gap without words, as nearly all are


class _Zone(NamedTuple):
    """A stretch of the document: where it ends, and what becomes of what nobody placed there.

    `blank` is the fate of tags and white space alone, `worded` that of shown words.
    """

    end: int
    blank: str
    worded: str


def close_html(
    document: HtmlDocument, rows: Sequence[Placed], posts: Sequence[Found], *, hidden: bool = False
) -> Ledger:
    """Fill what lies between the spans that a reader placed, in one sweep from the document's start to its end.

    Within a post, words that a browser shows and nobody placed are unread, and all else is markup: tags, comments,
    scripts, white space. Around and between the posts all is outside, but tags and white space between two are markup.
    With `hidden`, words that a post reads aloud, or keeps for browsers without scripts, must have been placed too.

    Raises:
        ValueError: two spans overlap: a fault of the reader.
    """
    text, length = document.text, len(document.text)
    shown = _Shown(document, hidden=hidden)
    zones = _zones(posts, length)
    zone = next(zones)
    closed: list[Placed] = []
    at = 0
    for row in (*sorted([row for row in rows if row[1] > row[0]]), _filling(length, length, MARKUP)):
        start = row[0]
        if row[2] == WITNESS and closed and row[:2] == closed[-1][:2]:
            continue  # of a post and of the one around it: the first has it
        if start < at:
            raise ValueError(f"spans overlap at {start}: {row}")
        while at < start:
            while zone.end <= at:
                zone = next(zones)
            end = min(start, zone.end)
            if zone.blank == OUTSIDE:
                closed.append(_filling(at, end, OUTSIDE))
            elif _TAGS.fullmatch(text, at, end) is None and (words := shown.between(at, end)):
                places = words if zone.worded == UNREAD else [(at, end)]
                closed += [_filling(first, last, zone.worded) for first, last in places]
            at = end
        closed.append(row)
        at = row[1]
    return Ledger(closed[:-1], length)  # which fills the rest with markup


def _zones(posts: Sequence[Found], length: int) -> Iterator[_Zone]:
    """Return the zones of a document in order: before the posts, each post with those within it, between, behind."""
    at = 0
    for start, end in sorted((post.start, post.end) for post in posts):
        if start > at:
            yield _Zone(start, MARKUP if at else OUTSIDE, OUTSIDE)
        if end > at:
            yield _Zone(end, MARKUP, UNREAD)
            at = end
    yield _Zone(length, OUTSIDE, OUTSIDE)


def _filling(start: int, end: int, disposition: str) -> Placed:
    return start, end, disposition, "", 0, 0, "", 0, "", ""


class _Shown:
    """The words of a document that a browser shows, and where they stand."""

    def __init__(self, document: HtmlDocument, *, hidden: bool) -> None:
        self._document = document
        self._hidden = hidden
        self._places: dict[Element, list[tuple[int, int]]] = {}  # of all within an element

    def between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where words stand between two places, without white space around them."""
        around = self._document.located(start, end) or self._document.root
        known = self._places.get(around)
        if known is None:
            known = self._places[around] = _find_words(self._document, around, hidden=self._hidden)
        index = bisect_left(known, (start, -1))
        if index and known[index - 1][1] > start:
            index -= 1
        found = []
        while index < len(known) and known[index][0] < end:
            first, last = max(start, known[index][0]), min(end, known[index][1])
            words = self._document.text[first:last]
            if words.strip():
                found.append((first + len(words) - len(words.lstrip()), first + len(words.rstrip())))
            index += 1
        return found


def _find_words(document: HtmlDocument, element: Element, *, hidden: bool) -> list[tuple[int, int]]:
    """Return where words stand in an element, in order; in the whole page also those that the tree has lost."""
    found: list[tuple[int, int]] = []
    for text in _spoken(element) if hidden else walk_texts(element):
        found += text.spans()
    if element is document.root:
        found += document.loose
    return sorted(found)


def _spoken(element: Element) -> Iterator[Text]:
    """Return every text of an element, hidden or not, that is neither a script, nor a style, nor in a drawing."""
    for text in walk_texts(element, hidden=True):
        node: Element | None = text.parent
        while node is not None and node.tag not in _SILENT:
            node = node.parent
        if node is None:
            yield text
