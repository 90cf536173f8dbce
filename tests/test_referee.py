"""frictionless as the referee: it agrees on good packages, and a disagreement is a finding."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from livepack.building import build_package
from livepack.checks.subject import open_subject
from livepack.referee import check_referee
from livepack.validation import validate_package
from packing import field, resource, schema, write

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
    codes = [finding.code for finding in check_referee(subject, frozenset())]
    assert codes
    assert set(codes) == {"referee-disagrees"}


def test_where_livepack_fails_too_there_is_no_disagreement(package: Path):
    """A wrong hash is an error of both; the descriptor that states it is no longer that of SHA256SUMS and croissant.json."""
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    change(package, descriptor["resources"][0]["hash"], "sha256:" + "0" * 64)
    codes = {"hash-differs", "checksum-differs", "document-differs", "not-checked"}
    assert validate_package(package, referee=True).codes == codes


@pytest.mark.parametrize(("failed", "count"), [(frozenset(), 1), (frozenset({""}), 0), (frozenset({"blogs"}), 0)])
def test_a_package_that_the_referee_cannot_read(package: Path, failed: frozenset[str], count: int):
    """Such a package is a disagreement only where livepack finds nothing wrong with it."""
    change(package, '"name": "blogs"', '"name": 5')
    subject = open_subject(package, None)
    assert len(list(check_referee(subject, failed))) == count


def disagreements(folder: Path) -> list[tuple[str, str]]:
    """The tables of which the two do not agree, and the beginning of what frictionless finds there."""
    report = validate_package(folder, referee=True)
    found = [finding for finding in report.findings if finding.code == "referee-disagrees"]
    return [(finding.table, finding.message.partition("it finds ")[2].partition(":")[0]) for finding in found]


def test_an_error_in_one_table_hides_no_disagreement_in_another(tmp_path: Path):
    """Verdicts are compared table by table: frictionless rejects years that livepack takes, whatever is wrong elsewhere."""
    good, other = schema(field("a", "year")), schema(field("n", "integer"))
    resources = [resource("years", good), resource("numbers", other)]
    assert disagreements(write(tmp_path, resources, years="a\n12024\n", numbers="n\n1\n")) == [("years", "type-error")]
    assert disagreements(write(tmp_path, resources, years="a\n12024\n", numbers="n\nx\n")) == [("years", "type-error")]
    assert disagreements(write(tmp_path, resources, years="a\n12024\n24\n", numbers="n\n1\n")) == []


def test_children_of_a_table_that_is_wrong_are_not_compared(tmp_path: Path):
    """Where a parent is gone, frictionless finds its children wrong too: that is one fault."""
    key = {"fields": "n", "reference": {"resource": "parents", "fields": "n"}}
    resources = [
        resource("parents", schema(field("n"), primaryKey="n")),
        resource("children", schema(field("n"), foreignKeys=[key])),
    ]
    package = write(tmp_path, resources, children="n\na\n")
    assert disagreements(package) == []
    assert validate_package(package).codes == {"file-missing"}


def test_a_referee_that_breaks_off(tmp_path: Path):
    """A bound without an offset makes frictionless end with an error of its own, which is told."""
    table = schema(field("a", "datetime", minimum="2024-01-01T00:00:00"))
    package = write(tmp_path, [resource("t", table)], t="a\n2024-01-01T00:00:00Z\n")
    report = validate_package(package, referee=True)
    assert report.codes == {"referee-disagrees"}
    assert "it breaks off" in report.findings[0].message


def test_a_referee_that_fails_on_what_livepack_has_refused(package: Path):
    """A descriptor that is wrong in a way that frictionless breaks on is no bug of livepack."""
    change(package, '"encoding": "utf-8"', '"encoding": ["utf-8"]')
    assert validate_package(package, referee=True).codes.isdisjoint({"internal-error", "referee-disagrees"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes of a name")
def test_the_referee_is_not_given_a_pipe(package: Path):
    """A table that may never end is told by livepack, and frictionless, which would read it, is not asked."""
    (package / "links.csv").unlink()
    os.mkfifo(package / "links.csv")
    assert {"file-missing", "not-checked"} == validate_package(package, referee=True).codes
