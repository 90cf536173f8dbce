"""Writes the flat table as text: CSV for spreadsheets and statistics, JSON Lines for programs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

from livepack import schemas
from livepack.checks.subject import Row

# What a spreadsheet takes for the beginning of a formula when it opens a CSV file, also behind an apostrophe:
# https://owasp.org/www-community/attacks/CSV_Injection, whose list has the wide forms of East Asian scripts too.
_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_PLAIN = re.compile(r"[+-][0-9.,:]+")  # an offset such as +01:00 or a number: spreadsheets have nothing to run in it


def write_csv(rows: Iterable[Row], out: Path, *, exact: bool = False) -> list[tuple[str, str]]:
    """Write rows as CSV with a byte-order mark, by which spreadsheets know UTF-8.

    Args:
        rows: rows of the flat table.
        out: the file.
        exact: leave texts that a spreadsheet would run as a formula as they are. Without it an apostrophe is put
            before them; `restore` takes it away again.

    Returns:
        The cells that got an apostrophe, each as document id and column.
    """
    columns = schemas.flat_table().columns
    changed: list[tuple[str, str]] = []
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        minimal = csv.writer(file, lineterminator="\n")
        full = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        minimal.writerow(columns)
        for row in rows:
            cells = [row[column] for column in columns]
            if not exact:
                harmless = [disarm(cell) for cell in cells]
                changed += [
                    (row["doc_id"], column)
                    for column, cell, new in zip(columns, cells, harmless, strict=True)
                    if cell != new
                ]
                cells = harmless
            # The csv module leaves a lone carriage return unquoted, and then reads it as a line end.
            (full if any("\r" in cell for cell in cells) else minimal).writerow(cells)
    return changed


def disarm(cell: str) -> str:
    """Return a cell that no spreadsheet runs: one that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if _RUNS.match(cell) and not _PLAIN.fullmatch(cell) else cell


def restore(cell: str) -> str:
    """Return the cell that `disarm` was given."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


def write_jsonl(rows: Iterable[Row], out: Path) -> None:
    """Write rows as JSON Lines: an object for each, null where there is no value."""
    columns = schemas.flat_table().columns
    with out.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps({column: row[column] or None for column in columns}, ensure_ascii=False) + "\n")
