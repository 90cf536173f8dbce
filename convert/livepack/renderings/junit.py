"""JUnit XML, which most build servers show as test results.

There is no standard of it. The form is that of junit-10.xsd of Jenkins' xUnit plugin, which GitLab, GitHub's test
reporters, Azure and CircleCI read as well; a test holds every report to it.
"""

from __future__ import annotations

import re
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from livepack import schemas
from livepack.findings import Finding
from livepack.renderings.grouping import MAX_SHOWN, group_by_code
from livepack.report import Report, place_of

# What XML 1.0 does not allow in a document, even escaped (https://www.w3.org/TR/xml/#charsets).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report) -> str:
    """Return the report as JUnit XML: a suite for each family of checks, a case for each finding that it knows.

    A case fails if there are errors of its code; warnings and notes are told in its output.
    """
    by_code, counts = group_by_code(report.findings), report.by_code
    suites: list[str] = []
    tests = failed = 0
    kinds = sorted(schemas.finding_types().values(), key=lambda kind: kind.family)
    for family, group in groupby(kinds, key=lambda kind: kind.family):
        cases = [_case(family, kind.code, by_code.get(kind.code, []), counts.get(kind.code, 0)) for kind in group]
        failures = sum("<failure" in case for case in cases)
        tests, failed = tests + len(cases), failed + failures
        suites.append(
            f'  <testsuite name={_attribute("livepack." + family)} tests="{len(cases)}" failures="{failures}" errors="0" skipped="0">\n'
            + "".join(cases)
            + "  </testsuite>\n"
        )
    head = f'<testsuites name={_attribute(report.package)} tests="{tests}" failures="{failed}" errors="0">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{"".join(suites)}</testsuites>\n'


def _case(family: str, code: str, findings: list[Finding], count: int) -> str:
    head = f"    <testcase classname={_attribute('livepack.' + family)} name={_attribute(code)}"
    if not findings:
        return head + "/>\n"
    words = "\n".join(f"{place_of(finding)}{finding.level}: {finding.message}" for finding in findings[:MAX_SHOWN])
    shown = min(len(findings), MAX_SHOWN)
    if count > shown:
        words += f"\nand {count - shown} more"
    if findings[0].level != "error":
        return f"{head}>\n      <system-out>{_text(words)}</system-out>\n    </testcase>\n"
    message = f"{count} x {findings[0].message}"
    return f"{head}>\n      <failure message={_attribute(message)} type={_attribute(code)}>{_text(words)}</failure>\n    </testcase>\n"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    # A line end within an attribute is read as a space unless it is written as a reference.
    return quoteattr(_NOT_XML.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
