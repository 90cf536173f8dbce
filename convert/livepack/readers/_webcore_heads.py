"""Finds the heads of posts in copies that do not number and indent them as a layout copy does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

LABEL = "published at "
UNTITLED = "Post"
INVOLVED = "get involved"  # the words of an icon beside the number or above the title, which writes "Get Involved"
# A word, a closing quote or bracket stands right before the label: "over'published at", "Postpublished at". A layout
# copy prints neither marks of Markdown nor anything else between the number and the title.
_LAYOUT_HEAD = re.compile(r"[ \t]{0,3}[0-9]{1,4}\. (?!#)\S(?:.*\S)?published at [0-9]{1,2}:[0-9]{2}(?![0-9])")
# The whole time, to the end of its line: prose goes on with other words.
_ZONE = r"(?:Greenwich Mean Time|British Summer Time|GMT|BST|UTC)"
_TIME = re.compile(
    rf"(?P<time>[0-9]{{1,2}}:[0-9]{{2}}(?:[ \u00a0]+{_ZONE})?(?:[ \u00a0]+(?P<day>[0-9]{{1,2}}[ \u00a0]+[A-Z][a-z]{{2,8}}"
    r"(?:[ \u00a0]+[0-9]{4})?))?)[ \t\u00a0]*$",
    re.MULTILINE,
)
_NUMBER = re.compile(r"[ \t]*(?P<number>[0-9]{1,4})\.(?:[ \t\u00a0]+|$)")
_NUMBER_LINE = re.compile(rf"[ \t]*(?:(?P<number>[0-9]{{1,4}})\.[ \t\u00a0]*)?(?P<badge>{INVOLVED}[ \t]*)?")
_MARKS = re.compile(r"[ \t]*#{1,6}[ \t]+")
_QUOTED = re.compile(r"[ \t]*[>|]")
_WITH_DAY = re.compile(rf"published at [0-9]{{1,2}}:[0-9]{{2}} (?:{_ZONE} )?[0-9]{{1,2}} [A-Z][a-z]{{2,8}}")
_GLUED = re.compile(r"\Spublished at [0-9]{1,2}:[0-9]{2}(?![0-9])")
# What only such pages print on a line of its own, or glued into one.
_EVIDENCE = re.compile(
    r"(?m)^[ \t#]*(?:Allow [^?.\n]{1,40} content\?|Image caption,|Media caption,|Quote Message|Live Reporting)[ \t\u00a0]*$|Image source,"
)
_BLANK_LINE = re.compile(r"\n[ \t\u00a0]+\n")
_FEW_LINES = 2  # for each head
_MAX_TITLE = 300
_MAX_ABOVE = 40
_MANY = 3


class LineHead(NamedTuple):
    """Where the parts of a post's head stand.

    `number` is -1 where none is printed, `number_end` is its full stop; `badge` is where an icon's words stand, or -1.
    """

    start: int
    end: int
    number: int
    number_end: int
    title: int
    title_end: int
    label: int
    time: int
    time_end: int
    has_day: bool
    badge: int


def is_layout_copy(document: str) -> bool:
    """Tell a copy with at least one numbered head whose title is glued to its time, and with its blank lines."""
    found = document.find(LABEL)
    while found >= 0:
        if _LAYOUT_HEAD.match(document, document.rfind("\n", 0, found) + 1):
            return _keeps_blank_lines(document, found)
        end = document.find("\n", found)
        found = document.find(LABEL, end) if end >= 0 else -1
    return False


def _keeps_blank_lines(document: str, start: int) -> bool:
    """Tell a copy in which blank lines part the blocks; one of a few lines only may do without."""
    return (
        document.find("\n\n", start) >= 0
        or _BLANK_LINE.search(document, start) is not None
        or document.count("\n", start) <= _FEW_LINES * document.count(LABEL, start)
    )


@lru_cache(maxsize=1)  # a reader asks for them to claim a page, and again to read it
def find_line_heads(document: str) -> tuple[LineHead, ...]:
    """Find the heads: lines that end with a title, the label and a time, numbered or not.

    A title and its label are one word ("Postpublished at"), but for tools that put a space or a line end between the
    two. With a space heads count only if each of them is numbered, in order, with a line end only if there are two
    with a day and no others; and either only if the page shows what else such pages print.
    """
    heads: list[LineHead] = []
    found = document.find(LABEL)
    while found >= 0:
        end = document.find("\n", found)
        end = len(document) if end < 0 else end
        head = _read_head(document, document.rfind("\n", 0, found) + 1, end)
        if head is not None:
            heads.append(head)
        found = document.find(LABEL, end)
    if not _rise(document, heads):  # a lonely number above a head is the text of the post before it
        heads = [
            head._replace(start=document.rfind("\n", 0, head.title) + 1, number=-1)
            if document.find("\n", head.number, head.title) >= 0 <= head.number and head.badge < 0
            else head
            for head in heads
        ]
    parted = [head for head in heads if document.find("\n", head.title_end, head.label) >= 0]
    if len(parted) == len(heads) > 1 and all(head.has_day for head in heads) and _EVIDENCE.search(document):
        return tuple(heads)
    heads = [head for head in heads if head not in parted]
    glued = [head for head in heads if head.title_end == head.label]
    numbered = [head for head in heads if head.number >= 0]
    if len(glued) < len(heads):
        heads = numbered if not glued and _are_numbered(document, numbered) else glued
    if not heads or not (len(heads) > 1 or heads[0].has_day or _EVIDENCE.search(document)):
        return ()
    return tuple(heads)


def find_labels(document: str) -> Iterator[tuple[int, int]]:
    """Find every label: where what follows it begins, and where its line ends."""
    found = document.find(LABEL)
    while found >= 0:
        end = document.find("\n", found)
        yield found + len(LABEL), len(document) if end < 0 else end
        found = document.find(LABEL, found + len(LABEL))


def has_lost_its_lines(document: str) -> bool:
    """Tell a copy in which the heads of several posts stand on one line."""
    found = document.find(LABEL)
    while found >= 0:
        end = document.find("\n", found)
        end = len(document) if end < 0 else end
        if document.find(LABEL, found + 1, end) >= 0:
            line = document[document.rfind("\n", 0, found) + 1 : end]
            if len(_GLUED.findall(line)) > 1 or len(_WITH_DAY.findall(line)) >= _MANY:
                return True
        found = document.find(LABEL, end)
    return False


def _are_numbered(document: str, heads: Sequence[LineHead]) -> bool:
    return _rise(document, heads) and _EVIDENCE.search(document) is not None


def _rise(document: str, heads: Sequence[LineHead]) -> bool:
    """Tell whether each head has a number, the next after that of the head before it."""
    numbers = [int(document[head.number : head.number_end]) if head.number >= 0 else 0 for head in heads]
    return bool(heads) and numbers[0] > 0 and numbers == list(range(numbers[0], numbers[0] + len(heads)))


def _read_head(document: str, start: int, end: int) -> LineHead | None:
    label = document.rfind(LABEL, start, end)
    if not document[start:label].strip() and start:  # the title stands on the line above, or above a blank line
        end_above = start - 1
        blank = document.rfind("\n", 0, end_above)
        if blank >= 0 and not document[blank:end_above].strip():
            end_above = blank
        start = document.rfind("\n", 0, end_above) + 1
    while label > start:
        time = _TIME.match(document, label + len(LABEL), end)
        if time is not None:
            break
        label = document.rfind(LABEL, start, label)
    else:
        return None
    if _QUOTED.match(document, start, label):
        return None
    number = _NUMBER.match(document, start, label)
    title = number.end() if number else start
    badge = -1
    above = _line_above(document, start) if number is None else None
    if above is not None:
        number, badge = (above if above["number"] else None), above.start("badge")
    marks = _MARKS.match(document, title, label)
    title = marks.end() if marks else title
    text = document[title:label]  # over two lines at most
    title += len(text) - len(text.lstrip())
    title_end = label - (len(text) - len(text.rstrip()))
    if not text.strip() or len(text) > _MAX_TITLE or _GLUED.search(text):
        return None
    if "\n" in text and LABEL in text:
        return None  # the line above is the time of another head
    first, last = number.span("number") if number else (-1, -1)
    return LineHead(
        document.rfind("\n", 0, max(first, badge)) + 1 if first >= 0 or badge >= 0 else start,
        end,
        first,
        last,
        title,
        title_end,
        label,
        label + len(LABEL),
        time.end("time"),
        time["day"] is not None,
        badge,
    )


def _line_above(document: str, start: int) -> re.Match[str] | None:
    """Find the number that lynx prints on a line of its own, above the head, or the words of an icon."""
    before = document[max(0, start - _MAX_ABOVE) : start]
    end = start - len(before) + len(before.rstrip())
    found = _NUMBER_LINE.fullmatch(document, document.rfind("\n", 0, end) + 1, end)
    return found if found is not None and found.end() > found.start() else None
