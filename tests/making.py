"""Makes small pages, captures and tables for tests, and says what is wrong with a ledger."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from livepack import rules, schemas
from livepack.checks.moments import instant_of
from livepack.page import Page
from livepack.readers import read_page
from livepack.seeds import Seeds
from livepack.source import decode_source
from livepack.tables import Capture, Tables, make_tables

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "000_8947e468bea8c5dc.txt"
DATE = "Greenwich Mean Time 14 December 2016"


def post(headline: str, clock: str, *blocks: str, date: str = DATE) -> tuple[str, str, list[str]]:
    """A post for `layout`: its title, its time and its blocks, each without indentation."""
    return headline, f"{clock} {date}".strip(), list(blocks)


def layout(*posts: tuple[str, str, list[str]]) -> str:
    """A layout copy of posts whose blocks are all paragraphs."""
    text = ""
    for number, (headline, time, blocks) in enumerate(posts, start=1):
        text += f"  {number}. {headline}published at {time}\n\n"
        text += "".join(f"    {block}\n\n" for block in blocks)
    return text


def small_page(*words: str) -> str:
    """A page of one post; the words are its paragraphs."""
    return layout(post("Bridge closed", "15:35", *(words or ("The bridge is closed.",))))


def read(text: str, **facts: str) -> Page:
    """Read a text as a page."""
    return read_page(decode_source("page.txt", text.encode(), facts))


def capture(text: str, name: str = "page.txt", **facts: object) -> Capture:
    """Read a text as the capture of that name."""
    source = decode_source(name, text.encode(), dict(facts))
    return Capture.of(source, read_page(source))


def tables_of(*pages: tuple[str, str, dict[str, object]], **seeds: dict[str, object]) -> Tables:
    """Tables of pages, each a name, a text and what seeds.yaml says of it."""
    found = Seeds(documents={name: facts for name, _, facts in pages}, **seeds)
    return make_tables([capture(text, name, **facts) for name, text, facts in pages], found)


def table(tables: Tables, name: str, *columns: str) -> list[tuple[str, ...]]:
    """Some columns of a table, a tuple each row."""
    return [tuple(row.get(column, "") for column in columns) for row in tables[name]]


def read_package(files: dict[str, bytes]) -> Tables:
    """The tables of a package, from its CSV files only."""
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(data.decode(), newline="")))
        for name, data in files.items()
        if name.endswith(".csv")
    }


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and its folders, by its path in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write_files(folder: Path, files: dict[str, bytes]) -> None:
    """Write a package's files into a folder."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def normalise(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return " ".join(text.split())


def decoded(text: str, decode: str) -> str:
    """A span's characters decoded as its row of the ledger says, outermost first."""
    for step in decode.split():
        text = html.unescape(re.sub(r"<br\b[^<>]*>", " ", text)) if step == "html" else json.loads(f'"{text}"')
    return text


def cover_problems(document: str, ledger: list[dict[str, str]]) -> Iterator[str]:
    """Where the rows of a page do not cover its document exactly once, and what is unread."""
    position = 0
    for row in ledger:
        start, end = int(row["start_char"]), int(row["end_char"])
        if start != position:
            yield f"a gap or overlap between {position} and {start}"
        if end <= start:
            yield f"an empty span at {start}"
        if row["disposition"] == "unread":
            yield f"unread: {document[start:end]!r}"
        position = end
    if position != len(document):
        yield f"the ledger ends at {position}, the document at {len(document)}"


def markup_problems(document: str, ledger: list[dict[str, str]], tables: Tables) -> Iterator[str]:
    """Letters and digits that a text copy's ledger calls markup, but for numbers of list items and key points."""
    kinds = {row["paragraph_id"]: row["kind"] for row in tables["paragraphs"]}
    for row, follower in zip(ledger, [*ledger[1:], {}], strict=True):
        text = document[int(row["start_char"]) : int(row["end_char"])]
        if row["disposition"] != "markup" or not any(char.isalnum() for char in text):
            continue
        is_list = kinds.get(follower.get("row_id", "")) == "list_item"
        is_point = follower.get("table_name") == "key_points"  # summaries are numbered lists in some copies
        if not ((is_list or is_point) and re.fullmatch(r"[\s•◦▪]*[0-9]{1,3}\.\s*", text)):
            yield f"markup holds {text!r}"


def row_problems(ledger: list[dict[str, str]], tables: Tables) -> Iterator[str]:
    """Rows of the ledger that name a table, row or field that does not exist."""
    known = rows_by_id(tables)
    described = schemas.tables()
    for row in ledger:
        name = row.get("table_name", "")
        if row["disposition"] in ("field", "witness") and not (name and row.get("field_name")):
            yield f"{row['disposition']} at {row['start_char']} names no cell"
        if name and (name, row["row_id"]) not in known:
            yield f"{row['disposition']} at {row['start_char']} names {name} {row['row_id']}"
        field = row.get("field_name", "")
        if field and field not in described[name].columns:
            yield f"{row['disposition']} at {row['start_char']} names {name}.{field}"


def cell_problems(documents: dict[str, str], tables: Tables) -> Iterator[str]:
    """Source cells that are not what their spans in the ledger give."""
    parts: dict[tuple[str, str, str], dict[int, str]] = {}
    for row in tables["ledger"]:
        if row["disposition"] == "field":
            text = documents[row["page_id"]][int(row["start_char"]) : int(row["end_char"])]
            cell = parts.setdefault((row["table_name"], row["row_id"], row["field_name"]), {})
            part = int(row.get("part") or 0)
            steps = row.get("decode", "").removesuffix("resolve").strip()
            words = decoded(text, steps)
            if row.get("decode", "").endswith("resolve"):
                page = next(page["url"] for page in tables["pages"] if page["page_id"] == row["page_id"])
                words = urljoin(page, words.strip())  # which knows relative addresses of every kind
            cell[part] = cell.get(part, "") + words
    given = {tuple(name.split(".")) for row in tables["pages"] for name in row["curated"].split()}
    for (name, row_id), row in rows_by_id(tables).items():
        for field in schemas.tables()[name].fields:
            value = row.get(field.name, "")
            found = parts.pop((name, row_id, field.name), None)
            if field.origin != "source" or (name, field.name) in given:
                continue
            printed = "\n\n".join(normalise(text) for _, text in sorted((found or {}).items()))
            if field.strict == "instant" and printed:
                printed = instant_of(printed)
            if printed != value:
                yield f"{name} {row_id} {field.name}: {value!r}, but its spans give {printed!r}"
    yield from (f"spans for a cell that does not exist: {cell}" for cell in parts)


def rule_problems(documents: dict[str, str], tables: Tables) -> Iterator[str]:
    """Boilerplate that is not what its rule prints for the row that it names; tags may cut it."""
    known = rows_by_id(tables)
    for rows in _printed_together(documents, tables["ledger"]):
        row = rows[0]
        values = known.get((row.get("table_name", ""), row.get("row_id", "")), {})
        rule, part = rules.rules()[row["rule"]], int(row.get("part") or 0)
        texts = [
            decoded(documents[row["page_id"]][int(one["start_char"]) : int(one["end_char"])], one.get("decode", ""))
            for one in rows
        ]
        if not rule.fits("".join(texts), values, part):
            for text in texts:
                if not rule.fits(text, values, part):
                    yield f"{text!r} is not what {row['rule']} prints for {row.get('row_id')}"


def _printed_together(documents: dict[str, str], ledger: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """Rows of one rule, row and part, with nothing but tags, and addresses in them, between."""
    columns = ("page_id", "table_name", "row_id", "part", "rule")
    is_tagged = {page: text.lstrip()[:1] in ("<", "{", "[") for page, text in documents.items()}
    rows = [
        row
        for row in ledger
        if not is_tagged[row["page_id"]] or not (row["disposition"] == "markup" or row.get("field_name") == "url")
    ]
    for key, found in itertools.groupby(
        rows, lambda row: row["disposition"] == "boilerplate" and [row.get(column) for column in columns]
    ):
        together = list(found)
        if key:
            yield from [together] if is_tagged[together[0]["page_id"]] else [[row] for row in together]


def rows_by_id(tables: Tables) -> dict[tuple[str, str], dict[str, str]]:
    """Every row that has an id, by its table and its id."""
    return {
        (name, row[described.id_column]): row
        for name, described in schemas.tables().items()
        if described.id_column and name != "findings"
        for row in tables[name]
    }
