"""Damages: documents."""

from __future__ import annotations

import hashlib
import re

from damages.table import BLOG, damages


@damages("document-missing", is_saved=False)
def document_missing(package):
    """The codebook is gone."""
    (package.folder / "CODEBOOK.md").unlink()


@damages("document-missing", is_saved=False)
def document_missing_everywhere(package):
    """The codebook is gone, and SHA256SUMS lists it no more."""
    (package.folder / "CODEBOOK.md").unlink()
    package.edit_checksums(lambda text: re.sub(r".*  CODEBOOK\.md\n", "", text))


@damages("document-missing", is_saved=False)
def checksums_missing(package):
    """SHA256SUMS itself is gone."""
    (package.folder / "SHA256SUMS").unlink()


@damages("checksum-differs", is_saved=False)
def document_edited(package):
    """Somebody wrote into the README."""
    path = package.folder / "README.md"
    path.write_text(path.read_text("utf-8") + "More.\n", "utf-8")


@damages("checksum-differs", is_saved=False)
def checksum_of_a_table_wrong(package):
    """SHA256SUMS states another digest of a table than the descriptor does."""
    package.edit_checksums(lambda text: re.sub(r"\w+  links\.csv", "0" * 64 + "  links.csv", text))


@damages("checksum-differs", is_saved=False)
def descriptor_edited_and_not_summed(package):
    """The descriptor was written anew with the same words, and SHA256SUMS was forgotten."""
    path = package.folder / "datapackage.json"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")


@damages("checksum-missing", is_saved=False)
def checksum_of_a_document_missing(package):
    """SHA256SUMS leaves out the rights, which are there."""
    package.edit_checksums(lambda text: re.sub(r".*  RIGHTS\.md\n", "", text))


@damages("checksums-broken", is_saved=False)
def checksums_in_another_form(package):
    """SHA256SUMS has digests in capitals."""
    package.edit_checksums(str.upper)


@damages("checksums-broken", is_saved=False)
def checksum_twice(package):
    """SHA256SUMS lists a file twice."""
    package.edit_checksums(lambda text: text + text.splitlines()[0] + "\n")


@damages("checksums-broken", is_saved=False)
def checksums_that_are_no_text(package):
    """SHA256SUMS is not in UTF-8."""
    (package.folder / "SHA256SUMS").write_bytes(b"\xff\xfe")


@damages("path-unsafe", is_saved=False)
def checksum_of_a_file_elsewhere(package):
    """SHA256SUMS names a file outside of the package."""
    package.edit_checksums(lambda text: text + "0" * 64 + "  ../package/links.csv\n")


@damages("checksum-differs", is_saved=False)
def live_blog_edited(package):
    """A word of a live blog's JSON-LD was changed."""
    path = package.folder / "liveblogs" / f"{BLOG}.jsonld"
    path.write_text(path.read_text("utf-8").replace("Aleppo", "Paris", 1), "utf-8")


@damages("document-missing", is_saved=False)
def live_blog_missing(package):
    """A live blog's JSON-LD is gone, and SHA256SUMS lists it no more."""
    (package.folder / "liveblogs" / f"{BLOG}.jsonld").unlink()
    package.edit_checksums(lambda text: re.sub(r".*  liveblogs/.*\n", "", text))


@damages("checksum-missing", is_saved=False)
def live_blog_not_listed(package):
    """SHA256SUMS leaves out the live blog, which is there."""
    package.edit_checksums(lambda text: re.sub(r".*  liveblogs/.*\n", "", text))


@damages("file-unlisted", is_saved=False)
def live_blog_of_nobody(package):
    """Among the live blogs lies a file that SHA256SUMS does not list."""
    (package.folder / "liveblogs" / "notes.txt").write_text("mine", "utf-8")


@damages("file-unlisted", is_saved=False)
def live_blog_of_no_row(package):
    """Among the live blogs lies one that is in no table, and SHA256SUMS lists it."""
    (package.folder / "liveblogs" / "other.jsonld").write_bytes(b"")
    digest = hashlib.sha256(b"").hexdigest()
    package.edit_checksums(lambda text: f"{text}{digest}  liveblogs/other.jsonld\n")


@damages("curated-differs", is_saved=False)
def caveats_of_somebody_else(package):
    """The descriptor says other words for the documents than seeds.yaml."""
    package.edit_descriptor(lambda descriptor: descriptor["livepack"].update(caveats=["All is well."]))
