"""Whatever page of the World Service is composed, in whichever language, the reader gives back what was composed."""

from __future__ import annotations

import contextlib
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import making
import world
from livepack import languages, rules
from livepack.building import build_package
from livepack.errors import SourceError
from livepack.page import Embed, Image, Paragraph
from livepack.validation import validate_package

CAPTURED = "2031-03-04T12:30:20Z"


def contents_of(blocks):
    """Blocks in the form in which world.py says what must come out."""
    found = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append((block.kind, block.text))
        elif isinstance(block, Image):
            found.append(("image", block.alt_text, block.caption, block.credit))
        else:
            assert isinstance(block, Embed)
            found.append((block.kind, block.provider, block.provider_name, block.label_number, block.caption))
    return found


@settings(max_examples=300)
@given(world.pages())
def test_a_composed_page_is_read_back(page):
    """Title, key points, contributors, heads, times and blocks come out as they were composed, in every language."""
    assert_read_back(page)


@pytest.mark.parametrize("service", rules.services("simorgh"))
def test_every_block_of_every_service_is_read_back(service, tmp_path):
    """A page with all that a service prints is read back, and its package raises notes of recalled rules and no more."""
    page = world.whole_page(service)
    assert_read_back(page)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "page.txt").write_text(page.text, "utf-8")
    (tmp_path / "sources" / "seeds.yaml").write_text(
        "package:\n  name: a\n  title: A\n  licenses:\n    - name: CC0-1.0\ndocuments:\n  page.txt:\n    blog: b\n",
        "utf-8",
    )
    build_package([tmp_path / "sources"], tmp_path / "package")
    codes = validate_package(tmp_path / "package", tmp_path / "sources").codes
    recalled = {"rule-recalled"} if languages.load_service("bbc_simorgh", service).recalled else set()
    assert codes == recalled


def assert_read_back(page):
    found = making.read(page.text, captured=CAPTURED)
    assert found.reader == "bbc_simorgh_text"
    assert found.language == languages.load_service("bbc_simorgh", page.service).language
    assert found.title == page.title
    assert (found.page_number, found.pages_stated) == (page.number or (None, None))
    assert found.key_points == page.points
    assert [who.name for who in found.contributors] == ([page.contributors] if page.contributors else [])
    assert len(found.entries) == len(page.posts)
    is_list = len(page.posts) > 1
    for number, (entry, post) in enumerate(zip(found.entries, page.posts, strict=True), start=1):
        assert entry.list_number == (number if is_list else None)
        assert entry.published.text == post.time
        time = entry.published
        assert (time.date, time.instant, time.precision) == (post.date, post.instant, post.precision)
        assert time.basis == ("relative_to_capture" if post.instant else "none")
        assert entry.is_breaking is (True if post.is_breaking else None)
        assert (entry.headline, entry.subheading) == (post.headline, post.subheading)
        assert contents_of(entry.blocks) == [one for block in post.blocks for one in block.found]
    assert {remark.code for remark in found.remarks} <= {"line-unclear"}


@settings(max_examples=100)
@given(world.pages())
def test_a_composed_page_leaves_nothing_out(page):
    """The ledger of a composed page covers it exactly once, and every cell is what its spans give."""
    text = page.text
    tables = making.tables_of(("page.txt", text, {"captured": CAPTURED}))
    documents = {tables["pages"][0]["page_id"]: text}
    assert list(making.cover_problems(text, tables["ledger"])) == []
    assert list(making.markup_problems(text, tables["ledger"], tables)) == []
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []
    assert list(making.rule_problems(documents, tables)) == []


@pytest.mark.parametrize("service", rules.services("simorgh"))
def test_every_form_of_time_is_read(service):
    """Each month and each form of words of each service stands at the head of a page that is read."""
    own = languages.load_service("bbc_simorgh", service).times
    printed = [f"14 {month} 2016" for month in own.months]
    printed += [text.replace("{n}", "7") for text in (*own.seconds, *own.minutes, *own.hours)]
    heads = "".join(
        f"  {number}. {text}Zorvak quelmo\n\n    {world.words_of(service, 'image_source', credit='Vexdor')}\n\n"
        for number, text in enumerate(printed, start=1)
    )
    found = making.read(heads, captured=CAPTURED)
    assert [entry.published.text for entry in found.entries] == printed
    assert {entry.headline for entry in found.entries} == {"Zorvak quelmo"}
    months = [entry.published.date for entry in found.entries[:12]]
    assert months == [f"2016-{month:02}-14" for month in range(1, 13)]
    assert all(entry.published.instant for entry in found.entries[12:])


@settings(max_examples=150)
@given(world.pages(), st.sampled_from(["NFC", "NFD"]))
def test_another_spelling_in_unicode_is_read_alike(page, form):
    """A copy whose letters are composed or taken apart gives the same posts."""
    found = making.read(unicodedata.normalize(form, page.text), captured=CAPTURED)
    assert found.language == languages.load_service("bbc_simorgh", page.service).language
    assert [entry.headline for entry in found.entries] == [post.headline for post in page.posts]
    assert [entry.published.date for entry in found.entries] == [post.date for post in page.posts]
    for entry, post in zip(found.entries, page.posts, strict=True):
        assert contents_of(entry.blocks) == [
            tuple(unicodedata.normalize(form, part) if isinstance(part, str) else part for part in one)
            for block in post.blocks
            for one in block.found
        ]


@settings(max_examples=200)
@given(world.pages(), st.data())
def test_a_damaged_copy_is_read_or_refused(page, data):
    """Whatever lines are lost, doubled or cut, a page is read without a fault and its ledger covers it, or nobody reads it."""
    lines = page.text.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["lose", "double", "cut", "swap"]))
        if change == "lose":
            lines[at : at + 1] = []
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        else:
            lines[at], lines[0] = lines[0], lines[at]
        lines = lines or [""]
    text = "\n".join(lines)
    try:
        tables = making.tables_of(("page.txt", text, {"captured": CAPTURED}))
    except SourceError:
        return
    assert [
        problem for problem in making.cover_problems(text, tables["ledger"]) if not problem.startswith("unread")
    ] == []
    documents = {tables["pages"][0]["page_id"]: text}
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []


HOSTILE = {
    "headings": "Live Coverage " * 60_000,
    "headings in lines": "Live Coverage\n" * 60_000,
    "numbers": "1. 14 December 2031" * 40_000,
    "heads": "  1. 14 December 2031Zorvak\n" * 30_000,
    "no space": "  1. 14 " + "a" * 500_000 + " b c d e\n",
    "dates": "  1. " + "14 December 2031 - " * 30_000,
    "skip links": "  1. 14 December 2031Zorvak\n\n    Image source, X\n\n" + "    Skip X content, 1\n" * 20_000,
    "full stops": "." * 500_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_no_time(text):
    """Half a megabyte of what the reader looks for is claimed and read in seconds, not in hours."""
    start = time.process_time()
    with contextlib.suppress(SourceError):
        making.read(text)
    assert time.process_time() - start < 20
