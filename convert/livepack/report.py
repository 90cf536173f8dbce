"""The report of a validation: one flat sorted list of findings, and its renderings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType

from livepack import schemas
from livepack.errors import make_showable
from livepack.findings import LEVELS, Finding
from livepack.judging import Accepted

REPORT_VERSION = "1.0"
MAX_ALIKE = 3  # findings of one code and one document that a list for people names; the others are one line


@dataclass(frozen=True)
class Skipped:
    """A check that was not run, and why."""

    check: str
    reason: str


@dataclass(frozen=True)
class Report:
    """What a validation found.

    Attributes:
        package: the folder as the person typed it.
        findings: sorted by level, then by place; where there are very many, some of each code.
        checks: names of the checks that were run.
        sources: the sources folder as the person typed it; empty if there was none.
        accepted: the findings that exemptions of the settings accept, with their reasons; of very many the first.
        accepted_more: whether there are more of those.
        settings: the settings file as a person would type it; empty if there was none.
        tally: how many findings there were of each code and level, listed or not.
        skipped: the checks that were not run.
    """

    package: str
    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    sources: str = ""
    accepted: tuple[Accepted, ...] = ()
    settings: str = ""
    tally: Counter[tuple[str, str]] = field(default_factory=Counter)
    skipped: tuple[Skipped, ...] = ()
    accepted_more: bool = False

    def __post_init__(self) -> None:
        """Count the findings, if nobody did."""
        if not self.tally:
            self.tally.update((finding.code, finding.level) for finding in self.findings)

    def count(self, level: str) -> int:
        """Return how many findings are of a level."""
        return sum(count for (_, own), count in self.tally.items() if own == level)

    @property
    def total(self) -> int:
        """How many findings there are, listed or not."""
        return sum(self.tally.values())

    @property
    def unlisted(self) -> dict[tuple[str, str], int]:
        """How many findings of a code and level are counted and not listed, where there are any."""
        listed = Counter((finding.code, finding.level) for finding in self.findings)
        return dict(self.tally - listed)

    def fails(self, fail_on: str = "error") -> bool:
        """Tell whether a finding is as grave as `fail_on` (error or warning)."""
        return any(self.count(level) for level in LEVELS[: LEVELS.index(fail_on) + 1])

    @property
    def codes(self) -> set[str]:
        """The codes of all findings."""
        return {code for (code, _), count in self.tally.items() if count}

    @property
    def by_code(self) -> dict[str, int]:
        """How many findings there are of each code, by its name."""
        found: Counter[str] = Counter()
        for (code, _), count in self.tally.items():
            found[code] += count
        return dict(sorted((+found).items()))


def render_json(report: Report) -> str:
    """Return the report as JSON; schemas/meta/report.json describes it."""
    found = {
        "version": REPORT_VERSION,
        "package": report.package,
        "counts": {level: report.count(level) for level in LEVELS},
        "codes": report.by_code,
        "checks": list(report.checks),
        "skipped": [asdict(skipped) for skipped in report.skipped],
        "listed": len(report.findings),
        "findings": [asdict(finding) for finding in report.findings],
        "settings": report.settings,
        "accepted": [{**asdict(finding), "reason": reason} for finding, reason in report.accepted],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def render_text(report: Report) -> str:
    """Return the report as text for people: findings, those that were accepted, the counts of codes if not all are listed, the verdict."""
    lines: list[str] = []
    for finding, more in fold_findings(report.findings, report.unlisted):
        lines.append(say_finding(finding))
        lines.append(f"  advice: {finding.advice}")
        lines += more
    for finding, reason in report.accepted:
        lines.append(f"{place_of(finding)}accepted {finding.code}: {' '.join(reason.split())}")
    if lines:
        lines.append("")
    if report.total > len(report.findings):
        lines += [say_unlisted(report), *(f"  {count:>9,}  {code}" for code, count in report.by_code.items()), ""]
    lines += [f"skipped {skipped.check}: {skipped.reason}" for skipped in report.skipped]
    lines.append(summarise(report))
    return "\n".join(map(make_showable, lines)) + "\n"


def fold_findings(
    findings: Iterable[Finding], unlisted: Mapping[tuple[str, str], int] = MappingProxyType({})
) -> Iterator[tuple[Finding, list[str]]]:
    """Yield the findings that a list for people names, errors first.

    Args:
        findings: in any order; those of a level stay in it.
        unlisted: how many more there are of a code and level, of which nobody kept the file.

    Yields:
        Each of the first MAX_ALIKE of a level, code and file, and with the last of them lines for all others, such as
        "… and 42 more of date-unknown in hanau.html". Where some of that code are not listed that is "at least 42
        more", and the last file of the code is followed by "… and 700 of date-unknown that are not listed".
    """
    kinds: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.level, finding.code, finding.file), []).append(finding)
    order = sorted(kinds, key=lambda kind: LEVELS.index(kind[0]))
    last = {(level, code): file for level, code, file in order}
    for level, code, file in order:
        alike, hidden = kinds[level, code, file], unlisted.get((code, level), 0)
        more = len(alike) - MAX_ALIKE
        words = []
        if more > 0:
            least = "at least " if hidden else ""
            words.append(f"… and {least}{more:,} more of {code}{' in ' + file if file else ''}")
        if hidden and last[level, code] == file:
            words.append(f"… and {hidden:,} of {code} that are not listed")
        named = alike[:MAX_ALIKE]
        yield from ((finding, []) for finding in named[:-1])
        yield named[-1], words


def say_finding(finding: Finding) -> str:
    """Return a finding in one line: where it is, its level, its code and what was found."""
    return f"{place_of(finding)}{finding.level} {finding.code}: {finding.message}"


def say_unlisted(report: Report) -> str:
    """Say how many of the findings are listed; empty if all are."""
    if report.total <= len(report.findings):
        return ""
    return f"{len(report.findings):,} of {report.total:,} findings are listed (--max-findings lists more)"


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
    least = "at least " if report.accepted_more else ""
    return f"; {least}{len(report.accepted)} accepted by {report.settings}" if report.accepted else ""


def path_of(report: Report, finding: Finding) -> str:
    """Return a finding's file with the folder that it lies in, the package or the sources."""
    if report.settings and finding.file == report.settings:
        return finding.file
    in_package = finding.file == "datapackage.json" or finding.file.removesuffix(".csv") in schemas.all_tables()
    folder = report.package if in_package else report.sources
    return f"{folder.rstrip('/')}/{finding.file}" if folder else finding.file
