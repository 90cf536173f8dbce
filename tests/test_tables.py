"""Pages become rows: captures are joined, rows are ordered, counted and derived."""

from __future__ import annotations

import pytest

import making
import strategies
from livepack import schemas
from livepack.building import join_duplicates
from livepack.page import Contributor, Embed, Entry, Image, Link, Page, Paragraph, Published, Span
from livepack.seeds import Seeds
from livepack.tables import Capture, common_value, make_tables, representation
from making import layout, post, table

OLD, NEW = (
    {"blog": "b", "captured": "2016-12-14T16:00:00Z"},
    {"blog": "b", "captured": "2016-12-14T17:00:00Z"},
)
OLD_TEXT = layout(
    post("Bridge closed", "15:35", "Six cars wait.", "A dog on a bridgeImage source, AFP"),
    post("Morning", "15:10", "All is calm."),
)
NEW_TEXT = layout(
    post("Bridge open", "16:20", "It is over."),
    post("Bridge closed", "15:35", "Seven cars wait.", "Some turn round."),
)


def two_captures():
    """An older capture of two posts and a newer one, in which one is edited, one gone and one new."""
    return making.tables_of(("1.txt", OLD_TEXT, OLD), ("2.txt", NEW_TEXT, NEW))


def test_the_newest_capture_gives_the_row():
    """A post of two captures has one row, with the text, place and page of the newest."""
    found = two_captures()
    pages = dict(table(found, "pages", "page_id", "source_file"))
    rows = [
        (entry, headline, text, pages[page], place)
        for entry, headline, text, page, place in table(
            found, "entries", "entry_id", "headline", "text", "page_id", "position"
        )
    ]
    assert rows == [
        ("b/t20161214T1510Z", "Morning", "All is calm.", "1.txt", "2"),
        ("b/t20161214T1620Z", "Bridge open", "It is over.", "2.txt", "1"),
        (
            "b/t20161214T1535Z",
            "Bridge closed",
            "Seven cars wait.\n\nSome turn round.",
            "2.txt",
            "2",
        ),
    ]
    assert [row["paragraph_id"] for row in found["paragraphs"]] == [
        "b/t20161214T1510Z/p1",
        "b/t20161214T1620Z/p1",
        "b/t20161214T1535Z/p1",
        "b/t20161214T1535Z/p2",
    ]
    assert found["images"] == []


def test_the_order_of_names_is_not_the_order_of_captures():
    """The newest capture is told by its time, not by its name."""
    found = making.tables_of(("2.txt", OLD_TEXT, OLD), ("1.txt", NEW_TEXT, NEW))
    assert dict(table(found, "entries", "entry_id", "text"))["b/t20161214T1535Z"].startswith("Seven")


def test_the_older_capture_is_a_witness():
    """What an older capture says of a post is a witness: of the same cell, or of the post's text if the row is gone."""
    found = two_captures()
    old = next(row["page_id"] for row in found["pages"] if row["source_file"] == "1.txt")
    witnesses = [
        (
            OLD_TEXT[int(row["start_char"]) : int(row["end_char"])],
            row["table_name"],
            row["row_id"],
            row["field_name"],
        )
        for row in found["ledger"]
        if row["disposition"] == "witness"
    ]
    entry = "b/t20161214T1535Z"
    assert witnesses == [
        ("1", "entries", entry, "list_number"),
        ("Bridge closed", "entries", entry, "headline"),
        (f"15:35 {making.DATE}", "entries", entry, "published_text"),
        ("Six cars wait.", "paragraphs", f"{entry}/p1", "text"),
        ("A dog on a bridge", "entries", entry, "text"),
        ("AFP", "entries", entry, "text"),
    ]
    assert {row["page_id"] for row in found["ledger"] if row["disposition"] == "witness"} == {old}


def test_the_ledger_of_captures_that_overlap_is_whole():
    """With two captures each document is covered, every row named exists, and cells are their own spans."""
    found = two_captures()
    texts = {"1.txt": OLD_TEXT, "2.txt": NEW_TEXT}
    documents = {row["page_id"]: texts[row["source_file"]] for row in found["pages"]}
    for page_id, document in documents.items():
        ledger = [row for row in found["ledger"] if row["page_id"] == page_id]
        assert list(making.cover_problems(document, ledger)) == []
    assert list(making.row_problems(found["ledger"], found)) == []
    assert list(making.cell_problems(documents, found)) == []
    assert list(making.rule_problems(documents, found)) == []


def test_boilerplate_of_an_embed_that_a_newer_capture_dropped():
    """The notice of an embed that is gone from the newest capture still fits its rule."""
    block = strategies.consent(strategies.PROVIDERS[0], 1, "").text.replace("\n", "\n    ")
    old = layout(post("A", "15:35", "Text a.", block))
    new = layout(post("A", "15:35", "Text a."))
    found = making.tables_of(("1.txt", old, OLD), ("2.txt", new, NEW))
    documents = dict(zip((row["page_id"] for row in found["pages"]), (old, new), strict=True))
    assert found["embeds"] == []
    assert list(making.row_problems(found["ledger"], found)) == []
    assert list(making.rule_problems(documents, found)) == []


def test_findings_of_captures():
    """An edited post is a finding that says where its older words are, and one that is the same is none."""
    assert table(two_captures(), "findings", "finding_id", "code", "level", "row_id", "field_name", "message")[1:] == [
        (
            "f2",
            "entry-edited",
            "note",
            "b/t20161214T1535Z",
            "text",
            "an older capture shows this post with other words (1.txt, post 1)",
        ),
    ]
    same = making.tables_of(("1.txt", OLD_TEXT, OLD), ("2.txt", OLD_TEXT + "\n", NEW))
    assert [row["code"] for row in same["findings"]] == ["package-defaults"]


def test_what_is_said_of_no_blog_is_told():
    """A live blog that seeds.yaml describes and no page belongs to is a finding, in the order of the file."""
    blogs = {"c": {}, OLD["blog"]: {}, "a": {}}
    found = making.tables_of(("1.txt", OLD_TEXT, OLD), package={"name": "p"}, blogs=blogs)["findings"]
    assert [(row["code"], row["level"], row["page_id"], row["message"].split()[-1]) for row in found] == [
        ("blog-unused", "warning", "", "c"),
        ("blog-unused", "warning", "", "a"),
    ]


def test_counts():
    """Counts are of the rows: a page counts the posts that it shows, a blog each post once."""
    found = two_captures()
    assert table(
        found,
        "pages",
        "source_file",
        "entry_count",
        "image_count",
        "embed_count",
        "earliest_published",
        "latest_published",
    ) == [
        ("1.txt", "2", "0", "0", "2016-12-14T15:10:00Z", "2016-12-14T15:10:00Z"),
        ("2.txt", "2", "0", "0", "2016-12-14T15:35:00Z", "2016-12-14T16:20:00Z"),
    ]
    assert table(
        found,
        "blogs",
        "blog_id",
        "pages_held",
        "entry_count",
        "earliest_published",
        "latest_published",
    ) == [
        ("b", "2", "3", "2016-12-14T15:10:00Z", "2016-12-14T16:20:00Z"),
    ]
    assert table(found, "entries", "word_count", "paragraph_count", "embed_count", "image_count")[-1] == (
        "6",
        "2",
        "0",
        "0",
    )


def test_later_pages_are_older():
    """Of pages captured at one time, the one with the lower number is newer."""
    pages = [
        ("1.txt", NEW_TEXT, {"blog": "b", "page_number": 1}),
        ("2.txt", OLD_TEXT, {"blog": "b", "page_number": 2}),
    ]
    found = making.tables_of(*pages)
    assert dict(table(found, "entries", "entry_id", "text"))["b/t20161214T1535Z"].startswith("Seven")


def test_rows_stand_in_order():
    """Blogs come by id, pages by source file, children in their parents' order, the ledger by page and start."""
    found = making.tables_of(
        ("c.txt", layout(post("D", "09:00", "v.")), {"blog": "a"}),
        ("b.txt", layout(post("B", "15:35", "x.", "y."), post("A", "15:00", "z.")), {"blog": "a"}),
        (
            "a.txt",
            "Summary\n\n  • One\n\n  • Two\n\n" + layout(post("C", "12:00", "w.")),
            {"blog": "z"},
        ),
    )
    pages = [row["page_id"] for row in found["pages"]]
    assert [row["blog_id"] for row in found["blogs"]] == ["a", "z"]
    assert [row["source_file"] for row in found["pages"]] == ["a.txt", "b.txt", "c.txt"]
    assert table(found, "key_points", "key_point_id", "position", "text") == [
        (f"{pages[0]}/k1", "1", "One"),
        (f"{pages[0]}/k2", "2", "Two"),
    ]
    assert [row["headline"] for row in found["entries"]] == ["C", "B", "A", "D"]
    assert [row["text"] for row in found["paragraphs"]] == ["w.", "x.", "y.", "z.", "v."]
    starts = [(pages.index(row["page_id"]), int(row["start_char"])) for row in found["ledger"]]
    assert starts == sorted(starts)


def test_the_order_of_captures_given_changes_nothing():
    """Whatever the order in which pages are read, the tables are the same."""
    captures = [making.capture(OLD_TEXT, "1.txt", **OLD), making.capture(NEW_TEXT, "2.txt", **NEW)]
    seeds = Seeds(documents={"1.txt": OLD, "2.txt": NEW})
    assert make_tables(captures, seeds) == make_tables(captures[::-1], seeds)


def test_a_blog_that_is_guessed():
    """A page of which nobody says the blog is a blog of its own, with a note; a page that somebody placed is not."""
    found = making.tables_of(("1.txt", OLD_TEXT, {}), ("2.txt", NEW_TEXT, {"blog": "b"}))
    blogs = {row["source_file"]: (row["page_id"], row["blog_id"]) for row in found["pages"]}
    page_id, blog_id = blogs["1.txt"]
    assert (page_id, blogs["2.txt"][1]) == (blog_id, "b")
    assert table(found, "findings", "code", "page_id", "table_name", "field_name")[1:] == [
        ("blog-guessed", page_id, "pages", "blog_id"),
    ]


def test_a_page_that_somebody_named():
    """seeds.yaml may give the page its id, which its children and its guessed blog take over."""
    found = making.tables_of(("1.txt", "Summary\n\n  • One\n\n" + OLD_TEXT, {"id": "front"}))
    assert table(found, "pages", "page_id", "blog_id") == [("front", "front")]
    assert found["key_points"][0]["key_point_id"] == "front/k1"
    assert found["entries"][0]["entry_id"] == "front/t20161214T1535Z"


def test_duplicates_are_joined():
    """Of documents with the same bytes the first by name is kept, and the others are findings."""
    captures = [making.capture(OLD_TEXT, name, blog="b") for name in ("c.txt", "a.txt", "b.txt")]
    joined = join_duplicates(captures, Seeds())
    assert [(capture.name, capture.duplicates) for capture in joined] == [("a.txt", ("b.txt", "c.txt"))]
    found = make_tables(joined, Seeds(package={"name": "x"}, documents={"a.txt": {"blog": "b"}}))
    assert [row["source_file"] for row in found["pages"]] == ["a.txt"]
    assert (
        table(found, "findings", "code", "page_id", "field_name")
        == [
            ("duplicate-source", found["pages"][0]["page_id"], "source_file"),
        ]
        * 2
    )
    for row, name in zip(found["findings"], ("b.txt", "c.txt"), strict=True):
        assert name in row["message"]


def test_remarks_become_findings():
    """What a reader remarks is a finding with its line, row and field."""
    text = layout(post("A", "25:00", "Text a.", "Image caption,"))
    found = making.tables_of(("1.txt", text, {"blog": "b"}))
    entry = found["entries"][0]["entry_id"]
    assert table(found, "findings", "code", "table_name", "row_id", "field_name", "source_line", "message")[1:] == [
        (
            "time-impossible",
            "entries",
            entry,
            "published_text",
            "1",
            f"this time or date does not exist: 25:00 {making.DATE}",
        ),
        (
            "caption-missing",
            "images",
            f"{entry}/i1",
            "caption",
            "5",
            "a caption label is followed by no caption",
        ),
    ]


def test_blocks_are_placed():
    """Blocks are counted together, and each kind by itself; media know how many paragraphs precede them."""
    block = strategies.consent(strategies.PROVIDERS[2], 1, "").text.replace("\n", "\n    ")
    text = layout(
        post(
            "A",
            "15:35",
            "One.",
            "A dogImage source, AFP",
            "Two.",
            block,
            "Three.",
            "A catImage source, PA",
        )
    )
    found = making.tables_of(("1.txt", text, {"blog": "b"}))
    entry = "b/t20161214T1535Z"
    columns = ("position", "block", "after_paragraph")
    assert table(found, "paragraphs", "paragraph_id", *columns[:2]) == [
        (f"{entry}/p1", "1", "1"),
        (f"{entry}/p2", "2", "3"),
        (f"{entry}/p3", "3", "5"),
    ]
    assert table(found, "images", "image_id", *columns) == [
        (f"{entry}/i1", "1", "2", "1"),
        (f"{entry}/i2", "2", "6", "3"),
    ]
    assert table(found, "embeds", "embed_id", *columns) == [(f"{entry}/m1", "1", "4", "2")]


def rich_page(identifier="", **facts):
    """A page with everything that the layout copy cannot hold."""
    link = Link(4, 8, "https://example.org/", is_external=True)
    entry = Entry(
        0,
        1,
        Published("now", "2016-12-14T15:35:07Z", precision="second", basis="page_data"),
        identifier="i1",
        url="https://example.org/i1",
        language="cy",
        contributors=(Contributor("Ada", "Editor", "https://example.org/ada"), Contributor("Bo")),
        blocks=(
            Paragraph("See this, and that", "heading", links=(link, Link(14, 18))),
            Image(width=640, height=480),
        ),
        first_published="2016-12-14T15:00:00Z",
        updated="2016-12-14T16:00:00Z",
        is_breaking=True,
        is_pinned=False,
    )
    page = Page(
        "test",
        (entry,),
        (
            Span(0, 1, "field", "entries", 1, 0, "headline", 2, "html"),
            Span(1, 2, "witness", "blogs", 0, 0, "title"),
        ),
        key_points=(),
        contributors=(Contributor("Desk"),),
        blocks=(Embed("video", "bbc", "linked"),),
        title="T",
        url="https://example.org/t",
        blog_identifier=identifier,
        publisher="P",
        language="cy",
        time_zone="Europe/London",
        page_number=1,
        not_in_source=("a.b", "c.d"),
        **facts,
    )
    return Capture("1.json", "0123456789abcdef", 3, 2, "utf-8", "lf", page)


def test_what_other_formats_hold():
    """Links, addresses, flags, page contributors, parts and decodings come into their columns."""
    found = make_tables([rich_page("bbc-1")], Seeds())
    entry = "bbc-1/i1"
    assert table(
        found,
        "links",
        "link_id",
        "entry_id",
        "paragraph_id",
        "start_char",
        "end_char",
        "text",
        "url",
        "is_external",
    ) == [
        (f"{entry}/l1", entry, f"{entry}/p1", "4", "8", "this", "https://example.org/", "true"),
        (f"{entry}/l2", entry, f"{entry}/p1", "14", "18", "that", "", ""),
    ]
    assert table(found, "contributors", "contributor_id", "entry_id", "name", "role", "position") == [
        ("p0123456789ab/c1", "", "Desk", "", "1"),
        (f"{entry}/c1", entry, "Ada", "Editor", "1"),
        (f"{entry}/c2", entry, "Bo", "", "2"),
    ]
    assert table(
        found,
        "entries",
        "author_name",
        "author_role",
        "is_breaking",
        "is_pinned",
        "is_summary",
        "language",
        "published_basis",
    ) == [
        ("Ada", "Editor", "true", "false", "", "cy", "page_data"),
    ]
    assert table(found, "embeds", "embed_id", "entry_id", "page_id") == [("p0123456789ab/m1", "", "p0123456789ab")]
    assert table(found, "images", "width", "height") == [("640", "480")]
    assert table(found, "ledger", "table_name", "row_id", "field_name", "part", "decode") == [
        ("entries", entry, "headline", "2", "html"),
        ("blogs", "bbc-1", "title", "", ""),
    ]
    assert table(found, "pages", "title", "url", "page_number", "not_in_source", "embed_count") == [
        ("T", "https://example.org/t", "1", "a.b c.d", "1")
    ]
    assert table(found, "blogs", "blog_id", "title", "publisher", "language", "time_zone") == [
        ("bbc-1", "T", "P", "cy", "Europe/London")
    ]


def test_people_know_better():
    """What seeds.yaml says of a page and its blog stands in place of what the source says, and is listed."""
    seeds = Seeds(
        documents={
            "1.json": {
                "blog": "z",
                "title": "Curated",
                "page_number": 2,
                "language": "en",
                "notes": "x",
                "rights": "R",
            }
        },
        blogs={
            "z": {"title": "Blog", "section": "World", "pages_stated": 3, "representation": "full"},
            "other": {"title": "No"},
        },
    )
    found = make_tables([rich_page("bbc-1")], seeds)
    assert table(found, "pages", "blog_id", "title", "page_number", "language", "rights", "url") == [
        ("z", "Curated", "2", "en", "R", "https://example.org/t"),
    ]
    assert set(found["pages"][0]["curated"].split()) == {
        "blogs.title",
        "blogs.section",
        "blogs.pages_stated",
        "blogs.representation",
        "pages.title",
        "pages.page_number",
        "pages.language",
        "pages.rights",
    }
    assert table(found, "blogs", "blog_id", "title", "publisher", "section", "pages_stated", "representation") == [
        ("z", "Blog", "P", "World", "3", "full"),
    ]


@pytest.mark.parametrize(
    ("stated", "numbers", "whole"),
    [
        ("", ["1"], "unknown"),
        ("2", ["1", "2"], "full"),
        ("2", ["1", "1"], "partial"),
        ("2", ["", ""], "full"),
        ("3", ["", ""], "partial"),
        ("1", ["1", ""], "full"),
    ],
)
def test_how_whole_a_blog_is(stated, numbers, whole):
    """A blog is whole if as many pages are held as its publisher states; the same page twice counts once."""
    assert representation({"pages_stated": stated}, [{"page_number": number} for number in numbers]) == whole


def test_a_value_that_all_share():
    """A blog has a language only if all of its pages have the same."""
    assert [common_value(values) for values in (["en", "en"], ["en", "cy"], [])] == ["en", "", ""]


def test_rows_have_known_columns_and_text_only():
    """Every row of every table has only columns that schemas/ describes, and every cell is text."""
    for found in (two_captures(), make_tables([rich_page()], Seeds())):
        assert list(found) == list(schemas.tables())
        for name, rows in found.items():
            for row in rows:
                assert set(row) <= set(schemas.tables()[name].columns)
                assert all(isinstance(value, str) for value in row.values())
