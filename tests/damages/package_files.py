"""Damages: files."""

from __future__ import annotations

from damage import replace_once
from damages.table import damages


@damages("row-length", is_saved=False)
def short_row(package):
    """A row has lost its last cells."""

    def cut(data: bytes) -> bytes:
        at = data.rindex(b",4,0,0\n")
        return data[:at] + data[at + len(b",4,0,0") :]

    package.edit_bytes("entries", cut)


@damages("row-length", is_saved=False)
def long_row(package):
    """A row has a cell too many."""
    package.edit_bytes("key_points", lambda data: data[:-1] + b",more\n")


@damages("row-length", is_saved=False)
def blank_line(package):
    """A table has a blank line."""
    package.edit_bytes("key_points", lambda data: data + b"\n")


@damages("csv-broken", is_saved=False)
def unclosed_quote(package):
    """A quotation mark in the file is not closed."""
    package.edit_bytes("contributors", lambda data: data[:-1] + b',"\n')


@damages("csv-broken", is_saved=False)
def text_after_a_closing_quote(package):
    """Text follows a closing quotation mark."""
    package.edit_bytes("paragraphs", replace_once('""randomly""', '"" "randomly""'))


@damages("csv-broken", is_saved=False)
def needless_quotes(package):
    """Cells are in quotation marks that need none."""
    package.edit_bytes("contributors", replace_once("The World at One", '"The World at One"'))


@damages("csv-broken", is_saved=False)
def nul(package):
    """A table holds a NUL."""
    package.edit_bytes("contributors", replace_once("The World at One", "The World\0at One"))


@damages("csv-broken", is_saved=False)
def no_line_end(package):
    """A table's last row has no line end."""
    package.edit_bytes("contributors", lambda data: data[:-1])


@damages("csv-broken", is_saved=False)
def newlines_of_windows(package):
    """A table's lines end with CRLF."""
    package.edit_bytes("contributors", lambda data: data.replace(b"\n", b"\r\n"))


@damages("csv-broken", is_saved=False)
def byte_order_mark(package):
    """A table begins with a byte-order mark."""
    package.edit_bytes("contributors", lambda data: b"\xef\xbb\xbf" + data)


@damages("csv-broken", is_saved=False)
def other_encoding(package):
    """A table is in windows-1252."""
    package.edit_bytes("pages", lambda data: data.decode().encode("windows-1252"))


@damages("header-differs", is_saved=False)
def header_repeated(package):
    """Two columns have one name."""
    package.edit_bytes("contributors", replace_once(",role,", ",name,"))


@damages("header-differs", is_saved=False)
def column_renamed(package):
    """A column has another name."""
    package.edit_bytes("contributors", replace_once(",role,", ",function,"))


@damages("header-differs", is_saved=False)
def key_column_renamed(package):
    """The column that says of which blog a page is has another name."""
    package.edit_bytes("pages", replace_once("page_id,blog_id,", "page_id,blog,"))


@damages("header-differs", is_saved=False)
def header_missing(package):
    """A table is empty, header and all."""
    package.edit_bytes("links", lambda _: b"")


@damages("hash-differs", "derived-differs", "value-differs", is_saved=False)
def hash_wrong(package):
    """A letter of a table is another, and the hash was left alone."""
    package.edit_bytes("contributors", replace_once("BBC Radio 4,\n", "BBC Radio 5,\n"), is_mended=False)


@damages("bytes-differ", is_saved=False)
def size_wrong(package):
    """The descriptor states another size."""
    package.edit_descriptor(lambda found: found["resources"][0].update(bytes=1))


@damages("descriptor-invalid", is_saved=False)
def hash_in_capitals(package):
    """The descriptor names the algorithm in capitals."""
    package.edit_descriptor(
        lambda found: found["resources"][0].update(hash=found["resources"][0]["hash"].replace("sha", "SHA"))
    )


@damages("descriptor-invalid", "schema-differs", is_saved=False)
def misspelt_property(package):
    """The descriptor writes foreignKey."""

    def misspell(found: dict) -> None:
        schema = found["resources"][1]["schema"]
        schema["foreignKey"] = schema.pop("foreignKeys")

    package.edit_descriptor(misspell)


@damages("schema-differs", is_saved=False)
def pattern_loosened(package):
    """A pattern in the descriptor's schema takes anything."""
    package.edit_descriptor(
        lambda found: found["resources"][0]["schema"]["fields"][0]["constraints"].update(pattern="a|b|.*")
    )


@damages("schema-differs", is_saved=False)
def version_of_the_schemas_changed(package):
    """The descriptor states another version of the schemas."""
    package.edit_descriptor(lambda found: found["livepack"].update(schemaVersion="0.9.0"))


@damages("schema-differs", is_saved=False)
def resource_described_otherwise(package):
    """The descriptor describes a table otherwise than schemas/."""
    package.edit_descriptor(lambda found: found["resources"][3].update(title="Other things"))


@damages("path-unsafe", is_saved=False)
def path_out_of_the_package(package):
    """A path leads out of the package."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path="../package/blogs.csv"))


@damages("path-unsafe", is_saved=False)
def absolute_path(package):
    """A path is absolute."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path=str(package.folder / "blogs.csv")))


@damages("path-unsafe", is_saved=False)
def path_of_the_web(package):
    """A path is an address."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path="https://example.org/blogs.csv"))


@damages("descriptor-invalid", is_saved=False)
def list_of_paths(package):
    """A path is a list."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path=["blogs.csv"]))


@damages("descriptor-invalid", is_saved=False)
def resource_repeated(package):
    """A table is named twice."""
    package.edit_descriptor(lambda found: found["resources"].append(found["resources"][0]))


@damages("descriptor-invalid", is_saved=False)
def key_of_json_repeated(package):
    """An object of the descriptor has two hashes, of which readers keep one."""
    path = package.folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"hash": "', '"hash": "sha256:0", "hash": "', 1), "utf-8")
    package.sum_up()


@damages("table-missing", is_saved=False)
def table_missing(package):
    """The descriptor names no table of links."""
    package.edit_descriptor(
        lambda found: found.update(resources=[r for r in found["resources"] if r["name"] != "links"])
    )


@damages("file-missing", is_saved=False)
def file_missing(package):
    """A table's file is gone."""
    (package.folder / "links.csv").unlink()
