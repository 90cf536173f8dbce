"""What a package holds, how whole that is, and what its copies cannot tell: counts, and sentences for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any

from livepack import schemas
from livepack.citation import cite_entry
from livepack.markdown import code, plain
from livepack.schemas import Field

Row = dict[str, str]
MADE = "<!-- Made by livepack build from the saved pages and their seeds.yaml. Do not edit. -->"
_CHUNK = 10_000
_MAX_LISTED = 5
_LAST = ("blogs", "pages")  # what is not known of the posts comes first
_EXTENTS = {"full": "whole", "partial": "in part", "unknown": "to an extent that is not known"}


@dataclass
class Census:
    """How much a table holds.

    Attributes:
        rows: how many rows.
        filled: how many cells of each column have a value.
        words: how often each value occurs, for columns that have a list of values or say true or false.
    """

    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    words: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, columns: Mapping[str, Sequence[str]], rows: int) -> None:
        """Count some rows, given as the cells of each column."""
        self.rows += rows
        for column, cells in columns.items():
            self.filled[column] += rows - cells.count("")
            if column in self.words:
                self.words[column].update(filter(None, cells))


@dataclass(frozen=True)
class Holdings:
    """What the documents of a package tell, but for the posts themselves.

    Attributes:
        descriptor: the package's datapackage.json.
        blogs: rows of the table blogs.
        pages: rows of the table pages.
        census: how much each table holds.
        example: an entry's id and its citation, as an example; empty without entries.
    """

    descriptor: Mapping[str, Any]
    blogs: Sequence[Row]
    pages: Sequence[Row]
    census: Mapping[str, Census]
    example: tuple[str, str] = ("", "")

    @cached_property
    def silences(self) -> dict[str, dict[str, int]]:
        """The columns that copies cannot hold and that nobody has filled; see `find_silences`."""
        return find_silences(self.pages)


def has_word_list(item: Field) -> bool:
    """Tell whether a column's values are few and known: those of a list, or true and false."""
    return item.type == "boolean" or "enum" in dict(item.constraints)


def begin_census(table: schemas.Table) -> Census:
    """Return the census of a table of which no row was counted yet."""
    return Census(words={item.name: Counter() for item in table.fields if has_word_list(item)})


def take_census(table: schemas.Table, rows: Iterable[Row]) -> Census:
    """Count a table's rows, filled cells and listed values; its rows are read once, some thousands at a time."""
    found = begin_census(table)
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        found.add({column: column_of(chunk, column) for column in table.columns}, len(chunk))
    return found


def column_of(rows: Sequence[Row], column: str) -> list[str]:
    """Return a column of rows; empty where a row does not have it."""
    try:
        return list(map(itemgetter(column), rows))  # in a third of the time
    except KeyError:
        return [row.get(column, "") for row in rows]


def names_of_tables(descriptor: Mapping[str, Any]) -> list[str]:
    """Return the names of a package's tables, those of its users among them."""
    return [str(resource["name"]) for resource in descriptor["resources"]]


def fill_row(table: str, row: Row) -> Row:
    """Return a row with all of its table's columns; a builder leaves out those without a value."""
    return {column: row.get(column, "") for column in schemas.tables()[table].columns}


def take_stock(tables: Mapping[str, Iterable[Row]], descriptor: Mapping[str, Any]) -> Holdings:
    """Return what the documents need of a package's tables; of blogs, pages and entries there must be lists."""
    blogs, pages = ([fill_row(name, row) for row in tables[name]] for name in ("blogs", "pages"))
    census = {name: take_census(table, tables[name]) for name, table in schemas.tables().items()}
    return hold_census(descriptor, blogs, pages, census, next(iter(tables["entries"]), {}))


def hold_census(
    descriptor: Mapping[str, Any], blogs: Sequence[Row], pages: Sequence[Row], census: Mapping[str, Census], first: Row
) -> Holdings:
    """Return what the documents need of tables that were counted; `first` is the first row of entries, perhaps none."""
    if not first:
        return Holdings(descriptor, blogs, pages, census)
    blog = next((row for row in blogs if row["blog_id"] == first["blog_id"]), {})
    page = next((row for row in pages if row["page_id"] == first["page_id"]), {})
    return Holdings(descriptor, blogs, pages, census, (first["entry_id"], cite_entry(first, blog, page, descriptor)))


# For the descriptor


def describe_holdings(blogs: Sequence[Row], pages: Sequence[Row], entry_count: int) -> str:
    """Say what the package holds, how whole the blogs are and what its copies cannot tell, for the descriptor."""
    posts, of, saved = count(entry_count, "post"), count(len(blogs), "live blog"), count(len(pages), "saved page")
    parts = [f"{posts} of {of} from {saved}."]
    for extent, words in _EXTENTS.items():
        names = [row["blog_id"] for row in blogs if row["representation"] == extent]
        if names:
            parts.append(f"Held {words}: {_list(names)}.")
    silent = _silent_columns(pages)
    if silent:
        parts.append(f"What not every copy can tell is left empty there: {silent} (see pages.not_in_source).")
    return " ".join(parts)


def stated_description(holdings: Holdings) -> str:
    """Return what people say the package is: its description without what livepack has added to it."""
    description = str(holdings.descriptor.get("description", ""))
    added = describe_holdings(holdings.blogs, holdings.pages, holdings.census["entries"].rows)
    return description.removesuffix(added).strip()


def _silent_columns(pages: Sequence[Row]) -> str:
    """Return what some copy cannot tell and nobody has told either, by table: "entries: identifier, url; links: url"."""
    return "; ".join(f"{table}: {', '.join(sorted(columns))}" for table, columns in find_silences(pages).items())


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 post", "20 posts", "12,000 posts" without the comma, as cells have it."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _list(names: Sequence[str]) -> str:
    if len(names) <= _MAX_LISTED:
        return ", ".join(names)
    return f"{', '.join(names[:_MAX_LISTED])} and {len(names) - _MAX_LISTED} more"


# For people


def find_silences(pages: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Return the columns that copies cannot hold and that nobody has filled, each with the number of such pages.

    Returns:
        Counts by table and column, tables in the package's order.
    """
    found: dict[str, dict[str, int]] = {}
    for page in pages:
        for name in set(page["not_in_source"].split()) - set(page["curated"].split()):
            table, _, column = name.partition(".")
            columns = found.setdefault(table, {})
            columns[column] = columns.get(column, 0) + 1
    return {name: found[name] for name in schemas.tables() if name in found}


def is_uncountable(holdings: Holdings, table: str) -> bool:
    """Tell whether no copy can hold any row of a table, so that its having none says nothing."""
    silent = holdings.silences.get(table, {}).get(schemas.tables()[table].id_column, 0)
    return bool(silent) and silent == len(holdings.pages)


def say_extent(holdings: Holdings) -> list[str]:
    """Say how whole the live blogs are, in Markdown, a line each; of many blogs only how many are held how."""
    if len(holdings.blogs) > _MAX_LISTED:
        kinds = Counter(row["representation"] for row in holdings.blogs)
        return [
            f"{count(kinds[extent], 'live blog')} held {words}." for extent, words in _EXTENTS.items() if kinds[extent]
        ]
    return [_say_blog(row) for row in holdings.blogs]


def _say_blog(row: Row) -> str:
    held = count(int(row["pages_held"]), "saved page")
    stated = (
        f"the publisher states {row['pages_stated']}"
        if row["pages_stated"]
        else "how many the live blog had is not known"
    )
    name = f"{plain(row['title'])} ({code(row['blog_id'])})" if row["title"] else code(row["blog_id"])
    extents = {
        "full": "the whole live blog is here",
        "partial": "only a part of the live blog is here",
        "unknown": "whether the whole live blog is here is not known",
    }
    return f"{name}: **{extents.get(row['representation'], row['representation'])}**. {held}; {stated}."


def say_unknown(holdings: Holdings) -> list[str]:
    """Say what the copies at hand cannot tell, in Markdown, a line for each table and what is silent in some copies."""
    lines = [*_say_traces(holdings), *_say_times(holdings)]
    silences = holdings.silences
    for name in sorted(silences, key=lambda name: name in _LAST):
        lines += _say_silence(schemas.tables()[name], silences[name], len(holdings.pages))
    return lines


def _say_silence(table: schemas.Table, silences: Mapping[str, int], total: int) -> Iterator[str]:
    """Say what is not known of a table: of the whole, if its rows cannot be known, else of each row."""
    whole = silences.get(table.id_column, 0)
    if whole:
        yield f"**{table.title}**: {_name_silence(table.field(table.id_column))}, is not known{_where(whole, total)}."
    groups: dict[int, list[str]] = {}
    for item in table.fields:
        silent = silences.get(item.name, 0)
        if silent > whole:
            groups.setdefault(silent, []).append(_name_silence(item))
    for silent in sorted(groups, reverse=True):
        yield f"**{table.title}**: not known of each{_where(silent, total)}: {'; '.join(groups[silent])}."


def _name_silence(item: Field) -> str:
    return item.unknown or f"“{item.title}”"


def _where(silent: int, total: int) -> str:
    return "" if silent == total else f" in {silent} of {total} saved pages"


def _say_traces(holdings: Holdings) -> Iterator[str]:
    """Say of how many embeds only a trace is left."""
    embeds = holdings.census["embeds"]
    traces = {
        "consent_notice": "only the notice that asks for consent is left; who posted what is not known",
        "caption_only": "only a caption is left",
        "linked": "an address or the service's number is left, and no content",
    }
    for availability, words in traces.items():
        if number := embeds.words["availability"][availability]:
            yield f"**{number} of {count(embeds.rows, 'embed')}**: {words} (`availability` is `{availability}`)."


def _say_times(holdings: Holdings) -> Iterator[str]:
    """Say how many posts have no exact time, or one that rests on more than what is printed."""
    entries = holdings.census["entries"]
    kinds = {
        ("published_precision", "none"): "no time that can be told from the copy",
        ("published_precision", "day"): "a day and no time",
        ("published_precision", "hour"): "a time that may be half an hour off",
        ("published_basis", "zone_supplied"): "a time whose zone is not printed but known of the page",
        ("published_basis", "year_supplied"): "a time whose year follows from when the page was saved",
        ("published_basis", "relative_to_capture"): "a time counted from when the page was saved",
    }
    for (column, word), words in kinds.items():
        if number := entries.words[column][word]:
            has = "has" if number == 1 else "have"
            yield f"**{number} of {count(entries.rows, 'post')}** {has} {words} (`{column}` is `{word}`)."
