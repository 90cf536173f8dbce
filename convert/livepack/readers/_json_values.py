"""Gives strings and numbers of a JSON document to cells, and reads the HTML that strings hold in its place."""

from __future__ import annotations

from collections.abc import Sequence

from livepack.json_document import DecodedString, JsonDocument, parse_html_string
from livepack.json_island import JsonPlain, JsonText, JsonValue
from livepack.ledger import Placed
from livepack.page import FIELD, WITNESS, Block, Remark
from livepack.readers._html_ledger import close_html
from livepack.readers._html_post import PostReading
from livepack.readers._html_posts import Found
from livepack.readers._html_times import Stamp, instant_text, read_stamp
from livepack.source import Source


class JsonReading:
    """A document being read: `rows` and `remarks` grow as its values are given to cells."""

    def __init__(self, source: Source, document: JsonDocument) -> None:
        self.source = source
        self.document = document
        self.rows: list[Placed] = []
        self.remarks: list[Remark] = document.remarks()

    def take(self, value: JsonValue | None, table: str, entry: int, child: int, field: str) -> str:
        """Give a string or number to a cell; returns what the cell then holds, empty if it is no such value."""
        if isinstance(value, JsonPlain) and value.value not in ("null", "true", "false"):
            self.rows.append((value.start, value.end, FIELD, table, entry, child, field, 0, "", ""))
            return value.value
        if not isinstance(value, JsonText):
            return ""
        string = DecodedString(self.document.text, value)
        text = " ".join(string.text.split())
        if text:
            self._place(string, FIELD, table, entry, child, field)
        return text

    def witness(self, value: JsonValue | None, cell: str, table: str, entry: int, child: int, field: str) -> bool:
        """Place a string that says what a cell says as its witness; returns whether it does, in one piece."""
        if not isinstance(value, JsonText):
            return False
        string = DecodedString(self.document.text, value)
        is_same = bool(cell) and " ".join(string.text.split()) == cell and len(string.pieces()) == 1
        if is_same:
            self._place(string, WITNESS, table, entry, child, field)
        return is_same

    def take_instant(self, value: JsonValue | None, entry: int, field: str) -> str:
        """Give a moment to a cell of a post, as its instant in UTC; empty if it is none."""
        stamp = stamp_of(value)
        if stamp is None or not isinstance(value, JsonText):
            return ""
        self.take(value, "entries", entry, 0, field)
        return instant_text(stamp)

    def witness_instant(self, value: JsonValue | None, entry: int, field: str) -> None:
        """Place a moment as the witness of a cell of a post that was made of it, or that says the same."""
        if isinstance(value, JsonText):
            self._place(DecodedString(self.document.text, value), WITNESS, "entries", entry, 0, field)
        elif isinstance(value, JsonPlain):
            self.rows.append((value.start, value.end, WITNESS, "entries", entry, 0, field, 0, "", ""))

    def _place(self, string: DecodedString, disposition: str, table: str, entry: int, child: int, field: str) -> None:
        self.rows.extend(
            (piece.start, piece.end, disposition, table, entry, child, field, 0, piece.decode, "")
            for piece in string.pieces()
        )

    def open_html(self, value: JsonText) -> HtmlString:
        """Parse the HTML that a string holds."""
        return HtmlString(self, value)


class HtmlString:
    """The HTML of a string: what is placed in it is carried over into the JSON when it is closed."""

    def __init__(self, reading: JsonReading, value: JsonText) -> None:
        self.reading = reading
        self.string = DecodedString(reading.document.text, value)
        self.html = parse_html_string(reading.source, self.string)
        self.rows: list[Placed] = []
        self.remarks: list[Remark] = []

    def read_body(
        self, number: int, host: str, before: Sequence[Block] = (), attributing: frozenset[str] = frozenset()
    ) -> list[Block]:
        """Read all of it as the body of a post, or a part of that, without time or headline, and close it.

        Args:
            number: the post's.
            host: of the page's address, without `www.`: links to other hosts are external.
            before: the blocks that the post has already.
            attributing: as in `PostReading.read_body`.
        """
        post = PostReading(self.html, self.rows, self.remarks, number, host)
        post.read_body(self.html.root, before, attributing)
        self.close_all()
        return post.blocks

    def close_all(self) -> None:
        """Carry over what was placed and noted, where all of the HTML is of one post."""
        self.close([Found(self.html.root, has_container=True, start=0, end=len(self.string.text))])

    def place(self, at: int) -> int:
        """Return where a character of it stands in the document."""
        pieces = self.string.pieces(at, at + 1)
        return pieces[0].start if pieces else self.reading.document.text.find('"')

    def close(self, posts: Sequence[Found]) -> None:
        """Carry over what was placed and noted; tags are markup, words around the posts are outside."""
        self.reading.rows.extend(self.string.carry(close_html(self.html, self.rows, posts)))
        self.reading.remarks.extend(remark._replace(start=self.place(remark.start)) for remark in self.remarks)


def stamp_of(value: JsonValue | None) -> Stamp | None:
    """Return the moment that a string, or a number of seconds or thousandths since 1970, writes; None if it is none."""
    return read_stamp(value.value) if isinstance(value, (JsonText, JsonPlain)) else None


def is_true(value: JsonValue | None) -> bool | None:
    """Return what `true` and `false` say; None for anything else."""
    return {"true": True, "false": False}.get(value.value) if isinstance(value, JsonPlain) else None
