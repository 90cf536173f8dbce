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

_TAG = re.compile(r"<(?:div|article|section|li)\b[^<>]*?\sid=[\"']?block-[0-9a-f]{24}\b[^<>]*>", re.IGNORECASE)
_ID = re.compile(r"block-[0-9a-f]{24}")
_CLASS = re.compile(r"\sclass=[\"']?(?:[^\"'<>]*\s)?block[\s\"'>]")


def claims(source: Source) -> bool:
    """Claim a page with a block: the ids are those of the Guardian's database in every generation of its pages."""
    if _ID.search(source.document) is None:  # a hundredth of the time of looking at all tags, on all pages of others
        return False
    return any(_CLASS.search(found.group()) for found in _TAG.finditer(source.document))


def read(source: Source) -> Page:
    """Read a page; see `_html_page.read_html`."""
    from livepack.readers._guardian import LAYOUT
    from livepack.readers._html_page import read_html

    return read_html(source, FORMAT.id, LAYOUT)
