"""frictionless as the referee: it agrees on good packages, and a disagreement is a finding."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from livepack.building import build_package
from livepack.checks.subject import open_subject
from livepack.referee import check_referee
from livepack.validation import validate_package

ROOT = Path(__file__).parents[1]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package of the seed."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    build_package([tmp_path / "seeds"], tmp_path / "package")
    return tmp_path / "package"


def change(package: Path, old: str, new: str) -> None:
    """Replace text in the descriptor."""
    path = package / "datapackage.json"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_both_find_the_good_package_valid(package: Path):
    """On a good package there is nothing to disagree on."""
    report = validate_package(package, referee=True)
    assert report.codes == {"not-checked"}
    assert "referee" in report.checks


def test_what_only_the_referee_finds_is_a_disagreement(package: Path):
    """If livepack finds no error but frictionless does, or warns, that is a finding of its own."""
    change(package, '"hash": "sha256:', '"hash": "sha512:')
    subject = open_subject(package, None)
    codes = [finding.code for finding in check_referee(subject, fails=False)]
    assert codes
    assert set(codes) == {"referee-disagrees"}


def test_where_livepack_fails_too_there_is_no_disagreement(package: Path):
    """A wrong hash is an error of both."""
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    change(package, descriptor["resources"][0]["hash"], "sha256:" + "0" * 64)
    assert validate_package(package, referee=True).codes == {"hash-differs", "not-checked"}


@pytest.mark.parametrize(("fails", "count"), [(False, 1), (True, 0)])
def test_a_package_that_the_referee_cannot_read(package: Path, fails: bool, count: int):
    """Such a package is a disagreement only where livepack finds nothing wrong with it."""
    change(package, '"name": "blogs"', '"name": 5')
    subject = open_subject(package, None)
    assert len(list(check_referee(subject, fails=fails))) == count
