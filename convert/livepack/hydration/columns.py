"""Which cells of a package are taken out, by its own descriptor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from livepack import schemas
from livepack.checks.subject import resources_of

RUN = 8  # words in a row that count as a quotation; a printed time has seven: 14:51 British Summer Time 22 May 2022
Cell = tuple[str, str, str]  # table, row, column


class Column(NamedTuple):
    """What the descriptor says of a column, as far as it matters here."""

    name: str
    is_publishers: bool
    origin: str


class BuiltTable(NamedTuple):
    """A table of the build as the descriptor lists it; the ledger has no column that names a row."""

    name: str
    file: str
    columns: tuple[Column, ...]
    id_column: str


def built_tables(descriptor: Mapping[str, Any]) -> Iterator[BuiltTable]:
    """Return the tables that a build makes, also one that this version does not know; without those of users."""
    for resource in resources_of(descriptor):
        schema, name = resource.get("schema"), resource.get("name")
        if not isinstance(schema, Mapping) or not isinstance(name, str) or name in schemas.layers():
            continue
        fields = schema.get("fields")
        columns = [
            Column(str(field.get("name")), field.get("rights") == "publisher", str(field.get("origin")))
            for field in (fields if isinstance(fields, list) else [])
            if isinstance(field, Mapping)
        ]
        key = schema.get("primaryKey")
        id_column = str(key[0]) if isinstance(key, list) and len(key) == 1 else ""
        yield BuiltTable(name, str(resource.get("path")), tuple(columns), id_column)


def is_taken_out(column: Column, value: str) -> bool:
    """Tell whether a cell that nobody has given is taken out: it is in the publisher's words, or quotes them at length.

    A printed time, say, is a fact and stays; a sentence that stands where a time is expected goes.
    """
    return bool(value) and (column.is_publishers or (column.origin == "source" and len(value.split()) >= RUN))


def curated_cells(page: Mapping[str, str]) -> set[Cell]:
    """Return the cells of a page and of its blog that a person gave in seeds.yaml."""
    ids = {"blogs": page["blog_id"], "pages": page["page_id"]}
    names = (name.split(".", 1) for name in page["curated"].split() if "." in name)
    return {(table, ids[table], column) for table, column in names if table in ids}
