"""The times of HTML posts: `datetime` attributes and data of the page before the printed clock, and both compared."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from livepack import times
from livepack.page import Published

# A date and a time as ISO 8601 writes them, with Z or an offset, and perhaps parts of a second.
_STAMP = re.compile(
    r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?\s*",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\s*(1[0-9]{9})([0-9]{3})?\s*")  # seconds or milliseconds, from 2001 to 2033
# "15:35", "8:02PM", "8.02pm", "7:53 am", "19h05", but neither "2:1" nor "10:30:15.5"
CLOCK = re.compile(r"(?<![0-9:.])([0-9]{1,2})[:.h]([0-9]{2})(?![0-9])(?!%)\s*([ap])?(?(3)\.?m\b\.?)", re.IGNORECASE)
_DOTTED = re.compile(r"[0-9]{1,2}\.")
_ZONE_BEHIND = re.compile(r"\s*\(?[A-Z]{2,4}\b")  # "15.10 GMT" is a time, "15.10 metres" is none
_QUARTER = 15 * 60


class Stamp(NamedTuple):
    """A moment from data of the page: the instant in UTC, the offset that is written (None for Z or none), precision."""

    instant: datetime
    offset: int | None
    precision: str


def read_stamp(text: str) -> Stamp | None:
    """Read an ISO date and time with `Z` or an offset, or seconds or milliseconds since 1970; None if it is neither.

    A time without an offset is no instant.
    """
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return Stamp(datetime.fromtimestamp(int(epoch[1]), UTC), None, "second")
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
    found = CLOCK.search(text)
    if found is None:
        return None
    if not found[3] and _DOTTED.match(found.group()) and not _ZONE_BEHIND.match(text, found.end()):
        return None
    hour, minute = int(found[1]), int(found[2])
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return (hour, minute) if hour < 24 and minute < 60 else None


def instant_text(stamp: Stamp) -> str:
    """Return an instant as `2016-12-14T15:35:00Z`."""
    return stamp.instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class Resolved(NamedTuple):
    """What a time was resolved to, the code of the finding that says why it was not, and what was found."""

    published: Published
    problem: str = ""
    found: str = ""


def resolve(text: str, stamp: Stamp | None, zone_name: str, captured: str) -> Resolved:
    """Resolve the time of a post.

    Args:
        text: as printed; may be empty.
        stamp: the moment that an attribute or data of the page gives.
        zone_name: the zone of the page's clock, where somebody gives it.
        captured: when the page was captured, or empty.

    Returns:
        With a stamp its instant. The wall time is that of the zone, else of the printed clock where that is a quarter
        of an hour or a multiple from UTC, else of the offset that is written, else UTC. A clock that agrees with none
        of these leaves the instant empty. Without a stamp the printed words are resolved as far as they go.
    """
    if stamp is None:
        return _resolve_printed(text, zone_name, captured)
    clock = read_clock(text)
    zone = times.find_zone(zone_name) if zone_name else None
    offset = _offset(stamp, clock, zone)
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


def _is_shown(moment: datetime, clock: tuple[int, int]) -> bool:
    return (moment.hour, moment.minute) == clock


def _resolve_printed(text: str, zone_name: str, captured: str) -> Resolved:
    if not text:
        return Resolved(Published())
    found = CLOCK.search(text)
    clock = read_clock(text)
    if found is None or clock is None:
        return Resolved(Published(text), times.UNREADABLE, text)
    rest = (text[: found.start()] + " " + text[found.end() :]).strip(" ,-–—|()[]:\u00a0")
    resolved = times.resolve_time(f"{clock[0]:02}:{clock[1]:02} {rest}".strip(), zone_name, captured)
    return Resolved(resolved.published._replace(text=text), resolved.problem, text)
