"""Recalled rules: a page that a rule took text from, though nobody has seen the rule's words in a page, is named."""

from __future__ import annotations

from collections.abc import Iterator

from livepack import rules
from livepack.checks.subject import Subject, ends_of
from livepack.findings import Finding, make_finding


def check_recalled(subject: Subject) -> Iterator[Finding]:
    """Each page names the rules that are recalled and matched, once each."""
    known = rules.rules()
    for page in subject.rows("pages"):
        seen: set[str] = set()
        text = subject.texts.get(page["page_id"])
        for _, row in subject.ledger.get(page["page_id"], []):
            rule = row["rule"]
            ends = ends_of(row)
            if not rule or rule in seen or rule not in known or known[rule].status != "recalled" or ends is None:
                continue
            seen.add(rule)
            line = text.count("\n", 0, ends[0]) + 1 if text is not None else 0
            yield make_finding(
                "rule-recalled", rule, table="pages", row=page["page_id"], file=page["source_file"], line=line
            )
