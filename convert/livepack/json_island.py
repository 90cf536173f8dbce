"""Reads JSON so that every string keeps its place in the document: the JSON of scripts, and JSON documents.

Python's own scanner decodes the strings (RFC 8259, and line breaks inside strings as publishers' templates leave them);
this module walks around them, because `json` forgets where a string stood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]  # it is there in all of 3.11 to 3.14
from typing import Final, NamedTuple, Union

from livepack.page import Span

MAX_DEPTH: Final = 200
MAX_VALUES: Final = 2_000_000

_SPACE = re.compile(r"[ \t\n\r]*")
# A name without escapes and its colon, and where it is a string without escapes, its value and the comma behind that.
_NAME = re.compile(r'"([^"\\]*+)"[ \t\n\r]*+:[ \t\n\r]*+(?:"([^"\\]*+)"[ \t\n\r]*+,[ \t\n\r]*+)?')
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_RAW_CONTROL = re.compile(r"[\x00-\x1f]+")


class JsonText(NamedTuple):
    """A string: its value, and where it stands between its quotes."""

    value: str
    start: int
    end: int


class JsonPlain(NamedTuple):
    """A number, `true`, `false` or `null`, as written."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class JsonFault:
    """Why a text is no JSON, and where."""

    problem: str
    start: int


JsonValue = Union[JsonText, JsonPlain, "dict[str, JsonValue]", "list[JsonValue]"]


class _FaultError(Exception):
    def __init__(self, problem: str, start: int) -> None:
        super().__init__(problem)
        self.fault = JsonFault(problem, start)


@dataclass
class JsonRecord:
    """What was met while a value was read, also what a key that comes twice has lost.

    Attributes:
        scalars: every string, number, `true`, `false` and `null` in the order of the document, each with its path: the
            keys of the objects around it, joined by dots; places in lists do not count.
        repeated: the places of keys that came twice in one object.
        ends: where each object and list begins and ends, by its `id()`.
    """

    scalars: list[tuple[str, JsonText | JsonPlain]] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    ends: dict[int, tuple[int, int]] = field(default_factory=dict)


def read_json(document: str, start: int = 0, end: int = -1, record: JsonRecord | None = None) -> JsonValue | JsonFault:
    """Read the one JSON value between two places of a document.

    Args:
        document: the whole document; all places count its code points.
        start: where the JSON begins; white space may stand around it.
        end: where it ends; the document's end if negative.
        record: takes down what is met.

    Returns:
        The value: dicts and lists of `JsonText` and `JsonPlain`; a key that comes twice keeps its last value.
        A `JsonFault` where it is no JSON, deeper than 200 levels or longer than two million values.
    """
    end = len(document) if end < 0 else end
    found = read_first_json(document, start, end, record)
    if isinstance(found, JsonFault):
        return found
    value, at = found
    if document[at:end].strip("; \t\r\n"):
        return JsonFault("something stands behind the value", at)
    return value


def read_first_json(
    document: str, start: int, end: int, record: JsonRecord | None = None
) -> tuple[JsonValue, int] | JsonFault:
    """Read the JSON value that begins at a place of a script, whatever stands behind it.

    Args:
        document: the whole document.
        start: where the JSON begins; white space may stand before it.
        end: where the script ends.
        record: takes down what is met.

    Returns:
        As `read_json`, and with the value where the white space behind it ends.
    """
    try:
        return _Walk(document, end, record).read(_skip(document, start, end))
    except _FaultError as error:
        return error.fault


class _Walk:
    """Walks through a value without recursion: `open` holds the objects and lists that are not closed yet."""

    def __init__(self, document: str, end: int, record: JsonRecord | None) -> None:
        self.document = document
        self.end = end
        self.record = record
        self.open: list[dict[str, JsonValue] | list[JsonValue]] = []
        self.starts: list[int] = []  # of everything open
        self.keys: list[str] = []  # of every open object, the key whose value comes next
        self.count = 0  # of the values that were read

    def read(self, at: int) -> tuple[JsonValue, int]:
        """Read the value that begins at a place; returns it, and where the white space behind it ends."""
        document, end = self.document, self.end
        while self.count < MAX_VALUES:
            self.count += 1
            value: JsonValue
            char = document[at : at + 1] if at < end else ""
            if char in ("{", "["):
                if len(self.open) >= MAX_DEPTH:
                    raise _FaultError("it is nested too deeply", at)
                value = {} if char == "{" else []
                start, at = at, _skip(document, at + 1, end)
                if document[at : at + 1] != ("}" if char == "{" else "]") or at >= end:
                    self.open.append(value)
                    self.starts.append(start)
                    if isinstance(value, dict):
                        self.keys.append("")
                        at = self._read_key(value, at)
                    continue
                at += 1
                self._close(value, start, at)
            else:
                value, at = self._read_scalar(at)
            done, at = self._put(value, at)
            if done is not None:
                return done, at
        raise _FaultError("there are more values than livepack reads", at)

    def _read_key(self, holder: dict[str, JsonValue], at: int) -> int:
        """Read on to a value that has to be looked at; most are strings, and one pattern reads name and value of those."""
        while True:
            found = _NAME.match(self.document, at, self.end)
            key, after = (found[1], found.end()) if found is not None else _read_key(self.document, at, self.end)
            self.keys[-1] = key
            if self.record is not None and key in holder:
                self.record.repeated.append(at)
            if found is None or found[2] is None or self.count >= MAX_VALUES:
                return after
            self.count += 1
            holder[key] = value = JsonText(found[2], found.start(2), found.end(2))
            if self.record is not None:
                self.record.scalars.append((".".join(self.keys), value))
            at = after

    def _read_scalar(self, at: int) -> tuple[JsonText | JsonPlain, int]:
        value: JsonText | JsonPlain
        if at < self.end and self.document[at] == '"':
            value, at = _read_text(self.document, at, self.end)
        else:
            found = _PLAIN.match(self.document, at, self.end)
            if found is None:
                raise _FaultError("a value is missing" if at < self.end else "it ends too early", at)
            value, at = JsonPlain(found.group(), at, found.end()), found.end()
        if self.record is not None:
            self.record.scalars.append((".".join(self.keys), value))
        return value, at

    def _close(self, value: JsonValue, start: int, end: int) -> None:
        if self.record is not None:
            self.record.ends[id(value)] = (start, end)

    def _put(self, value: JsonValue, at: int) -> tuple[JsonValue | None, int]:
        """Put a value into what is open, and close what ends behind it; returns the outermost value once that is closed."""
        document, end = self.document, self.end
        at = _skip(document, at, end)
        while self.open:
            holder = self.open[-1]
            if isinstance(holder, dict):
                holder[self.keys[-1]] = value
            else:
                holder.append(value)
            char = document[at : at + 1] if at < end else ""
            if char == ",":
                at = _skip(document, at + 1, end)
                return None, self._read_key(holder, at) if isinstance(holder, dict) else at
            if char != ("}" if isinstance(holder, dict) else "]"):
                raise _FaultError("a comma or a closing bracket is missing" if char else "it ends too early", at)
            value = self.open.pop()
            if isinstance(value, dict):
                self.keys.pop()
            self._close(value, self.starts.pop(), at + 1)
            at = _skip(document, at + 1, end)
        return value, at


def _skip(document: str, at: int, end: int) -> int:
    found = _SPACE.match(document, at, end)
    return found.end() if found is not None else at


def _read_text(document: str, at: int, end: int) -> tuple[JsonText, int]:
    try:
        value, after = scanstring(document, at + 1, False)  # noqa: FBT003 - C function without keywords
    except ValueError as error:
        place = error.pos if isinstance(error, json.JSONDecodeError) else at
        raise _FaultError("a string is broken", place) from None
    if after > end:
        raise _FaultError("a string does not end", at)
    return JsonText(value, at + 1, after - 1), after


def _read_key(document: str, at: int, end: int) -> tuple[str, int]:
    if at >= end or document[at] != '"':
        raise _FaultError("a name in quotes is missing", at)
    key, at = _read_text(document, at, end)
    at = _skip(document, at, end)
    if at >= end or document[at] != ":":
        raise _FaultError("a colon is missing", at)
    return key.value, _skip(document, at + 1, end)


def json_pieces(document: str, text: JsonText) -> list[Span]:
    """Return the spans of a string: its characters and escapes, and apart from them line breaks that stand in it raw.

    Each is a `Span` without disposition; `decode` says how its characters become text.
    """
    spans: list[Span] = []
    at = text.start
    for found in _RAW_CONTROL.finditer(document, text.start, text.end):
        if found.start() > at:
            spans.append(_piece(document, at, found.start()))
        spans.append(Span(found.start(), found.end(), ""))
        at = found.end()
    if at < text.end:
        spans.append(_piece(document, at, text.end))
    return spans


def _piece(document: str, start: int, end: int) -> Span:
    return Span(start, end, "", decode="json" if "\\" in document[start:end] else "")


def walk_json(value: JsonValue) -> Iterator[Mapping[str, JsonValue]]:
    """Return every object in a value, an outer one before those within it."""
    waiting: list[JsonValue] = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(reversed(found.values()))
        elif isinstance(found, list):
            waiting.extend(reversed(found))


def text_of(value: JsonValue | None) -> JsonText | None:
    """Return a value that is a string, or the first string of a list."""
    if isinstance(value, JsonText):
        return value
    if isinstance(value, Sequence) and not isinstance(value, (JsonPlain, JsonText)):
        return next((item for item in value if isinstance(item, JsonText)), None)
    return None
