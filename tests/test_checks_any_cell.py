"""Whatever single cell of a package is changed, and whatever row of its ledger, a check finds it without building anew."""

from __future__ import annotations

import random
from collections import Counter

import pytest

import damage
import making
from livepack import schemas
from livepack.validation import validate_package

VALUES = (
    "",
    "²",
    "x",
    "-1",
    "0",
    "1",
    "2",
    "99999999999999999999",
    "true",
    "false",
    "2016-12-14T10:00:00Z",
    "2016-12-14T10:00:00",
    "2016-12-14",
    "+01:00",
    "en-GB",
    "https://example.org/",
    "Some words.",
    "media",
    "bbc",
    "none",
    "day",
    "stated",
    "field",
    "markup",
    "outside",
    "boilerplate",
    "witness",
    "html",
    "webcore.disclaimer",
    "headline",
    "entries",
)
SAMPLES = 2  # new values for each column


@pytest.fixture(scope="module")
def seed(tmp_path_factory):
    """A good package to be changed and put back."""
    home = tmp_path_factory.mktemp("seed")
    damage.make_good("seed", home)
    return home


def _codes(home) -> Counter[str]:
    package = damage.Package(home)
    report = validate_package(package.folder, package.sources, without=damage.REMADE)
    return Counter(finding.code for finding in report.findings if finding.level != "note")


@pytest.mark.parametrize("name", sorted(schemas.tables()))
def test_changed_cell_is_found(name, seed):
    """A cell with another value is an error or a warning, and no check breaks on it."""
    chance = random.Random(name)  # noqa: S311 - the same cells in every run
    table = schemas.tables()[name]
    before = making.read_files(seed / "package")
    for column in table.columns:
        rows = damage.Package(seed)[name]
        values = chance.sample([*VALUES, *sorted({row[column] for row in rows})], SAMPLES) if rows else []
        for value in values:
            package = damage.Package(seed)
            row = chance.choice(package[name])
            if row[column] == value:
                continue
            row[column] = value
            package.save()
            found = _codes(seed)
            assert found, (column, value)
            assert "internal-error" not in found, (column, value)
            making.write_files(seed / "package", before)
    assert _codes(seed) == Counter()
