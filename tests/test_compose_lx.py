"""Whatever page of the older generation is composed and copied as text, the reader gives back what was composed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings

import lx_strategies
import making
from livepack.page import Embed, Image, Paragraph
from test_good_packages import codes_of


def contents_of(blocks):
    """Blocks in the form in which lx_strategies.py says what must come out."""
    found = []
    for block in blocks:
        if isinstance(block, Paragraph):
            source = [part for part in (block.attribution, block.attribution_detail) if part]
            found.append((block.kind, block.text, *source))
        elif isinstance(block, Image):
            found.append(("image", block.alt_text, block.caption, block.copyright_holder))
        else:
            assert isinstance(block, Embed)
            found.append(("embed", block.kind, block.provider, block.provider_name, block.caption))
    return found


@given(lx_strategies.pages())
def test_a_composed_page_is_read_back(page):
    """Key points, names, heads, times and blocks in order come out as they were composed."""
    found = making.read(lx_strategies.flatten(page))
    assert found.reader == "bbc_lx_text"
    assert list(found.key_points) == [point.value for point in page.key_points]
    assert [who.name for who in found.contributors] == list(page.names)
    assert (found.page_number, found.pages_stated) == (1, 7)
    assert len(found.entries) == len(page.posts)
    for number, (entry, post) in enumerate(zip(found.entries, page.posts, strict=True), start=1):
        assert entry.list_number == (None if page.copy == lx_strategies.LINES else number)
        assert entry.headline == post.headline.value
        assert entry.is_breaking == (True if post.is_breaking else None)
        contributors = [(who.name, who.role) for who in entry.contributors]
        assert contributors == ([post.contributor] if post.contributor[0] else [])
        assert contents_of(entry.blocks) == post.contents
        if not page.has_times:
            assert entry.published.text == ""
            continue
        assert (entry.published.text, entry.published.local) == (post.time, post.wall.isoformat())
        is_summer = post.wall.month in (6, 7)
        assert entry.published.instant == ("" if is_summer else f"{post.wall.isoformat()}Z")
    codes = {remark.code for remark in found.remarks}
    assert codes <= {"times-missing", "zone-unsure", "quote-source-unclear"}


@given(lx_strategies.pages())
def test_a_composed_page_leaves_nothing_out(page):
    """The ledger of a composed page covers it exactly once, and every cell is what its spans give."""
    text = lx_strategies.flatten(page)
    tables = making.tables_of(("page.txt", text, {}))
    documents = {tables["pages"][0]["page_id"]: text}
    assert list(making.cover_problems(text, tables["ledger"])) == []
    assert list(making.markup_problems(text, tables["ledger"], tables)) == []
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []
    assert list(making.rule_problems(documents, tables)) == []


@settings(max_examples=60)
@given(lx_strategies.pages())
def test_a_composed_page_is_valid(page):
    """Whatever page is composed raises no error, and no warning but on its times and their order."""
    with tempfile.TemporaryDirectory() as home:
        found = codes_of(Path(home), {"page.txt": lx_strategies.flatten(page)})
    assert found["error"] == {}
    assert set(found["warning"]) <= {"times-missing", "zone-unsure", "order-inverted", "repeated-line"}
