"""Lets frictionless, the reference implementation, check the package too, and reports where the two do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from livepack.checks.subject import DESCRIPTOR, Subject
from livepack.findings import Finding, make_finding

_LIMIT = 1000


def check_referee(subject: Subject, *, fails: bool) -> Iterator[Finding]:
    """Report what frictionless finds that livepack does not, and its warnings.

    Args:
        subject: the package.
        fails: whether livepack has found errors; if so, errors of frictionless are no disagreement.
    """
    from frictionless import FrictionlessException, Package

    try:
        report = Package(str((subject.folder / DESCRIPTOR).resolve())).validate(limit_errors=_LIMIT)
    except FrictionlessException as error:
        if not fails:
            yield make_finding(
                "referee-disagrees", f"it cannot read the package: {error.error.message}", file=DESCRIPTOR
            )
        return
    for warning in [*report.warnings, *(warning for task in report.tasks for warning in task.warnings)]:
        yield make_finding("referee-disagrees", f"its warning: {warning}", file=DESCRIPTOR)
    if report.valid or fails:
        return
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    for fault in errors[:_LIMIT]:
        yield make_finding("referee-disagrees", f"it finds {fault.type}: {fault.note}", file=DESCRIPTOR)
