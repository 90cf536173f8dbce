"""Matches the posts of a page with what its data state of them, and puts all into the order of display."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from livepack.html_document import Element
from livepack.readers._html_times import instant_text
from livepack.readers._html_updates import Update

_TAG = re.compile(r"<[^<>]*>")
_NO_LETTERS = re.compile(r"[\W_]+")
_POST_OF_QUERY = re.compile(r"[?&](?:post|entry|block|update|lbup|id|pinned_post)[a-z_]*=([\w:-]{4,})", re.IGNORECASE)


_BEGINNING = 30  # letters and digits by which the words of two are compared
_SHORTEST = 15
_DAY = 24 * 60


class Told(NamedTuple):
    """What a post tells for the join.

    Attributes:
        ids: those of its elements.
        headline: as shown.
        instant: when it was published as far as attributes say.
        words: its text.
        clock: hour and minute as printed.
    """

    ids: frozenset[str]
    headline: str
    instant: str
    words: str = ""
    clock: tuple[int, int] | None = None


def match_updates(told: list[Told], updates: tuple[Update, ...]) -> dict[int, int]:
    """Match posts with updates: by id, by headline and instant, by either, each only where it is one of a kind.

    What is left is matched by the first words, and then by the printed clocks, if all of them fit.

    Returns:
        The index of the update for the index of each post that has one.
    """
    found: dict[int, int] = {}
    free = set(range(len(updates)))
    stated = [_told_of(update, _ids(update)) for update in updates]
    for keys in _KEYS:
        if not free or len(found) == len(told):
            break  # nearly all have ids
        places: dict[str, list[int]] = {}
        for index in sorted(free):
            for key in keys(stated[index]):
                places.setdefault(key, []).append(index)
        for number, post in enumerate(told):
            if number in found:
                continue
            hits = {index for key in keys(post) for index in places.get(key, ()) if index in free}
            if len(hits) == 1:
                index = hits.pop()
                found[number] = index
                free.discard(index)
    return found | _match_clocks(told, updates, found, free)


# By what a post and an update are matched, the surest first.
_KEYS: Final[tuple[Callable[[Told], frozenset[str]], ...]] = (
    lambda post: post.ids,
    lambda post: frozenset({f"{post.instant} {fold(post.headline)}"} if post.instant and fold(post.headline) else ()),
    lambda post: frozenset({fold(post.headline)} - {""}),
    lambda post: frozenset({post.instant} - {""}),
    lambda post: _beginning(post.words),
)


def _beginning(text: str) -> frozenset[str]:
    """Return the first letters and digits of a text; nothing of one that is too short to tell it from others."""
    letters = _NO_LETTERS.sub("", fold(text[: 20 * _BEGINNING]))[:_BEGINNING]
    return frozenset({letters} if len(letters) >= _SHORTEST else ())


def _match_clocks(
    told: list[Told], updates: tuple[Update, ...], found: dict[int, int], free: set[int]
) -> dict[int, int]:
    """Match posts that print a clock, and have no moment, with updates of those minutes of the day.

    The clock may be of another zone than the update's moment. So one distance between the two is looked for, a whole
    number of quarters of an hour, by which three posts or more, and all that print a clock, fit an update each. Posts
    whose update is known tell it too.
    """
    clocks = {
        post: clock[0] * 60 + clock[1]
        for post, one in enumerate(told)
        if free and (clock := one.clock) is not None and not one.instant
    }
    minutes = [(post, minute) for post, minute in clocks.items() if post not in found]
    known = {
        (clocks[post] - minute) % _DAY
        for post, index in found.items()
        if post in clocks and (minute := _minute(updates[index])) is not None
    }
    if len(clocks) < 3 or not minutes or len(known) > 1:
        return {}
    places: dict[int, list[int]] = {}
    for index in sorted(free):
        if (minute := _minute(updates[index])) is not None:
            places.setdefault(minute, []).append(index)
    fits = [
        hits
        for shift in (known or range(0, _DAY, 15))
        if len(hits := {post: held for post, minute in minutes if (held := places.get((minute - shift) % _DAY))})
        == len(minutes)
    ]
    matched: dict[int, int] = {}
    for post, held in fits[0].items() if len(fits) == 1 else ():
        index = next((one for one in held if one not in matched.values()), -1)
        if index >= 0:
            matched[post] = index
    return matched


def _minute(update: Update) -> int | None:
    stamp = update.stamp
    return stamp.instant.hour * 60 + stamp.instant.minute if stamp is not None else None


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
    known = match_updates(
        [_told_of(marked_updates[index], _fragment(marked_updates[index])) for index in left], updates
    )
    return marked, [index for place, index in enumerate(left) if place not in known]


def _is_same(one: Element, other: Element) -> bool:
    return one.index == other.index


def _overlap(one: Element, other: Element) -> bool:
    return one.index <= other.index <= one.last or other.index <= one.index <= other.last


def _told_of(update: Update, ids: frozenset[str]) -> Told:
    instant = instant_text(update.stamp) if update.stamp is not None else ""
    headline = update.headline.value if update.headline is not None else ""
    return Told(ids, headline, instant, update.body.value if update.body is not None else "")


def _fragment(update: Update) -> frozenset[str]:
    fragment = update.url.value.rpartition("#")[2] if update.url is not None and "#" in update.url.value else ""
    return frozenset({fragment} - {""})


def fold(text: str) -> str:
    """Return the words of a text or of a bit of HTML in lower case, without tags."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).casefold().split())


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
