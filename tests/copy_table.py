"""Makes docs/copies.md, what each kind of copy keeps and loses, from the test pages: `python tests/copy_table.py`.

The pages in tests/pages/ are read as the tests read them. What a page names in `not_in_source` and what its rows
hold gives each cell of the table, so the page of documentation cannot say more than the readers do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import golden
from livepack.docs import code, markdown_table
from livepack.readers import read_page
from livepack.seeds import Seeds
from livepack.tables import Capture, Tables, make_tables

PAGE = Path(__file__).parents[1] / "docs" / "copies.md"

KEPT, PARTLY, LOST, NOT_SEEN = "kept", "partly", "lost", "not seen"

KINDS = {
    "bbc_webcore_text": "layout copy",
    "bbc_webcore_reader_text": "line copy",
    "bbc_lx_text": "older generation",
    "bbc_aggregator_text": "aggregator",
    "bbc_simorgh_text": "World Service",
}
CLOCK = "entries.published_precision=clock"  # a page that prints the day alone holds no clock

LINK_COLUMNS = ("link_id", "start_char", "end_char", "text", "url", "is_external")


class Row(NamedTuple):
    """A row of the table: what researchers ask for, and the columns that hold it.

    `column=value` is the rows of one kind. With `each`, every row of the table has had one, so that a page
    where none is left has lost it, whether its reader names the column or not.
    """

    title: str
    columns: tuple[str, ...]
    each: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that a reader can name in `not_in_source`."""
        return tuple(column for column in self.columns if "=" not in column)


class Copy(NamedTuple):
    """A test page: the columns that it says it cannot hold, those that it fills, and the tables that have rows."""

    lost: frozenset[str]
    filled: frozenset[str]
    tables: frozenset[str]


ROWS = (
    Row("title of the page", ("pages.title", "blogs.title"), each=True),
    Row("number of the page", ("pages.page_number",)),
    Row("how many pages there are", ("blogs.pages_stated",)),
    Row("language of the page", ("pages.language",), each=True),
    Row("address of the page, time of its capture", ("pages.url", "pages.archived_url", "pages.captured", "blogs.url")),
    Row("publisher, section and topic", ("blogs.publisher", "blogs.section", "blogs.topic")),
    Row("time of the coverage", ("blogs.coverage_start", "blogs.coverage_end")),
    Row("key points", ("key_points.text",)),
    Row("number before a post", ("entries.list_number",), each=True),
    Row("headline of a post", ("entries.headline",)),
    Row("line under the headline", ("entries.subheading",)),
    Row("time of a post, as printed", ("entries.published_text",), each=True),
    Row("time of day of a post", (CLOCK,), each=True),
    Row("date of a post, with the year", ("entries.published_date",), each=True),
    Row("first publication and last change of a post", ("entries.first_published", "entries.updated")),
    Row("mark of breaking news", ("entries.is_breaking",)),
    Row("pinned, key event, summary", ("entries.is_pinned", "entries.is_key_event", "entries.is_summary")),
    Row("language of a single post", ("entries.language",)),
    Row("address and id of a post", ("entries.url", "entries.identifier"), each=True),
    Row("who wrote a post", ("contributors.name",)),
    Row("role of who wrote it", ("contributors.role",)),
    Row("address of who wrote it", ("contributors.url",)),
    Row("paragraphs", ("paragraphs.text",)),
    Row("list items", ("paragraphs.kind=list_item",)),
    Row("quotations set apart", ("paragraphs.kind=quote",)),
    Row("who is quoted there", ("paragraphs.attribution", "paragraphs.attribution_detail")),
    Row("alternative text of a picture", ("images.alt_text",)),
    Row("caption of a picture", ("images.caption",)),
    Row("credit of a picture", ("images.credit",)),
    Row("holder of a picture's rights", ("images.copyright_holder",)),
    Row("who made a picture", ("images.creator",)),
    Row("address and size of a picture", ("images.url", "images.width", "images.height")),
    Row("service of an embed", ("embeds.provider",)),
    Row("number of an embed's label", ("embeds.label_number",)),
    Row("author of an embed", ("embeds.author_name",)),
    Row("address of an embed", ("embeds.url",), each=True),
    Row(
        "id of an embed, its time, its author's address", ("embeds.identifier", "embeds.published", "embeds.author_url")
    ),
    Row("words of an embedded post", ("embeds.text",), each=True),
    Row("caption of an embed", ("embeds.caption",)),
    Row("links in the text", tuple(f"links.{name}" for name in LINK_COLUMNS)),
)

HEAD = """\
<!-- Made from tests/pages by `python tests/copy_table.py`. Do not edit. -->

# What a copy keeps

A *kind of copy* is a way in which a page became a saved text: which generation of page it was, and which tool wrote it down. One reader knows each kind by its layout and by words that only it prints; `livepack readers` shows by which, `livepack inspect FILE` which reader took a file, and `pages.reader` which one read a page of a package.

The table is made from the test pages of each reader. What a copy cannot hold is also named page by page, in `pages.not_in_source`; before you count something, look there for the pages that you have.
"""

MEANING = """\
- **kept**: test pages hold it, and none of them names it in `not_in_source`. A page may still have had none.
- **partly**: some copies hold it and others do not, or only some of the row's columns can be held. Which of the two it is stands below.
- **lost**: no copy of this kind holds it; every page names all columns of the row in `pages.not_in_source`.
- **not seen**: no test page has one, and none says that its copy cannot hold it. Nothing follows from that.

Where it says *partly*:
"""


def read_copies() -> dict[str, list[Copy]]:
    """Read every test page; return them by reader, in the order of `KINDS`."""
    found: dict[str, list[Copy]] = {name: [] for name in KINDS}
    for case in golden.cases():
        if case.parent.name in KINDS:
            found[case.parent.name].append(_read_copy(case))
    return found


def _read_copy(case: Path) -> Copy:
    source, curated = golden.open_case(case), golden.curated(case)
    page = read_page(source)
    tables = make_tables([Capture.of(source, page)], Seeds(documents={source.name: curated}))
    told = {f"{table}.{name}" for table in ("pages", "blogs") for name in curated}  # by a person, not by the copy
    filled = set(_filled_columns(tables)) - told
    return Copy(
        lost=frozenset(page.not_in_source),
        filled=frozenset(filled),
        tables=frozenset(name for name, rows in tables.items() if rows),
    )


def _filled_columns(tables: Tables) -> Iterator[str]:
    for table, rows in tables.items():
        for row in rows:
            yield from (f"{table}.{column}" for column, value in row.items() if value)
            if table == "paragraphs":
                yield f"paragraphs.kind={row['kind']}"
            if table == "entries" and row["published_text"] and row["published_precision"] != "day":
                yield CLOCK


def judge(row: Row, copies: Sequence[Copy]) -> tuple[str, str]:
    """Return what copies of one kind make of a row of the table, and for `partly` the reason."""
    always = [name for name in row.named if all(name in copy.lost for copy in copies)]
    if row.named and len(always) == len(row.columns):
        return LOST, ""
    sometimes = [name for name in row.named if name not in always and any(name in copy.lost for copy in copies)]
    held = [name for name in row.columns if name not in always]
    reasons = []
    if always:
        reasons.append(f"no copy holds {_codes(always)}")
    if sometimes:
        reasons.append(f"some copies cannot hold {_codes(sometimes)}, and name it")
    filled = [any(name in copy.filled for copy in copies) for name in held]
    if not any(filled):
        return (PARTLY, "; ".join(reasons)) if reasons else (NOT_SEEN, "")
    unnamed = [name for name in held if row.each and any(_lacks(copy, name) for copy in copies)]
    if unnamed:
        reasons.append("a page may lack it without naming it in `not_in_source`")
    if not all(filled):
        never = [name for name, is_filled in zip(held, filled, strict=True) if not is_filled]
        reasons.append(f"no test page has {_codes(never)}")
    return (PARTLY, "; ".join(reasons)) if reasons else (KEPT, "")


def _lacks(copy: Copy, column: str) -> bool:
    """Tell whether a page has rows of the column's table, none of them with a value, and does not name the column."""
    return column.partition(".")[0] in copy.tables and column not in copy.filled | copy.lost


def _codes(columns: Sequence[str]) -> str:
    return ", ".join(map(code, columns))


def make_copies_page() -> str:
    """Return docs/copies.md."""
    copies = read_copies()
    cells = {(row, name): judge(row, copies[name]) for row in ROWS for name in KINDS}
    columns = [_codes([CLOCK.partition("=")[0] if name == CLOCK else name for name in row.columns]) for row in ROWS]
    lines = [
        HEAD,
        *markdown_table(["kind of copy", "columns", *KINDS.values()], [["reader", "", *map(code, KINDS)]]),
        *(
            "| " + " | ".join([row.title, held, *(cells[row, name][0] for name in KINDS)]) + " |"
            for row, held in zip(ROWS, columns, strict=True)
        ),
        "",
        MEANING,
        *_reasons(cells),
    ]
    return "\n".join(lines) + "\n"


def _reasons(cells: dict[tuple[Row, str], tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each reason of a `partly`, with the kinds of copy that share it."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for (row, name), (said, reason) in cells.items():
        if said == PARTLY:
            kinds.setdefault((row.title, reason), []).append(KINDS[name])
    for (title, reason), sharing in kinds.items():
        yield f"- {title} ({', '.join(sharing)}): {reason}."


def main() -> int:
    """Write docs/copies.md."""
    PAGE.write_bytes(make_copies_page().encode())
    print(f"docs/{PAGE.name}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
