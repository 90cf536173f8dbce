"""What the readers of the older generation and of the aggregator do with odd, damaged and hostile copies."""

from __future__ import annotations

import time

import pytest

import making
from livepack.errors import SourceError
from livepack.page import UNREAD, Embed, Image, Paragraph
from livepack.readers import find_reader
from livepack.source import decode_source

ABOVE = "Live Reporting\n\nAda Example\n\nAll times stated are UK\n\n"
HANG = 20  # seconds that no page of two megabytes may take, on the slowest of machines


def numbered(*posts: tuple[str, str]) -> str:
    """A numbered copy of posts: headline, and the body as it stands."""
    text = ABOVE
    for number, (headline, body) in enumerate(posts, start=1):
        text += f"  {number}. {headline}\n\n" + "".join(f"    {line}\n" if line else "\n" for line in body.split("\n"))
        text += "\n"
    return text


def only(body: str):
    """The one post of a numbered copy."""
    (entry,) = making.read(numbered(("Bridge closed", body))).entries
    return entry


def unread(text: str) -> list[str]:
    """What no field, rule or markup explains."""
    return [text[span.start : span.end] for span in making.read(text).ledger if span.disposition == UNREAD]


def test_names_are_parted():
    """Names before and after `and` and commas are each a contributor of the page; a line that holds no names is outside."""
    for line, names in (
        ("Edited by Ada Example and Ben O'Sample", ["Ada Example", "Ben O'Sample"]),
        ("By Ada Example, Ben Sample, and Cora Model", ["Ada Example", "Ben Sample", "Cora Model"]),
        ("Ada Example", ["Ada Example"]),
        ("What happened today at the quay", []),
    ):
        page = making.read(numbered(("One", "Two.")).replace("Ada Example", line))
        assert [who.name for who in page.contributors] == names


def test_a_lost_number_is_seen():
    """Where a post is missing the numbers say so: the reader goes on with the next."""
    text = numbered(("One", "First."), ("Two", "Second."), ("Three", "Third."))
    cut = text[: text.index("  2. ")] + text[text.index("  3. ") :]
    assert [entry.list_number for entry in making.read(cut).entries] == [1, 3]


def test_numbers_without_indentation():
    """Where bodies stand as deep as their heads, only the next number begins a post."""
    text = ABOVE + "1. One\n\nFirst.\n\n5. no head\n\n2. Two\n\nSecond.\n"
    assert [(entry.list_number, entry.headline) for entry in making.read(text).entries] == [(1, "One"), (2, "Two")]


def test_a_list_below_the_posts_is_outside():
    """A list that begins at 1 again, below the posts, is none of them."""
    text = numbered(("One", "First."), ("Two", "Second.")) + "Most read\n\n  1. A story\n  2. Another story\n"
    page = making.read(text)
    assert [entry.headline for entry in page.entries] == ["One", "Two"]
    assert unread(text) == []


def test_a_second_page_line_is_a_witness_or_unread():
    """A page that says twice which page it is says the same, or the second line is not understood."""
    text = numbered(("One", "First.")) + "Page 1 of 5\n\n"
    assert unread(text + "Page 1 of 5\n") == []
    assert unread(text + "Page 2 of 5\n") == ["Page 2 of 5"]


def test_unknown_lines_below_a_copy_without_indentation_are_unread():
    """Where nothing tells a post's lines from what stands below the posts, that is not swallowed."""
    text = ABOVE + "Posted at 15:05 3 March 2020\nOne\nFirst.\nBack to top\nWhat is this?\n"
    assert unread(text) == ["What is this?"]


@pytest.mark.parametrize(
    ("line", "name", "kind"),
    [
        ("View more on twitter", "twitter", "social_post"),
        ("View more on twitter View more on twitter", "twitter", "social_post"),
        ("View more on facebookVideo", "facebookVideo", "video"),
        ("View more on pinboard", "pinboard", "social_post"),
    ],
)
def test_links_to_embeds(line, name, kind):
    """A link to an embed names its provider, once or twice; one that is not listed is another's."""
    (embed,) = only(line).blocks
    assert (embed.provider_name, embed.kind) == (name, kind)


def test_prose_is_no_link():
    """A sentence that begins as a link to an embed does stays a sentence."""
    (block,) = only("View more on the market's own page.").blocks
    assert isinstance(block, Paragraph)


def test_a_widget_that_is_never_closed():
    """Without its last line a widget's words cannot be told from the post's: they are paragraphs."""
    embed, paragraph = only("Social embed from twitter\n\nThe bridge is closed.").blocks
    assert isinstance(embed, Embed)
    assert (embed.availability, embed.text) == ("consent_notice", "")
    assert paragraph.text == "The bridge is closed."


@pytest.mark.parametrize(
    ("url", "provider", "kind"),
    [
        ("https://www.youtube.com/watch?v=1", "youtube", "video"),
        ("https://youtu.be/1", "youtube", "video"),
        ("https://www.tiktok.com/@quay/video/1", "tiktok", "video"),
        ("https://harbour.example.org/1", "other", "social_post"),
    ],
)
def test_the_provider_of_an_address(url, provider, kind):
    """An address alone tells the provider."""
    (embed,) = only(f"View content: {url}").blocks
    assert (embed.provider, embed.kind, embed.url, embed.availability) == (provider, kind, url, "linked")


def test_pictures_in_a_row():
    """Each alternative text begins a picture; a caption ends one; a text right under a caption is a picture too."""
    body = "One\nCopyright: AFP\nTwo\nImage caption: Second\nThree\n\nFour\nCopyright: PA\nImage caption: Fourth"
    found = [(image.alt_text, image.copyright_holder, image.caption) for image in only(body).blocks]
    assert found == [("One", "AFP", ""), ("Two", "", "Second"), ("Three", "", ""), ("Four", "PA", "Fourth")]


def test_a_caption_that_equals_the_alternative_text():
    """Once on a page, that is no sign that the copy prints everything twice."""
    (image,) = only("The quay\nImage caption: The quay").blocks
    assert isinstance(image, Image)
    assert (image.alt_text, image.caption) == ("The quay", "The quay")


def test_players_in_a_row():
    """Each heading begins a player, and a caption without a heading is one too."""
    body = "Video content\n\nVideo content\n\nVideo caption: One\n\nVideo caption: Two"
    assert [(embed.provider, embed.caption) for embed in only(body).blocks] == [
        ("bbc", ""),
        ("bbc", "One"),
        ("bbc", "Two"),
    ]


def test_a_card_without_a_line():
    """`Read More` with nothing above it is kept as text, and so are single words for sharing amid a post."""
    assert [block.text for block in only("Read More\n\nShare\n\nFacebook").blocks] == ["Read More", "Share", "Facebook"]


def test_a_time_that_does_not_exist():
    """A time beyond the day stays as printed, and a finding says so."""
    text = ABOVE + "  1. Posted at 27:05 3 March 2020\n\n    One\n\n    First.\n"
    page = making.read(text)
    assert page.entries[0].published.text == "27:05 3 March 2020"
    assert [remark.code for remark in page.remarks] == ["time-impossible"]


@pytest.mark.parametrize(
    "head",
    [
        "Posted at 15:05 3 March 2020\n\n    Bridge closed\n",
        "Posted at 15:05 3 March 202015:05 3 March 2020\n\n    Bridge closed\n",
        "Posted at 15:05 3 March 2020Bridge closed\n",
        "Posted at 15:05 3 March 2020 Bridge closed\n",
        "Bridge closedPosted at 15:05 3 March 2020\n",
        "Bridge closed\n\n    Posted at 15:05 3 March 2020\n\n    15:05 3 March 2020\n",
        "Bridge closed\n    Posted at 15:05 3 March 2020\n",
    ],
)
def test_where_a_time_may_stand(head):
    """Above the title, before or behind it on its line, below it; once or twice."""
    text = f"{ABOVE}  1. {head}\n    It is closed.\n"
    (entry,) = making.read(text).entries
    assert (entry.headline, entry.published.instant) == ("Bridge closed", "2020-03-03T15:05:00Z")
    assert [block.text for block in entry.blocks] == ["It is closed."]
    assert unread(text) == []


def test_words_behind_a_time_below_the_title_are_unread():
    """No copy is known to print them, so nobody can say what they are."""
    text = ABOVE + "  1. One\n\n    Posted at 15:05 3 March 2020 by Ada\n\n    First.\n"
    assert unread(text) == ["by Ada"]


def test_a_copy_without_the_lines_above_the_posts():
    """Numbered posts with holders of pictures are such a page if it says whose it is."""
    posts = "\n  1. One\n\n    First.\n\n    The quay\n    Copyright: AFP\n"
    assert making.read("BBC Local Live: Harbour\n" + posts).reader == "bbc_lx_text"
    with pytest.raises(SourceError):
        making.read("Harbour Live\n" + posts)


def test_words_that_only_begin_like_a_time():
    """A headline that begins `Posted at` without a clock is a headline."""
    text = numbered(("Posted at the quay: a guard", "First."))
    assert making.read(text).entries[0].headline == "Posted at the quay: a guard"


def test_two_pages_of_a_blog_state_the_number_of_pages_once():
    """The blog's row is from the newest capture; what an older one states is a witness."""
    pages = [
        (
            f"{number}.txt",
            numbered((f"Post {number}", f"This is {number}.")) + f"Page {number} of 2\n",
            {"blog": "quay"},
        )
        for number in (1, 2)
    ]
    tables = making.tables_of(*pages)
    assert making.table(tables, "blogs", "pages_stated", "pages_held", "representation") == [("2", "2", "full")]
    spans = [row["disposition"] for row in tables["ledger"] if row.get("field_name") == "pages_stated"]
    assert sorted(spans) == ["field", "witness"]


@pytest.mark.parametrize(
    "text",
    [
        "Live Reporting\n\nAll times stated are UK\n",
        "All times stated are UK\n\nLive Reporting\n\n  1. One\n\n    First.\n",
        "Live Reporting\n" + "A line of text.\n" * 500 + "All times stated are UK\n\n  1. One\n\n    First.\n",
        "  1. One\n\n    First.\n\n    View more on Twitter\n",
        "Date: 13:17 BST\nTitle: One\nContent: First.\n",
        "Date: 2025-07-12\nTitle: One\nContent: First.\nUpdate:\n",
    ],
)
def test_near_misses_are_refused(text):
    """Lines in another order or too far apart, a link that no live page prints, posts without all labels: no live page."""
    with pytest.raises(SourceError):
        find_reader(decode_source("page.txt", text.encode()))


def test_an_aggregator_without_times():
    """A post whose `Date:` is empty has no time, and a finding says how many."""
    page = making.read(
        "Date: 13:17 BST\nTitle: One\nContent: First.\nUpdate:\nDate:\nTitle:\nContent: Second.\nUpdate:\n"
    )
    assert [(entry.headline, entry.published.text) for entry in page.entries] == [("One", "13:17 BST"), ("", "")]
    assert [(remark.code, remark.found) for remark in page.remarks] == [
        ("date-unknown", "13:17 BST"),
        ("times-missing", "1 of 2"),
    ]


def test_an_aggregator_with_odd_lines():
    """Labels without what they label, a caption without a picture, a label amid a post."""
    body = "Image caption,\nImage caption,\nThe quay\nQuote Message\nRead More\nSummary\nImage source, AFP"
    page = making.read(f"A page\nDate: 13:17 BST\nTitle: One\nContent: {body}\nUpdate:\n")
    (entry,) = page.entries
    images = [(block.alt_text, block.caption, block.credit) for block in entry.blocks if isinstance(block, Image)]
    assert images == [("", "The quay", ""), ("", "", "AFP")]
    paragraphs = [(block.kind, block.text) for block in entry.blocks if isinstance(block, Paragraph)]
    assert paragraphs == [("card", "Quote Message"), ("paragraph", "Summary")]
    assert "caption-missing" in {remark.code for remark in page.remarks}


def test_an_aggregator_s_notices():
    """Each heading is a notice of its own; lines of one notice in their order are one."""
    body = "Allow X content?\nAllow YouTube content?\nSkip youtube video 2 by Harbour Films\nEnd of youtube video 2 by Harbour Films"
    (entry,) = making.read(f"Date: HT\nTitle: One\nContent: {body}\nUpdate:\n").entries
    assert [(embed.provider, embed.label_number, embed.author_name) for embed in entry.blocks] == [
        ("twitter", None, ""),
        ("youtube", None, ""),
        ("youtube", 2, "Harbour Films"),
    ]


HOSTILE = {
    "numbers": ABOVE + "  1. a\n\n    b.\n" * 100_000,
    "list": ABOVE + "  1. a\n\n" + "    1. b\n" * 200_000,
    "labels": ABOVE + "  1. a\n\n    " + "aCopyright: " * 160_000,
    "label lines": ABOVE + "  1. a\n\n" + "    Copyright: a\n" * 100_000,
    "links": ABOVE + "  1. a\n\n    " + "View more on twitter" * 100_000,
    "link lines": ABOVE + "  1. a\n\n" + "    a\n    Copyright: a\n    View more on twitter\n" * 30_000,
    "shares": ABOVE + "a\n\n" + "Article share tools\n" * 100_000,
    "quotations": ABOVE + "  1. a\n\n    Quote Message: " + '" from a' * 250_000,
    "names": "Live Reporting\n\n" + "A B " * 400 + "\n\nAll times stated are UK\n\n  1. a\n\n    b.\n",
    "anchors": "All times stated are UK x\n" * 80_000,
    "spaces": ABOVE + "  1. a\n" + " " * 2_000_000 + "\n    b.\n",
    "dates": "Date: " + " " * 1_000_000 + "x\nTitle: " + " " * 1_000_000 + "x\nContent: a\nUpdate:\n",
    "posts": "Date: HT\nTitle: a\nContent: b\nUpdate:\n" * 50_000,
    "no posts": "Date: HT\n" * 200_000 + "Title: a\nUpdate:\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_take_no_more_than_their_share_of_time(text):
    """Two megabytes that repeat what is searched for are read or refused in seconds."""
    start = time.process_time()
    try:
        page = making.read(text)
        assert page.ledger[-1].end == len(text)
    except SourceError:
        pass
    assert time.process_time() - start < HANG


def test_several_older_pages_in_one_file():
    """The line above the posts stands once on a page."""
    page = "Live Reporting\n\nAll times stated are UK\n\n  1. Bridge closed\n\n    The wind has not let up.\n"
    assert len(making.read(page).entries) == 1
    with pytest.raises(SourceError, match="several pages") as caught:
        making.read(page + page)
    assert "line 10" in str(caught.value)


def test_match_clocks_part_posts_where_times_do():
    """A line with nothing but a match clock begins a post as a line with a time does, but not without any time."""
    page = "Live Reporting\n\nAll times stated are UK\n\nPosted at 15:05\nGoal\nOne.\n45 mins\nCorner\nTwo.\n"
    assert [(entry.headline, entry.published.text) for entry in making.read(page).entries] == [
        ("Goal", "15:05"),
        ("Corner", "45 mins"),
    ]
    assert len(making.read(page.replace("Posted at 15:05\n", "")).entries) == 1
