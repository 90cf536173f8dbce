"""Walks a post of a BBC page in HTML: its lines of text, seen or read aloud, and the things that stand between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from livepack.html_document import BLOCKS, Element, HtmlDocument, Text
from livepack.readers._bbc_markup import Run, address, is_other_site, text_of
from livepack.readers._bbc_post import Words

_KINDS: Final = {"li": "list_item", "blockquote": "quote", **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading")}
_BLOCKS: Final = BLOCKS | {"button", "noscript", "cite", "dt", "dd"}
_SILENT: Final = frozenset({"script", "style", "template", "svg", "head"})


class Line(NamedTuple):
    """A line of text.

    Attributes:
        run: its words.
        kind: what kind of paragraph its element makes it.
        element: the innermost block that holds it.
        asides: the hidden words behind its links.
        whole: its words and those.
    """

    run: Run
    kind: str
    element: Element
    asides: tuple[Words, ...]
    whole: Run

    @property
    def text(self) -> str:
        """What it says."""
        return self.run.text


Item = Line | Element


def walk_lines(
    document: HtmlDocument,
    element: Element,
    is_thing: Callable[[Element], bool] = lambda _: False,
    asides: frozenset[str] = frozenset(),
) -> Iterator[Item]:
    """Return the lines within an element and, as elements, the things between them, in the order of the page.

    Args:
        document: the page.
        element: the element.
        is_thing: tells a thing, which is not walked into.
        asides: words that stand hidden behind a link and are no part of its line.
    """
    walk = _Walk(document, is_thing, asides)
    yield from walk.visit(element, "paragraph")
    yield from walk.flush("paragraph", element)


class _Walk:
    def __init__(self, document: HtmlDocument, is_thing: Callable[[Element], bool], asides: frozenset[str]) -> None:
        self.document = document
        self.is_thing = is_thing
        self.words = asides
        self.run, self.whole = Run(document.text), Run(document.text)
        self.asides: list[Words] = []

    def flush(self, kind: str, element: Element) -> Iterator[Item]:
        """Return the line that has come together, if there is one."""
        run, whole, asides = self.run, self.whole, self.asides
        self.run, self.whole, self.asides = Run(self.document.text), Run(self.document.text), []
        if run.text or asides:
            yield Line(run, kind, element, tuple(asides), whole if asides else run)

    def visit(self, element: Element, kind: str) -> Iterator[Item]:
        """Return what an element holds."""
        for node in element.children:
            if isinstance(node, Text):
                self.run.add(node)
                self.whole.add(node)
            elif node.tag in _SILENT:
                continue
            elif self.is_thing(node):
                yield from self.flush(kind, element)
                yield node
            elif node.tag == "br":
                self.run.add_break(node)
                self.whole.add_break(node)
            elif node.tag in _BLOCKS:
                yield from self.flush(kind, element)
                inner = kind if kind != "paragraph" else _KINDS.get(node.tag, kind)
                yield from self.visit(node, inner)
                yield from self.flush(inner, node)
            elif node.is_hidden and " ".join(text_of(node).split()) in self.words:
                self._add_aside(node)
            else:
                start, at = len(self.run), len(self.whole)
                yield from self.visit(node, kind)
                if node.tag == "a":
                    url = address(self.document, node, "href")
                    is_external = is_other_site(url.text, node.attrs.get("href", ""))
                    self.run.add_link(start, url, is_external=is_external)
                    self.whole.add_link(at, url, is_external=is_external)

    def _add_aside(self, element: Element) -> None:
        aside = Run(self.document.text)
        for node in element.children:
            if isinstance(node, Text):
                aside.add(node)
                self.whole.add(node)
        self.asides.append(aside.words())


def walk_spoken(element: Element) -> Iterator[Text]:
    """Return the texts within an element, seen or read aloud, that are no scripts, styles or drawings."""
    for node in element.children:
        if isinstance(node, Text):
            yield node
        elif node.tag not in _SILENT:
            yield from walk_spoken(node)
