"""The Parquet files: the cells of the tables, with types."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import damage
import exporting
from exporting import run
from livepack import schemas
from livepack.exports import parquet
from livepack.exports.package import open_package

duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's packages are."""
    return tmp_path_factory.mktemp("parquet")


def export(package: Path, out: Path) -> Path:
    """Export a package to a folder."""
    done = run("export", "parquet", package, "--out", out)
    assert done.exit_code == 0, done.output
    return out


def cell(value: object) -> str:
    """The CSV cell of a value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        zone = "Z" if value.tzinfo else ""
        plain = value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
        return plain.isoformat() + zone
    return str(value)


def read_back(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every table of an export as cells."""
    found = {}
    for path in sorted(folder.iterdir()):
        relation = duckdb.connect().sql(f"FROM '{path}'")
        found[path.stem] = [dict(zip(relation.columns, map(cell, row), strict=True)) for row in relation.fetchall()]
    return found


@pytest.mark.parametrize("kind", [*exporting.KINDS, "annotated"])
def test_read_back_it_equals_the_tables(kind: str, root: Path):
    """Every cell of every table, in the order of the rows."""
    package = exporting.good(kind, root)
    assert read_back(export(package, root / f"{kind}.out")) == exporting.tables_of(package)


def test_awkward_texts_come_back_whole(root: Path, tmp_path: Path):
    """Quotes, line ends and signs within texts, and a text of a megabyte."""
    shutil.copytree(exporting.good("many", root), tmp_path / "package")
    exporting.write_awkward(tmp_path)
    package = damage.Package(tmp_path)
    package["entries"][0]["text"] = 'word, "quoted"\n\n' * 70_000 + "end"
    package.save()
    assert read_back(export(package.folder, tmp_path / "out")) == exporting.tables_of(package.folder)


def test_types_are_those_of_the_schemas(root: Path):
    """A moment with a zone, a moment without, a day, a whole number, yes or no."""
    folder = export(exporting.good("seed", root), root / "typed")
    types = {"string": "VARCHAR", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE"}
    moments = {"instant": "TIMESTAMP WITH TIME ZONE", "wall_time": "TIMESTAMP"}
    for name, table in schemas.tables().items():
        relation = duckdb.connect().sql(f"FROM '{folder / name}.parquet'")
        assert [str(kind) for kind in relation.types] == [
            moments.get(field.strict) or types[field.type] for field in table.fields
        ]


def test_the_description_is_inside(root: Path):
    """Each file carries its Table Schema and what package it is from."""
    folder = export(exporting.good("seed", root), root / "described")
    rows = (
        duckdb.connect().execute(f"SELECT key, value FROM parquet_kv_metadata('{folder / 'links.parquet'}')").fetchall()
    )
    facts = {bytes(key).decode(): json.loads(bytes(value).decode()) for key, value in rows}
    assert facts["tableschema"] == schemas.tables()["links"].descriptor()
    assert facts["datapackage"]["name"] == "aleppo-evacuation-live-page"


def test_the_same_bytes_each_time(root: Path):
    """Two exports of one package are the same files."""
    package = exporting.good("many", root)
    one, two = export(package, root / "one"), export(package, root / "two")
    assert {p.name: p.read_bytes() for p in one.iterdir()} == {p.name: p.read_bytes() for p in two.iterdir()}


def test_the_hours_of_the_seed_and_the_night_the_clocks_go_back(root: Path):
    """Local hours as printed; 01:30 twice, an hour apart."""
    seed = export(exporting.good("seed", root), root / "hours") / "entries.parquet"
    assert duckdb.connect().execute(
        f"SELECT hour(published_local), count(*) FROM '{seed}' GROUP BY 1 ORDER BY 1"
    ).fetchall() == [(10, 1), (11, 6), (12, 2), (13, 5), (14, 2), (15, 4)]
    many = export(exporting.good("many", root), root / "night") / "entries.parquet"
    (apart,) = (
        duckdb.connect()
        .execute(
            f"SELECT max(published) - min(published) FROM '{many}' "
            "WHERE blog_id = 'clocks-go-back' AND strftime(published_local, '%H:%M') = '01:30'"
        )
        .fetchone()
    )
    assert apart == dt.timedelta(hours=1)


def test_an_earlier_export_is_replaced_and_nothing_else(root: Path, tmp_path: Path):
    """With --overwrite, if the folder holds nothing but tables in Parquet."""
    package = exporting.good("seed", root)
    out = export(package, tmp_path / "out")
    assert run("export", "parquet", package, "--out", out).exit_code == 2
    assert run("export", "parquet", package, "--out", out, "--overwrite").exit_code == 0
    (out / "mine.parquet").write_bytes(b"mine")
    refused = run("export", "parquet", package, "--out", out, "--overwrite")
    assert refused.exit_code == 2
    assert "mine.parquet" in refused.stderr


@pytest.mark.parametrize("form", ["parquet", "sqlite"])
def test_a_number_beyond_64_bits_is_told(form: str, root: Path, tmp_path: Path):
    """Which no page has in good faith: words and status 1, no traceback, nothing left."""
    shutil.copytree(exporting.good("seed", root), tmp_path / "package")
    package = damage.Package(tmp_path)
    package["images"][0]["width"] = "9" * 30
    package.save()
    done = run("export", form, package.folder, "--out", tmp_path / "out")
    assert done.exit_code == 1, done.output
    assert "larger than" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"package"}


def test_without_duckdb(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Words that say what to install; status 2, nothing left."""
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run("export", "parquet", exporting.good("seed", root), "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "livepack[export]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What DuckDB cannot write gives words, status 2, and leaves nothing."""

    def fail(*_: object) -> None:
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr(parquet, "_copy", fail)
    done = run("export", "parquet", exporting.good("seed", root), "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_rows_that_duckdb_loses_are_never_written(root: Path, tmp_path: Path):
    """The rows that were written are counted against those that were checked."""
    opened = open_package(exporting.good("seed", root))
    wrong = replace(opened, counts={name: count + 1 for name, count in opened.counts.items()})
    with pytest.raises(RuntimeError, match="DuckDB read 1 rows of blogs, not 2"):
        parquet.write_parquet(wrong, tmp_path)
