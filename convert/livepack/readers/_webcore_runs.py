"""Lines of text that stand together: list items, attributions, and what their wording and place tell of them."""

from __future__ import annotations

import re

from livepack.ledger import Piece, Placed
from livepack.page import MARKUP
from livepack.readers._webcore_lines import IMAGE, IMAGE_CAPTION, TEXT, Token

BULLETS = frozenset("•◦▪")
_DIGITS = frozenset("0123456789")
_NUMBERED = re.compile(r"([0-9]{1,3})\.[ \u00a0]+(?=\S)")
OPENING = {'"': '"', "“": "”", "'": "'", "‘": "’"}
_MAX_ATTRIBUTION = 120
_MAX_ALT_LINE = 120
# Single characters in sets: told in a quarter of the time of str.endswith with thirteen of them.
# Those of Chinese, Arabic, Persian, Urdu and Hindi too: a page in English quotes them, and rules come in other languages.
_CLOSING = frozenset("\"”’'»」』")
STATEMENT_END = frozenset(".:;,…。：；，।॥۔؛،")  # a subheading may well be a question or a quotation
CLAUSE_END = STATEMENT_END | frozenset("!?！？؟")
SENTENCE_END = CLAUSE_END | _CLOSING


def is_picture_line(line: Token) -> bool:
    """Tell an alternative text at a post's end: a paragraph leaves a blank line before the next head."""
    return line.apart and len(line.line) <= _MAX_ALT_LINE and line.line[-1] not in SENTENCE_END


def text_run(tokens: list[Token], at: int) -> list[Token]:
    """Return the text lines from `at` to the next blank line or other line."""
    end = at + 1
    while end < len(tokens) and tokens[end].kind == TEXT and not tokens[end].apart:
        end += 1
    return tokens[at:end]


def find_items(run: list[Token], spans: list[Placed | Piece]) -> list[tuple[int, int, bool]]:
    """Cut lines into a paragraph and list items; returns where each begins and ends, and whether it is an item.

    A line that begins with a bullet begins an item; so do lines numbered 1, 2, 3 … (a 1 alone is a sentence's own).
    Their bullets and numbers go to `spans` as markup. Other lines go on what stands above them: a line break inside
    a paragraph or an item is a space.
    """
    found: list[tuple[int, int, bool]] = []
    for token, mark in zip(run, _item_marks(run), strict=True):
        if mark:
            spans.append((token.start, token.start + mark, MARKUP, "", 0, 0, "", 0, "", ""))
            if token.start + mark < token.end:
                found.append((token.start + mark, token.end, True))
        elif found:
            found[-1] = (found[-1][0], token.end, found[-1][2])
        else:
            found.append((token.start, token.end, False))
    return found


def _item_marks(run: list[Token]) -> list[int]:
    """Return how many characters of each line are a bullet or number with its space; 0 where it begins no item."""
    marks: list[int] = []
    last = 0
    for index, token in enumerate(run):
        line = token.line
        mark = 0
        if line[0] in BULLETS:
            mark = len(line) - len(line[1:].lstrip())
        elif line[0] in _DIGITS and _is_next(run, index, last):
            last += 1
            mark = len(line) - len(line.split(".", 1)[1].lstrip())
        marks.append(mark)
    return marks


def _is_next(run: list[Token], index: int, last: int) -> bool:
    """Tell whether a line's number goes on from the last one; a 1 needs a 2 behind it."""
    found = _NUMBERED.match(run[index].line)
    if found is None or int(found[1]) != last + 1:
        return False
    return last > 0 or any(token.line.startswith("2.") for token in run[index + 1 :])


def list_lines(run: list[Token]) -> int:
    """Return how many lines from the first to the last list item there are; 0 if there is none."""
    marks = _item_marks(run)
    return max((index + 1 for index, mark in enumerate(marks) if mark), default=0)


def is_attribution(tokens: list[Token], at: int) -> bool:
    """Tell whether the lines from `at` say whose the quotation above them is."""
    run = text_run(tokens, at)
    follower = tokens[at + len(run)] if at + len(run) < len(tokens) else None
    if follower is not None and not follower.apart and (follower.kind == IMAGE or follower.rule == IMAGE_CAPTION):
        return False
    return len(run) <= 2 and all(
        len(token.line) <= _MAX_ATTRIBUTION and token.line[-1] not in SENTENCE_END and token.line[0] not in OPENING
        for token in run
    )
