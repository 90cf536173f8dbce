"""Annotations: the span of each lies inside the text of its paragraph."""

from __future__ import annotations

from collections.abc import Iterator

from livepack.checks.views import View
from livepack.findings import Finding


class LayerFinder:
    """Compares spans with paragraphs while the row gate reads both; keeps the length of each paragraph's text."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._lengths: dict[str, int] = {}

    def see(self, view: View) -> Iterator[Finding]:
        """Note the lengths of a chunk of paragraphs, or check a chunk of annotations, which come after them."""
        if view.plan.name == "paragraphs" and view.has(("paragraph_id", "text")):
            self._lengths.update(zip(view.cells("paragraph_id"), map(len, view.cells("text")), strict=True))
        elif view.plan.name == "annotations" and view.has(("paragraph_id", "start_char", "end_char")):
            cells = (view.cells(name) for name in ("paragraph_id", "start_char", "end_char"))
            for row, (paragraph_id, start, end) in enumerate(zip(*cells, strict=True)):
                fault = _span_fault(start, end, self._lengths.get(paragraph_id))
                if fault:
                    yield view.finding("annotation-outside", row, "start_char" if not start else "end_char", fault)

    def finish(self) -> Iterator[Finding]:
        """Find nothing."""
        return iter(())


def _span_fault(start: str, end: str, length: int | None) -> str:
    """Say in what a span is none of a text of that length; empty if it is one, or if its cells are no numbers."""
    if not start or not end:
        return "" if start == end else f"{'an end' if end else 'a start'} alone"
    if length is None or not all(cell.isdecimal() and cell.isascii() and len(cell) < 18 for cell in (start, end)):
        return ""
    first, last = int(start), int(end)
    return "" if first <= last <= length else f"{first} to {last} of {length} characters"
