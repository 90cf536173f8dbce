"""The posts that the data of a BBC page in HTML have, to be joined with those that the page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from livepack.json_island import JsonValue
from livepack.ledger import Placed
from livepack.page import Remark
from livepack.readers._bbc_blocks import DataPost, Strings, find_results, posts_of, read_post
from livepack.readers._bbc_island import Island
from livepack.readers._bbc_stream import page_numbers


@dataclass(frozen=True)
class PageData:
    """What the data of a page say of its live blog.

    Attributes:
        posts: each post, with what gives the words of its strings, in the order of the data.
        page_number: which page of the live blog this is.
        pages_stated: how many there are.
        rows: what says so.
    """

    posts: Sequence[tuple[Strings, dict[str, JsonValue]]] = ()
    page_number: int | None = None
    pages_stated: int | None = None
    rows: list[Placed] = field(default_factory=list)

    def match(self, identifiers: Sequence[str]) -> dict[int, int]:
        """Match the posts of the page, by their ids, with those of the data; returns places of the data by places of the page."""
        urns = [strings.words(value.get("urn")).text for strings, value in self.posts]
        counts = Counter([*urns, *identifiers])
        places = {urn: at for at, urn in enumerate(urns) if urn and counts[urn] == 2}
        return {at: places[name] for at, name in enumerate(identifiers) if name in places}

    def read(self, at: int, number: int) -> DataPost:
        """Read a post of the data as the post of a number on the page."""
        strings, value = self.posts[at]
        return read_post(strings, value, number)

    def remarks(self, shown: int, matched: dict[int, int], start: int) -> list[Remark]:
        """Return what is to be said of posts that only the page or only its data have."""
        found = []
        if len(self.posts) > len(matched):
            found.append(Remark("posts-not-shown", start, found=str(len(self.posts) - len(matched))))
        if self.posts and shown > len(matched):
            found.append(Remark("posts-not-in-data", start, found=str(shown - len(matched))))
        return found


def read_page_data(islands: Sequence[Island]) -> PageData:
    """Find the posts in the data of a page: those of the first JSON that has any."""
    for strings, value in islands:
        streams = list(find_results(value))
        posts = [(strings, post) for stream in streams for post in posts_of(stream)]
        if posts:
            rows: list[Placed] = []
            number, total = page_numbers(strings, streams, rows)
            return PageData(posts, number, total, rows)
    return PageData()
