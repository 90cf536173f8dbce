"""Reads saved BBC live pages of the renderer `lx` in HTML.

All but the first look is in `_lx_html`, which is imported for these pages alone.
"""

from __future__ import annotations

import re

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

_ARTICLE = re.compile(r"<article\b[^<>]*>", re.IGNORECASE)


def claims(source: Source) -> bool:
    """Claim a page with a post that bears the class and the id of lx."""
    if "lx-stream-post" not in source.document:
        return False
    return any(
        "lx-stream-post" in found[0] and re.search(r"\bid=[\"']?post_", found[0])
        for found in _ARTICLE.finditer(source.document)
    )


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
