"""Whatever page is composed and laid out as text, the reader gives back what was composed."""

from __future__ import annotations

from hypothesis import given, settings

import copies
import making
import strategies
from livepack.page import Embed, Image, Paragraph


def contents_of(blocks):
    """Blocks in the form in which strategies.py says what must come out."""
    found = []
    for block in blocks:
        if isinstance(block, Paragraph):
            source = [part for part in (block.attribution, block.attribution_detail) if part]
            found.append((block.kind, block.text, *source))
        elif isinstance(block, Image):
            found.append(("image", block.alt_text, block.caption, block.credit))
        else:
            assert isinstance(block, Embed)
            found.append(
                (
                    block.kind,
                    block.provider,
                    block.provider_name,
                    block.label_number,
                    block.author_name,
                    block.caption,
                )
            )
    return found


@given(strategies.pages())
def test_a_composed_page_is_read_back(page):
    """Key points, heads, times, lines under the head and blocks in order come out as they were composed."""
    found = making.read(strategies.flatten(page))
    assert list(found.key_points) == [point.value for point in page.key_points]
    assert len(found.entries) == len(page.posts)
    for number, (entry, post) in enumerate(zip(found.entries, page.posts, strict=True), start=1):
        assert entry.list_number == number
        assert entry.headline == post.headline.value
        assert entry.published.text == post.time
        assert (entry.published.instant, entry.published.offset) == (post.instant, post.offset)
        assert entry.published.local == post.wall.isoformat()
        assert entry.published.basis == ("zone_supplied" if post.zone_form == "none" else "stated")
        assert entry.subheading == post.subheading
        contributors = [(who.name, who.role) for who in entry.contributors]
        assert contributors == ([post.contributor] if post.contributor[0] else [])
        assert contents_of(entry.blocks) == post.contents
    codes = {remark.code for remark in found.remarks}
    assert codes <= {"lead-line-guessed", "line-unclear", "alt-line-guessed", "lines-joined"}


@given(strategies.pages())
def test_a_composed_page_leaves_nothing_out(page):
    """The ledger of a composed page covers it exactly once, and every cell is what its spans give."""
    text = strategies.flatten(page)
    tables = making.tables_of(("page.txt", text, {}))
    documents = {tables["pages"][0]["page_id"]: text}
    assert list(making.cover_problems(text, tables["ledger"])) == []
    assert list(making.markup_problems(text, tables["ledger"], tables)) == []
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []
    assert list(making.rule_problems(documents, tables)) == []


@settings(max_examples=max(100, settings.default.max_examples // 2))
@given(copies.printed_pages())
def test_a_page_is_read_back_from_every_kind_of_copy(printed):
    """Whatever page is composed and flattened by any tool, all that the tool keeps comes out, and nothing is left."""
    tables = making.tables_of(("page.txt", printed.text, {}))
    found = making.read(printed.text)
    assert list(found.key_points) == [point.value for point in printed.page.key_points]
    assert len(found.entries) == len(printed.page.posts)
    for number, (entry, post) in enumerate(zip(found.entries, printed.page.posts, strict=True), start=1):
        assert entry.list_number == (number if printed.copy.has_numbers else None)
        assert entry.headline == post.headline.value
        assert (entry.published.text, entry.published.instant) == (post.time, post.instant)
        assert entry.subheading == post.subheading
        contributors = [(who.name, who.role) for who in entry.contributors]
        assert contributors == ([post.contributor] if post.contributor[0] else [])
        assert contents_of(entry.blocks) == printed.contents[number - 1]
    documents = {tables["pages"][0]["page_id"]: printed.text}
    assert list(making.cover_problems(printed.text, tables["ledger"])) == []
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []
    assert list(making.rule_problems(documents, tables)) == []
