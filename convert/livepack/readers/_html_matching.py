"""Matches the posts of a page with what its data state of them, and puts all into the order of display."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from livepack.html_document import Element
from livepack.readers._html_times import instant_text
from livepack.readers._html_updates import Update

_POST_OF_QUERY = re.compile(r"[?&](?:post|entry|block|update|id|pinned_post)[a-z_]*=([\w:-]{4,})", re.IGNORECASE)


class Told(NamedTuple):
    """What a post tells for the join: its ids, its headline, and when it was published as far as attributes say."""

    ids: frozenset[str]
    headline: str
    instant: str


def match_updates(told: list[Told], updates: tuple[Update, ...]) -> dict[int, int]:
    """Match posts with updates: by id, by headline and instant, by either, each only where it is one of a kind.

    Returns:
        The index of the update for the index of each post that has one.
    """
    found: dict[int, int] = {}
    free = set(range(len(updates)))
    keys_of_posts = [
        [post.ids for post in told],
        [_both(fold(post.headline), post.instant) for post in told],
        [frozenset({fold(post.headline)} - {""}) for post in told],
        [frozenset({post.instant} - {""}) for post in told],
    ]
    keys_of_updates = [
        [_ids(update) for update in updates],
        [
            _both(fold(update.headline.value), instant_text(update.stamp))
            if update.headline and update.stamp
            else frozenset()
            for update in updates
        ],
        [frozenset({fold(update.headline.value)} - {""}) if update.headline else frozenset() for update in updates],
        [frozenset({instant_text(update.stamp)}) if update.stamp else frozenset() for update in updates],
    ]
    for of_posts, of_updates in zip(keys_of_posts, keys_of_updates, strict=True):
        places: dict[str, list[int]] = {}
        for index in sorted(free):
            for key in of_updates[index]:
                places.setdefault(key, []).append(index)
        for post, keys in enumerate(of_posts):
            if post in found:
                continue
            hits = {index for key in keys for index in places.get(key, ()) if index in free}
            if len(hits) == 1:
                index = hits.pop()
                found[post] = index
                free.discard(index)
    return found


def _both(headline: str, instant: str) -> frozenset[str]:
    return frozenset({f"{instant} {headline}"}) if headline and instant else frozenset()


def _ids(update: Update) -> frozenset[str]:
    """Return the fragment of an update's address (without one: what names a post in its query), and the long number that it ends with."""
    url = update.url.value.strip() if update.url is not None else ""
    fragment = url.rpartition("#")[2].strip("/") if "#" in url else ""
    if not fragment:
        asked = _POST_OF_QUERY.search(url)
        fragment = asked[1] if asked is not None else ""
    number = re.search(r"(?:^|[^0-9a-f])([0-9]{5,}|[0-9a-f]{12,})$", fragment) or re.search(r"([0-9]{5,})$", fragment)
    return frozenset({fragment, number[1] if number is not None else fragment} - {""})


def match_marked(
    elements: list[Element], told: list[Told], marked_updates: tuple[Update, ...], updates: tuple[Update, ...]
) -> tuple[dict[int, int], list[int]]:
    """Match posts with what microdata or RDFa mark: by the elements themselves, else as other data are matched.

    Args:
        elements: of the posts.
        told: what the posts tell.
        marked_updates: of microdata or RDFa.
        updates: of JSON-LD.

    Returns:
        The index of the marked update for the index of each post that has one; and the updates that are neither of a
        post nor in JSON-LD.
    """
    if not marked_updates:
        return {}, []
    marked: dict[int, int] = {}
    for is_same in (_is_same, _overlap):
        for index, update in enumerate(marked_updates):
            if update.element is not None and index not in marked.values():
                holder = next(
                    (
                        post
                        for post, element in enumerate(elements)
                        if post not in marked and is_same(element, update.element)
                    ),
                    -1,
                )
                if holder >= 0:
                    marked[holder] = index
    free = [index for index in range(len(marked_updates)) if index not in marked.values()]
    others = [post for post in range(len(elements)) if post not in marked]
    joined = match_updates([told[post] for post in others], tuple(marked_updates[index] for index in free))
    marked |= {others[post]: free[index] for post, index in joined.items()}
    left = [index for index in free if index not in marked.values()]
    known = match_updates([_told_of(marked_updates[index]) for index in left], updates)
    return marked, [index for place, index in enumerate(left) if place not in known]


def _is_same(one: Element, other: Element) -> bool:
    return one.index == other.index


def _overlap(one: Element, other: Element) -> bool:
    return one.index <= other.index <= one.last or other.index <= one.index <= other.last


def _told_of(update: Update) -> Told:
    fragment = update.url.value.rpartition("#")[2] if update.url is not None and "#" in update.url.value else ""
    instant = instant_text(update.stamp) if update.stamp is not None else ""
    headline = update.headline.value if update.headline is not None else ""
    return Told(frozenset({fragment} - {""}), headline, instant)


def fold(text: str) -> str:
    """Return the words of a text or of a bit of HTML in lower case, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).casefold().split())


def display_order(
    shown: int, matched: dict[int, int], updates: int, without: frozenset[int] = frozenset()
) -> Iterator[tuple[int, int]]:
    """Return the posts as displayed, and after each the updates that follow it in the data and that no post shows.

    Some updates may be left out.

    Each is the post's index and -1, or -1 and the update's index.
    """
    post_of = {update: post for post, update in matched.items()}
    after: dict[int, list[int]] = {}
    last = -1
    for update in range(updates):
        if update in post_of:
            last = post_of[update]
        elif update not in without:
            after.setdefault(last, []).append(update)
    for update in after.get(-1, ()):
        yield -1, update
    for post in range(shown):
        yield post, -1
        for update in after.get(post, ()):
            yield -1, update
