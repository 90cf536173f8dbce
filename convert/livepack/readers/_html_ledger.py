"""Closes the ledger of an HTML page: tags are markup, what stands around the posts is outside, words left over are unread."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from livepack.html_document import Element, HtmlDocument, Text, walk_texts
from livepack.ledger import Ledger, Placed
from livepack.page import MARKUP, OUTSIDE, UNREAD, WITNESS
from livepack.readers._html_posts import Found

_SILENT = frozenset({"script", "style", "template", "svg"})
_TAGS = re.compile(
    r"(?:\s++|</?[A-Za-z][^<>]*+>|<!--(?!-?>)(?:[^-]|-(?!-!?>))*+-->)*+"
)  # a gap without words, as nearly all are


def close_html(
    document: HtmlDocument, rows: Sequence[Placed], posts: Sequence[Found], *, hidden: bool = False
) -> Ledger:
    """Fill what lies between the spans that a reader placed.

    Within a post, words that a browser shows and nobody placed are unread, and all else is markup: tags, comments,
    scripts, white space. Around and between the posts all is outside, but tags and white space between two are markup.
    With `hidden`, words that a post reads aloud, or keeps for browsers without scripts, must have been placed too.

    Raises:
        ValueError: two spans overlap: a fault of the reader.
    """
    closing = _Closing(document, posts, hidden=hidden)
    at = 0
    for row in sorted(row for row in rows if row[1] > row[0]):
        start = row[0]
        if row[2] == WITNESS and closing.closed and row[:2] == closing.closed[-1][:2]:
            continue  # of a post and of the one around it: the first has it
        if start < at:
            raise ValueError(f"spans overlap at {start}: {row}")
        if start > at:
            closing.fill(at, start)
        closing.append(row)
        at = row[1]
    if at < len(document.text):
        closing.fill(at, len(document.text))
    return Ledger(closing.closed, len(document.text))


class _Closing:
    """A ledger that grows from the document's start to its end."""

    def __init__(self, document: HtmlDocument, posts: Sequence[Found], *, hidden: bool) -> None:
        self.closed: list[Placed] = []
        self._document = document
        self._hidden = hidden
        self._areas = sorted((post.start, post.end) for post in posts)
        self._heads = [start for start, _ in self._areas]
        self._last = max((end for _, end in self._areas), default=0)
        self._words: dict[Element, list[tuple[int, int]]] = {}  # of all within an element

    def append(self, row: Placed) -> None:
        """Add a row; one that differs from the last only in start and end lengthens that."""
        closed = self.closed
        if closed and closed[-1][2:] == row[2:]:
            closed[-1] = (closed[-1][0], *row[1:])
        else:
            closed.append(row)

    def _add(self, start: int, end: int, disposition: str) -> None:
        self.append((start, end, disposition, "", 0, 0, "", 0, "", ""))

    def fill(self, start: int, end: int) -> None:
        """Fill a gap: cut it at the ends of the posts."""
        at = start
        while at < end:
            index = bisect_right(self._heads, at)
            area_end = max((last for _, last in self._areas[max(index - 2, 0) : index]), default=0)
            following = self._heads[index] if index < len(self._heads) else end
            if at < area_end:
                stop = min(end, area_end)
                self._fill_inside(at, stop)
            else:
                stop = min(end, following)
                is_between = index > 0 and stop <= self._heads[-1]
                has_words = is_between and bool(self._words_between(at, stop))
                self._add(at, stop, MARKUP if is_between and not has_words else OUTSIDE)
            at = stop

    def _fill_inside(self, start: int, end: int) -> None:
        at = start
        for first, last in self._words_between(start, end):
            if first > at:
                self._add(at, first, MARKUP)
            self._add(first, last, UNREAD)
            at = last
        if at < end:
            self._add(at, end, MARKUP)

    def _words_between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where words stand in a gap that a browser shows, without white space around them."""
        text = self._document.text
        if _TAGS.fullmatch(text, start, end) is not None:
            return []
        around = self._document.located(start, end) or self._document.root
        known = self._words.get(around)
        if known is None:
            known = self._words[around] = _find_words(self._document, around, hidden=self._hidden)
        index = bisect_left(known, (start, -1))
        if index and known[index - 1][1] > start:
            index -= 1
        found = []
        while index < len(known) and known[index][0] < end:
            first, last = max(start, known[index][0]), min(end, known[index][1])
            words = text[first:last]
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
