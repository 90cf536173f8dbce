"""The rounds of a validation: which check runs when, over what, and in which process.

The row gate reads every table once. Then the checks run: over the descriptor, over blogs and pages, and over one unit
of pages after the other. Each round is a plain function of what it reads, so that other processes can take part.
"""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from livepack import schemas
from livepack.checks import (
    derived,
    descriptor,
    ids,
    kinds,
    known,
    ledger,
    order,
    people,
    places,
    residue,
    sources,
)
from livepack.checks.gate import Gate, Observer
from livepack.checks.plans import TableToCheck, plan_table
from livepack.checks.repeats import RepeatFinder
from livepack.checks.stream import CountFinder, OrderFinder, WordFinder
from livepack.checks.subject import Row, Subject, Table
from livepack.checks.units import Unit, UnitFinder, read_table, read_unit
from livepack.findings import Finding, make_finding
from livepack.tally import Tally

CheckFunction = Callable[[Subject], Iterable[Finding]]
DESCRIPTOR_ROUND, PAGES_ROUND, UNIT_ROUND = "descriptor", "pages", "unit"


@dataclass(frozen=True)
class Check:
    """A check: what it is called, in which round it runs, whether it needs the sources."""

    name: str
    run: CheckFunction
    round: str = UNIT_ROUND
    needs_sources: bool = False


GATE_CHECKS = ("form", "header", "types", "required", "patterns", "enums", "bounds", "keys", "foreign-keys")
CHECKS = (
    Check("descriptor", descriptor.check_descriptor, DESCRIPTOR_ROUND),
    Check("paths", descriptor.check_paths, DESCRIPTOR_ROUND),
    Check("bytes", descriptor.check_bytes, DESCRIPTOR_ROUND),
    Check("hashes", descriptor.check_hashes, DESCRIPTOR_ROUND),
    Check("schemas", descriptor.check_schemas, DESCRIPTOR_ROUND),
    Check("schema-version", descriptor.check_version, DESCRIPTOR_ROUND),
    Check("files", descriptor.check_files, DESCRIPTOR_ROUND),
    Check("description", people.check_description, PAGES_ROUND),
    Check("capabilities", people.check_capabilities, PAGES_ROUND),
    Check("row-order", derived.check_row_order, PAGES_ROUND),
    Check("given-words", people.check_given_words, PAGES_ROUND, needs_sources=True),
    Check("sources-present", sources.check_sources_present, PAGES_ROUND, needs_sources=True),
    Check("sources-built", sources.check_sources_built, PAGES_ROUND, needs_sources=True),
    Check("seeds", sources.check_seeds, PAGES_ROUND, needs_sources=True),
    Check("derived", derived.check_derived),
    Check("counts", derived.check_counts),
    Check("positions", derived.check_positions),
    Check("blocks", derived.check_blocks),
    Check("list-numbers", derived.check_list_numbers),
    Check("embed-labels", derived.check_labels),
    Check("empty-entries", derived.check_empty_entries),
    Check("row-order", derived.check_row_order),
    Check("known-findings", derived.check_known_findings),
    Check("findings-there", known.check_findings_there),
    Check("findings-rows", known.check_findings_rows),
    Check("findings-told", known.repeat_findings),
    Check("parents", known.check_parents),
    Check("ids", ids.check_ids),
    Check("readers", people.check_readers),
    Check("curated", people.check_curated, needs_sources=True),
    Check("partition", ledger.check_partition),
    Check("unread", ledger.check_unread),
    Check("ledger-shape", ledger.check_shape),
    Check("ledger-names", ledger.check_names),
    Check("cells", ledger.check_cells),
    Check("not-in-source", ledger.check_not_in_source),
    Check("span-order", places.check_span_order),
    Check("kinds", kinds.check_kinds),
    Check("value-labels", kinds.check_value_labels),
    Check("cuts", places.check_cuts, needs_sources=True),
    Check("newest", known.check_newest),
    Check("twins", known.check_twins),
    Check("values", ledger.check_values, needs_sources=True),
    Check("witnesses", ledger.check_witnesses, needs_sources=True),
    Check("ledger-boilerplate", ledger.check_boilerplate, needs_sources=True),
    Check("markup", ledger.check_markup, needs_sources=True),
    Check("outside", ledger.check_outside),
    Check("outside-times", ledger.check_outside_times, needs_sources=True),
    Check("source-facts", sources.check_source_facts, needs_sources=True),
    Check("recount", sources.check_recount, needs_sources=True),
    Check("templates", sources.check_templates, needs_sources=True),
    Check("times", order.check_times),
    Check("supplied", order.check_supplied),
    Check("offsets", order.check_offsets),
    Check("order", order.check_order),
    Check("captures", order.check_capture),
    Check("gaps", order.check_gaps),
    Check("days", order.check_days),
    Check("residue", residue.check_marks),
    Check("labels", residue.check_labels),
    Check("encoding", residue.check_encoding),
)


def names_of(rounds: Sequence[str], *, with_sources: bool) -> list[str]:
    """Return the names of the checks that run in these rounds."""
    return list(
        dict.fromkeys(
            check.name for check in CHECKS if check.round in rounds and (with_sources or not check.needs_sources)
        )
    )


def run_round(name: str, subject: Subject, tally: Tally) -> None:
    """Run the checks of a round over a subject."""
    for check in CHECKS:
        if check.round == name and not (check.needs_sources and subject.documents is None):
            tally.extend(run_check(check.name, check.run, subject))


def run_check(name: str, run: CheckFunction, subject: Subject) -> Iterator[Finding]:
    """Run one check; if it fails that is a finding, so that what the others find is not lost."""
    try:
        yield from run(subject)
    except Exception as error:  # noqa: BLE001 - whatever it is
        yield _internal_error(f"the check {name}", error)


def _internal_error(what: str, error: Exception) -> Finding:
    trace = traceback.extract_tb(error.__traceback__)[-1]
    found = f"{what}: {type(error).__name__}: {error} ({Path(trace.filename).name}:{trace.lineno})"
    return make_finding("internal-error", found)


# The row gate


class GateResult(NamedTuple):
    """What the row gate found: findings, rows of each table, tables whose form is wrong, where units begin."""

    tally: Tally
    counts: dict[str, int]
    broken: set[str]
    finder: UnitFinder | None


def run_gate(tables: Sequence[TableToCheck], tally: Tally, parts: frozenset[str]) -> GateResult:
    """Read tables once and check their rows.

    Args:
        tables: the tables.
        tally: takes the findings.
        parts: "form" and "keys", "values", or all three.
    """
    is_own = all(table.is_own for table in tables)
    observers: list[Observer] = []
    finder = None
    if "keys" in parts:
        finder = UnitFinder(_read_pages(tables)) if is_own else None
        observers.append(finder or CountFinder([table.name for table in tables]))
    if "values" in parts:
        observers += [RepeatFinder()] if is_own else [RepeatFinder(), WordFinder(), OrderFinder()]
    gate = Gate(map(plan_table, tables), tally.add, observers, parts)
    gc.disable()  # rows hold no cycles, and walking over millions of them to find none takes a tenth of the time
    try:
        gate.run()
    except Exception as error:  # noqa: BLE001 - as in run_check
        gate.broken.update(table.name for table in tables)
        tally.add(_internal_error("the row gate", error))
    finally:
        gc.enable()
    return GateResult(tally, gate.counts, gate.broken, finder)


def _read_pages(tables: Sequence[TableToCheck]) -> list[Row]:
    """Return the rows of the table pages; none if it is not well formed, for then there will be no units."""
    path = next((table.path for table in tables if table.name == "pages"), None)
    try:
        rows = [] if path is None else read_table("pages", path).rows
        return rows if all({"page_id", "blog_id"} <= row.keys() for row in rows[:1]) else []
    except Exception:  # noqa: BLE001 - the gate says what is wrong with it
        return []


def start_gate(pool: Executor, tables: Sequence[TableToCheck], tally: Tally) -> list[Future[GateResult]]:
    """Let other processes run the gate: one checks form and keys of all tables, the others the values of one each."""
    values, keys = frozenset({"values"}), frozenset({"form", "keys"})
    largest = sorted(tables, key=lambda table: -table.path.stat().st_size)
    found = {table.name: pool.submit(run_gate, [table], tally.empty(), values) for table in largest[:1]}
    first = pool.submit(run_gate, tables, tally.empty(), keys)
    found |= {table.name: pool.submit(run_gate, [table], tally.empty(), values) for table in largest[1:]}
    return [first, *(found[table.name] for table in tables)]


# Units


class UnitTask(NamedTuple):
    """A unit with what a process needs to check it."""

    unit: Unit
    blogs: Table


def unit_tasks(finder: UnitFinder, blogs: Table, files: dict[str, Path]) -> list[UnitTask]:
    """Return a task for each unit; blogs of which there is no page go with the first."""
    units = finder.units(files)
    known = frozenset().union(*(unit.blogs for unit in units))
    tasks: list[UnitTask] = []
    for index, unit in enumerate(units):
        own = [
            (line, row)
            for line, row in blogs.numbered()
            if row["blog_id"] in unit.blogs or (index == 0 and row["blog_id"] not in known)
        ]
        tasks.append(UnitTask(unit, Table("blogs", [row for _, row in own], [line for line, _ in own])))
    return tasks


def run_unit(task: UnitTask, subject: Subject, files: dict[str, Path], tally: Tally) -> Tally:
    """Read a unit and check it.

    Args:
        task: the unit.
        subject: the package, without rows.
        files: the file of every table.
        tally: takes the findings.

    Returns:
        The tally.
    """
    tables = {"blogs": task.blogs, **read_unit(task.unit, files)}
    ordered = {name: tables[name] for name in schemas.tables()}
    run_round(UNIT_ROUND, replace(subject, tables=ordered), tally)
    return tally
