"""Reads live pages of the renderer `simorgh` in HTML (www.bbc.com/mundo/live/…, since about 2023).

The page shows a day, or how long ago; its own data, `__NEXT_DATA__`, have the instants. What it prints around the editors'
words is in the words of its service, which `schemas/rules/bbc_simorgh/` lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from livepack import rules, times
from livepack.errors import SourceError
from livepack.html_document import Element, HtmlDocument, Piece, parse_html
from livepack.page import FIELD, Entry, Page, Published, Remark
from livepack.readers._bbc_blocks import DataPost, find_page
from livepack.readers._bbc_data import read_page_data
from livepack.readers._bbc_figures import is_thing, read_thing
from livepack.readers._bbc_head import read_head
from livepack.readers._bbc_island import Island, find_next_data
from livepack.readers._bbc_join import Joining
from livepack.readers._bbc_lines import Line, walk_lines, walk_spoken
from livepack.readers._bbc_markup import Run, ancestors, text_of, walk_elements
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._bbc_service import ServiceFacts, read_service_facts
from livepack.readers._bbc_stream import make_entry
from livepack.readers._html_ledger import close_html
from livepack.readers._html_matching import display_order
from livepack.readers._html_posts import Found, end_of
from livepack.readers._simorgh_notices import Notices
from livepack.readers._simorgh_service import labels_of
from livepack.readers._simorgh_times import match_time
from livepack.readers._simorgh_times import resolve as resolve_printed
from livepack.readers._simorgh_words import PageWords
from livepack.source import Source

RENDERER: Final = "simorgh"
ENGLISH: Final = "news"
NOT_IN_SOURCE: Final = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "pages.archived_url",
    "pages.captured",
    "entries.list_number",
    "entries.url",
    "entries.language",
    "entries.is_pinned",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "paragraphs.attribution",
    "paragraphs.attribution_detail",
    "embeds.published",
    "embeds.text",
    "images.creator",
)
NOT_WITHOUT_DATA: Final = (
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.page_number",
    "entries.first_published",
    "entries.updated",
    "contributors.role",
    "embeds.author_name",
    "embeds.author_url",
    "images.copyright_holder",
)
_URN: Final = re.compile(r"(?:urn:[a-z:]*)?asset:\S+")


def read_html(source: Source, reader: str) -> Page:
    """Read a page; see `bbc_simorgh_html.read`."""
    document = parse_html(source)
    found = _find_posts(document)
    if not found:
        raise SourceError(
            "this page shows no live blog",
            where=source.where,
            found="the heading of a live post, but no post",
            advice="save the live page itself, or take the file out of the sources folder",
        )
    remarks: list[Remark] = []
    islands = list(find_next_data(document, remarks))
    facts = _read_facts(islands)
    head = read_head(document, found[0].start)
    service = _find_service(head.url, head.language)
    words = PageWords(labels_of(service))
    zone = str(source.curated.get("time_zone", "")) or words.labels.time_zone
    data = read_page_data(islands)
    page = PostBuilder(0)
    points = _read_points(document, page, words, found[0].start)
    _read_people(document, page, words, found[0].start)
    matched = data.match([_urn(post.element) for post in found])
    entries: list[Entry] = []
    rows = [*data.rows]
    for number, (shown, stated) in enumerate(display_order(len(found), matched, len(data.posts)), start=1):
        if shown < 0:
            told = data.read(stated, number)
            entries.append(make_entry(source, told, (told.start, told.start), zone, remarks))
            rows += told.post.rows
            continue
        reading = _Reading(document, words, number, remarks)
        told_or_none = data.read(matched[shown], number) if shown in matched else None
        entries.append(reading.read(found[shown], told_or_none, zone, str(source.curated.get("captured", ""))))
        rows += reading.post.rows
    rows += [row for row in head.rows if row[6] == "url"]
    rows += [row for row in facts.rows if row[3] in ("pages", "blogs")] if facts is not None else []
    title = facts.title if facts is not None else _read_title(document, page, words, found[0].start)
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_html(document, [*rows, *page.rows], found, hidden=True),
        remarks=(*remarks, *data.remarks(len(found), matched, found[0].start), *_without_times(entries)),
        key_points=points,
        contributors=tuple(page.contributors),
        title=title,
        url=head.url,
        blog_identifier=head.blog_identifier or (facts.blog_identifier if facts is not None else ""),
        language=words.labels.language,
        time_zone=zone,
        page_number=data.page_number,
        pages_stated=data.pages_stated,
        coverage_start=facts.coverage_start if facts is not None else "",
        coverage_end=facts.coverage_end if facts is not None else "",
        not_in_source=NOT_IN_SOURCE if data.posts else (*NOT_IN_SOURCE, *NOT_WITHOUT_DATA),
    )


def _read_facts(islands: Iterable[Island]) -> ServiceFacts | None:
    for strings, value in islands:
        page = find_page(value)
        if page is not None:
            return read_service_facts(strings, page)
    return None


def _find_service(url: str, language: str) -> str:
    """Tell the service of a page: by its address, else by its language."""
    known = rules.services(RENDERER)
    path = urlsplit(url).path.partition("/live/")[0].strip("/").replace("/", "_")
    if path in known:
        return path
    speaking = [name for name in known if labels_of(name).language.partition("-")[0] == language.partition("-")[0]]
    return speaking[0] if speaking else ENGLISH


def _find_posts(document: HtmlDocument) -> list[Found]:
    found: list[Found] = []
    for element in document.find_all("article"):
        is_within = bool(found) and element.index <= found[-1].element.last
        if _urn(element) and element.start >= 0 and not is_within:
            found.append(Found(element, has_container=True, start=element.start, end=end_of(element)))
    return found


def _head_of(post: Element) -> Element | None:
    return next(
        (e for e in walk_elements(post) if e.tag in ("h2", "h3") and _URN.fullmatch(e.attrs.get("id", ""))), None
    )


def _urn(post: Element) -> str:
    head = _head_of(post)
    return head.attrs["id"] if head is not None else ""


def _without_times(entries: list[Entry]) -> list[Remark]:
    without = [n for n, e in enumerate(entries, start=1) if not (e.published.text or e.published.instant)]
    return [Remark("time-missing", entries[n - 1].start, "entries", n, 0, "published_text") for n in without]


# The page


def _read_title(document: HtmlDocument, page: PostBuilder, words: PageWords, before: int) -> str:
    """Read the first heading, without the mark of a live page in it."""
    heading = next((e for e in document.find_all("h1") if 0 <= e.end <= before), None)
    run = Run(document.text)
    for text in walk_spoken(heading) if heading is not None else ():
        rule = words.rule_of("live", text.data.strip())
        if rule:
            page.label(_trimmed(text.pieces(), text.data), rule, "")
        else:
            run.add(text)
    title = run.words()
    page.rows.extend((p.start, p.end, FIELD, "pages", 0, 0, "title", 0, p.decode, "") for p in title.pieces)
    return title.text


def _read_points(document: HtmlDocument, page: PostBuilder, words: PageWords, before: int) -> tuple[str, ...]:
    """Read the key points: all in the box of the heading that the service prints above them."""
    heading = next(
        (e for e in document.find_all("h2", "h3") if words.rule_of("summary", text_of(e)) and e.start < before), None
    )
    box = heading
    while box is not None and heading is not None and text_of(box) == text_of(heading):
        box = box.parent
    if heading is None or box is None or not 0 <= box.end <= before or any(e.tag == "h1" for e in walk_elements(box)):
        return ()
    points: list[str] = []
    for item in walk_lines(document, box, is_thing):
        if not isinstance(item, Line):
            continue
        said = item.run.words()
        rule = words.rule_of("summary", said.text)
        if rule and not points:
            page.label(said.pieces, rule, "")
            continue
        points.append(said.text)
        number = len(points)
        page.rows.extend((p.start, p.end, FIELD, "key_points", 0, number, "text", 0, p.decode, "") for p in said.pieces)
    return tuple(points)


def _read_people(document: HtmlDocument, page: PostBuilder, words: PageWords, before: int) -> None:
    """Read the line under the heading of the stream, which says who reports."""
    heading = next(
        (e for e in document.find_all("h2") if words.rule_of("live_coverage", text_of(e)) and e.start < before), None
    )
    if heading is None or heading.parent is None:
        return
    for element in heading.parent.elements:
        if element.tag == "p" and heading.end <= element.start and element.end <= before:
            run = Run(document.text)
            for text in walk_spoken(element):
                run.add(text)
            page.add_contributor(run.words())
            return


# The posts


class _Reading:
    """Reads one post."""

    def __init__(self, document: HtmlDocument, words: PageWords, number: int, remarks: list[Remark]) -> None:
        self.document = document
        self.words = words
        self.remarks = remarks
        self.post = PostBuilder(number)
        self.notices = Notices(document, self.post, words)

    def read(self, found: Found, data: DataPost | None, zone: str, captured: str) -> Entry:
        """Read the post; where the page's data have it too, the two are joined."""
        head = _head_of(found.element)
        if head is not None and any(map(is_thing, ancestors(head, found.element))):
            head = None
        if head is not None:
            self._read_head(head)
            pieces = head.attribute_pieces(self.document.text, "id")
            self.post.put("identifier", Words(head.attrs["id"], tuple(pieces)) if pieces else NOTHING)
        for item in walk_lines(self.document, found.element, lambda e: e is head or is_thing(e)):
            if isinstance(item, Line):
                self._read_line(item)
            elif item is not head:
                self.notices.close()
                read_thing(self.document, self.post, item, self.words.figure_labels(), self.remarks)
        self.notices.close()
        published = self._resolve(found, data, zone, captured)
        is_breaking: bool | None = "is_breaking" in self.post.flags or None
        if data is not None:
            joining = Joining(self.post, data, self.remarks)
            joining.join()
            published = joining.join_day(published, zone)
            is_breaking = joining.join_mark("is_breaking", shown=is_breaking, stated=data.is_breaking)
        return self.post.make_entry(found.start, found.end, published, is_breaking=is_breaking)

    def _resolve(self, found: Found, data: DataPost | None, zone: str, captured: str) -> Published:
        """Resolve the printed day, or how long ago it was; where the data have an instant nobody needs to count back."""
        text = self.post.cells.get("published_text", "")
        printed = match_time(text, self.words.labels.words) if text else None
        published, problem = Published(text), times.UNREADABLE if text else ""
        if printed is not None:
            published, problem = resolve_printed(text, printed, zone, captured)
        if problem and (data is None or data.stamp is None):
            number = self.post.number
            self.remarks.append(Remark(problem, found.start, "entries", number, 0, "published_text", text))
        if printed is not None and data is not None and data.stamp is not None and printed.day is None:
            return Published(text)
        return published

    def _read_head(self, head: Element) -> None:
        """Read the time, the mark of breaking news, the headline and the line under it; hidden commas part them."""
        parts: list[Run] = [Run(self.document.text)]
        time = Run(self.document.text)
        clock = next((e for e in walk_elements(head) if e.tag == "time"), None)
        in_clock = {id(text) for text in walk_spoken(clock)} if clock is not None else set()
        comma = ""
        for text in walk_spoken(head):
            said = text.data.strip()
            breaking = self.words.rule_of("breaking", said)
            if id(text) in in_clock:
                time.add(text)
            elif breaking and not parts[-1].text:
                self.post.flags.append("is_breaking")
                self.post.label(text.pieces(), breaking)
                comma = breaking
            elif said in (",", "،", "、"):
                rule = comma if comma and not parts[-1].text else self.words.own("subheading")
                self.post.label(_trimmed(text.pieces(), text.data), rule)
                comma = ""
                if parts[-1].text:
                    parts.append(Run(self.document.text))
            else:
                parts[-1].add(text)
        self.post.put("published_text", time.words())
        self.post.put("headline", parts[0].words())
        if len(parts) > 1:
            self.post.put("subheading", parts[1].words())

    def _read_line(self, line: Line) -> None:
        said = line.run.words()
        if self._read_share(line) or self.notices.take(line):
            return
        rule = self.words.rule_of("no_script", said.text)
        if rule:
            self.post.label(said.pieces, rule)
            return
        self.notices.close()
        self.post.add_paragraph(said, line.kind, line.run.links())

    def _read_share(self, line: Line) -> bool:
        """Give the words of the button for sharing, and the headline that it repeats, to their rule."""
        if line.element.tag != "button":
            return False
        raw, headline = line.run.raw, self.post.cells.get("headline", "")
        rule, label = self.words.prefix_of("share", line.text)
        if not rule:
            return False
        cut = raw.index(label) + len(label)
        at = raw.rfind(headline) if headline and headline in raw[cut:] else -1
        stop = at if at >= 0 else cut
        self.post.label(line.run.stretch(raw.index(label), stop), rule)
        if at >= 0:
            self.post.witness(line.run.words(at), "headline")
        return True


def _trimmed(pieces: list[Piece], said: str) -> list[Piece]:
    """Return pieces without white space at their beginning, which is markup."""
    lead = len(said) - len(said.lstrip())
    if lead and pieces and not pieces[0].decode:
        return [pieces[0]._replace(start=pieces[0].start + lead), *pieces[1:]]
    return pieces
