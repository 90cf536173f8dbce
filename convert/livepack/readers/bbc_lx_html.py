"""Reads saved BBC live pages of the renderer `lx` in HTML.

All but the first look is in `_lx_html`, which is imported for these pages alone.
"""

from __future__ import annotations

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="bbc_lx_html",
    title="BBC live page, lx, HTML",
    outlet="BBC",
    since="2015",
    until="2023",
    media_type="text/html",
    rank="named",
    told_by='posts that are <article id="post_…" class="lx-stream-post">',
)

_POST = 'article[class*="lx-stream-post"][id^="post_"]'


def claims(source: Source) -> bool:
    """Claim a page with a post that bears the class and the id of lx."""
    from livepack.html_document import parse_html  # imported for pages of HTML alone

    return parse_html(source).has(_POST)


def read(source: Source) -> Page:
    """Read a page.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page is nested too deeply or has too many elements.
    """
    from livepack.readers._lx_html import read_html

    return read_html(source, FORMAT.id)
