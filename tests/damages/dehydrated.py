"""Damages: packages without the publisher's words."""

from __future__ import annotations

from damages.table import damages


@damages("words-left", of="dry")
def dry_headline_left(package):
    """A headline was put back into a package that says that it holds none."""
    package["entries"][3]["headline"] = "Russia says"


@damages("schema-differs", of="dry", is_saved=False)
def dry_words_required(package):
    """The descriptor requires a text where none may be."""
    package.edit_descriptor(
        lambda found: found["resources"][5]["schema"]["fields"][5]["constraints"].update(required=True)
    )


@damages("descriptor-invalid", of="dry", is_saved=False)
def dry_original_forgotten(package):
    """The descriptor no longer says what the whole package was."""
    package.edit_descriptor(lambda found: found["livepack"].pop("original"))


@damages("ledger-dangling", "block-gap", "count-differs", "position-gap", of="dry")
def dry_paragraph_dropped(package):
    """A paragraph's row is gone."""
    package.drop("paragraphs", package["paragraphs"][4])


@damages("ledger-gap", of="dry")
def dry_ledger_cut(package):
    """Some characters have no fate."""
    package["ledger"][7]["end_char"] = str(int(package["ledger"][7]["end_char"]) - 1)


@damages("time-inconsistent", "order-inverted", "id-differs", of="dry")
def dry_time_moved(package):
    """A post was moved by an hour."""
    package["entries"][3]["published"] = "2016-12-14T14:00:00Z"


@damages("source-changed", of="dry", is_saved=False)
def dry_source_changed(package):
    """The saved page is no longer the one that was read."""
    package.edit_source(lambda data: data + b"\n")
