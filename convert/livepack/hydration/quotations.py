"""Finds where a text repeats eight words in a row of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from livepack.hydration.columns import RUN

_WORD = re.compile(r"\S+")
_EDGE = "".join(map(chr, [*range(33, 48), *range(58, 65), *range(91, 97), *range(123, 127)])) + "“”‘’«»…–—·"


class Quotations:
    """The runs of eight words that some texts hold, each as a hash: what is looked for in others.

    A word is what stands between white space, without signs at its ends and in small letters.
    """

    def __init__(self) -> None:
        """Begin with no text."""
        self._runs: set[int] = set()

    def add(self, text: str) -> None:
        """Take a text whose words must not be repeated."""
        self._runs.update(run for _, run in _runs(text))

    def find(self, text: str) -> str:
        """Return the first eight words that repeat one of the texts; empty if none do."""
        return next((words for words, run in _runs(text) if run in self._runs), "")

    def find_in(self, texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Return the names of the texts that repeat words, each with the first eight."""
        for name, text in texts:
            found = self.find(text)
            if found:
                yield name, found


def _runs(text: str) -> Iterator[tuple[str, int]]:
    words = [word for match in _WORD.finditer(text.casefold()) if (word := match.group().strip(_EDGE))]
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN])
        yield run, hash(run)
