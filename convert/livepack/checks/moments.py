"""Moments as pages write them, read apart from the readers: ISO 8601 with an offset, seconds since 1970, or JavaScript's dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime

# "Wed Dec 14 2016 16:35:00 GMT+0100 (CET)", as JavaScript prints a date
_SCRIPT_DATE = re.compile(
    r"[A-Z][a-z]{2} (?P<day>[A-Z][a-z]{2} [0-9]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}) GMT(?P<offset>[+-][0-9]{4})\b.*"
)
_EPOCH = re.compile(r"([0-9]{10})(?:[0-9]{3})?(?:\.[0-9]+)?")  # milliseconds, or parts of a second


def instant_of(text: str) -> str:
    """Return a moment as `2016-12-14T15:35:00Z`, parts of a second cut off; empty if the text is none."""
    text = text.strip()
    printed = _SCRIPT_DATE.fullmatch(text)
    if printed is not None:
        try:
            told = datetime.strptime(f"{printed['day']} {printed['offset']}", "%b %d %Y %H:%M:%S %z")
            return _in_utc(told)
        except ValueError:
            return ""
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return _in_utc(datetime.fromtimestamp(int(epoch[1]), UTC))
    try:
        found = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return ""
    return _in_utc(found) if found.tzinfo is not None else ""


def _in_utc(moment: datetime) -> str:
    try:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:  # of a year that has no place in UTC
        return ""
