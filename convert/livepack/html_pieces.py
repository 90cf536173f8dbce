"""Runs of characters of an HTML document, and how they become text."""

from __future__ import annotations

import html
import json
import re
from html.entities import html5
from typing import Any, Final, NamedTuple

BREAK: Final = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)  # a piece that is this tag, decoded as html, is a space
_REFERENCE = re.compile(r"&(?:#[xX][0-9a-fA-F]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);?")


class Piece(NamedTuple):
    """A run of characters of the document, and how it becomes text (as in the ledger's `decode`)."""

    start: int
    end: int
    decode: str = ""


def decode_piece(document: str, piece: Piece) -> str:
    """Return the text of a piece."""
    text = document[piece.start : piece.end]
    if not piece.decode:
        return text
    for step in piece.decode.split():
        if step == "json":
            text = json.loads(f'"{text}"')
        else:
            text = " " if text.startswith("<") and BREAK.fullmatch(text) else html.unescape(text)
    return text


def find_value(document: str, place: Any, value: str) -> list[Piece]:
    """Return the pieces that say an attribute's value; none if it has no value, or another than is said there.

    In attributes `&copy=` is no reference and `&copy;` is one, so that both may stand in one value: each piece
    decodes by itself.

    Args:
        document: the whole document.
        place: where turbohtml says that the attribute stands, its name included.
        value: its value.
    """
    start, end = place.start_offset, place.end_offset
    first = end - 1 - len(value)
    if (
        value
        and "&" not in value
        and document[end - 1] in "\"'"
        and document[first - 1 : end - 1] == document[end - 1] + value
    ):
        return [Piece(first, end - 1)]  # as nearly all are written
    at = document.find("=", start, end)
    if at < 0:
        return []
    at += 1
    while at < end and document[at].isspace():
        at += 1
    if at < end and document[at] in "\"'":
        at, end = at + 1, end - 1
    if "&" not in value and document[at:end] == value:
        return [Piece(at, end)] if value else []
    pieces = _value_pieces(document, at, end)
    said = "".join(decode_piece(document, piece) for piece in pieces)
    return pieces if said.split() == value.split() else []  # class is a list of words


def _value_pieces(document: str, start: int, end: int) -> list[Piece]:
    found: list[Piece] = []
    at = start
    for match in _REFERENCE.finditer(document, start, end):
        text = match.group()
        is_open = not text.endswith(";") and document[match.end() : match.end() + 1] == "="
        if not text.startswith("&#") and (text[1:] not in html5 or is_open):
            continue
        if match.start() > at:
            found.append(Piece(at, match.start()))
        found.append(Piece(match.start(), match.end(), "html"))
        at = match.end()
    if at < end:
        found.append(Piece(at, end))
    return found
