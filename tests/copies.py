"""Random live pages as other tools flatten them, by our own model of each: see strategies.py for the layout copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

import strategies
from strategies import PROVIDERS, WELCOME, Block, LivePage, Post, Provider, Words

# What reads like a name or a desk, as the lines under a head must where nothing else tells them.
_BYLINES = (
    ("Ida Coe", "Harbour reporter"),
    ("Ida Coe", ""),
    ("BBC Weather", ""),
    ("Nan O'Quay", "BBC Radio Fenning"),
    ("Our harbour correspondent", "Tarnwick"),
)
_PLAYER = "This video can not be played"


@st.composite
def one_line_paragraphs(draw) -> Block:
    """A paragraph of one line."""
    words = draw(strategies.phrases(ending="."))
    return Block(words.printed, (("paragraph", words.value),))


@st.composite
def bulleted_lists(draw) -> Block:
    """A list whose items have bullets."""
    items = draw(st.lists(strategies.lines(), min_size=1, max_size=3))
    return Block("\n".join(f"• {item.printed}" for item in items), tuple(("list_item", item.value) for item in items))


@st.composite
def pictures(draw) -> Block:
    """A picture with a credit or a caption; an alternative text that stands alone ends with a letter or a digit."""
    form = draw(st.sampled_from(["alt+credit", "credit", "alt"]))
    alt = draw(strategies.phrases().filter(_is_label)) if form != "credit" else Words("", "")
    credit = draw(strategies.phrases(most=3)) if "credit" in form else Words("", "")
    caption = draw(strategies.lines()) if form == "alt" or draw(st.booleans()) else Words("", "")
    line = alt.printed if form == "alt" else f"{alt.printed}Image source, {credit.printed}"
    text = f"{line}\nImage caption,\n{caption.printed}" if caption.value else line
    return Block(text, (("image", alt.value, caption.value, credit.value),))


def _is_label(words: Words) -> bool:
    return words.value[-1].isalnum() and words.value not in strategies.RESERVED and len(words.printed) < 100


@st.composite
def quotations(draw) -> Block:
    """A quotation with the line that says whose it is."""
    text = draw(strategies.phrases(ending="."))
    source = draw(st.sampled_from(["Ada", "Ida Coe, mayor", "A ferryman"]))
    return Block(f"Quote Message\n{text.printed}\n{source}", (("quote", text.value, source),))


@st.composite
def players(draw) -> Block:
    """The publisher's player with its caption."""
    caption = draw(strategies.lines())
    message = draw(st.sampled_from(["", f"{_PLAYER}\n"]))
    return Block(f"{message}Media caption,\n{caption.printed}", (("media", "bbc", "", None, "", caption.value),))


@dataclass(frozen=True)
class Notice:
    """A consent notice, printed by each kind of copy in its own way."""

    provider: Provider
    number: int
    author: str


@st.composite
def _contents(draw) -> tuple[Block | Notice, ...]:
    found: list[Block | Notice] = []
    counts: dict[str, int] = {}
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.integers(0, 2)) == 0:
            provider = draw(st.sampled_from(PROVIDERS))
            number = counts[provider.slug] = counts.get(provider.slug, 0) + 1
            found.append(Notice(provider, number, draw(st.sampled_from(["", "@quay_nan", "Harbour Films"]))))
        else:
            found.append(draw(st.one_of(one_line_paragraphs(), bulleted_lists(), pictures(), quotations(), players())))
    if isinstance(found[0], Block) and found[0].found[0][0] == "paragraph":
        return tuple(found)
    return (draw(one_line_paragraphs()), *found)


@st.composite
def _posts(draw) -> tuple[Post, tuple[Block | Notice, ...]]:
    post = draw(strategies.posts())
    return (
        replace(
            post,
            subheading=draw(st.one_of(st.just(""), strategies.labels)),
            contributor=draw(st.sampled_from([("", ""), *_BYLINES])),
            blocks=(),
        ),
        draw(_contents()),
    )


@dataclass(frozen=True)
class Copy:
    """How a tool prints a page: what stands before a title, a block, a list item, and which lines of a notice."""

    name: str
    head: str  # with {number}, {title} and {time}
    indent: str
    bullet: str
    gap: str  # between the lines of a block and between blocks
    notice: Callable[[Notice], list[str]]
    point: str = ""
    has_labels: bool = True
    has_numbers: bool = True
    has_alternatives: bool = True
    joins_names: bool = False  # no blank line between a name and its role
    joins_captions: bool = False  # none between a picture and the label of its caption
    quote: str = ""
    top: str = "Summary"


def _lines_of(notice: Notice) -> list[str]:
    """The seven lines of a notice."""
    block = strategies.consent(notice.provider, notice.number, notice.author)
    return [line for line in block.text.split("\n") if line]


def _with_button(notice: Notice, button: str = "Accept and continue") -> list[str]:
    lines = _lines_of(notice)
    return [*lines[:5], button, *lines[5:]]


def _spaced(notice: Notice) -> list[str]:
    return [
        line.replace("browser.View", "browser. View").replace(", external", " , external")
        for line in _with_button(notice)
    ]


def _marked(notice: Notice) -> list[str]:
    return [f"## {line}" if line.startswith("Allow ") else line for line in _with_button(notice)]


COPIES = (
    Copy(
        "reader",
        "{title}published at {time}\n",
        "",
        "• ",
        "\n",
        lambda notice: _lines_of(notice)[3:5],
        has_labels=False,
        has_numbers=False,
    ),
    Copy(
        "reader, blank lines",
        "{title}published at {time}\n\n",
        "",
        "• ",
        "\n\n",
        lambda notice: _lines_of(notice)[3:5],
        has_labels=False,
        has_numbers=False,
    ),
    Copy("reader, labels", "{title}published at {time}\n", "", "• ", "\n", _lines_of, has_numbers=False),
    Copy("html2text", "  {number}. ### {title}published at {time}\n\n", "", "  * ", "\n\n", _marked, "  * ", quote="> ", top="## Summary"),
    Copy(
        "lynx",
        "    {number}.\n\n{title}published at {time}\n",
        "       ",
        "   + ",
        "\n",
        lambda notice: _with_button(notice, "(BUTTON) Accept and continue"),
        "     * ",
    ),
    Copy(
        "inscriptis",
        "   {number}. {title} published at {time}\n\n",
        "        ",
        "  + ",
        "\n\n",
        _spaced,
        "    * ",
        has_alternatives=False,
    ),
    Copy("inscriptis, strict", " {number}. {title}published at {time}\n\n", "    ", "  + ", "\n\n", _with_button, "  * ", has_alternatives=False, joins_names=True),
    Copy("w3m", " {number}. {title}published at {time}\n\n", "    ", "  □ ", "\n\n", _with_button, "  • ", joins_names=True),
    Copy("Resiliparse without noscript", "  {number}. {title}published at {time}\n\n", "    ", "• ", "\n\n", lambda notice: _lines_of(notice)[2:], "  • ", joins_names=True, joins_captions=True),
)  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """A page as a tool prints it, and what must come out."""

    copy: Copy
    text: str
    page: LivePage
    contents: tuple[list[tuple[object, ...]], ...]


@st.composite
def printed_pages(draw) -> Printed:
    """A page of two to five posts, flattened by any of the tools."""
    copy = draw(st.sampled_from(COPIES))
    points = tuple(draw(st.lists(strategies.lines(), max_size=2)))
    drawn = draw(st.lists(_posts(), min_size=1, max_size=4))
    # A subheading above a name alone looks like a list of short lines to the layout reader.
    drawn = [
        (
            replace(post, contributor=("", "")) if copy.joins_names and post.contributor == ("Ida Coe", "") else post,
            blocks,
        )
        for post, blocks in drawn
    ]
    drawn.append((WELCOME, WELCOME.blocks))
    if not copy.has_alternatives:  # a caption without its picture's line may belong to whatever stands above it
        drawn = [(post, tuple(filter(_has_credit_or_is_other, blocks))) for post, blocks in drawn]
    text = ""
    if points:
        text += f"{copy.top}\n\n" + "".join(f"{copy.point}{point.printed}\n\n" for point in points)
    text += "Live Reporting\n\n"
    for number, (post, blocks) in enumerate(drawn, start=1):
        title = post.headline.printed or "Post"
        text += copy.head.format(number=number, title=title, time=post.time)
        text += "".join(f"{copy.indent}{line}{copy.gap}" for line in _body(copy, post, blocks))
    contents = tuple([found for block in blocks for found in _found(copy, block)] for _, blocks in drawn)
    return Printed(copy, text, LivePage(points, tuple(post for post, _ in drawn)), contents)


def _has_credit_or_is_other(block: Block | Notice) -> bool:
    return isinstance(block, Notice) or block.found[0][0] != "image" or bool(block.found[0][3])


def _body(copy: Copy, post: Post, blocks: tuple[Block | Notice, ...]) -> list[str]:
    name = [line for line in post.contributor if line]
    if copy.joins_names and name:
        name = [f"\n{copy.indent}".join(name)]
    found = [*([post.subheading] if post.subheading else []), *name]
    for block in blocks:
        if isinstance(block, Notice):
            found += copy.notice(block)
            continue
        lines = block.text.split("\n")
        if block.found[0][0] == "quote":
            lines[1] = copy.quote + lines[1]
        if block.found[0][0] == "image" and not copy.has_alternatives:
            lines = [line[line.index("Image source,") :] if "Image source," in line else line for line in lines]
            lines = lines if lines[0].startswith("Image source,") else lines[1:]
        if copy.joins_captions and lines[1:2] == ["Image caption,"]:
            lines = [f"{lines[0]}\n{copy.indent}{lines[1]}", *lines[2:]]
        found += [copy.bullet + line[2:] if line.startswith("• ") else line for line in lines]
    return found


def _found(copy: Copy, block: Block | Notice) -> tuple[tuple[object, ...], ...]:
    if isinstance(block, Notice):
        provider = block.provider
        number, author = (block.number, block.author) if copy.has_labels else (None, "")
        return ((provider.kind, provider.name, provider.printed, number, author, ""),)
    if block.found[0][0] == "image" and not copy.has_alternatives:
        _, _, caption, credit = block.found[0]
        return (("image", "", caption, credit),)
    return block.found
