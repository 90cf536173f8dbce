"""The folder that a package is written to: whether it may be, and the tables in it that its users have put there."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.documents.checksums import CHECKSUMS, read_checksums
from livepack.errors import UsageError
from livepack.package import DESCRIPTOR
from livepack.swap import recover_folder


def check_place(out: Path, sources: Sequence[Path]) -> Path:
    """Make sure that a package may be written to `out`.

    Returns:
        The resolved place.

    Raises:
        UsageError: it is a file, the working folder or one above it, lies in or around the sources, or holds
            anything but a livepack package.
    """
    place = Path(os.path.realpath(out))
    advice = "choose a folder that does not exist yet, is empty, or holds a package made by livepack"
    if place == Path.cwd() or place in Path.cwd().parents:
        raise UsageError("the package cannot replace the folder that you work in", where=str(out), advice=advice)
    for source in sources:
        other = Path(os.path.realpath(source))
        if other == place or (other in place.parents and other.is_dir()) or place in other.parents:
            raise UsageError(
                "the package and the sources cannot lie in one another",
                where=str(out),
                found=f"sources in {source}",
                advice=advice,
            )
    recover_folder(place)
    if not place.exists():
        return place
    if not place.is_dir():
        raise UsageError("the package needs a folder, but this is a file", where=str(out), advice=advice)
    foreign = foreign_files(place)
    if foreign:
        raise UsageError(
            "this folder holds other things than a livepack package; nothing was written",
            where=str(out),
            found=", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else ""),
            advice=advice,
        )
    return place


def foreign_files(place: Path) -> list[str]:
    """Return what a folder holds that no livepack package owns; empty for a package or an empty folder."""
    names = sorted(path.name for path in place.iterdir())
    if not names:
        return []
    if not (place / DESCRIPTOR).is_file():  # a pipe of that name may never end
        return names
    try:
        descriptor: Any = json.loads((place / DESCRIPTOR).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return names
    if not isinstance(descriptor, dict) or "livepack" not in descriptor:
        return names
    marks = descriptor["livepack"]
    documents = marks.get("documents", []) if isinstance(marks, dict) else []
    own = {DESCRIPTOR, *(f"{name}.csv" for name in schemas.all_tables())}
    own |= set(map(str, documents)) if isinstance(documents, list) else set()
    found = [path for name in names for path in _files_of(place / name, own)]
    own |= _listed_files(place) if CHECKSUMS in own else set()
    foreign = {path.relative_to(place).as_posix() for path in found if not path.is_file()}
    return sorted(foreign | {path.relative_to(place).as_posix() for path in found} - own)


def _files_of(path: Path, own: set[str]) -> list[Path]:
    """Return what lies in a folder that the package names among its documents; of all else the path itself."""
    is_made = f"{path.name}/" in own and path.is_dir() and not path.is_symlink()
    return sorted(path.iterdir()) if is_made else [path]


def _listed_files(place: Path) -> set[str]:
    """Return the names in a package's SHA256SUMS; none if that is no file, or none that can be read."""
    try:
        return (
            set()
            if not (place / CHECKSUMS).is_file()
            else set(read_checksums((place / CHECKSUMS).read_text("utf-8"))[0])
        )
    except (OSError, ValueError):
        return set()


def read_layers(folder: Path) -> dict[str, bytes]:
    """Return the bytes of the tables that users have put into a package, by the tables' names.

    Raises:
        UsageError: one is there and cannot be read.
    """
    found: dict[str, bytes] = {}
    for name in schemas.layers():
        try:
            found[name] = (folder / f"{name}.csv").read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UsageError(
                "this table of the package's users cannot be read, so it could not be kept",
                where=str(folder / f"{name}.csv"),
                found=error.strerror or str(error),
                advice="check that you may read it, or move it elsewhere",
            ) from None
    return found
