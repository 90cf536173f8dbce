"""What all exports share: a package that is not fit, places that may not be written, and what is left after a failure."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import damage
import exporting
from exporting import run
from livepack import schemas
from livepack.commands.export import export
from livepack.errors import PackageError, UsageError
from livepack.exports.outputs import new_file, new_folder
from livepack.exports.package import need_words, open_package

FORMS = sorted(export.commands)
OPTIONS = {"flat": ["--format", "csv"]}  # what the name of the output does not say here


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the good packages of this module are."""
    return tmp_path_factory.mktemp("good")


@pytest.fixture
def package(root: Path, tmp_path: Path) -> damage.Package:
    """A copy of the seed's package, to be damaged."""
    shutil.copytree(exporting.good("seed", root), tmp_path / "package")
    return damage.Package(tmp_path)


@pytest.mark.parametrize("kind", [*exporting.KINDS, "annotated"])
def test_the_rows_come_as_they_stand_in_the_files(kind: str, root: Path):
    """Table by table, and unit by unit, an opened package gives every row in its order."""
    opened = open_package(exporting.good(kind, root))
    tables = exporting.tables_of(opened.folder)
    assert set(opened.files) == set(tables)
    for name, rows in tables.items():
        assert [list(row.values()) for row in rows] == list(opened.rows(name))
        assert opened.counts[name] == len(rows)
    units = list(opened.units())
    for name, rows in tables.items():
        if name in schemas.layers():
            continue
        assert [row for unit in units for row in unit[name].rows] == rows


@pytest.mark.parametrize("form", FORMS)
def test_a_package_that_is_not_fit_is_refused(form: str, package: damage.Package, tmp_path: Path):
    """Status 1, the first errors with their lines, what to do next, no traceback, and nothing written."""
    package["entries"][2]["word_count"] = "many"
    package.save()
    done = run("export", form, package.folder, "--out", tmp_path / "out", *OPTIONS.get(form, []))
    assert done.exit_code == 1
    assert "entries.csv:" in done.stderr
    assert "livepack validate" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"package"}


def test_many_errors_are_counted_and_few_are_named(package: damage.Package):
    """A package with an error in each row is refused in a few lines."""
    for row in package["paragraphs"]:
        row["entry_id"] = "nobody/" + row["entry_id"].partition("/")[2]
    package.save()
    with pytest.raises(PackageError) as caught:
        open_package(package.folder)
    assert "and 50 more" in caught.value.found
    assert len(str(caught.value)) < 900


def test_a_table_that_was_changed_by_hand_is_refused(package: damage.Package):
    """A file that is not the one that the descriptor names is told, though every row of it may be sound."""
    path = package.folder / "findings.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(PackageError, match="not as it must be"):
        open_package(package.folder)


@pytest.mark.parametrize("damaged", ["entries.csv", "datapackage.json"])
def test_a_file_that_is_missing_or_no_text(package: damage.Package, damaged: str):
    """Whatever is wrong with a file gives words."""
    (package.folder / damaged).write_bytes(b"\xff\xfe\x00")
    with pytest.raises((PackageError, UsageError)):
        open_package(package.folder)
    (package.folder / damaged).unlink()
    with pytest.raises((PackageError, UsageError)):
        open_package(package.folder)


def test_a_package_of_somebody_else(tmp_path: Path):
    """Only livepack's packages are exported; that is wrong use, status 2."""
    (tmp_path / "datapackage.json").write_text('{"resources": []}', "utf-8")
    done = run("export", "zip", tmp_path, "--out", tmp_path.parent / "out.zip")
    assert done.exit_code == 2
    assert "only packages that livepack built" in done.stderr


def test_words_are_needed(package: damage.Package):
    """A package without the publisher's words says how to get them back."""
    opened = open_package(package.folder)
    need_words(opened, "this")
    opened.descriptor["livepack"]["dehydrated"] = True
    with pytest.raises(PackageError, match="dehydrated"):
        need_words(opened, "this")


@pytest.mark.parametrize("form", FORMS)
def test_a_dehydrated_package(form: str, root: Path, tmp_path: Path):
    """Its tables can be exported as they are; what is made for reading the texts is refused, with what to do."""
    done = run("dehydrate", exporting.good("many", root), "--out", tmp_path / "package")
    assert done.exit_code == 0, done.output
    done = run("export", form, tmp_path / "package", "--out", tmp_path / "out", *OPTIONS.get(form, []))
    if form in ("flat", "jsonl"):
        assert done.exit_code == 1
        assert "livepack hydrate" in done.stderr
    else:
        assert done.exit_code == 0, done.output
    assert (tmp_path / "out").exists() == (done.exit_code == 0)


def test_progress_is_told(root: Path):
    """Units and rows are counted while they are given."""
    told: list[tuple[int, int]] = []
    opened = open_package(exporting.good("many", root), lambda *counts: told.append(counts))
    count = len(list(opened.units()))
    assert told == [(number, count) for number in range(count)]
    told.clear()
    list(opened.rows("ledger"))
    assert told[0] == (0, opened.counts["ledger"])


# Places


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("out", ["package", "package/out", ".", "missing/out", "package/../package/x"])
def test_places_that_cannot_be(form: str, out: str, package: damage.Package, tmp_path: Path):
    """Not the package, not in it, not around it, not in a folder that does not exist."""
    before = sorted(tmp_path.rglob("*"))
    done = run("export", form, package.folder, "--out", tmp_path / out, *OPTIONS.get(form, []))
    assert done.exit_code == 2, done.output
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_there_stays_unless_told(tmp_path: Path):
    """A file is replaced only with --overwrite, in one step; a folder never replaces a file or the other way round."""
    out, package = tmp_path / "out", tmp_path / "package"
    with new_file(out, package, overwrite=False) as fresh:
        fresh.write_bytes(b"one")
    with pytest.raises(UsageError, match="already"), new_file(out, package, overwrite=False):
        pass
    with new_file(out, package, overwrite=True) as fresh:
        fresh.write_bytes(b"two")
    assert out.read_bytes() == b"two"
    with (
        pytest.raises(UsageError, match="a file has that name"),
        new_folder(out, package, overwrite=True, owns=lambda _: True),
    ):
        pass
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(UsageError, match="a folder has that name"),
        new_file(tmp_path / "folder", package, overwrite=True),
    ):
        pass


def test_a_folder_that_holds_other_things_is_never_replaced(tmp_path: Path):
    """--overwrite replaces what an earlier export may have written and nothing else."""
    out, package = tmp_path / "out", tmp_path / "package"
    with new_folder(out, package, overwrite=False, owns=str.isalpha) as fresh:
        (fresh / "one").write_bytes(b"1")
    with pytest.raises(UsageError, match="already"), new_folder(out, package, overwrite=False, owns=str.isalpha):
        pass
    with new_folder(out, package, overwrite=True, owns=str.isalpha) as fresh:
        (fresh / "two").write_bytes(b"2")
    assert [path.name for path in out.iterdir()] == ["two"]
    (out / "diary.txt").write_text("mine", "utf-8")
    with (
        pytest.raises(UsageError, match="holds other things"),
        new_folder(out, package, overwrite=True, owns=str.isalpha),
    ):
        pass
    assert (out / "diary.txt").read_text("utf-8") == "mine"


def test_the_folder_that_one_works_in_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder is swapped in: who works in it would stand in one that is gone."""
    (tmp_path / "here" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here" / "below")
    for out in (Path(), Path("..")):
        with (
            pytest.raises(UsageError, match="the folder that you work in"),
            new_folder(out, tmp_path / "package", overwrite=True, owns=lambda _: True),
        ):
            pass


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_failure_leaves_what_was_there(tmp_path: Path, error: BaseException):
    """An export that is ended before its end leaves the old file and nothing else."""
    (tmp_path / "out").write_bytes(b"old")

    def write_half() -> None:
        with new_file(tmp_path / "out", tmp_path / "package", overwrite=True) as fresh:
            fresh.write_bytes(b"half")
            raise error

    with pytest.raises((KeyboardInterrupt, UsageError)):
        write_half()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"out": b"old"}


@pytest.mark.parametrize(
    "out",
    [
        "-",
        pytest.param(
            "/dev/stdout", marks=pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
        ),
    ],
)
def test_an_export_can_be_piped(out: str, package: damage.Package, tmp_path: Path):
    """What goes to the standard output is the whole file, and nothing else."""
    command = [sys.executable, "-m", "livepack", "export", "zip", str(package.folder), "--out", out]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=60)
    assert run("export", "zip", package.folder, "--out", tmp_path / "out.zip").exit_code == 0
    assert done.stdout == (tmp_path / "out.zip").read_bytes()
