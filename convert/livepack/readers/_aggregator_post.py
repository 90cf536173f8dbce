"""Makes the blocks of a post that an aggregator has copied: one line is one block, and `webcore`'s labels stand among them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from livepack import rules
from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, Block, Embed, Image, Paragraph, Remark

_RENDERER = "webcore"
_IMAGE_LABEL = "Image source,"
_IMAGE_SOURCE = "webcore.image_source"
_IMAGE_CAPTION = "webcore.image_caption"
_MEDIA_CAPTION = "webcore.media_caption"
_PLAYER = frozenset({"webcore.player_message", "webcore.player_script"})
_HEADING = "webcore.consent_heading"
_CONSENT = ("webcore.consent_", "webcore.disclaimer")
_QUOTES = {"webcore.quote_label": "quote", "webcore.sms_label": "message", "webcore.email_label": "message"}
_READ_MORE = "webcore.read_more"
# Where each line of a notice stands in it; one that stands no later than the line before begins another notice.
_ORDER = {
    "webcore.consent_notice": 0,
    "webcore.disclaimer": 1,
    "webcore.disclaimer_adverts": 1,
    "webcore.consent_skip": 2,
    _HEADING: 3,
    "webcore.consent_body": 4,
    "webcore.consent_button": 5,
    "webcore.consent_end": 7,
}
_EXTERNAL = re.compile(r", external(?=[\s.,;:)!?]|$)")
_NO_SUFFIX = ("internal", "domestic", "political", "economic")  # "internal, external and underground" is prose
_BULLETS = frozenset("•◦▪")
_SENTENCE_END = (".", ":", ";", ",")
_MAX_CAPTION = 160


class Line(NamedTuple):
    """A line of a post and, where one explains it, its rule."""

    start: int
    end: int
    text: str
    rule: str = ""
    match: re.Match[str] | None = None


def scan_lines(document: str, start: int, end: int) -> list[Line]:
    """Cut a stretch of the document into its lines that are not blank."""
    lines: list[Line] = []
    starts = _rule_starts()
    position = start
    while position < end:
        stop = document.find("\n", position, end)
        stop = end if stop < 0 else stop
        raw = document[position:stop]
        text = raw.strip()
        if text:
            at = position + raw.index(text[0])
            found = None
            if text[:3] in starts and _IMAGE_LABEL not in text:
                found = rules.renderers()[_RENDERER].classify(text)
            if found is None:
                lines.append(Line(at, at + len(text), text))
            else:
                lines.append(Line(at, at + len(text), text, found[0].rule_id, found[1]))
        position = stop + 1
    return lines


@cache
def _rule_starts() -> frozenset[str]:
    """Return the first three characters of every line that a rule may explain: few lines of prose begin so."""
    return frozenset(start[:3] for word in rules.first_words(_RENDERER) for start in (word, word + " "))


class PostReading:
    """Reads one post after the other; what is placed goes to `spans`, what is odd to `remarks`."""

    def __init__(self, document: str, spans: list[Placed], remarks: list[Remark]) -> None:
        self.document = document
        self.spans = spans
        self.remarks = remarks
        self.entry = 0
        self.blocks: list[Block] = []
        self.paragraphs = self.images = self.embeds = 0

    def read_lines(self, number: int, lines: list[Line]) -> tuple[Block, ...]:
        """Read the body of the post of that number."""
        self.entry = number
        self.blocks = []
        self.paragraphs = self.images = self.embeds = 0
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.rule:
                at = self._read_rule(lines, at)
            elif _IMAGE_LABEL in line.text:
                self._read_image(line)
                at += 1
            else:
                self._add_paragraph(line, "paragraph")
                at += 1
        return tuple(self.blocks)

    def _read_rule(self, lines: list[Line], at: int) -> int:
        line = lines[at]
        follower = lines[at + 1] if at + 1 < len(lines) else None
        if line.rule.startswith(_CONSENT):
            return self._read_consent(lines, at)
        if line.rule in _PLAYER or line.rule == _MEDIA_CAPTION:
            return self._read_player(lines, at)
        if line.rule == _IMAGE_CAPTION:
            return self._read_caption(lines, at)
        if line.rule in _QUOTES and follower is not None and not follower.rule:
            self._label(line, "paragraphs", self.paragraphs + 1)
            self._add_paragraph(follower, _QUOTES[line.rule])
            return at + 2
        last = self.blocks[-1] if self.blocks else None
        if line.rule == _READ_MORE and isinstance(last, Paragraph):
            self.blocks[-1] = last._replace(kind="card")
            self._label(line, "paragraphs", self.paragraphs)
        else:
            self._add_paragraph(line, "paragraph")  # "Summary" amid a post
        return at + 1

    def _read_consent(self, lines: list[Line], at: int) -> int:
        """Read what is left of a consent notice: any of its lines, in their order."""
        self.embeds += 1
        number = self.embeds
        name, slug, author = "", "", ""
        last = -1
        label: int | None = None
        while at < len(lines) and lines[at].rule in _ORDER:
            line = lines[at]
            place = _ORDER[line.rule]
            if place == 1 and last >= 1:
                place = 6
            slots = line.match.groupdict() if line.match else {}
            if place <= last or (name and slots.get("provider_name") not in (None, name)):
                break
            last = place
            slug = slots.get("slug") or slug
            if "slug" in slots and place == 2:
                label = int(slots["label_number"] or 1)
                author = slots.get("author_name") or ""
            if line.rule == _HEADING:
                assert line.match is not None  # noqa: S101 - the rule has a slot
                name = slots["provider_name"]
                start, end = (line.start + spot for spot in line.match.span("provider_name"))
                self._place(line.start, start, BOILERPLATE, "embeds", number, "", line.rule, 1)
                self._place(start, end, FIELD, "embeds", number, "provider_name", "", 0)
                self._place(end, line.end, BOILERPLATE, "embeds", number, "", line.rule, 2)
            elif place == 2 and author:
                start = line.end - len(author)
                self._place(line.start, start, BOILERPLATE, "embeds", number, "", line.rule, 1)
                self._place(start, line.end, FIELD, "embeds", number, "author_name", "", 0)
            else:
                self._label(line, "embeds", number)
            at += 1
        wording = rules.renderers()[_RENDERER].wording(name or slug)
        self.blocks.append(
            Embed(wording.kind, wording.provider, "consent_notice", name, label_number=label, author_name=author)
        )
        return at

    def _read_player(self, lines: list[Line], at: int) -> int:
        """Read the publisher's player: what it says, its label, its caption, of which the label is mostly lost."""
        self.embeds += 1
        number = self.embeds
        seen: set[str] = set()
        while at < len(lines) and (lines[at].rule in _PLAYER or lines[at].rule == _MEDIA_CAPTION):
            if lines[at].rule in seen:
                break
            seen.add(lines[at].rule)
            self._label(lines[at], "embeds", number)
            at += 1
        caption = ""
        if at < len(lines) and not lines[at].rule and self._is_caption(lines[at], seen):
            caption = self._field(lines[at].start, lines[at].end, "embeds", number, "caption")
            if _MEDIA_CAPTION not in seen:
                self.remarks.append(Remark("caption-guessed", lines[at].start, "embeds", self.entry, number, "caption"))
            at += 1
        availability = "caption_only" if caption else "consent_notice"
        self.blocks.append(Embed("media", "bbc", availability, caption=caption))
        return at

    def _is_caption(self, line: Line, seen: set[str]) -> bool:
        if _MEDIA_CAPTION in seen:
            return True
        return len(line.text) <= _MAX_CAPTION and not line.text.endswith(_SENTENCE_END) and line.text[0] not in _BULLETS

    def _read_image(self, line: Line) -> None:
        """Read `{alt}Image source, {holder}`; the last such label of the line counts."""
        self.images += 1
        label = line.text.rfind(_IMAGE_LABEL)
        alt, holder = line.text[:label].rstrip(), line.text[label + len(_IMAGE_LABEL) :].lstrip()
        alt_text = self._field(line.start, line.start + len(alt), "images", self.images, "alt_text") if alt else ""
        end = line.end - len(holder)
        self._place(line.start + label, end, BOILERPLATE, "images", self.images, "", _IMAGE_SOURCE, 0)
        credit = self._field(end, line.end, "images", self.images, "credit") if holder else ""
        self.blocks.append(Image(alt_text=alt_text, credit=credit))

    def _read_caption(self, lines: list[Line], at: int) -> int:
        """Read `Image caption,` and the line below it; it belongs to the picture above."""
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Image) or last.caption:
            self.images += 1
            last = Image()
            self.blocks.append(last)
        self._label(lines[at], "images", self.images)
        if at + 1 >= len(lines) or lines[at + 1].rule:
            self.remarks.append(
                Remark("caption-missing", lines[at].start, "images", self.entry, self.images, "caption")
            )
            return at + 1
        line = lines[at + 1]
        self.blocks[-1] = last._replace(caption=self._field(line.start, line.end, "images", self.images, "caption"))
        return at + 2

    def _add_paragraph(self, line: Line, kind: str) -> None:
        self.paragraphs += 1
        start = line.start
        if kind == "paragraph" and line.text[0] in _BULLETS and line.text[1:].strip():
            start += len(line.text) - len(line.text[1:].lstrip())
            self._place(line.start, start, MARKUP, "", 0, "", "", 0)
            kind = "list_item"
        self.blocks.append(Paragraph(self._field(start, line.end, "paragraphs", self.paragraphs, "text"), kind))

    def _label(self, line: Line, table: str, child: int) -> None:
        self._place(line.start, line.end, BOILERPLATE, table, child, "", line.rule, 0)

    def _field(self, start: int, end: int, table: str, child: int, name: str) -> str:
        """Give a stretch of the document to a field, but for the hidden words after its links; returns its value."""
        text = self.document[start:end]
        kept: list[str] = []
        position = 0
        for found in _EXTERNAL.finditer(text):
            if text[: found.start()].endswith(_NO_SUFFIX):
                continue
            kept.append(text[position : found.start()])
            self._place(start + position, start + found.start(), FIELD, table, child, name, "", 0)
            position = found.end()
            self._place(start + found.start(), start + position, BOILERPLATE, table, child, "", "webcore.external", 0)
        kept.append(text[position:])
        self._place(start + position, end, FIELD, table, child, name, "", 0)
        return " ".join("".join(kept).split())

    def _place(
        self, start: int, end: int, disposition: str, table: str, child: int, field: str, rule: str, part: int
    ) -> None:
        entry = self.entry if table else 0
        if start < end:
            self.spans.append((start, end, disposition, table, entry, child, field, part, "", rule))
