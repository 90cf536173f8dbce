"""Makes entries for seeds.yaml of a listing of captures: what is a page, what to call it, and where its bytes are."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from livepack.listings import PAGES, Capture, Unreadable

WAYBACK = "https://web.archive.org/web/"
COMMON_CRAWL = "https://data.commoncrawl.org/"
_MAX_STEM = 60  # characters of an address that a file's name has
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class Stub(NamedTuple):
    """A capture that is a page, and the name that its file should have."""

    name: str
    capture: Capture


@dataclass
class Selection:
    """What of a listing is taken, and what is not.

    Attributes:
        takes_all: whether captures are taken too that are no answer of a page, or have the bytes of an earlier one.
        left_out: how many captures are left out, by the reason.
        unreadable: lines that are no captures.
    """

    takes_all: bool = False
    left_out: Counter[str] = field(default_factory=Counter)
    unreadable: list[Unreadable] = field(default_factory=list)

    def select(self, found: Iterable[Capture | Unreadable]) -> Iterator[Stub]:
        """Return the captures that are pages, each with a name of its own."""
        digests: set[str] = set()
        names: set[str] = set()
        for capture in found:
            if isinstance(capture, Unreadable):
                self.unreadable.append(capture)
                continue
            reason = _why_not(capture, digests, takes_all=self.takes_all)
            if reason:
                self.left_out[reason] += 1
                continue
            digests.add(capture.digest)
            yield Stub(_name(capture, names), capture)


def _why_not(capture: Capture, digests: set[str], *, takes_all: bool) -> str:
    """Say why a capture is left out; empty if it is not."""
    if not re.fullmatch(r"https?://[^\s]+", capture.url) or not capture.url.isprintable():
        return "no address of the web"
    if takes_all:
        return ""
    if capture.media_type == "warc/revisit" or (capture.digest and capture.digest in digests):
        return "the same bytes as an earlier capture"
    if capture.status not in ("", "200"):
        return f"status {capture.status[:3]}"
    media_type = capture.media_type.partition(";")[0].strip().lower()
    return "" if not media_type or media_type in PAGES else "no page but a picture, script or the like"


def _name(capture: Capture, taken: set[str]) -> str:
    """Return a file's name: the capture's time and the end of its address, such as 20310305T060000Z-10200300.html."""
    path = capture.url.partition("://")[2].partition("?")[0].partition("#")[0].rstrip("/")
    last = (
        path.rpartition("/")[2].rpartition(".")[0] if path.endswith(tuple(PAGES.values())) else path.rpartition("/")[2]
    )
    stem = _UNSAFE.sub("-", last).strip("-")[:_MAX_STEM] or "page"
    time = f"{capture.timestamp[:8]}T{capture.timestamp[8:]}Z"
    ending = PAGES.get(capture.media_type.partition(";")[0].strip().lower(), "")
    name, number = f"{time}-{stem}{ending}", 1
    while name.lower() in taken:  # on some systems capitals are no other name
        number += 1
        name = f"{time}-{stem}-{number}{ending}"
    taken.add(name.lower())
    return name


def archived_url(capture: Capture, replay: str) -> str:
    """Return the address at which an archive shows a capture; empty if it is known only in which WARC file it lies.

    Args:
        capture: the capture.
        replay: how the archive's addresses begin; empty for the Wayback Machine where the listing names no file.
    """
    base = replay or ("" if capture.file else WAYBACK)
    return f"{base.rstrip('/')}/{capture.timestamp}/{capture.address}" if base else ""


def bytes_of(capture: Capture, replay: str) -> tuple[str, str]:
    """Return the address of a capture's bytes as they were received, and the range of them there; empty if not known."""
    shown = archived_url(capture, replay)
    if shown:  # "id_" behind the time: the archive's own frame and links are left out
        return shown.replace(f"/{capture.timestamp}/", f"/{capture.timestamp}id_/", 1), ""
    base = COMMON_CRAWL if capture.file.startswith("crawl-data/") else ""
    is_placed = capture.offset.isdecimal() and capture.length.isdecimal() and int(capture.length) > 0
    end = f"{capture.offset}-{int(capture.offset) + int(capture.length) - 1}" if is_placed else ""
    return base + capture.file, end


def render_stub(stub: Stub, replay: str) -> str:
    """Return what seeds.yaml says of a capture, to stand under `documents:`."""
    capture = stub.capture
    lines = [f"  {stub.name}:"]
    place, span = bytes_of(capture, replay)
    lines.append(f"    # bytes {span} of {place}" if span else f"    # bytes: {place}")
    lines.append(f"    url: {_quote(capture.url)}")
    shown = archived_url(capture, replay)
    if shown:
        lines.append(f"    archived_url: {_quote(shown)}")
    lines.append(f'    captured: "{capture.instant}"')
    return "".join(f"{line}\n" for line in lines)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def render_address(stub: Stub, replay: str) -> str:
    """Return a line for a program that fetches: name, address and range, with tabs between."""
    return "\t".join((stub.name, *bytes_of(stub.capture, replay))) + "\n"
