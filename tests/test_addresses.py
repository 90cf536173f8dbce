"""Addresses that begin with / are resolved against the page's own address, where that is given; the checks know it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from damage import REMADE, Package
from livepack.building import build_package
from livepack.html_document import parse_html
from livepack.hydration.dehydrating import dehydrate_package
from livepack.hydration.hydrating import hydrate_package
from livepack.readers._html_addresses import find_origin, resolve_address
from livepack.source import decode_source
from livepack.validation import validate_package

CASE = Path(__file__).parent / "pages" / "liveblog_html" / "addresses_from_the_root"
OWN = "https://mill.example.org/live/weir?page=2"


@pytest.fixture
def package(tmp_path):
    """A package of the page, with its address in seeds.yaml."""
    (tmp_path / "sources").mkdir()
    shutil.copy(CASE / "page.html", tmp_path / "sources")
    seeds = {"package": {"name": "weir"}, "documents": {"page.html": {"url": OWN}}}
    (tmp_path / "sources" / "seeds.yaml").write_text(yaml.safe_dump(seeds))
    build_package([tmp_path / "sources"], tmp_path / "package")
    return Package(tmp_path)


def codes(package: Package) -> set[str]:
    """The codes of errors and warnings."""
    report = validate_package(package.folder, package.sources, without=REMADE)
    return {finding.code for finding in report.findings if finding.level != "note"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/sport?a=1#b", "https://mill.example.org/sport?a=1#b"),
        ("//photos.example.org/1", "https://photos.example.org/1"),
        ("/", "https://mill.example.org/"),
        ("sport", ""),
        ("../sport", ""),
        ("#top", ""),
        ("?page=2", ""),
        ("", ""),
        ("/web/20310402101500/https://mill.example.org/rules", ""),
        ("/wayback/20310402101500im_/http:/mill.example.org/1.jpg", ""),
        ("/login?back=https://mill.example.org/", "https://mill.example.org/login?back=https://mill.example.org/"),
    ],
)
def test_what_begins_with_a_slash_is_resolved(address, expected):
    """A path from the root, or a host with a path; not what archives have made of an address."""
    assert resolve_address(address, "https://mill.example.org") == expected
    assert resolve_address(address, "") == ""


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        (OWN, "", "https://mill.example.org"),
        ("http://mill.example.org:8080/x", "", "http://mill.example.org:8080"),
        ("", "", ""),
        ("file:///home/a/page.html", "", ""),
        ("https://[half", "", ""),
        (OWN, "/live/", "https://mill.example.org"),
        (OWN, "https://mill.example.org/other/", "https://mill.example.org"),
        (OWN, "https://cdn.example.net/", ""),
        (OWN, "//cdn.example.net/", ""),
        (OWN, "https://[half", ""),
    ],
)
def test_the_origin_is_that_of_the_given_address(url, base, expected):
    """Scheme and host of it, unless the page sets a base of another site."""
    text = f'<html><head><base target="_blank"><base href="{base}"></head><body></body></html>'
    assert find_origin(parse_html(decode_source("page.html", text.encode())), url) == expected


def test_a_package_with_resolved_addresses_is_whole(package):
    """The checks are silent; the ledger names the step; and the words go out and come back."""
    assert codes(package) == set()
    steps = {row["decode"] for row in package["ledger"] if row["field_name"] == "url"}
    assert "resolve" in steps
    dehydrate_package(package.folder, package.home / "dry")
    hydrate_package(package.home / "dry", package.sources, package.home / "wet")
    assert (package.home / "wet" / "links.csv").read_bytes() == (package.folder / "links.csv").read_bytes()


def change_host(package: Package) -> None:
    row = package.one("images", alt_text="A gate of oak")
    row["url"] = row["url"].replace("mill.", "other.")


def change_scheme(package: Package) -> None:
    row = next(row for row in package["links"] if "photos" in row["url"])
    row["url"] = row["url"].replace("https", "http")


def say_that_a_whole_address_is_resolved(package: Package) -> None:
    row = package.one("images", alt_text="A mill wheel in spray")
    package.spans(row["image_id"], "url")[0]["decode"] = "resolve"


def resolve_words(package: Package) -> None:
    row = package.one("images", alt_text="A gate of oak")
    package.spans(row["image_id"], "alt_text")[0]["decode"] = "resolve"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (change_host, {"value-differs"}),
        (change_scheme, {"value-differs"}),
        (say_that_a_whole_address_is_resolved, {"value-differs"}),
        (resolve_words, {"value-differs", "ledger-shape"}),
    ],
)
def test_what_does_not_follow_is_found(change, expected, package):
    """An address is what its characters and the page's own address make, and nothing else is resolved."""
    change(package)
    package.save()
    assert codes(package) == expected


def test_without_the_page_s_address_nothing_is_resolved(tmp_path):
    """What only names itself canonical may stand on another site."""
    built = build_package([CASE / "page.html"], tmp_path / "package")
    assert [row["url"] for row in built.tables["links"]] == [""] * 5
    (note,) = (row for row in built.tables["findings"] if row["code"] == "addresses-relative")
    assert note["message"].startswith("6 addresses")
