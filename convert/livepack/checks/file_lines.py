"""Lines of a file that a row reader does not count: comments, and the one at which decoding fails."""

from __future__ import annotations

import codecs
import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from pathlib import Path

_BLOCK_BYTES = 1 << 20


class Comments:
    """Leaves comment lines out between rows, never within a cell of several lines, and counts lines with them."""

    def __init__(self, sign: str) -> None:
        self._sign = sign
        self._before: list[int] = []  # for each comment how many other lines stand before it
        self._is_between_rows = True

    def leave_out(self, lines: Iterable[str]) -> Iterator[str]:
        """Return the lines that are no comments."""
        kept = 0
        for line in lines:
            if self._is_between_rows and line.startswith(self._sign):
                self._before.append(kept)
            else:
                kept += 1
                self._is_between_rows = False
                yield line

    def mark_ends(self, records: Iterable[list[str]]) -> Iterator[list[str]]:
        """Return rows as they are read, so that it is known where one ends."""
        for record in records:
            self._is_between_rows = True
            yield record

    def line_of(self, number: int) -> int:
        """Return the file's line of a line that was kept."""
        return number + bisect_left(self._before, number)

    def lines_of(self, numbers: list[int]) -> list[int]:
        """Return the file's lines of lines that were kept."""
        return [self.line_of(number) for number in numbers] if self._before else numbers


def undecodable_line(path: Path, encoding: str) -> int:
    """Return the first line of a file that cannot be decoded."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    line = 1
    with path.open("rb") as handle:
        while data := handle.read(_BLOCK_BYTES):
            state = decoder.getstate()
            try:
                line += decoder.decode(data).count("\n")
            except UnicodeError:
                decoder.setstate(state)
                return line + _breaks_before_fault(decoder, data)
    return line


def _breaks_before_fault(decoder: io.IncrementalNewlineDecoder, data: bytes) -> int:
    """Return how many line breaks stand before the byte at which a decoder gives up."""
    count = 0
    try:
        for index in range(len(data)):
            count += decoder.decode(data[index : index + 1]).count("\n")
    except UnicodeError:
        pass
    return count
