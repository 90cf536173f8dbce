"""Completeness by arithmetic: the ledger covers each source once, and every value is its characters."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from livepack import rules, schemas
from livepack.checks.subject import Row, Subject
from livepack.findings import Finding, make_finding

_NAMED = {"field", "witness"}
_LIST_NUMBER = re.compile(r"[\s•◦▪]*(?:[0-9]{1,3}\.)?[\s•◦▪]*")
_POST_TABLES = frozenset({"entries", "contributors", "paragraphs", "embeds", "images", "links"})


def _numbers(row: Row) -> tuple[int, int] | None:
    start, end = row["start_char"], row["end_char"]
    if start.isdigit() and end.isdigit() and len(start) < 12 and len(end) < 12:
        return int(start), int(end)
    return None


def _at(code: str, line: int, row: Row, found: str = "") -> Finding:
    return make_finding(
        code, found, table=row["table_name"] or "ledger", row=row["row_id"], field=row["field_name"], file="ledger.csv", line=line
    )


def check_partition(subject: Subject) -> Iterator[Finding]:
    """The rows of each page run from 0 to the document's length without gap or overlap."""
    for page in subject.rows("pages"):
        page_id = page["page_id"]
        position, line = 0, 0
        for line, row in subject.ledger.get(page_id, []):
            ends = _numbers(row)
            if ends is None:
                continue
            start, end = ends
            if start > position:
                yield _at("ledger-gap", line, row, f"{position} to {start} of {page['source_file']}")
            elif start < position or end <= start:
                yield _at("ledger-overlap", line, row, f"{start} to {max(position, end)} of {page['source_file']}")
            position = max(position, end)
        length = page["source_length"]
        if length.isdigit() and position != int(length):
            code = "ledger-gap" if position < int(length) else "ledger-overlap"
            found = f"{position} to {length} of {page['source_file']}"
            yield make_finding(code, found, table="pages", row=page_id, file="ledger.csv", line=line)


def check_unread(subject: Subject) -> Iterator[Finding]:
    """Nothing is unread."""
    for page in subject.rows("pages"):
        text = subject.texts.get(page["page_id"])
        for _, row in subject.ledger.get(page["page_id"], []):
            ends = _numbers(row)
            if row["disposition"] == "unread" and ends is not None:
                line = text.count("\n", 0, ends[0]) + 1 if text is not None else 0
                yield make_finding(
                    "unread-text", str(ends[1] - ends[0]), table="pages", row=page["page_id"], file=page["source_file"], line=line
                )


def check_shape(subject: Subject) -> Iterator[Finding]:
    """Each row has the columns that its disposition needs and no others."""
    for rows in subject.ledger.values():
        for line, row in rows:
            named = bool(row["table_name"]) and bool(row["row_id"]) and bool(row["field_name"])
            disposition = row["disposition"]
            if disposition in _NAMED and not named:
                yield _at("ledger-shape", line, row, f"{disposition} without table, row or field")
            elif disposition == "boilerplate" and not row["rule"]:
                yield _at("ledger-shape", line, row, "boilerplate without a rule")
            elif disposition != "boilerplate" and row["rule"]:
                yield _at("ledger-shape", line, row, f"{disposition} with a rule")
            elif disposition in ("markup", "outside", "unread") and (row["table_name"] or row["row_id"] or row["field_name"]):
                yield _at("ledger-shape", line, row, f"{disposition} with a row")


def check_names(subject: Subject) -> Iterator[Finding]:
    """Each row names a table, row, field and rule that exist."""
    known_rules = rules.rules()
    for rows in subject.ledger.values():
        for line, row in rows:
            table = row["table_name"]
            if row["rule"] and row["rule"] not in known_rules:
                yield _at("ledger-dangling", line, row, f"rule {row['rule']}")
            if not table:
                continue
            if table not in subject.by_id:
                yield _at("ledger-dangling", line, row, f"table {table}")
            elif row["row_id"] not in subject.by_id[table]:
                yield _at("ledger-dangling", line, row, f"row {row['row_id']}")
            elif row["field_name"] and row["field_name"] not in schemas.tables()[table].columns:
                yield _at("ledger-dangling", line, row, f"column {row['field_name']}")
            elif row["disposition"] == "field" and schemas.tables()[table].field(row["field_name"] or "?").origin != "source":
                yield _at("ledger-dangling", line, row, f"{row['field_name']}, which is no source field")


def check_cells(subject: Subject) -> Iterator[Finding]:
    """Every non-empty cell of a source field has rows in the ledger, unless a person gave it."""
    given = {
        (row["table_name"], row["row_id"], row["field_name"])
        for rows in subject.ledger.values() for _, row in rows if row["disposition"] == "field"
    }
    curated = _curated(subject)
    for name, table in schemas.tables().items():
        columns = [field.name for field in table.fields if field.origin == "source"]
        for row in subject.rows(name) if table.id_column else ():
            row_id = row[table.id_column]
            for column in columns:
                if row[column] and (name, row_id, column) not in given and (name, row_id, column) not in curated:
                    yield subject.at("cell-without-source", name, row_id, column)


def _curated(subject: Subject) -> set[tuple[str, str, str]]:
    """Return the cells of blogs and pages whose value a person gave."""
    found: set[tuple[str, str, str]] = set()
    for page in subject.rows("pages"):
        for name in page["curated"].split():
            table, _, column = name.partition(".")
            found.add((table, page["blog_id"] if table == "blogs" else page["page_id"], column))
    return found


def check_not_in_source(subject: Subject) -> Iterator[Finding]:
    """A column that a kind of copy cannot hold is empty there, unless a person gave it."""
    curated = _curated(subject)
    for page in subject.rows("pages"):
        for name in page["not_in_source"].split():
            table, _, column = name.partition(".")
            if table not in subject.by_id or column not in schemas.tables()[table].columns:
                yield subject.at("column-not-in-source", "pages", page["page_id"], "not_in_source", f"{name} is no column")
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
    for row_id, row in subject.by_id[table].items():
        if subject.page_of(table, row) == page["page_id"]:
            yield row_id, row


def decode_span(text: str, decode: str) -> str:
    """Decode a span's characters as the ledger says, outermost first; raises ValueError if they cannot be."""
    for step in decode.split():
        text = html.unescape(text) if step == "html" else str(json.loads(f'"{text}"'))
    return text


def _normal(text: str) -> str:
    return " ".join(text.split())


def check_values(subject: Subject) -> Iterator[Finding]:
    """Every value is its spans: decoded, joined, white space runs made one space, parts parted by a blank line."""
    spans: dict[tuple[str, str, str], dict[int, list[str]]] = {}
    for page_id, text in subject.texts.items():
        for _, row in subject.ledger.get(page_id, []):
            ends = _numbers(row)
            if row["disposition"] == "field" and ends is not None:
                cell = spans.setdefault((row["table_name"], row["row_id"], row["field_name"]), {})
                part = int(row["part"]) if row["part"].isdigit() else 0
                cell.setdefault(part, []).append(_decoded(text[ends[0] : ends[1]], row["decode"]))
    for (table, row_id, column), parts in spans.items():
        row = subject.by_id.get(table, {}).get(row_id, {})
        value = "\n\n".join(_normal("".join(parts[part])) for part in sorted(parts))
        if column in row and row[column] != value:
            yield subject.at("value-differs", table, row_id, column)


def _decoded(text: str, decode: str) -> str:
    try:
        return decode_span(text, decode)
    except ValueError:
        return "\0"  # equals no value


def check_witnesses(subject: Subject) -> Iterator[Finding]:
    """A witness says what the value says, but for an older capture, which may say it otherwise."""
    for page_id, text in subject.texts.items():
        for line, row in subject.ledger.get(page_id, []):
            ends = _numbers(row)
            if row["disposition"] != "witness" or ends is None:
                continue
            named = subject.by_id.get(row["table_name"], {}).get(row["row_id"])
            if named is None or subject.page_of(row["table_name"], named) != page_id:
                continue
            if _normal(_decoded(text[ends[0] : ends[1]], row["decode"])) != _normal(named.get(row["field_name"], "")):
                yield _at("witness-differs", line, row)


def check_boilerplate(subject: Subject) -> Iterator[Finding]:
    """Every boilerplate row holds just what its rule prints for the row that it names."""
    known = rules.rules()
    for page_id, text in subject.texts.items():
        for line, row in subject.ledger.get(page_id, []):
            ends = _numbers(row)
            if row["disposition"] != "boilerplate" or ends is None or row["rule"] not in known:
                continue
            values = subject.by_id.get(row["table_name"], {}).get(row["row_id"], {})
            part = int(row["part"]) if row["part"].isdigit() else 0
            if not known[row["rule"]].fits(text[ends[0] : ends[1]], values, part):
                yield _at("boilerplate-differs", line, row, row["rule"])


def check_markup(subject: Subject) -> Iterator[Finding]:
    """In text copies markup holds no letter, and no digit but the number of a list item."""
    for page_id, text in subject.texts.items():
        if "<" in text[:1000]:
            continue
        rows = subject.ledger.get(page_id, [])
        for index, (line, row) in enumerate(rows):
            ends = _numbers(row)
            if row["disposition"] != "markup" or ends is None:
                continue
            piece = text[ends[0] : ends[1]]
            if not any(char.isalnum() for char in piece):
                continue
            follower = rows[index + 1][1] if index + 1 < len(rows) else {}
            item = subject.by_id["paragraphs"].get(follower.get("row_id", ""), {})
            if _LIST_NUMBER.fullmatch(piece) is None or item.get("kind") != "list_item":
                yield _at("markup-text", line, row)


def check_outside(subject: Subject) -> Iterator[Finding]:
    """Outside lies before the first and after the last post only, and holds no line as deep as a post's."""
    for page in subject.rows("pages"):
        rows = subject.ledger.get(page["page_id"], [])
        posts = [ends for _, row in rows if row["table_name"] in _POST_TABLES and (ends := _numbers(row)) is not None]
        if not posts:
            continue
        first, last = min(start for start, _ in posts), max(end for _, end in posts)
        text = subject.texts.get(page["page_id"], "")
        inside = [re.compile(r.inside) for r in rules.renderers().values() if r.inside and page["reader"] in r.readers]
        for line, row in rows:
            ends = _numbers(row)
            if row["disposition"] != "outside" or ends is None:
                continue
            if ends[0] > first and ends[1] < last:
                yield _at("outside-inside", line, row)
            elif ends[0] > first and any(_holds(text, ends, pattern) for pattern in inside):
                yield _at("outside-inside", line, row)


def _holds(text: str, ends: tuple[int, int], pattern: re.Pattern[str]) -> bool:
    start = text.rfind("\n", 0, ends[0]) + 1
    return pattern.search(text[start : ends[1]]) is not None


_CLOCK_LINE = re.compile(r"(?m)^.{0,12}\b[0-9]{1,2}[:.][0-9]{2}\b")


def check_outside_times(subject: Subject) -> Iterator[Finding]:
    """Text outside the live blog does not look like posts: lines that begin with clock times, three or more."""
    for page_id, text in subject.texts.items():
        for line, row in subject.ledger.get(page_id, []):
            ends = _numbers(row)
            if row["disposition"] == "outside" and ends is not None:
                count = len(_CLOCK_LINE.findall(text[ends[0] : ends[1]]))
                if count >= 3:
                    yield _at("outside-times", line, row, f"{count} lines with clock times")
