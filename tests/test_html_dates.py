"""Printed dates and clocks in the forms of many languages."""

from __future__ import annotations

import pytest

from livepack.readers import _html_dates
from livepack.readers._html_dates import Printed, read_distance, read_printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("14:05", Printed(14, 5)),
        ("14:05:33", Printed(14, 5)),
        ("04.03.2031 • 20:11 Uhr", Printed(20, 11, 2031, 3, 4)),
        ("Dienstag, 04.03.2031 14:05", Printed(14, 5, 2031, 3, 4)),
        ("4.3. 14.05 Uhr", Printed(14, 5, None, 3, 4)),
        ("14 Uhr", Printed(14, 0)),
        ("3 mars à 22:15", Printed(22, 15, None, 3, 3)),
        ("le 1er août 2031 à 14h05", Printed(14, 5, 2031, 8, 1)),
        ("14h05", Printed(14, 5)),
        ("4 de marzo de 2031 14:05h", Printed(14, 5, 2031, 3, 4)),
        ("4 de março de 2031, 14h05", Printed(14, 5, 2031, 3, 4)),
        ("kl. 14.05", Printed(14, 5)),
        ("March 4, 2031, 5:05 p.m. ET", Printed(17, 5, 2031, 3, 4, zone="ET")),
        ("Mar 4 2:05 PM", Printed(14, 5, None, 3, 4)),
        ("19:02 (IST), Oct 02", Printed(19, 2, None, 10, 2, zone="IST")),
        ("Last Updated: 21:46 GMT+1 Monday, 16 May 2016", Printed(21, 46, 2016, 5, 16, 60)),
        ("09:30 UTC-03:30", Printed(9, 30, offset=-210)),
        ("2031-03-04 14:05", Printed(14, 5, 2031, 3, 4)),
        ("오후 2:05", Printed(14, 5)),
        ("2031年3月4日 14時05分", Printed(14, 5, 2031, 3, 4)),
        ("下午2:05", Printed(14, 5)),
        ("3月4日 14:05", Printed(14, 5, None, 3, 4)),
        ("٤ مارس ٢٠٣١ ١٤:٠٥", Printed(14, 5, 2031, 3, 4)),
        ("4 марта 2031, 14:05", Printed(14, 5, 2031, 3, 4)),
        ("13/3/2031 14:05", Printed(14, 5, 2031, 3, 13)),
        ("3/13/31 2pm", Printed(14, 0, 2031, 3, 13)),
    ],
)
def test_printed_times_are_read(text, printed):
    """Clock, date and zone are read as far as they are printed."""
    assert read_printed(text) == printed


@pytest.mark.parametrize(
    "text", ["", "noon", "12 minutes ago", "il y a 2 h", "25:00", "13:05 am", "5 of 10, 12:00", "15.10.15", "100 %"]
)
def test_other_words_are_none(text):
    """Words without a clock, clocks that do not exist, and further numbers are no printed time."""
    assert read_printed(text) is None


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        ("12 minutes ago", (12, "minute")),
        ("an hour ago", (1, "hour")),
        ("vor 5 Minuten", (5, "minute")),
        ("il y a 2 h", (2, "hour")),
        ("há 8 horas", (8, "hour")),
        ("3 uur geleden", (3, "hour")),
        ("2h ago", (2, "hour")),
        ("5 分前", (5, "minute")),
        ("2 days ago", None),
        ("yesterday", None),
        ("14:05", None),
        ("10 metres", None),
    ],
)
def test_distances(text, distance):
    """How long ago a post was is a number of minutes or hours; days and other words are none."""
    assert read_distance(text) == distance


def test_the_month_comes_first_in_the_united_states():
    """3/4 is March 4 on a page in American English, and 3 April elsewhere."""
    assert read_printed("3/4/2031 14:05", "en-US") == Printed(14, 5, 2031, 3, 4)
    assert read_printed("3/4/2031 14:05", "en-GB") == Printed(14, 5, 2031, 4, 3)


def test_no_name_means_two_months():
    """The names of all languages together are still one month each."""
    for names in _html_dates._NAMES.values():
        months = names.split(",")
        assert len(months) == 12
        for number, words in enumerate(months, start=1):
            assert {_html_dates._MONTHS[word] for word in words.split()} == {number}
