"""Reads the stream of a BBC live page in JSON: what www.bbc.co.uk serves its own pages, and what others saved of it.

All but the first look is in `_bbc_stream`, which is imported for these documents alone.
"""

from __future__ import annotations

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="bbc_webcore_json",
    title="BBC live page, webcore, stream in JSON",
    outlet="BBC",
    since="2022",
    until="",
    media_type="application/json",
    rank="named",
    told_by="results whose content is a model of blocks, and that is no page of the World Service",
)


def claims(source: Source) -> bool:
    """Claim a document with posts of the block model."""
    if not all(f'"{key}"' in source.document for key in ("results", "content", "model", "blocks")):
        return False
    from livepack.readers._bbc_stream import holds_stream

    return holds_stream(source)


def read(source: Source) -> Page:
    """Read a document: one page of a stream, or a list of them.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: it is no JSON, nested too deeply, or too long.
    """
    from livepack.readers._bbc_stream import read_stream

    return read_stream(source, FORMAT.id)
