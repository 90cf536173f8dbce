"""The elements and texts of an HTML page: made of turbohtml's nodes, and looked up, when a reader first asks for them.

A page is mostly not its live blog, and of most elements nobody asks more than the tag.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from livepack.html_display import BLOCKS
from livepack.html_outline import Outline
from livepack.html_pieces import Piece, find_value
from livepack.html_places import Chunk, Chunks, Places

MAX_KEPT: Final = 8_000_000  # characters of the texts of elements that are kept for the next who asks


class Text:
    """A run of text of the tree: what it says, and where the document says it."""

    __slots__ = ("_place", "_places", "data", "node", "parent")

    def __init__(self, node: Any, parent: Element, places: Places) -> None:
        self.node = node
        self._places = places
        self._place = places.known.get(node)
        self.data: str = node.data
        self.parent = parent

    @property
    def chunks(self) -> Chunks:
        """The chunks of the document that say it, each with from and to in `data`; none if that is not known."""
        place = self._places.of_text(self.node)
        if isinstance(place, int):
            return ((0, len(self.data), Chunk(place, place + len(self.data), self.data, is_reference=False)),)
        return place

    @property
    def start(self) -> int:
        """Where it begins in the document; -1 if that is not known."""
        chunks = self.chunks
        return chunks[0][2].start if chunks else -1

    @property
    def end(self) -> int:
        """Where it ends in the document; -1 if that is not known."""
        chunks = self.chunks
        return chunks[-1][2].end if chunks else -1

    def spans(self) -> list[tuple[int, int]]:
        """Return where its words stand in the document; none of white space alone."""
        if self.data.isspace():
            return []
        place = self._places.of_text(self.node)
        if isinstance(place, int):
            return [(place, place + len(self.data))]
        return [(chunk.start, chunk.end) for _, _, chunk in place if chunk.data.strip()]

    def pieces(self, start: int = 0, end: int | None = None) -> list[Piece]:
        """Return the pieces of the document that say `data[start:end]`; a reference that is cut is left out."""
        end = len(self.data) if end is None else min(end, len(self.data))
        place = self._place
        if place is None:
            place = self._place = self._places.of_text(self.node)
        if isinstance(place, int):
            return [Piece(place + start, place + end)] if start < end else []
        found: list[Piece] = []
        for first, last, chunk in place:
            if last <= start or first >= end:
                continue
            if chunk.is_reference:
                if first < start or last > end or not html.unescape(f"&#{ord(chunk.data[0])};"):
                    continue
                piece = Piece(chunk.start, chunk.end, "html")
            else:
                piece = Piece(chunk.start + max(start - first, 0), chunk.start + min(end, last) - first)
            if found and found[-1].end == piece.start:  # "R", "&amp;", "D" are one piece that decodes as html
                decode = found[-1].decode or piece.decode
                found[-1] = Piece(found[-1].start, piece.end, decode)
            else:
                found.append(piece)
        return found


class Element:
    """An element: tag, attributes, children, and where its tags stand (-1 where the document has none).

    Attributes:
        index: its number in the document's order of elements; 0 is the document itself.
        last: the number of the last element within it.
        start, open_end: where its start tag begins and ends.
        close_start, end: where its end tag begins and ends.
        is_hidden: whether browsers do not show it.
        shown: what browsers show of it, with a space before each block, runs of white space made one space.
        words: how many words that has.
    """

    __slots__ = (
        "attrs",
        "children",
        "close_start",
        "end",
        "index",
        "is_hidden",
        "last",
        "location",
        "node",
        "open_end",
        "parent",
        "shown",
        "start",
        "tag",
        "tree",
        "words",
    )
    attrs: dict[str, str]
    children: list[Element | Text]
    parent: Element | None
    index: int
    last: int
    start: int
    open_end: int
    close_start: int
    end: int
    is_hidden: bool
    shown: str
    words: int
    location: Any

    def __init__(
        self, tree: Tree, node: Any, tag: str, numbers: tuple[int, int], attrs: dict[str, str], *, is_hidden: bool
    ) -> None:
        self.tree = tree
        self.node = node
        self.tag = tag
        self.index, self.last = numbers
        self.attrs = attrs
        self.is_hidden = is_hidden

    def __getattr__(self, name: str) -> Any:
        """Find what was not asked for before: a slot without value comes here once."""
        find = _FINDERS.get(name)
        if find is None:
            raise AttributeError(name)
        value = find(self)
        if name != "shown" or self.tree.keeps(value):
            setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attrs} at {self.start}>"

    @property
    def has_place(self) -> bool:
        """Whether the document has a tag for it: asked of many, in a twentieth of the time that `start` takes."""
        return self.node is not None and self.node.position is not None

    @property
    def classes(self) -> list[str]:
        """The words of its class."""
        return self.attrs.get("class", "").split()

    @property
    def elements(self) -> Iterator[Element]:
        """Its children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    def find(self, *tags: str) -> Iterator[Element]:
        """Return the elements within it that have one of some tags, or all, in order; of siblings joined none."""
        if self.node is None or self.last == self.index:
            return iter(())
        return map(self.tree.element, self.node.iter_elements(tags or None))

    def matches(self, selector: str) -> bool:
        """Tell whether a CSS selector matches it; an empty one matches nothing."""
        return bool(selector) and self.node is not None and bool(self.node.matches(selector))

    def attribute_pieces(self, document: str, name: str) -> list[Piece]:
        """Return the pieces of the document that say an attribute's value; none if it has no value or no known place."""
        if self.location is None:
            return []
        places = self.location.attrs
        place = places.get(name) or places.get(name.lower())  # SVG writes viewBox
        return find_value(document, place, self.attrs.get(name, "")) if place is not None else []


class Known(dict[Any, Element]):
    """The elements of a tree by their nodes: each is made when it is first looked up, and found without a call of Python."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def __missing__(self, node: Any) -> Element:
        outline = self._tree.outline
        number = outline.numbers[node]
        numbers, is_hidden = (number, outline.lasts[number]), outline.hidden[number] == 1
        found = self[node] = Element(self._tree, node, node.tag, numbers, _attrs_of(node), is_hidden=is_hidden)
        return found


class Tree:
    """The nodes of a parsed page, and the elements that were made of them.

    Attributes:
        top: the document's own node.
        nodes: the nodes of its elements in order.
        outline: what is known of all elements by their numbers, without making one.
        known: the elements made so far, by their nodes.
        element: returns the element of a node, always the same one.
        places: where the texts stand.
        root: the element of the document itself.
        notes: what readers keep of the page, by names of their own.
    """

    __slots__ = ("_kept", "element", "known", "nodes", "notes", "outline", "places", "root", "top")

    def __init__(self, top: Any, nodes: list[Any], places: Places) -> None:
        self.top = top
        self.nodes = nodes
        self.outline = Outline(top, nodes)
        self.places = places
        self.notes: dict[str, object] = {}
        self._kept = 0
        self.root = Element(self, top, "#document", (0, len(nodes)), {}, is_hidden=False)
        self.root.parent = None
        self.root.start = self.root.open_end = self.root.close_start = self.root.end = -1
        self.known = Known(self)
        self.known[top] = self.root
        self.element: Callable[[Any], Element] = self.known.__getitem__

    def keeps(self, text: str) -> bool:
        """Tell whether there is room to keep a text of an element: each element around it holds it once more."""
        self._kept += len(text)
        return self._kept <= MAX_KEPT


def join_siblings(parent: Element, run: list[Element | Text]) -> Element:
    """Make an element of siblings that stand side by side without one of their own; at least one is an element."""
    elements = [node for node in run if isinstance(node, Element)]
    numbers = elements[0].index, elements[-1].last
    joined = Element(parent.tree, None, "div", numbers, {}, is_hidden=parent.is_hidden)
    joined.parent, joined.children = parent, run
    joined.start = joined.open_end = joined.close_start = joined.end = -1
    return joined


def _attrs_of(node: Any) -> dict[str, str]:
    attrs: dict[str, Any] = dict(node.attrs.items())
    for name, value in attrs.items():
        if value.__class__ is not str:  # a list of words, or nothing
            attrs[name] = " ".join(value) if value else ""
    return attrs


def _find_children(element: Element) -> list[Element | Text]:
    tree = element.tree
    is_element, is_text = _kinds()
    known, places = tree.known, tree.places
    nodes = element.node.children
    if element.tag == "template":
        nodes = [inner for node in nodes for inner in (node.children if isinstance(node, _fragment()) else [node])]
    children: list[Element | Text] = []
    for node in nodes:
        kind = type(node)
        if kind is is_text:
            children.append(Text(node, element, places))
        elif kind is is_element:
            child = known[node]
            child.parent = element
            children.append(child)
    return children


def _find_parent(element: Element) -> Element:
    parent = element.node.parent
    return element.tree.element(parent.parent if isinstance(parent, _fragment()) else parent)


@cache
def _kinds() -> tuple[type[Any], type[Any]]:
    """Return the types of elements and of texts."""
    import turbohtml

    return turbohtml.Element, turbohtml.Text


@cache
def _fragment() -> type[Any]:
    """Return the type of the node that stands between a template and what is in it."""
    import turbohtml

    return turbohtml.DocumentFragment


def _find_shown(element: Element) -> str:
    outline = element.tree.outline
    if element.node is not None:
        return outline.text(element.index)
    found: list[str] = []  # of siblings joined
    for child in () if element.is_hidden else element.children:
        if isinstance(child, Text):
            found.append(child.data)
        else:
            found.append(f"{' ' * (child.tag in BLOCKS)}{outline.raw(child.index)}")
    return " ".join("".join(found).split())


def _start_place(element: Element) -> tuple[int, int]:
    known = element.tree.places.of_tag(element.node)
    if known is not None:
        return known
    tag = element.location.start_tag if element.location is not None else None
    return (tag.start_offset, tag.end_offset) if tag is not None else (-1, -1)


def _end_place(element: Element) -> tuple[int, int]:
    tag = element.location.end_tag if element.location is not None else None
    return (tag.start_offset, tag.end_offset) if tag is not None else (-1, -1)


# What an element finds of itself when it is first asked for it.
_FINDERS: Final[dict[str, Callable[[Element], Any]]] = {
    "children": _find_children,
    "parent": _find_parent,
    "start": lambda element: _start_place(element)[0],
    "open_end": lambda element: _start_place(element)[1],
    "close_start": lambda element: _end_place(element)[0],
    "end": lambda element: _end_place(element)[1],
    "shown": _find_shown,
    "words": lambda element: len(element.shown.split()),
    "location": lambda element: element.node.source_location,
}


def walk_texts(element: Element, *, hidden: bool = False) -> Iterator[Text]:
    """Return the texts within an element in the order of the tree, those that browsers show (or also the others)."""
    if element.is_hidden and not hidden:
        return
    waiting: list[Element | Text] = list(reversed(element.children))
    while waiting:
        found = waiting.pop()
        if isinstance(found, Text):
            yield found
        elif hidden or not found.is_hidden:
            waiting.extend(reversed(found.children))


def shown_text(element: Element) -> str:
    """Return what a browser shows of an element, runs of white space made one space."""
    return element.shown
