"""Compiles a column of livepack's own tables into tests of its cells; every value has one spelling."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from livepack.findings import shorten
from livepack.schemas import Field

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z")
_WALL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}")
_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
MAX_CELL = 30  # characters of a cell that a finding quotes beside what it must be
_MAX_DIGITS = 18  # of a number in plain digits that is compared with a bound; more are beyond every bound


@dataclass(frozen=True)
class CellTest:
    """A test that each non-empty cell must pass: the finding's code, the test, and what to say of a cell that fails."""

    code: str
    passes: Callable[[str], object]
    words: str

    def say(self, cell: str) -> str:
        """Say what a cell that fails holds and what it must be; nothing where the test has no words."""
        if not self.words:
            return ""
        quoted = shorten(cell, MAX_CELL)
        return f"{self.words}: {quoted}" if self.code == "value-type" else f"{quoted}, not {self.words}"


@dataclass(frozen=True)
class Column:
    """What is demanded of the cells of one column.

    Attributes:
        missing: cells that mean "no value".
        is_text: whether it takes any text.
        spell: gives the one spelling of a value that keys are compared by; None where each text is a value of its own.
    """

    name: str
    tests: tuple[CellTest, ...] = ()
    is_required: bool = False
    missing: frozenset[str] = frozenset({""})
    is_text: bool = False
    spell: Callable[[str], str] | None = None


def _is_moment(pattern: re.Pattern[str], value: str) -> bool:
    if pattern.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return False
    return True


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


_STRICT: dict[str, tuple[Callable[[str], object], str]] = {
    "instant": (lambda value: _is_moment(_INSTANT, value), "instant such as 2031-03-04T15:35:00Z"),
    "wall_time": (lambda value: _is_moment(_WALL_TIME, value), "wall time such as 2031-03-04T15:35:00"),
    "day": (_is_day, "day such as 2031-03-04"),
    "integer": (_PLAIN_INTEGER.fullmatch, "integer in plain digits"),
    "number": (_PLAIN_NUMBER.fullmatch, "number in plain digits, such as 0.85"),
    "boolean": (frozenset({"true", "false"}).__contains__, "boolean: true or false"),
    "uri": (URI.fullmatch, "address"),
}


def strict_column(field: Field, *, is_dehydrated: bool = False) -> Column:
    """Compile a column of livepack's own tables; in a dehydrated package the publisher's words are all gone."""
    if is_dehydrated and field.rights == "publisher":
        return Column(field.name, (CellTest("words-left", lambda _: False, ""),))
    tests: list[CellTest] = []
    kind = field.strict or (field.format if field.format == "uri" else field.type)
    if kind in _STRICT:
        passes, words = _STRICT[kind]
        tests.append(CellTest("value-type", passes, words))
    rules = dict(field.constraints)
    if rules.get("pattern"):
        tests.append(CellTest("value-pattern", re.compile(rules["pattern"]).fullmatch, rules["pattern"]))
    if rules.get("enum"):
        tests.append(CellTest("value-enum", frozenset(rules["enum"]).__contains__, ", ".join(rules["enum"])))
    for rule, compare, words in (("minimum", operator.ge, "at least"), ("maximum", operator.le, "at most")):
        if rules.get(rule) is not None:
            tests.append(CellTest("value-bound", _bound_test(compare, int(rules[rule])), f"{words} {rules[rule]}"))
    return Column(field.name, tuple(tests), field.required)


def _bound_test(compare: Callable[[Any, int], bool], bound: int) -> Callable[[str], bool]:
    """Return a test of numbers in plain digits; what is none is the business of the test of its type."""

    def holds(value: str) -> bool:
        if _PLAIN_INTEGER.fullmatch(value) is not None:
            return compare(int(value[:_MAX_DIGITS]), bound)
        return _PLAIN_NUMBER.fullmatch(value) is None or compare(Decimal(value), bound)

    return holds
