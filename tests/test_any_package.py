"""Packages that livepack did not make: exact codes, what is skipped and why, and no traceback on any descriptor."""

from __future__ import annotations

import gzip
import hashlib
import json
import os

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile
from livepack import schemas
from livepack.cli import cli
from livepack.report import render_json
from livepack.validation import validate_package
from packing import faults, field, judge, lines, resource, schema, told, write, write_descriptor

DATA = "id,n\na,1\nb,2\n"
TABLE = schema(field("id", required=True), field("n", "integer"), primaryKey="id")
NOT_OURS = {
    "order of time": "no table named entries has a column named published",
    "completeness against the sources": "the package has no ledger that says where its values stand in them",
    "ids, derived values and places": "they follow rules of livepack, and the package is not one of livepack",
}


def skipped(report):
    """What is skipped, and why, beside what is skipped of every package that is not livepack's."""
    found = {one.check: one.reason for one in report.skipped}
    return {check: reason for check, reason in found.items() if NOT_OURS.get(check) != reason}


def of_one(tmp_path, data=DATA, table=TABLE, **more):
    """The report on a package of one table."""
    return judge(write(tmp_path, [resource("t", table, **more)], t=data))


def test_good_package(tmp_path):
    """A good package has no finding, and the report says what was not checked."""
    report = of_one(tmp_path)
    assert told(report) == []
    assert {one.check: one.reason for one in report.skipped} == NOT_OURS
    assert {"descriptor", "hashes", "form", "types", "keys", "foreign-keys", "encoding"} <= set(report.checks)
    assert "order" not in report.checks


def test_version_1(tmp_path):
    """A descriptor of version 1 with its profiles and nested dialect is read as it is meant."""
    found = {"profile": "tabular-data-resource", "dialect": {"csv": {"delimiter": ";", "quoteChar": "'"}}}
    assert told(of_one(tmp_path, "id;n\n'a;b';1\nc;x\n", **found)) == [("value-type", 3)]


def test_version_2(tmp_path):
    """So is one of version 2."""
    more = {"$schema": "https://datapackage.org/profiles/2.0/dataresource.json", "dialect": {"delimiter": "|"}}
    assert told(of_one(tmp_path, "id|n\na|x\n", **more)) == [("value-type", 2)]


def test_schema_and_dialect_in_files(tmp_path):
    """Schema and dialect may lie in files of the package."""
    (tmp_path / "meta").mkdir()
    (tmp_path / "meta" / "t.json").write_text(json.dumps(TABLE), "utf-8")
    (tmp_path / "meta" / "d.json").write_text('{"delimiter": ";"}', "utf-8")
    report = of_one(tmp_path, "id;n\na;x\n", "meta/t.json", dialect="meta/d.json")
    assert told(report) == [("value-type", 2)]
    assert skipped(report) == {}


REFERRED = {
    "missing": ("gone.json", "file-missing"),
    "a folder": (".", "file-missing"),
    "not JSON": ("bad.json", "file-missing"),
    "no object": ("list.json", "file-missing"),
    "outside": ("../t.json", "path-unsafe"),
    "absolute": ("/etc/passwd", "path-unsafe"),
    "a name too long": ("x" * 5000, "file-missing"),
    "a name with NUL": ("a\0b", "path-unsafe"),
}


@pytest.mark.parametrize("name", REFERRED)
@pytest.mark.parametrize("part", ["schema", "dialect"])
def test_what_a_descriptor_refers_to(name, part, tmp_path):
    """A schema or dialect that cannot be read is an error, and the rows are checked for what is left."""
    (tmp_path / "bad.json").write_text("{", "utf-8")
    (tmp_path / "list.json").write_text("[]", "utf-8")
    value, code = REFERRED[name]
    table = value if part == "schema" else TABLE
    more = {"dialect": value} if part == "dialect" else {}
    assert faults(of_one(tmp_path, **{"table": table, **more})) == {code: 1}


@pytest.mark.parametrize("part", ["schema", "dialect"])
def test_what_lies_elsewhere_is_not_fetched(part, tmp_path):
    """An address is not followed, and the report says so."""
    more = {"table": "https://example.org/t.json"} if part == "schema" else {"dialect": "https://example.org/t.json"}
    found = skipped(of_one(tmp_path, **more))
    assert found[f"{part} of t"] == "it lies elsewhere, and livepack fetches nothing"


PATHS = {
    "outside": ("../t.csv", {"path-unsafe": 1}),
    "absolute": ("/data/t.csv", {"path-unsafe": 1}),
    "home": ("~/t.csv", {"path-unsafe": 1}),
    "of Windows": ("C:\\t.csv", {"path-unsafe": 1}),
    "a scheme": ("file:///t.csv", {"path-unsafe": 1}),
    "inside and outside": ("a/../../t.csv", {"path-unsafe": 1}),
    "missing": ("other.csv", {"file-missing": 1}),
    "a folder": ("folder", {"file-missing": 1}),
    "too long": ("x" * 5000, {"file-missing": 1}),
    "a surrogate": ("\ud800.csv", {"file-missing": 1}),
    "empty": ("", {"descriptor-invalid": 1, "path-unsafe": 1}),
    "a number": (5, {"descriptor-invalid": 1}),
    "a list with one outside": (["t.csv", "../t.csv"], {"path-unsafe": 1}),
    "an empty list": ([], {"descriptor-invalid": 1}),
}


@pytest.mark.parametrize("name", PATHS)
def test_paths(name, tmp_path):
    """A path stays in the package and leads to a file."""
    path, wanted = PATHS[name]
    (tmp_path / "folder").mkdir()
    assert faults(of_one(tmp_path, path=path)) == wanted


SKIPPED = {
    "several files": ({"path": ["t.csv", "t.csv"]}, "rows of t", "several files"),
    "remote": ({"path": "https://example.org/t.csv"}, "rows of t", "fetches nothing"),
    "compressed": ({"path": "t.csv.gz"}, "rows of t", "compressed"),
    "compressed by word": ({"compression": "gz"}, "rows of t", "compressed"),
    "json": ({"path": "t.json", "format": "json"}, "rows of t", "no CSV file but json"),
    "parquet": ({"path": "t.parquet", "format": "parquet"}, "rows of t", "no CSV file but parquet"),
    "xlsx by its name": ({"path": "t.xlsx", "format": ""}, "rows of t", "no CSV file but xlsx"),
    "no schema": ({"schema": {}}, "values of t", "no schema"),
    "hash of no known algorithm": ({"hash": "crc32:abcd"}, "hash of t", "crc32"),
    "any date": ({"schema": schema(field("id", "date", format="any"), field("n"))}, "type of t.id", "any"),
    "jsonSchema": ({"schema": schema(field("id", jsonSchema={}), field("n"))}, "jsonSchema of t.id", "JSON Schema"),
    "header of two rows": ({"dialect": {"headerRows": [1, 2]}}, "rows of t", "headerRows"),
    "comment rows": ({"dialect": {"commentRows": [1]}}, "rows of t", "commentRows"),
    "line ends": ({"dialect": {"lineTerminator": ";"}}, "rows of t", "lineTerminator"),
    "long delimiter": ({"dialect": {"delimiter": "||"}}, "rows of t", "not one character"),
    "quotes that delimit": ({"dialect": {"delimiter": '"'}}, "rows of t", "do not tell cells apart"),
    "line breaks that delimit": ({"dialect": {"delimiter": "\n"}}, "rows of t", "do not tell cells apart"),
    "unknown encoding": ({"encoding": "klingon"}, "rows of t", "'klingon' is not known"),
    "no text encoding": ({"encoding": "base64"}, "rows of t", "'base64' is not known"),
}


@pytest.mark.parametrize("name", SKIPPED)
def test_skipped(name, tmp_path):
    """What livepack cannot check is skipped with its reason, and is no error."""
    more, check, reason = SKIPPED[name]
    for path in ("t.json", "t.parquet", "t.xlsx"):
        (tmp_path / path).write_text("[]", "utf-8")
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(DATA.encode()))
    report = of_one(tmp_path, **more)
    assert {code: count for code, count in faults(report).items() if name != "no schema"} == {}
    assert reason in skipped(report)[check]


def test_inline_data(tmp_path):
    """Data in the descriptor itself are skipped; a reference to them is too."""
    inline = {"name": "p", "data": [{"id": "a"}], "schema": TABLE}
    child = schema(field("p"), foreignKeys=[{"fields": "p", "reference": {"resource": "p", "fields": "id"}}])
    report = judge(write(tmp_path, [inline, resource("c", child)], c="p\nz\n"))
    assert told(report) == []
    assert skipped(report) == {
        "rows of p": "its data stand in the descriptor itself",
        "foreign key of c to p": "the rows that it refers to are not read",
    }


def test_without_a_schema(tmp_path):
    """A table without a schema is still held to its form and searched for broken encoding."""
    report = of_one(tmp_path, "id,n\na,cafÃ©\nb\n", None)
    assert told(report) == [("row-length", 3)]
    assert "values of t" in skipped(report)


@pytest.mark.parametrize(
    "more",
    [
        {"format": "tsv"},
        {"format": None, "path": "t.tsv"},
        {"format": None, "path": "t.dat", "mediatype": "text/tab-separated-values", "dialect": {"delimiter": "\t"}},
    ],
)
def test_tabs(more, tmp_path):
    """A table of tabs is read by its format, its name or its media type."""
    found = {key: value for key, value in {**resource("t", TABLE), **more}.items() if value is not None}
    package = write(tmp_path, [found], t="id\tn\na,b\tx\n")
    (package / "t.csv").rename(package / found["path"])
    assert told(judge(package)) == [("value-type", 2)]


# The descriptor


MISSPELT = {
    "foreignKey": ({"schema": {**TABLE, "foreignKey": []}}, "'foreignKeys'"),
    "primarykey": ({"schema": schema(field("id"), field("n"), primarykey="id")}, "'primaryKey'"),
    "constraint": ({"schema": schema({"name": "id", "constraint": {}}, field("n"))}, "'constraints'"),
    "requird": ({"schema": schema({"name": "id", "constraints": {"requird": True}}, field("n"))}, "'required'"),
    "required of the field": (
        {"schema": schema({"name": "id", "required": True}, field("n"))},
        "'constraints.required'",
    ),
    "missingvalues": ({"schema": {**TABLE, "missingvalues": ["-"]}}, "'missingValues'"),
    "mediatyp": ({"mediatyp": "text/csv"}, "'mediatype'"),
    "delimeter": ({"dialect": {"delimeter": ";"}}, "'delimiter'"),
}


@pytest.mark.parametrize("name", MISSPELT)
def test_misspelt_property(name, tmp_path):
    """A property that is nearly one of the standard is an error that names it: readers would pass over it in silence."""
    more, meant = MISSPELT[name]
    report = of_one(tmp_path, **more)
    assert faults(report) == {"descriptor-invalid": 1}
    assert meant in report.findings[0].message


def test_a_property_of_ones_own_is_none(tmp_path):
    """Other properties are allowed by the standard."""
    assert told(of_one(tmp_path, source_note="by hand", x=1)) == []


SHAPES = {
    "unknown type": {"schema": schema(field("id", "text"), field("n"))},
    "no fields": {"schema": {"fields": []}},
    "a key that names no column": {"schema": schema(field("id"), field("n"), primaryKey="key")},
    "a unique key that names no column": {"schema": schema(field("id"), field("n"), uniqueKeys=[["id", "key"]])},
    "a foreign key that names no column": {
        "schema": schema(field("id"), field("n"), foreignKeys=[{"fields": "x", "reference": {"fields": "id"}}])
    },
    "a foreign key to no column": {
        "schema": schema(field("id"), field("n"), foreignKeys=[{"fields": "id", "reference": {"fields": "x"}}])
    },
    "a foreign key to no table": {
        "schema": schema(
            field("id"), field("n"), foreignKeys=[{"fields": "id", "reference": {"resource": "x", "fields": "id"}}]
        )
    },
    "a foreign key of two columns to one": {
        "schema": schema(field("id"), field("n"), foreignKeys=[{"fields": ["id", "n"], "reference": {"fields": "id"}}])
    },
    "a foreign key without a reference": {"schema": schema(field("id"), field("n"), foreignKeys=[{"fields": "id"}])},
    "a bound that is no value": {"schema": schema(field("id"), field("n", "integer", minimum="few"))},
    "bytes that are a text": {"bytes": "12"},
    "fieldsMatch of no kind": {"schema": {**TABLE, "fieldsMatch": "most"}},
}


@pytest.mark.parametrize("name", SHAPES)
def test_descriptor_that_is_wrong(name, tmp_path):
    """What cannot be meant so is one error, however many rows there are."""
    assert faults(of_one(tmp_path, **SHAPES[name])) == {"descriptor-invalid": 1}


def test_two_resources_of_one_name(tmp_path):
    """Two tables of one name are an error."""
    report = judge(write(tmp_path, [resource("t", TABLE), resource("t", TABLE)], t=DATA))
    assert faults(report) == {"descriptor-invalid": 1}
    assert judge(tmp_path, jobs=2).tally == report.tally


HASHES = {
    "sha256": (lambda data: "sha256:" + hashlib.sha256(data).hexdigest(), {}),
    "SHA256 in capitals": (lambda data: "SHA256:" + hashlib.sha256(data).hexdigest().upper(), {}),
    "SHA256 in capitals, wrong": (lambda _: "SHA256:" + "0" * 64, {"hash-differs": 1}),
    "sha-256": (lambda data: "sha-256:" + hashlib.sha256(data).hexdigest(), {}),
    "md5 without a name": (lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(), {}),
    "md5 without a name, wrong": (lambda _: "0" * 32, {"hash-differs": 1}),
    "sha1": (lambda data: "sha1:" + hashlib.sha1(data, usedforsecurity=False).hexdigest(), {}),
    "sha512, wrong": (lambda _: "sha512:00", {"hash-differs": 1}),
}


@pytest.mark.parametrize("name", HASHES)
def test_hashes(name, tmp_path):
    """Digests are compared whatever the case of their letters and the algorithm."""
    mark, wanted = HASHES[name]
    report = of_one(tmp_path, hash=mark(DATA.encode()), bytes=len(DATA))
    assert faults(report) == wanted
    assert skipped(report) == {}


def test_size(tmp_path):
    """A size is compared, one of 0 too."""
    assert faults(of_one(tmp_path, bytes=0)) == {"bytes-differ": 1}


# The header: which of these headers each kind of match takes


HEADERS = {
    "id,n": "exact equal subset superset partial",
    "n,id": "equal subset superset partial",
    "id,n,x": "subset partial",
    "id": "superset partial",
    "id,x": "partial",
    "x,y": "",
    "id,id": "",
    "id,n,x,x": "",
}


@pytest.mark.parametrize("match", ["exact", "equal", "subset", "superset", "partial"])
@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("is_list", [False, True])
def test_fields_match(match, header, is_list, tmp_path):
    """A header is held against the schema as fieldsMatch says, and values by their columns' names."""
    table = schema(field("id"), field("n", "integer"), fieldsMatch=[match] if is_list else match)
    columns = header.split(",")
    row = ",".join("1" if name == "n" else "a" for name in columns)
    is_fit = match in HEADERS[header].split()
    assert faults(of_one(tmp_path, f"{header}\n{row}\n", table)) == ({} if is_fit else {"header-differs": 1})
    if is_fit and "n" in columns:
        wrong = ",".join("a" for _ in columns)
        assert faults(of_one(tmp_path, f"{header}\n{wrong}\n", table)) == {"value-type": 1}


# Tables partly named as livepack's


def test_entries_alone(tmp_path):
    """A table named entries with times is looked at for order, and what else its columns allow."""
    table = schema(field("published", "datetime"), field("text"))
    data = lines(
        "published,text",
        "2031-03-04T10:00:00Z,a",
        "2031-03-04T11:00:00Z,b",
        "2031-03-04T12:00:00Z,c",
        "2031-03-04T11:30:00Z,d",
    )
    report = judge(write(tmp_path, [resource("entries", table)], entries=data))
    assert told(report) == [("order-inverted", 5)]
    assert "order" in report.checks
    assert not report.fails()
    assert report.fails("warning")


@pytest.mark.parametrize("jobs", [1, 2])
def test_jobs_agree(jobs, tmp_path):
    """Two processes find in somebody else's package what one finds."""
    child = schema(
        field("entry_id"),
        foreignKeys=[{"fields": "entry_id", "reference": {"resource": "entries", "fields": "entry_id"}}],
    )
    table = schema(
        field("entry_id"), field("published", "datetime"), field("image_count", "integer"), primaryKey="entry_id"
    )
    data = lines(
        "entry_id,published,image_count",
        "a,2031-03-04T10:00:00Z,2",
        "b,x,0",
        "b,2031-03-04T09:00:00Z,y",
        "c,2031-03-04T11:00:00Z,0",
    )
    report = judge(
        write(
            tmp_path, [resource("images", child), resource("entries", table)], images="entry_id\na\nz\n", entries=data
        ),
        jobs=jobs,
    )
    assert [(f.table, f.code, f.line) for f in report.findings if f.level == "error"] == [
        ("entries", "count-differs", 2),
        ("entries", "value-type", 3),
        ("entries", "key-repeated", 4),
        ("entries", "value-type", 4),
        ("images", "key-dangling", 3),
    ]


def test_jobs_write_the_same_report(tmp_path):
    """Byte for byte so, with words, order and repetitions to tell, and a table that breaks off."""
    entries = schema(field("entry_id"), field("published", "datetime"), field("text"), primaryKey="entry_id")
    texts = schema(field("entry_id"), field("text"))
    key = {"fields": "entry_id", "reference": {"resource": "entries", "fields": "entry_id"}}
    resources = [
        resource("paragraphs", {**texts, "foreignKeys": [key]}),
        resource("entries", entries, hash="sha256:0"),
        resource("notes", texts),
        resource("broken", texts),
        resource("gone", texts),
    ]
    times = ["10", "11", "12", "11", "13"]
    package = write(
        tmp_path,
        resources,
        entries=lines(
            "entry_id,published,text", *(f"e{n},2031-03-04T{t}:00:00Z,Image caption," for n, t in enumerate(times))
        ),
        paragraphs=lines("entry_id,text", *(f"e{n},Follow our live page now" for n in range(7))),
        notes="entry_id,text\na,cafÃ©\nb,=SUM(A1)\n",
        broken='entry_id,text\na,b\nc,"d\n',
    )
    one = render_json(judge(package))
    assert render_json(judge(package, jobs=2)) == one
    assert len(json.loads(one)["codes"]) >= 7


# The command


@pytest.mark.parametrize(("data", "status"), [(DATA, 0), ("id,n\na,x\n", 1), ("id,n\na\n", 1)])
def test_command(data, status, tmp_path):
    """The command says what it found, what it skipped, and ends with the status that the docs name."""
    write(tmp_path, [resource("t", TABLE)], t=data)
    result = CliRunner().invoke(cli, ["validate", str(tmp_path)])
    assert result.exit_code == status
    assert "skipped completeness against the sources: the package has no ledger" in result.stdout
    found = json.loads(CliRunner().invoke(cli, ["validate", str(tmp_path), "--format", "json"]).stdout)
    assert {one["check"] for one in found["skipped"]} == set(NOT_OURS)


@pytest.mark.parametrize("text", [None, "{", "\ud800", "[" * 100_000])
def test_command_without_a_descriptor(text, tmp_path):
    """Without a descriptor that can be read there is no verdict."""
    if text is not None:
        (tmp_path / "datapackage.json").write_text(text, "utf-8", errors="surrogatepass")
    result = CliRunner().invoke(cli, ["validate", str(tmp_path)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "descriptor", [None, [], 5, "x", {}, {"resources": {}}, {"resources": []}, {"resources": [5, None]}]
)
def test_descriptor_of_another_shape(descriptor, tmp_path):
    """JSON that is no descriptor is an error inside the package."""
    write_descriptor(tmp_path, descriptor)
    assert set(faults(judge(tmp_path))) == {"descriptor-invalid"}


# Hostile descriptors: any JSON, and any JSON in any place of a good descriptor


names = st.sampled_from(
    [
        "name",
        "path",
        "schema",
        "fields",
        "type",
        "format",
        "constraints",
        "primaryKey",
        "foreignKeys",
        "reference",
        "resource",
        "dialect",
        "csv",
        "delimiter",
        "encoding",
        "hash",
        "bytes",
        "missingValues",
        "uniqueKeys",
        "enum",
        "minimum",
        "pattern",
        "trueValues",
        "fieldsMatch",
        "categories",
        "resources",
        "header",
        "commentChar",
        "quoteChar",
        "headerRows",
        "id",
        "n",
        "t",
        "constraint",
    ]
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    names,
    st.sampled_from(
        [
            "t.csv",
            "../t.csv",
            "",
            ".",
            "integer",
            "date",
            "any",
            "list",
            "sha256:0",
            "utf-16",
            "utf-8",
            "undefined",
            "idna",
            "[",
            "%",
            "1_0",
            "NaN",
            "\ud800",
            "\0",
            "json",
            "a{9999999999}",
        ]
    ),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(names, st.text(max_size=4)), inner, max_size=4)
    ),
    max_leaves=8,
)
GOOD = {
    "name": "made",
    "resources": [
        {
            **resource(
                "t",
                {
                    **schema(
                        field("id", required=True, pattern="[a-z]", enum=["a", "b"], minLength=1),
                        field("n", "integer", minimum=0, missingValues=["-"]),
                        foreignKeys=[{"fields": ["id"], "reference": {"resource": "", "fields": ["id"]}}],
                        primaryKey=["id"],
                        uniqueKeys=[["id", "n"]],
                        missingValues=[""],
                        fieldsMatch="exact",
                    )
                },
                dialect={"delimiter": ",", "quoteChar": '"', "header": True, "commentChar": "#"},
                hash="sha256:0",
                bytes=3,
            ),
        },
        resource(
            "entries",
            schema(
                field("entry_id"),
                field("published", "datetime", format="default"),
                field("image_count", "boolean", trueValues=["x"]),
            ),
            path="t.csv",
        ),
    ],
}


def places(value, path=()):
    """Every place of a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def put(value, path, new):
    """The value with another in one place."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all examples."""
    return tmp_path_factory.mktemp("hostile")


TABLES = st.sampled_from(
    [
        DATA,
        "",
        "\n",
        "\n\na,b\n",
        "id,n\n",
        "id,id\n1,2\n",
        'id,"',
        "id,n\r\na,1\r\n# x\nb\n",
        "a\n1,2\n",
        "entry_id,published,image_count\na,2031-01-01T00:00:00Z,1\n",
    ]
)


def is_no_bug(place, descriptor, data):
    """Whether a validation of a package ends with a report that names no bug of livepack."""
    (place / "t.csv").write_text(data, "utf-8")
    write_descriptor(place, descriptor)
    report = validate_package(place)
    return "internal-error" not in report.codes


@given(values, TABLES)
def test_any_json_as_descriptor(place, descriptor, data):
    """Any JSON in the place of the descriptor gives a report."""
    assert is_no_bug(place, descriptor, data)


@given(st.lists(st.tuples(st.sampled_from(sorted(places(GOOD), key=str)), values), min_size=1, max_size=2), TABLES)
def test_any_json_anywhere(place, changes, data):
    """Any JSON in any place of a good descriptor gives a report."""
    descriptor = GOOD
    for path, value in changes:
        if path in set(places(descriptor)):
            descriptor = put(descriptor, path, value)
    assert is_no_bug(place, descriptor, data)


DIALECTS = st.fixed_dictionaries(
    {},
    optional={
        "delimiter": st.sampled_from([",", ";", "\t", "a", " "]),
        "quoteChar": st.sampled_from(['"', "'", "b"]),
        "escapeChar": st.sampled_from(["\\", "c"]),
        "doubleQuote": st.booleans(),
        "skipInitialSpace": st.booleans(),
        "header": st.booleans(),
        "commentChar": st.sampled_from(["#", "//", "", "a"]),
        "nullSequence": st.sampled_from(["\\N", "a"]),
    },
)
BYTES = st.one_of(
    st.binary(max_size=40), st.text(st.sampled_from("ab01,;\"'\n\r\\#\t \0é\ufeff"), max_size=40).map(str.encode)
)


@given(
    BYTES,
    DIALECTS,
    st.sampled_from(["utf-8", "utf-16", "latin-1", "shift_jis", "utf-7", "undefined", "idna", "utf-32-be"]),
)
def test_any_bytes_as_a_table(place, data, dialect, encoding):
    """Any bytes in any dialect and encoding give a report."""
    key = {"fields": "id", "reference": {"resource": "", "fields": "n"}}
    table = {**TABLE, "foreignKeys": [key], "fieldsMatch": "partial"}
    write_descriptor(
        place, {"resources": [resource("entries", table, path="t.csv", dialect=dialect, encoding=encoding)]}
    )
    (place / "t.csv").write_bytes(data)
    report = validate_package(place)
    assert "internal-error" not in report.codes, report.findings


@given(BYTES)
def test_any_bytes_in_a_package_of_livepack(place, data):
    """Any bytes in the place of livepack's own tables give a report."""
    (place / "t.csv").write_bytes(data)
    write_descriptor(
        place, {"livepack": {}, "resources": [{"name": name, "path": "t.csv"} for name in schemas.tables()]}
    )
    assert "internal-error" not in validate_package(place).codes


@given(values)
def test_any_json_in_a_package_of_livepack(place, value):
    """So does a descriptor that says it is livepack's."""
    write_descriptor(
        place, {"livepack": {}, "resources": [{"name": "blogs", "path": "t.csv", "schema": value}], "name": value}
    )
    (place / "t.csv").write_text(DATA, "utf-8")
    assert "internal-error" not in validate_package(place).codes


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(tmp_path):
    """A file that may not be read is missing, with the reason."""
    package = write(tmp_path, [resource("t", TABLE)], t=DATA)
    (package / "t.csv").chmod(0)
    assert faults(judge(package)) == {"file-missing": 1}
