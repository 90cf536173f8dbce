"""The plugin Liveblog for WordPress: what its own reader finds that the general one does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import golden
from livepack.errors import SourceError
from livepack.readers import liveblog_html, read_page, wordpress_liveblog_html
from livepack.source import decode_source

PAGES = Path(__file__).parent / "pages" / "wordpress_liveblog_html"


def told(case, read):
    """Ids, clocks and names of the posts of a page; nothing where a reader sees no live blog."""
    try:
        page = read(golden.open_case(PAGES / case))
    except SourceError:
        return []
    return [
        (entry.identifier, entry.published.text, [contributor.name for contributor in entry.contributors])
        for entry in page.entries
    ]


@pytest.mark.parametrize(
    ("case", "own"),
    [
        ("plugin_2016", [("1203", "7:15 pm", ["Ada Quayle"]), ("1202", "6:40 pm", ["Ben Ferryman"])]),
        (
            "react_2018",
            [
                ("2398", "1 May 2031, 21:15", ["Ada Quayle", "Ben Ferryman"]),
                ("2391", "1 May 2031, 20:40", ["Ada Quayle"]),
            ],
        ),
        ("cards_2025", [("901", "14 mins ago", ["Ada Quayle"]), ("900", "1 hour ago", [])]),
    ],
)
def test_the_named_reader_beats_the_general_one(case, own):
    """The plugin's own names give ids, clocks and names; the general reader takes its first generation for comments."""
    assert told(case, read_page) == own
    assert told(case, liveblog_html.read) != own


@pytest.mark.parametrize(
    "text",
    [
        '<div class="liveblog-entry" id="liveblog-entry-1"><time>10:00</time></div>',
        '<p>class="liveblog-meta-time"</p>',
        '<div class="my-liveblog-entrys"><i class="liveblog-meta-time">10:00</i></div>',
    ],
)
def test_other_pages_are_not_claimed(text):
    """A theme that borrows one name, and a page that quotes another, are not the plugin's."""
    assert not wordpress_liveblog_html.claims(decode_source("page.html", f"<html><body>{text}".encode()))


def answer(**changes):
    """The answer in parts, its first entry changed."""
    path = golden.page_file(PAGES.with_name("wordpress_liveblog_json") / "parts")
    document = json.loads(path.read_text("utf-8"))
    document["entries"][0] |= changes
    return decode_source("page.json", json.dumps(document).encode())


def test_an_answer_and_a_page_give_one_post_one_name():
    """A post has the same id in an answer in parts and in the page that a browser holds."""
    page = read_page(golden.open_case(PAGES / "react_2018"))
    parts = read_page(answer())
    assert [entry.identifier for entry in page.entries] == [entry.identifier for entry in parts.entries]
    assert [entry.headline for entry in page.entries] == [entry.headline for entry in parts.entries]
    assert page.blog_identifier == parts.blog_identifier
    assert [entry.published.instant for entry in page.entries] == [entry.published.instant for entry in parts.entries]


def test_posts_that_were_deleted_are_none():
    """The notice of a deleted post is no post, and an answer of such notices alone is refused."""
    assert len(read_page(answer(type="delete", render="", headline="")).entries) == 1
    document = {"entries": [{"id": 1, "type": "delete", "html": "", "css_classes": ""}]}
    with pytest.raises(SourceError, match="holds no posts"):
        read_page(decode_source("page.json", json.dumps(document).encode()))


def test_a_changed_template_is_told():
    """HTML of another form in the place of the template's is refused with what to do."""
    document = {"entries": [{"id": 1, "type": "new", "html": "<p>Words</p>", "css_classes": ""}]}
    with pytest.raises(SourceError, match="not in the form") as caught:
        read_page(decode_source("page.json", json.dumps(document).encode()))
    assert "save the page itself" in caught.value.advice
