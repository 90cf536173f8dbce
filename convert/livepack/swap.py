"""Puts a folder or a file in place whole or not at all: a kill at any moment leaves the old one or the new one."""

from __future__ import annotations

import ctypes
import glob
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from livepack.errors import UsageError

_DAY = 24 * 60 * 60
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # renameat2(2), Linux


def recover_folder(place: Path) -> None:
    """Bring the old folder back where a former run was ended between the two renames of `put_folder`."""
    old = _old_name(place)
    if old.is_dir():
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.rename(place)


def put_folder(place: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder beside `place` and swap it in; a name may hold one `/`, after a folder in it.

    Where the system can exchange two folders in one step that is done; elsewhere the old folder is moved aside
    first, and `recover_folder` brings it back should the run be ended just then.

    Raises:
        UsageError: the folder cannot be written; what was at `place` is untouched.
    """
    with fresh_folder(place) as fresh:
        for name, data in files.items():
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_bytes(data)


@contextmanager
def fresh_folder(place: Path) -> Iterator[Path]:
    """Yield a new folder beside `place` to write files to; it is swapped in if the block ends well, else removed.

    Raises:
        UsageError: as `put_folder`.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        recover_folder(place)
        _clear_leftovers(place)
        fresh = Path(tempfile.mkdtemp(prefix=f".{place.name}.new-", dir=place.parent))
    except OSError as error:
        raise _not_writable(place, error) from None
    try:
        yield fresh
        for path in fresh.rglob("*"):
            _finish(path)
        fresh.chmod(0o755)
        _swap(fresh, place)
    except OSError as error:
        raise _not_writable(place, error) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _finish(path: Path) -> None:
    """Let everybody read a new file, and see that its bytes are on the disk before it gets its name; folders too."""
    if path.is_dir():
        path.chmod(0o755)
        return
    path.chmod(0o644)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _clear_leftovers(place: Path) -> None:
    """Remove what runs that were killed while writing have left beside `place`, once it is a day old."""
    for path in place.parent.glob(f".{glob.escape(place.name)}.new-*"):
        with suppress(OSError):  # another run may clear it too
            if time.time() - path.stat().st_mtime <= _DAY:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _swap(fresh: Path, place: Path) -> None:
    if not place.exists():
        fresh.rename(place)
    elif not _exchange(fresh, place):
        old = _old_name(place)
        place.rename(old)
        try:
            fresh.rename(place)
        except OSError:
            old.rename(place)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _old_name(place: Path) -> Path:
    return place.with_name(f".{place.name}.livepack-old")


def _not_writable(place: Path, error: OSError) -> UsageError:
    return UsageError(
        "the package cannot be written",
        where=str(place),
        found=error.strerror or str(error),
        advice="choose another place with --out, or make this one writable; what was there is untouched",
    )


def check_output(place: Path, folders: Iterable[Path]) -> None:
    """Make sure that a report may be written to `place`, before the work that it will tell of.

    Args:
        place: the file to be.
        folders: the package and its sources, which a report must not change.

    Raises:
        UsageError: it is a folder, its folder does not exist, or it lies in one of those folders.
    """
    if _is_device(place):
        return
    real = Path(os.path.realpath(place))
    if real.is_dir():
        raise _no_report(place, "this is a folder")
    if not real.parent.is_dir():
        raise _no_report(place, "its folder does not exist")
    for folder in folders:
        if Path(os.path.realpath(folder)) in real.parents:
            raise _no_report(place, f"it would lie in {folder}, which a validation does not change")


def put_file(place: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises UsageError if it cannot be written.

    A link is followed. What is no file but takes bytes, such as /dev/stdout, is written to as it is.
    """
    try:
        if _is_device(place):
            place.write_bytes(data)
            return
        with fresh_file(place) as fresh:
            fresh.write_bytes(data)
    except OSError as error:
        raise _no_report(place, error.strerror or str(error)) from None


@contextmanager
def fresh_file(place: Path) -> Iterator[Path]:
    """Yield a new empty file beside `place` to write to; it is moved there if the block ends well, else removed.

    A link is followed.

    Raises:
        OSError: the file cannot be written; what was at `place` is untouched.
    """
    real = Path(os.path.realpath(place))
    _clear_leftovers(real)
    handle, name = tempfile.mkstemp(prefix=f".{real.name}.new-", dir=real.parent)
    os.close(handle)
    fresh = Path(name)
    try:
        yield fresh
        _finish(fresh)
        fresh.replace(real)
    finally:
        fresh.unlink(missing_ok=True)


def _is_device(place: Path) -> bool:
    """Tell whether bytes go through `place` to somewhere else: a device or a pipe, which no file may replace."""
    return place.exists() and not (place.is_file() or place.is_dir())


def _no_report(place: Path, found: str) -> UsageError:
    return UsageError(
        "the report cannot be written",
        where=str(place),
        found=found,
        advice="choose another place with --output; what was there is untouched",
    )
