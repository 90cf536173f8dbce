"""The codebook of a package: every table and column, with how much of it is filled here."""

from __future__ import annotations

from collections.abc import Iterator

from livepack import schemas
from livepack.citation import is_dehydrated
from livepack.documents.holdings import MADE, Census, Holdings, count, is_uncountable
from livepack.markdown import code, escape, markdown_table, plain
from livepack.schemas import Field, Table

_HEADER = ("column", "filled", "type", "meaning", "origin")


def render_codebook(holdings: Holdings) -> str:
    """Return CODEBOOK.md."""
    origins = {item.origin for table in schemas.tables().values() for item in table.fields}
    lines = [
        MADE,
        "",
        f"# Codebook of {plain(str(holdings.descriptor.get('title', 'this package')))}",
        "",
        (
            "Every table and column. *Filled* says how many cells of the column have a value in this package. An empty cell "
            "means that the source does not say; **not known** means that no copy at hand could say. Columns marked © hold "
            "the publisher's words."
        ),
        "",
        *(
            f"- origin **{word}**: {escape(meaning)}."
            for word, meaning in schemas.package_settings()["origins"].items()
            if word in origins
        ),
        "",
    ]
    for table in schemas.tables().values():
        lines += _describe_table(table, holdings)
    return "\n".join(lines)


def _describe_table(table: Table, holdings: Holdings) -> list[str]:
    census = holdings.census[table.name]
    rows = count(census.rows, "row")
    if is_uncountable(holdings, table.name):
        rows = "no rows; no copy at hand can tell how many there would be"
    keys = ", ".join(code(name) for name in table.primary_key)
    lines = [f"## {table.name}", "", f"{escape(table.description)} In `{table.name}.csv`: {rows}.", ""]
    lines += [f"- One row is named by {keys}."]
    lines += [
        f"- {', '.join(code(name) for name in key.fields)} names a row of {code(key.table)}."
        for key in table.foreign_keys
    ]
    silences = holdings.silences.get(table.name, {})
    body = [_describe_column(item, census, silences.get(item.name, 0), holdings) for item in table.fields]
    lines += ["", *markdown_table(_HEADER, body), ""]
    return [*lines, *_list_values(census)]


def _describe_column(item: Field, census: Census, silent: int, holdings: Holdings) -> list[str]:
    is_taken = is_dehydrated(holdings.descriptor) and item.rights == "publisher"
    filled = "taken out" if is_taken else str(census.filled[item.name])
    if silent and not is_taken:
        is_everywhere = silent == len(holdings.pages) and not census.filled[item.name]
        filled = "not known" if is_everywhere else f"{filled}; not known in {silent} saved pages"
    origin = item.origin
    if item.derived_from:
        origin += ": " + ", ".join(code(name) for name in item.derived_from)
    return [
        code(item.name) + (" ©" if item.rights == "publisher" else ""),
        filled,
        describe_type(item, is_required=item.required and not is_taken),
        escape(item.description),
        origin,
    ]


def _list_values(census: Census) -> Iterator[str]:
    """Return which of a column's listed values occur here, the commonest first."""
    for column, words in census.words.items():
        if words:
            ordered = sorted(words.items(), key=lambda item: (-item[1], item[0]))
            yield f"- {code(column)} here: {', '.join(f'{code(word)} {number}' for word, number in ordered)}."
    if any(census.words.values()):
        yield ""


def describe_type(item: Field, *, is_required: bool = True) -> str:
    """Return a column's type and what constrains it; `is_required` False leaves out that no cell may be empty."""
    constraints = dict(item.constraints)
    words = [item.type + (f" ({item.format})" if item.format else "")]
    if item.strict:
        words[0] += f" ({item.strict.replace('_', ' ')})"
    words += [name for name in ("required", "unique") if constraints.get(name) and (is_required or name != "required")]
    words += [f"{word} {constraints[word]}" for word in ("minimum", "maximum") if word in constraints]
    if "enum" in constraints:
        words.append("one of " + ", ".join(code(value) for value in constraints["enum"]))
    if "pattern" in constraints:
        words.append("like " + code(constraints["pattern"]))
    return "; ".join(words)


def link_term(address: str) -> str:
    """Return a link to a term of a vocabulary, called by its last part."""
    return f"[{address.rstrip('/').rpartition('/')[2]}]({address})"
