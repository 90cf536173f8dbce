"""The document of this repository: what it holds, and that nothing of it was lost."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

import making
from livepack import rules
from livepack.building import build_package

DOCUMENT = making.SEED.read_text("utf-8")


@pytest.fixture(scope="module")
def package():
    return build_package([making.ROOT / "seeds"], None).files


@pytest.fixture(scope="module")
def tables(package):
    """The tables as they stand in the CSV files."""
    return making.read_package(package)


def of_post(tables, name, position):
    """The rows of a table for the post at that position."""
    (entry,) = [row["entry_id"] for row in tables["entries"] if row["position"] == str(position)]
    return [row for row in tables[name] if row["entry_id"] == entry]


def blocks_of(tables, position):
    """The kinds of a post's blocks, in order: P, I or E."""
    rows = [
        (int(row["block"]), letter)
        for name, letter in (("paragraphs", "P"), ("images", "I"), ("embeds", "E"))
        for row in of_post(tables, name, position)
    ]
    assert sorted(number for number, _ in rows) == list(range(1, len(rows) + 1))
    return " ".join(letter for _, letter in sorted(rows))


def test_the_document_is_as_it_was_found():
    """The bytes of the document are those that were given."""
    digest = hashlib.sha256(making.SEED.read_bytes()).hexdigest()
    assert digest == "6f357a5fe435c26549a1559856ffa60b903b9b153aba6a475b8065ef268a973f"


def test_twenty_posts(tables):
    """Twenty posts run from 15:35 down to 10:52 on 14 December 2016, which was winter time."""
    posts = tables["entries"]
    assert [row["position"] for row in posts] == [row["list_number"] for row in posts] == [str(n) for n in range(1, 21)]
    instants = [row["published"] for row in posts]
    assert (instants[0], instants[-1]) == ("2016-12-14T15:35:00Z", "2016-12-14T10:52:00Z")
    assert instants == sorted(instants, reverse=True)
    assert {(row["utc_offset"], row["published_precision"], row["published_basis"]) for row in posts} == {
        ("+00:00", "minute", "stated")
    }
    assert all(row["headline"] for row in posts)
    assert posts[4]["entry_id"] == "bbc-38308826/t20161214T1447Z"


def test_how_many_there_are_of_each(tables):
    """There are 5 key points, 53 paragraphs, 8 images, 15 embeds and 3 contributors, on one page of one blog."""
    counts = {name: len(rows) for name, rows in tables.items() if name != "ledger"}
    assert counts == {
        "blogs": 1,
        "pages": 1,
        "key_points": 5,
        "entries": 20,
        "contributors": 3,
        "paragraphs": 53,
        "embeds": 15,
        "images": 8,
        "links": 0,
        "findings": 0,
    }
    assert {row["kind"] for row in tables["paragraphs"]} == {"paragraph"}


def test_images(tables):
    """Eight pictures have a credit and an alternative text each, five a caption; three are in post 5, three in post 9."""
    images = tables["images"]
    assert [sum(bool(row[name]) for row in images) for name in ("credit", "alt_text", "caption")] == [8, 8, 5]
    assert {n: len(of_post(tables, "images", n)) for n in range(1, 21) if of_post(tables, "images", n)} == {
        2: 1,
        5: 3,
        9: 3,
        11: 1,
    }
    assert [row["credit"] for row in of_post(tables, "images", 9)] == [
        "Getty Images",
        "Al Mayadeen",
        "Salah Ashkar",
    ]


def test_embeds(tables):
    """Fourteen tweets left only their notices, numbered in each post from 1; one film left its caption."""
    assert Counter((row["provider"], row["availability"]) for row in tables["embeds"]) == {
        ("twitter", "consent_notice"): 14,
        ("bbc", "caption_only"): 1,
    }
    numbers = {n: [row["label_number"] for row in of_post(tables, "embeds", n)] for n in range(1, 21)}
    assert {n: found for n, found in numbers.items() if len(found) > 1} == {
        15: ["1", "2", "3"],
        17: ["1", "2"],
        18: ["1", "2"],
    }
    (film,) = of_post(tables, "embeds", 8)
    assert (film["kind"], film["caption"], film["label_number"]) == (
        "media",
        "A civilian in eastern Aleppo pleads for safe passage out of the city.",
        "",
    )
    assert {found[0] for n, found in numbers.items() if found and n != 8} == {"1"}


@pytest.mark.parametrize(("position", "blocks"), [(5, "P P P I I P I"), (11, "I P P P P"), (15, "P P E P E P E")])
def test_the_order_of_blocks(tables, position, blocks):
    """Paragraphs, pictures and embeds of a post stand in the order of the page."""
    assert blocks_of(tables, position) == blocks


def test_contributors_and_subheading(tables):
    """Posts 3, 8 and 11 name a contributor, and post 11 has a line under its headline."""
    found = {n: [(row["name"], row["role"]) for row in of_post(tables, "contributors", n)] for n in (3, 8, 11)}
    assert found == {
        3: [("The World at One", "BBC Radio 4")],
        8: [("Today Programme", "BBC Radio 4")],
        11: [("BBC Monitoring", "News from around the globe")],
    }
    assert {row["position"]: row["subheading"] for row in tables["entries"] if row["subheading"]} == {
        "11": "How the battle has been covered in the Middle East",
    }


def test_the_ledger_accounts_for_every_character(tables):
    """The ledger covers 21,696 characters exactly once, nothing unread, and markup holds no letter."""
    ledger = tables["ledger"]
    assert len(DOCUMENT) == 21_696
    assert list(making.cover_problems(DOCUMENT, ledger)) == []
    assert list(making.markup_problems(DOCUMENT, ledger, tables)) == []
    assert {row["disposition"] for row in ledger} == {"field", "boilerplate", "markup"}


def test_the_document_is_rebuilt(tables):
    """From tables, ledger and rules alone everything but markup is written again, and it is the document.

    The cells give the fields, the rules the boilerplate; only the markup, which holds no letter, is taken from
    the document. White space within fields is compared as single spaces, everything else to the letter.
    """
    rows = making.rows_by_id(tables)
    rebuilt, expected = "", ""
    taken = Counter()
    for span in tables["ledger"]:
        text = DOCUMENT[int(span["start_char"]) : int(span["end_char"])]
        row = rows.get((span["table_name"], span["row_id"]), {})
        if span["disposition"] == "field":
            taken[span["table_name"], span["row_id"], span["field_name"]] += 1
            rebuilt += row[span["field_name"]]
            text = making.normalise(text)
        elif span["disposition"] == "boilerplate":
            rebuilt += rules.rules()[span["rule"]].render(row, int(span["part"] or 0))
        else:
            assert span["disposition"] == "markup"
            assert not any(char.isalpha() for char in text)
            rebuilt += text
        expected += text
    assert set(taken.values()) == {1}
    assert rebuilt == expected
    assert making.normalise(rebuilt) == making.normalise(DOCUMENT)


def test_every_cell_is_its_spans(tables):
    """Every source cell is what its spans give, and every label what its rule prints."""
    documents = {tables["pages"][0]["page_id"]: DOCUMENT}
    assert list(making.cell_problems(documents, tables)) == []
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.rule_problems(documents, tables)) == []


def test_the_committed_package_is_fresh(package):
    """datapackage/ holds exactly what a build makes now."""
    committed = making.read_files(making.ROOT / "datapackage")
    assert sorted(committed) == sorted(package)
    assert [name for name in package if committed[name] != package[name]] == []


def test_every_build_is_the_same(package, tmp_path, monkeypatch):
    """Built again, with two jobs, from another folder, or with the path typed otherwise, the bytes are the same."""
    assert build_package([making.ROOT / "seeds"], None, jobs=2).files == package
    monkeypatch.chdir(making.ROOT)
    for path in ("seeds", "seeds/", "./seeds", "tests/../seeds", str(making.SEED)):
        assert build_package([path], None).files == package
    monkeypatch.chdir(tmp_path)
    assert build_package([making.ROOT / "seeds"], "out").files == package
    assert making.read_files(tmp_path / "out") == package
