"""SARIF 2.1.0, which code scanning reads (https://docs.oasis-open.org/sarif/sarif/v2.1.0/).

Its levels have the names of livepack's. What GitHub asks beyond the standard is met too: each rule has help, each
result a place. GitHub shows the 5,000 gravest results of a run, and refuses a file with more than 25,000.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePath
from urllib.parse import quote

import livepack
from livepack import schemas
from livepack.findings import Finding
from livepack.report import Report, path_of, place_of

MAX_RESULTS = 25_000
_DESCRIPTOR = "datapackage.json"


def render_sarif(report: Report) -> str:
    """Return the report as SARIF; findings that were accepted are results with a suppression. Of more than MAX_RESULTS findings the gravest, and a notification that says so."""
    shown = report.findings[:MAX_RESULTS]
    accepted = report.accepted[: MAX_RESULTS - len(shown)]
    named = {finding.code for finding in shown} | {finding.code for finding, _ in accepted}
    codes = {code: index for index, code in enumerate(sorted(named))}
    run: dict[str, object] = {
        "tool": {
            "driver": {
                "name": "livepack",
                "version": livepack.__version__,
                "semanticVersion": livepack.__version__,
                "rules": [_rule(schemas.finding_types()[code]) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(report, finding, codes[finding.code]) for finding in shown),
            *(
                _result(report, finding, codes[finding.code])
                | {"suppressions": [{"kind": "external", "justification": reason}]}
                for finding, reason in accepted
            ),
        ],
    }
    if len(shown) < report.total:
        left = f"{report.total - len(shown)} more findings are left out"
        notification = {"level": "warning", "message": {"text": left}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [notification]}]
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(kind: schemas.FindingType) -> dict[str, object]:
    in_layers = f" In a layer of users: {kind.layer_advice}." if kind.layer_advice else ""
    return {
        "id": kind.code,
        "shortDescription": {"text": kind.message.replace("{found}", "…")},
        "fullDescription": {"text": kind.explanation},
        "help": {
            "text": f"{kind.explanation} What to do: {kind.advice}.{in_layers}",
            "markdown": f"{kind.explanation}\n\n**What to do:** {kind.advice}.{in_layers}",
        },
        "defaultConfiguration": {"level": kind.level},
        "properties": {"tags": [kind.family]},
    }


def _result(report: Report, finding: Finding, index: int) -> dict[str, object]:
    # A finding of the whole package is placed at its descriptor: GitHub refuses a file in which a result has no place.
    path = path_of(report, finding) if finding.file else f"{report.package.rstrip('/')}/{_DESCRIPTOR}"
    location: dict[str, object] = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": {"startLine": finding.line or 1}}
    }
    cell = [part for part in (finding.table, finding.row, finding.field) if part]
    if cell:
        location["logicalLocations"] = [{"fullyQualifiedName": " ".join(cell)}]
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.level,
        # "](" would make a link of what somebody wrote into a page: 3.11.6 "Messages with embedded links".
        "message": {"text": f"{place_of(finding)}{finding.message}. {finding.advice}".replace("](", "] (")},
        "locations": [location],
        "partialFingerprints": {"livepackFinding/v1": _fingerprint(finding)},
    }


def _uri(path: str) -> str:
    """Return a path as the address that SARIF wants: relative as it was typed, or file: for an absolute one."""
    pure = PurePath(path)
    address = quote(pure.as_posix(), errors="replace")
    return f"file:///{address.lstrip('/')}" if pure.is_absolute() else address


def _fingerprint(finding: Finding) -> str:
    """Return what stays the same when lines shift or a number in the message changes: the code and the cell."""
    parts = (finding.code, finding.file, finding.table, finding.row, finding.field)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
