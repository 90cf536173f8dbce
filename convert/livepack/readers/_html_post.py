"""Reads one post of an HTML page: its head and its blocks, in the order of the document."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from livepack.html_document import BLOCKS, Element, HtmlDocument, Text, shown_text, walk_texts
from livepack.ledger import Placed
from livepack.page import WITNESS, Block, Contributor, Embed, Image, Link, Paragraph, Remark
from livepack.readers import _html_parts as parts
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
    is_change,
)
from livepack.readers._html_posts import Found
from livepack.readers._html_segments import Segment, place_boilerplate, place_field
from livepack.readers._html_times import CLOCK, Stamp, instant_text, read_stamp

_ZONE = re.compile(
    r"[ \u00a0]?\(?(?:[A-Z]{2,4}|[A-Z]{3}[+-][0-9]{1,2})\)?(?=$|[\s:,.|–—-])|[ \u00a0]?\((?:[A-Z]{2,4})\)"
)
_BY = re.compile(r"(?:by|von(?! de[rmn]\b)|par|por|door|av|af)\s+(?=\S)", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"(?:(?:first )?(?:published|posted)(?: (?:at|on))?|veröffentlicht(?: am)?|erstellt(?: am)?|publié(?: le| à)?|publicado(?: el| a las)?|pubblicato(?: il)?):?\s+(?=\S)",
    re.IGNORECASE,
)
_CLOCK_WORD = re.compile(r"(?:ore|alle|kl\.?|klo|um|à|às|a las|at)\s+\Z", re.IGNORECASE)  # "Ore 14:05 - ..."
_MAX_FURNITURE = 600  # as the rules say
_END_SIGNS = re.compile(r"\s*(?:\+{2,3}|\*{2,3}|#{2,3})\Z")
_SIGNS = re.compile(r"\s*([:|–—,.•·-]{1,2})(?=\s|$)")


class PostReading:
    """A post being read: `blocks` and the values of its head grow as its element is walked."""

    def __init__(
        self, document: HtmlDocument, rows: list[Placed], remarks: list[Remark], number: int, host: str
    ) -> None:
        self.document = document
        self.rows = rows
        self.remarks = remarks
        self.number = number
        self.host = host
        self.blocks: list[Block] = []
        self.contributors: list[Contributor] = []
        self.headline = ""
        self.subheading = ""
        self.time_text = ""
        self.updated = ""
        self.day = ""  # that stands by itself beside the clock, as printed
        self.permalink: Element | None = None  # the link around or in its time
        self.changed = ""  # when the post was last changed, as printed
        self.stamp: Stamp | None = None
        self.stamp_rows: list[Placed] = []  # for the caller to place, if the post's time is that of the stamp
        self.flags: dict[str, bool] = {}
        self.relative = 0  # addresses that cannot be kept because they are relative
        self._counts = {"paragraphs": 0, "images": 0, "embeds": 0, "links": 0}
        self._roles: dict[int, Callable[[Element], None]] = {}
        self._portraits: list[Element] = []
        self._guesses_people = True
        self._is_body = False
        self._attributing = frozenset({"footer", "cite"})  # elements in a quotation that say whose it is
        self._segment = Segment(document)
        self._element: Element | None = None

    def read_body(self, element: Element, before: Sequence[Block], attributing: frozenset[str] = frozenset()) -> None:
        """Read an element that is a body, or a part of one, without time, headline or author.

        Args:
            element: the element.
            before: the blocks that the post has already: counts go on from theirs.
            attributing: tags of elements, beside the usual ones, that say in a quotation whose it is.
        """
        self._is_body = True
        self._attributing |= attributing
        for kind, name in ((Paragraph, "paragraphs"), (Image, "images"), (Embed, "embeds")):
            self._counts[name] = sum(isinstance(block, kind) for block in before)
        self._counts["links"] = sum(len(block.links) for block in before if isinstance(block, Paragraph))
        self.read(Found(element, has_container=True, start=element.start, end=element.end), Head(None, {}))

    def read(self, found: Found, head: Head | None = None) -> None:
        """Read a post from its element; where its head is known, that is not looked for."""
        element = self._element = found.element
        self.flags = parts.flags_of(element)
        self._guesses_people = not self._is_body and (head is None or PERSON not in head.roles.values())
        if head is None:
            head = find_head(self.document, element, has_container=found.has_container)
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

    def renumber(self, number: int) -> None:
        """Make it another post of the page: what the page does not show may stand before it."""
        if number != self.number:
            self.rows = [_renumbered(row, number) for row in self.rows]
            self.stamp_rows = [_renumbered(row, number) for row in self.stamp_rows]
            self.remarks = [remark._replace(entry=number) if remark.entry else remark for remark in self.remarks]
            self.number = number

    # The head

    def _read_neighbour(self, element: Element) -> None:
        before = len(self.contributors)
        self._read_person(element)
        if len(self.contributors) > before and not parts.is_person(element):
            self.remarks.append(
                Remark("lead-line-guessed", element.start, "entries", self.number, 0, "", "a contributor")
            )

    def _take_stamp(self, element: Element, name: str) -> None:
        self.stamp = read_stamp(element.attrs[name])
        pieces = element.attribute_pieces(self.document.text, name)
        self.stamp_rows.extend(
            (piece.start, piece.end, WITNESS, "entries", self.number, 0, "published", 0, piece.decode, "")
            for piece in (pieces if len(pieces) == 1 else [])
        )

    def _place_portraits(self) -> None:
        """Give the alternative text of each portrait to the person of that name as a witness, else to furniture."""
        names = [contributor.name for contributor in self.contributors]
        for element in self._portraits:
            alt = " ".join(element.attrs.get("alt", "").split())
            pieces = element.attribute_pieces(self.document.text, "alt") if alt else []
            if alt not in names or len(pieces) != 1:
                place_boilerplate(self.document, self.rows, pieces, "html.control")
                continue
            piece, child = pieces[0], names.index(alt) + 1
            self.rows.append(
                (piece.start, piece.end, WITNESS, "contributors", self.number, child, "name", 0, piece.decode, "")
            )

    def _take_updated(self, element: Element, name: str) -> None:
        stamp = read_stamp(element.attrs[name])
        pieces = element.attribute_pieces(self.document.text, name)
        if stamp is not None and pieces:
            self.updated = instant_text(stamp)
            place_field(self.rows, pieces, "entries", self.number, 0, "updated")

    def _read_lead(self, element: Element) -> None:
        """Read the clock time that the head of a post without container begins with."""
        head = next((child for child in element.children if isinstance(child, Element)), element)
        text = next((text for text in walk_texts(head) if text.data.strip()), None)
        found = CLOCK.search(text.data) if text is not None else None
        if text is None or found is None:
            return
        end = len(text.data[: found.end()].rstrip())
        zone = _ZONE.match(text.data, end)
        end = zone.end() if zone is not None else end
        start = found.start()
        word = _CLOCK_WORD.search(text.data, 0, start)
        start = word.start() if word is not None else start
        place_boilerplate(self.document, self.rows, text.pieces(0, start), "html.separator")
        self.time_text = " ".join(text.data[start:end].split())
        place_field(self.rows, text.pieces(start, end), "entries", self.number, 0, "published_text")
        signs = _SIGNS.match(text.data, end)
        if signs is not None:
            place_boilerplate(self.document, self.rows, text.pieces(signs.start(1), signs.end(1)), "html.separator")
            end = signs.end()
        self._lead = (text, end)
        titled = head if head.tag in parts.HEADINGS else _bold_head(head, text, end)
        if titled is not None:
            self._roles[titled.index] = self._read_headline

    _lead: tuple[Text, int] | None = None

    def _read_time(self, element: Element) -> None:
        segment = self._whole(element)
        before = _PUBLISHED.match(segment.text)
        if before is not None:
            words, segment.pieces = segment.cut(before.end())
            segment.raw = segment.text[before.end() :]
            place_boilerplate(self.document, self.rows, words, "html.published_word")
        if segment.text and not self.time_text:
            self.permalink = self._find_permalink(element)
            self.time_text = segment.text
            place_field(self.rows, segment.pieces, "entries", self.number, 0, "published_text")

    def _find_permalink(self, time: Element) -> Element | None:
        """Return the link around a time, or in it, that leads to a place of the page's own site: the post itself."""
        around = time
        while around.parent is not None and around.parent is not self._element and around.tag != "a":
            around = around.parent
        links = [around] if around.tag == "a" else [one for one in self.document.within(time) if one.tag == "a"]
        return next(
            (
                link
                for link in links
                if _leads_to_post(link.attrs.get("href", ""), self.host) and len(shown_text(link)) <= MAX_TIME
            ),
            None,
        )

    def _read_time_again(self, element: Element) -> None:
        if is_change(element) and not self.changed:
            self.changed = shown_text(element)
        self._place_furniture(element, "html.time_again")

    def _read_headline(self, element: Element) -> None:
        for inner in self.document.within(element)[1:]:
            words = shown_text(inner)
            if parts.label_rule(words)[0] and words != shown_text(element) and not any(True for _ in inner.elements):
                self._roles[inner.index] = self._read_headline  # a tag within the headline: "Breaking"
        segment = self._whole(element)
        rule, flag = parts.label_rule(segment.text)
        if rule:
            self._place_label(segment, rule)
            if flag:
                self.flags[flag] = True
        elif segment.text:
            self._drop_signs(segment)
            self.headline = segment.text
            place_field(self.rows, segment.pieces, "entries", self.number, 0, "headline")

    def _place_label(self, segment: Segment, rule: str) -> None:
        """Give a label to its rule; where links or emphasis part it, its pieces are what controls print."""
        whole = rule if len(segment.pieces) == 1 else "html.control"
        place_boilerplate(self.document, self.rows, segment.pieces, whole)

    def _read_kicker(self, element: Element) -> None:
        segment = self._whole(element)
        self.subheading = segment.text
        place_field(self.rows, segment.pieces, "entries", self.number, 0, "subheading")

    def _drop_signs(self, segment: Segment) -> None:
        """Take plus signs and the like off the end of a headline, where tickers put them around it."""
        signs = _END_SIGNS.search(segment.text)
        if signs is not None and len(segment.text) > len(signs.group()):
            segment.pieces, behind = segment.cut(signs.start())
            segment.raw = segment.text[: signs.start()].rstrip()
            place_boilerplate(self.document, self.rows, behind, "html.separator")

    def _read_people(self, element: Element) -> None:
        """Read who wrote a post; of several in one box each for himself, and signs and words between them are furniture."""
        if parts.is_role(element) and self.contributors and not self.contributors[-1].role:
            segment = self._whole(element)
            self.contributors[-1] = self.contributors[-1]._replace(role=segment.text)
            place_field(self.rows, segment.pieces, "contributors", self.number, len(self.contributors), "role")
            return
        people = parts.people_in(element)
        for person in people:
            self._read_person(person)
        for text in walk_texts(element) if people != [element] else ():
            if not any(_is_within(text, person) for person in people):
                place_boilerplate(self.document, self.rows, text.pieces(), "html.control")

    def _read_person(self, element: Element) -> None:
        role = next(
            (inner for inner in self.document.within(element)[1:] if parts.is_role(inner) and shown_text(inner)), None
        )
        self._portraits += self._images(element)
        segment = Segment(self.document)
        role_segment = Segment(self.document)
        for text in walk_texts(element):
            inside = role is not None and _is_within(text, role)
            start = self._lead[1] if self._lead is not None and self._lead[0] is text else 0
            (role_segment if inside else segment).add_text(text, start)
        segment.end()
        role_segment.end()
        by = _BY.match(segment.text)
        if by is not None:
            before, segment.pieces = segment.cut(by.end())
            segment.raw = segment.text[by.end() :]
            place_boilerplate(self.document, self.rows, before, "html.by_word")
        if not segment.text:
            return
        self.contributors.append(Contributor(segment.text, role_segment.text))
        child = len(self.contributors)
        place_field(self.rows, segment.pieces, "contributors", self.number, child, "name")
        place_field(self.rows, role_segment.pieces, "contributors", self.number, child, "role")

    def _whole(self, element: Element) -> Segment:
        """Return all that an element shows as one segment."""
        segment = Segment(self.document)
        waiting: list[Element | Text] = list(reversed(element.children))
        while waiting:
            node = waiting.pop()
            if isinstance(node, Text):
                start = self._lead[1] if self._lead is not None and self._lead[0] is node else 0
                segment.add_text(node, start)
            elif node.tag == "br":
                segment.add_break(node)
            elif node.index in self._roles:
                self._roles.pop(node.index)(node)  # a time within a headline
            elif not node.is_hidden:
                waiting.extend(reversed(node.children))
        segment.end()
        return segment

    def _place_furniture(self, element: Element, rule: str) -> None:
        for text in walk_texts(element):
            if len(text.data.strip()) <= _MAX_FURNITURE:  # what is longer is no label of a button: it stays unread
                place_boilerplate(self.document, self.rows, text.pieces(), rule)

    # The blocks

    def _visit(self, element: Element, kind: str) -> None:
        for node in element.children:
            if isinstance(node, Text):
                start = self._lead[1] if self._lead is not None and self._lead[0] is node else 0
                self._segment.add_text(node, start)
            elif node.index in self._roles and node is not element:
                self._flush(kind)
                self._roles.pop(node.index)(node)
            else:
                self._visit_element(node, kind)

    def _visit_element(self, node: Element, kind: str) -> None:
        tag = node.tag
        provider = self._provider_of(node)
        if provider is not None or (tag == "figure" and self._embedded(node) is not None):
            self._flush(kind)
            self._add_embed(node)
        elif node.is_hidden:
            if tag == "script":
                self._read_script(node)
        elif tag in parts.IMAGES or ((tag in ("figure", "picture") or parts.is_figure(node)) and self._images(node)):
            self._read_images(node, kind)
        elif tag == "br":
            if self._segment.add_break(node):
                self._flush(kind)
        elif rule := parts.furniture_rule(node):
            self._flush(kind)
            self._place_furniture(node, rule)
        elif kind == "quote" and (tag in self._attributing or parts.is_person(node)) and self._ends_quote(node):
            self._flush(kind)
            self._read_attribution(node)
        elif self._guesses_people and (parts.is_person(node) or parts.has_portrait(node)):
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
        segment, self._segment = self._segment, Segment(self.document)
        segment.end()
        text = segment.text
        if not text:
            return
        rule, flag = parts.label_rule(text)
        if rule:
            self._place_label(segment, rule)
            if flag:
                self.flags[flag] = True
            return
        if not self._is_body and len(text) <= MAX_TIME and self._take_time(segment):
            return
        if not any(char.isalnum() for char in text) and len(text) <= 3:
            place_boilerplate(self.document, self.rows, segment.pieces, "html.separator")
            return
        if self._add_address(segment) or self._add_card(segment):
            return
        self._add_paragraph(segment, kind)

    def _take_time(self, segment: Segment) -> bool:
        """Take a short text that is the post's time, prints it again, or names its day; returns whether it is one."""
        text = segment.text
        if not self.blocks and not self.time_text and DATED.fullmatch(text):
            self.time_text = text
            place_field(self.rows, segment.pieces, "entries", self.number, 0, "published_text")
            return True
        is_again = self.time_text and DATED.fullmatch(text)
        is_distance = (self.time_text or not self.blocks) and DISTANCE.fullmatch(text)
        if not is_again and not is_distance:
            if self.blocks or self.day or read_day(text) is None:
                return False
            self.day = text
        place_boilerplate(self.document, self.rows, segment.pieces, "html.time_again")
        return True

    def _add_paragraph(self, segment: Segment, kind: str) -> None:
        self._counts["paragraphs"] += 1
        place_field(self.rows, segment.pieces, "paragraphs", self.number, self._counts["paragraphs"], "text")
        self.blocks.append(Paragraph(segment.text, kind, links=self._links(segment)))

    def _add_address(self, segment: Segment) -> bool:
        """Make an embed of a line that is nothing but the address of somebody's post: a script was to put it there."""
        text = segment.text
        provider = provider_of_address(text) if is_address(text) and self._element is not None else None
        identifier = identifier_of(provider.name, text, None) if provider is not None else ""
        if provider is None or not identifier or segment.marks:
            return False
        self._counts["embeds"] += 1
        place_field(self.rows, segment.pieces, "embeds", self.number, self._counts["embeds"], "url")
        self.blocks.append(Embed(provider.kind, provider.name, "linked", identifier=identifier, url=text))
        return True

    def _add_card(self, segment: Segment) -> bool:
        """Make a card of a label such as "Read more:" and a link behind it."""
        links = segment.links() if len(segment.marks) == 1 else []
        if len(links) != 1 or links[0][0].end != len(segment.text) or not links[0][0].start:
            return False
        label = segment.text[: links[0][0].start]
        if not parts.is_card_label(label):
            return False
        before, segment.pieces = segment.cut(links[0][0].start)
        place_boilerplate(self.document, self.rows, before, "html.read_also")
        card = Segment(self.document)
        card.open_link(links[0][1])
        card.add_pieces(segment.pieces)
        card.end()
        self._add_paragraph(card, "card")
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
        """Give the first absolute address among some attributes to a cell; a relative one is counted, and left out."""
        return Address.take(self, element, names, table, child, field)

    def _provider_of(self, node: Element) -> Provider | None:
        """Return the provider of what an element embeds: told by itself, or by the address of an empty placeholder."""
        if node.tag in ("a", "span", "li", "button"):
            return None
        return provider_of(node) or (None if shown_text(node) else provider_of_placeholder(node, self.host))

    def _embedded(self, node: Element) -> Element | None:
        """Return the player or frame within a figure."""
        return next(
            (
                inner
                for inner in self.document.within(node)
                if inner is not node
                and inner.tag not in ("a", "span", "li", "button")
                and provider_of(inner) is not None
            ),
            None,
        )

    def _images(self, node: Element) -> list[Element]:
        """Return the pictures within an element; those that noscript repeats only if there are no others."""
        found = [
            inner
            for inner in self.document.within(node)
            if inner.tag in parts.IMAGES and not parts.is_decoration(inner)
        ]
        shown = [inner for inner in found if not inner.is_hidden]
        return shown or found[:1]

    def _read_images(self, node: Element, kind: str) -> None:
        if parts.is_emoji(node):
            self._segment.add_pieces(node.attribute_pieces(self.document.text, "alt"))
            return
        images = self._images(node)
        if not images:
            return
        if node.tag not in parts.IMAGES or not self._segment.marks:
            self._flush(kind)
        for index, image in enumerate(images):
            if self._guesses_people and parts.is_portrait(image):
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


def _leads_to_post(url: str, host: str) -> bool:
    """Tell an address of a site, or a site of the same name, that goes on behind a path: by a query or a fragment."""
    try:
        parts_ = urlsplit(url)
    except ValueError:
        return False
    return bool(host) and (parts_.hostname or "").removeprefix("www.") == host and bool(parts_.fragment or parts_.query)


def _bold_head(head: Element, text: Text, end: int) -> Element | None:
    """Return the bold beginning of a paragraph that holds words behind its clock: a headline, if a line ends there."""
    bold = next((child for child in head.elements if not child.is_hidden), None)
    if bold is None or bold.tag not in ("b", "strong") or not _is_within(text, bold):
        return None
    behind = head.children[head.children.index(bold) + 1 :]
    following = next((node for node in behind if isinstance(node, Element) or node.data.strip()), None)
    is_line = following is None or (isinstance(following, Element) and following.tag == "br")
    return bold if is_line and len(shown_text(bold)) > end + 3 else None


def _is_within(text: Text, element: Element) -> bool:
    node: Element | None = text.parent
    while node is not None:
        if node is element:
            return True
        node = node.parent
    return False


def _renumbered(row: Placed, number: int) -> Placed:
    return (*row[:4], number, *row[5:]) if row[4] else row
