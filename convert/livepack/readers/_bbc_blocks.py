"""The block model of BBC live posts in JSON, as the stream of `webcore` and the pages of `simorgh` have it.

A post has a header and a content, each a tree of blocks: `{"type": "paragraph", "model": {"text": …, "blocks": […]}}`.
The same JSON comes as a document of its own, within a script, and, in `webcore`, as a string within a script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from livepack.html_document import Piece, decode_piece
from livepack.json_document import DecodedString, member, members
from livepack.json_island import JsonPlain, JsonText, JsonValue, walk_json
from livepack.readers._bbc_markup import Run
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import identifier_of, provider_of_address
from livepack.readers._html_times import Stamp, instant_text, read_stamp

_ADDRESS: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_TAG_OR_TEXT: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>|[^<]+|<")
_BREAKS: Final = frozenset({"p", "br", "div", "li", "blockquote"})
_ORIGINAL: Final = "View original content on "
_LISTS: Final = frozenset({"unorderedList", "orderedList"})
_PLAYERS: Final = {"video": "video", "audio": "audio", "media": "media", "legacyMedia": "media"}
_KINDS: Final = {"subheadline": "heading", "heading": "heading", "blockquote": "quote", "quote": "quote"}
_NAMED: Final = {"twitter": "social_post", "instagram": "social_post", "facebook": "social_post", "youtube": "video"}


class Strings:
    """Gives the words of strings of JSON that stands in a document, or in a string of it.

    Args:
        document: the document.
        outer: the string that holds the JSON; None where the document itself does.
    """

    def __init__(self, document: str, outer: DecodedString | None = None) -> None:
        self.text = document if outer is None else outer.text
        self.outer = outer

    def decode(self, string: JsonText) -> DecodedString:
        """Return a string with the places of its characters in the JSON."""
        return DecodedString(self.text, string)

    def words(self, value: JsonValue | None) -> Words:
        """Return what a string, or a number, says; nothing for anything else."""
        if isinstance(value, JsonPlain):
            is_number = value.value not in ("null", "true", "false")
            return Words(value.value, self.outward([Piece(value.start, value.end)])) if is_number else NOTHING
        if not isinstance(value, JsonText):
            return NOTHING
        run = Run(self.text)
        run.add_string(self.decode(value))
        return self.placed(run.words())

    def address(self, value: JsonValue | None) -> Words:
        """Return an absolute address."""
        words = self.words(value)
        return words if _ADDRESS.fullmatch(words.text) else NOTHING

    def placed(self, words: Words) -> Words:
        """Return words whose pieces count the characters of the JSON with pieces of the document."""
        return Words(words.text, self.outward(words.pieces))

    def outward(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Return pieces of the JSON as pieces of the document."""
        if self.outer is None:
            return tuple(pieces)
        return tuple(
            Piece(piece.start, piece.end, f"{piece.decode} {decode}".strip())
            for start, end, decode in pieces
            for piece in self.outer.pieces(start, end)
        )

    def lines_of_html(self, value: JsonValue | None) -> list[Words]:
        """Return the lines of a string that holds HTML."""
        if not isinstance(value, JsonText):
            return []
        string = self.decode(value)
        lines: list[list[Piece]] = [[]]
        for found in _TAG_OR_TEXT.finditer(string.text):
            if found[0].startswith("<"):
                if found[1] and found[1].lower() in _BREAKS:
                    lines.append([])
            elif found[0].strip():
                decode = "html" if "&" in found[0] else ""
                lines[-1] += [
                    Piece(piece.start, piece.end, f"{piece.decode} {decode}".strip())
                    for piece in string.pieces(*found.span())
                ]
        return [self._said(pieces) for pieces in lines if pieces]

    def _said(self, pieces: list[Piece]) -> Words:
        text = " ".join("".join(decode_piece(self.text, piece) for piece in pieces).split())
        return Words(text, self.outward(pieces))


class DataPost(NamedTuple):
    """A post as the data have it.

    Attributes:
        post: its parts.
        stamp: when it was published; None if the data do not say.
        printed: the time as pages print it; a match clock where there is one.
        is_breaking: what the data say of that; None if nothing.
        start: where it begins.
    """

    post: PostBuilder
    stamp: Stamp | None
    printed: Words
    is_breaking: bool | None
    start: int


def find_results(value: JsonValue) -> Iterator[dict[str, JsonValue]]:
    """Return every part of some JSON that has posts: an object with a list `results` of posts with blocks."""
    waiting: list[JsonValue] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if any(is_post(item) for item in members(found, "results")):
                yield found
            else:
                waiting.extend(reversed(found.values()))
        elif isinstance(found, list):
            waiting.extend(reversed(found))


def is_post(value: JsonValue) -> bool:
    """Tell a post of the block model."""
    return isinstance(value, dict) and isinstance(member(value, "content", "model", "blocks"), list)


def posts_of(stream: dict[str, JsonValue]) -> list[dict[str, JsonValue]]:
    """Return the posts of a stream."""
    return [value for value in members(stream, "results") if isinstance(value, dict) and is_post(value)]


def find_page(value: JsonValue) -> dict[str, JsonValue] | None:
    """Return the object that holds a stream of posts as a page of the World Service does; None if there is none."""
    for found in map(dict, walk_json(value)):
        stream = member(found, "liveTextStream", "content", "data")
        if isinstance(stream, dict) and posts_of(stream):
            return found
    return None


def read_post(strings: Strings, value: dict[str, JsonValue], number: int) -> DataPost:
    """Read a post.

    Args:
        strings: gives the words of the JSON's strings.
        value: the post.
        number: which post of the page it is, from 1.
    """
    reading = _Reading(strings, number)
    reading.read_header(value)
    for block in members(value, "content", "model", "blocks"):
        reading.read_block(block)
    post = reading.post
    post.put("identifier", strings.words(value.get("urn")))
    dates = value.get("dates")
    curated = member(dates, "curated")
    timestamp = strings.words(value.get("timestamp"))
    stamp = _read_curated(curated, is_printed=bool(timestamp.text))
    for field, name in (("first_published", "firstPublished"), ("updated", "lastPublished")):
        moment = member(dates, name)
        found = read_stamp(moment.value) if isinstance(moment, JsonText) else None
        words = strings.words(moment)
        if found is not None:
            post.put(field, Words(instant_text(found), words.pieces))
    match_clock = strings.words(member(dates, "time"))
    for again in (value.get("unformattedTime"), curated):
        if isinstance(again, JsonText) and stamp is not None and read_stamp(again.value) == stamp:
            post.witness(strings.words(again), "published")
    breaking = member(value, "options", "isBreakingNews")
    is_breaking = breaking.value == "true" if isinstance(breaking, JsonPlain) and breaking.value != "null" else None
    return DataPost(post, stamp, match_clock if match_clock.text else timestamp, is_breaking, start_of(strings, value))


def _read_curated(value: JsonValue | None, *, is_printed: bool) -> Stamp | None:
    """Read when a post was curated. One in 150 lacks its `Z`, and means UTC: that is taken where a printed time can tell."""
    if not isinstance(value, JsonText):
        return None
    return read_stamp(value.value) or (read_stamp(f"{value.value}Z") if is_printed else None)


def start_of(strings: Strings, value: JsonValue) -> int:
    """Return where the first scalar of a value stands in the document."""
    waiting: list[JsonValue] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, (JsonText, JsonPlain)):
            if found.end > found.start:
                return strings.outward([Piece(found.start, found.end)])[0].start
        else:
            waiting.extend(reversed(list(found.values()) if isinstance(found, dict) else found))
    return 0


class _Reading:
    """Reads the blocks of one post."""

    def __init__(self, strings: Strings, number: int) -> None:
        self.strings = strings
        self.post = PostBuilder(number)

    def read_header(self, value: dict[str, JsonValue]) -> None:
        """Read headline, line under it, and contributors; the headline may stand beside the header, or in both places."""
        blocks = members(value, "header", "model", "blocks")
        for block in blocks:
            kind = _type(block)
            if kind == "contributor":
                self._read_contributor(block)
            elif kind == "subheadline":
                self._read_cell(block, "subheading")
            elif kind in ("headline", "text"):
                self._read_cell(block, "headline")
        self._read_cell(value.get("headline"), "headline")

    def _read_cell(self, block: JsonValue | None, field: str) -> None:
        run = Run(self.strings.text)
        for paragraph in _paragraphs(block):
            self.add_fragments(run, paragraph)
            words = self.strings.placed(run.words())
            if self.post.cells.get(field) == words.text:
                self.post.witness(words, field)
            else:
                self.post.put(field, words)
            self._witness_text(paragraph, words, "entries", 0, field)
            return

    def _read_contributor(self, block: JsonValue) -> None:
        model = member(block, "model")
        child = len(self.post.contributors) + 1
        found = {}
        for field, names in (("name", ("name",)), ("role", ("subtitle", "role"))):
            plain = next((member(model, name) for name in names if isinstance(member(model, name), JsonText)), None)
            inner = next((one for one in members(model, "blocks") if _type(one) in names), None)
            is_plain = plain is not None
            found[field] = (
                self.strings.words(plain) if is_plain else self._words_of(inner, "contributors", child, field)
            )
        self.post.add_contributor(found["name"], found["role"])

    def _words_of(self, block: JsonValue | None, table: str, child: int, field: str) -> Words:
        """Return the words of the first paragraph in a block; what says them again witnesses the cell that they are for."""
        for paragraph in _paragraphs(block):
            run = Run(self.strings.text)
            self.add_fragments(run, paragraph)
            words = self.strings.placed(run.words())
            self._witness_text(paragraph, words, table, child, field)
            return words
        return NOTHING

    def read_block(self, block: JsonValue, kind: str = "paragraph") -> None:
        """Read a block of the content."""
        named = _type(block)
        if named in ("paragraph", "fragment"):
            self._read_paragraph(block, kind)
        elif named == "image":
            self._read_image(block)
        elif named in _PLAYERS:
            self._read_player(block, _PLAYERS[named])
        elif named == "social":
            self._read_social(block)
        elif named == "contributor":
            self._read_contributor(block)
        else:
            inner = "list_item" if named in _LISTS else _KINDS.get(named, kind)
            for one in members(block, "model", "blocks"):
                self.read_block(one, inner)

    def _read_paragraph(self, block: JsonValue, kind: str) -> None:
        run = Run(self.strings.text)
        self.add_fragments(run, block)
        words = self.strings.placed(run.words())
        if words.text:
            before = self.post.next_child("links")
            links = run.links()
            self.post.add_paragraph(words, kind, links)
            said = [
                member(one, "model", "text") for one in members(block, "model", "blocks") if _type(one) == "urlLink"
            ]
            for child, (link, again) in enumerate(
                zip(links, map(self.strings.words, said), strict=False), start=before
            ):
                if again.text == words.text[link.start : link.end]:
                    self.post.witness(again, "text", "links", child)
            self._witness_text(block, words, "paragraphs", self.post.next_child("paragraphs") - 1, "text")

    def add_fragments(self, run: Run, block: JsonValue) -> None:
        """Add the words of a block's fragments to a run, with the links among them."""
        inner = members(block, "model", "blocks")
        for one in inner:
            start = len(run)
            self.add_fragments(run, one)
            if _type(one) == "urlLink":
                outside = member(one, "model", "isExternal")
                is_external = outside.value == "true" if isinstance(outside, JsonPlain) else None
                run.add_link(start, self.strings.address(member(one, "model", "locator")), is_external=is_external)
        text = member(block, "model", "text")
        if not inner and isinstance(text, JsonText):
            run.add_string(self.strings.decode(text))

    def _witness_text(self, block: JsonValue, words: Words, table: str, child: int, field: str) -> None:
        """A paragraph's `text` says again what its fragments say."""
        said = self.strings.words(member(block, "model", "text"))
        if members(block, "model", "blocks") and said.text == words.text:
            self.post.witness(said, field, table, child)

    def _read_image(self, block: JsonValue) -> None:
        inner = {_type(one): one for one in members(block, "model", "blocks")}
        raw = member(inner.get("rawImage"), "model")
        child = self.post.next_child("images")
        self.post.add_image(
            alt_text=self._words_of(inner.get("altText"), "images", child, "alt_text"),
            caption=self._words_of(inner.get("caption"), "images", child, "caption"),
            copyright_holder=self.strings.words(member(raw, "copyrightHolder")),
            width=self._size(member(raw, "width")),
            height=self._size(member(raw, "height")),
        )

    def _size(self, value: JsonValue | None) -> Words:
        words = self.strings.words(value)
        return words if words.text.isdecimal() and not words.text.startswith("0") else NOTHING

    def _read_player(self, block: JsonValue, kind: str) -> None:
        """Read a player; what its clip is called elsewhere, and how it is sold, is not shown with the post."""
        model = member(block, "model")
        inner = {_type(one): one for one in members(model, "blocks")}
        locator = self.strings.words(member(model, "locator"))
        caption = self._words_of(inner.get("caption"), "embeds", self.post.next_child("embeds"), "caption")
        name = locator.text.rpartition(":")[2]
        self.post.add_embed(kind, "bbc", identifier=f"bbc:{name}" if name else "", caption=caption)

    def _read_social(self, block: JsonValue) -> None:
        model = member(block, "model")
        oembed = next(_find(model, "oembed"), None)
        url = self.strings.address(member(model, "source"))
        again = self.strings.address(member(oembed, "url"))
        url, again = (url, again) if url.text else (again, NOTHING)
        name = self.strings.words(member(oembed, "provider_name"))
        told = provider_of_address(url.text)
        provider = told.name if told is not None else (name.text.lower() if name.text.lower() in _NAMED else "other")
        kind = told.kind if told is not None else _NAMED.get(provider, "social_post")
        child = self.post.next_child("embeds")
        texts = []
        for line in self.strings.lines_of_html(member(oembed, "html")):
            if line.text.startswith(_ORIGINAL):
                self.post.label(line.pieces, "blocks.original", "embeds", child)
            elif self.strings.outer is None:
                texts.append(line)
        self.post.add_embed(
            kind,
            provider,
            identifier=identifier_of(provider, url.text) if url.text else "",
            texts=texts,
            url=url,
            provider_name=name,
            author_name=self.strings.words(member(oembed, "author_name")),
            author_url=self.strings.address(member(oembed, "author_url")),
        )
        if again.text == url.text:
            self.post.witness(again, "url", "embeds", child)


def _find(value: JsonValue | None, key: str) -> Iterator[JsonValue]:
    """Return what stands under a key, wherever within a value."""
    waiting: list[JsonValue] = [value] if value is not None else []
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            if key in found:
                yield found[key]
            waiting.extend(reversed(found.values()))
        elif isinstance(found, list):
            waiting.extend(reversed(found))


def _type(block: JsonValue | None) -> str:
    value = member(block, "type")
    return value.value if isinstance(value, JsonText) else ""


def _paragraphs(block: JsonValue | None) -> Iterator[JsonValue]:
    """Return the paragraphs within a block; the block itself where it holds fragments and no paragraph."""
    inner = members(block, "model", "blocks")
    if block is not None and (_type(block) == "paragraph" or any(_type(one) == "fragment" for one in inner)):
        yield block
        return
    for one in inner:
        yield from _paragraphs(one)


def read_lines(strings: Strings, block: JsonValue | None) -> Iterator[tuple[Words, Words]]:
    """Return the words of every paragraph within some blocks, and what says them again."""
    reading = _Reading(strings, 0)
    for paragraph in _paragraphs(block):
        run = Run(strings.text)
        reading.add_fragments(run, paragraph)
        words = strings.placed(run.words())
        if words.text:
            yield words, strings.words(member(paragraph, "model", "text"))
