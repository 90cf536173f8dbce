"""The documents in a package: they say what the tables hold, are what others' tools read, and come from the package alone."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import golden
import making
import strategies  # noqa: F401 - chooses the profile of the property tests
from livepack import schemas
from livepack.building import build_package
from livepack.citation import TAKEN_OUT
from livepack.documents import CHECKSUMS, add_documents, render_documents
from livepack.documents.checksums import read_checksums, render_checksums
from livepack.package import render_package
from livepack.seeds import SAID, Seeds
from livepack.validation import validate_package

SEED = build_package([making.ROOT / "seeds"], None)
README = SEED.files["README.md"].decode()
CFF = json.loads((Path(__file__).parent / "public" / "cff-1.2.0.json").read_text("utf-8"))
TWO_PAGES = [
    ("1.txt", making.small_page("The bridge is closed.", "A dogImage source, AFP"), {"blog": "b"}),
    (
        "2.txt",
        making.layout(making.post("Ferries", "12:00", "Ferries run.")),
        {"blog": "c", "captured": "2016-12-14T16:00:00Z"},
    ),
]
STATED = {
    "name": "storm",
    "title": "Storm: the *bridge* | part 1",
    "description": "What it is.\nAnd more.",
    "version": "1.2.3",
    "created": "2031-04-01T09:00:00Z",
    "homepage": "https://data.example.org/storm",
    "keywords": ["storm", "yes", "2031-04-01"],
    "licenses": [{"name": "CC-BY-4.0"}],
    "contributors": [
        {
            "title": "Ada Example",
            "givenName": "Ada",
            "familyName": "Example",
            "organization": "Harbour University",
            "path": "https://orcid.org/0000-0002-1825-0097",
            "email": "ada@example.org",
        },
        {"title": "The harbour desk", "path": "https://example.org/desk", "email": "desk@localhost"},
    ],
    "rights": "Free.",
    "contact": "ada@example.org",
    "personal_data": "Names of readers were kept.",
    "caveats": ["A caveat."],
    "changes": [{"version": "1.2.3", "date": "2031-04-01", "changes": ["One page more.", "Times were mended."]}],
}


def files_of(*pages, **stated):
    """A package of pages in memory."""
    return render_package(making.tables_of(*(pages or TWO_PAGES)), Seeds(package=stated))


def front_matter(readme):
    """The front matter of a README, by a plain YAML reader."""
    return yaml.safe_load(readme.split("\n---\n")[0].removeprefix("---\n"))


def section(text, heading):
    """The part of a Markdown text under a heading of the second level."""
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


# README.md


def test_the_first_screen():
    """After the front matter a person reads what it is, how whole it is and what it cannot tell, in this order."""
    text = README.split("\n---\n", 1)[1]
    assert re.findall(r"^#+ (.*)$", text, re.MULTILINE)[:3] == [
        "BBC News live page on the evacuation of east Aleppo, 14 December 2016",
        "How whole it is",
        "What this copy cannot tell you",
    ]
    assert (
        "**20 posts** of 1 live blog from 1 saved page, published from 14 December 2016, 10:52 to "
        "14 December 2016, 15:35 (UTC)."
    ) in text
    assert "only a part of the live blog is here" in section(text, "How whole it is")


def test_what_the_copy_cannot_tell_is_told_in_sentences():
    """How many links there were is not known; of the tweets only notices are left; and what people add stands there."""
    limits = section(README, "What this copy cannot tell you").splitlines()
    assert "- **Links**: how many links there were, on which words, and where they led, is not known." in limits
    assert any(line.startswith("- **14 of 15 embeds**: only the notice") for line in limits)
    assert any("the publisher's own id; its address;" in line for line in limits)
    assert any("points of the summary belong to the whole live blog" in line for line in limits)
    assert not any("who published it" in line for line in limits)  # a person has said it
    assert "| [links.csv](links.csv) | not known |" in README
    assert "| [images.csv](images.csv) | 8 |" in README


def test_every_column_that_a_reader_lacks_has_words():
    """Each column that any test page's copy cannot hold is put into words in schemas/, and an id stands for its table."""
    named = {name for case in golden.cases() for name in golden.read_case(case).not_in_source}
    assert {"entries.url", "links.link_id", "images.credit"} <= named
    for table, _, column in (name.partition(".") for name in sorted(named)):
        assert schemas.tables()[table].field(column).unknown, f"{table}.{column}"


def test_what_only_some_copies_lack():
    """Where some of several copies can tell, the README counts those that cannot; a whole table is told once."""
    tables = making.tables_of(*TWO_PAGES)
    tables["pages"][0]["not_in_source"] = "entries.url links.link_id links.url links.text"
    tables["pages"][1]["not_in_source"] = "entries.url links.url"
    limits = section(render_package(tables, Seeds())["README.md"].decode(), "What this copy cannot tell you")
    assert "- **Entries**: not known of each: its address.\n" in limits
    assert "- **Links**: not known of each: where it led.\n" in limits
    assert "and where they led, is not known in 1 of 2 saved pages.\n" in limits
    assert "the words that were the link" not in limits


def test_copies_that_hold_everything():
    """Of copies that could hold every column nothing is said to be missing."""
    tables = making.tables_of(TWO_PAGES[0])
    tables["pages"][0]["not_in_source"] = ""
    text = render_package(tables, Seeds())["README.md"].decode()
    assert "Nothing is known that copies of this kind could not hold." in text
    assert "| [links.csv](links.csv) | 0 |" in text


def test_times_that_are_not_printed_whole_are_counted():
    """Posts without a time, with a day alone, or with a supplied zone are counted in the README."""
    tables = making.tables_of(*TWO_PAGES)
    tables["entries"][0] |= {"published_precision": "none", "published_basis": "none"}
    tables["entries"][1] |= {"published_basis": "year_supplied"}
    text = render_package(tables, Seeds())["README.md"].decode()
    assert "- **1 of 2 posts** has no time that can be told from the copy (`published_precision` is `none`)." in text
    assert "- **1 of 2 posts** has a time whose year follows from when the page was saved" in text


def test_many_blogs_are_counted():
    """Of more than five blogs the README says how many are held how."""
    pages = [(f"{n}.txt", making.small_page(f"Number {n}."), {"blog": f"b{n}"}) for n in range(7)]
    text = files_of(*pages)["README.md"].decode()
    assert section(text, "How whole it is").strip() == "- 7 live blogs held to an extent that is not known."


def test_what_people_say_is_carried_over():
    """Description, caveats, changes, contact and words on persons come from seeds.yaml, with Markdown's signs shown."""
    files = files_of(**STATED)
    readme, rights = files["README.md"].decode(), files["RIGHTS.md"].decode()
    assert "\n# Storm: the \\*bridge\\* \\| part 1\n\nWhat it is. And more.\n\n**2 posts**" in readme
    assert "- A caveat.\n" in readme
    assert "- **1.2.3** (2031-04-01): One page more. Times were mended.\n" in readme
    assert section(rights, "Persons").strip() == "Names of readers were kept."
    assert section(rights, "Takedown and errors").startswith("\nWrite to ada@example.org.")
    assert "Licence: `CC-BY-4.0`." in readme


def test_nothing_is_claimed_that_nobody_said():
    """Without a word of people there is no licence, no maker, no contact, and the documents say so."""
    files = files_of()
    rights = files["RIGHTS.md"].decode()
    assert "No contact is stated." in rights
    assert "Nobody has said how personal data in these pages are dealt with." in rights
    assert "| not known | 2 | nothing is stated; presume that all rights are reserved |" in rights
    assert "Changes of the data" not in files["README.md"].decode()
    assert yaml.safe_load(files["CITATION.cff"])["authors"] == [{"name": "Makers not stated"}]


def test_the_citations_are_the_common_ones():
    """The README cites the data set and its first post in the words of `livepack.citation`."""
    from livepack.citation import cite_entry, cite_package
    from livepack.markdown import plain

    descriptor = json.loads(SEED.files["datapackage.json"])
    tables = making.read_package(SEED.files)
    assert f"> {plain(cite_package(descriptor))}\n" in README
    assert f"\n> {cite_package(descriptor)}\n" in (making.ROOT / "README.md").read_text("utf-8")
    assert (
        f"> {plain(cite_entry(tables['entries'][0], tables['blogs'][0], tables['pages'][0], descriptor))}\n" in README
    )


def test_the_snippets_run(tmp_path):
    """The Python snippets of the README run in the package's folder, where their libraries are there."""
    making.write_files(tmp_path, SEED.files)
    ran = []
    for snippet in re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        (library,) = {"pandas", "duckdb", "datasets"} & set(re.findall(r"(?:import|from) (\w+)", snippet))
        if library != "datasets" and importlib.util.find_spec(library):
            done = subprocess.run(
                [sys.executable, "-c", snippet], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert (done.returncode, bool(done.stdout.strip())) == (0, True), done.stderr
            ran.append(library)
    if not ran:
        pytest.skip("neither pandas nor DuckDB is installed")


def test_tables_of_users_are_told():
    """A table that users put into the package is listed as theirs, a configuration of its own, and a record set."""
    layer = (",".join(schemas.layers()["annotations"].columns) + "\n").encode()
    files = render_package(making.tables_of(*TWO_PAGES), Seeds(), {"annotations": layer})
    readme = files["README.md"].decode()
    assert "| [annotations.csv](annotations.csv) | by users |" in readme
    assert front_matter(readme)["configs"][-1]["config_name"] == "annotations"
    records = json.loads(files["croissant.json"])["recordSet"][-1]
    assert {one["name"]: one["dataType"] for one in records["field"]}["confidence"] == "sc:Float"


def test_a_package_without_posts():
    """Where no page has a post there is none to cite, and the live blog has no update."""
    tables = making.tables_of(TWO_PAGES[0])
    for name in ("entries", "paragraphs", "images"):
        tables[name] = []
    tables["blogs"][0] |= {"earliest_published": "", "latest_published": ""}
    tables["blogs"][0].pop("title")
    files = render_package(tables, Seeds())
    text = files["README.md"].decode()
    assert "**0 posts** of 1 live blog from 1 saved page. Version 0.0.0 of this data." in text
    assert "A post, such as" not in text
    assert section(text, "How whole it is").startswith("\n- `b`: **whether the whole live blog is here is not known**.")
    assert json.loads(files["liveblogs/b.jsonld"])["liveBlogUpdate"] == []


# Front matter


def test_the_front_matter_of_the_seed():
    """Hugging Face is told name, licence, language, tags and size, and each table is a configuration of its own file."""
    found = front_matter(README)
    assert {key: found[key] for key in found if key not in ("configs", "tags")} == {
        "pretty_name": "BBC News live page on the evacuation of east Aleppo, 14 December 2016",
        "license": "other",
        "license_name": "other-closed",
        "language": ["en"],
        "size_categories": ["n<1K"],
    }
    assert found["tags"] == ["live blog", "journalism", "Aleppo", "Syria", "BBC News", "news text"]
    assert [(one["config_name"], one["data_files"]) for one in found["configs"]] == [
        (name, f"{name}.csv") for name in schemas.tables()
    ]
    assert [one["config_name"] for one in found["configs"] if one.get("default")] == ["entries"]


@pytest.mark.parametrize(
    ("licenses", "wanted"),
    [
        ([{"name": "CC-BY-4.0"}], {"license": "cc-by-4.0"}),
        ([{"name": "ODC-PDDL-1.0", "title": "PDDL"}], {"license": "pddl"}),
        (
            [{"name": "Mine_1", "path": "https://example.org/l"}],
            {"license": "other", "license_name": "mine-1", "license_link": "https://example.org/l"},
        ),
        ([{"path": "https://example.org/l"}], {"license": "other", "license_link": "https://example.org/l"}),
        (
            [{"name": "CC0-1.0"}, {"name": "CC-BY-4.0"}],
            {"license": "other", "license_name": "cc0-1.0-and-cc-by-4.0"},
        ),
    ],
)
def test_licences_by_the_hubs_names(licenses, wanted):
    """One licence that the hub knows has its name there; any other is "other" and called as it is stated."""
    found = front_matter(files_of(licenses=licenses)["README.md"].decode())
    assert {key: value for key, value in found.items() if key.startswith("license")} == wanted


def test_words_that_yaml_takes_for_something_else():
    """Keywords such as yes and a date, and a title with signs, come back from the front matter as they were."""
    found = front_matter(files_of(**STATED)["README.md"].decode())
    assert (found["pretty_name"], found["tags"]) == (STATED["title"], STATED["keywords"])


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip))
def test_any_title_comes_back(title):
    """Whatever a title holds, YAML and JSON give it back, and Markdown shows it on one line."""
    files = files_of(TWO_PAGES[0], title=title, keywords=[title])
    flat = " ".join(title.split())
    assert front_matter(files["README.md"].decode()) | {"pretty_name": flat, "tags": [flat]} == front_matter(
        files["README.md"].decode()
    )
    assert check_cff(files["CITATION.cff"].decode())["title"] == title
    assert json.loads(files["croissant.json"])["name"] == title
    heading = files["README.md"].decode().split("\n---\n", 1)[1].split("\n# ", 1)[1].split("\n")[0]
    assert re.sub(r"\\(.)", r"\1", heading) == flat


@pytest.mark.parametrize(
    ("rows", "wanted"), [(999, "n<1K"), (1_000, "1K<n<10K"), (999_999, "100K<n<1M"), (1_000_000, "n>1M")]
)
def test_size_categories(rows, wanted):
    """The size is that of the table of posts, in the hub's steps."""
    from livepack.documents.front_matter import _size

    assert _size(rows) == wanted


# CODEBOOK.md


def test_the_codebook_counts_what_the_tables_hold():
    """For every column of every table the codebook has the number of cells with a value, or says that it is not known."""
    text = SEED.files["CODEBOOK.md"].decode()
    silent = set(making.read_package(SEED.files)["pages"][0]["not_in_source"].split())
    for name, rows in making.read_package(SEED.files).items():
        found = dict(re.findall(r"^\| `(\w+)`(?: ©)? \| ([^|]+) \|", section(text, name), re.MULTILINE))
        assert tuple(found) == schemas.tables()[name].columns
        for column, filled in found.items():
            number = sum(1 for row in rows if row[column])
            wanted = "not known" if f"{name}.{column}" in silent and not number else str(number)
            assert filled == wanted, f"{name}.{column}"


def test_the_codebook_counts_listed_values():
    """Of columns with a list of values the codebook says which occur, the commonest first."""
    text = section(SEED.files["CODEBOOK.md"].decode(), "embeds")
    rows = making.read_package(SEED.files)["embeds"]
    wanted = Counter(row["availability"] for row in rows)
    assert wanted == {"consent_notice": 14, "caption_only": 1}
    assert "- `availability` here: `consent_notice` 14, `caption_only` 1.\n" in text


def test_a_census_in_pieces_is_the_same(monkeypatch):
    """Rows counted some at a time, from an iterator, give what they give at once."""
    from livepack.documents import holdings

    rows = SEED.tables["ledger"]
    whole = holdings.take_census(schemas.tables()["ledger"], rows)
    monkeypatch.setattr(holdings, "_CHUNK", 7)
    assert holdings.take_census(schemas.tables()["ledger"], iter(rows)) == whole
    assert whole.rows == len(rows) == 531


# CITATION.cff


def check_cff(text):
    """The citation file, held to its published schema."""
    found = schemas.read_yaml(text, "CITATION.cff")
    validator = jsonschema.Draft7Validator(CFF, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(found)] == []
    return found


@pytest.mark.parametrize(
    "stated",
    [
        {},
        STATED,
        {"licenses": [{"name": "Mine", "path": "https://example.org/l"}], "keywords": ["a", "a"]},
        {"licenses": [{"name": "CC0-1.0"}, {"name": "ODC-BY-1.0"}]},
        {"contributors": [{"title": "Ada", "path": "https://orcid.org/none", "givenName": "Ada"}]},
    ],
    ids=["defaults", "stated", "own licence", "two licences", "no orcid"],
)
def test_the_citation_file_meets_the_published_schema(stated):
    """Whatever people say or leave out, CITATION.cff is valid by the Citation File Format 1.2.0."""
    check_cff(files_of(**stated)["CITATION.cff"].decode())


def test_the_citation_file_says_what_is_known():
    """People are told from bodies, dates are days, licences have SPDX names, and what does not fit is left out."""
    found = check_cff(files_of(**STATED)["CITATION.cff"].decode())
    assert found["type"] == "dataset"
    assert (found["title"], found["version"], found["date-released"]) == (STATED["title"], "1.2.3", "2031-04-01")
    assert (found["abstract"], found["license"], found["url"]) == (
        "What it is.\nAnd more.",
        "CC-BY-4.0",
        "https://data.example.org/storm",
    )
    assert found["authors"] == [
        {
            "family-names": "Example",
            "given-names": "Ada",
            "affiliation": "Harbour University",
            "orcid": "https://orcid.org/0000-0002-1825-0097",
            "email": "ada@example.org",
        },
        {"name": "The harbour desk", "website": "https://example.org/desk"},
    ]


def test_the_citation_file_of_the_seed():
    """The seed's citation file has its maker and leaves out date, address and licence, which nobody has stated."""
    found = check_cff(SEED.files["CITATION.cff"].decode())
    assert found["authors"] == [{"name": "The livepack authors"}]
    assert set(found) == {"cff-version", "message", "type", "title", "abstract", "authors", "version", "keywords"}


# SHA256SUMS


def test_checksums_are_those_of_the_files():
    """SHA256SUMS has a line for every other file, sorted, in the form of sha256sum."""
    lines = SEED.files[CHECKSUMS].decode().splitlines()
    assert lines == [
        f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(SEED.files.items()) if name != CHECKSUMS
    ]


def test_checksums_are_read_back():
    """What is written is read back; lines in another form and repeated names are faults."""
    files = {"b/c.txt": b"1", "a b.txt": b"2", CHECKSUMS: b"old"}
    digests, faults = read_checksums(render_checksums(files).decode())
    assert (list(digests), faults) == (["a b.txt", "b/c.txt"], [])
    good = "0" * 64 + "  x"
    assert read_checksums(f"{good}\n{good}\n\n{'0' * 64} *y\n{'A' * 64}  z\n")[1] == [2, 3, 4, 5]


# All of them


def test_the_documents_are_those_that_the_descriptor_names():
    """The package has each document of schemas/package.yaml, and the descriptor lists them."""
    documents = list(schemas.package_settings()["documents"])
    assert json.loads(SEED.files["datapackage.json"])["livepack"]["documents"] == documents
    for name in documents:
        assert any(file == name or (name[-1] == "/" and file.startswith(name)) for file in SEED.files)


def test_the_docs_name_every_document():
    """docs/data.md says of each document in a package what it is."""
    table = section((making.ROOT / "docs" / "data.md").read_text("utf-8"), "What lies in the folder")
    assert set(re.findall(r"^\| `([^*`]+)` \|", table, re.MULTILINE)) == {
        "datapackage.json",
        *schemas.package_settings()["documents"],
    }


def test_the_documents_come_from_the_package_alone():
    """Made again from the CSV files and the descriptor of a package, the documents are the same."""
    for files in (SEED.files, files_of(**STATED)):
        tables = {
            name: list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))
            for name in schemas.tables()
        }
        descriptor = json.loads(files["datapackage.json"])
        data = {name: files[name] for name in files if name.endswith(".csv") or name == "datapackage.json"}
        assert add_documents(data, tables, descriptor) == files


def test_a_package_without_the_publishers_words():
    """Marked and emptied, a package gets documents that say so and hold none of those words."""
    descriptor = json.loads(SEED.files["datapackage.json"])
    descriptor["livepack"]["dehydrated"] = True
    tables = making.read_package(SEED.files)
    taken = {
        f"{name}.{item.name}"
        for name, table in schemas.tables().items()
        for item in table.fields
        if item.rights == "publisher"
    }
    words = [
        row[column] for name, rows in tables.items() for row in rows for column in row if f"{name}.{column}" in taken
    ]
    emptied = {
        name: [{column: "" if f"{name}.{column}" in taken else cell for column, cell in row.items()} for row in rows]
        for name, rows in tables.items()
    }
    documents = {name: data.decode() for name, data in render_documents(emptied, descriptor).items()}
    assert f"**{TAKEN_OUT}**" in documents["README.md"]
    assert "| `headline` © | taken out | string |" in documents["CODEBOOK.md"]
    assert "untitled" not in documents["README.md"]
    for word in (word for word in words if len(word.split()) > 7 and word not in descriptor["title"]):
        assert not [name for name, text in documents.items() if word in text]


def without_documents(folder):
    """A package as livepack made it before there were documents."""
    making.write_files(folder, {name: data for name, data in SEED.files.items() if name.endswith(".csv")})
    descriptor = json.loads(SEED.files["datapackage.json"])
    del descriptor["livepack"]["documents"]
    descriptor["livepack"]["version"] = "0.0.1"
    descriptor["livepack"] = {k: v for k, v in descriptor["livepack"].items() if k not in SAID.values()}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


def test_packages_from_before_there_were_documents(tmp_path):
    """They are valid as they are; a README that lies there is told to be no part of them, whatever SHA256SUMS says."""
    without_documents(tmp_path)
    told = {finding.code for finding in validate_package(tmp_path).findings}
    assert told == {"not-checked"}
    (tmp_path / "README.md").write_text("mine", "utf-8")
    (tmp_path / CHECKSUMS).write_text("mine", "utf-8")
    report = validate_package(tmp_path)
    assert [finding.file for finding in report.findings if finding.code == "file-unlisted"] == ["README.md", CHECKSUMS]
    assert not report.fails()


def test_packages_of_others_with_such_files(tmp_path):
    """Of a package that livepack did not make, documents and checksums are its makers' business."""
    making.write_files(tmp_path, {"a.csv": b"x\n1\n", "README.md": b"", CHECKSUMS: b"nothing", "liveblogs/x": b""})
    resource = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x", "type": "integer"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"name": "others", "resources": [resource]}), "utf-8")
    assert not [finding for finding in validate_package(tmp_path).findings if finding.level != "note"]


def test_a_stale_document_is_told_with_the_sources_and_without(tmp_path):
    """A document that a build would make otherwise is stale, though SHA256SUMS was put right."""
    files = dict(SEED.files)
    files["RIGHTS.md"] = b"All is free.\n"
    files[CHECKSUMS] = render_checksums(files)
    making.write_files(tmp_path, files)
    assert validate_package(tmp_path).by_code == {"document-differs": 1, "not-checked": 1}
    report = validate_package(tmp_path, making.ROOT / "seeds")
    differs, stale = report.findings
    assert (differs.code, differs.file) == ("document-differs", "RIGHTS.md")
    assert stale.code == "stale-package"
    assert "RIGHTS.md, SHA256SUMS" in stale.message


# croissant.json


def test_croissant_describes_every_table():
    """Each table is a file with its size and digest, and a record set with its columns, types, key and references."""
    found = json.loads(SEED.files["croissant.json"])
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    files = {one["@id"]: one for one in found["distribution"]}
    records = {one["@id"]: one for one in found["recordSet"]}
    assert list(records) == list(schemas.tables())
    for name, table in schemas.tables().items():
        data = SEED.files[f"{name}.csv"]
        file = files[f"{name}.csv"]
        assert (file["contentUrl"], file["sha256"]) == (f"{name}.csv", hashlib.sha256(data).hexdigest())
        assert file["contentSize"] == f"{len(data)} B"
        fields = records[name]["field"]
        assert [one["source"]["extract"]["column"] for one in fields] == list(table.columns)
        assert [one["@id"] for one in records[name]["key"]] == [f"{name}/{key}" for key in table.primary_key]
        references = {one["name"]: one["references"]["field"]["@id"] for one in fields if "references" in one}
        assert references == {key.fields[0]: f"{key.table}/{key.reference[0]}" for key in table.foreign_keys}
    types = {one["name"]: one["dataType"] for one in records["entries"]["field"]}
    assert (types["url"], types["published"], types["word_count"]) == ("sc:URL", "sc:DateTime", "sc:Integer")
    assert (types["published_date"], types["is_breaking"], types["text"]) == ("sc:Date", "sc:Boolean", "sc:Text")
    assert records["blogs"]["dataType"] == "sc:LiveBlogPosting"
    assert "dataType" not in records["entries"]  # liveBlogUpdate is a property, not a type


def test_croissant_says_what_people_say():
    """Makers, licence, address, date and rights are those of seeds.yaml; what nobody says is left out."""
    found = json.loads(files_of(**STATED)["croissant.json"])
    assert (found["url"], found["datePublished"]) == ("https://data.example.org/storm", "2031-04-01T09:00:00Z")
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert [(one["@type"], one["name"]) for one in found["creator"]] == [
        ("Person", "Ada Example"),
        ("Organization", "The harbour desk"),
    ]
    bare = json.loads(files_of()["croissant.json"])
    assert {"url", "datePublished", "creator"}.isdisjoint(bare)
    assert bare["license"] == ["Not stated; the texts belong to their publishers"]


# liveblogs/


def live_blogs(tables, **marks):
    """The live blogs of tables by their files' names."""
    from livepack.documents.live_blogs import render_live_blogs

    descriptor = {"title": "T", "version": "1.0.0", "livepack": marks}
    return {name: json.loads(data) for name, data in render_live_blogs(tables, descriptor)}


def test_the_live_blog_of_the_seed():
    """Its posts stand from 10:52 to 15:35 with offset, text, pictures, embeds and contributors, under schema.org's terms."""
    found = json.loads(SEED.files["liveblogs/bbc-38308826.jsonld"])
    posts = found["liveBlogUpdate"]
    assert (
        SEED.files["liveblogs/bbc-38308826.jsonld"].decode().count('\n  {"@type": "BlogPosting"') == 20
    )  # a line each
    assert (found["@type"], found["identifier"], found["publisher"]["name"]) == (
        "LiveBlogPosting",
        "bbc-38308826",
        "BBC News",
    )
    assert [len(posts), posts[0]["datePublished"], posts[-1]["datePublished"]] == [
        20,
        "2016-12-14T10:52:00+00:00",
        "2016-12-14T15:35:00+00:00",
    ]
    assert [post["datePublished"] for post in posts] == sorted(post["datePublished"] for post in posts)
    assert len(found["abstract"]) == 5
    by_id = {post["identifier"]: post for post in posts}
    convoy = by_id["bbc-38308826/t20161214T1447Z"]
    assert [image["creditText"] for image in convoy["image"]] == ["AFP", "AFP", "AP"]
    assert convoy["image"][1]["caption"].startswith("Some cars displayed the flag")
    assert convoy["image"][0]["alt_text"].startswith("People wait with their cars")
    assert by_id["bbc-38308826/t20161214T1508Z"]["author"] == [
        {"@type": "Role", "roleName": "BBC Radio 4", "author": {"name": "The World at One"}}
    ]
    shared = [one for post in posts for one in post.get("sharedContent", ())]
    assert Counter(one["@type"] for one in shared) == {"SocialMediaPosting": 14, "MediaObject": 1}
    rows = {row["entry_id"]: row for row in making.read_package(SEED.files)["entries"]}
    assert all(post["articleBody"] == rows[post["identifier"]]["text"] for post in posts)
    assert by_id["bbc-38308826/t20161214T1508Z"]["creditText"].startswith("BBC News, “Has the West lost the will")


def test_every_property_is_a_term_of_the_schemas():
    """No property of a live blog is one that no column has, but for those that hold objects."""
    terms = {
        item.rdf_type.rpartition("/")[2] if "schema.org" in item.rdf_type else item.name
        for table in schemas.tables().values()
        for item in table.fields
        if item.rdf_type
    }
    kinds = {table.rdf_type.rpartition("/")[2] for table in schemas.tables().values()}

    def walk(value):
        if isinstance(value, dict):
            yield from (key for key in value if key[0] != "@")
            yield from (key for inner in value.values() for key in walk(inner))
        elif isinstance(value, list):
            yield from (key for inner in value for key in walk(inner))

    found = json.loads(SEED.files["liveblogs/bbc-38308826.jsonld"])
    found.pop("@context")
    used = set(walk(found))
    assert used - terms - kinds == {"image", "isBasedOn"}


def test_times_in_a_live_blog():
    """A time has its offset where it is known; else the wall time, the day, or nothing stands there."""
    tables = making.tables_of(*TWO_PAGES)
    entry = tables["entries"][0]
    for cells, wanted in (
        (
            {"published": "2022-05-22T13:51:00Z", "published_local": "2022-05-22T14:51:00", "utc_offset": "+01:00"},
            "2022-05-22T14:51:00+01:00",
        ),
        ({"published": "2022-05-22T13:51:00Z", "published_local": "", "utc_offset": ""}, "2022-05-22T13:51:00Z"),
        ({"published": "", "published_local": "2022-05-22T14:51:00", "utc_offset": ""}, "2022-05-22T14:51:00"),
        ({"published": "", "published_local": "", "utc_offset": "", "published_date": "2022-05-22"}, "2022-05-22"),
        ({"published": "", "published_local": "", "utc_offset": "", "published_date": ""}, None),
    ):
        entry |= cells
        assert live_blogs(tables)["liveblogs/b.jsonld"]["liveBlogUpdate"][0].get("datePublished") == wanted
    entry |= {"first_published": "2022-05-22T13:00:00Z", "updated": "2022-05-22T14:00:00Z", "identifier": "77"}
    post = live_blogs(tables)["liveblogs/b.jsonld"]["liveBlogUpdate"][0]
    assert (post["datePublished"], post["dateModified"]) == ("2022-05-22T13:00:00Z", "2022-05-22T14:00:00Z")
    assert post["identifier"] == [entry["entry_id"], "77"]


def shown(*times, page="p"):
    """Entries as a page displays them, each with a time or none."""
    return [
        {"page_id": page, "position": str(number), "published": time, "entry_id": f"{page}{number}"}
        for number, time in enumerate(times, start=1)
    ]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (shown("15", "14", "14", "13"), "p4 p3 p2 p1"),
        (shown("13", "14", "14", "15"), "p1 p2 p3 p4"),
        (shown("09", "15", "14", "13"), "p1 p4 p3 p2"),
        (shown("15", "", "13"), "p3 p2 p1"),
        (shown("", "15", "13"), "p3 p2 p1"),
        (shown("13", "", "15"), "p1 p2 p3"),
        (shown("", "", ""), "p1 p2 p3"),
        ([*shown("15", "14"), *shown("13", "12", page="q")], "q2 q1 p2 p1"),
        ([], ""),
    ],
    ids=[
        "newest first",
        "oldest first",
        "pinned on top",
        "untimed within",
        "untimed on top",
        "untimed in a stream",
        "no times",
        "two pages",
        "none",
    ],
)
def test_posts_are_told_from_the_earliest(rows, wanted):
    """Posts follow one another in time; of one minute as their page runs; one without a time stays by its neighbour."""
    from livepack.documents.live_blogs import sort_by_time

    assert " ".join(row["entry_id"] for row in sort_by_time(rows, ["p", "q"])) == wanted


@pytest.mark.parametrize("blog_id", ["bbc-38308826", "a" * 100, "a.b_c~d", "console", "com10x"])
def test_files_are_called_by_their_blogs(blog_id):
    """A blog's file has the name of its id."""
    from livepack.documents.live_blogs import name_file

    assert name_file(blog_id) == f"liveblogs/{blog_id}.jsonld"


@pytest.mark.parametrize("blog_id", ["Acme-7", "a" * 101, "con", "nul.x", "lpt1", "aux"])
def test_names_that_some_system_cannot_keep(blog_id):
    """Capitals, lengths and names of devices are put right, and no two ids share a file."""
    from livepack.documents.live_blogs import name_file

    found = name_file(blog_id)
    assert re.fullmatch(r"liveblogs/[a-z][a-z0-9._~-]{2,39}-[0-9a-f]{12}\.jsonld", found)
    assert len(found) < 80
    assert name_file(blog_id.swapcase()) != found


def test_what_belongs_to_the_whole_page():
    """Contributors, pictures and embeds of no post are the live blog's own, and an embed has its author's address."""
    tables = making.tables_of(*TWO_PAGES)
    page_id = tables["pages"][0]["page_id"]
    tables["contributors"].append({"page_id": page_id, "name": "Ada", "url": "https://example.org/ada"})
    tables["embeds"].append(
        {
            "page_id": page_id,
            "embed_id": f"{page_id}/m1",
            "kind": "social_post",
            "provider": "bluesky",
            "author_name": "Bo",
            "author_url": "https://example.org/bo",
            "text": "Hello.",
        }
    )
    found = live_blogs(tables)["liveblogs/b.jsonld"]
    assert found["author"] == [{"name": "Ada", "url": "https://example.org/ada"}]
    (embed,) = found["sharedContent"]
    assert embed["author"] == {"name": "Bo", "url": "https://example.org/bo"}
    assert "author" not in live_blogs(tables)["liveblogs/c.jsonld"]
    dry = live_blogs(tables, dehydrated=True)["liveblogs/b.jsonld"]
    assert "author" not in dry
    assert dry["sharedContent"][0]["author"] == {"url": "https://example.org/bo"}
    assert not {"articleBody", "headline"} & set(dry["liveBlogUpdate"][0])
