"""Markdown for a pull request or for the summary of a run."""

from __future__ import annotations

import re

from livepack.markdown import plain
from livepack.renderings.grouping import MAX_SHOWN, count_words, group_by_code
from livepack.report import Report, place_of, say_accepted


def render_markdown(report: Report) -> str:
    """Return the report as Markdown: verdict, counts, and for each code its count and its first finding."""
    lines = [
        f"### livepack: {'not valid' if report.fails() else 'valid'}",
        "",
        f"{code_span(report.package)}: {count_words(report)}{escape_markdown(say_accepted(report))}",
        "",
    ]
    if report.findings:
        lines += ["| level | finding | count | first place | message |", "|---|---|---:|---|---|"]
        for code, findings in group_by_code(report.findings).items():
            first = findings[0]
            place = place_of(first).removesuffix(": ")
            cells = (
                first.level,
                code_span(code),
                f"{report.by_code[code]:,}",
                code_span(place) if place else "",
                escape_markdown(first.message),
            )
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    if report.accepted:
        lines += ["| accepted | place | reason |", "|---|---|---|"]
        for finding, reason in report.accepted[:MAX_SHOWN]:
            place = place_of(finding).removesuffix(": ")
            lines.append(
                f"| {code_span(finding.code)} | {code_span(place) if place else ''} | {escape_markdown(reason)} |"
            )
        if len(report.accepted) > MAX_SHOWN:
            least = "at least " if report.accepted_more else ""
            lines.append(f"| and {least}{len(report.accepted) - MAX_SHOWN} more | | |")
        lines.append("")
    return "\n".join(lines)


def escape_markdown(text: str) -> str:
    """Return text that shows itself: no markup, no picture from elsewhere, and nobody is called by an @."""
    return plain(text).replace("@", "@\u200b")


def code_span(text: str) -> str:
    """Return text as code, which a table's cell can hold; the fence is longer than any run of ` within."""
    flat = " ".join(text.split())
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    space = " " if "`" in flat else ""
    return f"{fence}{space}{flat}{space}{fence}".replace("|", "\\|")
