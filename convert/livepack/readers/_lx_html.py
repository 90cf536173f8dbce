"""Reads live pages of the renderer `lx` in HTML (www.bbc.co.uk and www.bbc.com, about 2015 to 2023).

`lx` prints many things twice, once to be seen and once, hidden, to be read aloud behind a label: "AFP" and "Copyright: AFP".
What is seen has the value, what is read aloud is its witness. The page's own data, `Morph.setPayload(…)`, have the instants;
its clock shows UTC as the server made it, or the reader's own zone where scripts ran.
"""

from __future__ import annotations

import re
from typing import Final

from livepack import times
from livepack.errors import SourceError
from livepack.html_document import HtmlDocument, parse_html
from livepack.page import FIELD, Entry, Page, Published, Remark
from livepack.readers._bbc_blocks import DataPost
from livepack.readers._bbc_head import read_head
from livepack.readers._bbc_join import Joining
from livepack.readers._bbc_markup import Run
from livepack.readers._bbc_post import NOTHING, PostBuilder
from livepack.readers._html_ledger import close_html
from livepack.readers._html_matching import display_order
from livepack.readers._html_posts import Found, end_of
from livepack.readers._html_times import Around, read_clock, resolve
from livepack.readers._lx_data import LxData, read_lx_data
from livepack.readers._lx_html_post import PostReading, identifier_of_post, run_of
from livepack.source import Source

UK: Final = "Europe/London"
UTC: Final = "UTC"
NOT_IN_SOURCE: Final = (
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "pages.archived_url",
    "pages.captured",
    "entries.list_number",
    "entries.url",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "embeds.label_number",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "embeds.text",
    "images.credit",
    "images.creator",
)
NOT_WITHOUT_JSON_LD: Final = ("blogs.coverage_start", "blogs.coverage_end")
NOT_WITHOUT_PAYLOAD: Final = ("entries.first_published", "entries.updated", "entries.language")


def read_html(source: Source, reader: str) -> Page:
    """Read a page; see `bbc_lx_html.read`."""
    document = parse_html(source)
    found = _find_posts(document)
    if not found:
        raise SourceError(
            "this page shows no live blog",
            where=source.where,
            found="classes of live posts, but no post",
            advice="save the live page itself, or take the file out of the sources folder",
        )
    remarks: list[Remark] = []
    data = read_lx_data(document, remarks)
    head = read_head(document, found[0].start)
    page = PostBuilder(0)
    _read_lead(document, page, found[0].start)
    points = _read_points(document, page, found[0].start)
    pages = _read_pages(document, page, data, found)
    identifiers = [identifier_of_post(post.element) for post in found]
    matched = data.match(identifiers)
    order = list(display_order(len(found), matched, len(data.posts)))
    readings: list[tuple[PostBuilder, DataPost | None, Found | None]] = []
    told: DataPost | None
    for number, (shown, stated) in enumerate(order, start=1):
        if shown < 0:
            told = data.read(stated, number, "")
            readings.append((told.post, told, None))
            continue
        post = PostReading(document, number).read(found[shown])
        clock = post.cells.get("published_text", "")
        told = data.read(matched[shown], number, clock) if shown in matched else None
        if told is None and identifiers.count(identifiers[shown]) == 1:
            told = data.stated(identifiers[shown], number)
        readings.append((post, told, found[shown]))
    zone = str(source.curated.get("time_zone", "")) or _find_zone(readings)
    captured = str(source.curated.get("captured", ""))
    entries = [_finish(post, told, place, zone, captured, data, remarks) for post, told, place in readings]
    remarks += _remarks_of_page(entries, data, len(found), matched)
    rows = [*head.rows, *page.rows, *data.rows, *(row for post, *_ in readings for row in post.rows)]
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_html(document, rows, found, hidden=True),
        remarks=tuple(remarks),
        key_points=points,
        contributors=tuple(page.contributors),
        title=head.title,
        url=head.url,
        blog_identifier=head.blog_identifier,
        publisher=head.publisher,
        language="en",
        time_zone=zone,
        page_number=pages[0],
        pages_stated=pages[1],
        coverage_start=data.coverage[0],
        coverage_end=data.coverage[1],
        not_in_source=(
            *NOT_IN_SOURCE,
            *(() if any(data.coverage) else NOT_WITHOUT_JSON_LD),
            *(() if data.posts else NOT_WITHOUT_PAYLOAD),
        ),
    )


def _find_posts(document: HtmlDocument) -> list[Found]:
    found: list[Found] = []
    for element in document.find_all("article"):
        is_within = bool(found) and element.index <= found[-1].element.last
        if identifier_of_post(element) and element.start >= 0 and not is_within:
            found.append(Found(element, has_container=True, start=element.start, end=end_of(element)))
    return found


# The page


def _read_lead(document: HtmlDocument, page: PostBuilder, before: int) -> None:
    """Read who reports ("Edited by A and B"), and the line on the times."""
    for element in document.find_all("p"):
        if "lx-commentary__meta-reporter" in element.classes and element.start < before:
            _read_reporters(run_of(document, element), page)
        elif "lx-commentary__meta-timezone" in element.classes and element.start < before:
            words = run_of(document, element).words()
            if words.text == "All times stated are UK":
                page.label(words.pieces, "lx.times_uk", "")


def _read_reporters(run: Run, page: PostBuilder) -> None:
    at = len(run.raw) - len(run.raw.lstrip())
    for label, rule in (("Edited by ", "lx.edited_by"), ("By ", "lx.written_by")):
        if run.raw.startswith(label, at):
            page.label(run.stretch(at, at + len(label)), rule, "")
            at += len(label)
            break
    for found in re.finditer(r"(.+?)(?: and |, |$)", run.raw[at:].rstrip()):
        start, end = at + found.start(1), at + found.end(1)
        page.add_contributor(run.words(start, end))
        joint = run.raw[end : at + found.end()]
        if joint == " and ":
            page.label(run.stretch(end, end + len(joint)), "lx.names_and", "")


def _read_points(document: HtmlDocument, page: PostBuilder, before: int) -> tuple[str, ...]:
    """Read the summary's points."""
    points: list[str] = []
    for element in document.find_all("li"):
        if "lx-c-summary-points__item" in element.classes and element.start < before:
            words = run_of(document, element).words()
            points.append(words.text)
            number = len(points)
            page.rows.extend(
                (p.start, p.end, FIELD, "key_points", 0, number, "text", 0, p.decode, "") for p in words.pieces
            )
    return tuple(points)


def _read_pages(
    document: HtmlDocument, page: PostBuilder, data: LxData, posts: list[Found]
) -> tuple[int | None, int | None]:
    """Read which page of how many this is: as printed, else from the data."""
    found: list[int | None] = []
    for name, table, field, stated in (
        ("qa-pagination-current-page-number", "pages", "page_number", data.page_number),
        ("qa-pagination-total-page-number", "blogs", "pages_stated", data.pages_stated),
    ):
        named = (e for e in document.find_all("span", "a", "li", "div", "p") if name in e.classes)
        element = next((e for e in named if not any(post.start <= e.start < post.end for post in posts)), None)
        words = run_of(document, element).words() if element is not None else NOTHING
        words = words if words.text.isdecimal() else stated
        found.append(int(words.text) if words.text.isdecimal() and int(words.text[:6]) else None)
        page.rows.extend((p.start, p.end, FIELD, table, 0, 0, field, 0, p.decode, "") for p in words.pieces)
    return found[0], found[1]


# Times


def _find_zone(readings: list[tuple[PostBuilder, DataPost | None, Found | None]]) -> str:
    """Return the zone whose clock the page shows: the UK's, as it says itself, or UTC where only that fits every instant."""
    printed = [
        (post.cells["published_text"], told.stamp)
        for post, told, _ in readings
        if told is not None and told.stamp is not None and read_clock(post.cells.get("published_text", "")) is not None
    ]
    is_uk, is_utc = (
        all(not resolve(text, stamp, Around(zone)).problem for text, stamp in printed) for zone in (UK, UTC)
    )
    return UTC if is_utc and not is_uk else UK


def _finish(
    post: PostBuilder,
    told: DataPost | None,
    place: Found | None,
    zone: str,
    captured: str,
    data: LxData,
    remarks: list[Remark],
) -> Entry:
    """Make a post of what the page shows and what its data say."""
    text = post.cells.get("published_text", "")
    if place is None and told is not None:
        resolved = resolve("", told.stamp, Around(zone))
        return post.make_entry(told.start, told.start, resolved.published, is_breaking=told.is_breaking)
    start, end = (place.start, place.end) if place is not None else (0, 0)
    published, problem = Published(text), ""
    if read_clock(text) is not None:
        published, problem = times.resolve_time(text, zone, captured)
        if not data.posts and published.offset not in ("", "+00:00") and zone == UK:  # UTC, or the UK's clock?
            published = Published(text, local=published.local, date=published.date, precision="minute")
    flags: dict[str, bool | None] = dict.fromkeys(post.flags, True)
    if told is not None:
        joining = Joining(post, told, remarks)
        if data.posts:
            joining.join()
        else:
            joining.join_head()
        published = joining.join_time(published, zone)
        shown = flags.get("is_breaking")
        flags["is_breaking"] = joining.join_mark("is_breaking", shown=shown, stated=told.is_breaking)
    if problem and not published.instant:
        remarks.append(Remark(problem, start, "entries", post.number, 0, "published_text", text))
    return post.make_entry(start, end, published, **flags)


def _remarks_of_page(entries: list[Entry], data: LxData, shown: int, matched: dict[int, int]) -> list[Remark]:
    """Return what is to be said of the page as a whole."""
    start = entries[0].start
    unsure = sum(bool(e.published.local) and not e.published.instant for e in entries)
    matches = sum(bool(e.published.text) and read_clock(e.published.text) is None for e in entries)
    without = sum(not e.published.text and not e.published.instant for e in entries)
    found = data.remarks(shown, matched, start)
    for code, count in (("zone-unsure", unsure), ("match-clock", matches)):
        if count:
            found.append(Remark(code, start, "pages", found=str(count)))
    if without:
        words = str(without) if without == len(entries) else f"{without} of {len(entries)}"
        found.append(Remark("times-missing", start, "pages", found=words))
    return found
