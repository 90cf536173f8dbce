"""What an outlet's markup calls things: a reader of one outlet gives it, and the rest is read as any HTML is.

A layout says in CSS selectors where a post is, and where its time, headline, author and the like are in it. What it does
not name, or what a post has not, is found as in pages of any outlet. So a reader of one outlet is a page of names, and no walk through a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument, Piece, shown_text
from livepack.readers._html_head import HEADLINE, PERSON, PORTRAIT, TIME, TIME_AGAIN, Head, find_head
from livepack.readers._html_posts import Found, end_of
from livepack.readers._html_signs import stamp_attribute
from livepack.readers._html_times import Resolved, read_clock

_NONE: Mapping[str, str] = MappingProxyType({})


class Layout(NamedTuple):
    """Where an outlet's pages have what.

    Every selector but `post` is looked for within a post; an empty one leaves that to the general reader.

    Attributes:
        post: a post. Posts within posts are read as one.
        time: its time, printed or in an attribute, or both. The first that is found counts.
        updated: when it was changed.
        headline: its headline.
        contributor: a person or desk credited for it.
        portrait: their picture, which is none of the post.
        url: a link whose address is the post's own.
        identifier: the attribute of the post that holds the publisher's id.
        prefix: what stands before the publisher's id in that attribute.
        flags: for `is_pinned`, `is_key_event`, `is_breaking` or `is_summary` what the post itself then is.
        furniture: for a rule what it prints: all that such an element shows.
        moment: resolves the printed time of a post that has no moment in an attribute.
        blog: names the live blog where its address does not.
        not_in_source: columns that no page of this outlet holds.
    """

    post: str
    time: str = ""
    updated: str = ""
    headline: str = ""
    contributor: str = ""
    portrait: str = ""
    url: str = ""
    identifier: str = "id"
    prefix: str = ""
    flags: Mapping[str, str] = _NONE
    furniture: Mapping[str, str] = _NONE
    moment: Callable[[HtmlDocument, Element, str], Resolved | None] | None = None
    blog: Callable[[HtmlDocument], str] | None = None
    not_in_source: tuple[str, ...] = ()

    def posts(self, document: HtmlDocument) -> list[Found]:
        """Return the posts of a page, each the outermost element that is one."""
        found: list[Found] = []
        last = -1
        for element in document.select(self.post):
            if element.index > last and element.start >= 0 and not element.is_hidden:
                found.append(Found(element, has_container=True, start=element.start, end=end_of(element)))
                last = element.last
        return found

    def head(self, document: HtmlDocument, post: Element) -> Head:
        """Find the head of a post: by the layout's names, and what it does not name as in any page."""
        general = find_head(document, post, has_container=True)
        times = list(document.select_within(post, self.time))
        headline = next((found for found in document.select_within(post, self.headline) if shown_text(found)), None)
        roles = {
            index: role
            for index, role in general.roles.items()
            if not (times and role in (TIME, TIME_AGAIN)) and not (headline is not None and role == HEADLINE)
        }
        for rule, selector in self.furniture.items():
            roles |= {element.index: rule for element in document.select_within(post, selector)}
        for element in document.select_within(post, self.updated):
            roles[element.index] = TIME_AGAIN
        for element in document.select_within(post, self.contributor):
            roles[element.index] = PERSON
        roles |= {element.index: PORTRAIT for element in document.select_within(post, self.portrait)}
        if headline is not None:
            roles[headline.index] = HEADLINE
        stamps = [found for element in times if (found := _stamp_of(document, element)) is not None]
        stamp = stamps[0] if stamps else general.stamp
        clocks = [element for element in times if read_clock(shown_text(element)) is not None]
        for element in times:
            roles[element.index] = TIME if element is (clocks or times)[0] else TIME_AGAIN
        changed = next(document.select_within(post, self.updated), None)
        return Head(stamp, roles, _stamp_of(document, changed) if changed is not None else None)

    def flags_of(self, post: Element) -> dict[str, bool]:
        """Return the marks of a post."""
        return {flag: True for flag, selector in self.flags.items() if post.matches(selector)}

    def identifier_of(self, post: Element, text: str) -> tuple[str, list[Piece]]:
        """Return the publisher's id of a post and its pieces in the document; empty if it has none."""
        value = post.attrs.get(self.identifier, "")
        pieces = post.attribute_pieces(text, self.identifier) if value.startswith(self.prefix) else []
        if len(pieces) != 1 or pieces[0].decode or value == self.prefix or any(map(str.isspace, value)):
            return "", []
        return value[len(self.prefix) :], [pieces[0]._replace(start=pieces[0].start + len(self.prefix))]

    def address_of(self, document: HtmlDocument, post: Element) -> Element | None:
        """Return the link whose address is the post's own; None if there is none."""
        return next((element for element in document.select_within(post, self.url) if element.attrs.get("href")), None)


def _stamp_of(document: HtmlDocument, element: Element) -> tuple[Element, str] | None:
    """Return the element, it or one within it, and the attribute that hold a moment."""
    for inner in document.within(element):
        name = stamp_attribute(inner)
        if name:
            return inner, name
    return None
