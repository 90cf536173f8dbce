"""Composes live pages of the World Service at random, in every language, and prints them as text copies.

This model of the renderer and of the flattener is written from the markup that `simorgh` makes, not from the reader:
what it prints is built of the words in schemas/rules/bbc_simorgh, each filled by plain replacement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from livepack import languages, rules

FOLDER = "bbc_simorgh"
CAPTURED = datetime(2031, 3, 4, 12, 30, 20, tzinfo=UTC)
# Words of an invented language in several scripts: they are no label and no time of any service.
WORDS = ["Zorvak", "quelmo", "трульк", "βρανοκ", "ድንጋጭ", "הולמוק", "vexdor", "ныргаль", "jumblex", "okwaru"]
STOPS = [".", "!", "?", "…"]


@dataclass(frozen=True)
class Block:
    """What stands in a post: its lines, and what must come out of it."""

    lines: tuple[str, ...]
    found: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Post:
    """A post: its time in its two forms, its words, its blocks."""

    time: str
    date: str
    instant: str
    precision: str
    is_breaking: bool
    headline: str
    subheading: str
    has_share: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class LivePage:
    """A page of one service."""

    service: str
    title: str
    number: tuple[int, int] | None
    points: tuple[str, ...]
    contributors: str
    posts: tuple[Post, ...]

    @property
    def text(self) -> str:
        """The page as a text copy."""
        return _print_page(self)


def words_of(service: str, name: str, **values: str) -> str:
    """What a service prints under a name: its own words, or the renderer's; parts without a value are left out."""
    own = languages.load_service(FOLDER, service).templates
    template = own.get(name) or rules.rules()[f"simorgh.{name}"].template

    def part(match: re.Match[str]) -> str:
        slots = re.findall(r"\{=?([a-z_]+)\}", match[1])
        return match[1] if slots and all(values.get(slot) for slot in slots) else ""

    kept = re.sub(r"\[([^\]]*)\]", part, template)
    return re.sub(r"\{=?([a-z_]+)\}", lambda slot: values.get(slot[1], ""), kept)


def has(service: str, name: str) -> bool:
    """Whether a service has words of its own for a name."""
    return name in languages.load_service(FOLDER, service).templates


phrases = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(" ".join)
sentences = st.tuples(phrases, st.sampled_from(STOPS)).map("".join)


def image(service: str, alt: str, credit: str, caption: str) -> Block:
    """A picture: its alternative text, and a credit or a caption or both."""
    lines = [alt]
    lines += [words_of(service, "image_source", credit=credit)] if credit else []
    lines += [words_of(service, "image_caption", caption=caption)] if caption else []
    return Block(("\n".join(lines),), (("image", alt, caption, credit),))


def player(service: str, kind: str, caption: str, *, has_message: bool) -> Block:
    """A video or a recording with its caption, and perhaps the message that scripts are off."""
    lines = [words_of(service, "no_script")] if has_message else []
    lines.append(words_of(service, f"{kind}_caption", caption=caption))
    if lines[-1].startswith(
        "音頻加註文字，"
    ):  # "sound": one Chinese service has it for videos, the other for recordings
        kind = "media"
    return Block(("\n".join(lines),), ((kind, "bbc", "", None, caption),))


def embed(service: str, name: str, number: int, warning: str, *, is_glued: bool, has_button: bool) -> Block:
    """A social embed: with its consent notice for X, else twice the notice that it is not available."""
    values = {"provider_name": name, "body_name": name, "policy_name": name, "label_number": str(number)}
    link, sentence = words_of(service, "notice_link", **values), words_of(service, "notice_warning", **values)
    notice = [words_of(service, "notice_text", **values), "", link + sentence if is_glued else f"{link}\n\n{sentence}"]
    if is_glued and not has(service, "notice_link"):
        notice = [*notice[:2], link]
    lines = [words_of(service, "consent_skip", **values)]
    if name == "X":
        lines += [words_of(service, "consent_heading", **values), "", words_of(service, "consent_body", **values), ""]
        lines += [words_of(service, "consent_button", **values)] if has_button else []
        lines.append(words_of(service, warning, **values))
    else:
        lines += notice
    lines += [words_of(service, "consent_end", **values), *notice]
    provider = {"X": "twitter"}.get(name, name.lower())
    kind = "video" if name in ("YouTube", "TikTok") else "social_post"
    return Block(("\n".join(lines),), ((kind, provider, name, number, ""),))


@st.composite
def images(draw, service: str) -> Block:
    """Any picture with a credit or a caption."""
    credit = draw(st.one_of(st.just(""), phrases))
    caption = draw(phrases if not credit else st.one_of(st.just(""), sentences))
    return image(service, draw(phrases), credit, caption)


@st.composite
def players(draw, service: str) -> Block:
    """Any player."""
    return player(service, draw(st.sampled_from(["video", "audio"])), draw(sentences), has_message=draw(st.booleans()))


@st.composite
def embeds(draw, service: str, counts: dict[str, int]) -> Block:
    """Any embed; those of one provider are numbered through the post."""
    name = draw(st.sampled_from(["X", "X", "X", "YouTube", "Instagram", "TikTok", "Facebook"]))
    number = counts[name] = counts.get(name, 0) + 1
    warning = draw(st.sampled_from(["embed_warning", "embed_warning_short"]))
    return embed(service, name, number, warning, is_glued=draw(st.booleans()), has_button=draw(st.booleans()))


def whole_page(service: str) -> LivePage:
    """A page of one service with every sort of block, every part of a head, and every label that it prints."""
    blocks = (
        Block(("Zorvak quelmo vexdor.",), (("paragraph", "Zorvak quelmo vexdor."),)),
        image(service, "Zorvak jumblex", "Okwaru", "Vexdor quelmo."),
        image(service, "Quelmo", "", "Jumblex"),
        player(service, "video", "Okwaru vexdor.", has_message=True),
        embed(service, "X", 1, "embed_warning", is_glued=True, has_button=True),
        embed(service, "X", 2, "embed_warning_short", is_glued=False, has_button=False),
        embed(service, "YouTube", 1, "", is_glued=True, has_button=False),
        Block(("• Zorvak.", "• Quelmo."), (("list_item", "Zorvak."), ("list_item", "Quelmo."))),
        player(service, "audio", "Jumblex.", has_message=False),
    )
    month = languages.load_service(FOLDER, service).times.months[11]
    post = Post(f"14 {month} 2016", "2016-12-14", "", "day", True, "Zorvak, quelmo", "Vexdor", True, blocks)
    plain = Post(f"2 {month} 2016", "2016-12-02", "", "day", False, "Okwaru", "", False, blocks[:1])
    return LivePage(service, "Zorvak", (2, 3), ("Okwaru.", "Vexdor."), "Jumblex Quelmo", (post, plain))


@st.composite
def item_lists(draw) -> Block:
    """A list with bullets, or with numbers from 1."""
    items = draw(st.lists(sentences, min_size=2, max_size=4))
    is_numbered = draw(st.booleans())
    lines = tuple(f"{number}. {item}" if is_numbered else f"• {item}" for number, item in enumerate(items, start=1))
    return Block(lines, tuple(("list_item", item) for item in items))


@st.composite
def paragraphs(draw) -> Block:
    """A paragraph of one sentence or two."""
    text = " ".join(draw(st.lists(sentences, min_size=1, max_size=2)))
    return Block((text,), (("paragraph", text),))


@st.composite
def posts(draw, service: str) -> Post:
    """A post with any of its parts."""
    counts: dict[str, int] = {}
    makers = [paragraphs(), paragraphs(), item_lists(), images(service), players(service), embeds(service, counts)]
    count = draw(st.sampled_from([0, 1, 3, 4, 6]))
    blocks = tuple(draw(st.one_of(*makers)) for _ in range(count))
    # A list right behind a list would be one list in the copy.
    blocks = tuple(
        block
        for block, before in zip(blocks, (None, *blocks), strict=False)
        if before is None or block.found[0][0] != "list_item" or before.found[0][0] != "list_item"
    )
    has_share = draw(st.booleans())
    time, date, instant, precision = draw(times(service))
    return Post(
        time=time,
        date=date,
        instant=instant,
        precision=precision,
        is_breaking=draw(st.booleans()),
        headline=draw(phrases),
        subheading=draw(phrases) if has_share and draw(st.booleans()) else "",
        has_share=has_share,
        blocks=blocks,
    )


@st.composite
def times(draw, service: str) -> tuple[str, str, str, str]:
    """A date, or a distance from the capture: as printed, the day, the instant, and how exact it is."""
    own = languages.load_service(FOLDER, service)
    form = draw(st.sampled_from(["date", "minute", "hour"]))
    if form == "date":
        day = datetime(draw(st.integers(2019, 2030)), draw(st.integers(1, 12)), draw(st.integers(1, 28)), tzinfo=UTC)
        digits = draw(st.sampled_from(["0123456789", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯"]))
        table = str.maketrans("0123456789", digits)
        number, year = str(day.day).translate(table), str(day.year).translate(table)
        return f"{number} {own.times.months[day.month - 1]} {year}", day.date().isoformat(), "", "day"
    texts = own.times.minutes if form == "minute" else own.times.hours
    text = draw(st.sampled_from(texts))
    count = draw(st.integers(2, 44 if form == "minute" else 10)) if "{n}" in text else 1
    unit = timedelta(minutes=1) if form == "minute" else timedelta(hours=1)
    moment = (CAPTURED - count * unit).replace(second=0)
    local = moment.astimezone(ZoneInfo(own.time_zone))
    printed = text.replace("{n}", str(count))
    return printed, local.date().isoformat(), moment.strftime("%Y-%m-%dT%H:%M:%SZ"), form


@st.composite
def pages(draw) -> LivePage:
    """A page of one to four posts in any language; the last has a label that tells the language."""
    service = draw(st.sampled_from(rules.services("simorgh")))
    return LivePage(
        service=service,
        title=draw(phrases),
        number=draw(st.sampled_from([None, (2, 3), (11, 40)])),
        points=tuple(draw(st.lists(sentences, max_size=3))),
        contributors=draw(st.one_of(st.just(""), phrases)),
        posts=(*draw(st.lists(posts(service), max_size=3)), draw(_last_posts(service))),
    )


@st.composite
def _last_posts(draw, service: str) -> Post:
    post = draw(posts(service))
    telling = [draw(images(service)), draw(players(service))]
    return Post(**{**post.__dict__, "blocks": (*post.blocks, *telling)})


def _print_page(page: LivePage) -> str:
    title = page.title
    if page.number:
        title += words_of(
            page.service, "page_x_of_y", page_number=str(page.number[0]), pages_stated=str(page.number[1])
        )
    text = f"{title}\n\n"
    if page.points:
        text += words_of(page.service, "summary") + "\n\n"
        text += f"{page.points[0]}\n\n" if len(page.points) == 1 else "".join(f"  • {p}\n\n" for p in page.points)
    text += words_of(page.service, "live_coverage") + "\n\n"
    text += f"{page.contributors}\n\n" if page.contributors else ""
    if len(page.posts) == 1:
        return text + _print_post(page, page.posts[0])
    for number, post in enumerate(page.posts, start=1):
        head, _, body = _print_post(page, post).partition("\n")
        text += f"  {number}. {head}\n" + re.sub(r"(?m)^(?=.)", "    ", body)
    return text


def _print_post(page: LivePage, post: Post) -> str:
    headline = post.headline + (f", {post.subheading}" if post.subheading else "")
    breaking = words_of(page.service, "breaking", headline=headline) if post.is_breaking else headline
    text = f"{post.time}{breaking}\n\n"
    text += "".join("\n\n".join(block.lines) + "\n\n" for block in post.blocks)
    return text + (words_of(page.service, "share", headline=post.headline) + "\n\n" if post.has_share else "")
