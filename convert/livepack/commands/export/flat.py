"""`livepack export flat`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from livepack.commands.export import options_of_export
from livepack.terminal import Examples, errors_for_people, show_progress

if TYPE_CHECKING:
    from livepack.exports.package import Package

FORMATS = ("csv", "xlsx", "jsonl")
_NAMED = 3  # cells that a message names


@click.command(
    cls=Examples,
    examples="""
    livepack export flat datapackage --out posts.csv
    livepack export flat datapackage --out posts.xlsx
    livepack export flat datapackage --out - --format jsonl
    """,
)
@options_of_export
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How to write it; without it, the ending of --out says."
)
@click.option(
    "--exact", is_flag=True, help="In csv, put no apostrophe before texts that a spreadsheet would run as a formula."
)
def flat(package: Path, out: Path, form: str | None, *, overwrite: bool, exact: bool) -> None:
    """Write one table with a row for each post, for spreadsheets and statistics.

    PACKAGE is the folder of a package. The columns doc_id and text stand first, as quanteda and readtext for R expect;
    docs/tables.md lists them all. xlsx needs XlsxWriter (pip install 'livepack[export]').
    """
    with errors_for_people():
        from livepack.exports.outputs import choose_format, new_file
        from livepack.exports.package import need_words, open_package

        form = choose_format(out, form, FORMATS)
        with show_progress("writing") as report:
            opened = open_package(package, report)
            need_words(opened, "one table of posts")
            with new_file(out, package, overwrite=overwrite) as fresh:
                message = _write(opened, fresh, form, exact=exact)
        if message:
            click.echo(message, err=True)


def _write(package: Package, out: Path, form: str, *, exact: bool) -> str:
    """Write the table; returns what a person must know about it."""
    from livepack.exports.flat import flat_rows

    rows = flat_rows(package)
    if form == "csv":
        from livepack.exports.flat_files import write_csv

        changed = write_csv(rows, out, exact=exact)
        return _say(
            changed,
            "begin like a formula; an apostrophe stands before them now, so that no spreadsheet runs them",
            "--exact leaves them as they are; xlsx and jsonl need no apostrophe",
        )
    if form == "jsonl":
        from livepack.exports.flat_files import write_jsonl

        write_jsonl(rows, out)
        return ""
    from livepack.citation import cite_package
    from livepack.exports.workbook import write_xlsx

    descriptor = package.descriptor
    properties = {"title": str(descriptor.get("title", "")), "comments": cite_package(descriptor)}
    continued = write_xlsx(rows, out, properties, package.counts["entries"])
    return _say(
        continued,
        "are longer than the 32,767 characters that a cell holds; they go on in the sheet “continued”",
        "csv and jsonl hold them in one piece",
    )


def _say(cells: list[tuple[str, str]], what: str, remedy: str) -> str:
    """Say what was done to some cells; empty if there are none."""
    if not cells:
        return ""
    named = ", ".join(f"{doc_id} ({column})" for doc_id, column in cells[:_NAMED])
    more = f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else ""
    count = "1 text" if len(cells) == 1 else f"{len(cells)} texts"
    return f"{count} {what}: {named}{more} ({remedy})"
