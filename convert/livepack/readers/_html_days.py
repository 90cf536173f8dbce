"""The days that headings of an HTML page give to the posts below them."""

from __future__ import annotations

from livepack.html_document import Element, HtmlDocument, shown_text
from livepack.readers._html_dates import read_day
from livepack.readers._html_parts import HEADINGS
from livepack.readers._html_posts import Found

_LEVELS = 4  # a heading stands beside the first post, or beside one of so many boxes around it
_TAGS = (*sorted(HEADINGS), "div", "p", "span", "li", "time", "dt", "strong")
_BESIDE = 12  # and not far before it


def find_days(document: HtmlDocument, posts: list[Found], language: str) -> list[str]:
    """Return for each post the last heading before it that is a day, as printed; empty where there is none."""
    days: list[str] = []
    day = ""
    for number, post in enumerate(posts):
        if number:
            between = document.between(posts[number - 1].element.last + 1, post.element.index)
        else:
            between = _before_first(post.element)
        day = next((text for inner in reversed(between) if (text := _day_in(inner, language))), day)
        days.append(day)
    return days


def _before_first(element: Element) -> list[Element]:
    """Return what stands before the first post: its siblings, what is right before their box, and headings before others."""
    found: list[Element] = []
    node = element
    for level in range(_LEVELS):
        parent = node.parent
        if parent is None or node not in parent.children:
            break
        siblings = parent.children[: parent.children.index(node)]
        beside = [one for one in siblings if isinstance(one, Element)][-_BESIDE:]
        found = [
            one for one in beside if level == 0 or one.tag in HEADINGS or (level == 1 and one is beside[-1])
        ] + found
        node = parent
    return found


def _day_in(element: Element, language: str) -> str:
    if element.is_hidden or element.tag not in _TAGS:
        return ""
    text = shown_text(element)
    return text if read_day(text, language) is not None else ""
