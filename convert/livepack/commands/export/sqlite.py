"""`livepack export sqlite`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.commands.export import options_of_export
from livepack.terminal import Examples, errors_for_people, show_progress


@click.command(cls=Examples, examples="livepack export sqlite datapackage --out liveblogs.sqlite")
@options_of_export
def sqlite(package: Path, out: Path, *, overwrite: bool) -> None:
    """Write an SQLite database: keys, checked values, full-text search, views.

    PACKAGE is the folder of a package. The views are timeline, tweets_with_lead_in, image_sources and posts_per_hour;
    the words of the posts are searched with the table entries_fts. Times stay text: an instant ends in Z, a local time
    does not. A package in the same state gives the same bytes with the same SQLite.
    """
    with errors_for_people():
        from livepack.exports.outputs import new_file
        from livepack.exports.package import open_package
        from livepack.exports.sqlite import write_sqlite

        with show_progress("writing") as report:
            opened = open_package(package, report)
            with new_file(out, package, overwrite=overwrite) as fresh:
                write_sqlite(opened, fresh)
