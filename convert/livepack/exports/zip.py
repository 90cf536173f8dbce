"""Packs a package into one zip file, the same bytes each time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from livepack.errors import PackageError
from livepack.exports.package import Package

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can state
_UNIX = 3  # the system whose modes external_attr holds
_MODE = 0o100644  # a plain file that everybody may read


def write_zip(package: Package, out: Path) -> None:
    """Pack the files of a package: those that lie in its folder, but hidden ones, in the order of their names.

    datapackage.json is at the top of the archive, where frictionless looks for it. The bytes are the same wherever
    Python has the same zlib; another zlib may compress otherwise.

    Raises:
        PackageError: the package holds a symbolic link.
    """
    with ZipFile(out, "w") as archive:
        for name, path in sorted(_files_of(package)):
            with path.open("rb") as source:
                add_member(archive, name, path.stat().st_size, source)


def _files_of(package: Package) -> Iterator[tuple[str, Path]]:
    for path in package.folder.rglob("*"):
        inside = path.relative_to(package.folder)
        if any(part.startswith(".") for part in inside.parts):
            continue
        if path.is_symlink():
            raise PackageError(
                "there is a link in this package, and what it leads to need not belong to it",
                where=str(path),
                advice="put the file itself there, or take the link away",
            )
        if path.is_file():
            yield inside.as_posix(), path


def add_member(archive: ZipFile, name: str, size: int, source: IO[bytes]) -> None:
    """Add a file to an archive with a fixed time and mode; its bytes pass through in pieces."""
    info = ZipInfo(name, _EPOCH)
    info.create_system = _UNIX
    info.external_attr = _MODE << 16
    info.compress_type = ZIP_DEFLATED
    info.file_size = size
    with archive.open(info, "w") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
