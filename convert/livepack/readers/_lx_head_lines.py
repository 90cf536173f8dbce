"""Reads the head of an `lx` post: its number, its time where the copy kept one, the tag for breaking news, its title."""

from __future__ import annotations

import re
from typing import NamedTuple

from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, UNREAD, WITNESS, Remark
from livepack.readers._lx_embeds import VIDEO
from livepack.readers._lx_heads import CLOCK, MATCH_CLOCK, POSTED, Found
from livepack.readers._lx_lines import TEXT, Line

UNTITLED = {"Post update": "lx.untitled", "Envelope update": "lx.untitled_message"}
_BREAKING = "Breaking"
_POSTED = "Posted at "
_TITLE_STARTS = frozenset("\"“'‘£$0123456789")
_MAX_TITLE = 70
_TWIN = re.compile(CLOCK)


def _is_sentence(text: str) -> bool:
    """Tell a long sentence, which titles of the BBC never are."""
    return len(text) > _MAX_TITLE and text[-1] == "." and not text.endswith("..")


class HeadLine(NamedTuple):
    """What the head of a post says; `number` is None where none is printed."""

    number: int | None
    title: str
    time: str
    time_start: int
    is_breaking: bool | None
    is_video: bool


class HeadReading:
    """Reads one head after the other; what was read is kept in `heads`."""

    def __init__(self, document: str, spans: list[Placed], remarks: list[Remark], found: Found) -> None:
        self.document = document
        self.spans = spans
        self.remarks = remarks
        self.found = found
        self.heads: list[HeadLine] = []
        self.time_start = -1
        # A copy that keeps times prints match clocks in their place.
        self.has_times = _POSTED in document and POSTED.search(document) is not None

    def read(self, lines: list[Line], number: int) -> list[Line]:
        """Read the head of the post of that number; returns the lines below it.

        The title stands on the head's own line, with the tag for breaking news glued to it, or below the time. The
        time stands above it, glued behind it, or below it.
        """
        head = self.found.heads[number - 1]
        printed = self._read_number(head.start, head.number, head.number_end, head.content, number)
        time, at, rest = self._read_time(lines, 0, number, is_first=True)
        if rest and not time and printed is None and _is_sentence(self.document[slice(*rest)]):
            rest, at = None, 0  # a post without a title: the page's words for one stand beside numbers only
        if time and rest is None:
            at = self._skip_twin(lines, at, time, number)
            if at < len(lines) and (lines[at].kind == TEXT or lines[at].rule == VIDEO):
                rest, at = (lines[at].start, lines[at].end), at + 1
        title, is_breaking, is_video = self._read_title(rest, number) if rest else ("", None, False)
        time_start = self.time_start
        if not time and not is_video:
            time, at, more = self._read_time(lines, at, number, is_first=False)
            time_start = self.time_start
            if more is not None:
                self._place(*more, UNREAD, "", 0, 0, "", "")  # no copy is known to print anything behind it
            if time:
                at = self._skip_twin(lines, at, time, number)
        self.heads.append(HeadLine(printed, title, time, time_start, is_breaking, is_video))
        return lines[at:]

    def _read_number(self, start: int, number: int, number_end: int, content: int, entry: int) -> int | None:
        if number < 0:
            if content > start:
                mark = len(self.document[start:content].rstrip())
                self._place(start, start + mark, MARKUP, "", 0, 0, "", "")
            return None
        self._place_field(number, number_end, FIELD, entry, "list_number")
        self._place(number_end, content, MARKUP, "", 0, 0, "", "")
        return int(self.document[number:number_end])

    def _read_time(
        self, lines: list[Line], at: int, entry: int, *, is_first: bool
    ) -> tuple[str, int, tuple[int, int] | None]:
        """Read the time of a line that is the head's first, or that begins with one.

        Returns:
            The time (empty if there is none), the index after the line if anything of it was read, and where
            what else the line says stands; None if it says nothing else.
        """
        self.time_start = -1
        if at >= len(lines):
            return "", at, None
        line = lines[at]
        found = POSTED.search(line.text) if _POSTED in line.text else None
        if found is not None and found.start() == 0:
            end = self._place_time(line, found, entry)
            return found[1], at + 1, (end, line.end) if end < line.end else None
        if not is_first:
            return "", at, None
        if found is not None and found.end() == len(line.text):
            self._place_time(line, found, entry)
            return found[1], at + 1, (line.start, line.start + len(line.text[: found.start()].rstrip()))
        if self.has_times and MATCH_CLOCK.fullmatch(line.text):
            self.time_start = line.start
            self._place_field(line.start, line.end, FIELD, entry, "published_text")
            return line.text, at + 1, None
        return "", at + 1, (line.start, line.end)

    def _place_time(self, line: Line, found: re.Match[str], entry: int) -> int:
        """Place a label and its time, and the time again where it is glued to it; returns where what follows begins."""
        label, start, end = (line.start + place for place in (found.start(), found.start(1), found.end(1)))
        self.time_start = start
        self._place(label, start, BOILERPLATE, "entries", entry, 0, "", "lx.posted_at")
        self._place_field(start, end, FIELD, entry, "published_text")
        after = found.end(1)
        if line.text.startswith(found[1], after):
            self._place_field(end, end + len(found[1]), WITNESS, entry, "published_text")
            after += len(found[1])
        return line.end - len(line.text[after:].lstrip())

    def _skip_twin(self, lines: list[Line], at: int, time: str, entry: int) -> int:
        """Take a line that says the time again."""
        if at < len(lines) and lines[at].text == time and _TWIN.fullmatch(time):
            self._place_field(lines[at].start, lines[at].end, WITNESS, entry, "published_text")
            return at + 1
        return at

    def _read_title(self, place: tuple[int, int], number: int) -> tuple[str, bool | None, bool]:
        """Read the title; returns it, whether the post is breaking news, and whether the line is a player's heading.

        The tag for breaking news is told where it is glued to the title; `Breaking` and a space may be words.
        """
        start, end = place
        text = self.document[start:end]
        if text == "Video content":
            self._place(start, end, BOILERPLATE, "embeds", number, 1, "", VIDEO)
            return "", None, True
        if text in UNTITLED:
            self._place(start, end, BOILERPLATE, "entries", number, 0, "", UNTITLED[text])
            return "", None, False
        is_breaking: bool | None = None
        if text.startswith(_BREAKING):
            after = text[len(_BREAKING) : len(_BREAKING) + 1]
            if after and (after.isupper() or after in _TITLE_STARTS):
                self._place(start, start + len(_BREAKING), BOILERPLATE, "entries", number, 0, "", "lx.breaking")
                start += len(_BREAKING)
                is_breaking = True
            elif not after or after.isspace():
                self.remarks.append(Remark("breaking-unclear", start, "entries", number, 0, "headline"))
        self._place_field(start, end, FIELD, number, "headline")
        return " ".join(self.document[start:end].split()), is_breaking, False

    def _place_field(self, start: int, end: int, disposition: str, entry: int, name: str) -> None:
        self._place(start, end, disposition, "entries", entry, 0, name, "")

    def _place(
        self, start: int, end: int, disposition: str, table: str, entry: int, child: int, field: str, rule: str
    ) -> None:
        if start < end:
            self.spans.append((start, end, disposition, table, entry, child, field, 0, "", rule))
