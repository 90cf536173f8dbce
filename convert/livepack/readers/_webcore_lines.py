"""Tells the lines of a `webcore` layout copy apart: text, image lines, and the lines that a rule explains."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from livepack import rules
from livepack.page import OUTSIDE, UNREAD, Span

TEXT = 0
IMAGE = 1
RULE = 2
BLOCK = 3  # a whole consent block that has been seen before, to the letter

RENDERER = "webcore"
IMAGE_LABEL = "Image source,"
_NUMBERED = re.compile(r"[ \t]*[0-9]{1,4}\. ")
_CACHE_LIMIT = 20_000
_LINE_END = frozenset({"", "\n"})


class Token(NamedTuple):
    """A line of a post. `apart` says that blank lines precede it."""

    kind: int
    start: int
    end: int
    apart: bool
    line: str
    rule: str = ""
    match: re.Match[str] | None = None


# As page.make_span: a post has dozens of tokens.
_make: Callable[[tuple[int, int, int, bool, str, str, re.Match[str] | None]], Token] = partial(tuple.__new__, Token)


class Known(NamedTuple):
    """What a line is, kept for every further line that is the same to the letter."""

    kind: int
    lead: int
    line: str
    rule: str
    match: re.Match[str] | None


_known: dict[str, Known] = {}
# By the first line of a consent block: the blocks seen that begin with it, and how many lines each has.
_blocks: dict[str, list[tuple[str, int]]] = {}
_MAX_ALIKE = 40


def remember_block(first_line: str, text: str) -> bool:
    """Let `scan_lines` take this block in one step from now on; False if too many begin alike."""
    alike = _blocks.setdefault(first_line, [])
    if len(alike) >= _MAX_ALIKE:
        return False
    alike.append((text, text.count("\n") + 1))
    return True


def _recognise(raw: str) -> Known:
    line = raw.strip()
    lead = raw.index(line[0])
    found = rules.renderers()[RENDERER].classify(line)
    if found is not None:
        known = Known(RULE, lead, line, found[0].rule_id, found[1])
        if len(_known) < _CACHE_LIMIT:
            _known[raw] = known
        return known
    return Known(IMAGE if IMAGE_LABEL in line else TEXT, lead, line, "", None)


def scan_lines(document: str, start: int, end: int, depth: int) -> tuple[list[Token], bool]:
    """Cut a stretch of the document into tokens, a line each; blank lines give none.

    Returns:
        The tokens, and whether any of them is indented by less than `depth`.
    """
    shallow = False
    tokens: list[Token] = []
    add = tokens.append
    known = _known.get
    blocks = _blocks.get
    first_words = rules.first_words(RENDERER)
    apart = False
    position = start
    lines = document[start:end].split("\n")
    index, count = 0, len(lines)
    while index < count:
        raw = lines[index]
        index += 1
        if not raw or raw.isspace():
            apart = True
            position += len(raw) + 1
            continue
        found = known(raw)
        if found is not None:
            kind, lead, line, rule, match = found
            at = position + lead
            for text, length in blocks(line, ()):
                if document.startswith(text, at, end) and document[at + len(text) : at + len(text) + 1] in _LINE_END:
                    add(_make((BLOCK, at, at + len(text), apart, text, rule, None)))
                    index += length - 1
                    position += len(text) - len(line)
                    break
            else:
                add(_make((kind, at, at + len(line), apart, line, rule, match)))
        else:
            line = raw.strip()
            lead = raw.index(line[0])
            at = position + lead
            if IMAGE_LABEL in line:
                add(_make((IMAGE, at, at + len(line), apart, line, "", None)))
            elif line.split(" ", 1)[0] in first_words:
                other = _recognise(raw)
                add(_make((other.kind, at, at + len(line), apart, line, other.rule, other.match)))
            else:
                add(_make((TEXT, at, at + len(line), apart, line, "", None)))
        if lead < depth:
            shallow = True
        apart = False
        position += len(raw) + 1
    return tokens, shallow


def part_shallow(document: str, tokens: list[Token], depth: int, spans: list[Span], *, is_last: bool) -> list[Token]:
    """Take out the lines that do not stand as deep as the posts' bodies do.

    After the last post the first such line begins the page's furniture, which is outside the live blog;
    between posts it is a line that cannot be placed, such as a head without its time.

    Returns:
        The tokens that are left.
    """
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        line_start = document.rfind("\n", 0, token.start) + 1
        if token.start - line_start >= depth:
            kept.append(token)
        elif is_last and not _NUMBERED.match(token.line):
            spans.append(Span(token.start, tokens[-1].end, OUTSIDE))
            return kept
        else:
            spans.append(Span(token.start, token.end, UNREAD))
            if is_last and index + 1 < len(tokens):
                continue
    return kept
