"""Lines of text that stand together: list items, attributions, and what their wording and place tell of them."""

from __future__ import annotations

import re

from livepack.ledger import Piece, Placed
from livepack.page import MARKUP
from livepack.readers._webcore_lines import IMAGE, IMAGE_CAPTION, TEXT, Token

BULLETS = frozenset("•◦▪")
_NUMBERED = re.compile(r"([0-9]{1,3})\.[ \u00a0]+(?=\S)")
OPENING = {'"': '"', "“": "”", "'": "'", "‘": "’"}
_MAX_ATTRIBUTION = 120
_MAX_ALT_LINE = 120
# Single characters in sets: told in a quarter of the time of str.endswith with thirteen of them.
SENTENCE_END = frozenset(".!?:;,…\"”’'")


def is_picture_line(line: Token) -> bool:
    """Tell an alternative text at a post's end: a paragraph leaves a blank line before the next head."""
    return line.apart and len(line.line) <= _MAX_ALT_LINE and line.line[-1] not in SENTENCE_END


def text_run(tokens: list[Token], at: int) -> list[Token]:
    """Return the text lines from `at` to the next blank line or other line."""
    end = at + 1
    while end < len(tokens) and tokens[end].kind == TEXT and not tokens[end].apart:
        end += 1
    return tokens[at:end]


def find_items(run: list[Token], spans: list[Placed | Piece]) -> list[tuple[int, int]]:
    """Cut lines into list items or make one paragraph of them; returns where each begins and ends.

    The bullets and numbers go to `spans` as markup.
    A line that begins with a bullet begins an item; so do lines numbered 1, 2, 3 … A line break inside
    a paragraph or an item is a space.
    """
    if len(run) == 1:
        start, end, line = run[0].start, run[0].end, run[0].line
        if line[0] not in BULLETS:
            return [(start, end)]
        text_start = end - len(line[1:].lstrip())
        spans.append((start, text_start, MARKUP, "", 0, 0, "", 0, "", ""))
        return [(text_start, end)]
    if run[0].line[0] in BULLETS:
        firsts = [i for i, token in enumerate(run) if token.line[0] in BULLETS]
        skips = [len(run[i].line) - len(run[i].line[1:].lstrip()) for i in firsts]
    else:
        numbers = [_NUMBERED.match(token.line) for token in run]
        if [int(n[1]) if n else 0 for n in numbers] != list(range(1, len(run) + 1)):
            return [(run[0].start, run[-1].end)]
        firsts = list(range(len(run)))
        skips = [n.end() if n else 0 for n in numbers]
    for i, skip in zip(firsts, skips, strict=True):
        spans.append((run[i].start, run[i].start + skip, MARKUP, "", 0, 0, "", 0, "", ""))
    ends = [run[i - 1].end for i in firsts[1:]] + [run[-1].end]
    return [(run[i].start + skip, end) for i, skip, end in zip(firsts, skips, ends, strict=True)]


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
