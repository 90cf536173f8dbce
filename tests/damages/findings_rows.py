"""Damages: the findings."""

from __future__ import annotations

from damages.table import damages


@damages("finding-unknown", of="many")
def finding_of_another_level(package):
    """A warning of the build is only a note."""
    package.one("findings", code="date-unknown")["level"] = "note"


@damages("key-dangling", "finding-missing", of="many")
def finding_of_no_row(package):
    """A finding names a post that does not exist."""
    package.one("findings", code="date-unknown")["row_id"] = "nothing-to-date-by/nowhere"


@damages("finding-unknown", of="many")
def finding_in_other_words(package):
    """A finding says something else than its code."""
    package.one("findings", code="date-unknown")["message"] = "all is well"


@damages("finding-unknown", of="many")
def finding_at_another_line(package):
    """A finding names a line at which its row does not stand."""
    package.one("findings", code="date-unknown")["source_line"] = "2"
