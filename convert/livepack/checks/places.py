"""Places: in a layout copy the characters of every row stand where its post, block and position put them.

These checks know nothing of a reader: they hold the tables against the lines of the document, by way of the ledger.
A layout copy is a text whose lines are the page's lines; `layout: indented_posts` in schemas/rules says of which readers'
pages so much is known. In a copy of the layout `lines` each line is a block, and neither blank lines nor depth tell anything.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from livepack import rules
from livepack.checks.subject import Row, Subject, ends_of, number_of
from livepack.findings import Finding, make_finding

_HEAD, _LEAD, _CONTRIBUTOR, _BLOCK = 0, 1, 2, 3
LINES = "lines"
_LAYOUTS = frozenset({"indented_posts", LINES})
BLOCK_TABLES = ("paragraphs", "embeds", "images")
_FIELDS = {  # in which order a row's values are printed
    "entries": ("list_number", "headline", "published_text", "subheading"),
    "contributors": ("name", "role"),
    "paragraphs": ("text", "attribution", "attribution_detail"),
    "images": ("alt_text", "credit", "caption"),
    "embeds": ("author_name", "provider_name", "caption"),
}
_HEAD_FIELDS = frozenset({"list_number", "headline", "published_text"})
BLANK_LINE = re.compile(r"\n[ \t\u00a0]*\n")
_BULLET_LINE = re.compile(r"\n[ \t\u00a0]*[•◦▪]")
_ITEM_NUMBER = re.compile(r"[ \t\u00a0]*([0-9]{1,3})\.[ \t\u00a0]")


class Place(NamedTuple):
    """A row of the ledger that names a row of a table: where it stands, and in whose post."""

    line: int
    start: int
    end: int
    span: Row
    row: Row
    owner: str

    @property
    def key(self) -> tuple[str, str]:
        """The row that it names."""
        return self.span["table_name"], self.span["row_id"]

    @property
    def column(self) -> str:
        """The column that it names; empty for boilerplate."""
        return self.span["field_name"]

    @property
    def label(self) -> str:
        """The last part of its rule's id; empty if it is no boilerplate."""
        return self.span["rule"].rpartition(".")[2]


def layout_pages(subject: Subject) -> Iterator[tuple[Row, list[Place]]]:
    """Return the pages whose layout is known, each with its places in the document's order."""
    if "places" not in subject.memory:
        subject.memory["places"] = [
            (page, list(places_of(subject, page["page_id"])))
            for page in subject.rows("pages")
            if rules.layout_of(page["reader"]) in _LAYOUTS
        ]
    yield from subject.memory["places"]


def places_of(subject: Subject, page_id: str) -> Iterator[Place]:
    """Return the rows of a page's ledger that name a row of a table, in the document's order."""
    for line, span in subject.ledger.get(page_id, []):
        row = subject.by_id.get(span["table_name"], {}).get(span["row_id"])
        ends = ends_of(span) if row is not None else None
        if row is not None and ends is not None:
            yield Place(line, *ends, span, row, row.get("entry_id", ""))


def finding_at(code: str, place: Place, found: str) -> Finding:
    """Make a finding at a row of the ledger."""
    table, row_id = place.key
    return make_finding(code, found, table=table, row=row_id, field=place.column, file="ledger.csv", line=place.line)


def own_places(subject: Subject, page: Row, places: list[Place]) -> list[Place]:
    """Return the places of a page's own rows: those of posts whose row is from a newer capture say nothing of that."""
    entries = subject.by_id["entries"]
    return [
        place
        for place in places
        if place.span["disposition"] != "witness" and entries.get(place.owner, page).get("page_id") == page["page_id"]
    ]


def check_span_order(subject: Subject) -> Iterator[Finding]:
    """Posts, blocks and values follow one another in the document as positions and blocks say."""
    for page, places in layout_pages(subject):
        yield from _check_nameless(subject, page, places)
        yield from _check_owners(subject, page, places)
        yield from check_within(own_places(subject, page, places), _rank)
        yield from _check_points(places)


def _check_nameless(subject: Subject, page: Row, places: list[Place]) -> Iterator[Finding]:
    """Boilerplate names no row only before the first post, and in posts whose row is from a newer capture."""
    starts = [place.start for place in places]
    for line, span, (start, _) in subject.spans_of(page["page_id"], "boilerplate"):
        if span["row_id"]:
            continue
        before = bisect(starts, start) - 1
        owner = places[before].owner if before >= 0 else ""
        if subject.by_id["entries"].get(owner, {}).get("page_id") == page["page_id"]:
            yield make_finding(
                "span-order", f"{span['rule']} of no row in a post", table="ledger", file="ledger.csv", line=line
            )


def _check_owners(subject: Subject, page: Row, places: list[Place]) -> Iterator[Finding]:
    """Each post's characters stand together, and posts come in the order of their positions."""
    seen: list[str] = [""]
    for place in places:
        if place.owner == seen[-1]:
            continue
        if place.owner in seen:
            yield finding_at("span-order", place, f"amid the characters of {seen[-1]}")
            return
        seen.append(place.owner)
        is_lines = rules.layout_of(page["reader"]) == LINES
        if place.column != "list_number" and not (
            is_lines and (place.column in _HEAD_FIELDS or (_is_of_head(place) and place.label != "published_at"))
        ):
            yield finding_at("span-order", place, "before the head of its post")
    for number, owner in enumerate(seen[1:], start=1):
        entry = subject.by_id["entries"].get(owner, {})
        if entry.get("page_id") == page["page_id"] and entry["position"] != str(number):
            yield subject.at(
                "span-order",
                "entries",
                owner,
                "position",
                f"{entry['position']}, where the page shows it as number {number}",
            )


def check_within(places: list[Place], rank_of: Callable[[Place], tuple[int, ...] | None]) -> Iterator[Finding]:
    """Within a post places follow one another by their rank, which may be that of a whole block; None has no place."""
    before: tuple[int, ...] = ()
    owner = ""
    for place in places:
        rank = rank_of(place)
        if rank is None:
            continue
        if place.owner == owner and rank < before[: len(rank)]:
            yield finding_at("span-order", place, "behind what comes after it")
        if place.owner != owner or rank != before[: len(rank)]:
            owner, before = place.owner, rank


def _rank(place: Place) -> tuple[int, ...] | None:
    """Return where a row of the ledger belongs within its post; None for labels whose place says nothing.

    First comes the head, then subheading, contributors, and the blocks by number; in each its values in their order.
    """
    table = place.key[0]
    if table == "entries":
        if not place.column:
            return (_LEAD, 0) if place.label == "breaking" else None
        stage = _HEAD if place.column in _HEAD_FIELDS else _LEAD
        return stage, 0, _field_rank(table, place.column)
    if table == "contributors":
        return _CONTRIBUTOR, number_of(place.row["position"]), _field_rank(table, place.column)
    if table in BLOCK_TABLES:
        block = number_of(place.row["block"])
        return (_BLOCK, block) if not place.column else (_BLOCK, block, _field_rank(table, place.column))
    return None


def _is_of_head(place: Place) -> bool:
    """Tell a label that stands in the head itself, such as a badge beside its number."""
    return _place_of_rule(place) == "head"


def _field_rank(table: str, column: str) -> int:
    order = _FIELDS[table]
    return order.index(column) if column in order else len(order)


def _check_points(places: list[Place]) -> Iterator[Finding]:
    """Key points stand in the order of their positions."""
    points = [place for place in places if place.key[0] == "key_points"]
    for before, place in pairwise(points):
        if number_of(place.row["position"]) < number_of(before.row["position"]):
            yield finding_at("span-order", place, "behind what comes after it")


def check_cuts(subject: Subject) -> Iterator[Finding]:
    """No line belongs to two rows, no value runs over a blank line, and no paragraph is cut within its lines."""
    for page, places in layout_pages(subject):
        text = subject.texts.get(page["page_id"])
        if text is None:
            continue
        own = own_places(subject, page, places)
        for place in own:
            if place.column and _runs_over(text[place.start : place.end], place):
                yield finding_at("block-cut", place, "it runs over the end of a block")
        for place in _scattered(own):
            yield finding_at("block-cut", place, "its characters are parted by what is no part of it")
        for before, place in pairwise(own):
            fault = (_cut_of_lines if rules.layout_of(page["reader"]) == LINES else _cut)(
                text[before.end : place.start], before, place
            )
            if fault:
                yield finding_at("block-cut", place, fault)


def _scattered(places: list[Place]) -> Iterator[Place]:
    """Return places that go on with a value that something else than the hidden words of a link has parted."""
    last: dict[tuple[str, str, str], int] = {}
    for index, place in enumerate(places):
        if place.column:
            start = last.get((*place.key, place.column), index)
            between = places[start + 1 : index]
            touches = all(before.end == after.start for before, after in pairwise(places[start : index + 1]))
            if not touches or any(_place_of_rule(other) != "suffix" for other in between):
                yield place
            last[(*place.key, place.column)] = index


def _place_of_rule(place: Place) -> str:
    rule = rules.rules().get(place.span["rule"])
    return rule.place if rule is not None else ""


def _runs_over(piece: str, place: Place) -> bool:
    if BLANK_LINE.search(piece) or _BULLET_LINE.search(piece):
        return True
    numbers = [int(found[1]) if found else 0 for found in map(_ITEM_NUMBER.match, piece.split("\n"))]
    if len(numbers) > 1 and (
        numbers == list(range(1, len(numbers) + 1)) or (place.row.get("kind") == "list_item" and any(numbers))
    ):
        return True
    return place.column not in ("text", "caption", "attribution_detail") and "\n" in piece.strip()


def _cut(gap: str, before: Place, place: Place) -> str:
    """Say what is wrong with what lies between two places; empty if nothing is."""
    if before.key != place.key:
        if "\n" not in gap:
            return "it begins on the line of another row"
        is_text = before.key[0] == place.key[0] == "paragraphs" and before.column and place.column
        if is_text and not gap.strip() and BLANK_LINE.search(gap) is None and _is_prose(before) and _is_prose(place):
            return "no blank line parts it from the paragraph before it"
    elif before.column == "list_number" and gap.strip() != ".":
        return "no full stop parts it from the number"
    elif place.key[0] == "entries" and place.column and before.column:
        is_on_line = "\n" not in gap
        if is_on_line != (place.column in _HEAD_FIELDS):
            return "it stands on the line of the head" if is_on_line else "it stands under the line of the head"
    elif place.column == "attribution_detail" and "\n" in gap and BLANK_LINE.search(gap):
        return "a blank line parts it from the first line of the attribution"
    elif place.column == "role" and BLANK_LINE.search(gap):
        return "a blank line parts it from the name"
    return ""


def _cut_of_lines(gap: str, before: Place, place: Place) -> str:
    """Say what is wrong with what lies between two places of a copy of lines; empty if nothing is."""
    if before.key != place.key:
        return "" if "\n" in gap else "it begins on the line of another row"
    if before.column == "list_number":
        return "" if gap.strip(" \t\n\u00a0#") == "." else "no full stop parts it from the number"
    if place.key[0] == "entries" and place.column and before.column and ("\n" in gap) == (place.column in _HEAD_FIELDS):
        return "it stands on the wrong side of the head's line"
    return ""


def _is_prose(place: Place) -> bool:
    """Tell a paragraph's text that is neither a list item nor a line that is also a label."""
    words = place.row["text"]
    return place.row["kind"] != "list_item" and not any(r.classify(words) for r in rules.renderers().values())
