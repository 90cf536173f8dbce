"""Makes the blocks of a `webcore` post from its lines: paragraphs, lists, quotes, images, embeds, in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from livepack.ledger import Kind
from livepack.page import BOILERPLATE, FIELD, Block, Contributor, Embed, Image, Paragraph, Remark
from livepack.readers._webcore_consent import CONSENT_RULES, places_without_notice, read_block, take_block
from livepack.readers._webcore_copies import part_date
from livepack.readers._webcore_lead import MAX_LEAD, Lead, may_be_subheading, read_lead
from livepack.readers._webcore_lines import (
    IMAGE,
    IMAGE_CAPTION,
    IMAGE_LABEL,
    TEXT,
    Token,
    scan_lines,
)
from livepack.readers._webcore_post import EXTERNAL, Post, make_paragraph, squeeze
from livepack.readers._webcore_runs import (
    BULLETS,
    OPENING,
    SENTENCE_END,
    find_items,
    is_attribution,
    is_picture_line,
    list_lines,
    text_run,
)
from livepack.readers._webcore_whole import Whole

SUMMARY = "webcore.summary"
BREAKING = "webcore.breaking"
MEDIA_CAPTION = "webcore.media_caption"
READ_MORE = "webcore.read_more"
PLAYER = frozenset({"webcore.player_message", "webcore.player_script"})
QUOTES = {"webcore.quote_label": "quote", "webcore.sms_label": "message", "webcore.email_label": "message"}

_MAX_UNCLEAR = 60
# Headings and lines that stand between the summary and the posts.
_BELOW_SUMMARY = ("Get involved", "Live Reporting", "Edited by ", "All times stated")

# A third of the time of the constructor.
_make_image: Callable[[tuple[str, str, str, str, str, str, int | None, int | None]], Image] = partial(
    tuple.__new__, Image
)

# The spans of a picture's line as it mostly is: with an alternative text and a credit.
_PICTURE: tuple[Kind, ...] = (
    (FIELD, "images", "alt_text", 0, ""),
    (BOILERPLATE, "images", "", 0, "webcore.image_source"),
    (FIELD, "images", "credit", 0, ""),
)


class PostReading(Post):
    """Reads one post after the other.

    Three things depend on the kind of copy: `find_places` says which lines its consent blocks have, `find_lead`
    finds the lines under a head, and `prepare` mends the lines of a stretch before they are read.
    """

    find_places: Callable[[str], frozenset[int]] = staticmethod(places_without_notice)
    find_lead: Callable[[list[Token]], Lead] = staticmethod(read_lead)
    prepare: Callable[[list[Token]], list[Token]] | None = None
    is_parted = False  # whether each line is a block of its own

    @cached_property
    def consent_places(self) -> frozenset[int]:
        """The places of the lines that a consent block of this copy has."""
        return self.find_places(self.document)

    def read_preamble(self, end: int) -> tuple[tuple[str, ...], tuple[Block, ...]]:
        """Read what stands before the first post: the summary's key points and its media.

        Returns:
            The key points, and blocks of the page itself.
        """
        tokens, _ = scan_lines(self.document, 0, end, 0, [], is_parted=self.is_parted)
        tokens = part_date(self.prepare(tokens) if self.prepare else tokens)
        labels = [i for i, token in enumerate(tokens) if token.rule == SUMMARY]
        at = labels[-1] if labels else len(tokens)  # navigation may name the summary too, before it
        if at:
            self._place_outside(tokens[0].start, tokens[at - 1].end)
        if at == len(tokens):
            bullet = next((token for token in tokens if token.line[0] in BULLETS), None)
            if bullet is not None:
                self.remarks.append(Remark("summary-missing", bullet.start))
            return (), ()
        self._label(tokens[at], "", 0)
        points: list[str] = []
        has_bullets = any(token.line[0] in BULLETS for token in tokens)
        at += 1
        while at < len(tokens):
            token = tokens[at]
            run = text_run(tokens, at)
            if token.kind == TEXT and (
                token.line[0] in BULLETS or not (has_bullets or token.line.startswith(_BELOW_SUMMARY))
            ):
                for start, stop, _ in find_items(run, self.spans):
                    points.append(self._field(start, stop, "key_points", len(points) + 1, "text"))
                at += len(run)
            elif token.kind == TEXT:
                self._place_outside(token.start, tokens[-1].end)  # "Get involved", "Live Reporting" and what follows
                if has_bullets and not points:
                    self.remarks.append(Remark("summary-missing", token.start))
                break
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
        count = len(tokens)
        entry, place, add = self.entry, self.spans.append, self.blocks.append
        while at < count:
            kind, start, end, apart, text, _, _, whole = token = tokens[at]
            after = at + 1
            if kind == TEXT:
                # Four of five lines are a sentence on a line of its own; told here, they take half the time that
                # _read_text takes.
                if (
                    text[-1] in SENTENCE_END
                    and (apart or not at)
                    and (after == count or tokens[after].apart)
                    and text[0] not in BULLETS
                    and EXTERNAL not in text
                ):
                    self.paragraphs = number = self.paragraphs + 1
                    place((start, end, FIELD, "paragraphs", entry, number, "text", 0, "", ""))
                    value = text if text.isprintable() and "  " not in text else " ".join(text.split())
                    add(make_paragraph((value, "paragraph", "", "", ())))
                    at = after
                else:
                    at = self._read_text(tokens, at)
            elif whole is not None:
                self._place_whole(token, whole)
                at = after
            elif kind == IMAGE:
                self._read_image(token)
                at = after
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
        elif tokens[0].line[-1] in SENTENCE_END and not may_be_subheading(tokens):
            return 0  # most posts begin with a sentence, which no lead is
        lead = self.find_lead(tokens[at:] if at else tokens)
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
        _, start, _, _, text, _, _, _ = line = tokens[at]
        after = at + 1
        if start == self.last_line and is_picture_line(line):
            self._add_alt_line(line)
            return after
        if at and not line.apart and tokens[at - 1].end == self.bare_end and text[0] not in BULLETS:
            # Right under a picture's line or a consent block: a paragraph would have left a blank line, a list not.
            self._add_alt_line(line)
            return after
        if (after == len(tokens) or tokens[after].apart) and text[0] not in BULLETS:
            self._add_text(start, text, "paragraph")
            if len(text) <= _MAX_UNCLEAR and len(tokens) > 1 and text[-1] not in SENTENCE_END:
                # Neither a sentence nor all of its post: perhaps a picture's alternative text.
                self.remarks.append(Remark("line-unclear", start, "paragraphs", self.entry, self.paragraphs, "text"))
            return after
        run = text_run(tokens, at)
        after = at + len(run)
        follower = tokens[after] if after < len(tokens) else None
        if follower is not None and not follower.apart and (follower.kind == IMAGE or follower.rule == IMAGE_CAPTION):
            # Lines right above a picture's line are alternative texts of pictures without a credit, but for a list's.
            listed = list_lines(run)
            self._add_items(run[:listed])
            for token in run[listed:]:
                self._add_image(
                    Image(alt_text=self._field(token.start, token.end, "images", self.images + 1, "alt_text"))
                )
            return after
        self._add_items(run)
        return after

    def _add_items(self, run: list[Token]) -> None:
        """Add the paragraph and list items that lines without a blank line between them make."""
        items = find_items(run, self.spans) if run else []
        for start, stop, is_item in items:
            self._add_paragraph(start, stop, "list_item" if is_item else "paragraph")
            if len(items) < len(run):
                self._remark_joined(start, stop, "paragraphs", self.paragraphs, "text")

    def _add_alt_line(self, line: Token) -> None:
        self._add_image(Image(alt_text=self._field(line.start, line.end, "images", self.images + 1, "alt_text")))
        self.remarks.append(Remark("alt-line-guessed", line.start, "images", self.entry, self.images, "alt_text"))
        self.bare_end = line.end

    # Images

    def _read_image(self, token: Token) -> None:
        """Read `{alt}Image source, {holder}`; the last such label of the line counts."""
        self.bare_end = token.end
        label = token.line.rfind(IMAGE_LABEL)
        number = self.images + 1
        alt_text = token.line[:label].rstrip()
        holder = token.line[label + len(IMAGE_LABEL) :].lstrip()
        label_end = token.end - len(holder)
        if alt_text and holder and len(alt_text) == label:  # as nearly all are: one piece in place of three spans
            cuts = (token.start + label, label_end, token.end)
            self.spans.append((token.start, token.end, _PICTURE, cuts, 0, self.entry, number))
            self._add_image(_make_image((squeeze(alt_text), "", squeeze(holder), "", "", "", None, None)))
            return
        alt_value = (
            self._field(token.start, token.start + len(alt_text), "images", number, "alt_text") if alt_text else ""
        )
        self._place_label(token.start + label, label_end, "images", number, "webcore.image_source")
        credit = self._field(label_end, token.end, "images", number, "credit") if holder else ""
        self._add_image(Image(alt_text=alt_value, credit=credit))

    def _read_image_caption(self, tokens: list[Token], at: int) -> int:
        """Read `Image caption,` and the caption under it; it belongs to the picture directly above."""
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Image) or last.caption:
            self._add_image(Image())
            last = Image()
        self._label(tokens[at], "images", self.images)
        caption, after = self._caption(tokens, at, "images", self.images)
        # A quarter of the time of _replace
        alt_text, _, credit, holder, creator, url, width, height = last
        self.blocks[-1] = _make_image((alt_text, caption, credit, holder, creator, url, width, height))
        return after

    def _caption(self, tokens: list[Token], at: int, table: str, number: int) -> tuple[str, int]:
        """Return the caption that follows a label and the index after it; a missing one is remarked."""
        if at + 1 < len(tokens) and tokens[at + 1].kind == TEXT:
            run = text_run(tokens, at + 1)
            after = at + 1 + len(run)
            if after < len(tokens) and not tokens[after].apart and tokens[after].kind == IMAGE and len(run) > 1:
                run, after = run[:-1], after - 1
            if len(run) > 1:
                self._remark_joined(run[0].start, run[-1].end, table, number, "caption")
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
            follower = tokens[at + 1].rule if at + 1 < len(tokens) else ""
            if follower not in PLAYER and follower != MEDIA_CAPTION:
                self._close_player()
            return at + 1
        if token.rule in QUOTES and at + 1 < len(tokens) and tokens[at + 1].kind == TEXT:
            return self._read_quote(tokens, at)
        if token.rule == READ_MORE:
            return self._read_card_end(token, at)
        self._add_paragraph(token.start, token.end, "paragraph")  # "Summary" or "Breaking" in the middle of a post
        return at + 1

    def _read_consent(self, tokens: list[Token], at: int) -> int:
        whole = tokens[at].whole
        if whole is not None:
            self._place_whole(tokens[at], whole)
            return at + 1
        self.embeds += 1
        taken, places = take_block(tokens, at)
        embed, lines, remarks = read_block(self.document, taken, places, self.entry, self.embeds, self.consent_places)
        self.spans += lines
        self.remarks += remarks
        self.blocks.append(embed)
        self.bare_end = taken[-1].end
        return at + len(taken)

    def _place_whole(self, token: Token, whole: Whole) -> None:
        """Take a consent block that a template tells."""
        self.embeds = number = self.embeds + 1
        self.bare_end = token.end
        _, embed, kinds, cuts = whole
        self.blocks.append(embed)
        self.spans.append((token.start, token.end, kinds, cuts, token.start, self.entry, number))

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
        closing = OPENING.get(tokens[at].line[0], "")
        while True:
            run = text_run(tokens, at)
            self._add_paragraph(run[0].start, run[-1].end, kind)
            self._remark_joined(run[0].start, run[-1].end, "paragraphs", self.paragraphs, "text")
            at += len(run)
            if (
                not closing
                or run[-1].line.rstrip(".").endswith(closing)
                or at >= len(tokens)
                or tokens[at].kind != TEXT
            ):
                break
            if is_attribution(tokens, at):
                break
        if at < len(tokens) and tokens[at].kind == TEXT and is_attribution(tokens, at):
            run = text_run(tokens, at)
            number = self.paragraphs
            name = self._field(run[0].start, run[0].end, "paragraphs", number, "attribution")
            detail = (
                self._field(run[1].start, run[-1].end, "paragraphs", number, "attribution_detail")
                if len(run) > 1
                else ""
            )
            last = self.blocks[-1]
            if isinstance(last, Paragraph):
                self.blocks[-1] = last._replace(attribution=name, attribution_detail=detail)
            at += len(run)
        return at

    def _read_card_end(self, token: Token, at: int) -> int:
        """Read `Read More`: the line before it is the card's."""
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Paragraph):
            self.blocks[-1] = last._replace(kind="card")
            self._label(token, "paragraphs", self.paragraphs)
        else:
            self._label(token, "entries", 0)
        return at + 1
