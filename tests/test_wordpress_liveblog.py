"""The plugin Liveblog for WordPress: what its own reader finds that the general one does not."""

from __future__ import annotations

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
