"""Distances: a time that counts back from the capture ("12 minutes ago") is judged by its number alone.

Which words mean minutes and which hours is the reader's business. Here it is asked only whether the number that is
printed lies between capture and post, in the unit that published_precision names.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from livepack.checks.subject import Row

_CLOCK_OR_YEAR = re.compile(r"\d{1,2}:\d{2}|\d{4}")
_NUMBER = re.compile(r"\d{1,2}")
_WALL = "%Y-%m-%dT%H:%M:%S"
_SLACK = timedelta(minutes=1)


def is_distance(text: str) -> bool:
    """Tell a printed time that holds neither a clock time nor a year, but a number or at least words."""
    return bool(text.strip()) and _CLOCK_OR_YEAR.search(text) is None


def distance_fault(entry: Row, captured: datetime) -> str:
    """Say what is wrong with the instant of a post whose time counts back from the capture; empty if nothing is.

    Args:
        entry: a row of entries.
        captured: the capture, in UTC and without a zone.
    """
    try:
        published = datetime.strptime(entry["published"].removesuffix("Z"), _WALL)  # noqa: DTZ007 - both are UTC
    except ValueError:
        return ""
    found = _NUMBER.search(entry["published_text"])
    number = int(found.group()) if found else 1
    unit = timedelta(hours=1) if entry["published_precision"] == "hour" else timedelta(minutes=1)
    away = captured - published
    if found is None and unit < timedelta(hours=1):
        return "" if timedelta(0) <= away <= unit + _SLACK else "it does not lie a minute or less before the capture"
    if number * unit <= away <= number * unit + _SLACK:
        return ""
    return f"the printed number is {number}, and {away} lie between post and capture"
