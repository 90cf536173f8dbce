"""The rows of a page's ledger: its spans, with the rows that they name and the fate that other captures and people give them."""

from __future__ import annotations

from collections.abc import Iterable

from livepack.page import FIELD, OUTSIDE, WITNESS, Span
from livepack.page_rows import PageRows, Row, cell_text
from livepack.seeds import Seeds


def _overruled(rows: PageRows, seeds: Seeds) -> Iterable[Span]:
    """Return the spans of a page; those of its own cells that a person gave are made anew.

    What the page says the same is then a witness, and what it says otherwise is outside.
    """
    given = {("pages", name): value for name, value in rows.capture.facts(seeds).items()}
    given |= {("blogs", name): value for name, value in seeds.blogs.get(rows.blog.blog_id, {}).items()}
    ledger = rows.page.ledger
    if not any(span.disposition == FIELD and (span.table, span.field) in given for span in ledger):
        return ledger
    found: list[Span] = []
    for span in ledger:
        if span.disposition == FIELD and (span.table, span.field) in given:
            said, cell = getattr(rows.page, span.field, ""), given[span.table, span.field]
            is_same = cell_text(said) == cell_text(cell)
            other = Span(span.start, span.end, OUTSIDE)
            span = span._replace(disposition=WITNESS) if is_same else other  # noqa: PLW2901 - what it is from here on
        if found and found[-1][2:] == span[2:]:
            span = span._replace(start=found.pop().start)  # noqa: PLW2901 - one with the one before it
        found.append(span)
    return found


def ledger_rows(rows: PageRows, ids: dict[str, set[str]], seeds: Seeds) -> Iterable[Row]:
    """Return the page's rows of the ledger; `ids` has the ids of every table's rows.

    Values of a post whose row is from a newer capture are witnesses here, as are those that seeds.yaml gives too.
    """
    page_id = rows.page_id
    last: Row = {}
    for start, end, disposition, table, entry, child, column, part, decode, rule in _overruled(rows, seeds):
        cell, kind = (table, rows.row_id(table, entry, child), column), disposition
        if kind == FIELD and ((table == "blogs" and not rows.is_newest()) or not rows.is_shown(entry)):
            kind = WITNESS
        if table and not rows.is_shown(entry) and cell[1] not in ids[table]:
            # What the newest capture does not show: a value is of the post, furniture of nothing.
            cell = ("entries", rows.entry_id(entry), "text") if disposition == FIELD else ("", "", "")
        row = {
            "page_id": page_id,
            "start_char": str(start),
            "end_char": str(end),
            "disposition": kind,
            "table_name": cell[0],
            "row_id": cell[1],
            "field_name": cell[2],
            "part": str(part or ""),
            "decode": decode,
            "rule": rule,
        }
        if (
            last
            and kind == WITNESS
            and row | {"start_char": "", "end_char": ""} == last | {"start_char": "", "end_char": ""}
        ):
            last["end_char"] = row["end_char"]  # a value and its witness, which are two witnesses now
            continue
        if last:
            yield last
        last = row
    if last:
        yield last
