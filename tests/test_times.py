"""Printed times become instants, and what cannot be known stays empty and is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from livepack import times
from livepack.checks import order
from livepack.checks.moments import instant_of
from livepack.page import Published

LONDON = "Europe/London"


def resolved(text, zone=LONDON, captured=""):
    published, problem = times.resolve_time(text, zone, captured)
    return published.instant, published.local, published.offset, published.basis, problem


def test_all_of_a_time_that_is_printed_in_full():
    """A summer time has its instant an hour before the wall time, and every part is kept."""
    assert times.resolve_time("14:51 British Summer Time 22 May 2022", LONDON) == (
        Published(
            text="14:51 British Summer Time 22 May 2022",
            instant="2022-05-22T13:51:00Z",
            local="2022-05-22T14:51:00",
            offset="+01:00",
            date="2022-05-22",
            precision="minute",
            basis="stated",
        ),
        "",
    )


@pytest.mark.parametrize(
    ("text", "instant", "offset", "basis"),
    [
        ("15:35 Greenwich Mean Time 14 December 2016", "2016-12-14T15:35:00Z", "+00:00", "stated"),
        ("0:05 British Summer Time 1 July 2020", "2020-06-30T23:05:00Z", "+01:00", "stated"),
        ("15:57 BST 3 July 2017", "2017-07-03T14:57:00Z", "+01:00", "stated"),
        ("9:05 gmt 3 Jan 2017", "2017-01-03T09:05:00Z", "+00:00", "stated"),
        ("09:05 GMT 3 Sept. 2017", "", "", "none"),
        ("09:22 16 June 2019", "2019-06-16T08:22:00Z", "+01:00", "zone_supplied"),
        ("18:30 5 January 2019", "2019-01-05T18:30:00Z", "+00:00", "zone_supplied"),
        ("08:00  GMT\u00a01  March 2021 ", "2021-03-01T08:00:00Z", "+00:00", "stated"),
        ("12:00 GMT 29 February 2020", "2020-02-29T12:00:00Z", "+00:00", "stated"),
    ],
)
def test_times_of_london(text, instant, offset, basis):
    """Long and short zone names, none at all, short month names and odd spaces are understood."""
    found = resolved(text)
    assert (found[0], found[2], found[3]) == (instant, offset, basis)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("half past nine", times.UNREADABLE),
        ("15:35 GMT 14 Wintermonth 2016", times.UNREADABLE),
        ("15.35 GMT 14 December 2016", times.UNREADABLE),
        ("45:00+2", times.UNREADABLE),
        ("90:00", times.IMPOSSIBLE),
        ("24:00 GMT 14 December 2016", times.IMPOSSIBLE),
        ("23:60 GMT 14 December 2016", times.IMPOSSIBLE),
        ("12:00 GMT 30 February 2016", times.IMPOSSIBLE),
        ("12:00 GMT 29 February 2019", times.IMPOSSIBLE),
        ("12:00 GMT 0 March 2019", times.IMPOSSIBLE),
        ("12:00 GMT 1 March 1066", times.IMPOSSIBLE),
        ("12:00 GMT 31 April", times.IMPOSSIBLE),
        ("09:22", times.NO_DATE),
        ("09:22 GMT", times.NO_DATE),
        ("09:22 GMT 2 March", times.NO_YEAR),
        ("09:22 29 February", times.NO_YEAR),
    ],
)
def test_a_time_without_a_day_keeps_only_its_text(text, problem):
    """Where no day is known nothing is guessed: the text alone is kept, and the problem is named."""
    published, found = times.resolve_time(text, LONDON)
    assert (published, found) == (Published(text), problem)


@pytest.mark.parametrize(
    ("text", "local", "problem"),
    [
        ("12:00 Greenwich Mean Time 14 June 2016", "2016-06-14T12:00:00", times.CONTRADICTION),
        ("12:00 BST 14 December 2016", "2016-12-14T12:00:00", times.CONTRADICTION),
        ("12:00 Pacific Daylight Time 14 June 2016", "2016-06-14T12:00:00", times.NO_ZONE),
        ("01:30 25 October 2020", "2020-10-25T01:30:00", times.AMBIGUOUS),
        ("01:30 29 March 2020", "2020-03-29T01:30:00", times.SKIPPED),
        ("01:30 GMT 29 March 2020", "2020-03-29T01:30:00", times.CONTRADICTION),
        ("00:30 BST 29 March 2020", "2020-03-29T00:30:00", times.CONTRADICTION),
        ("03:30 GMT 29 March 2020", "2020-03-29T03:30:00", times.CONTRADICTION),
    ],
)
def test_a_time_without_an_instant_keeps_its_wall_time(text, local, problem):
    """Where the zone contradicts the date, is unknown, or the hour comes twice or never, the wall time is kept."""
    published, found = times.resolve_time(text, LONDON)
    assert found == problem
    assert published == Published(text, local=local, date=local[:10], precision="minute")


@pytest.mark.parametrize(
    ("text", "instant", "basis"),
    [
        ("00:59 GMT 29 March 2020", "2020-03-29T00:59:00Z", "stated"),
        ("02:00 BST 29 March 2020", "2020-03-29T01:00:00Z", "stated"),
        ("02:00 29 March 2020", "2020-03-29T01:00:00Z", "zone_supplied"),
        ("01:30 BST 25 October 2020", "2020-10-25T00:30:00Z", "stated"),
        ("01:30 GMT 25 October 2020", "2020-10-25T01:30:00Z", "stated"),
        ("00:30 25 October 2020", "2020-10-24T23:30:00Z", "zone_supplied"),
    ],
)
def test_days_on_which_the_clocks_change(text, instant, basis):
    """On the two odd days of a year the hour and the printed zone settle the instant."""
    assert resolved(text)[0] == instant
    assert (resolved(text)[3], resolved(text)[4]) == (basis, "")


def test_without_a_page_zone_only_printed_zones_count():
    """A page without a zone has instants where a known zone is printed, and none elsewhere."""
    assert resolved("12:00 CEST 14 June 2016", zone="")[0] == "2016-06-14T10:00:00Z"
    assert resolved("12:00 14 June 2016", zone="")[4] == times.NO_ZONE
    assert resolved("12:00 14 June 2016", zone="Europe/Atlantis")[4] == times.NO_ZONE
    assert resolved("12:00 PDT 14 June 2016", zone="")[4] == times.NO_ZONE


@pytest.mark.parametrize(
    ("text", "captured", "instant", "basis"),
    [
        ("09:22 16 June", "2023-06-20T10:00:00Z", "2023-06-16T08:22:00Z", "year_supplied"),
        ("22:46 GMT 31 December", "2024-01-02T10:00:00Z", "2023-12-31T22:46:00Z", "year_supplied"),
        ("10:00 29 February", "2023-06-20T10:00:00Z", "2020-02-29T10:00:00Z", "year_supplied"),
        ("09:22", "2023-06-20T10:00:00Z", "2023-06-20T08:22:00Z", "relative_to_capture"),
        ("00:10", "2023-06-19T23:30:00Z", "2023-06-19T23:10:00Z", "relative_to_capture"),
        ("09:22 BST", "2023-06-20T10:00:00Z", "2023-06-20T08:22:00Z", "relative_to_capture"),
    ],
)
def test_what_the_capture_supplies(text, captured, instant, basis):
    """A missing year or day is the capture's, in the page's zone, and the basis says so."""
    assert resolved(text, captured=captured)[::3] == (instant, basis)


def test_a_day_that_no_year_before_the_capture_has():
    """A yearless day that does not exist is impossible even when the capture is known."""
    assert resolved("10:00 30 February", captured="2023-06-20T10:00:00Z")[4] == times.IMPOSSIBLE


def test_a_capture_that_is_no_instant_supplies_nothing():
    """A capture time that cannot be read is as good as none."""
    assert resolved("09:22", captured="yesterday")[4] == times.NO_DATE


def test_a_capture_on_a_page_without_a_zone_counts_in_utc():
    """Without a page zone the capture's day is the day in UTC, and the instant stays unknown."""
    published, problem = times.resolve_time("09:22", "", "2023-06-20T23:30:00Z")
    assert (published.date, published.instant, problem) == ("2023-06-20", "", times.NO_ZONE)


@pytest.mark.parametrize(
    "text",
    [
        "2016-12-14T15:35Z",
        "2016-12-14 15:35:00Z",
        "2016-12-14T15:35:00",
        "2016-02-30T15:35:00Z",
        "2016-12-14T15:35:61Z",
        "2016-12-14T15:35:00+00:00",
        "x2016-12-14T15:35:00Z",
        "0001-01-01T00:00:00Z",  # a local time of it may lie before the calendar begins
        "9999-12-31T23:59:59Z",
        "2016-12-14T15:35:00Z\n",
        "",
    ],
)
def test_what_is_no_instant(text):
    """Only YYYY-MM-DDTHH:MM:SSZ of a day that exists is an instant."""
    assert times.parse_instant(text) is None


def test_an_instant():
    """An instant is read with its seconds, in UTC."""
    assert times.parse_instant("2016-12-14T15:35:07Z").isoformat() == "2016-12-14T15:35:07+00:00"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "+00:00"),
        (60, "+01:00"),
        (-90, "-01:30"),
        (345, "+05:45"),
        (-720, "-12:00"),
        (840, "+14:00"),
    ],
)
def test_offsets_are_printed(minutes, text):
    """An offset in minutes is printed with sign, hours and minutes."""
    assert times.format_offset(minutes) == text


def test_zones_that_do_not_exist():
    """A name that is no IANA zone, or tries to leave the zone folder, is no zone."""
    assert [times.find_zone(name) for name in ("Europe/Atlantis", "../../etc/passwd", "", "/etc/passwd", "a\0b")] == [
        None
    ] * 5
    assert times.offsets_at("2020-01-01T00:00:00", "Europe/Atlantis") == []


def test_zones_behind_and_between():
    """Zones west of Greenwich and with odd minutes work as well."""
    assert resolved("12:00 14 June 2016", zone="America/New_York")[:3] == (
        "2016-06-14T16:00:00Z",
        "2016-06-14T12:00:00",
        "-04:00",
    )
    assert resolved("12:00 14 June 2016", zone="Asia/Kathmandu")[:3] == (
        "2016-06-14T06:15:00Z",
        "2016-06-14T12:00:00",
        "+05:45",
    )


@given(
    st.text(max_size=40),
    st.sampled_from([LONDON, "", "Asia/Tokyo"]),
    st.sampled_from(["", "2023-06-20T10:00:00Z"]),
)
def test_any_text_is_kept_and_raises_nothing(text, zone, captured):
    """Whatever is printed, the text is kept, and there is an instant exactly where there is no problem."""
    published, problem = times.resolve_time(text, zone, captured)
    assert published.text == text
    assert bool(published.instant) == (not problem)


@given(strategies.posts())
def test_composed_times_are_read_back(post):
    """A time printed of a wall time and a zone gives the instant that it was printed of."""
    assert resolved(post.time)[:3] == (post.instant, post.wall.isoformat(), post.offset)


TAILS = [
    "",
    " ",
    " GMT 3 March 2020",
    "  BST 3 July  2020",
    " 26 October 2014",
    " GMT 30 March 2014",
    " 30 March 2014",
    "x",
    " CET 4 May 2020",
    " 2 October",
    " XYZ 4 May 2020",
    " GMT 31 February 2020",
    "\u00a0GMT 3 March 2020",
]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["09:22", "00:00", "23:59", "1:30", "01:30", "24:00", "12:60", "9:5", "x"]),
            st.sampled_from(TAILS),
        ),
        max_size=8,
    ),
    st.sampled_from([LONDON, "", "Europe/Paris", "No/Where"]),
    st.sampled_from(["", "2023-06-20T23:30:00Z"]),
)
def test_the_times_of_a_page(printed, zone, captured):
    """A page's times are resolved as each of them is alone, with white space as one space."""
    page = times.PageTimes(zone, captured)
    for clock, tail in printed:
        text = " ".join(f"{clock}{tail}".split())
        assert page.resolve(clock + tail) == times.resolve_time(text, zone, captured)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1935845880.000000", "2031-05-06T14:58:00Z"),
        ("2016-12-14T16:35:07.769+01:00", "2016-12-14T15:35:07Z"),
        ("Wed Dec 14 2016 16:35:00 GMT+0100 (CET)", "2016-12-14T15:35:00Z"),
        ("1481729700123", "2016-12-14T15:35:00Z"),
        ("2016-12-14T16:35:07", ""),
        ("0001-01-01T00:00:00+05:00", ""),
        ("Fri Jan 01 0001 00:00:00 GMT+0500", ""),
        ("yesterday", ""),
    ],
)
def test_a_moment_as_pages_write_it(text, instant):
    """The checks read moments by means of their own; one without a place in UTC is none."""
    assert instant_of(text) == instant


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("17:03 British Summer Time 5 August 2023", True),
        ("17:03, Saturday 5 Aug 2023 (BST)", True),
        ("17:03 BST 5 Augt 2023", False),
        ("08ished at 08:10 British Summer Time 10 May 2017", False),
        ("17:03 5 August 2023", False),
        ("17:03 GMT 5 August 2023", False),
    ],
)
def test_a_check_knows_a_whole_time(text, is_whole):
    """A time that was left without an instant is a fault of the reader only if it says day, clock and zone, and nothing else."""
    fault = order._text_fault({"published": "", "published_text": text}, None, "Europe/London")
    assert (fault is not None) == is_whole
