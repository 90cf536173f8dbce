"""Reports: one list of findings, many renderings that all say the same."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from livepack.findings import LEVELS, Finding, make_finding, shorten
from livepack.renderings import MAX_SHOWN, RENDERINGS
from livepack.report import Report, path_of, place_of

NASTY = "<b>&\"'\x00|\n%20\ud7ff]]>"


def report(*findings: Finding) -> Report:
    """A report of findings on the package `out/pkg` made from `in`."""
    return Report("out/pkg", tuple(sorted(findings, key=Finding.sort_key)), ("times", "order"), "in")


ERROR = make_finding("value-differs", table="paragraphs", row="b/t1/p1", field="text", file="paragraphs.csv", line=7)
WARNING = make_finding(
    "order-inverted", NASTY, table="entries", row="b/t1", field="published", file="entries.csv", line=3
)
NOTE = make_finding("not-checked", "this and that")
AT_SOURCE = make_finding("time-impossible", "25:00", table="entries", row="b/h1", file="a folder/page.txt", line=31)
ALL = report(ERROR, WARNING, NOTE, AT_SOURCE)


@pytest.mark.parametrize("form", sorted(RENDERINGS))
@pytest.mark.parametrize("findings", [(), (NOTE,), (ERROR, WARNING, NOTE, AT_SOURCE)], ids=["none", "note", "all"])
def test_every_rendering_names_every_code_and_the_package(form: str, findings: tuple[Finding, ...]):
    """Whatever the form, the package and every code that was found are in it."""
    text = RENDERINGS[form](report(*findings))
    assert text.endswith("\n")
    for finding in findings:
        assert finding.code in text
    if form not in ("sarif", "github"):
        assert "out/pkg" in text


def test_verdict_and_counts():
    """An error fails a report; a warning only if it is asked to."""
    assert ALL.fails()
    assert not report(WARNING, NOTE).fails()
    assert report(WARNING, NOTE).fails("warning")
    assert not report(NOTE).fails("warning")
    assert [ALL.count(level) for level in LEVELS] == [2, 1, 1]


def test_findings_are_sorted_by_level_then_place():
    """Errors come first, each level by file and line."""
    assert [finding.code for finding in ALL.findings] == [
        "time-impossible",
        "value-differs",
        "order-inverted",
        "not-checked",
    ]


def test_text():
    """The text has place, level, code, message and advice, and ends with the verdict."""
    text = RENDERINGS["text"](ALL)
    assert "paragraphs.csv:7 (b/t1/p1 text): error value-differs: " in text
    assert "a folder/page.txt:31 (b/h1): error time-impossible: " in text
    assert text.count("  advice: ") == 4
    assert text.splitlines()[-1] == "out/pkg: not valid: 2 errors, 1 warning, 1 note; 2 checks"


def test_json_holds_every_field():
    """The JSON has every finding with every field, and counts by level and by code."""
    found = json.loads(RENDERINGS["json"](ALL))
    assert found["counts"] == {"error": 2, "warning": 1, "note": 1}
    assert found["codes"] == {"not-checked": 1, "order-inverted": 1, "time-impossible": 1, "value-differs": 1}
    assert [Finding(**finding) for finding in found["findings"]] == list(ALL.findings)


def test_junit():
    """The XML is well formed; a case fails for an error of its code, and tells warnings in its output."""
    tree = ET.fromstring(RENDERINGS["junit"](ALL))
    suites = {suite.get("name"): suite for suite in tree}
    cases = {case.get("name"): case for suite in tree for case in suite}
    assert cases["value-differs"].find("failure") is not None
    assert cases["order-inverted"].find("failure") is None
    assert "b/t1 published" in str(cases["order-inverted"].findtext("system-out"))
    assert len(cases["key-repeated"]) == 0
    assert suites["livepack.completeness"].get("failures") == "1"
    for suite in tree:
        assert suite.get("tests") == str(len(suite))


def test_junit_cuts_long_lists():
    """A code that was found very often is counted in full and listed in part."""
    many = [make_finding("value-differs", file="paragraphs.csv", line=line) for line in range(1, MAX_SHOWN + 11)]
    case = next(
        c
        for c in ET.fromstring(RENDERINGS["junit"](report(*many))).iter("testcase")
        if c.get("name") == "value-differs"
    )
    failure = case.find("failure")
    assert failure is not None
    assert str(failure.get("message")).startswith(f"{MAX_SHOWN + 10} x ")
    assert str(failure.text).endswith("and 10 more")


def test_sarif():
    """Rules and results go together by index; places are addresses of files, with lines where there are any."""
    run = json.loads(RENDERINGS["sarif"](ALL))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "in/a%20folder/page.txt"}, "region": {"startLine": 31}}
    assert "locations" not in run["results"][-1]


def test_github():
    """Each finding is one workflow command with file and line; line ends and percent signs are escaped."""
    lines = RENDERINGS["github"](ALL).splitlines()
    assert lines[0].startswith("::error file=in/a folder/page.txt,line=31,title=livepack time-impossible::")
    assert lines[1].startswith("::error file=out/pkg/paragraphs.csv,line=7,")
    assert "%2520" in lines[2]
    assert lines[3].startswith("::notice title=livepack not-checked::")
    assert len(lines) == len(ALL.findings) + 1


def test_markdown():
    """A row for each code with its count; what would break the table is escaped."""
    rows = [line for line in RENDERINGS["markdown"](ALL).splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + 4
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "<b>" not in "".join(rows)


class _Page(HTMLParser):
    """Collects tags and whether they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name in ("src", "href") for name, _ in attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html_is_one_page_that_needs_nothing_else():
    """The page nests, loads nothing and runs nothing, and shows markup in findings as text."""
    page = _Page()
    page.feed(RENDERINGS["html"](ALL))
    assert page.open == []
    assert "script" not in page.seen
    assert "b" not in page.seen
    assert page.seen.count("h2") == 4
    empty = RENDERINGS["html"](report())
    assert "Nothing was found." in empty


def test_html_cuts_long_lists():
    """A page for people lists the first findings of a code and says how many more there are."""
    many = [make_finding("value-differs", file="paragraphs.csv", line=line) for line in range(1, MAX_SHOWN + 4)]
    assert "and 3 more" in RENDERINGS["html"](report(*many))


def test_where_a_finding_is():
    """Tables lie in the package, other files among the sources; a finding without file has no path."""
    assert path_of(ALL, ERROR) == "out/pkg/paragraphs.csv"
    assert path_of(ALL, AT_SOURCE) == "in/a folder/page.txt"
    assert path_of(Report("p", (), ()), AT_SOURCE) == "a folder/page.txt"
    assert place_of(NOTE) == ""


def test_publishers_words_are_cut():
    """A message quotes little of what it found, on one line."""
    assert shorten("a\nb") == "a b"
    assert len(shorten("word " * 100)) == 80
