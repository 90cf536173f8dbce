"""`livepack dehydrate`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack dehydrate my-package --out package-to-share")
@click.argument("package", metavar="[DIR]", default=Path("datapackage"), type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the package without words goes.")
def dehydrate(package: Path, out: Path) -> None:
    """Make a package without the publisher's words, to be shared where the words may not be.

    DIR is the package; without it, datapackage. Ids, times, counts, addresses and the ledger stay. Whoever has the
    saved pages puts the words back with `livepack hydrate`.

    Exit status: 0 written; 2 the package is not as livepack made it, quotes the publisher elsewhere, or the output
    cannot be written.
    """
    with errors_for_people():
        from livepack.hydration.dehydrating import dehydrate_package

        files = dehydrate_package(package, out)
        click.echo(f"{out}: {len(files)} files without the publisher's words", err=True)
