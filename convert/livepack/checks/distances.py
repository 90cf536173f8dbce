"""Distances and days: times without a clock, in the words of many languages.

A time that counts back from the capture ("12 minutes ago") is judged by its number alone.

Which words mean minutes and which hours is the reader's business. Here it is asked only whether the number that is
printed lies between capture and post, in the unit that published_precision names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from livepack import languages, rules
from livepack.checks.subject import Row, Subject
from livepack.findings import Finding
from livepack.spelling import spellings

_CLOCK_OR_YEAR = re.compile(r"\d{1,2}(?::|h|\.(?=\d\d\s*[ap]\.?m))\d{2}|\d{4}", re.IGNORECASE)
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


def check_printed_days(subject: Subject) -> Iterator[Finding]:
    """A date without a clock time is the day that is printed: its day and year in digits, its month in the page's words."""
    for entry in subject.rows("entries"):
        page = subject.by_id["pages"].get(entry["page_id"], {})
        if entry["published_precision"] != "day" or not entry["published_date"]:
            continue
        fault = _day_fault(entry, _months(page.get("reader", ""), page.get("language", "")))
        if fault:
            yield subject.at("time-inconsistent", "entries", entry["entry_id"], "published_date", fault)


def _day_fault(entry: Row, months: dict[str, set[int]]) -> str:
    text = entry["published_text"].rpartition(" - ")[2]  # behind another calendar's date
    try:
        year, month, day = date.fromisoformat(entry["published_date"]).timetuple()[:3]
    except ValueError:
        return ""  # no day: value-type says so
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if year not in numbers or day not in numbers:
        return "another day is printed"
    printed = {number for name, found in months.items() if name in text for number in found}
    longest = max((name for name in months if name in text), key=len, default="")
    if longest and month not in months[longest]:
        return "another month is printed"
    return "" if not months or printed or month in numbers else "another month is printed"


@cache
def _months(reader: str, language: str) -> dict[str, set[int]]:
    """Return the months in the words of a reader's pages in a language; of all its languages where that is empty."""
    found: dict[str, set[int]] = {}
    for renderer in rules.renderers_of(reader):
        for name in rules.services(renderer.name):
            service = languages.load_service(renderer.languages, name)
            if not language or service.language == language or service.language.startswith(f"{language}-"):
                for number, month in enumerate(service.times.months, start=1):
                    for spelling in spellings(month):
                        found.setdefault(spelling, set()).add(number)
    return found
