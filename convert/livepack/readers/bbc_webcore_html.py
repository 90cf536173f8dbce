"""Reads saved BBC live pages of the renderer `webcore` in HTML.

All but the first look is in `_webcore_html`, which is imported for these pages alone.
"""

from __future__ import annotations

import re

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

_POST = re.compile(r"<article\b[^<>]*\bdata-testid=[\"']?content-post\b", re.IGNORECASE)
_TIME = re.compile(r"\bdata-testid=[\"']?(?:accessible-)?timestamp\b", re.IGNORECASE)


def claims(source: Source) -> bool:
    """Claim a page with a post and a time that bear the test ids of webcore."""
    if "content-post" not in source.document:
        return False
    found = _POST.search(source.document)
    return found is not None and _TIME.search(source.document, found.end()) is not None


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
