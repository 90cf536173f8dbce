"""Files as the checks find them: those of a package, and the documents of a sources folder by their digests."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from livepack.containers import extract_record
from livepack.errors import UsageError
from livepack.warc import NEEDED, can_read_warc, is_warc


@dataclass(frozen=True)
class File:
    """A file of the package: how large it is, and its SHA-256 in hex digits."""

    size: int
    sha256: str


@dataclass
class Document:
    """A source as the checks read it again."""

    path: Path
    sha256: str
    others: list[Path] = field(default_factory=list)  # files with the same bytes
    fragment: str = ""  # which record of a container it is

    def read(self) -> bytes:
        """Return its bytes; none if it can no longer be read."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return b""
        record = extract_record(data, self.fragment) if self.fragment else None
        return data if not self.fragment else record.data if record is not None else b""

    def stated(self) -> dict[str, Any]:
        """Return what the container says of it, in the words of seeds.yaml; empty if it is no record."""
        if not self.fragment or self.fragment.startswith("/"):
            return {}
        try:
            record = extract_record(self.path.read_bytes(), self.fragment)
        except OSError:
            return {}
        return record.stated if record is not None else {}


def is_container(path: Path) -> bool:
    """Tell a file that may hold several documents by how it begins."""
    try:
        with path.open("rb") as handle:
            start = handle.read(4096)
    except OSError:
        return False
    is_json_like = start.lstrip(b"\xef\xbb\xbf \t\r\n\xff\xfe\0")[:1] in (b"{", b"[")
    return is_json_like or is_warc(start) or b"ime-version:" in start.lower()


def is_safe(path: str) -> bool:
    """Tell whether a path stays inside the package."""
    return (
        bool(path)
        and not path.startswith(("/", "\\", "~"))
        and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) is None
        and "\\" not in path
        and "\0" not in path
        and ".." not in path.split("/")
    )


def why_unreadable(path: Path) -> str:
    """Say why a file cannot be read; empty if it can be."""
    try:
        if path.exists() and not path.is_file():
            return "it is no file"
        with path.open("rb"):
            return ""
    except OSError as error:
        return error.strerror or str(error)
    except ValueError as error:  # a name that no file can have
        return str(error)


def need_warcio(documents: Mapping[str, Document]) -> None:
    """Raise UsageError if there are WARC files among the sources, and nothing that reads them."""
    if can_read_warc():
        return
    for document in documents.values():
        with document.path.open("rb") as handle:
            if is_warc(handle.read(4096)):
                raise UsageError(
                    "reading WARC files needs warcio, which is not installed", where=str(document.path), advice=NEEDED
                )


def list_documents(folder: Path) -> dict[str, Document]:
    """Find every file of the sources folder; returns them by digest.

    Raises:
        UsageError: it is not a folder, or a file in it cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(
            "the sources are not a folder", where=str(folder), advice="name the folder that the package was built from"
        )
    found: dict[str, Document] = {}
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith("."):
                continue
            try:
                digest = digest_file(path).sha256
            except OSError as error:
                raise UsageError(
                    "a source cannot be read",
                    where=str(path),
                    found=error.strerror or str(error),
                    advice="check that you may read it, or take it out of the folder",
                ) from None
            first = found.setdefault(digest, Document(path, digest))
            if first.path != path:
                first.others.append(path)
    return found


def digest_file(path: Path) -> File:
    """Return a file's size and digest.

    Raises:
        OSError: it cannot be read, or is no file: a pipe may never end.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no file", str(path))
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return File(handle.tell(), digest)
