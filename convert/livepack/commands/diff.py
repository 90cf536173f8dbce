"""`livepack diff`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from livepack.terminal import Examples, errors_for_people, print_whole


@click.command(
    cls=Examples,
    examples="""
    livepack diff old-package new-package
    livepack diff old-package new-package --format markdown --output changes.md
    livepack diff old-package new-package --format json | jq .next_version
    """,
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="How to print the difference.",
)
@click.option("--output", type=click.Path(path_type=Path), help="Write it to this file instead of printing it.")
@click.option(
    "--max-rows",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    help="How many rows are listed of each table and kind of change; all are counted.",
)
def diff(old: Path, new: Path, form: str, output: Path | None, max_rows: int) -> None:
    """Say what differs between two packages, and which version the data should become.

    OLD and NEW are folders with a datapackage.json, made by livepack or not. Rows are compared by the table's key,
    whatever their order.

    Exit status: 0 no difference; 1 differences; 2 trouble (wrong options, no package, a table that cannot be read).
    """
    with errors_for_people():
        from livepack.comparison.packages import compare_packages
        from livepack.comparison.wordings import WORDINGS
        from livepack.swap import check_output, put_file

        if output is not None:
            check_output(output, (old, new))
        difference = compare_packages(old, new, max_rows=max_rows)
        text = WORDINGS[form](difference)
        if output is None:
            print_whole(text, is_text=form == "text")
        else:
            put_file(output, text.encode())
    sys.exit(0 if difference.is_empty else 1)
