"""Finds the encoding of a saved page that states none, or states a wrong one; what it finds out is told, never silent.

What a page's bytes state is asked first (a byte-order mark, then a declaration), then strict UTF-8. Only bytes that
are neither come here.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The HTML standard looks for `<meta charset>` in the first 1024 bytes; pages with long comments have it later.
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})|<meta[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9._-]{1,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
# Browsers read these names as windows-1252: https://encoding.spec.whatwg.org/#names-and-labels
_WINDOWS_NAMES = frozenset({"iso8859-1", "ascii", "latin_1"})
_SINGLE_BYTE = re.compile(r"cp125[0-8]|iso8859-\d+|koi8-[ru]|mac-\w+")
_LOOK_AT = 200_000
_MIN_NULS = 0.2
# A lead byte and what follows it, as UTF-8 has them: in windows-1252 they would be "Ã©" or "â€™".
_PAIRS = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\xe0-\xef][\x80-\xbf]$"
)
_HIGH = re.compile(rb"[\x80-\xff]")
# Quotes, dashes, the ellipsis, the euro, the pound, the hard space and the like.
_SIGNS = frozenset(
    b"\x80\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xae\xb0\xb2\xb3\xb7\xba\xbb\xbc\xbd\xbe"
)
_LETTER = re.compile(rb"[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff]")
_MOST = 0.95
_MAX_FOREIGN = 0.3
_OTHERS = [
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "gb18030",
    "big5",
    "cp932",
    "cp949",
]
_MIN_HIGH = 40
_MAX_CHAOS = 0.05
# UTF-8 that was read as windows-1252 or Latin-1 and saved as UTF-8: "Ã©", "Â£", "â€™". A Portuguese word in capitals
# may end in Ã before a closing sign (“AMANHÔ, «AMANHû): that is as printed.
TWICE = (
    "Ã[\u0080-\u00ba\u00bc-\u00bf‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ]|(?<![A-ZÀ-Þ])Ã[»’”…–—]|Ã[»’”…–—](?=\\w)"
    "|Â[\u00a0-\u00bf]|â€[\u0090-\u009f™œ“”˜¦¢]|â‚¬|â„¢|ðŸ"
)
_TWICE = re.compile(TWICE)
_TWICE_SIGNS = "ÃÂâð"  # to look for two signs takes twenty times as long as for one


class Guess(NamedTuple):
    """An encoding in Python's spelling, and how it was found out."""

    encoding: str
    reason: str


def find_declared(data: bytes) -> str:
    """Return the encoding that an HTML or XML document names near its beginning, in Python's spelling; empty if none."""
    if not data[:_DECLARED_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    if found is None:
        return ""
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
        b"".decode(name)
        "".encode(name)  # no codec such as hex or rot13
    except (LookupError, ValueError):
        return ""
    if name.startswith(("utf-16", "utf-32")):
        return "utf-8"  # what names itself in single bytes is not in these; so browsers read it
    return "cp1252" if name in _WINDOWS_NAMES else name


def is_single_byte(encoding: str) -> bool:
    """Tell an encoding in which any bytes at all make some text, so that decoding proves nothing."""
    return _SINGLE_BYTE.fullmatch(encoding) is not None


def guess_encoding(data: bytes) -> Guess | None:
    """Guess the encoding of bytes that are not UTF-8.

    Returns:
        UTF-16 without a mark, windows-1252, or what charset-normalizer is sure of; None if nothing is likely:
        then the bytes may be damaged UTF-8, or no text at all.
    """
    wide = _guess_wide(data)
    if wide is not None or b"\0" in data:
        return wide
    if _is_damaged_utf8(data):
        return None
    if _is_western(data):
        return Guess("cp1252", "its letters and quotes are those of windows-1252")
    return _ask_detector(data)


def _guess_wide(data: bytes) -> Guess | None:
    """Tell UTF-16 by its NUL bytes: every second byte of letters, spaces and line ends is one."""
    if len(data) % 2:
        return None
    part = data[:_LOOK_AT]
    for encoding, high, low in (("utf-16-le", part[1::2], part[::2]), ("utf-16-be", part[::2], part[1::2])):
        if high.count(0) >= _MIN_NULS * len(high) and not low.count(0):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return Guess(encoding, "every second byte is a NUL") if "\n" in text or " " in text else None
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell bytes of which many are whole characters of UTF-8: in other encodings they hardly ever come so."""
    pairs = sum(len(pair) for pair in _PAIRS.findall(data))
    return pairs * 2 >= len(_HIGH.findall(data))


def _is_western(data: bytes) -> bool:
    """Tell windows-1252: nearly all high bytes are signs of print, or letters among letters that are mostly ASCII."""
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    highs = [found.start() for found in _HIGH.finditer(data[:_LOOK_AT])]
    likely = letters = 0
    for at in highs:
        if data[at] in _SIGNS:
            likely += 1
        elif _LETTER.match(data, at):
            letters += 1
            likely += bool(_LETTER.match(data, at - 1) if at else None) or bool(_LETTER.match(data, at + 1))
    ascii_letters = sum(map(str.isalpha, data[:_LOOK_AT].decode("ascii", "ignore")))
    return likely >= _MOST * len(highs) and letters <= _MAX_FOREIGN * (letters + ascii_letters)


def _ask_detector(data: bytes) -> Guess | None:
    if len(_HIGH.findall(data)) < _MIN_HIGH:
        return None
    from charset_normalizer import from_bytes  # 0.1 s to import, and hardly ever needed

    best = from_bytes(data[:_LOOK_AT], cp_isolation=_OTHERS).best()
    if best is None or best.chaos > _MAX_CHAOS or not best.coherence:
        return None
    return Guess(codecs.lookup(best.encoding).name, "charset-normalizer takes its letters for those of that encoding")


def count_decoded_twice(document: str) -> int:
    """Return at how many places text looks like UTF-8 that was read as windows-1252 and saved again."""
    if document.isascii() or not any(sign in document for sign in _TWICE_SIGNS):
        return 0  # all but a few pages
    return len(_TWICE.findall(document))
