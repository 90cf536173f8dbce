"""Read unit by unit a package is judged as it is in one piece, by one process or by several."""

from __future__ import annotations

import csv
import io
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import damage
import strategies  # noqa: F401 - chooses the profile
from damages.table import DAMAGES
from livepack import schemas
from livepack.checks import units
from livepack.checks.gate import Gate
from livepack.checks.plans import TableToCheck, plan_table
from livepack.checks.units import UnitFinder, read_table, read_unit
from livepack.report import render_json
from livepack.validation import validate_package

MANY = [case for case in DAMAGES if case.of == "many"]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """The good package of many pages."""
    home = tmp_path_factory.mktemp("many")
    damage.make_good("many", home)
    return home


def judge(package, pages, monkeypatch, **options):
    """The report with units of so many pages, without the package's place."""
    monkeypatch.setattr(units, "UNIT_PAGES", pages)
    report = validate_package(package.folder, package.sources, without=damage.REMADE, **options)
    return render_json(report)


def damaged(many, case, home):
    shutil.copytree(many, home, dirs_exist_ok=True)
    package = damage.Package(home)
    case.change(package)
    if case.is_saved:
        package.save()
    return package


@pytest.mark.parametrize("case", MANY, ids=lambda case: case.name)
def test_units_of_one_page_find_the_same(case, many, tmp_path, monkeypatch):
    """However few pages are looked at together, each damage gives the same report, word for word."""
    package = damaged(many, case, tmp_path)
    assert judge(package, 1, monkeypatch) == judge(package, 1000, monkeypatch)


@pytest.mark.parametrize("name", ["", "older_capture_preferred", "list_items_merged", "formula_given_by_a_person"])
def test_jobs_give_the_same_report(name, many, tmp_path, monkeypatch):
    """Two processes write the report that one writes, byte for byte."""
    shutil.copytree(many, tmp_path, dirs_exist_ok=True)
    package = damage.Package(tmp_path)
    if name:
        package = damaged(many, next(case for case in MANY if case.name == name), tmp_path)
    assert judge(package, 3, monkeypatch, jobs=2) == judge(package, 3, monkeypatch)


def test_jobs_give_the_same_report_of_files_damaged(many, tmp_path, monkeypatch):
    """So it is where tables are broken off, too long, and refer to nothing; and where the list is cut short."""
    shutil.copytree(many, tmp_path, dirs_exist_ok=True)
    package = damage.Package(tmp_path)
    package.edit_bytes("paragraphs", lambda data: data + b'x,"\n')
    package.edit_bytes("images", lambda data: data.replace(b"\n", b",more\n").replace(b",more\n", b"\n", 1))
    package.edit_bytes("contributors", lambda data: data.replace(b"/c", b"/x"))
    for options in ({}, {"max_findings": 7}):
        assert judge(package, 16, monkeypatch, jobs=2, **options) == judge(package, 16, monkeypatch, **options)


# How units are cut


@given(st.lists(st.integers(0, 6).map(str), max_size=30), st.integers(1, 5))
def test_spans_keep_blogs_whole(blogs, least):
    """Units cover all pages in their order, no blog stands in two, and none could be cut further."""
    spans = units._spans(blogs, least)
    assert [index for span in spans for index in span] == list(range(len(blogs)))
    of = [{blogs[index] for index in span} for span in spans]
    assert sum(map(len, of)) == len(set(blogs))
    for span in spans:
        for cut in range(span.start + least, span.stop):
            assert set(blogs[span.start : cut]) & set(blogs[cut : span.stop])


@given(st.text(st.sampled_from("ab\né"), max_size=60), st.lists(st.integers(1, 12), max_size=6), st.integers(1, 9))
def test_offsets_are_those_of_a_naive_count(place, text, lines, block):
    """The byte at which a line begins is found whatever the size of the blocks that are read."""
    path = place / "t.csv"
    data = text.encode()
    path.write_bytes(data)
    starts = [0, *(index + 1 for index, byte in enumerate(data) if byte == 10)]
    wanted = [starts[line - 1] if line <= len(starts) else len(data) for line in lines]
    before = units._BLOCK_BYTES
    units._BLOCK_BYTES = block
    try:
        assert units._offsets(path, lines) == wanted
    finally:
        units._BLOCK_BYTES = before


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all examples."""
    return tmp_path_factory.mktemp("units")


@st.composite
def packages(draw):
    """Pages of blogs in any order, and posts and paragraphs of those pages in any order, some of no page."""
    blogs = draw(st.lists(st.integers(0, 4), min_size=1, max_size=8))
    pages = [{"page_id": f"p{number}", "blog_id": f"b{blog}"} for number, blog in enumerate(blogs)]
    in_order = draw(st.booleans())
    places = draw(st.lists(st.integers(-1, len(pages) - 1), max_size=20))
    entries = []
    for number, index in enumerate(sorted(places) if in_order else places):
        page = pages[index] if index >= 0 else {"page_id": "gone", "blog_id": "gone"}
        text = draw(st.sampled_from(["", "one", "two\nlines", 'a "quote"\n\n']))
        entries.append({"entry_id": f"{page['blog_id']}/t{number}", **page, "text": text})
    parents = draw(st.lists(st.sampled_from(entries), max_size=20)) if entries else []
    if in_order:
        parents.sort(key=entries.index)
    paragraphs = [
        {"paragraph_id": f"{entry['entry_id']}/p{number}", "entry_id": entry["entry_id"], "text": "x\ny"}
        for number, entry in enumerate(parents)
    ]
    return {"pages": pages, "entries": entries, "paragraphs": paragraphs}


@given(packages(), st.integers(1, 3))
def test_every_row_is_read_once(place, tables, pages_per_unit):
    """Unit by unit every row comes once, at its line, and with all the rows of its page and blog."""
    files = {}
    for name in ("pages", "entries", "paragraphs"):
        out = io.StringIO()
        writer = csv.DictWriter(out, schemas.tables()[name].columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(tables[name])
        files[name] = place / f"{name}.csv"
        files[name].write_bytes(out.getvalue().encode())
    finder = UnitFinder(read_table("pages", files["pages"]).rows, pages_per_unit)
    plans = [plan_table(TableToCheck(name, f"{name}.csv", path)) for name, path in files.items()]
    Gate(plans, lambda _: None, [finder], frozenset({"form"})).run()
    read = [read_unit(unit, files) for unit in finder.units(files)]
    for name, path in files.items():
        whole = read_table(name, path)
        assert [pair for unit in read for pair in unit[name].numbered()] == list(whole.numbered())
        assert [unit[name].before for unit in read if unit[name].rows] == [
            sum(len(other[name].rows) for other in read[:number]) for number, unit in enumerate(read) if unit[name].rows
        ]
    known = {row["page_id"] for row in tables["pages"]}
    for column in ("page_id", "blog_id"):
        homes = [
            {row[column] for name in ("pages", "entries") for row in unit[name].rows if row["page_id"] in known}
            for unit in read
        ]
        assert sum(map(len, homes)) == len(set().union(*homes))
    for unit in read:
        own = {row["entry_id"] for row in unit["entries"].rows if row["page_id"] in known}
        strange = {row["entry_id"] for other in read if other is not unit for row in other["paragraphs"].rows}
        assert own & strange == set()
