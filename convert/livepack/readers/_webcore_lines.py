"""Tells the lines of a `webcore` layout copy apart: text, image lines, and the lines that a rule explains."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from livepack import rules
from livepack.ledger import Piece, Placed
from livepack.page import OUTSIDE, UNREAD
from livepack.readers._webcore_whole import Whole, find_whole
from livepack.readers._webcore_whole import templates as _blocks

TEXT = 0
IMAGE = 1
RULE = 2
BLOCK = 3  # a whole consent block that a template tells; its line is the first of its lines

RENDERER = "webcore"
IMAGE_LABEL = "Image source,"
IMAGE_CAPTION = "webcore.image_caption"
_NUMBERED = re.compile(r"[ \t]*[0-9]{1,4}\. ")
_CACHE_LIMIT = 20_000


class Token(NamedTuple):
    """A line of a post. `apart` says that blank lines precede it."""

    kind: int
    start: int
    end: int
    apart: bool
    line: str
    rule: str = ""
    match: re.Match[str] | None = None
    whole: Whole | None = None


# A third of the time of the constructor: a post has dozens of tokens.
_make: Callable[[tuple[int, int, int, bool, str, str, re.Match[str] | None, Whole | None]], Token] = partial(
    tuple.__new__, Token
)


class Known(NamedTuple):
    """The rule that prints a line, kept for every further line that is the same to the letter."""

    rule: str
    match: re.Match[str] | None


_known: dict[str, Known] = {}


@cache
def _rule_starts() -> frozenset[str]:
    """Return the first three characters of every line that a rule may explain: few lines of prose begin so."""
    return frozenset(start[:3] for word in rules.first_words(RENDERER) for start in (word, word + " "))


def recognise(line: str) -> Known | None:
    """Find the rule that prints a line, if one does."""
    known = _known.get(line)
    if known is not None or IMAGE_LABEL in line:
        return known
    found = rules.renderers()[RENDERER].classify(line)
    if found is None:
        return None
    known = Known(found[0].rule_id, found[1])
    if len(_known) < _CACHE_LIMIT:
        _known[line] = known
    return known


def scan_lines(
    document: str, start: int, end: int, depth: int, doubled: list[int], *, is_parted: bool = False
) -> tuple[list[Token], bool]:
    """Cut a stretch of the document into tokens, a line each; blank lines give none.

    Args:
        document: the whole document.
        start: where the stretch begins.
        end: where it ends.
        depth: how far bodies are indented.
        doubled: gets the places at which a second blank line follows a first.
        is_parted: whether every line counts as one that blank lines precede.

    Returns:
        The tokens, and whether any of them is indented by less than `depth`.
    """
    shallow = False
    tokens: list[Token] = []
    add = tokens.append
    find, startswith = document.find, document.startswith
    indent = " " * depth
    starts = _rule_starts()
    apart = is_parted
    # One search for the next picture's label in place of one in every line.
    label = find(IMAGE_LABEL, start, end)
    position = start
    while position < end:
        # Nearly every line that is not blank is indented just so, and then `strip` hands the same string back: a copy
        # and a search less.
        at = position
        if startswith(indent, at):
            at += depth
        elif document[at] == "\n":  # half of the lines
            if apart and document[at - 2 : at] == "\n\n":
                doubled.append(at)
            apart = True
            position = at + 1
            continue
        stop = find("\n", at, end)
        if stop < 0:
            stop = end
        raw = document[at:stop]
        line = raw.strip()
        if not line:
            apart = True
            position = stop + 1
            continue
        if line is not raw:
            at += raw.index(line[0])
        shallow |= at - position < depth
        known = recognise(line) if line[:3] in starts else None
        after = stop + 1
        if known is not None:
            alike = _blocks.get(line)
            whole = find_whole(alike, document, at, end, depth) if alike and at - position >= depth else None
            if whole is None:
                add(_make((RULE, at, at + len(line), apart, line, known.rule, known.match, None)))
            else:
                after = at + whole.length + 1
                add(_make((BLOCK, at, after - 1, apart, line, known.rule, None, whole)))
        elif 0 <= label < after:
            add(_make((IMAGE, at, at + len(line), apart, line, "", None, None)))
            label = find(IMAGE_LABEL, after, end)
        else:
            add(_make((TEXT, at, at + len(line), apart, line, "", None, None)))
        apart = is_parted
        position = after
    return tokens, shallow


def _is_head_like(line: str, number: int) -> bool:
    """Tell a line that begins as the head of that number would, which may be a head that has lost its time."""
    return _NUMBERED.match(line) is not None and int(line[: line.index(".")]) == number


def part_shallow(
    document: str, tokens: list[Token], depth: int, spans: list[Placed | Piece], next_number: int
) -> list[Token]:
    """Take out the lines that do not stand as deep as the posts' bodies do.

    After the last post the first such line begins the page's furniture, which is outside the live blog;
    between posts it is a line that cannot be placed, such as a head without its time.

    Args:
        document: the whole document.
        tokens: the lines of a post.
        depth: how far bodies are indented.
        spans: where what is taken out is placed.
        next_number: after the last post, the number that a next one would have; else 0.

    Returns:
        The tokens that are left.
    """
    kept: list[Token] = []
    was_taken = False
    for token in tokens:
        line_start = document.rfind("\n", 0, token.start) + 1
        if token.start - line_start >= depth:
            # What stood around a line that was taken out is no longer one block.
            kept.append(token._replace(apart=True) if was_taken else token)
            was_taken = False
        elif next_number and not _is_head_like(token.line, next_number):
            spans.append((token.start, tokens[-1].end, OUTSIDE, "", 0, 0, "", 0, "", ""))
            return kept
        else:
            spans.append((token.start, token.end, UNREAD, "", 0, 0, "", 0, "", ""))
            was_taken = True
    return kept
