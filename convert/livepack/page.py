"""What a reader makes of a source: entries made of blocks, and the ledger of its characters.

Everything here is an immutable named tuple: a page of 20 posts is about 700 of them, and they
must cost less than reading the text does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

FIELD = "field"
WITNESS = "witness"
BOILERPLATE = "boilerplate"
MARKUP = "markup"
OUTSIDE = "outside"
UNREAD = "unread"


class Span(NamedTuple):
    """A run of characters of the document and what became of it.

    `table`, `entry` and `child` name the row: entry 0 is the page itself, entry n its nth post;
    child 0 is the entry's own row, child n the nth row of `table` under it. `tables` makes ids of them.
    """

    start: int
    end: int
    disposition: str
    table: str = ""
    entry: int = 0
    child: int = 0
    field: str = ""
    part: int = 0
    decode: str = ""
    rule: str = ""


class Published(NamedTuple):
    """A time as printed and what it was resolved to; empty strings where it could not be."""

    text: str = ""
    instant: str = ""
    local: str = ""
    offset: str = ""
    date: str = ""
    precision: str = "none"
    basis: str = "none"

    @property
    def is_distance(self) -> bool:
        """Whether the instant was counted back from the capture ("12 minutes ago"): another capture gives another."""
        return self.basis == "relative_to_capture" and ":" not in self.text


class Contributor(NamedTuple):
    """A name credited for a post or a page, as printed."""

    name: str
    role: str = ""
    url: str = ""


class Link(NamedTuple):
    """A link in a paragraph; offsets are code points of the paragraph's text."""

    start: int
    end: int
    url: str = ""
    is_external: bool | None = None


class Paragraph(NamedTuple):
    """A paragraph, list item, heading, quotation, message or card."""

    text: str
    kind: str = "paragraph"
    attribution: str = ""
    attribution_detail: str = ""
    links: tuple[Link, ...] = ()


class Image(NamedTuple):
    """A picture."""

    alt_text: str = ""
    caption: str = ""
    credit: str = ""
    copyright_holder: str = ""
    creator: str = ""
    url: str = ""
    width: int | None = None
    height: int | None = None


class Embed(NamedTuple):
    """Something embedded, or the trace that it left."""

    kind: str
    provider: str
    availability: str
    provider_name: str = ""
    label_number: int | None = None
    identifier: str = ""
    url: str = ""
    author_name: str = ""
    author_url: str = ""
    published: str = ""
    caption: str = ""
    text: str = ""


Block = Paragraph | Image | Embed


class Entry(NamedTuple):
    """A post. `start` and `end` bound it in the document."""

    start: int
    end: int
    published: Published
    headline: str = ""
    subheading: str = ""
    list_number: int | None = None
    identifier: str = ""
    url: str = ""
    language: str = ""
    contributors: tuple[Contributor, ...] = ()
    blocks: tuple[Block, ...] = ()
    first_published: str = ""
    updated: str = ""
    is_breaking: bool | None = None
    is_pinned: bool | None = None
    is_key_event: bool | None = None
    is_summary: bool | None = None


class Remark(NamedTuple):
    """Something odd or lost that the reader knows of; `tables` makes a finding of it.

    `start` is where in the document; table, entry and child as in Span.
    """

    code: str
    start: int
    table: str = ""
    entry: int = 0
    child: int = 0
    field: str = ""
    found: str = ""


class Page(NamedTuple):
    """A source, read."""

    reader: str
    entries: tuple[Entry, ...]
    ledger: Sequence[Span]
    remarks: tuple[Remark, ...] = ()
    key_points: tuple[str, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    blocks: tuple[Block, ...] = ()
    title: str = ""
    url: str = ""
    blog_identifier: str = ""
    publisher: str = ""
    section: str = ""
    language: str = ""
    time_zone: str = ""
    archived_url: str = ""
    captured: str = ""
    page_number: int | None = None
    pages_stated: int | None = None
    coverage_start: str = ""
    coverage_end: str = ""
    not_in_source: tuple[str, ...] = ()
