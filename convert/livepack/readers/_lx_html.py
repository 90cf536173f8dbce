"""Reads live pages of the renderer `lx` in HTML (www.bbc.co.uk and www.bbc.com, about 2015 to 2023).

`lx` prints many things twice, once to be seen and once, hidden, to be read aloud behind a label: "AFP" and "Copyright: AFP".
What is seen has the value, what is read aloud is its witness. The page's own data, `Morph.setPayload(…)`, have the instants;
its clock shows UTC as the server made it, or the reader's own zone where scripts ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from livepack import rules, times
from livepack.errors import SourceError
from livepack.html_document import Element, HtmlDocument, Text, parse_html
from livepack.page import FIELD, Entry, Page, Published, Remark
from livepack.readers._bbc_blocks import DataPost
from livepack.readers._bbc_head import read_head
from livepack.readers._bbc_join import Joining
from livepack.readers._bbc_lines import Line, walk_lines, walk_spoken
from livepack.readers._bbc_markup import Run, address, attribute, walk_elements
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import identifier_of, provider_of_address
from livepack.readers._html_ledger import close_html
from livepack.readers._html_matching import display_order
from livepack.readers._html_posts import Found, end_of
from livepack.readers._html_times import Around, read_clock, resolve
from livepack.readers._lx_data import LxData, read_lx_data
from livepack.source import Source

RENDERER: Final = "lx"
UK: Final = "Europe/London"
UTC: Final = "UTC"
NOT_IN_SOURCE: Final = (
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "pages.archived_url",
    "pages.captured",
    "entries.list_number",
    "entries.url",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "embeds.label_number",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "embeds.text",
    "images.credit",
    "images.creator",
)
NOT_WITHOUT_JSON_LD: Final = ("blogs.coverage_start", "blogs.coverage_end")
NOT_WITHOUT_PAYLOAD: Final = ("entries.first_published", "entries.updated", "entries.language")
_POST: Final = re.compile(r"post_([0-9a-f]{24}|[0-9a-z-]{8,40})")
_POSTED: Final = "Posted at "
_UNTITLED: Final = {"Post update": "lx.untitled", "Envelope update": "lx.untitled_message"}
_QUOTES: Final = {
    "Quote Message: ": ("quote", "lx.quote_label"),
    "SMS Message: ": ("message", "lx.sms_label"),
    "Email Message: ": ("message", "lx.email_label"),
}
_LABELS: Final = {
    "Copyright: ": ("copyright_holder", "lx.copyright"),
    "Image caption: ": ("caption", "lx.image_caption"),
    "Video caption: ": ("caption", "lx.video_caption"),
}
_VIEW_MORE: Final = "View more on "
_FROM: Final = " from "


def read_html(source: Source, reader: str) -> Page:
    """Read a page; see `bbc_lx_html.read`."""
    document = parse_html(source)
    found = _find_posts(document)
    if not found:
        raise SourceError(
            "this page shows no live blog",
            where=source.where,
            found="classes of live posts, but no post",
            advice="save the live page itself, or take the file out of the sources folder",
        )
    remarks: list[Remark] = []
    data = read_lx_data(document, remarks)
    head = read_head(document, found[0].start)
    page = PostBuilder(0)
    _read_lead(document, page, found[0].start)
    points = _read_points(document, page, found[0].start)
    pages = _read_pages(document, page, data, found)
    identifiers = [_identifier(post.element) for post in found]
    matched = data.match(identifiers)
    order = list(display_order(len(found), matched, len(data.posts)))
    readings: list[tuple[PostBuilder, DataPost | None, Found | None]] = []
    told: DataPost | None
    for number, (shown, stated) in enumerate(order, start=1):
        if shown < 0:
            told = data.read(stated, number, "")
            readings.append((told.post, told, None))
            continue
        post = _Reading(document, number).read(found[shown])
        clock = post.cells.get("published_text", "")
        told = data.read(matched[shown], number, clock) if shown in matched else None
        if told is None and identifiers.count(identifiers[shown]) == 1:
            told = data.stated(identifiers[shown], number)
        readings.append((post, told, found[shown]))
    zone = str(source.curated.get("time_zone", "")) or _find_zone(readings)
    captured = str(source.curated.get("captured", ""))
    entries = [_finish(post, told, place, zone, captured, data, remarks) for post, told, place in readings]
    remarks += _remarks_of_page(entries, data, len(found), matched)
    rows = [*head.rows, *page.rows, *data.rows, *(row for post, *_ in readings for row in post.rows)]
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_html(document, rows, found, hidden=True),
        remarks=tuple(remarks),
        key_points=points,
        contributors=tuple(page.contributors),
        title=head.title,
        url=head.url,
        blog_identifier=head.blog_identifier,
        publisher=head.publisher,
        language="en",
        time_zone=zone,
        page_number=pages[0],
        pages_stated=pages[1],
        coverage_start=data.coverage[0],
        coverage_end=data.coverage[1],
        not_in_source=(
            *NOT_IN_SOURCE,
            *(() if any(data.coverage) else NOT_WITHOUT_JSON_LD),
            *(() if data.posts else NOT_WITHOUT_PAYLOAD),
        ),
    )


def _find_posts(document: HtmlDocument) -> list[Found]:
    found: list[Found] = []
    for element in document.find_all("article"):
        is_within = bool(found) and element.index <= found[-1].element.last
        if _identifier(element) and element.start >= 0 and not is_within:
            found.append(Found(element, has_container=True, start=element.start, end=end_of(element)))
    return found


def _identifier(element: Element) -> str:
    found = _POST.fullmatch(element.attrs.get("id", ""))
    return found[1] if found is not None and "lx-stream-post" in element.classes else ""


# The page


def _read_lead(document: HtmlDocument, page: PostBuilder, before: int) -> None:
    """Read who reports ("Edited by A and B"), and the line on the times."""
    for element in document.find_all("p"):
        if "lx-commentary__meta-reporter" in element.classes and element.start < before:
            _read_reporters(_run(document, element), page)
        elif "lx-commentary__meta-timezone" in element.classes and element.start < before:
            words = _run(document, element).words()
            if words.text == "All times stated are UK":
                page.label(words.pieces, "lx.times_uk", "")


def _read_reporters(run: Run, page: PostBuilder) -> None:
    at = len(run.raw) - len(run.raw.lstrip())
    for label, rule in (("Edited by ", "lx.edited_by"), ("By ", "lx.written_by")):
        if run.raw.startswith(label, at):
            page.label(run.stretch(at, at + len(label)), rule, "")
            at += len(label)
            break
    for found in re.finditer(r"(.+?)(?: and |, |$)", run.raw[at:].rstrip()):
        start, end = at + found.start(1), at + found.end(1)
        page.add_contributor(run.words(start, end))
        joint = run.raw[end : at + found.end()]
        if joint == " and ":
            page.label(run.stretch(end, end + len(joint)), "lx.names_and", "")


def _read_points(document: HtmlDocument, page: PostBuilder, before: int) -> tuple[str, ...]:
    """Read the summary's points."""
    points: list[str] = []
    for element in document.find_all("li"):
        if "lx-c-summary-points__item" in element.classes and element.start < before:
            words = _run(document, element).words()
            points.append(words.text)
            number = len(points)
            page.rows.extend(
                (p.start, p.end, FIELD, "key_points", 0, number, "text", 0, p.decode, "") for p in words.pieces
            )
    return tuple(points)


def _read_pages(
    document: HtmlDocument, page: PostBuilder, data: LxData, posts: list[Found]
) -> tuple[int | None, int | None]:
    """Read which page of how many this is: as printed, else from the data."""
    found: list[int | None] = []
    for name, table, field, stated in (
        ("qa-pagination-current-page-number", "pages", "page_number", data.page_number),
        ("qa-pagination-total-page-number", "blogs", "pages_stated", data.pages_stated),
    ):
        named = (e for e in document.find_all("span", "a", "li", "div", "p") if name in e.classes)
        element = next((e for e in named if not any(post.start <= e.start < post.end for post in posts)), None)
        words = _run(document, element).words() if element is not None else NOTHING
        words = words if words.text.isdecimal() else stated
        found.append(int(words.text) if words.text.isdecimal() and int(words.text[:6]) else None)
        page.rows.extend((p.start, p.end, FIELD, table, 0, 0, field, 0, p.decode, "") for p in words.pieces)
    return found[0], found[1]


def _run(document: HtmlDocument, element: Element) -> Run:
    run = Run(document.text)
    for text in walk_spoken(element):
        run.add(text)
    return run


# Times


def _find_zone(readings: list[tuple[PostBuilder, DataPost | None, Found | None]]) -> str:
    """Return the zone whose clock the page shows: the UK's, as it says itself, or UTC where only that fits every instant."""
    printed = [
        (post.cells["published_text"], told.stamp)
        for post, told, _ in readings
        if told is not None and told.stamp is not None and read_clock(post.cells.get("published_text", "")) is not None
    ]
    is_uk, is_utc = (
        all(not resolve(text, stamp, Around(zone)).problem for text, stamp in printed) for zone in (UK, UTC)
    )
    return UTC if is_utc and not is_uk else UK


def _finish(
    post: PostBuilder,
    told: DataPost | None,
    place: Found | None,
    zone: str,
    captured: str,
    data: LxData,
    remarks: list[Remark],
) -> Entry:
    """Make a post of what the page shows and what its data say."""
    text = post.cells.get("published_text", "")
    if place is None and told is not None:
        resolved = resolve("", told.stamp, Around(zone))
        return post.make_entry(told.start, told.start, resolved.published, is_breaking=told.is_breaking)
    start, end = (place.start, place.end) if place is not None else (0, 0)
    published, problem = Published(text), ""
    if read_clock(text) is not None:
        published, problem = times.resolve_time(text, zone, captured)
        if not data.posts and published.offset not in ("", "+00:00") and zone == UK:  # UTC, or the UK's clock?
            published = Published(text, local=published.local, date=published.date, precision="minute")
    flags: dict[str, bool | None] = dict.fromkeys(post.flags, True)
    if told is not None:
        joining = Joining(post, told, remarks)
        if data.posts:
            joining.join()
        else:
            joining.join_head()
        published = joining.join_time(published, zone)
        shown = flags.get("is_breaking")
        flags["is_breaking"] = joining.join_mark("is_breaking", shown=shown, stated=told.is_breaking)
    if problem and not published.instant:
        remarks.append(Remark(problem, start, "entries", post.number, 0, "published_text", text))
    return post.make_entry(start, end, published, **flags)


def _remarks_of_page(entries: list[Entry], data: LxData, shown: int, matched: dict[int, int]) -> list[Remark]:
    """Return what is to be said of the page as a whole."""
    start = entries[0].start
    unsure = sum(bool(e.published.local) and not e.published.instant for e in entries)
    matches = sum(bool(e.published.text) and read_clock(e.published.text) is None for e in entries)
    without = sum(not e.published.text and not e.published.instant for e in entries)
    found = data.remarks(shown, matched, start)
    for code, count in (("zone-unsure", unsure), ("match-clock", matches)):
        if count:
            found.append(Remark(code, start, "pages", found=str(count)))
    if without:
        words = str(without) if without == len(entries) else f"{without} of {len(entries)}"
        found.append(Remark("times-missing", start, "pages", found=words))
    return found


# The posts


class _Reading:
    """Reads one post."""

    def __init__(self, document: HtmlDocument, number: int) -> None:
        self.document = document
        self.post = PostBuilder(number)
        self.renderer = rules.renderers()[RENDERER]

    def read(self, found: Found) -> PostBuilder:
        """Read the post; returns its parts."""
        element = found.element
        piece = attribute(self.document, element, "id").pieces
        name = _identifier(element)
        if len(piece) == 1 and not piece[0].decode:
            self.post.put("identifier", Words(name, (piece[0]._replace(start=piece[0].end - len(name)),)))
        for flag, word in (("is_breaking", "lx-stream-post--breaking"), ("is_pinned", "lx-stream-post--pinned")):
            if word in element.classes:
                self.post.flags.append(flag)
        self._visit(element)
        return self.post

    def _visit(self, element: Element) -> None:
        """Read each part of a post by the class of its element."""
        for node in element.elements:
            names = frozenset(node.classes)
            if node.tag == "time":
                self._read_time(node)
            elif node.tag == "footer":
                self._read_furniture(node)
            elif names & {"lx-stream-post__header-text", "lx-stream-post__header-tag", "lx-tag"}:
                self._read_head(node, is_tag="lx-stream-post__header-text" not in names)
            elif "qa-post-subtitle" in names:
                self.post.put("subheading", _run(self.document, node).words())
            elif any(inner in names for inner in ("qa-contributor", "lx-stream-post__contributor")) or _is_name(node):
                self._read_contributor(node)
            elif names & {"lx-stream-post-body", "qa-post-body"} and not _holds_body(node):
                self._read_body(node)
            elif node.tag not in ("script", "style", "svg"):
                self._read_loose(node)
                self._visit(node)

    def _read_loose(self, node: Element) -> None:
        """Give words that stand directly in a box of the head to the rule that prints them; others stay unread."""
        for text in node.children:
            if isinstance(text, Text) and (known := self.renderer.classify(text.data.strip())) is not None:
                run = Run(self.document.text)
                run.add(text)
                self.post.label(run.words().pieces, known[0].rule_id)

    def _read_time(self, element: Element) -> None:
        """Read the time that is seen; the one that is read aloud says it again behind "Posted at"."""
        seen, spoken = Run(self.document.text), Run(self.document.text)
        for text in walk_spoken(element):
            (spoken if text.data.lstrip().startswith(_POSTED) else seen).add(text)
        if not seen.text:
            at = spoken.raw.find(_POSTED) + len(_POSTED)
            self.post.label(spoken.stretch(0, at), "lx.posted_at")
            self.post.put("published_text", spoken.words(at))
            return
        self.post.put("published_text", seen.words())
        at = spoken.raw.find(_POSTED) + len(_POSTED)
        if spoken.text and spoken.words(at).text == seen.text:
            self.post.label(spoken.stretch(0, at), "lx.posted_at")
            self.post.witness(spoken.words(at), "published_text")

    def _read_head(self, element: Element, *, is_tag: bool) -> None:
        words = _run(self.document, element).words()
        if is_tag and words.text == "Breaking":
            self.post.label(words.pieces, "lx.breaking")
            self.post.flags.append("is_breaking")
        elif words.text in _UNTITLED:
            self.post.label(words.pieces, _UNTITLED[words.text])
        elif not is_tag:
            self.post.put("headline", words)

    def _read_contributor(self, element: Element) -> None:
        inner = [element, *walk_elements(element)]
        found = [
            next((_run(self.document, e).words() for e in inner if name in e.classes), NOTHING)
            for name in ("qa-contributor-name", "qa-contributor-role")
        ]
        self.post.add_contributor(found[0], found[1])

    def _read_furniture(self, element: Element) -> None:
        """Give every word of the footer, where a post is shared, to the rule that prints it."""
        for text in walk_spoken(element):
            run = Run(self.document.text)
            run.add(text)
            known = self.renderer.classify(run.text) if run.text else None
            if known is not None:
                self.post.label(run.words().pieces, known[0].rule_id)

    # The body

    def _read_body(self, element: Element) -> None:
        for item in walk_lines(self.document, element, _is_thing):
            if isinstance(item, Line):
                self._read_line(item)
            elif "lx-stream__cta" in item.classes or "lx-stream-post-body--embed" in item.classes:
                self._read_embed(item)
            elif "lx-stream-post-quote" in item.classes or item.tag == "blockquote":
                self._read_quote(item)
            else:
                self._read_media(item)

    def _read_line(self, line: Line) -> None:
        words = line.run.words()
        known = self.renderer.classify(words.text)
        if known is None:
            self.post.add_paragraph(words, line.kind, line.run.links())
        elif known[0].rule_id in ("lx.read_more", "lx.read_on"):
            url = next((link.url for link in line.run.links()), NOTHING)
            child = self.post.next_child("paragraphs") - 1
            is_card = self.post.mark_card(url)
            row = ("paragraphs", child) if is_card else ("entries", 0)
            self.post.label(words.pieces, known[0].rule_id, *row)
        else:
            self.post.label(words.pieces, known[0].rule_id)

    def _read_embed(self, element: Element) -> None:
        """Read the link that stands for an embedded post: its words twice, and its address."""
        child = self.post.next_child("embeds")
        anchors = [inner for inner in (element, *walk_elements(element)) if inner.tag == "a"]
        url = next((found for a in anchors if (found := address(self.document, a, "href")).text), NOTHING)
        name = NOTHING
        waiting = False  # whether the label has come and its name not yet
        for text in walk_spoken(element):
            run = Run(self.document.text)
            run.add(text)
            at = run.raw.find(_VIEW_MORE.rstrip())
            if at >= 0:
                cut = at + len(_VIEW_MORE.rstrip())
                self.post.label(run.words(0, cut).pieces, "lx.view_more", "embeds", child)
                said = run.words(cut)
                waiting = not said.text
            else:
                said = run.words() if waiting else NOTHING
                waiting = waiting and not said.text
            if said.text and not name.text:
                name = said
            elif said.text == name.text and said.text:
                self.post.witness(said, "provider_name", "embeds", child)
        wording = self.renderer.wording(name.text)
        told = provider_of_address(url.text)
        provider = wording.provider if wording.provider != "other" or told is None else told.name
        self.post.add_embed(
            wording.kind if told is None else told.kind,
            provider,
            identifier=identifier_of(provider, url.text) if url.text else "",
            provider_name=name,
            url=url,
        )

    def _read_media(self, element: Element) -> None:
        """Read a picture or a player, with its caption and its holder, each said twice."""
        images = [inner for inner in (element, *walk_elements(element)) if inner.tag == "img"]
        names = " ".join(element.classes)
        is_player = "video" in names or "audio" in names or "media-player" in names or not images
        table = "embeds" if is_player else "images"
        child = self.post.next_child(table)
        cells, again = self._twins(element, table, child)
        if is_player:
            self.post.add_embed("media", "bbc", caption=cells.get("caption", NOTHING))
            holder = cells.get("copyright_holder", NOTHING)
            if holder.text:
                self.post.label(holder.pieces, "lx.holder_of_player", "")
        else:
            image = images[0]
            alt = attribute(self.document, image, "alt") if image.attrs.get("alt") else NOTHING
            url = address(self.document, image, "src", "data-src")
            url = NOTHING if "{" in url.text else url
            self.post.add_image(alt_text=alt, url=url, **cells)
        for field, words in again:
            if words.text == cells[field].text and not (is_player and field == "copyright_holder"):
                self.post.witness(words, field, table, child)

    def _twins(self, element: Element, table: str, child: int) -> tuple[dict[str, Words], list[tuple[str, Words]]]:
        """Return what a figure says of its picture, and what it says again behind labels."""
        seen: list[Words] = []
        cells: dict[str, Words] = {}
        again: list[tuple[str, Words]] = []
        for item in walk_lines(self.document, element, lambda inner: inner.tag == "img"):
            if not isinstance(item, Line):
                continue
            raw = item.run.raw
            label = next((label for label in _LABELS if label.rstrip() in raw), "")
            known = self.renderer.classify(item.text) if not label else None
            if known is not None:
                self.post.label(item.run.words().pieces, known[0].rule_id, table, child)
            elif not label:
                seen.append(item.run.words())
            else:
                field, rule = _LABELS[label]
                at = raw.index(label.rstrip())
                cut = at + len(label.rstrip())
                self.post.label(item.run.words(at, cut).pieces, rule, table, child)
                said = item.run.words(cut)
                shown = item.run.words(0, at)
                if not shown.text and seen and seen[-1].text == said.text:
                    shown = seen.pop()
                cells[field] = shown if shown.text else said
                if shown.text:
                    again.append((field, said))
        if seen and "caption" not in cells:
            cells["caption"] = seen[0]
        return cells, again

    def _read_quote(self, element: Element) -> None:
        """Read a quotation or a message: its words, whose they are, and the whole again behind a label."""
        child = self.post.next_child("paragraphs")
        seen: list[Words] = []
        whole: Run | None = None
        kind, label, rule = "quote", "", ""
        for item in walk_lines(self.document, element):
            if not isinstance(item, Line):
                continue
            found = next((name for name in _QUOTES if item.text.startswith(name.rstrip())), "")
            if found and whole is None:
                whole, label = item.run, found
                kind, rule = _QUOTES[found]
            else:
                seen.append(item.run.words())
        if whole is not None:
            cut = whole.raw.index(label.rstrip()) + len(label.rstrip())
            self.post.label(whole.words(0, cut).pieces, rule, "paragraphs", child)
            if not seen:
                seen = list(_cut_quote(whole, cut))
                at = whole.raw.rfind(_FROM, cut)
                if len(seen) > 1:
                    self.post.label(whole.stretch(at, at + len(_FROM)), "lx.quote_from", "paragraphs", child)
            else:
                self._witness_quote(whole, cut, seen, child)
        if seen:
            self.post.add_paragraph(seen[0], kind, (), *seen[1:3])

    def _witness_quote(self, whole: Run, start: int, seen: list[Words], child: int) -> None:
        """The hidden words say again what is quoted, " from ", and who said it."""
        fields = ("text", "attribution", "attribution_detail")
        at = start
        for number, (words, field) in enumerate(zip(seen, fields, strict=False)):
            place = _find(whole.raw, words.text, at)
            if place is None:
                return
            if number == 1 and whole.raw[at : place[0]].strip() == _FROM.strip():
                self.post.label(whole.stretch(at, place[0]), "lx.quote_from", "paragraphs", child)
            self.post.witness(whole.words(*place), field, "paragraphs", child)
            at = place[1]


def _cut_quote(whole: Run, start: int) -> Iterator[Words]:
    """Cut the words behind a label at the last " from "."""
    at = whole.raw.rfind(_FROM, start)
    yield whole.words(start, at if at > start else None)
    if at > start:
        yield whole.words(at + len(_FROM))


def _find(raw: str, text: str, start: int) -> tuple[int, int] | None:
    """Return where words stand in a run, whatever white space is between them."""
    found = re.compile(r"\s+".join(map(re.escape, text.split()))).search(raw, start)
    return found.span() if found is not None else None


def _is_name(element: Element) -> bool:
    return bool({"qa-contributor-name", "qa-contributor-role"} & {n for e in element.elements for n in e.classes})


def _holds_body(element: Element) -> bool:
    return any("lx-stream-post-body" in inner.classes for inner in walk_elements(element))


def _is_thing(element: Element) -> bool:
    """Tell pictures, players, embedded posts and quotations."""
    names = element.classes
    return (
        "lx-media-asset" in names
        or "lx-stream__cta" in names
        or "lx-stream-post-body--embed" in names
        or "lx-stream-post-quote" in names
        or element.tag in ("figure", "img", "blockquote")
    )
