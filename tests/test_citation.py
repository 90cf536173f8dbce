"""Citations say what is known, in one wording, and invent nothing."""

from __future__ import annotations

import csv
import json

import pytest

import making
from livepack.citation import cite_address, cite_entry, cite_package, cite_time, is_dehydrated

ENTRY = {
    "entry_id": "acme-7/t20310304T1535Z",
    "headline": "Ferries replace the bridge",
    "published": "2031-03-04T15:35:00Z",
    "published_local": "2031-03-04T15:35:00",
    "utc_offset": "+00:00",
    "published_date": "2031-03-04",
    "published_text": "15:35 Greenwich Mean Time 4 March 2031",
    "published_precision": "minute",
}
BLOG = {"blog_id": "acme-7", "title": "Storm", "publisher": "Acme News"}
PAGE = {"page_id": "p1", "not_in_source": "entries.url links.url"}
DESCRIPTOR = {"name": "storm-pages", "title": "Storm pages", "version": "1.2.0", "livepack": {"version": "0.1.0"}}
WHOLE = (
    "Acme News, “Ferries replace the bridge”, 4 March 2031, 15:35 (UTC+00:00), in the live blog “Storm”, "
    "no address in the copy. Data set: Storm pages, version 1.2.0, entry acme-7/t20310304T1535Z."
)


def cite(entry=None, blog=None, page=None, **descriptor):
    """The citation of the post above, with some cells changed."""
    return cite_entry(ENTRY | (entry or {}), BLOG | (blog or {}), PAGE | (page or {}), DESCRIPTOR | descriptor)


def test_a_post_with_everything():
    """Publisher, headline, local day and time with its offset, live blog, address, data set and version."""
    assert cite() == WHOLE


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"blog": {"publisher": ""}}, "Acme News, ", ""),
        ({"blog": {"title": ""}}, "“Storm”", "acme-7"),
        ({"blog": {"title": "", "blog_id": ""}}, "in the live blog “Storm”, ", ""),
        ({"entry": {"headline": ""}}, "“Ferries replace the bridge”", "untitled post"),
        (
            {"entry": {"headline": ""}, "page": {"not_in_source": "entries.headline"}},
            "“Ferries replace the bridge”, ",
            "",
        ),
        (
            {"entry": {"headline": ""}, "livepack": {"version": "0.1.0", "dehydrated": True}},
            "“Ferries replace the bridge”, ",
            "",
        ),
        ({"title": ""}, "Storm pages", "storm-pages"),
        ({"title": None, "name": 7}, "Storm pages", "untitled data package"),
        ({"version": ""}, "version 1.2.0", "no version stated"),
        ({"title": "Storm\n  pages"}, "", ""),
        ({"entry": {"headline": "Ferries\u2003replace the\nbridge"}}, "", ""),
    ],
    ids=str,
)
def test_what_is_missing_is_left_out_or_told(change, old, new):
    """A missing piece leaves no trace of a guess; a post is called untitled only if its copy could hold a title."""
    assert cite(**change) == WHOLE.replace(old, new, 1)


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({}, "4 March 2031, 15:35 (UTC+00:00)"),
        (
            {"published": "2022-05-22T14:08:00Z", "published_local": "2022-05-22T15:08:00", "utc_offset": "+01:00"},
            "22 May 2022, 15:08 (UTC+01:00)",
        ),
        (
            {"published": "2031-03-04T02:35:00Z", "published_local": "2031-03-03T21:35:00", "utc_offset": "-05:00"},
            "3 March 2031, 21:35 (UTC-05:00)",
        ),
        (
            {"published_precision": "second", "published_local": "2031-03-04T15:35:09"},
            "4 March 2031, 15:35:09 (UTC+00:00)",
        ),
        ({"published_precision": "hour"}, "4 March 2031, about 15:35 (UTC+00:00)"),
        ({"published": "", "utc_offset": ""}, "4 March 2031, 15:35 (time zone not known)"),
        ({"published_local": "", "utc_offset": ""}, "4 March 2031, 15:35 (UTC)"),
        ({"published": "", "published_local": "", "published_precision": "day"}, "4 March 2031"),
        (
            {"published": "", "published_local": "", "published_date": "", "published_precision": "none"},
            "time as printed “15:35 Greenwich Mean Time 4 March 2031”",
        ),
        (
            {
                "published": "",
                "published_local": "",
                "published_date": "",
                "published_precision": "none",
                "published_text": "25 overs",
            },
            "time as printed “25 overs”",
        ),
    ],
    ids=str,
)
def test_a_time_is_as_exact_as_it_is_known(cells, wanted):
    """The publisher's clock with its offset; only the day where that is all; what is printed where no day follows."""
    assert cite_time(ENTRY | cells) == wanted


def test_no_time_and_no_day():
    """A copy that prints no times is said to, and a day that is none stays as it stands."""
    assert cite_time({}) == "no time in the copy"
    assert cite_time({"published_date": "soon", "published_precision": "day"}) == "soon"
    assert cite_time({"published_date": "2031-13-04", "published_precision": "day"}) == "2031-13-04"


@pytest.mark.parametrize(
    ("entry", "page", "blog", "wanted"),
    [
        ({"url": "https://e/"}, {"url": "https://p/"}, {"url": "https://b/"}, "https://e/"),
        ({}, {"url": "https://p/"}, {"url": "https://b/"}, "https://p/"),
        ({}, {}, {"url": "https://b/"}, "https://b/"),
        ({}, {"archived_url": "https://a/"}, {"url": "https://b/"}, "https://b/, archived at https://a/"),
        ({}, {"archived_url": "https://a/"}, {}, "https://a/"),
        ({}, {}, {}, "no address in the copy"),
    ],
)
def test_the_nearest_address(entry, page, blog, wanted):
    """The post's own address, else the page's, else the blog's, and where the page is archived."""
    assert cite_address(entry, blog, page) == wanted


@pytest.mark.parametrize(
    ("descriptor", "wanted"),
    [
        (DESCRIPTOR, "Storm pages. Data package storm-pages, version 1.2.0. Made with livepack 0.1.0."),
        (
            DESCRIPTOR
            | {
                "created": "2031-04-01T09:00:00Z",
                "homepage": "https://data.example.org/storm",
                "contributors": [{"title": "Ada Example"}, {"title": "Bo"}, {"title": "The harbour desk"}],
                "sources": [{"title": "Acme News"}, {"title": "Other News"}],
            },
            (
                "Ada Example, Bo and The harbour desk (2031): Storm pages. Data package storm-pages, version 1.2.0. "
                "https://data.example.org/storm. Made with livepack 0.1.0. Sources: Acme News, Other News."
            ),
        ),
        (
            DESCRIPTOR | {"contributors": [{"title": "livepack 0.1.0"}], "created": "2031-04-01T09:00:00Z"},
            "Storm pages. Data package storm-pages, version 1.2.0. Made with livepack 0.1.0.",
        ),
        (
            {"name": "x", "contributors": [{"title": "Ada"}, 7, {}], "sources": "no list", "homepage": "ftp://x"},
            "Ada: x. Data package, no version stated.",
        ),
        ({}, "untitled data package. Data package, no version stated."),
    ],
)
def test_the_data_set_as_a_whole(descriptor, wanted):
    """Who, when, what, which version, where, and whose texts, as far as the descriptor says; livepack is no author."""
    assert cite_package(descriptor) == wanted


def test_only_a_plain_true_means_dehydrated():
    """The mark of a package without the publisher's words is `true`, wherever the descriptor is odd."""
    assert is_dehydrated({"livepack": {"dehydrated": True}})
    assert not any(map(is_dehydrated, [{}, {"livepack": []}, {"livepack": {"dehydrated": "true"}}]))


def test_the_seed():
    """A post of the seed, from the rows as they stand in the package."""
    tables = {}
    for name in ("entries", "blogs", "pages"):
        with (making.ROOT / "datapackage" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    descriptor = json.loads((making.ROOT / "datapackage" / "datapackage.json").read_text("utf-8"))
    assert cite_entry(tables["entries"][2], tables["blogs"][0], tables["pages"][0], descriptor) == (
        "BBC News, “Has the West lost the will to intervene in Aleppo?”, 14 December 2016, 15:08 (UTC+00:00), "
        "in the live blog “BBC News live page on the evacuation of east Aleppo”, no address in the copy. "
        "Data set: BBC News live page on the evacuation of east Aleppo, 14 December 2016, version 0.1.0, "
        "entry bbc-38308826/t20161214T1508Z."
    )
    assert cite_package(descriptor) == (
        "The livepack authors: BBC News live page on the evacuation of east Aleppo, 14 December 2016. "
        "Data package aleppo-evacuation-live-page, version 0.1.0. Made with livepack 0.1.0. Source: BBC News."
    )
