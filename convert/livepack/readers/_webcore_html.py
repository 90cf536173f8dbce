"""Reads live pages of the renderer `webcore` in HTML (www.bbc.co.uk, since about 2022, older blogs re-rendered included).

What is told by what: posts by `data-testid`; pictures, players and frames by their tags; all else by the words that the
renderer prints, seen or read aloud, which `schemas/rules/bbc_webcore.yaml` lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from livepack import rules, times
from livepack.errors import SourceError
from livepack.html_document import Element, HtmlDocument, Piece, parse_html
from livepack.page import FIELD, Entry, Page, Published, Remark
from livepack.readers._bbc_blocks import DataPost
from livepack.readers._bbc_data import read_page_data
from livepack.readers._bbc_figures import Labels, is_thing, read_thing
from livepack.readers._bbc_head import read_head
from livepack.readers._bbc_island import INITIAL_DATA, find_islands
from livepack.readers._bbc_join import Joining
from livepack.readers._bbc_lines import Line, walk_lines, walk_spoken
from livepack.readers._bbc_markup import Run, ancestors, attribute, names_of, text_of, walk_elements
from livepack.readers._bbc_notices import NoticeReading
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._bbc_stream import make_entry
from livepack.readers._html_ledger import close_html
from livepack.readers._html_matching import display_order
from livepack.readers._html_posts import Found, end_of
from livepack.source import Source

RENDERER: Final = "webcore"
TIME_ZONE: Final = "Europe/London"
NOT_IN_SOURCE: Final = (
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "pages.archived_url",
    "pages.captured",
    "entries.list_number",
    "entries.url",
    "entries.language",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "embeds.published",
    "images.creator",
)
NOT_WITHOUT_DATA: Final = (
    "blogs.pages_stated",
    "pages.page_number",
    "entries.first_published",
    "entries.updated",
    "embeds.author_url",
    "images.copyright_holder",
)
POST: Final = "content-post"
_ASIDES: Final = frozenset({", external"})
_EXTERNAL: Final = "webcore.external"
_SUMMARY: Final = "Summary"
_PUBLISHED: Final = "published at "
_UNTITLED: Final = "Post"
_READ_MORE: Final = "Read More"
_FALLBACK: Final = "post cannot be displayed in your browser"
_HEADINGS: Final = frozenset({"h2", "h3", "h4"})
_TIMES: Final = frozenset({"timestamp", "accessible-timestamp"})
_FLAGS: Final = {"Breaking": ("is_breaking", "webcore.breaking"), "Pinned": ("is_pinned", "webcore.pinned")}
_QUOTES: Final = {
    "Quote Message": ("quote", "webcore.quote_label"),
    "SMS Message": ("message", "webcore.sms_label"),
    "Email Message": ("message", "webcore.email_label"),
}
_COLUMNS: Final = {
    "Image source,": ("credit", "webcore.image_source"),
    "Image caption,": ("caption", "webcore.image_caption"),
    "Media caption,": ("caption", "webcore.media_caption"),
}


def read_html(source: Source, reader: str) -> Page:
    """Read a page.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.
        reader: the id of the reader that reads it.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the page is nested too deeply or has too many elements.
    """
    document = parse_html(source)
    found = find_posts(document)
    if not found:
        raise SourceError(
            "this page shows no live blog",
            where=source.where,
            found="test ids of live posts, but no post",
            advice="save the live page itself, or take the file out of the sources folder",
        )
    head = read_head(document, found[0].start)
    remarks: list[Remark] = []
    page = PostBuilder(0)
    points = _read_summary(document, page, found[0].start, remarks)
    data = read_page_data(list(find_islands(document, INITIAL_DATA, remarks)))
    rows = [*head.rows, *data.rows]
    entries: list[Entry] = []
    matched = data.match([element.attrs.get("id", "") for element, *_ in found])
    for number, (shown, stated) in enumerate(display_order(len(found), matched, len(data.posts)), start=1):
        if shown < 0:
            told = data.read(stated, number)
            entries.append(make_entry(source, told, (told.start, told.start), TIME_ZONE, remarks))
            rows += told.post.rows
            continue
        reading = _Reading(source, document, number, remarks)
        entries.append(reading.read(found[shown], data.read(matched[shown], number) if shown in matched else None))
        rows += reading.post.rows
    remarks += [*data.remarks(len(found), matched, found[0].start), *without_times(entries)]
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_html(document, [*rows, *page.rows], found, hidden=True),
        remarks=tuple(remarks),
        key_points=tuple(points),
        blocks=tuple(page.blocks),
        title=head.title,
        url=head.url,
        blog_identifier=head.blog_identifier,
        publisher=head.publisher,
        language="en",
        time_zone=str(source.curated.get("time_zone", TIME_ZONE)),
        page_number=data.page_number,
        pages_stated=data.pages_stated,
        not_in_source=NOT_IN_SOURCE if data.posts else (*NOT_IN_SOURCE, *NOT_WITHOUT_DATA),
    )


def find_posts(document: HtmlDocument) -> list[Found]:
    """Return the posts of a page; what a post quotes of another is part of it."""
    found: list[Found] = []
    for element in document.find_all("article"):
        is_within = bool(found) and element.index <= found[-1].element.last
        if element.attrs.get("data-testid") == POST and not is_within and element.start >= 0:
            found.append(Found(element, has_container=True, start=element.start, end=end_of(element)))
    return found


def without_times(entries: list[Entry]) -> list[Remark]:
    """Return what is to be said of posts that show no time at all."""
    without = [n for n, entry in enumerate(entries, start=1) if not (entry.published.text or entry.published.instant)]
    if without and len(without) == len(entries):
        return [Remark("times-missing", entries[0].start, "pages", found=str(len(entries)))]
    return [Remark("time-missing", entries[n - 1].start, "entries", n, 0, "published_text") for n in without]


def _labels() -> Labels:
    return Labels(rules.renderers()[RENDERER], _COLUMNS, {", external": _EXTERNAL})


def _read_summary(document: HtmlDocument, page: PostBuilder, before: int, remarks: list[Remark]) -> list[str]:
    """Read the key points, and what is shown beside them: all in the box of the heading "Summary" above the posts."""
    heading = next((e for e in document.find_all("h2", "h3") if text_of(e) == _SUMMARY and e.start < before), None)
    box = heading
    while box is not None and text_of(box) == _SUMMARY:
        box = box.parent
    if heading is None or box is None or not 0 <= box.end <= before or any(e.tag == "h1" for e in walk_elements(box)):
        return []
    points: list[str] = []
    for item in walk_lines(document, box, is_thing, _ASIDES):
        if isinstance(item, Element):
            read_thing(document, page, item, _labels(), remarks)
            continue
        words = item.run.words()
        if words.text == _SUMMARY and not points:
            page.label(words.pieces, "webcore.summary", "")
            continue
        points.append(words.text)
        number = len(points)
        page.rows.extend(
            (p.start, p.end, FIELD, "key_points", 0, number, "text", 0, p.decode, "") for p in words.pieces
        )
        for aside in item.asides:
            page.label(aside.pieces, _EXTERNAL, "key_points", number)
    return points


class _Reading:
    """Reads one post."""

    def __init__(self, source: Source, document: HtmlDocument, number: int, remarks: list[Remark]) -> None:
        self.source = source
        self.document = document
        self.remarks = remarks
        self.post = PostBuilder(number)
        self.labels = _labels()
        self.notices = NoticeReading(
            document,
            self.post,
            rules.renderers()[RENDERER],
            "webcore.consent",
            remarks,
            has_fallback=_FALLBACK in source.document,
        )
        self.flags: dict[str, bool] = {}
        self.quoted: list[Words] = []  # the lines of the quotation that is open
        self.quote = ""  # its label
        self.label = NOTHING
        self.box: Element | None = None  # what holds it

    def read(self, found: Found, data: DataPost | None) -> Entry:
        """Read the post; where the page's data have it too, the two are joined."""
        head = _find_head(found.element)
        if head is not None:
            self._read_head(head)
        for item in walk_lines(self.document, found.element, lambda e: e is head or _is_part(e), _ASIDES):
            if isinstance(item, Line):
                self._read_line(item)
            elif item is not head:
                self._read_part(item)
        self._end_quote()
        self.notices.close()
        text = self.post.cells.get("published_text", "")
        zone, captured = (str(self.source.curated.get(name, "")) for name in ("time_zone", "captured"))
        published, problem = times.resolve_time(text, zone or TIME_ZONE, captured) if text else (Published(), "")
        if problem and (data is None or data.stamp is None):
            number = self.post.number
            self.remarks.append(Remark(problem, found.start, "entries", number, 0, "published_text", text))
        identifier = attribute(self.document, found.element, "id") if found.element.attrs.get("id") else NOTHING
        self.post.put("identifier", identifier)
        flags: dict[str, bool | None] = {**self.flags}
        if data is not None:
            joining = Joining(self.post, data, self.remarks)
            joining.join()
            published = joining.join_time(published, zone or TIME_ZONE)
            stated = data.is_breaking
            flags["is_breaking"] = joining.join_mark("is_breaking", shown=flags.get("is_breaking"), stated=stated)
        return self.post.make_entry(found.start, found.end, published, **flags)

    # The head

    def _read_head(self, head: Element) -> None:
        """Read the headline, and the time that is read aloud behind it; a time to be seen says the same again."""
        title, spoken, seen = Run(self.document.text), Run(self.document.text), Run(self.document.text)
        for text in walk_spoken(head):
            around = list(ancestors(text, head))
            if any(e.attrs.get("data-testid") == "accessible-timestamp" for e in around):
                spoken.add(text)
            elif any(not _TIMES.isdisjoint(names_of(e)) for e in around):
                seen.add(text)
            elif text.data.strip() in _FLAGS and text.parent is not head:
                self._flag(text.data.strip(), text.pieces())
            else:
                title.add(text)
        words = title.words()
        if words.text == _UNTITLED:
            self.post.label(words.pieces, "webcore.untitled")
        else:
            self.post.put("headline", words)
        if not spoken.text:
            spoken, seen = seen, spoken
        at = spoken.raw.find(_PUBLISHED)
        at = at + len(_PUBLISHED) if at >= 0 and not spoken.raw[:at].strip() else 0
        self.post.label(spoken.words(0, at).pieces, "webcore.published_at")
        self.post.put("published_text", spoken.words(at))
        self.post.label(seen.words().pieces, "webcore.time_seen", "")

    def _flag(self, word: str, pieces: Iterable[Piece]) -> None:
        flag, rule = _FLAGS[word]
        self.flags[flag] = True
        self.post.label(pieces, rule)

    # The body

    def _read_part(self, element: Element) -> None:
        self._end_quote()
        if is_thing(element):
            if not self.notices.take_frame(element):
                self.notices.close()
                read_thing(self.document, self.post, element, self.labels, self.remarks)
            return
        lines = [item.run.words() for item in walk_lines(self.document, element) if isinstance(item, Line)]
        if lines and _is_contributor(element):
            self.post.add_contributor(*lines[:2])
            for words in lines[2:]:
                self.post.add_paragraph(words)
        elif lines:
            self.post.put("subheading", lines[0])

    def _read_line(self, line: Line) -> None:
        text, words = line.text, line.run.words()
        if self.notices.take(line):
            self._end_quote()
            return
        is_label = text in _FLAGS or text in _QUOTES or text == _READ_MORE
        for aside in line.asides:  # the paragraph that the line becomes comes next
            row = ("entries", 0) if is_label or not text else ("paragraphs", self.post.next_child("paragraphs"))
            self.post.label(aside.pieces, _EXTERNAL, *row)
        if text in _FLAGS and not self.post.blocks:
            self._flag(text, words.pieces)
        elif text in _QUOTES:
            self._begin_quote(line)
        elif self.quote and self.box is not None and self.box.index <= line.element.index <= self.box.last:
            self.quoted.append(words)
        elif text == _READ_MORE and self.post.mark_card(next((link.url for link in line.run.links()), NOTHING)):
            self.post.label(words.pieces, "webcore.read_more", "paragraphs", self.post.next_child("paragraphs") - 1)
        else:
            self._end_quote()
            self.post.add_paragraph(words, line.kind, line.run.links())

    def _begin_quote(self, line: Line) -> None:
        self._end_quote()
        self.quote = line.text
        self.label = line.run.words()
        box: Element | None = line.element
        while box is not None and text_of(box) == line.text:
            box = box.parent
        self.box = box

    def _end_quote(self) -> None:
        """Add the quotation that is open: its words, whose they are, and what that person is."""
        if not self.quote:
            return
        kind, rule = _QUOTES[self.quote]
        row = ("paragraphs", self.post.next_child("paragraphs")) if self.quoted else ("entries", 0)
        self.post.label(self.label.pieces, rule, *row)
        if self.quoted:
            self.post.add_paragraph(self.quoted[0], kind, (), *self.quoted[1:3])
        for words in self.quoted[3:]:
            self.post.add_paragraph(words)
        self.quoted, self.quote, self.box = [], "", None


def _find_head(post: Element) -> Element | None:
    """Return the heading with the time of a post; one within a figure or a contributor's box is none."""
    for element in walk_elements(post):
        if element.tag in _HEADINGS and _is_head(element):
            return None if any(map(_is_part, ancestors(element, post))) else element
    return None


def _is_head(element: Element) -> bool:
    return any(
        e.attrs.get("data-testid") == "timestamp" or e.attrs.get("role") == "text" for e in walk_elements(element)
    )


def _is_part(element: Element) -> bool:
    """Tell what is read as a whole: pictures, players, frames, and the lines under a headline."""
    return is_thing(element) or _is_contributor(element) or _is_subheading(element)


def _is_contributor(element: Element) -> bool:
    return any(name.startswith("contributor") for name in names_of(element)) and element.tag not in (
        "section",
        "article",
    )


def _is_subheading(element: Element) -> bool:
    return any(name.startswith(("subhead", "subtitle")) for name in names_of(element))
