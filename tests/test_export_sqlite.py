"""The SQLite database: the cells of the tables, keys and bounds that hold, views that answer."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import exporting
from exporting import run
from livepack import schemas, sql
from livepack.exports import sqlite as module
from livepack.exports.package import open_package
from livepack.exports.views import VIEWS

TWEET_OF_POST_13 = "The BBC's political editor, Laura Kuenssberg, tweets:"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's packages and databases are."""
    return tmp_path_factory.mktemp("sqlite")


def export(package: Path, out: Path) -> Path:
    """Export a package to a file."""
    done = run("export", "sqlite", package, "--out", out)
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture
def seed(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database of the repository's own package."""
    with closing(sqlite3.connect(export(exporting.ROOT / "datapackage", tmp_path / "seed.sqlite"))) as database:
        database.execute("PRAGMA foreign_keys = ON")
        yield database


def cell(value: object, field: schemas.Field) -> str:
    """The CSV cell of a value of the database."""
    if value is None:
        return ""
    return ("false", "true")[int(str(value))] if field.type == "boolean" else str(value)


def read_back(path: Path, package: Path) -> dict[str, list[dict[str, str]]]:
    """Every table of a package as cells, from a database."""
    found = {}
    with closing(sqlite3.connect(path)) as database:
        for name in (path.stem for path in package.glob("*.csv")):
            table = schemas.all_tables()[name]
            rows = database.execute(f"SELECT * FROM {name} ORDER BY rowid").fetchall()
            found[name] = [
                {field.name: cell(value, field) for field, value in zip(table.fields, row, strict=True)} for row in rows
            ]
    return found


@pytest.mark.parametrize("kind", [*exporting.KINDS, "annotated"])
def test_read_back_it_equals_the_tables(kind: str, root: Path):
    """Every cell of every table, in the order of the rows."""
    package = exporting.good(kind, root)
    assert read_back(export(package, root / f"{kind}.sqlite"), package) == exporting.tables_of(package)


def test_awkward_texts_come_back_whole(root: Path, tmp_path: Path):
    """Texts that other programs would take for something else are texts."""
    shutil.copytree(exporting.good("many", root), tmp_path / "package")
    package = exporting.write_awkward(tmp_path)
    assert read_back(export(package, tmp_path / "out.sqlite"), package) == exporting.tables_of(package)


def test_the_same_bytes_each_time(root: Path, tmp_path: Path):
    """Two exports of one package are the same file."""
    package = exporting.good("many", root)
    one, two = export(package, tmp_path / "one"), export(package, tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()


def test_the_database_is_sound(seed: sqlite3.Connection):
    """SQLite's own checks find nothing, and every table is STRICT."""
    assert seed.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert seed.execute("PRAGMA foreign_key_check").fetchall() == []
    strict = {name for _, name, kind, _, _, strict in seed.execute("PRAGMA table_list") if strict and kind == "table"}
    assert strict == {*schemas.tables(), "datapackage"}


@pytest.mark.parametrize("name", schemas.tables())
def test_keys_are_those_of_the_schemas(name: str, seed: sqlite3.Connection):
    """Primary and foreign keys, required columns and types, as SQLite itself understood them."""
    table = schemas.tables()[name]
    columns = seed.execute(f"PRAGMA table_info({name})").fetchall()
    assert [column for _, column, *_ in columns] == list(table.columns)
    keys = sorted((place, column) for _, column, _, _, _, place in columns if place)
    assert tuple(column for _, column in keys) == table.primary_key
    assert {column for _, column, _, needed, _, _ in columns if needed} == {
        field.name for field in table.fields if field.required
    }
    found = {
        (parent, column, target)
        for _, _, parent, column, target, *_ in seed.execute(f"PRAGMA foreign_key_list({name})")
    }
    assert found == {
        (key.table, column, target)
        for key in table.foreign_keys
        for column, target in zip(key.fields, key.reference, strict=True)
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET page_id = 'nobody'",
        "DELETE FROM pages",
        "UPDATE paragraphs SET kind = 'song'",
        "UPDATE paragraphs SET position = 0",
        "UPDATE entries SET word_count = 'many'",
        "UPDATE entries SET is_breaking = 2",
        "UPDATE entries SET published = '2016-12-14 15:35'",
        "UPDATE entries SET published_local = '2016-12-14T15:35:00Z'",
        "UPDATE entries SET published_date = '14 December'",
        "UPDATE entries SET published_precision = NULL",
        "UPDATE entries SET entry_id = 'one'",
    ],
)
def test_the_database_refuses_what_the_schemas_refuse(statement: str, seed: sqlite3.Connection):
    """Foreign keys, lists of values, bounds, types, shapes of times, required values and keys are held."""
    with pytest.raises(sqlite3.IntegrityError):
        seed.execute(statement)


def test_columns_are_explained_in_the_database(seed: sqlite3.Connection):
    """`.schema` shows what each table and column means."""
    (text,) = seed.execute("SELECT group_concat(sql, char(10)) FROM sqlite_schema").fetchone()
    for table in schemas.tables().values():
        for field in table.fields:
            assert f"-- {field.title}: {' '.join(field.description.split())}" in text


def test_the_descriptor_is_in_it(seed: sqlite3.Connection):
    """Title, version and rights come along."""
    (text,) = seed.execute("SELECT descriptor FROM datapackage").fetchone()
    assert json.loads(text) == json.loads((exporting.ROOT / "datapackage" / "datapackage.json").read_text("utf-8"))


# Questions


def test_posts_by_the_hour(seed: sqlite3.Connection):
    """The seed's posts on the publisher's clock."""
    rows = seed.execute("SELECT local_hour, post_count FROM posts_per_hour").fetchall()
    assert rows == [(10, 1), (11, 6), (12, 2), (13, 5), (14, 2), (15, 4)]


def test_pictures_by_credit(seed: sqlite3.Connection):
    """AFP has two of the eight, six others one each."""
    counts = [count for (count,) in seed.execute("SELECT image_count FROM image_sources")]
    assert seed.execute("SELECT image_count FROM image_sources WHERE credit = 'AFP'").fetchone() == (2,)
    assert counts == [2, 1, 1, 1, 1, 1, 1]


def test_what_introduces_each_tweet(seed: sqlite3.Connection):
    """Fourteen tweets in ten posts; the thirteenth post's is introduced by its first paragraph."""
    rows = seed.execute("SELECT entry_id, lead_in FROM tweets_with_lead_in").fetchall()
    assert len(rows) == 14
    assert len({entry for entry, _ in rows}) == 10
    (entry,) = seed.execute("SELECT entry_id FROM entries WHERE position = 13").fetchone()
    assert dict(rows)[entry] == TWEET_OF_POST_13


def test_the_timeline_runs_from_the_oldest(seed: sqlite3.Connection):
    """In the order of time, with the minutes since the post before."""
    rows = seed.execute("SELECT published, minutes_since FROM timeline").fetchall()
    assert [time for time, _ in rows] == sorted(time for time, _ in rows)
    assert rows[:3] == [("2016-12-14T10:52:00Z", None), ("2016-12-14T11:05:00Z", 13), ("2016-12-14T11:08:00Z", 3)]


def test_posts_are_found_by_their_words(seed: sqlite3.Connection):
    """Full-text search knows headline and text."""
    rows = seed.execute("SELECT headline FROM entries_fts WHERE entries_fts MATCH 'headline: convoy'").fetchall()
    assert rows == [("Turkish aid convoy to go to Aleppo",)]
    assert seed.execute("SELECT count(*) FROM entries_fts").fetchone() == (20,)


def test_an_hour_that_comes_twice_is_two_rows(root: Path):
    """On the night the clocks go back, 01:30 stands twice, an hour apart."""
    with closing(sqlite3.connect(export(exporting.good("many", root), root / "night.sqlite"))) as database:
        rows = database.execute(
            "SELECT local_hour, utc_offset FROM posts_per_hour WHERE blog_id = 'clocks-go-back' AND local_hour = 1"
        ).fetchall()
        assert rows == [(1, "+01:00"), (1, "+00:00")]


# Where it cannot be done


def test_an_old_sqlite_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """STRICT tables need a version: wrong use, status 2, with what was found."""
    monkeypatch.setattr(module.sqlite3, "sqlite_version_info", (3, 31, 0))
    done = run("export", "sqlite", exporting.ROOT / "datapackage", "--out", tmp_path / "out.sqlite")
    assert done.exit_code == 2
    assert "3.37" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_sqlite_without_full_text_search(monkeypatch: pytest.MonkeyPatch):
    """What Python's SQLite lacks is named."""

    class Poor:
        def execute(self, statement: str) -> None:
            raise sqlite3.OperationalError(f"no such module: {statement}")

        def close(self) -> None:
            pass

    monkeypatch.setattr(module.sqlite3, "connect", lambda *_: Poor())
    with pytest.raises(module.UsageError, match="lacks FTS5"):
        module._check_sqlite()


def test_a_dehydrated_package_can_be_exported():
    """Without the publisher's words their columns may be empty, and nothing else may."""
    entries = sql.create_table(schemas.tables()["paragraphs"], is_dehydrated=True)
    assert "  text TEXT,\n" in entries
    assert "  text TEXT NOT NULL" in sql.create_table(schemas.tables()["paragraphs"])
    assert "entry_id TEXT NOT NULL" in entries


def test_every_view_has_its_words(seed: sqlite3.Connection):
    """Each view says what it is, and runs."""
    for name, statement in VIEWS.items():
        assert statement.startswith("-- ")
        seed.execute(f"SELECT * FROM {name}").fetchall()


def test_the_tables_come_in_the_order_of_their_keys(root: Path):
    """Parents come before their children, so that the keys hold at every row."""
    opened = open_package(exporting.good("seed", root))
    assert list(opened.files) == list(schemas.tables())


def test_a_full_disk_leaves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A database that cannot grow is told as what it is, status 2, and nothing of it is left."""
    monkeypatch.setattr(module, "_SETTINGS", (*module._SETTINGS, "PRAGMA max_page_count = 9"))
    done = run("export", "sqlite", exporting.ROOT / "datapackage", "--out", tmp_path / "out.sqlite")
    assert done.exit_code == 2
    assert "the export cannot be written" in done.stderr
    assert "full" in done.stderr
    assert list(tmp_path.iterdir()) == []
