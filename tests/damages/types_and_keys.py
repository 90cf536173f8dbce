"""Damages: types and keys."""

from __future__ import annotations

from damages.table import BLOG, damages


@damages("value-type", "id-differs")
def time_without_z(package):
    """A post's instant has no offset."""
    entry = package["entries"][5]
    entry["published"] = entry["published"].removesuffix("Z")


@damages("value-type", "time-inconsistent")
def midnight_as_24(package):
    """A wall time is 24:00."""
    package["entries"][5]["published_local"] = "2016-12-14T24:00:00"


@damages("value-type", "count-differs")
def number_with_a_sign(package):
    """A count is written with a plus sign."""
    package["entries"][0]["paragraph_count"] = "+3"


@damages("value-pattern", "curated-differs", "derived-differs")
def two_languages(package):
    """A page's language is a list with a bar."""
    package["pages"][0]["language"] = "en|fr"


@damages("value-pattern", "id-differs")
def newline_in_a_key(package):
    """An id ends with a line break."""
    package.rename(package["paragraphs"][-1]["paragraph_id"], package["paragraphs"][-1]["paragraph_id"] + "\n")


@damages("value-enum", "kind-differs")
def unknown_kind(package):
    """A paragraph is of a kind that is not listed."""
    package["paragraphs"][0]["kind"] = "Paragraph"


@damages("value-bound", "id-differs", "position-gap")
def position_zero(package):
    """A key point has position 0."""
    package["key_points"][0] |= {"position": "0"}


@damages("value-missing", "value-differs")
def text_missing(package):
    """A paragraph has no text."""
    package["paragraphs"][5]["text"] = ""
    package.mend()


@damages("value-missing", "ledger-gap")
def composite_key_partly_null(package):
    """A row of the ledger names no page."""
    package["ledger"][7]["page_id"] = ""


@damages("key-repeated", "ledger-overlap", "ledger-shape")
def ledger_key_repeated(package):
    """A row of the ledger stands twice."""
    package["ledger"].insert(8, dict(package["ledger"][7]))


@damages("key-dangling", "block-gap", "count-differs", "derived-differs", "id-differs", "position-gap", "span-order")
def paragraph_of_no_post(package):
    """A paragraph belongs to a post that does not exist."""
    package["paragraphs"][-1]["entry_id"] = f"{BLOG}/t20161214T0000Z"


@damages("value-differs")
def very_long_cell(package):
    """A paragraph has more characters than csv readers take by default."""
    package["paragraphs"][5]["text"] = "word " * 30_000 + "word"
    package.mend()
