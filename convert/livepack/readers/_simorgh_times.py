"""The times that `simorgh` prints, in each service's words: a date, or how long ago; told apart and resolved.

A time is glued to the headline behind it ("14 diciembre 2016Los vecinos vuelven"), so it is matched from its beginning.
"""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from functools import cache
from typing import NamedTuple

from livepack import languages, times
from livepack.page import Published
from livepack.spelling import spellings

NO_CAPTURE = "capture-unknown"
BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# "14 diciembre 2016"; before it perhaps the same day in another calendar: "۲۴ آذر ۱۳۹۵ - ۱۴ دسامبر ۲۰۱۶".
_DATE = re.compile(r"(?:\d{1,2} [^\d\n-]{2,24} \d{4} - )?(\d{1,2}) (\S+(?: \S+){0,3}?) (\d{4})")
_SPACES = " \t\u00a0"


class Ago(NamedTuple):
    """How long ago: a number of minutes or of hours."""

    number: int
    unit: str


class Printed(NamedTuple):
    """A time as it stands at the beginning of a head: its length, and the day or the distance that it says.

    `day` is year, month and day as printed, whether or not there is such a day.
    """

    length: int
    day: tuple[int, int, int] | None
    ago: Ago | None


class Form(NamedTuple):
    """A form of words for a distance: the text before and behind its number; `number` is what it says without one."""

    before: str
    behind: str
    unit: str
    number: int | None


class Words(NamedTuple):
    """A service's words for times, ready to be matched: the longest forms first."""

    months: dict[str, int]
    dates: tuple[re.Pattern[str], ...]
    forms: tuple[Form, ...]


@cache
def words_of(folder: str, service: str) -> Words:
    """Return the words of one service."""
    raw = languages.load_service(folder, service).times
    forms = [
        _form(text, unit)
        for unit, texts in (("second", raw.seconds), ("minute", raw.minutes), ("hour", raw.hours))
        for spelling in texts
        for text in spellings(spelling)
    ]
    return Words(
        months={spelling: number for number, month in enumerate(raw.months, start=1) for spelling in spellings(month)},
        dates=tuple(map(_date_pattern, raw.dates)),
        forms=tuple(sorted(forms, key=lambda form: (-len(form.before), -len(form.behind)))),
    )


def _form(text: str, unit: str) -> Form:
    before, number, behind = text.partition("{n}")
    if number:
        return Form(before, behind, unit, None)
    return Form(text, "", unit, 0 if unit == "second" else 1)


def _date_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a date in numbers, such as {year}年{month}月{day}日."""
    pattern = re.escape(text)
    for name in ("year", "month", "day"):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), rf"(?P<{name}>\d{{1,4}})")
    return re.compile(pattern)


def match_time(text: str, words: Words) -> Printed | None:
    """Match the time at the beginning of a text; white space and direction marks before it count with it."""
    lead = len(text) - len(text.lstrip(_SPACES + BIDI))
    rest = text[lead:]
    found = _DATE.match(rest)
    if found is not None and found[2] in words.months:
        return Printed(lead + found.end(), (int(found[3]), words.months[found[2]], int(found[1])), None)
    for pattern in words.dates:
        found = pattern.match(rest)
        if found is not None:
            return Printed(lead + found.end(), (int(found["year"]), int(found["month"]), int(found["day"])), None)
    return _match_ago(rest, lead, words)


def month_of(text: str) -> str:
    """Return the words that stand where a date's month does, at the beginning of a text; empty if there is no date."""
    found = _DATE.match(text.lstrip(_SPACES + BIDI))
    return found[2] if found is not None else ""


def match_form(rest: str, form: Form) -> tuple[int, int] | None:
    """Match a form of words at the beginning of a text; returns the number that it says, and its length."""
    before, behind, _, number = form
    if not rest.startswith(before):
        return None
    start = end = len(before)
    if number is not None:
        return number, end
    while end < len(rest) and end - start < 2 and rest[end].isdecimal():
        end += 1
    if end == start or not rest.startswith(behind, end):
        return None
    return int(rest[start:end]), end + len(behind)


def _match_ago(rest: str, lead: int, words: Words) -> Printed | None:
    best: Printed | None = None
    for form in words.forms:
        found = match_form(rest, form)
        if found is not None and (best is None or lead + found[1] > best.length):
            best = Printed(lead + found[1], None, Ago(found[0], form.unit))
    return best


def resolve(text: str, printed: Printed, zone_name: str, captured: str) -> times.Resolved:
    """Resolve a printed time.

    Args:
        text: the time as printed.
        printed: what was matched in it.
        zone_name: the time zone of the service; may be empty.
        captured: the instant of the capture, or empty if unknown.

    Returns:
        The time. A date gives the day only. A distance is counted back from the capture, to the minute or, where hours
        are printed, to the hour; without a capture it stays unresolved, and `problem` says why.
    """
    if printed.day is not None:
        try:
            day = date(*printed.day)
        except ValueError:
            return times.Resolved(Published(text), times.IMPOSSIBLE)
        return times.Resolved(Published(text, date=day.isoformat(), precision="day"))
    instant = times.parse_instant(captured) if captured else None
    if printed.ago is None or instant is None:
        return times.Resolved(Published(text), NO_CAPTURE)
    count, unit = printed.ago
    back = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count if unit == "minute" else 0)
    moment = (instant - back).replace(second=0, tzinfo=UTC)
    zone = times.find_zone(zone_name) if zone_name else None
    if zone is None:
        return times.Resolved(Published(text), times.NO_ZONE)
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return times.Resolved(
        Published(
            text,
            instant=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            local=local.strftime("%Y-%m-%dT%H:%M:%S"),
            offset=times.format_offset(round(offset.total_seconds() / 60)),
            date=local.date().isoformat(),
            precision="hour" if unit == "hour" else "minute",
            basis="relative_to_capture",
        )
    )
