"""Holds that schemas/ meets its own schemas, and that nothing in it points at what is not defined."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from livepack import readers, rules, schemas
from livepack.errors import SchemaError

FOLDER = schemas.schemas_folder()
TABLES = sorted(path.name for path in (FOLDER / "tables").glob("*.yaml"))
RULES = sorted(path.name for path in (FOLDER / "rules").glob("*.yaml"))
LANGUAGES = sorted(path.relative_to(FOLDER / "rules").as_posix() for path in (FOLDER / "rules").glob("*/*.yaml"))
FILES = [
    ("package.yaml", "package"),
    ("findings.yaml", "findings"),
    ("flat.yaml", "table"),
    *((f"tables/{name}", "table") for name in TABLES),
    *((f"rules/{name}", "rules") for name in RULES),
    *((f"rules/{name}", "rules_language") for name in LANGUAGES),
]
FIELDS = [
    pytest.param(table, field, id=f"{table.name}.{field.name}")
    for table in schemas.all_tables().values()
    for field in table.fields
]
COLUMNS = {f"{table.name}.{name}" for table in schemas.all_tables().values() for name in table.columns}

# Words that need quotes as a column's name in PostgreSQL 17 (appendix C, "reserved"), in DuckDB 1 (duckdb_keywords(),
# "reserved" and "type_function") or in SQLite 3 (those that its parser does not take as names all the same), and some
# that MySQL 8 reserves and that no column here needs.
_WORDS = """
add all alter analyse analyze and anti any array as asc asof asymmetric at authorization between binary both by
call case cast change check collate collation column commit concurrently condition constraint continue convert
create cross current current_catalog current_date current_role current_schema current_time current_timestamp
current_user cursor database declare default deferrable delete desc describe distinct do drop each else end escape
except exists explain false fetch for foreign freeze from full function generated glob grant group grouping having
ilike in index indexed initially inner insert intersect interval into is isnull join key lambda lateral leading
left like limit lines localtime localtimestamp map match natural not nothing notnull null of offset on only or
order out outer over overlaps partition pivot pivot_longer pivot_wider placing positional precision primary
procedure qualify range rank read recursive references release rename replace returning revoke right row rows
schema select semi session_user set show similar some struct sum summarize symmetric system_user table tablesample
then to trailing transaction trigger true try_cast union unique unnest unpivot update usage use user using
values variadic verbose view when where window with within without write
"""
RESERVED = frozenset(_WORDS.split())


def read(name: str) -> Any:
    return schemas.load(name)


@pytest.mark.parametrize("name", sorted(path.stem for path in (FOLDER / "meta").glob("*.json")))
def test_every_meta_schema_is_a_json_schema(name):
    """Each file of schemas/meta is itself valid JSON Schema, draft 2020-12."""
    schema = json.loads((FOLDER / "meta" / f"{name}.json").read_text("utf-8"))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("name", "meta"), FILES)
def test_every_file_meets_its_meta_schema(name, meta):
    """Each YAML file of schemas/ meets the schema of its kind."""
    validator = jsonschema.Draft202012Validator(
        schemas.meta_schema(meta), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(read(name))
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"origin": "derived"}, "derived_from"),
        ({"derived_from": ["entries.text"]}, "derived_from"),
        ({"type": "datetime"}, "strict"),
        ({"strict": "instant"}, "strict"),
        ({"origin": "guessed"}, "guessed"),
        ({"rights": "nobody"}, "nobody"),
        ({"constraints": {"minimum": 1}}, "minimum"),
        ({"constraints": {"minLength": 1}}, "minLength"),
        ({"colour": "red"}, "colour"),
        ({"example": 7}, "7"),
        ({"name": "Bad Name"}, "Bad Name"),
    ],
)
def test_the_meta_schema_of_tables_refuses_faults(change, place):
    """A field with a wrong, missing or needless key is refused, and the message says which."""
    field = {
        "name": "colour",
        "title": "Colour",
        "description": "Which colour.",
        "type": "string",
        "example": "red",
        "unknown": "its colour",
        "origin": "source",
        "rights": "free",
    }
    table = {
        "name": "flags",
        "title": "Flags",
        "description": "One row a flag.",
        "primary_key": ["colour"],
    }
    validator = jsonschema.Draft202012Validator(schemas.meta_schema("table"))
    assert list(validator.iter_errors({**table, "fields": [field]})) == []
    errors = list(validator.iter_errors({**table, "fields": [field | change]}))
    assert any(place in error.message or place in map(str, error.absolute_path) for error in errors), errors


@pytest.mark.parametrize("key", ["title", "description", "example", "origin", "rights", "type"])
def test_no_field_may_leave_out_what_every_field_says(key):
    """Each of these keys is required."""
    field = {
        "name": "colour",
        "title": "Colour",
        "description": "Which colour.",
        "type": "string",
        "example": "red",
        "unknown": "its colour",
        "origin": "source",
        "rights": "free",
    }
    del field[key]
    table = {
        "name": "flags",
        "title": "Flags",
        "description": "One row a flag.",
        "primary_key": ["colour"],
        "fields": [field],
    }
    assert not jsonschema.Draft202012Validator(schemas.meta_schema("table")).is_valid(table)


def test_the_tables_of_the_package_are_the_files():
    """package.yaml lists each table file once, and each is called by its table's name."""
    settings = schemas.package_settings()
    assert sorted(f"{name}.yaml" for name in settings["tables"] + settings["layers"]) == TABLES
    assert [f"{read(f'tables/{name}')['name']}.yaml" for name in TABLES] == TABLES


def test_words_for_origin_and_rights_are_explained():
    """package.yaml explains exactly the words that fields use."""
    settings = schemas.package_settings()
    enums = schemas.meta_schema("table")["$defs"]["field"]["properties"]
    assert list(settings["origins"]) == enums["origin"]["enum"]
    assert list(settings["rights"]) == enums["rights"]["enum"]


@pytest.mark.parametrize("table", schemas.all_tables().values(), ids=lambda table: table.name)
def test_keys_name_columns_that_exist(table):
    """Primary and foreign keys name columns; a foreign key names the whole key of the other table."""
    assert len(set(table.columns)) == len(table.columns)
    assert set(table.primary_key) <= set(table.columns)
    for key in table.foreign_keys:
        assert set(key.fields) <= set(table.columns)
        assert key.reference == schemas.tables()[key.table].primary_key
        assert len(key.fields) == len(key.reference)


@pytest.mark.parametrize("table", schemas.all_tables().values(), ids=lambda table: table.name)
def test_every_column_called_by_another_tables_id_is_a_foreign_key(table):
    """A column such as entry_id leads somewhere, in every table but its own."""
    ids = {other.id_column: other.name for other in schemas.all_tables().values() if other.id_column}
    keys = {(key.fields, key.table) for key in table.foreign_keys}
    for name in table.columns:
        if name in ids and ids[name] != table.name:
            assert ((name,), ids[name]) in keys


@pytest.mark.parametrize("table", schemas.all_tables().values(), ids=lambda table: table.name)
def test_ids_are_required_unique_and_begin_with_a_letter(table):
    """Every table but the ledger has one id column, and its pattern begins with a letter."""
    if table.name == "ledger":
        assert table.primary_key == ("page_id", "start_char")
        return
    constraints = dict(table.field(table.id_column).constraints)
    assert (constraints["required"], constraints["unique"]) == (True, True)
    assert re.match(r"\[A-Za-z\]|[a-z]", constraints["pattern"])


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_derived_fields_name_fields_that_exist(table, field):
    """derived_from names columns, and never the column itself."""
    assert set(field.derived_from) <= COLUMNS
    assert f"{table.name}.{field.name}" not in field.derived_from


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_examples_meet_their_own_field(table, field):
    """Each example has its field's type, format, pattern, listed words and bounds."""
    constraints = dict(field.constraints)
    example = float(field.example) if field.type == "number" else field.example
    if field.strict:
        form = {
            "instant": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z",
            "wall_time": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}",
            "day": r"\d{4}-\d{2}-\d{2}",
        }[field.strict]
        assert re.fullmatch(form, example)
        assert (date.fromisoformat if field.strict == "day" else datetime.fromisoformat)(example)
    if field.format == "uri":
        assert urlsplit(example).scheme == "https"
        assert urlsplit(example).hostname.endswith("example.org")
    if "pattern" in constraints:
        assert re.fullmatch(constraints["pattern"], example)
    if "enum" in constraints:
        assert example in constraints["enum"]
    assert constraints.get("minimum", example) <= example <= constraints.get("maximum", example), table.name


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_no_column_is_a_reserved_word_of_sql(table, field):
    """Columns need no quotes in SQLite, PostgreSQL or DuckDB."""
    assert field.name not in RESERVED
    assert table.name not in RESERVED


def test_sqlite_takes_every_table_and_column_unquoted():
    """A database says so itself: every table can be made and read without quotes."""
    database = sqlite3.connect(":memory:")
    for table in schemas.all_tables().values():
        database.execute(f"CREATE TABLE {table.name} ({', '.join(table.columns)})")
        database.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")
    database.close()


def test_one_name_means_one_thing():
    """A foreign key column has the type of the key that it refers to, and shared names share a type."""
    types: dict[str, set[str]] = {}
    for table in schemas.all_tables().values():
        for field in table.fields:
            types.setdefault(field.name, set()).add(field.type)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_the_ledger_names_the_tables_that_hold_text():
    """ledger.table_name lists every table of the package but the ledger and the findings, in its order."""
    listed = dict(schemas.tables()["ledger"].field("table_name").constraints)["enum"]
    assert listed == [name for name in schemas.package_settings()["tables"] if name not in {"ledger", "findings"}]


def test_tables_become_table_schemas():
    """Every field's keys come out in the descriptor."""
    for table in schemas.all_tables().values():
        found = table.descriptor()
        assert [field["name"] for field in found["fields"]] == list(table.columns)
        assert all(key["reference"]["resource"] in schemas.tables() for key in found.get("foreignKeys", ()))


# The rules


@pytest.mark.parametrize("name", RULES)
def test_rule_files_are_named_by_their_outlet(name):
    """The file of a renderer is named by its outlet and itself, and each id begins with its renderer."""
    raw = read(f"rules/{name}")
    own = {raw["outlet"]: f"{raw['outlet']}.yaml"}  # acme.yaml, where the outlet has one renderer of its name
    assert name in (f"{raw['outlet']}_{raw['renderer']}.yaml", own.get(raw["renderer"]))
    ids = [rule["id"] for rule in raw["rules"]] + list(raw.get("blocks", {}))
    assert len(set(ids)) == len(ids)
    assert all(rule_id.startswith(f"{raw['renderer']}.") for rule_id in ids)


def test_no_two_files_describe_one_renderer_or_rule():
    """Renderers and rule ids are one of a kind over all files."""
    raws = [read(f"rules/{name}") for name in RULES]
    renderers = [raw["renderer"] for raw in raws]
    ids = [rule["id"] for raw in raws for rule in raw["rules"]]
    assert len(set(renderers)) == len(renderers)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", RULES)
def test_templates_are_well_formed_and_use_defined_slots(name):
    """Brackets are balanced and not nested, and every {slot} is defined and used."""
    raw = read(f"rules/{name}")
    used: set[str] = set()
    for rule in raw["rules"]:
        template = rule["template"]
        assert re.fullmatch(r"(?:[^{}\[\]]|\{=?[a-z_]+\}|\[(?:[^{}\[\]]|\{=?[a-z_]+\})+\])+", template), rule["id"]
        used |= set(re.findall(r"\{=?([a-z_]+)\}", template))
    assert used == set(raw.get("slots", {}))


@pytest.mark.parametrize("name", RULES)
def test_slots_name_columns_of_the_tables_that_rules_belong_to(name):
    """A slot's row is a column, and its pattern compiles."""
    raw = read(f"rules/{name}")
    columns = {column.partition(".")[2] for column in COLUMNS}
    for slot, settings in raw.get("slots", {}).items():
        assert settings.get("row", "text") in columns, slot
        re.compile(settings["pattern"])


@pytest.mark.parametrize("name", RULES)
def test_blocks_are_made_of_rules(name):
    """A block's order names whole-line rules of its renderer, and its table exists."""
    raw = read(f"rules/{name}")
    lines = {rule["id"] for rule in raw["rules"] if rule["place"] == "line"}
    for block in raw.get("blocks", {}).values():
        assert block["table"] in schemas.tables()
        assert {rule_id for alternatives in block["order"] for rule_id in alternatives} <= lines


@pytest.mark.parametrize("name", RULES)
def test_marks_are_distinctive_parts_of_their_template(name):
    """A mark stands in its template and has three words, or six characters in a script without spaces."""
    for rule in read(f"rules/{name}")["rules"]:
        template = rules.fold(re.sub(r"[\[\]=]", "", rule["template"]))
        for mark in rule.get("marks", ()):
            assert rules.fold(mark) in template, (rule["id"], mark)
            assert len(mark.split()) >= 3 or (len(mark) >= 6 and not mark.isascii()), (
                rule["id"],
                mark,
            )


@pytest.mark.parametrize("name", RULES)
def test_providers_and_kinds_are_those_of_the_embeds_table(name):
    """A provider and its kind are listed words of the embeds table; only {provider_name} stands in wordings."""
    embeds = schemas.tables()["embeds"]
    for provider, words in read(f"rules/{name}").get("providers", {}).items():
        assert provider in dict(embeds.field("provider").constraints)["enum"]
        assert words["kind"] in dict(embeds.field("kind").constraints)["enum"]
        for word in [*words["slug"], *words["noun"], *words["body_name"], *words["policy_name"]]:
            assert "{" not in word.replace("{provider_name}", "")


def test_the_kinds_of_rules_and_embeds_are_the_same_words():
    """The meta schema of rules lists the kinds of the embeds table."""
    provider = schemas.meta_schema("rules")["properties"]["providers"]["additionalProperties"]["properties"]
    assert provider["kind"]["enum"] == dict(schemas.tables()["embeds"].field("kind").constraints)["enum"]


@pytest.mark.parametrize("name", RULES)
def test_recount_patterns_compile_and_name_columns(name):
    """Each pattern compiles, and its named groups are columns of its table; so is the column of a path."""
    for count in read(f"rules/{name}").get("recount", ()):
        if "path" in count:
            assert count.get("column") in (None, *schemas.tables()[count["table"]].columns), count["what"]
            continue
        pattern = re.compile(count["pattern"])
        re.compile(count.get("within", ""))
        assert pattern.groupindex, count["what"]
        assert set(pattern.groupindex) <= set(schemas.tables()[count["table"]].columns), count["what"]


@pytest.mark.parametrize("name", RULES)
def test_renderers_name_readers_that_exist(name):
    """Each renderer's readers are modules of the readers folder."""
    raw = read(f"rules/{name}")
    assert set(raw["readers"]) <= {reader.FORMAT.id for reader in readers.readers()}
    re.compile(raw.get("inside", ""))


def test_rule_ids_fit_the_ledger():
    """An id can stand in the ledger's column `rule`."""
    pattern = re.compile(dict(schemas.tables()["ledger"].field("rule").constraints)["pattern"])
    assert [rule_id for rule_id in rules.rules() if not pattern.fullmatch(rule_id)] == []


# The findings


def test_findings_use_the_words_of_their_table():
    """Levels and codes fit the columns of the table findings."""
    table = schemas.tables()["findings"]
    levels = schemas.meta_schema("findings")["additionalProperties"]["properties"]["level"]["enum"]
    assert levels == dict(table.field("level").constraints)["enum"]
    for code in schemas.finding_types():
        assert re.fullmatch(dict(table.field("code").constraints)["pattern"], code)


@pytest.mark.parametrize("finding", schemas.finding_types().values(), ids=lambda finding: finding.code)
def test_messages_hold_no_placeholder_but_found(finding):
    """{found} is the only thing that a check may fill in, and advice and explanation hold none."""
    assert re.findall(r"\{(\w*)\}", finding.message) in ([], ["found"])
    assert "{" not in finding.advice + finding.explanation


# The loader


def test_dates_and_yes_or_no_stay_text():
    """Nothing is taken for a date, a float or a boolean but plain true and false."""
    text = "day: 2031-03-04\nat: 2031-03-04T15:35:00Z\nyes: no\non: off\nversion: 1.10\nnone: ~\n"
    assert schemas.read_yaml(text, "a.yaml") == {
        "day": "2031-03-04",
        "at": "2031-03-04T15:35:00Z",
        "yes": "no",
        "on": "off",
        "version": "1.10",
        "none": None,
    }
    text = "a: true\nb: 'true'\nc: 12\nd: '12'\n"
    assert schemas.read_yaml(text, "a.yaml") == {"a": True, "b": "true", "c": 12, "d": "12"}


def test_only_plain_digits_are_numbers():
    """YAML 1.1 takes 15:35 for 935 and 1_000 for 1000; here they are text."""
    text = "time: 15:35\nlong: 1:20:30\nname: 1_000\ncount: 20\nless: -3\n"
    assert schemas.read_yaml(text, "a.yaml") == {
        "time": "15:35",
        "long": "1:20:30",
        "name": "1_000",
        "count": 20,
        "less": -3,
    }


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' stands here twice"),
        ("x:\n  a: 1\n  a: 1\n", 3, "the key 'a' stands here twice"),
        ("a: &b [1]\nc: *b\n", 2, "aliases (*name) are not allowed"),
        ("a: &b {c: 1}\nd:\n  <<: *b\n", 3, "aliases (*name) are not allowed"),
        ("a: b: c\n", 1, "mapping values are not allowed"),
        ("a: [1, 2\nb: 3\n", 2, ""),
        ("a: 'never closed\n", 2, ""),
        ("? [1, 2]\n: x\n", 1, "a key must be plain text"),
        ("a: !!python/object:os.system {}\n", 1, "a type of its own"),
        ("a:\n  b: !!timestamp x\n", 2, "a type of its own (tag:yaml.org,2002:timestamp) is not allowed"),
        ("a: !!binary x\n", 1, "a type of its own"),
        ("a: !!set {b}\n", 1, "a type of its own"),
        ("a: !!map [b]\n", 1, "a type of its own"),
    ],
)
def test_bad_yaml_is_refused_with_its_line(text, line, found):
    """A repeated key, an alias, a tag or broken YAML is an error that names the file and the line."""
    with pytest.raises(SchemaError) as caught:
        schemas.read_yaml(text, "a.yaml")
    assert caught.value.where == f"a.yaml:{line}"
    assert found in caught.value.found
    assert caught.value.advice


def test_a_scalar_alias_is_refused_too():
    """An alias of a plain value is refused like any other."""
    with pytest.raises(SchemaError):
        schemas.read_yaml("a: &x 1\nb: *x\n", "a.yaml")


@pytest.mark.parametrize(
    "text",
    ["a: \x00", "- - " * 5000, "a: 1\n---\nb: 2\n", "[" * 200_000, "- " * 200_000, "? " * 200_000, "{a: " * 200_000],
    ids=["control", "deep", "two documents", "lists without end", "items", "keys", "mappings"],
)
def test_odd_yaml_is_refused_without_a_traceback(text):
    """Control characters, deep nesting and several documents are errors with advice."""
    with pytest.raises(SchemaError) as caught:
        schemas.read_yaml(text, "a.yaml")
    assert caught.value.advice


def test_a_huge_file_is_refused():
    """Settings have a size limit."""
    with pytest.raises(SchemaError, match="too large"):
        schemas.read_yaml("a: " + "x" * schemas.MAX_YAML_BYTES, "a.yaml")


def test_an_empty_file_is_none():
    """A file of comments only has no value."""
    assert schemas.read_yaml("# nothing\n", "a.yaml") is None


def test_no_file_of_schemas_is_left_over():
    """Every file in schemas/ is one that something reads."""
    known = {
        "package.yaml",
        "flat.yaml",
        "findings.yaml",
        *(f"tables/{name}" for name in TABLES),
        *(f"rules/{name}" for name in (*RULES, *LANGUAGES)),
    }
    known |= {
        f"meta/{name}.json"
        for name in (
            "package",
            "table",
            "rules",
            "rules_language",
            "findings",
            "seeds",
            "settings",
            "descriptor",
            "any-package",
            "report",
            "diff",
        )
    }
    found = {path.relative_to(FOLDER).as_posix() for path in Path(FOLDER).rglob("*") if path.is_file()}
    assert found <= known
