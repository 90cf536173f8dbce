"""`livepack export`: each form is a module of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from livepack.commands import add_commands
from livepack.terminal import ExampleGroup


@click.group(
    cls=ExampleGroup,
    examples="""
    livepack export sqlite datapackage --out liveblogs.sqlite
    livepack export zip datapackage --out liveblogs.zip
    """,
)
def export() -> None:
    """Write a package in another form, for other programs.

    The package is checked first; nothing is written of one that is not as it must be.

    Exit status: 0 written; 1 the package is not fit for it, and why is said; 2 wrong use, or the place cannot be
    written.
    """


def options_of_export(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every export takes: the package, --out and --overwrite."""
    command = click.option("--overwrite", is_flag=True, help="Replace what is at that place already.")(command)
    command = click.option(
        "--out", type=click.Path(path_type=Path), required=True, help="Where the export goes; - prints a file."
    )(command)
    return click.argument("package", type=click.Path(path_type=Path))(command)


add_commands(export, __name__, __path__)
