"""Reads what stands above the posts of an `lx` copy: title, summary, who wrote it; and what stands below them."""

from __future__ import annotations

import re

from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, OUTSIDE, UNREAD, WITNESS, Contributor
from livepack.readers._lx_heads import LIVE_REPORTING, TIMES_UK
from livepack.readers._lx_lines import TEXT, Line, scan_lines

SUMMARY = "lx.summary"
_POINT = re.compile(r"(?:[•◦▪]|-(?=[ \t\u00a0])|([0-9]{1,2})\.)[ \t\u00a0]*(?=\S)")
_BYLINE = re.compile(r"(?:(Edited by )|(By ))?(.+)")
_NAME = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}"
_NAMES = re.compile(rf"{_NAME}(?:, {_NAME})*,?(?: and {_NAME})?")
_SEPARATOR = re.compile(r",?( and )|, ")


class Preamble:
    """What was read above the first post; spans go to `spans`."""

    def __init__(self, document: str, spans: list[Placed]) -> None:
        self.document = document
        self.spans = spans
        self.title = ""
        self.key_points: list[str] = []
        self.contributors: list[Contributor] = []

    def read(self, end: int) -> None:
        """Read the lines before `end`. What has no place in the tables is outside the live blog."""
        lines = scan_lines(self.document, 0, end, is_glued=False)
        live = _index(lines, LIVE_REPORTING)
        uk = _index(lines, TIMES_UK)
        summary = next((at for at, line in enumerate(lines[:live]) if line.rule == SUMMARY), -1)
        points = _bare_points(lines, live) if summary < 0 and live < uk < len(lines) else -1
        first = summary if summary >= 0 else points if points >= 0 else live
        outside: list[Line] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            if at == first - 1 and at and lines[at - 1].text == "Live" and line.kind == TEXT:
                self._close(outside)
                self.title = self._field(line.start, line.end, "pages", 0, "title")
            elif at == summary:
                self._close(outside)
                self._place(line.start, line.end, BOILERPLATE, "", 0, "", SUMMARY)
                at = self._read_points(lines, at + 1, live)
                continue
            elif at == points:
                self._close(outside)
                at = self._read_points(lines, at, live)
                continue
            elif live < at < uk and line.kind == TEXT and at == live + 1 and _names_of(line.text):
                self._close(outside)
                self._read_byline(line)
            elif at == uk:
                self._close(outside)
                self._place(line.start, line.end, BOILERPLATE, "", 0, "", "lx.times_uk")
            else:
                outside.append(line)
            at += 1
        self._close(outside)

    def _read_points(self, lines: list[Line], at: int, end: int) -> int:
        """Read the summary's points: numbered or with bullets, or a single paragraph without."""
        found: list[Line] = []
        while at < end and lines[at].kind == TEXT:
            found.append(lines[at])
            at += 1
        has_marks = any(_POINT.match(line.text) for line in found)
        for index, line in enumerate(found):
            mark = _POINT.match(line.text)
            if has_marks and mark is None:
                at -= len(found) - index
                break
            start = line.start + (mark.end() if mark else 0)
            if mark:
                self._place(line.start, start, MARKUP, "", 0, "", "")
            self.key_points.append(self._field(start, line.end, "key_points", len(self.key_points) + 1, "text"))
        return at

    def _read_byline(self, line: Line) -> None:
        """Read `Edited by A and B`, `By A, B and C`, or bare names: contributors of the whole page."""
        found = _BYLINE.fullmatch(line.text)
        assert found is not None  # noqa: S101 - the pattern takes any line
        position = line.start + found.start(3)
        if position > line.start:
            rule = "lx.edited_by" if found[1] else "lx.written_by"
            self._place(line.start, position, BOILERPLATE, "contributors", 1, "", rule)
        for separator in [*_SEPARATOR.finditer(line.text, found.start(3)), None]:
            stop = line.start + separator.start() if separator else line.end
            number = len(self.contributors) + 1
            self.contributors.append(Contributor(self._field(position, stop, "contributors", number, "name")))
            if separator is None:
                break
            position = line.start + separator.end()
            if separator[1]:
                words = line.start + separator.start(1)
                if words > stop:
                    self._place(stop, words, MARKUP, "", 0, "", "")
                self._place(words, position, BOILERPLATE, "contributors", number + 1, "", "lx.names_and")
            else:
                self._place(stop, position, MARKUP, "", 0, "", "")

    def _close(self, outside: list[Line]) -> None:
        if outside:
            self._place(outside[0].start, outside[-1].end, OUTSIDE, "", 0, "", "")
            outside.clear()

    def _field(self, start: int, end: int, table: str, child: int, name: str) -> str:
        self._place(start, end, FIELD, table, child, name, "")
        return " ".join(self.document[start:end].split())

    def _place(self, start: int, end: int, disposition: str, table: str, child: int, field: str, rule: str) -> None:
        self.spans.append((start, end, disposition, table, 0, child, field, 0, "", rule))


def _index(lines: list[Line], text: str) -> int:
    """Return which line says just this; the number of lines if none does."""
    return next((at for at, line in enumerate(lines) if line.text == text), len(lines))


def _bare_points(lines: list[Line], live: int) -> int:
    """Return which line begins a summary that has lost its heading: numbered from 1, right above "Live Reporting"."""
    at = live
    while at > 0 and (found := _POINT.match(lines[at - 1].text)) and found[1]:
        at -= 1
        if found[1] == "1":
            return at
    return -1


def _names_of(text: str) -> bool:
    """Tell a line of people's names, perhaps with `By` or `Edited by` before them."""
    found = _BYLINE.fullmatch(text)
    return found is not None and len(text) <= 1000 and _NAMES.fullmatch(found[3]) is not None


_FOOTER = frozenset({"lx.page_of", "lx.page_next", "lx.page_last", "lx.back_to_top", "lx.page_updates"})


class Footer:
    """What stands below the last post: which page this is, of how many, and furniture."""

    def __init__(self, document: str, spans: list[Placed]) -> None:
        self.document = document
        self.spans = spans
        self.page_number: int | None = None
        self.pages_stated: int | None = None

    def split(self, lines: list[Line], depth: int) -> list[Line]:
        """Take what stands below the last post from its lines and read it.

        Args:
            lines: the last post's, to the end of the document.
            depth: how far the posts' bodies are indented; 0 if they are not.

        Returns:
            The lines that are the post's.
        """
        first = next((at for at, line in enumerate(lines) if self._is_below(line, depth)), len(lines))
        outside: list[Line] = []
        for line in lines[first:]:
            if line.rule in _FOOTER:
                self._close(outside, depth)
                self._read_rule(line)
            else:
                outside.append(line)
        self._close(outside, depth)
        return lines[:first]

    def _is_below(self, line: Line, depth: int) -> bool:
        if line.rule in _FOOTER:
            return True
        return depth > 0 and line.start - (self.document.rfind("\n", 0, line.start) + 1) < depth

    def _read_rule(self, line: Line) -> None:
        if line.rule != "lx.page_of" or line.match is None:
            self._place(line.start, line.end, BOILERPLATE, "", "", 0, line.rule)
            return
        words = line.match["page_number"], line.match["pages_stated"]
        if self.page_number is not None and words != (str(self.page_number), str(self.pages_stated)):
            self._place(line.start, line.end, UNREAD, "", "", 0, "")  # it contradicts the first
            return
        disposition = FIELD if self.page_number is None else WITNESS
        number, number_end = (line.start + place for place in line.match.span("page_number"))
        stated, stated_end = (line.start + place for place in line.match.span("pages_stated"))
        self.page_number, self.pages_stated = int(words[0]), int(words[1])
        self._place(line.start, number, BOILERPLATE, "", "", 1, line.rule)
        self._place(number, number_end, disposition, "pages", "page_number", 0, "")
        self._place(number_end, stated, BOILERPLATE, "", "", 2, line.rule)
        self._place(stated, stated_end, disposition, "blogs", "pages_stated", 0, "")

    def _close(self, outside: list[Line], depth: int) -> None:
        """Place lines that are no furniture: outside where they stand less deep than posts, else nobody can tell."""
        if outside:
            self._place(outside[0].start, outside[-1].end, OUTSIDE if depth else UNREAD, "", "", 0, "")
            outside.clear()

    def _place(self, start: int, end: int, disposition: str, table: str, field: str, part: int, rule: str) -> None:
        self.spans.append((start, end, disposition, table, 0, 0, field, part, "", rule))
