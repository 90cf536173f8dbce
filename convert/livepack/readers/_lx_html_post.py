"""Reads the posts of `lx` pages in HTML: what is seen has the value, what is read aloud is its witness."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from livepack import rules
from livepack.html_document import Element, HtmlDocument, Text
from livepack.readers._bbc_lines import Line, walk_lines, walk_spoken
from livepack.readers._bbc_markup import Run, address, attribute, walk_elements
from livepack.readers._bbc_post import NOTHING, PostBuilder, Words
from livepack.readers._html_embeds import identifier_of, provider_of_address
from livepack.readers._html_posts import Found

RENDERER: Final = "lx"
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


def run_of(document: HtmlDocument, element: Element) -> Run:
    """Return all that an element says, seen or read aloud."""
    run = Run(document.text)
    for text in walk_spoken(element):
        run.add(text)
    return run


def identifier_of_post(element: Element) -> str:
    """Return the publisher's id of the post that an element holds; empty if it holds none."""
    found = _POST.fullmatch(element.attrs.get("id", ""))
    return found[1] if found is not None and "lx-stream-post" in element.classes else ""


class PostReading:
    """Reads one post."""

    def __init__(self, document: HtmlDocument, number: int) -> None:
        self.document = document
        self.post = PostBuilder(number)
        self.renderer = rules.renderers()[RENDERER]

    def read(self, found: Found) -> PostBuilder:
        """Read the post; returns its parts."""
        element = found.element
        piece = attribute(self.document, element, "id").pieces
        name = identifier_of_post(element)
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
                self.post.put("subheading", run_of(self.document, node).words())
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
        words = run_of(self.document, element).words()
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
            next((run_of(self.document, e).words() for e in inner if name in e.classes), NOTHING)
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
