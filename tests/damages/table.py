"""The table of damages, and what several of them do."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import damage
from damage import Package, free, replace_once, split
from livepack.building import build_package

SEED_PAGE = "000_8947e468bea8c5dc.txt"
BLOG = "bbc-38308826"
FIRST = f"{BLOG}/t20161214T1535Z/p1"
CONSENT = "This article contains content provided by Twitter."


@dataclass(frozen=True)
class Damage:
    """What is done to which good package, and what must be found."""

    name: str
    change: Callable[[Package], object]
    codes: tuple[str, ...]
    of: str
    is_saved: bool


DAMAGES: list[Damage] = []


def damages(*codes: str, of: str = "seed", is_saved: bool = True) -> Callable[[Callable[[Package], object]], None]:
    """Add a damage to the table; its tables are saved unless it writes files itself."""

    def add(change: Callable[[Package], object]) -> None:
        DAMAGES.append(Damage(change.__name__, change, codes, of, is_saved))

    return add


def mend_description(package: Package) -> None:
    count = len(package["entries"])
    package.edit_descriptor(
        lambda found: found.update(description=re.sub("[0-9]+ posts", f"{count} posts", found["description"]))
    )


def cut_paragraph(package: Package, row: damage.Row, at: int) -> None:
    span = package.spans(row["paragraph_id"], "text")[0]
    second = split(package, span, at)
    rest = dict(
        row,
        paragraph_id="new",
        text=row["text"][at:].strip(),
        block=f"{row['block']}.5",
        position=f"{row['position']}.5",
    )
    row["text"] = row["text"][:at]
    second["row_id"] = "new"
    package["paragraphs"].insert(1 + next(i for i, other in enumerate(package["paragraphs"]) if other is row), rest)
    package.mend()


def set_time(entry: damage.Row, **cells: str) -> None:
    entry.update(cells)


def edit_seeds(package: Package, old: str, new: str) -> None:
    package.edit_source(replace_once(old, new), "seeds.yaml")
    digest = digest_of(package.sources / "seeds.yaml")
    package.edit_descriptor(lambda found: found["livepack"].update(seedsHash=f"sha256:{digest}"))


def digest_of(path: Path) -> str:

    return hashlib.sha256(path.read_bytes()).hexdigest()


def build_again(package: Package) -> None:
    shutil.rmtree(package.folder)
    build_package([package.sources], package.folder)
    package.loaded.clear()


def join_markup(package: Package) -> None:
    kept: list[damage.Row] = []
    for span in package["ledger"]:
        if (
            kept
            and span["disposition"] == kept[-1]["disposition"] == "markup"
            and span["page_id"] == kept[-1]["page_id"]
        ):
            kept[-1]["end_char"] = span["end_char"]
        else:
            kept.append(span)
    package.loaded["ledger"] = kept


def html_row_dropped(package: Package, table: str, row: damage.Row) -> None:
    """Drop a row as a careful forger would: its characters become markup, and everything else is put right."""
    row_id = row[f"{table[:-1]}_id"]
    for span in package.spans(row_id):
        free(span)
        span["decode"] = ""
    package.drop(table, row)
    package.mend()
    join_spans(package)


def join_spans(package: Package) -> None:
    """Make one of neighbours in the ledger that differ only in their ends."""
    kept: list[damage.Row] = []
    for span in package["ledger"]:
        if kept and all(
            span[column] == kept[-1][column] for column in span if column not in ("start_char", "end_char")
        ):
            kept[-1]["end_char"] = span["end_char"]
        else:
            kept.append(span)
    package.loaded["ledger"] = kept
