"""`livepack export zip`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.commands.export import options_of_export
from livepack.terminal import Examples, errors_for_people


@click.command("zip", cls=Examples, examples="livepack export zip datapackage --out liveblogs.zip")
@options_of_export
def zip_package(package: Path, out: Path, *, overwrite: bool) -> None:
    """Pack the package into one zip file, the same bytes each time.

    PACKAGE is the folder of a package. All its files but hidden ones are packed, datapackage.json at the top, where
    `frictionless validate liveblogs.zip` finds it. Times, order and modes are fixed; another version of zlib may
    compress to other bytes.
    """
    with errors_for_people():
        from livepack.exports.outputs import new_file
        from livepack.exports.package import open_package
        from livepack.exports.zip import write_zip

        opened = open_package(package)
        with new_file(out, package, overwrite=overwrite) as fresh:
            write_zip(opened, fresh)
