"""What the rows of the ledger say: values, witnesses and boilerplate are the words that stand in the page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from livepack import rules, schemas
from livepack.checks.ledger import at_row
from livepack.checks.moments import instant_of
from livepack.checks.source_places import add_place
from livepack.checks.subject import Row, Subject, ends_of, number_of
from livepack.findings import Finding, shorten

_MAX_QUOTED = 40  # characters of a cell that a finding quotes
_TAG = re.compile(r"<[^<>]*>")
_BASE = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#\s]+)")
_LINE_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)  # a tag that is a space of the value


def decode_span(text: str, decode: str, base: str = "") -> str:
    """Decode a span's characters as the ledger says, outermost first.

    Args:
        text: the characters.
        decode: the steps.
        base: the address of the page, which a path is resolved against.

    Raises:
        ValueError: they cannot be decoded so.
    """
    for step in decode.split():
        if step == "html":
            text = html.unescape(_LINE_BREAK.sub(" ", text) if "<" in text else text)
        elif step == "resolve":
            text = _resolve(text.strip(), base)
        else:
            text = str(json.loads(f'"{text}"'))
    return text


def _resolve(path: str, base: str) -> str:
    """Return an address that begins with / or // with what it lacks of the page's; raises ValueError if it cannot be."""
    found = _BASE.match(base)
    if found is None or not path.startswith("/"):
        raise ValueError("nothing to resolve")
    return f"{found['scheme']}:{path}" if path.startswith("//") else f"{found['scheme']}://{found['host']}{path}"


def _normal(text: str) -> str:
    return " ".join(text.split())


def check_values(subject: Subject) -> Iterator[Finding]:
    """Every value is its spans: decoded, joined, white space runs made one space, parts parted by a blank line."""
    spans: dict[tuple[str, str, str], dict[int, list[str]]] = {}
    firsts: dict[tuple[str, str, str], tuple[str, int, int]] = {}
    for page_id, text in subject.texts.items():
        base = subject.by_id["pages"][page_id]["url"]
        for _, row, (start, end) in subject.spans_of(page_id, "field"):
            key = (row["table_name"], row["row_id"], row["field_name"])
            firsts.setdefault(key, (page_id, start, end))
            said = spans.setdefault(key, {}).setdefault(number_of(row["part"]), [])
            said.append(decode_words(text[start:end], row["decode"], base))
    for (table, row_id, column), parts in spans.items():
        row = subject.by_id.get(table, {}).get(row_id, {})
        value = "\n\n".join(_normal("".join(parts[part])) for part in sorted(parts))
        if column in row and row[column] != value and not _is_moment(table, column, value, row[column]):
            yield add_place(subject.at("value-differs", table, row_id, column), subject, *firsts[table, row_id, column])


def _is_moment(table: str, column: str, words: str, cell: str) -> bool:
    """Tell whether words write the instant of a cell, perhaps with an offset or with parts of a second."""
    return schemas.tables()[table].field(column).strict == "instant" and instant_of(words) == cell != ""


def decode_words(text: str, decode: str, base: str = "") -> str:
    """Decode a span's characters as `decode_span` does; what cannot be decoded is a word that no value has."""
    try:
        return decode_span(text, decode, base)
    except ValueError:
        return "\0"  # equals no value


def check_witnesses(subject: Subject) -> Iterator[Finding]:
    """A witness says what the value says, but for an older capture, which may say it otherwise."""
    for page_id, text in subject.texts.items():
        for line, row, (start, end) in subject.spans_of(page_id, "witness"):
            named = subject.by_id.get(row["table_name"], {}).get(row["row_id"])
            words = _normal(decode_words(text[start:end], row["decode"]))
            if row["field_name"] == "list_number" and not words.isdecimal():
                yield at_row("witness-differs", line, row, "it is no number")  # of whatever capture
            if named is None or subject.page_of(named) != page_id:
                continue
            value = _normal(named.get(row["field_name"], ""))
            table, column = row["table_name"], row["field_name"]
            if words != value and not (column in named and _is_moment(table, column, words, value)):
                found = f'{table}.csv has "{shorten(value, _MAX_QUOTED)}"' if value else f"{table}.csv has no value"
                yield at_row("witness-differs", line, row, found)


def check_boilerplate(subject: Subject) -> Iterator[Finding]:
    """Every boilerplate row holds just what its rule prints for the row that it names.

    An older capture may show another embed in that place; there the rule may print it for whatever row. Where tags cut
    what a rule prints, the rows that they part are taken together.
    """
    cut = {row["row_id"] for row in subject.rows("findings") if row["code"] == "embed-block-cut"}
    for page_id, text in subject.texts.items():
        for rows in _printed_together(subject.ledger.get(page_id, []), is_cut=subject.kinds[page_id] != "text"):
            row = rows[0][1]
            rule = rules.rules().get(row["rule"])
            if rule is None:
                continue
            values = subject.by_id.get(row["table_name"], {}).get(row["row_id"], {})
            if row["row_id"] in cut and not values.get("provider_name"):
                values = {}  # the line that names the provider is lost
            meant = [values] if subject.page_of(values) in ("", page_id) else [values, {}]
            part, pieces = number_of(row["part"]), [_piece(text, own) for _, own in rows]
            if any(rule.fits(_joined(text, rows, pieces), one, part) for one in meant):
                continue
            for (line, own), piece in zip(rows, pieces, strict=True):
                if not any(rule.fits(piece, one, part) for one in meant):
                    yield at_row("boilerplate-differs", line, own, own["rule"])


def _joined(text: str, rows: list[tuple[int, Row]], pieces: list[str]) -> str:
    """Return what rows say together; where white space stands between the tags that part two, a space."""
    said, last = "", None
    for (_, row), piece in zip(rows, pieces, strict=True):
        ends = ends_of(row)
        if last is not None and ends is not None and any(map(str.isspace, _TAG.sub("", text[last : ends[0]]))):
            said += " "
        said, last = said + piece, ends[1] if ends is not None else last
    return said


def _piece(text: str, row: Row) -> str:
    ends = ends_of(row)
    return decode_words(text[ends[0] : ends[1]], row["decode"]) if ends is not None else ""


def _printed_together(rows: list[tuple[int, Row]], *, is_cut: bool) -> Iterator[list[tuple[int, Row]]]:
    """Return the boilerplate rows, those together that one rule prints for one row with nothing but markup between."""
    together: list[tuple[int, Row]] = []
    for line, row in rows:
        if is_cut and (row["disposition"] == "markup" or row["field_name"] == "url"):
            continue  # tags, and the addresses in them
        same = ("disposition", "table_name", "row_id", "part", "rule")
        if together and (not is_cut or any(row[column] != together[0][1][column] for column in same)):
            yield together
            together = []
        if row["disposition"] == "boilerplate" and ends_of(row) is not None:
            together.append((line, row))
    if together:
        yield together
