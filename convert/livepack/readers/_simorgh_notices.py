"""Consent notices of the World Service's pages in HTML, and the notes that stand where a service is not supported."""

from __future__ import annotations

from typing import Final

from livepack.html_document import Element, HtmlDocument, Piece
from livepack.readers._bbc_lines import Line
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import identifier_of
from livepack.readers._simorgh_words import PageWords

_BEGINS: Final = "consent_skip"
_ENDS: Final = "consent_end"
_BEHIND: Final = ("notice_text", "notice_link", "notice_warning")  # what browsers without scripts show behind the end
_E2E: Final = "data-e2e"  # twitter-embed-https://twitter.com/…


class Notices:
    """Takes the lines of notices, and adds an embed for each notice.

    Args:
        document: the page.
        post: the post in which they stand.
        words: the words of the page's service.
    """

    def __init__(self, document: HtmlDocument, post: PostBuilder, words: PageWords) -> None:
        self.document = document
        self.post = post
        self.words = words
        self.boxes: set[int] = set()  # those whose name has given its address
        self._reset()

    def _reset(self) -> None:
        self.is_open = self.has_ended = False
        self.said: dict[str, str] = {}
        self.cells: dict[str, Words] = {}

    def take(self, line: Line) -> bool:
        """Take a line if a rule of notices prints it; tells whether one does."""
        found = self.words.classify(line.whole.text)
        if found is None:
            return False
        rule, match = found
        name = rule.rule_id.rpartition(".")[2]
        if name == "no_script":
            return False
        if self.is_open and (name == _BEGINS or (self.has_ended and name not in _BEHIND)):
            self.close()
        self.is_open = True
        self.has_ended = self.has_ended or name == _ENDS
        slots = {slot: value for slot, value in match.groupdict().items() if value is not None}
        self.said = {**slots, **self.said}
        child = self.post.next_child("embeds")
        at = line.whole.raw.find(slots.get("provider_name", "\0"))
        is_field = any(token.is_field and token.slot == "provider_name" for token in rule.tokens)
        if is_field and at >= 0 and "provider_name" not in self.cells:
            end = at + len(slots["provider_name"])
            self.cells["provider_name"] = line.whole.words(at, end)
            raw = line.whole.raw
            first, last = len(raw) - len(raw.lstrip()), len(raw.rstrip())
            before = raw[first:at]
            self.post.label(line.whole.stretch(first, at), rule.rule_id, "embeds", child, 1)
            self.post.label(line.whole.stretch(end, last), rule.rule_id, "embeds", child, 2 if before else 1)
        else:
            self.post.label(line.whole.words().pieces, rule.rule_id, "embeds", child)
        self._find_address(line)
        return True

    def _find_address(self, line: Line) -> None:
        """Take the address from a link of a note, or from the name of the box around the notice."""
        for link in line.whole.links():
            if link.url.text and self.words.classify(line.whole.text) is not None and "notice" in line.text.lower():
                self.cells.setdefault("url", link.url)
        node: Element | None = line.element
        while node is not None and node.tag != "article" and "url" not in self.cells:
            value = node.attrs.get(_E2E, "")
            at = value.find("-embed-http")
            pieces = node.attribute_pieces(self.document.text, _E2E) if at >= 0 else []
            if len(pieces) == 1 and not pieces[0].decode and node.index not in self.boxes:
                self.boxes.add(node.index)
                at += len("-embed-")
                self.cells["url"] = Words(value[at:], (Piece(pieces[0].start + at, pieces[0].end),))
            node = node.parent

    def close(self) -> None:
        """End the notice that is open, and add its embed."""
        if not self.is_open:
            return
        name = self.said.get("provider_name", "")
        wording = self.words.wording(name)
        number = self.said.get("label_number", "")
        url = self.cells.get("url", NOTHING).text
        self.post.add_embed(
            wording.kind,
            wording.provider,
            label_number=int(number) if number else None,
            identifier=identifier_of(wording.provider, url) if url else "",
            texts=(),
            **self.cells,
        )
        self._reset()
