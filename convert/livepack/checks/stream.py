"""Checks of other packages' rows as they stream by: counts, order of time, and words that must not be there.

They look at the tables and columns that are named as livepack's are, and so know what they hold. The words of every
column that takes any text are searched for wrongly decoded characters and formulas.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

from livepack.checks.residue import OWN_TEXTS
from livepack.checks.views import Plan, View, views
from livepack.checks.words import Words, find_encoding_faults, find_labels, find_marks
from livepack.findings import Finding

# The words of a post may stand in its own row alone, where there is no table of paragraphs.
TEXTS = {**OWN_TEXTS, "entries": (*OWN_TEXTS["entries"], "text")}
_MAX_PLACES = 10_000
_COUNTED = {"embeds": "embed_count", "images": "image_count", "paragraphs": "paragraph_count"}


class WordFinder:
    """Finds boilerplate, wrongly decoded text and formulas."""

    def see(self, view: View) -> Iterator[Finding]:
        """Search the text columns of a chunk."""
        for column in view.plan.columns:
            if not column.is_text or column.name not in view.header:
                continue
            cells = view.cells(column.name)
            if not any(cells):
                continue
            words = Words(cells)
            if column.name in TEXTS.get(view.plan.name, ()):
                for row, rule_id, code in find_marks(words):
                    yield view.finding(code, row, column.name, rule_id)
                for row, rule_id in find_labels(words):
                    yield view.finding("label-residue", row, column.name, rule_id)
            for row, code, found, _ in find_encoding_faults(words):
                yield view.finding(f"{code}-in-source", row, column.name, ascii(found).strip("'"))

    def finish(self) -> Iterator[Finding]:
        """Find nothing more."""
        return iter(())


class OrderFinder:
    """Finds posts that stand against the direction in which the posts of their page or blog run."""

    def __init__(self) -> None:
        """Begin with no group of posts."""
        self._group: str | None = None
        self._before: str | None = None
        self._steps: dict[int, list[tuple[View, int]]] = {1: [], -1: []}  # where time steps forward, and where back
        self._counts: dict[int, int] = {1: 0, -1: 0}  # steps that are no longer kept
        self._number = 0  # of the group: one that comes again is another
        self._large: dict[int, int] = {}  # the numbers of groups with too many steps to keep, with their direction
        self._plan: Plan | None = None

    def see(self, view: View) -> Iterator[Finding]:
        """Compare the times of a chunk of posts with those before them."""
        if view.plan.name != "entries" or not view.has(("published",)):
            return
        self._plan = view.plan
        steps = self._steps
        for row, (group, step) in enumerate(self._walk(view)):
            if group != self._group:
                yield from self._leave()
                self._group, steps = group, self._steps
                self._number += 1
            if step:
                steps[step].append((view, row))
        for step, places in steps.items():
            if len(places) > _MAX_PLACES:
                self._counts[step] += len(places)
                places.clear()

    def _walk(self, view: View) -> Iterator[tuple[str, int]]:
        """Return each row's group and its step in time from the row before: 1 forward, -1 back, 0 none."""
        column = next((name for name in ("page_id", "blog_id") if name in view.header), "")
        moments = _moments(view.cells("published"))
        groups = view.cells(column) if column else ("",) * len(moments)
        last, before = self._group, self._before
        for group, moment in zip(groups, moments, strict=True):
            step = 0
            if group != last:
                last, before = group, None
            elif moment is not None and before is not None and moment != before:
                step = 1 if moment > before else -1
            before = moment or before
            yield group, step
        self._before = before

    def _leave(self) -> Iterator[Finding]:
        forward, back = (self._counts[step] + len(self._steps[step]) for step in (1, -1))
        direction = 1 if forward >= back else -1
        if self._counts[-direction]:
            self._large[self._number] = direction
        else:
            for view, row in self._steps[-direction]:
                yield view.finding("order-inverted", row, "published", _WORDS[direction])
        self._steps, self._counts = {1: [], -1: []}, {1: 0, -1: 0}

    def finish(self) -> Iterator[Finding]:
        """Tell of the last group, and of those that were too large."""
        yield from self._leave()
        if self._plan is None or not self._large:
            return
        self._group = self._before = None
        self._number = 0
        for view in views(self._plan):
            for row, (group, step) in enumerate(self._walk(view)):
                if group != self._group:
                    self._group = group
                    self._number += 1
                if step and step == -self._large.get(self._number, step):
                    yield view.finding("order-inverted", row, "published", _WORDS[-step])


_WORDS = {
    1: "older than the post above it, on a page that runs forward in time",
    -1: "younger than the post above it, on a page that runs back in time",
}


_INSTANT_LENGTH = len("2031-03-04T15:35:00Z")


def _moments(cells: tuple[str, ...]) -> Sequence[str | None]:
    """Return what can be compared with one another: instants in UTC as they are written, other times read; None for none."""
    if all(len(cell) == _INSTANT_LENGTH and cell[-1] == "Z" for cell in cells):
        return cells
    return [_moment(cell) for cell in cells]


def _moment(text: str) -> str | None:
    try:
        found = datetime.fromisoformat(text)
        found = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError):  # no moment, or one of the year 0 in UTC
        return None
    return found.replace(tzinfo=None).isoformat(timespec="microseconds")


class CountFinder:
    """Compares the counts in posts with the rows of the tables that they count."""

    def __init__(self, tables: Collection[str]) -> None:
        """Count the rows of those of these tables that posts have counts of."""
        # for each post what it states less what there is, where that is not 0
        self._open: dict[str, dict[str, int]] = {table: {} for table in _COUNTED if table in tables}
        self._plan: Plan | None = None
        self._unknown: set[str] = set()  # tables whose rows do not say of which post they are

    def see(self, view: View) -> Iterator[Finding]:
        """Take what posts state, or count rows off it."""
        name = view.plan.name
        if name == "entries" and view.has(("entry_id",)):
            self._plan = view.plan
            for table, found in self._open.items():
                if _COUNTED[table] in view.header:
                    stated = zip(view.cells("entry_id"), view.cells(_COUNTED[table]), strict=True)
                    for entry_id, cell in [pair for pair in stated if pair[1] != "0"]:
                        found[entry_id] = found.get(entry_id, 0) + (int(cell[:18]) if cell.isdecimal() else 0)
        elif name in self._open and not view.has(("entry_id",)):
            self._unknown.add(name)
        elif name in self._open:
            found = self._open[name]
            for entry_id in view.cells("entry_id"):
                count = found.pop(entry_id, 0) - 1
                if count:
                    found[entry_id] = count
        return iter(())

    def finish(self) -> Iterator[Finding]:
        """Tell of the posts whose counts were not met."""
        wrong = {
            table: found for table, found in self._open.items() if table not in self._unknown and any(found.values())
        }
        if self._plan is None or not wrong:
            return
        for view in views(self._plan):
            for row, entry_id in enumerate(view.cells("entry_id")):
                for table, found in wrong.items():
                    column = _COUNTED[table]
                    cell = view.cells(column)[row] if column in view.header else ""
                    if found.get(entry_id) and cell.isdecimal():
                        yield view.finding(
                            "count-differs", row, column, f"{cell}, not {int(cell[:18]) - found[entry_id]}"
                        )
