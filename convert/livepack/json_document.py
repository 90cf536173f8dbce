"""The seam to JSON documents: a parsed value with the place of every string, HTML within strings, and the ledger's close.

`json_island` reads the JSON. Here its strings become text whose every character has its place, also where the string
holds HTML: that is read as a document of its own, and what is placed in it is carried over into the JSON. A span never
cuts an escape or a surrogate pair.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from livepack.errors import SourceError
from livepack.html_document import HtmlDocument, Piece, parse_html
from livepack.json_island import JsonFault, JsonPlain, JsonRecord, JsonText, JsonValue, read_json
from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, UNREAD, WITNESS, Remark, Span
from livepack.source import Source

_DECODED: Final = frozenset({FIELD, WITNESS, BOILERPLATE})  # dispositions whose characters are compared with a value
# A pair of surrogates, any other escape, or a run of control characters that should have been escaped.
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[\x00-\x1f]+", re.DOTALL
)
_NOTHING = re.compile(r"[\ud800-\udfff\0]")  # half a character, or NUL, which browsers leave out of HTML too


@dataclass(frozen=True)
class JsonDocument:
    """A parsed document.

    Attributes:
        text: the whole document.
        value: what it says: dicts and lists of `JsonText` and `JsonPlain`.
        record: its scalars with their paths, the ends of its objects and lists, and keys that come twice.

    A string becomes a value through `DecodedString`; `close_json` closes its ledger.
    """

    text: str
    value: JsonValue
    record: JsonRecord

    def ends_of(self, value: JsonValue) -> tuple[int, int]:
        """Return where an object, list or scalar of `value` begins and ends."""
        if isinstance(value, (JsonText, JsonPlain)):
            return value.start, value.end
        return self.record.ends[id(value)]

    def remarks(self) -> list[Remark]:
        """Return what is odd about it: keys that come twice in one object, and strings with signs that no table can hold."""
        strings = [
            value.start
            for _, value in self.record.scalars
            if isinstance(value, JsonText) and _NOTHING.search(value.value) is not None
        ]
        found = [Remark("json-key-repeated", place) for place in self.record.repeated]
        return found + [Remark("character-left-out", place) for place in strings]


def parse_json(source: Source) -> JsonDocument:
    """Parse a document.

    Raises:
        SourceError: it is no JSON, nested deeper than 200 levels, or holds more than two million values.
    """
    record = JsonRecord()
    value = read_json(source.document, record=record)
    if isinstance(value, JsonFault):
        line = source.document.count("\n", 0, value.start) + 1
        column = value.start - source.document.rfind("\n", 0, value.start)
        raise SourceError(
            "this document is no JSON that livepack can read",
            where=f"{source.where}:{line}",
            found=f"{value.problem}, at column {column}",
            advice="save the answer of the server again, whole and as it is sent; or take the file out of the sources "
            "folder",
        )
    return JsonDocument(source.document, value, record)


def member(value: JsonValue | None, *keys: str) -> JsonValue | None:
    """Return what stands under keys, one within the other; None where there is no such thing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def members(value: JsonValue | None, *keys: str) -> list[JsonValue]:
    """Return the list that stands under keys; empty where there is none."""
    found = member(value, *keys)
    return found if isinstance(found, list) else []


class _Segment(NamedTuple):
    """A run of a string: where it begins in the text, where it stands, how it decodes (None: raw control characters)."""

    at: int
    length: int
    start: int
    end: int
    decode: str | None


class DecodedString:
    """A string of a document: its text, and where each character of that stands.

    Halves of surrogate pairs, and NULs, are left out of both.

    Attributes:
        text: what it says.
    """

    __slots__ = ("_segments", "_starts", "text")

    def __init__(self, document: str, string: JsonText) -> None:
        self._segments: list[_Segment] = []
        parts: list[str] = []
        length = 0
        taken = 0  # characters of the string's value
        at = string.start
        value = string.value
        for found in _ESCAPE.finditer(document, string.start, string.end):
            if found.start() > at:
                size = found.start() - at
                self._segments.append(_Segment(length, size, at, found.start(), ""))
                parts.append(value[taken : taken + size])
                length, taken = length + size, taken + size
            at = found.end()
            is_escape = document[found.start()] == "\\"
            size = 1 if is_escape else at - found.start()
            said = value[taken : taken + size]
            taken += size
            if _NOTHING.match(said) is None:
                self._segments.append(_Segment(length, size, found.start(), at, "json" if is_escape else None))
                parts.append(said)
                length += size
        if at < string.end:
            self._segments.append(_Segment(length, string.end - at, at, string.end, ""))
            parts.append(value[taken:])
        self.text = "".join(parts)
        self._starts = [segment.at for segment in self._segments]

    def pieces(self, start: int = 0, end: int | None = None) -> list[Piece]:
        """Return the pieces of the document that say `text[start:end]`, neighbours as one."""
        end = len(self.text) if end is None else end
        found: list[Piece] = []
        was_raw = True
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self._segments)):
            at, length, first, last, decode = self._segments[index]
            if at >= end:
                break
            if at + length <= start or start >= end:
                continue
            if decode != "json":
                first, last = first + max(start - at, 0), min(first + end - at, last)
            is_raw = decode is None
            if found and found[-1].end == first and not is_raw and not was_raw:
                found[-1] = Piece(found[-1].start, last, found[-1].decode or decode or "")
            else:
                found.append(Piece(first, last, decode or ""))
            was_raw = is_raw
        return found

    def carry(self, rows: Iterable[Placed | Span]) -> Iterator[Placed]:
        """Return rows that count the characters of `text` as rows that count those of the document."""
        for start, end, disposition, table, entry, child, field, part, decode, rule in rows:
            for piece in self.pieces(start, end):
                steps = f"{piece.decode} {decode}".strip() if disposition in _DECODED else ""
                yield (piece.start, piece.end, disposition, table, entry, child, field, part, steps, rule)


def parse_html_string(source: Source, string: DecodedString) -> HtmlDocument:
    """Parse the HTML that a string holds; all its places count the characters of the string's text.

    Raises:
        SourceError: it is nested too deeply, or has too many elements.
    """
    return parse_html(replace(source, document=string.text))


def close_json(document: JsonDocument, rows: Sequence[Placed], listed: frozenset[str]) -> tuple[Span, ...]:
    """Fill what lies between the rows that a reader placed.

    Args:
        document: the document.
        rows: what the reader placed, in any order; empty ones are dropped.
        listed: paths whose scalars are the machinery of the format: keys joined by dots, found anywhere in a scalar's
            path ("image.width" also lists `posts.image.width` and all that an object of that name holds); with a dot before
            them they are looked for from the outermost object only.

    Returns:
        Spans from 0 to the document's length without gap or overlap. Punctuation, keys, `null`, white space and listed
        scalars are markup; any other scalar, or what is left of one, is unread.

    Raises:
        ValueError: two rows overlap: a fault of the reader.
    """
    known = {path: _is_listed(path, listed) for path in {path for path, _ in document.record.scalars}}
    scalars = [value for path, value in document.record.scalars if not known[path]]
    starts = [value.start for value in scalars]
    closed: list[Placed] = []
    at = 0
    end: Placed = (len(document.text), len(document.text), "", "", 0, 0, "", 0, "", "")
    for row in [*sorted(row for row in rows if row[1] > row[0]), end]:
        if row[0] < at:
            raise ValueError(f"spans overlap at {row[0]}: {row}")
        for index in range(max(bisect_right(starts, at) - 1, 0), bisect_left(starts, row[0])):
            value = scalars[index]
            first, last = max(value.start, at), min(value.end, row[0])
            if first < last and _says(document.text, value, first, last):
                _append(closed, (at, first, MARKUP, "", 0, 0, "", 0, "", ""))
                _append(closed, (first, last, UNREAD, "", 0, 0, "", 0, "", ""))
                at = last
        _append(closed, (at, row[0], MARKUP, "", 0, 0, "", 0, "", ""))
        _append(closed, row)
        at = row[1]
    return tuple(Span(*row) for row in closed)


def _is_listed(path: str, listed: frozenset[str]) -> bool:
    """Tell whether the keys of a path hold those of a listed one, in their order and without gap."""
    whole = f".{path}."
    return any(whole.startswith(f"{name}.") if name[:1] == "." else f".{name}." in whole for name in listed)


def _says(text: str, value: JsonText | JsonPlain, start: int, end: int) -> bool:
    """Tell whether a stretch of a scalar says anything: white space, `null` and what is left out do not."""
    if isinstance(value, JsonPlain):
        return value.value != "null"
    said = json.loads(f'"{text[start:end]}"', strict=False)  # rows of this module cut no escape
    return bool(_NOTHING.sub("", said).strip())


def _append(closed: list[Placed], row: Placed) -> None:
    """Add a row that is not empty; one that differs from the last only in its ends lengthens that."""
    if row[1] <= row[0]:
        return
    if closed and closed[-1][2:] == row[2:]:
        closed[-1] = (closed[-1][0], *row[1:])
    else:
        closed.append(row)
