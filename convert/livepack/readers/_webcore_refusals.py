"""Copies of `webcore` pages that are too poor to be read: what tells them, and what to do about each.

Seen by flattening a made page with Resiliparse, inscriptis, html2text, trafilatura, BeautifulSoup, lynx and w3m.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from livepack.errors import SourceError
from livepack.readers._webcore_heads import LABEL, has_lost_its_lines
from livepack.readers._webcore_lines import IMAGE_LABEL
from livepack.source import Source

# By html2text and inscriptis, and by Resiliparse: "[harbour site](https://example.org)", "harbour site     (https://example.org)".
_ADDRESS = re.compile(r"\]\((?:https?:|/|#|<)|!\[[^\]\n]*\]\(|\S {4,}\((?:https?:/)?/[^\s)]*\)")
_LINK_NUMBER = re.compile(r"(?<!\S)\[[0-9]{1,4}\](?=\S)")
_SPLIT = re.compile(r"(?m)^[ \t]*(?:, external|Image source,)[ \t]*\n[ \t]*(?!Image caption,)\S")
_REFERENCES = re.compile(r"(?m)^References\n\s*1\. \S+:")
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
# A time that goes on in the next line: "15:35 Greenwich Mean\nTime 14 December 2016".
_TIME_OVER_LINES = re.compile(
    r"[0-9]{1,2}:[0-9]{2}(?:\s+(?:(?:Greenwich\s+Mean|British\s+Summer)\s+Time|GMT|BST|UTC))?"
    rf"(?:\s+[0-9]{{1,2}}\s+{_MONTH}(?:\s+[0-9]{{4}})?)?[ \t]*$",
    re.MULTILINE,
)
_LABEL_OVER_LINES = re.compile(r"published(?:[ \t]*\n[ \t]*at| at[ \t]*\n)[ \t]*[0-9]{1,2}:[0-9]{2}\b")
_UNBROKEN = (
    "flatten the page again without line breaks: w3m -dump -cols 990, lynx -dump -nolist -width=990, "
    "html2text --body-width=0"
)
_MIN_WIDTH = 60
_LONG_LINE = 140
_MARKED_HEAD = re.compile(r"(?m)^[ \t]*(?:[0-9]{1,4}\. )?#{1,6} .*published at ")
_EMPHASIS = re.compile(r"\*\*\S|(?<!\w)_\w.*\w_(?!\w)")
_MIN_BREAKS = 3
_NEAR_EDGE = 15
_MOST = 0.8


def refuse_poor_copy(source: Source) -> None:
    """Refuse a copy of lines that would be read wrongly.

    Raises:
        SourceError: the posts stand on one line, lines are broken at a width, or addresses or marks stand amid the text.
    """
    document = source.document
    refuse_lost_lines(source)
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


def refuse_lost_lines(source: Source) -> None:
    """Refuse a copy that has the heads of several posts on one line.

    Raises:
        SourceError: it has.
    """
    if has_lost_its_lines(source.document):
        _refuse(
            source,
            "this copy of a live page has lost its lines, so its posts and paragraphs cannot be told apart",
            "the heads of several posts on one line, as trafilatura's html2txt or BeautifulSoup's get_text prints them",
            "flatten the page again with a tool that keeps lines, such as Resiliparse, or save it as HTML",
        )


def refuse_several_pages(source: Source, numbers: Iterable[int]) -> None:
    """Refuse a document in which the numbers of the posts begin again: several pages in one file.

    Args:
        source: the document.
        numbers: where the number of each post but the first begins; -1 where it has none.

    Raises:
        SourceError: one of them is 1.
    """
    document = source.document
    for start in numbers:
        if start >= 0 and document.startswith("1.", start):
            _refuse(
                source,
                "this document holds several pages of live blogs",
                f"posts that are numbered from 1 again, in line {document.count(chr(10), 0, start) + 1}",
                "put each page into a file of its own",
            )


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
            _UNBROKEN,
        )


def refuse_broken_heads(source: Source, times: Iterable[tuple[int, int]], *, is_whole: bool = False) -> None:
    """Refuse a copy that breaks the lines of heads.

    Args:
        source: the document.
        times: where the time of each head begins, and where its line ends.
        is_whole: whether the numbers of the heads tell that none is missing, so that no label needs to be looked for.

    Raises:
        SourceError: a time or its label goes on in the next line.
    """
    document = source.document
    cut = -1
    for start, end in times:
        if document[end + 1 : end + 2] not in ("", "\n"):  # in most copies a blank line follows
            found = _TIME_OVER_LINES.match(document, start)
            if found is not None and found.end() > end:
                cut = start
                break
    if cut < 0 and not is_whole and ("published\n" in document or "published at\n" in document):
        label = _LABEL_OVER_LINES.search(document)
        cut = label.start() if label else -1
    if cut >= 0:
        line = document.count("\n", 0, cut) + 1
        _refuse(
            source,
            "the lines of this copy of a live page are broken at a width, so its paragraphs cannot be told for certain",
            f"the time of a post that begins in line {line} and goes on in the next",
            _UNBROKEN,
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

    They are if no line is longer than 140 characters, and nearly every line that comes near to the longest, ends no
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
