"""Counts findings as they come and keeps some of them, so that a report of a million costs no more than one of a thousand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from livepack.findings import LEVELS, Finding
from livepack.judging import INCOMPLETE, Accepted, Settings

_DESCRIPTOR = "datapackage.json"
NO_SETTINGS = Settings()


@dataclass
class Tally:
    """Findings counted by code and level; of each code the first `limit` are kept.

    Attributes:
        limit: how many findings of one code are kept.
        without: codes that are left out altogether.
        settings: by which findings are judged: some get another level, some are accepted.
        counts: how many findings there were of each code and level.
        matched: how many findings each exemption of the settings accepted, by its index.
        accepted: the first of those, with the reason.
        is_complete: whether no finding says that something was not judged.
        failed: the tables in which an error was found, accepted or not; "" is the descriptor and the package as a whole.
    """

    limit: int
    without: frozenset[str] = frozenset()
    settings: Settings = NO_SETTINGS
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    matched: Counter[int] = field(default_factory=Counter)
    accepted: dict[Accepted, None] = field(default_factory=dict)
    is_complete: bool = True
    failed: set[str] = field(default_factory=set)
    _kept: dict[str, dict[Finding, None]] = field(default_factory=dict)

    def empty(self) -> Tally:
        """Return a tally of the same settings that has counted nothing."""
        return Tally(self.limit, self.without, self.settings)

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it if few of its code are kept yet. One that is kept already is the same again."""
        self.is_complete = self.is_complete and finding.code not in INCOMPLETE
        if finding.code in self.without:
            return
        if finding.level == "error" and (finding.table or finding.file in ("", _DESCRIPTOR)):
            self.failed.add(finding.table)
        judged, exemption = self.settings.judge(finding)
        if judged is not None:
            self._keep(judged)
        elif exemption is not None:
            self.matched[exemption] += 1
            self._accept(Accepted(finding, self.settings.exemptions[exemption].reason))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Count findings."""
        for finding in findings:
            self.add(finding)

    def merge(self, other: Tally) -> None:
        """Take in what another tally of the same settings has counted, as if it came after what is here."""
        self.matched.update(other.matched)
        self.counts.update(other.counts)
        self.is_complete = self.is_complete and other.is_complete
        for accepted in other.accepted:
            self._accept(accepted)
        self.failed |= other.failed
        for code, findings in other._kept.items():
            kept = self._kept.setdefault(code, {})
            for finding in findings:
                if finding in kept:
                    self.counts[finding.code, finding.level] -= 1
                elif len(kept) < self.limit:
                    kept[finding] = None

    def close(self, left_out: Iterable[str] = ()) -> None:
        """Count the exemptions that matched nothing, once all findings are in.

        Args:
            left_out: codes that were not looked for, beside those that are left out.
        """
        for finding in self.settings.unmatched(
            self.matched, left_out=self.without | set(left_out), is_complete=self.is_complete
        ):
            self._keep(finding)

    def fails(self) -> bool:
        """Tell whether an error was counted."""
        return any(level == "error" and count for (_, level), count in self.counts.items())

    def select(self, limit: int) -> tuple[Finding, ...]:
        """Return at most `limit` of the findings, sorted by level and place.

        Errors go before warnings, warnings before notes; within a level each code gets an equal share, so that a
        flood of one does not hide the others.
        """
        chosen: list[Finding] = []
        for level in LEVELS:
            queues = [
                own
                for code in sorted(self._kept)
                if (own := sorted((f for f in self._kept[code] if f.level == level), key=Finding.sort_key))
            ]
            chosen += _share(queues, limit - len(chosen))
        return tuple(sorted(chosen, key=Finding.sort_key))

    def _accept(self, accepted: Accepted) -> None:
        if len(self.accepted) < self.limit:
            self.accepted[accepted] = None

    def _keep(self, finding: Finding) -> None:
        kept = self._kept.setdefault(finding.code, {})
        if finding in kept:
            return
        self.counts[finding.code, finding.level] += 1
        if len(kept) < self.limit:
            kept[finding] = None


def _share(queues: list[list[Finding]], room: int) -> list[Finding]:
    """Take as many findings as there is room for: from each queue the same number, shorter ones whole."""
    chosen: list[Finding] = []
    queues = sorted(queues, key=len)
    while queues and room > 0:
        own = queues.pop(0)
        taken = own[: max(1, room // (len(queues) + 1))]
        chosen += taken
        room -= len(taken)
    return chosen
