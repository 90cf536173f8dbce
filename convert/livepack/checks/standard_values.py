"""Compiles a field of any Table Schema into tests of its cells.

Tables of other packages are held to what the standard says (https://datapackage.org/standard/table-schema/), which
follows XML Schema's lexical forms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from livepack.checks.values import URI, CellTest, Column

Parse = Callable[[str], Any]  # raises ValueError for a cell that is not of the type

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|-?INF")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_YEAR = re.compile(r"-?[0-9]{4,}")
_YEAR_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
_DATETIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_TIME = re.compile(r"([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_DURATION = re.compile(
    r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"
    r"(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_TRUE, _FALSE = ("true", "True", "TRUE", "1"), ("false", "False", "FALSE", "0")
_STRINGS = {"email": _EMAIL, "uri": URI, "uuid": _UUID, "binary": _BASE64}
_COMPARABLE = frozenset({"integer", "number", "date", "datetime", "time", "year", "yearmonth"})


def standard_column(field: Mapping[str, Any], missing: Iterable[str]) -> Column:
    """Compile a column of any Table Schema.

    Args:
        field: the field's descriptor; what in it is no Table Schema is passed over, for the descriptor's check names it.
        missing: cells that mean "no value".
    """
    kind = str(field.get("type", "string"))
    parse = _parser(kind, field)
    tests = [CellTest("value-type", _accepts(parse), _type_words(kind, field))] if parse is not None else []
    rules = field.get("constraints")
    rules = rules if isinstance(rules, Mapping) else {}
    tests += _constraints(kind, parse or str, rules)
    categories = field.get("categories")
    if isinstance(categories, list) and categories:
        values = [item.get("value") if isinstance(item, Mapping) else item for item in categories]
        tests += _listed(parse or str, values)
    own = field.get("missingValues")
    return Column(
        str(field.get("name", "")),
        tuple(tests),
        rules.get("required") is True,
        frozenset(missing_values(own, missing)),
        is_text=kind in ("string", "any") and not tests,
    )


def missing_values(stated: Any, default: Iterable[str]) -> set[str]:
    """Return the cells that mean "no value", of texts or of objects with a value and a label."""
    if not isinstance(stated, list):
        return set(default)
    values = [item.get("value") if isinstance(item, Mapping) else item for item in stated]
    return {value for value in values if isinstance(value, str)}


def _accepts(parse: Parse) -> Callable[[str], bool]:
    def passes(value: str) -> bool:
        try:
            parse(value)
        except (ValueError, InvalidOperation, RecursionError):
            return False
        return True

    return passes


def _whole(pattern: re.Pattern[str], then: Parse = str) -> Parse:
    def parse(value: str) -> Any:
        if pattern.fullmatch(value) is None:
            raise ValueError(value)
        return then(value)

    return parse


def _parser(kind: str, field: Mapping[str, Any]) -> Parse | None:
    """Return what makes a value of a cell; None where every text will do."""
    form = field.get("format", "default")
    if kind == "string":
        return _whole(_STRINGS[form]) if form in _STRINGS else None
    if kind in ("integer", "number"):
        return _number_parser(kind, field)
    if kind == "boolean":
        listed = {
            str(word): value
            for value, words in (
                (True, field.get("trueValues", _TRUE)),
                (False, field.get("falseValues", _FALSE)),
            )
            for word in words
        }
        return lambda value: _look_up(listed, value)
    if kind in ("date", "datetime", "time"):
        return _moment_parser(kind, str(form))
    if kind in ("object", "geojson", "array"):
        return lambda value: _read_json(value, list if kind == "array" else dict)
    if kind == "list":
        return _list_parser(field)
    simple = {"year": _YEAR, "yearmonth": _YEAR_MONTH, "duration": _DURATION}
    if kind in simple:
        return _whole(simple[kind])
    return _parse_geopoint if kind == "geopoint" and form == "default" else None


def _look_up(listed: Mapping[str, bool], value: str) -> bool:
    if value not in listed:
        raise ValueError(value)
    return listed[value]


def _number_parser(kind: str, field: Mapping[str, Any]) -> Parse:
    group, point = str(field.get("groupChar", "")), str(field.get("decimalChar", "."))
    is_bare = field.get("bareNumber", True) is not False
    pattern = _NUMBER if kind == "number" else _INTEGER

    def parse(value: str) -> Decimal:
        text = value.replace(group, "") if group else value
        if not is_bare:
            text = re.sub(r"^[^0-9+\-.]+|[^0-9.]+$", "", text)
        text = text.replace(point, ".") if point != "." else text
        if pattern.fullmatch(text) is None:
            raise ValueError(value)
        return Decimal(text.replace("INF", "Infinity"))

    return parse


def _moment_parser(kind: str, form: str) -> Parse | None:
    if form == "any":
        return None
    if form != "default":
        return _pattern_parser(kind, form)
    if kind == "date":
        return _parse_day
    if kind == "time":
        return _whole(_TIME, lambda value: time.fromisoformat(value[:8]))

    def parse(value: str) -> datetime:
        found = _DATETIME.fullmatch(value)
        if found is None:
            raise ValueError(value)
        clock = "00:00:00" if found[2] == "24:00:00" else found[2]
        return datetime.fromisoformat(f"{found[1]}T{clock}{found[3] or ''}")

    return parse


def _pattern_parser(kind: str, form: str) -> Parse:
    """Return what reads moments of a format of strptime; those in ISO's order are read without it, 20 times as fast."""
    iso = _ISO_FORMS.get(form)

    def parse(value: str) -> Any:
        if iso is not None and iso.fullmatch(value):
            return _strip(kind, datetime.fromisoformat(value))
        return _strip(kind, datetime.strptime(value, form))  # noqa: DTZ007 - the format says if there is a zone

    return parse


_ISO_FORMS = {
    "%Y-%m-%d": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "%Y-%m-%dT%H:%M:%S": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"),
    "%Y-%m-%d %H:%M:%S": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"),
}


def _strip(kind: str, moment: datetime) -> Any:
    return moment.date() if kind == "date" else moment.time() if kind == "time" else moment


def _parse_day(value: str) -> date:
    found = date.fromisoformat(value)
    if found.isoformat() != value:
        raise ValueError(value)
    return found


def _read_json(value: str, kind: type) -> Any:
    found = json.loads(value)
    if not isinstance(found, kind):
        raise ValueError(value)  # noqa: TRY004 - every parser raises this for a cell of another type
    return found


def _list_parser(field: Mapping[str, Any]) -> Parse:
    parse = _parser(str(field.get("itemType", "string")), {}) or str
    delimiter = str(field.get("delimiter") or ",")
    return lambda value: [parse(item) for item in value.split(delimiter)]


def _parse_geopoint(value: str) -> tuple[Decimal, Decimal]:
    longitude, _, latitude = value.partition(",")
    point = Decimal(longitude.strip()), Decimal(latitude.strip())
    if abs(point[0]) > 180 or abs(point[1]) > 90:
        raise ValueError(value)
    return point


def _type_words(kind: str, field: Mapping[str, Any]) -> str:
    form = field.get("format", "default")
    return kind if form == "default" else f"{kind} of format {form}"


def _constraints(kind: str, parse: Parse, rules: Mapping[str, Any]) -> Iterator[CellTest]:
    pattern = rules.get("pattern")
    if isinstance(pattern, str):
        try:
            yield CellTest("value-pattern", re.compile(pattern).fullmatch, pattern)
        except re.error:
            yield CellTest("value-pattern", lambda _: False, f"{pattern}, which is no regular expression")
    if isinstance(rules.get("enum"), list):
        yield from _listed(parse, rules["enum"])
    for name, words, is_within in (
        ("minLength", "at least", lambda length, bound: length >= bound),
        ("maxLength", "at most", lambda length, bound: length <= bound),
    ):
        bound = rules.get(name)
        if isinstance(bound, int):
            yield CellTest("value-length", _length_test(kind, parse, bound, is_within), f"{words} {bound}")
    if kind in _COMPARABLE:
        yield from _bounds(parse, rules)


def _length_test(kind: str, parse: Parse, bound: int, is_within: Callable[[int, int], bool]) -> Callable[[str], bool]:
    return lambda value: is_within(_size(kind, parse, value), bound)


def _size(kind: str, parse: Parse, value: str) -> int:
    if kind not in ("array", "object", "list"):
        return len(value)
    try:
        return len(parse(value))
    except ValueError:
        return 0


def _listed(parse: Parse, values: list[Any]) -> Iterator[CellTest]:
    texts = {"true" if value is True else "false" if value is False else str(value) for value in values}
    known = set()
    for text in texts:
        try:
            known.add(_hashable(parse(text)))
        except (ValueError, InvalidOperation):
            continue

    def passes(value: str) -> bool:
        if value in texts:
            return True
        try:
            return _hashable(parse(value)) in known
        except (ValueError, InvalidOperation):
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
        except (ValueError, InvalidOperation):
            continue

        def passes(value: str, bound: Any = bound, is_within: Any = is_within) -> bool:
            try:
                found = parse(value)
            except (ValueError, InvalidOperation):
                return True  # not of the type: that is told already
            return bool(is_within(*_alike(found, bound)))

        yield CellTest("value-bound", passes, f"{words} {rules[name]}")


def _alike(value: Any, bound: Any) -> tuple[Any, Any]:
    """Return two moments that can be compared: where only one of them has a zone, the other is taken to be in UTC."""
    if isinstance(value, datetime) and isinstance(bound, datetime) and (value.tzinfo is None) != (bound.tzinfo is None):
        return (
            value if value.tzinfo else value.replace(tzinfo=UTC),
            bound if bound.tzinfo else bound.replace(tzinfo=UTC),
        )
    return value, bound
