"""The report of a validation: one flat sorted list of findings, and its renderings."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass

from livepack import schemas
from livepack.findings import LEVELS, Finding
from livepack.judging import Accepted

REPORT_VERSION = "1.0"


@dataclass(frozen=True)
class Report:
    """What a validation found.

    Attributes:
        package: the folder as the person typed it.
        findings: sorted by level, then by place.
        checks: names of the checks that were run.
        sources: the sources folder as the person typed it; empty if there was none.
        accepted: the findings that exemptions of the settings accept, with their reasons.
        settings: the settings file as a person would type it; empty if there was none.
    """

    package: str
    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    sources: str = ""
    accepted: tuple[Accepted, ...] = ()
    settings: str = ""

    def count(self, level: str) -> int:
        """Return how many findings are of a level."""
        return sum(1 for finding in self.findings if finding.level == level)

    def fails(self, fail_on: str = "error") -> bool:
        """Tell whether a finding is as grave as `fail_on` (error or warning)."""
        grave = LEVELS[: LEVELS.index(fail_on) + 1]
        return any(finding.level in grave for finding in self.findings)

    @property
    def codes(self) -> set[str]:
        """The codes of all findings."""
        return {finding.code for finding in self.findings}


def render_json(report: Report) -> str:
    """Return the report as JSON: package, counts by level and by code, findings, and those that were accepted."""
    found = {
        "version": REPORT_VERSION,
        "package": report.package,
        "counts": {level: report.count(level) for level in LEVELS},
        "codes": dict(sorted(Counter(finding.code for finding in report.findings).items())),
        "checks": list(report.checks),
        "findings": [asdict(finding) for finding in report.findings],
        "settings": report.settings,
        "accepted": [{**asdict(finding), "reason": reason} for finding, reason in report.accepted],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def render_text(report: Report) -> str:
    """Return the report as text for people: findings, those that were accepted, then the counts."""
    lines: list[str] = []
    for finding in report.findings:
        lines.append(f"{place_of(finding)}{finding.level} {finding.code}: {finding.message}")
        lines.append(f"  advice: {finding.advice}")
    for finding, reason in report.accepted:
        lines.append(f"{place_of(finding)}accepted {finding.code}: {' '.join(reason.split())}")
    if lines:
        lines.append("")
    lines.append(summarise(report))
    return "\n".join(lines) + "\n"


def place_of(finding: Finding) -> str:
    """Return where a finding is: file, line, and the cell."""
    where = f"{finding.file}:{finding.line}" if finding.file and finding.line else finding.file
    cell = " ".join(part for part in (finding.row, finding.field) if part)
    words = f"{where} ({cell})" if where and cell else where or cell
    return f"{words}: " if words else ""


def summarise(report: Report) -> str:
    """Return the verdict in one line."""
    counts = ", ".join(f"{report.count(level)} {level}{'' if report.count(level) == 1 else 's'}" for level in LEVELS)
    verdict = "not valid" if report.fails() else "valid"
    return f"{report.package}: {verdict}: {counts}; {len(report.checks)} checks{say_accepted(report)}"


def say_accepted(report: Report) -> str:
    """Return how many findings are accepted, to stand after the counts; empty if there is none."""
    return f"; {len(report.accepted)} accepted by {report.settings}" if report.accepted else ""


def path_of(report: Report, finding: Finding) -> str:
    """Return a finding's file with the folder that it lies in, the package or the sources."""
    if report.settings and finding.file == report.settings:
        return finding.file
    in_package = finding.file == "datapackage.json" or finding.file.removesuffix(".csv") in schemas.tables()
    folder = report.package if in_package else report.sources
    return f"{folder.rstrip('/')}/{finding.file}" if folder else finding.file
