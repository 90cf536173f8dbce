"""Completeness by arithmetic: the ledger covers each source once, and every value is its characters."""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterator

from livepack import rules, schemas
from livepack.checks.moments import instant_of
from livepack.checks.source_places import LEDGER, add_place
from livepack.checks.subject import Row, Subject, ends_of, number_of
from livepack.findings import Finding, make_finding, shorten

_MAX_QUOTED = 40  # characters of a cell that a finding quotes
_NAMED = {"field", "witness"}
_LIST_NUMBER = re.compile(r"\s*[0-9]{1,3}\.\s*")
_HEAD_DOT = re.compile(r"\.\s*")
_LAYOUT = re.compile(r"[\s•◦▪\ufeff]*")
_MARKED = re.compile(r"[\s•◦▪#>\ufeff]*")  # a copy of lines may have marks of Markdown
_MARKED_HEAD_DOT = re.compile(r"\.[\s#]*")
_BULLET = re.compile(r"\s*[•*+□■○●-]\s*")
_TAG = re.compile(r"<[^<>]*>")
_BASE = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#\s]+)")
_LINE_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)  # a tag that is a space of the value
_PARTED = frozenset({("embeds", "text"), ("entries", "text")})  # fields whose values have parts
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_POST_TABLES = frozenset({"entries", "contributors", "paragraphs", "embeds", "images", "links"})


def _at(code: str, line: int, row: Row, found: str = "") -> Finding:
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
                found = _at("ledger-gap", line, row, f"{position} to {start}")
                yield add_place(found, subject, page_id, position, start)
            elif start < position or end <= start:
                found = _at("ledger-overlap", line, row, f"{start} to {max(position, end)}")
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
                and _LAYOUT.fullmatch(text[ends[0] : ends[1]])
            ):
                fault = f"{row['disposition']} without text"
            if not fault and row["part"] and row["disposition"] == "boilerplate":
                around = [before, rows[index + 1][1] if index + 1 < len(rows) else {}]
                fault = _part_fault(row, around)
            if fault:
                yield _at("ledger-shape", line, row, fault)
            elif before and all(
                row[column] == before[column] for column in row if column not in ("start_char", "end_char")
            ):
                yield _at("ledger-shape", line, row, "it is one with the row before it")
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
    if "resolve" in row["decode"] and (disposition != "field" or not row["field_name"].endswith("url")):
        return "an address to be resolved in what is none"
    return "a decoding of plain text" if row["decode"] and is_plain else ""


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
            elif (
                row["disposition"] == "field"
                and row["field_name"]
                and schemas.tables()[table].field(row["field_name"]).origin != "source"
            ):
                yield _at("ledger-dangling", line, row, f"{row['field_name']}, which is no source field")


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
            said.append(_decoded(text[start:end], row["decode"], base))
    for (table, row_id, column), parts in spans.items():
        row = subject.by_id.get(table, {}).get(row_id, {})
        value = "\n\n".join(_normal("".join(parts[part])) for part in sorted(parts))
        if column in row and row[column] != value and not _is_moment(table, column, value, row[column]):
            yield add_place(subject.at("value-differs", table, row_id, column), subject, *firsts[table, row_id, column])


def _is_moment(table: str, column: str, words: str, cell: str) -> bool:
    """Tell whether words write the instant of a cell, perhaps with an offset or with parts of a second."""
    return schemas.tables()[table].field(column).strict == "instant" and instant_of(words) == cell != ""


def _decoded(text: str, decode: str, base: str = "") -> str:
    try:
        return decode_span(text, decode, base)
    except ValueError:
        return "\0"  # equals no value


def check_witnesses(subject: Subject) -> Iterator[Finding]:
    """A witness says what the value says, but for an older capture, which may say it otherwise."""
    for page_id, text in subject.texts.items():
        for line, row, (start, end) in subject.spans_of(page_id, "witness"):
            named = subject.by_id.get(row["table_name"], {}).get(row["row_id"])
            words = _normal(_decoded(text[start:end], row["decode"]))
            if row["field_name"] == "list_number" and not words.isdecimal():
                yield _at("witness-differs", line, row, "it is no number")  # of whatever capture
            if named is None or subject.page_of(named) != page_id:
                continue
            value = _normal(named.get(row["field_name"], ""))
            table, column = row["table_name"], row["field_name"]
            if words != value and not (column in named and _is_moment(table, column, words, value)):
                found = f'{table}.csv has "{shorten(value, _MAX_QUOTED)}"' if value else f"{table}.csv has no value"
                yield _at("witness-differs", line, row, found)


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
                    yield _at("boilerplate-differs", line, own, own["rule"])


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
    return _decoded(text[ends[0] : ends[1]], row["decode"]) if ends is not None else ""


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


def check_markup(subject: Subject) -> Iterator[Finding]:
    """In text copies markup is white space, bullets, and the numbers of list items and heads: no letter and no sign."""
    for page_id, text in subject.texts.items():
        if subject.kinds[page_id] != "text":
            continue
        rows = subject.ledger.get(page_id, [])
        layout = rules.layout_of(subject.by_id["pages"][page_id]["reader"])
        is_free = not layout  # signs may be the layout's own
        for index, (line, row) in enumerate(rows):
            ends = ends_of(row) if row["disposition"] == "markup" else None
            if ends is None:
                continue
            piece = text[ends[0] : ends[1]]
            before = rows[index - 1][1] if index else {}
            after = rows[index + 1][1] if index + 1 < len(rows) else {}
            is_text = any(map(str.isalnum, piece)) if is_free else bool(piece.strip())
            if is_text and not _is_layout(subject, piece, before, after, is_lines=layout == "lines"):
                yield _at("markup-text", line, row)


def _is_layout(subject: Subject, piece: str, before: Row, after: Row, *, is_lines: bool) -> bool:
    """Tell white space and bullets, the full stop behind a head's number, and the number before a list item."""
    if (_MARKED if is_lines else _LAYOUT).fullmatch(piece):
        return True
    if before.get("field_name") == "list_number":
        return (_MARKED_HEAD_DOT if is_lines else _HEAD_DOT).fullmatch(piece) is not None
    if after.get("table_name") == "key_points" and _BULLET.fullmatch(piece):
        return True
    item = subject.by_id["paragraphs"].get(after.get("row_id", ""), {})
    point = subject.by_id["key_points"].get(after.get("row_id", ""), {})
    if point and _LIST_NUMBER.fullmatch(piece):
        return piece.strip().rstrip(".") == point["position"]
    is_older = after.get("disposition") == "witness"  # the row is the newer capture's, perhaps edited
    is_item = is_older or item.get("kind") == "list_item"
    return is_item and bool(_LIST_NUMBER.fullmatch(piece) or _BULLET.fullmatch(piece))


def check_outside(subject: Subject) -> Iterator[Finding]:
    """Outside lies before the first and after the last post only, and holds no line as deep as a post's."""
    for page in subject.rows("pages"):
        rows = subject.ledger.get(page["page_id"], [])
        posts = [ends for _, row in rows if _is_of_post(subject, row) and (ends := ends_of(row)) is not None]
        if not posts:
            continue
        html_text = subject.texts.get(page["page_id"], "")
        if html_text and subject.kinds[page["page_id"]] != "text":
            yield from _check_outside_html(subject, rows, html_text)
            continue
        if not html_text and _is_html(page, rows):
            continue  # which values stand in scripts only the source can tell
        first, last = min(start for start, _ in posts), max(end for _, end in posts)
        text = subject.texts.get(page["page_id"], "")
        found = (r.inside_of(page["reader"]) for r in rules.renderers().values() if page["reader"] in r.readers)
        inside = [re.compile(pattern) for pattern in found if pattern]
        for line, row, ends in subject.spans_of(page["page_id"], "outside"):
            if (ends[0] > first and ends[1] < last) or (
                ends[0] > first and text and any(_is_deep(text, (first, last), ends, pattern) for pattern in inside)
            ):
                yield _at("outside-inside", line, row)


def _is_html(page: Row, rows: list[tuple[int, Row]]) -> bool:
    """Tell a page in HTML without its source: by its reader, its file's name, or values that were decoded."""
    name = page["source_file"].lower()
    return (
        page["reader"].endswith("_html")
        or name.endswith((".html", ".htm", ".json"))
        or any(row["decode"] for _, row in rows)
    )


def _check_outside_html(subject: Subject, rows: list[tuple[int, Row]], text: str) -> Iterator[Finding]:
    """In HTML other things may stand between two posts, but none between two values of one that the page shows.

    Values in scripts, the data of the page, are left aside.
    """
    scripts = [found.span() for found in _SCRIPT.finditer(text)]
    known: tuple[str, bool] = ("", False)  # the post of the last value, and whether something outside came behind it
    for line, row in rows:
        if row["disposition"] == "outside":
            known = (known[0], True)
            continue
        ends = ends_of(row) if row["disposition"] == "field" and _is_of_post(subject, row) else None
        if ends is None:
            continue
        index = bisect_right(scripts, (ends[0], len(text))) - 1
        if index >= 0 and ends[0] < scripts[index][1]:
            continue
        named = subject.by_id[row["table_name"]].get(row["row_id"], {})
        owner = named.get("entry_id", "")
        if owner == known[0] and known[1]:
            yield _at("outside-inside", line, row)
        known = (owner, False)


def _is_of_post(subject: Subject, row: Row) -> bool:
    """Tell whether a row of the ledger belongs to a post, not to the page as a whole."""
    if row["table_name"] not in _POST_TABLES:
        return False
    named = subject.by_id[row["table_name"]].get(row["row_id"], {})
    return bool(named.get("entry_id", row["row_id"]))


def _is_deep(text: str, posts: tuple[int, int], ends: tuple[int, int], pattern: re.Pattern[str]) -> bool:
    """Tell text that stands as deep as the posts' own, or as any text where the posts are not indented."""
    return _holds(text, ends, pattern) or not _holds(text, posts, pattern)


def _holds(text: str, ends: tuple[int, int], pattern: re.Pattern[str]) -> bool:
    start = text.rfind("\n", 0, ends[0]) + 1
    return pattern.search(text[start : ends[1]]) is not None


_CLOCK_LINE = re.compile(r"(?m)^.{0,12}\b[0-9]{1,2}[:.][0-9]{2}\b")


def check_outside_times(subject: Subject) -> Iterator[Finding]:
    """Text outside the live blog does not look like posts: lines that begin with clock times, three or more."""
    for page_id, text in subject.texts.items():
        for line, row, (start, end) in subject.spans_of(page_id, "outside") if subject.kinds[page_id] == "text" else ():
            count = len(_CLOCK_LINE.findall(text[start:end]))
            if count >= 3:
                yield _at("outside-times", line, row, f"{count} lines with clock times")
