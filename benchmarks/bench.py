"""Prints how fast livepack is on this machine: `nox -s bench`, or `python benchmarks/bench.py [--quick]`.

Every figure is CPU time (user and system, so that a busy machine disturbs little), the best and the median of
several rounds. Bars are printed beside the figures and nothing fails by them: times depend on the machine. What
does fail is a page of the corpus that is not read whole.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import NamedTuple

from corpus import Composed, compose_pages
from gate import bench_gate
from general import bench_general
from peers import bench_peers

import livepack
from livepack.page import UNREAD, Embed, Image, Page, Paragraph
from livepack.source import Source, decode_source

try:
    import resource
except ImportError:  # Windows
    resource = None

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
PAGES, QUICK_PAGES = 300, 60
ROUNDS, QUICK_ROUNDS = 7, 3
GATE_ROUNDS = 3
CORPUS_SEED = 1
SEED_READS = 100
MEGABYTE = 1_000_000


class Times(NamedTuple):
    """CPU seconds of the same work, a figure for each round."""

    seconds: list[float]

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def middle(self) -> float:
        return median(self.seconds)


class Child(NamedTuple):
    """What one run of a command took."""

    cpu: float
    wall: float


def main() -> None:
    """Run the benchmarks that the options ask for."""
    parser = argparse.ArgumentParser(description="Print how fast livepack is on this machine.")
    parser.add_argument("--rounds", type=int, help=f"how often to measure each thing (default: {ROUNDS})")
    parser.add_argument(
        "--quick",
        action="store_true",
        help=f"{QUICK_ROUNDS} rounds, and {QUICK_PAGES} pages in place of {PAGES}",
    )
    parser.add_argument("--large", action="store_true", help="validate a package of 1,000,000 entries too")
    parser.add_argument("--pages", type=Path, help="compare tools on this folder of saved pages of HTML too")
    options = parser.parse_args()
    rounds = max(1, options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS))
    print(describe_machine())
    print(f"CPU time, best and median of {rounds} rounds\n")
    bench_commands(rounds)
    bench_folder(QUICK_PAGES if options.quick else PAGES)
    bench_reader(QUICK_PAGES if options.quick else PAGES, rounds)
    bench_general()
    bench_peers(rounds, is_quick=options.quick, folder=options.pages)
    bench_gate(min(rounds, GATE_ROUNDS), is_quick=options.quick, is_large=options.large)


def describe_machine() -> str:
    """Name the machine and the versions that matter."""
    packages = ", ".join(f"{name} {installed(name)}" for name in ("click", "PyYAML", "jsonschema"))
    return (
        f"livepack {livepack.__version__}, {platform.python_implementation()} {platform.python_version()}, {packages}\n"
        f"{platform.system()} {platform.machine()}, {processor()}, {os.cpu_count()} CPUs"
    )


def installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def processor() -> str:
    """The processor's name, where Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")),
        "unknown processor",
    )


# Commands


def bench_commands(rounds: int) -> None:
    """Time the command line from outside, interpreter's start included."""
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder, "package"))
        print_command("livepack --help", 0.15, rounds, "--help")
        print_command("build the seed", 1, rounds, "build", str(SEEDS), "--out", out)
        print_command("validate it", 1, rounds, "validate", out, "--sources", str(SEEDS))
        place = str(Path(folder, "export.sqlite"))
        print_command("export it (SQLite)", 1, rounds, "export", "sqlite", out, "--out", place, "--overwrite")
    print()


def print_command(name: str, bar: float, rounds: int, *arguments: str) -> None:
    run_livepack(*arguments)  # compiles the modules, warms the disk's cache
    runs = [run_livepack(*arguments) for _ in range(rounds)]
    cpu, wall = Times([run.cpu for run in runs]), Times([run.wall for run in runs])
    print(
        f"{name:<20}CPU {cpu.best:.3f} s  {cpu.middle:.3f} s   wall {wall.best:.3f} s  {wall.middle:.3f} s   "
        f"bar: under {bar:g} s"
    )


def run_livepack(*arguments: str) -> Child:
    """Run a command of livepack in a process of its own; a command that fails ends the benchmark."""
    before, start = children_cpu(), time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "livepack", *arguments], capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"livepack {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return Child(children_cpu() - before, wall)


def children_cpu() -> float:
    """CPU seconds of all child processes that have ended; 0 on Windows, which does not tell."""
    if resource is None:
        return 0.0
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def bench_folder(count: int) -> None:
    """Time a build of many composed pages and its validation beside them: what a person waits for, by the page."""
    with tempfile.TemporaryDirectory() as folder:
        sources, out = Path(folder, "pages"), str(Path(folder, "package"))
        sources.mkdir()
        for number, page in enumerate(compose_pages(count, CORPUS_SEED)):
            (sources / f"{number:04}.txt").write_bytes(page.text.encode())
        for name, arguments in (
            ("build", ("build", str(sources), "--out", out)),
            ("validate", ("validate", out, "--sources", str(sources))),
        ):
            took = run_livepack(*arguments).cpu
            print(f"{f'{name} {count} pages':<20}CPU {took:.2f} s   {1000 * took / count:.1f} ms a page")
    print()


# The reader


def bench_reader(count: int, rounds: int) -> None:
    """Time the reader on composed pages, one core, closed ledger included.

    Cold: each round in a fresh process, which has read the seed (so that modules and rules are loaded) and sees
    every page of the corpus once. Warm: the same pages again and again. From bytes: decoding and hashing too.
    """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        cold = Times(list(pool.map(time_cold_round, [count] * rounds)))
    pages = compose_pages(count, CORPUS_SEED)
    sources = decode_pages(pages)
    for source, composed in zip(sources, pages, strict=True):
        check_page(livepack.read(source), composed)
    data = [page.text.encode() for page in pages]
    size = sum(map(len, data)) / MEGABYTE
    print(describe_corpus(pages, size))
    show = Reading(size, count)
    show.line("read, cold", cold, "bar: 40 MB/s")
    warm = measure(lambda: [livepack.read(source) and None for source in sources], rounds)
    show.line("read, warm", warm)
    # A ledger makes its spans when they are asked for; this reads and then walks every one of them.
    walked = measure(lambda: [sum(1 for _ in livepack.read(source).ledger) for source in sources], rounds)
    show.line("walking the ledger", walked)
    show.line(
        "from bytes, warm",
        measure(lambda: [livepack.read(decode_source("x", page)) and None for page in data], rounds),
    )
    floor = measure(lambda: [strip_lines(source.document) for source in sources], rounds)
    show.line("split and strip", floor, "the floor: a bare loop over the lines")
    seed = decode_source("seed.txt", next(SEEDS.glob("*.txt")).read_bytes())
    again = measure(lambda: [livepack.read(seed) and None for _ in range(SEED_READS)], rounds)
    Reading(SEED_READS * seed.size / MEGABYTE, SEED_READS).line(
        "the seed, warm", again, "one real page, again and again"
    )
    print(f"\nread, cold, takes {cold.best / floor.best:.1f} times the floor; warm {warm.best / floor.best:.1f} times")


class Reading(NamedTuple):
    """Prints rates for a corpus of a size (MB) and a number of pages."""

    size: float
    pages: int

    def line(self, name: str, times: Times, note: str = "") -> None:
        rates = f"{self.size / times.best:6.1f} MB/s  {self.size / times.middle:6.1f} MB/s"
        print(f"{name:<18}{rates}   {self.pages / times.best:6.0f} pages/s   {note}".rstrip())


def describe_corpus(pages: list[Composed], size: float) -> str:
    """Say what the corpus holds."""
    posts, paragraphs, images, embeds = (sum(page[column] for page in pages) for column in (1, 2, 3, 4))
    return (
        f"{len(pages)} composed pages, {size:.1f} MB: {posts} posts, {paragraphs} paragraphs, {images} pictures, "
        f"{embeds} embeds"
    )


def time_cold_round(count: int) -> float:
    """Read the corpus once in this process, which has never seen it; runs in a process of its own."""
    sources = decode_pages(compose_pages(count, CORPUS_SEED))
    for path in sorted(SEEDS.glob("*.txt")):
        livepack.read(decode_source(path.name, path.read_bytes()))
    start = time.process_time()
    for source in sources:
        livepack.read(source)
    return time.process_time() - start


def decode_pages(pages: list[Composed]) -> list[Source]:
    return [decode_source(f"{number}.txt", page.text.encode()) for number, page in enumerate(pages)]


def check_page(page: Page, composed: Composed) -> None:
    """Make sure that a page was read whole: nothing unread, and as much of everything as was put into it."""
    assert all(span.disposition != UNREAD for span in page.ledger)
    blocks = [block for entry in page.entries for block in entry.blocks]
    found = [sum(isinstance(block, kind) for block in blocks) for kind in (Paragraph, Image, Embed)]
    assert [len(page.entries), *found] == list(composed[1:]), (found, composed[1:])


def strip_lines(document: str) -> None:
    for line in document.split("\n"):
        line.strip()


def measure(work: Callable[[], object], rounds: int) -> Times:
    """Time some work, a round after the other."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return Times(seconds)


if __name__ == "__main__":
    main()
