"""Packages of BBC pages in HTML and JSON that were damaged: each damage is found by the checks, and good packages are not."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest

import golden
from damage import REMADE, Package
from livepack.building import build_package
from livepack.validation import validate_package

CASES = (
    ("bbc_webcore_html", "notices"),
    ("bbc_webcore_html", "with_its_data"),
    ("bbc_lx_html", "summer"),
    ("bbc_simorgh_html", "pidgin"),
    ("bbc_simorgh_json", "mundo"),
    ("bbc_webcore_json", "news"),
)
SEEDS = "package:\n  name: bbc\n  title: Pages of the BBC\n  licenses:\n    - name: CC0-1.0\ndocuments:\n  news.json:\n    blog: bbc-1\n"


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The folder of a good package of BBC pages."""
    home = tmp_path_factory.mktemp("bbc")
    (home / "sources").mkdir()
    for reader, case in CASES:
        page = golden.page_file(golden.PAGES / reader / case)
        shutil.copy(page, home / "sources" / f"{case}{page.suffix}")
    (home / "sources" / "seeds.yaml").write_text(SEEDS, "utf-8")
    build_package([home / "sources"], home / "package")
    return home


def codes(package):
    """How often each error and warning is found."""
    report = validate_package(package.folder, package.sources, without=REMADE)
    return Counter(finding.code for finding in report.findings if finding.level != "note")


def free(package, spans):
    """Declare characters of the ledger markup, and join what is then one row."""
    for span in spans:
        span.update(dict.fromkeys(("table_name", "row_id", "field_name", "part", "decode", "rule"), ""))
        span["disposition"] = "markup"
    kept = []
    for span in package["ledger"]:
        same = [column for column in span if column not in ("start_char", "end_char")]
        if kept and all(span[column] == kept[-1][column] for column in same):
            kept[-1]["end_char"] = span["end_char"]
        else:
            kept.append(span)
    package.loaded["ledger"] = kept


def line_of_a_notice_as_markup(package):
    """The line of a notice that only browsers without scripts show is passed over."""
    embed = package.one("ledger", rule="webcore.consent_notice")["row_id"]
    free(package, [span for span in package.spans(embed) if span["rule"] == "webcore.consent_notice"])


def label_of_another_rule(package):
    """The label before a credit is said to be another label."""
    package.one("ledger", rule="webcore.image_source")["rule"] = "webcore.image_caption"


def witness_in_the_data(package):
    """The headline of a post is changed in its row, so that the page and its data say otherwise."""
    package.one("entries", headline="Heron lands")["headline"] = "Heron leaves"


def instant_of_the_payload(package):
    """A post's time is moved in all its forms; the payload says otherwise."""
    entry = package.one("entries", headline="Traffic flows again")
    entry |= {"published": "2031-05-12T15:05:30Z", "published_local": "2031-05-12T15:05:30"}


def clock_of_the_page(package):
    """A page that shows UTC is said to show another clock."""
    package.one("pages", source_file="summer.html")["time_zone"] = "Europe/Paris"


def string_as_markup(package):
    """A paragraph of a JSON document is passed over, and its row dropped."""
    row = package.one("paragraphs", text="Empezamos.")
    free(package, package.spans(row["paragraph_id"]))
    package.drop("paragraphs", row)
    package.mend()


def holder_left_out(package):
    """The holder of a picture in JSON is left out of its row and of the ledger."""
    row = next(row for row in package["images"] if row["copyright_holder"] and not row["credit"])
    free(package, package.spans(row["image_id"], "copyright_holder"))
    row["copyright_holder"] = ""


def service_of_another_language(package):
    """A page of one service is said to be in another language."""
    package.one("pages", source_file="pidgin.html")["language"] = "es"


DAMAGES = {
    line_of_a_notice_as_markup: {"template-unclaimed"},
    label_of_another_rule: {"boilerplate-differs"},
    witness_in_the_data: {"value-differs", "witness-differs"},
    instant_of_the_payload: {"derived-differs", "witness-differs"},
    clock_of_the_page: {"derived-differs", "offset-not-in-zone", "reader-differs"},
    string_as_markup: {"empty-entry", "markup-text"},
    holder_left_out: {"markup-text", "recount-differs"},
    service_of_another_language: {"derived-differs", "reader-differs"},
}


def test_the_good_package_is_good(good):
    """The package before any damage raises neither error nor warning."""
    assert codes(Package(good)) == {}


@pytest.mark.parametrize("change", DAMAGES, ids=lambda change: change.__name__)
def test_a_damage_is_found(change, good, tmp_path):
    """Each damage raises the codes that it must."""
    shutil.copytree(good, tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    change(package)
    package.save()
    assert set(codes(package)) == DAMAGES[change]
