"""Damages: JSON documents, and web archives."""

from __future__ import annotations

from damage import free, replace_once
from damages.table import build_again, damages, html_row_dropped, join_spans


@damages("markup-text", of="json")
def json_paragraph_as_markup(package):
    """A paragraph that stands in the HTML of a string is declared markup, and everything else is put right."""
    html_row_dropped(package, "paragraphs", package.one("paragraphs", text="Nobody was hurt."))


@damages("markup-text", of="json")
def json_string_as_markup(package):
    """A whole string that is no machinery of the format is declared markup."""
    page = package.one("pages", source_file="blocks.json")
    for span in package.spans(page["page_id"], "title"):
        free(span)
        span["decode"] = ""
    page["title"] = package.one("blogs", blog_id=page["blog_id"])["title"] = ""
    package.mend()
    join_spans(package)


@damages("recount-differs", "id-differs", "markup-text", of="json")
def json_identifier_as_markup(package):
    """The id of a post is declared markup."""
    entry = package.one("entries", headline="Morning summary")
    for span in package.spans(entry["entry_id"], "identifier"):
        free(span)
    entry["identifier"] = ""
    package.mend()
    join_spans(package)


@damages("recount-differs", "id-differs", "markup-text", of="json")
def json_identifier_under_a_path_as_markup(package):
    """The id of a post, counted again by its key in the objects at a path, is declared markup."""
    entry = package.one("entries", author_name="Jo Ferryman")
    for span in package.spans(entry["entry_id"], "identifier"):
        free(span)
    entry["identifier"] = ""
    package.mend()
    join_spans(package)


@damages("recount-differs", "markup-text", of="json")
def json_picture_as_markup(package):
    """A picture in the HTML of a string, with its addresses and texts, is declared markup."""
    html_row_dropped(package, "images", package.one("images", alt_text="A crane over the bridge"))


@damages("json-key-repeated", of="json", is_saved=False)
def built_json_key_repeated(package):
    """A post has its marks twice."""
    package.edit_source(replace_once('"attributes": {', '"attributes": {}, "attributes": {'), "blocks.json")
    build_again(package)


@damages("character-left-out", of="json", is_saved=False)
def built_json_half_a_character(package):
    """An emoji in a headline is cut in two."""
    package.edit_source(replace_once("\\ud83d\\udd27", "\\ud83d"), "blocks.json")
    build_again(package)


@damages("container-cut", of="json", is_saved=False)
def built_archive_cut(package):
    """A web archive ends where its first part does, without the line that ends it."""
    package.edit_source(
        lambda data: data[: data.index(b"Content-Type: text/css")].rpartition(b"--")[0], "saved_as_mhtml.mhtml"
    )
    build_again(package)
