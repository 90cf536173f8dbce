"""Reads the head of an `lx` post: its number, its time where the copy kept one, the tag for breaking news, its title."""

from __future__ import annotations

import re
from typing import NamedTuple

from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, WITNESS, Remark
from livepack.readers._lx_embeds import VIDEO
from livepack.readers._lx_heads import CLOCK, MATCH_CLOCK, POSTED, Found
from livepack.readers._lx_lines import TEXT, Line

UNTITLED = {"Post update": "lx.untitled", "Envelope update": "lx.untitled_message"}
_BREAKING = "Breaking"
_POSTED = "Posted at "
_TWIN = re.compile(CLOCK)


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
        # A copy that keeps times prints match clocks in their place.
        self.has_times = _POSTED in document and POSTED.search(document) is not None

    def read(self, lines: list[Line], number: int) -> list[Line]:
        """Read the head of the post of that number; returns the lines below it."""
        head = self.found.heads[number - 1]
        printed = self._read_number(head.start, head.number, head.number_end, head.content, number)
        time = title = ""
        time_start = -1
        is_breaking: bool | None = None
        is_video = False
        at = 0
        while at < min(len(lines), 3) and not title:
            line = lines[at]
            rest, rest_end = line.start, line.end
            if not time:
                time, time_start, rest, rest_end = self._read_time(line, number, is_first=at == 0)
                if time and rest == rest_end:
                    at = self._skip_twin(lines, at + 1, time, number)
                    if self._is_titled(lines, at):
                        continue
                    break
            elif line.text.startswith(_POSTED):
                break
            words = self.document[rest:rest_end].strip()
            at += 1
            if words == "Video content":
                self._place(rest, rest_end, BOILERPLATE, "embeds", number, 1, "", VIDEO)
                is_video = True
            elif words in UNTITLED:
                self._place(rest, rest_end, BOILERPLATE, "entries", number, 0, "", UNTITLED[words])
            else:
                title, is_breaking = self._read_title(rest, rest_end, number)
            break
        if not time and at < len(lines) and lines[at].text.startswith(_POSTED) and not is_video:
            time, time_start, rest, rest_end = self._read_time(lines[at], number, is_first=False)
            if time and rest < rest_end:
                self._place_field(rest, rest_end, WITNESS, number, "published_text")
            at += 1 if time else 0
            at = self._skip_twin(lines, at, time, number) if time else at
        self.heads.append(HeadLine(printed, title, time, time_start, is_breaking, is_video))
        return lines[at:]

    def _is_titled(self, lines: list[Line], at: int) -> bool:
        """Tell whether the line below a time is the title: nothing else stands there."""
        return at < len(lines) and (lines[at].kind == TEXT or lines[at].rule == VIDEO)

    def _read_number(self, start: int, number: int, number_end: int, content: int, entry: int) -> int | None:
        if number < 0:
            if content > start:
                mark = len(self.document[start:content].rstrip())
                self._place(start, start + mark, MARKUP, "", 0, 0, "", "")
            return None
        self._place_field(number, number_end, FIELD, entry, "list_number")
        self._place(number_end, content, MARKUP, "", 0, 0, "", "")
        return int(self.document[number:number_end])

    def _read_time(self, line: Line, entry: int, *, is_first: bool) -> tuple[str, int, int, int]:
        """Read a time at the beginning or at the end of a line, or a match clock that is all of it.

        Returns:
            The time, where it begins, and where what else the line says begins and ends.
        """
        text, start = line.text, line.start
        if text.startswith(_POSTED):
            found = POSTED.match(text)
            if found is None:
                return "", -1, start, line.end
            self._place(start, start + len(_POSTED), BOILERPLATE, "entries", entry, 0, "", "lx.posted_at")
            first, end = start + found.start(1), start + found.end(1)
            self._place_field(first, end, FIELD, entry, "published_text")
            if text.startswith(found[1], found.end()):  # what is seen stands behind what is read aloud
                self._place_field(end, end + len(found[1]), WITNESS, entry, "published_text")
                end += len(found[1])
            gap = len(text[end - start :]) - len(text[end - start :].lstrip())
            return found[1], first, end + gap, line.end
        if _POSTED in text:
            found = next((f for f in POSTED.finditer(text) if f.end() == len(text) and f.start()), None)
            if found is not None:
                label = start + found.start()
                self._place(label, label + len(_POSTED), BOILERPLATE, "entries", entry, 0, "", "lx.posted_at")
                self._place_field(start + found.start(1), line.end, FIELD, entry, "published_text")
                return found[1], start + found.start(1), start, start + len(text[: found.start()].rstrip())
        if is_first and self.has_times and MATCH_CLOCK.fullmatch(text):
            self._place_field(start, line.end, FIELD, entry, "published_text")
            return text, start, line.end, line.end
        return "", -1, start, line.end

    def _skip_twin(self, lines: list[Line], at: int, time: str, entry: int) -> int:
        """Take a line that says the time again."""
        if at < len(lines) and lines[at].text == time and _TWIN.fullmatch(time):
            self._place_field(lines[at].start, lines[at].end, WITNESS, entry, "published_text")
            return at + 1
        return at

    def _read_title(self, start: int, end: int, number: int) -> tuple[str, bool | None]:
        """Read the title. The tag for breaking news is told where it is glued to it; `Breaking` and a space may be words."""
        text = self.document[start:end]
        is_breaking: bool | None = None
        after = text[len(_BREAKING) : len(_BREAKING) + 1]
        if text.startswith(_BREAKING):
            if after and (after.isupper() or after in "\"“'‘£$0123456789"):
                self._place(start, start + len(_BREAKING), BOILERPLATE, "entries", number, 0, "", "lx.breaking")
                start += len(_BREAKING)
                is_breaking = True
            elif not after or after.isspace():
                self.remarks.append(Remark("breaking-unclear", start, "entries", number, 0, "headline"))
        self._place_field(start, end, FIELD, number, "headline")
        return " ".join(self.document[start:end].split()), is_breaking

    def _place_field(self, start: int, end: int, disposition: str, entry: int, name: str) -> None:
        self._place(start, end, disposition, "entries", entry, 0, name, "")

    def _place(
        self, start: int, end: int, disposition: str, table: str, entry: int, child: int, field: str, rule: str
    ) -> None:
        if start < end:
            self.spans.append((start, end, disposition, table, entry, child, field, 0, "", rule))
