"""What the commands share: help that ends with examples, errors for people, progress, and a closed pipe."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click


class Examples(click.Command):
    """A command whose help ends with examples, printed as they are."""

    def __init__(self, *args: Any, examples: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the examples behind the options."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples.strip().splitlines():
                    formatter.write(f"  {line.strip()}\n")


class ExampleGroup(Examples, click.Group):
    """A command with commands of its own, whose help ends with examples too."""


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Print errors without a traceback, and exit with the status that they mean; what is unexpected gives no verdict."""
    from livepack.errors import LivepackError, UsageError

    try:
        yield
    except BrokenPipeError:
        raise
    except UsageError as error:
        _fail(str(error), 2)
    except LivepackError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("interrupted", 130)  # 128 and the number of the signal, as shells count
    except OSError as error:
        _fail(
            str(UsageError("the system refused", where=str(error.filename or ""), found=error.strerror or str(error))),
            2,
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, a person needs words and a status, not a traceback
        import traceback

        trace = traceback.extract_tb(error.__traceback__)[-1]
        found = f"{type(error).__name__}: {error} ({Path(trace.filename).name}:{trace.lineno})"
        advice = "please report it with what you typed and, if you may, the files"
        _fail(str(UsageError("this is a bug of livepack", found=found, advice=advice)), 2)


def _fail(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)


@contextmanager
def show_progress(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show progress on a terminal once a run takes longer than a second."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(words, total=None, visible=False)

    def report(done: int, total: int) -> None:
        late = time.monotonic() - started > 1
        if late and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total, visible=late)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


def close_output() -> None:
    """Let what is still to be printed go nowhere: whoever read it has gone, and to say so would fail too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_whole(text: str, *, is_text: bool) -> None:
    """Print what a command found.

    Args:
        text: it.
        is_text: whether it is for people, in their encoding; else a program reads it, and gets UTF-8 whatever that is.

    Raises:
        OSError: it cannot be printed; a reader that has gone (`| head`) is no error.
    """
    try:
        if is_text or sys.stdout.isatty():
            encoding = sys.stdout.encoding
            click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)
        else:
            click.echo(text.encode(), nl=False)
    except BrokenPipeError:
        close_output()  # `| head` has seen enough; the verdict stands
    except OSError:
        close_output()  # what is left would fail again at the end, with a status of Python's own
        raise
