"""Writes Markdown: tables, and text that shows itself in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#&$]|!(?=\[))")


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table; cells are Markdown already."""
    return [
        "| " + " | ".join(header) + " |",
        "|" + " --- |" * len(header),
        *("| " + " | ".join(cells) + " |" for cells in rows),
    ]


def escape(text: str) -> str:
    """Return text for a line or a table's cell: Markdown's signs are shown, but `code` stays code."""
    parts = " ".join(text.split()).split("`")
    parts[::2] = [re.sub(r"([*<\[\]\\])", r"\\\1", part) for part in parts[::2]]
    return "`".join(parts).replace("|", "\\|")


def plain(text: str) -> str:
    """Return a stranger's text for a line or a table's cell: it shows itself, whatever signs it holds."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Return text as inline code that may stand in a table's cell, whatever backticks it holds."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text or text != text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")
