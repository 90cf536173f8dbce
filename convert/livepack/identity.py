"""Names that stay: which posts of several captures are one, and what every row is called."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

from livepack.page import Embed, Entry, Image, Page, Paragraph

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
    steps = [(a > b) - (a < b) for a, b in zip(known, known[1:], strict=False)]
    return sum(steps) >= 0


def name_entries(blog_id: str, pages: Sequence[Page]) -> Naming:
    """Name the posts of a blog.

    A post is known again in another capture by the publisher's id, else by its instant together with its
    headline (or first words). Posts of one minute are numbered from the oldest.

    Args:
        blog_id: the blog.
        pages: its captures, from the oldest to the newest.
    """
    names: dict[tuple[str, ...], str] = {}
    taken: set[str] = set()
    ids: dict[Post, str] = {}
    newest: dict[str, Post] = {}
    for index, page in enumerate(pages):
        seen: dict[tuple[str, ...], int] = {}
        numbered = list(enumerate(page.entries, start=1))
        if is_newest_first([entry.published.instant for entry in page.entries]):
            numbered.reverse()
        for number, entry in numbered:
            stem, sign = _stem(entry), _signature(entry)
            alike = seen[stem, *sign] = seen.get((stem, *sign), 0) + 1
            key = (stem, *sign, str(alike))
            if key not in names:
                names[key] = _free(f"{blog_id}/{stem}", taken)
            entry_id = names[key]
            ids[Post(index, number)] = entry_id
            newest[entry_id] = Post(index, number)
    return Naming(ids, newest)


def _free(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _stem(entry: Entry) -> str:
    if entry.identifier:
        return _UNSAFE.sub("-", entry.identifier)
    instant = entry.published.instant
    if instant:
        stem = "t" + instant.replace("-", "").replace(":", "")
        return stem.replace("00Z", "Z") if stem.endswith("00Z") and entry.published.precision == "minute" else stem
    return "h" + hashlib.sha256("\n".join(_signature(entry)).encode()).hexdigest()[:12]


def _signature(entry: Entry) -> tuple[str, ...]:
    """Return what a post is known by beside its instant: its headline, else its first words, else its media."""
    if entry.identifier:
        return ("",)
    words = next((block.text for block in entry.blocks if isinstance(block, Paragraph)), "")
    if entry.headline and entry.published.instant:
        return (entry.headline.casefold(),)
    if entry.headline or words:
        return (entry.headline.casefold(), " ".join(words.casefold().split()[:12]))
    return ("", *(_trace(block) for block in entry.blocks))


def _trace(block: object) -> str:
    if isinstance(block, Embed):
        return f"{block.provider} {block.identifier or block.url or block.caption}"
    return block.alt_text if isinstance(block, Image) else ""
