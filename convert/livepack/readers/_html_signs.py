"""Signs by which posts are told in HTML: times, ids, clocks that a text begins with, words of "live" and of comments.

All signs of a page are gathered once, as numbers of elements in its outline: a page has thousands of elements, and some
hundreds of signs. It has mostly some dozens of classes, so what a class says is kept for the next element that has it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from typing import Any

from livepack.html_document import Element, HtmlDocument, shown_text, walk_texts
from livepack.html_outline import Outline
from livepack.readers._html_dates import read_printed
from livepack.readers._html_times import CLOCK, read_clock, read_stamp, read_wall

# "datetime", "data-post-time", "data-posted-date-timestamp", "data-sort-time", but not "data-update-time"
_STAMP_NAME = re.compile(
    r"datetime|title|data-ts|data-(?!.*(?:updat|modif|edit|expir|end|refresh|delay|duration))[a-z-]*(?:time|date|stamp|publish|created|utc)[a-z-]*"
)
_ID_ATTRIBUTES = ("id", "name", "data-id", "data-post-id", "data-block-id", "data-entry-id", "data-uuid")
_NAMES = ("class", "id", "itemtype", "typeof", "data-testid", "data-component")
_LIVE = re.compile(
    r"live-?_?(?:blog|post|event|update|stream|text|entry|item|list|ticker|feed|coverage|timeline|cards?|moments?)|liveticker|minute-?by-?minute|micro-?updates?|LiveBlogPosting",
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
    r"(?:^|[\s_-])(?:comments?|replies|reply|disqus|forum|phpbb|thread|transcript|reviews?|search-?results?)(?:$|[\s_-])"
    r"|UserComments|/(?:Comment|Review|DiscussionForumPosting|Answer|BroadcastEvent|PodcastEpisode)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|sidebar|related|recommended|most-read|trending|footer|header|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TIME_CLASS = re.compile(
    r"time|(?<!up)date|updated|stamp|clock|posted|publi|zeit|uhr|heure|hora|saat|klok|godz", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"\b(?:[0-9]+|an?|one) ?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?)\b(?: ago)?|\bjust now\b|\byesterday\b|\bvor [0-9]+|\bil y a\b|\bhace [0-9]+",
    re.IGNORECASE,
)
_LED_CLOCK = re.compile(rf"\W{{0,5}}(?:(?:ore|alle|kl\.?|klo|um|à|às|a las|at)\s)?{CLOCK.pattern}", re.IGNORECASE)
_FIRST = re.compile(
    r"\s*+\W{0,5}(?:(?:[Oo]re|[Aa]lle|[Kk]l\.?|[Kk]lo|[Uu]m|[Àà]s?|[Aa] las|[Aa]t)\s)?[0-9]{1,2}(?:[:.hH]|\s*$)"
)  # a text that a clock may begin with, alone or with the next
_SPOKEN = re.compile(r"visually-?hidden|sr-only|screen-?reader", re.IGNORECASE)
_MARKED_SO = '[itemprop="datePublished"][content],[property="datePublished"][content]'  # microdata and RDFa
_MAX_TIME = 60
_LONGEST_CLOCK = 16  # "12:30 p.m." and what may stand before it


class Signs:
    """The signs of a page. Elements are told by their numbers, which its outline gives them.

    Attributes:
        timed: the elements that are a time or have one, in no order.
        clocked: the elements whose text begins with a clock time, in order.
    """

    def __init__(self, document: HtmlDocument) -> None:
        self.document = document
        self.outline = outline = document.outline
        self._sure = outline.find("time,[datetime]")
        self._classed = sorted(set(self._find_classed()))
        names = sorted(filter(_may_be_stamp, document.data_names))
        stamped = outline.find(",".join(f"[{name}]" for name in names)) if names else ()
        self._stamped = [number for number in stamped if stamp_attribute(document.at(number))]
        self.timed = [*self._sure, *self._classed, *self._stamped]
        self.clocked = sorted(_find_clocked(outline))
        self._threads = {0: False}

    def _find_classed(self) -> Iterator[int]:
        """Return the elements, no `time` among them, whose class speaks of time and whose words are one."""
        outline = self.outline
        for name in ("class", "data-testid"):
            for number in outline.where(name, _speaks_of_time):
                if outline.tags[number] != "time" and _is_time(self._said(number)):
                    yield number
        for number in outline.where("title", _is_dated):
            if outline.tags[number] != "time" and _is_time(self._said(number)):
                yield number
        for number in outline.find(_MARKED_SO):
            if outline.tags[number] not in ("time", "meta") and _is_time(_short_text(outline, number)):
                yield number

    def _said(self, number: int) -> str:
        """Return the text of an element that is seen or only spoken, if it is short."""
        if self.outline.hidden[number]:
            return said_text(self.document.at(number))
        return _short_text(self.outline, number)

    @cached_property
    def _ids(self) -> tuple[list[int], list[list[str]]]:
        """The elements that have what may be a post's id, and what each has."""
        numbers = self.outline.find(f'{",".join(f"[{name}]" for name in _ID_ATTRIBUTES)},[href*="#"]')
        return numbers, [_ids_of(self.outline.nodes[number]) for number in numbers]

    def times(self, element: Element) -> list[Element]:
        """Return the elements within an element that hold a time, the surest first: attributes, `time`, then classes."""
        return list(map(self.document.at, self.times_within(element.index, element.last)))

    def times_within(self, first: int, last: int) -> list[int]:
        """Return the numbers of those that stand between two."""
        return [*within(self._sure, first, last), *within(self._classed, first, last)]

    def has_time(self, number: int) -> bool:
        """Tell whether an element is or holds one with a time, or begins with a clock time."""
        last = self.outline.lasts[number]
        lists = (self._sure, self._classed, self._stamped)
        return any(within(numbers, number, last) for numbers in lists) or self.begins_with_clock(number)

    def begins_with_clock(self, number: int) -> bool:
        """Tell whether an element's text begins with a clock time."""
        return bool(within(self.clocked, number, number))

    def ids(self, element: Element) -> list[str]:
        """Return what may be a post's id: the ids of its elements, and the fragments of its links."""
        numbers, ids = self._ids
        held = slice(bisect_left(numbers, element.index), bisect_right(numbers, element.last))
        return [value for values in ids[held] for value in values]

    def with_ids(self, wanted: set[str]) -> list[int]:
        """Return the elements that have one of some ids, or a link to it."""
        return [number for number, ids in zip(*self._ids, strict=True) if not wanted.isdisjoint(ids)] if wanted else []

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
        return self.has_live_address() or any(self.outline.where(name, _says_live) for name in _NAMES)

    def has_live_address(self) -> bool:
        """Tell whether the address that the page gives itself is that of a live blog."""
        addresses = self.document.select('link[rel~="canonical"],meta[property="og:url"]')
        return any(_LIVE_PATH.search(one.attrs.get("href", "") or one.attrs.get("content", "")) for one in addresses)

    def says_live(self, number: int) -> bool:
        """Tell whether an element's names say that it is of a live blog."""
        return _says_live(self._names(number))

    def is_aside(self, number: int) -> bool:
        """Tell comments and the furniture around a page, by the names of an element and of those around it."""
        is_page = self.outline.tags[number] in ("body", "html")
        return (not is_page and _is_furniture(self.outline.column("class")[number] or "")) or self._is_thread(number)

    def _is_thread(self, number: int) -> bool:
        found = self._threads.get(number)
        if found is None:
            tag, names = self.outline.tags[number], self._names(number)
            found = self._threads[number] = (
                tag in ("nav", "footer")
                or ((tag == "aside" or _speaks_of_comments(f"{tag} {names}")) and not _says_live(names))
                or self._is_thread(self.outline.parents[number])
            )
        return found

    def _names(self, number: int) -> str:
        """Return the names that an element has by its attributes."""
        return " ".join(filter(None, map(self.outline.nodes[number].attr, _NAMES)))


def within(numbers: list[int], first: int, last: int) -> list[int]:
    """Return those of some numbers, in order, that lie between two."""
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def signs_of(document: HtmlDocument) -> Signs:
    """Return the signs of a page, gathered when they are first asked for."""
    found = document.notes.get("signs")
    if not isinstance(found, Signs):
        found = document.notes["signs"] = Signs(document)
    return found


@lru_cache(maxsize=8192)
def _speaks_of_time(name: str) -> bool:
    return _TIME_CLASS.search(name) is not None


def _is_dated(title: str) -> bool:
    return bool(read_wall(title))


@lru_cache(maxsize=8192)
def _says_live(name: str) -> bool:
    return _LIVE.search(name) is not None


@lru_cache(maxsize=8192)
def _speaks_of_comments(names: str) -> bool:
    return _COMMENT.search(names) is not None


@lru_cache(maxsize=8192)
def _is_furniture(name: str) -> bool:
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


def _short_text(outline: Outline, number: int) -> str:
    """Return what an element shows, if it can be as short as a time; of a thousand words the first."""
    return " ".join(outline.raw(number).split(None, _MAX_TIME))


def _ids_of(node: Any) -> list[str]:
    fragment = (node.attr("href") or "").partition("#")[2]
    return [value for value in (*map(node.attr, _ID_ATTRIBUTES), fragment) if value]


def is_furniture(element: Element) -> bool:
    """Tell by its class what stands around a page's text: menus, lists of other stories, footers."""
    return _is_furniture(element.attrs.get("class", ""))


@cache
def _may_be_stamp(name: str) -> bool:
    return _STAMP_NAME.fullmatch(name) is not None


def stamp_attribute(element: Element) -> str:
    """Return the name of the attribute in which an element holds a moment; empty if it has none."""
    for name, value in element.attrs.items():
        if _may_be_stamp(name) and read_stamp(value) is not None:
            return name
    return ""


def _find_clocked(outline: Outline) -> set[int]:
    """Return the elements whose text begins with a clock time: those that hold one, and those around them."""
    found: set[int] = set()
    seen: set[int] = set()
    texts, holders = outline.shown.texts, outline.shown.holders
    for holder in [holder for text, holder in zip(texts, holders, strict=True) if _FIRST.match(text)]:
        number = holder
        while number and number not in seen:
            seen.add(number)
            beginning = _beginning(outline, number)
            if _begins_with_clock(beginning):
                found.add(number)
            elif len(beginning) > _LONGEST_CLOCK:
                break
            number = outline.parents[number]
    return found


def _beginning(outline: Outline, number: int) -> str:
    """Return what an element shows first, up to about 60 characters."""
    text = ""
    for run in outline.runs(number):
        text += run if text else run.lstrip()
        if len(text) > _MAX_TIME:
            break
    return " ".join(text[:80].split())


@lru_cache(maxsize=8192)  # a post, and each box in it, begin alike
def _begins_with_clock(text: str) -> bool:
    found = _LED_CLOCK.match(text)
    return found is not None and read_clock(text[found.start(1) : found.end()]) is not None
