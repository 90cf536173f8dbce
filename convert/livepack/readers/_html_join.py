"""Joins what a page shows with what its data state, post by post, and tells where the two do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from livepack.html_document import HtmlDocument, Piece, decode_piece
from livepack.json_island import JsonText
from livepack.ledger import Placed
from livepack.page import WITNESS, Contributor, Entry, Paragraph, Remark
from livepack.readers._html_data import Update, body_paragraphs, text_pieces
from livepack.readers._html_embeds import is_address
from livepack.readers._html_segments import place_field
from livepack.readers._html_times import instant_text, resolve


class Told(NamedTuple):
    """What a post tells for the join: its ids, its headline, and when it was published as far as attributes say."""

    ids: frozenset[str]
    headline: str
    instant: str


def match_updates(told: list[Told], updates: tuple[Update, ...]) -> dict[int, int]:
    """Match posts with updates: by id, then by headline, then by instant, each only where it is one of a kind.

    Returns:
        The index of the update for the index of each post that has one.
    """
    found: dict[int, int] = {}
    free = set(range(len(updates)))
    keys_of_posts = [
        [post.ids for post in told],
        [frozenset({_fold(post.headline)} - {""}) for post in told],
        [frozenset({post.instant} - {""}) for post in told],
    ]
    keys_of_updates = [
        [_ids(update) for update in updates],
        [frozenset({_fold(update.headline.value)} - {""}) if update.headline else frozenset() for update in updates],
        [frozenset({instant_text(update.stamp)}) if update.stamp else frozenset() for update in updates],
    ]
    for of_posts, of_updates in zip(keys_of_posts, keys_of_updates, strict=True):
        places: dict[str, list[int]] = {}
        for index in sorted(free):
            for key in of_updates[index]:
                places.setdefault(key, []).append(index)
        for post, keys in enumerate(of_posts):
            if post in found:
                continue
            hits = {index for key in keys for index in places.get(key, ()) if index in free}
            if len(hits) == 1:
                index = hits.pop()
                found[post] = index
                free.discard(index)
    return found


def _fold(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", text).casefold().split())


def _ids(update: Update) -> frozenset[str]:
    """Return the fragment of an update's address, and the long number that it ends with."""
    if update.url is None or "#" not in update.url.value:
        return frozenset()
    fragment = update.url.value.rpartition("#")[2].strip("/")
    number = re.search(r"(?:^|[^0-9a-f])([0-9]{5,}|[0-9a-f]{12,})$", fragment) or re.search(r"([0-9]{5,})$", fragment)
    return frozenset({fragment, number[1] if number is not None else fragment} - {""})


def witness_rows(
    document: HtmlDocument, pieces: Iterable[Piece], value: str, table: str, entry: int, field: str
) -> list[Placed]:
    """Return the rows of a witness, if it says what the cell says and stands in one piece."""
    found = list(pieces)
    said = " ".join("".join(decode_piece(document.text, piece) for piece in found).split())
    if len(found) != 1 or not value or said != " ".join(value.split()):
        return []
    piece = found[0]
    return [(piece.start, piece.end, WITNESS, table, entry, 0, field, 0, piece.decode, "")]


def pieces_of(document: HtmlDocument, text: JsonText) -> list[Piece]:
    """Return the pieces of a string of the data."""
    return text_pieces(document.text, text.start, text.end)


def witness_update(
    document: HtmlDocument, rows: list[Placed], remarks: list[Remark], number: int, entry: Entry, update: Update
) -> Entry:
    """Place what an update witnesses of a post, and add the address that only it has; returns the post."""
    if update.headline is not None and entry.headline:
        found = witness_rows(
            document, pieces_of(document, update.headline), entry.headline, "entries", number, "headline"
        )
        rows += found
        if not found and _plain(update.headline.value) != _plain(entry.headline):
            remarks.append(Remark("headline-disagrees", update.headline.start, found=f"post {number}"))
    if update.published is not None and update.stamp is not None:
        if entry.published.instant and _minute(entry.published.instant) != _minute(instant_text(update.stamp)):
            found_text = f"post {number}: {entry.published.instant}, {instant_text(update.stamp)} in JSON-LD"
            remarks.append(Remark("time-disagrees", update.published.start, found=found_text))
        elif entry.published.instant == instant_text(update.stamp):
            piece = Piece(update.published.start, update.published.end)
            rows.append((*piece[:2], WITNESS, "entries", number, 0, "published", 0, "", ""))
    if update.body is not None:
        text = "\n\n".join(block.text for block in entry.blocks if isinstance(block, Paragraph))
        rows += witness_rows(document, pieces_of(document, update.body), text, "entries", number, "text")
    if update.url is not None and not entry.url and is_address(update.url.value):
        place_field(rows, pieces_of(document, update.url), "entries", number, 0, "url")
        entry = entry._replace(url=update.url.value)
    return entry


def _minute(instant: str) -> str:
    return instant[:16]


def _plain(text: str) -> str:
    """Return the letters and digits of a text, without tags."""
    return "".join(char for char in _fold(text) if char.isalnum())


def read_update(
    document: HtmlDocument, rows: list[Placed], number: int, update: Update, zone: str, captured: str
) -> Entry:
    """Make a post of an update that the page does not show."""
    headline = ""
    if update.headline is not None:
        pieces = [piece for pieces in body_paragraphs(document.text, update.headline) for piece in pieces]
        headline = _said(document, pieces)
        place_field(rows, pieces if headline else [], "entries", number, 0, "headline")
    blocks = []
    for pieces in body_paragraphs(document.text, update.body) if update.body is not None else ():
        text = _said(document, pieces)
        if text:
            blocks.append(Paragraph(text))
            place_field(rows, pieces, "paragraphs", number, len(blocks), "text")
    contributors = []
    for name in update.authors:
        said = _said(document, pieces_of(document, name))
        if said:
            contributors.append(Contributor(said))
            place_field(rows, pieces_of(document, name), "contributors", number, len(contributors), "name")
    resolved = resolve("", update.stamp, zone, captured)
    if update.published is not None and update.stamp is not None:
        piece = (update.published.start, update.published.end)
        rows.append((*piece, WITNESS, "entries", number, 0, "published", 0, "", ""))
    url = ""
    if update.url is not None and is_address(update.url.value):
        url = update.url.value
        place_field(rows, pieces_of(document, update.url), "entries", number, 0, "url")
    return Entry(
        update.start,
        update.start,
        resolved.published,
        headline=headline,
        url=url,
        contributors=tuple(contributors),
        blocks=tuple(blocks),
    )


def _said(document: HtmlDocument, pieces: Iterable[Piece]) -> str:
    return " ".join("".join(decode_piece(document.text, piece) for piece in pieces).split())


def display_order(shown: int, matched: dict[int, int], updates: int) -> Iterator[tuple[int, int]]:
    """Return the posts as displayed, and after each the updates that follow it in the data and that no post shows.

    Each is the post's index and -1, or -1 and the update's index.
    """
    post_of = {update: post for post, update in matched.items()}
    after: dict[int, list[int]] = {}
    last = -1
    for update in range(updates):
        if update in post_of:
            last = post_of[update]
        else:
            after.setdefault(last, []).append(update)
    for update in after.get(-1, ()):
        yield -1, update
    for post in range(shown):
        yield post, -1
        for update in after.get(post, ()):
            yield -1, update
