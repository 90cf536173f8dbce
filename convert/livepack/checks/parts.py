"""Cuts a table's file between rows, so that several processes can each read a part of it.

A line break is the end of a row if an even number of quotation marks stands before it. That is so for files as most
programs write them; where a stray quotation mark makes it untrue, the part before the cut ends within a cell, which its
reader tells, and the table is then read as a whole.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from livepack.checks.rows import Chunk, Dialect, Fault, RowReader

_BLOCK_BYTES = 1 << 20


class Part(NamedTuple):
    """Some rows that stand together: the header's bytes and lines, the rows' bytes, and the line of the first row."""

    header_end: int
    header_lines: int
    start: int
    end: int
    line: int


def cut_table(path: Path, dialect: Dialect, count: int) -> list[Part]:
    """Cut a table into about as many parts of one size; none if its dialect does not say where rows end.

    Raises:
        OSError: the file cannot be read.
    """
    is_plain = dialect.quote == '"' and dialect.is_double_quote and dialect.has_header
    if not is_plain or dialect.escape or dialect.comment or dialect.encoding.lower() not in ("utf-8", "utf8", "ascii"):
        return []
    header_end, header_lines = _measure_header(path, dialect)
    size = path.stat().st_size
    cuts = [(header_end, header_lines + 1)]
    cuts += _find_cuts(path, [header_end + (size - header_end) * number // count for number in range(1, count)])
    ends = [start for start, _ in cuts[1:]] + [size]
    return [
        Part(header_end, header_lines, start, end, line)
        for (start, line), end in zip(cuts, ends, strict=True)
        if start < end
    ]


def _measure_header(path: Path, dialect: Dialect) -> tuple[int, int]:
    taken: list[bytes] = []

    def lines(handle: Iterator[bytes]) -> Iterator[str]:
        for line in handle:
            taken.append(line)
            yield line.decode("utf-8", "replace")

    with path.open("rb") as handle:
        next(csv.reader(lines(handle), delimiter=dialect.delimiter), None)
    return sum(map(len, taken)), len(taken)


def _find_cuts(path: Path, targets: list[int]) -> list[tuple[int, int]]:
    """Return the first end of a row behind each of these bytes, with the line that begins there."""
    found: list[tuple[int, int]] = []
    waiting = targets[::-1]
    quotes = lines = offset = 0
    with path.open("rb") as handle:
        while waiting and (block := handle.read(_BLOCK_BYTES)):
            while waiting and waiting[-1] < offset + len(block):
                at = _end_of_row(block, max(0, waiting[-1] - offset), quotes)
                if not at:
                    break  # it lies in a later block
                if not found or found[-1][0] < offset + at:
                    found.append((offset + at, lines + block.count(b"\n", 0, at) + 1))
                waiting.pop()
            quotes += block.count(b'"')
            lines += block.count(b"\n")
            offset += len(block)
    return found


def _end_of_row(block: bytes, at: int, quotes: int) -> int:
    """Return where the first row begins that ends an earlier one behind a byte of a block; 0 if none does."""
    quotes += block.count(b'"', 0, at)
    while (end := block.find(b"\n", at)) >= 0:
        quotes += block.count(b'"', at, end)
        at = end + 1
        if quotes % 2 == 0:
            return at
    return 0


class PartReader(RowReader):
    """One pass over a part of a table, with the lines that its rows have in the file."""

    def __init__(self, path: Path, dialect: Dialect, fault: Fault, part: Part) -> None:
        """Prepare to read a part of `path`; what only the whole file can show to be wrong is not looked for."""
        super().__init__(path, replace(dialect, is_minimal=False), fault)
        self._part = part

    def _open(self) -> AbstractContextManager[Iterator[str]]:
        return self._lines()

    @contextmanager
    def _lines(self) -> Iterator[Iterator[str]]:
        with self.path.open("rb") as handle:
            part = self._part

            def read() -> Iterator[str]:
                yield from StringIO(handle.read(part.header_end).decode("utf-8-sig"), newline="\n")
                handle.seek(part.start)
                while handle.tell() < part.end:
                    data = handle.read(min(_BLOCK_BYTES, part.end - handle.tell()))
                    if handle.tell() < part.end:
                        data += handle.readline()
                    yield from StringIO(data.decode("utf-8"), newline="\n")

            yield read()

    def _chunk(self, rows: list[list[str]], first_line: int) -> Iterator[Chunk]:
        return super()._chunk(rows, first_line - self._part.header_lines - 1 + self._part.line)
