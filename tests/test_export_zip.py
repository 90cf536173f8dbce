"""The zip file: every file of the package, the same bytes each time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from zipfile import ZipFile

import frictionless
import pytest

import exporting
import making
from exporting import run


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package, with a file in a folder and a hidden one."""
    shutil.copytree(exporting.ROOT / "datapackage", tmp_path / "package")
    (tmp_path / "package" / ".hidden").write_text("not for others", "utf-8")
    return tmp_path / "package"


def test_it_holds_every_file_but_hidden_ones(package: Path, tmp_path: Path):
    """Unpacked, it is the package again."""
    assert run("export", "zip", package, "--out", tmp_path / "out.zip").exit_code == 0
    with ZipFile(tmp_path / "out.zip") as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
    assert held == {name: data for name, data in making.read_files(package).items() if name != ".hidden"}
    assert list(held) == sorted(held)


def test_frictionless_opens_it_as_it_is(package: Path, tmp_path: Path):
    """The archive is a valid Data Package."""
    run("export", "zip", package, "--out", tmp_path / "out.zip")
    assert frictionless.validate(str(tmp_path / "out.zip")).valid


def test_times_modes_and_names_of_folders_change_nothing(package: Path, tmp_path: Path):
    """A copy of the package elsewhere, of another day and with other modes, gives the same bytes."""
    copy = shutil.copytree(package, tmp_path / "elsewhere" / "copy")
    for path in copy.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    run("export", "zip", package, "--out", tmp_path / "one.zip")
    run("export", "zip", copy, "--out", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_link_is_not_followed(package: Path, tmp_path: Path):
    """What a link leads to need not belong to the package: it is refused, and nothing is written."""
    (tmp_path / "secret").write_text("secret", "utf-8")
    try:
        (package / "notes.txt").symlink_to(tmp_path / "secret")
    except OSError:
        pytest.skip("this system makes no links")
    done = run("export", "zip", package, "--out", tmp_path / "out.zip")
    assert done.exit_code == 1
    assert "there is a link in this package" in done.stderr
    assert not (tmp_path / "out.zip").exists()
