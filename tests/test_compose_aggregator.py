"""Whatever page is composed and printed as an aggregator does, the reader gives back what was composed."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

import making
from livepack.page import Embed, Image, Paragraph
from strategies import PROVIDERS, Words, consent, phrases

plain = phrases().filter(lambda words: words.value[-1].isalnum())
sentences = phrases(ending=".")


@dataclass(frozen=True)
class Block:
    """A block as printed, and as it must come out."""

    printed: str
    found: tuple[object, ...]


@st.composite
def blocks(draw) -> Block:
    """A block of any kind; one line is one block, but for labels and notices."""
    form = draw(st.sampled_from(["text", "text", "item", "picture", "player", "notice", "quote", "card"]))
    text = draw(sentences)
    if form == "item":
        return Block(f"• {text.printed}", ("list_item", text.value))
    if form == "quote":
        return Block(f"Quote Message\n{text.printed}", ("quote", text.value))
    if form == "card":
        return Block(f"{text.printed}\nRead More", ("card", text.value))
    if form == "picture":
        alt, caption = draw(plain), draw(st.one_of(st.none(), plain))
        end = f"\nImage caption,\n{caption.printed}" if caption else ""
        return Block(
            f"{alt.printed}Image source, AFP{end}", ("image", alt.value, caption.value if caption else "", "AFP")
        )
    if form == "player":
        label, caption = draw(st.sampled_from(["This video can not be played", "Media caption,"])), draw(plain)
        return Block(f"{label}\n{caption.printed}", ("media", "bbc", "", caption.value))
    if form == "notice":
        provider = draw(st.sampled_from(PROVIDERS))
        lines = [line for line in consent(provider, 1, "").text.split("\n") if line]
        kept = lines if draw(st.booleans()) else lines[3:5]  # the heading and the explanation
        return Block("\n".join(kept), (provider.kind, provider.name, provider.printed, ""))
    return Block(text.printed, ("paragraph", text.value))


@dataclass(frozen=True)
class Post:
    """A post: its time, its title, its blocks."""

    time: str
    instant: str
    title: Words
    blocks: tuple[Block, ...]


@st.composite
def posts(draw) -> Post:
    """A post of the day of the capture, with a clock time or a match clock."""
    hour, minute = draw(st.integers(1, 23)), draw(st.integers(0, 59))
    clock = f"{hour:02}:{minute:02} BST"
    time = draw(st.sampled_from([clock, clock, "25 overs", "45 mins", "HT", "90'+10"]))
    instant = f"2025-07-12T{hour - 1:02}:{minute:02}:00Z" if time == clock else ""
    title = draw(st.one_of(st.just(Words("", "")), phrases()))
    return Post(time, instant, title, tuple(draw(st.lists(blocks(), min_size=1, max_size=6))))


def flatten(found: list[Post]) -> str:
    """The aggregator's copy of a page."""
    text = "Harbour Town win at last\n"
    for post in found:
        body = "\n".join(block.printed for block in post.blocks)
        text += f"Date: {post.time}\nTitle: {post.title.printed or 'Post'}\nContent: {body}\nUpdate:\n"
    return text + "Hashtags\nNo comments yet...\n"


def contents_of(found):
    """Blocks in the form in which `blocks` says what must come out."""
    for block in found:
        if isinstance(block, Paragraph):
            yield block.kind, block.text
        elif isinstance(block, Image):
            yield "image", block.alt_text, block.caption, block.credit
        else:
            assert isinstance(block, Embed)
            yield block.kind, block.provider, block.provider_name, block.caption


@given(st.lists(posts(), min_size=1, max_size=5))
def test_a_composed_page_is_read_back(composed):
    """Times, titles and blocks in order come out as they were composed, and nothing is left out."""
    text = flatten(composed)
    page = making.read(text, captured="2025-07-12T22:30:00Z")
    assert (page.reader, page.title) == ("bbc_aggregator_text", "Harbour Town win at last")
    assert len(page.entries) == len(composed)
    for entry, post in zip(page.entries, composed, strict=True):
        assert (entry.published.text, entry.published.instant) == (post.time, post.instant)
        assert entry.headline == post.title.value
        assert list(contents_of(entry.blocks)) == [block.found for block in post.blocks]
    tables = making.tables_of(("page.txt", text, {"captured": "2025-07-12T22:30:00Z"}))
    documents = {tables["pages"][0]["page_id"]: text}
    assert list(making.cover_problems(text, tables["ledger"])) == []
    assert list(making.markup_problems(text, tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []
    assert list(making.rule_problems(documents, tables)) == []
