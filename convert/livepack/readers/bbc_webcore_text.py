"""Reads text copies of BBC live pages as the renderer `webcore` lays them out.

Such a copy is a page flattened to text with its layout kept: `Summary` and bullets, then posts

      3. Has the bridge been closed?published at 15:08 Greenwich Mean Time 14 December 2016

whose blocks are indented by four spaces and parted by blank lines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from livepack import times
from livepack.ledger import Placed, close_ledger
from livepack.page import BOILERPLATE, FIELD, MARKUP, Entry, Page, Remark
from livepack.readers import Format
from livepack.readers._webcore_blocks import PostReading, squeeze
from livepack.readers._webcore_lines import Token, part_shallow, scan_lines
from livepack.source import Source

FORMAT = Format(
    id="bbc_webcore_text",
    title="BBC live page, text copy with its layout",
    outlet="BBC",
    since="2022",
    until="",
    media_type="text/plain",
    rank="named",
    told_by='numbered heads with the title glued to "published at HH:MM"',
)
TIME_ZONE = "Europe/London"  # the pages print the UK's clock

# What such a copy cannot hold: the flattener drops addresses, ids and attributes.
NOT_IN_SOURCE = (
    "blogs.title blogs.publisher blogs.url blogs.section blogs.topic blogs.coverage_start blogs.coverage_end "
    "blogs.pages_stated pages.title pages.url pages.archived_url pages.captured pages.page_number "
    "entries.identifier entries.url entries.language entries.first_published entries.updated entries.is_pinned "
    "entries.is_key_event entries.is_summary contributors.url embeds.identifier embeds.url embeds.author_url "
    "embeds.published embeds.text images.copyright_holder images.creator images.url images.width images.height "
    "links.start_char links.end_char links.text links.url links.is_external"
).split()

_LABEL = "published at "
_UNTITLED = "Post"
_HEAD_START = re.compile(r"([ \t]{0,3})([0-9]{1,4})\.[ \u00a0]")
_DIGITS = frozenset("0123456789")
# A word, a closing quote or bracket stands right before the label: "over'published at", "Postpublished at".
_GLUED_HEAD = re.compile(r"(?m)^[ \t]{0,3}[0-9]{1,4}\. \S(?:.*\S)?published at [0-9]{1,2}:[0-9]{2}(?![0-9])")


class Head(NamedTuple):
    """Where the parts of a post's head line stand in the document; `number_end` is the index of its full stop."""

    start: int
    end: int
    number: int
    number_end: int
    title: int
    title_end: int
    label: int
    time: int
    time_end: int


def claims(source: Source) -> bool:
    """Claim a text with at least one numbered head whose title is glued to its time."""
    return _LABEL in source.document and _GLUED_HEAD.search(source.document) is not None


def read(source: Source) -> Page:
    """Read a layout copy.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.
    """
    document = source.document
    zone = str(source.curated.get("time_zone", TIME_ZONE))
    captured = str(source.curated.get("captured", ""))
    spans: list[Placed] = []
    remarks: list[Remark] = []
    heads = _find_heads(document)
    post = PostReading(document, spans, remarks)
    key_points, blocks = post.read_preamble(heads[0].start)
    entries: list[Entry] = []
    depth = _body_depth(document, heads)
    ends = [head.start for head in heads[1:]] + [len(document)]
    for number, (head, end) in enumerate(zip(heads, ends, strict=True), start=1):
        tokens, shallow = scan_lines(document, head.end + 1, end, depth)
        if shallow:
            tokens = part_shallow(document, tokens, depth, spans, is_last=number == len(heads))
        entries.append(_read_entry(post, head, end, number, tokens, zone, captured))
    return Page(
        reader=FORMAT.id,
        entries=tuple(entries),
        ledger=close_ledger(document, spans),
        remarks=tuple(remarks),
        key_points=key_points,
        blocks=blocks,
        language="en",
        time_zone=zone,
        not_in_source=tuple(NOT_IN_SOURCE),
    )


def _find_heads(document: str) -> list[Head]:
    heads: list[Head] = []
    found = document.find(_LABEL)
    while found >= 0:
        start = document.rfind("\n", 0, found) + 1
        end = document.find("\n", found)
        end = len(document) if end < 0 else end
        begun = _HEAD_START.match(document, start, found)
        label = _time_label(document, found, end) if begun is not None else -1
        if begun is not None and label >= 0:
            title = begun.end()
            time = label + len(_LABEL)
            heads.append(
                Head(
                    start, end, begun.end(1), begun.end(2), title, title + len(document[title:label].rstrip()),
                    label, time, time + len(document[time:end].rstrip()),
                )
            )
        found = document.find(_LABEL, end)
    return heads


def _time_label(document: str, found: int, end: int) -> int:
    """Return the last place from `found` where the label stands before a digit, or -1: titles may hold it too."""
    label = document.rfind(_LABEL, found, end)
    while label >= 0 and document[label + len(_LABEL) : label + len(_LABEL) + 1] not in _DIGITS:
        label = document.rfind(_LABEL, found, label)
    return label


def _body_depth(document: str, heads: list[Head]) -> int:
    """Return how far the posts' bodies are indented; 0 if no deeper than their heads (nothing can be told by it)."""
    for head in heads:
        for line in document[head.end : head.end + 2000].split("\n")[1:]:
            if line.strip():
                depth = len(line) - len(line.lstrip(" \t"))
                if depth > head.number - head.start:
                    return depth
                break
    return 0


def _read_entry(
    post: PostReading, head: Head, end: int, number: int, tokens: list[Token], zone: str, captured: str
) -> Entry:
    document = post.document
    place = post.spans.append
    place((head.number, head.number_end, FIELD, "entries", number, 0, "list_number", 0, "", ""))
    place((head.number_end, head.title, MARKUP, "", 0, 0, "", 0, "", ""))
    title = document[head.title : head.title_end]
    headline = ""
    if title == _UNTITLED:
        place((head.title, head.title_end, BOILERPLATE, "entries", number, 0, "", 0, "", "webcore.untitled"))
    elif title:
        headline = squeeze(title.lstrip())
        place((head.title, head.title_end, FIELD, "entries", number, 0, "headline", 0, "", ""))
    place((head.label, head.time, BOILERPLATE, "entries", number, 0, "", 0, "", "webcore.published_at"))
    place((head.time, head.time_end, FIELD, "entries", number, 0, "published_text", 0, "", ""))
    text = squeeze(document[head.time : head.time_end])
    published, problem = times.resolve_time(text, zone, captured)
    if problem:
        post.remarks.append(Remark(problem, head.time, "entries", number, 0, "published_text", text))
    post.start_entry(number)
    is_glued = bool(tokens) and end < len(document) and document.find("\n\n", tokens[-1].end, end) < 0
    post.read_tokens(tokens, is_glued=is_glued)
    return Entry(
        start=head.start, end=end, published=published, headline=headline, subheading=post.subheading,
        list_number=int(document[head.number : head.number_end]), contributors=tuple(post.contributors),
        blocks=tuple(post.blocks), is_breaking=post.is_breaking,
    )
