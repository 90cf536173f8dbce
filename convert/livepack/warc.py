"""Reads WARC files (ISO 28500), by warcio: what servers have answered in HTML or JSON, as it was before its transfer.

A WARC file may come from anybody, so it is unpacked here, within a limit, before warcio parses it: so no
packed block can grow beyond what a file may have.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from contextlib import redirect_stderr
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from livepack.errors import SourceError
from livepack.source import MAX_BYTES

MAX_UNPACKED: Final = 4 * MAX_BYTES  # of a file, and of all its answers in HTML or JSON together
MAX_RECORDS: Final = 100_000
MAX_HEAD: Final = 1 << 20  # bytes of a record's header, and of an answer's
NEEDED: Final = "pip install 'livepack[warc]', or warcio alone: pip install warcio"
_BLOCK: Final = 1 << 20
_PACKED: Final = b"\x1f\x8b"
_START: Final = b"WARC/"
_KINDS = re.compile(r"text/html|application/xhtml\+xml|(?:application|text)/(?:[\w.-]+\+)?json", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]+)", re.ASCII | re.IGNORECASE)


class Answer(NamedTuple):
    """What a server answered.

    Attributes:
        number: of the record in the file, from 1.
        url: the address that was asked for; empty if it is none of the web.
        captured: the moment, as `2031-03-04T15:35:00Z`; empty if it is none.
        data: the bytes of the document, chunks joined and compression undone.
        charset: the encoding that the server named; empty if it named none.
        is_cut: whether the record has fewer bytes than it says, or more.
    """

    number: int
    url: str
    captured: str
    data: bytes
    charset: str
    is_cut: bool = False


class _HeadParser:
    """A parser of warcio that gives up at a header of more than MAX_HEAD bytes: it would take minutes for millions of lines."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def parse(self, stream: Any, first_line: str | None = None) -> Any:
        """Return the status and the headers that a stream begins with; raises ValueError if they are too long."""
        return self._parser.parse(_Head(stream), first_line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)


class _Head:
    """The lines of a header."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._room = MAX_HEAD

    def readline(self) -> bytes:
        """Return the next line."""
        line: bytes = self._stream.readline(self._room)
        self._room -= len(line)
        if not self._room:
            raise ValueError("a header is too long")
        return line


class Warc(NamedTuple):
    """The answers in HTML or JSON in a file, how many records there are, and what could not be read.

    Attributes:
        is_cut: whether the file ends within a record, or cannot be read from some record on.
        left_out: how many such answers are in a compression that cannot be undone here, or too large.
    """

    answers: tuple[Answer, ...]
    records: int
    is_cut: bool
    left_out: int


def is_warc(data: bytes) -> bool:
    """Tell a WARC file, packed by gzip or not, by how it begins."""
    if data[:2] != _PACKED:
        return data.startswith(_START)
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:4096], len(_START)) == _START
    except zlib.error:
        return False


def can_read_warc() -> bool:
    """Tell whether the library that reads WARC files is installed."""
    return find_spec("warcio") is not None


_opened: dict[tuple[int, int], Warc] = {}  # the last file: each of its pages is looked for in it by itself


def read_warc(data: bytes, where: str) -> Warc:
    """Read a WARC file.

    Args:
        data: its bytes.
        where: the file, for messages.

    Raises:
        SourceError: warcio is not installed, or the file unpacks to too much or has too many records.
    """
    key = (len(data), hash(data))
    if key not in _opened:
        found = _read(data, where)
        _opened.clear()
        _opened[key] = found
    return _opened[key]


def _read(data: bytes, where: str) -> Warc:
    if not can_read_warc():
        raise SourceError("reading WARC files needs warcio, which is not installed", where=where, advice=NEEDED)
    unpacked, is_cut = _unpack(data, where)
    with redirect_stderr(io.StringIO()):  # where warcio says what is told here as a finding
        archive: Any = import_module("warcio.archiveiterator").ArchiveIterator(io.BytesIO(unpacked), block_size=_BLOCK)
        for name in ("warc_parser", "arc_parser", "http_parser", "http_req_parser"):
            setattr(archive.loader, name, _HeadParser(getattr(archive.loader, name)))
        found = _read_answers(archive)
    if found.records > MAX_RECORDS:
        raise _too_much(where, f"over {MAX_RECORDS:,} records")
    return found._replace(is_cut=found.is_cut or is_cut)


def _read_answers(archive: Any) -> Warc:
    answers: list[Answer] = []
    number = left_out = size = faults = 0
    is_cut = False
    try:
        for number, record in enumerate(archive, start=1):
            _mark_wrong_length(answers, number - 1, is_wrong=archive.err_count > faults)
            faults = archive.err_count
            if number > MAX_RECORDS:
                break
            if not _is_document(record):
                continue
            answer = _read_answer(number, record, MAX_UNPACKED - size)
            if answer is None:
                left_out += 1
                continue
            size += len(answer.data)
            answers.append(answer)
    except Exception:  # noqa: BLE001 - whatever warcio makes of a broken file: what it has read before is whole
        is_cut = True
    _mark_wrong_length(answers, number, is_wrong=archive.err_count > faults)
    is_wrong = archive.err_count > 0 or any(answer.is_cut for answer in answers)
    return Warc(tuple(answers), number, is_cut or is_wrong, left_out)


def _unpack(data: bytes, where: str) -> tuple[bytes, bool]:
    """Return the bytes of a file without its compression by gzip, and whether that ends too early."""
    if data[:2] != _PACKED:
        return data, False
    found = bytearray()
    with gzip.open(io.BytesIO(data)) as file:
        try:
            while block := file.read1(_BLOCK):  # as much as there is: of a cut file nothing is lost
                found += block
                if len(found) > MAX_UNPACKED:
                    raise _too_much(where, f"it unpacks to more than {MAX_UNPACKED} bytes")
        except (EOFError, OSError, zlib.error):
            return bytes(found), True
    return bytes(found), False


def _too_much(where: str, found: str) -> SourceError:
    return SourceError(
        "this WARC file is too large",
        where=where,
        found=found,
        advice="take the records of the live pages out into a file of their own, for instance with `warcio extract`",
    )


def _is_document(record: Any) -> bool:
    """Tell a record that holds what was asked for, in HTML or JSON: an answer with status 200, or a resource."""
    if record.rec_type == "resource":
        kind = record.content_type or ""
    elif record.rec_type == "response" and record.http_headers is not None:
        kind = record.http_headers.get_header("Content-Type") or ""
        if record.http_headers.get_statuscode() != "200":
            return False
    else:
        return False
    return _KINDS.fullmatch(kind.partition(";")[0].strip().lower()) is not None


def _read_answer(number: int, record: Any, room: int) -> Answer | None:
    """Read the document of a record; None if its compression cannot be undone, or if it is too large."""
    packing = (record.http_headers.get_header("Content-Encoding") or "") if record.http_headers is not None else ""
    stream = record.content_stream()
    known = import_module("warcio.bufferedreaders").BufferedReader.get_supported_decompressors()
    if packing.strip().lower() not in ("", "identity", *known):
        return None
    limit = min(MAX_BYTES, room) + 1
    data = bytearray()
    while len(data) < limit and (block := stream.read(min(_BLOCK, limit - len(data)))):
        data += block
    if len(data) == limit:
        return None
    while record.raw_stream.read(_BLOCK):
        pass
    headers = record.http_headers if record.http_headers is not None else record.rec_headers
    charset = _CHARSET.search(headers.get_header("Content-Type") or "")
    return Answer(
        number,
        _address(record.rec_headers.get_header("WARC-Target-URI") or ""),
        _instant(record.rec_headers.get_header("WARC-Date") or ""),
        bytes(data),
        charset[1] if charset is not None else "",
        getattr(record.raw_stream, "limit", 0) > 0,
    )


def _mark_wrong_length(answers: list[Answer], number: int, *, is_wrong: bool) -> None:
    """Mark the answer of a record behind which no record begins: warcio has come to its end, and found other bytes."""
    if is_wrong and answers and answers[-1].number == number:
        answers[-1] = answers[-1]._replace(is_cut=True)


def _address(text: str) -> str:
    """Return an address of the web, without the signs < and > around it that some programs write; else nothing."""
    found = text.strip().removeprefix("<").removesuffix(">")
    return found if re.fullmatch(r"https?://[^\s/]+\S*", found) else ""


def _instant(text: str) -> str:
    """Return a WARC-Date in UTC without parts of a second; empty if it is none."""
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found.tzinfo is not None else ""
    except (ValueError, OverflowError):
        return ""
