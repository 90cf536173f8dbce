"""Reads the live blog of any outlet from its HTML: the repeating posts of the page, with its JSON-LD as a witness.

All but the first look is in `_html_page`, which is imported for pages of HTML alone: text copies do without.
"""

from __future__ import annotations

import re

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="liveblog_html",
    title="live blog of any outlet, HTML",
    outlet="",
    since="",
    until="",
    media_type="text/html",
    rank="general",
    told_by="siblings that repeat and each hold a time, or JSON-LD of type LiveBlogPosting",
)

_HTML = re.compile(r"<(?:html|body|div|article|p|li)\b", re.IGNORECASE)


def claims(source: Source) -> bool:
    """Claim a page that shows a live blog, or states one as data."""
    if _HTML.search(source.document) is None:
        return False
    from livepack.readers._html_page import shows_live_blog

    return shows_live_blog(source)


def read(source: Source) -> Page:
    """Read a page.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page is nested too deeply or has too many elements.
    """
    from livepack.readers._html_page import read_html

    return read_html(source, FORMAT.id)
