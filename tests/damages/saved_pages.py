"""Damages: sources."""

from __future__ import annotations

import re
import shutil

import making
from damage import Package, replace_once
from damages.table import SEED_PAGE, build_again, damages
from livepack import schemas


@damages("source-changed", is_saved=False)
def source_truncated(package):
    """The source ends early."""
    package.edit_source(lambda data: data[:-500])


@damages("ledger-overlap", "block-cut", "kind-differs", "value-differs")
def source_truncated_and_accepted(package):
    """The source ends early, and size, length and digest were mended."""
    package.edit_source(lambda data: data[:-500])
    package.accept_source()
    _rename_page(package)


def _rename_page(package: Package) -> None:
    page = package["pages"][0]
    package.rename(page["page_id"], "p" + page["source_sha256"][:12])


@damages("value-differs", "boilerplate-differs", "curated-differs", "markup-text", "recount-differs")
def source_re_encoded(package):
    """The source is in windows-1252, read as it, and size, length and digest were mended."""
    package.edit_source(lambda data: data.decode().encode("windows-1252", "replace"))
    package["pages"][0]["source_encoding"] = "utf-16-le"
    package["pages"][0]["source_encoding"] = "cp437"
    package.accept_source()
    _rename_page(package)


@damages("source-changed", is_saved=False)
def source_with_other_newlines(package):
    """The source's lines end with CRLF."""
    package.edit_source(lambda data: data.replace(b"\n", b"\r\n"))


@damages("source-facts")
def newlines_not_noted(package):
    """The source's lines end with CRLF, and only size and digest were mended."""
    package.edit_source(lambda data: data.replace(b"\n", b"\r\n"))
    package.accept_source()
    _rename_page(package)


@damages("source-facts", "curated-differs")
def encoding_wrong(package):
    """The source is said to be in ASCII."""
    package["pages"][0]["source_encoding"] = "ascii"


@damages("source-facts", "curated-differs")
def source_under_another_name(package):
    """The page names a document that is not there, with the digest of one that is."""
    package["pages"][0]["source_file"] = "elsewhere.txt"


@damages("source-missing", is_saved=False)
def source_missing(package):
    """The source is gone."""
    (package.sources / SEED_PAGE).unlink()


@damages("source-missing", of="many")
def page_and_source_dropped(package):
    """A page is gone with all its rows, and its source too; seeds.yaml still lists it."""
    page = package.one("pages", source_file="story_card.txt")
    own = {row["entry_id"] for row in package.all("entries", page_id=page["page_id"])}
    for table in schemas.tables():
        package.loaded[table] = [
            row
            for row in package[table]
            if row.get("page_id") != page["page_id"]
            and row.get("entry_id") not in own
            and row.get("blog_id") != page["blog_id"]
        ]
    (package.sources / "story_card.txt").unlink()
    (package.folder / "liveblogs" / f"{page['blog_id']}.jsonld").unlink()
    package.save()
    numbers = {"posts": "entries", "live blogs": "blogs", "saved pages": "pages"}

    def count(found: dict) -> None:
        for words, table in numbers.items():
            found["description"] = re.sub(f"[0-9]+ {words}", f"{len(package[table])} {words}", found["description"])

    package.edit_descriptor(count)


@damages("source-not-built", is_saved=False)
def source_not_built(package):
    """The sources hold a page that the package does not."""
    (package.sources / "more.txt").write_text(making.small_page(), "utf-8")


@damages("finding-missing", is_saved=False)
def source_doubled(package):
    """The sources hold a page twice, and the package does not say so."""
    shutil.copy(package.sources / SEED_PAGE, package.sources / "again.txt")


@damages("seeds-changed", is_saved=False)
def seeds_changed(package):
    """Somebody has added a line to seeds.yaml."""
    package.edit_source(lambda data: data + b"# more\n", "seeds.yaml")


@damages("outside-times", of="many")
def posts_outside(package):
    """Behind the last post stand lines with clock times; the source has them, and the package was built of that."""
    more = "Related topics\n10:01 One\n10:02 Two\n10:03 Three\n"
    package.edit_source(replace_once("Related topics\n", more), "gate-2.txt")
    build_again(package)
