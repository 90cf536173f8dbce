"""Judges findings by a project's settings: some have another level, some are accepted with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from livepack.findings import Finding, make_finding

# Of these no finding may be accepted, left out or made less grave by settings: each says that something was not judged,
# or that nothing behind it can be. A settings file that hid one would let a package pass unread.
PROTECTED = frozenset(
    {
        "internal-error",
        "not-checked",
        "descriptor-invalid",
        "path-unsafe",
        "table-missing",
        "file-missing",
        "csv-broken",
        "header-differs",
        "row-length",
    }
)
INCOMPLETE = frozenset({"internal-error", "not-checked"})  # something was not judged


@dataclass(frozen=True)
class Exemption:
    """A finding that somebody accepts; what is empty (or 0) is not asked for.

    Attributes:
        code, row, table, field, file, line: those of the finding.
        reason: why it is accepted.
        written: the line of the settings file that it begins at; 0 if that is not known.
    """

    code: str
    reason: str
    row: str = ""
    table: str = ""
    field: str = ""
    file: str = ""
    line: int = 0
    written: int = 0

    def accepts(self, finding: Finding) -> bool:
        """Tell whether it is this finding. With neither row nor line it is only one on the file as a whole."""
        if not (self.row or self.line) and (finding.row or finding.line):
            return False
        return all(
            not wanted or wanted == found
            for wanted, found in (
                (self.code, finding.code),
                (self.row, finding.row),
                (self.table, finding.table),
                (self.field, finding.field),
                (self.file, finding.file),
                (self.line, finding.line),
            )
        )


class Accepted(NamedTuple):
    """A finding that an exemption accepts, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Settings:
    """What a settings file says; without one, nothing.

    Attributes:
        name: the file as a person would type it; empty if there is none.
        remark: what a person must be told about the choice of the file; usually empty.
        package, sources: the folders to judge, as a person would type them; None where the file does not say.
        fail_on: error or warning; empty where the file does not say.
        max_findings: how many findings are kept; None where the file does not say.
        referee: whether frictionless is asked too.
        without: codes to leave out.
        levels: another level for all findings of a code.
        exemptions: the findings accepted, in the order of the file.
    """

    name: str = ""
    remark: str = ""
    package: Path | None = None
    sources: Path | None = None
    fail_on: str = ""
    max_findings: int | None = None
    referee: bool = False
    without: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)
    exemptions: tuple[Exemption, ...] = ()
    _places: dict[tuple[object, ...], list[int]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for index, exemption in enumerate(self.exemptions):
            self._places.setdefault(_place(exemption), []).append(index)

    def judge(self, finding: Finding) -> tuple[Finding | None, int | None]:
        """Judge one finding; call it for every one, before any is left out for their number.

        Returns:
            The finding, with its level changed if the settings say so, and None; or None and the index of the
            exemption that accepts it: the first that does.
        """
        by_row = self._places.get((finding.code, finding.row), [])
        by_line = self._places.get((finding.code, finding.file, finding.line), [])
        for index in sorted(by_row + by_line):
            if self.exemptions[index].accepts(finding):
                return None, index
        level = self.levels.get(finding.code, finding.level)
        return (finding if level == finding.level else replace(finding, level=level)), None

    def unmatched(
        self, matched: Collection[int], *, left_out: Collection[str] = (), is_complete: bool = True
    ) -> Iterator[Finding]:
        """Report the exemptions that matched nothing.

        Args:
            matched: the indexes that `judge` gave.
            left_out: codes that this run did not look for, because of --without, say: their exemptions are not told.
            is_complete: whether every check ran, that is, no finding is not-checked or internal-error. If not, an
                exemption may only seem to match nothing, so a single not-checked says how many are undecided.
        """
        idle = [
            (index + 1, exemption)
            for index, exemption in enumerate(self.exemptions)
            if index not in matched and exemption.code not in left_out
        ]
        if is_complete:
            found = [self._say_unmatched(number, exemption) for number, exemption in idle]
        elif idle:
            words = "1 exemption still matches" if len(idle) == 1 else f"{len(idle)} exemptions still match"
            found = [make_finding("not-checked", f"whether {words} a finding", file=self.name)]
        else:
            found = []
        for finding in found:
            if finding.code not in left_out:
                yield replace(finding, level=self.levels.get(finding.code, finding.level))

    def _say_unmatched(self, number: int, exemption: Exemption) -> Finding:
        where = f" in {exemption.file}" * bool(exemption.file) + f", line {exemption.line}" * bool(exemption.line)
        return make_finding(
            "exemption-unmatched",
            f"number {number}, {exemption.code}{where}",
            table=exemption.table,
            row=exemption.row,
            field=exemption.field,
            file=self.name,
            line=exemption.written,
        )


def _place(exemption: Exemption) -> tuple[object, ...]:
    """Return what a finding must have for this exemption to be looked at: its row, or its line of a file."""
    if exemption.row:
        return (exemption.code, exemption.row)
    return (exemption.code, exemption.file, exemption.line)
