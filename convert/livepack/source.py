"""A saved page as found: its bytes, how they were decoded, and what people know about it."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livepack.errors import SourceError

MAX_BYTES = 64 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Source:
    """A document to be read.

    `document` is the text that all ledger offsets count: the bytes decoded with `encoding`,
    byte-order mark removed, CRLF and CR made LF, nothing else changed. `curated` holds what
    seeds.yaml says of it (`captured`, `time_zone` and the like).
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


def media_type(name: str, document: str) -> str:
    """Tell text, HTML and JSON apart by what the document begins with; the name only breaks a tie."""
    start = document[:2000].lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("{", "[")):
        return "application/json"
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<!--")) or "<html" in start:
        return "text/html"
    if name.lower().endswith((".html", ".htm", ".xhtml")) and "<" in start:
        return "text/html"
    return "text/plain"


def decode_source(name: str, data: bytes, curated: dict[str, Any] | None = None, where: str = "") -> Source:
    """Decode a document.

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
    bom, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", ""))
    if not encoding:
        encoding = _declared(str(facts.get("encoding", "utf-8")), where)
        if encoding in ("utf-16", "utf-32"):
            raise SourceError(
                "this document has no byte-order mark, so its byte order is not known",
                where=where,
                found=f"encoding {encoding} in seeds.yaml",
                advice=f"write {encoding}-le or {encoding}-be there",
            )
    if not bom and b"\0" in data and not encoding.startswith(("utf-16", "utf-32")):
        line = _line_at(data, data.index(b"\0"))
        raise SourceError(
            "this is no text document",
            where=f"{where}:{line}",
            found="a NUL byte, as in pictures and programs",
            advice="sources are saved pages (text, HTML or JSON); take the file out of the sources folder",
        )
    text = _decode(data, len(bom), encoding, where)
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
    return Source(
        name=name,
        document=text,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=encoding,
        newline=newline,
        media_type=media_type(name, text),
        where=where,
        curated=facts,
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
    try:
        name.encode()
    except UnicodeEncodeError:
        raise SourceError(
            "this file's name is not UTF-8",
            where=ascii(str(path)),
            found="bytes that are no text",
            advice="rename the file; its name becomes part of the package",
        ) from None
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise SourceError(
                "this document is too large",
                where=str(path),
                found=f"{size} bytes",
                advice=f"a saved page has at most {MAX_BYTES} bytes; split it or leave it out",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            "this document cannot be read",
            where=str(path),
            found=error.strerror or str(error),
            advice="check that the file is there and that you may read it",
        ) from None
    return decode_source(name, data, curated, where=str(path))
