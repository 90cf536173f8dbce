"""Reads the Guardian's live blogs from answers of its Content API (https://open-platform.theguardian.com/documentation/).

The reading is in `_guardian_capi`, which is imported for such documents alone.
"""

from __future__ import annotations

import re

from livepack.page import Page
from livepack.readers import Format, Pointers
from livepack.source import Source

FORMAT = Format(
    id="guardian_capi_json",
    title="Guardian live blog, answer of the Content API",
    outlet="The Guardian",
    since="2012",
    until="",
    media_type="application/json",
    rank="named",
    told_by="JSON with addresses of content.guardianapis.com and content of type liveblog",
)

_ADDRESS = re.compile(r'"apiUrl"\s*:\s*"https?:\\?/\\?/content\.guardianapis\.com')
_TYPE = re.compile(r'"type"\s*:\s*"liveblog"')


def claims(source: Source) -> bool:
    """Claim an answer of the API that holds a live blog, or such content taken out of one."""
    return _TYPE.search(source.document) is not None and _ADDRESS.search(source.document) is not None


def split(source: Source) -> Pointers | None:
    """Return the live blogs among the results of a search; None for an answer with one item."""
    from livepack.readers._guardian_capi import find_results

    return find_results(source)


def read(source: Source) -> Page:
    """Read one live blog.

    Raises:
        SourceError: it is no JSON, or it was asked for without its posts.
    """
    from livepack.readers._guardian_capi import read_content

    return read_content(source, FORMAT.id)
