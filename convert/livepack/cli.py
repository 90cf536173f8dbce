"""The command line: the commands of livepack.commands under one name."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from livepack import __version__, commands
from livepack.terminal import close_output

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="livepack")
def cli() -> None:
    """Turn saved live-blog pages into a validated Data Package, and prove what was done.

    `livepack build` makes the package, `livepack validate` judges it.
    """


commands.add_commands(cli, commands.__name__, commands.__path__)


def walk_commands(
    group: click.Group = cli, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it; a group comes before the commands in it."""
    for name, command in sorted(group.commands.items()):
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from walk_commands(command, (*words, name))


def main() -> None:
    """Run the command line; a closed pipe (`| head`) is no error."""
    try:
        cli(prog_name="livepack")
    except BrokenPipeError:
        close_output()
        sys.exit(1)
