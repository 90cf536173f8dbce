"""`livepack build`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from livepack.terminal import Examples, errors_for_people, show_progress

if TYPE_CHECKING:
    from livepack.building import BuildResult

MAX_STUBS = 5


@click.command(
    cls=Examples,
    examples="""
    livepack build
    livepack build my-pages --out my-package
    livepack build my-pages --out my-package --jobs 4 --keep-going
    """,
)
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("datapackage"),
    show_default=True,
    help="Where the package goes.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="How many processes read pages.")
@click.option("--keep-going", is_flag=True, help="Leave out sources that cannot be read, instead of writing nothing.")
def build(sources: tuple[Path, ...], out: Path, jobs: int, *, keep_going: bool) -> None:
    """Make a package of saved pages.

    SOURCES are folders or files; without any, the folder seeds. In a folder every file is a saved page but
    seeds.yaml and hidden files.

    Exit status: 0 written; 1 a source could not be read; 2 wrong use, no source, or the output cannot be written.
    """
    with errors_for_people():
        from livepack.building import build_package

        with show_progress("reading pages") as report:
            result = build_package(sources or (Path("seeds"),), out, jobs=jobs, keep_going=keep_going, progress=report)
        _say_build(result, out)
    if result.failures:
        sys.exit(1)


def _say_build(result: BuildResult, out: Path) -> None:
    for failure in result.failures:
        click.echo(failure.message, err=True)
    if result.failures and not result.files:
        count = len(result.failures)
        words = "1 source" if count == 1 else f"{count} sources"
        click.echo(f"{words} could not be read; nothing was written (--keep-going writes the rest)", err=True)
        return
    from livepack.findings import LEVELS
    from livepack.schemas import layers

    _say_findings(result)
    for name in (name for name in layers() if f"{name}.csv" in result.files):
        click.echo(f"{name}.csv was kept as it is; `livepack validate` says whether it fits", err=True)
    if result.unlisted:
        _say_stub(result)
    levels = [row["level"] for row in result.tables["findings"]]
    found = ", ".join(
        f"{levels.count(level)} {level}{'s' * (levels.count(level) != 1)}" for level in LEVELS if level in levels
    )
    tables = result.tables
    click.echo(
        f"{out}: {_number(tables, 'pages')}, {_number(tables, 'entries')}, {_number(tables, 'embeds')}, "
        f"{_number(tables, 'images')}; {'findings: ' + found if found else 'no findings'}",
        err=True,
    )


def _say_findings(result: BuildResult) -> None:
    """Print the errors, then the warnings; of many of one code in one document only the first."""
    from livepack.findings import Finding
    from livepack.report import fold_findings, say_finding

    names = {row["page_id"]: row["source_file"] for row in result.tables["pages"]}
    grave = [
        Finding(
            row["code"],
            row["level"],
            row["message"],
            "",
            file=names.get(row["page_id"], ""),  # of some the whole package is the place
            line=int(row["source_line"] or 0),
        )
        for row in result.tables["findings"]
        if row["level"] != "note"
    ]
    for finding, more in fold_findings(grave):
        click.echo(say_finding(finding), err=True)
        for line in more:
            click.echo(line, err=True)


def _say_stub(result: BuildResult) -> None:
    """Print what may be said in seeds.yaml of documents that it does not list; of many only the first."""
    from livepack.seeds import make_stub

    more = len(result.unlisted) - MAX_STUBS
    where = " under documents" if result.lists_documents else ""
    click.echo(f"Not in seeds.yaml yet. What you know of these documents goes there{where}:\n", err=True)
    click.echo(make_stub(list(result.unlisted[:MAX_STUBS]), has_list=result.lists_documents), err=True)
    click.echo(f"\n… and {more} more\n" if more > 0 else "", err=True)


def _number(tables: dict[str, list[dict[str, str]]], name: str) -> str:
    count = len(tables[name])
    singular = {"entries": "entry"}.get(name, name.removesuffix("s"))
    return f"{count} {singular if count == 1 else name}"
