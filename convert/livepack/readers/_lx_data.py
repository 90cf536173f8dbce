"""What the data of an `lx` page say of its live blog: the payloads of its scripts, and JSON-LD as a witness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from livepack.html_document import HtmlDocument
from livepack.json_document import member, members
from livepack.json_island import JsonPlain, JsonText, JsonValue, walk_json
from livepack.ledger import Placed
from livepack.page import FIELD, Remark
from livepack.readers._bbc_blocks import DataPost, Strings, start_of
from livepack.readers._bbc_island import find_islands, find_json_ld
from livepack.readers._bbc_markup import Run
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import identifier_of, provider_of_address
from livepack.readers._html_times import Around, Stamp, instant_text, read_clock, read_stamp, resolve

# Morph.setPayload('/data/bbc-morph-lx-commentary-data-paged/assetUri/%2Fnews%2Flive%2F…', {"meta":{…},"body":{…}})
_PAYLOAD: Final = re.compile(r"Morph\.setPayload\(\s*'/data/bbc-morph-lx-commentary-data-paged/[^']*'\s*,\s*(?=\{)")
_QUOTES: Final = {"quote": "quote", "sms": "message", "email": "message", "tweet": "message", "facebook": "message"}
_PLAYERS: Final = {"video": "video", "audio": "audio"}
_INLINE: Final = frozenset({"text", "bold", "italic", "link", "span", "url", "caption"})


@dataclass(frozen=True)
class LxData:
    """What the data say; see the attributes of `PageData`.

    Attributes:
        strings: gives the words of the payload's strings.
        posts: each post of the payload, in its order.
        page_number: which page of the live blog this is.
        pages_stated: how many there are.
        coverage: when the coverage began and ended.
        rows: what says when.
        times: by the publisher's id of a post, what JSON-LD say of it.
    """

    strings: Strings
    posts: Sequence[dict[str, JsonValue]] = ()
    page_number: Words = NOTHING
    pages_stated: Words = NOTHING
    coverage: tuple[str, str] = ("", "")
    rows: list[Placed] = field(default_factory=list)
    times: dict[str, dict[str, JsonValue]] = field(default_factory=dict)

    def match(self, identifiers: Sequence[str]) -> dict[int, int]:
        """Match the posts of the page with those of the payload, by their ids."""
        names = [self.strings.words(value.get("assetId")).text for value in self.posts]
        counts, own = Counter(names), Counter(identifiers)
        places = {name: at for at, name in enumerate(names) if name and counts[name] == own[name] == 1}
        return {at: places[name] for at, name in enumerate(identifiers) if name in places}

    def read(self, at: int, number: int, clock: str) -> DataPost:
        """Read a post of the payload as the post of a number on the page, which prints a clock for it."""
        return _read_post(self.strings, self.posts[at], number, clock)

    def stated(self, identifier: str, number: int) -> DataPost | None:
        """Return what JSON-LD say of a post."""
        value = self.times.get(identifier)
        if value is None:
            return None
        post = PostBuilder(number)
        post.put("headline", self.strings.words(value.get("headline")))
        moment = value.get("datePublished")
        stamp = read_stamp(moment.value) if isinstance(moment, JsonText) else None
        post.witness(self.strings.words(moment), "published")
        return DataPost(post, stamp, NOTHING, None, start_of(self.strings, value))

    def remarks(self, shown: int, matched: dict[int, int], start: int) -> list[Remark]:
        """Return what is to be said of posts that only the page or only its payload have."""
        found = []
        if len(self.posts) > len(matched):
            found.append(Remark("posts-not-shown", start, found=str(len(self.posts) - len(matched))))
        if self.posts and shown > len(matched):
            found.append(Remark("posts-not-in-data", start, found=str(shown - len(matched))))
        return found


def read_lx_data(document: HtmlDocument, remarks: list[Remark]) -> LxData:
    """Read the payload of the page's own posts, and JSON-LD of type LiveBlogPosting."""
    strings = Strings(document.text)
    rows: list[Placed] = []
    times: dict[str, dict[str, JsonValue]] = {}
    coverage = ["", ""]
    for value in find_json_ld(document, remarks):
        for blog in walk_json(value):
            for at, key in enumerate(("coverageStartTime", "coverageEndTime")):
                moment = blog.get(key)
                stamp = read_stamp(moment.value) if isinstance(moment, JsonText) else None
                if stamp is not None and not coverage[at]:
                    coverage[at] = instant_text(stamp)
                    name = ("coverage_start", "coverage_end")[at]
                    pieces = strings.words(moment).pieces
                    rows.extend((p.start, p.end, FIELD, "blogs", 0, 0, name, 0, p.decode, "") for p in pieces)
            address = strings.words(blog.get("url")).text
            if "#post_" in address:
                times.setdefault(address.rpartition("#post_")[2], dict(blog))
    for island in find_islands(document, _PAYLOAD, remarks):
        body = member(island.value, "body")
        posts = [value for value in members(body, "results") if isinstance(value, dict) and "assetId" in value]
        if posts:
            numbers = [strings.words(member(body, key)) for key in ("currentPage", "numberOfPages")]
            return LxData(strings, posts, numbers[0], numbers[1], (coverage[0], coverage[1]), rows, times)
    return LxData(strings, coverage=(coverage[0], coverage[1]), rows=rows, times=times)


def _read_post(strings: Strings, value: dict[str, JsonValue], number: int, clock: str) -> DataPost:
    """Read a post of the payload. The page prints one of its dates: the one whose clock that is, is the post's."""
    reading = _Reading(strings, number, member(value, "media", "images", "body"))
    post = reading.post
    for cell, key in (
        ("headline", "title"),
        ("subheading", "subtitle"),
        ("identifier", "assetId"),
        ("language", "language"),
    ):
        post.put(cell, strings.words(value.get(key)))
    contributor = value.get("contributor")
    post.add_contributor(strings.words(member(contributor, "name")), strings.words(member(contributor, "role")))
    stamps: dict[str, tuple[Stamp, Words]] = {}
    for key in ("lastPublished", "dateAdded", "firstPublished", "lastUpdated"):
        moment = value.get(key)
        stamp = read_stamp(moment.value) if isinstance(moment, JsonText) else None
        if stamp is not None:
            stamps[key] = (stamp, strings.words(moment))
    for cell, key in (("first_published", "firstPublished"), ("updated", "lastUpdated")):
        if key in stamps:
            post.put(cell, Words(instant_text(stamps[key][0]), stamps[key][1].pieces))
    dates = [stamps[key] for key in ("lastPublished", "dateAdded", "firstPublished") if key in stamps]
    is_printed = (found for found in dates if _is_shown(clock, found[0]))
    shown = next(is_printed, dates[0] if dates else None)
    if shown is not None:
        for key in ("lastPublished", "dateAdded"):
            if key in stamps and stamps[key][0] == shown[0]:
                post.witness(stamps[key][1], "published")
    for node in members(value, "body"):
        reading.read_node(node)
    breaking = member(value, "options", "isBreakingNews")
    is_breaking = breaking.value == "true" if isinstance(breaking, JsonPlain) and breaking.value != "null" else None
    return DataPost(post, shown[0] if shown is not None else None, NOTHING, is_breaking, start_of(strings, value))


def _is_shown(clock: str, stamp: Stamp) -> bool:
    """Tell whether a printed clock shows a moment, in UTC or in the UK."""
    return read_clock(clock) is not None and any(
        not resolve(clock, stamp, Around(zone)).problem for zone in ("UTC", "Europe/London")
    )


class _Reading:
    """Reads the nodes of a post's body: `{"name": "paragraph", "children": [{"name": "text", "text": …}]}`."""

    def __init__(self, strings: Strings, number: int, images: JsonValue | None) -> None:
        self.strings = strings
        self.post = PostBuilder(number)
        self.images = images

    def read_node(self, node: JsonValue, kind: str = "paragraph") -> None:
        """Read a node."""
        name = _name(node)
        if name in ("paragraph", "listItem") or name in _INLINE:
            self._read_text(node, "list_item" if name == "listItem" else kind)
        elif name == "image":
            self._read_image(node)
        elif name in _PLAYERS:
            caption = self._words_of(node, "caption")
            self.post.add_embed(_PLAYERS[name], "bbc", caption=caption)
        elif name == "embed":
            self._read_embed(node)
        elif name in _QUOTES:
            words, source = self._words_of(node, f"{name}Text"), self._words_of(node, f"{name}Source")
            title = self._attribute(_child(node, f"{name}Source"), "title")
            self.post.add_paragraph(words, _QUOTES[name], (), source, title)
        else:
            for child in members(node, "children"):
                self.read_node(child, kind)

    def _read_text(self, node: JsonValue, kind: str) -> None:
        run = Run(self.strings.text)
        self._add(run, node)
        self.post.add_paragraph(self.strings.placed(run.words()), kind, run.links())

    def _add(self, run: Run, node: JsonValue) -> None:
        text = member(node, "text")
        if isinstance(text, JsonText):
            run.add_string(self.strings.decode(text))
        start = len(run)
        children = members(node, "children")
        for child in children:
            if _name(child) not in ("url", "altText"):
                self._add(run, child)
        if _name(node) == "link":
            url = self._attribute(_child(node, "url"), "href")
            run.add_link(start, url, is_external=None)

    def _words_of(self, node: JsonValue, name: str) -> Words:
        child = _child(node, name)
        run = Run(self.strings.text)
        if child is not None:
            self._add(run, child)
        return self.strings.placed(run.words())

    def _attribute(self, node: JsonValue | None, name: str) -> Words:
        """Return an attribute of a node: they stand in an object, or in a list of names and values."""
        attributes = member(node, "attributes")
        found = member(attributes, name)
        for one in attributes if isinstance(attributes, list) else ():
            if self.strings.words(member(one, "name")).text == name:
                found = member(one, "value")
        return self.strings.words(found)

    def _read_image(self, node: JsonValue) -> None:
        name = self._attribute(node, "id").text or self.strings.words(member(node, "id")).text
        held = member(self.images, name) if name else None
        holder, alt = self._words_of(node, "copyrightHolder"), self._words_of(node, "altText")
        self.post.add_image(
            alt_text=alt if alt.text else self.strings.words(member(held, "altText")),
            caption=self._words_of(node, "caption"),
            copyright_holder=holder if holder.text else self.strings.words(member(held, "copyrightHolder")),
            url=self.strings.address(member(held, "href")),
            width=self.strings.words(member(held, "width")),
            height=self.strings.words(member(held, "height")),
        )

    def _read_embed(self, node: JsonValue) -> None:
        name, url = self._words_of(node, "type"), self._words_of(node, "href")
        told = provider_of_address(url.text)
        provider = told.name if told is not None else "other"
        identifier = identifier_of(provider, url.text) if url.text else ""
        kind = told.kind if told is not None else "social_post"
        self.post.add_embed(kind, provider, identifier=identifier, provider_name=name, url=url)


def _name(node: JsonValue) -> str:
    value = member(node, "name")
    return value.value if isinstance(value, JsonText) else ""


def _child(node: JsonValue, name: str) -> JsonValue | None:
    return next((child for child in members(node, "children") if _name(child) == name), None)
