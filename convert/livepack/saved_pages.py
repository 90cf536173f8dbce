"""What programs that save a page as one file write into it: the page's address, and when it was saved.

SingleFile, Save Page WE, monolith, the browsers' "saved from url", and the Wayback Machine of the Internet Archive.
What seeds.yaml says of a document goes before what such a program says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

_LOOK_AT: Final = 65_536  # characters: all but the Wayback Machine write at the top
_MAX_ADDRESS: Final = 2_000
_ADDRESS = r"https?://[^\s\"'<>]+"
# Page saved with SingleFile, url: https://…, saved date: Wed Dec 14 2016 16:35:00 GMT+0100 (CET), a line for each
_SINGLE_FILE = re.compile(
    rf"<!--\s*Page saved with SingleFile\s+url:\s*(?P<url>{_ADDRESS})\s+saved date:\s*(?P<date>[^\n<>]+)"
)
# saved from url=(0037)https://www.example.org/live
_BROWSER = re.compile(rf"<!--\s*saved from url=\([0-9]+\)(?P<url>{_ADDRESS})\s*-->", re.IGNORECASE)
# Saved from https://www.example.org/live at 2023-01-02T03:04:05Z using monolith v2.7.0
_MONOLITH = re.compile(rf"<!--\s*Saved from (?P<url>{_ADDRESS}) at (?P<date>\S+) using monolith")
_SAVE_PAGE_WE = re.compile(r"<meta name=\"savepage-(?P<name>url|date)\" content=\"(?P<value>[^\"<>]+)\"")
# the Wayback Machine's script gives its program the page's address and the moment of the capture, 14 digits
_WOMBAT = re.compile(rf"__wm\.wombat\(\s*\"(?P<url>{_ADDRESS})\"\s*,\s*\"(?P<stamp>[0-9]{{14}})\"")
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/(?P<stamp>[0-9]{14})[a-z_]*/(?P<url>https?://\S+)")
_SCRIPT_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} [0-9]{2} [0-9]{4} [0-9:]{8}) GMT([+-][0-9]{4})\b")


def read_saver(document: str) -> dict[str, Any]:
    """Return what a program that saved a page says of it.

    Args:
        document: the whole document.

    Returns:
        `url`, `archived_url` and `captured`, in the words of seeds.yaml, as far as they are said; empty for a document
        that does not begin with a tag.
    """
    if document[:200].lstrip("\ufeff \t\r\n")[:1] != "<":
        return {}
    top = document[:_LOOK_AT]
    for url, date in (*_said_in_comments(top), *_said_in_elements(top)):
        stated = _stated(url, date)
        if stated:
            return stated
    wombat = _WOMBAT.search(top)
    return _archived(wombat["url"], wombat["stamp"]) if wombat is not None else {}


def _said_in_comments(top: str) -> Iterator[tuple[str, str]]:
    for pattern in (_SINGLE_FILE, _MONOLITH, _BROWSER):
        found = pattern.search(top)
        if found is not None:
            yield found["url"], found.groupdict().get("date", "")


def _said_in_elements(top: str) -> Iterator[tuple[str, str]]:
    said = {found["name"]: found["value"] for found in _SAVE_PAGE_WE.finditer(top)}
    if "url" in said:
        yield said["url"], said.get("date", "")


def _stated(url: str, date: str) -> dict[str, Any]:
    """Return what an address and a date say; nothing if the address is none of the web, as of a file."""
    archived = _ARCHIVED.fullmatch(url)
    if archived is not None:
        return _archived(archived["url"], archived["stamp"], url)
    if re.fullmatch(_ADDRESS, url) is None or len(url) > _MAX_ADDRESS:
        return {}
    captured = _instant(date.strip())
    return {"url": url, "captured": captured} if captured else {"url": url}


def _archived(url: str, stamp: str, address: str = "") -> dict[str, Any]:
    """Return the facts of a capture of the Wayback Machine."""
    try:
        captured = datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return {}
    if len(url) > _MAX_ADDRESS:
        return {}
    return {
        "url": url,
        "archived_url": address or f"https://web.archive.org/web/{stamp}/{url}",
        "captured": captured.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _instant(text: str) -> str:
    """Return a date of JavaScript, or one of ISO 8601 with an offset, in UTC; empty if it is neither."""
    printed = _SCRIPT_DATE.match(text)
    try:
        if printed is not None:
            found = datetime.strptime(" ".join(printed.groups()), "%b %d %Y %H:%M:%S %z")
        else:
            found = datetime.fromisoformat(text)
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found.tzinfo is not None else ""
    except (ValueError, OverflowError):
        return ""


def plain_address(url: str) -> str:
    """Return the address of the page itself, where one of a capture of the Wayback Machine is given."""
    archived = _ARCHIVED.fullmatch(url)
    return archived["url"] if archived is not None else url


def archive_facts(url: str) -> dict[str, Any]:
    """Return the facts of a capture of the Wayback Machine that an address names; empty if it names none."""
    archived = _ARCHIVED.fullmatch(url)
    return _archived(archived["url"], archived["stamp"], url) if archived is not None else {}
