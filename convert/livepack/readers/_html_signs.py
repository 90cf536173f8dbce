"""Signs by which posts are told in HTML: times, ids, clocks that a text begins with, words of "live" and of comments.

All signs of a page are gathered once, from lists of its tags and classes; a page has thousands of elements and mostly
some dozens of classes, so what a class says is kept for the next element that has it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from livepack.html_document import Element, HtmlDocument, shown_text, walk_texts
from livepack.readers._html_dates import read_printed
from livepack.readers._html_times import CLOCK, read_clock, read_stamp

# "datetime", "data-post-time", "data-posted-date-timestamp", "data-sort-time", but not "data-update-time"
_STAMP_NAME = re.compile(
    r"datetime|title|data-ts|data-(?!.*(?:updat|modif|edit|expir|end|refresh|delay|duration))[a-z-]*(?:time|date|stamp|publish|created|utc)[a-z-]*"
)
_ID_ATTRIBUTES = ("id", "name", "data-id", "data-post-id", "data-block-id", "data-entry-id", "data-uuid")
_NAMES = ("class", "id", "itemtype", "typeof", "data-testid", "data-component")
_LIVE = re.compile(
    r"live-?_?(?:blog|post|event|update|stream|text|entry|item|list|ticker|feed|coverage|timeline|cards?|moments?)|liveticker|minute-?by-?minute|LiveBlogPosting",
    re.IGNORECASE,
)
_LIVE_WORDS = re.compile(
    r"\blive\b|\bliveticker\b|\bticker\b|minute[ -]by[ -]minute|as it happened|\ben (?:direct|directo|vivo)\b|\bao vivo\b|\bem direto\b|\bdiretta\b"
    r"|\bcanlı\b|\bdirekte\b|\bdirekt:|\bliveblog\b|\bna żywo\b|\bživě\b|\bélőben\b|\bsuorana\b|\bonline\b.{0,20}\bhronika\b|\bонлайн\b|\bпрямой эфир\b|ライブ|速報|라이브|실시간|直播|مباشر|\bসরাসরি\b|\bलाइव\b",
    re.IGNORECASE,
)
# "/live/", "/liveblog/", "-live-updates", "-live-b2505918.html", "/en-direct/"
_LIVE_PATH = re.compile(
    r"/live(?:[/-]|$)|live-?blog|liveticker|[/-]ticker[/-]|-live(?:-updates?|-b[0-9]|\.html|/?$)|/(?:en-)?(?:direct|directo|vivo|direto)[/-]"
    r"|ao-vivo|minuto-a-minuto|[/-]diretta[/-]|/direkte?/|na-zywo",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"(?:^|[\s_-])(?:comments?|replies|reply|disqus|forum|thread|reviews?)(?:$|[\s_-])|UserComments|/Comment$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|sidebar|related|recommended|most-read|trending|footer|header|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TIME_CLASS = re.compile(r"time|date|stamp|clock|posted|publi|zeit|uhr|heure|hora|saat|klok|godz", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:[0-9]+|an?|one) ?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?)\b(?: ago)?|\bjust now\b|\byesterday\b|\bvor [0-9]+|\bil y a\b|\bhace [0-9]+",
    re.IGNORECASE,
)
_LEAD = re.compile(r"\W{0,5}(?:(?:ore|alle|kl\.?|klo|um|à|às|a las|at)\s)?", re.IGNORECASE)
_FIRST = re.compile(
    r"\W{0,5}(?:(?:[Oo]re|[Aa]lle|[Kk]l\.?|[Kk]lo|[Uu]m|[Àà]s?|[Aa] las|[Aa]t)\s)?[0-9]{1,2}(?:[:.hH]|$)"
)  # a text that a clock may begin with, alone or with the next
_SPOKEN = re.compile(r"visually-?hidden|sr-only|screen-?reader", re.IGNORECASE)
_MARKED_SO = '[itemprop="datePublished"][content],[property="datePublished"][content]'  # microdata and RDFa
_MAX_TIME = 60
_LONGEST_CLOCK = 16  # "12:30 p.m." and what may stand before it


def _selector(names: tuple[str, ...]) -> str:
    return ",".join(f"[{name}]" for name in names)


class Signs:
    """The signs of a page.

    Attributes:
        timed: the elements that are a time or have one, in no order.
        clocked: the elements whose text begins with a clock time, in order.
    """

    def __init__(self, document: HtmlDocument) -> None:
        self.document = document
        self._sure = _Sorted(document.select("time,[datetime]"))
        self._classed = _Sorted(self._find_classed())
        names = tuple(filter(_may_be_stamp, document.attribute_names()))
        self._stamped = _Sorted(filter(stamp_attribute, document.select(_selector(names)) if names else ()))
        self.timed = [*self._sure.elements, *self._classed.elements, *self._stamped.elements]
        self._clocked = _find_clocked(document)
        self.clocked = sorted(self._clocked, key=lambda element: element.index)
        self._named: _Sorted | None = None
        self._threads: dict[Element, bool] = {}

    def _find_classed(self) -> Iterator[Element]:
        """Return the elements, no `time` among them, whose class speaks of time and whose words are one."""
        for name in ("class", "data-testid"):
            for node, value in zip(self.document.nodes, self.document.column(name), strict=True):
                if value and _speaks_of_time(value):
                    element = self.document.element(node)
                    if element.tag != "time" and _is_time(said_text(element)):
                        yield element
        for element in self.document.select(_MARKED_SO):
            if element.tag not in ("time", "meta") and not element.is_hidden and _is_time(shown_text(element)):
                yield element

    def times(self, element: Element) -> list[Element]:
        """Return the elements within an element that hold a time, the surest first: attributes, `time`, then classes."""
        return [*self._sure.within(element), *self._classed.within(element)]

    def has_time(self, element: Element) -> bool:
        """Tell whether an element is or holds one with a time, or begins with a clock time."""
        lists = (self._sure, self._classed, self._stamped)
        return self.begins_with_clock(element) or any(found.within(element) for found in lists)

    def begins_with_clock(self, element: Element) -> bool:
        """Tell whether an element's text begins with a clock time."""
        return element in self._clocked

    def ids(self, element: Element) -> list[str]:
        """Return what may be a post's id: the ids of its elements, and the fragments of its links."""
        if self._named is None:
            self._named = _Sorted(self.document.select(f'{_selector(_ID_ATTRIBUTES)},[href*="#"]'))
        found = []
        for inner in self._named.within(element):
            found += [inner.attrs[name] for name in _ID_ATTRIBUTES if inner.attrs.get(name)]
            fragment = inner.attrs.get("href", "").partition("#")[2]
            if fragment:
                found.append(fragment)
        return found

    def is_live(self) -> bool:
        """Tell whether the title, the first heading or the names of elements say that this is a live blog."""
        document = self.document
        for element in document.find_all("title"):
            if _LIVE_WORDS.search("".join(text.data for text in walk_texts(element, hidden=True))):
                return True
        if any(_LIVE_WORDS.search(shown_text(element)) for element in document.find_all("h1")):
            return True
        if next(document.find_all("amp-live-list"), None) is not None:
            return True
        addresses = document.select('link[rel~="canonical"],meta[property="og:url"]')
        if any(_LIVE_PATH.search(one.attrs.get("href", "") or one.attrs.get("content", "")) for one in addresses):
            return True
        return any(_says_live(value) for name in _NAMES for value in set(document.column(name)) if value)

    def is_aside(self, element: Element) -> bool:
        """Tell comments and the furniture around a page, by the names of an element and of those around it."""
        furniture = element.tag not in ("body", "html", "#document") and is_furniture(element)
        return furniture or self._is_thread(element)

    def _is_thread(self, element: Element) -> bool:
        found = self._threads.get(element)
        if found is None:
            names = names_of(element)
            found = (
                element.tag in ("nav", "footer")
                or (_speaks_of_comments(names) and not _says_live(names))
                or (element.tag == "aside" and not _says_live(names))
                or (element.parent is not None and self._is_thread(element.parent))
            )
            self._threads[element] = found
        return found


class _Sorted:
    """Elements in the order of the document, to be asked for those within another."""

    def __init__(self, elements: Iterable[Element]) -> None:
        found = {element.index: element for element in elements}
        self._places = sorted(found)
        self.elements = [found[place] for place in self._places]

    def within(self, element: Element) -> list[Element]:
        """Return those that an element is or holds."""
        start = bisect_left(self._places, element.index)
        if start == len(self._places) or self._places[start] > element.last:
            return []
        return self.elements[start : bisect_right(self._places, element.last)]


def signs_of(document: HtmlDocument) -> Signs:
    """Return the signs of a page, gathered when they are first asked for."""
    found = document.notes.get("signs")
    if not isinstance(found, Signs):
        found = document.notes["signs"] = Signs(document)
    return found


@lru_cache(maxsize=8192)
def _speaks_of_time(name: str) -> bool:
    return _TIME_CLASS.search(name) is not None


@lru_cache(maxsize=8192)
def _says_live(name: str) -> bool:
    return _LIVE.search(name) is not None


@lru_cache(maxsize=8192)
def _speaks_of_comments(names: str) -> bool:
    return _COMMENT.search(names) is not None


@lru_cache(maxsize=8192)
def _speaks_of_furniture(name: str) -> bool:
    return _ASIDE.search(name) is not None


def said_text(element: Element) -> str:
    """Return what an element shows, or what it only says to those who listen to the page; empty if it is hidden from all."""
    if not element.is_hidden:
        return shown_text(element)
    if element.parent is None or element.parent.is_hidden or not _SPOKEN.search(element.attrs.get("class", "")):
        return ""
    return " ".join("".join(text.data for text in walk_texts(element, hidden=True)).split())


def _is_time(text: str) -> bool:
    return 0 < len(text) <= _MAX_TIME and (
        read_clock(text) is not None or read_printed(text) is not None or _RELATIVE.search(text) is not None
    )


def says_live(element: Element) -> bool:
    """Tell whether an element's names say that it is of a live blog."""
    return _says_live(names_of(element))


def is_furniture(element: Element) -> bool:
    """Tell by its class what stands around a page's text: menus, lists of other stories, footers."""
    return _speaks_of_furniture(element.attrs.get("class", ""))


def names_of(element: Element) -> str:
    """Return the names that an element has by its attributes."""
    attrs = element.attrs
    return " ".join(attrs[name] for name in _NAMES if name in attrs) if attrs else ""


@cache
def _may_be_stamp(name: str) -> bool:
    return _STAMP_NAME.fullmatch(name) is not None


def stamp_attribute(element: Element) -> str:
    """Return the name of the attribute in which an element holds a moment; empty if it has none."""
    attrs = element.attrs
    return next((name for name in attrs if _may_be_stamp(name) and read_stamp(attrs[name]) is not None), "")


def leading_clock(element: Element) -> str | None:
    """Return the clock time that an element's text begins with, as printed; None if it begins with none."""
    text = _beginning(element)
    lead = _LEAD.match(text)
    found = CLOCK.match(text, lead.end() if lead is not None else 0)
    return found.group() if found is not None and read_clock(found.group()) is not None else None


def _beginning(element: Element) -> str:
    """Return what an element shows first, up to about 60 characters."""
    text = ""
    for run in walk_texts(element):
        text += run.data.lstrip() if not text else run.data
        if len(text) > _MAX_TIME:
            break
    return " ".join(text[:80].split())


def _find_clocked(document: HtmlDocument) -> set[Element]:
    """Return the elements whose text begins with a clock time."""
    found: set[Element] = set()
    for holder in document.holders(_FIRST, "OoAaKkUuÀà"):
        element: Element | None = holder
        while element is not None and element.parent is not None and element not in found:
            if leading_clock(element) is not None:
                found.add(element)
            elif len(_beginning(element)) > _LONGEST_CLOCK:
                break
            element = element.parent
    return found
