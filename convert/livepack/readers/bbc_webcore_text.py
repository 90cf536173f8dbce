"""Reads text copies of BBC live pages as the renderer `webcore` lays them out.

Such a copy is a page flattened to text with its layout kept: `Summary` and bullets, then posts

      3. Has the bridge been closed?published at 15:08 Greenwich Mean Time 14 December 2016

whose blocks are indented by four spaces and parted by blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from livepack import rules, times
from livepack.ledger import Kind, Piece, Placed, close_pieces
from livepack.page import BOILERPLATE, FIELD, MARKUP, UNREAD, Entry, Page, Remark
from livepack.readers import Format
from livepack.readers._webcore_badges import place_badge
from livepack.readers._webcore_blocks import PostReading
from livepack.readers._webcore_columns import NOT_IN_SOURCE, columns_not_kept
from livepack.readers._webcore_consent import WHOLE
from livepack.readers._webcore_copies import mark_bullets, prepare_foreign
from livepack.readers._webcore_heads import LABEL, UNTITLED, is_layout_copy
from livepack.readers._webcore_lines import RENDERER, TEXT, Token, part_shallow, scan_lines
from livepack.readers._webcore_post import squeeze
from livepack.readers._webcore_refusals import (
    refuse_broken_heads,
    refuse_lost_lines,
    refuse_poor_layout,
    refuse_several_pages,
)
from livepack.readers._webcore_runs import SENTENCE_END
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

_MAX_DOUBLED = 10
_MAX_HEAD = 400
_OTHER_BULLET = re.compile(r"\n[ \t]*[*-][ \u00a0]+\S")  # before key points, where copies write "•" as "*" or "-"
_HEAD_START = re.compile(r"([ \t]{0,3})([0-9]{1,4})\.[ \u00a0]")
_DIGITS = frozenset("0123456789")
_BADGE_LINE = re.compile(r"([ \t]{0,3})([0-9]{1,4})\.[ \u00a0]+(\S.{0,30})")
_MAX_GAP = 4  # between a number and its title; a badge stands there in a wider one


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


# A third of the time of the constructor.
_make_head: Callable[[tuple[int, int, int, int, int, int, int, int, int]], Head] = partial(tuple.__new__, Head)
# A quarter of the time that Entry(...) with keywords takes; all of its values in their order.
_make_entry: Callable[[tuple[object, ...]], Entry] = partial(tuple.__new__, Entry)

# The spans of a head as it mostly is, with nothing between its title and the label.
_HEADLINE: tuple[Kind, ...] = (
    (FIELD, "entries", "list_number", 0, ""),
    (MARKUP, "", "", 0, ""),
    (FIELD, "entries", "headline", 0, ""),
    (BOILERPLATE, "entries", "", 0, "webcore.published_at"),
    (FIELD, "entries", "published_text", 0, ""),
)
_NO_HEADLINE: tuple[Kind, ...] = (*_HEADLINE[:2], (BOILERPLATE, "entries", "", 0, "webcore.untitled"), *_HEADLINE[3:])


def claims(source: Source) -> bool:
    """Claim a text with at least one numbered head whose title is glued to its time."""
    return is_layout_copy(source.document)


def read(source: Source) -> Page:
    """Read a layout copy.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the copy's lines are lost or broken at a width, links stand amid its text, or it is several pages.
    """
    refuse_poor_layout(source)
    document = source.document
    zone = str(source.curated.get("time_zone", TIME_ZONE))
    captured = str(source.curated.get("captured", ""))
    rows: list[Placed | Piece] = []
    remarks: list[Remark] = []
    heads = _find_heads(document)
    if heads[0].end - heads[0].start > _MAX_HEAD:
        refuse_lost_lines(source)
    refuse_several_pages(source, (head.number for head in heads[1:]))
    is_whole = document.startswith("1.", heads[0].number) and _next_number(document, heads[-1]) == len(heads) + 1
    refuse_broken_heads(source, [(head.time, head.end) for head in heads], is_whole=is_whole)
    post = PostReading(document, rows, remarks)
    is_foreign = document[heads[0].start : heads[0].number] == " "  # by w3m and inscriptis, which have other bullets
    if is_foreign:
        post.prepare = prepare_foreign
    elif _OTHER_BULLET.search(document, 0, heads[0].start):
        post.prepare = mark_bullets
    key_points, blocks = post.read_preamble(heads[0].start)
    entries: list[Entry] = []
    depth = _body_depth(document, heads)
    doubled: list[int] = []
    page_times = times.PageTimes(zone, captured)
    ends = [head.start for head in heads[1:]] + [len(document)]
    for number, (head, end) in enumerate(zip(heads, ends, strict=True), start=1):
        tokens, shallow = scan_lines(document, head.end + 1, end, depth, doubled)
        if shallow:
            tokens = part_shallow(
                document, tokens, depth, rows, _next_number(document, head) if number == len(heads) else 0
            )
        if post.prepare:
            tokens = post.prepare(tokens)
        if number == len(heads) and tokens:
            _leave_cut_template(tokens, rows)
        entries.append(_read_entry(post, head, end, number, tokens, page_times))
    _remark_blank_lines(document, [] if is_foreign else doubled, remarks)  # w3m doubles them around pictures
    return Page(
        reader=FORMAT.id,
        entries=tuple(entries),
        ledger=close_pieces(document, rows),
        remarks=tuple(remarks),
        key_points=key_points,
        blocks=blocks,
        language="en",
        time_zone=zone,
        not_in_source=(*NOT_IN_SOURCE, *columns_not_kept(document, entries, WHOLE, frozenset())),
    )


def _next_number(document: str, head: Head) -> int:
    return int(document[head.number : head.number_end]) + 1


def _leave_cut_template(tokens: list[Token], rows: list[Placed | Piece]) -> None:
    """Leave the document's last line unread if it is the beginning of a template: the copy was cut there."""
    last = tokens[-1]
    if last.kind == TEXT and last.line[-1] not in SENTENCE_END and rules.begins_template(RENDERER, last.line):
        rows.append((last.start, last.end, UNREAD, "", 0, 0, "", 0, "", ""))
        tokens.pop()


def _remark_blank_lines(document: str, doubled: list[int], remarks: list[Remark]) -> None:
    """Remark where two blank lines stand together, as they do where a line was lost."""
    if len(doubled) <= _MAX_DOUBLED:  # more of them are this copy's way to part its blocks
        remarks.extend(Remark("blank-lines-doubled", place) for place in doubled if document[place:].strip())


def _find_heads(document: str) -> list[Head]:
    heads: list[Head] = []
    found = document.find(LABEL)
    while found >= 0:
        start = document.rfind("\n", 0, found) + 1
        end = document.find("\n", found)
        end = len(document) if end < 0 else end
        begun = _HEAD_START.match(document, start, found)
        title = begun.end() if begun is not None else 0
        if begun is None:
            title = start + len(document[start:found]) - len(document[start:found].lstrip())
            is_glued = title > start and not document[found - 1].isspace()
            begun = _badge_above(document, start) if is_glued else None
        label = _time_label(document, found, end) if begun is not None else -1
        if begun is not None and label >= 0:
            start = begun.start()
            number, number_end = begun.span(2)
            time = label + len(LABEL)
            title_end = title + len(document[title:label].rstrip())
            time_end = time + len(document[time:end].rstrip())
            heads.append(_make_head((start, end, number, number_end, title, title_end, label, time, time_end)))
        found = document.find(LABEL, end)
    return heads


def _badge_above(document: str, start: int) -> re.Match[str] | None:
    """Find the number of a head whose line is `start`'s where a badge stands beside it: "  2. get involved"."""
    before = document[:start].rstrip()
    found = _BADGE_LINE.fullmatch(document, before.rfind("\n") + 1, len(before))
    return found if found is not None and LABEL not in found[3] else None


def _time_label(document: str, found: int, end: int) -> int:
    """Return the last place from `found` where the label stands before a digit, or -1: titles may hold it too."""
    label = document.rfind(LABEL, found, end)
    while label >= 0 and document[label + len(LABEL) : label + len(LABEL) + 1] not in _DIGITS:
        label = document.rfind(LABEL, found, label)
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
    post: PostReading, head: Head, end: int, number: int, tokens: list[Token], page_times: times.PageTimes
) -> Entry:
    document = post.document
    start, _, number_start, number_end, title_start, title_end, label, time, time_end = head
    title = document[title_start:title_end]
    is_untitled = title == UNTITLED
    badge = document[number_end + 1 : title_start].strip() if title_start - number_end > _MAX_GAP else ""
    if title and title_end == label and not badge:  # one piece takes a fifth of the time of five spans
        kinds = _NO_HEADLINE if is_untitled else _HEADLINE
        cuts = (number_end, title_start, label, time, time_end)
        post.spans.append((number_start, time_end, kinds, cuts, 0, number, 0))
    else:
        _place_head(post.spans, head, number, is_untitled=is_untitled)
        if badge:
            post.spans.append(place_badge(document.index(badge, number_end + 1), badge, number))
    published, problem = page_times.resolve(document[time:time_end])
    if problem:
        post.remarks.append(Remark(problem, time, "entries", number, 0, "published_text", published.text))
    post.start_entry(number)
    is_glued = bool(tokens) and end < len(document) and document.find("\n\n", tokens[-1].end, end) < 0
    post.read_tokens(tokens, is_glued=is_glued)
    return _make_entry(
        (
            start,
            end,
            published,
            "" if is_untitled else squeeze(title.lstrip()),
            post.subheading,
            int(document[number_start:number_end]),
            "",
            "",
            "",  # identifier, url, language
            tuple(post.contributors),
            tuple(post.blocks),
            "",
            "",  # first_published, updated
            post.is_breaking,
            None,
            None,
            None,  # is_pinned, is_key_event, is_summary
        )
    )


def _place_head(spans: list[Placed | Piece], head: Head, number: int, *, is_untitled: bool) -> None:
    """Place a head without a title, with white space after it, or with a badge beside its number."""
    kinds = _NO_HEADLINE if is_untitled else _HEADLINE
    starts = (head.number, head.number_end, head.title, head.label, head.time)
    ends = (head.number_end, head.number_end + 1, head.title_end, head.time, head.time_end)
    for (disposition, table, field, part, rule), start, end in zip(kinds, starts, ends, strict=True):
        spans.append((start, end, disposition, table, number if table else 0, 0, field, part, "", rule))
