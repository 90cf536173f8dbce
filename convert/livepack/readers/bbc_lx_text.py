"""Reads text copies of BBC live pages as the renderer `lx` laid them out, about 2015 to 2023.

Such a copy is a page flattened to text: what stands above the posts ends with `All times stated are UK`, then come posts

      3. Has the bridge been closed?

        Ada Example

        BBC Radio Harbour

        The wind picked up at noon.

        View more on twitter

whose times most copies have lost. A time that is kept reads `Posted at 15:05`. The server printed these times in UTC,
though the page says that they are the UK's; a browser printed its own. So a time is resolved only where the two agree,
which is in winter, or where seeds.yaml gives the zone for the document.
"""

from __future__ import annotations

import re

from livepack import times
from livepack.errors import SourceError
from livepack.ledger import Placed, close_pieces
from livepack.page import Entry, Page, Published, Remark
from livepack.readers import Format
from livepack.readers._lx_head_lines import HeadReading
from livepack.readers._lx_heads import (
    DASHES,
    LIVE_REPORTING,
    ONE,
    TIMES_UK,
    Found,
    anchor_of,
    find_heads,
    find_line,
    has_posts,
    is_webcore,
)
from livepack.readers._lx_lead import read_lead
from livepack.readers._lx_lines import GLUED, LABEL, LABEL_OF, TWINNED, Line, has_glued_labels, scan_lines
from livepack.readers._lx_placing import Layout
from livepack.readers._lx_post import PostReading
from livepack.readers._lx_preamble import Footer, Preamble
from livepack.source import Source

FORMAT = Format(
    id="bbc_lx_text",
    title="BBC live page of the older generation, text copy",
    outlet="BBC",
    since="2015",
    until="2023",
    media_type="text/plain",
    rank="named",
    told_by='"Live Reporting" and "All times stated are UK" above the posts, "View more on twitter" within them',
)
TIME_ZONE = "Europe/London"

NOT_IN_SOURCE = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "entries.identifier",
    "entries.language",
    "entries.first_published",
    "entries.updated",
    "entries.is_pinned",
    "entries.is_key_event",
    "entries.is_summary",
    "contributors.url",
    "embeds.label_number",
    "embeds.identifier",
    "embeds.author_name",
    "embeds.author_url",
    "embeds.published",
    "images.creator",
    "images.url",
    "images.width",
    "images.height",
    "links.link_id",
    "links.start_char",
    "links.end_char",
    "links.text",
    "links.url",
    "links.is_external",
)

_HEAD = re.compile(r"(?m)^[ \t]{0,3}[0-9]{1,4}\. \S.*\n\s*\n? {4}\S")
_HOLDER = re.compile(r"(?m)^ {4}\S.*\n {4}Copyright: \S")
_LABEL = re.compile(r"(?m)^ {4}(?:Video caption|Quote Message): \S")  # no other renderer prints these on one line
_MARK = re.compile(r"(?m)^[ \t]*View more on (?:twitter|instagram|facebook|youtube|soundcloud)[ \t]*$")
_MAX_BETWEEN = 2000  # characters between the two lines: the names of those who wrote the page


def claims(source: Source) -> bool:
    """Claim a text with both lines that stand above the posts, or with numbered posts and what only `lx` prints in them."""
    document = source.document
    if is_webcore(document):
        return False
    uk = find_line(document, TIMES_UK)
    if uk >= 0:
        live = find_line(document, LIVE_REPORTING)
        if not 0 <= live < uk <= live + _MAX_BETWEEN:
            return False
        return has_posts(document, uk + len(TIMES_UK))
    above = document.find("\n  1. ")
    if above < 0 or _HEAD.search(document) is None:
        return False
    if ("View more on " in document and _MARK.search(document)) or _LABEL.search(document):
        return True
    return "BBC" in document[:above] and "    Copyright: " in document and _HOLDER.search(document) is not None


def read(source: Source) -> Page:
    """Read a copy.

    Args:
        source: the document; `captured` and `time_zone` of its curated facts are used to resolve times.

    Returns:
        The page with its closed ledger.

    Raises:
        SourceError: the document holds several pages.
    """
    document = source.document
    _refuse_several_pages(source)
    spans: list[Placed] = []
    remarks: list[Remark] = []
    found = find_heads(document, anchor_of(document))
    first = found.heads[0].start if found.heads else len(document)
    preamble = Preamble(document, spans)
    preamble.read(first)
    footer = Footer(document, spans)
    heads = HeadReading(document, spans, remarks, found)
    is_glued = has_glued_labels(document)
    bodies: list[list[Line]] = []
    for number, head in enumerate(found.heads, start=1):
        lines = scan_lines(document, head.content, head.end, is_glued=is_glued)
        if number == len(found.heads):
            lines = footer.split(lines, found.depth)
        bodies.append(heads.read(lines, number))
    names = frozenset(who.name for who in preamble.contributors)
    layout = _layout(found, bodies, names)
    post = PostReading(document, spans, remarks, layout)
    clock = Clock(source, remarks)
    entries: list[Entry] = []
    for number, (head, lines) in enumerate(zip(found.heads, bodies, strict=True), start=1):
        line = heads.heads[number - 1]
        post.start_entry(number)
        is_last_glued = layout.has_blanks and number < len(found.heads) and _is_glued(document, lines, head.end)
        post.read_lines(lines, has_video=line.is_video, is_glued=is_last_glued)
        entries.append(
            Entry(
                head.start,
                head.end,
                clock.resolve(line.time, line.time_start, number),
                line.title,
                post.subheading,
                line.number,
                url=post.url,
                contributors=tuple(post.contributors),
                blocks=tuple(post.blocks),
                is_breaking=line.is_breaking,
            )
        )
    remarks += clock.remarks_of_page(entries)
    if found.told_by == ONE:
        remarks.append(Remark("posts-not-parted", first, "pages"))
    return Page(
        reader=FORMAT.id,
        entries=tuple(entries),
        ledger=close_pieces(document, spans),
        remarks=tuple(remarks),
        key_points=tuple(preamble.key_points),
        contributors=tuple(preamble.contributors),
        title=preamble.title,
        language="en",
        time_zone=clock.zone,
        page_number=footer.page_number,
        pages_stated=footer.pages_stated,
        not_in_source=NOT_IN_SOURCE,
    )


def _refuse_several_pages(source: Source) -> None:
    document = source.document
    first = find_line(document, TIMES_UK)
    second = find_line(document, TIMES_UK, first + 1) if first >= 0 else -1
    if second >= 0:
        raise SourceError(
            "this document holds several pages of live blogs",
            where=source.where,
            found=f"{TIMES_UK!r}, which stands above the posts of a page, again in line {document.count(chr(10), 0, second) + 1}",
            advice="put each page into a file of its own",
        )


def _is_glued(document: str, lines: list[Line], end: int) -> bool:
    return bool(lines) and document.find("\n\n", lines[-1].end, end) < 0


def _layout(found: Found, bodies: list[list[Line]], names: frozenset[str]) -> Layout:
    """Find out what is the same all over the page."""
    has_blanks = any(line.apart for lines in bodies for line in lines)
    has_holders = any(line.rule == "lx.copyright" for lines in bodies for line in lines)
    leads = [read_lead(lines, names, has_blanks=has_blanks, has_holders=False) for lines in bodies]
    known = {lead.name.text for lead in leads if lead.name is not None and not lead.is_guess}
    return Layout(
        has_blanks=has_blanks,
        has_dashes=found.told_by == DASHES,
        is_twinned=_is_twinned(bodies),
        has_holders=has_holders and has_blanks and found.depth > 0,
        names=names | known,
    )


def _is_twinned(bodies: list[list[Line]]) -> bool:
    """Tell a copy that holds what is seen and what is read aloud: above each label stands a line that it repeats.

    One alone may be a picture whose caption is its alternative text, so there must be two, or a holder.
    """
    count = 0
    has_holder = False
    for lines in bodies:
        for at, line in enumerate(lines):
            if line.kind == GLUED:
                return True
            if line.kind != LABEL or line.rule not in TWINNED.values():
                continue
            if not at or lines[at - 1].text != line.text[len(LABEL_OF[line.rule]) :].strip():
                return False
            count += 1
            has_holder = has_holder or line.rule == "lx.copyright"
    return has_holder or count > 1


class Clock:
    """Resolves the times of one page, and says once what cannot be known of them."""

    def __init__(self, source: Source, remarks: list[Remark]) -> None:
        given = str(source.curated.get("time_zone", ""))
        self.zone = given or TIME_ZONE
        self._is_given = bool(given)
        self._captured = str(source.curated.get("captured", ""))
        self._remarks = remarks
        self._unsure = self._matches = 0

    def resolve(self, text: str, start: int, number: int) -> Published:
        """Resolve a time as printed; a summer's keeps its wall time only, unless a person gave the zone."""
        if not text:
            return Published()
        if ":" not in text:
            self._matches += 1
            return Published(text)
        published, problem = times.resolve_time(text, self.zone, self._captured)
        if problem:
            self._remarks.append(Remark(problem, start, "entries", number, 0, "published_text", text))
        elif not self._is_given and published.offset != "+00:00":
            self._unsure += 1
            return Published(text, local=published.local, date=published.date, precision="minute")
        return published

    def remarks_of_page(self, entries: list[Entry]) -> list[Remark]:
        """Return what is to be said of the times of the page as a whole."""
        without = sum(not entry.published.text for entry in entries)
        found = []
        if without:
            words = str(without) if without == len(entries) else f"{without} of {len(entries)}"
            found.append(Remark("times-missing", entries[0].start, "pages", found=words))
        if self._unsure:
            found.append(Remark("zone-unsure", entries[0].start, "pages", found=str(self._unsure)))
        if self._matches:
            found.append(Remark("match-clock", entries[0].start, "pages", found=str(self._matches)))
        return found
