"""Makes the blocks of an `lx` post from its lines: paragraphs, lists, quotations, pictures, players, embeds, in order."""

from __future__ import annotations

import re

from livepack.page import MARKUP, WITNESS, Contributor, Image, Paragraph, Remark
from livepack.readers._lx_embeds import EMBED_RULES, PLAYER_RULES, read_embed, read_player
from livepack.readers._lx_heads import SHARE_LINES
from livepack.readers._lx_lead import BULLETS, SENTENCE_END, is_figure_label, is_holder, read_lead
from livepack.readers._lx_lines import GLUED, LABEL, RULE, TEXT, Line
from livepack.readers._lx_placing import Post

_QUOTES = {"lx.quote_label": "quote", "lx.sms_label": "message", "lx.email_label": "message"}
_CLOSED_FROM = re.compile(r"[\"”] from (?=\S)")
_NUMBERED = re.compile(r"([0-9]{1,3})\.[ \u00a0]+(?=\S)")
_CARD_ENDS = frozenset({"lx.read_more", "lx.read_on"})
_DASHES = frozenset({"- ", "– "})
_SHARE_START = "lx.share_tools"
_MAX_UNCLEAR = 60


class PostReading(Post):
    """Reads one post after the other."""

    def read_lines(self, lines: list[Line], *, has_video: bool, is_glued: bool) -> None:
        """Read a post's body.

        Args:
            lines: those below its head.
            has_video: whether the head is the heading of a player.
            is_glued: whether the next head follows without a blank line, as it does below a picture.
        """
        at = self._read_lead(lines) if not has_video else read_player(self, lines, -1)
        count = len(lines)
        while at < count:
            kind, start, end, apart, text, rule, _, _ = lines[at]
            if kind == TEXT:
                after = at + 1
                # Four of five lines are a sentence on a line of its own.
                if (
                    text[-1] in SENTENCE_END
                    and text[0] not in BULLETS
                    and (after == count or lines[after].apart)
                    and (apart or not at)
                ):
                    self.add_paragraph(start, end, "paragraph")
                    at = after
                else:
                    at = self._read_text(lines, at, is_glued=is_glued)
            elif rule in EMBED_RULES:
                at = read_embed(self, lines, at)
            elif rule in PLAYER_RULES or rule == "lx.video_caption":
                at = read_player(self, lines, at)
            elif kind in (LABEL, GLUED):
                at = self._read_quote(lines, at) if rule in _QUOTES else self._read_figure(lines, at)
            elif rule == _SHARE_START:
                at = self._read_share(lines, at)
            else:
                at = self._read_rule(lines, at)

    def _read_lead(self, lines: list[Line]) -> int:
        if not lines or lines[0].text[-1] in SENTENCE_END:
            return 0
        lead = read_lead(
            lines, self.layout.names, has_blanks=self.layout.has_blanks, has_holders=self.layout.has_holders
        )
        if lead.subheading is not None:
            self.subheading = self.field(lead.subheading.start, lead.subheading.end, "entries", 0, "subheading")
        if lead.name is not None:
            name = self.field(lead.name.start, lead.name.end, "contributors", 1, "name")
            role = self.field(lead.role.start, lead.role.end, "contributors", 1, "role") if lead.role else ""
            self.contributors.append(Contributor(name, role))
        if lead.is_guess:
            what = "a contributor" if lead.subheading is None else "a subheading"
            self.remarks.append(Remark("lead-line-guessed", lines[0].start, "entries", self.entry, 0, "", what))
        return lead.taken

    # Text

    def _read_text(self, lines: list[Line], at: int, *, is_glued: bool) -> int:
        """Read text that is not a sentence alone: alternative texts, list items, lines that stand together."""
        if self._is_figure(lines, at):
            return self._read_figure(lines, at)
        line, after = lines[at], at + 1
        if not self.layout.has_blanks:
            self._add_run(lines[at:after])
            return after
        is_last = after == len(lines)
        if at and not line.apart and lines[at - 1].kind != TEXT and (is_last or lines[after].apart):
            # Right under a picture's caption or an embed: a paragraph would have left a blank line.
            return self._add_alt(line, after)
        if is_last and is_glued and (line.apart or not at) and self._is_picture_text(line.text):
            return self._add_alt(line, after)
        if (is_last or lines[after].apart) and line.text[0] not in BULLETS:
            self.add_paragraph(line.start, line.end, "paragraph")
            if len(line.text) <= _MAX_UNCLEAR and len(lines) > 1 and line.text[-1] not in SENTENCE_END:
                self.remarks.append(
                    Remark("line-unclear", line.start, "paragraphs", self.entry, self.paragraphs, "text")
                )
            return after
        if self._is_picture_text(line.text) and is_holder(lines[after]):
            return self._read_bare_figure(lines, at)
        while after < len(lines) and lines[after].kind == TEXT and not lines[after].apart:
            is_bare = (
                self._is_picture_text(lines[after].text) and after + 1 < len(lines) and is_holder(lines[after + 1])
            )
            if self._is_figure(lines, after) or (is_bare and not lines[after + 1].apart):
                break
            after += 1
        self._add_run(lines[at:after])
        return after

    def _is_picture_text(self, text: str) -> bool:
        return len(text) <= 120 and text[-1] not in SENTENCE_END and text[0] not in BULLETS

    def _add_alt(self, line: Line, after: int) -> int:
        self.images += 1
        self.blocks.append(Image(alt_text=self.field(line.start, line.end, "images", self.images, "alt_text")))
        self.remarks.append(Remark("alt-line-guessed", line.start, "images", self.entry, self.images, "alt_text"))
        return after

    def _add_run(self, run: list[Line]) -> None:
        """Add the paragraph and the list items that lines without a blank line between them make."""
        found: list[tuple[int, int, str]] = []
        last = 0
        second = max((index for index, line in enumerate(run) if line.text.startswith("2.")), default=0)
        for index, line in enumerate(run):
            mark = 0
            if line.text[0] in BULLETS or (self.layout.has_dashes and line.text[:2] in _DASHES):
                mark = len(line.text) - len(line.text[1:].lstrip())
            else:
                number = _NUMBERED.match(line.text)
                if number and int(number[1]) == last + 1 and (last or index < second):
                    last, mark = last + 1, number.end()
            if mark:
                self.spans.append((line.start, line.start + mark, MARKUP, "", 0, 0, "", 0, "", ""))
                found.append((line.start + mark, line.end, "list_item"))
            elif found:
                found[-1] = (found[-1][0], line.end, found[-1][2])
            else:
                found.append((line.start, line.end, "paragraph"))
        for start, end, kind in found:
            if start < end:
                self.add_paragraph(start, end, kind)
                if self.document.find("\n", start, end) >= 0:
                    self.remarks.append(
                        Remark("lines-joined", start, "paragraphs", self.entry, self.paragraphs, "text")
                    )

    # Pictures

    def _is_figure(self, lines: list[Line], at: int) -> bool:
        """Tell a line that is a picture's: its holder or its caption stands right below, or below what repeats that."""
        steps = 2 if self.layout.is_twinned else 1
        if not self.layout.has_blanks and lines[at].text[-1] in SENTENCE_END:
            return False
        for step in range(1, steps + 1):
            if at + step >= len(lines) or lines[at + step].apart:
                return False
            below = lines[at + step]
            if is_figure_label(below) or (below.kind == GLUED and below.rule != "lx.video_caption"):
                return step == 1 or self.repeats(lines, at + step - 1)
            if below.kind != TEXT:
                return False
        return False

    def _read_figure(self, lines: list[Line], at: int) -> int:
        """Read a picture: its alternative text, its holder and its caption, each on a line, the last two perhaps twice."""
        self.images += 1
        number = self.images
        found = {"copyright_holder": "", "caption": ""}
        alt_text = ""
        first = at
        if lines[at].kind == TEXT and not self.repeats(lines, at):
            alt_text = self.field(lines[at].start, lines[at].end, "images", number, "alt_text")
            at += 1
        while at < len(lines) and (at == first or not lines[at].apart):
            twin = at if lines[at].kind == TEXT and self.repeats(lines, at) else -1
            label = lines[at + 1] if twin >= 0 else lines[at]
            name = {"lx.copyright": "copyright_holder", "lx.image_caption": "caption"}.get(label.rule, "")
            if not name or label.kind not in (LABEL, GLUED) or found[name] or found["caption"]:
                break
            found[name] = self.labelled(label, "images", number, name, lines[twin] if twin >= 0 else None)
            at += 1 if twin < 0 else 2
        self.blocks.append(Image(alt_text, found["caption"], copyright_holder=found["copyright_holder"]))
        return at

    def _read_bare_figure(self, lines: list[Line], at: int) -> int:
        """Read a picture without labels: its alternative text, and on the next line whose it is."""
        self.images += 1
        alt, holder = lines[at], lines[at + 1]
        alt_text = self.field(alt.start, alt.end, "images", self.images, "alt_text")
        credit = self.field(holder.start, holder.end, "images", self.images, "credit")
        self.remarks.append(Remark("alt-line-guessed", alt.start, "images", self.entry, self.images, "alt_text"))
        self.blocks.append(Image(alt_text, "", credit))
        return at + 2

    # Quotations, and what other rules print

    def _read_quote(self, lines: list[Line], at: int) -> int:
        """Read `Quote Message: {text} from {source} {title}`; the source may be printed again, on lines below."""
        line = lines[at]
        self.paragraphs += 1
        number = self.paragraphs
        self.label(line.start, line.value, "paragraphs", number, line.rule)
        said = self.document[line.value : line.end]
        below: list[Line] = []
        for other in lines[at + 1 : at + 3]:
            if other.kind != TEXT or other.apart:
                break
            below.append(other)
        for seen in (below[:2], below[:1]):
            words = " from " + " ".join(other.text for other in seen)
            if seen and said.endswith(words) and len(said) > len(words):
                return self._add_quote(lines, at, line.end - len(words) + 6, seen)
        closed = list(_CLOSED_FROM.finditer(said))
        if closed:
            return self._add_quote(lines, at, line.value + closed[-1].end(), [])
        text = self.field(line.value, line.end, "paragraphs", number, "text")
        self.blocks.append(Paragraph(text, _QUOTES[line.rule]))
        if " from " in said:
            self.remarks.append(Remark("quote-source-unclear", line.start, "paragraphs", self.entry, number, "text"))
        return at + 1

    def _add_quote(self, lines: list[Line], at: int, source: int, seen: list[Line]) -> int:
        """Add a quotation whose source begins at `source`; `seen` are the lines that print it again."""
        line, number = lines[at], self.paragraphs
        text = self.field(line.value, source - 6, "paragraphs", number, "text")
        self.label(source - 6, source, "paragraphs", number, "lx.quote_from")
        stop = source + len(seen[0].text) if seen else line.end
        name = self.field(source, stop, "paragraphs", number, "attribution")
        detail = ""
        if len(seen) > 1:
            detail = self.field(stop + 1, line.end, "paragraphs", number, "attribution_detail")
        for other, column in zip(seen, ("attribution", "attribution_detail"), strict=False):
            self.place(other.start, other.end, WITNESS, "paragraphs", number, column)
        self.blocks.append(Paragraph(text, _QUOTES[line.rule], name, detail))
        return at + 1 + len(seen)

    def _read_share(self, lines: list[Line], at: int) -> int:
        """Read the lines for sharing; an address among them is the post's."""
        while at < len(lines) and (lines[at].text in SHARE_LINES or lines[at].text.startswith("http")):
            line = lines[at]
            if line.kind == RULE:
                self.label(line.start, line.end, "entries", 0, line.rule)
            elif not self.url:
                self.url = self.field(line.start, line.end, "entries", 0, "url")
            else:
                self.place(line.start, line.end, WITNESS, "entries", 0, "url")
            at += 1
        return at

    def _read_rule(self, lines: list[Line], at: int) -> int:
        line = lines[at]
        last = self.blocks[-1] if self.blocks else None
        if line.rule in _CARD_ENDS and isinstance(last, Paragraph) and last.kind == "paragraph":
            self.blocks[-1] = last._replace(kind="card")
            self.label(line.start, line.end, "paragraphs", self.paragraphs, line.rule)
        elif line.rule.startswith("lx.share_") and " " in line.text:
            self.label(line.start, line.end, "entries", 0, line.rule)
        else:
            self.add_paragraph(line.start, line.end, "paragraph")  # "Summary" or "Share" amid a post
        return at + 1
