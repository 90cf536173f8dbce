"""`livepack readers`."""

from __future__ import annotations

import click

from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack readers")
def readers() -> None:
    """List the formats that livepack reads."""
    with errors_for_people():
        from livepack import readers as found

        for reader in found.readers():
            form = reader.FORMAT
            years = f"{form.since}–{form.until}" if form.since or form.until else "any year"
            click.echo(f"{form.id}\t{form.title}\t{form.media_type}\t{years}\t{form.rank}\ttold by {form.told_by}")
