"""Which columns text copies of `webcore` pages cannot hold, and which of them only some copies."""

from __future__ import annotations

from collections.abc import Sequence

from livepack.page import Entry, Image
from livepack.readers._webcore_copies import lost_of_pictures

# What such a copy cannot hold: the flattener drops addresses, ids and attributes.
NOT_IN_SOURCE = [
    "blogs.title",
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.title",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "pages.page_number",
    "entries.identifier",
    "entries.url",
    "entries.language",
    "entries.first_published",
    "entries.updated",
    "entries.is_pinned",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "embeds.identifier",
    "embeds.url",
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
]

_SKIP, _END = 2, 7  # places of a consent block's links


def columns_not_kept(
    document: str, entries: Sequence[Entry], consent_places: frozenset[int], lost: frozenset[str]
) -> list[str]:
    """Return what this one copy cannot hold beside `NOT_IN_SOURCE`.

    Args:
        document: the whole document.
        entries: what was read of it.
        consent_places: which lines its consent blocks have.
        lost: columns that the reader knows to be lost.
    """
    found = set(lost)
    if not consent_places & {_SKIP, _END}:
        found |= {"embeds.label_number", "embeds.author_name"}
    if not _has_alt_text(entries):  # one may stand alone above a caption, where the document's lines do not tell
        found |= lost_of_pictures(document)
    return sorted(found)


def _has_alt_text(entries: Sequence[Entry]) -> bool:
    """Tell whether any picture has an alternative text: mostly the first that is met."""
    for entry in entries:
        for block in entry.blocks:
            if type(block) is Image and block.alt_text:
                return True
    return False
