"""Boilerplate and encoding: no furniture of the page, no wrongly decoded text, no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from livepack import schemas
from livepack.checks.subject import Row, Subject
from livepack.checks.words import Words, find_encoding_faults, find_labels, find_marks
from livepack.findings import Finding


def _is_text(field: schemas.Field) -> bool:
    return field.type == "string" and field.rights == "publisher"


# The columns of each table that hold words of the page and derive from no other.
OWN_TEXTS = {
    name: tuple(field.name for field in table.fields if _is_text(field) and field.origin != "derived")
    for name, table in schemas.tables().items()
}
# Those, and every other column that takes any text.
FREE_TEXTS = {
    name: tuple(
        field.name
        for field in table.fields
        if field.name in OWN_TEXTS[name]
        or (field.origin in ("source", "curated") and field.type == "string" and not _is_text(field))
    )
    for name, table in schemas.tables().items()
}


def _columns(subject: Subject, wanted: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, list[Row], Words]]:
    """Return table, column, rows and cells of the columns that are wanted of each table."""
    for name, columns in wanted.items():
        rows = subject.rows(name)
        for column in columns if rows else ():
            key = f"words {name}.{column}"
            if key not in subject.memory:
                subject.memory[key] = Words([row[column] for row in rows])
            yield name, column, rows, subject.memory[key]


def check_marks(subject: Subject) -> Iterator[Finding]:
    """No text holds a mark of any rule, unless it quotes it; in a sentence of its own words it is a warning."""
    for table, column, rows, words in _columns(subject, OWN_TEXTS):
        for index, rule_id, code in find_marks(words):
            yield subject.at(code, table, rows[index][schemas.tables()[table].id_column], column, rule_id)


def check_labels(subject: Subject) -> Iterator[Finding]:
    """No text is a label, or has one glued to a word."""
    for table, column, rows, words in _columns(subject, OWN_TEXTS):
        for index, rule_id in find_labels(words):
            yield subject.at("label-residue", table, rows[index][schemas.tables()[table].id_column], column, rule_id)


def check_encoding(subject: Subject) -> Iterator[Finding]:
    """No text looks wrongly decoded, holds control characters or would run in a spreadsheet."""
    for table, column, rows, words in _columns(subject, FREE_TEXTS):
        for index, code, found, text in find_encoding_faults(words):
            yield _encoding_finding(subject, (table, column, rows[index]), code, found, text)
    for blog, column in _given_words(subject):
        for _, code, found, text in find_encoding_faults(Words([blog[column]])):
            yield _encoding_finding(subject, ("blogs", column, blog), code, found, text)


def _encoding_finding(subject: Subject, cell: tuple[str, str, Row], code: str, found: str, text: str) -> Finding:
    table, column, row = cell
    is_there = _is_in_source(subject, table, row, column, text)
    row_id = row[schemas.tables()[table].id_column]
    return subject.at(f"{code}-in-source" if is_there else code, table, row_id, column, ascii(found).strip("'"))


def _given_words(subject: Subject) -> Iterator[tuple[Row, str]]:
    """Return the cells of blogs that derive from others but that a person gave instead."""
    for blog_id, row in subject.by_id["blogs"].items():
        given = {
            name for page in subject.rows("pages") if page["blog_id"] == blog_id for name in page["curated"].split()
        }
        for field in schemas.tables()["blogs"].fields:
            if field.origin == "derived" and field.type == "string" and f"blogs.{field.name}" in given:
                yield row, field.name


def _is_in_source(subject: Subject, table: str, row: Row, column: str, text: str) -> bool:
    """Tell whether the source (seeds.yaml for what a person gave) has it too; without it that is taken to be so."""
    pages = [
        page
        for page in subject.rows("pages")
        if table in ("pages", "blogs") and page[f"{table[:-1]}_id"] == row[f"{table[:-1]}_id"]
    ]
    if any(f"{table}.{column}" in page["curated"].split() for page in pages):
        return True
    document = subject.texts.get(subject.page_of(row))
    return document is None or text in document or text in " ".join(document.split())
