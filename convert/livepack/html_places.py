"""Where the texts of an HTML tree stand in the document.

turbohtml says where tags and attributes stand, but not texts. Its tokens do: they cover the document without gap. So tree
and tokens are laid side by side, in one of two ways:

- An element whose tokens come in the order of its tree, with nothing moved, dropped or added, is laid beside the tokens
  of its own source, one by one. Nearly all of every page is like that, and only what a reader asks for is looked at.
- Where the parser moved text (out of a table, from behind `</html>`), the whole page is aligned, each token's characters
  given away once. Text whose tokens cannot be told has no place, and a reader leaves it unread.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

MAX_SCAN: Final = 40  # runs of text that may stand between a text's place in the tree and in the document

_TEXT, _START, _END, _REFERENCE = 0, 1, 2, 5  # turbohtml.TokenType


class Chunk(NamedTuple):
    """A text or reference token: where it stands, and what it says."""

    start: int
    end: int
    data: str
    is_reference: bool


# From and to in the text's characters, and the chunk that says them.
Chunks = tuple[tuple[int, int, Chunk], ...]
# Where a text that stands in one piece, with nothing to decode, begins; the chunks of any other.
Place = int | Chunks


class Places:
    """Finds the places of a document's texts, for as much of its tree as is asked for.

    Args:
        document: the text that was parsed.
        tree: what turbohtml made of it, with source locations.
    """

    def __init__(self, document: str, tree: Any) -> None:
        self._document = document
        self._tree = tree
        self.known: dict[Any, Place] = {}  # the places of texts that have been found already
        self._tags: dict[Any, tuple[int, int]] = {}
        self._areas: list[tuple[int, int, Any]] = []  # what was laid side by side: from, to, and the element
        self._loose: list[tuple[int, int]] | None = None

    def of_text(self, text: Any) -> Place:
        """Return the place of a text node; no chunks if it is not known."""
        place = self.known.get(text)
        if place is None:
            parent = text.parent
            if self._loose is not None or parent is self._tree or not self.locate(parent):
                self._align()
            place = self.known.get(text, ())
        return place

    def of_tag(self, element: Any) -> tuple[int, int] | None:
        """Return the ends of an element's start tag if they have been found already."""
        return self._tags.get(element)

    def loose(self) -> list[tuple[int, int]]:
        """Return where text stands that no text of the tree is known to come from, and that is no white space."""
        return self._align()

    def locate(self, element: Any) -> bool:
        """Find the places of all tags and texts within an element; false if it has no place or its order is not plain."""
        area = self._area(element)
        if area is None:
            return False
        end = self._lay(element, *area)
        if end > area[0]:
            self._areas.append((area[0], end, element))
        return end > area[0]

    def located(self, start: int, end: int) -> Any:
        """Return the node of an element that was located and reaches from one place to another; None if none does."""
        return next((node for first, last, node in self._areas if first <= start and end <= last), None)

    def _area(self, element: Any) -> tuple[int, int] | None:
        """Return where an element stands, with all that is in it; none if it has no start tag."""
        location = element.source_location
        if location is None or location.start_tag is None:
            return None
        start = location.start_tag.start_offset
        if location.end_tag is not None:
            return start, location.end_tag.end_offset
        following = next((node for node in element.following if node.source_location is not None), None)
        end = following.source_location.start_tag.start_offset if following is not None else len(self._document)
        return (start, end) if end > start else None

    def _lay(self, element: Any, start: int, end: int) -> int:
        """Lay an element's tree beside the tokens of its source; nothing is kept unless all of both come out even.

        Returns:
            How far it reaches: to the end, or to the white space there that is another element's; else the start.
        """
        tokens = [*_plain_tokens(self._document, start, end), (_END, end, end, "")]
        if tokens[0][0] != _START:
            return start
        texts: dict[Any, Place] = {}
        tags: dict[Any, tuple[int, int]] = {element: (tokens[0][1], tokens[0][2])}
        at = 1
        import turbohtml

        is_text, is_element = turbohtml.Text, turbohtml.Element
        for node in element.descendants:
            kind = type(node)
            token, first, last, words = tokens[at]
            if kind is is_text:
                data = node.data
                if token == _TEXT and words == data:
                    texts[node] = first
                    at += 1
                    continue
                found = _gather(tokens, at, data)
                if found is None:
                    return start
                texts[node], at = found
            elif kind is is_element:
                if token == _START and words == node.tag:
                    tags[node] = first, last
                    at += 1
                elif node.position is not None:
                    return start
        if any(token != _TEXT or words.strip() for token, _, _, words in tokens[at:-1]):
            return start
        self.known.update(texts)
        self._tags.update(tags)
        return tokens[at][1]

    def _align(self) -> list[tuple[int, int]]:
        """Align all texts that have no place yet; returns what is loose."""
        if self._loose is None:
            aligner = _Aligner(_chunks(self._document, 0, len(self._document)))
            for start, end, _ in self._areas:
                aligner.take(start, end)
            self._walk(aligner)
            self._loose = aligner.loose()
        return self._loose

    def _walk(self, aligner: _Aligner) -> None:
        import turbohtml

        waiting: list[Any] = list(reversed(list(self._tree.children)))
        while waiting:
            node = waiting.pop()
            if isinstance(node, int):  # all that is in an element is aligned: this is where it ends
                aligner.place = node
            elif isinstance(node, turbohtml.Text):
                if node not in self.known:
                    self.known[node] = aligner.find(node.data)
            elif isinstance(node, turbohtml.Element):
                location = node.source_location
                if location is not None and location.start_tag is not None:
                    aligner.place = location.start_tag.end_offset
                if location is not None and location.end_tag is not None:
                    waiting.append(location.end_tag.end_offset)
                waiting.extend(reversed(list(node.children)))
            else:
                waiting.extend(reversed(list(node.children)))  # the content of a template


def _plain_tokens(document: str, start: int, end: int) -> Iterator[tuple[int, int, int, str]]:
    """Return kind, start, end, and tag or words of start tags, texts and references; noscript is taken apart too."""
    import turbohtml

    in_noscript = False
    at = start
    for token in turbohtml.tokenize(
        document[start:end], resolve_references=False, capture_source=True, capture_attributes=False
    ):
        kind = token.type
        source = token.source
        after = at + len(token.data or "" if source is None else source)
        if kind == _TEXT:
            if in_noscript:
                yield from _plain_tokens(document, at, after)
            else:
                yield _TEXT, at, after, token.data or ""
        elif kind == _START:
            tag = token.tag or ""
            in_noscript = tag == "noscript"
            yield _START, at, after, tag
        elif kind == _END:
            in_noscript = False
        elif kind == _REFERENCE:
            yield _REFERENCE, at, after, token.data or ""
        at = after


def _gather(tokens: list[tuple[int, int, int, str]], at: int, data: str) -> tuple[Chunks, int] | None:
    """Return the chunks of a text that is said by several tokens, and the next token; none if they do not say it."""
    found: list[tuple[int, int, Chunk]] = []
    said, length = 0, len(data)
    while said < length:
        if tokens[at][0] == _START:
            return None
        kind, start, end, words = tokens[at]
        at += 1
        if kind == _TEXT and not found:
            # White space that the tree has dropped: before a table's row, or behind <pre>.
            lead = len(words) - len(words.lstrip(" \t\n\f")) if not data.startswith(words[:1]) else 0
            words, start = words[lead:], start + lead
            if not words:
                continue
        if not data.startswith(words, said) or not words:
            return None
        found.append((said, said + len(words), Chunk(start, end, words, kind == _REFERENCE)))
        said += len(words)
    return tuple(found), at


def _chunks(text: str, start: int, end: int) -> list[Chunk]:
    """Return the text of a document as tokens; the content of noscript, one token, is taken apart like the rest."""
    import turbohtml

    chunks: list[Chunk] = []
    waiting = [(start, end)]
    while waiting:
        at, stop = waiting.pop()
        in_noscript = False
        for token in turbohtml.tokenize(text[at:stop], resolve_references=False, capture_source=True):
            kind, data, source = int(token.type), token.data or "", token.source
            after = at + len(data if source is None else source)
            if kind == _START:
                in_noscript = token.tag == "noscript"
            elif kind == _END:
                in_noscript = False
            elif kind == _TEXT and in_noscript and (at, after) != (start, end):
                waiting.append((at, after))
            elif kind in (_TEXT, _REFERENCE):
                chunks.append(Chunk(at, after, data, kind == _REFERENCE))
            at = after
    chunks.sort()
    return chunks


class _Aligner:
    """Finds the chunks that say the texts of the tree, each chunk once."""

    def __init__(self, chunks: list[Chunk]) -> None:
        self.starts = [chunk.start for chunk in chunks]
        self.chunks = chunks
        self.taken = [0] * len(chunks)  # how many characters of each are given away, from its start
        self.place = 0  # where the tree's walk has come to in the document

    def take(self, start: int, end: int) -> None:
        """Give away all that stands between two places."""
        for index in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
            self.taken[index] = len(self.chunks[index].data)

    def find(self, data: str) -> Chunks:
        """Return the chunks that say a text, beginning near the present place; none if they cannot be told."""
        first = bisect_left(self.starts, self.place)
        if first and self.chunks[first - 1].end > self.place:
            first -= 1
        for index in self._free(first):
            found = self._match(index, data)
            if found:
                for number, taken in found[1]:
                    self.taken[number] = taken
                self.place = found[0][-1][2].end
                return tuple(found[0])
            if not data.strip():
                break
        return ()

    def loose(self) -> list[tuple[int, int]]:
        """Return where text stands that was not given to any text of the tree, and is no white space."""
        return [
            (chunk.start + (0 if chunk.is_reference else taken), chunk.end)
            for chunk, taken in zip(self.chunks, self.taken, strict=True)
            if taken < len(chunk.data) and chunk.data[taken:].strip()
        ]

    def _free(self, first: int) -> Iterable[int]:
        count = 0
        for index in range(first, min(first + 4 * MAX_SCAN, len(self.chunks))):
            if self.taken[index] < len(self.chunks[index].data):
                yield index
                count += 1
                if count == MAX_SCAN:
                    return

    def _match(self, index: int, data: str) -> tuple[list[tuple[int, int, Chunk]], list[tuple[int, int]]] | None:
        found: list[tuple[int, int, Chunk]] = []
        marks: list[tuple[int, int]] = []
        at, length, skipped = 0, len(data), 0
        while at < length:
            if index >= len(self.chunks):
                return None
            chunk, taken = self.chunks[index], self.taken[index]
            rest = chunk.data[taken:]
            if not rest:
                index += 1
                continue
            if not at and not taken and not data.startswith(rest[:1]):
                lead = len(rest) - len(rest.lstrip(" \t\n\f"))  # white space that the tree has dropped or put elsewhere
                if not lead:
                    return None
                rest, taken = rest[lead:], lead
                if not rest:
                    index += 1
                    continue
            size = min(len(rest), length - at)
            if not data.startswith(rest[:size], at) or (skipped and size < len(rest)):
                skipped += 1  # text of a table's cell stands between pieces that the tree has moved out and joined
                if not at or skipped > MAX_SCAN:
                    return None
                index += 1
                continue
            if chunk.is_reference and size < len(chunk.data):
                return None
            begin = chunk.start + taken if not chunk.is_reference else chunk.start
            stop = chunk.end if chunk.is_reference or taken + size == len(chunk.data) else begin + size
            found.append((at, at + size, Chunk(begin, stop, rest[:size], chunk.is_reference)))
            marks.append((index, taken + size))
            at += size
            index += 1
        return found, marks
