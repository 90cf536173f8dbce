"""Reads text copies of BBC World Service live pages as the renderer `simorgh` lays them out, in any of its languages.

Such a copy is a page flattened to text with its layout kept. A post's time is glued to its headline, and there is no
"published at":

      1. 14 diciembre 2016Último momento, Los vecinos vuelven a casa

Blocks are indented by four spaces. A page with one post has no list, so neither number nor indentation.
"""

from __future__ import annotations

from livepack.page import Page
from livepack.readers import Format
from livepack.source import Source

FORMAT = Format(
    id="bbc_simorgh_text",
    title="BBC World Service live page, text copy with its layout",
    outlet="BBC",
    since="2023",
    until="",
    media_type="text/plain",
    rank="named",
    told_by='heads that begin with a date or with "12 minutes ago" in one of 40 languages, glued to the headline',
)

# What such a copy cannot hold: addresses, ids, attributes, and the clock time of a post.
NOT_IN_SOURCE = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "entries.identifier",
    "entries.url",
    "entries.language",
    "entries.first_published",
    "entries.updated",
    "entries.is_pinned",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.role",
    "contributors.url",
    "paragraphs.attribution",
    "paragraphs.attribution_detail",
    "embeds.identifier",
    "embeds.url",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "embeds.text",
    "images.copyright_holder",
    "images.creator",
    "images.url",
    "images.width",
    "images.height",
    "links.link_id",
    "links.start_char",
    "links.end_char",
    "links.text",
    "links.url",
    "links.is_external",
)

_WEBCORE = "published at "


def claims(source: Source) -> bool:
    """Claim a text whose heads begin with a time of one of the services, glued to their headlines."""
    if _is_webcore(source.document):
        return False
    from livepack.readers._simorgh_service import find_services  # 51 services that other pages need nothing of

    return bool(find_services(source.document))


def _is_webcore(document: str) -> bool:
    """Tell the other renderer's heads, by their own words: a page of it needs no other look."""
    at = document.find(_WEBCORE)
    clock = at + len(_WEBCORE)
    return at > 0 and not document[at - 1].isspace() and document[clock : clock + 1].isdecimal()


def read(source: Source) -> Page:
    """Read a copy.

    Args:
        source: the document; `captured`, `language` and `time_zone` of its curated facts are used.

    Returns:
        The page with its closed ledger. Its language is empty where two services print the same.
    """
    from livepack.readers._simorgh_page import read_copy

    return read_copy(source, FORMAT.id, NOT_IN_SOURCE)
