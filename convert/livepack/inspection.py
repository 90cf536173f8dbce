"""Shows a source with the fate of every character in colour: the ledger for the eye."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from livepack.errors import make_showable
from livepack.page import BOILERPLATE, FIELD, MARKUP, OUTSIDE, UNREAD, WITNESS, Page, Span
from livepack.source import Source

STYLES = {
    FIELD: "bold green",
    WITNESS: "cyan",
    BOILERPLATE: "yellow",
    MARKUP: "dim",
    OUTSIDE: "dim blue",
    UNREAD: "bold white on red",
}

_MARGIN = 40


def show_page(source: Source, page: Page, console: Console) -> None:
    """Print a source line by line, each with what became of it.

    Args:
        source: the document.
        page: the page that a reader made of it.
        console: where to print; without a terminal the words in the margin say what the colours do.
    """
    legend = Text("  ").join([Text(name, style) for name, style in STYLES.items()])
    console.print(
        Text(f"{make_showable(source.where)}: {page.reader}, {len(page.entries)} posts   "), legend, soft_wrap=True
    )
    for number, (text, spans) in enumerate(lines_of(source.document, page.ledger), start=1):
        line = Text(f"{number:5} {margin(spans):{_MARGIN}.{_MARGIN}} ", style="dim")
        for piece, span in zip(text, spans, strict=True):
            line.append(make_showable(piece), STYLES[span.disposition])
        console.print(line, soft_wrap=True)
    for remark in page.remarks:
        line_number = source.document.count("\n", 0, remark.start) + 1
        words = make_showable(f"line {line_number}: {remark.code} {remark.found}".rstrip())
        console.print(Text(words, "bold red"), soft_wrap=True)


def margin(spans: list[Span]) -> str:
    """Return what a line holds in few words: its fields, and its rules where it has no field."""
    shown = [span for span in spans if span.disposition != MARKUP]
    fields = [span for span in shown if span.disposition == FIELD]
    return ", ".join(dict.fromkeys(label(span) for span in fields or shown))


def label(span: Span) -> str:
    """Return a span's fate in a word: its field (of entries, where no table is named), its rule, or its disposition."""
    if span.disposition == FIELD:
        return span.field if span.table == "entries" else f"{span.table}.{span.field}"
    return span.rule if span.disposition == BOILERPLATE else span.disposition


def lines_of(document: str, ledger: Sequence[Span]) -> Iterator[tuple[list[str], list[Span]]]:
    """Cut the ledger at line ends; returns each line's pieces and their spans."""
    pieces: list[str] = []
    spans: list[Span] = []
    for span in ledger:
        parts = document[span.start : span.end].split("\n")
        for index, part in enumerate(parts):
            if index:
                yield pieces, spans
                pieces, spans = [], []
            if part:
                pieces.append(part)
                spans.append(span)
    yield pieces, spans
