"""The Guardian's pages: what its own reader finds that the general one does not, in every generation of its markup."""

from __future__ import annotations

from pathlib import Path

import pytest

import golden
from livepack.html_document import parse_html
from livepack.page import Page
from livepack.readers import liveblog_html, read_page
from livepack.readers._guardian import resolve_app_time
from livepack.source import Source, decode_source, read_source

PAGES = Path(__file__).parent / "pages" / "guardian_html"
APP = (
    '<div class="block block--live-blog" id="block-{begun:08x}e4b08c512dd60a0b"><p class="block__time">{clock}</p>'
    '<p>Words of a post.</p><p class="block__updated">Last Updated: {changed}</p></div>'
)
BEGUN = 1934997600  # 2031-04-26T19:20:00Z


def source_of(case: str) -> Source:
    path = golden.page_file(PAGES / case)
    return read_source(path, path.name, golden.curated(PAGES / case))


def told(page: Page) -> dict[str, int]:
    """How much a page tells of its posts, by kind."""
    return {
        "posts": len(page.entries),
        "instants": sum(bool(entry.published.instant) for entry in page.entries),
        "changes": sum(bool(entry.updated) for entry in page.entries),
        "addresses": sum(bool(entry.url) for entry in page.entries),
        "summaries": sum(bool(entry.is_summary) for entry in page.entries),
        "names": sum(len(entry.contributors) for entry in page.entries),
        "words": sum(len(getattr(block, "text", "").split()) for entry in page.entries for block in entry.blocks),
    }


@pytest.mark.parametrize(
    ("case", "more"),
    [
        ("app_template", {}),  # its changes come within the hour, which the general reader resolves too
        ("web_2018", {}),  # what these say more, surer ids and marks, no count shows
        ("web_2023", {}),
    ],
)
def test_the_named_reader_tells_more_than_the_general_one(case, more):
    """A reader of one outlet exists where it beats the general one: here by instants, changes, addresses and names."""
    source = source_of(case)
    own, general = told(read_page(source)), told(liveblog_html.read(source))
    assert {name: own[name] - general[name] for name in own if own[name] > general[name]} == more
    assert own["posts"] == general["posts"]


def test_a_heading_that_stands_twice_is_the_title():
    """Pages of the app are all called "Article", and print the one heading twice: for the live blog and its minute."""
    case = PAGES / "app_template"
    text = golden.page_file(case).read_text("utf-8")
    start, end = text.index("<h1"), text.index("</h1>") + len("</h1>")
    twice = text[:end] + text[start:end].replace("<h1", '<h1 data-minute="1"') + text[end:]
    source = decode_source("page.html", twice.encode(), golden.curated(case))
    assert read_page(source).title == read_page(source_of("app_template")).title != "Article"


def clock_of(clock: str, changed: str, begun: int = BEGUN) -> str:
    text = APP.format(begun=begun, clock=clock, changed=changed)
    document = parse_html(decode_source("page.html", f"<html><body>{text}{text}</body></html>".encode()))
    post = next(element for element in document.elements if "block" in element.classes)
    found = resolve_app_time(document, post, clock)
    return found.instant if found is not None else ""


@pytest.mark.parametrize(
    ("clock", "changed", "instant"),
    [
        ("20:21", "20:25 GMT+1 Saturday, 26 April 2031", "2031-04-26T19:21:00Z"),
        ("19:21", "19:25 GMT Saturday, 26 April 2031", "2031-04-26T19:21:00Z"),
        ("14:21", "14:20 GMT-5 Saturday, 26 April 2031", "2031-04-26T19:21:00Z"),
        ("20:19", "20:18 GMT+1 Saturday, 26 April 2031", "2031-04-26T19:19:00Z"),
        ("00:30", "01:00 GMT+1 Sunday, 27 April 2031", "2031-04-26T23:30:00Z"),
        ("20:30", "21:00 GMT+1 Sunday, 27 April 2031", ""),  # of either day
        ("12:00", "20:25 GMT+1 Saturday, 26 April 2031", ""),  # before it was begun
        ("23:00", "20:25 GMT+1 Saturday, 26 April 2031", ""),  # after its change
        ("20:21", "20:25 GMT+1 Saturday, 31 April 2031", ""),  # no such day
        ("20:21", "20:25 GMT+99 Saturday, 26 April 2031", ""),
        ("soon", "20:25 GMT+1 Saturday, 26 April 2031", ""),
        ("20:21", "a while ago", ""),
    ],
)
def test_days_of_the_apps_clocks(clock, changed, instant):
    """The day of a clock lies between a post's beginning, which its id tells, and its last change; else it is unknown."""
    assert clock_of(clock, changed) == instant


def test_one_live_blog_has_one_name_in_every_generation():
    """Pages of the apps give the path only, pages of the web the address; both name the live blog alike."""
    app = '<html><body data-page-id="world/live/2031/apr/26/bridge">{}</body></html>'
    web = '<html><head><link rel="canonical" href="https://www.theguardian.com/world/live/2031/apr/26/bridge"></head><body>{}</body></html>'
    post = APP.format(begun=BEGUN, clock="20:21", changed="20:25 GMT+1 Saturday, 26 April 2031")
    pages = [read_page(decode_source("page.html", text.format(post).encode())) for text in (app, web)]
    assert len({page.blog_identifier for page in pages}) == 1
    assert {page.reader for page in pages} == {"guardian_html"}
    assert [page.entries[0].identifier for page in pages] == [f"{BEGUN:08x}e4b08c512dd60a0b"] * 2


@pytest.mark.parametrize(
    "text",
    [
        '<div class="wp-block" id="block-7353fcb4e4b08c512dd60a0b">',
        '<div class="block" id="block-3">',
        '<p>&lt;div class="block" id="block-7353fcb4e4b08c512dd60a0b"></p>',
    ],
)
def test_other_blocks_are_not_claimed(text):
    """Blocks of other systems, and a page that quotes the markup, are not the Guardian's."""
    from livepack.readers import guardian_html

    assert not guardian_html.claims(decode_source("page.html", f"<html><body>{text}".encode()))
