"""The rounds of a validation: which check runs when, over what, and in which process.

After the row gate has read every table once, the checks run: over the descriptor, over blogs and pages, and over one
unit of pages after the other. Each round is a plain function of what it reads, so that other processes can take part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from livepack import schemas
from livepack.checks import (
    derived,
    descriptor,
    distances,
    documents,
    ids,
    json_source,
    kinds,
    known,
    labels,
    ledger,
    ledger_words,
    markup,
    order,
    passed_over,
    people,
    places,
    recalled,
    residue,
    sequence,
    sources,
)
from livepack.checks.source_places import point_at_source
from livepack.checks.subject import Subject, Table
from livepack.checks.units import Unit, UnitFinder, read_unit
from livepack.findings import Finding, make_internal_error
from livepack.tally import Tally

CheckFunction = Callable[[Subject], Iterable[Finding]]
DESCRIPTOR_ROUND, PAGES_ROUND, UNIT_ROUND = "descriptor", "pages", "unit"


@dataclass(frozen=True)
class Check:
    """A check: what it is called, in which round it runs, whether it needs the sources, and the publisher's words."""

    name: str
    run: CheckFunction
    round: str = UNIT_ROUND
    needs_sources: bool = False
    needs_words: bool = False


CHECKS = (
    Check("descriptor", descriptor.check_descriptor, DESCRIPTOR_ROUND),
    Check("paths", descriptor.check_paths, DESCRIPTOR_ROUND),
    Check("bytes", descriptor.check_bytes, DESCRIPTOR_ROUND),
    Check("hashes", descriptor.check_hashes, DESCRIPTOR_ROUND),
    Check("schemas", descriptor.check_schemas, DESCRIPTOR_ROUND),
    Check("schema-version", descriptor.check_version, DESCRIPTOR_ROUND),
    Check("files", descriptor.check_files, DESCRIPTOR_ROUND),
    Check("documents", documents.check_documents, DESCRIPTOR_ROUND),
    Check("checksums", documents.check_checksums, DESCRIPTOR_ROUND),
    Check("live-blogs", documents.check_live_blogs, PAGES_ROUND),
    Check("documents-made", documents.check_documents_made, PAGES_ROUND),
    Check("documents-made", documents.check_live_blogs_made),
    Check("description", people.check_description, PAGES_ROUND),
    Check("capabilities", people.check_capabilities, PAGES_ROUND),
    Check("row-order", derived.check_row_order, PAGES_ROUND),
    Check("given-words", people.check_given_words, PAGES_ROUND, needs_sources=True, needs_words=True),
    Check("sources-present", sources.check_sources_present, PAGES_ROUND, needs_sources=True),
    Check("sources-built", sources.check_sources_built, PAGES_ROUND, needs_sources=True),
    Check("seeds", sources.check_seeds, PAGES_ROUND, needs_sources=True),
    Check("derived", derived.check_derived),
    Check("derived-words", derived.check_derived_words, needs_words=True),
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
    Check("kinds", kinds.check_kinds, needs_words=True),
    Check("value-labels", kinds.check_value_labels, needs_words=True),
    Check("cuts", places.check_cuts, needs_sources=True),
    Check("sequence", sequence.check_sequence, needs_words=True),
    Check("signs", sequence.check_signs, needs_words=True),
    Check("clocks", sequence.check_clocks),
    Check("html-words", markup.check_markup_words, needs_sources=True),
    Check("html-recount", markup.check_html_recount, needs_sources=True, needs_words=True),
    Check("json-words", json_source.check_json_words, needs_sources=True),
    Check("json-recount", json_source.check_json_recount, needs_sources=True, needs_words=True),
    Check("json-html", json_source.check_json_html, needs_sources=True, needs_words=True),
    Check("newest", known.check_newest),
    Check("twins", known.check_twins),
    Check("values", ledger_words.check_values, needs_sources=True, needs_words=True),
    Check("witnesses", ledger_words.check_witnesses, needs_sources=True, needs_words=True),
    Check("ledger-boilerplate", ledger_words.check_boilerplate, needs_sources=True, needs_words=True),
    Check("markup", passed_over.check_markup, needs_sources=True),
    Check("outside", passed_over.check_outside),
    Check("outside-times", passed_over.check_outside_times, needs_sources=True),
    Check("source-facts", sources.check_source_facts, needs_sources=True),
    Check("recount", sources.check_recount, needs_sources=True, needs_words=True),
    Check("templates", sources.check_templates, needs_sources=True),
    Check("recalled", recalled.check_recalled),
    Check("label-kinds", labels.check_label_kinds, needs_words=True),
    Check("own-labels", labels.check_own_labels, needs_words=True),
    Check("printed-days", distances.check_printed_days),
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


def names_of(rounds: Sequence[str], subject: Subject) -> list[str]:
    """Return the names of the checks that run in these rounds."""
    return list(dict.fromkeys(check.name for check in CHECKS if check.round in rounds and _can_run(check, subject)))


def _can_run(check: Check, subject: Subject) -> bool:
    """Tell whether there is what a check needs."""
    has_sources = subject.documents is not None or not check.needs_sources
    return has_sources and not (check.needs_words and subject.is_dehydrated)


def run_round(name: str, subject: Subject, tally: Tally) -> None:
    """Run the checks of a round over a subject."""
    for check in CHECKS:
        if check.round == name and _can_run(check, subject):
            tally.extend(run_check(check.name, check.run, subject))


def run_check(name: str, run: CheckFunction, subject: Subject) -> Iterator[Finding]:
    """Run one check; what it finds in the ledger names its place in the source. If it fails that is a finding, so that what the others find is not lost."""
    try:
        yield from (point_at_source(finding, subject) for finding in run(subject))
    except Exception as error:  # noqa: BLE001 - whatever it is
        yield make_internal_error(f"the check {name}", error)


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
