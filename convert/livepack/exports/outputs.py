"""Where an export goes: never into the package, never over what is there already unless told, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from livepack.errors import UsageError
from livepack.swap import fresh_file, fresh_folder

_UNTOUCHED = "choose another place with --out; what was there is untouched"


@contextmanager
def new_file(out: Path, package: Path, *, overwrite: bool) -> Iterator[Path]:
    """Yield a file to write to; it gets the name `out` if the block ends well, else nothing is left of it.

    Args:
        out: the file to be; `-` is the standard output. That, a device or a pipe gets the bytes at the end.
        package: the package that is exported.
        overwrite: whether a file that is there may be replaced.

    Raises:
        UsageError: it may not or cannot be written.
    """
    if str(out) == "-":
        with _passed_on(lambda: nullcontext(sys.stdout.buffer)) as fresh:
            yield fresh
        return
    _check_place(out, package)
    if out.is_dir():
        raise UsageError("this export is a file, and a folder has that name", where=str(out), advice=_UNTOUCHED)
    if out.is_file() and not overwrite:
        raise _refuse_to_replace(out)
    try:
        is_device = out.exists() and not out.is_file()
        with _passed_on(lambda: out.open("wb")) if is_device else fresh_file(out) as fresh:
            yield fresh
    except OSError as error:
        raise _not_written(out, error) from None


@contextmanager
def _passed_on(open_sink: Callable[[], AbstractContextManager[BinaryIO]]) -> Iterator[Path]:
    """Yield a file whose bytes go on to where they are wanted if the block ends well."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "export")
        fresh.touch()
        yield fresh
        with fresh.open("rb") as source, open_sink() as sink:
            shutil.copyfileobj(source, sink)
            sink.flush()


@contextmanager
def new_folder(out: Path, package: Path, *, overwrite: bool, owns: Callable[[str], bool]) -> Iterator[Path]:
    """Yield a folder to write files to; it gets the name `out` if the block ends well, else nothing is left of it.

    Args:
        out: the folder to be.
        package: the package that is exported.
        overwrite: whether a folder that is there may be replaced.
        owns: tells by its name whether a file may be one of an earlier export: a folder that holds anything else is
            never replaced.

    Raises:
        UsageError: it may not or cannot be written.
    """
    _check_place(out, package)
    real = Path(os.path.realpath(out))
    if real.exists() and not real.is_dir():
        raise UsageError("this export is a folder, and a file has that name", where=str(out), advice=_UNTOUCHED)
    if real == Path.cwd() or real in Path.cwd().parents:
        raise UsageError("an export cannot replace the folder that you work in", where=str(out), advice=_UNTOUCHED)
    held = sorted(path.name for path in real.iterdir()) if real.is_dir() else []
    foreign = [name for name in held if not owns(name) or not (real / name).is_file()]
    if foreign:
        found = ", ".join(foreign[:3]) + (" …" if len(foreign) > 3 else "")
        raise UsageError("this folder holds other things", where=str(out), found=found, advice=_UNTOUCHED)
    if held and not overwrite:
        raise _refuse_to_replace(out)
    with fresh_folder(real) as fresh:
        yield fresh


def _check_place(out: Path, package: Path) -> None:
    """Make sure that a place is not the package, in it or around it, and that its folder is there."""
    real, inside = Path(os.path.realpath(out)), Path(os.path.realpath(package))
    if real == inside or inside in real.parents or real in inside.parents:
        raise UsageError(
            "an export cannot lie in the package or around it",
            where=str(out),
            found=f"the package {package}",
            advice="choose a place beside it with --out",
        )
    if not real.parent.is_dir():
        raise UsageError("the folder of this export does not exist", where=str(out), advice="make that folder first")


def _refuse_to_replace(out: Path) -> UsageError:
    return UsageError(
        "there is something of that name already; nothing was written",
        where=str(out),
        advice="choose another place with --out, or add --overwrite to replace it",
    )


def _not_written(out: Path, error: OSError) -> UsageError:
    return UsageError(
        "the export cannot be written", where=str(out), found=error.strerror or str(error), advice=_UNTOUCHED
    )


def choose_format(out: Path, form: str | None, forms: Sequence[str]) -> str:
    """Return the format that is asked for, else the one that the name of the output ends with.

    Raises:
        UsageError: neither says which.
    """
    found = form or out.suffix.lower().removeprefix(".")
    if found not in forms:
        raise UsageError(
            "nothing says in which format to write",
            where=str(out),
            advice=f"let the name end with .{' or .'.join(forms)}, or say it with --format",
        )
    return found
