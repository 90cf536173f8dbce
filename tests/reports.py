"""Reports for tests: of every code and level, with hostile characters, and of thousands of findings."""

from __future__ import annotations

from livepack import schemas
from livepack.findings import Finding, make_finding
from livepack.report import Report

# Markup of every form, what XML and HTML forbid, half a surrogate pair, emoji, line ends, and what a log would obey.
HOSTILE = (
    "<b>&amp; \"'\x00\x01\x08\x0b\x1b[31m\x7f\x85\ufdd0\uffff]]><![CDATA[ --> </script><script>alert(1)</script>",
    "a\nb\r\nc\td\u2028e %20 100%,:;=\\ `code` | *bold* _em_ [link](https://example.org) ![x](y.png) @somebody #1",
    "\ud83d \U0001f6b2 \u202eabc\u202c ::error::no ##[error]no {0} {{}} ${x} $(x)",
    "النص العربي 新聞 новости",
)


def report_of(*findings: Finding, package: str = "out/pkg", sources: str = "in") -> Report:
    """A report of findings on a package, sorted as a validation sorts them."""
    return Report(package, tuple(sorted(findings, key=Finding.sort_key)), ("times", "order"), sources)


def every_code(words: str = "these words") -> tuple[Finding, ...]:
    """A finding of each code, some of the whole package, some of a file, a line, a row or a cell."""
    findings = []
    for number, code in enumerate(schemas.finding_types()):
        place = (
            {},
            {"file": "datapackage.json"},
            {"file": "pages in a folder/page.txt", "line": number + 1},
            {"table": "entries", "row": "b/t20190824T1311Z", "file": "entries.csv", "line": 9},
            {"table": "paragraphs", "row": "b/t1/p1", "field": "text", "file": "paragraphs.csv", "line": 7},
        )[number % 5]
        findings.append(make_finding(code, words, **place))
    return tuple(findings)


def hostile_findings() -> tuple[Finding, ...]:
    """Findings with hostile characters wherever somebody else's words can stand."""
    return tuple(
        make_finding(code, words, table="entries", row=words, field=words, file=words, line=line)
        for words in HOSTILE
        for line, code in enumerate(("value-differs", "order-inverted", "not-checked"))
    )


def many_findings(count: int = 3000) -> tuple[Finding, ...]:
    """Thousands of findings of few codes, with the longest ids that a package has."""
    codes = ("value-differs", "time-impossible", "order-inverted", "empty-entry", "blog-guessed")
    findings = []
    for number in range(count):
        blog = f"the-long-name-of-a-live-page-of-{number % 7}-years-ago" * (1 + number % 3)
        findings.append(
            make_finding(
                codes[number % 17 % len(codes)],
                f"the {number}th thing that was found, told in as many words as a message has room for",
                table="paragraphs",
                row=f"{blog}/t20190824T1311Z-{number}/p{number % 9}",
                field="attribution_detail",
                file=("paragraphs.csv", "a-folder/with-a-page-that-has-a-rather-long-name-2019-08-24.html")[number % 2],
                line=number + 2,
            )
        )
    return tuple(findings)


REPORTS = {
    "nothing found": report_of(),
    "without sources": report_of(make_finding("not-checked", "this and that"), sources=""),
    "warnings only": report_of(make_finding("order-inverted", file="entries.csv", line=3)),
    "every code": report_of(*every_code()),
    "every code, hostile words": report_of(*every_code(HOSTILE[0])),
    "hostile": report_of(*hostile_findings(), package=HOSTILE[1], sources=HOSTILE[0]),
    "hostile, in an absolute place": report_of(*hostile_findings(), package=f"/{HOSTILE[2]}", sources=f"/{HOSTILE[1]}"),
    "thousands": report_of(*many_findings()),
}
