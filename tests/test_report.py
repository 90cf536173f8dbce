"""Reports: one list of findings, many renderings that all say the same."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

import damage
import making
from livepack.building import build_package
from livepack.findings import LEVELS, Finding, make_finding, shorten
from livepack.judging import Accepted, Exemption, Settings
from livepack.renderings import RENDERINGS
from livepack.renderings.grouping import MAX_SHOWN
from livepack.renderings.html import MAX_FOLDED
from livepack.report import Report, path_of, place_of
from livepack.validation import validate_package

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
    assert "\x00" not in text
    assert "paragraphs.csv:7 (b/t1/p1 text): error value-differs: " in text
    assert "a folder/page.txt:31 (b/h1): error time-impossible: " in text
    assert text.count("  advice: ") == 4
    assert text.splitlines()[-1] == "out/pkg: not valid: 2 errors, 1 warning, 1 note; 2 checks"


def test_text_folds_many_alike():
    """Of many findings of one code in one file the text names three and counts the rest; JSON holds them all."""
    many = [make_finding("date-unknown", f"1{n}:00", file="a.html", line=n + 1) for n in range(6)]
    found = report(*many, make_finding("date-unknown", "11:00", file="b.html"), make_finding("mojibake", "x"))
    lines = RENDERINGS["text"](found).splitlines()
    assert "error mojibake" in lines[0]
    assert [line for line in lines if line.startswith("…")] == ["… and 3 more of date-unknown in a.html"]
    assert sum("warning date-unknown" in line for line in lines) == 4
    assert len(json.loads(RENDERINGS["json"](found))["findings"]) == 8


def test_text_neither_moves_the_cursor_nor_breaks_its_lines():
    """What a terminal would obey is shown as a sign that cannot be shown; a finding keeps its two lines."""
    finding = Finding("value-differs", "error", "a\x1b[2Jb\x9bc\u202ed", "mend it", row="e\nf\rg", file="h\u2028.csv")
    lines = RENDERINGS["text"](Report("i\x07", (finding,), ())).splitlines()
    assert lines[0] == "h\ufffd.csv (e\ufffdf\ufffdg): error value-differs: a\ufffd[2Jb\ufffdc\ufffdd"
    assert lines[-1].startswith("i\ufffd: not valid")
    assert len(lines) == 4


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
    whole = run["results"][-1]["locations"][0]["physicalLocation"]
    assert whole == {"artifactLocation": {"uri": "out/pkg/datapackage.json"}, "region": {"startLine": 1}}


def test_sarif_places_are_addresses():
    """A path is relative as it was typed, or a file: address; what an address cannot hold is escaped."""

    def uri(package: str) -> str:
        (run,) = json.loads(RENDERINGS["sarif"](Report(package, (ERROR,), ())))["runs"]
        return str(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])

    assert uri("a:b#c/é \udcff") == "a%3Ab%23c/%C3%A9%20%3F/paragraphs.csv"
    assert uri("../pkg/") == "../pkg/paragraphs.csv"
    assert uri("/data/my pkg") == "file:///data/my%20pkg/paragraphs.csv"


def test_sarif_makes_no_link_of_a_pages_words():
    """A link in Markdown that stands in a page stays a text."""
    finding = make_finding("order-inverted", "[here](https://example.org)")
    assert "](" not in RENDERINGS["sarif"](report(finding))


def test_github():
    """Each finding is one workflow command with file and line; line ends and percent signs are escaped."""
    lines = RENDERINGS["github"](ALL).splitlines()
    assert lines[0].startswith("::error file=in/a folder/page.txt,line=31,title=livepack time-impossible::")
    assert lines[1].startswith("::error file=out/pkg/paragraphs.csv,line=7,")
    assert "%2520" in lines[2]
    assert lines[3].startswith("::notice title=livepack not-checked::")
    assert lines[4] == "livepack: out/pkg: not valid: 2 errors, 1 warning, 1 note; 2 checks"
    assert len(lines) == len(ALL.findings) + 1


def test_github_escapes_as_its_toolkit_does():
    """In a property %, line ends, colon and comma are escaped; in a message the first three; the runner reads them back."""
    name = "a%b\r\nc:d,e"
    finding = Finding("value-differs", "error", f"found {name}", "mend it", "t", "r", "f", name, 3)
    command, verdict = RENDERINGS["github"](report(finding)).splitlines()
    assert command == (
        "::error file=in/a%25b%0D%0Ac%3Ad%2Ce,line=3,title=livepack value-differs"
        "::found a%25b%0D%0Ac:d,e [t r f]. mend it"
    )
    assert not verdict.startswith("::")


def test_github_finds_no_command_in_a_name():
    """A folder's name is no command, whatever it is called, neither at the start of a line nor within it."""
    lines = RENDERINGS["github"](Report("x\n::stop-commands::y\r##[add-mask]z\u2028", (), ())).splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("livepack: x ::stop-commands::y # #[add-mask]z : valid")


def test_github_shows_each_code_among_the_first():
    """GitHub shows ten annotations of a level: no frequent finding hides a rare one of its level."""
    many = [make_finding("value-differs", file="0.csv", line=line) for line in range(1, 30)]
    lines = RENDERINGS["github"](report(*many, AT_SOURCE, WARNING)).splitlines()
    assert ["title=livepack value-differs" in line for line in lines[:4]] == [True, False, True, True]
    assert [line.split()[0] for line in lines[:-1]] == ["::error"] * 30 + ["::warning"]
    assert [int(line.split("line=")[1].split(",")[0]) for line in lines[2:30]] == list(range(2, 30))


def test_markdown():
    """A row for each code with its count; what would break the table is escaped."""
    rows = [line for line in RENDERINGS["markdown"](ALL).splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + 4
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "<b>" not in "".join(rows)


def test_markdown_shows_hostile_words_as_they_are():
    """Words of a page make no picture, no link, no markup, no call of a person, and end no code."""
    finding = make_finding("order-inverted", "![x](y.png) @all **b** `c` <i>", row="a`b", file="c``d|e.txt")
    row = RENDERINGS["markdown"](report(finding)).splitlines()[-1]
    assert r"\!\[x\](y.png) @" + "\u200b" + r"all \*\*b\*\* \`c\` \<i\>" in row
    assert r"``` c``d\|e.txt (a`b) ```" in row


class _Page(HTMLParser):
    """Collects tags and whether they nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name == "src" or (name == "href" and str(value)[0] != "#") for name, value in attrs)
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
    assert page.seen.count("b") == len(LEVELS)
    assert page.seen.count("h2") == 4
    empty = RENDERINGS["html"](report())
    assert "Nothing was found." in empty


def test_html_counts_each_code_first():
    """Before any finding stands a table of the codes, the gravest and most frequent first, each a link to its findings."""
    many = [make_finding("value-differs", file="paragraphs.csv", line=line) for line in range(1, 1235)]
    page = RENDERINGS["html"](report(*many, AT_SOURCE, WARNING, NOTE))
    head, _, rest = page.partition("<section")
    links = re.findall(r'href="#([a-z-]+)".*?<td class="number">([0-9,]+)</td>', head, re.DOTALL)
    assert links == [
        ("value-differs", "1,234"),
        ("time-impossible", "1"),
        ("order-inverted", "1"),
        ("not-checked", "1"),
    ]
    assert re.findall(r'id="([a-z-]+)"', rest) == [code for code, _ in links]
    assert "and 950 more</summary>" in rest
    assert "and 234 more, which this page leaves out" in rest
    assert len(re.findall("<td><code", rest)) == MAX_FOLDED + 2


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


def test_a_list_that_is_not_whole_does_not_look_so():
    """Where findings are counted and not listed, what is folded is a least number, and the rest is told once."""
    many = [
        make_finding("date-unknown", f"1{n}:00", file=f"{file}.html", line=n + 1) for file in "ab" for n in range(5)
    ]
    one = make_finding("zone-unknown", "11:00", file="a.html")
    tally = Counter({("date-unknown", "warning"): 700, ("zone-unknown", "warning"): 9})
    found = Report("p", (*many, one), ("order",), tally=tally)
    assert [line for line in RENDERINGS["text"](found).splitlines() if line.startswith("…")] == [
        "… and at least 2 more of date-unknown in a.html",
        "… and at least 2 more of date-unknown in b.html",
        "… and 690 of date-unknown that are not listed",
        "… and 8 of zone-unknown that are not listed",
    ]
    assert found.unlisted == {("date-unknown", "warning"): 690, ("zone-unknown", "warning"): 8}
    assert report(*many, one).unlisted == {}


def test_accepted_findings_beyond_the_limit_are_at_least_so_many():
    """Of very many accepted findings the first are kept: no form gives their number as that of all."""
    accepted = tuple(Accepted(make_finding("date-unknown", str(n), file="a.html"), "so printed") for n in range(60))
    for more, words in ((True, "at least "), (False, "")):
        found = Report("p", (), ("order",), accepted=accepted, settings="livepack.toml", accepted_more=more)
        assert f"; {words}60 accepted by livepack.toml" in RENDERINGS["text"](found)
        assert f"| and {words}10 more | | |" in RENDERINGS["markdown"](found)
        assert f"× {words}60" in RENDERINGS["html"](found)


def test_a_validation_tells_what_it_does_not_list(tmp_path):
    """With two findings to be listed of four that there are, listed or accepted, the report says that there are more."""
    build_package([making.SEED], tmp_path / "package")
    rows = (f"a{n},{n},,,notes,place,,me," for n in range(4))
    (tmp_path / "package" / "annotations.csv").write_text("\n".join((damage.ANNOTATIONS, *rows, "")))
    build_package([making.SEED], tmp_path / "package")
    text = RENDERINGS["text"](validate_package(tmp_path / "package", max_findings=2))
    assert "… and 2 of key-dangling that are not listed" in text
    lost = tuple(Exemption("key-dangling", "lost", row=f"a{number}") for number in range(4))
    settings = Settings(exemptions=lost, name="livepack.toml")
    for limit, words in ((2, "at least 2"), (4, "4")):
        text = RENDERINGS["text"](validate_package(tmp_path / "package", max_findings=limit, settings=settings))
        assert f"; {words} accepted by livepack.toml" in text


def test_publishers_words_are_cut():
    """A message quotes little of what it found, on one line."""
    assert shorten("a\nb") == "a b"
    assert len(shorten("word " * 100)) == 80
    finding = Finding("value-differs", "error", "word " * 100, "mend it", row="word " * 20, file="x" * 201)
    assert [len(finding.message), len(finding.row), len(finding.file)] == [80, 80, 80]


def test_names_are_not_cut():
    """An id and a file's name are what they are: people look for them."""
    finding = make_finding("value-differs", row="b/t1/" + "p" * 150, file="a folder/" + "x" * 150)
    assert [len(finding.row), len(finding.file)] == [155, 159]
