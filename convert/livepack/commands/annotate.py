"""`livepack annotate`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack annotate my-package")
@click.argument("package", metavar="[DIR]", default=Path("datapackage"), type=click.Path(path_type=Path))
def annotate(package: Path) -> None:
    """List annotations.csv in a package, after you have added, changed or removed it.

    DIR is the package; without it, datapackage. The saved pages are not needed. The table itself stays as it is:
    `livepack validate` says whether it fits.

    Exit status: 0 listed; 2 the package is not as livepack made it, or cannot be written.
    """
    with errors_for_people():
        from livepack.layering import list_layers

        listed = list_layers(package)
        words = (
            ", ".join(f"{name}.csv is listed; check it with livepack validate" for name in listed)
            or "there is no annotations.csv, and none is listed"
        )
        click.echo(f"{package}: {words}", err=True)
