"""Renders a difference as text, as JSON and as Markdown. Texts are shown around the place where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict

from livepack.comparison.differences import (
    FILES,
    LEVELS,
    CellChange,
    Change,
    Difference,
    RowChange,
    Side,
    TableDifference,
)
from livepack.comparison.versions import is_enough, level_of, next_version, reasons_of
from livepack.errors import make_showable
from livepack.renderings.markdown import code_span, escape_markdown

FORM_VERSION = "1.0"
MAX_SHOWN = 20  # rows of each kind that Markdown lists of a table
_WIDTH = 60  # characters of a value that are shown
_BEFORE = 20  # of them before the first that differs
_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def shorten_pair(old: str, new: str) -> tuple[str, str]:
    """Return two values on one line each and cut, so that the first place where they differ is seen."""
    one, other = " ".join(old.split()), " ".join(new.split())
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, same - _BEFORE)
    if max(len(one), len(other)) <= _WIDTH:
        start = 0
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int) -> str:
    piece = text[start : start + _WIDTH]
    return ("…" if start and text else "") + piece + ("…" if start + _WIDTH < len(text) else "")


def render_text(difference: Difference) -> str:
    """Return the difference for people: descriptions first, then rows, then the version."""
    lines = [f"{_side(difference.old)} → {_side(difference.new)}"]
    lines += [f"  {_say_change(change)} ({change.level})" for change in difference.changes]
    for table in difference.tables:
        lines.append(f"{table.name}: {_say_counts(table)}")
        for row in table.rows if table.is_content else ():
            lines.append(f"  {_SIGNS[row.change]} {' '.join(row.key)}")
            lines += [f"      {cell.column}: {_say_cell(cell)}" for cell in row.cells]
        lines += [f"  … {word} (--max-rows lists more)" for word in _unlisted(table)]
    lines += [f"not compared: {name}: {reason}" for name, reason in difference.skipped]
    lines.append(_say_version(difference))
    return "".join(f"{make_showable(line)}\n" for line in lines)


def _side(side: Side) -> str:
    return f"{side.folder} ({side.version or 'no version'})"


def _say_change(change: Change) -> str:
    where = ".".join(part for part in (change.table, change.column) if part)
    words = f"{where}: {change.what}" if where else change.what
    if change.what.startswith(FILES):
        return f"{words}: {change.new or change.old}"
    if not change.old and not change.new:
        return words
    return f"{words}: {_say_cell(CellChange('', change.old, change.new))}"


def _say_cell(cell: CellChange) -> str:
    old, new = shorten_pair(cell.old, cell.new)
    return f"{_quote(old)} → {_quote(new)}"


def _quote(text: str) -> str:
    return f'"{text}"' if text else "empty"


def _say_counts(table: TableDifference) -> str:
    if table.is_rewritten:
        return "the same rows, written otherwise (their order, or the form of the file)"
    words = [f"{table.counts[word]:,} {word}" for word in _SIGNS if table.counts[word]]
    cells = ", ".join(f"{name} {count:,}" for name, count in sorted(table.columns.items()))
    return ", ".join(words) + (f" ({cells})" if cells else "")


def _unlisted(table: TableDifference) -> list[str]:
    if not table.is_content:
        return []  # nobody reads runs of characters; the JSON has them
    more = {word: table.counts[word] - sum(row.change == word for row in table.rows) for word in _SIGNS}
    return [f"{count:,} more {word}" for word, count in more.items() if count]


def _say_version(difference: Difference) -> str:
    if difference.is_empty:
        return "no difference"
    level, wanted = level_of(difference), next_version(difference)
    reasons = ", ".join(what for one, what in reasons_of(difference) if one == level)
    if not wanted:
        return f"this is a {level} change ({reasons}); the old package has no version such as 1.0.0 to count from"
    stated = difference.new.version or "none"
    verdict = "as it does" if is_enough(difference) else f"and states {stated}"
    return f"the new data should have version {wanted} or later, {verdict} ({level}: {reasons})"


def render_json(difference: Difference) -> str:
    """Return the difference for programs, with whole values; schemas/meta/diff.json describes it."""
    level = level_of(difference)
    found = {
        "version": FORM_VERSION,
        "old": asdict(difference.old),
        "new": asdict(difference.new),
        "equal": difference.is_empty,
        "level": level,
        "reasons": [what for one, what in reasons_of(difference) if one == level],
        "next_version": next_version(difference),
        "changes": [asdict(change) for change in difference.changes],
        "tables": [_table_object(table) for table in difference.tables],
        "skipped": [{"table": name, "reason": reason} for name, reason in difference.skipped],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _table_object(table: TableDifference) -> dict[str, object]:
    return {
        "name": table.name,
        "key": list(table.key),
        **{word: table.counts[word] for word in _SIGNS},
        "columns": dict(sorted(table.columns.items())),
        "rewritten": table.is_rewritten,
        "listed": len(table.rows),
        "rows": [_row_object(row) for row in table.rows],
    }


def _row_object(row: RowChange) -> dict[str, object]:
    return {"change": row.change, "key": list(row.key), "cells": [asdict(cell) for cell in row.cells]}


def render_markdown(difference: Difference) -> str:
    """Return the difference for a pull request or release notes: what changed, by its gravity, then the rows."""
    lines = [f"### {code_span(difference.old.folder)} → {code_span(difference.new.folder)}", ""]
    lines += [escape_markdown(_say_version(difference)), ""]
    if difference.changes:
        lines += ["| level | what |", "|---|---|"]
        ordered = sorted(difference.changes, key=lambda change: LEVELS.index(change.level))
        lines += [f"| {change.level} | {escape_markdown(_say_change(change))} |" for change in ordered]
        lines.append("")
    if difference.tables:
        lines += ["| table | added | removed | changed | cells |", "|---|---:|---:|---:|---|"]
        lines += [_table_line(table) for table in difference.tables]
        lines.append("")
    for table in difference.tables:
        lines += _markdown_rows(table)
    lines += [f"Not compared: {code_span(name)}: {escape_markdown(reason)}  " for name, reason in difference.skipped]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table_line(table: TableDifference) -> str:
    cells = ", ".join(f"{name} {count:,}" for name, count in sorted(table.columns.items()))
    cells = "written otherwise" if table.is_rewritten else cells
    counts = " | ".join(f"{table.counts[word]:,}" for word in _SIGNS)
    return f"| {code_span(table.name)} | {counts} | {escape_markdown(cells)} |"


def _markdown_rows(table: TableDifference) -> Iterator[str]:
    if not table.is_content:
        return
    shown: dict[str, int] = {}
    if table.rows:
        yield from (f"Rows of {code_span(table.name)}:", "")
    for row in table.rows:
        shown[row.change] = shown.get(row.change, 0) + 1
        if shown[row.change] <= MAX_SHOWN:
            cells = "; ".join(f"{code_span(cell.column)} {escape_markdown(_say_cell(cell))}" for cell in row.cells)
            yield f"- {row.change} {code_span(' '.join(row.key))}{': ' if cells else ''}{cells}"
    for word in _SIGNS:
        if table.counts[word] > MAX_SHOWN:
            yield f"- … and {table.counts[word] - MAX_SHOWN:,} more {word}"
    if table.rows:
        yield ""


WORDINGS: dict[str, Callable[[Difference], str]] = {
    "text": render_text,
    "json": render_json,
    "markdown": render_markdown,
}
