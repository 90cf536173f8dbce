"""livepack and frictionless give the same verdict on the same package, but for the cases that docs/stricter.md lists.

Random packages of two tables go through both: random types, constraints and keys, good cells and damaged ones, damaged
rows. What the two are known to judge differently is kept out of them, and is shown here case by case instead.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile
from packing import field, judge, resource, schema, write

ROOT = Path(__file__).parents[1]
LIMIT = 10_000


def ask(folder: Path) -> tuple[bool | None, Counter[str]]:
    """The verdict of frictionless and its errors by type; no verdict where it breaks off without one."""
    from frictionless import FrictionlessException, Package

    try:
        report = Package(str((folder / "datapackage.json").resolve())).validate(limit_errors=LIMIT)
    except FrictionlessException:
        return False, Counter()
    except TypeError:
        return None, Counter()
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    return report.valid, Counter(error.type for error in errors)


def ours(folder: Path) -> tuple[bool, Counter[str]]:
    """The verdict of livepack and its errors by code."""
    report = judge(folder)
    found: Counter[str] = Counter()
    for (code, level), count in report.tally.items():
        if level == "error":
            found[code] += count
    return not report.fails(), +found


# Cases in which the two differ: what frictionless 5 says (valid, invalid, breaks off), what livepack says


class Case(NamedTuple):
    """A package of one table `t` (and perhaps another): what stands in the docs, and what is in the package."""

    name: str
    theirs: str
    ours: str
    resources: list[dict[str, Any]]
    files: dict[str, str]


def case(name: str, theirs: str, own: str, table: Any, text: str, **more: Any) -> Case:
    return Case(name, theirs, own, [resource("t", table, **more)], {"t": text})


def of(kind: str, **more: Any) -> dict[str, Any]:
    return schema(field("a", kind, **more))


KEYED = {"fields": "a", "reference": {"resource": "", "fields": "a"}}
V, I, B = "valid", "invalid", "breaks off"  # noqa: E741
CASES = [
    case("a pattern of alternatives", V, I, of("string", pattern="a|b"), "a\na1\n"),
    case("a line break behind what the pattern asks", V, I, of("string", pattern="[a-z]+"), 'a\n"x\n"\n'),
    case("an integer with an underscore", V, I, of("integer"), "a\n1_000\n"),
    case("an integer with spaces around it", V, I, of("integer"), "a\n 5 \n"),
    case("an integer in digits of another script", V, I, of("integer"), "a\n٣\n"),
    case("a number with an underscore", V, I, of("number"), "a\n1_0.5\n"),
    case("a number in digits of another script", V, I, of("number"), "a\n٣.٥\n"),
    case("nan or Infinity for NaN and INF", V, I, of("number"), "a\nnan\nInfinity\n"),
    case("a space for the T of a datetime", V, I, of("datetime"), "a\n2024-01-01 00:00:00\n"),
    case("a small z", V, I, of("datetime"), "a\n2024-01-01T00:00:00z\n"),
    case("an offset without its colon", V, I, of("datetime"), "a\n2024-01-01T00:00:00+0530\n"),
    case("a month of one digit", V, I, of("yearmonth"), "a\n2024-1\n"),
    case("a duration of half a year", V, I, of("duration"), "a\nP0.5Y\n"),
    case("a point with an underscore", V, I, of("geopoint"), 'a\n"1_0,5"\n'),
    case("an address with a space", V, I, of("string", format="uri"), "a\nhttp://x/a b\n"),
    case("a UUID without hyphens", V, I, of("string", format="uuid"), "a\n123e4567e89b12d3a456426614174000\n"),
    case("a value outside the categories", V, I, of("string", categories=["x"]), "a\ny\n"),
    case("text after a closing quotation mark", V, I, of("string"), 'a\n"p"x\n'),
    case("a quotation mark that nothing closes", V, I, of("string"), 'a\n"p\n'),
    case("a header with a space", V, I, schema(field("a"), field("b")), "a, b\np,q\n"),
    case("a blank line before the header", V, I, of("string"), "\na\np\n"),
    case("a partly empty primary key", V, I, schema(field("a"), field("b"), primaryKey=["a", "b"]), "a,b\np,\n"),
    case("a repeated unique key", V, I, schema(field("a"), uniqueKeys=[["a"]]), "a\np\np\n"),
    case("a misspelt foreignKeys", V, I, schema(field("a"), foreignKey=[KEYED]), "a\np\n"),
    case("a misspelt primaryKey", V, I, schema(field("a"), primarykey="a"), "a\np\np\n"),
    case(
        "misspelt constraints",
        V,
        I,
        schema({"name": "a", "type": "string", "constraint": {"required": True}}),
        "a\np\n",
    ),
    case(
        "a foreign key to a column that is not there",
        V,
        I,
        schema(field("a"), foreignKeys=[{"fields": "a", "reference": {"resource": "", "fields": "b"}}]),
        "a\n",
    ),
    case("a wrong digest with SHA256 in capitals", V, I, of("string"), "a\np\n", hash="SHA256:" + "0" * 64),
    case("a wrong SHA-512 digest", V, I, of("string"), "a\np\n", hash="sha512:" + "0" * 128),
    case("a size of 0 that is wrong", V, I, of("string"), "a\np\n", bytes=0),
    case(
        "a digest in capital letters",
        I,
        V,
        of("string"),
        "a\np\n",
        hash="sha256:" + hashlib.sha256(b"a\np\n").hexdigest().upper(),
    ),
    case("a year of five digits or before our era", I, V, of("year"), "a\n12024\n-0044\n"),
    case("a row of empty cells", I, V, schema(field("a"), field("b")), "a,b\n,\n"),
    case(
        "a bound without an offset for times that have one",
        B,
        V,
        of("datetime", minimum="2024-01-01T00:00:00"),
        "a\n2024-01-01T00:00:00Z\n",
    ),
    case("a bound that is no value of the type", B, I, of("integer", minimum="x"), "a\n1\n"),
]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name)
def test_known_difference(one, tmp_path):
    """Both tools say of the case what the table says."""
    folder = write(tmp_path, one.resources, **one.files)
    verdict = {True: V, False: I, None: B}
    assert (verdict[ask(folder)[0]], verdict[ours(folder)[0]]) == (one.theirs, one.ours)


def test_docs_list_the_cases():
    """docs/stricter.md has a row for each of these cases, in their order and with these verdicts, and no other."""
    text = (ROOT / "docs" / "stricter.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| (valid|invalid|breaks off) \| (valid|invalid) \| [^|]+ \|$", text, re.MULTILINE)
    assert rows == [(one.name, one.theirs, one.ours) for one in CASES]


# Random packages


POOLS = {
    "string": (["", "a", "b", "ab", "abc", "é", "🚢", "a,b", 'a "b"', "two\nlines", " x"], []),
    "integer": (["", "0", "1", "2", "7", "-3", "12"], ["x", "1.5", "1e3", "--1", "true"]),
    "number": (["", "0", "1", "1.5", "-2.25", "1e3", "NaN", "INF"], ["x", "1,5", "1.2.3"]),
    "boolean": (["", "true", "false", "TRUE", "0", "1"], ["yes", "2", "tRue"]),
    "date": (["", "2024-02-29", "2023-01-01", "2025-12-31"], ["2023-02-29", "01.01.2023", "x", "2024-13-01"]),
    "time": (["", "00:00:00", "12:30:00", "23:59:59"], ["12:60:00", "noon", "12"]),
    "datetime": (
        ["", "2024-01-01T00:00:00Z", "2024-06-01T10:00:00Z", "2023-01-01T24:00:00Z"],
        ["2024-01-01", "x", "2024-01-01T00:00Z", "2024-13-01T00:00:00Z"],
    ),
    "year": (["", "2024", "1999", "2000"], ["24", "x", "2024-01"]),
    "yearmonth": (["", "2024-01", "1999-12"], ["2024", "2024-13", "x"]),
}
RULES = {
    "string": [{"minLength": 2}, {"maxLength": 2}, {"enum": ["a", "b", "abc"]}, {"pattern": "(?:[a-z ]+)"}],
    "integer": [{"minimum": 1}, {"maximum": 7}, {"enum": [1, 2, 7]}],
    "number": [{"minimum": 1}, {"maximum": 1.5}],
    "boolean": [{"enum": [True]}],
    "date": [{"minimum": "2024-01-01"}, {"maximum": "2024-12-31"}],
    "time": [{"minimum": "10:00:00"}],
    "datetime": [{"maximum": "2024-01-01T00:00:00Z"}],
    "year": [{"minimum": 2000}],
    "yearmonth": [],
}
DAMAGES = [
    "",
    "",
    "",
    "",
    "",
    "short",
    "long",
    "blank",
    "doubled label",
    "renamed label",
    "swapped labels",
    "wrong hash",
    "wrong size",
    "no file",
]


def quote(cell: str) -> str:
    """A cell as CSV has it."""
    return '"' + cell.replace('"', '""') + '"' if re.search('[,"\n]', cell) else cell


class Made(NamedTuple):
    """A random package: its resources and files, whether its structure was damaged, and its primary keys."""

    resources: list[dict[str, Any]]
    files: dict[str, str]
    damage: str


@st.composite
def tables(draw: st.DrawFn, key: list[str]) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """Fields and rows of a table; its first column is a key of texts."""
    kinds = draw(st.lists(st.sampled_from(sorted(POOLS)), min_size=1, max_size=3))
    fields = [field("k", "string")]
    for number, kind in enumerate(kinds):
        rules = {**(draw(st.sampled_from(RULES[kind])) if RULES[kind] and draw(st.booleans()) else {})}
        rules |= {"required": True} if draw(st.integers(0, 3)) == 0 else {}
        fields.append(field(f"c{number}", kind, **rules))
    is_clean = draw(st.booleans())
    rows = []
    for number in range(draw(st.integers(0, 5))):
        cells = [key[number] if is_clean else draw(st.sampled_from(key))]
        for kind in kinds:
            good, bad = POOLS[kind]
            cells.append(draw(st.sampled_from(good if is_clean or draw(st.integers(0, 3)) else good + bad)))
        rows.append(cells if any(cells) else [key[0], *cells[1:]])  # a row of empty cells is a case of its own
    return fields, rows


@st.composite
def packages(draw: st.DrawFn) -> Made:
    """A parent and a child, with keys of one column or two, and perhaps a damage to the structure of one of them."""
    names = ["a", "b", "c", "d", "e", ""]
    parent, parent_rows = draw(tables(names[:5]))
    child, child_rows = draw(tables(names))
    parent_schema = schema(*parent)
    if draw(st.booleans()):
        parent_schema["primaryKey"] = draw(st.sampled_from(["k", ["k"]]))
    else:
        parent[0]["constraints"] = {"unique": True}
    child_schema = schema(*child)
    if draw(st.booleans()):
        child_schema["foreignKeys"] = [{"fields": ["k"], "reference": {"resource": "p", "fields": ["k"]}}]
    damage = draw(st.sampled_from(DAMAGES))
    resources = [resource("p", parent_schema), resource("c", child_schema)]
    files = {}
    for name, fields, rows in (("p", parent, parent_rows), ("c", child, child_rows)):
        labels = [one["name"] for one in fields]
        damaged = [list(map(quote, row)) for row in rows]
        if name == "c":
            labels, damaged = damage_table(damage, labels, damaged)
        files[name] = "".join(",".join(row) + "\n" for row in [labels, *damaged])
    if damage in ("wrong hash", "wrong size"):
        resources[1] |= {"hash": "sha256:" + "0" * 64} if damage == "wrong hash" else {"bytes": 1}
    if damage == "no file":
        del files["c"]
    return Made(resources, files, damage)


def damage_table(damage: str, labels: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Damage the structure of a table."""
    if damage == "short" and rows:
        rows[-1].pop()
        rows[-1] = rows[-1] if len(rows[-1]) > 1 or rows[-1][0] else ["x"]
    elif damage == "long" and rows:
        rows[0].append("more")
    elif damage == "blank":
        rows.insert(len(rows) // 2, [])
    elif damage == "doubled label":
        labels = [labels[0], labels[0], *labels[2:]]
    elif damage == "renamed label":
        labels = [*labels[:-1], "other"]
    elif damage == "swapped labels":
        labels = [labels[1], labels[0], *labels[2:]]
    return labels, rows


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all examples."""
    return tmp_path_factory.mktemp("differential")


EXAMPLES = min(settings.default.max_examples, 2000) if settings.default.max_examples > 300 else 120


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@settings(max_examples=EXAMPLES)
@given(packages())
def test_verdicts_agree(place, made):
    """Both find a random package valid, or both find it wrong; and they count the same wrong cells and references."""
    for path in place.glob("*.csv"):
        path.unlink()
    folder = write(place, made.resources, **made.files)
    valid, errors = ask(folder)
    assert valid is not None
    own_valid, codes = ours(folder)
    assert own_valid == valid, (codes, errors)
    if made.damage:
        return
    constraints = sum(codes[code] for code in ("value-pattern", "value-enum", "value-bound", "value-missing"))
    assert codes["value-type"] == errors["type-error"]
    assert constraints == errors["constraint-error"]
    assert codes["key-dangling"] == errors["foreign-key"]
    assert codes["key-repeated"] == errors["unique-error"] + errors["primary-key"]
