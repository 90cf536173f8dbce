"""The commands: this folder is the list.

A module holds one command. It imports click and livepack.terminal, and what its work
needs when it runs, so that help comes at once. A command with commands of its own is a folder, built the same way.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

import click


def add_commands(group: click.Group, package: str, path: Iterable[str]) -> None:
    """Add to a group the command that each module of a package holds.

    Args:
        group: the group.
        package: the package's name, `livepack.commands`.
        path: its `__path__`.
    """
    for module in pkgutil.iter_modules(path):
        held = vars(import_module(f"{package}.{module.name}")).values()
        for command in held:
            if isinstance(command, click.Command):
                group.add_command(command)
