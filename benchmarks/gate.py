"""Measures `livepack validate` against `frictionless validate` on generated packages: `python benchmarks/gate.py`.

A package has blogs, pages, entries, embeds and images with livepack's own columns and schemas, one file each, and no
ledger: what any Data Package of such tables looks like, and what frictionless can check. Both tools run as commands, in
turn, round after round; the ratio is of the same round. A copy with faults shows that both find the same of what both
look for. livepack searches for boilerplate, broken encoding, formulas, order and counts in the same pass.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from corpus import COMMON

from livepack import schemas

TABLES = ("blogs", "pages", "entries", "embeds", "images")
PAGE_ENTRIES = 20
FAULTS = 10  # of each kind in the copy with faults
SAME = {
    "value-type": "type-error",
    "value-missing": "constraint-error",
    "value-pattern": "constraint-error",
    "value-enum": "constraint-error",
    "value-bound": "constraint-error",
    "key-dangling": "foreign-key",
    "row-length": "extra-cell",
    "key-repeated": "primary-key",
}
TOLD_TWICE = {"unique-error"}  # of the same rows: in a column that is a key and unique
Row = dict[str, str]


class Run(NamedTuple):
    """What one run of a command took: CPU and wall seconds, and the most memory that it held, in MB."""

    cpu: float
    wall: float
    memory: float
    output: str


def run(command: list[str]) -> Run:
    """Run a command alone and measure it; its exit status is its own affair."""
    with tempfile.TemporaryFile("w+") as out:
        start = os.times().elapsed
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, _, spent = os.wait4(child.pid, 0)
        wall = os.times().elapsed - start
        child.returncode = 0
        out.seek(0)
        return Run(spent.ru_utime + spent.ru_stime, wall, spent.ru_maxrss / 1024, out.read())


def write_package(folder: Path, entries: int, *, faults: bool = False) -> None:
    """Write a package of so many entries, 400 characters of text each, half of them with an embed, a third with an image."""
    folder.mkdir(parents=True, exist_ok=True)
    shared = random.Random(1)
    words = [shared.choice(COMMON) for _ in range(20_000)]
    resources = []
    damage = _Damage(entries) if faults else None
    for name in TABLES:
        table = schemas.tables()[name]
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(table.columns)
            for index, row in enumerate(_ROWS[name](entries, words)):
                cells = [row.get(column, "") for column in table.columns]
                writer.writerow(damage.apply(name, index, table.columns, cells) if damage else cells)
        with path.open("rb") as handle:  # not read at once: a child's memory is counted from that of this process on
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        resources.append(
            {
                "name": name,
                "type": "table",
                "profile": "tabular-data-resource",
                "path": path.name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{digest}",
                "schema": table.descriptor(),
            }
        )
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "bench",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


class _Damage:
    """Spreads faults evenly over the tables, so many of each kind."""

    def __init__(self, entries: int) -> None:
        self.kinds: dict[str, list[Callable[[Row], None] | str]] = {
            "entries": [
                lambda row: row.update(published="yesterday"),
                lambda row: row.update(position=""),
                lambda row: row.update(published_basis="guessed"),
                lambda row: row.update(page_id="pnowhere"),
                lambda row: row.update(position="0"),
                "long",
            ],
            "embeds": [lambda row: row.update(entry_id="b1/nowhere"), lambda row: row.update(kind="dance")],
            "images": [lambda row: row.update(image_id="1 x"), lambda row: row.update(width="wide")],
        }
        self.step = {name: max(1, entries // 4 // (FAULTS * len(kinds))) for name, kinds in self.kinds.items()}

    def apply(self, name: str, index: int, columns: tuple[str, ...], cells: list[str]) -> list[str]:
        kinds = self.kinds.get(name, [])
        turn, rest = divmod(index, self.step[name]) if kinds else (0, 1)
        if rest or turn >= FAULTS * len(kinds):
            return cells
        kind = kinds[turn % len(kinds)]
        if isinstance(kind, str):
            return [*cells, "one too many"]
        row = dict(zip(columns, cells, strict=True))
        kind(row)
        return list(row.values())


def _pages(entries: int) -> int:
    return -(-entries // PAGE_ENTRIES)


def _entry_id(index: int) -> str:
    return f"b{index // PAGE_ENTRIES // 10}/t{_moment(index):%Y%m%dT%H%MZ}"


def _moment(index: int) -> datetime:
    """Posts run back in time on their page, two minutes apart; no two of a blog are of one minute."""
    page, place = divmod(index, PAGE_ENTRIES)
    return datetime(2031, 3, 4, 20, 0) + timedelta(hours=page % 10, minutes=-2 * place)  # noqa: DTZ001 - UTC throughout


def _text(words: list[str], index: int, length: int = 400) -> str:
    """Some words of the list from a place of their own; commas, quotes and a line break as prose has them."""
    start = index * 97 % (len(words) - 200)
    text = " ".join(words[start : start + length // 4])
    return f'{text[: length // 2]}, "{text[length // 2 : length - 20]}"\n\n{index} more.'


def _blog_rows(entries: int, words: list[str]) -> Iterator[Row]:  # noqa: ARG001 - all of one signature
    for index in range(-(-_pages(entries) // 10)):
        yield {
            "blog_id": f"b{index}",
            "publisher": "Acme News",
            "pages_held": "10",
            "entry_count": "200",
            "representation": "full",
        }


def _page_rows(entries: int, words: list[str]) -> Iterator[Row]:  # noqa: ARG001
    for index in range(_pages(entries)):
        yield {
            "page_id": f"p{index}",
            "blog_id": f"b{index // 10}",
            "entry_count": str(PAGE_ENTRIES),
            "embed_count": "10",
            "image_count": "6",
            "reader": "acme_text",
            "source_file": f"page-{index}.txt",
            "source_sha256": hashlib.sha256(str(index).encode()).hexdigest(),
            "source_bytes": "20000",
            "source_length": "20000",
            "source_encoding": "utf-8",
            "source_newline": "lf",
            "rights": "of the publisher",
        }


def _entry_rows(entries: int, words: list[str]) -> Iterator[Row]:
    for index in range(entries):
        moment = _moment(index)
        text = _text(words, index)
        yield {
            "entry_id": _entry_id(index),
            "blog_id": f"b{index // PAGE_ENTRIES // 10}",
            "page_id": f"p{index // PAGE_ENTRIES}",
            "position": str(index % PAGE_ENTRIES + 1),
            "headline": text[:40].replace("\n", " "),
            "published": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            "published_local": f"{moment:%Y-%m-%dT%H:%M:%S}",
            "utc_offset": "+00:00",
            "published_date": f"{moment:%Y-%m-%d}",
            "published_text": f"{moment:%H:%M} GMT",
            "published_precision": "minute",
            "published_basis": "stated",
            "text": text,
            "word_count": str(len(text.split())),
            "paragraph_count": "2",
            "embed_count": str(1 - index % 2),
            "image_count": str(int(index % 3 == 0)),
        }


def _embed_rows(entries: int, words: list[str]) -> Iterator[Row]:  # noqa: ARG001
    for index in range(0, entries, 2):
        yield {
            "embed_id": f"{_entry_id(index)}/m1",
            "page_id": f"p{index // PAGE_ENTRIES}",
            "entry_id": _entry_id(index),
            "position": "1",
            "block": "3",
            "after_paragraph": "2",
            "kind": "social_post",
            "provider": "twitter",
            "provider_name": "Twitter",
            "label_number": "1",
            "availability": "consent_notice",
        }


def _image_rows(entries: int, words: list[str]) -> Iterator[Row]:
    for index in range(0, entries, 3):
        yield {
            "image_id": f"{_entry_id(index)}/i1",
            "page_id": f"p{index // PAGE_ENTRIES}",
            "entry_id": _entry_id(index),
            "position": "1",
            "block": "4",
            "after_paragraph": "2",
            "alt_text": _text(words, index, 60).replace("\n", " "),
            "credit": "Acme Pictures",
        }


_ROWS: dict[str, Callable[[int, list[str]], Iterator[Row]]] = {
    "blogs": _blog_rows,
    "pages": _page_rows,
    "entries": _entry_rows,
    "embeds": _embed_rows,
    "images": _image_rows,
}


def livepack(folder: Path, *options: str) -> list[str]:
    """The command that validates a package with livepack."""
    return [sys.executable, "-m", "livepack", "validate", str(folder), "--format", "json", *options]


def frictionless(folder: Path) -> list[str]:
    """The command that validates a package with frictionless."""
    return [sys.executable, "-m", "frictionless", "validate", str(folder / "datapackage.json"), "--json"]


def bench_size(folder: Path, entries: int, rounds: int) -> None:
    """Compare the two on a package of one size, and print it."""
    good = folder / f"good-{entries}"
    write_package(good, entries)
    size = sum(path.stat().st_size for path in good.iterdir()) / 1e6
    ours: list[Run] = []
    theirs: list[Run] = []
    for _ in range(rounds):
        ours.append(run(livepack(good)))
        theirs.append(run(frictionless(good)))
    ratios = [other.cpu / own.cpu for own, other in zip(ours, theirs, strict=True)]
    print(f"{entries:,} entries, {size:.0f} MB")
    print_runs("livepack validate", ours)
    print_runs("frictionless validate", theirs)
    print(
        f"  frictionless takes {median(ratios):.1f} times the CPU time ({min(ratios):.1f} to {max(ratios):.1f})   bar at 100,000: 8"
    )
    verdicts = json.loads(ours[0].output)["counts"], json.loads(theirs[0].output)["valid"]
    print(f"  both find the package valid: {verdicts[0]['error'] == 0 and verdicts[1]}\n")


def print_runs(name: str, runs: list[Run]) -> None:
    """Print what the runs of one command took."""
    print(
        f"  {name:<34}CPU {min(r.cpu for r in runs):7.2f} s best {median([r.cpu for r in runs]):7.2f} s median   "
        f"wall {min(r.wall for r in runs):7.2f} s   memory {max(r.memory for r in runs):4.0f} MB"
    )


def bench_faults(folder: Path, entries: int) -> None:
    """Compare what the two find in a copy with faults, and print it."""
    bad = folder / f"bad-{entries}"
    write_package(bad, entries, faults=True)
    counted = json.loads(run(livepack(bad)).output)["codes"]
    report = json.loads(run(frictionless(bad)).output)
    own: Counter[str] = Counter()
    for code, count in counted.items():
        if code in SAME:
            own[SAME[code]] += count
    theirs = Counter(error["type"] for task in report["tasks"] for error in task["errors"])
    theirs = Counter({kind: count for kind, count in theirs.items() if kind not in TOLD_TWICE})
    print(f"{entries:,} entries with faults: livepack finds {dict(sorted(own.items()))}")
    print(f"  frictionless finds the same: {own == theirs}" + ("" if own == theirs else f" ({dict(theirs)})"))
    others = {code: count for code, count in counted.items() if code not in SAME}
    print(f"  livepack also: {others}\n")


def bench_jobs(folder: Path, entries: int) -> None:
    """Compare one process with two, by wall time, and print it."""
    good = folder / f"good-{entries}"
    one, two = run(livepack(good)), run(livepack(good, "--jobs", "2"))
    print(
        f"{entries:,} entries: wall {one.wall:.2f} s with one process, {two.wall:.2f} s with --jobs 2 ({one.wall / two.wall:.1f} times)\n"
    )


def bench_memory(folder: Path, entries: int) -> None:
    """Validate a very large package, and print what it takes."""
    good = folder / f"good-{entries}"
    write_package(good, entries)
    keys = (
        sum(
            sys.getsizeof(_entry_id(index)) + 2 * (sys.getsizeof(_entry_id(index)) + 3) * (index % 2)
            for index in range(0, entries, 997)
        )
        * 997
    )
    print(f"{entries:,} entries (the keys' texts alone are about {keys / 1e6:.0f} MB)")
    print_runs("livepack validate", [run(livepack(good))])
    print()


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description="Compare livepack validate with frictionless validate.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="10,000 entries only")
    parser.add_argument("--large", action="store_true", help="1,000,000 entries too (livepack only; takes minutes)")
    options = parser.parse_args()
    bench_gate(options.rounds, is_quick=options.quick, is_large=options.large)


def bench_gate(rounds: int, *, is_quick: bool, is_large: bool) -> None:
    """Compare on the sizes that are asked for."""
    sizes = [10_000] if is_quick else [10_000, 100_000]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for entries in sizes:
            bench_size(folder, entries, rounds)
        bench_faults(folder, 10_000)
        bench_jobs(folder, sizes[-1])
        if is_large:
            bench_memory(folder, 1_000_000)


if __name__ == "__main__":
    main()
