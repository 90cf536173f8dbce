"""Reads live blogs from answers of Sourcefabric Live Blog's API (liveblog/liveblog, `/api/client_blogs/…/posts`).

The reading is in `_sourcefabric`, which is imported for such documents alone.
"""

from __future__ import annotations

import re

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="sourcefabric_json",
    title="Sourcefabric Live Blog, answer of the API",
    outlet="",
    since="2014",
    until="",
    media_type="application/json",
    rank="named",
    told_by="JSON with _items of groups, whose refs hold items with an item_type",
)

_SIGNS = tuple(re.compile(rf'"{name}"\s*:') for name in ("_items", "groups", "refs", "item_type"))


def claims(source: Source) -> bool:
    """Claim a document that has all four names of the API's posts."""
    return all(sign.search(source.document) is not None for sign in _SIGNS)


def read(source: Source) -> Page:
    """Read an answer.

    Raises:
        SourceError: it is no JSON, or holds no post.
    """
    from livepack.readers._sourcefabric import read_answer

    return read_answer(source, FORMAT.id)
