"""Cites an entry, and the data set as a whole: one wording, for the documents of a package and for what is exported.

A piece that is not known is left out, or its absence is told; nothing is ever put in its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

NO_ADDRESS = "no address in the copy"
_MONTHS = (
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
)
_DAY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-([0-3][0-9])")
_CLOCKS = {"second": slice(11, 19), "minute": slice(11, 16), "hour": slice(11, 16)}
_WEB = ("http://", "https://")

Cells = Mapping[str, str]


def cite_entry(entry: Cells, blog: Cells, page: Cells, descriptor: Mapping[str, Any]) -> str:
    """Return the citation of an entry on one line.

    Args:
        entry: its row of the table entries; of this and the other rows a missing column counts as empty.
        blog: the row of its live blog.
        page: the row of the page that shows it.
        descriptor: the package's datapackage.json.

    Returns:
        Publisher, headline, day and time on the publisher's clock with its offset, the live blog and the address,
        then the data set with its version and the entry's id:
        "Acme News, “Ferries replace the bridge”, 4 March 2031, 15:35 (UTC+00:00), in the live blog “Storm”,
        https://news.example.org/live/7. Data set: Storm pages, version 1.2.0, entry acme-7/t20310304T1535Z."
    """
    title = _cell(blog, "title")
    name = _quote(title) if title else _cell(blog, "blog_id")
    pieces = [
        _cell(blog, "publisher"),
        _headline(entry, page, descriptor),
        cite_time(entry),
        f"in the live blog {name}" if name else "",
        cite_address(entry, blog, page),
    ]
    data_set = [_title(descriptor), _version(descriptor), f"entry {_cell(entry, 'entry_id')}"]
    return f"{_join(pieces)}. Data set: {_join(data_set)}."


def cite_time(entry: Cells) -> str:
    """Return when an entry was published, on the publisher's clock, as exactly as it is known and no more.

    Returns:
        "4 March 2031, 15:35 (UTC+00:00)"; the day alone where that is all; the time as the page prints it where no
        day follows from it; "no time in the copy" where there is none.
    """
    local, instant = _cell(entry, "published_local"), _cell(entry, "published")
    precision = _cell(entry, "published_precision")
    clock = _CLOCKS.get(precision)
    if clock is not None and (local or instant):
        offset = _cell(entry, "utc_offset")
        zone = "UTC" if not local else f"UTC{offset}" if offset else "time zone not known"
        about = "about " if precision == "hour" else ""
        return f"{say_day(local or instant)}, {about}{(local or instant)[clock]} ({zone})"
    if day := _cell(entry, "published_date"):
        return say_day(day)
    printed = _cell(entry, "published_text")
    return f"time as printed {_quote(printed)}" if printed else "no time in the copy"


def cite_address(entry: Cells, blog: Cells, page: Cells) -> str:
    """Return the address of an entry, else of the page that shows it, else of its live blog, with an archived one."""
    addresses = (_cell(entry, "url"), _cell(page, "url"), _cell(blog, "url"))
    address, archived = next(filter(None, addresses), ""), _cell(page, "archived_url")
    if address and archived:
        return f"{address}, archived at {archived}"
    return address or archived or NO_ADDRESS


def cite_package(descriptor: Mapping[str, Any]) -> str:
    """Return the citation of the data set as a whole on one line.

    Returns:
        Who made it, title, name and version, where it lives, what made it and whose texts it holds, as far as the
        descriptor says so: "Ada Example (2031): Storm pages. Data package storm-pages, version 1.2.0.
        https://data.example.org/storm. Made with livepack 0.1.0. Source: Acme News."
    """
    *others, last = [_text(one["title"]) for one in find_makers(descriptor)] or [""]
    makers = f"{', '.join(others)} and {last}" if others else last
    year = _text(descriptor.get("created"))[:4]
    by = f"{makers} ({year}): " if makers and year else f"{makers}: " if makers else ""
    name, title = _text(descriptor.get("name")), _title(descriptor)
    called = [f"Data package {name}" if name and name != title else "Data package", _version(descriptor)]
    homepage = _text(descriptor.get("homepage"))
    made_by = _text(_object(descriptor.get("livepack")).get("version"))
    sources = [_text(one["title"]) for one in _titled(descriptor.get("sources"))]
    sentences = [
        f"{by}{title}",
        _join(called),
        homepage if homepage.startswith(_WEB) else "",
        f"Made with livepack {made_by}" if made_by else "",
        f"Source{'s' if len(sources) > 1 else ''}: {', '.join(sources)}" if sources else "",
    ]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def find_makers(descriptor: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the contributors who made the data set; none where nobody is named but livepack itself."""
    made_by = f"livepack {_text(_object(descriptor.get('livepack')).get('version'))}"
    return [one for one in _titled(descriptor.get("contributors")) if _text(one["title"]) != made_by]


def _headline(entry: Cells, page: Cells, descriptor: Mapping[str, Any]) -> str:
    """Return the headline in quotes; a post without one is untitled only if its copy could hold one."""
    headline = _cell(entry, "headline")
    if headline:
        return _quote(headline)
    is_told = "entries.headline" not in _cell(page, "not_in_source").split() and not is_dehydrated(descriptor)
    return "untitled post" if is_told else ""


TAKEN_OUT = "The publisher's words have been taken out; livepack hydrate puts them back from the saved pages."


def is_dehydrated(descriptor: Mapping[str, Any]) -> bool:
    """Tell whether a package says that the publisher's words were taken out of it."""
    return _object(descriptor.get("livepack")).get("dehydrated") is True


def say_day(text: str) -> str:
    """Return "4 March 2031" for "2031-03-04" with or without a time; what is no day stays as it is."""
    found = _DAY.match(text)
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}" if found else text


def _title(descriptor: Mapping[str, Any]) -> str:
    return _text(descriptor.get("title")) or _text(descriptor.get("name")) or "untitled data package"


def _version(descriptor: Mapping[str, Any]) -> str:
    version = _text(descriptor.get("version"))
    return f"version {version}" if version else "no version stated"


def _titled(found: Any) -> list[Mapping[str, Any]]:
    """Return the objects of a list that have a title."""
    objects = [_object(one) for one in found] if isinstance(found, list) else []
    return [one for one in objects if _text(one.get("title"))]


def _object(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}


def _text(found: Any) -> str:
    """Return a text of the descriptor on one line; what is no text says nothing."""
    return " ".join(found.split()) if isinstance(found, str) else ""


def _cell(row: Cells, column: str) -> str:
    return " ".join((row.get(column) or "").split())


def _quote(words: str) -> str:
    return f"“{words}”"


def _join(pieces: list[str]) -> str:
    return ", ".join(filter(None, pieces))
