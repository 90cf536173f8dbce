"""Posts keep their names: captured again, edited, or pushed to another page."""

from __future__ import annotations

import re

import pytest

import making
from livepack.identity import Post, is_newest_first, name_entries, page_id_for
from livepack.page import Embed, Entry, Image, Page, Paragraph, Published


def entry(minute="", headline="", words="", *, identifier="", precision="minute", blocks=()):
    instant = f"2016-12-14T{minute}:00Z" if len(minute) == 5 else minute
    blocks = (*([Paragraph(words)] if words else []), *blocks)
    return Entry(
        0,
        0,
        Published(instant=instant, precision=precision if instant else "none"),
        headline=headline,
        identifier=identifier,
        blocks=blocks,
    )


def page(*entries):
    return Page(reader="test", entries=entries, ledger=())


def names(*pages):
    """The names of the posts of each capture, in the order of the page."""
    ids = name_entries("blog", pages).ids
    return [
        [ids[Post(index, number)] for number in range(1, len(found.entries) + 1)] for index, found in enumerate(pages)
    ]


def test_a_page_is_named_by_its_bytes():
    """A page's name is p and 12 digits of its digest."""
    assert page_id_for("6f357a5fe435c26549a1559856ffa60b") == "p6f357a5fe435"


def test_posts_are_named_by_their_instant():
    """A post is named by its instant, with seconds where the page gives them."""
    found = names(
        page(
            entry("15:35", "A"),
            entry("2016-12-14T15:34:07Z", "B", precision="second"),
            entry("2016-12-14T15:30:00Z", "C", precision="second"),
        )
    )
    assert found == [["blog/t20161214T1535Z", "blog/t20161214T153407Z", "blog/t20161214T153000Z"]]


def test_posts_of_one_minute_count_from_the_oldest():
    """On a page with the newest post first, the last of a minute has the plain name."""
    found = names(
        page(
            entry("15:36", "D"),
            entry("15:35", "C"),
            entry("15:35", "B"),
            entry("15:35", "A"),
            entry("15:34", "Z"),
        )
    )
    assert found == [
        [
            "blog/t20161214T1536Z",
            "blog/t20161214T1535Z-3",
            "blog/t20161214T1535Z-2",
            "blog/t20161214T1535Z",
            "blog/t20161214T1534Z",
        ]
    ]


def test_posts_of_one_minute_on_a_page_with_the_oldest_first():
    """On a page with the oldest post first, the first of a minute has the plain name."""
    found = names(page(entry("15:34", "Z"), entry("15:35", "A"), entry("15:35", "B"), entry("15:36", "D")))
    assert found[0][1:3] == ["blog/t20161214T1535Z", "blog/t20161214T1535Z-2"]


def test_two_posts_that_are_alike_in_all():
    """Two posts of one minute with one headline are two posts."""
    found = names(page(entry("15:35", "A", "x"), entry("15:35", "A", "x")))
    assert found == [["blog/t20161214T1535Z-2", "blog/t20161214T1535Z"]]


def test_a_post_in_two_captures_is_one():
    """Captures of one blog that overlap share the names of the posts that they share."""
    old = page(entry("15:02", "B"), entry("15:01", "A"))
    new = page(entry("15:03", "C"), entry("15:02", "B"))
    naming = name_entries("blog", [old, new])
    assert naming.ids[Post(0, 1)] == naming.ids[Post(1, 2)] == "blog/t20161214T1502Z"
    assert naming.newest == {
        "blog/t20161214T1501Z": Post(0, 2),
        "blog/t20161214T1502Z": Post(1, 2),
        "blog/t20161214T1503Z": Post(1, 1),
    }


def test_a_younger_post_of_the_same_minute_changes_no_name():
    """A post that a later capture adds to a minute gets the next number."""
    old = page(entry("15:35", "A"), entry("15:30", "Z"))
    new = page(entry("15:35", "B"), entry("15:35", "A"), entry("15:30", "Z"))
    assert names(old, new)[1][:2] == ["blog/t20161214T1535Z-2", "blog/t20161214T1535Z"]


def test_a_minute_that_is_parted_by_the_end_of_a_page():
    """Two pages of one blog that share a minute number it together."""
    older = page(entry("15:35", "A"), entry("15:30", "Z"))
    newer = page(entry("15:36", "C"), entry("15:35", "B"))
    assert names(older, newer) == [
        ["blog/t20161214T1535Z", "blog/t20161214T1530Z"],
        ["blog/t20161214T1536Z", "blog/t20161214T1535Z-2"],
    ]


def test_a_post_whose_text_was_edited_keeps_its_name():
    """A post with the same minute and headline but other words is the same post."""
    assert (
        names(page(entry("15:35", "A", "Six people.")), page(entry("15:35", "A", "Seven people.")))
        == [["blog/t20161214T1535Z"]] * 2
    )


def test_a_post_whose_headline_was_edited_keeps_its_name():
    """A post that is the only one of its minute in both captures is the same post under another headline."""
    assert (
        names(page(entry("15:35", "Six saved", "x")), page(entry("15:35", "Seven saved", "x")))
        == [["blog/t20161214T1535Z"]] * 2
    )


def test_an_untitled_post_whose_later_words_were_edited_keeps_its_name():
    """An untitled post is known by its first words."""
    words = "one two three four five six seven eight nine ten eleven twelve"
    assert (
        names(
            page(entry("15:35", "", f"{words} old end")),
            page(entry("15:35", "", f"{words.upper()} new")),
        )
        == [["blog/t20161214T1535Z"]] * 2
    )


def test_posts_without_a_time():
    """A post without a time is named by a digest of its headline and first words, the same in each capture."""
    (one,), (other, same) = names(page(entry("", "A", "x")), page(entry("", "B", "x"), entry("", "A", "x")))
    assert one == same
    assert one != other
    assert one.startswith("blog/h")
    assert len(one) == len("blog/h") + 12


def test_undated_posts_that_are_alike():
    """Two undated posts with the same words have two names."""
    assert len(set(names(page(entry("", "A", "x"), entry("", "A", "x")))[0])) == 2


def test_undated_posts_of_pictures_and_embeds_only():
    """Posts without words are told by their media."""
    found = names(
        page(
            entry(blocks=[Image(alt_text="A dog")]),
            entry(blocks=[Image(alt_text="A cat")]),
            entry(blocks=[Embed("social_post", "twitter", "linked", url="https://example.org/1")]),
            entry(blocks=[Embed("social_post", "twitter", "linked", url="https://example.org/2")]),
            entry(),
        )
    )[0]
    assert len(set(found)) == 5
    assert not any(name.endswith("-2") for name in found)


def test_the_publisher_s_ids():
    """The publisher's own id names a post, whatever its time and words, without characters that ids may not have."""
    old = page(entry("15:35", "A", identifier="asset:5f0c"), entry("15:35", "B", identifier="a b/ö"))
    new = page(entry("16:00", "Other", identifier="asset:5f0c"))
    (one, other), again = names(old, new)
    assert [one] == again == ["blog/asset:5f0c"]
    assert re.fullmatch(r"blog/a-b-[A-Za-z0-9._~:-]*", other)


@pytest.mark.parametrize("left", [0, 1])
def test_two_of_the_publisher_s_ids_that_look_alike(left):
    """Ids that differ only in characters that are taken out name two posts, the same in the next capture."""
    posts = [entry(identifier="a/b"), entry(identifier="a b")]
    both, one = names(page(*posts), page(posts[left]))
    assert len(set(both)) == 2
    assert one == [both[left]]


def test_a_number_is_never_another_post_s_id():
    """The number that tells two posts of one id apart never makes the id of a third."""
    posts = [
        entry("15:35", identifier="a"),
        entry("15:34", identifier="a"),
        entry("15:33", identifier="a-2"),
    ]
    assert len(set(names(page(*posts))[0])) == 3
    assert len(set(names(page(*posts[::-1]))[0])) == 3


def test_two_posts_of_one_minute_that_are_no_edits():
    """A post of the same minute with other words is another post."""
    old, new = (
        page(entry("15:35", "Bridge closed", "Six cars wait.")),
        page(entry("15:35", "Mayor resigns", "She told the council.")),
    )
    assert names(old, new) == [["blog/t20161214T1535Z"], ["blog/t20161214T1535Z-2"]]


@pytest.mark.parametrize(
    ("instants", "newest_first"),
    [
        ([], True),
        (["15"], True),
        (["15", "14", "13"], True),
        (["13", "14", "15"], False),
        (["15", "14", "16", "13"], True),
        (["13", "", "14"], False),
        (["14", "14"], True),
        (["14", "13", "14"], True),
    ],
)
def test_the_direction_of_a_page(instants, newest_first):
    """Most steps tell the direction; posts without time count not, and newest first is the default."""
    assert is_newest_first(instants) is newest_first


def test_names_of_a_real_layout():
    """A page that is read gives the same names as described."""
    text = making.layout(making.post("B", "15:35", "x."), making.post("A", "15:35", "y."))
    assert making.table(making.tables_of(("a.txt", text, {"blog": "b"})), "entries", "entry_id", "headline") == [
        ("b/t20161214T1535Z-2", "B"),
        ("b/t20161214T1535Z", "A"),
    ]
