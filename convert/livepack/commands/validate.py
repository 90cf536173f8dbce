"""`livepack validate`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from livepack.terminal import Examples, errors_for_people, print_whole, show_progress

if TYPE_CHECKING:
    from livepack.judging import Settings

FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")


@click.command(
    cls=Examples,
    examples="""
    livepack validate
    livepack validate my-package --sources my-pages
    livepack validate my-package --fail-on warning --format json --output report.json
    livepack validate my-package --also junit=report.xml --also html=report.html
    livepack validate my-package --without order-inverted
    livepack validate --config strict.toml
    """,
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--sources", type=click.Path(path_type=Path), help="The folder that the package was built from.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print the report."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the report to this file instead of printing it.")
@click.option(
    "--also",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write the report in this format to this file too; may be given more than once.",
)
@click.option(
    "--fail-on",
    type=click.Choice(("error", "warning")),
    help="From which level on the exit status is 1; without it, error.",
)
@click.option(
    "--without", multiple=True, metavar="CODE", help="Leave out findings of this code; may be given more than once."
)
@click.option(
    "--max-findings",
    type=click.IntRange(1),
    help="How many findings the report lists (default: 1000); all are counted.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="How many processes check.")
@click.option(
    "--referee/--no-referee",
    default=None,
    help="Let frictionless check the package too, and report where the two do not agree.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the settings of this file, instead of looking for livepack.toml or pyproject.toml.",
)
def validate(
    folder: Path | None,
    sources: Path | None,
    form: str,
    output: Path | None,
    also: tuple[str, ...],
    fail_on: str | None,
    without: tuple[str, ...],
    config: Path | None,
    *,
    max_findings: int | None,
    jobs: int,
    referee: bool | None,
) -> None:
    """Judge a package: is it complete, in order, and free of boilerplate?

    DIR is the package; without it, datapackage, and seeds as its sources if that folder is there. livepack.toml, or
    [tool.livepack] in pyproject.toml, may say otherwise; options win.

    Exit status: 0 no error; 1 errors found; 2 no verdict (wrong options or settings, no package, sources that are no
    folder).
    """
    with errors_for_people():
        from livepack.settings import check_codes, find_settings, load_settings
        from livepack.swap import check_output
        from livepack.validation import MAX_FINDINGS, validate_package

        check_codes(without)
        settings = find_settings() if config is None else load_settings(config)
        if settings.remark:
            click.echo(settings.remark, err=True)
        folder, sources = _choose_folders(folder, sources, settings)
        files = [*_split_also(also), *([(form, output)] if output else [])]
        for _, place in files:
            check_output(place, [path for path in (folder, sources) if path is not None])
        with show_progress("checking") as progress:
            report = validate_package(
                folder,
                sources,
                without=without,
                referee=settings.referee if referee is None else referee,
                jobs=jobs,
                max_findings=max_findings or settings.max_findings or MAX_FINDINGS,
                settings=settings,
                progress=progress,
            )
        _write_report(files, report)
        if output is None:
            _print_report(form, report)
    sys.exit(1 if report.fails(fail_on or settings.fail_on or "error") else 0)


def _choose_folders(folder: Path | None, sources: Path | None, settings: Settings) -> tuple[Path, Path | None]:
    """Return the package to judge and its sources: as typed, else as the settings say, else as is usual."""
    usual = settings.package or Path("datapackage")
    if sources is None and (folder is None or os.path.realpath(folder) == os.path.realpath(usual)):
        sources = settings.sources
    if sources is None and folder is None and settings.package is None and Path("seeds").is_dir():
        sources = Path("seeds")
    return folder or usual, sources


def _split_also(options: tuple[str, ...]) -> list[tuple[str, Path]]:
    """Split FORMAT=FILE."""
    from livepack.errors import UsageError

    files = []
    for option in options:
        form, _, place = option.partition("=")
        if form not in FORMATS or not place:
            raise UsageError(
                "--also takes a format and a file",
                found=option,
                advice=f"write it as junit=report.xml; the formats are {', '.join(FORMATS)}",
            )
        files.append((form, Path(place)))
    return files


def _write_report(files: list[tuple[str, Path]], report: Any) -> None:
    from livepack.renderings import RENDERINGS
    from livepack.swap import put_file

    for form, place in files:
        put_file(place, RENDERINGS[form](report).encode())


def _print_report(form: str, report: Any) -> None:
    from livepack.renderings import RENDERINGS

    print_whole(RENDERINGS[form](report), is_text=form == "text")
