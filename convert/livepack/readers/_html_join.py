"""Joins what a page shows with what its data state, post by post, and tells where the two do not agree."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

from livepack.html_document import HtmlDocument, Piece, decode_piece
from livepack.ledger import Placed
from livepack.page import WITNESS, Contributor, Embed, Entry, Image, Paragraph, Remark
from livepack.readers._html_data import body_paragraphs, pieces_of
from livepack.readers._html_embeds import is_address
from livepack.readers._html_matching import fold
from livepack.readers._html_segments import place_field
from livepack.readers._html_times import Around, instant_text, resolve
from livepack.readers._html_updates import DataText, Update

# as in "19:02(IST) Toss: ..." and "14:05 IST: The ship is in"
_LEADING_CLOCK = re.compile(r"\A\s*[0-9]{1,2}[:.h][0-9]{2}\s*(?:\(?[A-Z]{2,4}\b\)?)?[\s:|-]*")
_NO_LETTERS = re.compile(r"[\W_]+")
_BODY_LINE = re.compile(r"[\r\n]+|</?(?:p|br|li|div|ul|ol|blockquote|h[1-6]|figure)\b[^<>]*>", re.IGNORECASE)


def witness_rows(
    document: HtmlDocument, pieces: Iterable[Piece], value: str, table: str, entry: int, field: str, child: int = 0
) -> list[Placed]:
    """Return the rows of a witness, if it says what the cell says and stands in one piece."""
    found = list(pieces)
    if len(found) != 1 or not value or decode_piece(document.text, found[0]).split() != value.split():
        return []
    piece = found[0]
    return [(piece.start, piece.end, WITNESS, table, entry, child, field, 0, piece.decode, "")]


def witness_update(
    document: HtmlDocument,
    rows: list[Placed],
    remarks: list[Remark],
    number: int,
    entry: Entry,
    update: Update,
    bodies: Bodies,
    title: str = "",
) -> Entry:
    """Place what an update witnesses of a post, and add the headline, the address and the last change that only it has.

    Args:
        document: the page.
        rows: the ledger; grows.
        remarks: grows, where the update contradicts the post.
        number: of the post in the page.
        entry: the post.
        update: what the data state of it.
        bodies: grows by what there is to say of the update's body.
        title: the page's, which is no headline of a post.

    Returns:
        The post.
    """
    if update.headline is not None and entry.headline:
        found = witness_rows(
            document, pieces_of(document, update.headline), entry.headline, "entries", number, "headline"
        )
        rows += found
        if not found and _plain(update.headline.value) not in (_plain(entry.headline), _plain(title)):
            remarks.append(Remark("headline-disagrees", update.headline.start, found=f"post {number}"))
    elif update.headline is not None and _is_news(entry, update.headline.value, title):
        pieces = pieces_of(document, update.headline)
        place_field(rows, pieces, "entries", number, 0, "headline")
        entry = entry._replace(headline=_said(document, pieces))
    if update.published is not None and update.stamp is not None:
        instant = instant_text(update.stamp)
        if entry.published.instant and _minute(entry.published.instant) != _minute(instant):
            found_text = f"post {number}: {entry.published.instant}, {instant} in its data"
            remarks.append(Remark("time-disagrees", update.published.start, found=found_text))
        elif entry.published.instant == instant:
            rows += [
                (piece.start, piece.end, WITNESS, "entries", number, 0, "published", 0, piece.decode, "")
                for piece in pieces_of(document, update.published)[:1]
                if update.element is None or _is_free(rows, piece)
            ]
    words = " ".join([block.text for block in entry.blocks if isinstance(block, Paragraph)])
    if update.body is not None:
        rows += witness_rows(document, pieces_of(document, update.body), words, "entries", number, "text")
    bodies.compare(number, entry, update, words)
    if len(update.authors) == len(entry.contributors):
        for child, (name, contributor) in enumerate(zip(update.authors, entry.contributors, strict=True), start=1):
            rows += witness_rows(
                document, pieces_of(document, name), contributor.name, "contributors", number, "name", child
            )
    if update.url is not None and not entry.url and is_address(update.url.value):
        pieces = pieces_of(document, update.url)
        place_field(rows, pieces, "entries", number, 0, "url")
        entry = entry._replace(url=update.url.value.strip() if pieces else "")
    return _take_change(document, rows, number, entry, update)


def _take_change(document: HtmlDocument, rows: list[Placed], number: int, entry: Entry, update: Update) -> Entry:
    """Return a post with the instant at which the data say that it was last changed; one that the page says stays.

    What was changed in the second in which it was published was not changed.
    """
    if update.modified is None or update.changed is None:
        return entry
    instant = instant_text(update.changed)
    pieces = pieces_of(document, update.modified)
    if len(pieces) != 1 or (update.element is not None and not _is_free(rows, pieces[0])):
        return entry
    if entry.updated == instant:
        piece = pieces[0]
        rows.append((piece.start, piece.end, WITNESS, "entries", number, 0, "updated", 0, piece.decode, ""))
    elif not entry.updated and instant not in (
        entry.published.instant,
        instant_text(update.stamp) if update.stamp is not None else "",
    ):
        place_field(rows, pieces, "entries", number, 0, "updated")
        entry = entry._replace(updated=instant)
    return entry


class Bodies:
    """Which posts the data give without words, with words cut off, or with others than the page shows."""

    def __init__(self) -> None:
        self.empty: list[int] = []
        self.cut: list[int] = []
        self.other: list[int] = []

    def compare(self, number: int, entry: Entry, update: Update, words: str) -> None:
        """Compare an update's body with the words of the post that the page shows, by letters and digits."""
        if update.body is not None and words and update.body.value.split() == words.split():
            return  # nearly all say the same
        said = _plain(_LEADING_CLOCK.sub("", html.unescape(update.body.value))) if update.body is not None else ""
        shown = _plain(words)
        if not said:
            if entry.blocks and update.body is not None:
                self.empty.append(number)
        elif said != shown:
            around = _plain(" ".join([entry.headline, *_all_words(entry)]))
            if said in around and not shown.startswith(said) and update.body is not None:
                return  # the body holds the headline, a caption or an embed beside the text
            if shown.startswith(said):
                self.cut.append(number)
            elif not _is_made_of(update, around):
                self.other.append(number)

    def read_alone(self, number: int, update: Update, blocks: int) -> None:
        """Look at the body of an update that the page does not show."""
        if not blocks:
            self.empty.append(number)
        elif update.body is not None and update.body.value.rstrip().endswith(("…", "...", "[...]", "&hellip;")):
            self.cut.append(number)

    def remarks(self, start: int) -> list[Remark]:
        """Return what is to be said of them, a remark for each sort."""
        sorts = (
            ("data-bodies-empty", self.empty),
            ("data-bodies-cut", self.cut),
            ("text-disagrees", self.other),
        )
        return [Remark(code, start, found=_numbers(numbers)) for code, numbers in sorts if numbers]


def _numbers(numbers: list[int]) -> str:
    """Return how many posts, and which; of many the first ten."""
    listed = ", ".join(map(str, numbers[:10])) + (", …" if len(numbers) > 10 else "")
    return f"{len(numbers)} ({listed})"


def _all_words(entry: Entry) -> Iterator[str]:
    for block in entry.blocks:
        if isinstance(block, Paragraph):
            yield f"{block.text} {block.attribution}"
        elif isinstance(block, Image):
            yield f"{block.caption} {block.credit} {block.alt_text}"
        elif isinstance(block, Embed):
            yield f"{block.text} {block.caption}"


def _is_made_of(update: Update, around: str) -> bool:
    """Tell whether each line of an update's body is among the words of the post."""
    body = _LEADING_CLOCK.sub("", html.unescape(update.body.value)) if update.body is not None else ""
    lines = [_plain(line) for line in _BODY_LINE.split(body)]
    return all(line in around for line in lines)


def _is_free(rows: list[Placed], piece: Piece) -> bool:
    """Tell whether nothing holds a piece yet: what microdata mark may be the time that the post itself was read by."""
    return not any(row[0] < piece.end and row[1] > piece.start for row in rows)


def _is_news(entry: Entry, headline: str, title: str) -> bool:
    """Tell whether a headline of the data says what neither the post nor the page's title says."""
    said = _plain(_LEADING_CLOCK.sub("", headline))
    shown = _plain(" ".join(_all_words(entry)))
    return bool(said) and said not in shown and not (shown and shown in said) and said != _plain(title)


def _minute(instant: str) -> str:
    return instant[:16]


def _plain(text: str) -> str:
    """Return the letters and digits of a text, without tags."""
    return _NO_LETTERS.sub("", fold(text))


def read_update(
    document: HtmlDocument,
    rows: list[Placed],
    number: int,
    update: Update,
    around: Around,
    bodies: Bodies,
) -> Entry:
    """Make a post of an update that the page does not show."""
    if update.element is not None:
        update = _without_taken(document, rows, update)
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
    resolved = resolve("", update.stamp, around)
    bodies.read_alone(number, update, len(blocks))
    if update.published is not None and update.stamp is not None:
        rows += [
            (piece.start, piece.end, WITNESS, "entries", number, 0, "published", 0, piece.decode, "")
            for piece in pieces_of(document, update.published)[:1]
        ]
    url = ""
    if update.url is not None and is_address(update.url.value) and pieces_of(document, update.url):
        url = update.url.value.strip()
        place_field(rows, pieces_of(document, update.url), "entries", number, 0, "url")
    entry = Entry(
        update.start,
        update.start,
        resolved.published,
        headline=headline,
        url=url,
        contributors=tuple(contributors),
        blocks=tuple(blocks),
    )
    return _take_change(document, rows, number, entry, update)


def _without_taken(document: HtmlDocument, rows: list[Placed], update: Update) -> Update:
    """Leave out what a post of the page holds already: microdata of a broken page may stand in one another."""

    def free(text: DataText | None) -> DataText | None:
        is_free = text is not None and all(_is_free(rows, piece) for piece in pieces_of(document, text))
        return text if is_free else None

    return update._replace(
        headline=free(update.headline),
        url=free(update.url),
        published=free(update.published),
        modified=free(update.modified),
        body=free(update.body),
        authors=tuple(name for name in update.authors if free(name) is not None),
    )


def _said(document: HtmlDocument, pieces: Iterable[Piece]) -> str:
    return " ".join("".join(decode_piece(document.text, piece) for piece in pieces).split())
