"""`livepack stub`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from livepack.terminal import Examples, errors_for_people, print_whole

if TYPE_CHECKING:
    from livepack.stubs import Selection

MAX_NAMED = 3


@click.command(
    cls=Examples,
    examples="""
    livepack stub listing.cdx > seeds.yaml
    livepack stub listing.cdx --addresses > addresses.tsv
    livepack stub listing.cdxj.gz --replay https://archive.example.org/wayback/
    """,
)
@click.argument("listing", type=click.Path(path_type=Path))
@click.option("--addresses", is_flag=True, help="Print names, addresses and byte ranges for a program that fetches.")
@click.option(
    "--all",
    "takes_all",
    is_flag=True,
    help="Take captures too that are no answer of a page, or have the bytes of an earlier one.",
)
@click.option(
    "--replay",
    default="",
    metavar="ADDRESS",
    help="How the archive's addresses begin; without it https://web.archive.org/web/, if the listing names no WARC files.",
)
def stub(listing: Path, replay: str, *, addresses: bool, takes_all: bool) -> None:
    """Print entries for seeds.yaml of a listing of captures that you have saved.

    LISTING is a CDX, CDXJ or JSON listing of a web archive, packed with gzip or not. Nothing is fetched: save the
    pages yourself, under the names that are printed. docs/getting-pages.md shows the whole way.

    Exit status: 0 printed; 2 wrong use, or no capture of a page in the listing.
    """
    with errors_for_people():
        from livepack.errors import UsageError
        from livepack.listings import read_listing
        from livepack.stubs import Selection, render_address, render_stub

        if replay and not replay.startswith(("https://", "http://")):
            raise UsageError(
                "--replay takes the beginning of an address",
                found=replay,
                advice="write it as https://archive.example.org/wayback/",
            )
        selection = Selection(takes_all)
        render = render_address if addresses else render_stub
        # All is made before any is printed: of a listing that is cut nothing must go to seeds.yaml.
        entries = [render(found, replay) for found in selection.select(read_listing(listing))]
        print_whole("".join(entries if addresses or not entries else ["documents:\n", *entries]), is_text=False)
        _say_left_out(selection, listing)
        if not entries:
            raise UsageError(
                "no capture of a page is in this listing",
                where=str(listing),
                advice="save what a CDX server answers, or name another file; --all takes captures of other kinds too",
            )


def _say_left_out(selection: Selection, listing: Path) -> None:
    for reason, count in sorted(selection.left_out.items()):
        click.echo(f"left out: {count:,} ({reason})", err=True)
    for line, reason in selection.unreadable[:MAX_NAMED]:
        click.echo(f"{listing}:{line}: no capture: {reason}", err=True)
    more = len(selection.unreadable) - MAX_NAMED
    if more > 0:
        click.echo(f"{listing}: and {more:,} more lines that are no captures", err=True)
