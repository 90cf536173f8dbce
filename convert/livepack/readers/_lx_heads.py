"""Finds where the posts of an `lx` copy begin: by their numbers, else by their times, else by what stands between them."""

from __future__ import annotations

import re
from typing import NamedTuple

# Whole lines above the posts. The second, where it is there, ends what stands above them.
LIVE_REPORTING = "Live Reporting"
TIMES_UK = "All times stated are UK"
# Begun by the line break: a quarter of the time that ^ takes.
_NUMBERED = re.compile(r"\n([ \t]{0,3})([0-9]{1,4})\.[ \u00a0]+(?=\S)")
_MONTH = "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
# The hour without a leading zero; no day on the day itself, no year within the year: 15:05, 9:05 12 May 2020.
CLOCK = rf"[0-9]{{1,2}}:[0-9]{{2}}(?: [0-9]{{1,2}} {_MONTH}(?: [0-9]{{4}})?)?"
POSTED = re.compile(rf"Posted at ({CLOCK})")
_POSTED_LINE = re.compile(rf"(?m)^[ \t]*(?=Posted at {CLOCK})")
_DASH_LINE = re.compile(r"(?m)^[ \t]*[-–•][ \t]*$")
# Some copies keep of the lines for sharing two only, the first of them as an item of a list.
_SHARE_START = re.compile(r"(?m)^[ \t]*(?:Article share tools|[•-][ \t]+Share this post)[ \t]*$")
# "45 mins", "90'+10", "25 overs", "HT": where a match stands, not when it was written.
MATCH_CLOCK = re.compile(
    r"[0-9]{1,3}(?:\.[0-9])? (?:mins?|overs?|ov|balls?)|[0-9]{1,3}['’′](?:\+[0-9]{1,2}(?:['’′])?)?|[0-9]{1,3}\+[0-9]{1,2} mins?|HT|FT|KO|AET|ET|PENS?|Half[- ]time|Full[- ]time"
)
_CLOCK_LINE = re.compile(rf"(?m)^[ \t]*(?=(?:{MATCH_CLOCK.pattern})[ \t]*$)")
_GET_INVOLVED = re.compile(r"\s*Get [Ii]nvolved[ \t]*\n")
_CONTACT = re.compile(r"@|#\w|\b(?:[Ee]-?mail|[Tt]ext|[Mm]essage|[Tt]weet|WhatsApp|SMS|[Ss]end|[Cc]ontact|[Cc]all)\b")
_MAX_CONTACT = 120  # longer lines are a post's, whatever words they hold
_WEBCORE = re.compile(r"(?m)^[ \t]{0,3}[0-9]{1,4}\. .*published at [0-9]{1,2}:[0-9]{2}")
NUMBERS, TIMES, DASHES, SHARES, ONE = "numbers", "times", "dashes", "shares", "one"


class Head(NamedTuple):
    """A post: where it begins and ends, where its number and its full stop are (-1 if it has none), and its first words."""

    start: int
    end: int
    number: int
    number_end: int
    content: int


class Found(NamedTuple):
    """The posts of a page, how they were told, and how deep their bodies stand (0: no deeper than their heads)."""

    heads: list[Head]
    told_by: str
    depth: int


def anchor_of(document: str) -> int:
    """Return where what stands above the posts ends; 0 if nothing says so."""
    for text in (TIMES_UK, LIVE_REPORTING):
        at = find_line(document, text)
        if at >= 0:
            return at + len(text)
    return 0


def is_webcore(document: str) -> bool:
    """Tell a page of the newer generation, whose heads have their time glued to their title: mostly by its first head."""
    return "published at " in document and _WEBCORE.search(document) is not None


def find_line(document: str, text: str, start: int = 0) -> int:
    """Return where a line first stands, from `start` on, that says just this; -1 if none does."""
    at = document.find(text, start)
    while at >= 0:
        start, end = document.rfind("\n", 0, at) + 1, document.find("\n", at)
        if document[start : end if end >= 0 else len(document)].strip() == text:
            return at
        at = document.find(text, at + 1)
    return -1


def has_posts(document: str, anchor: int) -> bool:
    """Tell whether any post follows `anchor`."""
    return _NUMBERED.search(document, anchor) is not None or bool(find_heads(document, anchor).heads)


def find_heads(document: str, anchor: int) -> Found:
    """Find the posts that follow `anchor`."""
    numbered = list(_NUMBERED.finditer(document, anchor))
    if numbered:
        depth = _body_depth(document, numbered)
        run = _run(numbered, is_indented=depth > 0)
        stops = [match.start(1) for match in run[1:]] + [len(document)]
        heads = [
            Head(match.start(1), stop, match.start(2), match.end(2), match.end())
            for match, stop in zip(run, stops, strict=True)
        ]
        return Found(heads, NUMBERS, depth)
    for told_by, starts in (
        (TIMES, [match.end() for match in _timed_lines(document, anchor)]),
        (DASHES, [match.start() for match in _DASH_LINE.finditer(document, anchor)]),
        (SHARES, _share_ends(document, anchor)),
    ):
        if starts:
            return Found(_unnumbered(document, starts, told_by), told_by, 0)
    start = _after_contact(document, anchor)
    return Found(_unnumbered(document, [start], ONE) if start < len(document) else [], ONE, 0)


def _timed_lines(document: str, anchor: int) -> list[re.Match[str]]:
    """Find the lines with times, and where there are any, those with nothing but a match clock."""
    found = list(_POSTED_LINE.finditer(document, anchor))
    return sorted([*found, *_CLOCK_LINE.finditer(document, anchor)], key=re.Match.start) if found else []


def _run(numbered: list[re.Match[str]], *, is_indented: bool) -> list[re.Match[str]]:
    """Return the heads among numbered lines: they run on. Where bodies are not indented, only the next number is one."""
    run = [numbered[0]]
    last = int(numbered[0][2])
    for match in numbered[1:]:
        number = int(match[2])
        if number == last + 1 or (is_indented and number > last):
            run.append(match)
            last = number
        elif is_indented:
            break  # another list begins below the posts
    return run


def _unnumbered(document: str, starts: list[int], told_by: str) -> list[Head]:
    heads: list[Head] = []
    for start, stop in zip(starts, [*starts[1:], len(document)], strict=True):
        content = start
        if told_by == DASHES:
            content = document.find("\n", start)
            content = len(document) if content < 0 else content + 1
        heads.append(Head(start, stop, -1, -1, content))
    return heads


def _share_ends(document: str, anchor: int) -> list[int]:
    """Return where posts begin that end with the lines for sharing: the first behind `anchor`, the others behind those."""
    shares = [match.end() for match in _SHARE_START.finditer(document, anchor)]
    if not shares:
        return []
    starts = [_after_contact(document, anchor)]
    end = 0
    for share in shares:
        if share < end:
            continue  # one of the lines that were taken already
        end = _share_end(document, share)
        if document[end:].strip():
            starts.append(end)
    return starts


def _share_end(document: str, start: int) -> int:
    """Return where the lines for sharing end that begin at `start`."""
    position = start
    while position < len(document):
        stop = document.find("\n", position + 1)
        stop = len(document) if stop < 0 else stop
        line = document[position:stop].strip().lstrip(SHARE_MARKS)
        if line and line not in SHARE_LINES and not line.startswith(("http://", "https://")):
            return position + 1
        position = stop
    return len(document)


SHARE_MARKS = "•- "
SHARE_LINES = frozenset(
    {
        "Article share tools",
        "Facebook",
        "Twitter",
        "Share",
        "View more share options",
        "Share this post",
        "Copy this link",
        "Copy share URL",
        "Read more about these links.",
        "Read more about sharing BBC content externally",
        "Close share options",
    }
)


def _after_contact(document: str, anchor: int) -> int:
    """Return where the first post begins that nothing marks: behind `Get involved` and the lines that stand with it."""
    found = _GET_INVOLVED.match(document, anchor)
    if found is None:
        return anchor + len(document[anchor:]) - len(document[anchor:].lstrip())
    position = found.end()
    has_blanks = "\n\n" in document[position:].strip()
    while position < len(document):
        stop = document.find("\n", position) + 1 or len(document)
        line = document[position:stop]
        if not line.strip() or not (has_blanks or (len(line) <= _MAX_CONTACT and _CONTACT.search(line))):
            break
        position = stop
    return position + len(document[position:]) - len(document[position:].lstrip())


def _body_depth(document: str, numbered: list[re.Match[str]]) -> int:
    """Return how far the posts' bodies are indented; 0 if no deeper than their heads."""
    for match in numbered:
        for line in document[match.end() : match.end() + 2000].split("\n")[1:]:
            if line.strip():
                depth = len(line) - len(line.lstrip(" \t"))
                if depth > len(match[1]):
                    return depth
                break
    return 0
