"""Reads JSON documents with posts of the BBC's block model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from livepack import rules
from livepack.json_document import JsonDocument, close_json, member, parse_json
from livepack.json_island import JsonValue
from livepack.ledger import Placed
from livepack.page import FIELD, OUTSIDE, Entry, Page, Remark
from livepack.readers._bbc_blocks import DataPost, Strings, find_page, find_results, posts_of, read_post
from livepack.readers._bbc_post import Words
from livepack.readers._bbc_service import read_service_facts
from livepack.readers._html_times import Around, resolve
from livepack.source import Source

TIME_ZONE: Final = "Europe/London"
# What the stream of either generation cannot hold, and what only that of `webcore` cannot.
_NOT_IN_BOTH: Final = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "entries.list_number",
    "entries.url",
    "entries.language",
    "entries.is_pinned",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "paragraphs.attribution",
    "paragraphs.attribution_detail",
    "embeds.label_number",
    "embeds.published",
    "images.credit",
    "images.creator",
    "images.url",
)
NOT_IN_STREAM: Final = (
    *_NOT_IN_BOTH,
    "blogs.title",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "pages.title",
    "pages.language",
    "key_points.text",
)
NOT_IN_PAGE: Final = (*_NOT_IN_BOTH, "entries.published_text")
RENDERER: Final = "blocks"


def holds_stream(source: Source) -> bool:
    """Tell whether a document holds posts of the block model, and is no page of the World Service."""
    value = parse_json(source).value
    return next(find_results(value), None) is not None and find_page(value) is None


def is_page(source: Source) -> bool:
    """Tell whether a document holds a live page of the World Service."""
    return find_page(parse_json(source).value) is not None


def read_stream(source: Source, reader: str) -> Page:
    """Read a document; see `bbc_webcore_json.read`."""
    document = parse_json(source)
    streams = list(find_results(document.value))
    remarks = document.remarks()
    entries, rows = read_entries(source, document, streams, TIME_ZONE, remarks)
    number, total = page_numbers(Strings(document.text), streams, rows)
    rows = [*rows, *outside(document, streams, rows)]
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_json(document, rows, rules.renderers()[RENDERER].scalars),
        remarks=tuple(remarks),
        time_zone=str(source.curated.get("time_zone", TIME_ZONE)),
        page_number=number,
        pages_stated=total,
        not_in_source=NOT_IN_STREAM,
    )


def read_entries(
    source: Source, document: JsonDocument, streams: Iterable[dict[str, JsonValue]], zone: str, remarks: list[Remark]
) -> tuple[list[Entry], list[Placed]]:
    """Read the posts of some streams, one after the other; returns them and their rows of the ledger."""
    strings = Strings(document.text)
    values = [value for stream in streams for value in posts_of(stream)]
    posts = [read_post(strings, value, number) for number, value in enumerate(values, start=1)]
    urns = Counter(found.post.cells.get("identifier", "") for found in posts)
    entries: list[Entry] = []
    rows: list[Placed] = []
    matches = 0
    for value, found in zip(values, posts, strict=True):
        post = found.post
        if urns[post.cells.get("identifier", "")] > 1:  # events of a match share the urn of the match
            del post.cells["identifier"]
            post.rows = [row for row in post.rows if row[6] != "identifier"]
        matches += bool(found.printed.text) and ":" not in found.printed.text
        entries.append(make_entry(source, found, document.ends_of(value), zone, remarks))
        rows += post.rows
    if matches:
        remarks.append(Remark("match-clock", entries[0].start, "pages", found=str(matches)))
    return entries, rows


def make_entry(source: Source, found: DataPost, ends: tuple[int, int], zone: str, remarks: list[Remark]) -> Entry:
    """Make a post of what the data say; its time is the instant of the data, which the printed one may contradict."""
    post, curated = found.post, source.curated
    post.put("published_text", found.printed)
    zone = str(curated.get("time_zone", zone))
    printed = found.printed.text if ":" in found.printed.text else ""
    resolved = resolve(printed, found.stamp, Around(zone, str(curated.get("captured", ""))))
    if resolved.problem:
        where = (found.start, "entries", post.number, 0, "published_text" if printed else "")
        remarks.append(Remark(resolved.problem, *where, found=resolved.found))
        post.rows = [row for row in post.rows if row[6] != "published"]
    published = resolved.published._replace(text=found.printed.text)
    return post.make_entry(*ends, published, is_breaking=found.is_breaking)


def page_numbers(
    strings: Strings, streams: list[dict[str, JsonValue]], rows: list[Placed]
) -> tuple[int | None, int | None]:
    """Return which page of how many a document is, if it is one page of a stream."""
    found: list[int | None] = []
    for key, table, field in (("index", "pages", "page_number"), ("total", "blogs", "pages_stated")):
        words = strings.words(member(streams[0], "page", key)) if len(streams) == 1 else Words()
        is_number = words.text.isdecimal() and not words.text.startswith("0")
        found.append(int(words.text) if is_number else None)
        rows.extend((p.start, p.end, FIELD, table, 0, 0, field, 0, p.decode, "") for p in words.pieces if is_number)
    return found[0], found[1]


def outside(document: JsonDocument, streams: Iterable[dict[str, JsonValue]], rows: Iterable[Placed]) -> list[Placed]:
    """Return rows for what is said outside the lists of posts and was not placed."""
    inside = [document.ends_of(stream["results"]) for stream in streams]
    taken = {row[0] for row in rows}
    return [
        (value.start, value.end, OUTSIDE, "", 0, 0, "", 0, "", "")
        for _, value in document.record.scalars
        if value.start not in taken
        and value.end > value.start
        and not any(start <= value.start < end for start, end in inside)
    ]


def read_service_page(source: Source, reader: str) -> Page:
    """Read a page of the World Service; see `bbc_simorgh_json.read`."""
    document = parse_json(source)
    page = find_page(document.value) or {}
    streams = [stream for stream in [member(page, "liveTextStream", "content", "data")] if isinstance(stream, dict)]
    remarks = document.remarks()
    facts = read_service_facts(Strings(document.text), page)
    entries, rows = read_entries(source, document, streams, facts.time_zone, remarks)
    number, total = page_numbers(Strings(document.text), streams, rows)
    rows += facts.rows
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_json(document, [*rows, *outside(document, streams, rows)], rules.renderers()[RENDERER].scalars),
        remarks=tuple(remarks),
        key_points=facts.key_points,
        contributors=facts.contributors,
        title=facts.title,
        blog_identifier=facts.blog_identifier,
        language=facts.language,
        time_zone=str(source.curated.get("time_zone", facts.time_zone)),
        page_number=number,
        pages_stated=total,
        coverage_start=facts.coverage_start,
        coverage_end=facts.coverage_end,
        not_in_source=NOT_IN_PAGE,
    )
