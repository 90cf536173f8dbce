"""Reads the posts of an HTML page, shown and only stated as data, and joins the two."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from livepack.errors import SourceError
from livepack.html_document import Element, HtmlDocument, Piece
from livepack.layout import Layout
from livepack.ledger import Placed
from livepack.page import Entry, Paragraph, Published, Remark
from livepack.readers._html_days import find_days
from livepack.readers._html_identifiers import find_identifiers, identifier_places
from livepack.readers._html_join import Bodies, read_update, witness_update
from livepack.readers._html_layout import find_own_head, own_flags, own_link
from livepack.readers._html_matching import Told, display_order, match_marked, match_updates
from livepack.readers._html_parts import common_flags
from livepack.readers._html_post import PostReading
from livepack.readers._html_posts import Found, count_lists
from livepack.readers._html_segments import place_field
from livepack.readers._html_signs import signs_of
from livepack.readers._html_strangers import find_strangers
from livepack.readers._html_times import (
    Around,
    Resolved,
    Stamp,
    instant_text,
    read_clock,
    read_page_dates,
    read_wall,
    resolve,
)
from livepack.readers._html_updates import BlogData, Update
from livepack.source import Source


class About(NamedTuple):
    """What a page says of itself: the host of its address without `www.`, its language and title; empty if it does not.

    `origin` is scheme and host of the address that it was saved from, where that is given; see `find_origin`.
    """

    host: str = ""
    language: str = ""
    title: str = ""
    origin: str = ""


def read_posts(
    source: Source,
    document: HtmlDocument,
    data: BlogData,
    posts: list[Found],
    about: About,
    rows: list[Placed],
    remarks: list[Remark],
    layout: Layout | None,
) -> list[Entry]:
    """Read what the page shows and what only its data state; `rows` and `remarks` grow.

    Args:
        source: where `captured` and `time_zone` are from.
        document: the parsed page, or the parsed HTML of a string.
        data: what its data state.
        posts: what it shows.
        about: what the page says of itself.
        rows: what is placed.
        remarks: what is odd.
        layout: what the outlet's markup calls things.

    Raises:
        SourceError: all posts that its data state are of another page, and it shows none.
    """
    zone = str(source.curated.get("time_zone", ""))
    dates = read_page_dates(*_page_dates(document, data), zone)
    around = Around(zone, str(source.curated.get("captured", "")), about.language, dates)
    supplied: Counter[str] = Counter()
    readings, urls = _read_shown(document, posts, about, layout)
    places = identifier_places(document, posts)
    identifiers = find_identifiers(document, posts, layout, places)
    told = _tell(document, posts, readings, [name for name, _ in identifiers]) if data.updates or data.marked else []
    matched = match_updates(told, data.updates)
    shown = [post.instant for post in told if post.instant]
    strange = find_strangers(data.blogs, data.updates, frozenset(matched.values()), about.host, shown)
    if not posts and len(strange) == len(data.updates) and not data.marked:
        raise no_live_blog(source, f"its data (JSON-LD) list {len(strange)} posts that are not of this page")
    marked, alone = match_marked([post.element for post in posts], told, data.marked, data.updates)
    order = list(display_order(len(posts), matched, len(data.updates), strange))
    order += [(-1, len(data.updates) + index) for index in alone]
    updates = (*data.updates, *data.marked)
    people = frozenset(name.value.strip() for update in updates for name in update.authors)
    days = find_days(document, posts, about.language)
    entries: list[Entry] = []
    bodies = Bodies()
    for number, (post, index) in enumerate(order, start=1):
        if post < 0:
            entries.append(read_update(document, rows, number, updates[index], around, bodies))
            continue
        reading = readings[post]
        reading.renumber(number)
        stated = data.updates[matched[post]] if post in matched else None
        mark = data.marked[marked[post]] if post in marked else None
        stamp = next((update.stamp for update in (mark, stated) if update is not None and update.stamp), None)
        own = around._replace(day=reading.day or days[post], wall=reading.wall or _wall(mark, stated))
        resolved = _resolve(reading, posts[post], stamp, own, layout)
        supplied[resolved.supplied or ""] += 1
        entry = _entry(reading, posts[post], identifiers[post], resolved, layout)
        entry = entry._replace(url=urls[post], updated=reading.updated)
        rows += reading.rows
        remarks += _without_confirmed(reading, people)
        for update in (stated, mark):
            if update is not None:
                entry = witness_update(document, rows, remarks, number, entry, update, bodies, about.title)
        entries.append(entry)
    counts = {
        "posts-not-shown": len(order) - len(posts) if posts else 0,
        "posts-not-in-data": len(posts) - len(matched) if len(data.updates) > len(strange) else 0,
        **{code: count for code, count in supplied.items() if code},
        "addresses-relative": sum(reading.relative for reading in readings),
    }
    start = posts[0].start if posts else entries[0].start
    remarks += [Remark(code, start, found=str(count)) for code, count in counts.items() if count]
    if strange:
        remarks.append(Remark("data-of-another-page", data.updates[min(strange)].start, found=str(len(strange))))
    remarks += bodies.remarks(start)
    remarks += _repeated(places, order, entries)
    remarks += _parted(document, posts)
    return entries


def _page_dates(document: HtmlDocument, data: BlogData) -> tuple[str, str]:
    """Return when the page was published and changed, as its JSON-LD or its `meta` elements say."""
    metas: dict[str, str] = {}
    for element in document.find_all("meta"):
        name = element.attrs.get("property") or element.attrs.get("name") or element.attrs.get("itemprop") or ""
        metas.setdefault(name.lower(), element.attrs.get("content", ""))
    published = next((metas[name] for name in ("article:published_time", "datepublished") if metas.get(name)), "")
    modified = next(
        (metas[name] for name in ("article:modified_time", "og:updated_time", "datemodified") if metas.get(name)), ""
    )
    return data.published or published, data.modified or modified


def no_live_blog(source: Source, found: str) -> SourceError:
    """Return the error for a page that shows no live blog; `found` says what there is instead."""
    return SourceError(
        "this page shows no live blog",
        where=source.where,
        found=found,
        advice="save the live page itself, or take the file out of the sources folder",
    )


def _read_shown(
    document: HtmlDocument, posts: list[Found], about: About, layout: Layout | None
) -> tuple[list[PostReading], list[str]]:
    """Read the posts that the page shows; their rows are theirs until their place in the page is known."""
    document.locate_around([post.element for post in posts])
    readings, urls = [], []
    for number, found in enumerate(posts, start=1):
        reading = PostReading(document, [], [], number, about.host, about.origin)
        reading.read(found, find_own_head(layout, document, found.element) if layout is not None else None)
        readings.append(reading)
        urls.append(_take_url(reading, found, layout))
    for flag in common_flags([found.element for found in posts]):
        for reading in readings:
            reading.flags.pop(flag, None)
    return readings, urls


def _without_confirmed(reading: PostReading, people: frozenset[str]) -> list[Remark]:
    """Return what is odd in a post, but for a guess at its author that the data of the page confirm."""
    confirmed = any(contributor.name in people for contributor in reading.contributors)
    return [remark for remark in reading.remarks if not (confirmed and remark.code == "lead-line-guessed")]


def _repeated(
    places: list[tuple[Element, str] | None], order: list[tuple[int, int]], entries: list[Entry]
) -> list[Remark]:
    """Name the posts that have the id and the words of one before them."""
    seen: dict[str, list[Entry]] = {}
    remarks = []
    for number, ((post, _), entry) in enumerate(zip(order, entries, strict=True), start=1):
        place = places[post] if post >= 0 else None
        if place is not None:
            before = seen.setdefault(place[0].attrs[place[1]], [])
            if any(_says_the_same(entry, other) for other in before):
                remarks.append(Remark("post-repeated", entry.start, "entries", number))
            before.append(entry)
    return remarks


def _says_the_same(entry: Entry, other: Entry) -> bool:
    return entry == other._replace(start=entry.start, end=entry.end, is_pinned=entry.is_pinned, url=entry.url)


def _parted(document: HtmlDocument, posts: list[Found]) -> list[Remark]:
    """Say that a page holds several lists of posts."""
    lists = count_lists(document, posts)
    return [Remark("several-blogs", posts[0].start, found=str(lists))] if lists > 1 else []


def _tell(document: HtmlDocument, posts: list[Found], readings: list[PostReading], names: list[str]) -> list[Told]:
    """Return what the posts tell for the join with the page's data."""
    told = []
    for found, reading, own in zip(posts, readings, names, strict=True):
        instant = instant_text(reading.stamp) if reading.stamp is not None else ""
        ids = frozenset(signs_of(document).ids(found.element))
        ids |= {match.group() for name in ids if (match := re.search(r"[0-9]{5,}$|[0-9a-f]{12,}$", name)) is not None}
        words = " ".join(block.text for block in reading.blocks if isinstance(block, Paragraph))
        told.append(Told(ids | ({own} - {""}), reading.headline, instant, words, read_clock(reading.time_text)))
    return told


def _take_url(reading: PostReading, post: Found, layout: Layout | None) -> str:
    """Return the address of the post's own link, given to its cell; empty if there is none."""
    link = own_link(layout, reading.document, post.element) if layout is not None else reading.permalink
    pieces = link.attribute_pieces(reading.document.text, "href") if link is not None else []
    if link is None or any(row[0] == piece.start for row in reading.rows for piece in pieces):
        return ""  # it is a link of the words
    return reading.address(link, ("href",), "entries", 0).url


def _wall(*updates: Update | None) -> str:
    """Return the first wall time that the data of a post give."""
    found = (read_wall(update.published.value) for update in updates if update is not None and update.published)
    return next(filter(None, found), "")


def _resolve(
    reading: PostReading, post: Found, stated: Stamp | None, around: Around, layout: Layout | None
) -> Resolved:
    """Resolve a post's time: by its own moment, else by that of its data, else by what it prints."""
    stamp = reading.stamp if reading.stamp is not None else stated
    if stamp is None and layout is not None and layout.moment is not None:
        told = layout.moment(reading.document, post.element, reading.time_text)
        return Resolved(told) if told is not None else resolve(reading.time_text, None, around)
    return resolve(reading.time_text, stamp, around._replace(changed=reading.changed))


def _entry(
    reading: PostReading,
    found: Found,
    identifier: tuple[str, list[Piece]],
    resolved: Resolved,
    layout: Layout | None,
) -> Entry:
    published: Published = resolved.published
    rows = reading.rows
    rows += reading.stamp_rows if published.instant and reading.stamp is not None else []
    if resolved.problem:
        field = "published_text" if reading.time_text else ""
        reading.remarks.append(
            Remark(resolved.problem, found.start, "entries", reading.number, 0, field, resolved.found)
        )
    name, pieces = identifier
    place_field(rows, pieces, "entries", reading.number, 0, "identifier")
    flags = reading.flags | (own_flags(layout, found.element) if layout is not None else {})
    return Entry(
        found.start,
        found.end,
        published,
        headline=reading.headline,
        subheading=reading.subheading,
        identifier=name,
        contributors=tuple(reading.contributors),
        blocks=tuple(reading.blocks),
        is_breaking=flags.get("is_breaking"),
        is_pinned=flags.get("is_pinned"),
        is_key_event=flags.get("is_key_event"),
        is_summary=flags.get("is_summary"),
    )
