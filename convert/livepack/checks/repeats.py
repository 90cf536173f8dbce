"""Lines that come again: what stands in three posts or more and is no rule yet is told, so that it can become one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress

from livepack.checks.views import Plan, View, views
from livepack.findings import Finding, make_finding

_MIN_REPEATS = 3
_MIN_LENGTH = 12
_MAX_SLOTS = 1 << 24


class RepeatFinder:
    """Finds texts that several posts share, in memory that does not grow with their number.

    The first reading counts how often a text's hash comes, in one byte each; only if one comes often enough is the
    table read again, to see whether it is one text in that many posts.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._counts = bytearray()
        self._plan: Plan | None = None

    def see(self, view: View) -> Iterator[Finding]:
        """Count the texts of a chunk of paragraphs."""
        if view.plan.name == "paragraphs" and view.has(("text", "entry_id")):
            if self._plan is None:
                self._plan = view.plan
                self._counts = bytearray(min(_MAX_SLOTS, 1 << view.plan.path.stat().st_size.bit_length()))
            counts, size = self._counts, len(self._counts)
            for text in view.cells("text"):
                if len(text) >= _MIN_LENGTH:
                    slot = hash(text) % size
                    counts[slot] = min(counts[slot] + 1, _MIN_REPEATS)
        return iter(())

    def finish(self) -> Iterator[Finding]:
        """Read again what may be repeated, and tell what is."""
        if self._plan is None or _MIN_REPEATS not in self._counts:
            return
        entries: dict[str, set[str]] = {}
        first: dict[str, Finding] = {}
        for view in views(self._plan):
            texts = view.cells("text")
            for row in compress(range(len(texts)), map(self._is_frequent, texts)):
                posts = entries.setdefault(texts[row], set())
                posts.add(view.cells("entry_id")[row])
                if texts[row] not in first:
                    first[texts[row]] = view.finding("repeated-line", row, "text")
        for text, posts in entries.items():
            if len(posts) >= _MIN_REPEATS:
                at = first[text]
                yield make_finding(
                    at.code, str(len(posts)), table=at.table, row=at.row, field=at.field, file=at.file, line=at.line
                )

    def _is_frequent(self, text: str) -> bool:
        return len(text) >= _MIN_LENGTH and self._counts[hash(text) % len(self._counts)] >= _MIN_REPEATS
