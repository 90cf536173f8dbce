"""`livepack hydrate`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack hydrate shared-package --sources my-pages --out my-package")
@click.argument("package", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--sources",
    required=True,
    type=click.Path(path_type=Path),
    help="The folder with the saved pages, under any names.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the whole package goes.")
def hydrate(package: Path, sources: Path, out: Path) -> None:
    """Put the publisher's words back into a package without them, from your own copy of the saved pages.

    DIR is the package that `livepack dehydrate` made. What is written is byte for byte the package that it was made
    of; the digests in its descriptor prove it.

    Exit status: 0 written; 1 a saved page is missing or changed, or what comes out is not what was taken out; 2 wrong
    use, no dehydrated package, or the output cannot be written.
    """
    with errors_for_people():
        from livepack.hydration.hydrating import hydrate_package

        files = hydrate_package(package, sources, out)
        click.echo(f"{out}: {len(files)} files, each as it was before the words were taken out", err=True)
