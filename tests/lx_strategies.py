"""Random pages of the BBC's older generation for Hypothesis, and the text copies of them, by our own model."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import datetime

from hypothesis import strategies as st

from strategies import Words, labels, phrases, words

LAYOUT, TWICE, LINES = "layout", "twice", "lines"
NAMES = ["Ada Example", "Ben O'Sample", "Cora Model-Smith", "Dora Keeper"]
PROVIDERS = {
    "twitter": ("twitter", "social_post"),
    "instagram": ("instagram", "social_post"),
    "youtube": ("youtube", "video"),
    "soundcloud": ("soundcloud", "audio"),
    "facebookPost": ("facebook", "social_post"),
    "facebookVideo": ("facebook", "video"),
}
ABOVE = """Got a TV Licence?

You need one to watch live TV on any channel or device, and BBC programmes on iPlayer. It’s the law.

Find out more
I don’t have a TV Licence.
"""

# Words that end neither a sentence nor a quotation: titles of pictures, holders.
plain = phrases().filter(lambda found: found.value[-1].isalnum() and found.value[0].isalnum())
sentences = phrases(ending=".")


@dataclass(frozen=True)
class Block:
    """A block as each kind of copy prints it, and as it must come out; `is_box` where no blank line follows it."""

    printed: dict[str, str]
    found: tuple[object, ...]
    opens: str = "flow"
    closes: str = "flow"


def alike(text: str, *found: object, opens: str = "flow", closes: str = "flow") -> Block:
    """A block that every copy prints alike."""
    return Block({LAYOUT: text, TWICE: text, LINES: text}, found, opens, closes)


paragraphs = sentences.map(lambda words: alike(words.printed, ("paragraph", words.value)))


@st.composite
def item_lists(draw) -> Block:
    """A list with bullets, line under line."""
    items = draw(st.lists(phrases(), min_size=1, max_size=4))
    found = [("list_item", item.value) for item in items]
    return alike("\n".join(f"• {item.printed}" for item in items), *found, closes="box")


@st.composite
def pictures(draw) -> Block:
    """A picture: its alternative text, and its holder, its caption or both."""
    alt, holder, caption = draw(plain), draw(phrases(most=3)), draw(st.one_of(phrases(), sentences))
    form = draw(st.sampled_from(["holder", "caption", "both"]))
    if alt.value in (holder.value, caption.value):
        form, holder = "holder", Words("Example Pictures", "Example Pictures")
    holder = Words("", "") if form == "caption" else holder
    caption = Words("", "") if form == "holder" else caption
    once, twice = [alt.printed], [alt.printed]
    for label, value in (("Copyright: ", holder), ("Image caption: ", caption)):
        if value.value:
            once.append(label + value.printed)
            twice += [value.value, label + value.value]
    printed = {LAYOUT: "\n".join(once), TWICE: "\n".join(twice), LINES: "\n".join(once)}
    return Block(printed, (("image", alt.value, caption.value, holder.value),), "box", "box")


@st.composite
def players(draw) -> Block:
    """The publisher's player with its caption."""
    caption = draw(st.one_of(phrases(), sentences))
    found = (("embed", "video", "bbc", "", caption.value),)
    once = f"Video content\n\nVideo caption: {caption.printed}"
    twice = f"Video content\n\n{caption.value}\nVideo caption: {caption.value}"
    return Block({LAYOUT: once, TWICE: twice, LINES: once}, found)


@st.composite
def links(draw) -> Block:
    """A link to an embed."""
    name = draw(st.sampled_from(sorted(PROVIDERS)))
    provider, kind = PROVIDERS[name]
    line = f"View more on {name}"
    found = (("embed", kind, provider, name, ""),)
    return Block({LAYOUT: line, TWICE: line + line, LINES: line}, found, "box", "box")


@st.composite
def quotes(draw) -> Block:
    """A quotation or a message, with its source printed again below."""
    label, kind = draw(
        st.sampled_from([("Quote Message", "quote"), ("SMS Message", "message"), ("Email Message", "message")])
    )
    text, name = draw(phrases()), draw(st.sampled_from(NAMES))
    role = draw(st.one_of(st.just(""), labels))
    end = draw(st.sampled_from([".”", '?"', ""]))
    said = text.printed + end
    source = [name, role] if role else [name]
    line = f"{label}: {said} from {' '.join(source)}"
    return alike("\n".join([line, *source]), (kind, " ".join(said.split()), *source), closes="box")


@dataclass(frozen=True)
class Post:
    """A post: what its head says, who wrote it, and its blocks."""

    headline: Words
    is_breaking: bool
    wall: datetime
    contributor: tuple[str, str]
    blocks: tuple[Block, ...]

    @property
    def time(self) -> str:
        """The time as printed: the hour has no leading zero."""
        month = calendar.month_name[self.wall.month]
        return f"{self.wall.hour}:{self.wall.minute:02} {self.wall.day} {month} {self.wall.year}"

    @property
    def contents(self) -> list[object]:
        """The blocks as they must come out."""
        return [found for block in self.blocks for found in block.found]


@dataclass(frozen=True)
class LivePage:
    """A page, and what the copy of it is like."""

    copy: str
    has_times: bool
    key_points: tuple[Words, ...]
    names: tuple[str, ...]
    posts: tuple[Post, ...]


titles = phrases().filter(lambda found: not found.value[0].isdigit() and found.value[0] not in "•◦▪")
_BREAKING = st.builds(
    lambda first, rest: Words(f"{first}{rest.printed}", f"{first}{rest.value}"), st.sampled_from("AZ"), phrases()
)


@st.composite
def posts(draw, copy: str) -> Post:
    """A post with any of the parts that a post may have."""
    makers = [paragraphs, paragraphs, item_lists(), pictures(), players(), links(), quotes()]
    blocks = draw(st.lists(st.one_of(*makers), min_size=1, max_size=6))
    is_breaking = draw(st.booleans())
    wall = datetime(  # noqa: DTZ001 - a wall time has no zone
        draw(st.integers(2015, 2022)),
        draw(st.sampled_from([1, 2, 6, 7, 12])),
        draw(st.integers(1, 28)),
        draw(st.integers(0, 23)),
        draw(st.integers(0, 59)),
    )
    contributor = ("", "")
    if copy != LINES and draw(st.booleans()):
        contributor = (draw(st.sampled_from(NAMES)), "BBC " + draw(labels))
    return Post(draw(_BREAKING if is_breaking else titles), is_breaking, wall, contributor, tuple(blocks))


@st.composite
def pages(draw) -> LivePage:
    """A page of one to six posts in any kind of copy; copies without numbers have times."""
    copy = draw(st.sampled_from([LAYOUT, TWICE, LINES]))
    found = draw(st.lists(posts(copy), min_size=1, max_size=6))
    if copy == TWICE:  # two labels that are printed twice, so that the copy can be told
        sure = Block(
            {copy: "A quay\nAFP\nCopyright: AFP\nThe quay\nImage caption: The quay"},
            (("image", "A quay", "The quay", "AFP"),),
            "box",
            "box",
        )
        found.append(
            Post(Words("Quay", "Quay"), is_breaking=False, wall=found[0].wall, contributor=("", ""), blocks=(sure,))
        )
    return LivePage(
        copy,
        copy == LINES or draw(st.booleans()),
        tuple(draw(st.lists(plain, max_size=3))) if copy != LINES else (),
        tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))),
        tuple(found),
    )


def flatten(page: LivePage) -> str:
    """The text copy of a page."""
    gap = "\n" if page.copy == LINES else "\n\n"
    text = ABOVE + gap
    if page.key_points:
        text += (
            "Summary\n\n" + "".join(f"  {n}. {point.printed}\n" for n, point in enumerate(page.key_points, 1)) + "\n"
        )
    text += "Live Reporting" + gap
    if page.names:
        text += "Edited by " + " and ".join(
            [", ".join(page.names[:-1]), page.names[-1]] if page.names[1:] else page.names
        )
        text += gap
    text += "All times stated are UK" + gap
    for number, post in enumerate(page.posts, start=1):
        text += _post(page, post, number)
    return text + ("Page 1 of 7\n" if page.copy == LINES else "\nPage 1 of 7\n")


def _post(page: LivePage, post: Post, number: int) -> str:
    title = ("Breaking" if post.is_breaking else "") + post.headline.printed
    head = [f"Posted at {post.time}" + (post.time if page.copy == TWICE else "")] if page.has_times else []
    head.append(title)
    if page.copy == LINES:
        lines = [line for block in post.blocks for line in block.printed[LINES].split("\n") if line]
        return "\n".join([*head, *lines]) + "\n"
    text = f"  {number}. {head[0]}\n\n" + "".join(f"    {line}\n\n" for line in head[1:])
    text += "".join(f"    {line}\n\n" for line in post.contributor if line)
    body = ""
    for block, follower in zip(post.blocks, [*post.blocks[1:], None], strict=True):
        opens = follower.opens if follower else "box"
        body += block.printed[page.copy] + ("\n\n" if "flow" in (block.closes, opens) else "\n")
    return text + "".join(f"    {line}" if line.strip() else line for line in body.splitlines(keepends=True))


__all__ = ["LAYOUT", "LINES", "TWICE", "LivePage", "Post", "flatten", "pages", "words"]
