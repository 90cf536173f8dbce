"""Composes live pages in the layout of `tests/pages/bbc_webcore_text/`, for the benchmarks.

The pages are as varied as real ones are: no two share a headline or a paragraph, and hardly two a time, so a cache
cannot flatter a reader that sees each page once. What real pages do share to the letter, they share here as well: the
labels and the consent blocks of one provider. Of everything there is about as much as in the seed of this
repository: 22 kB a page, with 20 posts, 55 paragraphs of 139 characters, 8 pictures and 15 embeds. The words are
invented, and one seed gives the same pages everywhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

INDENT = "    "
COMMON = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "was",
    "on",
    "are",
    "with",
    "as",
    "at",
    "be",
    "this",
    "have",
    "from",
    "by",
    "not",
    "but",
    "what",
    "all",
    "were",
    "when",
    "we",
    "there",
    "can",
    "an",
    "your",
    "which",
    "their",
    "if",
    "will",
    "each",
    "about",
    "how",
    "up",
    "out",
    "them",
    "then",
    "she",
    "many",
    "some",
    "so",
    "these",
    "would",
    "other",
    "into",
    "has",
    "more",
    "her",
    "two",
    "like",
    "him",
    "see",
    "time",
    "could",
    "no",
    "make",
    "than",
    "first",
    "been",
    "its",
    "who",
    "now",
    "people",
    "my",
    "made",
    "over",
    "did",
    "down",
    "only",
]
SYLLABLES = [
    "ba",
    "bel",
    "bran",
    "cor",
    "dal",
    "den",
    "dun",
    "el",
    "fen",
    "gar",
    "hal",
    "ing",
    "ka",
    "len",
    "mar",
    "mor",
    "nor",
    "or",
    "pel",
    "quar",
    "ran",
    "sel",
    "tam",
    "ter",
    "ul",
    "ven",
    "wick",
]
HOLDERS = ("Getty Images", "AFP", "Reuters", "PA Media", "EPA", "AP")
PROGRAMMES = ("Morning Watch", "Midday in the Fens", "The Evening Round", "Harbour Report")
DESKS = ("BBC Weather", "BBC Sport", "Local Democracy Reporting Service", "BBC Radio Harrowmere")
# Printed name; the slug and noun of its links; its names where it is said who provides, and whose policy it is.
PROVIDERS = (
    ("Twitter", "twitter post", "Twitter", "Twitter’s"),
    ("X", "x post", "X", "X’s"),
    ("YouTube", "youtube video", "Google YouTube", "Google’s"),
    ("Instagram", "instagram post", "Instagram", "Meta’s Instagram"),
    ("Facebook", "facebook post", "Facebook", "Meta’s Facebook"),
    ("TikTok", "tiktok video", "TikTok", "TikTok’s"),
)
# Zone as printed, and months in which the whole month keeps it.
ZONES = (
    ("Greenwich Mean Time", (1, 2, 11, 12)),
    ("British Summer Time", (4, 5, 6, 7, 8, 9)),
    ("GMT", (1, 2, 11, 12)),
    ("BST", (4, 5, 6, 7, 8, 9)),
)


class Composed(NamedTuple):
    """A page, and how much of what was put into it."""

    text: str
    posts: int
    paragraphs: int
    images: int
    embeds: int


class Block(NamedTuple):
    """Lines of a post; `opens` and `closes` say that a blank line stands before and after, as a paragraph has."""

    lines: list[str]
    opens: bool = True
    closes: bool = True
    paragraphs: int = 0
    images: int = 0
    embeds: int = 0


def compose_pages(count: int, seed: int) -> list[Composed]:
    """Compose `count` pages; the same seed gives the same pages."""
    return [Composer(random.Random(f"{seed}/{number}")).page() for number in range(count)]


class Composer:
    """Composes one page."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.words = [*COMMON * 4, *(self._word() for _ in range(300))]
        self.providers = rng.sample(PROVIDERS, rng.randint(1, 3))
        # How much there is of what, from page to page: one blog is all posts, the next all pictures.
        self.embeds_a_post = rng.uniform(0.0, 0.9)
        self.images_a_post = rng.uniform(0, 0.8)
        self.names_authors = rng.random() < 0.15
        self.zone, months = rng.choice(ZONES)
        self.time = datetime(  # noqa: DTZ001 - printed as it is, with the zone's name
            rng.randint(2011, 2025),
            rng.choice(months),
            rng.randint(2, 28),
            rng.randint(0, 23),
            rng.randint(0, 59),
        )

    def page(self) -> Composed:
        """Compose the page: mostly a summary, then the posts, the newest first."""
        lines = self._summary() if self.rng.random() < 0.9 else []
        posts = [self._body() for _ in range(round(self.rng.triangular(8, 40, 16)))]
        for number, blocks in enumerate(posts, start=1):
            lines += [self._head(number), ""]
            lines += _join(blocks)
        blocks = [block for body in posts for block in body]
        return Composed(
            "\n".join(lines).rstrip("\n"),
            len(posts),
            sum(block.paragraphs for block in blocks),
            sum(block.images for block in blocks),
            sum(block.embeds for block in blocks),
        )

    # Words

    def _word(self) -> str:
        return "".join(self.rng.choices(SYLLABLES, k=self.rng.randint(1, 3)))

    def _phrase(self, shortest: int, longest: int) -> str:
        words = self.rng.choices(self.words, k=self.rng.randint(shortest, longest))
        return " ".join((words[0].capitalize(), *words[1:]))

    def _name(self) -> str:
        return f"{self._word().capitalize()} {self._word().capitalize()}"

    def _sentence(self) -> str:
        """A sentence, perhaps with a quotation, a name, a number, a hard space or a link to another site."""
        sentence = self._phrase(6, 22)
        chance = self.rng.random()
        if chance < 0.12:
            return f"“{sentence},” said {self._name()}."
        if chance < 0.20:
            return f'"{sentence}," {self._name()} told the BBC\'s {self._word()} programme.'
        if chance < 0.26:
            return f"{sentence}, {self._name()}’s {self._word()} says."
        if chance < 0.30:
            return f"{sentence} {self.rng.randint(2, 900)}\u00a0km from {self._name()}."
        if chance < 0.34:
            return f"{sentence} {self._word()}, external {self._word()} {self._word()}."
        return sentence + "."

    def _paragraph(self) -> Block:
        text = " ".join(self._sentence() for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3))))
        if self.rng.random() < 0.05:
            text += "\u00a0"
        return Block([text], paragraphs=1)

    # The page's parts

    def _summary(self) -> list[str]:
        lines = ["Summary", ""]
        for _ in range(self.rng.randint(3, 6)):
            lines += [f"  • {self._phrase(6, 16)}", ""]
        return lines

    def _head(self, number: int) -> str:
        """The head of the next post, up to half an hour older than the one before."""
        self.time -= timedelta(minutes=self.rng.randint(0, 30))
        printed = f"{self.time:%H:%M} {self.zone} {self.time.day} {self.time:%B %Y}"
        return f"  {number}. {self._title()}published at {printed}"

    def _title(self) -> str:
        title = self._phrase(3, 10)
        chance = self.rng.random()
        if chance < 0.08:
            return "Post"
        if chance < 0.20:
            return f"'{title}' - {self._name()}"
        if chance < 0.28:
            return f"“{title}”"
        return title + ("?" if chance < 0.34 else "")

    def _body(self) -> list[Block]:
        """The blocks of a post: lines under the head, then paragraphs with pictures, embeds and the like between."""
        blocks = [*self._lead(), self._paragraph()]
        for _ in range(self.rng.choice((0, 0, 1, 1, 2, 2))):
            blocks.append(self._paragraph())
            blocks += self._extra()
        if self.rng.random() < self.images_a_post:
            blocks.append(self._image())
        if self.rng.random() < self.embeds_a_post:
            blocks += self._embeds()
        if self.rng.random() < 0.2:
            blocks.append(self._paragraph())
        return blocks

    def _lead(self) -> Iterator[Block]:
        chance = self.rng.random()
        if chance < 0.08:
            yield Block([self._phrase(4, 8)])
        elif chance < 0.16:
            yield Block([self.rng.choice(PROGRAMMES), self.rng.choice(DESKS)])
        elif chance < 0.20:
            yield Block([self._name(), f"{self._word().capitalize()} correspondent"])
        elif chance < 0.24:
            yield Block([self.rng.choice(DESKS)])

    def _extra(self) -> Iterator[Block]:
        chance = self.rng.random()
        if chance < 0.04:
            yield from self._bullets()
        elif chance < 0.06:
            count = self.rng.randint(2, 5)
            yield Block(
                [f"{number}. {self._phrase(4, 12)}" for number in range(1, count + 1)],
                paragraphs=count,
            )
        elif chance < 0.09:
            said_by = f"{self._name()}, {self._word()} of {self._word()}"
            yield Block(["Quote Message", "", self._sentence(), "", said_by], paragraphs=1)
        elif chance < 0.11:
            yield Block([self._phrase(6, 14), "", "Read More"], paragraphs=1)
        elif chance < 0.15:
            yield self._media()

    def _bullets(self) -> Iterator[Block]:
        """A list, as half of the pages print it with blank lines between the items."""
        items = [f"• {self._phrase(4, 16)}" for _ in range(self.rng.randint(2, 5))]
        if self.rng.random() < 0.5:
            yield Block(items, paragraphs=len(items))
        else:
            yield from (Block([item], paragraphs=1) for item in items)

    def _media(self) -> Block:
        caption = ["Media caption,", "", self._phrase(5, 16)]
        if self.rng.random() < 0.4:
            player = [
                "This video can not be played",
                "To play this video you need to enable JavaScript in your browser.",
            ]
            return Block([*player, *caption], embeds=1)
        return Block(caption, embeds=1)

    def _image(self) -> Block:
        """A picture with a credit and a caption, or with one of them."""
        alt_text = self._phrase(5, 24)
        holder = self.rng.choice((*HOLDERS, self._name()))
        caption = ["Image caption,", "", self._phrase(5, 20)]
        chance = self.rng.random()
        if chance < 0.6:
            return Block([f"{alt_text}Image source, {holder}", *caption], opens=False, images=1)
        if chance < 0.9:
            return Block([f"{alt_text}Image source, {holder}"], opens=False, closes=False, images=1)
        return Block([alt_text, *caption], opens=False, images=1)

    def _embeds(self) -> Iterator[Block]:
        """One to three consent blocks of one provider, numbered from the second on, some with text between."""
        provider = self.rng.choice(self.providers)
        for number in range(1, self.rng.choice((1, 1, 1, 1, 2, 3)) + 1):
            if number > 1 and self.rng.random() < 0.5:
                yield self._paragraph()
            yield self._embed(provider, number)

    def _embed(self, provider: tuple[str, str, str, str], number: int) -> Block:
        name, link, body, policy = provider
        suffix = f" {number}" if number > 1 else ""
        if self.names_authors:
            suffix += f" by {self._name()}"
        advert = " YouTube content may contain adverts." if name == "YouTube" else ""
        disclaimer = f"The BBC is not responsible for the content of external sites.{advert}"
        explanation = (
            f"This article contains content provided by {body}. We ask for your permission before anything is loaded, "
            f"as they may be using cookies and other technologies. You may want to read {policy} cookie policy, external "
            "and privacy policy, external before accepting. To view this content choose ‘accept and continue’."
        )
        notice = (
            f"This {name} post cannot be displayed in your browser. Please enable Javascript or try a different "
            f"browser.View original content on {name}"
        )
        lines = [
            notice,
            disclaimer,
            f"Skip {link}{suffix}",
            "",
            f"Allow {name} content?",
            "",
            explanation,
            "",
            disclaimer,
            f"End of {link}{suffix}",
        ]
        return Block(lines, opens=False, closes=False, embeds=1)


def _join(blocks: list[Block]) -> list[str]:
    """Lay the blocks of a post out: indented, with blank lines where one of two neighbours wants one."""
    lines: list[str] = []
    closes = False
    for block in blocks:
        if lines and (closes or block.opens):
            lines.append("")
        lines += [INDENT + line if line else "" for line in block.lines]
        closes = block.closes
    return [*lines, ""] if closes else lines
