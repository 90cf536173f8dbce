"""What a cell must be: livepack's own strict types, and every type and constraint of Table Schema."""

from __future__ import annotations

import re

import pytest

from livepack import schemas
from livepack.checks.standard_values import standard_column
from livepack.checks.values import strict_column
from packing import field, judge, lines, resource, schema, told, write

LONG = "1" * 40
# type (and what is said of it): good cells, bad cells
TYPES = [
    (field("x"), ["", "a", " a ", "🚢", "\n"], []),
    (field("x", format="email"), ["a@b.org"], ["a", "a@b", "a @b.org", "@b.org"]),
    (field("x", format="uri"), ["https://a.org/b?c=d#e", "mailto:a@b.org"], ["a", "http:// a.org", "//a.org"]),
    (
        field("x", format="uuid"),
        ["123e4567-e89b-12d3-a456-426614174000"],
        ["123e4567", "g23e4567-e89b-12d3-a456-426614174000"],
    ),
    (field("x", format="binary"), ["YQ==", "", "YWI=", "YWJj"], ["YQ", "Y", "Ä==="]),
    (field("x", format="other"), ["a"], []),
    (field("x", "any"), ["a", "1"], []),
    (field("x", "integer"), ["0", "-1", "+7", "007", LONG], ["1.0", "1_000", " 5 ", "٣", "1e3", "", "x", "1,000"]),
    (field("x", "integer", groupChar=","), ["1,000", "1000"], ["1.000"]),
    (field("x", "integer", bareNumber=False), ["€95", "95%", "-7", "95"], ["%", "9 5"]),
    (
        field("x", "number"),
        ["1", "-1.5", ".5", "5.", "1e3", "1E-3", "NaN", "INF", "-INF"],
        ["1,5", "nan", "Infinity", "1_0", "٣", "0x1", "e3", ""],
    ),
    (field("x", "number", decimalChar=","), ["1,5", "1"], ["1.5"]),
    (field("x", "number", decimalChar=",", groupChar="."), ["1.000,5", "1,5"], ["1,000,5"]),
    (field("x", "number", bareNumber=False), ["€9.5", "9.5 %"], ["nine"]),
    (
        field("x", "boolean"),
        ["true", "True", "TRUE", "1", "false", "False", "FALSE", "0"],
        ["yes", "tRue", "2", "", " true"],
    ),
    (field("x", "boolean", trueValues=["ja"], falseValues=["nein"]), ["ja", "nein"], ["true", "Ja"]),
    (field("x", "boolean", trueValues=["ja"]), ["ja", "false"], ["true"]),
    (
        field("x", "date"),
        ["2024-02-29", "0001-01-01"],
        ["2023-02-29", "2024-2-9", "20240229", "2024-02-29T00:00:00", "2024-W05-1", "29.02.2024"],
    ),
    (field("x", "date", format="%d.%m.%Y"), ["29.02.2024"], ["2024-02-29", "30.02.2024"]),
    (field("x", "date", format="%Y-%m-%d"), ["2024-02-29"], ["2023-02-29", "29.02.2024"]),
    (field("x", "date", format="any"), ["yesterday"], []),
    (
        field("x", "time"),
        ["00:00:00", "24:00:00", "23:59:59.5", "12:00:00Z", "12:00:00+01:00"],
        ["24:00:01", "12:00", "12:60:00", "noon", "120000"],
    ),
    (field("x", "time", format="%H:%M"), ["12:00"], ["12:00:00", "25:00"]),
    (
        field("x", "datetime"),
        ["2024-01-01T00:00:00", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00.123456789+05:30", "2024-01-01T24:00:00"],
        [
            "2024-01-01 00:00:00",
            "2024-01-01T00:00Z",
            "2024-01-01T00:00:60",
            "2024-01-01T00:00:00z",
            "2024-01-01T00:00:00+0530",
            "9999-12-31T24:00:00",
            "2024-01-01T24:00:01",
            "2024-01-01",
        ],
    ),
    (
        field("x", "datetime", format="%Y-%m-%d %H:%M:%S"),
        ["2024-01-01 10:00:00"],
        ["2024-01-01T10:00:00", "2024-01-01 24:00:00"],
    ),
    (field("x", "year"), ["2024", "-0044", "12024", "0000"], ["24", "x", "2024-01", "+2024"]),
    (field("x", "yearmonth"), ["2024-01", "2024-12"], ["2024-13", "2024-1", "2024", "2024-00"]),
    (field("x", "duration"), ["P1Y", "PT0.5S", "-P1DT2H", "P2W"], ["P", "PT", "1D", "P1H", "P1DT"]),
    (
        field("x", "geopoint"),
        ["90.5, 45", "-180,-90", "0,0"],
        ["90", "181,0", "0,91", "a,b", "NaN,0", "1_0,0", "٣,0", "1,2,3"],
    ),
    (field("x", "geopoint", format="array"), ["[90.5, 45]"], ["90.5, 45", "[1]", "[1,2,3]", '["a",1]', "[true,1]"]),
    (
        field("x", "geopoint", format="object"),
        ['{"lon": 90.5, "lat": 45}'],
        ['{"lon": 1}', "[1, 2]", '{"lon": 200, "lat": 0}'],
    ),
    (
        field("x", "geojson"),
        ['{"type": "Point", "coordinates": [1, 2]}'],
        ["{}", "[]", "x", '{"type": "Dot"}', '{"type": []}'],
    ),
    (field("x", "geojson", format="topojson"), ['{"type": "Topology"}'], ['{"type": "Point"}']),
    (field("x", "object"), ["{}", '{"a": 1}'], ["[]", "{", "x", "1", "null"]),
    (field("x", "array"), ["[]", "[1, [2]]"], ["{}", "[1", "[" * 100_000]),
    (field("x", "list"), ["a,b", "a", ""], []),
    (field("x", "list", itemType="integer"), ["1,2", "1"], ["1,a", "1,,2", "1;2"]),
    (field("x", "list", itemType="integer", delimiter=";"), ["1;2"], ["1,2"]),
    (field("x", "list", itemType="date"), ["2024-01-01,2024-01-02"], ["2024-01-01,"]),
]
# field: good cells, bad cells, the code of the bad ones
CONSTRAINTS = [
    (field("x", pattern="a|b"), ["a", "b"], ["ab", "a1", "b\n", "a\n", "xb"], "value-pattern"),
    (field("x", pattern="[a-z]+$"), ["abc"], ["abc\n", "ABC"], "value-pattern"),
    (field("x", pattern="("), [], ["a", "("], "value-pattern"),
    (field("x", pattern="a{99999999999999999999}"), [], ["a"], "value-pattern"),
    (field("x", enum=["a", "b"]), ["a", "b"], ["c", "A", "a "], "value-enum"),
    (field("x", "integer", enum=["1", "2"]), ["1", "01", "+2"], ["3"], "value-enum"),
    (field("x", "integer", enum=[1, 2]), ["1", "01"], ["3"], "value-enum"),
    (field("x", "number", enum=[1.5, "NaN"]), ["1.5", "1.50", "NaN"], ["1.51", "INF"], "value-enum"),
    (field("x", "boolean", enum=[True]), ["true", "1"], ["false"], "value-enum"),
    (field("x", "array", enum=[[1, 2]]), ["[1, 2]", "[1,2]"], ["[2, 1]"], "value-enum"),
    (field("x", "object", enum=[{"a": 1, "b": 2}]), ['{"b": 2, "a": 1}'], ["{}"], "value-enum"),
    (field("x", categories=["a", "b"]), ["a"], ["c"], "value-enum"),
    (field("x", "integer", categories=[{"value": 1, "label": "low"}, {"value": 2}]), ["1", "2"], ["3"], "value-enum"),
    (field("x", minLength=2), ["ab", "äö"], ["a"], "value-bound"),
    (field("x", maxLength=2), ["ab", "🚢🚢"], ["abc"], "value-bound"),
    (field("x", "array", minLength=2), ["[1, 2]"], ["[1]", "[]"], "value-bound"),
    (field("x", "list", maxLength=2), ["a,b", "abcdef"], ["a,b,c"], "value-bound"),
    (field("x", "object", maxLength=1), ['{"a": 1}'], ['{"a": 1, "b": 2}'], "value-bound"),
    (field("x", "integer", minimum=2), ["2", LONG], ["1", "-" + LONG], "value-bound"),
    (field("x", "integer", maximum="2"), ["2", "-" + LONG], ["3", LONG], "value-bound"),
    (field("x", "integer", exclusiveMinimum=2), ["3"], ["2"], "value-bound"),
    (field("x", "number", exclusiveMaximum=2), ["1.999", "-INF"], ["2", "2.0", "INF", "NaN"], "value-bound"),
    (field("x", "number", minimum=0.1), ["0.1", "0.10"], ["0.09999999999999999999999"], "value-bound"),
    (field("x", "date", minimum="2024-02-29"), ["2024-02-29"], ["2024-02-28"], "value-bound"),
    (field("x", "date", format="%d.%m.%Y", maximum="01.03.2024"), ["29.02.2024"], ["02.03.2024"], "value-bound"),
    (field("x", "time", maximum="12:00:00"), ["12:00:00"], ["12:00:01"], "value-bound"),
    (
        field("x", "datetime", minimum="2024-01-01T00:00:00Z"),
        ["2024-01-01T00:00:00", "2024-01-01T01:00:00+01:00"],
        ["2024-01-01T00:30:00+01:00", "2023-12-31T23:59:59"],
        "value-bound",
    ),
    (
        field("x", "datetime", minimum="2024-01-02T00:00:00"),
        ["2024-01-01T24:00:00", "2024-01-02T00:00:00Z"],
        ["2024-01-01T23:00:00Z"],
        "value-bound",
    ),
    (field("x", "year", minimum=2000), ["2000", "12000"], ["1999", "-0044"], "value-bound"),
    (field("x", "yearmonth", maximum="2024-02"), ["2024-02"], ["2024-03"], "value-bound"),
    (field("x", "integer", minimum="many"), ["1"], [], "value-bound"),
    (field("x", "string", minimum=3), ["1"], [], "value-bound"),
]


def failing(column, cell):
    """The code of the first test that a cell does not pass; empty if it passes all."""
    return next((test.code for test in column.tests if not test.passes(cell)), "")


def words(case):
    return " ".join(re.findall(r"[\w.%-]+", str(case)))[:80] if isinstance(case, dict) else ""


@pytest.mark.parametrize(("descriptor", "good", "bad"), TYPES, ids=words)
def test_type(descriptor, good, bad):
    """A cell is of its type by the standard's lexical form, and by nothing laxer."""
    column = standard_column(descriptor, [""])
    assert [cell for cell in good if failing(column, cell)] == []
    assert [cell for cell in bad if failing(column, cell) != "value-type"] == []


@pytest.mark.parametrize(("descriptor", "good", "bad", "code"), CONSTRAINTS, ids=words)
def test_constraint(descriptor, good, bad, code):
    """A cell meets its constraints as values, not as texts; a pattern is the whole cell's."""
    column = standard_column(descriptor, [""])
    assert [cell for cell in good if failing(column, cell)] == []
    assert [cell for cell in bad if failing(column, cell) != code] == []


@pytest.mark.parametrize("kind", ["integer", "number", "date", "array", "object", "geopoint", "year", "datetime"])
def test_a_cell_of_another_type_breaks_no_constraint(kind):
    """What is not of the type is told once, as such; the constraints say nothing more."""
    column = standard_column(field("x", kind, enum=["1"], minimum="1", exclusiveMaximum="2"), [""])
    assert [test.code for test in column.tests if not test.passes("[" * 50_000)] == ["value-type"]


HOSTILE = [
    {"type": "boolean", "trueValues": 5, "falseValues": None},
    {"type": "boolean", "trueValues": [[], {}]},
    {"type": "string", "format": ["email"]},
    {"type": "string", "format": {}},
    {"type": ["string"]},
    {"type": "list", "itemType": [], "delimiter": 7},
    {"type": "list", "delimiter": ""},
    {"type": "number", "decimalChar": "", "groupChar": 5, "bareNumber": "no"},
    {"type": "integer", "constraints": {"enum": [None, [], {}, 1], "minimum": {}, "maxLength": "x", "pattern": 5}},
    {"type": "date", "format": "%"},
    {"type": "date", "format": "%Q"},
    {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z", "constraints": {"minimum": "2024-01-01T00:00:00+0100"}},
    {"type": "time", "format": "", "constraints": {"minimum": ""}},
    {"constraints": [], "categories": [None, {}, []], "missingValues": [None, {"value": 5}]},
    {"type": "object", "constraints": {"minLength": True, "enum": [1.5]}},
]


@pytest.mark.parametrize("descriptor", HOSTILE, ids=words)
@pytest.mark.parametrize(
    "cell", ["", "1", "x", "2024-01-01", "[1]", '{"a": 1}', "NaN", "1e999999999999", "2024-01-01T00:00:00+0200"]
)
def test_hostile_field(descriptor, cell):
    """Whatever a descriptor says of a field, its cells are tested without an exception."""
    failing(standard_column({"name": "x", **descriptor}, [""]), cell)


def test_missing_values(tmp_path):
    """Cells that mean "no value" are those of the field, else those of the schema; texts or objects."""
    table = schema(
        field("a", "integer", required=True),
        field("b", "integer", missingValues=[{"value": "?", "label": "unknown"}]),
        field("c", "integer", required=True, missingValues=[]),
        missingValues=["", "NA"],
    )
    data = lines("a,b,c", "1,?,1", "NA,1,1", ",1,1", "1,NA,1", "1,1,", "1,,NA")
    report = judge(write(tmp_path, [resource("t", table)], t=data))
    assert [(found.code, found.line, found.field) for found in report.findings if found.level == "error"] == [
        ("value-missing", 3, "a"),
        ("value-missing", 4, "a"),
        ("value-type", 5, "b"),
        ("value-type", 6, "c"),
        ("value-type", 7, "b"),
        ("value-type", 7, "c"),
    ]


def test_null_sequence_of_the_dialect(tmp_path):
    """The dialect's own sign for "no value" is one."""
    table = schema(field("a", "integer", required=True), field("b", "integer"))
    package = write(tmp_path, [resource("t", table, dialect={"nullSequence": "\\N"})], t="a,b\n1,\\N\n\\N,1\n")
    assert told(judge(package)) == [("value-missing", 3)]


STRICT = {
    "instant": (
        ["2031-03-04T15:35:00Z"],
        [
            "2031-03-04T15:35:00",
            "2031-03-04T24:00:00Z",
            "2031-02-29T15:35:00Z",
            "2031-03-04T15:35Z",
            "2031-03-04T15:35:00+00:00",
            "2031-03-04T15:35:00Z\n",
        ],
    ),
    "wall_time": (["2031-03-04T15:35:00"], ["2031-03-04T15:35:00Z", "2031-03-04T24:00:00", "2031-03-04 15:35:00"]),
    "day": (["2032-02-29"], ["2031-02-29", "20310304", "2031-3-4", "2031-03-04 "]),
    "integer": (["0", "-1", "12"], ["+1", "01", "1.0", "-0", "1_000", "٣", " 5"]),
    "boolean": (["true", "false"], ["True", "1", ""]),
    "uri": (["https://a.org/"], ["a", "https://a.org/ b", "https://a.org\n"]),
}


def test_own_columns():
    """livepack's own tables take one form of each value, and every strict type has a column."""
    seen = set()
    for table in schemas.tables().values():
        for item in table.fields:
            kind = item.strict or (item.format if item.format == "uri" else item.type)
            if kind not in STRICT:
                continue
            seen.add(kind)
            column = strict_column(item)
            tests = [test for test in column.tests if test.code == "value-type"]
            good, bad = STRICT[kind]
            assert [cell for cell in good if not all(test.passes(cell) for test in tests)] == [], item.name
            assert [cell for cell in bad if all(test.passes(cell) for test in tests)] == [], item.name
    assert seen == set(STRICT)


def test_every_code_is_described():
    """Whatever a test of a cell tells is a finding that schemas/ describes."""
    columns = [standard_column(case[0], [""]) for case in (*TYPES, *CONSTRAINTS)]
    assert {test.code for column in columns for test in column.tests} <= set(schemas.finding_types())
