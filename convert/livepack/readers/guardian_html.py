"""Reads the Guardian's live blogs from HTML: pages of the web since about 2012, and of its apps.

The names of the markup are in `_guardian`, which is imported for such pages alone.
"""

from __future__ import annotations

import re

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="guardian_html",
    title="Guardian live blog, HTML",
    outlet="The Guardian",
    since="2012",
    until="",
    media_type="text/html",
    rank="named",
    told_by='elements of class "block" whose id is block- and 24 hexadecimal digits',
)

_BLOCK = ':is(div, article, section, li).block[id^="block-"]'
_ID = re.compile(r"block-[0-9a-f]{24}\b")


def claims(source: Source) -> bool:
    """Claim a page with a block: the ids are those of the Guardian's database in every generation of its pages."""
    from livepack.html_document import parse_html  # imported for pages of HTML alone

    return any(_ID.match(block.attrs["id"]) for block in parse_html(source).select(_BLOCK))


def read(source: Source) -> Page:
    """Read a page; see `_html_page.read_html`."""
    from livepack.readers._guardian import LAYOUT
    from livepack.readers._html_page import read_html

    return read_html(source, FORMAT.id, LAYOUT)
