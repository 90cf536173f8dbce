"""What programs that save a page write into it: its address, and when it was saved."""

from __future__ import annotations

import csv

import pytest

from livepack import build, validate
from livepack.saved_pages import archive_facts, plain_address, read_saver

SINGLE = "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: {} \n saved date: {}\n--><meta charset=utf-8>"
ADDRESS = "https://example.org/live?page=2"
WAYBACK = f"https://web.archive.org/web/20200102030405/{ADDRESS}"
ARCHIVED = {"url": ADDRESS, "archived_url": WAYBACK, "captured": "2020-01-02T03:04:05Z"}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (
            SINGLE.format(ADDRESS, "Wed Nov 25 2020 12:34:56 GMT+0100 (Central European Standard Time)"),
            {"url": ADDRESS, "captured": "2020-11-25T11:34:56Z"},
        ),
        (SINGLE.format(ADDRESS, "Wed Nov 99 2020 12:34:56 GMT+0100"), {"url": ADDRESS}),
        (SINGLE.format(ADDRESS, "yesterday"), {"url": ADDRESS}),
        (SINGLE.format("file:///home/page.html", "Wed Nov 25 2020 12:34:56 GMT+0100"), {}),
        (SINGLE.format(WAYBACK, "Wed Nov 25 2020 12:34:56 GMT+0100"), ARCHIVED),
        (f"<!DOCTYPE html>\n<!-- saved from url=(0031){ADDRESS} -->\n<html>", {"url": ADDRESS}),
        ("<!-- saved from url=(0014)about:internet -->\n<html>", {}),
        (
            f"<!-- Saved from {ADDRESS} at 2023-01-02T03:04:05Z using monolith v2.7.0 -->\n<html>",
            {"url": ADDRESS, "captured": "2023-01-02T03:04:05Z"},
        ),
        (
            (
                f'<html><head><meta name="savepage-url" content="{ADDRESS}">'
                '<meta name="savepage-date" content="Wed Nov 25 2020 12:34:56 GMT+0000 (Greenwich Mean Time)">'
            ),
            {"url": ADDRESS, "captured": "2020-11-25T12:34:56Z"},
        ),
        (f'<html><script>__wm.wombat("{ADDRESS}","20200102030405","https://web.archive.org/","web");', ARCHIVED),
        (f'<html><script>__wm.wombat("{ADDRESS}","20201302030405","https://web.archive.org/","web");', {}),
        (f"Text that tells <!-- saved from url=(0031){ADDRESS} -->", {}),
        ("<html>" + " " * 70_000 + f"<!-- saved from url=(0031){ADDRESS} -->", {}),
        (f"<!-- saved from url=(9999){ADDRESS}{'x' * 3000} -->", {}),
        ("", {}),
        ("<html><p>https://example.org/live", {}),
    ],
)
def test_what_a_saving_program_says(text, stated):
    """Each program's own line gives the address and, where it says so, the moment; anything else says nothing."""
    assert read_saver(text) == stated


def test_addresses_of_the_wayback_machine():
    """An archived address holds the page's own, and the moment of the capture."""
    assert plain_address(WAYBACK) == ADDRESS
    assert plain_address(WAYBACK.replace("405/", "405id_/")) == ADDRESS
    assert plain_address(ADDRESS) == ADDRESS
    assert archive_facts(WAYBACK) == ARCHIVED
    assert archive_facts(ADDRESS) == {}


PAGE = SINGLE + (
    "<title>Live</title><h1>Live: bridge</h1><div class=live-feed>"
    "<div class=live-post id=post-70412><span class=time>10:55</span><h3>Open</h3><p>It is open again, says the office.</p></div>"
    "<div class=live-post id=post-70411><span class=time>10:20</span><h3>Shut</h3><p>It has been shut since the dawn.</p></div>"
    "<div class=live-post id=post-70410><span class=time>10:05</span><h3>Wind</h3><p>The wind has picked up at ten.</p></div></div>"
)


@pytest.mark.parametrize(
    ("seeds", "wanted"),
    [
        ("", ("https://example.org/live?page=2", "2031-03-04T11:00:00Z", "2031-03-04", "pages.url pages.captured")),
        (
            'documents:\n  page.html:\n    captured: "2031-03-05T11:00:00Z"\n',
            ("https://example.org/live?page=2", "2031-03-05T11:00:00Z", "2031-03-05", "pages.url pages.captured"),
        ),
        (
            "documents:\n  page.html:\n    url: https://example.org/other\n",
            ("https://example.org/other", "2031-03-04T11:00:00Z", "2031-03-04", "pages.url pages.captured"),
        ),
    ],
)
def test_a_person_goes_before_a_program(tmp_path, seeds, wanted):
    """The day of a clock is that of the save, unless seeds.yaml gives another; the checks read both again."""
    folder = tmp_path / "sources"
    folder.mkdir()
    text = PAGE.format(ADDRESS, "Tue Mar 04 2031 12:00:00 GMT+0100 (Central European Standard Time)")
    (folder / "page.html").write_text(text, "utf-8")
    if seeds:
        (folder / "seeds.yaml").write_text(seeds, "utf-8")
    build([folder], tmp_path / "package")
    with (tmp_path / "package" / "pages.csv").open(encoding="utf-8", newline="") as handle:
        page = next(csv.DictReader(handle))
    with (tmp_path / "package" / "entries.csv").open(encoding="utf-8", newline="") as handle:
        days = {row["published_date"] for row in csv.DictReader(handle)}
    assert (page["url"], page["captured"], *days, page["curated"]) == wanted
    report = validate(tmp_path / "package", folder)
    assert {finding.code for finding in report.findings if finding.level == "error"} == set()
