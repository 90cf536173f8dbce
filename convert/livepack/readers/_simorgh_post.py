"""Makes the blocks of a `simorgh` post from its lines: paragraphs, lists, images, players and embeds, in order."""

from __future__ import annotations

from livepack import rules
from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, Block, Embed, Image, Paragraph, Remark
from livepack.readers._simorgh_lines import CAPTIONS, IMAGE, ITEM, LABEL, RULE, TEXT, Line, is_sentence
from livepack.readers._simorgh_service import RENDERER

SKIP, END = "consent_skip", "consent_end"
_NOTICE = frozenset({"notice_text", "notice_link", "notice_warning"})
_CONSENT = frozenset({"consent_heading", "consent_body", "consent_button", "embed_warning", "embed_warning_short"})
_PLAYER = "no_script"
_MAX_UNCLEAR = 60
_MAX_UNCLEAR_UNSPACED = 20  # characters of a script that puts no space, and often no full stop, between words


def squeeze(text: str) -> str:
    """Return text with every run of white space as one space, none at the ends."""
    return " ".join(text.split())


class PostReading:
    """Reads the blocks of one post; `entry` 0 is the page itself."""

    def __init__(
        self, document: str, spans: list[Placed], remarks: list[Remark], entry: int, *, is_unspaced: bool
    ) -> None:
        self.document = document
        self.spans = spans
        self.remarks = remarks
        self.entry = entry
        self.max_unclear = _MAX_UNCLEAR_UNSPACED if is_unspaced else _MAX_UNCLEAR
        self.blocks: list[Block] = []
        self.counts = {"paragraphs": 0, "images": 0, "embeds": 0}

    def read(self, lines: list[Line]) -> tuple[Block, ...]:
        """Read all lines of a post but its head and the line that shares it."""
        at = 0
        while at < len(lines):
            line = lines[at]
            if line.kind == RULE:
                at = self._read_rule(lines, at)
            elif line.kind == LABEL and line.name in (IMAGE, "image_caption"):
                at = self._read_image(lines, at, None)
            elif line.kind == LABEL and line.name != "other_caption":
                self._read_player([], line)
                at += 1
            elif line.kind == ITEM:
                self._place(line.start, line.value, MARKUP)
                self._add_text(line.value, self._end_of_item(lines, at), "list_item")
                at = self._after_item(lines, at)
            else:
                at = self._read_text(lines, at)
        return tuple(self.blocks)

    # Text

    def _read_text(self, lines: list[Line], at: int) -> int:
        """Read a paragraph: a line and those that follow it without a blank line; or the text of the image under it."""
        end = at + 1
        while end < len(lines) and lines[end].kind in (TEXT, LABEL) and not lines[end].apart:
            if lines[end].kind == LABEL and lines[end].name != "other_caption":
                break
            end += 1
        follower = lines[end] if end < len(lines) else None
        is_image = follower is not None and follower.kind == LABEL and follower.name in (IMAGE, "image_caption")
        if is_image and follower is not None and follower.label == follower.start:
            last = lines[end - 1]
            if not follower.apart:
                if end - 1 > at:
                    self._add_text(lines[at].start, lines[end - 2].end, "paragraph")
                return self._read_image(lines, end, last)
            if end - at == 1 and not is_sentence(last.text):
                self.remarks.append(
                    Remark("alt-line-above", last.start, "images", self.entry, self.counts["images"] + 1, "alt_text")
                )
                return self._read_image(lines, end, last)
        self._add_text(lines[at].start, lines[end - 1].end, "paragraph")
        if end - at == 1 and len(lines[at].text) <= self.max_unclear and not is_sentence(lines[at].text):
            where = (lines[at].start, "paragraphs", self.entry, self.counts["paragraphs"], "text")
            self.remarks.append(Remark("line-unclear", *where))
        return end

    def _add_text(self, start: int, end: int, kind: str) -> None:
        number = self._count("paragraphs")
        self._place(start, end, FIELD, "paragraphs", number, "text")
        if "\n" in self.document[start:end]:
            self.remarks.append(Remark("lines-joined", start, "paragraphs", self.entry, number, "text"))
        self.blocks.append(Paragraph(squeeze(self.document[start:end]), kind))

    def _after_item(self, lines: list[Line], at: int) -> int:
        """Return the index behind a list item and the lines that go it on."""
        end = at + 1
        while end < len(lines) and lines[end].kind == TEXT and not lines[end].apart:
            end += 1
        return end

    def _end_of_item(self, lines: list[Line], at: int) -> int:
        return lines[self._after_item(lines, at) - 1].end

    # Pictures and players

    def _read_image(self, lines: list[Line], at: int, alt: Line | None) -> int:
        """Read an image from its credit or its caption on; `alt` is the line above that is its alternative text."""
        number = self._count("images")
        line = lines[at]
        alt_text = credit = caption = ""
        if alt is not None:
            alt_text = self._value(alt.start, alt.end, "images", number, "alt_text")
        if line.name == IMAGE:
            if line.label > line.start:
                alt_text = self._value(line.start, line.label, "images", number, "alt_text")
            self._label(line, "images", number)
            credit = self._value(line.value, line.end, "images", number, "credit")
            at += 1
            line = lines[at] if at < len(lines) else line
        if line.kind == LABEL and line.name in ("image_caption", "other_caption") and at < len(lines):
            self._label(line, "images", number)
            caption = self._value(line.value, line.end, "images", number, "caption")
            if not caption:
                self.remarks.append(Remark("caption-missing", line.start, "images", self.entry, number, "caption"))
            at += 1
        self.blocks.append(Image(alt_text=alt_text, caption=caption, credit=credit))
        return at

    def _read_player(self, before: list[Line], line: Line | None) -> None:
        """Read the trace of a player: what it prints without scripts, and its caption."""
        number = self._count("embeds")
        for message in before:
            self._rule(message, number)
        caption = ""
        if line is not None:
            self._label(line, "embeds", number)
            caption = self._value(line.value, line.end, "embeds", number, "caption")
            if not caption:
                self.remarks.append(Remark("caption-missing", line.start, "embeds", self.entry, number, "caption"))
        kind = CAPTIONS.get(line.name, "media") if line is not None else "media"
        self.blocks.append(Embed(kind, "bbc", "caption_only" if caption else "consent_notice", caption=caption))

    # Embeds

    def _read_rule(self, lines: list[Line], at: int) -> int:
        line = lines[at]
        if line.name == SKIP:
            return self._read_embed(lines, at)
        if line.name == _PLAYER:
            end = at
            while end < len(lines) and lines[end].kind == RULE and lines[end].name == _PLAYER:
                end += 1
            follower = lines[end] if end < len(lines) else None
            is_own = follower is not None and follower.kind == LABEL and follower.name not in (IMAGE, "image_caption")
            self._read_player(lines[at:end], follower if is_own else None)
            return end + 1 if is_own else end
        return at + 1  # a line of an embed whose skip link is lost: it stays unread, and the check says so

    def _read_embed(self, lines: list[Line], at: int) -> int:
        """Read an embed from its skip link to the notice behind its end."""
        number = self._count("embeds")
        skip = lines[at]
        match = skip.match
        name = squeeze(match["provider_name"]) if match else ""
        label = match["label_number"] if match else None
        if match is not None and skip.rule is not None:
            start, end = (skip.start + place for place in match.span("provider_name"))
            rule = skip.rule.rule_id
            parts = [(skip.start, start), (end, skip.end)]
            kept = [(first, last) for first, last in parts if first < last]
            for part, (first, last) in enumerate(kept, start=1):
                self._place(first, last, BOILERPLATE, "embeds", number, rule=rule, part=part if len(kept) > 1 else 0)
            self._place(start, end, FIELD, "embeds", number, "provider_name")
        at += 1
        seen: list[str] = []
        while at < len(lines) and lines[at].kind == RULE and self._goes_on(seen, lines[at], name):
            seen.append(lines[at].name)
            self._rule(lines[at], number)
            at += 1
        lost = _lost(seen)
        if lost:
            self.remarks.append(Remark("embed-block-cut", skip.start, "embeds", self.entry, number, found=lost))
        wording = rules.renderers()[RENDERER].wording(name)
        self.blocks.append(
            Embed(
                wording.kind,
                wording.provider,
                "consent_notice",
                provider_name=name,
                label_number=int(label) if label else None,
            )
        )
        return at

    def _goes_on(self, seen: list[str], line: Line, name: str) -> bool:
        """Tell whether a line goes on with the embed: after its end only the notice of scripts that do not run."""
        if END not in seen:
            own = line.match.groupdict().get("provider_name", name) if line.match else name
            return line.name in _CONSENT or line.name in _NOTICE or (line.name == END and own == name)
        after = seen[seen.index(END) + 1 :]
        return line.name in _NOTICE and line.name not in after

    # Spans

    def _count(self, table: str) -> int:
        self.counts[table] += 1
        return self.counts[table]

    def _rule(self, line: Line, number: int) -> None:
        if line.rule is not None:
            self._place(line.start, line.end, BOILERPLATE, "embeds", number, rule=line.rule.rule_id)

    def _label(self, line: Line, table: str, number: int) -> None:
        if line.rule is not None:
            self._place(line.label, line.value, BOILERPLATE, table, number, rule=line.rule.rule_id)

    def _value(self, start: int, end: int, table: str, number: int, field: str) -> str:
        self._place(start, end, FIELD, table, number, field)
        return squeeze(self.document[start:end])

    def _place(
        self,
        start: int,
        end: int,
        disposition: str,
        table: str = "",
        child: int = 0,
        field: str = "",
        rule: str = "",
        part: int = 0,
    ) -> None:
        entry = self.entry if table else 0
        self.spans.append((start, end, disposition, table, entry, child, field, part, "", rule))


def _lost(seen: list[str]) -> str:
    """Say which lines of an embed are missing; empty if all are there that a reader of the page needs."""
    lost = []
    if not _NOTICE & {*seen} and not _CONSENT & {*seen}:
        lost.append("its notice")
    if "consent_heading" in seen and "consent_body" not in seen:
        lost.append("consent_body")
    if "consent_body" in seen and "consent_heading" not in seen:
        lost.append("consent_heading")
    if END not in seen:
        lost.append(END)
    return ", ".join(lost)
