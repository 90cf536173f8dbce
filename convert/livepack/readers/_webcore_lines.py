"""Tells the lines of a `webcore` layout copy apart: text, image lines, and the lines that a rule explains."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from livepack import rules
from livepack.ledger import Placed
from livepack.page import OUTSIDE, UNREAD

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
    """The rule that prints a line, kept for every further line that is the same to the letter."""

    line: str
    lead: int
    rule: str
    match: re.Match[str] | None


_known: dict[str, Known] = {}
# Consent blocks seen, and how many lines each has, by their first line and the document's line two below it: that
# is the skip link, with provider, number and author, so that few blocks share a key.
# The last number is how far the least indented of its further lines is indented.
_blocks: dict[tuple[str, str], list[tuple[str, int, int]]] = {}
_MAX_ALIKE = 40


def remember_block(first_line: str, text: str) -> bool:
    """Let `scan_lines` take this block in one step from now on; False if too many begin alike."""
    lines = text.split("\n", 3)
    alike = _blocks.setdefault((first_line, lines[2] if len(lines) > 2 else ""), [])
    if len(alike) >= _MAX_ALIKE:
        return False
    further = [line for line in text.split("\n")[1:] if line.strip()]
    depth = min((len(line) - len(line.lstrip()) for line in further), default=0)
    alike.append((text, text.count("\n") + 1, depth))
    return True


@cache
def _rule_starts() -> frozenset[str]:
    """Return the first three characters of every line that a rule may explain: few lines of prose begin so."""
    return frozenset(start[:3] for word in rules.first_words(RENDERER) for start in (word, word + " "))


def _recognise(raw: str, line: str, lead: int) -> Known | None:
    """Find the rule that prints a line, if one does."""
    known = _known.get(raw)
    if known is not None or IMAGE_LABEL in line:
        return known
    found = rules.renderers()[RENDERER].classify(line)
    if found is None:
        return None
    known = Known(line, lead, found[0].rule_id, found[1])
    if len(_known) < _CACHE_LIMIT:
        _known[raw] = known
    return known


def scan_lines(document: str, start: int, end: int, depth: int) -> tuple[list[Token], bool]:
    """Cut a stretch of the document into tokens, a line each; blank lines give none.

    Returns:
        The tokens, and whether any of them is indented by less than `depth`.
    """
    shallow = False
    tokens: list[Token] = []
    add = tokens.append
    starts = _rule_starts()
    apart = False
    position = start
    # One search for the next picture's label in place of one in every line.
    label = document.find(IMAGE_LABEL, start, end)
    lines = document[start:end].split("\n")
    index, count = 0, len(lines)
    while index < count:
        raw = lines[index]
        index += 1
        line = raw and raw.strip()
        if not line:
            apart = True
            position += len(raw) + 1
            continue
        lead = raw.index(line[0])
        if lead < depth:
            shallow = True
        at = position + lead
        position += len(raw) + 1
        known = _recognise(raw, line, lead) if line[:3] in starts else None
        if known is not None:
            block = None
            if lead >= depth and index + 1 < count:
                block = _find_block(document, at, end, depth, line, lines[index + 1])
            if block is None:
                add(_make((RULE, at, at + len(line), apart, line, known.rule, known.match)))
            else:
                text, length = block
                add(_make((BLOCK, at, at + len(text), apart, text, known.rule, None)))
                index += length - 1
                position = at + len(text) + 1
        elif 0 <= label < position:
            add(_make((IMAGE, at, at + len(line), apart, line, "", None)))
            label = document.find(IMAGE_LABEL, position, end)
        else:
            add(_make((TEXT, at, at + len(line), apart, line, "", None)))
        apart = False
    return tokens, shallow


def _find_block(
    document: str, start: int, end: int, depth: int, line: str, below: str
) -> tuple[str, int] | None:
    """Find the consent block, seen before to the letter, that begins at `start`; `below` is the line two below."""
    for text, length, least in _blocks.get((line, below), ()):
        after = start + len(text)
        if least >= depth and document.startswith(text, start, end) and document[after : after + 1] in _LINE_END:
            return text, length
    return None


def part_shallow(document: str, tokens: list[Token], depth: int, spans: list[Placed], *, is_last: bool) -> list[Token]:
    """Take out the lines that do not stand as deep as the posts' bodies do.

    After the last post the first such line begins the page's furniture, which is outside the live blog;
    between posts it is a line that cannot be placed, such as a head without its time.

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
        elif is_last and not _NUMBERED.match(token.line):
            spans.append((token.start, tokens[-1].end, OUTSIDE, "", 0, 0, "", 0, "", ""))
            return kept
        else:
            spans.append((token.start, token.end, UNREAD, "", 0, 0, "", 0, "", ""))
            was_taken = True
    return kept
