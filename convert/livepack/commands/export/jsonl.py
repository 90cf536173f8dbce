"""`livepack export jsonl`."""

from __future__ import annotations

from pathlib import Path

import click

from livepack.commands.export import options_of_export
from livepack.terminal import Examples, errors_for_people, show_progress


@click.command(
    cls=Examples,
    examples="""
    livepack export jsonl datapackage --out paragraphs.jsonl
    livepack export jsonl datapackage --out posts.jsonl --level entry --offsets utf16
    livepack export jsonl datapackage --out tasks.json --for label-studio
    """,
)
@options_of_export
@click.option(
    "--for",
    "tool",
    type=click.Choice(("doccano", "label-studio")),
    default="doccano",
    show_default=True,
    help="The annotation tool. doccano reads an object a line, Label Studio a list in a file that ends with .json.",
)
@click.option(
    "--level",
    type=click.Choice(("paragraph", "entry")),
    default="paragraph",
    show_default=True,
    help="What one document is: a paragraph, or a post.",
)
@click.option(
    "--offsets",
    type=click.Choice(("codepoints", "utf16")),
    default="codepoints",
    show_default=True,
    help="What the offsets of spans count: code points, as Python and R do, or UTF-16 units, as JavaScript does.",
)
def jsonl(package: Path, out: Path, tool: str, level: str, offsets: str, *, overwrite: bool) -> None:
    """Write the texts for annotation tools, with the ids to bring annotations back by.

    PACKAGE is the folder of a package. Links and the package's own annotations come along as spans. A post without
    text is left out.
    """
    with errors_for_people():
        from livepack.errors import UsageError
        from livepack.exports.outputs import new_file
        from livepack.exports.package import need_words, open_package
        from livepack.exports.tasks import documents_of, write_tasks

        if tool == "label-studio" and out.suffix != ".json" and str(out) != "-":
            raise UsageError(
                "Label Studio reads tasks only from a file whose name ends with .json",
                where=str(out),
                advice="let the name end so",
            )
        with show_progress("writing") as report:
            opened = open_package(package, report)
            need_words(opened, "annotating")
            with new_file(out, package, overwrite=overwrite) as fresh:
                write_tasks(documents_of(opened, level), fresh, tool, offsets)
