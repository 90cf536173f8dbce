"""Runs the row gate over tables, in this process or shared among others."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import NamedTuple

from livepack import schemas
from livepack.checks.census import CensusTaker
from livepack.checks.gate import PARTS, Gate, Observer
from livepack.checks.layers import LayerFinder
from livepack.checks.parts import Part, cut_table
from livepack.checks.plans import TableToCheck, plan_table
from livepack.checks.repeats import RepeatFinder
from livepack.checks.stream import CountFinder, OrderFinder, WordFinder
from livepack.checks.subject import Row
from livepack.checks.units import UnitFinder, read_table
from livepack.findings import make_internal_error
from livepack.tally import Tally

_KEYS, _VALUES = frozenset({"form", "keys"}), frozenset({"values"})
_PART_BYTES = 8 << 20  # a part takes about 0.1 s
GATE_CHECKS = ("form", "header", "types", "required", "patterns", "enums", "bounds", "keys", "foreign-keys")


class GateResult(NamedTuple):
    """What the row gate found: findings, rows of each table, tables whose form is wrong, where units begin, a census."""

    tally: Tally
    counts: dict[str, int]
    broken: set[str]
    finder: UnitFinder | None
    census: CensusTaker | None


def run_gate(tables: Sequence[TableToCheck], tally: Tally, parts: frozenset[str]) -> GateResult:
    """Read tables once and check their rows.

    Args:
        tables: the tables.
        tally: takes the findings.
        parts: "form" and "keys", "values", or all three.
    """
    is_own = all(table.is_own for table in tables)
    observers: list[Observer] = []
    finder = census = None
    if "keys" in parts:
        if is_own:
            finder, census = UnitFinder(_read_pages(tables)), CensusTaker()
            observers += [finder, census, RepeatFinder()]
        else:
            observers += [CountFinder([table.name for table in tables]), RepeatFinder()]
        observers += [LayerFinder()] if any(map(_is_layer, tables)) else []
    if not is_own:
        observers += [OrderFinder()] if "keys" in parts else []
        observers += [WordFinder()] if "values" in parts else []
    gate = Gate(map(plan_table, tables), tally.add, observers, parts)
    gc.disable()  # rows hold no cycles, and walking over millions of them to find none takes a tenth of the time
    try:
        gate.run()
    except Exception as error:  # noqa: BLE001 - as in run_check
        gate.broken.update(table.name for table in tables)
        tally.add(make_internal_error("the row gate", error))
    finally:
        gc.enable()
    return GateResult(tally, gate.counts, gate.broken, finder, census)


def _is_layer(table: TableToCheck) -> bool:
    """Tell whether a table is one of users whose spans can be compared with paragraphs: those of a whole package."""
    return table.is_own and table.name in schemas.layers() and not table.is_dehydrated


def _read_pages(tables: Sequence[TableToCheck]) -> list[Row]:
    """Return the rows of the table pages; none if it is not well formed, for then there will be no units."""
    path = next((table.path for table in tables if table.name == "pages"), None)
    try:
        rows = [] if path is None else read_table("pages", path).rows
        return rows if all({"page_id", "blog_id"} <= row.keys() for row in rows[:1]) else []
    except Exception:  # noqa: BLE001 - the gate says what is wrong with it
        return []


def check_rows(tables: list[TableToCheck], tally: Tally, pool: Executor | None) -> list[GateResult]:
    """Run the row gate over tables, in other processes if there is a pool of them.

    Args:
        tables: the tables.
        tally: whose settings the findings are judged by.
        pool: other processes; None if there are none.

    Returns:
        What each part of it found; the first knows the counts and where units begin.
    """
    if pool is None:
        return [run_gate(tables, tally.empty(), PARTS)]
    first = pool.submit(run_gate, tables, tally.empty(), _KEYS)
    values = {table.name: _start_values(pool, table, tally) for table in tables}
    keys = first.result()
    results = [keys]
    for table in tables:
        found = [future.result() for future in values[table.name]]
        if len(found) > 1 and table.name in keys.broken.union(*(result.broken for result in found)):
            found = [run_gate([table], tally.empty(), _VALUES)]  # where rows end is not sure
        results += found
    return results


def _start_values(pool: Executor, table: TableToCheck, tally: Tally) -> list[Future[GateResult]]:
    """Let other processes check the values of a table, a part each if it is large."""
    count = table.path.stat().st_size // _PART_BYTES
    parts: Sequence[Part | None] = cut_table(table.path, plan_table(table).dialect, count) if count > 1 else ()
    return [pool.submit(run_gate, [replace(table, part=part)], tally.empty(), _VALUES) for part in parts or (None,)]
