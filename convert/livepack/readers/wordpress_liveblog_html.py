"""Reads live blogs made with the WordPress plugin Liveblog (Automattic/liveblog) from HTML, in its three generations.

Templates of PHP until 2017 (`liveblog-meta-time`, a number of seconds on every post), a program in the browser since
(`liveblog-entry-aside`, printed times only), and cards of PHP again since 2025 (`liveblog-card-header`).
"""

from __future__ import annotations

from livepack.layout import Layout
from livepack.page import Page
from livepack.readers import Format, read_layout
from livepack.source import Source

FORMAT = Format(
    id="wordpress_liveblog_html",
    title="WordPress live blog (Automattic Liveblog), HTML",
    outlet="",
    since="2012",
    until="",
    media_type="text/html",
    rank="named",
    told_by="elements of class liveblog-entry, and within them the plugin's own names of a time",
)
LAYOUT = Layout(
    post=(
        ".liveblog-entry[id^=liveblog-entry-], .liveblog-entry[id^=id_], .liveblog-entry[id^=post], .liveblog[id^=liveblog-entry-]"
    ),
    time=".liveblog-entry-aside .liveblog-meta-time span, .liveblog-meta > .liveblog-meta-time .time, .liveblog-meta > .liveblog-meta-time .date, .liveblog-card-header time",
    headline=".liveblog-entry-header, .liveblog-entry-title",
    contributor=".liveblog-author-name, .liveblog-meta-author-name, .liveblog-card-author",
    portrait=".liveblog-author-avatar img, .liveblog-meta-author-avatar img, .liveblog-meta-author-avatar amp-img",
    url=".liveblog-meta-time[href], .liveblog-meta-time a",
    prefixes=("liveblog-entry-", "id_"),
    flags={"is_key_event": ".is-key-event, .type-key, .liveblog-key-event"},
    furniture={
        "html.control": ".liveblog-entry-actions, .liveblog-entry-tools, .liveblog-entry-edit",
        "html.teaser": ".liveblog-breakout-badge, .liveblog-card-footer",
    },
    not_in_source=(
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
        "paragraphs.attribution_detail",
        "embeds.provider_name",
        "embeds.author_name",
        "embeds.author_url",
        "embeds.published",
        "images.copyright_holder",
        "images.creator",
    ),
)

_POST = '.liveblog-entry, [class*="liveblog-entry-"]'
_TIME = ".liveblog-meta-time, .liveblog-card-header"


def claims(source: Source) -> bool:
    """Claim a page that has posts and times under the plugin's names."""
    from livepack.html_document import parse_html  # imported for pages of HTML alone

    document = parse_html(source)
    return document.has(_POST) and document.has(_TIME)


def read(source: Source) -> Page:
    """Read a page; see `read_layout`."""
    return read_layout(source, FORMAT.id, LAYOUT)
