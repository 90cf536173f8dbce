"""Every made page in tests/pages/ is read as its golden says, and its ledger leaves nothing out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import golden
import making
from livepack import rules, schemas
from livepack.errors import SourceError
from livepack.readers import read_page, readers
from livepack.seeds import Seeds
from livepack.source import Source, read_source
from livepack.tables import Capture, Tables, make_tables

CASES = golden.cases()
REFUSED = sorted(path.parent for path in (golden.PAGES / "refused").glob("*/origin.yaml"))
LINES = {"binary": 3, "broken_utf8": 7}  # where a refused page has one bad byte

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")


@cache
def source_of(case: Path) -> Source:
    return golden.open_case(case)


@cache
def tables_of(case: Path) -> Tables:
    source = source_of(case)
    seeds = Seeds(documents={source.name: golden.curated(case)})
    return make_tables([Capture.of(source, read_page(source))], seeds)


def documents_of(case: Path) -> dict[str, str]:
    return {tables_of(case)["pages"][0]["page_id"]: source_of(case).document}


def test_there_are_cases():
    """The folder holds cases to be read and pages to be refused, so that the tests below test something."""
    assert len(CASES) >= 66
    assert len(REFUSED) >= 27


@each_case
def test_page_equals_its_golden(case):
    """The page comes out as its golden says, and a case without a golden is told what to do."""
    if not (case / "golden.yaml").exists():
        pytest.fail(f"{case.name} has no golden; run `nox -s golden` and read what it writes")
    found = list(golden.differences(golden.render(golden.read_case(case)), golden.expected(case)))
    assert found == []


@each_case
def test_ledger_covers_the_document(case):
    """The ledger runs from 0 to the document's length without gap or overlap, and nothing is unread."""
    document = source_of(case).document
    assert list(making.cover_problems(document, tables_of(case)["ledger"])) == []


@each_case
def test_ledger_names_what_exists(case):
    """Every span of a field, witness or boilerplate names a table, row and field that exist."""
    tables = tables_of(case)
    assert list(making.row_problems(tables["ledger"], tables)) == []


@each_case
def test_markup_of_a_text_copy_is_no_text(case):
    """The markup of a text copy holds no letter, and no digit but the number before a list item."""
    source, tables = source_of(case), tables_of(case)
    if source.media_type == "text/plain":
        assert list(making.markup_problems(source.document, tables["ledger"], tables)) == []


@each_case
def test_every_source_cell_is_its_spans(case):
    """Each source cell is the text of its spans with white space normalised, and no span lacks its cell."""
    assert list(making.cell_problems(documents_of(case), tables_of(case))) == []


@each_case
def test_boilerplate_is_what_its_rule_prints(case):
    """Each boilerplate span is what its rule prints for the row that it names."""
    assert list(making.rule_problems(documents_of(case), tables_of(case))) == []


@each_case
def test_one_reader_claims_the_page(case):
    """Exactly one named reader claims the page, and it is the one that the case's folder names."""
    source = source_of(case)
    claiming = [
        reader.FORMAT.id
        for reader in readers()
        if reader.FORMAT.rank == "named" and reader.FORMAT.media_type == source.media_type and reader.claims(source)
    ]
    general = [reader.FORMAT.id for reader in readers() if reader.FORMAT.rank == "general"]
    if case.parent.name not in general:
        assert claiming == [case.parent.name]
    assert golden.read_case(case).reader == case.parent.name


NAMED = {reader.FORMAT.id for reader in readers() if reader.FORMAT.rank == "named"}


@pytest.mark.parametrize("name", sorted({case.parent.name for case in CASES} & NAMED))
def test_a_column_is_named_or_filled(name):
    """Each column that a page may print is filled on some page of the format, or the reader says that no copy holds it.

    A general reader reads many formats: some of them hold what it does not look for.
    """
    columns = {
        f"{table}.{field.name}"
        for table, described in schemas.tables().items()
        for field in described.fields
        if field.origin == "source" and table not in ("ledger", "findings")
    }
    filled: set[str] = set()
    named: set[str] = set()
    for case in CASES:
        if case.parent.name == name:
            own_named = set(golden.read_case(case).not_in_source)
            own_filled = {
                f"{table}.{column}"
                for table, rows in tables_of(case).items()
                for row in rows
                for column, value in row.items()
                if value and f"{table}.{column}" not in tables_of(case)["pages"][0]["curated"].split()
            }
            assert own_named & own_filled & columns == set(), case.name
            named |= own_named
            filled |= own_filled
    # One copy may have lost what another one holds: only the columns of `may_lack`.
    named = (named - (filled & rules.may_lack(name))) & columns
    missing = "".join(f'\n    "{column}",' for column in sorted(columns - filled - named))
    assert not missing, f"not_in_source of {name} lacks columns that no page fills:{missing}"
    assert named & filled == set(), f"not_in_source of {name} names columns that a page fills"


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_page_is_refused_with_advice(case):
    """A document that is no live page is refused with the problem, the place, what was found and advice."""
    path = golden.page_file(case)
    with pytest.raises(SourceError) as caught:
        read_page(read_source(path, path.name))
    error = caught.value
    where = f"{path}:{LINES[case.name]}" if case.name in LINES else str(path)
    assert error.where == where
    assert str(error).splitlines() == [
        f"{where}: {error.problem}",
        f"  found:  {error.found}",
        f"  advice: {error.advice}",
    ]
    assert all(len(words) > 5 for words in (error.problem, error.found, error.advice))
