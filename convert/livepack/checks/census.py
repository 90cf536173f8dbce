"""Counts what each table holds while the row gate reads it: the package's own documents state it."""

from __future__ import annotations

from collections.abc import Iterator

from livepack import schemas
from livepack.checks.subject import Row
from livepack.checks.views import View
from livepack.documents.holdings import Census, begin_census
from livepack.findings import Finding


class CensusTaker:
    """Counts rows, filled cells and listed values of every table of the build.

    Attributes:
        census: the counts of each table.
        first_entry: the first row of the table entries; empty if there is none.
    """

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.census: dict[str, Census] = {name: begin_census(table) for name, table in schemas.tables().items()}
        self.first_entry: Row = {}

    def see(self, view: View) -> Iterator[Finding]:
        """Count a chunk of rows."""
        name = view.plan.name
        if name in self.census:
            self.census[name].add(dict(zip(view.header, view.chunk.columns, strict=False)), len(view.chunk.rows))
            if name == "entries" and not self.first_entry:
                self.first_entry = dict(zip(view.header, view.chunk.rows[0], strict=False))
        return iter(())

    def finish(self) -> Iterator[Finding]:
        """Find nothing."""
        return iter(())
