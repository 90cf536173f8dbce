"""Tells who wrote a post in HTML, what they are, and whose a quotation is, by tag, attribute, class and words."""

from __future__ import annotations

import re
from functools import lru_cache

from livepack.html_document import Element, Text, shown_text, walk_texts

_PERSON = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|contributors?|writer|reporter|posted-?by|auteur|autor|yazar)(?:$|[\s_-])|contributor-?name|author-?name",
    re.IGNORECASE,
)
_ROLE = re.compile(r"role|(?:job|author|byline|contributor)-?_*title|position|function", re.IGNORECASE)
# "quote-credit", "quote__author", "pullquote-attribution", "blockquote_source", "comment-author"
_SPEAKER = re.compile(
    r"(?:quot(?:e|ation)|citation|zitat|comment|question)[a-z]*[_-]+(?:credit|author|autor|source|attribution|by|cite|name|speaker|person|caption|footer)",
    re.IGNORECASE,
)
_AUTHORS = frozenset({"author", "creator", "schema:author"})
_NO_NAMES = frozenset({"p", "time", "figure", "blockquote", "h2", "h3", "h4"})  # not within who wrote a post
BY = re.compile(
    r"(?:(?:posted |written |reporting )?by:?|from|von(?! de[rmn]\b)|par|por|door|av|af)\s+(?=\S)", re.IGNORECASE
)
_BETWEEN_PEOPLE = re.compile(r"\W*(?:\w{1,3})?\W*")  # "," and "and", "und", "et"


@lru_cache(maxsize=8192)
def _names_person(*names: str) -> bool:
    return _PERSON.search(" ".join(names).replace("no-byline", "")) is not None


def is_person(element: Element) -> bool:
    """Tell an element that names who wrote a post."""
    attrs = element.attrs
    if not attrs:
        return False
    if (
        attrs.get("itemprop") in _AUTHORS
        or attrs.get("property") in _AUTHORS
        or ("rel" in attrs and "author" in attrs["rel"].split())
    ):
        return element.tag != "meta"
    return (
        _names_person(attrs.get("class", ""), attrs.get("data-testid", ""))
        and len(shown_text(element)) <= 100
        and not _holds(element, _NO_NAMES)
    )


def people_in(element: Element) -> list[Element]:
    """Return the elements that each name one of several people; the element itself where it names one."""
    found: list[Element] = []
    waiting = list(reversed(list(element.elements)))
    while waiting:
        node = waiting.pop()
        inner = people_in(node) if is_person(node) and not is_role(node) else []
        found += inner
        if not inner:
            waiting.extend(reversed(list(node.elements)))
    return found if len(found) > 1 else _linked_people(element) or [element]


def _linked_people(element: Element) -> list[Element]:
    """Return the links that each name one of several people: names, with commas and short words between them."""
    links: list[Element] = []
    beside = ""
    for text in walk_texts(element):
        link = _link_around(text, element)
        if link is None:
            beside += text.data
        elif link not in links:
            if links and not _BETWEEN_PEOPLE.fullmatch(beside):
                return []
            links.append(link)
            beside = ""
    is_apart = len(links) > 1 and _BETWEEN_PEOPLE.fullmatch(beside) and all(is_name(shown_text(link)) for link in links)
    return links if is_apart else []


def _link_around(text: Text, box: Element) -> Element | None:
    node: Element | None = text.parent
    while node is not None and node is not box:
        if node.tag == "a":
            return node
        node = node.parent
    return None


def _holds(element: Element, tags: frozenset[str]) -> bool:
    waiting = list(element.elements)
    while waiting:
        node = waiting.pop()
        if node.tag in tags:
            return True
        waiting.extend(node.elements)
    return False


def is_name(text: str) -> bool:
    """Tell a name, or two, by its letters: one to eight words without digits or stops, most with a capital, the last too."""
    if not 3 <= len(text) <= 60:
        return False
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    capitals = [word for word in words if word[:1].isupper()]
    return (
        1 <= len(words) <= 8
        and not any(char.isdigit() or char in ".!?:;" for char in text)
        and 2 * len(capitals) > len(words)
        and words[-1] in capitals
        and words[0] in capitals
    )


def is_role(element: Element) -> bool:
    """Tell an element that says what somebody is."""
    return names_role(element.attrs.get("class", ""))


def names_role(names: str) -> bool:
    """Tell the names in a class that are of what somebody is."""
    return _ROLE.search(names) is not None


def names_speaker(element: Element) -> bool:
    """Tell an element that says behind a quotation whose it is: by its class, or as the caption of a figure of words."""
    if element.tag == "figcaption":
        return True
    return element.tag in ("p", "div", "span", "cite", "footer") and (
        _SPEAKER.search(element.attrs.get("class", "")) is not None
    )
