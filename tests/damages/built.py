"""Damages: what the build itself finds."""

from __future__ import annotations

import re
import shutil

from damage import Package, replace_once
from damages.table import DAMAGES, Damage, build_again, damages, edit_seeds


def build_finding(code: str, old: str, new: str, *others: str, name: str = "gate-2.txt") -> None:
    """Add a damage of a source that the build remarks on; the package is built of it."""

    def change(package: Package) -> None:
        package.edit_source(replace_once(old, new), name)
        build_again(package)

    DAMAGES.append(Damage(f"built: {code}", change, (code, *others), "many", is_saved=False))


build_finding("time-unreadable", "11:15 Greenwich Mean Time 3 March 2021", "11 o'clock")
build_finding("time-impossible", "11:15 Greenwich Mean Time 3 March 2021", "11:15 Greenwich Mean Time 31 February 2021")
build_finding("date-unknown", "13:38 Greenwich Mean Time 23 November 2016", "13:38", name="media.txt")
build_finding("zone-unknown", "11:15 Greenwich Mean Time", "11:15 Harbour Time")
build_finding(
    "zone-contradicts-date", "11:15 Greenwich Mean Time 3 March 2021", "11:15 British Summer Time 3 March 2021"
)
build_finding("local-time-ambiguous", "11:15 Greenwich Mean Time 3 March 2021", "01:30 25 October 2020")
build_finding("local-time-skipped", "11:15 Greenwich Mean Time 3 March 2021", "01:30 29 March 2020")
build_finding("embed-block-cut", "    Skip twitter post\n", "", name="embed_numbers_and_authors.txt")
build_finding("caption-missing", "\n\n    The key", "")


@damages("blog-unused", is_saved=False)
def built_with_a_blog_of_no_page(package):
    """seeds.yaml describes a live blog that no page belongs to."""
    package.edit_source(replace_once("\nblogs:\n", "\nblogs:\n  bbc-1: {publisher: BBC News}\n"), "seeds.yaml")
    build_again(package)


@damages("data-invalid", of="html", is_saved=False)
def built_data_broken(package):
    """The JSON-LD of a page has lost a quote."""
    package.edit_source(
        replace_once('"@context": "https://schema.org", "@type"', '"@context: "https://schema.org", "@type"'),
        "broadsheet.html",
    )
    build_again(package)


@damages("time-disagrees", of="html", is_saved=False)
def built_time_contradicted(package):
    """The printed clock and the attribute of a post are minutes apart."""
    package.edit_source(
        replace_once('datetime="2031-03-04T19:49:12.468Z"', 'datetime="2031-03-04T19:44:12.468Z"'), "broadsheet.html"
    )
    build_again(package)


@damages("data-of-another-page", of="html", is_saved=False)
def built_data_of_another_page(package):
    """A second script of a page lists posts of printers' Latin."""
    sample = b'{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Lorem ipsum"}]}'
    package.edit_source(
        lambda data: data.replace(b"</head>", b'<script type="application/ld+json">' + sample + b"</script></head>", 1),
        "broadsheet.html",
    )
    build_again(package)


@damages("times-missing", of="html", is_saved=False)
def built_without_times(package):
    """A page has its posts in its data only, and there without times."""
    package.edit_source(
        lambda data: re.sub(rb'(?s)"datePublished": "[^"]*", |<section.*</section>', b"", data),
        "data_beyond_the_page.html",
    )
    build_again(package)


@damages("blank-lines-doubled", is_saved=False)
def built_head_lost(package):
    """The last head is gone from the source, with nothing but the blank lines around it left."""
    package.edit_source(lambda data: re.sub(rb"  20\. UN concerned[^\n]*\n", b"", data))
    build_again(package)


@damages("encoding-assumed", of="many", is_saved=False)
def built_of_windows_1252(package):
    """A source is saved in windows-1252, and nothing says so."""
    package.edit_source(
        lambda data: data.replace(b"The gate", "The café gate".encode()).decode().encode("cp1252"), "gate-2.txt"
    )
    build_again(package)


@damages("references-left", of="many", is_saved=False)
def built_with_references_left(package):
    """A source has its quotation marks and signs as HTML writes them."""
    package.edit_source(lambda data: data.replace(b"The gate", b"The &quot;old&quot; gate &amp; door"), "gate-2.txt")
    build_again(package)


@damages("decoded-twice", "mojibake-in-source", of="many", is_saved=False)
def built_of_text_decoded_twice(package):
    """A source has been read as windows-1252 and saved as UTF-8 again."""
    package.edit_source(
        lambda data: data.replace(b"The gate", "The café gate".encode()).decode("cp1252").encode(), "gate-2.txt"
    )
    build_again(package)


@damages("spaces-inserted", of="many", is_saved=False)
def built_with_spaces_before_labels(package):
    """The source was flattened by a tool that parts a title and its label."""
    package.edit_source(lambda data: data.replace(b"published at", b" published at"), "media.txt")
    build_again(package)


@damages("list-number-start", of="many", is_saved=False)
def built_numbers_from_21(package):
    """The posts of a source are numbered from 21."""

    def number(match: re.Match[bytes]) -> bytes:
        return b"  %d. " % (int(match[1]) + 20)

    package.edit_source(lambda data: re.sub(rb"(?m)^  ([0-9]+)\. ", number, data), "media.txt")
    build_again(package)


@damages("year-unknown", of="many", is_saved=False)
def built_year_unknown(package):
    """The time of capture is not known, and the page leaves the year out."""
    edit_seeds(package, '    captured: "2023-01-02T09:00:00Z"\n', "")
    build_again(package)


@damages("duplicate-source", of="many", is_saved=False)
def built_duplicate_source(package):
    """A document is in the sources twice, and the package was built so."""
    shutil.copy(package.sources / "media.txt", package.sources / "zz.txt")
    build_again(package)
