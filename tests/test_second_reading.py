"""HTML is read a second time in a process of its own, within limits, and what was left out is told."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from livepack.building import build_package
from livepack.checks import reading_child
from livepack.checks.reading_child import NotRead, have_read_again
from livepack.checks.second_reading import SecondReading, SeenTag, read_again
from livepack.validation import validate_package

PAGES = Path(__file__).parent / "pages" / "liveblog_html"
PAGE = (
    '<html><body><p>Seen &amp; said<span hidden>not</span></p><nav><img alt="menu"></nav><noscript><img alt=again></noscript>'
    '<blockquote class="twitter-tweet"><img alt="in the post"></blockquote><div class="promo"><img alt="buy"></div>'
    '<iframe src="https://www.youtube.com/embed/x"></iframe><img alt=" a  pier " class=wide><img alt=smile class=emoji>'
)


@pytest.fixture(autouse=True)
def no_child_before():
    """Each test begins without a child process and without answers of another."""
    have_read_again.cache_clear()
    yield
    have_read_again.cache_clear()
    reading_child._end_child()


def test_the_parsers_say_what_they_see():
    """Words with their places, and for each picture, quotation and frame what is around it."""
    words, tags = read_again(PAGE)
    assert [PAGE[start:end] for start, end in words] == ["Seen ", "&amp", " said"]  # a reference without its stop
    assert tags == [
        SeenTag(PAGE.index("<img"), "menu", False, False, True, False, False),
        SeenTag(PAGE.index("<img alt=again"), "again", False, True, False, False, False),
        SeenTag(PAGE.index("<blockquote"), "", True, False, False, False, False),
        SeenTag(PAGE.index('<img alt="in'), "in the post", False, False, False, True, False),
        SeenTag(PAGE.index('<img alt="buy'), "buy", False, False, False, False, True),
        SeenTag(PAGE.index("<iframe"), "", True, False, False, False, False),
        SeenTag(PAGE.index('<img alt=" a'), "a pier", False, False, False, False, False),
        SeenTag(PAGE.index("<img alt=smile"), "", False, False, False, False, False),
    ]


def test_one_child_reads_page_after_page():
    """The child says what this process would see, of any text, and the same one serves the next page."""
    pages = [PAGE, '<p>line\nbreak \u2028 é 😂 \\ "</p>', "", "<" * 2000, "<p>" * 500 + "x"]
    assert [have_read_again(page) for page in pages] == [read_again(page) for page in pages]
    assert len(reading_child._children) == 1


def test_a_page_that_takes_too_long_is_left_out(monkeypatch):
    """The child is killed, the answer says why, and the next page is read by another."""
    assert isinstance(have_read_again(PAGE), SecondReading)
    first = reading_child._child()
    monkeypatch.setattr(reading_child, "MAX_SECONDS", 0.01)
    start = time.monotonic()
    left_out = have_read_again("<p>a<b>" * 100_000)
    assert time.monotonic() - start < 10
    assert isinstance(left_out, NotRead)
    assert left_out == "not done after 0.01 seconds"
    assert first._process.returncode is not None
    monkeypatch.setattr(reading_child, "MAX_SECONDS", 60)
    assert isinstance(have_read_again(PAGE + "x"), SecondReading)


def test_a_page_too_large_is_left_out(monkeypatch):
    """Nothing is read of it, and no process is started."""
    monkeypatch.setattr(reading_child, "MAX_LENGTH", 100)
    assert have_read_again("<p>" + "x" * 100) == "103 characters, and at most 100 are read again"
    assert os.getpid() not in reading_child._children


def test_a_child_that_dies_is_told():
    """A child that something else kills gives no answer; the next page is read by another."""
    assert isinstance(have_read_again(PAGE), SecondReading)
    reading_child._child()._process.kill()
    reading_child._child()._process.wait()
    assert have_read_again("<p>x") == "the process that reads it has ended"
    assert isinstance(have_read_again("<p>y"), SecondReading)


def test_no_process_to_be_had_is_told(monkeypatch):
    """Where no process can be started, the page is left out and nothing breaks."""
    monkeypatch.setattr(reading_child.sys, "executable", "/nowhere/python")
    assert str(have_read_again(PAGE)).startswith("no process could be started: ")


def test_what_was_left_out_is_a_note(monkeypatch, tmp_path):
    """A page beyond the limits gives a note that names it; within them it gives none."""
    sources = tmp_path / "sources"
    sources.mkdir()
    shutil.copy(PAGES / "broadsheet" / "page.html", sources)
    build_package([sources], tmp_path / "package")
    codes = validate_package(tmp_path / "package", sources).codes
    assert "recount-left-out" not in codes
    monkeypatch.setattr(reading_child, "MAX_LENGTH", 100)
    have_read_again.cache_clear()
    report = validate_package(tmp_path / "package", sources)
    (finding,) = [found for found in report.findings if found.code == "recount-left-out"]
    assert finding.level == "note"
    assert "at most 100 are read again" in finding.message
    assert report.codes == codes | {"recount-left-out"}
