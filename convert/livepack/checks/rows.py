"""Reads a table's rows strictly and in chunks of columns, in one pass and in memory that does not grow.

What is wrong with the file itself (RFC 4180, encoding, row length) goes to the caller as it is met.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from livepack.checks.file_lines import Comments, undecodable_line

CHUNK_ROWS = 1000
_BLOCK_BYTES = 1 << 20
csv.field_size_limit(2**31 - 1)  # a text may be longer than the 131,072 characters that csv takes by default

Fault = Callable[[str, str, int], None]  # code, what was found, line of the file


@dataclass(frozen=True)
class Dialect:
    """How a table is written, in the terms of Data Package's table dialect.

    Attributes:
        is_minimal: whether the file is written as livepack writes it: no byte-order mark, line ends LF, one behind
            the last row too, and quotation marks only where a cell needs them.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    is_double_quote: bool = True
    skip_space: bool = False
    has_header: bool = True
    comment: str = ""
    is_minimal: bool = False


MINIMAL = Dialect(is_minimal=True)


class Chunk:
    """Rows of one table that stand together, as columns."""

    def __init__(self, rows: list[list[str]], index: int, lines: Callable[[], list[int]]) -> None:
        """Take rows of one length, how many rows stand before them, and what gives the line at which each begins."""
        self.rows = rows
        self.index = index
        self._lines = lines

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The cells of each column in turn."""
        return tuple(zip(*self.rows, strict=True))

    @cached_property
    def lines(self) -> list[int]:
        """The line of the file at which each row begins, from 1."""
        return self._lines()


class RowReader:
    """One pass over a table: its header, then its rows in chunks.

    Attributes:
        header: the cells of the header; empty until the first chunk was asked for, and if the file has none. Where the
            dialect says that there is no header, the names that were given stand for it.
        count: how many rows of the right length have been read.
    """

    def __init__(
        self,
        path: Path,
        dialect: Dialect,
        fault: Fault,
        names: tuple[str, ...] = (),
        misfit: Callable[[list[str]], object] = lambda _: None,
    ) -> None:
        """Prepare to read `path`.

        Args:
            path: the file.
            dialect: how it is written.
            fault: called for whatever is wrong with the file's form.
            names: the columns, for a table without a header.
            misfit: called for each row of another length than the header's.
        """
        self._misfit = misfit
        self.path = path
        self.dialect = dialect
        self.header: tuple[str, ...] = () if dialect.has_header else names
        self.count = 0
        self._comments = Comments(dialect.comment)
        self._fault = fault
        self._quotes = 0  # quotation marks in the file so far, less those that its cells need
        self._is_broken = self._has_fault = False

    def chunks(self) -> Iterator[Chunk]:
        """Return the rows, chunk by chunk; rows of another length than the header's are left out.

        Raises:
            OSError: the file cannot be read.
        """
        with self._open() as handle:
            lines: Iterator[str] = self._minimal_lines(handle) if self.dialect.is_minimal else handle
            if self.dialect.comment:
                lines = self._comments.leave_out(lines)
            reader: Any = csv.reader(
                lines,
                strict=True,
                delimiter=self.dialect.delimiter,
                quotechar=self.dialect.quote,
                escapechar=self.dialect.escape,
                doublequote=self.dialect.is_double_quote,
                skipinitialspace=self.dialect.skip_space,
            )
            records = self._comments.mark_ends(reader) if self.dialect.comment else reader
            is_first = self.dialect.has_header
            while rows := self._read(reader, records, 1 if is_first else CHUNK_ROWS):
                first_line, cells = rows
                if is_first:
                    is_first = False
                    self.header = tuple(cells[0])
                    self._weigh([self.header])
                else:
                    yield from self._chunk(cells, first_line)
        if self._quotes and not self._has_fault and (line := _needless_quotes(self.path)):
            self._tell("csv-broken", "cells are quoted that need not be", line)

    def _read(self, reader: Any, records: Iterator[list[str]], count: int) -> tuple[int, list[list[str]]] | None:
        """Read some rows; returns them with the line of the first, None at the end or where the form breaks."""
        if self._is_broken:
            return None
        rows: list[list[str]] = []
        first_line = reader.line_num + 1
        try:
            rows.extend(islice(records, count))
        except csv.Error as error:
            begin = self._comments.line_of(self._lines_of([*rows, []], first_line)[-1])
            if "unexpected end" in str(error):
                self._break("a cell that begins in this row with a quotation mark has no end", begin)
            else:
                line = self._comments.line_of(reader.line_num)
                self._break(f"{error}" + (f", in the row that begins at line {begin}" if begin != line else ""), line)
        except UnicodeError as error:
            byte = f"byte 0x{error.object[error.start]:02x}" if isinstance(error, UnicodeDecodeError) else "a byte"
            line = getattr(error, "line", 0) or undecodable_line(self.path, self.dialect.encoding)
            self._break(f"{byte} is not {self.dialect.encoding.upper()}", line)
        return (first_line, rows) if rows else None

    def _break(self, found: str, line: int) -> None:
        self._is_broken = True
        self._tell("csv-broken", found, line)

    def _tell(self, code: str, found: str, line: int) -> None:
        self._has_fault = True
        self._fault(code, found, line)

    def _chunk(self, rows: list[list[str]], first_line: int) -> Iterator[Chunk]:
        width = len(self.header) or len(rows[0])

        def count_lines(rows: list[list[str]] = rows) -> list[int]:
            return self._comments.lines_of(self._lines_of(rows, first_line))

        if set(map(len, rows)) != {width}:
            all_lines = count_lines()
            kept: list[int] = []
            for index, cells in enumerate(rows):
                if len(cells) == width:
                    kept.append(index)
                else:
                    found = "no cell: the line is blank" if not cells else f"{len(cells)} cells, not {width}"
                    self._tell("row-length", found, all_lines[index])
                    self._misfit(cells)
            rows = [rows[index] for index in kept]
            numbers = [all_lines[index] for index in kept]
            chunk = Chunk(rows, self.count, lambda: numbers)
        else:
            chunk = Chunk(rows, self.count, count_lines)
        if rows:
            self.count += len(rows)
            self._weigh(chunk.columns)
            yield chunk

    def _lines_of(self, rows: list[list[str]], first: int) -> list[int]:
        """Return the line at which each row begins, counting the line breaks in the cells before it."""
        lines: list[int] = []
        is_minimal = self.dialect.is_minimal  # then nothing but LF ends a line
        for cells in rows:
            lines.append(first)
            first += 1 + sum(cell.count("\n") if is_minimal else len(_BREAK.findall(cell)) for cell in cells)
        return lines

    def _weigh(self, columns: Iterable[tuple[str, ...]]) -> None:
        """Take the quotation marks that these cells need off those that the file has."""
        if self.dialect.is_minimal:
            self._quotes -= sum(map(_count_quotes, columns))

    def _open(self) -> Any:
        """Open the file: as bytes if it is minimal, else as lines in its encoding; its byte-order mark is passed over."""
        if self.dialect.is_minimal:
            return self.path.open("rb")
        encoding = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig"}.get(self.dialect.encoding.lower(), self.dialect.encoding)
        return self.path.open(encoding=encoding, newline="")

    def _minimal_lines(self, handle: BinaryIO) -> Iterator[str]:
        """Return the lines of a file as livepack writes it, block by block; what is otherwise is a fault."""
        number = 0  # lines before the block
        seen: set[bytes] = set()
        block = b"\n"
        while data := handle.read(_BLOCK_BYTES) + handle.readline():
            block = data
            if not number and block.startswith(b"\xef\xbb\xbf"):
                self._tell("csv-broken", "a byte-order mark", 1)
                block = block[3:]
            for byte, words in ((b"\r", "a carriage return; lines end with LF alone"), (b"\0", "a NUL")):
                if byte in block and byte not in seen:
                    seen.add(byte)
                    self._tell("csv-broken", words, number + block.count(b"\n", 0, block.index(byte)) + 1)
            self._quotes += block.count(b'"')
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError as error:
                # carried to `_read`, which tells it: only here is it known how many lines stand before the block
                error.line = number + block.count(b"\n", 0, error.start) + 1  # type: ignore[attr-defined]
                raise
            number += block.count(b"\n")
            yield from io.StringIO(text, newline="\n")
        if not block.endswith(b"\n"):
            self._tell("csv-broken", "no line end after the last row", number + 1)


_SPECIAL = re.compile('[,"\n\r]')
_BREAK = re.compile("\r\n|\n|\r")


def _count_quotes(cells: tuple[str, ...]) -> int:
    """Return how many quotation marks minimal quoting writes for these cells."""
    joined = "\x1f".join(cells)
    if _SPECIAL.search(joined) is None:
        return 0
    return 2 * sum(1 for cell in cells if _SPECIAL.search(cell)) + 2 * joined.count('"')


def _needless_quotes(path: Path) -> int:
    """Return the first line that minimal quoting would write otherwise; 0 if there is none."""
    taken: list[str] = []

    def record(lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            taken.append(line)
            yield line

    with path.open(encoding="utf-8", newline="\n") as handle:
        line = 1
        for cells in csv.reader(record(handle), strict=True):
            again = io.StringIO()
            csv.writer(again, lineterminator="\n").writerow(cells)
            if again.getvalue() != "".join(taken):
                return line
            line += len(taken)
            taken.clear()
    return 0
