"""Reads HTML a second time, by two parsers that are not the reader's: where words stand, and which pictures and embeds.

Python's own HTMLParser tells where words stand; BeautifulSoup finds pictures and embeds. What comes out is plain, so that
another process may do the work (`reading_child`): both parsers are slow, and on some pages without end.
"""

from __future__ import annotations

import re
import warnings
from html.parser import HTMLParser
from typing import Any, NamedTuple

_UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "math", "datalist"}
    | {"textarea", "select", "audio", "video", "canvas", "noframes", "noembed"}
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader\w*|screen-readable|hidden-meta|u-h|is-hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\bad(?:vert|s)?\b|advert|promo|related|newsletter|factbox|share|social|taboola|outbrain", re.IGNORECASE
)
_SOCIAL = "twitter-tweet|twitter-video|instagram-media|tiktok-embed|bluesky-embed|text-post-media|reddit-card|reddit-embed-bq|fb-post|mastodon-embed"
_SOCIAL_CLASS = re.compile(rf"(?:^|\s)(?:{_SOCIAL})(?:$|\s)")
_PLAYERS = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:youtube\.com|youtube-nocookie\.com|twitter\.com|instagram\.com|facebook\.com|tiktok\.com|vimeo\.com|bsky\.app|datawrapper\.dwcdn\.net|infogram\.com|flourish\.studio)/",
    re.IGNORECASE,
)


class SeenTag(NamedTuple):
    """A picture, quotation or frame: where its tag begins, and what was seen of it and around it.

    Attributes:
        start: where its tag begins in the document.
        alt: the alternative text of a picture, white space made one space.
        is_embed: whether it is a post of a known social network, or the frame of a known player.
        is_repeated: whether it is in `noscript` or a template, where a page says again what it shows elsewhere.
        is_control: whether it is in a button or a menu.
        is_within_embed: whether it is in a post of a social network.
        is_furniture: whether the names around it are those of adverts, newsletters and other stories.
    """

    start: int
    alt: str
    is_embed: bool
    is_repeated: bool
    is_control: bool
    is_within_embed: bool
    is_furniture: bool


class SecondReading(NamedTuple):
    """The places of all words that a browser shows, and the tags of pictures, quotations and frames in order."""

    words: list[tuple[int, int]]
    tags: list[SeenTag]


def read_again(text: str) -> SecondReading:
    """Read a document."""
    return SecondReading(shown_words(text), _find_tags(text))


def shown_words(text: str) -> list[tuple[int, int]]:
    """Return the places of all words that a browser shows of a piece of HTML."""
    return _Words(text).found


class _Words(HTMLParser):
    """Collects the places of all words that a browser shows."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.starts = [0]
        for found in re.finditer("\n", text):
            self.starts.append(found.end())
        self.found: list[tuple[int, int]] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(text)
        self.close()

    def _is_hidden(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        hides = (
            tag in _UNSEEN
            or "hidden" in given
            or _HIDDEN.search(given.get("style", "")) is not None
            or _HIDDEN_CLASS.search(given.get("class", "")) is not None
        )
        self.open.append((tag, hides or self._is_hidden()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # browsers take no notice of the stroke

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, max(-1, len(self.open) - 60), -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                return

    def _add(self, length: int) -> None:
        line, column = self.getpos()
        at = self.starts[line - 1] + column
        if not self._is_hidden():
            self.found.append((at, at + length))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._add(len(data))

    def handle_entityref(self, name: str) -> None:
        self._add(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        self._add(len(name) + 2)


def _find_tags(text: str) -> list[SeenTag]:
    from bs4 import BeautifulSoup  # takes 0.1 s

    lines = [0, *(found.end() for found in re.finditer("\n", text))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        soup = BeautifulSoup(text, "html.parser")
    found: list[Any] = soup.find_all(["img", "amp-img", "blockquote", "iframe"])
    return [_see(tag, lines[tag.sourceline - 1] + tag.sourcepos) for tag in found]


def _see(tag: Any, start: int) -> SeenTag:
    names = " ".join(tag.get("class") or ())
    around = {parent.name for parent in tag.parents}
    is_picture = tag.name in ("img", "amp-img") and "emoji" not in names.lower()
    is_social = tag.name == "blockquote" and _SOCIAL_CLASS.search(names) is not None
    is_player = tag.name == "iframe" and _PLAYERS.match(tag.get("src") or tag.get("data-src") or "") is not None
    return SeenTag(
        start,
        " ".join((tag.get("alt") or "").split()) if is_picture else "",
        is_embed=is_social or is_player,
        is_repeated=not around.isdisjoint(("noscript", "template")),
        is_control=not around.isdisjoint(("button", "nav")),
        is_within_embed=tag.find_parent("blockquote", class_=_SOCIAL_CLASS) is not None,
        is_furniture=_is_furniture(tag),
    )


def _is_furniture(tag: Any) -> bool:
    names = " ".join(" ".join(parent.get("class") or ()) for parent in tag.parents if parent.name != "[document]")
    return _FURNITURE.search(names) is not None
