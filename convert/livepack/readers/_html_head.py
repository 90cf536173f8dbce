"""Finds the parts of a post's head in HTML: its time, its headline, and who stands beside the time.

They are looked for by the numbers of elements, in the lists of the page (`html_outline`): tag and class rule out nearly
all, and only what may be a part is made into an element and looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from livepack.html_document import Element, HtmlDocument, shown_text, walk_texts
from livepack.html_outline import Outline
from livepack.readers import _html_parts as parts
from livepack.readers import _html_people as people
from livepack.readers._html_dates import read_printed
from livepack.readers._html_embeds import may_embed, provider_of
from livepack.readers._html_microdata import is_marked
from livepack.readers._html_signs import said_text, signs_of, stamp_attribute
from livepack.readers._html_times import read_clock, read_stamp, read_wall

TIME: Final = "time"
TIME_AGAIN: Final = "time_again"
HEADLINE: Final = "headline"
KICKER: Final = "kicker"
NEIGHBOUR: Final = "neighbour"
PERSON: Final = "person"
PORTRAIT: Final = "portrait"

DATED = re.compile(
    r"(?:(?:[A-Za-zÀ-ÿ]{3,10}\.?,? )?(?:[0-9]{1,2}\.? [A-Za-zÀ-ÿ]{3,10}\.?|[A-Za-z]{3,10}\.? [0-9]{1,2},?|[0-9]{1,2}[/.][0-9]{1,2}[/.]?),? ?(?:[0-9]{2,4})?,? ?(?:[-–|]|at)? ?)?"
    r"[0-9]{1,2}[:.h][0-9]{2}(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]{2,4}\)?)?(?: ?\([^()]{4,40}\))?"
    r"(?:,? ?(?:[-–|]|on)? ?(?:[A-Za-zÀ-ÿ]{3,10},? )?(?:[0-9]{1,2}\.? [A-Za-zÀ-ÿ]{3,10}\.?|[A-Za-z]{3,10}\.? [0-9]{1,2}),? ?(?:[0-9]{4})?)?",
    re.IGNORECASE,
)
DISTANCE = re.compile(
    r"(?:[0-9]+|an?|one) ?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?) ago|[0-9]+ ?(?:m|h|min)"
    r"|vor [0-9]+ \w+|il y a [0-9]+ ?\w+|hace [0-9]+ \w+|há [0-9]+ \w+|[0-9]+ \w+ (?:fa|geleden|siden|sedan|önce|назад|temu)|just now|yesterday",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:\b|_)(?:updated|modified|edited|aktualisiert|mis à jour|actualizado|atualizado|aggiornato|bijgewerkt|oppdatert|opdateret|uppdaterad|güncellendi|обновлено)\b",
    re.IGNORECASE,
)
MAX_TIME = 80
_MAX_KICKER = 40
_MAX_HEADLINE = 300
_BODY = frozenset({"p", "li", "figure", "blockquote", "img", "iframe"})
_NO_LINE = frozenset({"p", "li", "blockquote", "figure", "img"}) | parts.HEADINGS  # in no box of a time and a name
_MINUTE = re.compile(
    r"[0-9]{1,3}\s?['’′](?:\s?\+\s?[0-9]{1,2}['’′]?)?|[0-9]{1,3}\s?\+\s?[0-9]{1,2}\s?['’′]"
)  # "23'", "45'+1"
_SECONDS = re.compile(r"[0-9]{9,14}")


def is_change(element: Element) -> bool:
    """Tell a time that says when a post was last changed, by itself or by the words right before it."""
    return (
        _names_change(element.attrs.get("class", ""))
        or _UPDATED.search(said_text(element)) is not None
        or _UPDATED.search(_words_before(element)) is not None
    )


@lru_cache(maxsize=8192)
def _names_change(names: str) -> bool:
    return _UPDATED.search(names) is not None


def _words_before(element: Element) -> str:
    """Return the words between a time and what stands before it in its own box, up to another time."""
    siblings = element.parent.children if element.parent is not None else []
    words = ""
    for node in reversed(siblings[: siblings.index(element)] if element in siblings else []):
        if isinstance(node, Element) and (node.tag == "time" or stamp_attribute(node) or read_clock(shown_text(node))):
            break
        words = f"{shown_text(node) if isinstance(node, Element) else node.data} {words}"
        if len(words) > MAX_TIME:
            break
    return words[-MAX_TIME:]


_LABEL = re.compile(
    r"(?:^|[\s_-])(?:labels?|flag|tags?|badge|kicker|categor(?:y|ies)|topics?|cartridge|pill)(?:$|[\s_-])",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def _names_label(names: str) -> bool:
    return _LABEL.search(names) is not None


class Head(NamedTuple):
    """What was found: the element and attribute with the moment, what elements are (by their index), the last change.

    `wall` is a wall time that an attribute gives, where none gives a moment.
    A role that is none of this module's names the rule of furniture.
    """

    stamp: tuple[Element, str] | None
    roles: dict[int, str]
    updated: tuple[Element, str] | None = None
    wall: str = ""


def find_head(document: HtmlDocument, element: Element, *, has_container: bool) -> Head:
    """Find the head of a post.

    Args:
        document: the page.
        element: the post.
        has_container: whether the element is the post's own; else its time is looked for elsewhere.
    """
    roles: dict[int, str] = {}
    stamp = updated = None
    wall = ""
    if has_container:
        found = [time for time in signs_of(document).times(element) if not _is_embedded(document, time.index, element)]
        changes = [time for time in found if is_change(time)]
        printed = [time for time in found if time is not element and said_text(time) and not _is_glued(time)]
        first = _printed_time(document, element, [time for time in printed if time not in changes])
        stamp = _find_stamp(document, element, [first, *found] if first is not None else found)
        updated = next(((time, name) for time in changes if (name := stamp_attribute(time))), None)
        if stamp is None:
            wall = next(filter(None, (_wall_of(time) for time in found if time not in changes)), "")
        _tell_times(first, printed, roles)
        for node in _neighbours(document, first, element) if first is not None else ():
            roles.setdefault(node.index, NEIGHBOUR)
    headline = _find_headline(document, element, roles, has_container=has_container)
    if headline is not None:
        roles[headline.index] = HEADLINE
    kicker = _find_kicker(document, element, roles) if has_container else None
    if kicker is not None:
        roles[kicker.index] = KICKER
    return Head(stamp, roles, updated if updated != stamp else None, wall)


def _wall_of(time: Element) -> str:
    """Return the wall time that the attributes of a time give; empty if they do not."""
    names = ("datetime", "content", "title")
    return next(filter(None, (read_wall(time.attrs[name]) for name in names if name in time.attrs)), "")


def _is_glued(element: Element) -> bool:
    """Tell a box in which two texts stand side by side without a space: "6 May 2031" and "14:58", each in its own."""
    before = ""
    for text in walk_texts(element):
        if before and before[-1].isalnum() and text.data[:1].isalnum() and text.parent is not element:
            return True
        before = text.data
    return False


def _find_kicker(document: HtmlDocument, element: Element, roles: dict[int, str]) -> Element | None:
    """Return the short tag, such as "Analysis", that stands among the first things of a post."""
    outline = document.outline
    names = outline.column("class")
    for number in range(element.index + 1, element.last + 1):
        if outline.tags[number] in _BODY:
            return None
        if (
            number not in roles
            and _names_label(names[number] or "")
            and outline.lasts[number] == number
            and not outline.hidden[number]
            and 0 < len(text := outline.text(number)) <= _MAX_KICKER
            and not parts.label_rule(text)[0]
            and not people.is_person(document.at(number))
            and not any(parts.furniture_rule(document.at(around)) for around in _around(document, number, element))
        ):
            return document.at(number)
    return None


def _printed_time(document: HtmlDocument, element: Element, printed: list[Element]) -> Element | None:
    """Return the element with the printed time: shown before spoken, with a clock before without.

    Args:
        document: the page.
        element: the post.
        printed: the elements that print a time, without those of a change.
    """
    times = [time for time in printed if len(said_text(time)) <= MAX_TIME]
    shown = [time for time in times if not time.is_hidden]
    clocks = [time for time in shown if read_clock(shown_text(time)) is not None]
    for time in clocks:
        if read_printed(shown_text(time)) is not None:
            return time
    first = _find_dated(document, element) or next(iter(clocks), None)
    first = first or next((time for time in times if time.is_hidden and read_clock(said_text(time)) is not None), None)
    others = (time for time in shown if not _SECONDS.fullmatch(shown_text(time)))
    return first or next(others, None) or _find_match_minute(document, element)


def _find_match_minute(document: HtmlDocument, element: Element) -> Element | None:
    """Return the element that prints the minute of a match, as sports tickers do in place of a time."""
    outline = document.outline
    for number in outline.within(element.index, "span", "div", "p", "strong", "b"):
        if number > element.index and not outline.hidden[number] and _MINUTE.fullmatch(outline.text(number)):
            return document.at(number)
    return None


def _find_stamp(document: HtmlDocument, element: Element, times: list[Element]) -> tuple[Element, str] | None:
    """Return the element and attribute with the moment: of a time, else of the post, else of microdata."""
    for time in times:
        if name := stamp_attribute(time):
            names = time.attrs.get("class", ""), time.attrs.get("itemprop", "")
            is_changed = any(map(_names_change, names)) or _UPDATED.search(shown_text(time)[:20]) is not None
            if len(times) == 1 or not is_changed:
                return time, name
    marked = document.select_within(element, '[itemprop*="datePublished"],[property*="datePublished"]')
    microdata = (inner for inner in marked if is_marked(inner, "datePublished"))
    for inner in (element, *microdata):
        name = "content" if "content" in inner.attrs else stamp_attribute(inner)
        if name and read_stamp(inner.attrs.get(name, "")) is not None:
            return inner, name
    return None


def _tell_times(first: Element | None, printed: list[Element], roles: dict[int, str]) -> None:
    """Tell the element with the time of the post from those that print one again."""
    if first is not None:  # what is around it and says more, "2 hours ago" too, is no time but a box
        printed = [
            time
            for time in printed
            if not (time.index < first.index <= time.last and read_printed(shown_text(time)) is None)
        ]
    if first is not None and first not in printed:
        roles[first.index] = TIME
    for time in printed:
        if any(time is not other and other.index < time.index <= other.last for other in printed):
            continue  # within another, which is read as a whole
        is_around = first is not None and time.index < first.index <= time.last
        if time.is_hidden and time is not first:
            continue
        if len(shown_text(time)) <= MAX_TIME or time is first:
            roles[time.index] = TIME if time is first or is_around else TIME_AGAIN
        if is_around and time.index in roles and first is not None:
            roles.pop(first.index, None)


def _find_dated(document: HtmlDocument, element: Element) -> Element | None:
    """Return the innermost element, of no class that says so, whose words are a clock time with or without a date."""
    outline = document.outline
    for number in outline.within(element.index, "span", "div", "p", "small", "em", "a", "strong", "b"):
        if number > element.index and not outline.hidden[number] and outline.holds_all(number):
            text = outline.text(number)
            if 4 <= len(text) <= MAX_TIME and DATED.fullmatch(text) and not _is_embedded(document, number, element):
                return document.at(number)
    return None


def _neighbours(document: HtmlDocument, time: Element, post: Element) -> Iterator[Element]:
    """Take short words that stand alone beside the time, in a box of its own, for who wrote the post."""
    box = time.parent
    while box is not None and box is not post and not document.outline.shows_beside(box.index, time.index):
        time, box = box, box.parent
    if box is None or box is post or box.index < post.index:
        return
    if not _NO_LINE.isdisjoint(document.outline.tags[box.index : box.last + 1]):
        return
    for node in box.elements:
        text = shown_text(node)
        if (
            people.is_name(people.BY.sub("", text))
            and not (node.index <= time.index <= node.last)
            and not parts.label_rule(text)[0]
            and not parts.furniture_rule(node)
            and text not in ("Updated", "Published", "Live")
            and not parts.names_title(node.tag, node.attrs.get("class", ""), node.attrs.get("itemprop", ""))
            and not _is_glued(node)
            and not _names_label(node.attrs.get("class", ""))
        ):
            yield node


def _around(document: HtmlDocument, number: int, post: Element) -> Iterator[int]:
    """Return an element of a post and the elements around it within the post, from inside out."""
    end = post.index - (post.node is None)  # of siblings joined the first is within
    while number > end:
        yield number
        number = document.outline.parents[number]


def _is_embedded(document: HtmlDocument, number: int, post: Element) -> bool:
    """Tell whether an element of a post stands in a quotation, a figure or an embed, or is one."""
    names = document.outline.column("class")
    for around in _around(document, number, post):
        tag = document.outline.tags[around]
        if tag in ("blockquote", "figure"):
            return True
        may = tag not in ("a", "span") and may_embed(tag, names[around] or "")
        if may and provider_of(document.at(around)) is not None:
            return True
    return False


def _is_known(document: HtmlDocument, number: int, post: Element, roles: dict[int, str]) -> bool:
    """Tell what names who wrote a post, or stands in it, from a headline; and a date, which may be a paragraph."""
    return any(
        roles.get(around) in (TIME, TIME_AGAIN, NEIGHBOUR) or people.is_person(document.at(around))
        for around in _around(document, number, post)
    )


def _holds_headings(outline: Outline, number: int) -> bool:
    """Tell a box around several headings: a headline, and a line below it."""
    return len(list(islice(outline.within(number, *parts.HEADINGS), 2))) > 1


def _find_headline(
    document: HtmlDocument, element: Element, roles: dict[int, str], *, has_container: bool
) -> Element | None:
    """Take the first heading for the headline, if no paragraph stands before it."""
    outline = document.outline
    classes, properties = outline.column("class"), outline.column("itemprop")
    for number in range(element.index + has_container, element.last + 1):
        tag = outline.tags[number]
        is_title = tag in parts.HEADINGS or (
            has_container and parts.names_title(tag, classes[number] or "", properties[number] or "")
        )
        is_words = tag in ("p", "li") and outline.has_words(number, 4)
        if (
            (is_title or is_words)
            and number not in roles
            and not outline.hidden[number]
            and not _is_embedded(document, number, element)
            and not _is_known(document, number, element, roles)
        ):
            is_box = is_title and tag not in parts.HEADINGS and _holds_headings(outline, number)
            if is_title and not is_box and 0 < len(outline.text(number)) <= _MAX_HEADLINE:
                return document.at(number)
            if is_words:
                return None
    return None
