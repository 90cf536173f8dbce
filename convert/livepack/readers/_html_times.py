"""The times of HTML posts: `datetime` attributes and data of the page before the printed clock, and both compared."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from livepack import times
from livepack.page import Published
from livepack.readers._html_dates import Printed, half_day, read_day, read_distance, read_printed

# A date and a time as ISO 8601 writes them, with Z or an offset, and perhaps parts of a second.
_STAMP = re.compile(
    r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?\s*",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\s*(1[0-9]{9})(?:[0-9]{3}|\.[0-9]{1,9})?\s*")  # seconds or milliseconds, from 2001 to 2033
# "15:35", "8:02PM", "8.02pm", "7:53 am", "19h05", but neither "2:1" nor "10:30:15.5"
CLOCK = re.compile(r"(?<![0-9:.])([0-9]{1,2})[:.h]([0-9]{2})(?![0-9])(?!%)\s*([ap])?(?(3)\.?m\b\.?)", re.IGNORECASE)
_DOTTED = re.compile(r"[0-9]{1,2}\.")
_ZONE_BEHIND = re.compile(r"\s*\(?(?:[A-Z]{2,4}|Uhr)\b")  # "15.10 GMT" is a time, "15.10 metres" is none
_LONGEST = 60  # characters of a date with a clock
_QUARTER = 15 * 60
_SOON = timedelta(hours=1)  # most changes of a post come within minutes; one of the next day comes at any hour
_EARLY = timedelta(minutes=5)  # a post may be changed while it waits for its time
_SLACK = timedelta(minutes=15)  # a page is stamped some minutes after its first and before its last post
_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905 - twelve words are read at a glance, twelve lines are not
)


# "2031-03-04T12:40:00", "2031-03-04 12:40" and "2031-03-04": a wall time of nobody knows which zone
_WALL = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?\s*")


class Stamp(NamedTuple):
    """A moment from data of the page: the instant in UTC, the offset that is written (None for Z or none), precision."""

    instant: datetime
    offset: int | None
    precision: str
    is_counted: bool = False  # seconds since 1970, which are UTC whatever the page's clock shows


@lru_cache(maxsize=128)  # each moment of a page is asked for some five times: to find the posts, and to read them
def read_stamp(text: str) -> Stamp | None:
    """Read an ISO date and time with `Z` or an offset, or seconds or milliseconds since 1970; None if it is neither.

    A time without an offset is no instant.
    """
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return Stamp(datetime.fromtimestamp(int(epoch[1]), UTC), None, "second", is_counted=True)
    found = _STAMP.fullmatch(text)
    if found is None or not found[4]:
        return None
    try:
        local = datetime.fromisoformat(f"{found[1]}T{found[2]}:{found[3] or '00'}")
    except ValueError:
        return None
    offset = None
    if found[4] not in ("Z", "z"):
        digits = found[4].replace(":", "")
        offset = (int(digits[1:3]) * 60 + int(digits[3:5])) * (-1 if digits[0] == "-" else 1)
        if abs(offset) > 15 * 60:
            return None
    try:
        instant = (local - timedelta(minutes=offset or 0)).replace(tzinfo=UTC)
    except OverflowError:
        return None
    return Stamp(instant, offset, "second" if found[3] else "minute")


def read_clock(text: str) -> tuple[int, int] | None:
    """Return hour and minute of the first clock time in a text; None if there is none."""
    return next((clock for found in CLOCK.finditer(text) if (clock := _clock_of(text, found)) is not None), None)


def _clock_of(text: str, found: re.Match[str]) -> tuple[int, int] | None:
    if not found[3] and _DOTTED.match(found.group()) and not _ZONE_BEHIND.match(text, found.end()):
        return None
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        half = half_day(hour, is_evening=found[3].lower() == "p")
        if half is None:
            return None
        hour = half
    return (hour, minute) if hour < 24 and minute < 60 else None


def read_wall(text: str) -> str:
    """Return the date, and the clock if there is one, that an attribute gives without offset; empty if it does not.

    It may be as a program writes it, or as people do: "6 May 2031, 14:58".
    """
    found = _WALL.fullmatch(text)
    if found is not None:
        return " ".join(filter(None, found.groups()))
    printed = read_printed(text) if len(text) <= _LONGEST and any(map(str.isdigit, text)) else None
    if printed is None or not (printed.year and printed.month and printed.day) or printed.offset or printed.zone:
        return ""
    return f"{printed.year}-{printed.month:02}-{printed.day:02} {printed.hour:02}:{printed.minute:02}"


def instant_text(stamp: Stamp) -> str:
    """Return an instant as `2016-12-14T15:35:00Z`."""
    return f"{stamp.instant.isoformat()[:19]}Z"


class Resolved(NamedTuple):
    """What a time was resolved to, the code of the finding that says why it was not, and what was found."""

    published: Published
    problem: str = ""
    found: str = ""
    supplied: str = ""  # the code of the note that says what the page's own dates have given


class PageDates(NamedTuple):
    """When a page says that it was first published and last changed, as wall times of its own offset.

    `offset` is in minutes east of Greenwich, None where the page writes UTC, which need not be its clock's.
    """

    published: datetime | None = None
    modified: datetime | None = None
    offset: int | None = None

    def is_day_of(self, hour: int, minute: int) -> date | None:
        """Return the one day on which a clock can have shown that time while the page grew; None if it may be several."""
        if self.published is None or self.modified is None or self.published.date() != self.modified.date():
            return None
        moment = self.published.replace(hour=hour, minute=minute, second=0)
        return moment.date() if self.published - _SLACK <= moment <= self.modified + _SLACK else None

    def year_of(self, month: int, day: int) -> int | None:
        """Return the year that puts a day next to the page's first date; None if that is not known."""
        if self.published is None:
            return None
        years = [year for year in range(self.published.year - 1, self.published.year + 2) if _is_day(year, month, day)]
        own = self.published.date()
        return min(years, key=lambda year: abs(date(year, month, day) - own), default=None)


class Around(NamedTuple):
    """What is known of a page beside a post's own time.

    `zone` and `captured` are a person's; `language` is the page's, `dates` are its own; `changed` is when the post was
    last changed, as printed in it; `day` is the heading above it that is a day; `wall` is what `read_wall` returns for
    the post's own data.
    """

    zone: str = ""
    captured: str = ""
    language: str = ""
    dates: PageDates = PageDates()
    changed: str = ""
    day: str = ""
    wall: str = ""


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def read_page_dates(published: str, modified: str, zone_name: str) -> PageDates:
    """Read the dates of a page.

    Args:
        published: ISO 8601, as its data or `meta` elements have it; may be empty.
        modified: likewise.
        zone_name: the zone of the page's clock, where somebody gives it.
    """
    first, last = read_stamp(published), read_stamp(modified)
    zone = times.find_zone(zone_name) if zone_name else None
    offsets = {stamp.offset for stamp in (first, last) if stamp is not None}
    return PageDates(
        _wall(first, zone), _wall(last, zone), offsets.pop() if len(offsets) == 1 and zone is None else None
    )


def _wall(stamp: Stamp | None, zone: ZoneInfo | None) -> datetime | None:
    if stamp is None:
        return None
    if zone is not None:
        return stamp.instant.astimezone(zone).replace(tzinfo=None)
    return (stamp.instant + timedelta(minutes=stamp.offset or 0)).replace(tzinfo=None)


def resolve(text: str, stamp: Stamp | None, around: Around) -> Resolved:
    """Resolve the time of a post.

    Args:
        text: as printed; may be empty.
        stamp: the moment that an attribute or data of the page gives.
        around: what else is known.

    Returns:
        With a stamp its instant. The wall time is that of the zone, else of the printed clock where that is a quarter
        of an hour or a multiple from UTC, else of the offset that is written, else UTC. A clock that agrees with none
        of these leaves the instant empty. Without a stamp the printed words are resolved as far as they go.
    """
    if stamp is None:
        return _resolve_printed(text, around)
    printed = read_printed(text, around.language)
    clock = (printed.hour, printed.minute) if printed is not None else read_clock(text)
    zone = times.find_zone(around.zone) if around.zone else None
    offset = _offset(stamp, clock, zone)
    if zone is None and clock is not None and _is_local_time(stamp, clock, around.dates.offset):
        offset = None
    if offset is None:
        return Resolved(Published(text), "time-disagrees", f"{text}; {instant_text(stamp)} in the page's data")
    local = (stamp.instant + timedelta(minutes=offset)).replace(tzinfo=None)
    return Resolved(
        Published(
            text,
            instant_text(stamp),
            local.isoformat(),
            times.format_offset(offset),
            local.date().isoformat(),
            stamp.precision,
            "page_data",
        )
    )


def _offset(stamp: Stamp, clock: tuple[int, int] | None, zone: ZoneInfo | None) -> int | None:
    """Return the minutes east of Greenwich of the page's clock; None if the printed clock contradicts the stamp."""
    if zone is not None:
        known = stamp.instant.astimezone(zone).utcoffset()
        minutes = round(known.total_seconds() / 60) if known is not None else 0
        return minutes if clock is None or _is_shown(stamp.instant + timedelta(minutes=minutes), clock) else None
    if clock is None:
        return stamp.offset or 0
    if stamp.offset is not None and _is_shown(stamp.instant + timedelta(minutes=stamp.offset), clock):
        return stamp.offset
    shown = clock[0] * 3600 + clock[1] * 60
    there = stamp.instant.hour * 3600 + stamp.instant.minute * 60
    difference = (shown - there + 12 * 3600) % (24 * 3600) - 12 * 3600
    return difference // 60 if difference % _QUARTER == 0 else None


def _is_local_time(stamp: Stamp, clock: tuple[int, int], offset: int | None) -> bool:
    """Tell a moment written with Z that is the printed clock to the minute, on a page whose own dates are not in UTC.

    Some publishers write their local time as UTC; others print UTC. Nobody can tell which, so the instant is not known.
    """
    return bool(offset) and stamp.offset is None and not stamp.is_counted and _is_shown(stamp.instant, clock)


def _is_shown(moment: datetime, clock: tuple[int, int]) -> bool:
    return (moment.hour, moment.minute) == clock


def _resolve_printed(text: str, around: Around) -> Resolved:
    printed = read_printed(text, around.language) if text else None
    is_counted = bool(around.captured and not around.zone) and read_distance(text) is not None
    stated = read_printed(around.wall) if around.wall and read_clock(text) is None and not is_counted else None
    if printed is not None:
        dated, supplied = _supply_date(printed, around)
    elif stated is not None:
        dated, supplied = stated, "day-from-attribute"
    else:
        return _count_back(text, around) if text else Resolved(Published())
    zone = dated.zone if not around.zone or dated.zone.lower() in times.ZONES else ""
    offset = dated.offset
    if offset is None and not zone and not around.zone and dated.day is not None:
        offset = around.dates.offset
        supplied = supplied or ("zone-from-page" if offset is not None else "")
    clock = f"{dated.hour:02}:{dated.minute:02}"
    if offset is not None and dated.year and dated.month and dated.day and _is_day(dated.year, dated.month, dated.day):
        local = datetime(dated.year, dated.month, dated.day, dated.hour, dated.minute)  # noqa: DTZ001 - a wall time
        instant = (local - timedelta(minutes=offset)).isoformat() + "Z"
        basis = "page_data" if supplied else "stated"
        published = Published(
            text, instant, local.isoformat(), times.format_offset(offset), local.date().isoformat(), "minute", basis
        )
        return Resolved(published, supplied=supplied)
    words = [clock, zone]
    if dated.day is not None and dated.month is not None:
        words += [str(dated.day), _MONTHS[dated.month - 1], str(dated.year or "")]
    resolved = times.resolve_time(" ".join(word for word in words if word), around.zone, around.captured)
    published = resolved.published._replace(text=text)
    if supplied and published.instant:
        published = published._replace(basis="page_data")
    return Resolved(published, resolved.problem, text, supplied if published.date else "")


def _count_back(text: str, around: Around) -> Resolved:
    """Resolve "12 minutes ago" from the capture, where that is known; other words without a clock are unreadable."""
    distance = read_distance(text)
    if distance is None:
        day = read_day(text, around.language)
        if day is not None and day[0] is not None and _is_day(day[0], day[1], day[2]):
            return Resolved(Published(text, date=date(day[0], day[1], day[2]).isoformat(), precision="day"))
        return Resolved(Published(text), times.UNREADABLE, text)
    captured = times.parse_instant(around.captured)
    if captured is None:
        return Resolved(Published(text), "capture-unknown", text)
    number, unit = distance
    moment = (captured - number * timedelta(**{f"{unit}s": 1})).replace(second=0)
    zone = times.find_zone(around.zone) if around.zone else None
    known = moment.astimezone(zone).utcoffset() if zone is not None else timedelta(minutes=around.dates.offset or 0)
    offset = known or timedelta()
    local = (moment + offset).replace(tzinfo=None)
    return Resolved(
        Published(
            text,
            moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            local.isoformat(),
            times.format_offset(round(offset.total_seconds() / 60)),
            local.date().isoformat(),
            unit,
            "relative_to_capture",
        )
    )


def _supply_date(printed: Printed, around: Around) -> tuple[Printed, str]:
    """Take what a printed time leaves out from the post's data, the heading above, its last change, or the page's dates."""
    stated = read_day(around.wall[:10]) if printed.day is None else None
    clock = read_clock(around.wall[10:]) if stated is not None else None
    if stated is not None and clock in (None, (printed.hour, printed.minute)):
        return printed._replace(year=stated[0], month=stated[1], day=stated[2]), "day-from-attribute"
    heading = read_day(around.day, around.language) if printed.day is None and around.day else None
    if heading is not None:
        year = heading[0] or around.dates.year_of(*heading[1:])
        return printed._replace(year=year, month=heading[1], day=heading[2]), "day-from-heading"
    if printed.day is None:
        changed = read_printed(around.changed, around.language) if around.changed else None
        day = _day_before_change(printed, changed) if changed is not None else None
        if changed is not None and day is not None:
            offset = printed.offset if printed.offset is not None or printed.zone else changed.offset
            zone = printed.zone or (changed.zone if offset is None else "")
            found = printed._replace(year=day.year, month=day.month, day=day.day, offset=offset, zone=zone)
            return found, "day-from-change"
        own = around.dates.is_day_of(printed.hour, printed.minute)
        if own is not None:
            return printed._replace(year=own.year, month=own.month, day=own.day), "day-from-page"
    elif printed.year is None and printed.month is not None:
        year = around.dates.year_of(printed.month, printed.day)
        if year is not None:
            return printed._replace(year=year), "year-from-page"
    return printed, ""


def _day_before_change(printed: Printed, changed: Printed) -> date | None:
    """Return the day of a clock time that a change soon followed; None if it did not: it may be of another day."""
    if not (changed.year and changed.month and changed.day and _is_day(changed.year, changed.month, changed.day)):
        return None
    moment = datetime(changed.year, changed.month, changed.day, changed.hour, changed.minute)  # noqa: DTZ001 - wall time
    for step in (0, -1, 1):
        shown = moment.replace(hour=printed.hour, minute=printed.minute) + timedelta(days=step)
        if -_EARLY <= moment - shown <= _SOON:
            return shown.date()
    return None
