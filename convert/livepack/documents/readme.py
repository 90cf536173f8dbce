"""The README.md of a package: what it is, how whole it is, what it cannot tell, how to load, cite and share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from livepack import schemas
from livepack.citation import TAKEN_OUT, cite_package, is_dehydrated, say_day
from livepack.documents.front_matter import render_front_matter
from livepack.documents.holdings import (
    MADE,
    Holdings,
    count,
    is_uncountable,
    names_of_tables,
    say_extent,
    say_unknown,
    stated_description,
)
from livepack.documents.rights import say_rights
from livepack.markdown import code, escape, markdown_table, plain

_LOADING = """\
All tables are CSV in UTF-8 with commas and a header; an empty cell has no value. Read every column as text first, then turn into numbers and times what you need.

pandas:

```python
import pandas as pd

entries = pd.read_csv("entries.csv", dtype=str, keep_default_na=False, na_values=[""])
entries["published"] = pd.to_datetime(entries["published"], utc=True)
entries["published_local"] = pd.to_datetime(entries["published_local"])
print(entries.groupby(entries["published_local"].dt.floor("h")).size())
```

DuckDB:

```python
import duckdb

entries = duckdb.sql("SELECT * FROM read_csv('entries.csv', all_varchar = true)")
print(duckdb.sql("SELECT substr(published_local, 1, 13) AS hour, count(*) FROM entries GROUP BY hour ORDER BY hour"))
```

R:

```r
library(readr)
entries <- read_csv("entries.csv", na = "", col_types = cols(.default = col_character()))
table(substr(entries$published_local, 1, 13))
```

Hugging Face, one configuration a table (it refuses a table without rows):

```python
from pathlib import Path
from datasets import load_dataset

entries = load_dataset(str(Path().resolve()), "entries", split="train")  # the path of this folder
print(entries.num_rows, entries.column_names)
```

Spreadsheets: import each file as UTF-8 with the separator comma, and every column as text; a program that guesses turns ids and times into something else. `frictionless` for Python and R reads `datapackage.json` with all tables and types at once."""


def render_readme(holdings: Holdings) -> str:
    """Return README.md, with the front matter that Hugging Face reads."""
    descriptor = holdings.descriptor
    description = stated_description(holdings)
    lines = [*render_front_matter(holdings), "", MADE, "", f"# {plain(str(descriptor.get('title', 'Live blogs')))}", ""]
    if is_dehydrated(descriptor):
        lines += [f"**{TAKEN_OUT}** Ids, times, counts and the ledger are whole.", ""]
        description = description.removeprefix(TAKEN_OUT).strip()  # which the descriptor's begins with
    if description:
        lines += [plain(description), ""]
    lines += [_summary(holdings), "", "## How whole it is", "", *_bullets(say_extent(holdings))]
    lines += ["", "## What this copy cannot tell you", "", *_say_limits(holdings)]
    lines += ["", "## What lies where", "", *_list_tables(holdings), "", *_list_documents()]
    lines += ["", "## Load it", "", _LOADING, "", "## Cite it", "", *_say_citation(holdings)]
    lines += ["", "## Rights", "", *say_rights(descriptor), "", "`RIGHTS.md` says more."]
    return "\n".join([*lines, *_list_changes(holdings), ""])


def _summary(holdings: Holdings) -> str:
    entries = holdings.census["entries"].rows
    blogs, pages = count(len(holdings.blogs), "live blog"), count(len(holdings.pages), "saved page")
    times = sorted(
        row[column] for row in holdings.blogs for column in ("earliest_published", "latest_published") if row[column]
    )
    span = f", published from {_say_instant(times[0])} to {_say_instant(times[-1])} (UTC)" if times else ""
    version = plain(str(holdings.descriptor.get("version", "")))
    return f"**{count(entries, 'post')}** of {blogs} from {pages}{span}. Version {version} of this data."


def _say_instant(instant: str) -> str:
    """Return "4 March 2031, 15:35" for "2031-03-04T15:35:00Z"."""
    return f"{say_day(instant)}, {instant[11:16]}"


def _say_limits(holdings: Holdings) -> Iterator[str]:
    marks = holdings.descriptor.get("livepack", {})
    caveats = [plain(str(caveat)) for caveat in marks.get("caveats", ())]
    lines = [*say_unknown(holdings), *caveats]
    yield from _bullets(lines)
    if not lines:
        yield "Nothing is known that copies of this kind could not hold."
    yield ""
    yield "An empty cell never means zero or no: the source does not say. Columns that a copy cannot hold are named in `pages.not_in_source`."
    levels = holdings.census["findings"].words["level"]
    if levels:
        told = ", ".join(count(levels[level], level) for level in ("error", "warning", "note") if levels[level])
        yield f"The build noted oddities and losses, {told}: see `findings.csv`."


def _list_tables(holdings: Holdings) -> list[str]:
    rows = []
    for table in schemas.tables().values():
        number = "not known" if is_uncountable(holdings, table.name) else str(holdings.census[table.name].rows)
        rows.append((f"[{table.name}.csv]({table.name}.csv)", number, escape(table.description)))
    for name, table in schemas.layers().items():
        if name in names_of_tables(holdings.descriptor):
            rows.append((f"[{name}.csv]({name}.csv)", "by users", escape(table.description)))
    return markdown_table(("table", "rows", "holds"), rows)


def _list_documents() -> list[str]:
    documents = {"datapackage.json": "describes the tables for programs, with all of the codebook's descriptions"}
    documents |= schemas.package_settings()["documents"]
    rows = [(f"[{name}]({name})", escape(words)) for name, words in documents.items() if name != "README.md"]
    return markdown_table(("beside them", "what it is"), rows)


def _say_citation(holdings: Holdings) -> list[str]:
    lines = ["The data set:", "", f"> {plain(cite_package(holdings.descriptor))}"]
    name, citation = holdings.example
    if citation:
        lines += ["", f"A post, such as {code(name)}:", "", f"> {plain(citation)}"]
    return [
        *lines,
        "",
        "An `entry_id` stays the same when the page is captured or read again, as long as the publisher keeps the post's time.",
        "`CITATION.cff` is for programs.",
    ]


def _list_changes(holdings: Holdings) -> list[str]:
    changes = holdings.descriptor.get("livepack", {}).get("changes", [])
    lines = ["", "## Changes of the data", ""] if changes else []
    for change in changes:
        day = f" ({change['date']})" if change.get("date") else ""
        lines += [f"- **{plain(change['version'])}**{day}: {' '.join(plain(words) for words in change['changes'])}"]
    return lines


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in lines]
