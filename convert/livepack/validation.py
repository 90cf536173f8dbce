"""Validates a package: runs every check over it and, where the sources are at hand, over them too."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import livepack
from livepack import schemas
from livepack.checks import (
    derived,
    descriptor,
    distances,
    ids,
    kinds,
    known,
    labels,
    ledger,
    order,
    people,
    places,
    recalled,
    residue,
    schema,
    sources,
)
from livepack.checks.subject import Subject, load_subject
from livepack.findings import Finding, make_finding
from livepack.report import Report

CheckFunction = Callable[[Subject], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A check: what it is called, whether it needs whole tables, whether it needs the sources."""

    name: str
    run: CheckFunction
    needs_tables: bool = True
    needs_sources: bool = False


CHECKS = (
    Check("descriptor", descriptor.check_descriptor, needs_tables=False),
    Check("paths", descriptor.check_paths, needs_tables=False),
    Check("bytes", descriptor.check_bytes, needs_tables=False),
    Check("hashes", descriptor.check_hashes, needs_tables=False),
    Check("schemas", descriptor.check_schemas, needs_tables=False),
    Check("schema-version", descriptor.check_version, needs_tables=False),
    Check("files", descriptor.check_files, needs_tables=False),
    Check("types", schema.check_types, needs_tables=False),
    Check("required", schema.check_required, needs_tables=False),
    Check("patterns", schema.check_patterns, needs_tables=False),
    Check("enums", schema.check_enums, needs_tables=False),
    Check("bounds", schema.check_bounds, needs_tables=False),
    Check("keys", schema.check_keys, needs_tables=False),
    Check("foreign-keys", schema.check_foreign_keys, needs_tables=False),
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
    Check("parents", known.check_parents),
    Check("ids", ids.check_ids),
    Check("readers", people.check_readers),
    Check("description", people.check_description),
    Check("curated", people.check_curated, needs_sources=True),
    Check("partition", ledger.check_partition),
    Check("unread", ledger.check_unread),
    Check("recalled", recalled.check_recalled),
    Check("ledger-shape", ledger.check_shape),
    Check("ledger-names", ledger.check_names),
    Check("cells", ledger.check_cells),
    Check("not-in-source", ledger.check_not_in_source),
    Check("span-order", places.check_span_order),
    Check("kinds", kinds.check_kinds),
    Check("value-labels", kinds.check_value_labels),
    Check("label-kinds", labels.check_label_kinds),
    Check("own-labels", labels.check_own_labels),
    Check("cuts", places.check_cuts, needs_sources=True),
    Check("newest", known.check_newest),
    Check("twins", known.check_twins),
    Check("values", ledger.check_values, needs_sources=True),
    Check("witnesses", ledger.check_witnesses, needs_sources=True),
    Check("ledger-boilerplate", ledger.check_boilerplate, needs_sources=True),
    Check("markup", ledger.check_markup, needs_sources=True),
    Check("outside", ledger.check_outside),
    Check("outside-times", ledger.check_outside_times, needs_sources=True),
    Check("sources-present", sources.check_sources_present, needs_sources=True),
    Check("sources-built", sources.check_sources_built, needs_sources=True),
    Check("seeds", sources.check_seeds, needs_sources=True),
    Check("source-facts", sources.check_source_facts, needs_sources=True),
    Check("recount", sources.check_recount, needs_sources=True),
    Check("templates", sources.check_templates, needs_sources=True),
    Check("times", order.check_times),
    Check("supplied", order.check_supplied),
    Check("printed-days", distances.check_printed_days),
    Check("offsets", order.check_offsets),
    Check("order", order.check_order),
    Check("captures", order.check_capture),
    Check("gaps", order.check_gaps),
    Check("days", order.check_days),
    Check("residue", residue.check_marks),
    Check("labels", residue.check_labels),
    Check("repeats", residue.check_repeats),
    Check("encoding", residue.check_encoding),
)


def validate_package(
    folder: str | Path = "datapackage",
    sources_folder: str | Path | None = None,
    *,
    without: Sequence[str] = (),
    referee: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Check a package.

    Args:
        folder: the package.
        sources_folder: the folder that it was built from; without it the package alone is judged.
        without: codes of findings to leave out.
        referee: let frictionless check the package too, and report where the two do not agree.
        progress: called with the number of checks done and of all.

    Returns:
        The report; whatever is wrong inside the package is a finding in it.

    Raises:
        UsageError: no verdict can be reached: the folder or descriptor is missing or unreadable, the descriptor is
            not JSON, or the sources are not a folder.
    """
    subject = load_subject(Path(folder), Path(sources_folder) if sources_folder is not None else None)
    found: list[Finding] = list(subject.structure)
    run: list[str] = []
    for number, check in enumerate(CHECKS):
        if progress is not None:
            progress(number, len(CHECKS))
        if (check.needs_tables and not subject.is_whole) or (check.needs_sources and subject.documents is None):
            continue
        run.append(check.name)
        found.extend(_run(check, subject))
    if subject.is_whole:
        found.extend(_known(subject))
        if subject.documents is not None and "stale-package" not in without:
            run.append("stale-package")
            found.extend(_run(Check("stale-package", _check_stale), subject))
    if referee:
        from livepack.referee import check_referee

        run.append("referee")
        fails = any(finding.level == "error" for finding in found)
        found.extend(_run(Check("referee", lambda subject: check_referee(subject, fails=fails)), subject))
    found.extend(_not_checked(subject))
    kept = {finding for finding in found if finding.code not in without}
    where = "" if sources_folder is None else str(sources_folder)
    return Report(str(folder), tuple(sorted(kept, key=Finding.sort_key)), tuple(run), where)


def _run(check: Check, subject: Subject) -> Iterator[Finding]:
    try:
        yield from check.run(subject)
    except Exception as error:  # noqa: BLE001 - a fault of one check must not hide what the others find
        trace = traceback.extract_tb(error.__traceback__)[-1]
        found = f"the check {check.name}: {type(error).__name__}: {error} ({Path(trace.filename).name}:{trace.lineno})"
        yield make_finding("internal-error", found)


def _known(subject: Subject) -> Iterator[Finding]:
    """Repeat what the build knew to be odd or lost."""
    for line, row in subject.tables["findings"].numbered():
        kind = schemas.finding_types().get(row["code"])
        if kind is None or row["level"] != kind.level:
            continue
        page = subject.by_id["pages"].get(row["page_id"], {})
        at_source = bool(page) and row["source_line"].isdigit()
        yield Finding(
            row["code"],
            row["level"],
            row["message"],
            kind.advice,
            row["table_name"],
            row["row_id"],
            row["field_name"],
            page["source_file"] if at_source else "findings.csv",
            int(row["source_line"]) if at_source else line,
        )


def _not_checked(subject: Subject) -> Iterator[Finding]:
    if not subject.is_whole:
        yield make_finding("not-checked", "everything that needs whole tables, until the files are mended")
    if subject.documents is None:
        yield make_finding(
            "not-checked", "whether the values are those of the sources, and whether anything is missing"
        )


def _check_stale(subject: Subject) -> Iterator[Finding]:
    """Building anew from the sources gives the same bytes."""
    from livepack.building import build_package
    from livepack.errors import LivepackError
    from livepack.package import DESCRIPTOR

    if subject.sources is None:
        return
    try:
        built = build_package([subject.sources], None)
    except LivepackError as error:
        yield make_finding("stale-package", f"the build fails, mend that first: {error.problem}: {error.found}")
        return
    if built.failures:
        yield make_finding(
            "stale-package",
            f"the build fails, mend that first: {built.failures[0].name} cannot be read",
            file=built.failures[0].name,
        )
        return
    made_by = subject.descriptor.get("livepack", {}).get("version") if isinstance(subject.descriptor, dict) else None
    differing = []
    for name, data in built.files.items():
        path = subject.folder / name
        if not path.is_file() or path.read_bytes() != data:
            differing.append(name)
    if not differing:
        return
    if made_by != livepack.__version__:
        yield make_finding("made-by-other-version", str(made_by), file=DESCRIPTOR)
    else:
        yield make_finding("stale-package", ", ".join(differing), file=differing[0])
