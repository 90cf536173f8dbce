"""Names that stay: which posts of several captures are one, and what every row is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from livepack.page import Embed, Entry, Image, Page, Paragraph

_ALIKE = 0.6  # of the words of the shorter post; two posts of one minute on different matters share a quarter or less
_UNSAFE = re.compile(r"[^A-Za-z0-9._~:-]+")


class Post(NamedTuple):
    """Where an entry stands: index of its capture, and its number on that page (from 1)."""

    capture: int
    entry: int


class Naming(NamedTuple):
    """The entry ids of a blog.

    `ids` has the id of every post of every capture; `newest` the post that is each id's row.
    """

    ids: dict[Post, str]
    newest: dict[str, Post]


def page_id_for(sha256: str) -> str:
    """Return the id of a page that nobody has named."""
    return "p" + sha256[:12]


def is_newest_first(instants: Sequence[str]) -> bool:
    """Tell the direction of a page by most of its steps; newest first where it cannot be told."""
    known = [instant for instant in instants if instant]
    steps = [(a > b) - (a < b) for a, b in pairwise(known)]
    return sum(steps) >= 0


def name_entries(blog_id: str, pages: Sequence[Page]) -> Naming:
    """Name the posts of a blog.

    A post is known again in another capture by the publisher's id, else by its instant together with its
    headline (or first words), else by its instant and most of its words. Posts of one minute are numbered from
    the oldest.

    Args:
        blog_id: the blog.
        pages: its captures, from the oldest to the newest.
    """
    known: dict[str, dict[str, Entry]] = {}
    taken: set[str] = set()
    ids: dict[Post, str] = {}
    newest: dict[str, Post] = {}
    for index, page in enumerate(pages):
        numbered = list(enumerate(page.entries, start=1))
        if is_newest_first([entry.published.instant for entry in page.entries]):
            numbered.reverse()
        groups: dict[str, list[tuple[int, Entry]]] = {}
        for number, entry in numbered:
            groups.setdefault(_stem(entry), []).append((number, entry))
        for stem, posts in groups.items():
            for (number, entry), entry_id in zip(
                posts, _match(f"{blog_id}/{stem}", posts, known.setdefault(stem, {}), taken), strict=True
            ):
                known[stem][entry_id] = entry
                ids[Post(index, number)] = entry_id
                newest[entry_id] = Post(index, number)
    return Naming(ids, newest)


def _match(name: str, posts: list[tuple[int, Entry]], known: dict[str, Entry], taken: set[str]) -> list[str]:
    """Return the id of each of a page's posts of one stem: those known from older captures first, then new ones."""
    old = dict(known)
    found: list[str] = [""] * len(posts)
    for is_same in (_is_unchanged, _is_edited):
        for place, (_, entry) in enumerate(posts):
            match = "" if found[place] else next((one for one, other in old.items() if is_same(entry, other)), "")
            if match:
                found[place] = match
                del old[match]
    return [entry_id or _free(name, taken) for entry_id in found]


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken, with -2, -3 behind it where needed, and take it."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _is_unchanged(entry: Entry, other: Entry) -> bool:
    return bool(entry.identifier) or _signature(entry) == _signature(other)


def _is_edited(entry: Entry, other: Entry) -> bool:
    """Tell whether two posts of one instant share most of their words, so that one is an edit of the other."""
    one, two = _words(entry), _words(other)
    return bool(one and two) and len(one & two) >= _ALIKE * min(len(one), len(two))


def _words(entry: Entry) -> set[str]:
    texts = [entry.headline, *(block.text for block in entry.blocks if isinstance(block, Paragraph))]
    return set(" ".join(texts).casefold().split())


def _stem(entry: Entry) -> str:
    if entry.identifier:
        safe = _UNSAFE.sub("-", entry.identifier)
        # Two ids that are alike but for what was taken out must stay two.
        return (
            safe if safe == entry.identifier else f"{safe}-{hashlib.sha256(entry.identifier.encode()).hexdigest()[:6]}"
        )
    instant = entry.published.instant
    if instant and not entry.published.is_distance:
        stem = "t" + instant.replace("-", "").replace(":", "")
        return stem.replace("00Z", "Z") if stem.endswith("00Z") and entry.published.precision == "minute" else stem
    return "h" + hashlib.sha256("\n".join(_signature(entry)).encode()).hexdigest()[:12]


def _signature(entry: Entry) -> tuple[str, ...]:
    """Return what a post is known by beside its instant: its headline, else its first words, else its media."""
    words = next((block.text for block in entry.blocks if isinstance(block, Paragraph)), "")
    if entry.headline and entry.published.instant and not entry.published.is_distance:
        return (entry.headline.casefold(),)
    if entry.headline or words:
        return (entry.headline.casefold(), " ".join(words.casefold().split()[:12]))
    return ("", *(_trace(block) for block in entry.blocks))


def _trace(block: object) -> str:
    if isinstance(block, Embed):
        return f"{block.provider} {block.identifier or block.url or block.caption}"
    return block.alt_text if isinstance(block, Image) else ""
