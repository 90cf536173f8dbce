"""Reads live blogs made with the WordPress plugin Liveblog from answers of its endpoints (`…/get-entries/…`).

The reading is in `_wordpress_entries`, which is imported for such documents alone.
"""

from __future__ import annotations

import re

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="wordpress_liveblog_json",
    title="WordPress live blog (Automattic Liveblog), answer of an endpoint",
    outlet="",
    since="2012",
    until="",
    media_type="application/json",
    rank="named",
    told_by="JSON with entries that have css_classes and a timestamp, or HTML of class liveblog-entry",
)

_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_OWN = re.compile(r'"(?:css_classes|entry_time)"\s*:')
_HTML = re.compile(r'id=\\"liveblog-entry-[0-9]+\\"')


def claims(source: Source) -> bool:
    """Claim a list of entries under the plugin's own names."""
    text = source.document
    return _ENTRIES.search(text) is not None and (_OWN.search(text) is not None or _HTML.search(text) is not None)


def read(source: Source) -> Page:
    """Read an answer.

    Raises:
        SourceError: it is no JSON, or holds no entry.
    """
    from livepack.readers._wordpress_entries import read_answer

    return read_answer(source, FORMAT.id)
