"""Pictures and embeds of an HTML post, with captions, credits and addresses."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from livepack.html_document import BLOCKS, Element, Piece, Text, walk_texts
from livepack.page import Embed, Image
from livepack.readers import _html_parts as parts
from livepack.readers import _html_pictures as pictures
from livepack.readers._html_addresses import RESOLVE, resolve_address
from livepack.readers._html_embeds import (
    ADDRESSES,
    Provider,
    identifier_of,
    is_address,
    placeholder_attribute,
    provider_of_address,
)
from livepack.readers._html_segments import Segment, place_boilerplate, place_field
from livepack.saved_pages import plain_address

_PICTURE = ("src", "data-src", "data-lazy-src", "data-original")


class Address(NamedTuple):
    """An address that a cell holds."""

    url: str = ""

    @property
    def host(self) -> str:
        """Its host without `www.`; empty if it has none."""
        try:
            return (urlsplit(plain_address(self.url)).hostname or "").removeprefix("www.")
        except ValueError:
            return ""

    @classmethod
    def take(cls, post: Any, element: Element, names: tuple[str, ...], table: str, child: int, field: str) -> Address:
        """Give the first address among attributes to a cell of a post; see PostReading.address."""
        relative: list[tuple[str, list[Piece]]] = []
        for name in names:
            value = element.attrs.get(name, "").strip()
            if not value or value.startswith("data:"):
                continue
            pieces = element.attribute_pieces(post.document.text, name)
            if pieces and is_address(value):
                place_field(post.rows, pieces, table, post.number, child, field)
                return cls(value)
            if not value.startswith(("#", "javascript:", "mailto:", "tel:")):
                relative.append((value, pieces))
        for value, pieces in relative:
            whole = resolve_address(value, post.origin)
            first = pieces[0] if pieces else Piece(0, 0, "")
            if post.document.text[first.start : first.end].lstrip().startswith(value[:2]) and is_address(whole):
                resolved = first._replace(decode=f"{first.decode} {RESOLVE}".strip())  # what follows stays as it is
                place_field(post.rows, [resolved, *pieces[1:]], table, post.number, child, field)
                return cls(whole)
        post.relative += len(relative)
        return cls()


def read_image(post: Any, figure: Element | None, image: Element, child: int) -> Image:
    """Read a picture, and where a figure is given its caption and credit.

    Args:
        post: the post that is being read.
        figure: the figure that shows it; None for a second picture in one.
        image: the picture's own element.
        child: its number in the post.
    """
    alt = _attribute(post, image, "alt", child)
    address = post.address(image, _PICTURE, "images", child)
    sizes: dict[str, int] = {}
    for name in ("width", "height"):
        value = image.attrs.get(name, "")
        if value.isdecimal() and value.isascii() and len(value) < 6 and int(value) and not value.startswith("0"):
            pieces = image.attribute_pieces(post.document.text, name)
            place_field(post.rows, pieces, "images", post.number, child, name)
            if pieces:
                sizes[name] = int(value)
    caption, credit = _caption(post, figure, image, "images", child) if figure is not None else ("", "")
    return Image(alt, caption, credit, url=address.url, width=sizes.get("width"), height=sizes.get("height"))


def _attribute(post: Any, element: Element, name: str, child: int) -> str:
    value = " ".join(element.attrs.get(name, "").split())
    pieces = element.attribute_pieces(post.document.text, name) if value else []
    place_field(post.rows, pieces, "images", post.number, child, "alt_text")
    return value if pieces else ""


def _caption(post: Any, figure: Element, thing: Element, table: str, child: int) -> tuple[str, str]:
    """Give what a figure shows beside its picture to caption and credit; controls are furniture."""
    caption, credit = Segment(post.document), Segment(post.document)
    waiting: list[tuple[Element | Text, bool]] = [(node, False) for node in reversed(figure.children)]
    while waiting:
        node, in_credit = waiting.pop()
        if isinstance(node, Text):
            (credit if in_credit else caption).add_text(node)
        elif node is thing or node.is_hidden:
            continue
        elif rule := parts.furniture_rule(node) or pictures.figure_label_rule(node):
            for text in walk_texts(node):
                place_boilerplate(post.document, post.rows, text.pieces(), rule)
        elif node.tag == "br":
            (credit if in_credit else caption).add_break(node)
        else:
            inside = in_credit or (
                table == "images" and node is not figure and pictures.is_credit(node) and not credit.text
            )
            waiting.extend((child_, inside) for child_ in reversed(node.children))
    caption.end()
    credit.end()
    place_field(post.rows, caption.pieces, table, post.number, child, "caption")
    place_field(post.rows, credit.pieces, table, post.number, child, "credit")
    return caption.text, credit.text


def read_embed(post: Any, node: Element, inner: Element, provider: Provider, child: int) -> Embed:
    """Read something embedded.

    Args:
        post: the post that is being read.
        node: the outermost element that holds it: a figure, or itself.
        inner: the element that tells the provider.
        provider: whose service it is.
        child: its number in the post.
    """
    address, source = _embed_address(post, node, inner, provider, child)
    if provider.name in ("publisher", "other") and address.url:
        provider = provider_of_address(address.url) or provider
    if provider.name == "other" and address.host and address.host == post.host:
        provider = provider._replace(name="publisher")
    identifier = identifier_of(provider.name, address.url, source)
    own = next(post.document.find_within(inner, "figcaption"), None) if inner.tag == "figure" else None
    caption, text = "", ""
    if node is not inner:
        caption, _ = _caption(post, node, inner, "embeds", child)
    elif own is not None:
        caption, _ = _caption(post, own, own, "embeds", child)
    if not inner.is_hidden:
        text = _own_text(post, inner, child, own)
    if text:
        availability = "present"
    elif address.url or identifier:
        availability = "linked"
    else:
        availability = "caption_only" if caption else "consent_notice"
    return Embed(
        provider.kind, provider.name, availability, identifier=identifier, url=address.url, caption=caption, text=text
    )


def _embed_address(post: Any, node: Element, inner: Element, provider: Provider, child: int) -> tuple[Address, Element]:
    """Return the address of what is embedded and the element that has it: a link to the post itself before others."""
    told = [
        link
        for link in post.document.find_within(node, "a")
        if (found := provider_of_address(link.attrs.get("href", ""))) is not None
        and found.name == provider.name
        and identifier_of(provider.name, link.attrs["href"], link)
    ]
    frames = [one for one in post.document.find_within(node, "iframe", "source", "amp-iframe") if one is not inner]
    for element in [inner, *reversed(told), *frames]:
        attrs = element.attrs
        names = ("href",) if element.tag == "a" else (*ADDRESSES, placeholder_attribute(element))
        told_names = tuple([name for name in names if name in attrs and is_address(attrs[name])])
        address = post.address(element, told_names, "embeds", child) if told_names else Address()
        if address.url:
            return address, element
    return Address(), inner


def _own_text(post: Any, element: Element, child: int, without: Element | None) -> str:
    """Give the words of an embedded post to its text, a part for each block, but for those of one element."""
    segments: list[Segment] = [Segment(post.document)]
    waiting: list[Element | Text | None] = list(reversed(element.children))
    while waiting:
        node = waiting.pop()
        if node is None:
            segments.append(Segment(post.document))
        elif isinstance(node, Text):
            segments[-1].add_text(node)
        elif node.tag == "br":
            segments[-1].add_break(node)
        elif node is not without and not node.is_hidden:
            if node.tag in pictures.IMAGES and pictures.is_emoji(node):
                segments[-1].add_pieces(node.attribute_pieces(post.document.text, "alt"))
            is_block = node.tag in BLOCKS
            if is_block:
                segments.append(Segment(post.document))
                waiting.append(None)
            waiting.extend(reversed(node.children))
    for segment in segments:
        segment.end()
    texts = [segment for segment in segments if segment.text]
    for part, segment in enumerate(texts, start=1):
        place_field(post.rows, segment.pieces, "embeds", post.number, child, "text", part if len(texts) > 1 else 0)
    return "\n\n".join(segment.text for segment in texts)
