"""Where in its source a row of the ledger stands: file, line and column, and the first characters of what stands there."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from livepack.checks.subject import Row, Subject, ends_of
from livepack.findings import Finding, shorten

LEDGER = "ledger.csv"
_PLACED = frozenset({"ledger-gap", "ledger-overlap"})  # what they find lies between two rows
_MAX_QUOTED = 40  # characters of the source that a finding quotes
_MAX_FILE = 60  # and of the source's name


def point_at_source(finding: Finding, subject: Subject) -> Finding:
    """Return a finding at a row of the ledger with the row's place in the source; any other finding as it is."""
    if finding.file != LEDGER or finding.code in _PLACED:
        return finding
    if "ledger rows" not in subject.memory:
        subject.memory["ledger rows"] = {line: row for rows in subject.ledger.values() for line, row in rows}
    rows: dict[int, Row] = subject.memory["ledger rows"]
    row = rows.get(finding.line)
    ends = ends_of(row) if row is not None else None
    return finding if row is None or ends is None else add_place(finding, subject, row["page_id"], *ends)


def add_place(finding: Finding, subject: Subject, page_id: str, start: int, end: int) -> Finding:
    """Return a finding whose message ends with a place of a page's source.

    Args:
        finding: what was found.
        subject: the package, with the sources if they are at hand.
        page_id: the page.
        start: where in its document, in code points.
        end: the first code point behind it.

    Returns:
        The finding; behind its message `; page.html:12:5 has "By Ann Example"`, lines and columns from 1, or without the
        source `; characters 310 to 324 of page.html`.
    """
    page = subject.by_id["pages"].get(page_id, {})
    file = shorten(page.get("source_file", page_id), _MAX_FILE)
    text = subject.texts.get(page_id)
    if text is None:
        return replace(finding, message=f"{finding.message}; characters {start} to {end} of {file}")
    if start >= len(text):
        return replace(finding, message=f"{finding.message}; {file} has only {len(text)} characters, not {end}")
    breaks = _line_breaks(subject, page_id, text)
    index = bisect_right(breaks, start - 1)
    line, column = index + 1, start - (breaks[index - 1] if index else -1)
    quoted = shorten(text[start : min(end, start + 2 * _MAX_QUOTED)], _MAX_QUOTED)
    words = f'"{quoted}"' if quoted else "nothing but white space"
    return replace(finding, message=f"{finding.message}; {file}:{line}:{column} has {words}")


def _line_breaks(subject: Subject, page_id: str, text: str) -> list[int]:
    """Return where the line breaks of a page's document are."""
    known: dict[str, list[int]] = subject.memory.setdefault("line breaks", {})
    if page_id not in known:
        known[page_id] = [found.start() for found in re.finditer("\n", text)]
    return known[page_id]
