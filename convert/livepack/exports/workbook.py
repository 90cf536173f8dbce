"""Writes the flat table as a workbook (.xlsx): dates are dates, texts are texts, and no text is cut.

XlsxWriter writes it; then its parts are packed again with fixed times, so that the same rows give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import html
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from livepack import schemas
from livepack.checks.subject import Row
from livepack.errors import PackageError
from livepack.exports.libraries import need_library
from livepack.exports.zip import add_member

# https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
MAX_ROWS = 1_048_576
MAX_UNITS = 32_767  # UTF-16 code units in a cell
CONTINUED = "continued"
_GOES_ON = f"\n[goes on in the sheet “{CONTINUED}”]"
_ROOM = MAX_UNITS - len(_GOES_ON)
_FIRST_DAY = dt.date(1900, 3, 1)  # before it Excel counts a 29 February 1900 that never was
_WIDTHS = {"doc_id": 32, "text": 80, "headline": 40, "captions": 40, "citation": 60}
_WIDTH = 14
_MADE = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the format knows no zone, and any fixed moment will do
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}


def write_xlsx(rows: Iterable[Row], out: Path, properties: Mapping[str, str], count: int) -> list[tuple[str, str]]:
    """Write rows as a workbook.

    A text longer than a cell holds goes on, in as many rows as it needs, in a second sheet; the cell says so.

    Args:
        rows: rows of the flat table.
        out: the file.
        properties: `title` and `comments` of the document.
        count: how many rows there are.

    Returns:
        The cells that go on elsewhere, each as document id and column.

    Raises:
        PackageError: there are more rows than a sheet holds.
        UsageError: XlsxWriter is not installed.
    """
    xlsxwriter = need_library("xlsxwriter", "XlsxWriter")
    if count >= MAX_ROWS:
        raise PackageError(
            "these are more posts than a sheet of a workbook holds",
            found=f"{count:,} posts; a sheet has room for {MAX_ROWS - 1:,}",
            advice="export them as csv or jsonl",
        )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "made.xlsx")
        with xlsxwriter.Workbook(str(made), {**_SETTINGS, "tmpdir": folder}) as workbook:
            workbook.set_properties({**properties, "created": _MADE})
            continued = _Sheets(workbook).write(rows)
        _pack_again(made, out)
    return continued


class _Sheets:
    """The sheets of a workbook that is being written."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._head = workbook.add_format({"bold": True})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        # Without brackets LibreOffice shows 03:35:00 PM where that is usual.
        self._clock = workbook.add_format({"num_format": "[hh]:mm:ss"})
        self._text = workbook.add_format({"num_format": "@"})
        self._quoted = workbook.add_format({"quote_prefix": True})  # stays text also when somebody edits the cell
        self._continued: Any = None
        self._next = 1  # row of the second sheet

    def write(self, rows: Iterable[Row]) -> list[tuple[str, str]]:
        """Write all rows; returns the cells that go on in the second sheet."""
        columns = schemas.flat_table().columns
        sheet = self._workbook.add_worksheet("posts")
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS.get(column, _WIDTH))
            sheet.write_string(0, number, column, self._head)
        sheet.freeze_panes(1, 1)
        continued: list[tuple[str, str]] = []
        last = 0
        for last, row in enumerate(rows, start=1):
            for number, column in enumerate(columns):
                if row[column] and not self._write_cell(sheet, last, number, column, row):
                    continued.append((row["doc_id"], column))
        sheet.autofilter(0, 0, last, len(columns) - 1)
        return continued

    def _write_cell(self, sheet: Any, row: int, number: int, column: str, cells: Row) -> bool:
        """Write a cell; False if it was too long and goes on elsewhere."""
        cell = cells[column]
        if column == "published_date" and (day := dt.date.fromisoformat(cell)) >= _FIRST_DAY:
            sheet.write_datetime(row, number, day, self._day)
        elif column == "published_time":
            sheet.write_datetime(row, number, dt.time.fromisoformat(cell), self._clock)
        elif column in ("doc_id", "utc_offset"):
            sheet.write_string(row, number, cell, self._text)
        else:
            first, *others = cut(cell)
            self._write_text(sheet, row, number, first + _GOES_ON if others else first)
            for part, text in enumerate(others, start=2):
                self._write_continued(cells["doc_id"], column, part, text)
            return not others
        return True

    def _write_text(self, sheet: Any, row: int, number: int, text: str) -> None:
        style = self._quoted if text[0] in "=+-@'" else None
        if _looks_rich(text):
            text = f'<r><t xml:space="preserve">{html.escape(text, quote=False)}</t></r>'
        if sheet.write_string(row, number, text, style):
            raise RuntimeError(f"XlsxWriter did not take a text of {units(text)} characters whole")

    def _write_continued(self, doc_id: str, column: str, part: int, text: str) -> None:
        if self._continued is None:
            self._continued = self._workbook.add_worksheet(CONTINUED)
            for number, name in enumerate(("doc_id", "column", "part", "text")):
                self._continued.write_string(0, number, name, self._head)
        sheet = self._continued
        sheet.write_string(self._next, 0, doc_id, self._text)
        sheet.write_string(self._next, 1, column)
        sheet.write_number(self._next, 2, part)
        self._write_text(sheet, self._next, 3, text)
        self._next += 1


def _looks_rich(text: str) -> bool:
    """Tell whether XlsxWriter takes a text for marked-up text that it made itself, and would write it as it is."""
    return text.startswith("<r>") and text.endswith("</r>")


def cut(text: str) -> list[str]:
    """Cut a text into parts that a cell holds with the words that it goes on; one that fits stays whole."""
    # A text in marks grows when they are escaped, up to fivefold; cut in two it is in marks no more.
    if units(text) <= (MAX_UNITS // 6 if _looks_rich(text) else MAX_UNITS):
        return [text]
    if _looks_rich(text) and units(text) <= _ROOM:
        return [text[:-1], text[-1:]]
    parts: list[str] = []
    start = length = 0
    for index, character in enumerate(text):
        length += 2 if character > "\uffff" else 1
        if length > _ROOM:
            parts.append(text[start:index])
            start, length = index, 2 if character > "\uffff" else 1
    return [*parts, text[start:]]


def units(text: str) -> int:
    """Return how many UTF-16 code units a text has."""
    return len(text) + sum(character > "\uffff" for character in text)


def _pack_again(made: Path, out: Path) -> None:
    with ZipFile(made) as source, ZipFile(out, "w") as archive:
        for info in source.infolist():
            with source.open(info) as part:
                add_member(archive, info.filename, info.file_size, part)
