"""Finds the parts of a post's head in HTML: its time, its headline, and who stands beside the time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from livepack.html_document import Element, HtmlDocument, shown_text, walk_texts
from livepack.readers import _html_parts as parts
from livepack.readers._html_dates import read_printed
from livepack.readers._html_embeds import provider_of
from livepack.readers._html_microdata import is_marked
from livepack.readers._html_signs import said_text, signs_of, stamp_attribute
from livepack.readers._html_times import read_clock, read_stamp

TIME: Final = "time"
TIME_AGAIN: Final = "time_again"
HEADLINE: Final = "headline"
KICKER: Final = "kicker"
NEIGHBOUR: Final = "neighbour"
PERSON: Final = "person"
PORTRAIT: Final = "portrait"

DATED = re.compile(
    r"(?:(?:[A-Za-zÀ-ÿ]{3,10}\.?,? )?(?:[0-9]{1,2}\.? [A-Za-zÀ-ÿ]{3,10}\.?|[A-Za-z]{3,10}\.? [0-9]{1,2},?|[0-9]{1,2}[/.][0-9]{1,2}[/.]?),? ?(?:[0-9]{2,4})?,? ?(?:[-–|]|at)? ?)?"
    r"[0-9]{1,2}[:.h][0-9]{2}(?: ?[ap]\.?m\.?)?(?: ?\(?[A-Z]{2,4}\)?)?"
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


class Head(NamedTuple):
    """What was found: the element and attribute with the moment, what elements are (by their index), the last change.

    A role that is none of this module's names the rule of furniture.
    """

    stamp: tuple[Element, str] | None
    roles: dict[int, str]
    updated: tuple[Element, str] | None = None


def find_head(document: HtmlDocument, element: Element, *, has_container: bool) -> Head:
    """Find the head of a post.

    Args:
        document: the page.
        element: the post.
        has_container: whether the element is the post's own; else its time is looked for elsewhere.
    """
    roles: dict[int, str] = {}
    stamp = updated = None
    if has_container:
        found = [time for time in signs_of(document).times(element) if not _is_embedded(time, element)]
        printed = [time for time in found if said_text(time) and time is not element and not _is_glued(time)]
        first = _printed_time(document, element, printed)
        stamp = _find_stamp(document, element, [first, *found] if first is not None else found)
        updated = next(((time, name) for time in found if is_change(time) and (name := stamp_attribute(time))), None)
        _tell_times(first, printed, roles)
        if first is not None:
            roles |= {
                node.index: NEIGHBOUR for node in _neighbours(document, first, element) if node.index not in roles
            }
    headline = _find_headline(document, element, roles, has_container=has_container)
    if headline is not None:
        roles[headline.index] = HEADLINE
    kicker = _find_kicker(document, element, roles) if has_container else None
    if kicker is not None:
        roles[kicker.index] = KICKER
    return Head(stamp, roles, updated if updated != stamp else None)


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
    furniture_end = -1
    for inner in document.within(element)[1:]:
        if inner.tag in ("p", "li", "figure", "blockquote", "img", "iframe"):
            return None
        if parts.furniture_rule(inner):
            furniture_end = max(furniture_end, inner.last)
        if (
            inner.index not in roles
            and inner.index > furniture_end
            and not inner.is_hidden
            and _LABEL.search(inner.attrs.get("class", ""))
            and 0 < len(shown_text(inner)) <= _MAX_KICKER
            and not any(True for _ in inner.elements)
            and not parts.label_rule(shown_text(inner))[0]
            and not parts.is_person(inner)
        ):
            return inner
    return None


def _printed_time(document: HtmlDocument, element: Element, printed: list[Element]) -> Element | None:
    """Return the element with the printed time: shown before spoken, with a clock before without, and none of a change."""
    times = [time for time in printed if len(said_text(time)) <= MAX_TIME and not is_change(time)]
    shown = [time for time in times if not time.is_hidden]
    clocks = [time for time in shown if read_clock(shown_text(time)) is not None]
    first = next((time for time in clocks if read_printed(shown_text(time)) is not None), None)
    first = first or _find_dated(document, element) or next(iter(clocks), None)
    first = first or next((time for time in times if time.is_hidden and read_clock(said_text(time)) is not None), None)
    others = (time for time in shown if not _SECONDS.fullmatch(shown_text(time)))
    return first or next(others, None) or _find_match_minute(document, element)


def _find_match_minute(document: HtmlDocument, element: Element) -> Element | None:
    """Return the element that prints the minute of a match, as sports tickers do in place of a time."""
    return next(
        (
            inner
            for inner in document.within(element)[1:]
            if not inner.is_hidden
            and inner.tag in ("span", "div", "p", "strong", "b")
            and _MINUTE.fullmatch(shown_text(inner))
        ),
        None,
    )


def _find_stamp(document: HtmlDocument, element: Element, times: list[Element]) -> tuple[Element, str] | None:
    """Return the element and attribute with the moment: of a time, else of the post, else of microdata."""
    for time in times:
        words = f"{time.attrs.get('class', '')} {time.attrs.get('itemprop', '')} {shown_text(time)[:20]}"
        if (name := stamp_attribute(time)) and not (len(times) > 1 and _UPDATED.search(words)):
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
    for inner in document.find_within(element, "span", "div", "p", "small", "em", "a", "strong", "b"):
        if inner is not element and not inner.is_hidden:
            children = [child for child in inner.elements if shown_text(child)]
            text = shown_text(inner) if not children else ""
            if 4 <= len(text) <= MAX_TIME and DATED.fullmatch(text) and not _is_embedded(inner, element):
                return inner
    return None


def _neighbours(document: HtmlDocument, time: Element, post: Element) -> Iterator[Element]:
    """Take short words that stand alone beside the time, in a box of its own, for who wrote the post."""
    box = time.parent
    while box is not None and box is not post and shown_text(box) == shown_text(time):
        time, box = box, box.parent
    if box is None or box is post or box.index < post.index:
        return
    inner = document.within(box)
    if any(e.tag in ("p", "li", "blockquote", "figure", "img") or e.tag in parts.HEADINGS for e in inner):
        return
    for node in box.elements:
        text = shown_text(node)
        if (
            parts.is_name(text)
            and not (node.index <= time.index <= node.last)
            and not parts.label_rule(text)[0]
            and not parts.furniture_rule(node)
            and text not in ("Updated", "Published")
            and not _LABEL.search(f"{node.attrs.get('class', '')}")
        ):
            yield node


def _is_embedded(element: Element, post: Element) -> bool:
    node = element
    while node is not post and node.parent is not None:
        if node.tag in ("blockquote", "figure") or (node.tag not in ("a", "span") and provider_of(node) is not None):
            return True
        node = node.parent
    return False


def _find_headline(
    document: HtmlDocument, element: Element, roles: dict[int, str], *, has_container: bool
) -> Element | None:
    """Take the first heading for the headline, if no paragraph stands before it."""
    known_end = -1
    for inner in document.within(element):
        if roles.get(inner.index) in (TIME, TIME_AGAIN, NEIGHBOUR) or (inner is not element and parts.is_person(inner)):
            known_end = max(known_end, inner.last)
        if inner is element or inner.is_hidden or inner.index in roles or _is_embedded(inner, element):
            continue
        if inner.index <= known_end:
            continue  # the name of who wrote it is marked as a name too, and a date may be a paragraph
        if inner.tag in parts.HEADINGS or parts.is_title(inner):
            text = shown_text(inner)
            if text and len(text) <= 300 and inner is not element and (has_container or inner.tag in parts.HEADINGS):
                return inner
        if (
            inner.tag in ("p", "li", "figure", "blockquote")
            and len(shown_text(inner).split()) > 3
            and inner.index not in roles
        ):
            return None
    return None
