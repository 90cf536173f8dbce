"""Pictures, players and frames of BBC pages in HTML, with the labels that stand, mostly hidden, before their values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, Protocol

from livepack import rules
from livepack.html_document import Element, HtmlDocument, Piece
from livepack.page import Remark
from livepack.readers._bbc_lines import Line, walk_lines
from livepack.readers._bbc_markup import address, attribute, names_of, walk_elements
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import FRAMES, identifier_of, provider_of

_PICTURES: Final = frozenset({"figure", "picture", "img"})
_PLAYER_TAGS: Final = frozenset({"video", "audio"})
_PLAYER_NAMES: Final = frozenset(
    {"media-block", "video-block", "audio-block", "media-player", "mediaplayer", "mediaplayerwrapper", "smp"}
)
_SOURCES: Final = ("src", "data-src", "data-lazy-src")


class Classifier(Protocol):
    """Tells which rule prints a whole line."""

    def classify(self, line: str) -> tuple[rules.Rule, re.Match[str]] | None:
        """Return the rule and its match; None if no rule prints the line."""


class Labels(NamedTuple):
    """What a renderer prints before the values of a picture or player, and words that it says in a player's place.

    Attributes:
        renderer: its rules for whole lines.
        columns: by the label's words, the column that follows it, and the label's rule.
        asides: words hidden behind links, and the rule that prints them.
    """

    renderer: Classifier
    columns: Mapping[str, tuple[str, str]]
    asides: Mapping[str, str]


def is_thing(element: Element) -> bool:
    """Tell a picture, a player or something embedded by its tag, its class or its test id."""
    if element.tag in _PICTURES or is_player(element):
        return True
    return element.tag not in ("a", "span", "li", "button") and provider_of(element) is not None


def is_player(element: Element) -> bool:
    """Tell the publisher's own player, or what holds one."""
    return element.tag in _PLAYER_TAGS or not _PLAYER_NAMES.isdisjoint(names_of(element))


def read_thing(
    document: HtmlDocument, post: PostBuilder, element: Element, labels: Labels, remarks: list[Remark]
) -> None:
    """Read a picture, a player or something embedded, and add it to a post."""
    images = [inner for inner in (element, *walk_elements(element)) if inner.tag == "img"]
    frames = [inner for inner in (element, *walk_elements(element)) if _is_frame(inner)]
    if frames and not is_player(element):
        add_frame(document, post, frames[0])
    elif images and not is_player(element):
        _read_picture(document, post, element, images, labels, remarks)
    else:
        _read_player(document, post, element, labels, remarks)


def _is_frame(element: Element) -> bool:
    return element.tag not in ("a", "span", "li", "button", "figure") and provider_of(element) is not None


def frame_address(document: HtmlDocument, element: Element) -> Words:
    """Return the address of what is embedded: of a link to the thing itself, else of the frame."""
    links = [inner for inner in walk_elements(element) if inner.tag == "a"]
    told = (address(document, link, "href") for link in reversed(links))
    return next((url for url in told if url.text), address(document, element, *_SOURCES))


def add_frame(document: HtmlDocument, post: PostBuilder, element: Element) -> None:
    """Add a frame, or an embedded post with its words."""
    provider = provider_of(element)
    if provider is None:
        return
    url = frame_address(document, element)
    texts = [] if element.tag in FRAMES else frame_words(document, element)
    post.add_embed(
        provider.kind,
        provider.name,
        identifier=identifier_of(provider.name, url.text, element),
        texts=texts,
        url=url,
    )


def frame_words(document: HtmlDocument, element: Element) -> list[Words]:
    """Return the words of an embedded post, a part for each line."""
    return [item.run.words() for item in walk_lines(document, element) if isinstance(item, Line)]


def _read_picture(
    document: HtmlDocument,
    post: PostBuilder,
    element: Element,
    images: list[Element],
    labels: Labels,
    remarks: list[Remark],
) -> None:
    child = post.next_child("images")
    cells = _labelled(document, post, element, labels, "images", child, remarks)
    for number, image in enumerate(images):
        own = {"alt_text": attribute(document, image, "alt") if image.attrs.get("alt") else NOTHING}
        own["url"] = picture_address(document, image)
        sizes = {name: _size(document, image, name) for name in ("width", "height")}
        post.add_image(**(cells if not number else {}), **own, **sizes)


def picture_address(document: HtmlDocument, image: Element) -> Words:
    """Return a picture's address: its source's, else the first of its set."""
    url = address(document, image, *_SOURCES)
    if url.text:
        return url
    for name in ("srcset", "data-srcset"):
        pieces = image.attribute_pieces(document.text, name)
        first = image.attrs.get(name, "").split()[:1]
        if len(pieces) == 1 and not pieces[0].decode and first and first[0].startswith("http"):
            at = document.text.index(first[0], pieces[0].start)
            said = first[0].rstrip(",")
            return Words(said, (Piece(at, at + len(said)),))
    return NOTHING


def _size(document: HtmlDocument, image: Element, name: str) -> Words:
    value = image.attrs.get(name, "")
    is_number = value.isascii() and value.isdecimal() and len(value) < 6 and not value.startswith("0")
    return attribute(document, image, name) if is_number else NOTHING


def _read_player(
    document: HtmlDocument, post: PostBuilder, element: Element, labels: Labels, remarks: list[Remark]
) -> None:
    child = post.next_child("embeds")
    cells = _labelled(document, post, element, labels, "embeds", child, remarks)
    players = [inner for inner in (element, *walk_elements(element)) if inner.tag in (*_PLAYER_TAGS, "source")]
    url = next((found for inner in players if (found := address(document, inner, *_SOURCES)).text), NOTHING)
    post.add_embed("media", "bbc", caption=cells.get("caption", NOTHING), url=url)


def _labelled(
    document: HtmlDocument,
    post: PostBuilder,
    element: Element,
    labels: Labels,
    table: str,
    child: int,
    remarks: list[Remark],
) -> dict[str, Words]:
    """Read the lines of a figure: what stands behind each label, and the labels to their rules."""
    cells: dict[str, Words] = {}
    awaited = ""
    for line in walk_lines(document, element, lambda inner: inner.tag == "img", frozenset(labels.asides)):
        if not isinstance(line, Line):
            continue
        for aside in line.asides:
            post.label(aside.pieces, labels.asides[aside.text], table, child)
        label = next((label for label in labels.columns if line.text.startswith(label)), "")
        known = labels.renderer.classify(line.text) if not label and not awaited else None
        if label:
            awaited, rule = labels.columns[label]
            cut = line.run.raw.index(label) + len(label)
            post.label(line.run.words(0, cut).pieces, rule, table, child)
            rest = line.run.words(cut)
            if rest.text:
                cells.setdefault(awaited, rest)
                awaited = ""
        elif known is not None:
            post.label(line.run.words().pieces, known[0].rule_id, table, child)
        elif (awaited or "caption") not in cells:
            cells[awaited or "caption"] = line.run.words()
            awaited = ""
    if awaited == "caption":
        remarks.append(Remark("caption-missing", element.start, table, post.number, child, "caption"))
    return cells
