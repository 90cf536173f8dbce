"""Reads BBC live pages as an aggregator of news prints them: four labelled lines a post.

    Date: 13:17 BST
    Title: Get Involved
    Content: Should the bridge be replaced?
    Ada, Harbour Town
    Update:

A post without a title has `Title: Post`. `Date:` is a clock time with its zone and no day, or how far a match has come.
"""

from __future__ import annotations

import re

from livepack import times
from livepack.ledger import Placed, close_pieces
from livepack.page import BOILERPLATE, FIELD, OUTSIDE, Contributor, Entry, Page, Published, Remark
from livepack.readers import Format
from livepack.readers._aggregator_post import Line, PostReading, scan_lines
from livepack.readers._lx_heads import MATCH_CLOCK, is_webcore
from livepack.source import Source

FORMAT = Format(
    id="bbc_aggregator_text",
    title="BBC live page at an aggregator of news, text copy",
    outlet="BBC",
    since="2024",
    until="",
    media_type="text/plain",
    rank="named",
    told_by='lines that begin "Date:", "Title:", "Content:" and "Update:" for each post',
)
TIME_ZONE = "Europe/London"  # the pages print the UK's clock

NOT_IN_SOURCE = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "pages.page_number",
    "entries.list_number",
    "entries.identifier",
    "entries.url",
    "entries.language",
    "entries.subheading",
    "entries.first_published",
    "entries.updated",
    "entries.is_breaking",
    "entries.is_pinned",
    "entries.is_key_event",
    "entries.is_summary",
    "key_points.text",
    "contributors.url",
    "paragraphs.attribution",
    "paragraphs.attribution_detail",
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
)

_UNTITLED = "Post"
# The last place in a line where a small letter and a capital meet, behind two to four words with capitals.
_CONTRIBUTOR = re.compile(
    r"(?=.{6,120}$)(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2} [A-Z][\w'’-]*[a-z])(?P<role>[A-Z](?:(?![a-z][A-Z]).)*[^.!?:;,…\s\"”])"
)
_HEAD = re.compile(
    r"(?m)^[ \t]*(?P<date>Date:)(?P<time>[^\n]*)\n\s*(?P<title>Title:)(?P<words>[^\n]*)\n\s*(?P<content>Content:)"
)
_UPDATE = re.compile(r"(?m)^[ \t]*(Update:)")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?: [A-Z]{2,5})?(?: [0-9]{1,2} [A-Z][a-z]+(?: [0-9]{4})?)?")
_DATED = re.compile(
    r"[A-Z][a-z]{2},? |[0-9]{4}-[0-9]{2}|[0-9]{1,2}[/.][0-9]{1,2}[/.]|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}\b"
)


def claims(source: Source) -> bool:
    """Claim a text whose posts have all four labels, and times as the BBC prints them: never a whole date first."""
    document = source.document
    if is_webcore(document) or "Date: " not in document or "\nTitle:" not in document or "\nUpdate:" not in document:
        return False
    heads = list(_HEAD.finditer(document))
    if not heads or len(_UPDATE.findall(document, heads[0].end())) < len(heads) - 1:
        return False
    printed = [head["time"].strip() for head in heads]
    if any(_DATED.match(time) for time in printed):
        return False
    return any(_CLOCK.fullmatch(time) or MATCH_CLOCK.fullmatch(time) for time in printed)


def read(source: Source) -> Page:
    """Read a copy.

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
    heads = list(_HEAD.finditer(document))
    title = _read_title(document, heads[0].start(), spans)
    post = PostReading(document, spans, remarks)
    entries: list[Entry] = []
    matches = without = 0
    for number, (head, after) in enumerate(zip(heads, [*heads[1:], None], strict=True), start=1):
        text, headline = _read_head(head, number, spans)
        published, problem = Published(text), ""
        if not text:
            without += 1
        elif MATCH_CLOCK.fullmatch(text):
            matches += 1
        else:
            published, problem = times.resolve_time(text, zone, captured)
        if problem:
            remarks.append(Remark(problem, head.end("date"), "entries", number, 0, "published_text", text))
        end = after.start() if after else len(document)
        lines, end = _body(document, head.end(), end, number, spans, is_last=after is None)
        who = _read_contributor(lines, number, spans)
        blocks = post.read_lines(number, lines[len(who) :])
        entries.append(Entry(head.start(), end, published, headline, contributors=who, blocks=blocks))
    for code, count in (("times-missing", without), ("match-clock", matches)):
        if count:
            words = str(count) if count == len(entries) or code == "match-clock" else f"{count} of {len(entries)}"
            remarks.append(Remark(code, entries[0].start, "pages", found=words))
    return Page(
        reader=FORMAT.id,
        entries=tuple(entries),
        ledger=close_pieces(document, spans),
        remarks=tuple(remarks),
        title=title,
        language="en",
        time_zone=zone,
        not_in_source=NOT_IN_SOURCE,
    )


def _read_title(document: str, end: int, spans: list[Placed]) -> str:
    """Read the page's title; what stands beside it above the first post is outside.

    It is a line that is printed twice, as the page's name and as its heading, else the line right above the posts. Some
    copies have the line that parts posts above the first too.
    """
    above = scan_lines(document, 0, end)
    if above and above[-1].text == "Update:":
        _place(spans, above[-1].start, above[-1].end, BOILERPLATE, 1, "", "aggregator.update")
        above.pop()
    if not above:
        return ""
    texts = [line.text for line in above]
    at = next((at for at in reversed(range(len(texts))) if texts[at] in texts[:at]), len(texts) - 1)
    spans.extend(
        (lines[0].start, lines[-1].end, OUTSIDE, "", 0, 0, "", 0, "", "")
        for lines in (above[:at], above[at + 1 :])
        if lines
    )
    spans.append((above[at].start, above[at].end, FIELD, "pages", 0, 0, "title", 0, "", ""))
    return " ".join(above[at].text.split())


def _read_head(head: re.Match[str], number: int, spans: list[Placed]) -> tuple[str, str]:
    """Read a post's labels, its time and its title; returns the last two."""
    for name in ("date", "title", "content"):
        _place(spans, head.start(name), head.end(name), BOILERPLATE, number, "", f"aggregator.{name}")
    (time, start, end), (words, first, last) = _trimmed(head, "time"), _trimmed(head, "words")
    if time:
        _place(spans, start, end, FIELD, number, "published_text", "")
    if words == _UNTITLED:
        _place(spans, first, last, BOILERPLATE, number, "", "aggregator.untitled")
        words = ""
    elif words:
        _place(spans, first, last, FIELD, number, "headline", "")
    return " ".join(time.split()), " ".join(words.split())


def _read_contributor(lines: list[Line], number: int, spans: list[Placed]) -> tuple[Contributor, ...]:
    """Read a contributor, whose name and role are one word with each other: "Ada ExampleBBC Radio commentator"."""
    may_be = len(lines) > 1 and not lines[0].rule and "Image source," not in lines[0].text
    found = _CONTRIBUTOR.fullmatch(lines[0].text) if may_be else None
    if found is None:
        return ()
    start = lines[0].start
    for column in ("name", "role"):
        first, last = (start + place for place in found.span(column))
        spans.append((first, last, FIELD, "contributors", number, 1, column, 0, "", ""))
    return (Contributor(" ".join(found["name"].split()), " ".join(found["role"].split())),)


def _trimmed(head: re.Match[str], name: str) -> tuple[str, int, int]:
    """Return the words of a group without the white space around them, and where they begin and end."""
    text = head[name].strip()
    start = head.start(name) + head[name].find(text[:1])
    return text, start, start + len(text)


def _body(
    document: str, start: int, end: int, number: int, spans: list[Placed], *, is_last: bool
) -> tuple[list[Line], int]:
    """Return the lines of a post's body, and where the post ends; below the last post stands what is the aggregator's."""
    updates = list(_UPDATE.finditer(document, start, end))
    if not updates:
        return scan_lines(document, start, end), end
    update = updates[-1]
    _place(spans, update.start(1), update.end(1), BOILERPLATE, number, "", "aggregator.update")
    lines = scan_lines(document, start, update.start())
    stop = end
    if is_last:
        stop = document.find("\n", update.end())
        stop = end if stop < 0 else stop
        below = scan_lines(document, stop, end)
        if below:
            spans.append((below[0].start, below[-1].end, OUTSIDE, "", 0, 0, "", 0, "", ""))
    return lines + scan_lines(document, update.end(), stop), stop


def _place(spans: list[Placed], start: int, end: int, disposition: str, entry: int, field: str, rule: str) -> None:
    spans.append((start, end, disposition, "entries", entry, 0, field, 0, "", rule))
