"""Reads the posts of an answer of Sourcefabric Live Blog's API.

A post is a package of items: text, pictures, embeds, quotations, comments, each with the HTML that the embedded live blog
shows (`text`) and the same for programs (`meta`). The HTML is read; of `meta` what the HTML does not say: who made an
embed, and the caption and credit of a picture apart from one another.
"""

from __future__ import annotations

from collections.abc import Iterator

from livepack import rules
from livepack.errors import SourceError
from livepack.html_document import walk_texts
from livepack.json_document import close_json, member, members, parse_json
from livepack.json_island import JsonText, JsonValue
from livepack.ledger import Placed, without_filled
from livepack.page import BOILERPLATE, OUTSIDE, WITNESS, Block, Contributor, Embed, Entry, Image, Page
from livepack.readers._html_times import Around, resolve
from livepack.readers._json_values import HtmlString, JsonReading, is_true, stamp_of
from livepack.source import Source

_CREDIT = "Credit:"
_RENDITIONS = ("baseImage", "viewImage", "original")
# What no answer says, or what is not looked for in one.
NOT_IN_SOURCE = (
    "blogs.publisher",
    "blogs.url",
    "blogs.section",
    "blogs.topic",
    "blogs.coverage_start",
    "blogs.coverage_end",
    "blogs.pages_stated",
    "pages.url",
    "pages.archived_url",
    "pages.captured",
    "key_points.text",
    "entries.list_number",
    "entries.url",
    "entries.subheading",
    "entries.published_text",
    "entries.first_published",
    "contributors.role",
    "contributors.url",
    "paragraphs.attribution_detail",
    "embeds.published",
    "embeds.caption",
    "images.copyright_holder",
    "images.creator",
)


def read_answer(source: Source, reader: str) -> Page:
    """Read an answer; `time_zone` of the source's curated facts is used.

    Raises:
        SourceError: it is no JSON, or holds no post.
    """
    document = parse_json(source)
    value = document.value
    items = members(value, "_items") or members(value, "posts", "_items")
    shown = [item for item in items if not is_true(member(item, "deleted")) and members(item, "groups")]
    if not shown:
        raise SourceError(
            "this answer of Sourcefabric's API holds no posts",
            where=source.where,
            found=f"{len(items)} posts under _items, none with groups that is not deleted",
            advice="save the answer to …/posts of a live blog, with its posts",
        )
    reading = JsonReading(source, document)
    entries = [_Post(reading, number, item).read() for number, item in enumerate(shown, start=1)]
    gone = [document.ends_of(item) for item in items if item not in shown]
    reading.rows.extend((*ends, OUTSIDE, "", 0, 0, "", 0, "", "") for ends in gone)
    languages = {found.value for item in shown if isinstance(found := member(item, "language"), JsonText)}
    blog = next((found for item in shown if isinstance(found := member(item, "blog"), JsonText)), None)
    title = reading.take(member(value, "blog", "title"), "pages", 0, 0, "title")
    meta = member(value, "_meta") or member(value, "posts", "_meta")
    number = reading.take(member(meta, "page"), "pages", 0, 0, "page_number")
    return Page(
        reader=reader,
        entries=tuple(entries),
        ledger=close_json(document, reading.rows, rules.renderers()["sourcefabric"].scalars),
        remarks=tuple(reading.remarks),
        title=title,
        blog_identifier=f"s{blog.value}" if blog is not None and blog.value.isalnum() else "",
        language=languages.pop() if len(languages) == 1 else "",
        time_zone=str(source.curated.get("time_zone", "")),
        page_number=int(number) if number.isdecimal() else None,
        not_in_source=without_filled(NOT_IN_SOURCE, reading.rows),
    )


class _Post:
    """A post being read: its blocks grow, item by item."""

    def __init__(self, reading: JsonReading, number: int, post: JsonValue) -> None:
        self.reading = reading
        self.number = number
        self.post = post
        self.blocks: list[Block] = []

    def read(self) -> Entry:
        """Read the post."""
        reading, number, post = self.reading, self.number, self.post
        start, end = reading.document.ends_of(post)
        date = member(post, "published_date")
        published = resolve("", stamp_of(date), Around(str(reading.source.curated.get("time_zone", "")))).published
        reading.witness_instant(date, number, "published")
        name = reading.take(member(post, "publisher", "display_name"), "contributors", number, 1, "name")
        for item in _items(post):
            self._read_item(item)
        return Entry(
            start,
            end,
            published,
            headline=reading.take(member(post, "headline"), "entries", number, 0, "headline"),
            identifier=reading.take(member(post, "_id"), "entries", number, 0, "identifier"),
            language=reading.take(member(post, "language"), "entries", number, 0, "language"),
            contributors=(Contributor(name),) if name else (),
            blocks=tuple(self.blocks),
            updated=reading.take_instant(member(post, "content_updated_date"), number, "updated"),
            is_pinned=is_true(member(post, "sticky")),
            is_key_event=is_true(member(post, "lb_highlight")),
        )

    def _read_item(self, item: JsonValue) -> None:
        text, meta = member(item, "text"), member(item, "meta")
        if not isinstance(text, JsonText):
            return
        html = self.reading.open_html(text)
        if _kind(item) == "image" and isinstance(member(meta, "media"), dict):
            self._read_picture(html, meta)
            return
        found = html.read_body(self.number, "", self.blocks, frozenset({"h4"}))
        embeds = [block for block in found if isinstance(block, Embed)]
        if _kind(item) == "embed" and len(embeds) == 1:
            child = sum(isinstance(block, Embed) for block in self.blocks) + 1
            found[found.index(embeds[0])] = self._name_maker(embeds[0], meta, child)
        self.blocks += found

    def _name_maker(self, embed: Embed, meta: JsonValue | None, child: int) -> Embed:
        """Add what only `meta` says of an embed: whose it is, and of what service, as it calls itself."""
        take = self.reading.take
        return embed._replace(
            provider_name=take(member(meta, "provider_name"), "embeds", self.number, child, "provider_name"),
            author_name=take(member(meta, "author_name"), "embeds", self.number, child, "author_name"),
            author_url=take(member(meta, "author_url"), "embeds", self.number, child, "author_url"),
        )

    def _read_picture(self, html: HtmlString, meta: JsonValue | None) -> None:
        """Read a picture from `meta`; its HTML, which glues caption and credit, witnesses both."""
        child = sum(isinstance(block, Image) for block in self.blocks) + 1
        media = next(
            (found for name in _RENDITIONS if (found := member(meta, "media", "renditions", name)) is not None), None
        )
        values = {
            field: self.reading.take(value, "images", self.number, child, field)
            for field, value in {
                "caption": member(meta, "caption"),
                "credit": member(meta, "credit"),
                "url": member(media, "href"),
                "width": member(media, "width"),
                "height": member(media, "height"),
            }.items()
        }
        sizes = {name: int(values[name]) if values[name].isdecimal() else None for name in ("width", "height")}
        html.rows += list(self._witness_caption(html, values["caption"], values["credit"], child))
        html.close_all()
        self.blocks.append(
            Image(
                "", values["caption"], values["credit"], url=values["url"], width=sizes["width"], height=sizes["height"]
            )
        )

    def _witness_caption(self, html: HtmlString, caption: str, credit: str, child: int) -> Iterator[Placed]:
        """Place caption, label and credit in the text of the figure: `The bridge Credit: Example Pictures`."""
        for text in walk_texts(html.html.root):
            at = 0
            for said, field in ((caption, "caption"), (_CREDIT, ""), (credit, "credit")):
                start = text.data.find(said, at) if said else -1
                pieces = text.pieces(start, start + len(said)) if start >= 0 else []
                if len(pieces) != 1:
                    continue
                at = start + len(said)
                piece = pieces[0]
                if field:
                    row = (WITNESS, "images", self.number, child, field, 0, piece.decode, "")
                else:
                    row = (BOILERPLATE, "", 0, 0, "", 0, "", "sourcefabric.credit")
                yield (piece.start, piece.end, *row)


def _items(post: JsonValue) -> Iterator[JsonValue]:
    """Return the items of a post in their order: those that its group `main` refers to."""
    for group in members(post, "groups"):
        name = member(group, "id")
        if isinstance(name, JsonText) and name.value == "main":
            for ref in members(group, "refs"):
                item = member(ref, "item")
                if item is not None:
                    yield item


def _kind(item: JsonValue) -> str:
    kind = member(item, "item_type")
    return kind.value if isinstance(kind, JsonText) else ""
