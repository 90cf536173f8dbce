"""Closes the ledger of an HTML page: tags are markup, what stands around the posts is outside, words left over are unread."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from livepack.html_document import Element, HtmlDocument, Text, walk_texts
from livepack.ledger import Placed
from livepack.page import MARKUP, OUTSIDE, UNREAD, WITNESS, Span
from livepack.readers._html_posts import Found

_SILENT = frozenset({"script", "style", "template", "svg"})


def close_html(
    document: HtmlDocument, rows: Sequence[Placed], posts: Sequence[Found], *, hidden: bool = False
) -> tuple[Span, ...]:
    """Fill what lies between the spans that a reader placed.

    Within a post, words that a browser shows and nobody placed are unread, and all else is markup: tags, comments,
    scripts, white space. Around and between the posts all is outside, but tags and white space between two are markup.
    With `hidden`, words that a post reads aloud, or keeps for browsers without scripts, must have been placed too.

    Raises:
        ValueError: two spans overlap: a fault of the reader.
    """
    length = len(document.text)
    shown = sorted(
        [
            *(
                (chunk.start, chunk.end)
                for text in (_spoken(document) if hidden else walk_texts(document.root))
                for _, _, chunk in text.chunks
                if chunk.data.strip()
            ),
            *document.loose,
        ]
    )
    areas = [(post.start, post.end) for post in posts]
    closed: list[Placed] = []
    at = 0
    for row in [*sorted(row for row in rows if row[1] > row[0]), None]:
        start = row[0] if row is not None else length
        if row is not None and row[2] == WITNESS and closed and row[:2] == closed[-1][:2]:
            continue  # of a post and of the one around it: the first has it
        if start < at:
            raise ValueError(f"spans overlap at {start}: {row}")
        if start > at:
            _fill(document, closed, at, start, areas, shown)
        if row is not None:
            _append(closed, row)
            at = row[1]
    return tuple(Span(*row) for row in closed)


def _spoken(document: HtmlDocument) -> Iterator[Text]:
    """Return every text of a page, hidden or not, that is neither a script, nor a style, nor in a drawing."""
    for text in walk_texts(document.root, hidden=True):
        node: Element | None = text.parent
        while node is not None and node.tag not in _SILENT:
            node = node.parent
        if node is None:
            yield text


def _append(closed: list[Placed], row: Placed) -> None:
    if closed and closed[-1][2:] == row[2:]:
        closed[-1] = (closed[-1][0], *row[1:])
    else:
        closed.append(row)


def _fill(
    document: HtmlDocument,
    closed: list[Placed],
    start: int,
    end: int,
    areas: list[tuple[int, int]],
    shown: list[tuple[int, int]],
) -> None:
    """Fill a gap: cut it at the ends of the posts."""
    at = start
    while at < end:
        area = next(((first, last) for first, last in areas if first <= at < last), None)
        if area is not None:
            stop = min(end, area[1])
            _fill_inside(document, closed, at, stop, shown)
        else:
            following = min((first for first, _ in areas if first > at), default=end)
            stop = min(end, following)
            is_between = (
                bool(areas) and any(last <= at for _, last in areas) and any(first >= stop for first, _ in areas)
            )
            has_words = any(True for _ in _between(shown, at, stop))
            disposition = MARKUP if (is_between and not has_words) else OUTSIDE
            _append(closed, (at, stop, disposition, "", 0, 0, "", 0, "", ""))
        at = stop


def _between(shown: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    index = bisect_left(shown, (start, -1))
    if index and shown[index - 1][1] > start:
        index -= 1
    found = []
    while index < len(shown) and shown[index][0] < end:
        if shown[index][1] > start:
            found.append((max(start, shown[index][0]), min(end, shown[index][1])))
        index += 1
    return found


def _fill_inside(
    document: HtmlDocument, closed: list[Placed], start: int, end: int, shown: list[tuple[int, int]]
) -> None:
    at = start
    for first, last in _between(shown, start, end):
        text = document.text[first:last]
        if not text.strip():
            continue
        begin, stop = first + len(text) - len(text.lstrip()), first + len(text.rstrip())
        if begin > at:
            _append(closed, (at, begin, MARKUP, "", 0, 0, "", 0, "", ""))
        _append(closed, (begin, stop, UNREAD, "", 0, 0, "", 0, "", ""))
        at = stop
    if at < end:
        _append(closed, (at, end, MARKUP, "", 0, 0, "", 0, "", ""))
