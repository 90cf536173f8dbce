"""A BBC page in HTML and its copy as text are one live blog: read by two readers, they say the same.

The seed is such a copy: Resiliparse made it of a page that nobody has. Here pages are flattened as that one was, read by the
text reader, and held against what the HTML reader makes of the page, less what flattening destroys. What that is, is
listed here, and each loss is named by the copy's `not_in_source` or by a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resiliparse.extract.html2text import extract_plain_text

import golden
import strategies
import webcore_markup as markup
from livepack.page import Embed, Entry, Image, Page, Paragraph
from livepack.readers import read_page
from livepack.source import decode_source, read_source

CASES = [case for case in golden.cases() if case.parent.name == "bbc_webcore_html"]
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
# A second time in the head, to be seen, and a mark before the title run into the printed head; no copy was seen that has them.
GLUED_HEADS = {"content_posts", "disagreeing_data", "marks_and_times"}
# Frames, players without words and posts that the reader agreed to see leave nothing, or words as of the editors.
SHOWN = {"things_shown"}


def flatten(document: str) -> str:
    """A page as text, as the seed was made."""
    return str(extract_plain_text(document, alt_texts=True, noscript=True))


def what_text_keeps(page: Page) -> dict[str, Any]:
    """What a layout copy can hold of a page."""
    return {"key_points": page.key_points, "entries": [_entry(entry) for entry in page.entries]}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "headline": entry.headline,
        "subheading": entry.subheading,
        "published": entry.published,
        "contributors": [(contributor.name, contributor.role) for contributor in entry.contributors],
        "blocks": [kept for block in entry.blocks if (kept := _block(block)) is not None],
    }


def _block(block: Paragraph | Image | Embed) -> tuple[Any, ...] | None:
    if isinstance(block, Paragraph):
        return ("text", block.kind, block.text, block.attribution, block.attribution_detail)
    if isinstance(block, Image):
        return ("image", block.alt_text, block.caption, block.credit)
    if block.provider == "bbc" and not block.caption:
        return None
    return (
        "embed",
        block.kind,
        block.provider,
        block.provider_name,
        block.label_number,
        block.author_name,
        block.caption,
    )


# Columns that the text cannot hold though the HTML does: a copy names each of them.
LOST = {
    *(
        "pages.title",
        "pages.url",
        "blogs.publisher",
        "entries.identifier",
        "embeds.identifier",
        "embeds.url",
        "embeds.text",
    ),
    *(
        "images.url",
        "images.width",
        "images.height",
        "links.link_id",
        "links.url",
        "links.start_char",
        "links.end_char",
    ),
}


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name not in GLUED_HEADS | SHOWN], ids=lambda case: case.name
)
def test_a_page_and_its_copy_say_the_same(case):
    """A made page read as HTML, and flattened and read as text, gives the same posts with the same parts in order."""
    path, facts = golden.page_file(case), golden.curated(case)
    source = read_source(path, path.name, facts)
    source = replace(source, document=_SCRIPT.sub("", source.document))  # of a page's data a text has nothing
    page = read_page(source)
    copy = read_page(decode_source("page.txt", flatten(source.document).encode(), facts))
    assert (page.reader, copy.reader) == ("bbc_webcore_html", "bbc_webcore_text")
    assert what_text_keeps(copy) == what_text_keeps(page)
    assert set(copy.not_in_source) >= LOST


@pytest.mark.parametrize("name", sorted(GLUED_HEADS | SHOWN))
def test_what_flattening_destroys_is_told(name):
    """Of a page whose parts run into one another when it is flattened, the copy keeps every post, and says what is odd."""
    case = next(case for case in CASES if case.name == name)
    path, facts = golden.page_file(case), golden.curated(case)
    source = read_source(path, path.name, facts)
    copy = read_page(decode_source("page.txt", flatten(source.document).encode(), facts))
    page = read_page(source)
    assert len(copy.entries) == len(page.entries)
    assert all(one.headline in other.headline for one, other in zip(page.entries, copy.entries, strict=True))
    assert copy.remarks


# Composed pages


@dataclass(frozen=True)
class Part:
    """A part of a post: its markup, and what both readers must say of it (None: the text says nothing)."""

    markup: str
    html: tuple[Any, ...]
    text: tuple[Any, ...] | None


def _inline(words: strategies.Words) -> str:
    return escape(words.printed).replace("\u00a0", "&nbsp;")


@st.composite
def paragraphs(draw) -> Part:
    """A paragraph, perhaps with a link to another site in its middle."""
    first, last = draw(strategies.phrases(ending=".")), draw(strategies.phrases(ending="."))
    if draw(st.booleans()):
        return Part(markup.paragraph(_inline(first)), *[("text", "paragraph", first.value, "", "")] * 2)
    linked = draw(strategies.phrases())
    inner = f"{_inline(first)} {markup.link(_inline(linked), 'https://quay.example/?a=1&b=2', is_external=True)} {_inline(last)}"
    text = f"{first.value} {linked.value} {last.value}"
    return Part(markup.paragraph(inner), *[("text", "paragraph", text, "", "")] * 2)


@st.composite
def pictures(draw) -> Part:
    """A picture with a credit, with or without a caption."""
    alt, credit = draw(strategies.phrases()), draw(strategies.phrases(most=3))
    caption = draw(st.one_of(st.just(strategies.Words("", "")), strategies.lines()))
    found = ("image", alt.value, caption.value, credit.value)
    made = markup.picture(alt.printed, credit=credit.printed, caption=caption.printed)
    return Part(made, found, found)


@st.composite
def players(draw) -> Part:
    """The BBC's player, with a caption and messages or without either: then the text has nothing of it."""
    if draw(st.integers(0, 4)) == 0:
        return Part(markup.player(has_messages=False), ("embed", "media", "bbc", "", None, "", ""), None)
    caption = draw(strategies.lines())
    found = ("embed", "media", "bbc", "", None, "", caption.value)
    return Part(markup.player(caption.printed, has_messages=draw(st.booleans())), found, found)


@st.composite
def quotations(draw) -> Part:
    """A quotation and whose it is."""
    words = draw(strategies.phrases(ending="."))
    lines = draw(st.sampled_from([("Ida Coe, mayor",), ("Amos Reddy", "Goose farmer")]))
    found = ("text", "quote", words.value, *lines, "")[:5]
    return Part(markup.quotation(words.printed, *lines), found, found)


@st.composite
def lists(draw) -> list[Part]:
    """Two or three list items in one list: the first part has the markup of all."""
    items = draw(st.lists(strategies.lines(), min_size=2, max_size=3))
    made = [markup.item_list([_inline(item) for item in items]), "", ""]
    return [Part(made[n], *[("text", "list_item", item.value, "", "")] * 2) for n, item in enumerate(items)]


def _notice(provider: strategies.Provider, number: int, author: str, url: str) -> Part:
    made = markup.notice(
        *(provider.printed, provider.slug, provider.noun, provider.body, provider.policy),
        number=number,
        author=author,
        adverts=provider.adverts,
        url=url,
    )
    found = ("embed", provider.kind, provider.name, provider.printed, number, author, "")
    return Part(made, found, found)


@st.composite
def bodies(draw) -> list[Part]:
    """The parts of a post; a sentence stands first and between parts that a text cannot tell apart."""
    found: list[Part] = [draw(paragraphs())]
    counts: dict[str, int] = {}
    for _ in range(draw(st.integers(0, 5))):
        form = draw(st.integers(0, 5))
        if form == 0:
            provider = draw(st.sampled_from(strategies.PROVIDERS))
            counts[provider.slug] = counts.get(provider.slug, 0) + 1
            author = draw(st.sampled_from(["", "", "@quay_nan", "Harbour Films"]))
            url = draw(st.sampled_from(["", "https://twitter.com/quay_nan/status/1234567890123456789"]))
            found.append(_notice(provider, counts[provider.slug], author, url))
        elif form == 1:
            found += draw(lists())
        else:
            found.append(draw((pictures(), players(), quotations(), paragraphs())[form - 2]))
        if found[-1].html[1] == "quote":
            found.append(draw(paragraphs()))
    return found


@st.composite
def pages(draw) -> tuple[str, list[tuple[strategies.Post, list[Part]]]]:
    """A page and its posts."""
    posts = [(draw(strategies.posts()), draw(bodies())) for _ in range(draw(st.integers(1, 3)))]
    made = ""
    for number, (post, parts) in enumerate(posts, start=1):
        lead = markup.subheading(post.subheading) if post.subheading else ""
        if post.contributor[0]:
            lead += markup.contributor(*post.contributor)
        title = _inline(post.headline) or "Post"
        made += markup.post(number, title, post.time, lead + "".join(part.markup for part in parts))
    made += markup.post(
        99, "Welcome", "03:04 Greenwich Mean Time 2 January 2019", markup.paragraph("Good morning to all.")
    )
    return markup.page("A day", made, points=markup.points(["The quay is open"])), posts


@given(pages())
@settings(max_examples=60)
def test_a_composed_page_is_read_back_by_both_readers(made):
    """Whatever page is composed, the HTML reader gives back what was composed, and the text reader too, less the losses."""
    document, posts = made
    page = read_page(decode_source("page.html", document.encode()))
    copy = read_page(decode_source("page.txt", flatten(document).encode()))
    assert (page.reader, copy.reader) == ("bbc_webcore_html", "bbc_webcore_text")
    for entry, flat, (post, parts) in zip(page.entries, copy.entries, posts, strict=False):
        for found in (entry, flat):
            assert found.headline == post.headline.value
            assert found.published.instant == post.instant
            assert found.subheading == post.subheading
            assert [(c.name, c.role) for c in found.contributors] == [post.contributor] * bool(post.contributor[0])
        assert [_whole(block) for block in entry.blocks] == [part.html for part in parts]
        assert [_block(block) for block in flat.blocks] == [part.text for part in parts if part.text is not None]
    assert len(page.entries) == len(copy.entries) == len(posts) + 1
    assert page.key_points == copy.key_points == ("The quay is open",)


def _whole(block: Paragraph | Image | Embed) -> tuple[Any, ...]:
    if isinstance(block, Embed):
        return (
            "embed",
            block.kind,
            block.provider,
            block.provider_name,
            block.label_number,
            block.author_name,
            block.caption,
        )
    kept = _block(block)
    assert kept is not None
    return kept
