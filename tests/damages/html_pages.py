"""Damages: HTML pages."""

from __future__ import annotations

from damages.table import damages, html_row_dropped


@damages("markup-text", "witness-differs", of="html")
def html_paragraph_as_markup(package):
    """A paragraph of an HTML page is declared markup, and everything else is put right."""
    html_row_dropped(package, "paragraphs", package.one("paragraphs", text="They had worked for nineteen hours."))


@damages("recount-differs", of="html")
def html_picture_as_markup(package):
    """A picture of an HTML page, with all its addresses and texts in attributes, is declared markup."""
    html_row_dropped(package, "images", package.one("images", alt_text="A queue of voters"))


@damages("recount-differs", of="html")
def html_embed_as_markup(package):
    """A frame of a known service is declared markup."""
    html_row_dropped(package, "embeds", package.one("embeds", provider="youtube"))


@damages("outside-inside", of="html")
def html_outside_in_a_post(package):
    """The markup between two values of a post is declared outside."""
    paragraph = package.one("paragraphs", text="They had worked for nineteen hours.")
    package.neighbour(package.spans(paragraph["paragraph_id"])[0], -1)["disposition"] = "outside"


@damages("witness-differs", of="html")
def html_witness_of_another_time(package):
    """A post's time is moved in all its forms; the attribute that witnesses it says otherwise."""
    entry = package.one("entries", headline="What people post")
    entry |= {"published": "2031-03-04T12:00:30Z", "published_local": "2031-03-04T12:00:30"}
    package.mend()
