"""Reports meet their schemas: our own for JSON, the public ones for SARIF and JUnit, the parser's for HTML."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema

import damage
from damage import Package
from livepack import schemas
from livepack.findings import LEVELS, make_finding
from livepack.renderings import RENDERINGS
from livepack.renderings.sarif import MAX_RESULTS
from livepack.report import Report
from livepack.validation import validate_package
from reports import REPORTS, many_findings, report_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what html5lib was written with is going away, piece by piece
    import html5lib

PUBLIC = Path(__file__).parent / "public"
LONG = "Quite a long sentence of words that somebody wrote and that no log should hold at length. " * 12


# Real reports


def _as_it_is(_: Package) -> None:
    """A good package."""


def _texts_damaged(package: Package) -> None:
    """Cells that are wrong in every way that a cell can be, with characters that no form of report may trip over."""
    hostile = "]]><b>&\"' \U0001f6b2 \x01 line\nend %0A ::error::"
    for row in package["paragraphs"][:6]:
        row["text"] = hostile + row["text"]
    package["paragraphs"][7]["paragraph_id"] = hostile
    package["entries"][2] |= {"published": hostile, "word_count": "many", "entry_id": f"{hostile}, 2"}
    package["embeds"][0] |= {"provider": hostile, "position": "0"}
    package["ledger"][3]["rule"] = hostile
    package["pages"][0]["source_file"] = f"../{hostile}"
    package.save()


def _long_texts(package: Package) -> None:
    """Long texts wherever a text can stand, and in cells where none belongs."""
    package["blogs"][0]["title"] = LONG
    for row in package["entries"][:3]:
        row |= {"headline": LONG, "text": LONG, "published_text": LONG, "author_name": LONG}
    package["paragraphs"][0] |= {"text": LONG, "attribution": f"Skip twitter post {LONG}"}
    package["paragraphs"][1]["text"] = f"\x01 \ufffd â€œ{LONG}"
    package["paragraphs"][2]["text"] = f"=cmd {LONG}"
    package["paragraphs"][3]["text"] = f"{LONG} published at 15:18 Greenwich Mean Time 14 December 2016"
    package["images"][0] |= {"caption": LONG, "credit": LONG, "alt_text": f"Image source, {LONG}"}
    package["embeds"][0] |= {"provider": LONG, "kind": LONG, "provider_name": LONG}
    package["key_points"][0]["text"] = f"{LONG} Skip twitter post by {LONG}"
    package.save()


def _long_ids(package: Package) -> None:
    """Long texts in ids, keys, codes and numbers."""
    package["entries"][0]["entry_id"] = LONG
    package["entries"][1] |= {"published": LONG, "word_count": LONG, "blog_id": LONG}
    package["paragraphs"][0] |= {"paragraph_id": LONG, "kind": LONG, "entry_id": LONG}
    package["images"][0]["image_id"] = LONG
    package["ledger"][3] |= {"rule": LONG, "row_id": LONG, "table_name": LONG, "field_name": LONG}
    package["pages"][0] |= {"source_file": LONG, "reader": LONG, "curated": LONG, "not_in_source": LONG}
    package.save()


def _long_findings(package: Package) -> None:
    """A table of findings that quotes at length."""
    page = package["pages"][0]["page_id"]
    for number, code in enumerate(("time-impossible", "order-inverted", "blog-guessed", LONG)):
        package["findings"].append(
            dict.fromkeys(schemas.tables()["findings"].columns, "")
            | {"finding_id": f"f{number}", "page_id": page, "table_name": "entries", "row_id": LONG, "field_name": LONG}
            | {"code": code, "level": ("error", "warning", "note", "note")[number], "message": LONG}
        )
    package.save()


def _descriptor_long(package: Package) -> None:
    """A descriptor with long texts in every place."""
    package.edit_descriptor(lambda found: found.update({"name": LONG, "created": LONG, "profile": LONG, LONG: LONG}))


def _descriptor_broken(package: Package) -> None:
    """A descriptor with half a surrogate pair, a foreign path, and texts for numbers."""

    def change(descriptor: dict[str, Any]) -> None:
        descriptor |= {"name": "\ud83d", "version": "\udfff"}
        descriptor["resources"][0] |= {"path": "../\ud83d\n::error::", "bytes": "\ud83d"}

    path = package.folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    change(descriptor)
    path.write_text(json.dumps(descriptor), "utf-8")


def _files_gone(package: Package) -> None:
    """A table is no CSV, another is gone, and so is the saved page."""
    (package.folder / "entries.csv").write_bytes(b'"\xff\x00,\n"')
    (package.folder / "images.csv").unlink()
    next(package.sources.glob("*.txt")).unlink()


DAMAGES = {
    change.__name__.strip("_"): change
    for change in (
        *(_as_it_is, _texts_damaged, _long_texts, _long_ids, _long_findings),
        *(_descriptor_long, _descriptor_broken, _files_gone),
    )
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> dict[str, Report]:
    """Reports of good and damaged packages, with and without their sources."""
    found = {}
    for kind in ("seed", "many"):
        good = tmp_path_factory.mktemp(kind)
        damage.make_good(kind, good)
        for name, change in DAMAGES.items():
            package = Package(shutil.copytree(good, tmp_path_factory.mktemp("damaged") / "home"))
            change(package)
            for sources in (package.sources, None):
                words = f"{kind} {name} {'with' if sources else 'without'} sources"
                found[words] = validate_package(package.folder, sources)
    return found


def test_the_reports_here_have_findings_of_every_level_and_none(reports):
    """What the tests below look at is worth looking at."""
    assert {finding.level for report in reports.values() for finding in report.findings} == set(LEVELS)
    assert reports["seed as_it_is with sources"].findings == ()
    assert len({code for report in reports.values() for code in report.codes}) > 40


# JSON


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_made_json_reports_meet_the_published_schema(name):
    """Whatever a report holds, its JSON meets schemas/meta/report.json."""
    _judge_json(REPORTS[name])


def test_json_reports_of_packages_meet_the_published_schema(reports):
    """So does the JSON of every real report."""
    for report in reports.values():
        _judge_json(report)


def _judge_json(report: Report) -> None:
    found = json.loads(RENDERINGS["json"](report))
    validator = jsonschema.Draft202012Validator(schemas.meta_schema("report"))
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(found)] == []
    assert sum(found["counts"].values()) == sum(found["codes"].values()) == len(found["findings"])


def test_the_schema_of_reports_is_strict():
    """Every key is described, and none is allowed that is not."""
    schema = schemas.meta_schema("report")
    for part in (schema, schema["properties"]["counts"], schema["$defs"]["finding"]):
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])
    for name, described in {**schema["properties"], **schema["$defs"]["finding"]["properties"]}.items():
        assert "description" in described or described == {"$ref": "#/$defs/code"}, name
    assert schema["$defs"]["finding"]["properties"]["level"]["enum"] == list(LEVELS)
    assert all(re.fullmatch(schema["$defs"]["code"]["pattern"], code) for code in schemas.finding_types())


# The public schemas


def test_public_schemas_are_those_that_were_published():
    """Each file of tests/public/ has the digest that its README gives, and the README names every file."""
    listed = dict(
        re.findall(r"^\| `(\S+)` \|.*\| `([0-9a-f]{64})` \|", (PUBLIC / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in PUBLIC.iterdir()
        if path.name != "README.md"
    }


@cache
def _sarif_validator() -> jsonschema.Draft4Validator:
    schema = json.loads((PUBLIC / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


@cache
def _junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(PUBLIC / "junit-10.xsd")


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_made_sarif_reports_meet_the_public_schema(name):
    """Whatever a report holds, its SARIF is SARIF 2.1.0, and has what GitHub asks beyond that."""
    _judge_sarif(REPORTS[name])


def test_sarif_reports_of_packages_meet_the_public_schema(reports):
    """So does the SARIF of every real report."""
    for report in reports.values():
        _judge_sarif(report)


def _judge_sarif(report: Report) -> None:
    log = json.loads(RENDERINGS["sarif"](report))
    assert [f"{error.json_path}: {error.message}" for error in _sarif_validator().iter_errors(log)] == []
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(report.findings)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [found.code for found in report.findings]
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
    for result in run["results"]:
        (location,) = result["locations"]
        place = location["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[\w.~/%-]+", uri.removeprefix("file:///"), re.ASCII), uri
        assert uri.startswith("file:///") == (uri.partition(":")[0] == "file")
        assert not uri.startswith("/")
        assert place["region"]["startLine"] >= 1
        assert re.fullmatch("[0-9a-f]{32}", result["partialFingerprints"]["livepackFinding/v1"])


def test_sarif_keeps_within_what_github_takes():
    """More results than GitHub takes are cut, the gravest stay, and the file says how many were left out."""
    report = report_of(*many_findings(MAX_RESULTS + 5))
    (run,) = json.loads(RENDERINGS["sarif"](report))["runs"]
    assert len(run["results"]) == MAX_RESULTS
    assert [result["ruleId"] for result in run["results"]] == [found.code for found in report.findings[:MAX_RESULTS]]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("5 more findings are left out")
    assert _sarif_validator().is_valid({"version": "2.1.0", "runs": [{**run, "results": run["results"][:10]}]})


def test_fingerprints_outlive_shifted_lines():
    """A finding of the same cell keeps its fingerprint when its line or its words change; another cell has another."""

    def fingerprints(**changes: Any) -> set[str]:
        place = {"table": "entries", "row": "b/t1", "field": "text", "file": "entries.csv", "line": 3} | changes
        finding = make_finding("order-inverted", **place)
        (run,) = json.loads(RENDERINGS["sarif"](report_of(finding)))["runs"]
        return set(run["results"][0]["partialFingerprints"].values())

    assert fingerprints() == fingerprints(line=9) == fingerprints(found="else")
    assert fingerprints() & fingerprints(row="b/t2") == set()


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_made_junit_reports_meet_the_public_schema(name):
    """Whatever a report holds, its XML meets junit-10.xsd, and its counts are those of its cases."""
    _judge_junit(REPORTS[name])


def test_junit_reports_of_packages_meet_the_public_schema(reports):
    """So does the XML of every real report."""
    for report in reports.values():
        _judge_junit(report)


def _judge_junit(report: Report) -> None:
    data = RENDERINGS["junit"](report).encode()
    resource = xmlschema.XMLResource(data, defuse="always")
    assert [f"{error.path}: {error.reason}" for error in _junit_schema().iter_errors(resource)] == []
    root = resource.root
    assert int(root.get("tests")) == len(list(root.iter("testcase"))) == len(schemas.finding_types())
    failing = {finding.code for finding in report.findings if finding.level == "error"}
    assert int(root.get("failures")) == len(list(root.iter("failure"))) == len(failing)
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))


# HTML


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_made_pages_are_valid_html(name):
    """Whatever a report holds, its page parses without a fault and needs nothing but itself."""
    _judge_page(REPORTS[name])


def test_pages_of_packages_are_valid_html(reports):
    """So does the page of every real report."""
    for report in reports.values():
        _judge_page(report)


def _judge_page(report: Report) -> None:
    text = RENDERINGS["html"](report)
    assert len(text) < 3_000_000
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in tree.iter():
        assert element.tag not in {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
        for name, value in element.items():
            assert not name.startswith("on")
            assert name not in {"src", "srcset", "action", "data"}
            assert name != "href" or (value.startswith("#") and value[1:] in ids), value
    style = "".join(tree.find("head/style").itertext())
    assert not re.search(r"url\(|@import|expression|image-set", style)
    assert "prefers-color-scheme: dark" in style
    assert "max-width: 40rem" in style
    linked = [link.get("href")[1:] for link in tree.iter("a")]
    assert sorted(linked) == sorted(report.codes) == sorted(ids)
    counts = [row.findall("td")[2].text for row in tree.iter("tr") if row.find("td/a") is not None]
    assert sum(int(count.replace(",", "")) for count in counts) == len(report.findings)


def test_the_page_can_be_read_in_light_and_dark():
    """Every colour of letters has a contrast of 4.5 to every ground (WCAG 2.2, 1.4.3), in both schemes."""
    style = RENDERINGS["html"](REPORTS["nothing found"]).partition("<style>")[2].partition("</style>")[0]
    light, dark = (
        dict(re.findall(r"--(\w+): #([0-9a-f]{3,6});", part))
        for part in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    )
    assert set(light) == set(dark)
    for scheme in (light, dark):
        for ground in ("back", "card"):
            for ink in set(scheme) - {"back", "card", "line"}:
                assert _contrast(scheme[ink], scheme[ground]) >= 4.5, (ink, ground)


def _contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        full = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
        parts = [int(full[start : start + 2], 16) / 255 for start in (0, 2, 4)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# What is quoted


@pytest.mark.parametrize("form", sorted(RENDERINGS))
def test_no_report_quotes_at_length(form, reports):
    """No run of more than 80 characters of a long text of the package is in any form of any report."""
    pieces = {LONG[start : start + 81] for start in range(len(LONG) // 12)}
    for name, report in reports.items():
        text = RENDERINGS[form](report)
        assert not [piece for piece in pieces if piece in text], name


def test_every_report_can_be_written_as_utf_8(reports):
    """Half a surrogate pair in a descriptor or in a file's name is shown as what cannot be shown."""
    for report in (*REPORTS.values(), *reports.values()):
        for render in RENDERINGS.values():
            render(report).encode()
