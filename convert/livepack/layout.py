"""What an outlet's markup calls things: a reader of one outlet gives it, and the rest is read as any HTML is.

A layout says in CSS selectors where a post is, and where its time, headline, author and the like are in it. What it does
not name, or what a post has not, is found as in pages of any outlet. So a reader of one outlet is a page of names, and no
walk through a tree. `readers.read_layout` reads a page by one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument
from livepack.page import Published

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
        prefixes: what may stand before the publisher's id in that attribute.
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
    prefixes: tuple[str, ...] = ()
    flags: Mapping[str, str] = _NONE
    furniture: Mapping[str, str] = _NONE
    moment: Callable[[HtmlDocument, Element, str], Published | None] | None = None
    blog: Callable[[HtmlDocument], str] | None = None
    not_in_source: tuple[str, ...] = ()
