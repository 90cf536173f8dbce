"""Reads live pages of the BBC World Service in JSON: what the renderer `simorgh` makes its pages of.

All but the first look is in `_bbc_stream`, which is imported for these documents alone.
"""

from __future__ import annotations

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="bbc_simorgh_json",
    title="BBC World Service live page, data in JSON",
    outlet="BBC",
    since="2023",
    until="",
    media_type="application/json",
    rank="named",
    told_by="a liveTextStream whose results are posts of blocks",
)


def claims(source: Source) -> bool:
    """Claim a document that holds a live page with its posts."""
    if not all(f'"{key}"' in source.document for key in ("liveTextStream", "results", "blocks")):
        return False
    from livepack.readers._bbc_stream import is_page

    return is_page(source)


def read(source: Source) -> Page:
    """Read a document.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: it is no JSON, nested too deeply, or too long.
    """
    from livepack.readers._bbc_stream import read_service_page

    return read_service_page(source, FORMAT.id)
