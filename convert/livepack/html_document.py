"""The seam to HTML: a document's tree, with the place in the document of every tag, attribute value and text.

turbohtml parses (WHATWG, as browsers do). The elements and texts are those of `html_tree`; `html_outline` has all elements
as lists, `html_places` says where texts stand, `html_pieces` how characters become text, `html_display` what browsers show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from livepack.errors import SourceError
from livepack.html_display import BLOCKS
from livepack.html_pieces import BREAK, Piece, decode_piece
from livepack.html_places import Places
from livepack.html_tree import Element, Text, Tree, join_siblings, shown_text, walk_texts
from livepack.source import Source

__all__ = [
    "BLOCKS",
    "BREAK",
    "Element",
    "HtmlDocument",
    "Piece",
    "Text",
    "decode_piece",
    "join_siblings",
    "parse_html",
    "shown_text",
    "walk_texts",
]

MAX_DEPTH: Final = 300  # real pages are less than 100 deep; turbohtml flattens what is deeper than 512, Python calls no deeper than 1,000
MAX_NODES: Final = 2_000_000
_DATA = re.compile(r"data-[a-z-]+")  # a pattern that begins with plain letters is looked for ten times as fast
_LOUD_DATA = re.compile(r"DATA-[A-Z-]+")


class HtmlDocument(Tree):
    """A parsed document: its tree of elements and texts."""

    __slots__ = ("_data_names", "text")

    def __init__(self, text: str, top: Any, nodes: list[Any]) -> None:
        super().__init__(top, nodes, Places(text, top))
        self.text = text
        self._data_names: frozenset[str] | None = None

    @property
    def elements(self) -> list[Element]:
        """All elements in order, the document itself before them."""
        return [self.root, *map(self.element, self.nodes)]

    @property
    def texts(self) -> list[Text]:
        """All texts in the order of the tree."""
        return list(walk_texts(self.root, hidden=True))

    @property
    def loose(self) -> list[tuple[int, int]]:
        """Where text stands that no text of the tree is known to come from."""
        return self.places.loose()

    def find_all(self, *tags: str) -> Iterator[Element]:
        """Return the elements of these tags in order."""
        return map(self.element, self.top.iter_elements(tags))

    def has(self, selector: str) -> bool:
        """Tell whether a CSS selector matches an element: in a fiftieth of the time in which a word is looked for."""
        return self.top.select_one(selector) is not None

    def select(self, selector: str) -> Iterator[Element]:
        """Return the elements that a CSS selector matches, in order."""
        return map(self.element, self.top.select(selector))

    def select_within(self, element: Element, selector: str) -> Iterator[Element]:
        """Return the elements within one, not itself, that a CSS selector matches, in order; an empty one matches none.

        Raises:
            ValueError: it is no selector.
        """
        if not selector:
            return iter(())
        if element.node is None:  # siblings joined
            inner = ([child] * child.matches(selector) for child in element.elements)
            outer = zip(inner, (self.select_within(child, selector) for child in element.elements), strict=True)
            return chain.from_iterable(chain(*found) for found in outer)
        return map(self.element, element.node.select(selector))

    def within(self, element: Element) -> list[Element]:
        """Return an element and all elements in it, in order."""
        node = element.node
        if node is None:  # siblings joined
            return [inner for child in element.elements for inner in self.within(child)]
        if node is self.top:
            return self.elements
        return list(map(self.element, node.iter_elements(include_self=True)))

    def at(self, index: int) -> Element:
        """Return the element of a number in the document's order."""
        return self.element(self.nodes[index - 1]) if index else self.root

    def between(self, first: int, last: int) -> list[Element]:
        """Return the elements whose numbers run from one to before another, in order."""
        return list(map(self.element, self.nodes[max(first - 1, 0) : max(last - 1, 0)]))

    @property
    def data_names(self) -> frozenset[str]:
        """What may be names of attributes: all words of the document that begin with `data-`."""
        if self._data_names is None:
            loud = _LOUD_DATA.findall(self.text) if "DATA-" in self.text else []
            self._data_names = frozenset({*_DATA.findall(self.text), *(name.lower() for name in loud)})
        return self._data_names

    def find_within(self, element: Element, *tags: str) -> Iterator[Element]:
        """Return an element and those within it that have one of some tags, in order."""
        if element.node is None:  # siblings joined
            return chain.from_iterable(self.find_within(child, *tags) for child in element.elements)
        return map(self.element, element.node.iter_elements(tags, include_self=True))

    def locate(self, element: Element) -> bool:
        """Find the places of all that is within an element at once, in a fifth of the time that it takes one by one.

        Returns:
            False if its text is not plain: then places are looked for when somebody asks for them.
        """
        return element.node is not None and element.node is not self.top and self.places.locate(element.node)

    def located(self, start: int, end: int) -> Element | None:
        """Return an element that reaches from one place to another and has been located; None if there is none."""
        node = self.places.located(start, end)
        return self.element(node) if node is not None else None

    def locate_around(self, elements: Sequence[Element]) -> None:
        """Find the places of all that is within the innermost element around some, given in order; else of each."""
        if not elements:
            return
        outer = elements[0].parent
        while outer is not None and outer.last < elements[-1].last:
            outer = outer.parent
        if outer is None or not self.locate(outer):
            for element in elements:
                self.locate(element)


def parse_html(source: Source) -> HtmlDocument:
    """Parse a document; the last one is kept, for the reader that reads what another only looked at.

    Raises:
        SourceError: it is nested deeper than 300 elements, or has more than two million of them.
    """
    import turbohtml  # takes 0.1 s

    key = (source.sha256, source.document)
    if key not in _last:
        tree = turbohtml.parse(source.document, source_locations=True, allow_declarative_shadow_roots=False)
        nodes = list(tree.iter_elements())
        if len(nodes) > MAX_NODES:
            raise _refusal(source, "this document has too many elements", MAX_NODES)
        if _is_deep(nodes):
            raise _refusal(source, "this document is nested too deeply", MAX_DEPTH)
        _last.clear()
        _last[key] = HtmlDocument(source.document, tree, nodes)
    return _last[key]


_last: dict[tuple[str, str], HtmlDocument] = {}


def _is_deep(nodes: list[Any]) -> bool:
    """Tell whether an element has too many around it. Depth rises by one an element at most, so every 64th tells."""
    step = 64
    return any(sum(1 for _ in node.ancestors) + step > MAX_DEPTH for node in nodes[::step]) and any(
        sum(1 for _ in node.ancestors) > MAX_DEPTH for node in nodes
    )


def _refusal(source: Source, what: str, limit: int) -> SourceError:
    return SourceError(
        what,
        where=source.where,
        found=f"more than {limit}",
        advice="a saved page is less than 100 elements deep; save it again, or take it out of the sources folder",
    )
