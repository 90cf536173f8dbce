"""A post of the BBC in the making: each part comes with the pieces of the document that say it.

Readers of HTML and of JSON put the parts in; what comes out is the post and its rows of the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from livepack.html_document import Piece
from livepack.ledger import Placed
from livepack.page import (
    BOILERPLATE,
    FIELD,
    WITNESS,
    Block,
    Contributor,
    Embed,
    Entry,
    Image,
    Link,
    Paragraph,
    Published,
)


class Words(NamedTuple):
    """A text, white space made one space and none at its ends, and the pieces of the document that say it."""

    text: str = ""
    pieces: tuple[Piece, ...] = ()


class LinkWords(NamedTuple):
    """A link in a paragraph's text, and its address."""

    start: int
    end: int
    url: Words
    is_external: bool | None


NOTHING = Words()


class PostBuilder:
    """Takes the parts of one post in the order of the page.

    Args:
        number: which post of the page it is, from 1; 0 for the page itself.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[Placed] = []
        self.blocks: list[Block] = []
        self.contributors: list[Contributor] = []
        self.cells: dict[str, str] = {}
        self.flags: list[str] = []  # marks that it bears
        self._counts = {"paragraphs": 0, "images": 0, "embeds": 0, "links": 0}

    def next_child(self, table: str) -> int:
        """Return the number that the next row of a table gets."""
        return self._counts[table] + 1

    def put(self, field: str, words: Words) -> None:
        """Fill a cell of the post itself; a second value of one cell is left out."""
        if words.text and not self.cells.get(field):
            self.cells[field] = words.text
            self._place("entries", 0, field, words)

    def label(self, pieces: Iterable[Piece], rule: str, table: str = "entries", child: int = 0, part: int = 0) -> None:
        """Give pieces of the document to a rule."""
        number = self.number
        self.rows.extend(
            (piece.start, piece.end, BOILERPLATE, table, number, child, "", part, piece.decode, rule)
            for piece in pieces
        )

    def witness(self, words: Words, field: str, table: str = "entries", child: int = 0) -> None:
        """Say that words repeat what a cell has from elsewhere; only a witness in one piece can be compared."""
        if len(words.pieces) == 1:
            start, end, decode = words.pieces[0]
            self.rows.append((start, end, WITNESS, table, self.number, child, field, 0, decode, ""))

    def add_contributor(self, name: Words, role: Words = NOTHING, url: Words = NOTHING) -> None:
        """Add somebody who is credited."""
        if not name.text:
            return
        self.contributors.append(Contributor(name.text, role.text, url.text))
        child = len(self.contributors)
        for field, words in (("name", name), ("role", role), ("url", url)):
            self._place("contributors", child, field, words)

    def add_paragraph(
        self,
        words: Words,
        kind: str = "paragraph",
        links: Sequence[LinkWords] = (),
        attribution: Words = NOTHING,
        detail: Words = NOTHING,
    ) -> None:
        """Add a paragraph, list item, heading, quotation, message or card with the links in it."""
        if not words.text:
            return
        child = self._count("paragraphs")
        cells = {"text": words, "attribution": attribution, "attribution_detail": detail}
        for field, value in cells.items():
            self._place("paragraphs", child, field, value)
        for link in links:
            self._place("links", self._count("links"), "url", link.url)
        kept = tuple(Link(link.start, link.end, link.url.text, link.is_external) for link in links)
        self.blocks.append(Paragraph(words.text, kind, attribution.text, detail.text, kept))

    def mark_card(self, url: Words) -> bool:
        """Make the last block, if it is a paragraph, the line of a teaser that leads to an address; tells whether it was."""
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Paragraph) or last.kind != "paragraph":
            return False
        links = last.links
        if url.text and not links:
            self._place("links", self._count("links"), "url", url)
            links = (Link(0, len(last.text), url.text),)
        self.blocks[-1] = last._replace(kind="card", links=links)
        return True

    def add_image(self, width: Words = NOTHING, height: Words = NOTHING, **cells: Words) -> None:
        """Add a picture; `cells` are columns of images."""
        child = self._count("images")
        for field, words in {**cells, "width": width, "height": height}.items():
            self._place("images", child, field, words)
        said: dict[str, Any] = {field: words.text for field, words in cells.items()}
        sizes = [int(words.text) if words.text else None for words in (width, height)]
        self.blocks.append(Image(**said, width=sizes[0], height=sizes[1]))

    def add_embed(
        self,
        kind: str,
        provider: str,
        *,
        label_number: int | None = None,
        identifier: str = "",
        texts: Sequence[Words] = (),
        **cells: Words,
    ) -> None:
        """Add something embedded; `cells` are columns of embeds, and what they hold says how much of it there is.

        Its own words come as `texts`, a part for each of their paragraphs.
        """
        child = self._count("embeds")
        for field, words in cells.items():
            self._place("embeds", child, field, words)
        for part, words in enumerate(texts, start=1):
            self._place("embeds", child, "text", words, part if len(texts) > 1 else 0)
        said = {field: words.text for field, words in cells.items()}
        if texts:
            said["text"] = "\n\n".join(words.text for words in texts)
            availability = "present"
        elif said.get("url"):
            availability = "linked"
        else:
            availability = "caption_only" if said.get("caption") else "consent_notice"
        self.blocks.append(
            Embed(kind, provider, availability, label_number=label_number, identifier=identifier, **said)
        )

    def make_entry(self, start: int, end: int, published: Published, **flags: Any) -> Entry:
        """Return the post; `flags` are its marks, such as `is_breaking`."""
        said: dict[str, Any] = {field: text for field, text in self.cells.items() if field != "published_text"}
        contributors, blocks = tuple(self.contributors), tuple(self.blocks)
        return Entry(start, end, published, contributors=contributors, blocks=blocks, **said, **flags)

    def _count(self, table: str) -> int:
        self._counts[table] += 1
        return self._counts[table]

    def _place(self, table: str, child: int, field: str, words: Words, part: int = 0) -> None:
        number = self.number
        self.rows.extend(
            (piece.start, piece.end, FIELD, table, number, child, field, part, piece.decode, "")
            for piece in words.pieces
        )
