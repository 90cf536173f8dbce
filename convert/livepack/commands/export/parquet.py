"""`livepack export parquet`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.commands.export import options_of_export
from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack export parquet datapackage --out parquet")
@options_of_export
def parquet(package: Path, out: Path, *, overwrite: bool) -> None:
    """Write a folder with a Parquet file for each table, columns typed.

    PACKAGE is the folder of a package. An instant is a timestamp with a time zone, a local time one without; each file
    carries the description of its columns. Needs DuckDB (pip install 'livepack[export]'). A package in the same state
    gives the same bytes with the same DuckDB.
    """
    with errors_for_people():
        from livepack.exports.outputs import new_folder
        from livepack.exports.package import open_package
        from livepack.exports.parquet import owns, write_parquet

        opened = open_package(package)
        with new_folder(out, package, overwrite=overwrite, owns=owns) as fresh:
            write_parquet(opened, fresh)
