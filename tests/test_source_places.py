"""Findings in the ledger say where in the source: file, line and column, and what stands there."""

from __future__ import annotations

import re
import shutil

import pytest

import damage
import making
from damage import Package
from livepack import schemas
from livepack.report import Report
from livepack.validation import validate_package

_PLACE = re.compile(r'; (?P<file>[^;]+):(?P<line>[0-9]+):(?P<column>[0-9]+) has "(?P<words>[^"]*)"$')


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A good package of the seed, with its sources."""
    home = tmp_path_factory.mktemp("good")
    damage.make_good("seed", home)
    return home


@pytest.fixture
def package(good, tmp_path):
    """A copy of it to be damaged."""
    shutil.copytree(good, tmp_path, dirs_exist_ok=True)
    return Package(tmp_path)


def messages(report: Report, code: str) -> list[str]:
    """What the findings of a code say."""
    return [finding.message for finding in report.findings if finding.code == code]


def find_row(package: Package, **wanted: str) -> dict[str, str]:
    """The first row of the ledger that has these values."""
    return next(row for row in package["ledger"] if all(row[name] == value for name, value in wanted.items()))


def test_a_rule_that_does_not_fit_names_its_place(package):
    """The message has the line and the column at which an editor finds the characters, and quotes them."""
    row = find_row(package, rule="webcore.published_at")
    row["rule"] = "webcore.image_caption"
    package.save()
    (message,) = messages(validate_package(package.folder, package.sources), "boilerplate-differs")
    found = _PLACE.search(message)
    assert found is not None, message
    lines = (package.sources / making.SEED.name).read_text("utf-8").split("\n")
    start = int(found["column"]) - 1
    assert found["file"] == making.SEED.name
    assert lines[int(found["line"]) - 1][start:].startswith(found["words"])
    assert found["words"] == "published at"


def test_a_value_that_differs_names_the_first_of_its_characters(package):
    """A cell that was changed is told with what the source has; without the sources nothing is compared."""
    package["entries"][3]["headline"] = "Somebody else's words"
    package.save()
    (message,) = messages(validate_package(package.folder, package.sources), "value-differs")
    assert _PLACE.search(message), message
    assert messages(validate_package(package.folder), "value-differs") == []


def test_without_sources_the_characters_are_counted(package):
    """A gap is told by characters and file where the document is not at hand; with it, by what stands in it."""
    row = find_row(package, rule="webcore.published_at")
    package["ledger"].remove(row)
    package.save()
    (alone,) = messages(validate_package(package.folder), "ledger-gap")
    start, end = row["start_char"], row["end_char"]
    assert alone.endswith(f"; characters {start} to {end} of {making.SEED.name}")
    (message,) = messages(validate_package(package.folder, package.sources), "ledger-gap")
    assert message.startswith(f"characters {start} to {end} are in no row of the ledger; ")
    assert message.endswith(' has "published at"')


def test_a_place_behind_the_end_is_told_as_such(package):
    """A row that ends behind the document is no place of it."""
    last = package["ledger"][-1]
    length = int(last["end_char"])
    package["ledger"].append({**last, "start_char": str(length), "end_char": str(length + 5)})
    package.save()
    (message,) = messages(validate_package(package.folder, package.sources), "ledger-overlap")
    assert message.endswith(f"; {making.SEED.name} has only {length} characters, not {length + 5}")


def test_a_witness_that_differs_says_what_the_table_has(tmp_path):
    """Both sides are quoted, and the advice says what to do."""
    damage.make_good("html", tmp_path)
    package = Package(tmp_path)
    row = find_row(package, disposition="witness", field_name="headline")
    value = next(one["headline"] for one in package["entries"] if one["entry_id"] == row["row_id"])
    other = find_row(package, disposition="field", field_name="headline", row_id=row["row_id"])
    row["row_id"] = next(one["entry_id"] for one in package["entries"] if one["headline"] not in ("", value))
    assert other["row_id"] != row["row_id"]
    package.save()
    message = messages(validate_package(package.folder, package.sources), "witness-differs")[0]
    assert 'entries.csv has "' in message
    assert _PLACE.search(message), message
    assert "report it with the page" in schemas.finding_types()["witness-differs"].advice
