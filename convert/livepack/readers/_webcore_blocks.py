"""Makes the blocks of a `webcore` post from its lines: paragraphs, lists, quotes, images, embeds, in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from livepack.ledger import Placed
from livepack.page import (
    BOILERPLATE,
    FIELD,
    MARKUP,
    OUTSIDE,
    Block,
    Contributor,
    Embed,
    Image,
    Link,
    Paragraph,
    Remark,
)
from livepack.readers._webcore_consent import (
    CONSENT_RULES,
    is_external_suffix,
    place_block,
    read_block,
    take_block,
)
from livepack.readers._webcore_lead import MAX_LEAD, read_lead
from livepack.readers._webcore_lines import BLOCK, IMAGE, IMAGE_LABEL, TEXT, Token, scan_lines

SUMMARY = "webcore.summary"
BREAKING = "webcore.breaking"
IMAGE_CAPTION = "webcore.image_caption"
MEDIA_CAPTION = "webcore.media_caption"
READ_MORE = "webcore.read_more"
PLAYER = frozenset({"webcore.player_message", "webcore.player_script"})
QUOTES = {"webcore.quote_label": "quote", "webcore.sms_label": "message", "webcore.email_label": "message"}

_EXTERNAL = ", external"
_BULLETS = ("•", "◦", "▪")
_NUMBERED = re.compile(r"([0-9]{1,3})\.[ \u00a0]+(?=\S)")
_OPENING = {'"': '"', "“": "”", "'": "'", "‘": "’"}
_MAX_ATTRIBUTION = 120
_MAX_UNCLEAR = 60
_MAX_ALT_LINE = 120
_SENTENCE_END = tuple(".!?:;,…\"”’'")


# As page.make_span, for the few hundred paragraphs of a page.
_make_paragraph: Callable[[tuple[str, str, str, str, tuple[Link, ...]]], Paragraph] = partial(tuple.__new__, Paragraph)


def squeeze(text: str) -> str:
    """Return trimmed text with each run of white space in it as one space.

    Most text is so already. All white space but the plain space is not printable, so this can be told in a third of
    the time that splitting and joining takes.
    """
    if text.isprintable() and "  " not in text:
        return text
    return " ".join(text.split())


class PostReading:
    """Reads one post after the other; what it places goes to `spans`, what is odd to `remarks`."""

    def __init__(self, document: str, spans: list[Placed], remarks: list[Remark]) -> None:
        self.document = document
        self.spans = spans
        self.remarks = remarks
        self.start_entry(0)

    def start_entry(self, number: int) -> None:
        """Begin the post of that number (0: what stands before the first)."""
        self.entry = number
        self.blocks: list[Block] = []
        self.contributors: list[Contributor] = []
        self.subheading = ""
        self.is_breaking: bool | None = None
        self.paragraphs = self.images = self.embeds = 0
        self.player: list[Token] = []
        self.last_line = -1

    def read_preamble(self, end: int) -> tuple[tuple[str, ...], tuple[Block, ...]]:
        """Read what stands before the first post: the summary's key points and its media.

        Returns:
            The key points, and blocks of the page itself.
        """
        tokens, _ = scan_lines(self.document, 0, end, 0)
        at = next((i for i, token in enumerate(tokens) if token.rule == SUMMARY), len(tokens))
        if at:
            self._place_outside(tokens[0].start, tokens[at - 1].end)
        if at == len(tokens):
            return (), ()
        self._label(tokens[at], "", 0)
        points: list[str] = []
        has_bullets = any(token.line.startswith(_BULLETS) for token in tokens)
        at += 1
        while at < len(tokens):
            token = tokens[at]
            run = self._text_run(tokens, at)
            if token.kind == TEXT and (token.line.startswith(_BULLETS) or not has_bullets):
                for start, stop in self._items(run):
                    points.append(self._field(start, stop, "key_points", len(points) + 1, "text"))
                at += len(run)
            elif token.rule == MEDIA_CAPTION or token.rule in PLAYER or token.rule in CONSENT_RULES:
                at = self._read_rule(tokens, at)
            else:
                self._place_outside(token.start, token.end)
                at += 1
        self._close_player()
        return tuple(points), tuple(self.blocks)

    def read_tokens(self, tokens: list[Token], *, is_glued: bool) -> None:
        """Read a post's body; `is_glued` says that the next head follows its last line without a blank line."""
        self.last_line = tokens[-1].start if is_glued and tokens else -1
        at = self._read_lead(tokens)
        while at < len(tokens):
            token = tokens[at]
            if token.kind == TEXT:
                at = self._read_text(tokens, at)
            elif token.kind == IMAGE:
                self._read_image(token)
                at += 1
            else:
                at = self._read_rule(tokens, at)
        if self.player:
            self._close_player()

    # The head's own lines

    def _read_lead(self, tokens: list[Token]) -> int:
        at = 0
        if not tokens or len(tokens[0].line) > MAX_LEAD:
            return 0
        if tokens[0].rule == BREAKING:
            self._label(tokens[0], "entries", 0)
            self.is_breaking = True
            at = 1
        lead = read_lead(tokens[at:] if at else tokens)
        if lead.subheading is not None:
            self.subheading = self._field(lead.subheading.start, lead.subheading.end, "entries", 0, "subheading")
        if lead.name is not None:
            name = self._field(lead.name.start, lead.name.end, "contributors", 1, "name")
            role = self._field(lead.role.start, lead.role.end, "contributors", 1, "role") if lead.role else ""
            self.contributors.append(Contributor(name, role))
        if lead.is_guess:
            line = tokens[at]
            what = "a contributor" if lead.subheading is None else "a subheading"
            self.remarks.append(Remark("lead-line-guessed", line.start, "entries", self.entry, 0, "", what))
        return at + lead.taken

    # Text

    def _read_text(self, tokens: list[Token], at: int) -> int:
        line = tokens[at]
        after = at + 1
        follower = tokens[after] if after < len(tokens) else None
        if line.start == self.last_line and self._is_picture_line(line):
            self._add_image(Image(alt_text=self._field(line.start, line.end, "images", self.images + 1, "alt_text")))
            self.remarks.append(Remark("alt-line-guessed", line.start, "images", self.entry, self.images, "alt_text"))
            return after
        text = line.line
        if (follower is None or follower.apart) and not text.startswith(_BULLETS):
            self._add_text(line.start, text, "paragraph")
            if len(text) <= _MAX_UNCLEAR and len(tokens) > 1 and not text.endswith(_SENTENCE_END):
                # Neither a sentence nor all of its post: perhaps a picture's alternative text.
                self.remarks.append(
                    Remark("line-unclear", line.start, "paragraphs", self.entry, self.paragraphs, "text")
                )
            return after
        run = self._text_run(tokens, at)
        after = at + len(run)
        follower = tokens[after] if after < len(tokens) else None
        if follower is not None and not follower.apart and (follower.kind == IMAGE or follower.rule == IMAGE_CAPTION):
            for token in run:  # lines right above a picture's line are alternative texts of pictures without a credit
                self._add_image(Image(alt_text=self._field(token.start, token.end, "images", self.images + 1, "alt_text")))
            return after
        items = self._items(run)
        is_list = len(items) > 1 or run[0].line.startswith(_BULLETS)
        for start, stop in items:
            self._add_paragraph(start, stop, "list_item" if is_list else "paragraph")
        return after

    def _is_picture_line(self, line: Token) -> bool:
        """Tell an alternative text at a post's end: a paragraph leaves a blank line before the next head."""
        return line.apart and len(line.line) <= _MAX_ALT_LINE and not line.line.endswith(_SENTENCE_END)

    def _text_run(self, tokens: list[Token], at: int) -> list[Token]:
        """Return the text lines from `at` to the next blank line or other line."""
        end = at + 1
        while end < len(tokens) and tokens[end].kind == TEXT and not tokens[end].apart:
            end += 1
        return tokens[at:end]

    def _items(self, run: list[Token]) -> list[tuple[int, int]]:
        """Cut lines into list items or make one paragraph of them; returns where each begins and ends.

        The bullets and numbers go to the ledger as markup.
        A line that begins with a bullet begins an item; so do lines numbered 1, 2, 3 … A line break inside
        a paragraph or an item is a space.
        """
        if run[0].line.startswith(_BULLETS):
            firsts = [i for i, token in enumerate(run) if token.line.startswith(_BULLETS)]
            skips = [len(run[i].line) - len(run[i].line[1:].lstrip()) for i in firsts]
        else:
            numbers = [_NUMBERED.match(token.line) for token in run]
            if len(run) < 2 or [int(n[1]) if n else 0 for n in numbers] != list(range(1, len(run) + 1)):
                return [(run[0].start, run[-1].end)]
            firsts = list(range(len(run)))
            skips = [n.end() if n else 0 for n in numbers]
        for i, skip in zip(firsts, skips, strict=True):
            self.spans.append((run[i].start, run[i].start + skip, MARKUP, "", 0, 0, "", 0, "", ""))
        ends = [run[i - 1].end for i in firsts[1:]] + [run[-1].end]
        return [(run[i].start + skip, end) for i, skip, end in zip(firsts, skips, ends, strict=True)]

    def _add_paragraph(self, start: int, end: int, kind: str) -> None:
        self._add_text(start, self.document[start:end], kind)

    def _add_text(self, start: int, text: str, kind: str) -> None:
        """Add a paragraph of which the characters are at hand."""
        self.paragraphs = number = self.paragraphs + 1
        if _EXTERNAL in text:
            value = self._field_without_suffixes(start, text, number)
        else:
            self.spans.append((start, start + len(text), FIELD, "paragraphs", self.entry, number, "text", 0, "", ""))
            value = squeeze(text)
        self.blocks.append(_make_paragraph((value, kind, "", "", ())))

    def _field_without_suffixes(self, start: int, text: str, number: int) -> str:
        """Give a paragraph's text to its field, but for the hidden words after its links."""
        kept: list[str] = []
        position = 0
        at = text.find(_EXTERNAL)
        while at >= 0:
            if is_external_suffix(text, at):
                kept.append(text[position:at])
                self._place_field(start + position, start + at, "paragraphs", number, "text")
                position = at + len(_EXTERNAL)
                self._place_label(start + at, start + position, "paragraphs", number, "webcore.external")
            at = text.find(_EXTERNAL, at + 1)
        kept.append(text[position:])
        self._place_field(start + position, start + len(text), "paragraphs", number, "text")
        return squeeze("".join(kept).strip())

    # Images

    def _read_image(self, token: Token) -> None:
        """Read `{alt}Image source, {holder}`; the last such label of the line counts."""
        label = token.line.rfind(IMAGE_LABEL)
        number = self.images + 1
        alt_text = token.line[:label].rstrip()
        holder = token.line[label + len(IMAGE_LABEL) :].lstrip()
        label_end = token.end - len(holder)
        alt_value = self._field(token.start, token.start + len(alt_text), "images", number, "alt_text") if alt_text else ""
        self._place_label(token.start + label, label_end, "images", number, "webcore.image_source")
        credit = self._field(label_end, token.end, "images", number, "credit") if holder else ""
        self._add_image(Image(alt_text=alt_value, credit=credit))

    def _add_image(self, image: Image) -> None:
        self.images += 1
        self.blocks.append(image)

    def _read_image_caption(self, tokens: list[Token], at: int) -> int:
        """Read `Image caption,` and the caption under it; it belongs to the picture directly above."""
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Image) or last.caption:
            self._add_image(Image())
            last = Image()
        self._label(tokens[at], "images", self.images)
        caption, after = self._caption(tokens, at, "images", self.images)
        self.blocks[-1] = last._replace(caption=caption)
        return after

    def _caption(self, tokens: list[Token], at: int, table: str, number: int) -> tuple[str, int]:
        """Return the caption that follows a label and the index after it; a missing one is remarked."""
        if at + 1 < len(tokens) and tokens[at + 1].kind == TEXT:
            run = self._text_run(tokens, at + 1)
            after = at + 1 + len(run)
            if after < len(tokens) and not tokens[after].apart and tokens[after].kind == IMAGE and len(run) > 1:
                run, after = run[:-1], after - 1
            return self._field(run[0].start, run[-1].end, table, number, "caption"), after
        self.remarks.append(Remark("caption-missing", tokens[at].start, table, self.entry, number, "caption"))
        return "", at + 1

    # Lines that a rule explains

    def _read_rule(self, tokens: list[Token], at: int) -> int:
        token = tokens[at]
        if token.rule in CONSENT_RULES:
            return self._read_consent(tokens, at)
        if token.rule == IMAGE_CAPTION:
            return self._read_image_caption(tokens, at)
        if token.rule == MEDIA_CAPTION:
            return self._read_media(tokens, at)
        if token.rule in PLAYER:
            if any(held.rule == token.rule for held in self.player):
                self._close_player()
            self.player.append(token)
            return at + 1
        if token.rule in QUOTES and at + 1 < len(tokens) and tokens[at + 1].kind == TEXT:
            return self._read_quote(tokens, at)
        if token.rule == READ_MORE:
            return self._read_card_end(token, at)
        self._add_paragraph(token.start, token.end, "paragraph")  # "Summary" or "Breaking" in the middle of a post
        return at + 1

    def _read_consent(self, tokens: list[Token], at: int) -> int:
        self.embeds += 1
        if tokens[at].kind == BLOCK:
            embed, spans = place_block(tokens[at], self.entry, self.embeds)
            self.blocks.append(embed)
            self.spans += spans
            return at + 1
        taken, places = take_block(tokens, at)
        embed, lines, remarks = read_block(self.document, taken, places, self.entry, self.embeds)
        self.spans += lines
        self.remarks += remarks
        self.blocks.append(embed)
        return at + len(taken)

    def _read_media(self, tokens: list[Token], at: int) -> int:
        self.embeds += 1
        for held in self.player:
            self._label(held, "embeds", self.embeds)
        self.player = []
        self._label(tokens[at], "embeds", self.embeds)
        caption, after = self._caption(tokens, at, "embeds", self.embeds)
        self.blocks.append(Embed("media", "bbc", "caption_only" if caption else "consent_notice", caption=caption))
        return after

    def _close_player(self) -> None:
        """Make an embed of player messages that no caption followed."""
        if self.player:
            self.embeds += 1
            for held in self.player:
                self._label(held, "embeds", self.embeds)
            self.player = []
            self.blocks.append(Embed("media", "bbc", "consent_notice"))

    def _read_quote(self, tokens: list[Token], at: int) -> int:
        """Read a label such as `Quote Message`, the quotation and, where printed, its source."""
        kind = QUOTES[tokens[at].rule]
        first = self.paragraphs + 1
        self._label(tokens[at], "paragraphs", first)
        at += 1
        closing = _OPENING.get(tokens[at].line[0], "")
        while True:
            run = self._text_run(tokens, at)
            self._add_paragraph(run[0].start, run[-1].end, kind)
            at += len(run)
            if not closing or run[-1].line.rstrip(".").endswith(closing) or at >= len(tokens) or tokens[at].kind != TEXT:
                break
            if self._is_attribution(tokens, at):
                break
        if at < len(tokens) and tokens[at].kind == TEXT and self._is_attribution(tokens, at):
            run = self._text_run(tokens, at)
            number = self.paragraphs
            name = self._field(run[0].start, run[0].end, "paragraphs", number, "attribution")
            detail = self._field(run[1].start, run[-1].end, "paragraphs", number, "attribution_detail") if len(run) > 1 else ""
            last = self.blocks[-1]
            if isinstance(last, Paragraph):
                self.blocks[-1] = last._replace(attribution=name, attribution_detail=detail)
            at += len(run)
        return at

    def _is_attribution(self, tokens: list[Token], at: int) -> bool:
        run = self._text_run(tokens, at)
        follower = tokens[at + len(run)] if at + len(run) < len(tokens) else None
        if follower is not None and not follower.apart and (follower.kind == IMAGE or follower.rule == IMAGE_CAPTION):
            return False
        return len(run) <= 2 and all(
            len(token.line) <= _MAX_ATTRIBUTION and not token.line.endswith((*_SENTENCE_END,)) and token.line[0] not in _OPENING
            for token in run
        )

    def _read_card_end(self, token: Token, at: int) -> int:
        """Read `Read More`: the line before it is the card's."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Paragraph):
            self.blocks[-1] = last._replace(kind="card")
            self._label(token, "paragraphs", self.paragraphs)
        else:
            self._label(token, "entries", 0)
        return at + 1

    # Spans

    def _label(self, token: Token, table: str, child: int) -> None:
        self._place_label(token.start, token.end, table, child, token.rule)

    def _field(self, start: int, end: int, table: str, child: int, name: str) -> str:
        """Give a stretch of the document to a field and return its value: white space runs as one space."""
        self._place_field(start, end, table, child, name)
        return squeeze(self.document[start:end])

    def _place_field(self, start: int, end: int, table: str, child: int, name: str) -> None:
        self.spans.append((start, end, FIELD, table, self.entry, child, name, 0, "", ""))

    def _place_label(self, start: int, end: int, table: str, child: int, rule: str) -> None:
        self.spans.append((start, end, BOILERPLATE, table, self.entry, child, "", 0, "", rule))

    def _place_outside(self, start: int, end: int) -> None:
        self.spans.append((start, end, OUTSIDE, "", 0, 0, "", 0, "", ""))
