"""Copies that keep lines but no layout: what is claimed, what is refused, and what is told of what is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import golden
import making
import strategies
from livepack.building import build_package
from livepack.errors import SourceError
from livepack.readers import readers
from livepack.source import decode_source
from livepack.validation import validate_package

TIME = "published at 10:12 Greenwich Mean Time 9 November 2023"
OTHER = "published at 10:01 Greenwich Mean Time 9 November 2023"
PAGE = f"The ferry sails{TIME}\nIt has left the quay.\nPost{OTHER}\nThe fog is lifting.\n"
LAYOUT = f"  1. The ferry sails{TIME}\n\n    It has left the quay.\n\n"
READER = "bbc_webcore_reader_text"


def claimed(text):
    source = decode_source("page.txt", text.encode())
    return [r.FORMAT.id for r in readers() if r.FORMAT.media_type == source.media_type and r.claims(source)]


def codes(text):
    return [(remark.code, remark.found) for remark in making.read(text).remarks]


def notice(*places, provider=0, number=1):
    """Lines of a consent notice by their places, from 0 to 6."""
    lines = [line for line in strategies.consent(strategies.PROVIDERS[provider], number, "").text.split("\n") if line]
    return "".join(f"{lines[place]}\n" for place in places)


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        PAGE.replace("\n", "\n\n"),
        f"The ferry sails{TIME}\n",
        "One thingpublished at 10:12\nText.\nAnotherpublished at 10:01\nText.\n",
        "One thingpublished at 10:12\nA ferryImage source, AFP\n",
        f"## The ferry sails{TIME}\n\nIt has left the quay.\n",
        f"Live Reporting\n\n 1. The ferry sails {TIME}\n\n    It has left.\n\n 2. Post {OTHER}\n\n    Fog.\n",
        f"Said published at ten, then 'over'{TIME}\n",
        f"    1.\n\nThe ferry sails{TIME}\n   It has left.\n",
        f"The ferry sails\n{TIME}\nImage caption,\nIt has left.\nPost\n{OTHER}\nFog.\n",
        f"Live Reporting\n 1. One {TIME}\n The list was {TIME}\n 2. Two {OTHER}\n Text.\n",
    ],
)
def test_a_copy_of_lines_is_claimed(text):
    """Heads that end with a time, glued to their titles or numbered on a page that shows what else it is."""
    assert claimed(text) == [READER]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It was published at 10:12 on Monday.\n",
        f"The first list was {TIME}\nThe second was {OTHER}\n",
        f"> The ferry sails{TIME}\n> It has left.\n",
        f"| The ferry sails{TIME}\n",
        f"{TIME}\n",
        f"A title\n{TIME}\n{OTHER}\nImage caption,\n",
        f"The first list\n{TIME}\nThe second list\n{OTHER}\n",
        f"Image caption,\nThe first list\n{TIME}\nand that was that.\n",
        f"The ferry sails{TIME} and came back.\n",
        "Goose thieves caughtpublished at 10:00\n",
        "Goose thieves caughtpublished at 10:00 on Monday\nTwopublished at 10:01 in the morning\n",
        f"1. Goose thieves {TIME}\n2. Town hall clock {OTHER}\n",
        f"Image caption,\n\n1. Goose thieves {TIME}\n7. Town hall clock {OTHER}\n",
        f"{'word ' * 80}end{TIME}\n",
        'The page says "Allow Twitter content?" and was published at 10:12\n',
    ],
)
def test_what_is_no_copy_of_a_live_page(text):
    """Prose, quoted heads, lists of links and lines that go on after the time are not claimed."""
    assert claimed(text or "x") == []


def test_a_layout_copy_is_not_claimed_twice():
    """A numbered and indented page is the layout reader's alone."""
    assert claimed(LAYOUT) == ["bbc_webcore_text"]


def test_a_number_that_is_text():
    """A number on a line of its own belongs to the text above it unless every head has its number."""
    page = making.read(f"The score{TIME}\nGoals so far:\n3.\nPost{OTHER}\nText.\n")
    assert [block.text for block in page.entries[0].blocks] == ["Goals so far:", "3."]
    assert [entry.list_number for entry in page.entries] == [None, None]


def test_a_number_above_a_head_of_two_lines():
    """Such a number is text too, and the head begins with its title."""
    page = making.read(f"One\n{TIME}\nImage caption,\nIt has left.\n3.\nPost\n{OTHER}\nFog.\n")
    assert [block.text for block in page.entries[0].blocks[1:]] == ["3."]
    assert page.entries[1].start == page.entries[0].end


def test_what_such_a_copy_cannot_hold():
    """Numbers, labels of embeds and alternative texts are named where none of them is left, and only there."""
    bare = making.read(PAGE + notice(3, 4)).not_in_source
    assert {"entries.list_number", "embeds.label_number", "embeds.author_name"} <= set(bare)
    assert "images.alt_text" not in bare
    whole = making.read(f"    1.\n\nThe ferry sails{TIME}\n" + notice(*range(7))).not_in_source
    assert {"entries.list_number", "embeds.label_number", "embeds.author_name"} & set(whole) == set()
    assert "images.alt_text" in making.read(f"{PAGE}Image source, AFP\n").not_in_source
    assert {"images.alt_text", "images.credit"} <= set(making.read(f"{PAGE}Image caption,\nA ferry.\n").not_in_source)
    assert "images.alt_text" not in making.read(f"{PAGE}Image source, AFP\nA dogImage source, AFP\n").not_in_source
    assert "images.alt_text" not in making.read(f"{PAGE}A dog\nImage caption,\nA dog, later.\n").not_in_source


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((3, 4), []),
        ((2, 3, 4, 5, 6), []),
        ((0, 1, 2, 3, 4, 5, 6), []),
        ((2, 3, 4, 6), []),
        ((3,), ["the explanation"]),
        ((4,), ["the heading"]),
    ],
)
def test_lines_that_a_kind_of_copy_leaves_out(lines, found):
    """What no block of a copy of lines has is no loss of one block; half a notice is."""
    remarks = codes(PAGE + notice(*lines))
    assert [said for code, said in remarks if code == "embed-block-cut"] == found


def test_a_line_that_one_block_has_lost():
    """Where one block has its labels, another that lacks them is cut."""
    text = PAGE + notice(2, 3, 4, 5, 6) + notice(2, 3, 4, 5, number=2)
    assert [said for code, said in codes(text) if code == "embed-block-cut"] == ["the end"]
    text = PAGE + notice(*range(7)) + notice(2, 3, 4, 5, 6, number=2)
    assert [said for code, said in codes(text) if code == "embed-block-cut"] == ["the notice, the first disclaimer"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ((3, 4), "the skip link, the second disclaimer, the end"),
        ((2, 3, 4, 6), "the second disclaimer"),
        ((1, 2, 3, 4, 5, 6), "the notice"),
    ],
)
def test_a_layout_copy_with_missing_lines_is_cut(lines, found):
    """A layout copy may leave the words for browsers without scripts out, and nothing else."""
    text = LAYOUT + "".join(f"    {line}\n" for line in notice(*lines).splitlines())
    assert [said for code, said in codes(text) if code == "embed-block-cut"] == [found]
    whole = LAYOUT + "".join(f"    {line}\n" for line in notice(2, 3, 4, 5, 6).splitlines())
    assert codes(whole) == []


@pytest.mark.parametrize(
    ("lines", "subheading", "contributor", "texts"),
    [
        (("Ida Coe", "Reporter", "It rains."), "", ("Ida Coe", "Reporter"), ["It rains."]),
        (("A wet day", "Ida Coe", "It rains."), "A wet day", ("Ida Coe", ""), ["It rains."]),
        (("A wet day", "Ida Coe", "Reporter", "It rains."), "A wet day", ("Ida Coe", "Reporter"), ["It rains."]),
        (("A wet day", "And a cold one", "It rains."), "", None, ["A wet day", "And a cold one", "It rains."]),
        (("One nil", "Two nil", "Three nil", "Four nil", "All over."), "", None, ["One nil", "Two nil", "Three nil", "Four nil", "All over."]),
    ],
)  # fmt: skip
def test_lines_under_a_head(lines, subheading, contributor, texts):
    """Two or three short lines are a subheading and a contributor only if one of them reads like a name or a desk."""
    entry = making.read(f"The weather{TIME}\n" + "".join(f"{line}\n" for line in lines)).entries[0]
    assert entry.subheading == subheading
    assert [(who.name, who.role) for who in entry.contributors] == ([contributor] if contributor else [])
    assert [block.text for block in entry.blocks] == texts


def test_lines_that_some_blank_lines_part():
    """Where blank lines part some lines only, pictures in a row are told, and a sentence above one is none."""
    text = (
        f"  Pictures{TIME}\n\n  First.\n\n  Second.\n\n  A dog\n  A catImage source, AFP\n  Image caption,\n\n  Both.\n\n"
        "  They ran.\n  A hareImage source, AFP\n\n  One item\n  Another item\n\n  Last.\n"
    )
    found = [
        (block.text if hasattr(block, "text") else (block.alt_text, block.caption))
        for block in making.read(text).entries[0].blocks
    ]
    pictures = [("A dog", ""), ("A cat", "Both.")]
    assert found == ["First.", "Second.", *pictures, "They ran.", ("A hare", ""), "One item", "Another item", "Last."]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_numbered_lines_are_a_list(gap):
    """Lines numbered 1, 2, 3 are list items, and a number alone is text."""
    lines = ("In order:", "1. The ferry", "2. The bridge", "And so on.", "3. March it was.", "1. is the first.")
    blocks = making.read(f"The list{TIME}{gap}" + gap.join(lines) + "\n").entries[0].blocks
    kinds = ["paragraph", "list_item", "list_item", "paragraph", "paragraph", "paragraph"]
    assert [block.kind for block in blocks] == kinds
    assert [block.text for block in blocks][1:3] == ["The ferry", "The bridge"]


@pytest.mark.parametrize(
    "text",
    [
        f"One{TIME}\nThe list was {TIME}\nTwo{OTHER}\nText.\n",
        f"One{TIME}\nA catImage source, .\nImage caption,\nA cat.\nImage caption,\nPost{OTHER}\nFog.\n",
        f"Summary\nPoint one\nMedia caption,\nThe film.\nPoint two\nEdited by A and B\nOne{TIME}\nText.\nPost{OTHER}\nFog.\n",
        f"Home\nSummary\nBridge\nSummary\n• Point one\n• Point two\nGet involved\nCall us.\nOne{TIME}\nText.\n",
        f"One{TIME}\nBreaking\nIt has left.\nPost{OTHER}\nThe story.\nRead More\n",
        f"One{TIME}\n1. First thing\n2. Second thing\nTwo{OTHER}\nSee Facebook , externalor Twitter, external\n",
        f"    1.\n\nOne{TIME}\n   Text.\n   Image caption,\n    2.\n\nTwo{OTHER}\n   Text.\n",
        f"One{TIME}\nQuote Message\n“I saw it.\nI heard it.”\nAda Coe\nMore text.\n",
    ],
)
def test_a_copy_of_lines_raises_no_false_alarm(text, tmp_path):
    """What reader copies print between their posts raises no error when it is built and validated."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "page.txt").write_text(text, "utf-8")
    build_package([tmp_path / "sources"], tmp_path / "package")
    report = validate_package(tmp_path / "package", tmp_path / "sources")
    assert [finding.code for finding in report.findings if finding.level == "error"] == []
    assert "unread" not in {span.disposition for span in making.read(text).ledger}


def test_the_line_of_copyright_is_outside():
    """The last line of a page is outside if it is the publisher's copyright; anywhere else it is text."""
    footer = "Copyright © 2026 BBC. The BBC is not responsible for the content of external sites."
    page = making.read(f"{PAGE}\n{footer}\n")
    assert [span.disposition for span in page.ledger][-2:] == ["outside", "markup"]
    assert len(page.entries[-1].blocks) == 1
    assert len(making.read(f"{PAGE}{footer}\nMore.\n").entries[-1].blocks) == 3


@pytest.mark.parametrize("heading", ["Related topics", "More on this story", "Most Read"])
def test_lists_of_links_below_the_posts_are_outside(heading):
    """What begins with the heading of the lists of links that pages end with is no text of the last post."""
    text = f"{PAGE}{heading}\nBridge closed\nPublished 3 hours ago\n"
    page = making.read(text)
    assert [block.text for block in page.entries[-1].blocks] == ["The fog is lifting."]
    (span,) = [span for span in page.ledger if span.disposition == "outside"]
    assert text[span.start : span.end] == f"{heading}\nBridge closed\nPublished 3 hours ago"


def test_a_layout_copy_that_has_lost_its_blank_lines():
    """It is read as a copy with a line for each block: its paragraphs stay apart, and its numbers are kept."""
    text = making.layout(making.post("A", "15:35", "One two.", "Three."), making.post("B", "15:00", "Four.", "Five."))
    assert claimed(text) == ["bbc_webcore_text"]
    lost = text.replace("\n\n", "\n")
    assert claimed(lost) == [READER]
    page = making.read(lost)
    assert [entry.list_number for entry in page.entries] == [1, 2]
    assert [[block.text for block in entry.blocks] for entry in page.entries] == [
        ["One two.", "Three."],
        ["Four.", "Five."],
    ]


@pytest.mark.parametrize(
    "cut",
    [
        "published\n    at",
        "published at\n    ",
        "Greenwich\n    Mean",
        "Mean\n    Time",
        "Time\n    14",
        "14\n    December",
        "December\n    2016",
    ],
)
@pytest.mark.parametrize("is_layout", [True, False])
def test_a_head_that_goes_on_in_the_next_line(cut, is_layout):
    """A time that is broken off would be a wrong time: the copy is refused."""
    text = making.layout(making.post("A", "15:35", "One."), making.post("B", "15:00", "Two."))
    text = (
        text if is_layout else text.replace("\n\n", "\n").replace("    ", "").replace("  1. ", "").replace("  2. ", "")
    )
    whole = "".join(cut.split("\n    ")) if cut.startswith("published at") else " ".join(cut.split("\n    "))
    assert whole in text
    cut = cut if is_layout else cut.replace("    ", "")
    with pytest.raises(SourceError, match="broken at a width") as caught:
        making.read(text.replace(whole, cut, 1))
    assert "in line 1" in str(caught.value)


def test_a_layout_copy_on_one_line():
    """Posts of a page without a summary begin with a number also where the copy has lost its lines."""
    text = " ".join(making.layout(*[making.post(f"A{n}", "15:35", "One two. " * 20) for n in range(4)]).split())
    with pytest.raises(SourceError, match="lost its lines"):
        making.read(text)


def test_the_day_that_a_corpus_puts_before_the_summary():
    """It is outside, and the summary is told all the same."""
    page = making.read(f" date 2024-11-20 Summary\n- Point one\n- Point two\n{PAGE}")
    assert page.key_points == ("Point one", "Point two")


@pytest.mark.parametrize("is_layout", [True, False])
def test_several_pages_in_one_file(is_layout):
    """Numbers begin again at 1 on each page, so posts of a second page are told, and the file is refused."""
    text = making.small_page("One.", "Two.") + making.small_page("Three.")
    with pytest.raises(SourceError, match="holds several pages") as caught:
        making.read(text if is_layout else text.replace("\n\n", "\n"))
    assert f"in line {7 if is_layout else 4}" in str(caught.value)


@pytest.mark.parametrize("bullet", ["*", "-"])
def test_bullets_of_plain_characters_in_a_layout_copy(bullet):
    """Key points tell which character stands for a bullet; list items have it too."""
    text = f"Summary\n\n  {bullet} Point one\n\n{making.small_page('One:', f'{bullet} Two')}"
    page = making.read(text)
    assert page.key_points == ("Point one",)
    assert [(block.kind, block.text) for block in page.entries[0].blocks] == [
        ("paragraph", "One:"),
        ("list_item", "Two"),
    ]


def test_titles_above_a_blank_line():
    """A title may stand above its time with a blank line between them, in all heads of a page or in none."""
    text = PAGE.replace("sailspub", "sails\n\npub").replace("Postpub", "Image caption,\nA quay\nPost\n\npub")
    assert [entry.headline for entry in making.read(text).entries] == ["The ferry sails", ""]


def test_heads_of_two_lines():
    """A title above its time is that head's, and the head before ends where it begins."""
    page = making.read(f"The ferry sails\n{TIME}\nImage caption,\nIt has left.\nPost\n{OTHER}\nFog.\n")
    assert [(entry.headline, len(entry.blocks)) for entry in page.entries] == [("The ferry sails", 1), ("", 1)]
    assert "spaces-inserted" not in [remark.code for remark in page.remarks]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Live One{TIME} Text. Two{OTHER} Text.\n", "lost its lines"),
        (f"Live One {TIME} Text. Two {OTHER} Text. Three {OTHER} More.\n", "lost its lines"),
        (f"{PAGE}See the\nport\n, external\nfor more.\n", "amid sentences"),
        (f"{PAGE}A dog\nImage source,\nAFP\n", "amid sentences"),
        (f"{PAGE}A [3]link\nB [2]link\nC [4]link\n", "numbers of links"),
        (f"{PAGE}See References\n\nReferences\n\n   1. file:///x\n", "numbers of links"),
        (f"{PAGE}See [the port](https://example.org).\n", "addresses"),
        (f"{PAGE}See the port     (https://example.org).\n", "addresses"),
        (f"{LAYOUT}    See the port     (/news/1).\n", "addresses"),
        (f"### One{TIME}\n\nThis is **bold**.\n", "marks of emphasis"),
    ],
)
def test_copies_that_are_too_poor(text, words):
    """What would be read wrongly is refused, and the message says what it looks like and how to do better."""
    with pytest.raises(SourceError, match=words) as caught:
        making.read(text)
    assert caught.value.found
    assert "flatten the page again" in caught.value.advice


def test_brackets_and_asterisks_of_editors():
    """A number in brackets, an address in brackets right after a word, or an asterisk are the editors' own."""
    text = (
        f"{PAGE}Goals: Coe [2], Fold.\nSee the port (https://example.org).\nTickets cost £5*.\n* Children are free.\n"
    )
    assert len(making.read(text).entries[-1].blocks) == 5


def test_lines_broken_at_a_width():
    """Lines broken at a width are refused; short lines, or ends of sentences near one length, are not."""
    long = "It was late in the evening when the ferry came back to the quay at last, with forty passengers"
    broken = "".join(f"{line}\n" for line in ((long[:68].rstrip() + "\n" + long[68:].lstrip() + "\n") * 4).splitlines())
    with pytest.raises(SourceError, match="broken at a width"):
        making.read(f"The ferry{TIME}\n{broken}")
    whole = "".join(f"Sentence number {n} of this post is about as long as the others.\n" for n in range(9))
    assert len(making.read(f"The ferry{TIME}\n{whole}").entries[0].blocks) == 9


CASES = sorted(path.parent for path in golden.PAGES.glob(f"{READER}/*/origin.yaml"))
STRAY = ("", "3.", "* x", "# h", "Summary", "Breaking", "Image caption,", "End of twitter post", "Allow X content?")


@settings(max_examples=max(150, settings.default.max_examples // 2))
@given(st.sampled_from(CASES), st.data())
def test_damaged_copies_are_read_or_refused(page, data):
    """Whatever lines are lost, doubled, cut, joined or put in, a page is read with a whole ledger, or refused."""
    lines = golden.page_file(page).read_text("utf-8").split("\n")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["lose", "double", "cut", "join", "put", "strip"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "cut":
                lines[at] = lines[at][: len(lines[at]) // 2]
            case "join":
                lines[at : at + 2] = [" ".join(lines[at : at + 2])]
            case "put":
                lines.insert(at, data.draw(st.sampled_from(STRAY)))
            case _:
                lines[at] = lines[at].strip()
        lines = lines or [""]
    text = "\n".join(lines)
    try:
        tables = making.tables_of(("page.txt", text, {}))
    except SourceError:
        return
    documents = {tables["pages"][0]["page_id"]: text}
    problems = [found for found in making.cover_problems(text, tables["ledger"]) if not found.startswith("unread")]
    assert problems == []
    assert list(making.row_problems(tables["ledger"], tables)) == []
    assert list(making.cell_problems(documents, tables)) == []
