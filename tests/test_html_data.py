"""Data in HTML pages beside what they show: JSON-LD, microdata and RDFa, joined, compared, or left out."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest

from livepack.errors import SourceError
from livepack.html_document import decode_piece
from livepack.page import Page
from livepack.readers import read_page
from livepack.readers._html_data import text_pieces
from livepack.source import decode_source

HOST = "https://news.example.net"
SHOWN = """<article class="live-post" id="p-{n}"><time datetime="2031-03-04T{h}:00:00Z">{h}:00</time>
<h3>Head {n}</h3><p>Words of post {n}, all of them.</p><p>And a second paragraph.</p></article>"""


def page(*scripts: Any, body: str = "", posts: int = 3) -> Page:
    """Read a page with these objects as JSON-LD."""
    data = "".join(f'<script type="application/ld+json">{json.dumps(found)}</script>' for found in scripts)
    shown = "".join(SHOWN.format(n=100_001 + n, h=12 - n) for n in range(posts))
    text = f'<html><head><title>Quay: live</title><link rel="canonical" href="{HOST}/quay">{data}</head><body>{shown}{body}'
    return read_page(decode_source("page.html", text.encode(), {}))


def blog(*updates: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "LiveBlogPosting", "liveBlogUpdate": list(updates), **more}


def update(number: int, body: str | None = None, **more: Any) -> dict[str, Any]:
    found = {"@type": "BlogPosting", "url": f"{HOST}/quay#p-{number}", **more}
    return found if body is None else {**found, "articleBody": body}


def codes(found: Page) -> dict[str, str]:
    return {remark.code: remark.found for remark in found.remarks}


WHOLE = "Words of post 100001, all of them. And a second paragraph."


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (WHOLE, ""),
        (WHOLE.replace(". A", ".\n\nA"), ""),
        (f"<p>{WHOLE}</p>", ""),
        (f"Head 100001 {WHOLE}", ""),
        ("", "data-bodies-empty"),
        ("  ", "data-bodies-empty"),
        (WHOLE[:30], "data-bodies-cut"),
        (WHOLE[:29] + "…", "data-bodies-cut"),
        ("Quite another thing.", "text-disagrees"),
        (f"{WHOLE} And what the page does not show.", "text-disagrees"),
    ],
)
def test_bodies_are_compared(body, code):
    """A body with the post's words says nothing new; an empty, a cut and another one are told."""
    found = codes(page(blog(update(100_001, body), update(100_002), update(100_003))))
    assert found == ({code: "1 (1)"} if code else {})


def test_clocks_within_words_are_words():
    """A body that is word for word what the post shows agrees with it, clock times in its sentences included."""
    words = "She left at 10:30 with 3.50 euro."
    shown = f'<article class="live-post" id="p-100004"><time datetime="2031-03-04T09:00:00Z">9:00</time><p>{words}</p></article>'
    updates = (update(100_001), update(100_002), update(100_003), update(100_004, words))
    assert codes(page(blog(*updates), body=shown)) == {}


def test_bodies_of_posts_that_are_not_shown():
    """A post that only the data have is told if the data lack its words or have cut them."""
    found = page(blog(update(100_004, "The beginning of…"), update(100_005, ""), update(100_006, "Whole.")))
    assert len(found.entries) == 6
    assert codes(found) == {
        "posts-not-shown": "3",
        "posts-not-in-data": "3",
        "data-bodies-cut": "1 (1)",
        "data-bodies-empty": "1 (2)",
        "time-missing": "",
    }


@pytest.mark.parametrize(
    "strange",
    [
        blog({"headline": "Lorem ipsum"}),
        blog({"headline": "A day", "articleBody": "Dolor sit amet."}),
        blog({"headline": "Doors open"}, url="https://www.example.com/sample"),
        blog({"headline": "Doors open"}, **{"@id": "http://techdaily.example.info/launch"}),
        blog({"headline": "Doors open", "datePublished": "2029-03-09T13:00:00Z"}),
        blog({"headline": "Doors open", "datePublished": "2032-03-09T13:00:00Z"}),
    ],
)
def test_samples_are_left_out(strange):
    """Posts of printers' Latin, of another site, or of another year, none of which is shown, are no posts of the page."""
    found = page(strange, blog(update(100_001), update(100_002), update(100_003)))
    assert [entry.headline for entry in found.entries] == ["Head 100001", "Head 100002", "Head 100003"]
    assert codes(found) == {"data-of-another-page": "1"}


def test_posts_of_a_long_blog_are_no_samples():
    """Posts of three weeks ago, and those under another front of the site, are of the page."""
    found = page(
        blog(
            {"headline": "Begun", "articleBody": "So.", "datePublished": "2031-02-11T13:00:00Z"},
            url="https://m.news.example.net/",
        )
    )
    assert found.entries[0].headline == "Begun"
    assert codes(found) == {"posts-not-shown": "1", "posts-not-in-data": "3"}


def test_a_page_of_samples_alone_is_refused():
    """A page that shows no posts and states only samples is no live blog."""
    with pytest.raises(SourceError, match="shows no live blog"):
        page(blog({"headline": "Lorem ipsum"}), posts=0)


def test_updates_named_by_id():
    """An update that only refers to an object of the graph is that object."""
    graph = {
        "@graph": [
            blog({"@id": "#u1"}, {"@id": "#u2"}),
            {"@id": "#u1", "@type": "BlogPosting", "headline": "One", "articleBody": "First."},
        ]
    }
    found = page(graph, posts=0)
    assert [entry.headline for entry in found.entries] == ["One"]


def test_authors_that_are_addresses_are_no_names():
    """An author given by an address alone has no name."""
    found = page(blog({"headline": "One", "articleBody": "First.", "author": [f"{HOST}/ada", "Ben Example"]}), posts=0)
    assert [contributor.name for contributor in found.entries[0].contributors] == ["Ben Example"]


def test_updates_are_joined_by_the_query_of_their_addresses():
    """Without a fragment the query may name the post; the same headline twice is joined by its time."""
    found = page(blog({"@type": "BlogPosting", "url": f"{HOST}/quay?postId=p-100002", "articleBody": "Other words."}))
    assert codes(found) == {"text-disagrees": "1 (2)", "posts-not-in-data": "2"}
    two = [
        {"headline": "Head", "datePublished": f"2031-03-04T{hour}:00:00Z", "articleBody": "Cut"} for hour in (11, 12)
    ]
    twice = SHOWN.format(n=1, h=12).replace("Head 1", "Head") + SHOWN.format(n=2, h=11).replace("Head 2", "Head")
    assert codes(page(blog(*two), body=twice, posts=0)) == {"text-disagrees": "2 (1, 2)"}


def test_what_all_updates_share_is_the_pages():
    """A headline and a time that all updates repeat are no post's; the page's own title is no headline either."""
    repeated = [
        {"headline": "Quay: live", "datePublished": "2031-03-04T08:00:00Z", "articleBody": f"B{n}."} for n in "abc"
    ]
    found = page(blog(*repeated), posts=0)
    assert {(entry.headline, entry.published.instant) for entry in found.entries} == {("", "")}


def test_a_headline_that_only_the_data_have_is_kept():
    """Where a post shows no headline that of the data is its own, unless it repeats the post or the page."""
    bare = """<article class="live-post" id="p-100001"><time datetime="2031-03-04T12:00:00Z">12:00</time>
    <p>All is well at the quay.</p></article>"""
    for headline, wanted in [
        ("Calm", "Calm"),
        ("12:00(UTC) All is well", ""),
        ("All is well at the quay. And more", ""),
        ("Quay: live", ""),
        ("", ""),
    ]:
        found = page(blog(update(100_001, headline=headline)), body=bare + SHOWN.format(n=2, h=11), posts=0)
        assert found.entries[0].headline == wanted, headline


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (r"Half \ud83d a sign", "Half  a sign"),
        (r"\ude00\u0000Words", "Words"),
        (r"Whole \ud83d\ude00 and \\ud83d", "Whole \U0001f600 and \\ud83d"),
        (r"\ud83d\ud83d\ude00", "\U0001f600"),
        (r"R\u0026amp;D \u00e9", "R&D é"),
        (r"\ud83d", ""),
    ],
)
def test_half_a_character_of_the_data_is_left_out(written, said):
    """No table can hold half a surrogate pair, or a NUL: what stands around it is kept, and whole signs stay whole."""
    document = f'"{written}"'
    pieces = text_pieces(document, 1, len(document) - 1)
    assert "".join(html.unescape(decode_piece(document, piece)) for piece in pieces) == said


# Last changes

CHANGED = ("2031-03-04T12:09:30+00:00", "2031-03-04T11:00:00Z", "2031-03-04T11:20:00.250+01:00")


def changes(found: Page) -> list[str]:
    """When the posts were last changed."""
    return [entry.updated for entry in found.entries]


def held(found: Page, field: str) -> list[str]:
    """What becomes of the characters that hold a column of posts."""
    return [span.disposition for span in found.ledger if span.field == field]


def test_a_change_is_taken_from_the_data():
    """dateModified is the last change; in the second of publication, or without an offset, it is none."""
    updates = [update(100_001 + n, dateModified=when) for n, when in enumerate(CHANGED)]
    found = page(blog(*updates, update(100_004, "Only here.", dateModified="2031-03-04T13:00:00Z")))
    assert changes(found) == ["2031-03-04T12:09:30Z", "", "2031-03-04T10:20:00Z", "2031-03-04T13:00:00Z"]
    assert held(found, "updated") == ["field"] * 3
    wall_times = [update(100_001 + n, dateModified=f"2031-03-04T1{n}:05:00") for n in range(3)]
    assert changes(page(blog(*wall_times))) == ["", "", ""]


def test_a_change_of_all_posts_is_the_page_s():
    """Where three updates or more have one dateModified, it is that of the page."""
    updates = [update(100_001 + n, dateModified=CHANGED[0]) for n in range(3)]
    assert changes(page(blog(*updates))) == ["", "", ""]
    assert changes(page(blog(*updates[:2]))) == ["2031-03-04T12:09:30Z", "2031-03-04T12:09:30Z", ""]


def test_a_change_that_the_post_states_is_kept():
    """What stands in the post holds the value; the data witness it, or say another thing that is left aside."""
    stated = '<article class="live-post" id="p-100004"><time datetime="2031-03-04T09:00:00Z">9:00</time><time class="updated" datetime="2031-03-04T09:40:00Z">Updated 9:40</time><h3>Head</h3><p>Words.</p><p>More.</p></article>'
    for when, expected in (("2031-03-04T10:40:00+01:00", ["field", "witness"]), (CHANGED[0], ["field"])):
        found = page(blog(update(100_004, dateModified=when)), body=stated)
        assert changes(found)[-1] == "2031-03-04T09:40:00Z"
        assert sorted(held(found, "updated")) == expected
