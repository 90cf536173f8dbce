"""Says which version the data should become, by the rules of docs/versions.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from livepack.comparison.differences import LEVELS, Difference

_NUMBER = "(0|[1-9][0-9]{0,17})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:[-+].*)?")


def level_of(difference: Difference) -> str:
    """Return how grave a difference is: major, minor or patch; empty if there is none."""
    found = {level for level, _ in reasons_of(difference)}
    return next((level for level in LEVELS if level in found), "")


def reasons_of(difference: Difference) -> Iterator[tuple[str, str]]:
    """Return every sort of change as its level and its words, each once, the gravest first."""
    found = dict.fromkeys((change.level, change.what) for change in difference.changes)
    for table in difference.tables:
        if table.is_content:
            found |= {("major", "row removed"): None} if table.counts["removed"] else {}
            found |= {("minor", "row added"): None} if table.counts["added"] else {}
            found |= {("patch", "value changed"): None} if table.counts["changed"] else {}
        elif table.total:
            found |= {("patch", f"{table.name} changed"): None}
        if table.is_rewritten:
            found |= {("patch", "table written otherwise"): None}
    yield from sorted(found, key=lambda reason: LEVELS.index(reason[0]))


def next_version(difference: Difference) -> str:
    """Return the version that the new data should have at least; empty if the old one has none of the usual form."""
    match = _VERSION.fullmatch(difference.old.version)
    if match is None:
        return ""
    major, minor, patch = map(int, match.groups())
    level = level_of(difference)
    return {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
        "": difference.old.version,
    }[level]


def is_enough(difference: Difference) -> bool:
    """Tell whether the new data already have the version that they should have, or a later one."""
    wanted, stated = _VERSION.fullmatch(next_version(difference)), _VERSION.fullmatch(difference.new.version)
    if wanted is None or stated is None:
        return False
    return [int(part) for part in stated.groups()] >= [int(part) for part in wanted.groups()]
