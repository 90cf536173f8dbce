"""A post of an `lx` copy while it is read: what has been made of it, and how its parts go to the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, WITNESS, Block, Contributor, Embed, Paragraph, Remark
from livepack.readers._lx_lines import GLUED, LABEL, LABEL_OF, Line


@dataclass(frozen=True)
class Layout:
    """What is known of the whole page.

    Args:
        has_blanks: whether blank lines part its blocks.
        has_dashes: whether its list items begin with dashes.
        has_holders: whether it prints the holders of its pictures.
        is_twinned: whether it prints times, holders, captions and links twice.
        names: who is known to write for it.
    """

    has_blanks: bool
    has_dashes: bool
    has_holders: bool
    is_twinned: bool
    names: frozenset[str]


class Post:
    """The post that is being read; what is placed goes to `spans`, what is odd to `remarks`."""

    def __init__(self, document: str, spans: list[Placed], remarks: list[Remark], layout: Layout) -> None:
        self.document = document
        self.spans = spans
        self.remarks = remarks
        self.layout = layout
        self.start_entry(0)

    def start_entry(self, number: int) -> None:
        """Begin the post of that number."""
        self.entry = number
        self.blocks: list[Block] = []
        self.contributors: list[Contributor] = []
        self.subheading = ""
        self.url = ""
        self.paragraphs = self.images = self.embeds = 0

    def repeats(self, lines: list[Line], at: int) -> bool:
        """Tell a line that the label below it says again."""
        if not self.layout.is_twinned or at + 1 >= len(lines) or lines[at + 1].kind != LABEL or lines[at + 1].apart:
            return False
        label = lines[at + 1]
        return label.text[len(LABEL_OF[label.rule]) :].strip() == lines[at].text

    def labelled(self, label: Line, table: str, number: int, name: str, twin: Line | None = None) -> str:
        """Read the value behind a label; what is printed first is the value, what repeats it a witness."""
        if label.kind == GLUED:
            value = self.field(label.start, label.value, table, number, name)
            end = label.value + len(LABEL_OF[label.rule])
            self.label(label.value, end, table, number, label.rule)
            self.place(end, label.end, WITNESS, table, number, name)
            return value
        self.label(label.start, label.value, table, number, label.rule)
        if twin is None:
            return self.field(label.value, label.end, table, number, name)
        self.place(label.value, label.end, WITNESS, table, number, name)
        return self.field(twin.start, twin.end, table, number, name)

    def add_paragraph(self, start: int, end: int, kind: str) -> None:
        """Add a paragraph of which the characters are at hand."""
        self.paragraphs += 1
        self.blocks.append(Paragraph(self.field(start, end, "paragraphs", self.paragraphs, "text"), kind))

    def add_embed(self, embed: Embed) -> None:
        """Add an embed whose number has been taken."""
        self.blocks.append(embed)

    def field(self, start: int, end: int, table: str, child: int, name: str) -> str:
        """Give a stretch of the document to a field and return its value: white space runs as one space."""
        self.spans.append((start, end, FIELD, table, self.entry, child, name, 0, "", ""))
        text = self.document[start:end]
        return text if text.isprintable() and "  " not in text else " ".join(text.split())

    def label(self, start: int, end: int, table: str, child: int, rule: str, part: int = 0) -> None:
        """Give a stretch of the document to a rule."""
        self.spans.append((start, end, BOILERPLATE, table, self.entry, child, "", part, "", rule))

    def place(self, start: int, end: int, disposition: str, table: str, child: int, name: str) -> None:
        """Give a stretch of the document to a field's witness."""
        self.spans.append((start, end, disposition, table, self.entry, child, name, 0, "", ""))
