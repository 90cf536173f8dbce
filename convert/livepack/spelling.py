"""Spelling: what counts as the same text, whatever its quotes, its white space, its capitals and its Unicode form."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# Curly and straight quotes count as the same: `webcore` prints U+2019, other renderers the ASCII apostrophe.
# So do they where they were decoded twice (â€™): that is a finding on the page, and no reason to miss a template.
_SINGLE, _DOUBLE = "(?:['‘’]|â€[™˜\u0098\u0099])", '(?:["“”]|â€[œ“”\u009c\u009d\u0093\u0094]?)'
_QUOTES = dict.fromkeys("'‘’", _SINGLE) | dict.fromkeys('"“”', _DOUBLE)


@cache
def spellings(text: str) -> tuple[str, ...]:
    """Return a text and its other spellings in Unicode: ô may be one character or two, and so may the Bengali য়."""
    return tuple(dict.fromkeys((text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))))


@lru_cache(maxsize=4096)
def literal_pattern(text: str) -> str:
    """Return a pattern for literal text in which any white space, either quote and any spelling matches."""
    found = [
        "".join(_QUOTES.get(char) or (r"\s+" if char == " " else re.escape(char)) for char in spelling)
        for spelling in spellings(text)
    ]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"


def fold(text: str) -> str:
    """Return text as marks are compared: lower case, straight quotes, single spaces."""
    return straighten(" ".join(text.lower().split()))


def straighten(text: str) -> str:
    """Return text with straight quotes."""
    if not text.isascii():
        for curly, straight in ("‘'", "’'", '“"', '”"'):
            text = text.replace(curly, straight)
    return text
