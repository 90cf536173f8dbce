"""Makes a package without the publisher's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import livepack
from livepack.checks.subject import DESCRIPTOR
from livepack.citation import is_dehydrated
from livepack.errors import UsageError
from livepack.hydration.columns import RUN, Cell, built_tables, curated_cells, is_taken_out
from livepack.hydration.descriptors import mark_descriptor, restore_descriptor
from livepack.hydration.messages import close_message
from livepack.hydration.packing import not_as_made, read_descriptor, read_files, read_tables, render_files
from livepack.hydration.quotations import Quotations
from livepack.hydration.values import DERIVED
from livepack.package import assemble_package, render_descriptor
from livepack.package_folder import check_place, read_layers
from livepack.swap import put_folder
from livepack.tables import Tables


def dehydrate_package(package: str | Path, out: str | Path) -> dict[str, bytes]:
    """Write a package without the publisher's words.

    Args:
        package: the folder of a package that livepack built; it is not changed.
        out: where the dehydrated package goes.

    Returns:
        Its files by name.

    Raises:
        UsageError: the package is not as livepack made it, is dehydrated already, quotes the publisher at length where
            nothing can be taken out, or `out` may not be written.
    """
    place = check_place(Path(out), [Path(package)])
    files = read_files(Path(package))
    found = dehydrate_files(files, str(package))
    refuse_to_lose(place, found)
    put_folder(place, found)
    return found


def refuse_to_lose(place: Path, files: Mapping[str, bytes]) -> None:
    """Raise UsageError if a table of users lies at `place` that is not among the files to be written there."""
    for name, data in read_layers(place).items() if place.is_dir() else ():
        if files.get(f"{name}.csv") != data:
            raise UsageError(
                "this folder holds another table of its users, which would be lost; nothing was written",
                where=str(place / f"{name}.csv"),
                advice="move it elsewhere, or choose another folder with --out",
            )


def dehydrate_files(files: Mapping[str, bytes], where: str) -> dict[str, bytes]:
    """Return the files of a package without the publisher's words.

    Args:
        files: those of the whole package by name.
        where: its folder, for messages.

    Raises:
        UsageError: as `dehydrate_package`.
    """
    descriptor = read_descriptor(files, where)
    if is_dehydrated(descriptor):
        raise UsageError("this package is dehydrated already", where=where, advice="name a whole package")
    try:
        tables = read_tables(files, descriptor, where)
        _refuse_other_files(files, tables, descriptor, where)
        quotations = _take_out(tables, descriptor, where)
        rewritten = render_files(files, tables, descriptor)
        marked = mark_descriptor(descriptor, rewritten, files)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise not_as_made(where, f"{type(error).__name__}: {error}") from None
    if render_descriptor(restore_descriptor(marked)) != files[DESCRIPTOR]:
        raise not_as_made(where, f"{DESCRIPTOR} is written otherwise")
    found = assemble_package(rewritten, tables, marked)
    _refuse_quotations(found, tables, descriptor, quotations, where)
    return found


def _refuse_other_files(files: Mapping[str, bytes], tables: Tables, descriptor: Mapping[str, Any], where: str) -> None:
    """Raise UsageError for files that do not follow from tables and descriptor: nobody could make them again."""
    own = assemble_package(render_files(files, tables, descriptor), tables, descriptor)
    differing = sorted(name for name in {*own, *files} if own.get(name) != files.get(name))
    made_by = str(descriptor["livepack"].get("version", ""))
    if differing and made_by != livepack.__version__:
        raise UsageError(
            f"this package was made by livepack {made_by}, which writes it otherwise than {livepack.__version__}",
            where=where,
            found=", ".join(differing[:3]),
            advice=f"build it again, or dehydrate it with livepack {made_by}",
        )
    if differing:
        raise not_as_made(where, ", ".join(differing[:3]))


def _take_out(tables: Tables, descriptor: Mapping[str, Any], where: str) -> Quotations:
    """Empty the cells with the publisher's words; returns the words, so that they can be looked for elsewhere."""
    taken = Quotations()
    values: dict[tuple[str, str], dict[str, str]] = {}
    placed = {
        (row["table_name"], row["row_id"], row["field_name"])
        for row in tables["ledger"]
        if row["disposition"] == "field"
    }
    curated = set().union(*(curated_cells(page) for page in tables["pages"]))
    for table in built_tables(descriptor):
        for row in tables[table.name] if table.id_column else ():
            for column in table.columns:
                cell = (table.name, row[table.id_column], column.name)
                is_fact = not column.is_publishers and (cell in curated or cell not in placed)
                if is_fact or not is_taken_out(column, row[column.name]):
                    continue
                if not (cell in placed or cell in curated or cell[::2] in DERIVED):
                    raise _not_restorable(cell, where)
                if cell in placed:  # else it follows from others, or a person put it in words
                    taken.add(row[column.name])
                    values.setdefault(cell[:2], {})[column.name] = row[column.name]
                row[column.name] = ""
    for finding in tables["findings"]:
        of_row = values.get((finding["table_name"], finding["row_id"]), {})
        finding["message"] = close_message(finding["message"], of_row)
    return taken


def _not_restorable(cell: Cell, where: str) -> UsageError:
    return UsageError(
        "this cell holds the publisher's words, and neither the ledger nor seeds.yaml says where they are from",
        where=f"{where}/{cell[0]}.csv",
        found=f"{cell[1]} ({cell[2]})",
        advice="`livepack validate` says what is wrong with the package; build it again",
    )


def _refuse_quotations(
    files: Mapping[str, bytes], tables: Tables, descriptor: Mapping[str, Any], quotations: Quotations, where: str
) -> None:
    """Raise UsageError if eight words in a row that were taken out stand elsewhere in the package too."""
    for name, words in quotations.find_in(_kept_texts(files, tables, descriptor)):
        raise UsageError(
            "this would still quote the publisher: eight words or more that were taken out stand here too",
            where=f"{where}/{name}",
            found=words,
            advice="put it in fewer words (in seeds.yaml, if it is from there), build again, and then dehydrate",
        )


def _kept_texts(files: Mapping[str, bytes], tables: Tables, descriptor: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return everything that the package still says, with the file's name: cells one by one, other files whole."""
    built = {table.file: table.name for table in built_tables(descriptor)}
    for name, data in files.items():
        if name not in built:
            text = data.decode("utf-8", "replace")
            yield name, text.replace(",", " ") if name.endswith(".csv") else text  # its cells apart
            continue
        for row in tables[built[name]]:
            for column, value in row.items():
                if len(value) >= 2 * RUN - 1:
                    yield f"{name}: {column}", value
