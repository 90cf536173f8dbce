"""A saved page as found: its bytes, how they were decoded, and what people know about it."""

from __future__ import annotations

import codecs
import errno
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livepack.decoding import (
    BYTE_ORDER_MARKS,
    count_decoded_twice,
    find_declared,
    guess_encoding,
    is_single_byte,
)
from livepack.errors import SourceError

MAX_BYTES = 64 * 1024 * 1024
_MIN_TWICE = 2
# One or two may be what the page says; "&pound" without a semicolon is no reference.
_MIN_REFERENCES = 3
_REFERENCE = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[mn]dash|hellip|pound|euro|bull|middot|[a-zA-Z](?:acute|grave|circ|uml|tilde|cedil)|"
    r"#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});"
)
_NO_NAME = re.compile("[#\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TAG_START = re.compile(r"<[a-z][a-z0-9-]*[\s>]")
_JSON_START = re.compile(r'\{\s*["}]|\[\s*(?:[\[{"\]]|-?[0-9][0-9.eE+-]*\s*(?:,|\]\s*\Z))')


@dataclass(frozen=True)
class Source:
    """A document to be read.

    `document` is the text that all ledger offsets count: the bytes decoded with `encoding`,
    byte-order mark removed, CRLF and CR made LF, nothing else changed. `curated` holds what
    seeds.yaml says of it (`captured`, `time_zone` and the like). `oddities` are codes of findings on how the bytes
    were decoded, each with what was found. `stated` is what the container that the document is a record of says of it;
    `curated` holds that too, where seeds.yaml does not say otherwise.
    """

    name: str
    document: str
    sha256: str
    size: int
    encoding: str
    newline: str
    media_type: str
    where: str = ""
    curated: dict[str, Any] = field(default_factory=dict)
    oddities: tuple[tuple[str, str], ...] = ()
    stated: dict[str, Any] = field(default_factory=dict)


def media_type(name: str, document: str) -> str:
    """Tell text, HTML and JSON apart by what the document begins with; the name only breaks a tie.

    HTML may be a part of a page, such as the element that holds the live blog, and then begins with any tag. JSON is
    told by its first two signs, since a text may begin with a bracket: `[1]Skip to content`.
    """
    start = document[:2000].lstrip("\ufeff \t\r\n").lower()
    if _JSON_START.match(start) or (start.startswith(("{", "[")) and name.lower().endswith(".json")):
        return "application/json"
    if start.startswith(("<!doctype html", "<!--")) or _TAG_START.match(start) or "<html" in start:
        return "text/html"
    if name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in start:
        return "text/html"
    return "text/plain"


def decode_source(name: str, data: bytes, curated: dict[str, Any] | None = None, where: str = "") -> Source:
    """Decode a document: by its byte-order mark, else as seeds.yaml or the document itself declares, else as UTF-8.

    If the document's own declaration is wrong, or there is none and it is no UTF-8, the encoding is guessed, and
    `oddities` say so.

    Args:
        name: its path relative to the sources folder, with `/`.
        data: its bytes.
        curated: what seeds.yaml says of it; `encoding` there settles the encoding.
        where: the path as the person typed it, for messages; the name if left out.

    Returns:
        The source, ready for a reader.

    Raises:
        SourceError: empty, too large, binary, or not in the encoding that it must be in.
    """
    where = where or name
    facts = curated or {}
    if len(data) > MAX_BYTES:
        raise SourceError(
            "this document is too large",
            where=where,
            found=f"{len(data)} bytes",
            advice=f"a saved page has at most {MAX_BYTES} bytes; split it or leave it out",
        )
    if not data.strip():
        raise SourceError(
            "this document is empty",
            where=where,
            found=f"{len(data)} bytes",
            advice="save the page again, or take the file out of the sources folder",
        )
    text, encoding, oddities = _read_text(data, facts, where)
    newline = _newline(text)
    if newline != "lf":
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff \t\n\u00a0"):
        raise SourceError(
            "this document holds nothing but white space",
            where=where,
            found=f"{len(text)} characters",
            advice="save the page again, or take the file out of the sources folder",
        )
    kind = media_type(name, text)
    return Source(
        name=name,
        document=text,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=encoding,
        newline=newline,
        media_type=kind,
        where=where,
        curated=facts,
        oddities=(*oddities, *_twice(text), *(_references(text) if kind == "text/plain" else ())),
    )


def _twice(text: str) -> list[tuple[str, str]]:
    places = count_decoded_twice(text)
    return [("decoded-twice", str(places))] if places >= _MIN_TWICE else []


def _references(text: str) -> list[tuple[str, str]]:
    """Find the character references of HTML that a text copy was left with."""
    count = len(_REFERENCE.findall(text)) if "&" in text else 0
    return [("references-left", str(count))] if count >= _MIN_REFERENCES else []


def _read_text(data: bytes, facts: dict[str, Any], where: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Return the text without its byte-order mark, its encoding, and what was odd about finding that."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode(data, len(mark), encoding, where), encoding, []
    if "encoding" in facts:
        encoding = _declared(str(facts["encoding"]), where)
        if encoding in ("utf-16", "utf-32"):
            raise SourceError(
                "this document has no byte-order mark, so its byte order is not known",
                where=where,
                found=f"encoding {encoding} in seeds.yaml",
                advice=f"write {encoding}-le or {encoding}-be there",
            )
        if not encoding.startswith(("utf-16", "utf-32")):
            _refuse_binary(data, where)
        return _decode(data, 0, encoding, where), encoding, []
    return _read_undeclared(data, where)


def _read_undeclared(data: bytes, where: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Read bytes of which no person and no mark says the encoding."""
    declared = find_declared(data)
    text = _try(data, "utf-8")
    if text is None and declared and declared != "utf-8" and b"\0" not in data and _try(data, declared) is not None:
        return _decode(data, 0, declared, where), declared, []
    if text is not None and b"\0" not in data:
        # Bytes that are no ASCII and yet UTF-8 are that, whatever a page says: any bytes make some windows-1252.
        wrong = declared and declared != "utf-8" and not data.isascii()
        if wrong and not is_single_byte(declared) and _try(data, declared) is not None:
            return _decode(data, 0, declared, where), declared, []
        oddity = f"the document says {declared}, but is read as utf-8, which its bytes are"
        return text, "utf-8", [("encoding-assumed", oddity)] if wrong else []
    guess = guess_encoding(data)
    if guess is None:
        _refuse_binary(data, where)
        return _decode(data, 0, "utf-8", where), "utf-8", []  # which tells the byte that is wrong
    said = f"the document says {declared}, which its bytes are not" if declared else "the document does not say"
    return (
        _decode(data, 0, guess.encoding, where),
        guess.encoding,
        [("encoding-assumed", f"{said}; read as {guess.encoding}, because {guess.reason}")],
    )


def is_encoded(data: bytes, encoding: str) -> bool:
    """Tell whether bytes are in an encoding."""
    return _try(data, encoding) is not None


def _try(data: bytes, encoding: str) -> str | None:
    """Return the text that bytes are in an encoding; None if they are not in it."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _refuse_binary(data: bytes, where: str) -> None:
    if b"\0" in data:
        raise SourceError(
            "this is no text document",
            where=f"{where}:{_line_at(data, data.index(0))}",
            found="a NUL byte, as in pictures and programs",
            advice="sources are saved pages (text, HTML or JSON); take the file out of the sources folder",
        )


def _declared(name: str, where: str) -> str:
    try:
        found = codecs.lookup(name)
        "".encode(found.name)  # codecs such as hex and rot13 turn no text into bytes
    except (LookupError, ValueError):
        raise SourceError(
            "seeds.yaml gives this document an encoding that does not exist",
            where=where,
            found=repr(name),
            advice="write utf-8, windows-1252, utf-16 or another name that Python knows",
        ) from None
    return found.name


def _decode(data: bytes, start: int, encoding: str, where: str) -> str:
    try:
        text = data[start:].decode(encoding)
        if not encoding.startswith("utf-8"):
            text.encode()  # some codecs let half a surrogate pair through, which no file of ours can hold
    except UnicodeError as error:
        at = start + (error.start if isinstance(error, UnicodeDecodeError) else 0)
        found = f"byte 0x{data[at]:02x} at offset {at}" if isinstance(error, UnicodeDecodeError) else str(error)
        raise SourceError(
            f"this document is not in {encoding}",
            where=f"{where}:{_line_at(data, at)}",
            found=found,
            advice="if it is in another encoding, say so in seeds.yaml (encoding: windows-1252); else save the page again",
        ) from None
    return text


def _line_at(data: bytes, at: int) -> int:
    """Return the line of a byte, from 1, however lines end."""
    return data[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


def _newline(text: str) -> str:
    if "\r" not in text:
        return "lf"
    pairs = text.count("\r\n")
    returns = text.count("\r") - pairs
    feeds = text.count("\n") - pairs
    kinds = [name for name, count in (("crlf", pairs), ("cr", returns), ("lf", feeds)) if count]
    return kinds[0] if len(kinds) == 1 else "mixed"


def read_source(path: Path, name: str, curated: dict[str, Any] | None = None) -> Source:
    """Read and decode a file; the arguments and errors are those of `decode_source`."""
    return decode_source(name, read_bytes(path, name), curated, where=str(path))


def read_bytes(path: Path, name: str) -> bytes:
    """Return the bytes of a file.

    Args:
        path: the file.
        name: its name in the package.

    Raises:
        SourceError: it is no file, cannot be read, is too large, or its name cannot be one in a package.
    """
    _check_name(name, path)
    try:
        return _read_file(path)
    except OSError as error:
        raise SourceError(
            "this document cannot be read",
            where=str(path),
            found=error.strerror or str(error),
            advice="check that the file is there and that you may read it",
        ) from None


def _read_file(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # a pipe may never end
        raise OSError(errno.EINVAL, "it is no file")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise SourceError(
            "this document is too large",
            where=str(path),
            found=f"{size} bytes",
            advice=f"a saved page has at most {MAX_BYTES} bytes; split it or leave it out",
        )
    return path.read_bytes()


def _check_name(name: str, path: Path) -> None:
    """Raise SourceError for a name that is not UTF-8, breaks lines, or seems to be that of a record of a container."""
    try:
        name.encode()
    except UnicodeEncodeError:
        found = "bytes that are not UTF-8"
    else:
        signs = sorted(set(_NO_NAME.findall(name)))
        found = ", ".join(map(ascii, signs))
    if found:
        raise SourceError(
            "this file's name cannot stand in a package",
            where=ascii(str(path)),
            found=found,
            advice="rename the file: its name becomes part of the package, where # parts a file from a record in it",
        )
