"""A post while it is read: what has been made of it, and how its parts go to the ledger."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from livepack.ledger import Piece, Placed
from livepack.page import (
    BOILERPLATE,
    FIELD,
    OUTSIDE,
    Block,
    Contributor,
    Image,
    Link,
    Paragraph,
    Remark,
)
from livepack.readers._webcore_consent import is_external_suffix
from livepack.readers._webcore_lines import Token

EXTERNAL = ", external"

# A third of the time of the constructor, for the few hundred paragraphs of a page.
make_paragraph: Callable[[tuple[str, str, str, str, tuple[Link, ...]]], Paragraph] = partial(tuple.__new__, Paragraph)


def squeeze(text: str) -> str:
    """Return trimmed text with each run of white space in it as one space.

    Most text is so already. All white space but the plain space is not printable, so this can be told in a third of
    the time that splitting and joining takes.
    """
    if text.isprintable() and "  " not in text:
        return text
    return " ".join(text.split())


class Post:
    """The post that is being read; what is placed goes to `spans`, what is odd to `remarks`."""

    def __init__(self, document: str, spans: list[Placed | Piece], remarks: list[Remark]) -> None:
        self.document = document
        self.spans = spans
        self.remarks = remarks
        self.start_entry(0)

    def start_entry(self, number: int) -> None:
        """Begin the post of that number (0: what stands before the first)."""
        self.entry = number
        self.blocks: list[Block] = []
        self.contributors: list[Contributor] = []
        self.subheading = ""
        self.is_breaking: bool | None = None
        self.paragraphs = self.images = self.embeds = 0
        self.player: list[Token] = []
        self.last_line = -1
        self.bare_end = -1  # where the last picture's line or consent block ended

    def _add_paragraph(self, start: int, end: int, kind: str) -> None:
        self._add_text(start, self.document[start:end], kind)

    def _add_text(self, start: int, text: str, kind: str) -> None:
        """Add a paragraph of which the characters are at hand."""
        self.paragraphs = number = self.paragraphs + 1
        if EXTERNAL in text:
            value = self._field_without_suffixes(start, text, "paragraphs", number, "text")
        else:
            self.spans.append((start, start + len(text), FIELD, "paragraphs", self.entry, number, "text", 0, "", ""))
            value = squeeze(text)
        self.blocks.append(make_paragraph((value, kind, "", "", ())))

    def _field_without_suffixes(self, start: int, text: str, table: str, child: int, name: str) -> str:
        """Give text to its field, but for the hidden words after its links."""
        kept: list[str] = []
        position = 0
        at = text.find(EXTERNAL)
        while at >= 0:
            if is_external_suffix(text, at):
                kept.append(text[position:at])
                self._place_field(start + position, start + at, table, child, name)
                position = at + len(EXTERNAL)
                self._place_label(start + at, start + position, table, child, "webcore.external")
            at = text.find(EXTERNAL, at + 1)
        kept.append(text[position:])
        self._place_field(start + position, start + len(text), table, child, name)
        return squeeze("".join(kept).strip())

    def _remark_joined(self, start: int, end: int, table: str, child: int, name: str) -> None:
        """Remark a value that takes several lines: a line break of the page, or a blank line that the copy has lost."""
        if self.document.find("\n", start, end) >= 0:
            self.remarks.append(Remark("lines-joined", start, table, self.entry, child, name))

    def _add_image(self, image: Image) -> None:
        self.images += 1
        self.blocks.append(image)

    def _label(self, token: Token, table: str, child: int) -> None:
        self._place_label(token.start, token.end, table, child, token.rule)

    def _field(self, start: int, end: int, table: str, child: int, name: str) -> str:
        """Give a stretch of the document to a field and return its value: white space runs as one space."""
        text = self.document[start:end]
        if EXTERNAL in text:
            return self._field_without_suffixes(start, text, table, child, name)
        self._place_field(start, end, table, child, name)
        return squeeze(text)

    def _place_field(self, start: int, end: int, table: str, child: int, name: str) -> None:
        self.spans.append((start, end, FIELD, table, self.entry, child, name, 0, "", ""))

    def _place_label(self, start: int, end: int, table: str, child: int, rule: str) -> None:
        self.spans.append((start, end, BOILERPLATE, table, self.entry, child, "", 0, "", rule))

    def _place_outside(self, start: int, end: int) -> None:
        self.spans.append((start, end, OUTSIDE, "", 0, 0, "", 0, "", ""))
