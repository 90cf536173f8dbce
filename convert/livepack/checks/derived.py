"""Derived fields, counts, positions and row order, computed again from the other fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from livepack import schemas
from livepack.checks.subject import Row, Subject, number_of
from livepack.findings import Finding, make_finding

_CHILDREN = ("contributors", "paragraphs", "embeds", "images")
_BLOCKS = ("paragraphs", "embeds", "images")


def _group(rows: list[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _differs(subject: Subject, code: str, table: str, row: Row, column: str, wanted: str) -> Iterator[Finding]:
    if row[column] != wanted:
        row_id = row[schemas.tables()[table].id_column]
        yield subject.at(code, table, row_id, column, f"{row[column] or 'empty'}, not {wanted or 'empty'}")


def check_derived(subject: Subject) -> Iterator[Finding]:
    """Places among the paragraphs, earliest and latest times, and what blogs take from their pages, follow from the rows."""
    paragraphs = _group(subject.rows("paragraphs"), "entry_id")
    for table in ("embeds", "images"):
        for row in subject.rows(table):
            before = (
                sum(1 for p in paragraphs.get(row["entry_id"], ()) if number_of(p["block"]) < number_of(row["block"]))
                if row["entry_id"]
                else 0
            )
            yield from _differs(subject, "derived-differs", table, row, "after_paragraph", str(before))
    yield from _check_bounds(subject)
    yield from _check_blogs(subject)


def check_derived_words(subject: Subject) -> Iterator[Finding]:
    """Texts, authors and titles, and how many words there are, follow from the rows below and above."""
    paragraphs = _group(subject.rows("paragraphs"), "entry_id")
    contributors = _group(subject.rows("contributors"), "entry_id")
    for entry in subject.rows("entries"):
        own = sorted(paragraphs.get(entry["entry_id"], []), key=lambda row: number_of(row["position"]))
        text = "\n\n".join(row["text"] for row in own)
        if entry["text"] != text:
            yield subject.at("derived-differs", "entries", entry["entry_id"], "text", "its paragraphs say otherwise")
        words = len(entry["text"].split())
        yield from _differs(subject, "derived-differs", "entries", entry, "word_count", str(words))
        first = min(contributors.get(entry["entry_id"], []), key=lambda row: number_of(row["position"]), default={})
        for column, of in (("author_name", "name"), ("author_role", "role")):
            if entry[column] != first.get(of, ""):
                yield subject.at(
                    "derived-differs", "entries", entry["entry_id"], column, "the first contributor is another"
                )
    for link in subject.rows("links"):
        paragraph = subject.by_id["paragraphs"].get(link["paragraph_id"], {})
        words_ = paragraph.get("text", "")[number_of(link["start_char"]) : number_of(link["end_char"])]
        if link["text"] != words_:
            yield subject.at("derived-differs", "links", link["link_id"], "text", "its paragraph says otherwise")
    yield from _check_titles(subject)


def _check_bounds(subject: Subject) -> Iterator[Finding]:
    for table, column in (("blogs", "blog_id"), ("pages", "page_id")):
        entries = _group(subject.rows("entries"), column)
        for row in subject.rows(table):
            instants = sorted(entry["published"] for entry in entries.get(row[column], ()) if entry["published"])
            ends = (instants[0], instants[-1]) if instants else ("", "")
            yield from _differs(subject, "derived-differs", table, row, "earliest_published", ends[0])
            yield from _differs(subject, "derived-differs", table, row, "latest_published", ends[1])


def _check_blogs(subject: Subject) -> Iterator[Finding]:
    pages = _group(subject.rows("pages"), "blog_id")
    for blog in subject.rows("blogs"):
        own = pages.get(blog["blog_id"], [])
        for column in ("language", "time_zone"):
            values = {page[column] for page in own}
            yield from _differs(
                subject, "derived-differs", "blogs", blog, column, values.pop() if len(values) == 1 else ""
            )
        if not any("blogs.representation" in page["curated"].split() for page in own):
            yield from _differs(subject, "derived-differs", "blogs", blog, "representation", _representation(blog, own))


def _check_titles(subject: Subject) -> Iterator[Finding]:
    pages = _group(subject.rows("pages"), "blog_id")
    for blog in subject.rows("blogs"):
        own = pages.get(blog["blog_id"], [])
        newest = max(
            own, key=lambda page: (page["captured"], -number_of(page["page_number"]), page["source_file"]), default={}
        )
        if "blogs.title" not in newest.get("curated", "").split():
            yield from _differs(subject, "derived-differs", "blogs", blog, "title", newest.get("title", ""))


def _representation(blog: Row, pages: list[Row]) -> str:
    if not blog["pages_stated"]:
        return "unknown"
    numbers = {page["page_number"] for page in pages} - {""}
    return "full" if (len(numbers) or len(pages)) >= number_of(blog["pages_stated"]) else "partial"


def check_counts(subject: Subject) -> Iterator[Finding]:
    """Counts in blogs, pages and entries equal the rows that they count."""
    for table, key, column, counted in (
        ("blogs", "blog_id", "pages_held", "pages"),
        ("blogs", "blog_id", "entry_count", "entries"),
        ("pages", "page_id", "embed_count", "embeds"),
        ("pages", "page_id", "image_count", "images"),
        ("entries", "entry_id", "paragraph_count", "paragraphs"),
        ("entries", "entry_id", "embed_count", "embeds"),
        ("entries", "entry_id", "image_count", "images"),
    ):
        tally = Counter(row[key] for row in subject.rows(counted))
        for row in subject.rows(table):
            yield from _differs(subject, "count-differs", table, row, column, str(tally[row[key]]))
    yield from _check_page_counts(subject)


def _check_page_counts(subject: Subject) -> Iterator[Finding]:
    """A page's entry count includes posts whose row is from a newer capture; the ledger names those too."""
    for page in subject.rows("pages"):
        own = {row["entry_id"] for row in subject.by_page["entries"].get(page["page_id"], ())}
        count = len(own | subject.posts_of(page["page_id"]))
        yield from _differs(subject, "count-differs", "pages", page, "entry_count", str(count))


def check_positions(subject: Subject) -> Iterator[Finding]:
    """Positions run 1, 2, 3 … within their parent."""
    for table in ("key_points", *_CHILDREN):
        groups: dict[str, list[Row]] = {}
        for row in subject.rows(table):
            groups.setdefault(row.get("entry_id") or row.get("page_id", ""), []).append(row)
        for rows in groups.values():
            yield from _check_run(subject, "position-gap", table, rows, "position")
    superseded = _pages_with_superseded(subject)
    for page_id, rows in _group(subject.rows("entries"), "page_id").items():
        if page_id not in superseded:
            yield from _check_run(subject, "position-gap", "entries", rows, "position")


def _pages_with_superseded(subject: Subject) -> set[str]:
    """Return the pages that show posts whose row is from a newer capture; their positions have gaps."""
    counts = Counter(row["page_id"] for row in subject.rows("entries"))
    return {
        page["page_id"] for page in subject.rows("pages") if number_of(page["entry_count"]) > counts[page["page_id"]]
    }


def _check_run(subject: Subject, code: str, table: str, rows: list[Row], column: str) -> Iterator[Finding]:
    found = sorted(number_of(row[column]) for row in rows)
    if found != list(range(1, len(found) + 1)):
        row_id = rows[0][schemas.tables()[table].id_column]
        yield subject.at(code, table, row_id, column, _run_words(found))


def _run_words(found: list[int]) -> str:
    missing = sorted(set(range(1, max(found, default=0) + 1)) - set(found))
    if missing:
        return f"{missing[0]} is missing"
    return f"{next((n for n, count in Counter(found).items() if count > 1), 0)} stands twice"


def check_blocks(subject: Subject) -> Iterator[Finding]:
    """Paragraphs, embeds and images of a post together have the blocks 1, 2, 3 …, each kind in its own order."""
    groups: dict[str, list[tuple[str, Row]]] = {}
    for table in _BLOCKS:
        for row in subject.rows(table):
            groups.setdefault(row["entry_id"] or row.get("page_id", ""), []).append((table, row))
    for owner, rows in groups.items():
        found = sorted(number_of(row["block"]) for _, row in rows)
        table, row = rows[0]
        row_id = row[schemas.tables()[table].id_column]
        if found != list(range(1, len(found) + 1)):
            yield subject.at("block-gap", table, row_id, "block", f"{owner}: {_run_words(found)}")
        for kind in _BLOCKS:
            own = sorted((number_of(r["position"]), number_of(r["block"])) for t, r in rows if t == kind)
            if [block for _, block in own] != sorted(block for _, block in own):
                yield subject.at(
                    "block-gap", table, row_id, "block", f"{owner}: {kind} stand in another order than their positions"
                )


def check_list_numbers(subject: Subject) -> Iterator[Finding]:
    """The numbers that a copy prints before its posts run on by one, as displayed."""
    superseded = _pages_with_superseded(subject)
    for page_id, rows in _group(subject.rows("entries"), "page_id").items():
        numbered = [row for row in sorted(rows, key=lambda row: number_of(row["position"])) if row["list_number"]]
        if page_id in superseded:
            continue
        for before, row in pairwise(numbered):
            if number_of(row["list_number"]) != number_of(before["list_number"]) + 1:
                found = f"{row['list_number']} after {before['list_number']}"
                yield subject.at("list-number-gap", "entries", row["entry_id"], "list_number", found)
        first = number_of(numbered[0]["list_number"]) if numbered else 1
        if first != 1:
            # Pages have 20 posts: a copy of a later page may number on from 21 or 41.
            code = "list-number-start" if first % 20 == 1 else "list-number-gap"
            yield subject.at(code, "entries", numbered[0]["entry_id"], "list_number", f"the first is {first}")
        if numbered and len(numbered) != len(rows):
            yield subject.at("list-number-gap", "entries", rows[0]["entry_id"], "list_number", "some posts have none")


def check_labels(subject: Subject) -> Iterator[Finding]:
    """The labels of a provider's embeds in a post run on from 1."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in subject.rows("embeds"):
        if row["label_number"]:
            groups.setdefault((row["entry_id"], row["provider"]), []).append(row)
    for (_, provider), rows in groups.items():
        ordered = sorted(rows, key=lambda row: number_of(row["position"]))
        for wanted, row in enumerate(ordered, start=1):
            if number_of(row["label_number"]) != wanted:
                found = f"{provider} {row['label_number']} where {wanted} must be"
                yield subject.at("label-gap", "embeds", row["embed_id"], "label_number", found)
                break


def check_empty_entries(subject: Subject) -> Iterator[Finding]:
    """A post has text or media."""
    full = {row["entry_id"] for table in _BLOCKS for row in subject.rows(table)}
    for entry in subject.rows("entries"):
        if entry["entry_id"] not in full:
            yield subject.at("empty-entry", "entries", entry["entry_id"])


def check_row_order(subject: Subject) -> Iterator[Finding]:
    """Rows stand by id, source file, parent and position; links by paragraph and place, findings by page."""
    pages = {row["page_id"]: index for index, row in enumerate(subject.rows("pages"))}
    entries = {row["entry_id"]: index for index, row in enumerate(subject.rows("entries"))}

    def child(row: Row) -> tuple[Any, ...]:
        page = pages.get(subject.page_of(row), -1)
        return (page, entries.get(row["entry_id"], -1), number_of(row.get("position", "0")))

    def paragraph(row: Row) -> int:
        return number_of(subject.by_id["paragraphs"].get(row["paragraph_id"], {}).get("position", ""))

    keys: dict[str, Callable[[Row], tuple[Any, ...]]] = {
        "blogs": lambda row: (row["blog_id"],),
        "pages": lambda row: (row["source_file"],),
        "entries": lambda row: (pages.get(row["page_id"], -1), number_of(row["position"])),
        "key_points": lambda row: (pages.get(row["page_id"], -1), number_of(row["position"])),
        "ledger": lambda row: (pages.get(row["page_id"], -1), number_of(row["start_char"])),
        "contributors": child,
        "paragraphs": child,
        "embeds": child,
        "images": child,
        "links": lambda row: (entries.get(row["entry_id"], -1), paragraph(row), number_of(row["start_char"])),
        "findings": lambda row: (pages.get(row["page_id"], -1),),
    }
    for name, key in keys.items():
        if name not in subject.tables:
            continue
        before: tuple[Any, ...] | None = None
        for line, row in subject.tables[name].numbered():
            place = key(row)
            if -1 in place:
                continue  # of no page or post: key-dangling says so
            if before is not None and place < before:
                id_column = schemas.tables()[name].id_column
                yield make_finding(
                    "row-order",
                    "it belongs further up",
                    table=name,
                    row=row.get(id_column, ""),
                    file=f"{name}.csv",
                    line=line,
                )
            before = place


def check_known_findings(subject: Subject) -> Iterator[Finding]:
    """The table findings holds codes, levels and messages of schemas/findings.yaml."""
    known = schemas.finding_types()
    for row in subject.rows("findings"):
        kind = known.get(row["code"])
        if kind is None or kind.level != row["level"]:
            yield subject.at("finding-unknown", "findings", row["finding_id"], "code", f"{row['code']}, {row['level']}")
        elif not re.search(re.escape(kind.message).replace(r"\{found\}", ".*"), row["message"], re.DOTALL):
            yield subject.at("finding-unknown", "findings", row["finding_id"], "message", row["message"])
