"""Counts and groups of a report's findings, as several forms need them."""

from __future__ import annotations

from collections.abc import Iterable

from livepack.findings import LEVELS, Finding
from livepack.report import Report

MAX_SHOWN = 50  # findings of one code that a form for people lists openly; the counts are always of all


def group_by_code(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings of each code, in their order; the codes in the order in which they are met."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    return groups


def count_words(report: Report) -> str:
    """Return the counts by level in words: `2 errors, 1 warning, 0 notes`."""
    return ", ".join(f"{report.count(level)} {level}{'' if report.count(level) == 1 else 's'}" for level in LEVELS)
