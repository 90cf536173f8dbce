"""Reads one live blog of the Guardian's Content API: its `blocks`, or the HTML of its `fields.body`.

`show-blocks=all` gives every post as an object with its HTML, moments and marks; `show-fields=body` gives all posts in one
string, in the markup that the web had until 2021. Where both are there the blocks are read, and the body is machinery.
"""

from __future__ import annotations

from livepack import rules
from livepack.errors import SourceError
from livepack.json_document import close_json, member, members, parse_json
from livepack.json_island import JsonText, JsonValue
from livepack.ledger import without_filled
from livepack.page import Contributor, Entry, Page, Remark
from livepack.readers import Pointers
from livepack.readers._guardian import LAYOUT
from livepack.readers._html_entries import About, read_posts
from livepack.readers._html_layout import find_own_posts
from livepack.readers._html_page_head import name_blog
from livepack.readers._html_times import Around, resolve
from livepack.readers._html_updates import BlogData
from livepack.readers._json_values import JsonReading, is_true, stamp_of
from livepack.source import Source

_HOST = "theguardian.com"
_NO_DATA = BlogData((), None, None, None, is_there=False, faults=())
NOT_IN_SOURCE = (
    "blogs.url",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.archived_url",
    "pages.captured",
    "pages.page_number",
    "key_points.text",
    "entries.list_number",
    "entries.url",
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


def find_results(source: Source) -> Pointers | None:
    """Return the live blogs with posts among the results of a search, and how many other results there are."""
    results = members(parse_json(source).value, "response", "results")
    if not results:
        return None
    blogs = [number for number, content in enumerate(results) if _is_live_blog(content) and _has_posts(content)]
    return Pointers([f"/response/results/{number}" for number in blogs], len(results) - len(blogs)) if blogs else None


def _is_live_blog(content: JsonValue) -> bool:
    kind = member(content, "type")
    return isinstance(kind, JsonText) and kind.value == "liveblog"


def _has_posts(content: JsonValue) -> bool:
    body = member(content, "fields", "body")
    return bool(members(content, "blocks", "body")) or (isinstance(body, JsonText) and "block-" in body.value)


def read_content(source: Source, reader: str) -> Page:
    """Read a live blog; `captured` and `time_zone` of the source's curated facts are used.

    Raises:
        SourceError: it is no JSON, or holds no posts.
    """
    document = parse_json(source)
    content = member(document.value, "response", "content") or document.value
    if not _has_posts(content):
        raise SourceError(
            "this answer of the Content API holds no posts",
            where=source.where,
            found="a live blog without blocks.body and without fields.body",
            advice="ask the API with show-blocks=all, or with show-fields=body, and save the answer",
        )
    reading = JsonReading(source, document)
    url = reading.take(member(content, "webUrl"), "pages", 0, 0, "url")
    title = reading.take(member(content, "webTitle"), "pages", 0, 0, "title")
    reading.witness(member(content, "fields", "headline"), title, "pages", 0, 0, "title")
    publisher = reading.take(member(content, "fields", "publication"), "blogs", 0, 0, "publisher")
    section = reading.take(member(content, "sectionName"), "blogs", 0, 0, "section")
    contributors = _read_people(reading, content)
    blocks = members(content, "blocks", "body")
    body = member(content, "fields", "body")
    if blocks:
        entries = [_read_block(reading, number, block) for number, block in enumerate(blocks, start=1)]
    else:
        entries = _read_body(reading, body) if isinstance(body, JsonText) else []
    by_id = [number for number, block in enumerate(blocks, start=1) if members(block, "contributors")]
    if by_id:
        start = entries[by_id[0] - 1].start
        reading.remarks.append(Remark("authors-by-id", start, found=str(len(by_id))))
    listed = rules.renderers()["guardian"].scalars | ({"fields.body"} if blocks else frozenset())
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_json(document, reading.rows, frozenset(listed)),
        remarks=tuple(reading.remarks),
        contributors=contributors,
        title=title,
        url=url,
        blog_identifier=name_blog(url),
        publisher=publisher,
        section=section,
        language="en",
        time_zone=str(source.curated.get("time_zone", "")),
        not_in_source=without_filled(
            (*NOT_IN_SOURCE, "entries.published_text") if blocks else NOT_IN_SOURCE, reading.rows
        ),
    )


def _read_people(reading: JsonReading, content: JsonValue) -> tuple[Contributor, ...]:
    """Read who wrote the live blog: the byline as it is printed, and whom its tags name beside that.

    Tags of type contributor, which the API gives if it is asked for with show-tags, have the address of their page too.
    """
    byline = reading.take(member(content, "fields", "byline"), "contributors", 0, 1, "name")
    found = [Contributor(byline)] if byline else []
    for tag in members(content, "tags"):
        kind, name, url = member(tag, "type"), member(tag, "webTitle"), member(tag, "webUrl")
        if not isinstance(kind, JsonText) or kind.value != "contributor" or not isinstance(name, JsonText):
            continue
        said = " ".join(name.value.split())
        if said and said == byline and not found[0].url:
            reading.witness(name, byline, "contributors", 0, 1, "name")
            found[0] = Contributor(byline, url=reading.take(url, "contributors", 0, 1, "url"))
        elif said and said not in byline:
            child = len(found) + 1
            reading.take(name, "contributors", 0, child, "name")
            found.append(Contributor(said, url=reading.take(url, "contributors", 0, child, "url")))
    return tuple(found)


def _read_body(reading: JsonReading, body: JsonText) -> list[Entry]:
    """Read all posts from the HTML that holds them."""
    html = reading.open_html(body)
    posts = find_own_posts(LAYOUT, html.html)
    entries = read_posts(
        reading.source, html.html, _NO_DATA, posts, About(_HOST, "en"), html.rows, html.remarks, LAYOUT
    )
    html.close(posts)
    return [entry._replace(start=html.place(entry.start), end=html.place(entry.end - 1)) for entry in entries]


def _read_block(reading: JsonReading, number: int, block: JsonValue) -> Entry:
    """Read a post: its HTML, its moments, its marks."""
    start, end = reading.document.ends_of(block)
    first, moved = member(block, "firstPublishedDate"), member(block, "publishedDate")
    shown = next((value for value in (first, moved, member(block, "createdDate")) if stamp_of(value)), None)
    published = resolve("", stamp_of(shown), Around(str(reading.source.curated.get("time_zone", "")))).published
    reading.witness_instant(shown, number, "published")
    html = member(block, "bodyHtml")
    blocks = reading.open_html(html).read_body(number, _HOST) if isinstance(html, JsonText) else []
    attributes = member(block, "attributes")
    return Entry(
        start,
        end,
        published,
        headline=reading.take(member(block, "title"), "entries", number, 0, "headline"),
        identifier=reading.take(member(block, "id"), "entries", number, 0, "identifier"),
        updated=reading.take_instant(member(block, "lastModifiedDate"), number, "updated"),
        blocks=tuple(blocks),
        is_pinned=is_true(member(attributes, "pinned")),
        is_key_event=is_true(member(attributes, "keyEvent")),
        is_summary=is_true(member(attributes, "summary")),
    )
