"""Reads saved BBC live pages of the renderer `webcore` in HTML.

All but the first look is in `_webcore_html`, which is imported for these pages alone.
"""

from __future__ import annotations

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="bbc_webcore_html",
    title="BBC live page, webcore, HTML",
    outlet="BBC",
    since="2022",
    until="",
    media_type="text/html",
    rank="named",
    told_by='posts that are <article data-testid="content-post"> with a time to be read aloud',
)

_POST = 'article[data-testid^="content-post"]'
_TIME = '[data-testid^="timestamp"], [data-testid^="accessible-timestamp"]'


def claims(source: Source) -> bool:
    """Claim a page with a post and a time that bear the test ids of webcore."""
    from livepack.html_document import parse_html  # imported for pages of HTML alone

    document = parse_html(source)
    return document.has(_POST) and document.has(_TIME)


def read(source: Source) -> Page:
    """Read a page.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page is nested too deeply or has too many elements.
    """
    from livepack.readers._webcore_html import read_html

    return read_html(source, FORMAT.id)
