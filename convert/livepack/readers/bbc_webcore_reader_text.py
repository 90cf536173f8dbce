"""Reads text copies of BBC live pages of the renderer `webcore` that keep its lines, but not its layout.

Reader copies have a line for each block, and heads without a number:

      Postpublished at 15:08 Greenwich Mean Time 14 December 2016

Of a consent block they mostly keep the heading and the explanation only. Copies by inscriptis, html2text and lynx
number their heads, and put a space, a mark or a line between the number, the title and the label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from livepack import times
from livepack.ledger import Kind, Piece, Placed, close_pieces
from livepack.page import BOILERPLATE, FIELD, MARKUP, OUTSIDE, Entry, Page, Remark
from livepack.readers import Format
from livepack.readers._webcore_badges import place_badge
from livepack.readers._webcore_blocks import PostReading
from livepack.readers._webcore_columns import NOT_IN_SOURCE, columns_not_kept
from livepack.readers._webcore_consent import places_shown
from livepack.readers._webcore_copies import (
    MARKS,
    has_marks,
    join_captions,
    join_numbers,
    mark_bullets,
    part_runs,
    strip_marks,
)
from livepack.readers._webcore_heads import (
    INVOLVED,
    UNTITLED,
    LineHead,
    find_labels,
    find_line_heads,
    has_lost_its_lines,
    is_layout_copy,
)
from livepack.readers._webcore_lead import read_lead_of_lines
from livepack.readers._webcore_lines import Token, scan_lines
from livepack.readers._webcore_post import squeeze
from livepack.readers._webcore_refusals import refuse_broken_heads, refuse_poor_copy, refuse_several_pages
from livepack.source import Source

FORMAT = Format(
    id="bbc_webcore_reader_text",
    title="BBC live page, text copy with a line for each block",
    outlet="BBC",
    since="2022",
    until="",
    media_type="text/plain",
    rank="named",
    told_by='heads glued to "published at HH:MM" and a date, without numbers or without indented posts',
)
TIME_ZONE = "Europe/London"  # the pages print the UK's clock
# The spans of a head from its title on.
_HEADLINE: tuple[Kind, ...] = (
    (FIELD, "entries", "headline", 0, ""),
    (BOILERPLATE, "entries", "", 0, "webcore.published_at"),
    (FIELD, "entries", "published_text", 0, ""),
)
_NO_HEADLINE: tuple[Kind, ...] = ((BOILERPLATE, "entries", "", 0, "webcore.untitled"), *_HEADLINE[1:])
# A source of two lines looks like a source and a paragraph below it.
_LOST = frozenset({"paragraphs.attribution_detail"})
_NUMBER = frozenset({"entries.list_number"})
_FOOTER = "Copyright ©"
# Headings of what stands below the posts of BBC pages.
_TAIL = re.compile(
    r"^[ \t]*(?:Related [Tt]opics|More on this story|Top [Ss]tories|Elsewhere on the BBC|Around the BBC|Most [Rr]ead|"
    r"Related [Ii]nternet [Ll]inks)[ \t]*$",
    re.MULTILINE,
)
_MIN_JOINED = 0.2


def claims(source: Source) -> bool:
    """Claim a text that is no layout copy, but has heads that end with their times."""
    document = source.document
    if "published at " not in document or is_layout_copy(document):
        return False
    return bool(find_line_heads(document)) or has_lost_its_lines(document)


def read(source: Source) -> Page:
    """Read a copy that keeps lines.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the copy has lost what tells its blocks apart.
    """
    refuse_poor_copy(source)
    document = source.document
    zone = str(source.curated.get("time_zone", TIME_ZONE))
    rows: list[Placed | Piece] = []
    remarks: list[Remark] = []
    heads = find_line_heads(document)
    refuse_several_pages(source, (head.number for head in heads[1:]))
    refuse_broken_heads(source, find_labels(document))
    ends = [head.start for head in heads[1:]] + [_footer(document, heads[-1].end, rows)]
    post = PostReading(document, rows, remarks)
    post.find_places = places_shown
    post.find_lead = read_lead_of_lines
    is_parted = not _joins_lines(document, heads, ends)
    post.is_parted = is_parted
    post.prepare = partial(_prepare, is_parted=is_parted, has_marks=has_marks(document))
    if is_parted:
        remarks.append(Remark("one-line-blocks", heads[0].start))
    if any(document[head.title_end : head.label].strip("\n") for head in heads):
        remarks.append(Remark("spaces-inserted", heads[0].start))
    key_points, blocks = post.read_preamble(heads[0].start)
    page_times = times.PageTimes(zone, str(source.curated.get("captured", "")))
    entries = [
        _read_entry(post, head, end, number, page_times)
        for number, (head, end) in enumerate(zip(heads, ends, strict=True), start=1)
    ]
    lost = _LOST | _NUMBER if all(head.number < 0 for head in heads) else _LOST
    return Page(
        reader=FORMAT.id,
        entries=tuple(entries),
        ledger=close_pieces(document, rows, "•" + MARKS),
        remarks=tuple(remarks),
        key_points=key_points,
        blocks=blocks,
        language="en",
        time_zone=zone,
        not_in_source=(*NOT_IN_SOURCE, *columns_not_kept(document, entries, post.consent_places, lost)),
    )


def _footer(document: str, start: int, rows: list[Placed | Piece]) -> int:
    """Return where the posts end: before what stands below them on the page, which is outside.

    That is a line of copyright at the end, or what begins with the heading of a list of links.
    """
    text = document.rstrip()
    tail = _TAIL.search(document, start)
    line = tail.start() if tail else text.rfind("\n") + 1
    if line <= start or not (tail or text[line:].lstrip(" \t").startswith(_FOOTER)):
        return len(document)
    rows.append((line + len(text[line:]) - len(text[line:].lstrip()), len(text), OUTSIDE, "", 0, 0, "", 0, "", ""))
    return line


def _joins_lines(document: str, heads: Sequence[LineHead], ends: list[int]) -> bool:
    """Tell a copy in which blank lines part some blocks and not others, so that lines without one belong together."""
    apart = joined = 0
    for head, end in zip(heads, ends, strict=True):
        blank = True
        for line in document[head.end + 1 : end].split("\n"):
            if line.strip():
                apart, joined = (apart + 1, joined) if blank else (apart, joined + 1)
            blank = not line.strip()
    return joined > 0 and apart - len(heads) > _MIN_JOINED * (apart + joined)


def _prepare(tokens: list[Token], *, is_parted: bool, has_marks: bool) -> list[Token]:
    found = mark_bullets(strip_marks(tokens)) if has_marks else tokens
    return join_numbers(join_captions(found) if is_parted else part_runs(found))


def _read_entry(post: PostReading, head: LineHead, end: int, number: int, page_times: times.PageTimes) -> Entry:
    document = post.document
    title = document[head.title : head.title_end]
    is_untitled = title == UNTITLED
    _place_head(post.spans, head, number, is_untitled=is_untitled)
    published, problem = page_times.resolve(document[head.time : head.time_end])
    if problem:
        post.remarks.append(Remark(problem, head.time, "entries", number, 0, "published_text", published.text))
    post.start_entry(number)
    tokens, _ = scan_lines(document, head.end + 1, end, 0, [], is_parted=post.is_parted)
    post.read_tokens(post.prepare(tokens) if post.prepare else tokens, is_glued=False)
    return Entry(
        head.start,
        end,
        published,
        "" if is_untitled else squeeze(title),
        post.subheading,
        int(document[head.number : head.number_end]) if head.number >= 0 else None,
        contributors=tuple(post.contributors),
        blocks=tuple(post.blocks),
        is_breaking=post.is_breaking,
    )


def _place_head(spans: list[Placed | Piece], head: LineHead, number: int, *, is_untitled: bool) -> None:
    if head.title_end == head.label:  # as mostly: one piece in place of three spans
        kinds = _NO_HEADLINE if is_untitled else _HEADLINE
        cuts = (head.label, head.time, head.time_end)
        spans.append((head.title, head.time_end, kinds, cuts, 0, number, 0))
    else:
        ends = (head.title_end, head.time, head.time_end)
        starts = (head.title, head.label, head.time)
        for (disposition, table, field, part, rule), at, end in zip(
            _NO_HEADLINE if is_untitled else _HEADLINE, starts, ends, strict=True
        ):
            spans.append((at, end, disposition, table, number, 0, field, part, "", rule))
    if head.number >= 0:
        spans.append((head.number, head.number_end, FIELD, "entries", number, 0, "list_number", 0, "", ""))
        spans.append((head.number_end, head.number_end + 1, MARKUP, "", 0, 0, "", 0, "", ""))
    if head.badge >= 0:
        spans.append(place_badge(head.badge, INVOLVED, number))
