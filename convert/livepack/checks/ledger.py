"""The ledger: its rows cover each page once, have what their disposition needs, and name cells that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from livepack import rules, schemas
from livepack.checks.source_places import LEDGER, add_place
from livepack.checks.subject import Row, Subject, ends_of, number_of
from livepack.findings import Finding, make_finding

_NAMED = {"field", "witness"}
LAYOUT = re.compile(r"[\s•◦▪\ufeff]*")
_PARTED = frozenset({("embeds", "text"), ("entries", "text")})  # fields whose values have parts


def at_row(code: str, line: int, row: Row, found: str = "") -> Finding:
    """Make a finding at a row of the ledger: it names the cell that the row names, and the row's line in the file."""
    return make_finding(
        code,
        found,
        table=row["table_name"] or "ledger",
        row=row["row_id"],
        field=row["field_name"],
        file=LEDGER,
        line=line,
    )


def check_partition(subject: Subject) -> Iterator[Finding]:
    """The rows of each page run from 0 to the document's length without gap or overlap."""
    for page in subject.rows("pages"):
        page_id = page["page_id"]
        position, line = 0, 0
        for line, row in subject.ledger.get(page_id, []):
            ends = ends_of(row)
            if ends is None:
                continue
            start, end = ends
            if start > position:
                found = at_row("ledger-gap", line, row, f"{position} to {start}")
                yield add_place(found, subject, page_id, position, start)
            elif start < position or end <= start:
                found = at_row("ledger-overlap", line, row, f"{start} to {max(position, end)}")
                yield add_place(found, subject, page_id, start, max(position, end))
            position = max(position, end)
        length = number_of(page["source_length"])
        if length and position != length:
            code = "ledger-gap" if position < length else "ledger-overlap"
            words = f"{min(position, length)} to {max(position, length)}"
            found = make_finding(code, words, table="pages", row=page_id, file=LEDGER, line=line)
            yield add_place(found, subject, page_id, min(position, length), max(position, length))


def check_unread(subject: Subject) -> Iterator[Finding]:
    """Nothing is unread."""
    for page in subject.rows("pages"):
        text = subject.texts.get(page["page_id"])
        for _, _, (start, end) in subject.spans_of(page["page_id"], "unread"):
            line = text.count("\n", 0, start) + 1 if text is not None else 0
            found = str(end - start)
            yield make_finding(
                "unread-text", found, table="pages", row=page["page_id"], file=page["source_file"], line=line
            )


def check_shape(subject: Subject) -> Iterator[Finding]:
    """Each row has the columns that its disposition needs and no others, and is not one with its neighbour."""
    for page_id, rows in subject.ledger.items():
        text = subject.texts.get(page_id, "")
        is_plain = subject.kinds.get(page_id) == "text"
        before: Row = {}
        for index, (line, row) in enumerate(rows):
            fault = _shape_fault(row, is_plain=is_plain)
            if (
                not fault
                and is_plain
                and row["disposition"] in ("outside", "unread")
                and (ends := ends_of(row))
                and LAYOUT.fullmatch(text[ends[0] : ends[1]])
            ):
                fault = f"{row['disposition']} without text"
            if not fault and row["part"] and row["disposition"] == "boilerplate":
                around = [before, rows[index + 1][1] if index + 1 < len(rows) else {}]
                fault = _part_fault(row, around)
            if fault:
                yield at_row("ledger-shape", line, row, fault)
            elif before and all(
                row[column] == before[column] for column in row if column not in ("start_char", "end_char")
            ):
                yield at_row("ledger-shape", line, row, "it is one with the row before it")
            before = row


def _part_fault(row: Row, around: list[Row]) -> str:
    """Say that a rule's text is not cut by a value, though the row says so; empty if it is."""
    rule = rules.rules().get(row["rule"])
    is_cut = rule is None or any(token.is_field for token in rule.tokens)
    touches = any(other and other["field_name"] and other["row_id"] == row["row_id"] for other in around)
    return "" if is_cut and (touches or not row["row_id"]) else "boilerplate with a part that no value cuts"


def _shape_fault(row: Row, *, is_plain: bool) -> str:
    """Say what a row of the ledger has too much or too little; empty if it is as it must be."""
    named = bool(row["table_name"]) and bool(row["row_id"]) and bool(row["field_name"])
    disposition = row["disposition"]
    if disposition in _NAMED and not named:
        return f"{disposition} without table, row or field"
    if disposition == "boilerplate":
        if not row["rule"]:
            return "boilerplate without a rule"
        if row["field_name"] or bool(row["table_name"]) != bool(row["row_id"]):
            return "boilerplate with a field, or with half a row"
    elif row["rule"]:
        return f"{disposition} with a rule"
    if disposition in ("markup", "outside", "unread") and (row["table_name"] or row["row_id"] or row["field_name"]):
        return f"{disposition} with a row"
    if row["part"] and disposition != "boilerplate" and (row["table_name"], row["field_name"]) not in _PARTED:
        return f"{disposition} with a part"
    if "resolve" in row["decode"] and (disposition not in _NAMED or not row["field_name"].endswith("url")):
        return "an address to be resolved in what is none"
    return "a decoding of plain text" if row["decode"] and is_plain else ""


def check_names(subject: Subject) -> Iterator[Finding]:
    """Each row names a table, row, field and rule that exist."""
    known_rules = rules.rules()
    for rows in subject.ledger.values():
        for line, row in rows:
            table = row["table_name"]
            if row["rule"] and row["rule"] not in known_rules:
                yield at_row("ledger-dangling", line, row, f"rule {row['rule']}")
            if not table:
                continue
            if table not in subject.by_id:
                yield at_row("ledger-dangling", line, row, f"table {table}")
            elif row["row_id"] not in subject.by_id[table]:
                yield at_row("ledger-dangling", line, row, f"row {row['row_id']}")
            elif row["field_name"] and row["field_name"] not in schemas.tables()[table].columns:
                yield at_row("ledger-dangling", line, row, f"column {row['field_name']}")
            elif (
                row["disposition"] == "field"
                and row["field_name"]
                and schemas.tables()[table].field(row["field_name"]).origin != "source"
            ):
                yield at_row("ledger-dangling", line, row, f"{row['field_name']}, which is no source field")


def check_cells(subject: Subject) -> Iterator[Finding]:
    """Every non-empty cell of a source field has rows in the ledger, unless a person gave it."""
    given = {
        (row["table_name"], row["row_id"], row["field_name"])
        for rows in subject.ledger.values()
        for _, row in rows
        if row["disposition"] == "field"
    }
    curated = _curated(subject)
    for name, table in schemas.tables().items():
        columns = [
            (field.name, field.origin == "source") for field in table.fields if field.origin in ("source", "curated")
        ]
        for row in subject.rows(name) if table.id_column else ():
            row_id = row[table.id_column]
            for column, is_printed in columns:
                is_given = (name, row_id, column) in curated or (is_printed and (name, row_id, column) in given)
                if row[column] and not is_given:
                    yield subject.at("cell-without-source", name, row_id, column)


def _curated(subject: Subject) -> set[tuple[str, str, str]]:
    """Return the cells of blogs and pages whose value a person gave, and those of blogs that derive from one."""
    found: set[tuple[str, str, str]] = set()
    derived = [(field.name, field.derived_from) for field in schemas.tables()["blogs"].fields]
    for page in subject.rows("pages"):
        for name in page["curated"].split():
            table, _, column = name.partition(".")
            found.add((table, page["blog_id"] if table == "blogs" else page["page_id"], column))
            found.update(("blogs", page["blog_id"], column) for column, origins in derived if name in origins)
    return found


def check_not_in_source(subject: Subject) -> Iterator[Finding]:
    """A column that a kind of copy cannot hold is empty there, unless a person gave it."""
    curated = _curated(subject)
    for page in subject.rows("pages"):
        for name in page["not_in_source"].split():
            table, _, column = name.partition(".")
            if table not in subject.by_id or column not in schemas.tables()[table].columns:
                yield subject.at(
                    "column-not-in-source", "pages", page["page_id"], "not_in_source", f"{name} is no column"
                )
                continue
            for row_id, row in _rows_of_page(subject, table, page):
                if row[column] and (table, row_id, column) not in curated:
                    yield subject.at("column-not-in-source", table, row_id, column, name)


def _rows_of_page(subject: Subject, table: str, page: Row) -> Iterator[tuple[str, Row]]:
    if table in ("blogs", "pages"):
        row_id = page["blog_id"] if table == "blogs" else page["page_id"]
        row = subject.by_id[table].get(row_id)
        if row is not None:
            yield row_id, row
        return
    id_column = schemas.tables()[table].id_column
    for row in subject.by_page[table].get(page["page_id"], ()):
        yield row[id_column], row
