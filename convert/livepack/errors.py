"""The errors that livepack raises on purpose; each says what to do about it.

The command line prints them without a traceback; anything else that escapes is a bug.
"""

from __future__ import annotations

import re

# What ends a line, moves a terminal's cursor or turns the direction of the text around it.
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def make_showable(line: str) -> str:
    """Return a line with U+FFFD for whatever would move a terminal's cursor or turn the direction of the text."""
    return _NOT_SHOWN.sub("\ufffd", line)


class LivepackError(Exception):
    """An expected failure.

    Args:
        problem: what is wrong, in one line.
        where: the file (and line) concerned, as the person typed it; empty if there is none.
        found: what was found instead of what must be.
        advice: what to do next.
    """

    def __init__(self, problem: str, *, where: str = "", found: str = "", advice: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.found = found
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the keyword arguments, so that worker processes can send it."""
        return (_rebuild, (type(self), self.problem, self.where, self.found, self.advice))

    def __str__(self) -> str:
        """Render as the lines that a person reads; names of files and words of pages cannot touch the terminal."""
        lines = [f"{self.where}: {self.problem}" if self.where else self.problem]
        if self.found:
            lines.append(f"  found:  {self.found}")
        if self.advice:
            lines.append(f"  advice: {self.advice}")
        return "\n".join(map(make_showable, lines))


def _rebuild(kind: type[LivepackError], problem: str, where: str, found: str, advice: str) -> LivepackError:
    return kind(problem, where=where, found=found, advice=advice)


class UsageError(LivepackError):
    """Wrong options, no source, an output that may not be written, or no verdict possible: exit status 2."""


class SourceError(LivepackError):
    """A source that cannot be read: exit status 1 of a build."""


class PackageError(LivepackError):
    """A package that is not as it must be for what is asked of it: exit status 1."""


class SchemaError(LivepackError):
    """A file in schemas/ or a seeds.yaml that does not meet its own schema."""
