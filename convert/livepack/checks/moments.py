"""Moments as pages write them, read apart from the readers: ISO 8601 with an offset, or seconds since 1970."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_EPOCH = re.compile(r"([0-9]{10})(?:[0-9]{3})?")


def instant_of(text: str) -> str:
    """Return a moment as `2016-12-14T15:35:00Z`, parts of a second cut off; empty if the text is none."""
    text = text.strip()
    epoch = _EPOCH.fullmatch(text)
    if epoch is not None:
        return datetime.fromtimestamp(int(epoch[1]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        found = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return ""
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found.tzinfo is not None else ""
