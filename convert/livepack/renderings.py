"""Renders a report for machines and pages: JUnit, SARIF, GitHub annotations, Markdown, HTML.

All of them render the same findings. Nothing here decides anything.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

import livepack
from livepack import schemas
from livepack.findings import LEVELS, Finding
from livepack.report import Report, path_of, place_of, render_json, render_text, say_accepted, summarise

MAX_SHOWN = 50  # findings of one code that a page for people lists; the counts are always of all
# What XML 1.0 does not allow in a document, even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SARIF_LEVELS = {"error": "error", "warning": "warning", "note": "note"}
_GITHUB_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", text))


def render_junit(report: Report) -> str:
    """Return the report as JUnit XML: a suite for each family of checks, a case for each finding that it knows.

    A case fails if there are errors of its code; warnings and notes are told in its output.
    """
    by_code = {code: list(found) for code, found in _by_code(report.findings)}
    suites: list[str] = []
    kinds = sorted(schemas.finding_types().values(), key=lambda kind: kind.family)
    for family, group in groupby(kinds, key=lambda kind: kind.family):
        cases = [_junit_case(family, kind.code, by_code.get(kind.code, [])) for kind in group]
        failures = sum("<failure" in case for case in cases)
        suites.append(
            f'  <testsuite name={_attribute("livepack." + family)} tests="{len(cases)}" failures="{failures}" errors="0" skipped="0">\n'
            + "".join(cases)
            + "  </testsuite>\n"
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name={_attribute(report.package)}>\n{"".join(suites)}</testsuites>\n'


def _junit_case(family: str, code: str, findings: list[Finding]) -> str:
    head = f"    <testcase classname={_attribute('livepack.' + family)} name={_attribute(code)}"
    if not findings:
        return head + "/>\n"
    words = "\n".join(_line(finding) for finding in findings[:MAX_SHOWN])
    if len(findings) > MAX_SHOWN:
        words += f"\nand {len(findings) - MAX_SHOWN} more"
    if findings[0].level != "error":
        return f"{head}>\n      <system-out>{_xml(words)}</system-out>\n    </testcase>\n"
    message = f"{len(findings)} x {findings[0].message}"
    return f"{head}>\n      <failure message={_attribute(message)} type={_attribute(code)}>{_xml(words)}</failure>\n    </testcase>\n"


def _by_code(findings: Iterable[Finding]) -> Iterable[tuple[str, Iterable[Finding]]]:
    return groupby(sorted(findings, key=lambda finding: finding.code), key=lambda finding: finding.code)


def _line(finding: Finding) -> str:
    return f"{place_of(finding)}{finding.level}: {finding.message}"


def render_sarif(report: Report) -> str:
    """Return the report as SARIF 2.1.0; findings that were accepted are results with a suppression."""
    codes = sorted(report.codes | {finding.code for finding, _ in report.accepted})
    rules = [_sarif_rule(schemas.finding_types()[code]) for code in codes]
    results = [_sarif_result(report, finding, codes) for finding in report.findings]
    results += [
        {**_sarif_result(report, finding, codes), "suppressions": [{"kind": "external", "justification": reason}]}
        for finding, reason in report.accepted
    ]
    driver = {
        "name": "livepack",
        "version": livepack.__version__,
        "rules": rules,
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _sarif_rule(kind: schemas.FindingType) -> dict[str, object]:
    return {
        "id": kind.code,
        "shortDescription": {"text": kind.message.replace("{found}", "…")},
        "fullDescription": {"text": kind.explanation},
        "help": {"text": kind.advice},
        "defaultConfiguration": {"level": _SARIF_LEVELS[kind.level]},
    }


def _sarif_result(report: Report, finding: Finding, codes: list[str]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _SARIF_LEVELS[finding.level],
        "message": {"text": f"{place_of(finding)}{finding.message}. {finding.advice}"},
    }
    if finding.file:
        location: dict[str, object] = {"artifactLocation": {"uri": quote(path_of(report, finding))}}
        if finding.line:
            location["region"] = {"startLine": finding.line}
        result["locations"] = [{"physicalLocation": location}]
    return result


def render_github(report: Report) -> str:
    """Return the report as GitHub workflow commands, which annotate files and lines."""
    lines = []
    for finding in report.findings:
        properties = [f"file={_property(path_of(report, finding))}"] if finding.file else []
        if finding.line:
            properties.append(f"line={finding.line}")
        properties.append(f"title={_property('livepack ' + finding.code)}")
        cell = " ".join(part for part in (finding.table, finding.row, finding.field) if part)
        message = f"{finding.message}{' [' + cell + ']' if cell else ''}. {finding.advice}"
        lines.append(f"::{_GITHUB_LEVELS[finding.level]} {','.join(properties)}::{_data(message)}")
    lines.append(summarise(report))
    return "\n".join(lines) + "\n"


def _data(text: str) -> str:
    """Escape as GitHub's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render_markdown(report: Report) -> str:
    """Return the report as Markdown that fits a pull request: verdict, counts, the first findings of each code."""
    lines = [
        f"### livepack: {'not valid' if report.fails() else 'valid'}",
        "",
        f"`{report.package}`: {_counts(report)}{say_accepted(report)}",
        "",
    ]
    if report.findings:
        lines += ["| level | finding | count | first place | message |", "|---|---|---:|---|---|"]
        tally = Counter(finding.code for finding in report.findings)
        seen: set[str] = set()
        for finding in report.findings:
            if finding.code not in seen:
                seen.add(finding.code)
                cells = (
                    finding.level,
                    f"`{finding.code}`",
                    str(tally[finding.code]),
                    place_of(finding).removesuffix(": "),
                    finding.message,
                )
                lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
        lines.append("")
    if report.accepted:
        lines += ["| accepted | place | reason |", "|---|---|---|"]
        for finding, reason in report.accepted[:MAX_SHOWN]:
            place = place_of(finding).removesuffix(": ")
            lines.append(f"| `{finding.code}` | {_cell(place)} | {_cell(reason)} |")
        if len(report.accepted) > MAX_SHOWN:
            lines.append(f"| and {len(report.accepted) - MAX_SHOWN} more | | |")
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _counts(report: Report) -> str:
    return ", ".join(f"{report.count(level)} {level}{'' if report.count(level) == 1 else 's'}" for level in LEVELS)


_STYLE = """
:root { color-scheme: light dark; --line: #8885; --error: #c0392b; --warning: #b9770e; --note: #2874a6; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
.bar { display: flex; height: .8rem; border-radius: .4rem; overflow: hidden; background: var(--line); margin: 1rem 0; }
.bar span { display: block; } .error { --tone: var(--error); } .warning { --tone: var(--warning); } .note { --tone: var(--note); }
.bar span, .level { background: var(--tone); } .level { color: #fff; border-radius: .3rem; padding: 0 .5rem; font-size: .8rem; }
code { font-size: .9em; } p { margin: .3rem 0; } .muted { opacity: .75; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; border-top: 1px solid var(--line); padding: .3rem .6rem .3rem 0; vertical-align: top; }
td:first-child { white-space: nowrap; }
@media (max-width: 40rem) { td:first-child { white-space: normal; overflow-wrap: anywhere; } }
"""


def render_html(report: Report) -> str:
    """Return the report as one page that needs nothing else: no script, no file, no network."""
    verdict = "not valid" if report.fails() else "valid"
    total = len(report.findings) or 1
    bar = "".join(
        f'<span class="{level}" style="width:{100 * report.count(level) / total:.2f}%" title="{report.count(level)} {level}"></span>'
        for level in LEVELS
    )
    ordered = sorted(report.findings, key=lambda finding: (LEVELS.index(finding.level), finding.code))
    sections = [_section(code, list(found)) for code, found in groupby(ordered, key=lambda finding: finding.code)]
    body = "\n".join(sections) or "<p>Nothing was found.</p>"
    if report.accepted:
        body += _accepted_section(report)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(report.package)}: {verdict}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{html.escape(report.package)}: {verdict}</h1>\n"
        f'<p class="muted">{_counts(report)}{html.escape(say_accepted(report))}; {len(report.checks)} checks by livepack {livepack.__version__}</p>\n'
        f'<div class="bar" role="img" aria-label="{_counts(report)}">{bar}</div>\n{body}\n</body>\n</html>\n'
    )


def _section(code: str, findings: list[Finding]) -> str:
    kind = schemas.finding_types()[code]
    level = findings[0].level  # that of the settings, where they give another
    rows = "".join(
        f"<tr><td><code>{html.escape(place_of(finding).removesuffix(': ')) or '–'}</code></td><td>{html.escape(finding.message)}</td></tr>\n"
        for finding in findings[:MAX_SHOWN]
    )
    if len(findings) > MAX_SHOWN:
        rows += f"<tr><td></td><td>and {len(findings) - MAX_SHOWN} more</td></tr>\n"
    return (
        f'<h2 id="{code}"><span class="level {level}">{level}</span> {code} <span class="muted">× {len(findings)}</span></h2>\n'
        f'<p>{html.escape(kind.explanation)}</p>\n<p class="muted">What to do: {html.escape(kind.advice)}.</p>\n'
        f"<table><thead><tr><th>Where</th><th>What</th></tr></thead><tbody>\n{rows}</tbody></table>"
    )


def _accepted_section(report: Report) -> str:
    rows = "".join(
        f"<tr><td><code>{html.escape(place_of(finding).removesuffix(': '))}</code></td>"
        f"<td>{finding.code}: {html.escape(reason)}</td></tr>\n"
        for finding, reason in report.accepted[:MAX_SHOWN]
    )
    if len(report.accepted) > MAX_SHOWN:
        rows += f"<tr><td></td><td>and {len(report.accepted) - MAX_SHOWN} more</td></tr>\n"
    return (
        f'\n<h2 id="accepted">Accepted <span class="muted">× {len(report.accepted)}</span></h2>\n'
        f'<p class="muted">Not counted above, by {html.escape(report.settings)}.</p>\n'
        f"<table><thead><tr><th>Where</th><th>What, and why</th></tr></thead><tbody>\n{rows}</tbody></table>"
    )


RENDERINGS = {
    "text": render_text,
    "json": render_json,
    "junit": render_junit,
    "sarif": render_sarif,
    "github": render_github,
    "markdown": render_markdown,
    "html": render_html,
}
