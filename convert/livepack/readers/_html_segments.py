"""Runs of text between the blocks of HTML: their words, their spans, and the links in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from livepack.html_document import BREAK, Element, HtmlDocument, Piece, Text, decode_piece
from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, Link

_BLANK_SIGNS = ("&nbsp;", "&#160;", "&#xa0;", "&#xA0;")
_BLANK = re.compile(rf"(?:\s|{'|'.join(_BLANK_SIGNS)})*")


class _Mark(NamedTuple):
    """A link in a run: how many characters of the raw text stand before its first and after its last."""

    start: int
    end: int
    element: Element


class Segment:
    """A run of text that becomes one value: pieces of the document and what they say."""

    __slots__ = ("_folded", "_open", "document", "marks", "pieces", "raw")

    def __init__(self, document: HtmlDocument) -> None:
        self.document = document
        self.pieces: list[Piece] = []
        self.raw = ""
        self.marks: list[_Mark] = []
        self._open: list[tuple[int, Element]] = []
        self._folded = ("", "")  # the raw text that was asked for last, and what it says

    def add_text(self, text: Text, start: int = 0, end: int | None = None) -> None:
        """Add a text of the tree, or part of it; where its place is not known it stays unread."""
        self.add_pieces(text.pieces(start, end))

    def add_pieces(self, pieces: Iterable[Piece]) -> None:
        """Add pieces of the document."""
        document = self.document.text
        for piece in pieces:
            self.pieces.append(piece)
            self.raw += decode_piece(document, piece) if piece.decode else document[piece.start : piece.end]

    def add_break(self, element: Element) -> bool:
        """Add a line break, which is a space; returns whether another stood right before it."""
        if element.start < 0 or not self.raw.strip():
            return False
        if self.pieces and self._is_break(self.pieces[-1]):
            return True
        piece = Piece(element.start, element.open_end, "html")
        if BREAK.fullmatch(self.document.text, piece.start, piece.end):
            self.add_pieces([piece])
        return False

    def _is_break(self, piece: Piece) -> bool:
        return BREAK.fullmatch(self.document.text, piece.start, piece.end) is not None

    def open_link(self, element: Element) -> None:
        """Begin a link here."""
        self._open.append((len(self.raw), element))

    def close_link(self) -> None:
        """End the link that was begun last."""
        if self._open:
            start, element = self._open.pop()
            if self.raw[start:].strip():
                self.marks.append(_Mark(start, len(self.raw), element))

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been added and no link begun."""
        return not (self.pieces or self._open)

    @property
    def text(self) -> str:
        """What it says, runs of white space made one space, none at the ends."""
        if self._folded[0] is not self.raw:
            self._folded = (self.raw, " ".join(self.raw.split()))
        return self._folded[1]

    def end(self) -> None:
        """End what is open, and leave out line breaks and white space at the ends."""
        while self._open:
            self.close_link()
        if len(self.pieces) == 1 and self.raw and not self.raw.isspace():
            return  # most are one piece of words
        if any(after.start < before.start for before, after in pairwise(self.pieces)):
            self.pieces.sort()  # the tree has moved text out of a table; the ledger reads it where it stands
            self.raw = "".join(decode_piece(self.document.text, piece) for piece in self.pieces)
            self.marks = []
        while self.pieces and not (last := decode_piece(self.document.text, self.pieces[-1])).strip():
            self.pieces.pop()
            self.raw = self.raw[: len(self.raw) - len(last)]
        while self.pieces and not (first := decode_piece(self.document.text, self.pieces[0])).strip():
            self.pieces.pop(0)
            self.raw = self.raw[len(first) :]
            self.marks = [
                mark._replace(start=max(mark.start - len(first), 0), end=mark.end - len(first)) for mark in self.marks
            ]

    def cut(self, at: int) -> tuple[list[Piece], list[Piece]]:
        """Return the pieces before and behind a place of `text`; a reference there belongs to what is behind it."""
        raw_at = next(
            (place for place in range(len(self.raw) + 1) if len(" ".join((self.raw[:place] + "|").split())) > at),
            len(self.raw),
        )
        before: list[Piece] = []
        behind: list[Piece] = []
        done = 0
        for piece in self.pieces:
            length = len(decode_piece(self.document.text, piece))
            if done + length <= raw_at:
                before.append(piece)
            elif done >= raw_at or piece.decode:
                behind.append(piece)
            else:
                middle = piece.start + raw_at - done
                before.append(piece._replace(end=middle))
                behind.append(piece._replace(start=middle))
            done += length
        return before, behind

    def links(self) -> list[tuple[Link, Element]]:
        """Return its links with their places in `text`; their addresses are the caller's to fill in."""
        found: list[tuple[Link, Element]] = []
        for mark in sorted(self.marks, key=lambda mark: mark.start) if self.marks else ():
            start, end = self._place(mark.start, is_start=True), self._place(mark.end, is_start=False)
            if end > start:
                found.append((Link(start, end), mark.element))
        return found

    def _place(self, at: int, *, is_start: bool) -> int:
        """Return where a place of the raw text is in the normalised text."""
        if is_start:
            at += len(self.raw[at:]) - len(self.raw[at:].lstrip())
        before = self.raw[:at]
        words = " ".join(before.split())
        return len(words) + (1 if is_start and words and before[-1:].isspace() else 0)


def place_field(
    rows: list[Placed], pieces: Iterable[Piece], table: str, entry: int, child: int, field: str, part: int = 0
) -> None:
    """Give pieces of the document to a cell."""
    rows += [(start, end, FIELD, table, entry, child, field, part, decode, "") for start, end, decode in pieces]


def place_boilerplate(document: HtmlDocument, rows: list[Placed], pieces: Iterable[Piece], rule: str) -> None:
    """Give pieces of the document to a rule, without the white space at their ends, `&nbsp;` included."""
    for piece in pieces:
        start, end = _trim(document.text, piece.start, piece.end)
        if end > start:
            decode = piece.decode if "&" in document.text[start:end] else ""
            rows.append((start, end, BOILERPLATE, "", 0, 0, "", 0, decode, rule))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the ends of what is left of a stretch without white space at its ends, `&nbsp;` included."""
    lead = _BLANK.match(text, start, end)
    start = lead.end() if lead is not None else start
    while end > start:
        rest = text[start:end].rstrip()
        blank = next((sign for sign in _BLANK_SIGNS if rest.endswith(sign)), "")
        if start + len(rest) == end and not blank:
            break
        end = start + len(rest) - len(blank)
    return start, max(start, end)
