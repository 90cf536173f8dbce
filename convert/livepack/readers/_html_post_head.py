"""Reads the head of one post of an HTML page: its time, headline, people, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from livepack.html_document import Element, HtmlDocument, Text, shown_text, walk_texts
from livepack.ledger import Placed
from livepack.page import WITNESS, Block, Contributor, Remark
from livepack.readers import _html_parts as parts
from livepack.readers import _html_people as people
from livepack.readers import _html_pictures as pictures
from livepack.readers._html_head import (
    MAX_TIME,
    is_change,
)
from livepack.readers._html_segments import Segment, place_boilerplate, place_field
from livepack.readers._html_times import CLOCK, Stamp, instant_text, read_stamp

_ZONE = re.compile(
    r"[ \u00a0]?\(?(?:[A-Z]{2,4}|[A-Z]{3}[+-][0-9]{1,2})\)?(?=$|[\s:,.|–—-])|[ \u00a0]?\((?:[A-Z]{2,4})\)"
)
_DASH = re.compile(r"[–—-]\s+(?=\S)")  # as in "— Ann Example"
_PUBLISHED = re.compile(
    r"(?:(?:first )?(?:published|posted)(?: (?:at|on))?|veröffentlicht(?: am)?|erstellt(?: am)?|publié(?: le| à)?|publicado(?: el| a las)?|pubblicato(?: il)?):?\s+(?=\S)",
    re.IGNORECASE,
)
_CLOCK_WORD = re.compile(r"(?:ore|alle|kl\.?|klo|um|à|às|a las|at)\s+\Z", re.IGNORECASE)  # "Ore 14:05 - ..."
_MAX_FURNITURE = 600  # as the rules say
_END_SIGNS = re.compile(r"\s*(?:\+{2,3}|\*{2,3}|#{2,3})\Z")
_SIGNS = re.compile(r"\s*([:|–—,.•·-]{1,2})(?=\s|$)")


class HeadReading:
    """A post of which the head is being read: its values grow as the elements are given that hold them."""

    def __init__(
        self,
        document: HtmlDocument,
        rows: list[Placed],
        remarks: list[Remark],
        number: int,
        host: str,
        origin: str = "",
    ) -> None:
        self.document = document
        self.rows = rows
        self.remarks = remarks
        self.number = number
        self.host = host
        self.origin = origin  # what an address that begins with / is resolved against; empty where nobody gave it
        self.blocks: list[Block] = []
        self.contributors: list[Contributor] = []
        self.headline = ""
        self.subheading = ""
        self.time_text = ""
        self.updated = ""
        self.wall = ""  # that an attribute of its time gives
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
        self._plain = parts.PLAIN
        self._has_images = False
        self._segment = Segment(document)
        self._element: Element | None = None

    def renumber(self, number: int) -> None:
        """Make it another post of the page: what the page does not show may stand before it."""
        if number != self.number:
            self.rows = [_renumbered(row, number) for row in self.rows]
            self.stamp_rows = [_renumbered(row, number) for row in self.stamp_rows]
            self.remarks = [remark._replace(entry=number) if remark.entry else remark for remark in self.remarks]
            self.number = number

    def _read_neighbour(self, element: Element) -> None:
        before = len(self.contributors)
        self._read_person(element)
        is_told = people.is_person(element) or people.BY.match(shown_text(element)) is not None
        if len(self.contributors) > before and not is_told:
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
        links = [around] if around.tag == "a" else self.document.find_within(time, "a")
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
        for inner in element.find():
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
        signs = _END_SIGNS.search(segment.text) if segment.text.endswith(("+", "*", "#")) else None
        if signs is not None and len(segment.text) > len(signs.group()):
            segment.pieces, behind = segment.cut(signs.start())
            segment.raw = segment.text[: signs.start()].rstrip()
            place_boilerplate(self.document, self.rows, behind, "html.separator")

    def _read_people(self, element: Element) -> None:
        """Read who wrote a post; of several in one box each for himself, and signs and words between them are furniture."""
        if people.is_role(element) and self.contributors and not self.contributors[-1].role:
            segment = self._whole(element)
            self.contributors[-1] = self.contributors[-1]._replace(role=segment.text)
            place_field(self.rows, segment.pieces, "contributors", self.number, len(self.contributors), "role")
            return
        named = people.people_in(element)
        for person in named:
            self._read_person(person)
        for text in walk_texts(element) if named != [element] else ():
            if not any(_is_within(text, person) for person in named):
                place_boilerplate(self.document, self.rows, text.pieces(), "html.control")

    def _read_person(self, element: Element) -> None:
        role = next((inner for inner in element.find() if people.is_role(inner) and shown_text(inner)), None)
        self._portraits += self._images(element)
        segment = Segment(self.document)
        role_segment = Segment(self.document)
        for text in walk_texts(element):
            inside = role is not None and _is_within(text, role)
            start = self._lead[1] if self._lead is not None and self._lead[0] is text else 0
            (role_segment if inside else segment).add_text(text, start)
        segment.end()
        role_segment.end()
        by = people.BY.match(segment.text)
        if by is not None:
            before, segment.pieces = segment.cut(by.end())
            segment.raw = segment.text[by.end() :]
            place_boilerplate(self.document, self.rows, before, "html.by_word")
        dash = _DASH.match(segment.text)
        if dash is not None:
            before, segment.pieces = segment.cut(dash.end())
            segment.raw = segment.text[dash.end() :]
            place_boilerplate(self.document, self.rows, before, "html.separator")
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

    def _images(self, node: Element) -> list[Element]:
        """Return the pictures within an element; those that noscript repeats only if there are no others."""
        found = [
            image for image in self.document.find_within(node, *pictures.IMAGES) if not pictures.is_decoration(image)
        ]
        shown = [inner for inner in found if not inner.is_hidden]
        return shown or found[:1]


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
