"""Files that hold several documents: web archives as MHTML or WARC, and answers of servers with several live blogs.

A record of a container is a document of its own, named after the file and a fragment: `page.mhtml#2` is the second part
of a web archive (RFC 2557), `crawl.warc.gz#record-3` the third record of a WARC file (ISO 28500),
`answer.json#/response/results/0` the value at a JSON pointer (RFC 6901). Its digest and its ledger are those of the
record: the bytes of the part or of the answer, its transfer encoding undone, or the value as it is written.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, NoBoundaryInMultipartDefect, StartBoundaryNotFoundDefect
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

from livepack.errors import SourceError
from livepack.json_island import JsonFault, JsonPlain, JsonRecord, JsonText, read_json
from livepack.saved_pages import archive_facts
from livepack.warc import Answer, Warc, is_warc, read_warc

WARC_RECORD: Final = "record-"  # before the number of a record in a WARC file
MAX_PARTS: Final = 20_000  # a page with very many pictures has some hundreds
_OF_ONE_PAGE: Final = frozenset({"id", "blog", "title", "url", "archived_url", "page_number"})
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,}\r?\n")
_NO_BOUNDARY: Final = (StartBoundaryNotFoundDefect, NoBoundaryInMultipartDefect)
_HTML: Final = ("text/html", "application/xhtml+xml")


class Record(NamedTuple):
    """A document within a container.

    Attributes:
        fragment: what names it, without the #.
        data: its bytes.
        stated: what the container says of it, in the words of seeds.yaml: `url`, `archived_url`, `captured`.
        encoding: the encoding that the container says it is in; empty if it says none.
        is_cut: whether the container ends before its last part does.
    """

    fragment: str
    data: bytes
    stated: dict[str, Any]
    encoding: str = ""
    is_cut: bool = False


def facts_of(documents: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    """Return what seeds.yaml says of a document: of a record also what it says of its file.

    Where a file has several records, what it can say of one page only is left out.
    """
    own = dict(documents.get(name) or {})
    file, _, fragment = name.partition("#")
    of_file = documents.get(file) if fragment else None
    is_one = not fragment.startswith("/")
    return {key: value for key, value in (of_file or {}).items() if is_one or key not in _OF_ONE_PAGE} | own


def check_facts(documents: Mapping[str, Mapping[str, Any]], name: str, fragments: Sequence[str], where: str) -> None:
    """Raise SourceError if seeds.yaml says under a file of several records what can be said of one page only.

    Args:
        documents: what seeds.yaml says of documents, by name.
        name: the file's name.
        fragments: what names its records, without the #.
        where: the file, for messages.
    """
    misplaced = sorted(_OF_ONE_PAGE.intersection(documents.get(name) or {}))
    if misplaced:
        raise SourceError(
            "seeds.yaml says of this file what holds for one of its live blogs only",
            where=where,
            found=f"{', '.join(misplaced)} under {name}",
            advice=f"put it under the name of the live blog that it is of: "
            f"{', '.join(f'{name}#{fragment}' for fragment in fragments[:3])}{' …' if len(fragments) > 3 else ''}",
        )


def open_warc(data: bytes, where: str) -> tuple[list[Record], Warc] | None:
    """Return the documents that a WARC file holds, and what else is known of it; None if the bytes are no such file.

    Args:
        data: the bytes of the file.
        where: the file, for messages.

    Raises:
        SourceError: warcio is not installed, or the file is too large.
    """
    if not is_warc(data):
        return None
    archive = read_warc(data, where)
    return [_record_of(answer) for answer in archive.answers], archive


def _record_of(answer: Answer) -> Record:
    stated = archive_facts(answer.url)
    if not stated:
        stated = {"url": answer.url} if answer.url else {}
        stated |= {"captured": answer.captured} if answer.captured else {}
    return Record(f"{WARC_RECORD}{answer.number}", answer.data, stated, _codec(answer.charset), answer.is_cut)


def open_container(data: bytes, where: str) -> Record | None:
    """Return the page that a web archive (MHTML) holds; None if the bytes are no web archive.

    Args:
        data: the bytes of the file.
        where: the file, for messages.

    Raises:
        SourceError: it is a web archive, but no page can be found in it.
    """
    head = _HEADER.match(data, 0, 65536)
    if head is None or not _is_archive(head.group()):
        return None
    try:
        message = message_from_bytes(data)
        parts = list(_parts(message))
    except RecursionError:  # parts within parts, hundreds deep
        message, parts = Message(), []
    broken = any(isinstance(defect, _NO_BOUNDARY) for defect in message.defects)
    number = _root(message, parts)
    if len(parts) > MAX_PARTS or broken or not number:
        held = f"{len(parts)} parts: {', '.join(sorted({part.get_content_type() for part in parts}))}"
        raise SourceError(
            "this web archive (MHTML) holds no page that can be read",
            where=where,
            found="its parts do not begin where its header says (no boundary is found)" if broken else held[:300],
            advice="save the page again as one file; a page saved as HTML does as well",
        )
    is_cut = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
    return _record(message, parts[number - 1], number, is_cut=is_cut and number == len(parts))


def _is_archive(head: bytes) -> bool:
    """Tell the header of a web archive from that of a letter: it is made of related parts, or is a page itself."""
    folded = head.lower()
    kind = re.search(rb"(?m)^content-type:\s*([a-z/+-]+)", folded)
    if kind is None or b"mime-version:" not in folded:
        return False
    is_page = kind[1].decode() in _HTML and re.search(rb"(?m)^(?:snapshot-)?content-location:", folded) is not None
    return kind[1] == b"multipart/related" or is_page


def _parts(message: Message) -> Iterator[Message]:
    """Return the parts that hold something, in their order."""
    return (part for part in message.walk() if not part.is_multipart())


def _root(message: Message, parts: list[Message]) -> int:
    """Return the number of the part that is the page, from 1: the one that the header names, else the first of HTML."""
    pages = [number for number, part in enumerate(parts, start=1) if part.get_content_type() in _HTML]
    start = message.get_param("start", "")
    named = [number for number in pages if start and parts[number - 1].get("Content-ID", "") == start]
    return next(iter(named or pages), 0)


def _record(message: Message, part: Message, number: int, *, is_cut: bool) -> Record:
    data = part.get_payload(decode=True)
    addresses = (
        message.get("Snapshot-Content-Location"),
        part.get("Content-Location"),
        message.get("Content-Location"),
    )
    url = next((text for found in addresses if found and (text := _address(found))), "")
    stated = archive_facts(url)
    if not stated:
        stated = {"url": url} if url else {}
        captured = _instant(str(message.get("Date", "")))
        stated |= {"captured": captured} if captured else {}
    encoding = str(part.get_content_charset() or "")
    return Record(str(number), data if isinstance(data, bytes) else b"", stated, _codec(encoding), is_cut)


def _address(text: object) -> str:
    """Return an address without the white space of a folded header line; empty if it is none of the web."""
    found = "".join(str(text).split())
    return found if re.fullmatch(r"https?://[^\s/]+\S*", found) else ""


def _instant(text: str) -> str:
    """Return the moment of a header's date in UTC; empty if it is none."""
    try:
        found = parsedate_to_datetime(text)
        if found.tzinfo is None:  # "-0000": UTC, and nothing is said of the clock on the wall
            found = found.replace(tzinfo=UTC)
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, TypeError, OverflowError):
        return ""


def _codec(name: str) -> str:
    """Return Python's name of an encoding; empty if it is none of texts."""
    try:
        found = codecs.lookup(name).name if name else ""
        "".encode(found or "utf-8")  # codecs such as hex and rot13 turn no text into bytes
    except (LookupError, ValueError):
        return ""
    return found


def extract_record(data: bytes, fragment: str) -> Record | None:
    """Return the record of a container that a fragment names; None if there is none.

    Args:
        data: the bytes of the container.
        fragment: what stands behind the # of the record's name.
    """
    if fragment.startswith("/"):
        text = _slice_json(data, fragment)
        return Record(fragment, text.encode(), {}, "utf-8") if text is not None else None
    try:
        if fragment.startswith(WARC_RECORD):
            records, _ = open_warc(data, "") or ([], None)
            return next((record for record in records if record.fragment == fragment), None)
        record = open_container(data, "")
    except SourceError:
        return None
    return record if record is not None and record.fragment == fragment else None


def _slice_json(data: bytes, pointer: str) -> str | None:
    """Return the value at a JSON pointer as it is written; None if there is none."""
    try:
        text = data.decode(json.detect_encoding(data)).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return None
    record = JsonRecord()
    value = read_json(text, record=record)
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(key, JsonFault("", 0))
        elif isinstance(value, list) and key.isdecimal() and key.isascii() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    if isinstance(value, (JsonFault, JsonText, JsonPlain)):
        return None  # a record is an object or a list
    start, end = record.ends[id(value)]
    return text[start:end]
