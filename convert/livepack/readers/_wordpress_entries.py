"""Reads the entries of an answer of the WordPress plugin Liveblog (Automattic/liveblog).

Since version 1.9 an entry has its parts as strings: `render`, the HTML that readers see, `headline`, `entry_time`,
`authors`; before that it has the HTML of the plugin's template in `html`, which is read as a page is.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from livepack import rules
from livepack.errors import SourceError
from livepack.json_document import close_json, member, members, parse_json
from livepack.json_island import JsonPlain, JsonText, JsonValue
from livepack.ledger import without_filled
from livepack.page import Contributor, Entry, Page
from livepack.readers._html_entries import About, read_posts
from livepack.readers._html_layout import find_own_posts
from livepack.readers._html_page_head import name_blog
from livepack.readers._html_times import Around, resolve
from livepack.readers._html_updates import BlogData
from livepack.readers._json_values import JsonReading, is_true, stamp_of
from livepack.readers.wordpress_liveblog_html import LAYOUT
from livepack.source import Source

_NO_DATA = BlogData((), None, None, None, is_there=False, faults=())
# What no answer says, or what is not looked for in one.
NOT_IN_SOURCE = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "pages.title",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "key_points.text",
    "entries.list_number",
    "entries.language",
    "entries.subheading",
    "entries.first_published",
    "entries.updated",
    "contributors.role",
    "contributors.url",
    "paragraphs.attribution",
    "paragraphs.attribution_detail",
    "embeds.provider_name",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "embeds.caption",
    "images.caption",
    "images.credit",
    "images.copyright_holder",
    "images.creator",
)


def read_answer(source: Source, reader: str) -> Page:
    """Read an answer; `time_zone` of the source's curated facts is used.

    Raises:
        SourceError: it is no JSON, or holds no entry.
    """
    document = parse_json(source)
    held = [item for item in members(document.value, "entries") if _is_shown(item)]
    if not held:
        raise SourceError(
            "this answer of the WordPress plugin Liveblog holds no posts",
            where=source.where,
            found=f"{len(members(document.value, 'entries'))} entries, none with render or html",
            advice="save the answer for a time at which there were posts",
        )
    reading = JsonReading(source, document)
    entries: list[Entry] = []
    for item in held:
        number = len(entries) + 1
        entries.append(
            _read_parts(reading, number, item)
            if isinstance(member(item, "render"), JsonText)
            else _read_template(reading, number, item)
        )
    page = reading.take(member(document.value, "page"), "pages", 0, 0, "page_number")
    stated = reading.take(member(document.value, "pages"), "blogs", 0, 0, "pages_stated")
    shared = next((entry.url for entry in entries if entry.url), "")
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_json(document, reading.rows, rules.renderers()["liveblog"].scalars),
        remarks=tuple(reading.remarks),
        blog_identifier=name_blog(shared) or name_blog(str(source.curated.get("url", ""))),
        time_zone=str(source.curated.get("time_zone", "")),
        page_number=int(page) if page.isdecimal() else None,
        pages_stated=int(stated) if stated.isdecimal() else None,
        not_in_source=without_filled(NOT_IN_SOURCE, reading.rows),
    )


def _is_shown(item: JsonValue) -> bool:
    """Tell a post from the notice that one was deleted, which has no text."""
    kind, render = member(item, "type"), member(item, "render") or member(item, "html")
    is_gone = isinstance(kind, JsonText) and kind.value == "delete"
    return isinstance(render, JsonText) and bool(render.value.strip()) and not is_gone


def _read_parts(reading: JsonReading, number: int, item: JsonValue) -> Entry:
    """Read a post whose parts stand apart."""
    start, end = reading.document.ends_of(item)
    url = reading.take(member(item, "share_link"), "entries", number, 0, "url")
    when = member(item, "entry_time") or member(item, "timestamp")
    published = resolve("", stamp_of(when), Around(str(reading.source.curated.get("time_zone", "")))).published
    reading.witness_instant(when, number, "published")
    names = [member(author, "name") for author in members(item, "authors")]
    people = [
        Contributor(name)
        for child, value in enumerate((name for name in names if isinstance(name, JsonText)), start=1)
        if (name := reading.take(value, "contributors", number, child, "name"))
    ]
    render = member(item, "render")
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    blocks = reading.open_html(render).read_body(number, host) if isinstance(render, JsonText) else []
    return Entry(
        start,
        end,
        published,
        headline=reading.take(member(item, "headline"), "entries", number, 0, "headline"),
        identifier=_take_identifier(reading, number, member(item, "id")),
        url=url,
        contributors=tuple(people),
        blocks=tuple(blocks),
        is_key_event=is_true(member(item, "key_event")),
    )


def _take_identifier(reading: JsonReading, number: int, value: JsonValue | None) -> str:
    return reading.take(value, "entries", number, 0, "identifier") if isinstance(value, (JsonText, JsonPlain)) else ""


def _read_template(reading: JsonReading, number: int, item: JsonValue) -> Entry:
    """Read a post from the HTML of the plugin's template, as pages of that time hold it."""
    value = member(item, "html")
    if not isinstance(value, JsonText):
        raise TypeError("an entry without html is not shown")
    html = reading.open_html(value)
    posts = find_own_posts(LAYOUT, html.html)[:1]
    if not posts:
        raise SourceError(
            "an entry of this answer is not in the form of the WordPress plugin Liveblog",
            where=reading.source.where,
            found="HTML without an element of class liveblog-entry",
            advice="a theme has changed the template; save the page itself as HTML",
        )
    (entry,) = read_posts(reading.source, html.html, _NO_DATA, posts, About(), html.rows, html.remarks, LAYOUT)
    html.rows = [(*row[:4], number if row[4] else 0, *row[5:]) for row in html.rows]
    html.remarks = [remark._replace(entry=number) if remark.entry else remark for remark in html.remarks]
    html.close(posts)
    return entry._replace(start=html.place(entry.start), end=html.place(entry.end - 1))
