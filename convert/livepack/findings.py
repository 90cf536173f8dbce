"""A finding: what a check has to say, where, and what a person can do about it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from livepack import schemas

LEVELS = ("error", "warning", "note")
MAX_QUOTED = 80  # characters of a text that a message quotes
MAX_NAME = (
    200  # characters of an id or a file's name; what is longer, or an id with spaces or letters beyond ASCII, is a text
)
MAX_MESSAGE = 340  # the longest message has 112 characters, what was found at most 80, its place in the source 130


@dataclass(frozen=True)
class Finding:
    """One finding.

    Attributes:
        code: its name in schemas/findings.yaml.
        level: error, warning or note.
        message: what was found.
        advice: what to do next.
        table, row, field: the cell concerned, as far as there is one.
        file: the file of the package or the source concerned.
        line: its line, from 1; 0 if there is none.
    """

    code: str
    level: str
    message: str
    advice: str
    table: str = ""
    row: str = ""
    field: str = ""
    file: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        """Cut texts that stand where a name or a message belongs: publishers' words are not quoted at length."""
        for name in ("table", "row", "field", "file"):
            text = getattr(self, name)
            is_name = name == "file" or (text.isascii() and " " not in text)
            if len(text) > (MAX_NAME if is_name else MAX_QUOTED):
                object.__setattr__(self, name, shorten(text))
        if len(self.message) > MAX_MESSAGE:
            object.__setattr__(self, "message", shorten(self.message))

    def sort_key(self) -> tuple[object, ...]:
        """Order findings by level, then by where they are."""
        return (
            LEVELS.index(self.level),
            self.file,
            self.line,
            self.table,
            self.row,
            self.field,
            self.code,
            self.message,
        )


def make_finding(
    code: str, found: str = "", *, table: str = "", row: str = "", field: str = "", file: str = "", line: int = 0
) -> Finding:
    """Make a finding from its description in schemas/findings.yaml; `found` fills its message."""
    kind = schemas.finding_types()[code]
    message = kind.message.replace("{found}", shorten(found))
    return Finding(code, kind.level, message, kind.advise(table), table, row, field, file, line)


def make_internal_error(what: str, error: Exception) -> Finding:
    """Make a finding of a fault of livepack itself, with the place in its code."""
    trace = traceback.extract_tb(error.__traceback__)[-1]
    found = f"{what}: {type(error).__name__}: {error} ({Path(trace.filename).name}:{trace.lineno})"
    return make_finding("internal-error", found)


def shorten(text: str, limit: int = MAX_QUOTED) -> str:
    """Return text on one line and cut: publishers' words are not quoted at length."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
