"""The report as one HTML page: no script, no other file, no network; light and dark, wide and narrow, and in print."""

from __future__ import annotations

import html
import re

import livepack
from livepack import schemas
from livepack.findings import LEVELS, Finding
from livepack.renderings.grouping import MAX_SHOWN, count_words, group_by_code
from livepack.report import Report, say_accepted

MAX_FOLDED = 1000  # findings of one code that the page holds, those behind "show more" among them
# What HTML does not allow in its text (https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream).
_NOT_HTML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root {
  color-scheme: light dark;
  --back: #fff; --card: #f6f7f9; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --link: #0b5cad;
  --error: #b3261e; --warning: #8a5a00; --note: #1f5f99; --good: #1a6b3c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171a; --card: #1e2327; --ink: #e6e9ec; --soft: #a3adb7; --line: #363d44; --link: #7db8f5;
    --error: #ff8f86; --warning: #e9b65c; --note: #86bff5; --good: #7fd6a4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 72rem; padding: 2.5rem clamp(1rem, 4vw, 3rem) 4rem;
  background: var(--back); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere;
}
.error { --tone: var(--error); } .warning { --tone: var(--warning); } .note { --tone: var(--note); } .good { --tone: var(--good); }
a { color: var(--link); text-underline-offset: .15em; }
h1 { margin: 0; font-size: clamp(1.4rem, 3vw, 1.9rem); line-height: 1.25; }
h2 { margin: 0; font-size: 1.15rem; line-height: 1.4; }
p { margin: .4rem 0; max-width: 75ch; }
code { font: .88em/1.5 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
.soft { color: var(--soft); }
.tag {
  display: inline-block; padding: .05rem .55rem; border: 1px solid var(--tone); border-radius: 1rem;
  color: var(--tone); font: 600 .78rem/1.5 system-ui, sans-serif; white-space: nowrap; vertical-align: .1em;
}
.verdict { color: var(--tone); }
.tiles { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; margin: 1.5rem 0 .75rem; padding: 0; list-style: none; }
.tiles li { padding: .7rem 1rem; background: var(--card); border: 1px solid var(--line); border-top: 3px solid var(--tone); border-radius: .5rem; }
.tiles .none { --tone: var(--line); color: var(--soft); }
.tiles b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
table { width: 100%; border-collapse: collapse; font-size: .94rem; }
th { padding: .4rem .8rem .4rem 0; color: var(--soft); font-size: .82rem; font-weight: 600; text-align: start; white-space: nowrap; }
td { padding: .45rem .8rem .45rem 0; border-top: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
.codes td:nth-child(-n+3) { width: 1%; white-space: nowrap; }
.codes { margin-top: 1.5rem; }
section { margin-top: 2.5rem; padding-top: 1.25rem; border-top: 2px solid var(--line); scroll-margin-top: 1rem; }
section table { margin-top: .8rem; table-layout: fixed; }
section th:first-child { width: 42%; }
.place { display: block; unicode-bidi: isolate; } .place + .place { color: var(--soft); }
summary { margin-top: .6rem; color: var(--link); cursor: pointer; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .88rem; }
:target { outline: 2px solid var(--link); outline-offset: .5rem; border-radius: .2rem; }
@media (max-width: 40rem) {
  body { padding-top: 1.25rem; }
  .tiles { gap: .5rem; } .tiles li { padding: .5rem .6rem; } .tiles b { font-size: 1.25rem; }
  section thead { display: none; }
  section table, section tbody, section tr, section td { display: block; width: auto; }
  section tr { padding: .5rem 0; border-top: 1px solid var(--line); }
  section td { padding: 0; border: 0; }
  .codes thead { display: none; }
  .codes tr { display: grid; grid-template-columns: auto 1fr auto; gap: 0 .6rem; padding: .5rem 0; border-top: 1px solid var(--line); }
  .codes td, .codes td:nth-child(-n+3) { display: block; width: auto; padding: 0; border: 0; white-space: normal; }
  .codes td:nth-child(4) { grid-column: 1 / -1; }
}
@media print { body { max-width: none; padding: 0; font-size: 10pt; } section { break-inside: auto; } tr { break-inside: avoid; } }
"""


def render_html(report: Report) -> str:
    """Return the report as a page: the verdict and the counts of each code first, then the findings by code."""
    verdict, tone = ("not valid", "error") if report.fails() else ("valid", "good")
    groups = _order(report, group_by_code(report.findings))
    made_of = f", checked against <code>{_text(report.sources)}</code>" if report.sources else ""
    findings = [
        _codes(report, groups),
        *(_section(report.by_code[code], code, found) for code, found in groups.items()),
    ]
    parts = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(report.package)}: {verdict}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<header>",
        f'<h1><bdi>{_text(report.package)}</bdi>: <span class="verdict {tone}">{verdict}</span></h1>',
        f'<p class="soft">{count_words(report)}{_text(say_accepted(report))}; {len(report.checks)} checks by livepack {livepack.__version__}{made_of}</p>',
        "</header>",
        "<main>",
        _tiles(report),
        *(findings if groups else ["<p>Nothing was found.</p>"]),
        *([_accepted(report)] if report.accepted else []),
        "</main>",
        '<footer class="soft">',
        f"<details><summary>The {len(report.checks)} checks that were run</summary>",
        f"<p>{_text(', '.join(report.checks))}</p>",
        "</details>",
        "</footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _order(report: Report, groups: dict[str, list[Finding]]) -> dict[str, list[Finding]]:
    """Put the gravest codes first, and of those the most frequent."""
    counts = report.by_code
    return dict(sorted(groups.items(), key=lambda item: (LEVELS.index(item[1][0].level), -counts[item[0]], item[0])))


def _tiles(report: Report) -> str:
    counts = {level: report.count(level) for level in LEVELS}
    tiles = (
        f'<li class="{level if count else "none"}"><b>{count:,}</b> {level}{"" if count == 1 else "s"}</li>'
        for level, count in counts.items()
    )
    return f'<ul class="tiles">{"".join(tiles)}</ul>'


def _codes(report: Report, groups: dict[str, list[Finding]]) -> str:
    """Return the table of codes, each a link to its findings."""
    rows = "\n".join(
        f'<tr><td>{_tag(found[0].level)}</td><td><a href="#{code}">{code}</a></td>'
        f'<td class="number">{report.by_code[code]:,}</td><td>{_text(schemas.finding_types()[code].message.replace("{found}", "…"))}</td></tr>'
        for code, found in groups.items()
    )
    head = '<thead><tr><th>level</th><th>finding</th><th class="number">count</th><th>what it says</th></tr></thead>'
    return f'<table class="codes">\n{head}\n<tbody>\n{rows}\n</tbody>\n</table>'


def _section(count: int, code: str, findings: list[Finding]) -> str:
    kind = schemas.finding_types()[code]
    parts = [
        f'<section id="{code}">',
        f'<h2>{_tag(findings[0].level)} {code} <span class="soft">× {count:,}</span></h2>',
        f"<p>{_text(kind.explanation)}</p>",
        *(f'<p class="soft">What to do: {_text(advice)}.</p>' for advice in dict.fromkeys(f.advice for f in findings)),
        _findings(findings[:MAX_SHOWN]),
    ]
    folded = findings[MAX_SHOWN:MAX_FOLDED]
    if folded:
        parts.append(f"<details><summary>and {len(folded):,} more</summary>{_findings(folded)}</details>")
    shown = min(len(findings), MAX_FOLDED)
    if count > shown:
        parts.append(f'<p class="soft">and {count - shown:,} more, which this page leaves out.</p>')
    return "\n".join((*parts, "</section>"))


def _findings(findings: list[Finding]) -> str:
    rows = "\n".join(
        f"<tr><td>{_place(finding)}</td><td><bdi>{_text(finding.message)}</bdi></td></tr>" for finding in findings
    )
    return (
        f"<table>\n<thead><tr><th>where</th><th>what was found</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _accepted(report: Report) -> str:
    least = "at least " if report.accepted_more else ""
    rows = "\n".join(
        f"<tr><td>{_place(finding)}</td><td>{finding.code}: <bdi>{_text(reason)}</bdi></td></tr>"
        for finding, reason in report.accepted[:MAX_SHOWN]
    )
    if len(report.accepted) > MAX_SHOWN:
        rows += f"\n<tr><td></td><td>and {least}{len(report.accepted) - MAX_SHOWN:,} more</td></tr>"
    return (
        f'<section id="accepted">\n<h2>accepted <span class="soft">× {least}{len(report.accepted):,}</span></h2>\n'
        f'<p class="soft">Not counted above, by <code>{_text(report.settings)}</code>.</p>\n'
        f"<table>\n<thead><tr><th>where</th><th>what, and why</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</section>"
    )


def _place(finding: Finding) -> str:
    file = f"{finding.file}:{finding.line}" if finding.line else finding.file
    cell = " · ".join(part for part in (finding.row, finding.field) if part)
    words = f'<code class="place">{_text(file)}</code>' if file else ""
    if cell:
        words += f'<code class="place">{_text(cell)}</code>'
    return words or '<span class="soft">the whole package</span>'


def _tag(level: str) -> str:
    return f'<span class="tag {level}">{level}</span>'


def _text(text: str) -> str:
    return html.escape(_NOT_HTML.sub("\ufffd", text))
