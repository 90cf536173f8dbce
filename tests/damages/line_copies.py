"""Damages: copies of lines."""

from __future__ import annotations

from damage import free, join, replace_once, swap
from damages.table import build_again, cut_paragraph, damages


@damages("kind-differs", "markup-text", of="lines")
def item_as_paragraph(package):
    """A line with a bullet is a paragraph."""
    package.one("paragraphs", kind="list_item")["kind"] = "paragraph"


@damages("kind-differs", of="lines")
def paragraph_as_item(package):
    """A line without a bullet is a list item."""
    package.one("paragraphs", text="The goat belongs to the harbour master.")["kind"] = "list_item"


@damages("column-not-in-source", "kind-differs", of="lines")
def label_invented(package):
    """An embed has a number, though the copy has lost its labels."""
    package.one("embeds", provider_name="Twitter", embed_id="reader-copy/")["label_number"] = "1"


@damages("value-differs", "recount-differs", "finding-missing", of="lines")
def provider_changed_in_a_copy_of_lines(package):
    """A post on Twitter is one on Facebook, whose words are but recalled."""
    row = package.one("embeds", provider_name="Twitter", embed_id="reader-copy/")
    row |= {"provider": "facebook", "provider_name": "Facebook"}


@damages("span-order", of="lines")
def blocks_exchanged_in_a_copy_of_lines(package):
    """Two paragraphs of a post have each other's place."""
    rows = package.all("paragraphs", entry_id="reader-copy/t20231109T1012Z")
    swap(*rows, "text")
    for span, other in zip(package.spans(rows[0]["paragraph_id"]), package.spans(rows[1]["paragraph_id"]), strict=True):
        swap(span, other, "row_id")
    package.mend()


@damages("block-cut", "kind-differs", of="lines")
def line_cut_in_two(package):
    """One line is two paragraphs."""
    row = package.one("paragraphs", text="The goat belongs to the harbour master.")
    cut_paragraph(package, row, row["text"].index(" to "))


@damages("finding-missing", of="lines")
def finding_of_a_cut_notice_of_lines_dropped(package):
    """One notice of a page has lost its last line, and the finding that said so is gone."""
    package.edit_source(replace_once("End of twitter post\n", ""), "reader_copy_with_labels.txt")
    build_again(package)
    package.drop("findings", package.one("findings", code="embed-block-cut"))


@damages("reader-differs", "column-not-in-source", of="lines")
def abilities_of_a_copy_changed(package):
    """A page says that its copy cannot hold headlines."""
    page = package.one("pages", source_file="reader_copy.txt")
    page["not_in_source"] += " entries.headline"


@damages("recount-differs", "template-unclaimed", "outside-inside", of="lines")
def last_notice_declared_outside(package):
    """The last notice of a page has no row, and its lines are declared outside."""
    row = package.all("embeds", embed_id="reader-copy/", provider_name="YouTube")[-1]
    spans = package["ledger"]
    own = [index for index, span in enumerate(spans) if span["row_id"] == row["embed_id"]]
    run = spans[own[0] : own[-1] + 1]
    join(package, run)
    free(run[0], "outside")
    package.drop("embeds", row)
    package.mend()
