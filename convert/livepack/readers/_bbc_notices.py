"""Consent notices of BBC pages in HTML: what stands where a social post would, until the reader agrees to see it."""

from __future__ import annotations

from typing import Final

from livepack import rules
from livepack.html_document import Element, HtmlDocument
from livepack.page import Remark
from livepack.readers._bbc_figures import frame_address, frame_words
from livepack.readers._bbc_lines import Line
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import identifier_of, provider_of

_NAMES: Final = (
    "the notice",
    "the first disclaimer",
    "the skip link",
    "the heading",
    "the explanation",
    "the second disclaimer",
    "the end",
)
_DISCLAIMERS: Final = (1, 5)
_SKIP, _HEADING, _END = 2, 3, 6


class NoticeReading:
    """Takes the lines of consent notices one after the other, and adds an embed for each notice.

    Args:
        document: the page.
        post: the post in which they stand.
        renderer: whose rules print them.
        block: the block of rules that a notice is.
        has_fallback: whether the page has the lines for browsers without scripts at all.
        remarks: takes what is missing of a notice.
    """

    def __init__(
        self,
        document: HtmlDocument,
        post: PostBuilder,
        renderer: rules.Renderer,
        block: str,
        remarks: list[Remark],
        *,
        has_fallback: bool,
    ) -> None:
        self.document = document
        self.post = post
        self.renderer = renderer
        self.remarks = remarks
        self.order: list[list[str]] = renderer.blocks[block]["order"]
        self.wanted = set(range(len(self.order))) - (set() if has_fallback else {0, 1})
        self.extra = {f"{renderer.name}.consent_button"}
        self._reset()

    def _reset(self) -> None:
        self.places: list[int] = []
        self.said: dict[str, str] = {}
        self.cells: dict[str, Words] = {}
        self.texts: list[Words] = []
        self.identifier = ""
        self.start = -1

    def take(self, line: Line) -> bool:
        """Take a line if it belongs to a notice; tells whether it does."""
        found = self.renderer.classify(line.whole.text)
        if found is None:
            self.close()
            return False
        rule, match = found
        if rule.rule_id in self.extra and self.places:
            self._label(line, rule.rule_id)
            return True
        place = next((place for place, choices in enumerate(self.order) if rule.rule_id in choices), -1)
        if place < 0:
            self.close()
            return False
        slots = {name: value for name, value in match.groupdict().items() if value is not None}
        if place == _DISCLAIMERS[0] and self.places and self.places[-1] >= place:
            place = _DISCLAIMERS[1]
        if self.places and (place <= self.places[-1] or not self._agrees(slots)):
            self.close()
        if not self.places:
            self.start = line.whole.start
        self.places.append(place)
        self.said = {**slots, **self.said}
        self._place(line, rule, slots)
        if place == 0:
            url = next((link.url for link in line.whole.links() if link.url.text), NOTHING)
            self.cells.setdefault("url", url)
        if place == _END:
            self.close()
        return True

    def _agrees(self, slots: dict[str, str]) -> bool:
        return all(self.said.get(name, value) == value for name, value in slots.items() if name != "author_name")

    def _place(self, line: Line, rule: rules.Rule, slots: dict[str, str]) -> None:
        """Give a line to its rule, but for what the rule's `{=slot}` gives to a field."""
        slot = next((token.slot for token in rule.tokens if token.is_field), "")
        at = line.whole.raw.find(slots[slot]) if slot in slots else -1
        if at < 0:
            self._label(line, rule.rule_id)
            return
        at = line.whole.raw.rfind(slots[slot]) if slot == "author_name" else at
        end = at + len(slots[slot])
        child = self.post.next_child("embeds")
        self.cells[slot] = line.whole.words(at, end)
        before, behind = line.whole.raw[:at], line.whole.raw[end:]
        first, last = len(before) - len(before.lstrip()), end + len(behind.rstrip())
        self.post.label(line.whole.stretch(first, at), rule.rule_id, "embeds", child, 1)
        self.post.label(line.whole.stretch(end, last), rule.rule_id, "embeds", child, 2)

    def _label(self, line: Line, rule: str) -> None:
        self.post.label(line.whole.words().pieces, rule, "embeds", self.post.next_child("embeds"))

    def take_frame(self, element: Element) -> bool:
        """Take what stands embedded within an open notice; tells whether there is one of this provider."""
        provider = provider_of(element)
        if not self.places or provider is None or self._wording().provider != provider.name:
            return False
        self.cells["url"] = frame_address(self.document, element)
        self.texts = frame_words(self.document, element) if element.tag == "blockquote" else []
        self.identifier = identifier_of(provider.name, self.cells["url"].text, element)
        return True

    def close(self) -> None:
        """End the notice that is open, and add its embed."""
        if not self.places:
            return
        wording = self._wording()
        kind = "video" if wording.kind == "social_post" and self.said.get("noun") == "video" else wording.kind
        has_label = bool({_SKIP, _END} & set(self.places))
        missing = sorted(self.wanted - set(self.places))
        if missing:
            child = self.post.next_child("embeds")
            names = ", ".join(_NAMES[place] for place in missing)
            self.remarks.append(Remark("embed-block-cut", self.start, "embeds", self.post.number, child, "", names))
        url = self.cells.get("url", NOTHING).text
        self.post.add_embed(
            kind,
            wording.provider,
            label_number=int(self.said.get("label_number", 1)) if has_label else None,
            identifier=self.identifier or (identifier_of(wording.provider, url) if url else ""),
            texts=self.texts,
            **self.cells,
        )
        self._reset()

    def _wording(self) -> rules.Wording:
        if "provider_name" in self.said:
            return self.renderer.wording(self.said["provider_name"])
        slug = self.said.get("slug", "")
        listed = (wording for wording in self.renderer.wordings.values() if slug in wording.words["slug"])
        return next(listed, None) or self.renderer.wording(slug)
