"""Order: the five forms of a time say one instant, in the zone that is in force, and time runs one way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livepack.checks.distances import distance_fault, is_distance
from livepack.checks.subject import Row, Subject, number_of
from livepack.findings import Finding

_GAP_HOURS = 12
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?![0-9])\s*(?:([ap])\.?m\b)?", re.IGNORECASE)
# "19h05", "15.10 GMT", "8.02pm": read only where an instant was got of it
_OTHER_CLOCK = re.compile(
    r"(?<![0-9.])([0-9]{1,2})[.h時时点시]\s?([0-9]{2})(?![0-9]|\.[0-9])\s*(?:([ap])\.?m\b)?", re.IGNORECASE
)
_HALF_DAY = re.compile("오전|오후|上午|下午|午前|午後")
_HOUR_ALONE = re.compile(r"\b[0-9]{1,2} ?(?:Uhr|uur|heures|[ap]\.?m\.?)|[0-9]{1,2}[時时点시](?=\s|$)", re.IGNORECASE)
_NUMBERED_ZONE = re.compile(r"\b(?:GMT|UTC)\s?([+-])\s?([0-9]{1,2})(?::?([0-9]{2}))?\b")
_DATE = re.compile(r"\b([0-9]{1,2}) ([A-Za-z]+)\.?(?: ([0-9]{4}))?")
_MONTH_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTHS = [name[:3] for name in _MONTH_NAMES]
_PRINTED_OFFSETS = {
    "Greenwich Mean Time": "+00:00",
    "GMT": "+00:00",
    "UTC": "+00:00",
    "Coordinated Universal Time": "+00:00",
    "British Summer Time": "+01:00",
    "BST": "+01:00",
    "Irish Standard Time": "+01:00",
    "Central European Time": "+01:00",
    "CET": "+01:00",
    "Central European Summer Time": "+02:00",
    "CEST": "+02:00",
}
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")


def _wall(text: str) -> datetime | None:
    """Return a wall time; None if the text is none, or is of a year that no offset can be counted in."""
    try:
        found = datetime.fromisoformat(text) if _WALL.fullmatch(text) else None
    except ValueError:
        return None
    return found if found is not None and MINYEAR < found.year < MAXYEAR else None


def _offset(text: str) -> timedelta | None:
    if re.fullmatch(r"[+-][0-9]{2}:[0-9]{2}", text) is None:
        return None
    size = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return -size if text[0] == "-" else size


def check_times(subject: Subject) -> Iterator[Finding]:
    """published, published_local, utc_offset, published_date and published_text say one instant."""
    for entry in subject.rows("entries"):
        fault = _inconsistency(entry, subject.by_id["pages"].get(entry["page_id"], {}).get("time_zone", ""))
        if fault:
            yield subject.at("time-inconsistent", "entries", entry["entry_id"], fault[0], fault[1])


def _inconsistency(entry: Row, zone_name: str) -> tuple[str, str] | None:
    local = _wall(entry["published_local"])
    instant = _wall(entry["published"].removesuffix("Z"))
    offset = _offset(entry["utc_offset"])
    if entry["published"] and (local is None or offset is None):
        return "published", "an instant without wall time or offset"
    if entry["utc_offset"] and not entry["published"]:
        return "utc_offset", "an offset without an instant"
    if instant is not None and local is not None and offset is not None and local - offset != instant:
        return "published", "wall time and offset give another instant"
    if local is not None and entry["published_date"] != local.date().isoformat():
        return "published_date", "the wall time is on another day"
    precision = "minute" if entry["published_local"] else "day" if entry["published_date"] else "none"
    if entry["published_precision"] != precision and not (
        precision == "minute" and (entry["published_precision"] == "second" or _counts_hours(entry))
    ):
        return "published_precision", f"{entry['published_precision']}, where {precision} is known"
    if (entry["published_basis"] == "none") != (not entry["published"]):
        return "published_basis", f"{entry['published_basis']} with {'no' if not entry['published'] else 'an'} instant"
    return _text_fault(entry, local, zone_name)


def _counts_hours(entry: Row) -> bool:
    return entry["published_precision"] == "hour" and is_distance(entry["published_text"])


def _text_fault(entry: Row, local: datetime | None, zone_name: str) -> tuple[str, str] | None:
    """Compare the printed words, read here by simple means, with the wall time."""
    text = _plain_digits(entry["published_text"])
    clock = _CLOCK.search(text) or (_OTHER_CLOCK.search(text) if entry["published"] else None)
    day = _DATE.search(text, clock.end() if clock else 0) if not is_distance(text) else None
    zone = _printed_offset(text)
    if (
        not entry["published"]
        and clock is not None
        and day is not None
        and _is_all(text, clock, day)
        and _is_resolvable(clock, day, zone, zone_name)
    ):
        return "published", "the printed time is whole, but was not resolved"
    if local is None:
        return None
    if day is not None and day[2][:3].title() not in _MONTHS:
        day = None  # "2 hours": no day of a month
    if clock is not None and not _shows(clock, local, text):
        return "published_text", "another clock time is printed"
    if day is not None and (local.day, _MONTHS[local.month - 1]) != (int(day[1]), day[2][:3].title()):
        return "published_text", "another day is printed"
    if day is not None and day[3] and local.year != int(day[3]):
        return "published_text", "another year is printed"
    if zone and entry["published"] and entry["utc_offset"] != zone:
        return "utc_offset", "another zone is printed"
    if not entry["published"] or entry["published_basis"] == "page_data":
        return None
    return _basis_fault(entry, local, clock, day, zone)


def _basis_fault(
    entry: Row, local: datetime, clock: re.Match[str] | None, day: re.Match[str] | None, zone: str
) -> tuple[str, str] | None:
    """Compare how an instant was got with what is printed."""
    text = _plain_digits(entry["published_text"])
    wanted = "page_data"
    if is_distance(text):
        wanted = "relative_to_capture"
    elif day is not None:
        wanted = _basis(day[3] or "", zone)
    elif clock is not None or _HOUR_ALONE.search(text):
        others = _numbers_beside(text, clock)
        if others and local.day not in others:
            return "published_text", "another day is printed"
        has_year = local.year in others or (len(others) == 3 and local.year % 100 in others)
        wanted = _basis("year" if has_year else "", zone) if others else "relative_to_capture"
    if entry["published_basis"] != wanted:
        return "published_basis", f"{entry['published_basis']}, where {wanted} is printed"
    return None


def _plain_digits(text: str) -> str:
    """Return a text with the digits of all scripts as 0 to 9."""
    return "".join(str(unicodedata.digit(char)) if not char.isascii() and char.isdecimal() else char for char in text)


def _shows(clock: re.Match[str], local: datetime, text: str) -> bool:
    """Tell whether a printed clock shows a wall time; where the page prints words for the half of the day, one of two."""
    hours = {_hour(clock)}
    if _HALF_DAY.search(text):
        hours = {int(clock[1]) % 12, int(clock[1]) % 12 + 12}
    return local.hour in hours and local.minute == int(clock[2])


def _numbers_beside(text: str, clock: re.Match[str] | None) -> list[int]:
    """Return the numbers of a printed time that are not its clock, nor the offset of its zone."""
    rest = f"{text[: clock.start()]} {text[clock.end() :]}" if clock is not None else _HOUR_ALONE.sub(" ", text)
    return [int(number) for number in re.findall(r"[0-9]+", _NUMBERED_ZONE.sub(" ", rest))]


def _hour(clock: re.Match[str]) -> int:
    """Return the hour of a printed clock time, from 0 to 23 also where the page prints am and pm."""
    hour = int(clock[1])
    return hour % 12 + (12 if clock[3].lower() == "p" else 0) if clock[3] else hour


def _is_all(text: str, clock: re.Match[str], day: re.Match[str]) -> bool:
    """Tell whether a text says a clock, a day and a zone and nothing else: a broken line may hold them amid other words."""
    cuts = sorted((clock.span(), day.span()))
    rest = f"{text[: cuts[0][0]]} {text[cuts[0][1] : cuts[1][0]]} {text[cuts[1][1] :]}".casefold()
    for name in sorted(_PRINTED_OFFSETS, key=len, reverse=True):
        rest = re.sub(rf"\b{name.casefold()}\b", " ", rest)
    return not re.sub(
        r"\b(?:at|on|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|[\s,.()]", "", _NUMBERED_ZONE.sub(" ", rest)
    )


def _is_resolvable(clock: re.Match[str], day: re.Match[str], zone: str, zone_name: str) -> bool:
    """Tell whether clock, day, year and zone are printed, exist, and agree with the page's time zone."""
    month, offset = day[2][:3].title(), _offset(zone)
    is_month = any(name.casefold().startswith(day[2].casefold()) for name in _MONTH_NAMES)
    if offset is None or not day[3] or month not in _MONTHS or not is_month:
        return False
    try:
        local = datetime(
            int(day[3]), _MONTHS.index(month) + 1, int(day[1]), _hour(clock), int(clock[2]), tzinfo=timezone(offset)
        )
        there = local.astimezone(_zone(zone_name)).utcoffset() if zone_name else offset
    except (ValueError, OverflowError):  # no such day, or one at the end of the calendar
        return False
    return there == offset


def _printed_offset(text: str) -> str:
    """Return the offset of the zone that a text names in whole words, in capitals or not; empty if it names none."""
    numbered = _NUMBERED_ZONE.search(text)
    if numbered is not None:
        return f"{numbered[1]}{int(numbered[2]):02}:{int(numbered[3] or 0):02}"
    words = " ".join(text.split()).casefold()
    return next(
        (offset for name, offset in _PRINTED_OFFSETS.items() if re.search(rf"\b{name.casefold()}\b", words)), ""
    )


def _basis(year: str, zone: str) -> str:
    """Return how an instant was got of a printed day, perhaps with year and zone."""
    if not year:
        return "year_supplied"
    return "stated" if zone else "zone_supplied"


def check_supplied(subject: Subject) -> Iterator[Finding]:
    """A day or year that the page leaves out is that of the capture, or the last one before it."""
    for entry in subject.rows("entries"):
        captured = _wall(subject.by_id["pages"].get(entry["page_id"], {}).get("captured", "").removesuffix("Z"))
        local = _wall(entry["published_local"])
        if local is None or entry["published_basis"] not in ("relative_to_capture", "year_supplied"):
            continue
        zone = _zone(subject.by_id["pages"].get(entry["page_id"], {}).get("time_zone", ""))
        if captured is None:
            yield subject.at(
                "time-inconsistent",
                "entries",
                entry["entry_id"],
                "published_basis",
                "nobody says when the page was captured",
            )
            continue
        if is_distance(entry["published_text"]):
            fault = distance_fault(entry, captured)
            if fault:
                yield subject.at("time-inconsistent", "entries", entry["entry_id"], "published", fault)
            continue
        day = captured.replace(tzinfo=UTC).astimezone(zone).date()
        is_last = local.date() <= day and not any(
            _is_reached(year, local, day) for year in range(local.year + 1, day.year + 1)
        )
        if not (is_last if entry["published_basis"] == "year_supplied" else local.date() == day):
            yield subject.at("time-inconsistent", "entries", entry["entry_id"], "published_date", f"captured on {day}")


def _is_reached(year: int, local: datetime, day: date) -> bool:
    """Tell whether the day of `local` comes in that year too, and not after `day`."""
    try:
        return local.date().replace(year=year) <= day
    except ValueError:  # 29 February
        return False


def _zone(name: str) -> tzinfo:
    """Return a time zone; UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def check_offsets(subject: Subject) -> Iterator[Finding]:
    """The offset is in force in the page's zone at that wall time."""
    for entry in subject.rows("entries"):
        page = subject.by_id["pages"].get(entry["page_id"], {})
        instant = _wall(entry["published"].removesuffix("Z"))
        offset = _offset(entry["utc_offset"])
        if instant is None or offset is None or not page.get("time_zone"):
            continue
        try:
            zone = ZoneInfo(page["time_zone"])
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield subject.at(
                "offset-not-in-zone", "pages", page["page_id"], "time_zone", f"{page['time_zone']} is no zone"
            )
            continue
        there = instant.replace(tzinfo=UTC).astimezone(zone).utcoffset()
        if there != offset:
            yield subject.at(
                "offset-not-in-zone",
                "entries",
                entry["entry_id"],
                "utc_offset",
                f"{entry['utc_offset']} in {page['time_zone']}",
            )


def _pages(subject: Subject) -> Iterator[tuple[Row, list[Row]]]:
    groups: dict[str, list[Row]] = {}
    for entry in subject.rows("entries"):
        groups.setdefault(entry["page_id"], []).append(entry)
    for page_id, entries in groups.items():
        ordered = sorted(entries, key=lambda row: number_of(row["position"]))
        yield (
            subject.by_id["pages"].get(page_id, {}),
            [row for row in ordered if _wall(row["published"].removesuffix("Z"))],
        )


def check_order(subject: Subject) -> Iterator[Finding]:
    """Posts stand in one direction of time; each step against it is named."""
    for _, entries in _pages(subject):
        steps = [(a["published"] > b["published"]) - (a["published"] < b["published"]) for a, b in pairwise(entries)]
        direction = 1 if sum(steps) >= 0 else -1
        for step, entry in zip(steps, entries[1:], strict=False):
            if step == -direction:
                words = "younger than the post above it, on a page that runs back in time"
                if direction < 0:
                    words = "older than the post above it, on a page that runs forward in time"
                yield subject.at("order-inverted", "entries", entry["entry_id"], "published", words)


def check_capture(subject: Subject) -> Iterator[Finding]:
    """No post is younger than the capture that shows it."""
    for page, entries in _pages(subject):
        captured = page.get("captured", "")
        for entry in entries:
            if captured and entry["published"] > captured:
                yield subject.at("after-capture", "entries", entry["entry_id"], "published", f"captured {captured}")


def check_gaps(subject: Subject) -> Iterator[Finding]:
    """Long gaps between neighbouring posts are noted."""
    for _, entries in _pages(subject):
        for before, entry in pairwise(entries):
            one, other = _wall(before["published"].removesuffix("Z")), _wall(entry["published"].removesuffix("Z"))
            if one is not None and other is not None and abs(one - other) > timedelta(hours=_GAP_HOURS):
                yield subject.at("long-gap", "entries", entry["entry_id"], "published", str(_GAP_HOURS))


def check_days(subject: Subject) -> Iterator[Finding]:
    """Where a page passes to another day is noted."""
    for _, entries in _pages(subject):
        for before, entry in pairwise(entries):
            if before["published_date"] != entry["published_date"]:
                found = f"{before['published_date']} to {entry['published_date']}"
                yield subject.at("day-change", "entries", entry["entry_id"], "published_date", found)
