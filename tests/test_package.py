"""The package is a Data Package by the official profile, and its CSV holds any text."""

from __future__ import annotations

import csv
import hashlib
import importlib.resources
import io
import json

import frictionless
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import livepack
import making
import strategies  # noqa: F401 - chooses the profile of the property tests
from livepack import schemas
from livepack.citation import cite_package
from livepack.package import render_csv, render_package
from livepack.seeds import Seeds

COLUMNS = ("one", "two", "three")
# Any text that can be written at all: CSV holds no unpaired surrogates.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PARTLY = {"blog": "b", "captured": "2016-12-14T16:00:00Z"}
PAGES = [
    (
        "1.txt",
        'Summary\n\n  • One, "two"\n\n' + making.small_page('He said "no", and left.', "A dogImage source, AFP"),
        PARTLY,
    ),
    ("2.txt", making.layout(making.post("Other", "12:00", "x.")), {}),
]
STATED = {
    "name": "my-data",
    "title": "My data",
    "description": "What it is.",
    "version": "1.2.3",
    "created": "2023-06-20T10:00:00Z",
    "homepage": "https://example.org/",
    "keywords": ["a"],
    "licenses": [{"name": "CC0-1.0"}],
    "sources": [{"title": "S"}],
    "contributors": [{"title": "Ada", "roles": ["wrangler"]}],
    "rights": "Free.",
}


def package(*pages, **stated):
    tables = making.tables_of(*(pages or PAGES))
    return render_package(tables, Seeds(package=stated, sha256="ab" * 32 if stated else ""))


def descriptor(files):
    return json.loads(files["datapackage.json"])


@pytest.mark.parametrize("stated", [{}, STATED], ids=["defaults", "stated"])
def test_the_official_profile(stated):
    """The descriptor meets the profile of Data Package version 2."""
    path = importlib.resources.files("dplib") / "profiles/2.0/datapackage.json"
    profile = json.loads(path.read_text("utf-8"))
    errors = list(jsonschema.Draft7Validator(profile).iter_errors(descriptor(package(**stated))))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("stated", [{}, STATED], ids=["defaults", "stated"])
def test_frictionless_is_content(tmp_path, stated):
    """frictionless finds the package valid and warns of nothing."""
    making.write_files(tmp_path, package(**stated))
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.flatten(["taskNumber", "rowNumber", "fieldNumber", "type", "note"]) == []
    assert report.valid
    assert (report.warnings, [warning for task in report.tasks for warning in task.warnings]) == (
        [],
        [],
    )
    assert report.stats["tasks"] == len(schemas.tables())


def test_what_is_stated_stands_in_the_descriptor():
    """What seeds.yaml says of the data set is taken over, with the digest of that file."""
    found = descriptor(package(**STATED))
    assert found | STATED | {"description": found["description"]} == found
    assert found["description"].startswith("What it is. 2 posts of 2 live blogs from 2 saved pages.")
    assert found["livepack"] == {
        "version": livepack.__version__,
        "schemaVersion": schemas.package_settings()["schema_version"],
        "seedsHash": "sha256:" + "ab" * 32,
        "documents": list(schemas.package_settings()["documents"]),
    }


def test_honest_defaults():
    """Without a word in seeds.yaml nothing is claimed: no date, no licence, the texts are their publishers'."""
    found = descriptor(package())
    assert (found["name"], found["version"]) == ("live-blogs", "0.0.0")
    assert "created" not in found
    assert "homepage" not in found
    assert found["licenses"][0]["name"] == "other-closed"
    assert found["sources"] == [{"title": "Saved live-blog pages"}]
    assert "seedsHash" not in found["livepack"]


def test_the_description_says_how_whole_the_blogs_are():
    """The description counts posts, blogs and pages, and says what is partial and what the copies cannot tell."""
    seeds = Seeds(
        package={"title": "x"},
        documents={"1.txt": {"blog": "b"}},
        blogs={"b": {"representation": "partial", "publisher": "BBC"}},
    )
    tables = making.make_tables([making.capture(PAGES[0][1], "1.txt")], seeds)
    found = descriptor(render_package(tables, seeds))
    assert found["description"].startswith(
        "1 post of 1 live blog from 1 saved page. Held in part: b. What not every copy can tell is left empty there: "
    )
    assert "contributors: url; " in found["description"]
    assert "publisher" not in found["description"]  # a person gave it
    assert found["sources"] == [{"title": "BBC"}]


@pytest.mark.parametrize(
    ("urls", "wanted"),
    [
        (
            ["https://www.news.example.org/live/1", "https://acme.example.org/2"],
            ["acme.example.org", "news.example.org"],
        ),
        (["https://web.archive.org/web/20310304120000/https://news.example.org/live/1", ""], ["news.example.org"]),
        (["https://[x", ""], ["Saved live-blog pages"]),
    ],
)
def test_where_no_publisher_is_named_the_address_names_the_source(urls, wanted):
    """A live blog whose copies name no publisher is listed by the host of its pages' addresses; no column is filled."""
    tables = making.tables_of(*PAGES)
    for page, url in zip(tables["pages"], urls, strict=True):
        page["url"] = url
    assert [source["title"] for source in descriptor(render_package(tables, Seeds()))["sources"]] == wanted
    assert {blog["publisher"] for blog in tables["blogs"]} == {""}
    tables["blogs"][0]["publisher"] = "Acme News"
    tables["pages"][1]["url"] = "https://harbour.example.org/"
    found = descriptor(render_package(tables, Seeds()))
    assert {source["title"] for source in found["sources"]} == {"Acme News", "harbour.example.org"}
    assert "Sources: Acme News, harbour.example.org." in cite_package(found)


def test_a_whole_blog_from_copies_that_hold_everything():
    """A blog that is held whole is said to be, and nothing is said of columns that no copy lacks."""
    tables = making.tables_of(("1.txt", PAGES[0][1], {"blog": "b"}), blogs={"b": {"representation": "full"}})
    tables["pages"][0]["not_in_source"] = ""
    found = descriptor(render_package(tables, Seeds()))
    assert found["description"] == "1 post of 1 live blog from 1 saved page. Held whole: b."


def test_many_blogs_are_not_all_listed():
    """Of more than five blogs the description names five and counts the others."""
    pages = [(f"{n}.txt", making.small_page(f"Number {n}."), {"blog": f"b{n}"}) for n in range(7)]
    assert "known: b0, b1, b2, b3, b4 and 2 more." in descriptor(package(*pages))["description"]


def test_resources_name_their_files():
    """Each table is a resource, in order, with the size and digest of its file and its own schema."""
    files = package(**STATED)
    resources = descriptor(files)["resources"]
    assert [resource["name"] for resource in resources] == list(schemas.tables())
    documents = {name for name in files if name not in {resource["path"] for resource in resources}}
    named = schemas.package_settings()["documents"]
    assert {f"{n.partition('/')[0]}/" if "/" in n else n for n in documents} == {"datapackage.json", *named}
    for resource in resources:
        data = files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (
            len(data),
            f"sha256:{hashlib.sha256(data).hexdigest()}",
        )
        header = data.decode().split("\n", 1)[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_the_same_tables_give_the_same_bytes():
    """Rendering twice gives the same bytes, with LF only and no byte-order mark."""
    assert package(**STATED) == package(**STATED)
    for data in package().values():
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\n")


def test_csv_is_minimal():
    """Cells are quoted only where they must be, missing ones are empty, and unknown columns are left out."""
    rows = [
        {"one": 'say "hi"', "two": "a, b"},
        {"three": "line\nbreak", "four": "no"},
        {"one": "é", "two": " x "},
    ]
    assert render_csv(COLUMNS, rows).decode() == ('one,two,three\n"say ""hi""","a, b",\n,,"line\nbreak"\né, x ,\n')


@given(st.lists(st.tuples(texts, texts, texts), max_size=5))
def test_csv_reads_back_whatever_it_holds(rows):
    """Any text that is written to CSV reads back equal, and gives the same bytes again."""
    written = render_csv(COLUMNS, [dict(zip(COLUMNS, row, strict=True)) for row in rows])
    read = list(csv.reader(io.StringIO(written.decode(), newline=""), strict=True))
    assert read == [list(COLUMNS), *(list(row) for row in rows)]
    assert render_csv(COLUMNS, [dict(zip(COLUMNS, row, strict=True)) for row in read[1:]]) == written


@given(st.lists(texts, max_size=5))
def test_csv_of_one_column_reads_back(cells):
    """A table of one column keeps its empty cells."""
    written = render_csv(("only",), [{"only": cell} for cell in cells])
    assert list(csv.reader(io.StringIO(written.decode(), newline=""), strict=True)) == [
        ["only"],
        *([cell] for cell in cells),
    ]
