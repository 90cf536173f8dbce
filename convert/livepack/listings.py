"""Reads listings of captures in web archives, as a person has saved them: CDX, CDXJ, and the JSON of CDX servers.

Forms and names of fields: the legend of CDX files (https://iipc.github.io/warc-specifications/specifications/cdx-format/cdx-2015/),
the Wayback CDX server (https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server), and the CDXJ of pywb
and Common Crawl (https://pywb.readthedocs.io/en/latest/manual/indexing.html).
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from livepack.errors import UsageError

MAX_JSON_BYTES = 256 * 1024 * 1024  # of a listing that is one array, which must be read whole
MAX_LINE = 1 << 20  # characters; the longest addresses have some thousands
PAGES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/json": ".json",
    "text/plain": ".txt",
    "multipart/related": ".mhtml",
}

_LETTERS = {  # of the legend at the head of a CDX file
    "b": "timestamp",
    "a": "original",
    "m": "mimetype",
    "s": "statuscode",
    "k": "digest",
    "S": "length",
    "V": "offset",
    "g": "filename",
}
# How many fields a line without a legend has, and what they are.
_FIELDS = {7: "N b a m s k S", 9: "N b a m s k r V g", 10: "N b a m s k r M V g", 11: "N b a m s k r M S V g"}
_OTHER_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}  # of CDXJ
_CDXJ = re.compile(r"\S+ ([0-9]{14}) (\{.*\})")
_ADDRESS = re.compile(r"(https?)://([^/?#\s]+)([^\s]*)", re.IGNORECASE)
_PORTS = {"http": ":80", "https": ":443"}
_GOES_ON = "the key by which the server goes on: there are more captures than this listing has"
_HIDDEN = ("", "-", "unk")  # what stands where a field is not known


class Capture(NamedTuple):
    """One capture of one address, as a listing has it.

    Attributes:
        line: its line in the listing, from 1; in an array its place.
        timestamp: when it was captured, 14 digits in UTC.
        address: what was captured.
        media_type, status, digest: of the answer; empty if the listing does not say.
        file, offset, length: the WARC file that holds it and the bytes there; empty if the listing does not say.
    """

    line: int
    timestamp: str
    address: str
    media_type: str = ""
    status: str = ""
    digest: str = ""
    file: str = ""
    offset: str = ""
    length: str = ""

    @property
    def instant(self) -> str:
        """When it was captured, as seeds.yaml has it."""
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - UTC by its form

    @property
    def url(self) -> str:
        """The address without the port that goes without saying: old listings have http://www.example.org:80/."""
        match = _ADDRESS.fullmatch(self.address)
        if match is None:
            return self.address
        scheme = match[1].lower()
        return f"{scheme}://{match[2].removesuffix(_PORTS[scheme])}{match[3]}"


class Unreadable(NamedTuple):
    """A line that is no capture, and why."""

    line: int
    reason: str


def read_listing(path: Path) -> Iterator[Capture | Unreadable]:
    """Read a listing, packed with gzip or not.

    Raises:
        UsageError: it cannot be read, or is too large an array.
    """
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if is_packed else path.open("rb") as opened:
            head = opened.peek(64) if hasattr(opened, "peek") else b""
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
                yield from _read_array(opened.read(MAX_JSON_BYTES + 1), path)
            else:
                yield from _read_lines(_decode_lines(opened))
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(
            "this listing cannot be read",
            where=str(path),
            found=getattr(error, "strerror", None) or str(error),
            advice="name a CDX, CDXJ or JSON listing that you have saved",
        ) from None


def _decode_lines(opened: Any) -> Iterator[str]:
    while line := opened.readline(MAX_LINE):
        yield line.decode("utf-8-sig", "replace").rstrip("\r\n")


def _read_array(data: bytes, path: Path) -> Iterator[Capture | Unreadable]:
    """Read what the Wayback CDX server answers with output=json: an array of rows, the first of which names the fields."""
    advice = "save the answer of a CDX server as it is; ask for fewer captures at once if it was cut"
    if len(data) > MAX_JSON_BYTES:
        raise UsageError(
            "this listing is too large", where=str(path), found=f"over {MAX_JSON_BYTES} bytes", advice=advice
        )
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(
            "this listing is not whole JSON", where=str(path), found=str(error)[:100], advice=advice
        ) from None
    names = rows[0] if rows and isinstance(rows[0], list) else []
    if len(rows) > 2 and rows[-2] == [] and isinstance(rows[-1], list):
        yield Unreadable(len(rows), _GOES_ON)
        rows = rows[:-2]
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            yield _capture(number, row)
        elif number > 1 and isinstance(row, list) and len(row) == len(names):
            yield _capture(number, dict(zip(map(str, names), row, strict=True)))
        elif number > 1 and row:
            yield Unreadable(number, "a row of another length than the first, which names the fields")


def _read_lines(lines: Iterable[str]) -> Iterator[Capture | Unreadable]:
    """Read CDX, CDXJ, or a JSON object a line."""
    legend: list[str] = []
    is_after_blank = False
    for number, line in enumerate(lines, start=1):
        was_blank, is_after_blank = is_after_blank, not line.strip()
        if is_after_blank or line[0] in "!@":  # a header of CDXJ
            continue
        if line.lstrip().startswith("CDX "):
            legend = line.split()[1:]
            continue
        match = _CDXJ.fullmatch(line)
        if match is not None or line.startswith("{"):
            fields = _object(match[2] if match is not None else line)
            if fields is None:
                yield Unreadable(number, "no whole JSON object")
            else:
                yield _capture(number, fields | ({"timestamp": match[1]} if match is not None else {}))
            continue
        cells = line.split()
        letters = legend or _FIELDS.get(len(cells), "").split()
        if len(cells) == len(letters):
            yield _capture(
                number, {_LETTERS.get(letter, ""): cell for letter, cell in zip(letters, cells, strict=True)}
            )
        elif was_blank and len(cells) == 1:
            yield Unreadable(number, _GOES_ON)
        else:
            wanted = str(len(legend)) if legend else "7, 9, 10 or 11"
            yield Unreadable(number, f"{len(cells)} fields, not {wanted}")


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _capture(line: int, fields: Mapping[str, Any]) -> Capture | Unreadable:
    known = {
        _OTHER_NAMES.get(name, name): str(value) for name, value in fields.items() if isinstance(value, (str, int))
    }
    timestamp, address = known.get("timestamp", ""), known.get("original", "")
    if not _is_instant(timestamp):
        return Unreadable(line, f"no time of 14 digits but {timestamp[:20]!r}" if timestamp else "no time")
    if not address:
        return Unreadable(line, "no address")
    names = ("mimetype", "statuscode", "digest", "filename", "offset", "length")
    cells = ("" if known.get(name, "") in _HIDDEN or not _is_plain(known[name]) else known[name] for name in names)
    return Capture(line, timestamp, address, *cells)


def _is_plain(text: str) -> bool:
    """Tell whether a text may stand in a line among others: it has no line break, tab or control character."""
    return text.isprintable() and " " not in text.replace("; ", ";")  # "text/html; charset=utf-8"


def _is_instant(text: str) -> bool:
    if not (len(text) == 14 and text.isdecimal() and text.isascii()):
        return False
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - only whether there is such a day and hour
    except ValueError:
        return False
    return True
