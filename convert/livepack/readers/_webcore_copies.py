"""What tools other than the usual one make of a `webcore` page: their bullets and marks, and what they part or join.

Seen by flattening a made page with each of them: Resiliparse, inscriptis, html2text, trafilatura, BeautifulSoup, lynx
and w3m.
"""

from __future__ import annotations

import re

from livepack.readers._webcore_lead import read_lead
from livepack.readers._webcore_lines import IMAGE, IMAGE_LABEL, RULE, TEXT, Token, recognise

# "+ " by inscriptis and lynx, "* " by html2text and by inscriptis and lynx at the first level, "□ " by w3m.
_BULLETS = frozenset("*+□■○●-")
MARKS = "#>"
_MARK = re.compile(r"(?:#{1,6}|>)[ \t]+(?=\S)")
_NUMBERED = re.compile(r"([0-9]{1,3})\.[ \u00a0]+\S")
_DATED = re.compile(r"(date [0-9]{4}-[0-9]{2}-[0-9]{2}) +(Summary)")
_CAPTION = re.compile(r"(?m)^[ \t]*Image caption,[ \t]*$")
_CAPTION_RULE = "webcore.image_caption"
_MAX_ALT = 120


def mark_bullets(tokens: list[Token]) -> list[Token]:
    """Return the lines with the bullets that a layout copy has in place of others; the document stays as it is."""
    return [
        token._replace(line="•" + token.line[1:])
        if token.kind == TEXT and token.line[0] in _BULLETS and token.line[1:2] in (" ", "\u00a0")
        else token
        for token in tokens
    ]


def part_date(tokens: list[Token]) -> list[Token]:
    """Part the day that some corpora put before a text from the heading of its summary: "date 2024-11-20 Summary"."""
    found = _DATED.fullmatch(tokens[0].line) if tokens and tokens[0].kind == TEXT else None
    if found is None:
        return tokens
    first, at = tokens[0], tokens[0].start + found.start(2)
    known = recognise(found[2])
    rule = known.rule if known else ""
    day = first._replace(end=first.start + found.end(1), line=found[1])
    return [day, first._replace(kind=RULE, start=at, line=found[2], rule=rule), *tokens[1:]]


def strip_marks(tokens: list[Token]) -> list[Token]:
    """Take the marks of Markdown headings and quotations (`MARKS`) off lines; nothing of the document claims them."""
    found: list[Token] = []
    for token in tokens:
        mark = _MARK.match(token.line) if token.kind == TEXT else None
        if mark is None:
            found.append(token)
            continue
        start, line = token.start + mark.end(), token.line[mark.end() :]
        known = recognise(line)
        kind, rule, match = (RULE, known.rule, known.match) if known else (TEXT, "", None)
        found.append(token._replace(kind=kind, start=start, line=line, rule=rule, match=match))
    return found


def is_alt_line(token: Token) -> bool:
    """Tell a line that may be a picture's alternative text: it is neither a sentence nor a label."""
    return (
        token.kind == TEXT and len(token.line) <= _MAX_ALT and token.line[-1] not in ".!?:;,…" and token.line[0] != "•"
    )


def prepare_foreign(tokens: list[Token]) -> list[Token]:
    """Mend the lines of a layout copy by w3m or inscriptis: their bullets, and captions parted from their pictures."""
    return join_captions(mark_bullets(tokens))


def has_marks(document: str) -> bool:
    """Tell a document that may have other bullets, or marks of Markdown."""
    return any(f"{mark} " in document for mark in (*_BULLETS, *MARKS))


def join_captions(tokens: list[Token]) -> list[Token]:
    """Join the label of a picture's caption to the line above it, if that may be the picture's alternative text."""
    for at, token in enumerate(tokens[1:], start=1):
        if token.rule == _CAPTION_RULE and token.apart and is_alt_line(tokens[at - 1]):
            tokens[at] = token._replace(apart=False)
    return tokens


def join_numbers(tokens: list[Token]) -> list[Token]:
    """Join lines that are numbered 1, 2, 3 …, so that they are read as a list."""
    last = 0
    for at, token in enumerate(tokens):
        found = _NUMBERED.match(token.line) if token.kind == TEXT else None
        number = int(found[1]) if found else 0
        if found and last and number == last + 1:
            tokens[at] = token._replace(apart=False)
            last = number
        else:
            last = 1 if number == 1 else 0
    return tokens


def part_runs(tokens: list[Token]) -> list[Token]:
    """Part lines that stand together, but for the lead under a head and those right above a picture's line.

    The former may be a name and its role, the latter pictures without a credit; others are items of a list whose
    bullets are lost, or broken lines.
    """
    found: list[Token] = []
    lead = read_lead(tokens).taken
    for at, token in enumerate(tokens):
        parts = not token.apart and at >= max(lead, 1) and tokens[at - 1].kind == TEXT
        if parts and token.kind == TEXT:
            parts = not (is_alt_line(token) and is_alt_line(tokens[at - 1]) and _is_above_picture(tokens, at))
        elif parts:  # a sentence right above a picture's line is a paragraph, no picture
            parts = not is_alt_line(tokens[at - 1])
        found.append(token._replace(apart=True) if parts else token)
    return found


def _is_above_picture(tokens: list[Token], at: int) -> bool:
    """Tell whether the next line that is no text stands right under the lines from `at`."""
    for token in tokens[at + 1 :]:
        if token.apart:
            return False
        if token.kind != TEXT:
            return token.kind == IMAGE or token.rule == _CAPTION_RULE
    return False


def lost_of_pictures(document: str) -> set[str]:
    """Return the columns of pictures that a copy has lost: none of its pictures has them.

    Tools that leave alternative texts out leave the credits out too, or print them alone.
    """
    label = document.find(IMAGE_LABEL)
    if label < 0:
        has_caption = "Image caption," in document and _CAPTION.search(document)
        return {"images.alt_text", "images.credit"} if has_caption else set()
    while label >= 0:
        if document[document.rfind("\n", 0, label) + 1 : label].strip():
            return set()
        label = document.find(IMAGE_LABEL, label + 1)
    return {"images.alt_text"}
