"""Reads one post of an HTML page: its head and its blocks, in the order of the document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from livepack.html_document import BLOCKS, Element, Text, shown_text
from livepack.page import Block, Embed, Image, Link, Paragraph
from livepack.readers import _html_parts as parts
from livepack.readers import _html_people as people
from livepack.readers import _html_pictures as pictures
from livepack.readers._html_dates import read_day
from livepack.readers._html_embeds import (
    Provider,
    identifier_of,
    is_address,
    provider_of,
    provider_of_address,
    provider_of_placeholder,
    scripted_embed,
    scripted_identifier,
)
from livepack.readers._html_figures import Address, read_embed, read_image
from livepack.readers._html_head import (
    DATED,
    DISTANCE,
    HEADLINE,
    KICKER,
    MAX_TIME,
    NEIGHBOUR,
    PERSON,
    PORTRAIT,
    TIME,
    TIME_AGAIN,
    Head,
    find_head,
)
from livepack.readers._html_post_head import HeadReading
from livepack.readers._html_posts import Found
from livepack.readers._html_segments import Segment, place_boilerplate, place_field

_SIGNS = " -–—|·•/"  # that stand between the parts of a head


def _leads_to(link: Element, url: str) -> bool:
    return link.attrs.get("href", "").strip() == url


class PostReading(HeadReading):
    """A post being read: `blocks` and the values of its head grow as its element is walked."""

    def read_body(self, element: Element, before: Sequence[Block], attributing: frozenset[str] = frozenset()) -> None:
        """Read an element that is a body, or a part of one, without time, headline or author.

        Args:
            element: the element.
            before: the blocks that the post has already: counts go on from theirs.
            attributing: tags of elements, beside the usual ones, that say in a quotation whose it is.
        """
        self._is_body = True
        self._attributing |= attributing
        self._plain -= attributing
        for kind, name in ((Paragraph, "paragraphs"), (Image, "images"), (Embed, "embeds")):
            self._counts[name] = sum(isinstance(block, kind) for block in before)
        self._counts["links"] = sum(len(block.links) for block in before if isinstance(block, Paragraph))
        self.read(Found(element, has_container=True, start=element.start, end=element.end), Head(None, {}))

    def read(self, found: Found, head: Head | None = None) -> None:
        """Read a post from its element; where its head is known, that is not looked for."""
        element = self._element = found.element
        tags = self.document.outline.tags[element.index : element.last + 1]
        self._has_images = not pictures.IMAGES.isdisjoint(tags)
        self.flags = parts.flags_of(element)
        self._guesses_people = not self._is_body and (head is None or PERSON not in head.roles.values())
        if head is None:
            head = find_head(self.document, element, has_container=found.has_container)
        self.wall = head.wall
        if head.stamp is not None:
            self._take_stamp(*head.stamp)
        readers = {
            TIME: self._read_time,
            TIME_AGAIN: self._read_time_again,
            HEADLINE: self._read_headline,
            KICKER: self._read_kicker,
            NEIGHBOUR: self._read_neighbour,
            PERSON: self._read_person,
            PORTRAIT: self._portraits.append,
        }
        self._roles = {
            index: readers.get(role) or partial(self._place_furniture, rule=role) for index, role in head.roles.items()
        }
        if head.updated is not None:
            self._take_updated(*head.updated)
        if not found.has_container:
            self._read_lead(element)
        self._visit(element, "paragraph")
        self._flush("paragraph")
        self._place_portraits()

    def _visit(self, element: Element, kind: str) -> None:
        for node in element.children:
            if isinstance(node, Text):
                if self._segment.is_empty and node.data.isspace():
                    continue  # between two blocks, as a third of all texts are
                start = self._lead[1] if self._lead is not None and self._lead[0] is node else 0
                self._segment.add_text(node, start)
            elif node.index in self._roles:
                self._flush(kind)
                self._roles.pop(node.index)(node)
            elif not node.attrs and node.tag in self._plain and not node.is_hidden:
                self._visit_block(node, kind)
            else:
                self._visit_element(node, kind)

    def _visit_element(self, node: Element, kind: str) -> None:
        tag = node.tag
        provider = self._provider_of(node)
        if provider is not None or (tag == "figure" and self._embedded(node) is not None):
            self._flush(kind)
            self._add_embed(node)
        elif node.is_hidden:
            self._visit_hidden(node, kind)
        elif self._has_images and self._shows_images(node):
            self._read_images(node, kind)
        elif tag == "br":
            if self._segment.add_break(node):
                self._flush(kind)
        elif rule := parts.furniture_rule(node):
            self._flush(kind)
            self._place_furniture(node, rule)
        elif self._names_speaker(node, kind):
            self._flush(kind)
            self._read_attribution(node)
        elif self._guesses_people and (people.is_person(node) or (self._has_images and pictures.has_portrait(node))):
            self._flush(kind)
            self._read_people(node)
        elif tag == "a":
            self._segment.open_link(node)
            self._visit(node, kind)
            self._segment.close_link()
        elif tag in BLOCKS or tag in ("dt", "dd"):
            self._visit_block(node, kind)
        else:
            self._visit(node, kind)

    def _visit_hidden(self, node: Element, kind: str) -> None:
        """Look for what is embedded by a script, or waits in a template for the reader's consent."""
        if node.tag == "script":
            self._read_script(node)
        elif node.tag == "template" and (waiting := self._embedded(node)) is not None:
            self._flush(kind)
            self._add_embed(waiting)

    def _visit_block(self, node: Element, kind: str) -> None:
        self._flush(kind)
        inner = kind
        if node.tag == "blockquote":
            inner = "quote"
        elif node.tag == "li" and kind == "paragraph":
            inner = "list_item"
        elif node.tag in parts.HEADINGS and kind == "paragraph":
            inner = "heading"
        self._visit(node, inner)
        self._flush(inner)

    def _ends_quote(self, node: Element) -> bool:
        """Tell whether nothing of a quotation follows an element in it."""
        while node.tag != "blockquote" and node.parent is not None:
            siblings = node.parent.children
            behind = siblings[siblings.index(node) + 1 :]
            if any((shown_text(one) if isinstance(one, Element) else one.data).strip() for one in behind):
                return False
            node = node.parent
        return True

    def _names_speaker(self, node: Element, kind: str) -> bool:
        """Tell whether an element says whose a quotation is: at its end, or right behind it."""
        if kind == "quote":
            return (node.tag in self._attributing or people.is_person(node)) and self._ends_quote(node)
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Paragraph) or last.kind != "quote" or last.attribution or self._segment.raw.strip():
            return False
        return people.names_speaker(node)

    def _read_attribution(self, node: Element) -> None:
        """Give the printed source of a quotation to the paragraph before it."""
        segment = self._whole(node)
        last = next(
            (index for index in range(len(self.blocks) - 1, -1, -1) if isinstance(self.blocks[index], Paragraph)), -1
        )
        if segment.text and last >= 0 and last == len(self.blocks) - 1:
            block = self.blocks[last]
            if isinstance(block, Paragraph) and block.kind == "quote" and not block.attribution:
                self.blocks[last] = block._replace(attribution=segment.text)
                place_field(
                    self.rows, segment.pieces, "paragraphs", self.number, self._counts["paragraphs"], "attribution"
                )

    def _flush(self, kind: str) -> None:
        """Make a block of the text that has come together."""
        if self._segment.is_empty:
            return
        segment, self._segment = self._segment, Segment(self.document)
        segment.end()
        text = segment.text
        if not text:
            return
        rule, flag = parts.label_rule(text)
        bare = text.strip(_SIGNS)
        if not rule and bare != text and parts.label_rule(bare)[0]:
            rule, flag = "html.control", parts.label_rule(bare)[1]  # "- Permalink"
        if rule:
            self._place_label(segment, rule)
            if flag:
                self.flags[flag] = True
        elif parts.is_by_word(text):
            place_boilerplate(self.document, self.rows, segment.pieces, "html.by_word")
        elif len(text) <= 3 and not any(char.isalnum() for char in text):
            place_boilerplate(self.document, self.rows, segment.pieces, "html.separator")
        elif not (
            (len(text) <= MAX_TIME and not self._is_body and self._take_time(segment, text))
            or (segment.marks and self._add_card(segment, text))
            or (is_address(text) and self._add_address(segment, text))
        ):
            self._add_paragraph(segment, text, kind)

    def _take_time(self, segment: Segment, text: str) -> bool:
        """Take a short text that is the post's time, prints it again, or names its day; returns whether it is one."""
        if not self.blocks and not self.time_text and DATED.fullmatch(text):
            self.time_text = text
            place_field(self.rows, segment.pieces, "entries", self.number, 0, "published_text")
            return True
        is_again = self.time_text and DATED.fullmatch(text)
        is_distance = (self.time_text or not self.blocks) and DISTANCE.fullmatch(text.strip(_SIGNS))
        if not is_again and not is_distance:
            if self.blocks or self.day or read_day(text) is None:
                return False
            self.day = text
        place_boilerplate(self.document, self.rows, segment.pieces, "html.time_again")
        return True

    def _add_paragraph(self, segment: Segment, text: str, kind: str) -> None:
        self._counts["paragraphs"] += 1
        place_field(self.rows, segment.pieces, "paragraphs", self.number, self._counts["paragraphs"], "text")
        self.blocks.append(Paragraph(text, kind, links=self._links(segment) if segment.marks else ()))

    def _add_address(self, segment: Segment, text: str) -> bool:
        """Make an embed of a line that is nothing but the address of somebody's post: a script was to put it there."""
        provider = provider_of_address(text)
        identifier = identifier_of(provider.name, text, None) if provider is not None else ""
        if provider is None or not identifier or any(not _leads_to(link, text) for _, link in segment.links()):
            return False
        self._counts["embeds"] += 1
        place_field(self.rows, segment.pieces, "embeds", self.number, self._counts["embeds"], "url")
        self.blocks.append(Embed(provider.kind, provider.name, "linked", identifier=identifier, url=text))
        return True

    def _add_card(self, segment: Segment, text: str) -> bool:
        """Make a card of a label such as "Read more:" and a link behind it."""
        links = segment.links() if len(segment.marks) == 1 else []
        if len(links) != 1 or links[0][0].end != len(text) or not links[0][0].start:
            return False
        label = text[: links[0][0].start]
        if not parts.is_card_label(label):
            return False
        before, segment.pieces = segment.cut(links[0][0].start)
        place_boilerplate(self.document, self.rows, before, "html.read_also")
        card = Segment(self.document)
        card.open_link(links[0][1])
        card.add_pieces(segment.pieces)
        card.end()
        self._add_paragraph(card, card.text, "card")
        return True

    def _links(self, segment: Segment) -> tuple[Link, ...]:
        found = []
        for link, element in segment.links():
            self._counts["links"] += 1
            address = self.address(element, ("href",), "links", self._counts["links"])
            other = bool(address.url) and bool(self.host)
            external = address.host != self.host if other else None
            found.append(link._replace(url=address.url, is_external=external))
        return tuple(found)

    def address(self, element: Element, names: tuple[str, ...], table: str, child: int, field: str = "url") -> Address:
        """Give the first absolute address among some attributes to a cell, else the first that can be resolved.

        Others are relative: they are counted, and left out.
        """
        return Address.take(self, element, names, table, child, field)

    def _provider_of(self, node: Element) -> Provider | None:
        """Return the provider of what an element embeds: told by itself, or by the address of an empty placeholder."""
        if node.tag in ("a", "span", "li", "button"):
            return None
        found = provider_of(node)
        if found is None and node.attrs:
            found = provider_of_placeholder(node, self.host)
            return found if found is None or not shown_text(node) else None
        return found

    def _embedded(self, node: Element) -> Element | None:
        """Return the player or frame within a figure."""
        for inner in node.find():
            if inner.tag not in ("a", "span", "li", "button") and provider_of(inner) is not None:
                return inner
        return None

    def _shows_images(self, node: Element) -> bool:
        """Tell a picture, and a figure with some."""
        is_figure = node.tag in ("figure", "picture") or pictures.is_figure(node)
        return node.tag in pictures.IMAGES or (is_figure and bool(self._images(node)) and not self._is_gallery(node))

    def _is_gallery(self, node: Element) -> bool:
        """Tell a figure around several, each with a caption of its own."""
        return node.tag == "figure" and sum(1 for inner in self.document.find_within(node, "figure")) > 2  # itself too

    def _read_images(self, node: Element, kind: str) -> None:
        if pictures.is_emoji(node):
            self._segment.add_pieces(node.attribute_pieces(self.document.text, "alt"))
            return
        images = self._images(node)
        if not images:
            return
        if node.tag not in pictures.IMAGES or not self._segment.marks:
            self._flush(kind)
        for index, image in enumerate(images):
            if self._guesses_people and (
                pictures.is_portrait(image) or (not self.blocks and pictures.stands_beside_its_name(image))
            ):
                self._portraits.append(image)
                continue
            self._counts["images"] += 1
            self.blocks.append(read_image(self, node if not index else None, image, self._counts["images"]))

    def _add_embed(self, node: Element) -> None:
        inner = node if self._provider_of(node) is not None else self._embedded(node)
        provider = self._provider_of(inner) if inner is not None else None
        if inner is None or provider is None:
            return
        self._counts["embeds"] += 1
        self.blocks.append(read_embed(self, node, inner, provider, self._counts["embeds"]))

    def _read_script(self, node: Element) -> None:
        """Take what a script puts into the page, by its id: a tweet, a post of Telegram, a chart."""
        code = next((child.data for child in node.children if isinstance(child, Text)), "")
        provider = scripted_embed(node, code)
        identifier = scripted_identifier(provider.name, node, code) if provider is not None else ""
        if provider is None or not identifier:
            return
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Embed) and last.provider == provider.name and last.availability == "consent_notice":
            self.blocks[-1] = last._replace(identifier=identifier, availability="linked")
            return
        self._flush("paragraph")
        self._counts["embeds"] += 1
        self.blocks.append(Embed(provider.kind, provider.name, "linked", identifier=identifier))
