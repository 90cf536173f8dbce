"""Annotations of a GitHub Actions run, which its runner reads from the log.

The form of workflow commands and their escapes are those of GitHub's own toolkit (actions/toolkit,
packages/core/src/command.ts). GitHub shows ten errors, ten warnings and ten notices of a step; the log has them all.
"""

from __future__ import annotations

from collections import Counter

from livepack.findings import LEVELS, Finding
from livepack.report import Report, path_of, say_unlisted, summarise

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(report: Report) -> str:
    """Return the report as workflow commands, which annotate files and lines, and the verdict as a last line."""
    lines = [_command(report, finding) for finding in _varied(report.findings)]
    lines += [_log_line(f"livepack: {words}") for words in (say_unlisted(report), summarise(report)) if words]
    return "\n".join(lines) + "\n"


def _varied(findings: tuple[Finding, ...]) -> list[Finding]:
    """Put the first finding of each code before the second of any: a frequent one hides no other from the ten shown."""
    seen: Counter[str] = Counter()
    ranked = []
    for finding in findings:
        ranked.append((LEVELS.index(finding.level), seen[finding.code], finding))
        seen[finding.code] += 1
    return [finding for *_, finding in sorted(ranked, key=lambda rank: rank[:2])]


def _command(report: Report, finding: Finding) -> str:
    properties = [f"file={_property(path_of(report, finding))}"] if finding.file else []
    if finding.line:
        properties.append(f"line={finding.line}")
    properties.append(f"title={_property('livepack ' + finding.code)}")
    cell = " ".join(part for part in (finding.table, finding.row, finding.field) if part)
    message = f"{finding.message}{' [' + cell + ']' if cell else ''}. {finding.advice}"
    return f"::{_LEVELS[finding.level]} {','.join(properties)}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _log_line(text: str) -> str:
    """Return text as one line in which the runner finds no command: neither `::` at its start nor `##[` within."""
    return " ".join(text.split()).replace("##[", "# #[")
