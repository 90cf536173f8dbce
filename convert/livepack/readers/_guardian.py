"""What the Guardian's markup calls things, on the web, in its apps and in the HTML that its Content API hands out.

Three generations, told by their classes: `block-time` (the web of about 2012 to 2021, and the API), `block__time` (the
apps of about 2015 to 2019), and `header time` (the web since 2021, whose other classes are made by a program). Seen in
saved pages of the apps, in answers of the API of 2018, and in the components of guardian/dotcom-rendering.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from livepack import times
from livepack.html_document import Element, HtmlDocument, shown_text
from livepack.layout import Layout
from livepack.page import Published
from livepack.readers._html_page_head import name_blog
from livepack.readers._html_times import read_clock

ADDRESS = "https://www.theguardian.com/"
_OWN_LINK = "header a[href*='page=with:block-']"
# "Last Updated: 13:07 GMT+1 Friday, 25 September 2015", as the apps print below a post
_CHANGED = re.compile(
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}) GMT(?P<offset>[+-][0-9]{1,2})? [A-Z][a-z]+, (?P<day>[0-9]{1,2} [A-Z][a-z]+ [0-9]{4})$"
)
_LEEWAY = timedelta(minutes=2)  # one post is "published" a minute after its change


def resolve_app_time(document: HtmlDocument, post: Element, printed: str) -> Published | None:
    """Resolve a clock of the apps, which print day and zone below the post only, for its last change.

    The first eight digits of a post's id are the second at which it was begun (an ObjectId of MongoDB). So its day is
    the one on which the clock lies between its beginning and its change; if that is none or more than one, nothing is
    known.
    """
    told = next(document.select_within(post, ".block__updated"), None)
    changed = _CHANGED.search(shown_text(told)) if told is not None else None
    clock = read_clock(printed)
    until = _read_changed(changed) if changed is not None else None
    if changed is None or clock is None or until is None:
        return None
    offset = int(changed["offset"] or 0) * 60
    digits = post.attrs.get("id", "").removeprefix("block-")[:8]
    begun = datetime.fromtimestamp(int(digits, 16), UTC).replace(tzinfo=None) + timedelta(minutes=offset)
    first, last = begun - _LEEWAY, until + _LEEWAY
    if abs(offset) > 14 * 60 or last - first > timedelta(days=2):
        return None
    days = (first.date() + timedelta(days=number) for number in range(4))
    possible = [local for day in days if first <= (local := datetime.combine(day, time(*clock))) <= last]
    if len(possible) != 1:
        return None
    local = possible[0]
    instant = f"{(local - timedelta(minutes=offset)).isoformat()}Z"
    zone = times.format_offset(offset)
    date = local.date().isoformat()
    return Published(printed, instant, local.isoformat(), zone, date, "minute", "page_data")


def _read_changed(found: re.Match[str]) -> datetime | None:
    try:
        return datetime.strptime(f"{found['day']} {found['clock']}", "%d %B %Y %H:%M")  # noqa: DTZ007 - a wall time
    except ValueError:
        return None


def _page_id(document: HtmlDocument) -> str:
    body = next(document.find_all("body"), None)
    return body.attrs.get("data-page-id", "") if body is not None else ""


def name_app_blog(document: HtmlDocument) -> str:
    """Return the name that the same live blog has on the web: pages of the apps give its path only."""
    path = _page_id(document)
    return name_blog(ADDRESS + path) if path else ""


# What no page of the Guardian says, or what is not looked for there.
NOT_IN_SOURCE = (
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.archived_url",
    "pages.captured",
    "pages.page_number",
    "key_points.text",
    "entries.list_number",
    "entries.language",
    "entries.subheading",
    "entries.first_published",
    "contributors.role",
    "contributors.url",
    "paragraphs.attribution",
    "paragraphs.attribution_detail",
    "embeds.provider_name",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "images.copyright_holder",
    "images.creator",
)

LAYOUT = Layout(
    post="div.block[id^=block-], article.block[id^=block-], section.block[id^=block-]",
    time=f".published-time time, .block-time__absolute, .block__time, {_OWN_LINK} time, {_OWN_LINK} span",
    updated=".updated-time, .block__updated, footer time",
    headline=".block-title, .block__title, header h2",
    contributor=".block-byline, .block__byline, header div > span",
    portrait="header img",
    url=f".block-time__link, {_OWN_LINK}",
    prefixes=("block-",),
    flags={
        "is_key_event": ".is-key-event, .block--live-key-event",
        "is_summary": ".is-summary, .block--live-summary",
    },
    furniture={"html.control": ".block-share, footer gu-island, footer button"},
    moment=resolve_app_time,
    blog=name_app_blog,
    not_in_source=NOT_IN_SOURCE,
)
