"""The command line. Everything but click is imported when a command runs, so that help comes at once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from livepack import __version__

if TYPE_CHECKING:
    from livepack.building import BuildResult
    from livepack.judging import Settings

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
MAX_STUBS = 5
FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")


class Examples(click.Command):
    """A command whose help ends with examples, printed as they are."""

    def __init__(self, *args: Any, examples: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the examples behind the options."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples.strip().splitlines():
                    formatter.write(f"  {line.strip()}\n")


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="livepack")
def cli() -> None:
    """Turn saved live-blog pages into a validated Data Package, and prove what was done.

    `livepack build` makes the package, `livepack validate` judges it.
    """


@contextmanager
def _errors_for_people() -> Iterator[None]:
    """Print errors without a traceback, and exit with the status that they mean; what is unexpected gives no verdict."""
    from livepack.errors import LivepackError, UsageError

    try:
        yield
    except BrokenPipeError:
        raise
    except UsageError as error:
        _fail(str(error), 2)
    except LivepackError as error:
        _fail(str(error), 1)
    except KeyboardInterrupt:
        _fail("interrupted", 130)  # 128 and the number of the signal, as shells count
    except OSError as error:
        _fail(
            str(UsageError("the system refused", where=str(error.filename or ""), found=error.strerror or str(error))),
            2,
        )
    except Exception as error:  # noqa: BLE001 - whatever it is, a person needs words and a status, not a traceback
        import traceback

        trace = traceback.extract_tb(error.__traceback__)[-1]
        found = f"{type(error).__name__}: {error} ({Path(trace.filename).name}:{trace.lineno})"
        advice = "please report it with what you typed and, if you may, the files"
        _fail(str(UsageError("this is a bug of livepack", found=found, advice=advice)), 2)


def _fail(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)


@cli.command(
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
    with _errors_for_people():
        from livepack.building import build_package

        with _progress("reading pages") as report:
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

    names = {row["page_id"]: row["source_file"] for row in result.tables["pages"]}
    for row in result.tables["findings"]:
        if row["level"] != "note":
            where = f"{names[row['page_id']]}:{row['source_line']}: " if row["source_line"] else ""
            click.echo(f"{where}{row['level']} {row['code']}: {row['message']}", err=True)
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


@contextmanager
def _progress(words: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show progress on a terminal once a run takes longer than a second."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(words, total=None, visible=False)

    def report(done: int, total: int) -> None:
        late = time.monotonic() - started > 1
        if late and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total, visible=late)

    try:
        yield report
    finally:
        if bar.live.is_started:
            bar.stop()


@cli.command(
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
    with _errors_for_people():
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
        with _progress("checking") as progress:
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

    text = RENDERINGS[form](report)
    try:
        if form == "text" or sys.stdout.isatty():
            encoding = sys.stdout.encoding
            click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)
        else:
            click.echo(text.encode(), nl=False)  # a program reads it: UTF-8, whatever the system's own encoding
    except BrokenPipeError:
        _close_output()  # `| head` has seen enough; the verdict stands
    except OSError:
        _close_output()  # what is left of the report would fail again at the end, with a status of Python's own
        raise


def _close_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@cli.command(cls=Examples, examples="livepack inspect seeds/page.txt")
@click.argument("source", type=click.Path(path_type=Path))
def inspect(source: Path) -> None:
    """Show how each line of SOURCE was read, in colour: the ledger for the eye."""
    with _errors_for_people():
        from rich.console import Console

        from livepack.building import find_sources
        from livepack.inspection import show_page
        from livepack.readers import read_page
        from livepack.source import read_source

        files, seeds = find_sources([source])
        for file in files:
            document = read_source(file.path, file.name, dict(seeds.documents.get(file.name) or {}))
            show_page(document, read_page(document), Console(highlight=False))


@cli.command(cls=Examples, examples="livepack readers")
def readers() -> None:
    """List the formats that livepack reads."""
    with _errors_for_people():
        from livepack import readers as found

        for reader in found.readers():
            form = reader.FORMAT
            years = f"{form.since}–{form.until}" if form.since or form.until else "any year"
            click.echo(f"{form.id}\t{form.title}\t{form.media_type}\t{years}\t{form.rank}\ttold by {form.told_by}")


@cli.command(cls=Examples, examples="livepack explain order-inverted")
@click.argument("code")
def explain(code: str) -> None:
    """Say more about a finding: what it means and what to do."""
    with _errors_for_people():
        from livepack import schemas
        from livepack.settings import check_codes

        check_codes((code,))
        kind = schemas.finding_types()[code]
        message = kind.message.replace("{found}", "…")
        click.echo(
            f"{kind.code} ({kind.level}, {kind.family})\n\n{message}\n\n{kind.explanation}\n\nWhat to do: {kind.advice}."
        )


def main() -> None:
    """Run the command line; a closed pipe (`| head`) is no error."""
    try:
        cli(prog_name="livepack")
    except BrokenPipeError:
        _close_output()
        sys.exit(1)
