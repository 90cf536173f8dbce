"""Reads the live blog of any outlet from its HTML: the repeating posts of the page, with its JSON-LD as a witness.

What the page shows has the value. JSON-LD of type LiveBlogPosting is joined post by post; what it says the same becomes
a witness, what it says otherwise a finding, and updates that the page does not show are posts too.
"""

from __future__ import annotations

from collections.abc import Iterator

from livepack.html_document import HtmlDocument, parse_html
from livepack.layout import Layout
from livepack.ledger import Placed, without_filled
from livepack.page import Page, Remark
from livepack.readers._html_addresses import find_origin
from livepack.readers._html_data import read_data
from livepack.readers._html_entries import About, no_live_blog, read_posts
from livepack.readers._html_layout import find_own_posts
from livepack.readers._html_ledger import close_html
from livepack.readers._html_page_head import PageHead, name_blog
from livepack.readers._html_posts import Found, end_of, find_posts
from livepack.readers._html_updates import BlogData
from livepack.source import Source

# What the general reader does not look for, whether a page has it or not.
NOT_IN_SOURCE = [
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.archived_url",
    "pages.captured",
    "pages.page_number",
    "entries.list_number",
    "entries.language",
    "key_points.text",
    "entries.first_published",
    "contributors.url",
    "paragraphs.attribution_detail",
    "embeds.provider_name",
    "embeds.label_number",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "images.copyright_holder",
    "images.creator",
]
_parsed: dict[str, tuple[HtmlDocument, BlogData, list[Found]]] = {}  # the last page: `claims` and `read` parse it once


def shows_live_blog(source: Source) -> bool:
    """Tell whether a page shows a live blog, or states one as data."""
    _, data, posts = _parse(source)
    return bool(posts or data.updates or data.marked)


def _parse(source: Source, layout: Layout | None = None) -> tuple[HtmlDocument, BlogData, list[Found]]:
    key = f"{source.sha256} {source.encoding} {layout.post if layout is not None else ''}"
    if key not in _parsed:
        document = parse_html(source)
        data = read_data(document)
        found = (document, data, find_own_posts(layout, document) if layout is not None else find_posts(document, data))
        _parsed.clear()
        _parsed[key] = found
    return _parsed[key]


def read_html(source: Source, reader: str, layout: Layout | None = None) -> Page:
    """Read a page.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.
        reader: the id of the reader that reads it.
        layout: what the outlet's markup calls things; without it that is found from the page itself.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page is nested too deeply or has too many elements.
    """
    document, data, posts = _parse(source, layout)
    rows: list[Placed] = []
    remarks = [Remark("data-invalid", fault.start, found=fault.problem) for fault in data.faults]
    head = PageHead(document, data, posts, rows)
    if not posts and not data.updates and not data.marked:
        raise no_live_blog(
            source, "no siblings that repeat and each hold a time, and no JSON-LD of type LiveBlogPosting"
        )
    entries = read_posts(
        source,
        document,
        data,
        posts,
        About(head.host, head.language, head.title, find_origin(document, str(source.curated.get("url", "")))),
        rows,
        remarks,
        layout,
    )
    start = posts[0].start if posts else entries[0].start
    timeless = [n for n, e in enumerate(entries, start=1) if not (e.published.text or e.published.instant)]
    if len(timeless) == len(entries):
        remarks.append(Remark("times-missing", start, "pages", found=str(len(entries))))
    else:
        remarks += [Remark("time-missing", entries[n - 1].start, "entries", n, 0, "published_text") for n in timeless]
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_html(document, rows, [*posts, *_find_unshown(data, posts)]),
        remarks=tuple(_within_posts(remarks, rows)),
        title=head.title,
        url=head.url,
        blog_identifier=head.blog_identifier
        or (layout.blog(document) if layout is not None and layout.blog else "")
        or name_blog(str(source.curated.get("url", ""))),
        publisher=head.publisher,
        language=head.language,
        time_zone=str(source.curated.get("time_zone", "")),
        not_in_source=without_filled(layout.not_in_source if layout is not None else NOT_IN_SOURCE, rows),
    )


def _within_posts(remarks: list[Remark], rows: list[Placed]) -> Iterator[Remark]:
    """Return the remarks, each that is of a post at a place among its values: its own tag may stand lines before them."""
    ends: dict[int, tuple[int, int]] = {}
    told = {remark.entry for remark in remarks if remark.entry}
    for row in rows if told else ():
        if row[4] in told:
            first, last = ends.get(row[4], row[:2])
            ends[row[4]] = min(first, row[0]), max(last, row[1])
    for remark in remarks:
        first, last = ends.get(remark.entry, (remark.start, remark.start))
        yield remark._replace(start=min(max(remark.start, first), last)) if remark.entry else remark


def _find_unshown(data: BlogData, posts: list[Found]) -> list[Found]:
    """Return the elements that microdata mark as posts, that show no words, and that no post of the page holds."""
    elements = [update.element for update in data.marked if update.element is not None and not update.element.words]
    shown = [post.element for post in posts]
    return [
        Found(element, has_container=True, start=element.start, end=end_of(element))
        for element in elements
        if element.start >= 0 and not any(one.index <= element.index <= one.last for one in shown)
    ]
