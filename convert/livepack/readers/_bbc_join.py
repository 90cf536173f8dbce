"""Joins a post that a BBC page shows with the same post in the page's data.

What the page shows has the value. What the data say the same becomes a witness; what only they say fills the cell; what
they say otherwise is a finding, and the page's word stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from livepack.ledger import Placed
from livepack.page import FIELD, WITNESS, Embed, Image, Paragraph, Published, Remark
from livepack.readers._bbc_blocks import DataPost
from livepack.readers._bbc_post import PostBuilder
from livepack.readers._html_times import Around, instant_text, resolve

_CELLS: Final = ("headline", "subheading", "identifier", "url", "first_published", "updated", "language")
_CODES: Final = {"headline": "headline-disagrees", "text": "text-disagrees"}
_IMAGES: Final = ("alt_text", "caption", "credit", "copyright_holder", "url", "width", "height")
_EMBEDS: Final = ("provider_name", "url", "author_name", "author_url", "caption", "published")
_PARAGRAPHS: Final = ("text", "attribution", "attribution_detail")


class _Cell(NamedTuple):
    table: str
    child: int
    field: str


class Joining:
    """The join of one post.

    Args:
        post: what the page shows; what the data add is put into it.
        data: what the data say.
        remarks: takes what they say otherwise.
    """

    def __init__(self, post: PostBuilder, data: DataPost, remarks: list[Remark]) -> None:
        self.post = post
        self.data = data
        self.remarks = remarks
        self.told: set[str] = set()  # columns in which they differ: one finding each
        self.rows: dict[_Cell, list[Placed]] = {}
        for row in data.post.rows:
            if row[2] in (FIELD, WITNESS):
                self.rows.setdefault(_Cell(row[3], row[5], row[6]), []).append(row)

    def join(self) -> None:
        """Join all but the times and the marks."""
        for field in _CELLS:
            self._join_cell(field)
        self._join_people()
        shown, stated = self.post.blocks, self.data.post.blocks
        self._join_blocks("paragraphs", _PARAGRAPHS, _pairs(shown, stated, Paragraph, lambda block: block.text))
        self._join_blocks(
            "images", _IMAGES, _pairs(shown, stated, Image, lambda block: (block.alt_text, block.caption))
        )
        self._join_blocks("embeds", _EMBEDS, _pairs(shown, stated, Embed, lambda block: block.provider))

    def join_head(self) -> None:
        """Join the headline alone: JSON-LD have bodies without paragraphs, and pictures of the page."""
        self._join_cell("headline")

    def join_time(self, published: Published, zone: str) -> Published:
        """Return the time: that of the page if it is whole, else that of the data; and compare the two."""
        stamp = self.data.stamp
        if stamp is None:
            return published
        instant = instant_text(stamp)
        if not published.instant:
            resolved = resolve(published.text if ":" in published.text else "", stamp, Around(zone))
            if resolved.problem:
                self._tell("published", "time-disagrees", resolved.found)
                return published
            self._witness_time()
            return resolved.published._replace(text=published.text)
        if published.instant == instant:
            self._witness_time()
        elif published.instant[:16] != instant[:16]:
            self._tell(
                "published", "time-disagrees", f"post {self.post.number}: {published.instant}, {instant} in the data"
            )
        return published

    def join_day(self, published: Published, zone: str) -> Published:
        """Return the instant of the data, for a page that prints the day of a post, or how long ago it was."""
        if self.data.stamp is None:
            return published
        found = resolve("", self.data.stamp, Around(zone)).published
        if published.date and published.date != found.date:
            self._tell(
                "published", "time-disagrees", f"post {self.post.number}: {published.date}, {found.date} in the data"
            )
            return published
        self._witness_time()
        return found._replace(text=published.text)

    def _witness_time(self) -> None:
        self.post.rows += self.rows.get(_Cell("entries", 0, "published"), [])

    def join_mark(self, name: str, *, shown: bool | None, stated: bool | None) -> bool | None:
        """Return a mark of the post: that of the page if it has one, else what the data say."""
        if shown is None or stated is None or shown == stated:
            return stated if shown is None else shown
        self._tell(name, "data-disagrees", f"post {self.post.number}, {name}")
        return shown

    def _join_cell(self, field: str) -> None:
        shown, stated = self.post.cells.get(field, ""), self.data.post.cells.get(field, "")
        if stated and not shown:
            self.post.cells[field] = stated
        self._carry(shown, stated, _Cell("entries", 0, field), 0)

    def _join_people(self) -> None:
        shown, stated = self.post.contributors, self.data.post.contributors
        if not shown:
            shown += stated
            for cell in [cell for cell in self.rows if cell.table == "contributors"]:
                self.post.rows += self.rows[cell]
            return
        for number, (one, other) in enumerate(zip(shown, stated, strict=False), start=1):
            if not _same(one.name, other.name):
                self._tell("contributors", "data-disagrees", f"post {self.post.number}, contributors")
                continue
            for field in ("name", "role", "url"):
                mine, theirs = getattr(one, field), getattr(other, field)
                if theirs and not mine:
                    shown[number - 1] = shown[number - 1]._replace(**{field: theirs})
                self._carry(mine, theirs, _Cell("contributors", number, field), number)
        if stated and len(shown) != len(stated):
            self._tell("contributors", "data-disagrees", f"post {self.post.number}, contributors")

    def _join_blocks(self, table: str, fields: tuple[str, ...], pairs: list[tuple[int, int, int, int]]) -> None:
        """Join the blocks of a table, each with the one of the data that it is."""
        for place, mine, at, theirs in pairs:
            block: Any = self.post.blocks[place]
            other: Any = self.data.post.blocks[at]
            added: dict[str, Any] = {}
            for field in fields:
                shown, stated = getattr(block, field), getattr(other, field)
                if stated and not shown:
                    added[field] = stated
                self._carry(shown, stated, _Cell(table, theirs, field), mine)
            if table == "embeds":
                added |= self._join_embed(block, other, added)
            self.post.blocks[place] = block._replace(**added)
        kind = {"paragraphs": Paragraph, "images": Image, "embeds": Embed}[table]
        counts = [sum(isinstance(one, kind) for one in blocks) for blocks in (self.post.blocks, self.data.post.blocks)]
        if not len(pairs) == counts[0] == counts[1]:
            code = "text-disagrees" if table == "paragraphs" else "data-disagrees"
            found = f"post {self.post.number}: {counts[0]} {table}, {counts[1]} in the data, {len(pairs)} the same"
            self._tell(table, code, found)

    def _join_embed(self, shown: Embed, stated: Embed, added: dict[str, Any]) -> dict[str, Any]:
        """Return what follows of an embed's address in the data: its id, what it is, how much of it there is."""
        found: dict[str, Any] = {}
        if stated.identifier and not shown.identifier:
            found["identifier"] = stated.identifier
        if shown.kind == "media":
            found["kind"] = stated.kind
        if "url" in added and shown.availability == "consent_notice":
            found["availability"] = "linked"
        return found

    def _carry(self, shown: Any, stated: Any, cell: _Cell, child: int) -> None:
        """Give what the data say of a cell to the page's cell, as its value or as a witness, or tell that it is another."""
        rows = self.rows.get(cell, [])
        if not stated:
            return
        if not shown:
            self.post.rows += [(*row[:5], child, *row[6:]) for row in rows]
        elif _same(shown, stated):
            values = [row for row in rows if row[2] == FIELD]
            again = [row for row in rows if row[2] == WITNESS] + (values if len(values) == 1 else [])
            if shown == stated:
                self.post.rows += [(*row[:2], WITNESS, *row[3:5], child, *row[6:]) for row in again]
        elif cell.field != "provider_name":  # one service may be called X and twitter
            found = f"post {self.post.number}" + ("" if cell.field in _CODES else f", {cell.field}")
            self._tell(cell.field, _CODES.get(cell.field, "data-disagrees"), found)

    def _tell(self, name: str, code: str, found: str) -> None:
        if name not in self.told:
            self.told.add(name)
            self.remarks.append(Remark(code, self.data.start, found=found))


def _same(shown: Any, stated: Any) -> bool:
    """Tell whether two values say the same: names of services may differ in their capitals."""
    if isinstance(shown, str) and isinstance(stated, str):
        return shown.casefold() == stated.casefold()
    return bool(shown == stated)


def _pairs(
    shown: Iterable[Any], stated: Iterable[Any], kind: type, key: Callable[[Any], Any]
) -> list[tuple[int, int, int, int]]:
    """Pair blocks of a kind that have the same key, the first with the first.

    Returns:
        For each pair the place of the one that is shown among all blocks, its number in its kind, and the same of the
        other.
    """
    waiting: dict[Any, list[tuple[int, int]]] = {}
    for number, (at, block) in enumerate(((at, b) for at, b in enumerate(stated) if isinstance(b, kind)), start=1):
        waiting.setdefault(key(block), []).append((at, number))
    found = []
    for number, (at, block) in enumerate(((at, b) for at, b in enumerate(shown) if isinstance(b, kind)), start=1):
        if waiting.get(key(block)):
            other, theirs = waiting[key(block)].pop(0)
            found.append((at, number, other, theirs))
    return found
