"""Finds the publisher's own ids of the posts of an HTML page."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from livepack.html_document import Element, HtmlDocument, Piece
from livepack.layout import Layout
from livepack.readers._html_layout import own_identifier
from livepack.readers._html_posts import Found
from livepack.readers._html_signs import within

_IDENTIFIER = re.compile(
    r"[0-9]{5,}|[0-9a-f]{8}-[0-9a-f]{4}|(?=[0-9a-f]*[0-9])[0-9a-f]{12,}|[A-Za-z]*[0-9][A-Za-z0-9]{9,}|(?=(?:[^0-9]*[0-9]){4})(?=.*[a-f-])[\w:-]{8,}"
)
_SLUG = re.compile(r"(?!.*[_-]?[0-9]+\Z)[^\W_][\w%.,'’:]*(?:-[\w%.,'’:]+)+")  # "Erstes-Schiff-im-Hafen"
_ID_NAME = re.compile(r"data-(?:[a-z-]*-)?(?:(?:post|block|entry|event|update|item|card|key)-?id|nid)")


def find_identifiers(
    document: HtmlDocument, posts: list[Found], layout: Layout | None, places: list[tuple[Element, str] | None]
) -> list[tuple[str, list[Piece]]]:
    """Return for each post the publisher's id and its pieces; none unless it is one of a kind.

    An id has digits, or is a name of words on the element itself of every post; "post2" is a place, and no id.

    Args:
        document: the page.
        posts: its posts.
        layout: what the outlet's markup calls things; None if that is not known.
        places: where the posts' ids are found without that, see `identifier_places`.
    """
    if layout is not None:
        found = [own_identifier(layout, post.element, document.text) for post in posts]
    else:
        found = [_identifier_in(document, place) for place in places]
    values = Counter(value for value, _ in found)
    return [(value, pieces) if values[value] == 1 else ("", []) for value, pieces in found]


def _identifier_in(document: HtmlDocument, place: tuple[Element, str] | None) -> tuple[str, list[Piece]]:
    pieces = place[0].attribute_pieces(document.text, place[1]) if place is not None else []
    return (place[0].attrs[place[1]], pieces) if place is not None and pieces else ("", [])


def identifier_places(document: HtmlDocument, posts: list[Found]) -> list[tuple[Element, str] | None]:
    """Return for each post the element and attribute that are most likely its id, as other pages of the outlet have it."""
    names = [name for name in ("id", *sorted(document.data_names)) if _id_rank(name)]
    holders = document.outline.find(",".join(f"[{name}]" for name in names))
    found = [
        _identifier_place(
            document, within(holders, post.element.index, min(post.element.last, post.element.index + 11))
        )
        if post.has_container
        else None
        for post in posts
    ]
    if posts and not any(found):
        own = [document.at(post.element.index) for post in posts]
        ids = [element.attrs.get("id", "") for element in own]
        if len(set(ids)) == len(ids) and all(map(_SLUG.fullmatch, ids)):
            return [(element, "id") for element in own]
    return found


def _identifier_place(document: HtmlDocument, holders: list[int]) -> tuple[Element, str] | None:
    """Return the element and attribute that are most likely a post's id, of those that hold one."""
    places = [
        (_id_rank(name), number, name)
        for number in holders
        for name, value in document.at(number).attrs.items()
        if _id_rank(name) and len(value) <= 100 and _IDENTIFIER.search(value) and value.split() == [value]
    ]
    if not places:
        return None
    _, number, name = min(places, key=lambda place: place[:2])
    return document.at(number), name


@cache
def _id_rank(name: str) -> int:
    """Return 1 for an attribute that holds a post's id, 2 for one that may, 0 for others."""
    if name == "id" or name in ("data-id", "data-uuid"):
        return 2
    return 1 if _ID_NAME.fullmatch(name) is not None else 0
