"""Has pages read again by a child process, which is killed where a page takes too long.

One child serves all pages of a process, one after the other. Page and answer go through pipes as JSON, a line each.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
from functools import lru_cache
from threading import Thread
from typing import Final

from livepack.checks.second_reading import SecondReading, SeenTag, read_again

MAX_LENGTH: Final = 4 * 1024 * 1024  # characters; BeautifulSoup reads about half a million in a second
MAX_SECONDS: Final = 60  # for one page


class NotRead(str):
    """Why a page was not read again."""

    __slots__ = ()


class _Child:
    """The child process and the thread that waits for its answers."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from livepack.checks.reading_child import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        for line in self._process.stdout or ():
            self._answers.put(line)
        self._answers.put(b"")  # it has ended

    def ask(self, text: str) -> SecondReading | NotRead:
        """Have a page read; a child that does not answer in time is killed."""
        with contextlib.suppress(OSError):  # it has ended: the wait below says so
            if self._process.stdin is not None:
                self._process.stdin.write(json.dumps(text).encode() + b"\n")
                self._process.stdin.flush()
        try:
            answer = self._answers.get(timeout=MAX_SECONDS)
        except queue.Empty:
            self.end()
            return NotRead(f"not done after {MAX_SECONDS} seconds")
        if not answer:
            self.end()
            return NotRead("the process that reads it has ended")
        words, tags = json.loads(answer)
        return SecondReading([(start, end) for start, end in words], [SeenTag(*tag) for tag in tags])

    def end(self) -> None:
        """Kill the process; for the next page another is started."""
        _children.pop(os.getpid(), None)
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


_children: dict[int, _Child] = {}  # by the process that asks: a copy of it, made by fork, has a child of its own


def _child() -> _Child:
    if os.getpid() not in _children:
        _children[os.getpid()] = _Child()
    return _children[os.getpid()]


@atexit.register
def _end_child() -> None:
    child = _children.get(os.getpid())
    if child is not None:
        child.end()


@lru_cache(maxsize=16)  # a unit's pages: two checks ask for each
def have_read_again(text: str) -> SecondReading | NotRead:
    """Return what two other parsers see in a page of HTML, or why it was not read by them."""
    if len(text) > MAX_LENGTH:
        return NotRead(f"{len(text)} characters, and at most {MAX_LENGTH} are read again")
    try:
        return _child().ask(text)
    except OSError as error:
        return NotRead(f"no process could be started: {error.strerror}")


def serve() -> None:
    """Read the pages that come in, until there are no more: what the child process runs."""
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(read_again(json.loads(line))) + "\n")
        sys.stdout.flush()
