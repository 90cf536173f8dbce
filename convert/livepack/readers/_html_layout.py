"""Finds the posts of a page, and their parts, by the names that a layout gives."""

from __future__ import annotations

from livepack.html_document import Element, HtmlDocument, Piece, shown_text
from livepack.layout import Layout
from livepack.readers._html_head import HEADLINE, PERSON, PORTRAIT, TIME, TIME_AGAIN, Head, find_head
from livepack.readers._html_posts import Found, end_of
from livepack.readers._html_signs import stamp_attribute
from livepack.readers._html_times import read_clock


def find_own_posts(layout: Layout, document: HtmlDocument) -> list[Found]:
    """Return the posts of a page, each the outermost element that is one."""
    found: list[Found] = []
    last = -1
    for element in document.select(layout.post):
        if element.index > last and element.start >= 0 and not element.is_hidden:
            found.append(Found(element, has_container=True, start=element.start, end=end_of(element)))
            last = element.last
    return found


def find_own_head(layout: Layout, document: HtmlDocument, post: Element) -> Head:
    """Find the head of a post: by the layout's names, and what it does not name as in any page."""
    general = find_head(document, post, has_container=True)
    times = list(document.select_within(post, layout.time))
    headline = next((found for found in document.select_within(post, layout.headline) if shown_text(found)), None)
    roles = {
        index: role
        for index, role in general.roles.items()
        if not (times and role in (TIME, TIME_AGAIN)) and not (headline is not None and role == HEADLINE)
    }
    for rule, selector in layout.furniture.items():
        roles |= {element.index: rule for element in document.select_within(post, selector)}
    for element in document.select_within(post, layout.updated):
        roles[element.index] = TIME_AGAIN
    for element in document.select_within(post, layout.contributor):
        roles[element.index] = PERSON
    roles |= {element.index: PORTRAIT for element in document.select_within(post, layout.portrait)}
    if headline is not None:
        roles[headline.index] = HEADLINE
    stamps = [found for element in times if (found := _stamp_of(document, element)) is not None]
    stamp = stamps[0] if stamps else general.stamp
    clocks = [element for element in times if read_clock(shown_text(element)) is not None]
    for element in times:
        roles[element.index] = TIME if element is (clocks or times)[0] else TIME_AGAIN
    changed = next(document.select_within(post, layout.updated), None)
    return Head(stamp, roles, _stamp_of(document, changed) if changed is not None else None)


def own_flags(layout: Layout, post: Element) -> dict[str, bool]:
    """Return the marks of a post."""
    return {flag: True for flag, selector in layout.flags.items() if post.matches(selector)}


def own_identifier(layout: Layout, post: Element, text: str) -> tuple[str, list[Piece]]:
    """Return the publisher's id of a post and its pieces in the document; empty if it has none."""
    value = post.attrs.get(layout.identifier, "")
    prefix = next((prefix for prefix in layout.prefixes if value.startswith(prefix)), "")
    pieces = post.attribute_pieces(text, layout.identifier) if prefix or not layout.prefixes else []
    if len(pieces) != 1 or pieces[0].decode or value == prefix or any(map(str.isspace, value)):
        return "", []
    return value[len(prefix) :], [pieces[0]._replace(start=pieces[0].start + len(prefix))]


def own_link(layout: Layout, document: HtmlDocument, post: Element) -> Element | None:
    """Return the link whose address is the post's own; None if there is none."""
    return next((element for element in document.select_within(post, layout.url) if element.attrs.get("href")), None)


def _stamp_of(document: HtmlDocument, element: Element) -> tuple[Element, str] | None:
    """Return the element, it or one within it, and the attribute that hold a moment."""
    for inner in document.within(element):
        name = stamp_attribute(inner)
        if name:
            return inner, name
    return None
