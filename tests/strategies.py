"""Random live pages for Hypothesis: what a page is made of, and the layout copy of it, by our own model.

Importing this module chooses the profile of every property test: 300 examples that are the same in each
run, or thousands of new ones with HYPOTHESIS_PROFILE=thorough.
"""

from __future__ import annotations

import calendar
import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile(
    "normal",
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=_SLOW,
)
settings.register_profile("thorough", max_examples=5000, deadline=None, database=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))

# Words. Nothing here may be ambiguous by nature: paragraphs end with a full stop, and no word is a
# bullet, a number with a full stop, or a line that the page itself prints.

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäéøßçŁž0123456789"
_INNER = _LATIN + "’'-–/&%$£€@#+=,;()\"“”‘?!"
_OTHER = [
    "حلب",
    "שלום",
    "снег",
    "東京",
    "ไทย",
    "🚢",
    "👩🏽‍🚒",
    "🇬🇧",
    "e\u0301clair",
    "\u200fقف\u200f",
    "½",
    "№7",
]
RESERVED = frozenset({"Post", "Summary", "Breaking", "Read More", "get involved"})

plain_words = st.text(_LATIN, min_size=1, max_size=9)
words = st.one_of(
    plain_words,
    st.builds("{}{}{}".format, plain_words, st.text(_INNER, max_size=4), plain_words),
    st.sampled_from(_OTHER),
)
spaces = st.sampled_from([" ", " ", " ", "\u00a0", "  ", "\u2009"])


@dataclass(frozen=True)
class Words:
    """Words as printed, and as they must come out."""

    printed: str
    value: str


@st.composite
def phrases(draw, ending: str = "", least: int = 1, most: int = 8) -> Words:
    """Some words with all sorts of spaces between them."""
    found = draw(st.lists(words, min_size=least, max_size=most))
    printed = found[0]
    for word in found[1:]:
        printed += draw(spaces) + word
    value = " ".join(found) + ending
    return Words(printed + ending, value)


def lines() -> st.SearchStrategy[Words]:
    """Words that may stand on a line of their own, with or without an ending."""
    return st.one_of(phrases(), phrases(ending=".")).filter(lambda words: words.value not in RESERVED)


# Blocks. `flow` is text, which blank lines part from what stands around it; a `box` is not: pictures and
# consent notices stand line under line.


@dataclass(frozen=True)
class Block:
    """A block as printed, and as it must come out (a tuple that begins with what it is)."""

    text: str
    found: tuple[tuple[object, ...], ...]
    opens: str = "flow"
    closes: str = "flow"


@st.composite
def paragraphs(draw) -> Block:
    """A paragraph that ends with a full stop, perhaps over several lines, perhaps with a link to another site."""
    parts = draw(st.lists(phrases(ending="."), min_size=1, max_size=3))
    printed, value = (
        "\n".join(part.printed for part in parts),
        " ".join(part.value for part in parts),
    )
    if draw(st.integers(0, 5)) == 0:
        printed = printed[:-1] + ", external."
    return Block(printed, (("paragraph", value),))


@st.composite
def item_lists(draw) -> Block:
    """A list with bullets, its items apart or not, or with numbers."""
    form = draw(st.sampled_from(["apart", "together", "numbers"]))
    items = draw(st.lists(lines(), min_size=2 if form == "numbers" else 1, max_size=4))
    found = tuple(("list_item", item.value) for item in items)
    if form == "numbers":
        printed = [f"{number}. {item.printed}" for number, item in enumerate(items, start=1)]
    else:
        printed = [f"• {item.printed}" for item in items]
    return Block(("\n\n" if form == "apart" else "\n").join(printed), found)


@st.composite
def images(draw) -> Block:
    """A picture line with or without alternative text and credit, and with or without a caption."""
    form = draw(st.sampled_from(["alt+credit", "credit", "alt", "alt+credit", "alt+label", "label"]))
    alt = draw(phrases()) if form.startswith("alt") else Words("", "")
    credit = draw(phrases(most=3)) if "credit" in form else Words("", "")
    has_caption = form == "alt" or draw(st.booleans())
    caption = draw(lines()) if has_caption else Words("", "")
    line = alt.printed if form == "alt" else f"{alt.printed}Image source, {credit.printed}".rstrip()
    found = (("image", alt.value, caption.value, credit.value),)
    if has_caption:
        return Block(f"{line}\nImage caption,\n\n{caption.printed}", found, opens="box")
    return Block(line, found, opens="box", closes="box")


@st.composite
def bare_images(draw) -> Block:
    """Pictures without credit and caption, right above one with a credit."""
    alts = draw(st.lists(phrases().filter(lambda w: w.value not in RESERVED), min_size=1, max_size=2))
    last = draw(phrases())
    text = "\n".join(alt.printed for alt in alts) + f"\n{last.printed}Image source, AFP"
    found = (*(("image", alt.value, "", "") for alt in alts), ("image", last.value, "", "AFP"))
    return Block(text, found, opens="box", closes="box")


@st.composite
def last_images(draw) -> Block:
    """A picture with an alternative text only, at the end of a post: no blank line parts it from the next head."""
    alt = draw(phrases(most=5).filter(lambda w: w.value not in RESERVED and w.value[-1].isalnum()))
    return Block(alt.printed, (("image", alt.value, "", ""),), closes="box")


@st.composite
def media(draw) -> Block:
    """The publisher's player: its caption, perhaps after what it says without JavaScript."""
    caption = draw(lines())
    messages = draw(
        st.sampled_from(
            [
                "",
                "This video can not be played\n",
                "This video can not be played\nTo play this video you need to enable JavaScript in your browser.\n",
            ]
        )
    )
    found = (("media", "bbc", "", None, "", caption.value),)
    return Block(f"{messages}Media caption,\n\n{caption.printed}", found, opens="box")


@dataclass(frozen=True)
class Provider:
    """How the page words a provider's consent notice."""

    printed: str
    slug: str
    noun: str
    body: str
    policy: str
    name: str
    kind: str
    adverts: bool = False


PROVIDERS = (
    Provider("Twitter", "twitter", "post", "Twitter", "Twitter’s", "twitter", "social_post"),
    Provider("X", "twitter", "post", "X", "X’s", "twitter", "social_post"),
    Provider(
        "YouTube",
        "youtube",
        "video",
        "Google YouTube",
        "Google’s",
        "youtube",
        "video",
        adverts=True,
    ),
    Provider(
        "Instagram",
        "instagram",
        "post",
        "Instagram",
        "Meta’s Instagram",
        "instagram",
        "social_post",
    ),
    Provider("Facebook", "facebook", "post", "Facebook", "Meta’s Facebook", "facebook", "social_post"),
    Provider("TikTok", "tiktok", "video", "TikTok", "TikTok’s", "tiktok", "video"),
    Provider("Bluesky", "bluesky", "post", "Bluesky", "Bluesky’s", "bluesky", "social_post"),
    Provider("Town Square", "town-square", "post", "Town Square", "Town Square’s", "other", "social_post"),
)


def consent(provider: Provider, number: int, author: str) -> Block:
    """The seven lines that stand where a social post was."""
    label = f"{provider.slug} {provider.noun}"
    label += f" {number}" if number > 1 else ""
    label += f" by {author}" if author else ""
    disclaimer = "The BBC is not responsible for the content of external sites."
    if provider.adverts:
        disclaimer += f" {provider.printed} content may contain adverts."
    text = "\n".join(
        (
            f"This {provider.printed} post cannot be displayed in your browser. Please enable Javascript or try a different browser.View original content on {provider.printed}",
            disclaimer,
            f"Skip {label}",
            "",
            f"Allow {provider.printed} content?",
            "",
            f"This article contains content provided by {provider.body}. We ask for your permission before anything is loaded, as they may be using cookies and other technologies. You may want to read {provider.policy} cookie policy, external and privacy policy, external before accepting. To view this content choose ‘accept and continue’.",
            "",
            disclaimer,
            f"End of {label}",
        )
    )
    found = ((provider.kind, provider.name, provider.printed, number, author, ""),)
    return Block(text, found, opens="box", closes="box")


@st.composite
def quotes(draw) -> Block:
    """A quotation or a reader's message, with who said it where that is printed."""
    label, kind = draw(
        st.sampled_from(
            [
                ("Quote Message", "quote"),
                ("SMS Message", "message"),
                ("Email Message", "message"),
            ]
        )
    )
    text = draw(phrases(ending="."))
    source = draw(st.lists(st.text(_LATIN[:52], min_size=2, max_size=9), max_size=2))
    found = (kind, text.value, *source) if source else (kind, text.value)
    printed = f"{label}\n\n{text.printed}" + ("\n\n" + "\n".join(source) if source else "")
    return Block(printed, (found,))


# Posts and pages


@dataclass(frozen=True)
class Post:
    """A post: its parts and its blocks."""

    headline: Words
    wall: datetime
    is_summer: bool
    zone_form: str
    subheading: str
    contributor: tuple[str, str]
    blocks: tuple[Block, ...]

    @property
    def instant(self) -> str:
        """The time in UTC."""
        return (self.wall - timedelta(hours=int(self.is_summer))).isoformat() + "Z"

    @property
    def offset(self) -> str:
        """What the zone is ahead of UTC."""
        return "+01:00" if self.is_summer else "+00:00"

    @property
    def time(self) -> str:
        """The time as printed."""
        zones = {
            "long": ("Greenwich Mean Time", "British Summer Time"),
            "short": ("GMT", "BST"),
            "none": ("", ""),
        }
        zone = zones[self.zone_form][self.is_summer]
        month = calendar.month_name[self.wall.month]
        return " ".join(f"{self.wall:%H:%M} {zone} {self.wall.day} {month} {self.wall.year}".split())

    @property
    def contents(self) -> list[tuple[object, ...]]:
        """The blocks as they must come out."""
        return [found for block in self.blocks for found in block.found]


@dataclass(frozen=True)
class LivePage:
    """A page: the summary's points and the posts."""

    key_points: tuple[Words, ...]
    posts: tuple[Post, ...]


labels = st.lists(st.text("abcdefghijklmnopqrstuvwxyzé", min_size=2, max_size=8), min_size=2, max_size=5).map(
    lambda found: " ".join(found).capitalize()
)


@st.composite
def body_blocks(draw) -> tuple[Block, ...]:
    """The blocks of a post; embeds of one provider are numbered through the post."""
    found: list[Block] = []
    counts: dict[str, int] = {}
    makers = (paragraphs(), paragraphs(), item_lists(), images(), bare_images(), media(), quotes())
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.integers(0, 2)) == 0:
            provider = draw(st.sampled_from(PROVIDERS))
            number = counts[provider.slug] = counts.get(provider.slug, 0) + 1
            author = draw(st.sampled_from(["", "", "@quay_nan", "Harbour Films"]))
            block = consent(provider, number, author)
        else:
            block = draw(st.one_of(*makers))
        if found and _is_unclear(found[-1]):
            found.append(draw(paragraphs()))
        found.append(block)
    if found[-1].found[-1][0] == "paragraph" and draw(st.integers(0, 3)) == 0:
        found.append(draw(last_images()))
    return tuple(found)


def _is_unclear(one: Block) -> bool:
    """Tell a quotation before anything else: a line under it could be its source for all that the copy prints."""
    return one.found[-1][0] in ("quote", "message")


@st.composite
def posts(draw) -> Post:
    """A post with any of the parts that a post may have."""
    is_summer = draw(st.booleans())
    month = draw(st.sampled_from([5, 6, 7, 8, 9] if is_summer else [1, 2, 11, 12]))
    wall = datetime(  # noqa: DTZ001 - a wall time has no zone
        draw(st.integers(2010, 2029)),
        month,
        draw(st.integers(1, 28)),
        draw(st.integers(0, 23)),
        draw(st.integers(0, 59)),
    )
    blocks = draw(body_blocks())
    has_text = blocks[0].found[0][0] == "paragraph"  # only then is a short line above it clear
    subheading = draw(st.one_of(st.just(""), labels)) if has_text else ""
    contributor = draw(st.one_of(st.just(("", "")), st.tuples(labels, labels))) if has_text else ("", "")
    return Post(
        headline=draw(st.one_of(st.just(Words("", "")), phrases().filter(lambda w: w.value not in RESERVED))),
        wall=wall,
        is_summer=is_summer,
        zone_form=draw(st.sampled_from(["long", "long", "short", "none"])),
        subheading=subheading,
        contributor=contributor,
        blocks=blocks,
    )


# Every page ends with this post, so that each random post has a next head.
WELCOME = Post(
    Words("Welcome", "Welcome"),
    datetime.fromisoformat("2019-01-02T03:04:00"),
    is_summer=False,
    zone_form="long",
    subheading="",
    contributor=("", ""),
    blocks=(Block("Good morning to all.", (("paragraph", "Good morning to all."),)),),
)


def pages() -> st.SearchStrategy[LivePage]:
    """A page of two to six posts, with or without a summary."""
    return st.builds(
        LivePage,
        st.lists(lines(), max_size=3).map(tuple),
        st.lists(posts(), min_size=1, max_size=5).map(lambda found: (*found, WELCOME)),
    )


def flatten(page: LivePage) -> str:
    """The layout copy of a page: heads two spaces deep, blocks four, blank lines around flowing text."""
    text = ""
    if page.key_points:
        text += "Summary\n\n" + "".join(f"  • {point.printed}\n\n" for point in page.key_points)
    for number, post in enumerate(page.posts, start=1):
        text += f"  {number}. {post.headline.printed or 'Post'}published at {post.time}\n\n"
        text += _indent(_body(post))
    return text


def _body(post: Post) -> str:
    text = post.subheading + "\n\n" if post.subheading else ""
    text += "\n".join(post.contributor) + "\n\n" if post.contributor[0] else ""
    for block, follower in zip(post.blocks, [*post.blocks[1:], None], strict=True):
        opens = follower.opens if follower else "box"
        text += block.text + ("\n\n" if "flow" in (block.closes, opens) else "\n")
    return text


def _indent(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True))
