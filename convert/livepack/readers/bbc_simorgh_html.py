"""Reads saved live pages of the BBC World Service in HTML, as the renderer `simorgh` makes them.

All but the first look is in `_simorgh_html`, which is imported for these pages alone.
"""

from __future__ import annotations

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="bbc_simorgh_html",
    title="BBC World Service live page, HTML",
    outlet="BBC",
    since="2023",
    until="",
    media_type="text/html",
    rank="named",
    told_by='posts whose heading is <h3 id="asset:…"> with a span of the role text and a time in it',
)

_HEAD = ':is(h2, h3):is([id^="asset:"], [id^="urn:"][id*="asset:"]) > span[role="text"]:first-child'


def claims(source: Source) -> bool:
    """Claim a page with a heading that bears a post's urn."""
    from livepack.html_document import parse_html  # imported for pages of HTML alone

    return parse_html(source).has(_HEAD)


def read(source: Source) -> Page:
    """Read a page.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page is nested too deeply or has too many elements.
    """
    from livepack.readers._simorgh_html import read_html

    return read_html(source, FORMAT.id)
