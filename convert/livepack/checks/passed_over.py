"""What the ledger passes over: markup holds no words, and nothing of a post lies outside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from livepack import rules
from livepack.checks.ledger import LAYOUT, at_row
from livepack.checks.subject import Row, Subject, ends_of
from livepack.findings import Finding

_LIST_NUMBER = re.compile(r"\s*[0-9]{1,3}\.\s*")
_HEAD_DOT = re.compile(r"\.\s*")
_MARKED = re.compile(r"[\s•◦▪#>\ufeff]*")  # a copy of lines may have marks of Markdown
_MARKED_HEAD_DOT = re.compile(r"\.[\s#]*")
_BULLET = re.compile(r"\s*[•*+□■○●-]\s*")
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_POST_TABLES = frozenset({"entries", "contributors", "paragraphs", "embeds", "images", "links"})
_CLOCK_LINE = re.compile(r"(?m)^.{0,12}\b[0-9]{1,2}[:.][0-9]{2}\b")


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
                yield at_row("markup-text", line, row)


def _is_layout(subject: Subject, piece: str, before: Row, after: Row, *, is_lines: bool) -> bool:
    """Tell white space and bullets, the full stop behind a head's number, and the number before a list item."""
    if (_MARKED if is_lines else LAYOUT).fullmatch(piece):
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
                yield at_row("outside-inside", line, row)


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
            yield at_row("outside-inside", line, row)
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


def check_outside_times(subject: Subject) -> Iterator[Finding]:
    """Text outside the live blog does not look like posts: lines that begin with clock times, three or more."""
    for page_id, text in subject.texts.items():
        for line, row, (start, end) in subject.spans_of(page_id, "outside") if subject.kinds[page_id] == "text" else ():
            count = len(_CLOCK_LINE.findall(text[start:end]))
            if count >= 3:
                yield at_row("outside-times", line, row, f"{count} lines with clock times")
