"""Recalled rules: a page that a rule took text from, though nobody has seen the rule's words in a page, is named."""

from __future__ import annotations

from collections.abc import Iterator

from livepack import rules
from livepack.checks.subject import Subject
from livepack.findings import Finding


def check_recalled(subject: Subject) -> Iterator[Finding]:
    """A page that prints what was only recalled has a finding that says so."""
    noted = {row["page_id"] for row in subject.rows("findings") if row["code"] == "rule-recalled"}
    for page in subject.rows("pages"):
        if page["page_id"] in noted:
            continue
        named = subject.rules_named.get(page["page_id"], set())
        embeds = subject.by_page["embeds"].get(page["page_id"], ())
        found = rules.recalled(named, [row["provider_name"] for row in embeds if row["provider_name"]])
        if found:
            yield subject.at("finding-missing", "pages", page["page_id"], "reader", f"rule-recalled: {found}")
