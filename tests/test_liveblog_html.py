"""The general reader of HTML: hostile pages, broken pages, times, and the join of a page with its data."""

from __future__ import annotations

import random
import re
import time
from contextlib import suppress

import pytest

import golden
import making
from livepack.errors import SourceError
from livepack.readers import _html_page, liveblog_html, read_page
from livepack.readers._html_matching import Told, display_order, match_updates
from livepack.readers._html_times import Around, read_clock, read_page_dates, read_stamp, resolve
from livepack.seeds import Seeds
from livepack.source import decode_source
from livepack.tables import Capture, make_tables

HANG_SECONDS = 30  # of CPU time: how busy the machine is does not count
CASES = [case for case in golden.cases() if case.parent.name == "liveblog_html" and (case / "page.html").exists()]
POST = '<article class="live-post" id="p-{n}"><time datetime="2031-03-04T{h:02}:{m:02}:00Z">{h:02}:{m:02}</time><h3>Head {n}</h3><p>Some words of post {n}.</p>{more}</article>'


def posts(count: int, more: str = "") -> str:
    return "".join(POST.format(n=100_000 + n, h=23 - n // 60 % 24, m=59 - n % 60, more=more) for n in range(count))


def source(text: str, **facts: str):
    return decode_source("page.html", text.encode("utf-8", "replace"), facts)


def problems(text: str) -> list[str]:
    """What is wrong with the ledger of a page, however broken, but for what is unread."""
    document = source(text)
    tables = make_tables([Capture.of(document, read_page(document))], Seeds())
    documents = {tables["pages"][0]["page_id"]: document.document}
    found = [
        line for line in making.cover_problems(document.document, tables["ledger"]) if not line.startswith("unread")
    ]
    found += making.row_problems(tables["ledger"], tables)
    found += making.cell_problems(documents, tables)
    return found + list(making.rule_problems(documents, tables))


@pytest.mark.parametrize("seed", range(60))
def test_broken_pages_never_break_the_ledger(seed):
    """A made page with tags lost, doubled and exchanged is refused, or read with a ledger that holds."""
    rng = random.Random(seed)  # noqa: S311 - a test
    text = (rng.choice(CASES) / "page.html").read_text("utf-8")
    parts = re.split(r"(<[^>]*>)", text)
    for _ in range(rng.choice([1, 3, 10, 40])):
        at, other = rng.randrange(len(parts)), rng.randrange(len(parts))
        if rng.random() < 0.5:
            parts[at] = rng.choice(["", parts[other]])
        else:
            parts[at:at] = parts[other : other + rng.randrange(1, 20)]
    with suppress(SourceError):
        assert problems("".join(parts)) == []


HOSTILE = {
    "unclosed": posts(20) + "<p>a<b>" * 20_000,
    "attributes": posts(20, "<a " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x</a>"),
    "script": posts(20) + "<script>" + "x" * 25_000_000 + "</script>",
    "behind": posts(20) + "</body></html>" + posts(20) + "after",
    "tables": posts(20, "<table>one<tr>two<td>three</td>four</table>five"),
    "many": posts(3_000),
    "times": "<div>" + "<time>12:00</time>" * 20_000 + "</div>" + posts(3),
    "links": posts(3, "<a href='https://x.example.org/?a=1&amp;b=2'>w</a> " * 5_000),
    "json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + posts(3),
    "deep json": '<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":'
    + "[" * 300
    + "</script>"
    + posts(3),
    "nuls": posts(20, "<p>one&#0;two &#x0; three</p>&#0;"),
    "marked": "<div itemprop=liveBlogUpdate itemscope><p itemprop=articleBody hidden>x" * 200 + posts(200),
    "heads": "<h2>4 March 2031</h2>" * 5_000 + posts(3) + "<h2>3 March 2031</h2>" * 5_000,
    "people": posts(20, "<div class=authors>" + "<span class=author>A B</span>" * 500 + "</div>"),
    "captions": posts(20, "<div class=image><img src=x alt=y>" + "<span class=caption>c</span>" * 300 + "</div>"),
    "quotes": posts(20, "<blockquote>" + "<cite>a</cite>b" * 300 + "</blockquote>"),
    "tags in data": '<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":[{"headline":"h","articleBody":"'
    + "<p" * 50_000
    + '"}]}</script>'
    + posts(3),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end(name):
    """A page made to be slow is read within seconds, with its posts and a ledger that holds."""
    start = time.process_time()
    text = f"<html><head><title>Live</title></head><body>{HOSTILE[name]}"
    assert problems(text) == []
    assert len(read_page(source(text)).entries) >= 3
    assert time.process_time() - start < HANG_SECONDS


def test_nul_bytes_are_refused():
    """A page with NUL bytes is no text, and is refused with advice."""
    with pytest.raises(SourceError, match="no text document"):
        source(posts(5, "<p>one\x00two</p>"))


def test_nesting_is_refused():
    """A page nested 100,000 deep is refused with advice."""
    with pytest.raises(SourceError, match="nested too deeply"):
        read_page(source("<html>" + "<div>" * 100_000 + posts(5)))


def test_what_cannot_be_said_is_unread():
    """A reference to a control character within a post says nothing that a cell may hold: it is unread, not lost."""
    page = read_page(source("<html><title>Live</title><body>" + posts(3, "<p>one&#1;two</p>")))
    assert [span.disposition for span in page.ledger].count("unread") == 3


@pytest.mark.parametrize(
    ("text", "instant", "offset", "precision"),
    [
        ("2031-03-04T20:02:00.930Z", "2031-03-04T20:02:00+00:00", None, "second"),
        ("2031-03-04T21:02+01:00", "2031-03-04T20:02:00+00:00", 60, "minute"),
        ("2031-03-04 21:02:07 -0330", "2031-03-05T00:32:07+00:00", -210, "second"),
        ("1930424528", "2031-03-04T21:02:08+00:00", None, "second"),
        ("1930424528000", "2031-03-04T21:02:08+00:00", None, "second"),
    ],
)
def test_stamps(text, instant, offset, precision):
    """ISO 8601 with an offset, and seconds and milliseconds since 1970, are moments."""
    found = read_stamp(text)
    assert (found.instant.isoformat(), found.offset, found.precision) == (instant, offset, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2031-03-04",
        "2031-03-04T20:02",
        "2031-02-30T20:02Z",
        "12345",
        "2031-03-04T20:02+19:00",
        "0001-01-01T00:00+12:00",
    ],
)
def test_no_stamps(text):
    """A time without an offset, or one that does not exist, is no moment."""
    assert read_stamp(text) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("15:35", (15, 35)),
        ("8:02PM", (20, 2)),
        ("8.02pm", (20, 2)),
        ("12:05 a.m.", (0, 5)),
        ("12.05 pm", (12, 5)),
        ("19h05", (19, 5)),
        ("2 March 2031 21:02", (21, 2)),
        ("15.10 GMT", (15, 10)),
        ("25:00", None),
        ("13:05 pm", (13, 5)),
        ("15.10 metres", None),
        ("noon", None),
        ("10:300", None),
    ],
)
def test_clocks(text, clock):
    """Clock times are read with am and pm; what is none is left."""
    assert read_clock(text) == clock


def test_the_wall_time_follows_from_zone_clock_and_offset():
    """A given zone settles the wall time; else the printed clock does; a clock that fits neither leaves no instant."""
    stamp = read_stamp("2031-07-04T14:20:00Z")
    assert resolve("15:20", stamp, Around("Europe/London")).published.local == "2031-07-04T15:20:00"
    assert resolve("16:20", stamp, Around()).published.offset == "+02:00"
    assert resolve("", stamp, Around("Asia/Tokyo")).published.local == "2031-07-04T23:20:00"
    assert resolve("", read_stamp("2031-07-04T16:20:00+02:00"), Around()).published.offset == "+02:00"
    wrong = resolve("15:27", stamp, Around())
    assert (wrong.problem, wrong.published.instant, wrong.published.text) == ("time-disagrees", "", "15:27")
    assert resolve("14:20", stamp, Around("Europe/London")).problem == "time-disagrees"
    assert (
        resolve("14:20", None, Around("Europe/London", "2031-07-04T20:00:00Z")).published.instant
        == "2031-07-04T13:20:00Z"
    )
    assert resolve("soon", None, Around()).problem == "time-unreadable"


def test_local_time_marked_as_utc_is_no_instant():
    """A moment with Z that is the printed clock is none where the page's own dates have an offset; seconds since 1970 are one."""
    summer = Around(dates=read_page_dates("2031-07-04T09:00:00+01:00", "2031-07-04T18:00:00+01:00", ""))
    marked = resolve("15:20", read_stamp("2031-07-04T15:20:00Z"), summer)
    assert (marked.problem, marked.published.instant, marked.published.text) == ("time-disagrees", "", "15:20")
    assert resolve("15:20", read_stamp("2031-07-04T14:20:00Z"), summer).published.offset == "+01:00"
    assert resolve("14:20", read_stamp("1940941200"), summer).published.instant == "2031-07-04T14:20:00Z"
    assert resolve("15:20", read_stamp("2031-07-04T15:20:00Z"), Around()).published.offset == "+00:00"


def test_a_clock_in_a_byline_is_no_name():
    """A clock that stands in an element for names is the time, and the words behind it are the name."""
    heads = "".join(
        f'<p class="byline">{hour}:05 {name}</p><p>Words of the post at {hour}.</p>'
        for hour, name in ((14, ""), (13, "Ada Example"), (12, ""))
    )
    text = f"<html><head><title>Live</title></head><body><div>{heads}</div>"
    assert problems(text) == []
    assert [entry.published.text for entry in read_page(source(text)).entries] == ["14:05", "13:05", "12:05"]


def test_a_label_may_be_parted_by_links():
    """The line that WordPress puts behind a post in a feed is furniture, though links part it; the ledger holds."""
    line = '<p>The post <a href="https://e.org/a">A</a> appeared first on <a href="https://e.org">E</a>.</p>'
    text = f"<html><head><title>Live</title></head><body>{posts(3, line)}"
    assert problems(text) == []
    assert [len(entry.blocks) for entry in read_page(source(text)).entries] == [1, 1, 1]


def test_a_day_alone_is_kept_as_a_day():
    """A printed day with its year gives the date and no instant; without a year, and as other words, it is unreadable."""
    day = resolve("4 March 2031", None, Around())
    assert (day.published.date, day.published.precision, day.published.instant, day.problem) == (
        "2031-03-04",
        "day",
        "",
        "",
    )
    assert resolve("4 March", None, Around()).problem == "time-unreadable"


@pytest.mark.parametrize(
    ("path", "is_live"),
    [
        ("/news/live/c0ex4mpl3t2o", True),
        ("/sport/live-blog/cup", True),
        ("/world/bridge-live-updates", True),
        ("/world/bridge-live-b2505918.html", True),
        ("/international/live/2031/03/04/port.html", True),
        ("/minuto-a-minuto/puerto", True),
        ("/health/how-to-live-longer", False),
        ("/news/liver-disease", False),
        ("/news/bridge", False),
    ],
)
def test_an_address_may_say_that_a_page_is_live(path, is_live):
    """Two posts of a page that says nowhere that it is live are read if its address says so, and refused otherwise."""
    plain = posts(2).replace("live-post", "item")
    text = f'<html><head><title>Bridge</title><link rel="canonical" href="https://n.example.org{path}"></head><body>{plain}'
    assert liveblog_html.claims(source(text)) == is_live


def test_posts_and_updates_are_joined_only_where_one_fits():
    """Ids join first, then headlines, then instants; two that fit alike join nothing."""
    text = (
        '{"@type":"LiveBlogPosting","liveBlogUpdate":['
        '{"headline":"A","url":"https://e.org/#x-123456"},{"headline":"B <b>b</b>"},'
        '{"headline":"C","datePublished":"2031-03-04T12:00:00Z"},{"headline":"D"},{"headline":"D"}]}'
    )
    page = source(f'<html><script type="application/ld+json">{text}</script>')
    _, data, _ = _html_page._parse(page)
    told = [
        Told(frozenset({"123456"}), "other", ""),
        Told(frozenset(), "B B", ""),
        Told(frozenset(), "other", "2031-03-04T12:00:00Z"),
        Told(frozenset(), "D", ""),
    ]
    assert match_updates(told, data.updates) == {0: 0, 1: 1, 2: 2}
    assert list(display_order(4, {0: 0, 1: 1, 2: 2}, 5)) == [(0, -1), (1, -1), (2, -1), (-1, 3), (-1, 4), (3, -1)]


@pytest.mark.parametrize(
    ("clocks", "joined"),
    [
        ([(17, 30), (17, 5), (16, 0)], {0: 0, 1: 1, 2: 2}),
        ([(12, 0), (11, 35), (10, 30)], {0: 0, 1: 1, 2: 2}),
        ([(17, 30), (17, 5), (16, 1)], {}),
        ([(17, 30), (17, 5)], {}),
    ],
    ids=["half-past-zone", "same-zone", "one-does-not-fit", "too-few"],
)
def test_posts_and_updates_are_joined_by_clocks_that_all_fit(clocks, joined):
    """Posts without ids, headlines and moments join the updates whose times are one distance from their clocks."""
    times = ("12:00", "11:35", "10:30")
    text = ",".join(f'{{"datePublished":"2031-03-04T{time}:00Z"}}' for time in times)
    text = f'{{"@type":"LiveBlogPosting","liveBlogUpdate":[{text}]}}'
    page = source(f'<html><script type="application/ld+json">{text}</script>')
    _, data, _ = _html_page._parse(page)
    told = [Told(frozenset(), "", "", clock=clock) for clock in clocks]
    assert match_updates(told, data.updates) == joined


def test_a_post_that_is_joined_already_tells_the_distance_of_its_clock():
    """Where others have shown how far clock and instant are apart, a single post is joined by its clock."""
    text = ",".join(
        f'{{"datePublished":"2031-03-04T{time}:00Z","headline":"{head}"}}'
        for time, head in (("12:00", "Head A"), ("11:35", "Head B"), ("10:30", ""))
    )
    text = f'{{"@type":"LiveBlogPosting","liveBlogUpdate":[{text}]}}'
    page = source(f'<html><script type="application/ld+json">{text}</script>')
    _, data, _ = _html_page._parse(page)
    told = [
        Told(frozenset(), head, "", clock=clock)
        for head, clock in (("Head A", (13, 0)), ("Head B", (12, 35)), ("other", (11, 30)))
    ]
    assert match_updates(told, data.updates) == {0: 0, 1: 1, 2: 2}
    told[2] = told[2]._replace(clock=(12, 30))
    assert match_updates(told, data.updates) == {0: 0, 1: 1}


OTHERS = {
    "forum": '<div id="phpbb"><div class="post"><p class="author">by <a>Ann</a> » <time datetime="{iso}">{clock}</time></p><div>{words}</div></div></div>',
    "discussion": '<div itemtype="http://schema.org/DiscussionForumPosting"><time datetime="{iso}">{clock}</time><p>{words}</p></div>',
    "broadcasts": '<li class="broadcast"><h3>{clock}</h3><h4>News</h4><p>{words}</p></li>',
    "sessions": '<div class="session"><span class="time">{clock}</span><h3>Talk {n}</h3><p>{words}</p></div>',
    "chat": '<div class="message"><span class="ts">[{clock}]</span> <b>ann</b> <span>{words}</span></div>',
    "search": '<div class="search-result"><h3>Live updates {n}</h3><div class="date">{clock}</div><p>{words}</p></div>',
    "podcast": '<article class="show"><h3>Live: part {n}</h3><time datetime="2031-03-0{n}T12:00:00Z">{n} March</time><p>{words}</p></article>',
    "home": '<article class="teaser"><h2><a href="/n/{n}">Thing {n}</a></h2><p>{words}</p><time>{n} hours ago</time></article>',
    "events": '<article itemtype="https://schema.org/Event"><time datetime="{iso}">{clock}</time><h3>Thing {n}</h3><p>{words}</p></article>',
    "pictures": '<figure class="gallery-item"><img src="/{n}.jpg"><figcaption>{words} <span class="date">{clock}</span></figcaption></figure>',
    "departures": '<tr class="departure"><td class="time">{clock}</td><td>{words}</td></tr>',
    "releases": '<section id="v{n}"><h2>1.{n}</h2><time datetime="2031-03-0{n}T12:00:00Z">{n} Mar, 12:00</time><p>{words}</p></section>',
}


@pytest.mark.parametrize("sort", OTHERS)
def test_lists_of_other_things_with_times_are_no_live_blogs(sort):
    """Forums, discussions, programmes, chats, results of a search, teasers, pictures and the like are refused."""
    title = "Harbour" if sort in ("forum", "discussion", "broadcasts", "sessions", "chat") else "Live updates"
    listed = "".join(
        OTHERS[sort].format(
            n=n, iso=f"2031-03-04T1{n}:00:00Z", clock=f"1{n}:00", words=f"Some words of thing {n}, and more of them."
        )
        for n in range(1, 7)
    )
    text = f"<html><head><title>{title}</title></head><body>{listed}</body></html>"
    assert not liveblog_html.claims(source(text))


@pytest.mark.parametrize(
    ("printed", "attribute", "local"),
    [
        ("14:58", 'datetime="2031-05-06T14:58:00"', "2031-05-06T14:58:00"),
        ("2.58 pm", 'datetime="2031-05-06 14:58"', "2031-05-06T14:58:00"),
        ("14:58", 'datetime="2031-05-06"', "2031-05-06T14:58:00"),
        ("2 hours ago", 'datetime="2031-05-06T14:58:00"', "2031-05-06T14:58:00"),
        ("14:58 (il y a 2 heures)", 'title="6 mai 2031 à 14:58"', "2031-05-06T14:58:00"),
        ("14:58", 'datetime="2031-05-06T12:58:00"', ""),
    ],
)
def test_a_date_of_an_attribute_without_offset_is_taken(printed, attribute, local):
    """The day is that of the attribute if the clocks agree, and all of the time where no clock is printed."""
    post = f'<article class="live-post"><time {attribute}>{printed}</time><p>Some words of this post.</p></article>'
    page = read_page(source(f"<html><title>Live</title><body>{post * 2}</body></html>"))
    assert page.entries[0].published.local == local
    assert not page.entries[0].published.instant


def test_embeds_of_archived_pages_are_known():
    """An address that the Wayback Machine rewrote is that of the provider."""
    frame = '<iframe src="https://web.archive.org/web/20310506151000if_/https://www.youtube.com/embed/abcdEFGH001"></iframe>'
    page = read_page(source(f"<html><title>Live</title><body>{posts(2, frame)}</body></html>"))
    embed = page.entries[0].blocks[-1]
    assert (embed.provider, embed.identifier) == ("youtube", "youtube:abcdEFGH001")


def test_pictures_of_a_gallery_keep_their_captions():
    """A figure around several is no picture: each within has its own caption."""
    shown = "".join(
        f'<figure><img src="https://i.example.org/{n}.jpg" alt="A boat"><figcaption>Boat {n}</figcaption></figure>'
        for n in (1, 2)
    )
    page = read_page(source(f"<html><title>Live</title>{posts(2, f'<figure>{shown}</figure>')}"))
    assert [block.caption for block in page.entries[0].blocks[1:]] == ["Boat 1", "Boat 2"]


def test_posts_and_updates_are_joined_by_their_first_words():
    """A post whose words begin as the body of an update is that post, whatever tags the body has."""
    text = '{"@type":"LiveBlogPosting","liveBlogUpdate":[{"articleBody":"<p>The ship is in port</p> again, Ann Example says."},{"articleBody":"Short."}]}'
    page = source(f'<html><script type="application/ld+json">{text}</script>')
    _, data, _ = _html_page._parse(page)
    told = [
        Told(frozenset(), "", "", "Short."),
        Told(frozenset(), "", "", "The ship is in port again, Ann Example says. More."),
    ]
    assert match_updates(told, data.updates) == {1: 0}


def test_a_mark_that_all_posts_bear_is_none():
    """A class of every post that speaks of breaking news names the list."""
    marked = "".join(
        f'<div class="breaking live-post" id="p{n}">{n:02}:15 The ship is in port, says Ann.</div>'
        for n in range(10, 14)
    )
    page = read_page(source(f"<html><title>Live</title><body>{marked}"))
    assert len(page.entries) == 4
    assert {entry.is_breaking for entry in page.entries} == {None}


def test_a_post_of_the_page_may_lack_in_the_data():
    """Posts that the data do not list are counted in a note."""
    data = '<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":[{"url":"https://e.org/#p-100000","headline":"Other head"}]}</script>'
    page = read_page(source(f"<html><title>Live</title><body>{data}{posts(3)}"))
    assert {(remark.code, remark.found) for remark in page.remarks} == {
        ("posts-not-in-data", "2"),
        ("headline-disagrees", "post 1"),
    }


def test_two_captures_of_one_address_are_one_blog():
    """The address of a page, without its query, names its blog; the publisher's name is the newest capture's."""
    head = '<html><title>Live</title><link rel=canonical href="https://e.org/live{}"><meta property="og:site_name" content="E"><body>'
    captures = [
        Capture.of(found, read_page(found))
        for found in (source(head.format("?page=2") + posts(3)), source(head.format("") + posts(4)))
    ]
    tables = make_tables(captures, Seeds(documents={}))
    assert len(tables["blogs"]) == 1
    assert len(tables["entries"]) == 4
    assert [row["disposition"] for row in tables["ledger"] if row.get("field_name") == "publisher"].count("field") == 1
