"""What data in an HTML page say of its live blog, whatever form they have: JSON-LD, microdata or RDFa."""

from __future__ import annotations

from typing import NamedTuple

from livepack.html_document import Element, Piece
from livepack.json_island import JsonFault, JsonText
from livepack.readers._html_times import Stamp

# Tags between which words are no longer one paragraph.
BREAKING_TAGS = frozenset({"p", "br", "li", "div", "ul", "ol", "blockquote", "h2", "h3", "h4", "figure"})


class MarkedText(NamedTuple):
    """A value that microdata or RDFa mark: what it says, where it begins, and its pieces, paragraph by paragraph.

    There are no pieces where the page shows the words: there they are read with the post.
    """

    value: str
    start: int
    paragraphs: tuple[tuple[Piece, ...], ...] = ()


DataText = JsonText | MarkedText


class Update(NamedTuple):
    """A post as the data state it; `element` is what microdata or RDFa mark as the post.

    `stamp` and `changed` are the instants of `published` and `modified`; None if they write none.
    """

    start: int
    headline: DataText | None
    url: DataText | None
    published: DataText | None
    stamp: Stamp | None
    body: DataText | None
    authors: tuple[DataText, ...]
    element: Element | None = None
    modified: DataText | None = None
    changed: Stamp | None = None


class Blog(NamedTuple):
    """A live blog of JSON-LD: its own address, and which of the updates are its."""

    url: str
    updates: range


class BlogData(NamedTuple):
    """What the data of a page say of its live blog: `updates` are those of JSON-LD, `marked` of microdata and RDFa.

    `published` and `modified` are the dates of the page itself.
    """

    updates: tuple[Update, ...]
    headline: JsonText | None
    url: JsonText | None
    publisher: JsonText | None
    is_there: bool
    faults: tuple[JsonFault, ...]
    blogs: tuple[Blog, ...] = ()
    marked: tuple[Update, ...] = ()
    published: str = ""
    modified: str = ""
