"""Printed times to instants: keeps the wall time, the zone and how each was got; never guesses in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from livepack.page import Published

# Pages print the clock, then a zone, a day and a year, or fewer of these from the end: see docs/design.md, Time.
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?!\S)\s*(.*)")
# A zone is words such as "BST"; neither "pm" nor "Wednesday" is one, and what they mean is not guessed.
_REST = re.compile(
    r"(?P<zone>(?!(?:am|pm|on|mon|tue|wed|thu|fri|sat|sun)\w* )[A-Za-z]+(?: [A-Za-z]+)*?)?(?:(?(zone)\s+)(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]+)\.?(?: (?P<year>[0-9]{4}))?)?",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
# The names that English pages print, in minutes east of Greenwich.
ZONES = {
    "greenwich mean time": 0,
    "gmt": 0,
    "utc": 0,
    "coordinated universal time": 0,
    "british summer time": 60,
    "bst": 60,
    "irish standard time": 60,
    "central european time": 60,
    "cet": 60,
    "central european summer time": 120,
    "cest": 120,
}

_NO_ZONES = frozenset({"am", "pm", "on"})

UNREADABLE = "time-unreadable"
IMPOSSIBLE = "time-impossible"
NO_DATE = "date-unknown"
NO_YEAR = "year-unknown"
NO_ZONE = "zone-unknown"
CONTRADICTION = "zone-contradicts-date"
AMBIGUOUS = "local-time-ambiguous"
SKIPPED = "local-time-skipped"


class Resolved(NamedTuple):
    """A printed time and, where it could not be resolved to an instant, the finding that says why."""

    published: Published
    problem: str = ""


# A third of the time of the constructor: a page has a time for every post.
_make: Callable[[tuple[str, str, str, str, str, str, str]], Published] = partial(tuple.__new__, Published)


class _Day(NamedTuple):
    """What the words after the clock say; `offset` is None where it depends on the hour."""

    day: str = ""
    offset: int | None = None
    printed_offset: int | None = None
    basis: str = "stated"
    problem: str = ""


@lru_cache(maxsize=256)
def find_zone(name: str) -> ZoneInfo | None:
    """Return the IANA time zone of that name, or None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=65536)
def resolve_time(text: str, zone_name: str, captured: str = "") -> Resolved:
    """Resolve an English clock time as BBC pages print it.

    Args:
        text: the time as printed, without "published at".
        zone_name: IANA name of the zone in which the page prints its times; may be empty.
        captured: the instant of the capture (`2023-06-20T10:00:00Z`), or empty if unknown.

    Returns:
        The time with everything that could be resolved. Without a date the capture's day is taken,
        without a year the capture's, without a zone the page's; `basis` says so. What cannot be
        resolved stays empty and `problem` is the code of the finding.
    """
    found = _CLOCK.fullmatch(" ".join(text.split()))
    if found is None:
        return Resolved(Published(text), UNREADABLE)
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        return Resolved(Published(text), IMPOSSIBLE)
    day = _resolve_day(found[3], zone_name, captured)
    if not day.day:
        return Resolved(Published(text), day.problem)
    local = f"{day.day}T{hour:02}:{minute:02}:00"
    known = Published(text, local=local, date=day.day, precision="minute")
    if day.problem:
        return Resolved(known, day.problem)
    offset = day.offset
    if offset is None:
        offset, problem = _offset_at(local, zone_name, day.printed_offset)
        if offset is None:
            return Resolved(known, problem)
    return Resolved(
        Published(text, _instant(local, offset), local, format_offset(offset), day.day, "minute", day.basis)
    )


@lru_cache(maxsize=256)
def _instants(offset: int) -> dict[str, str]:
    """Return what follows the day in the instant of each clock time `00:00`, where that is of the same day.

    Args:
        offset: minutes east of Greenwich.
    """
    found: dict[str, str] = {}
    for minutes in range(24 * 60):
        instant = minutes - offset
        if 0 <= instant < 24 * 60:
            found[f"{minutes // 60:02}:{minutes % 60:02}"] = f"T{instant // 60:02}:{instant % 60:02}:00Z"
    return found


class PageTimes:
    """Resolves the times of one page as `resolve_time` does, in an eighth of the time.

    The posts of a page mostly share what follows the clock: the zone and the day.
    """

    def __init__(self, zone_name: str, captured: str) -> None:
        self._zone_name = zone_name
        self._captured = captured
        # What follows the clock (with single spaces), to the day, the instants of its clock times, the offset and the
        # basis; None if that is not all that there is to say.
        self._days: dict[str, tuple[str, dict[str, str], str, str] | None] = {}

    def resolve(self, text: str) -> Resolved | tuple[Published, str]:
        """Resolve a time as it is printed, but for white space around it; see `resolve_time`."""
        clock, rest = text[:5], text[5:]
        day = self._days.get(rest)
        if day is None:
            text = " ".join(text.split())
            clock, rest = text[:5], text[5:]
            if rest not in self._days:
                self._days[rest] = self._day(rest)
            day = self._days[rest]
        if day is not None:
            date_text, instants, offset, basis = day
            instant = instants.get(clock)
            if instant is not None:
                local = f"{date_text}T{clock}:00"
                return _make((text, date_text + instant, local, offset, date_text, "minute", basis)), ""
        return resolve_time(" ".join(text.split()), self._zone_name, self._captured)

    def _day(self, rest: str) -> tuple[str, dict[str, str], str, str] | None:
        if rest and rest[0] != " ":
            return None
        day = _resolve_day(rest.lstrip(), self._zone_name, self._captured)
        if not day.day or day.problem or day.offset is None:
            return None
        return day.day, _instants(day.offset), format_offset(day.offset), day.basis


@lru_cache(maxsize=4096)
def _resolve_day(rest: str, zone_name: str, captured: str) -> _Day:
    found = _REST.fullmatch(rest)
    if (
        found is None
        or (found["month"] and found["month"].lower() not in _MONTHS)
        or (found["zone"] or "").lower() in _NO_ZONES
    ):
        return _Day(problem=UNREADABLE)
    printed = ZONES.get(found["zone"].lower()) if found["zone"] else None
    basis = "stated" if found["zone"] else "zone_supplied"
    day, date_basis, problem = _date(found, zone_name, captured)
    if day is None:
        return _Day(problem=problem)
    if found["zone"] and printed is None:
        return _Day(day.isoformat(), problem=NO_ZONE)
    zone = find_zone(zone_name) if zone_name else None
    if zone is None:
        if printed is None:
            return _Day(day.isoformat(), problem=NO_ZONE)
        return _Day(day.isoformat(), printed, printed, date_basis or basis)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    noon = _minutes(midnight.replace(hour=12))
    whole = noon == _minutes(midnight) == _minutes(midnight + timedelta(days=1))
    if whole and printed is not None and printed != noon:
        return _Day(day.isoformat(), problem=CONTRADICTION)
    return _Day(day.isoformat(), noon if whole else None, printed, date_basis or basis)


def _date(found: re.Match[str], zone_name: str, captured: str) -> tuple[date | None, str, str]:
    """Return the local day, the basis if it was supplied, and the problem if there is none."""
    capture_day = _capture_day(captured, zone_name)
    if not found["day"]:
        return (capture_day, "relative_to_capture", "") if capture_day else (None, "", NO_DATE)
    number, month = int(found["day"]), _MONTHS[found["month"].lower()]
    if found["year"]:
        return _stated(int(found["year"]), month, number)
    if capture_day is None:
        return None, "", (NO_YEAR if _exists(2024, month, number) else IMPOSSIBLE)
    # The page leaves the year out within the year of its capture; a December day seen in January is last year's.
    for year in range(capture_day.year, capture_day.year - 5, -1):
        if _exists(year, month, number) and date(year, month, number) <= capture_day:
            return date(year, month, number), "year_supplied", ""
    return None, "", IMPOSSIBLE


def _stated(year: int, month: int, number: int) -> tuple[date | None, str, str]:
    return (date(year, month, number), "", "") if _exists(year, month, number) else (None, "", IMPOSSIBLE)


def _exists(year: int, month: int, number: int) -> bool:
    if not 1900 <= year < 2900:
        return False
    try:
        date(year, month, number)
    except ValueError:
        return False
    return True


def _capture_day(captured: str, zone_name: str) -> date | None:
    if not captured:
        return None
    instant = parse_instant(captured)
    zone = find_zone(zone_name) if zone_name else None
    return instant.astimezone(zone or UTC).date() if instant else None


def parse_instant(text: str) -> datetime | None:
    """Parse `2016-12-14T15:35:00Z` (seconds and Z required); None if it is anything else, or of the year 1 or 9999.

    In those a local time may lie beyond the calendar.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", text) is None:
        return None
    try:
        found = datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if MINYEAR < found.year < MAXYEAR else None


def _minutes(moment: datetime) -> int:
    offset = moment.utcoffset()
    return 0 if offset is None else round((offset.days * 86400 + offset.seconds) / 60)


def offsets_at(local: str, zone_name: str) -> list[int]:
    """Return the offsets (minutes) that a zone gives to a wall time: none, one or two.

    None where the clocks skip it, two in the hour that comes twice.
    """
    zone = find_zone(zone_name)
    if zone is None:
        return []
    naive = datetime.fromisoformat(local)
    found: list[int] = []
    for fold in (0, 1):
        moment = naive.replace(tzinfo=zone, fold=fold)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive and _minutes(moment) not in found:
            found.append(_minutes(moment))
    return found


def _offset_at(local: str, zone_name: str, printed: int | None) -> tuple[int | None, str]:
    possible = offsets_at(local, zone_name)
    if printed is not None:
        return (printed, "") if printed in possible else (None, CONTRADICTION)
    if len(possible) == 1:
        return possible[0], ""
    return None, AMBIGUOUS if possible else SKIPPED


def _instant(local: str, offset: int) -> str:
    return (datetime.fromisoformat(local) - timedelta(minutes=offset)).isoformat() + "Z"


@lru_cache(maxsize=256)
def format_offset(minutes: int) -> str:
    """Return minutes east of Greenwich as `+01:00`."""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
