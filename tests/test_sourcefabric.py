"""Sourcefabric Live Blog: posts are packages of items, with the HTML that readers see in strings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import golden
from livepack.errors import SourceError
from livepack.page import Image
from livepack.readers import read_page
from livepack.source import decode_source

PAGE = golden.page_file(Path(__file__).parent / "pages" / "sourcefabric_json" / "answer")


def answer():
    return json.loads(PAGE.read_text("utf-8"))


def read(document):
    return read_page(decode_source("page.json", json.dumps(document).encode()))


def test_no_other_reader_reads_json_of_this_kind():
    """There is no general reader of JSON: without this one the document would be refused."""
    page = read(answer())
    assert page.reader == "sourcefabric_json"
    assert [len(entry.blocks) for entry in page.entries] == [4, 2, 1, 2]


def test_deleted_posts_are_outside():
    """A post that was taken back is no post, and nothing of it is unread."""
    document = answer()
    for post in document["_items"][1:]:
        post["deleted"] = True
    page = read(document)
    assert len(page.entries) == 1
    assert sum(span.disposition == "outside" for span in page.ledger) == 4
    assert not any(span.disposition == "unread" for span in page.ledger)


@pytest.mark.parametrize("items", [[], [{"groups": [], "deleted": False}], "none"])
def test_an_answer_without_posts_is_refused(items):
    """An answer with no post, or with deleted ones only, says what is missing."""
    document = {"_items": items, "groups": 0, "refs": 0, "item_type": 0}
    with pytest.raises(SourceError, match="holds no posts") as caught:
        read(document)
    assert "with its posts" in caught.value.advice


@pytest.mark.parametrize(
    ("caption", "figure", "unread"),
    [
        ("The crane", "The crane Credit: Ada", False),
        ("The crane &amp; more", "The crane &amp;amp; more Credit: Ada", False),
        ("", "Credit: Ada", False),
        ("The crane", "Another caption Credit: Ada", True),
    ],
)
def test_caption_and_credit_of_a_picture(caption, figure, unread):
    """`meta` has caption and credit; the figure that glues them witnesses both, and what it says beside is unread."""
    document = answer()
    item = document["_items"][1]["groups"][1]["refs"][1]["item"]
    item["meta"] |= {"caption": caption, "credit": "Ada"}
    item["text"] = f"<figure><img src='x.jpg'><figcaption>{figure}</figcaption></figure>"
    page = read(document)
    picture = next(block for entry in page.entries for block in entry.blocks if isinstance(block, Image))
    assert (picture.caption, picture.credit, picture.width) == (caption, "Ada", 1400)
    assert any(span.disposition == "unread" for span in page.ledger) is unread


def test_unknown_fields_are_unread():
    """A field that the rules do not list is no machinery: it is unread until somebody has looked at it."""
    document = answer()
    document["_items"][0]["editors_note"] = "Words for readers"
    page = read(document)
    assert [span.disposition for span in page.ledger].count("unread") == 1
