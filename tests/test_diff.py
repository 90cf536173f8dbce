"""`livepack diff`: exactly what differs, what it means for the version, and how it is said."""

from __future__ import annotations

import copy
import csv
import io
import json
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from livepack import schemas
from livepack.cli import cli
from livepack.comparison.columns import compare_schemas
from livepack.comparison.differences import CellChange, Change, RowChange, TableDifference
from livepack.comparison.packages import compare_packages
from livepack.comparison.rows import compare_rows
from livepack.comparison.versions import is_enough, level_of, next_version
from livepack.comparison.wordings import WORDINGS, render_text, shorten_pair
from livepack.errors import UsageError

PACKAGE = Path(__file__).parents[1] / "datapackage"
Rows = list[list[str]]


def diff(*arguments: str | Path) -> Result:
    """Run `livepack diff`."""
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)])


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A copy of the package, to be changed."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "other"))


def read(folder: Path, table: str) -> Rows:
    """The rows of a table, its header first."""
    return list(csv.reader(io.StringIO((folder / f"{table}.csv").read_text("utf-8"), newline="")))


def write(folder: Path, table: str, rows: Rows) -> None:
    """Write a table."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    (folder / f"{table}.csv").write_text(text.getvalue(), "utf-8", newline="")


def change_descriptor(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a package's descriptor."""
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), "utf-8")


def test_a_package_does_not_differ_from_itself(other):
    """Nothing is said, and the status is 0."""
    result = diff(PACKAGE, other)
    assert result.exit_code == 0
    assert result.stdout.endswith("\nno difference\n")


# Rows

edits = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "change", "move"]), st.integers(0, 200), st.integers(0, 60)),
    max_size=12,
)


@given(edits, st.sampled_from(["entries", "paragraphs", "ledger", "embeds"]))
@settings(max_examples=40, deadline=None)
def test_exactly_the_edits_are_found(tmp_path_factory, made, table):
    """Whatever rows are added, removed, changed and moved: these are found, and nothing else."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(PACKAGE, folder, dirs_exist_ok=True)
    header, *rows = read(folder, table)
    width = len(schemas.tables()[table].primary_key)
    places = [header.index(name) for name in schemas.tables()[table].primary_key]
    old = {tuple(row[place] for place in places): row for row in copy.deepcopy(rows)}
    for number, (edit, at, column) in enumerate(made):
        index = at % len(rows)
        if edit == "remove":
            del rows[index]
        elif edit == "move":
            rows.insert(column % len(rows), rows.pop(index))
        elif edit == "add":
            fresh = list(rows[index])
            fresh[places[-1]] = f"new{number}"
            rows.insert(index, fresh)
        else:
            free = [place for place in range(len(header)) if place not in places]
            rows[index][free[column % len(free)]] = f"edit {number}"
    write(folder, table, [header, *rows])

    new = {tuple(row[place] for place in places): row for row in rows}
    wanted = {RowChange("added", key) for key in new.keys() - old.keys()}
    wanted |= {RowChange("removed", key) for key in old.keys() - new.keys()}
    for key in new.keys() & old.keys():
        cells = [CellChange(*cell) for cell in zip(header, old[key], new[key], strict=True) if cell[1] != cell[2]]
        wanted |= {RowChange("changed", key, tuple(cells))} if cells else set()

    found = compare_packages(PACKAGE, folder, max_rows=1000)
    assert width == len(places)
    assert found.changes == ()
    assert [one.name for one in found.tables] == ([table] if rows != list(old.values()) else [])
    rows_found = [row for one in found.tables for row in one.rows]
    assert len(rows_found) == len(wanted)
    assert set(rows_found) == wanted
    for one in found.tables:
        assert one.is_rewritten == (not wanted)


def test_findings_are_known_again_by_what_they_say(tmp_path):
    """A finding that comes before the others numbers them anew, and is the only one added."""
    pages = Path(__file__).parent / "pages" / "bbc_webcore_text" / "nothing_to_date_by"
    sources = Path(shutil.copytree(pages, tmp_path / "sources", ignore=shutil.ignore_patterns("*.yaml")))
    assert CliRunner().invoke(cli, ["build", str(sources), "--out", str(tmp_path / "old")]).exit_code == 0
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    header, *rows = read(tmp_path / "new", "findings")
    assert len(rows) > 1
    fresh = [["f1", "", "", "", "", "blog-guessed", "note", "", "one more"]]
    numbered = [[f"f{number}", *row[1:]] for number, row in enumerate(fresh + rows, start=1)]
    write(tmp_path / "new", "findings", [header, *numbered])
    (found,) = compare_packages(tmp_path / "old", tmp_path / "new").tables
    assert dict(found.counts) == {"added": 1}
    assert found.rows == [RowChange("added", ("", "blog-guessed", "", "", "", ""))]


def test_rows_without_a_key_are_compared_whole():
    """Each of several equal rows needs a partner of its own."""
    rows = [(("a",), ("a",)), (("b",), ("b",)), (("a",), ("a",))]
    found = TableDifference("t", ())
    compare_rows(found, ["x"], rows, rows[:2], 10)
    assert found.rows == [RowChange("removed", ("a",))]


def test_memory_grows_with_the_differences_and_not_with_the_table():
    """Of 100,000 rows with 100 more at the top about 200 wait at once."""

    def rows(more: int) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        for number in range(-more, 100_000):
            yield (f"id{number}",), (f"a text of row {number} " * 10,)

    found = TableDifference("t", ("id",))
    tracemalloc.start()
    compare_rows(found, ["text"], rows(0), rows(100), 5)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert dict(found.counts) == {"added": 100}
    assert len(found.rows) == 5
    assert peak < 1_000_000


# Descriptions and versions

FIELD = {"name": "b", "type": "integer", "constraints": {"minimum": 1}}
SCHEMA = {"fields": [{"name": "a", "type": "string"}, FIELD], "primaryKey": ["a"], "missingValues": [""]}
SCHEMAS = [
    ("major", "column removed", {"fields": [{"name": "a", "type": "string"}]}),
    ("minor", "column added", {"fields": [*SCHEMA["fields"], {"name": "c", "type": "string"}]}),
    ("minor", "column added", {"fields": [{"name": "c", "type": "string"}, *SCHEMA["fields"]]}),
    ("major", "columns in another order", {"fields": SCHEMA["fields"][::-1]}),
    ("major", "type changed", {"fields": [SCHEMA["fields"][0], {**FIELD, "type": "number"}]}),
    ("major", "format changed", {"fields": [{"name": "a", "type": "string", "format": "uri"}, FIELD]}),
    ("patch", "property of the column title changed", {"fields": [{"name": "a", "title": "A"}, FIELD]}),
    (
        "major",
        "constraint minimum changed",
        {"fields": [SCHEMA["fields"][0], {**FIELD, "constraints": {"minimum": 2}}]},
    ),
    (
        "minor",
        "constraint minimum changed",
        {"fields": [SCHEMA["fields"][0], {**FIELD, "constraints": {"minimum": 0}}]},
    ),
    ("minor", "constraint minimum changed", {"fields": [SCHEMA["fields"][0], {"name": "b", "type": "integer"}]}),
    (
        "major",
        "constraint minimum changed",
        {"fields": [SCHEMA["fields"][0], {**FIELD, "constraints": {"minimum": "x"}}]},
    ),
    ("major", "primary key changed", {"primaryKey": "b"}),
    ("major", "missingValues changed", {"missingValues": ["", "-"]}),
    ("minor", "foreignKeys changed", {"foreignKeys": [{"fields": "a", "reference": {"resource": "x", "fields": "a"}}]}),
    ("patch", "property of the schema title changed", {"title": "Rows"}),
]


@pytest.mark.parametrize(("level", "what", "changed"), SCHEMAS, ids=range(len(SCHEMAS)))
def test_each_change_of_a_schema_has_its_level(level, what, changed):
    """What was done to the description of a table is named once, with what it means."""
    (found,) = compare_schemas("t", SCHEMA, {**SCHEMA, **changed})
    assert (found.level, found.what, found.table) == (level, what, "t")


CONSTRAINTS = [
    ("major", {}, {"required": True}),
    ("minor", {"required": True}, {}),
    ("minor", {"required": True}, {"required": False}),
    ("minor", {}, {"required": False}),
    ("minor", {"enum": ["a"]}, {"enum": ["b", "a"]}),
    ("major", {"enum": ["a", "b"]}, {"enum": ["a"]}),
    ("major", {"pattern": "a+"}, {"pattern": "a*"}),
    ("minor", {"maximum": 3}, {"maximum": 4}),
    ("major", {"maxLength": 3}, {"maxLength": 2}),
]


@pytest.mark.parametrize(("level", "old", "new"), CONSTRAINTS, ids=str)
def test_a_constraint_that_allows_less_breaks_work(level, old, new):
    """What was allowed and no longer is makes a major change; what is allowed beside it a minor one."""
    old, new = ({"fields": [{"name": "a", "constraints": constraints}]} for constraints in (old, new))
    assert [change.level for change in compare_schemas("t", old, new)] == [level]


def drop_column(folder: Path) -> None:
    """Take a column out of a table and its schema."""
    header, *rows = read(folder, "images")
    at = header.index("creator")
    write(folder, "images", [row[:at] + row[at + 1 :] for row in [header, *rows]])

    def change(descriptor: dict[str, Any]) -> None:
        schema = next(one for one in descriptor["resources"] if one["name"] == "images")["schema"]
        schema["fields"] = [field for field in schema["fields"] if field["name"] != "creator"]

    change_descriptor(folder, change)


def drop_table(folder: Path) -> None:
    """Take a table out."""
    (folder / "links.csv").unlink()
    change_descriptor(folder, lambda d: d.update(resources=[r for r in d["resources"] if r["name"] != "links"]))


def edit_cell(table: str, column: str) -> Callable[[Path], None]:
    """Change a cell of a table's first row."""

    def edit(folder: Path) -> None:
        rows = read(folder, table)
        rows[1][rows[0].index(column)] += "0"
        write(folder, table, rows)

    return edit


def drop_row(table: str) -> Callable[[Path], None]:
    """Take a table's last row out."""
    return lambda folder: write(folder, table, read(folder, table)[:-1])


def add_row(folder: Path) -> None:
    """Add a row to a table."""
    rows = read(folder, "entries")
    write(folder, "entries", [*rows, [rows[-1][0] + "-2", *rows[-1][1:]]])


VERSIONS = [
    ("major", "1.0.0", drop_column),
    ("major", "1.0.0", drop_table),
    ("major", "1.0.0", drop_row("entries")),
    ("minor", "0.2.0", add_row),
    ("patch", "0.1.1", edit_cell("entries", "headline")),
    ("patch", "0.1.1", edit_cell("ledger", "end_char")),
    ("patch", "0.1.1", drop_row("ledger")),
    (
        "patch",
        "0.1.1",
        lambda folder: write(folder, "images", read(folder, "images")[:1] + read(folder, "images")[:0:-1]),
    ),
    ("patch", "0.1.1", lambda folder: (folder / "NOTES.md").write_text("Notes.")),
    ("patch", "0.1.1", lambda folder: change_descriptor(folder, lambda d: d.update(title="Another"))),
    ("patch", "0.1.1", lambda folder: change_descriptor(folder, lambda d: d["livepack"].update(version="9.0.0"))),
]


@pytest.mark.parametrize(("level", "version", "edit"), VERSIONS, ids=range(len(VERSIONS)))
def test_the_version_follows_from_the_gravest_change(other, level, version, edit):
    """The level, the next version and the status, for each sort of change; the other way round it is no less."""
    edit(other)
    result = diff(PACKAGE, other, "--format", "json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (found["level"], found["next_version"], found["equal"]) == (level, version, False)
    assert found["reasons"]
    assert diff(other, PACKAGE).exit_code == 1


def test_the_version_that_the_new_data_state_is_judged(other):
    """A version that is high enough is said to be."""
    edit_cell("entries", "headline")(other)
    assert "version 0.1.1 or later, and states 0.1.0 (patch: value changed)" in diff(PACKAGE, other).stdout
    change_descriptor(other, lambda descriptor: descriptor.update(version="0.2.0"))
    assert "version 0.1.1 or later, as it does (patch: value changed)" in diff(PACKAGE, other).stdout
    change_descriptor(other, lambda descriptor: descriptor.update(version="spring"))
    assert not is_enough(compare_packages(PACKAGE, other))
    assert "has no version such as 1.0.0" in diff(other, PACKAGE).stdout
    change_descriptor(other, lambda descriptor: descriptor.update(version=f"1.{'9' * 5000}.0"))
    assert "has no version such as 1.0.0" in diff(other, PACKAGE).stdout


def test_a_new_version_alone_is_no_difference(other):
    """The version is what is judged, so it is not itself a change."""
    change_descriptor(other, lambda descriptor: descriptor.update(version="3.0.0"))
    found = compare_packages(PACKAGE, other)
    assert (found.is_empty, level_of(found), next_version(found)) == (True, "", "0.1.0")


# Any package


def make_foreign(folder: Path, text: str, **schema: object) -> Path:
    """A package of somebody else's, with one table of tabs."""
    folder.mkdir()
    (folder / "t.tsv").write_text(text, "utf-8")
    fields = [{"name": name} for name in text.split("\n", 1)[0].split("\t")]
    resource = {"name": "t", "path": "t.tsv", "format": "tsv", "schema": {"fields": fields, **schema}}
    (folder / "datapackage.json").write_text(json.dumps({"name": "x", "resources": [resource]}), "utf-8")
    return folder


def test_a_package_of_somebody_else_is_compared(tmp_path):
    """By its key if it has one, else by whole rows."""
    one = make_foreign(tmp_path / "one", "a\tb\n1\tx\n2\ty\n", primaryKey="a")
    two = make_foreign(tmp_path / "two", "a\tb\n2\tz\n3\ty\n", primaryKey="a")
    (found,) = compare_packages(one, two).tables
    changed = RowChange("changed", ("2",), (CellChange("b", "y", "z"),))
    assert found.rows == [changed, RowChange("added", ("3",)), RowChange("removed", ("1",))]
    three = make_foreign(tmp_path / "three", "a\tb\n1\tx\n2\ty\n")
    (found,) = compare_packages(two, three).tables
    assert (found.key, dict(found.counts)) == ((), {"added": 2, "removed": 2})


def test_documents_of_the_build_are_told_together(other):
    """What follows from tables and descriptor is one change, whatever files it is in."""
    for name in ("README.md", "SHA256SUMS"):
        (other / name).write_text("Otherwise.")
    (other / "mine.txt").write_text("Mine.")
    found = compare_packages(PACKAGE, other)
    assert found.changes == (
        Change("file added", "patch", new="mine.txt"),
        Change("documents written anew", "patch", new="README.md, SHA256SUMS"),
    )
    assert "documents written anew: README.md, SHA256SUMS (patch)" in render_text(found)


def test_the_rows_of_the_ledger_are_counted_and_listed_in_json_alone(other):
    """Nobody reads runs of characters."""
    write(other, "ledger", read(other, "ledger")[:-3])
    found = compare_packages(PACKAGE, other)
    assert render_text(found).splitlines()[1] == "ledger: 3 removed"
    assert "removed `" not in WORDINGS["markdown"](found)
    assert WORDINGS["json"](found).count('"change": "removed"') == 3


def test_what_cannot_be_read_as_a_table_is_compared_as_a_file_or_named(tmp_path):
    """A JSON resource is a file; one that lies elsewhere is named with the reason."""
    folders = [make_foreign(tmp_path / name, "a\n1\n") for name in ("one", "two")]
    for number, folder in enumerate(folders):
        (folder / "x.json").write_text(str(number))
        more = [{"name": "x", "path": "x.json"}, {"name": "far", "path": "https://example.org/far.csv"}]
        change_descriptor(folder, lambda descriptor, more=more: descriptor["resources"].extend(more))
    found = compare_packages(*folders)
    assert found.changes == (Change("file changed", "patch", old="x.json", new="x.json"),)
    assert found.skipped == (("far", "it lies elsewhere, and livepack fetches nothing"),)
    for render in WORDINGS.values():
        assert "far" in render(found)


# How it is said


def test_long_texts_are_shown_where_they_differ():
    """The first place that differs is within what is shown; what is the same all the way is cut."""
    start = "word " * 40
    assert shorten_pair(start + "one", start + "two") == ("…word word word word one", "…word word word word two")
    assert shorten_pair("one", "two") == ("one", "two")
    old, new = shorten_pair("x" * 500, "y" * 500)
    assert (old, new) == ("x" * 60 + "…", "y" * 60 + "…")
    assert shorten_pair(start, "")[1] == ""


def test_no_form_moves_the_cursor_or_marks_up(other):
    """What an attacker writes into a cell is shown as characters."""
    rows = read(other, "entries")
    rows[1][rows[0].index("headline")] = "\x1b[2J <img src=x> | @somebody"
    write(other, "entries", rows)
    found = compare_packages(PACKAGE, other)
    assert "\x1b" not in render_text(found)
    assert "\\<img src=x\\> \\| @\u200bsomebody" in WORDINGS["markdown"](found)


def test_of_many_rows_the_first_are_listed_and_all_counted(other):
    """--max-rows limits the list and says so."""
    write(other, "paragraphs", read(other, "paragraphs")[:1])
    text = diff(PACKAGE, other, "--max-rows", "3").stdout
    assert text.count("\n  - ") == 3
    assert "paragraphs: 53 removed\n" in text
    assert "  … 50 more removed (--max-rows lists more)\n" in text
    assert "- … and 33 more removed" in diff(PACKAGE, other, "--format", "markdown").stdout


@pytest.mark.parametrize("edit", [edit for _, _, edit in VERSIONS], ids=range(len(VERSIONS)))
def test_the_json_meets_its_schema(other, edit):
    """Whatever differs, the JSON is as schemas/meta/diff.json says; each form ends with one line end."""
    edit(other)
    found = compare_packages(PACKAGE, other)
    validator = jsonschema.Draft202012Validator(schemas.meta_schema("diff"))
    assert list(validator.iter_errors(json.loads(WORDINGS["json"](found)))) == []
    for render in WORDINGS.values():
        assert render(found).endswith("\n")
        assert not render(found).endswith("\n\n")


# Trouble


def break_quotes(folder: Path) -> None:
    """Leave a quotation open."""
    with (folder / "entries.csv").open("a") as file:
        file.write('"open')


def lose_column(folder: Path) -> None:
    """Lose a column that the schema has."""
    write(folder, "entries", [row[:-1] for row in read(folder, "entries")])


def lose_file(folder: Path) -> None:
    """Lose a table's file."""
    (folder / "entries.csv").unlink()


@pytest.mark.parametrize("damage", [break_quotes, lose_column, lose_file])
def test_a_broken_table_is_trouble(other, damage):
    """Status 2, with the file and what to do."""
    damage(other)
    for folders in ((PACKAGE, other), (other, PACKAGE)):
        result = diff(*folders)
        assert result.exit_code == 2
        assert "cannot be compared" in result.stderr
        assert "livepack validate" in result.stderr
        assert result.stdout == ""


def test_what_is_no_package_is_trouble(tmp_path, other):
    """Status 2 for a folder without descriptor, a descriptor that is a list, and an output within a package."""
    assert diff(PACKAGE, tmp_path / "nowhere").exit_code == 2
    assert diff(PACKAGE, tmp_path).exit_code == 2
    assert diff(PACKAGE, other, "--output", other / "diff.txt").exit_code == 2
    (other / "datapackage.json").write_text("[]")
    assert diff(PACKAGE, other).exit_code == 2
    with pytest.raises(UsageError, match="cannot be compared"):
        compare_packages(other, PACKAGE)


def test_output_goes_to_a_file(tmp_path, other):
    """--output writes what would have been printed, and nothing is."""
    edit_cell("entries", "headline")(other)
    result = diff(PACKAGE, other, "--output", tmp_path / "diff.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (tmp_path / "diff.txt").read_text("utf-8") == diff(PACKAGE, other).stdout
