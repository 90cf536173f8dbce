"""`livepack inspect`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack inspect seeds/page.txt")
@click.argument("source", type=click.Path(path_type=Path))
def inspect(source: Path) -> None:
    """Show how each line of SOURCE was read, in colour: the ledger for the eye."""
    with errors_for_people():
        from rich.console import Console

        from livepack.building import find_sources
        from livepack.inspection import show_page
        from livepack.readers import open_sources, read_page

        files, seeds = find_sources([source])
        for file in files:
            for document in open_sources(file.path, file.name, seeds.documents):
                show_page(document, read_page(document), Console(highlight=False))
