"""Compiles the constraints of a field of any Table Schema into tests of its cells."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from livepack.checks.values import CellTest

Parse = Callable[[str], Any]  # raises one of NO_VALUE for a cell that is not of the type
NO_VALUE = (ValueError, ArithmeticError, RecursionError)
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_COMPARABLE = frozenset({"integer", "number", "date", "datetime", "time", "year", "yearmonth"})


def constraint_tests(kind: str, parse: Parse, rules: Mapping[str, Any]) -> Iterator[CellTest]:
    """Compile constraints.

    Args:
        kind: the field's type.
        parse: makes a value of a cell.
        rules: the constraints as the descriptor states them.
    """
    pattern = rules.get("pattern")
    if isinstance(pattern, str):
        try:
            yield CellTest("value-pattern", re.compile(pattern).fullmatch, pattern)
        except (re.error, OverflowError, RecursionError):
            yield CellTest("value-pattern", lambda _: False, f"{pattern}, which is no regular expression")
    if isinstance(rules.get("enum"), list):
        yield from listed_test(parse, rules["enum"])
    for name, words, is_within in (
        ("minLength", "at least", lambda length, bound: length >= bound),
        ("maxLength", "at most", lambda length, bound: length <= bound),
    ):
        bound = rules.get(name)
        if isinstance(bound, int) and not isinstance(bound, bool):
            yield CellTest("value-bound", _length_test(kind, parse, bound, is_within), f"a length of {words} {bound}")
    if kind in _COMPARABLE:
        yield from _bounds(parse, rules)


def _length_test(kind: str, parse: Parse, bound: int, is_within: Callable[[int, int], bool]) -> Callable[[str], bool]:
    return lambda value: is_within(_size(kind, parse, value), bound)


def _size(kind: str, parse: Parse, value: str) -> int:
    if kind not in ("array", "object", "list"):
        return len(value)
    try:
        return len(parse(value))
    except NO_VALUE:
        return 0


def listed_test(parse: Parse, values: list[Any]) -> Iterator[CellTest]:
    """Compile a list of values (`enum` or `categories`); a cell may write them in another way, as 1.0 for 1."""
    texts = {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in values}
    known = set()
    for text in texts:
        try:
            known.add(_hashable(parse(text)))
        except NO_VALUE:
            continue

    def passes(value: str) -> bool:
        if value in texts:
            return True
        try:
            return _hashable(parse(value)) in known
        except NO_VALUE:
            return True  # not of the type: that is told already

    yield CellTest("value-enum", passes, ", ".join(sorted(texts)))


def _hashable(value: Any) -> Any:
    return json.dumps(value, sort_keys=True, default=str) if isinstance(value, list | dict) else value


def _bounds(parse: Parse, rules: Mapping[str, Any]) -> Iterator[CellTest]:
    for name, words, is_within in (
        ("minimum", "at least", lambda value, bound: value >= bound),
        ("maximum", "at most", lambda value, bound: value <= bound),
        ("exclusiveMinimum", "more than", lambda value, bound: value > bound),
        ("exclusiveMaximum", "less than", lambda value, bound: value < bound),
    ):
        if name not in rules:
            continue
        try:
            bound = parse(str(rules[name]))
        except NO_VALUE:
            continue

        def passes(value: str, bound: Any = bound, is_within: Any = is_within) -> bool:
            try:
                found = parse(value)
            except NO_VALUE:
                return True  # not of the type: that is told already
            try:
                return bool(is_within(*_alike(found, bound)))
            except ArithmeticError:
                return False  # NaN is within no bounds

        yield CellTest("value-bound", passes, f"{words} {rules[name]}")


def _alike(value: Any, bound: Any) -> tuple[Any, Any]:
    """Return two moments that can be compared: where only one of them has a zone, the other is taken to be in UTC."""
    if isinstance(value, datetime) and isinstance(bound, datetime) and (value.tzinfo is None) != (bound.tzinfo is None):
        return (
            value if value.tzinfo else value.replace(tzinfo=UTC),
            bound if bound.tzinfo else bound.replace(tzinfo=UTC),
        )
    return value, bound
