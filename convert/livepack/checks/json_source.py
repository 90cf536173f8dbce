"""JSON sources read again by Python's own `json`: no words in markup, and what the rules count is in the tables."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from livepack import rules
from livepack.checks.markup import compare_tags
from livepack.checks.reading_child import NotRead, have_read_again
from livepack.checks.second_reading import SeenTag, shown_words
from livepack.checks.subject import Row, Subject, ends_of
from livepack.findings import Finding, make_finding

_TOKEN = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<key>\s*:)?|(?P<plain>[^\s{}\[\],:"]+)', re.DOTALL)
_CHAR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)


_TAGS = re.compile(r"<(?:img|amp-img|iframe|blockquote)\b", re.IGNORECASE)
_LedgerRow = tuple[int, int, int, Row]  # start, end, line of ledger.csv, row


class _Scalar(NamedTuple):
    """A string, number or literal: the keys around it, joined by dots, what it says, and where that stands."""

    path: str
    value: Any
    start: int
    end: int


class _Number(str):
    """A number as written: some are too long to count with."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """An object with all its pairs, also those whose key comes again."""


def _load(text: str) -> Any:
    return json.loads(text, strict=False, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number)


def _walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Return every value within a value, itself first, with its path; places in lists do not count."""
    waiting = [(path, value)]
    while waiting:
        at, found = waiting.pop()
        yield at, found
        if isinstance(found, _Pairs):
            waiting += [(f"{at}.{key}" if at else key, item) for key, item in reversed(found)]
        elif isinstance(found, list):
            waiting += [(at, item) for item in reversed(found)]


def _json_pages(subject: Subject) -> Iterator[tuple[Row, str, Any]]:
    for page_id, text in subject.texts.items():
        if subject.kinds[page_id] != "json":
            continue
        page = subject.by_id["pages"][page_id]
        try:
            yield page, text, _load(text)
        except (ValueError, RecursionError):
            yield page, text, None


def _scalars(text: str, whole: Any) -> list[_Scalar] | None:
    """Return every scalar with its place; None if the two ways of reading do not agree."""
    values = [(path, value) for path, value in _walk(whole) if not isinstance(value, list)]
    places = [
        found.span("text") if found["plain"] is None else found.span("plain")
        for found in _TOKEN.finditer(text)
        if found["key"] is None
    ]
    if len(values) != len(places):
        return None
    return [_Scalar(path, value, *place) for (path, value), place in zip(values, places, strict=True)]


def check_json_words(subject: Subject) -> Iterator[Finding]:
    """In JSON sources markup is punctuation, keys, tags within strings, and scalars that the rules list for the format."""
    for page, text, whole in _json_pages(subject):
        scalars = None if whole is None else _scalars(text, whole)
        if scalars is None:
            yield _differ(page, "JSON that the standard library cannot read")
            continue
        for scalar, own in _unlisted(subject, page, scalars):
            markup = [row for row in own if row[3]["disposition"] == "markup"]
            if markup and (line := _line_of_words(text, scalar, markup, is_whole=len(own) == 1)):
                yield make_finding("markup-text", table="ledger", file="ledger.csv", line=line)


def _unlisted(subject: Subject, page: Row, scalars: list[_Scalar]) -> Iterator[tuple[_Scalar, list[_LedgerRow]]]:
    """Return the scalars that say something and are no machinery of the format, each with the ledger's rows that it is in."""
    listed = frozenset(path for found in rules.renderers_of(page["reader"]) for path in found.scalars)
    rows = [
        (*ends, line, row)
        for line, row in subject.ledger.get(page["page_id"], [])
        if (ends := ends_of(row)) is not None
    ]
    starts = [row[0] for row in rows]
    known: dict[str, bool] = {}
    for scalar in scalars:
        if scalar.path not in known:
            known[scalar.path] = _is_listed(scalar.path, listed)
        if scalar.value is not None and not known[scalar.path]:
            first = max(bisect_right(starts, scalar.start) - 1, 0)
            last = bisect_right(starts, max(scalar.end - 1, 0))
            yield scalar, [row for row in rows[first:last] if row[1] > scalar.start]


def check_json_html(subject: Subject) -> Iterator[Finding]:
    """Pictures with alternative texts, and embeds of known services, in the HTML of strings are in the tables."""
    for page, text, whole in _json_pages(subject):
        scalars = None if whole is None else _scalars(text, whole)
        tags: list[SeenTag] = []
        for scalar, own in _unlisted(subject, page, scalars or []):
            is_outside = all(row["disposition"] == "outside" for *_, row in own)
            if is_outside or not isinstance(scalar.value, str) or _TAGS.search(scalar.value) is None:
                continue
            seen = have_read_again(scalar.value)
            if isinstance(seen, NotRead):
                yield make_finding(
                    "recount-left-out", seen, table="pages", row=page["page_id"], file=page["source_file"]
                )
                continue
            places = _places(text, scalar)
            tags += [tag._replace(start=places[tag.start]) for tag in seen.tags]
        yield from compare_tags(subject, page, tags)


def _places(text: str, scalar: _Scalar) -> list[int]:
    """Return where each character of a string stands in the document, and its end."""
    found = [scalar.start + found.start() for found in _CHAR.finditer(text[scalar.start : scalar.end])]
    return [*found, scalar.end]


def _is_listed(path: str, listed: frozenset[str]) -> bool:
    whole = f".{path}."
    return any(whole.startswith(f"{name}.") if name[:1] == "." else f".{name}." in whole for name in listed)


def _line_of_words(text: str, scalar: _Scalar, markup: list[_LedgerRow], *, is_whole: bool) -> int:
    """Return the line of the first row of markup that holds words of a scalar; 0 if none does."""
    if is_whole:
        says = not isinstance(scalar.value, str) or isinstance(scalar.value, _Number) or bool(scalar.value.strip())
        return markup[0][2] if says else 0
    places = _places(text, scalar)
    for first, last in shown_words(scalar.value):
        for start, end, line, _ in markup:
            own = [at for at in range(first, last) if start <= places[at] < end]
            if any(map(str.isalnum, (scalar.value[at] for at in own))):
                return line
    return 0


def check_json_recount(subject: Subject) -> Iterator[Finding]:
    """What the rules count by its path in the JSON is in the tables: as many rows, and the same values."""
    for page, _, whole in _json_pages(subject):
        counted = [
            rule
            for renderer in rules.renderers_of(page["reader"])
            for rule in renderer.recount_of(page["reader"])
            if "path" in rule
        ]
        if not counted or whole is None:
            continue
        values = list(_walk(whole))
        is_edited = subject.is_edited(page["page_id"])  # and then a newer capture need not show the same
        for rule in counted:
            if rule["table"] == "entries" or not is_edited:
                yield from _recount(subject, page, values, rule)


def _recount(subject: Subject, page: Row, values: list[tuple[str, Any]], rule: Mapping[str, str]) -> Iterator[Finding]:
    rows = subject.shown_rows(rule["table"], page["page_id"])
    path, column = rule["path"], rule.get("column", "")
    objects = [
        dict(value)
        for at, value in values
        if isinstance(value, _Pairs) and f".{at}".endswith(f".{path}") and not _is_true(value, rule.get("unless", ""))
    ]
    if not column:
        if len(objects) != len(rows):
            yield _differ(page, f"{len(objects)} {rule['what']}, the tables {len(rows)}")
        return
    if "key" in rule:
        found = [value for object_ in objects for key, value in object_.items() if key == rule["key"]]
    else:
        found = [value for at, value in values if f".{at}".endswith(f".{path}")]
    words = [value for value in found if isinstance(value, str) and value.strip()]
    printed = Counter(" ".join(value.split()) for value in words)
    held = Counter(" ".join(row[column].split()) for row in rows if row[column])
    if printed != held:
        missing, extra = sum((printed - held).values()), sum((held - printed).values())
        yield _differ(
            page,
            f"{sum(printed.values())} {rule['what']}, the tables {sum(held.values())} "
            f"({column}: {missing} not in the tables, {extra} not in the source)",
        )


def _is_true(pairs: _Pairs, key: str) -> bool:
    """Tell whether a key is true in an object; of `key=value`, whether it has that string."""
    wanted, _, word = key.partition("=")
    return any(name == wanted and (value == word if word else value is True) for name, value in pairs)


def _differ(page: Row, found: str) -> Finding:
    return make_finding("recount-differs", found, table="pages", row=page["page_id"], file=page["source_file"])
