"""`livepack explain`."""

from __future__ import annotations

import click

from livepack.terminal import Examples, errors_for_people


@click.command(cls=Examples, examples="livepack explain order-inverted")
@click.argument("code")
def explain(code: str) -> None:
    """Say more about a finding: what it means and what to do."""
    with errors_for_people():
        from livepack import schemas
        from livepack.settings import check_codes

        check_codes((code,))
        kind = schemas.finding_types()[code]
        message = kind.message.replace("{found}", "…")
        click.echo(
            f"{kind.code} ({kind.level}, {kind.family})\n\n{message}\n\n{kind.explanation}\n\nWhat to do: {kind.advice}."
        )
        if kind.layer_advice:
            click.echo(f"\nIn a layer of users: {kind.layer_advice}.")
