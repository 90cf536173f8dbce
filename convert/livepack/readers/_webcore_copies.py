"""What tools other than the usual one make of a `webcore` page: their bullets and marks, and copies that are too poor to read.

Seen by flattening a made page with each of them: Resiliparse, inscriptis, html2text, trafilatura, BeautifulSoup, lynx
and w3m.
"""

from __future__ import annotations

import re
from itertools import pairwise

from livepack.errors import SourceError
from livepack.readers._webcore_heads import LABEL, has_lost_its_lines
from livepack.readers._webcore_lead import read_lead
from livepack.readers._webcore_lines import IMAGE, IMAGE_LABEL, RULE, TEXT, Token, recognise
from livepack.source import Source

# "+ " by inscriptis and lynx, "* " by html2text and by inscriptis and lynx at the first level, "□ " by w3m.
_BULLETS = frozenset("*+□■○●-")
MARKS = "#>"
_MARK = re.compile(r"(?:#{1,6}|>)[ \t]+(?=\S)")
# By html2text and inscriptis, and by Resiliparse: "[harbour site](https://example.org)", "harbour site     (https://example.org)".
_ADDRESS = re.compile(r"\]\((?:https?:|/|#|<)|!\[[^\]\n]*\]\(|\S {4,}\((?:https?:/)?/[^\s)]*\)")
_LINK_NUMBER = re.compile(r"(?<!\S)\[[0-9]{1,4}\](?=\S)")
_SPLIT = re.compile(r"(?m)^[ \t]*(?:, external|Image source,)[ \t]*\n[ \t]*(?!Image caption,)\S")
_NUMBERED = re.compile(r"([0-9]{1,3})\.[ \u00a0]+\S")
_REFERENCES = re.compile(r"(?m)^References\n\s*1\. \S+:")
_MIN_WIDTH = 60
_LONG_LINE = 100
_CAPTION = re.compile(r"(?m)^[ \t]*Image caption,[ \t]*$")
_MARKED_HEAD = re.compile(r"(?m)^[ \t]*(?:[0-9]{1,4}\. )?#{1,6} .*published at ")
_EMPHASIS = re.compile(r"\*\*\S|(?<!\w)_\w.*\w_(?!\w)")
_CAPTION_RULE = "webcore.image_caption"
_MAX_ALT = 120
_MIN_BREAKS = 3
_NEAR_EDGE = 15
_MOST = 0.8


def refuse_poor_copy(source: Source) -> None:
    """Refuse a copy of lines that would be read wrongly.

    Raises:
        SourceError: the posts stand on one line, lines are broken at a width, or addresses or marks stand amid the text.
    """
    document = source.document
    if has_lost_its_lines(document):
        _refuse(
            source,
            "this copy of a live page has lost its lines, so its posts and paragraphs cannot be told apart",
            "the heads of several posts on one line, as trafilatura's html2txt or BeautifulSoup's get_text prints them",
            "flatten the page again with a tool that keeps lines, such as Resiliparse, or save it as HTML",
        )
    if _SPLIT.search(document):
        _refuse(
            source,
            "the lines of this copy of a live page end wherever a piece of its text does, amid sentences too",
            "pieces such as ', external' on lines of their own, as BeautifulSoup's get_text with a line end prints them",
            "flatten the page again with a tool that keeps paragraphs, such as Resiliparse, or save it as HTML",
        )
    # Plain searches first, here and below: they take a hundredth of the time, and mostly find nothing.
    if ("\nReferences\n" in document and _REFERENCES.search(document)) or (
        "[2]" in document and len(_LINK_NUMBER.findall(document)) >= _MIN_BREAKS
    ):
        _refuse(
            source,
            "this copy of a live page has the numbers of links amid its text",
            "numbers in square brackets, as lynx prints them",
            "flatten the page again without them: lynx -dump -nolist -width=990",
        )
    has_marks = "# " in document and _MARKED_HEAD.search(document) and _EMPHASIS.search(document)
    if has_marks and not _ADDRESS.search(document):
        _refuse(
            source,
            "this copy of a live page has marks of emphasis amid its text",
            "asterisks or underscores around words, as html2text prints bold and italic type",
            "flatten the page again without them: html2text --ignore-emphasis --ignore-links --images-to-alt --body-width=0",
        )
    refuse_poor_layout(source)


def refuse_poor_layout(source: Source) -> None:
    """Refuse a layout copy that would be read wrongly; of nearly every page this takes two plain searches.

    Raises:
        SourceError: lines are broken at a width, or addresses stand amid the text.
    """
    document = source.document
    if _has_bracketed_address(document) and _ADDRESS.search(document):
        _refuse(
            source,
            "this copy of a live page has addresses amid its text",
            "links with their targets, as html2text, inscriptis and Resiliparse print them",
            "flatten the page again without them, for example html2text --ignore-links --images-to-alt --body-width=0",
        )
    width = broken_at(document)
    if width:
        _refuse(
            source,
            "the lines of this copy of a live page are broken at a width, so its paragraphs cannot be told for certain",
            f"no line over {width} characters, and the longest go on in the next, as w3m, lynx and html2text print them",
            "flatten the page again without line breaks: w3m -dump -cols 990, lynx -dump -nolist -width=990, "
            "html2text --body-width=0",
        )


def _has_bracketed_address(document: str) -> bool:
    """Tell a document with "(http" or "(/": to look for the bracket alone takes a tenth of the time."""
    at = document.find("(")
    while at >= 0:
        if document.startswith(("(/", "(http", "(#", "(<"), at):
            return True
        at = document.find("(", at + 1)
    return False


def _refuse(source: Source, problem: str, found: str, advice: str) -> None:
    raise SourceError(problem, where=source.where, found=found, advice=advice)


def broken_at(document: str) -> int:
    """Return the width at which a copy's lines are broken; 0 if they are not.

    They are if no line is longer than 100 characters, and nearly every line that comes near to the longest, ends no
    sentence and is followed by another could not have taken that line's first word.
    """
    start = 0
    while start <= len(document):
        end = document.find("\n", start)
        end = len(document) if end < 0 else end
        if end - start > _LONG_LINE:
            return 0  # nearly every page: found in its first paragraphs
        start = end + 1
    pairs = [
        (line, len(follower.split(None, 1)[0]))
        for line, follower in pairwise(map(str.rstrip, document.split("\n")))
        if line and follower and LABEL not in line and IMAGE_LABEL not in line and IMAGE_LABEL not in follower
    ]
    width = max((len(line) for line, _ in pairs), default=0)
    breaks = [
        len(line) + 1 + first > width
        for line, first in pairs
        if len(line) >= width - _NEAR_EDGE and line[-1] not in ".!?"
    ]
    return width if width >= _MIN_WIDTH and len(breaks) >= _MIN_BREAKS and sum(breaks) >= _MOST * len(breaks) else 0


def mark_bullets(tokens: list[Token]) -> list[Token]:
    """Return the lines with the bullets that a layout copy has in place of others; the document stays as it is."""
    return [
        token._replace(line="•" + token.line[1:])
        if token.kind == TEXT and token.line[0] in _BULLETS and token.line[1:2] in (" ", "\u00a0")
        else token
        for token in tokens
    ]


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
