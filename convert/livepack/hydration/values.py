"""Reads values from the saved pages by the ledger alone, and derives those that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from livepack.checks.ledger_words import decode_span
from livepack.containers import facts_of
from livepack.hydration.columns import Cell, curated_cells
from livepack.hydration.messages import open_message
from livepack.seeds import Seeds
from livepack.tables import Row, Tables

# The columns with the publisher's words that follow from others, whose values the ledger therefore does not place.
DERIVED = frozenset(
    {
        ("blogs", "title"),
        ("entries", "author_name"),
        ("entries", "author_role"),
        ("entries", "text"),
        ("links", "text"),
    }
)


def read_values(ledger: Iterable[Row], documents: Mapping[str, str]) -> dict[Cell, str]:
    """Return the value of every cell that the ledger places: its spans, decoded and joined, in parts.

    Args:
        ledger: its rows.
        documents: the text of each page's document, by page id.

    Raises:
        KeyError: a page has no document.
        ValueError: a span is none, or its characters cannot be decoded as the ledger says.
    """
    cells: dict[Cell, dict[int, list[str]]] = {}
    for row in ledger:
        if row["disposition"] == "field" and "resolve" not in row["decode"]:  # addresses are not taken out
            document = documents[row["page_id"]]
            piece = document[int(row["start_char"]) : int(row["end_char"])]
            parts = cells.setdefault((row["table_name"], row["row_id"], row["field_name"]), {})
            parts.setdefault(int(row["part"] or 0), []).append(decode_span(piece, row["decode"]))
    return {
        cell: "\n\n".join(" ".join("".join(parts[part]).split()) for part in sorted(parts))
        for cell, parts in cells.items()
    }


def fill_tables(tables: Tables, ids: Mapping[str, str], values: Mapping[Cell, str], seeds: Seeds) -> None:
    """Put the words back into the rows.

    Args:
        tables: rows whose words were taken out; they are changed.
        ids: the id column of each table that has one.
        values: what the ledger places.
        seeds: what people gave.
    """
    for name, column in ids.items():
        for row in tables[name]:
            for cell, value in _of_row(values, name, row[column], row):
                row[cell] = value
    curated = set().union(*(curated_cells(page) for page in tables["pages"]))
    for page in tables["pages"]:
        if ("pages", page["page_id"], "title") in curated:
            page["title"] = str(facts_of(seeds.documents, page["source_file"]).get("title", ""))
    for blog in tables["blogs"]:
        if ("blogs", blog["blog_id"], "title") in curated:
            blog["title"] = str(seeds.blogs.get(blog["blog_id"], {}).get("title", ""))
        else:
            own = [page for page in tables["pages"] if page["blog_id"] == blog["blog_id"]]
            blog["title"] = max(own, key=_age)["title"] if own else ""
    _derive_entries(tables)
    for finding in tables["findings"]:
        finding["message"] = open_message(finding, values)


def _of_row(values: Mapping[Cell, str], table: str, row_id: str, row: Row) -> list[tuple[str, str]]:
    cells = [(column, values.get((table, row_id, column), "")) for column, value in row.items() if not value]
    return [(column, value) for column, value in cells if value]


def _age(page: Row) -> tuple[str, int, str]:
    return page["captured"], -int(page["page_number"] or 0), page["source_file"]


def _derive_entries(tables: Tables) -> None:
    paragraphs, contributors = _by_entry(tables["paragraphs"]), _by_entry(tables["contributors"])
    for entry in tables["entries"]:
        entry["text"] = "\n\n".join(row["text"] for row in paragraphs.get(entry["entry_id"], ()))
        first: Mapping[str, str] = next(iter(contributors.get(entry["entry_id"], ())), {})
        entry["author_name"], entry["author_role"] = first.get("name", ""), first.get("role", "")
    texts = {row["paragraph_id"]: row["text"] for row in tables["paragraphs"]}
    for link in tables["links"]:
        link["text"] = texts.get(link["paragraph_id"], "")[int(link["start_char"]) : int(link["end_char"])]


def _by_entry(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: int(row["position"])):
        found.setdefault(row["entry_id"], []).append(row)
    return found
