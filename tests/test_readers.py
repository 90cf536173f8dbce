"""Exactly one reader reads a page; and what the layout reader does with odd and damaged pages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import making
import strategies
from livepack import errors, readers
from livepack.errors import SourceError
from livepack.page import Page
from livepack.readers import _webcore_lines as readers_lines
from livepack.source import decode_source

TEXT = decode_source("page.txt", b"A page of another kind.")


def reader(name, rank="named", *, claims=True, media_type="text/plain"):
    """A reader that claims every document, or none."""
    made = readers.Format(name, f"Format {name}", "", "", "", media_type, rank)
    return SimpleNamespace(FORMAT=made, claims=lambda _: claims, read=lambda _: Page(name, (), ()))


@pytest.fixture
def use(monkeypatch):
    """Put other readers in the place of livepack's."""

    def put(*others):
        monkeypatch.setattr(readers, "readers", lambda: others)

    return put


def test_own_readers_are_found_in_the_folder():
    """The folder is the list: each module without an underscore is a reader, named as its module."""
    found = {reader.FORMAT.id: reader.__name__ for reader in readers.readers()}
    folder = (making.ROOT / "convert" / "livepack" / "readers").glob("[!_]*.py")
    assert set(found) == {path.stem for path in folder}
    assert all(module == f"livepack.readers.{name}" for name, module in found.items())


def test_the_reader_that_claims_reads(use):
    """The one reader that claims a page reads it."""
    use(reader("one", claims=False), reader("two"), reader("three", media_type="text/html"))
    assert readers.read_page(TEXT).reader == "two"


def test_two_readers_that_claim_are_an_error(use):
    """Two named readers that claim one page are both named in the error, and neither reads."""
    use(reader("one"), reader("two"), reader("some", "general"))
    with pytest.raises(SourceError) as caught:
        readers.read_page(TEXT)
    assert caught.value.found == "one, two"
    assert caught.value.where == "page.txt"


def test_general_readers_come_second(use):
    """A general reader is asked only if no named one claims."""
    use(reader("any", "general"), reader("one"))
    assert readers.read_page(TEXT).reader == "one"
    use(reader("any", "general"), reader("one", claims=False))
    assert readers.read_page(TEXT).reader == "any"


def test_two_general_readers_that_claim_are_an_error(use):
    """Two general readers that claim one page are an error too."""
    use(reader("any", "general"), reader("all", "general"), reader("one", claims=False))
    with pytest.raises(SourceError, match="more than one reader"):
        readers.read_page(TEXT)


def test_no_reader_claims(use):
    """A page that no reader claims is refused with how it begins, what is read of any outlet, and where the rest is listed."""
    use(reader("one", claims=False), reader("two", media_type="text/html", rank="general"))
    with pytest.raises(SourceError) as caught:
        readers.find_reader(TEXT)
    assert caught.value.found == "text/plain that begins 'A page of another kind.'"
    assert caught.value.advice.startswith(
        "live pages of any outlet are read as two (Format two); `livepack readers` lists"
    )
    use(reader("one", claims=False))
    with pytest.raises(SourceError) as caught:
        readers.find_reader(TEXT)
    assert caught.value.advice.startswith("`livepack readers` lists all formats")


def test_readers_of_others(monkeypatch):
    """Readers of other packages are loaded from their entry points, after livepack's own, by id."""
    points = [SimpleNamespace(load=lambda name=name: reader(name)) for name in ("zebra", "aardvark")]
    asked = []
    monkeypatch.setattr(readers, "entry_points", lambda **group: asked.append(group) or points)
    found = readers.readers.__wrapped__()
    assert asked == [{"group": "livepack.readers"}]
    assert [reader.FORMAT.id for reader in found[-2:]] == ["aardvark", "zebra"]
    assert found[:-2] == readers.readers()


def test_errors_are_printed_as_lines():
    """An error prints its place, problem, finding and advice, and leaves out what it has not."""
    assert str(errors.UsageError("no source")) == "no source"
    full = errors.SourceError("bad", where="a.txt:3", found="x", advice="mend it")
    assert str(full) == "a.txt:3: bad\n  found:  x\n  advice: mend it"


# The layout reader, on pages that no golden holds


def problems(text):
    """Whatever the ledger of a page gets wrong."""
    tables = making.tables_of(("page.txt", text, {}))
    documents = {tables["pages"][0]["page_id"]: text}
    ledger = tables["ledger"]
    return [
        *making.cover_problems(text, ledger),
        *making.markup_problems(text, ledger, tables),
        *making.row_problems(ledger, tables),
        *making.cell_problems(documents, tables),
    ]


def embeds(text):
    return [block for block in making.read(text).entries[0].blocks if hasattr(block, "provider")]


def with_consent(*, old="", new="", provider=0, author=""):
    """A page with one consent block, a piece of which is replaced."""
    block = strategies.consent(strategies.PROVIDERS[provider], 1, author).text.replace(old, new, 1)
    return making.small_page("Hello there.", block.replace("\n", "\n    "))


@pytest.mark.parametrize("space", ["\x0b", "\x0c", "\x1f", "\x85", "\u2028", "\u3000", " \u00a0"])
def test_white_space_of_any_kind_becomes_one_space(space):
    """Whatever white space stands in a value, the cell has a plain space, as the ledger's readers expect."""
    text = making.small_page(f"Form{space}feed.")
    assert making.read(text).entries[0].blocks[0].text == "Form feed."
    assert problems(text) == []


@pytest.mark.parametrize("number", ["0", "1234"])
def test_odd_list_numbers(number):
    """The number of a head is kept as printed, and its cell is what its span gives."""
    assert problems(making.small_page().replace("  1. ", f"  {number}. ")) == []


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        ("Skip twitter post\n", "", "the skip link"),
        ("Allow Twitter content?\n\n", "", "the heading"),
        ("\nEnd of twitter post", "", "the end"),
        (
            "View original content on Twitter\nThe BBC is not responsible for the content of external sites.",
            "View original content on Twitter",
            "the first disclaimer",
        ),
    ],
)
def test_a_consent_block_that_is_cut(old, new, missing):
    """A consent block without one of its lines is one embed still, and a remark names the line."""
    text = with_consent(old=old, new=new)
    assert [(embed.provider, embed.availability) for embed in embeds(text)] == [("twitter", "consent_notice")]
    assert [(r.code, r.found) for r in making.read(text).remarks] == [("embed-block-cut", missing)]
    assert problems(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Skip twitter post", "Skip instagram post"),
        ("Allow Twitter", "Allow X"),
        ("End of twitter post", "End of twitter post 3"),
    ],
)
def test_lines_of_two_consent_blocks(old, new):
    """Lines for another provider or number are of another embed, and both are remarked as cut."""
    text = with_consent(old=old, new=new)
    assert len(embeds(text)) == 2
    assert [r.code for r in making.read(text).remarks] == ["embed-block-cut"] * 2
    assert problems(text) == []


def test_an_author_on_the_last_line_only():
    """An end that names an author whom the skip link does not is no line of that block: it is unread, not guessed."""
    text = with_consent(old="End of twitter post", new="End of twitter post by @quay_nan")
    assert problems(text) == ["unread: 'End of twitter post by @quay_nan'"]
    assert embeds(text)[0].author_name == ""


def test_only_the_last_line_of_a_consent_block():
    """A block of which only the end is left is told by its slug."""
    text = making.small_page("Hello there.", "End of youtube video 2")
    (embed,) = embeds(text)
    assert (embed.provider, embed.kind, embed.label_number, embed.provider_name) == (
        "youtube",
        "video",
        2,
        "",
    )


def test_only_the_last_line_with_an_author():
    """An author whom only the end names has no place in a value, so the line is unread."""
    text = making.small_page("Hello there.", "End of twitter post by @quay_nan")
    assert problems(text) == ["unread: 'End of twitter post by @quay_nan'"]


def test_a_video_of_a_provider_of_posts():
    """A video of a provider that mostly has posts is a video."""
    block = strategies.consent(strategies.PROVIDERS[3], 1, "").text.replace("instagram post", "instagram video")
    (embed,) = embeds(making.small_page("Hello there.", block.replace("\n", "\n    ")))
    assert (embed.provider, embed.kind) == ("instagram", "video")


def test_a_head_without_its_time_is_unread():
    """A line as shallow as the heads between two posts cannot be placed, and is not lost in silence."""
    text = making.layout(making.post("B", "15:35", "Text b."), making.post("A", "15:30", "Text a."))
    text = text.replace("  2. A", "  2. A head without a time\n\n    Text c.\n\n  3. A")
    assert problems(text) == ["unread: '2. A head without a time'"]
    assert [len(entry.blocks) for entry in making.read(text).entries] == [2, 1]


def test_a_badge_that_no_rule_knows_is_unread():
    """The words of an icon beside the number are no title: the title stands below, glued to its time."""
    text = making.layout(making.post("A", "15:35", "One."), making.post("Quay score", "15:20", "What a shot."))
    text = text.replace("2. Quay", "2. quay goal\n\n    Quay")
    page = making.read(text)
    assert [entry.headline for entry in page.entries] == ["A", "Quay score"]
    assert problems(text) == ["unread: 'quay goal'"]


def test_prose_under_a_head_without_its_time_is_no_head():
    """A line is the head of a number above it only where its title is glued to the time."""
    text = making.small_page("One.") + "  2. A head without a time\n\n    The list was published at 15:30\n"
    assert [entry.headline for entry in making.read(text).entries] == ["Bridge closed"]


def test_a_numbered_line_after_the_last_post_is_unread():
    """A numbered line as shallow as the heads is unread also in the last post, whose text goes on after it."""
    text = making.small_page("Text a.").rstrip() + "\n\n  2. A head without a time\n\n    Text c.\n"
    assert problems(text) == ["unread: '2. A head without a time'"]


def test_what_follows_the_last_post_is_outside():
    """Lines at the page's edge after the last post are outside the live blog."""
    text = making.small_page("Text a.") + "Related topics\n\n    Some deep line\n"
    outside = [span for span in making.read(text).ledger if span.disposition == "outside"]
    assert [text[span.start : span.end] for span in outside] == ["Related topics\n\n    Some deep line"]
    assert problems(text) == []


def test_what_precedes_the_summary_is_outside():
    """Lines before the summary, and before the first post where there is no summary, are outside."""
    for start in ("Home\nNews\n\n", "Home\n\nSummary\n\n  • One thing\n\nShare this\n\n"):
        text = start + making.small_page()
        found = [text[s.start : s.end] for s in making.read(text).ledger if s.disposition == "outside"]
        assert found == (["Home\nNews"] if "Summary" not in start else ["Home", "Share this"])
        assert problems(text) == []


def test_bodies_that_are_not_indented():
    """A copy whose bodies are no deeper than its heads is read as well."""
    text = making.layout(making.post("B", "15:35", "Text b."), making.post("A", "15:30", "Text a.")).replace("    ", "")
    assert [entry.blocks[0].text for entry in making.read(text).entries] == ["Text b.", "Text a."]
    assert problems(text) == []


@pytest.mark.parametrize("label", ["Image caption,", "Media caption,"])
def test_a_label_without_its_caption(label):
    """A caption label with no caption after it is remarked, and the picture or player is kept."""
    text = making.small_page("Text a.", label)
    assert [r.code for r in making.read(text).remarks] == ["caption-missing"]
    assert len(making.read(text).entries[0].blocks) == 2
    assert problems(text) == []


def test_a_second_caption():
    """A second caption under a picture is of a picture of its own."""
    text = making.small_page(
        "Text a.",
        "A dogImage source, AFP\n    Image caption,\n\n    One.\n\n    Image caption,\n\n    Two.",
    )
    blocks = making.read(text).entries[0].blocks[1:]
    assert [(image.alt_text, image.caption) for image in blocks] == [
        ("A dog", "One."),
        ("", "Two."),
    ]
    assert problems(text) == []


def test_player_messages_of_two_players():
    """A player's message that comes again is of another player."""
    message = "This video can not be played"
    text = making.small_page("Text a.", f"{message}\n    {message}\n    Media caption,\n\n    A film")
    assert [(e.availability, e.caption) for e in embeds(text)] == [
        ("consent_notice", ""),
        ("caption_only", "A film"),
    ]
    assert problems(text) == []


def test_labels_in_the_middle_of_a_post():
    """Words that are labels elsewhere stay text where no label can stand."""
    text = making.small_page("Text a.", "Summary", "Breaking", "Quote Message")
    assert [block.text for block in making.read(text).entries[0].blocks] == [
        "Text a.",
        "Summary",
        "Breaking",
        "Quote Message",
    ]


def test_a_card_without_a_line():
    """`Read More` with no line above it is boilerplate of the post."""
    text = making.small_page("Read More", "Text a.")
    assert [block.text for block in making.read(text).entries[0].blocks] == ["Text a."]
    assert problems(text) == []


def test_heads_that_are_none():
    """A line in a paragraph that quotes a head is text, not a post."""
    quoted = "The log says: 4. Fogpublished at 09:00 and no more."
    page = making.read(making.small_page(quoted))
    assert [block.text for block in page.entries[0].blocks] == [quoted]


def test_a_page_of_many_alike_blocks():
    """Whole consent blocks that were read before are read to the same result, wherever they stand."""
    block = strategies.consent(strategies.PROVIDERS[7], 1, "Any Author").text.replace("\n", "\n    ")
    text = making.small_page("Text a.", *[block] * 50)
    found = embeds(text)
    assert len(found) == 50
    assert set(found) == {found[0]}
    assert (found[0].author_name, found[0].provider_name) == ("Any Author", "Town Square")
    assert problems(text) == []


def test_more_blocks_that_begin_alike_than_are_kept():
    """However many blocks begin alike and differ later, each is read by what it says."""
    blocks = [
        strategies.consent(strategies.PROVIDERS[7], 1, f"Author {n}").text.replace("\n", "\n    ") for n in range(60)
    ]
    text = making.small_page("Text a.", *blocks, *blocks)
    assert [embed.author_name for embed in embeds(text)] == [f"Author {n}" for n in range(60)] * 2
    assert problems(text) == []


def blocks_of(text):
    return [
        (block.kind, block.text, block.attribution) if hasattr(block, "attribution") else block.alt_text
        for block in making.read(text).entries[0].blocks
    ]


def test_a_quotation_of_several_paragraphs():
    """A quotation goes on until its closing quote, or until its source."""
    long = making.small_page("Quote Message", "“One of two.", "Two of two.”", "Ada, of Quarley", "More text.")
    assert blocks_of(long) == [
        ("quote", "“One of two.", ""),
        ("quote", "Two of two.”", "Ada, of Quarley"),
        ("paragraph", "More text.", ""),
    ]
    unclosed = making.small_page("Quote Message", '"One of two.', "Ada, of Quarley", "More text.")
    assert blocks_of(unclosed) == [
        ("quote", '"One of two.', "Ada, of Quarley"),
        ("paragraph", "More text.", ""),
    ]
    assert problems(long) == problems(unclosed) == []


def test_a_picture_under_a_quotation_is_no_source():
    """A line right above a picture's line is a picture, not the source of the quotation before it."""
    text = making.small_page("Quote Message", "One.", "A dog\n    A catImage source, AFP")
    assert blocks_of(text) == [("quote", "One.", ""), "A dog", "A cat"]
    assert problems(text) == []


def test_a_picture_right_under_a_caption():
    """The last line above a picture's line, without a blank line between, is no part of the caption."""
    text = making.small_page(
        "Text a.",
        "A dogImage source, AFP\n    Image caption,\n\n    The dog\n    A cow\n    A catImage source, PA",
    )
    images = [(image.alt_text, image.caption) for image in making.read(text).entries[0].blocks[1:]]
    assert images == [("A dog", "The dog"), ("A cow", ""), ("A cat", "")]
    assert problems(text) == []


def test_a_head_without_a_title():
    """A head with nothing before its time is a post without a headline."""
    text = making.layout(making.post("", "15:35", "Text b."), making.post("A", "15:30", "Text a."))
    assert [entry.headline for entry in making.read(text).entries] == ["", "A"]
    assert problems(text) == []


def test_posts_without_a_body():
    """Heads alone are posts without blocks."""
    text = making.layout(making.post("B", "15:35"), making.post("A", "15:30"))
    assert [entry.blocks for entry in making.read(text).entries] == [(), ()]
    assert problems(text) == []


@pytest.mark.parametrize(
    ("lines", "subheading", "contributor", "guesses"),
    [
        (["BBC Weather", "Text."], "", "BBC Weather", 0),
        (["Our political correspondent", "Text."], "", "Our political correspondent", 1),
        (["Ada Example", "Text."], "", "Ada Example", 1),
        (["What we know so far", "Text."], "What we know so far", "", 1),
        (["Get involved", "Text."], "Get involved", "", 0),
        (["What we know so far", "BBC Weather", "Text."], "What we know so far", "BBC Weather", 1),
        (["Rovers 1", "United 2", "Text."], "", "", 0),
        (["A line alone"], "", "", 0),
        (["A sentence.", "Text."], "", "", 0),
        (["渡轮停了。", "Text."], "", "", 0),
        (["नाव रुक गई है।", "Text."], "", "", 0),
        (["توقفت العبّارة؟", "Text."], "", "", 0),
        (["«Паром стоит»", "Text."], "", "", 0),
        (["A line", "A dogImage source, AFP"], "", "", 0),
        (["A line that goes on and on " + "and on " * 20, "Text."], "", "", 0),
    ],
)
def test_lines_under_the_head(lines, subheading, contributor, guesses):
    """A short line under a head is a subheading, a contributor or text, and a guess is remarked."""
    page = making.read(making.layout(making.post("A", "15:35", *lines), making.post("Z", "15:00", "End.")))
    entry = page.entries[0]
    assert (entry.subheading, "".join(who.name for who in entry.contributors)) == (
        subheading,
        contributor,
    )
    assert [remark.code for remark in page.remarks].count("lead-line-guessed") == guesses


def test_the_last_label_of_a_picture_line_counts():
    """An alternative text may itself hold the words of the credit's label."""
    text = making.small_page("Text a.", "A sign that says Image source, in redImage source, AFP")
    (image,) = making.read(text).entries[0].blocks[1:]
    assert (image.alt_text, image.credit) == ("A sign that says Image source, in red", "AFP")
    assert problems(text) == []


def test_two_short_lines_alone_are_text():
    """Two short lines with nothing after them are the post's text, not a contributor."""
    page = making.read(making.small_page("Rovers One\n    United Two"))
    assert page.entries[0].contributors == ()
    assert [block.text for block in page.entries[0].blocks] == ["Rovers One United Two"]


def test_a_consent_block_without_its_middle():
    """Of two disclaimers with nothing between them the second is the block's last one."""
    text = with_consent()
    start, end = text.index("    Skip twitter"), text.rindex("    The BBC is not")
    text = text[:start] + text[end:]
    assert len(embeds(text)) == 1
    (remark,) = making.read(text).remarks
    assert remark.found == "the skip link, the heading, the explanation"


SHALLOW = (
    "  1. Apublished at 12:00 GMT 3 March 2020\n\n    One two.\n{line}\n    Three.\n"
    "  2. Bpublished at 11:00 GMT 3 March 2020\n    Four.\n"
)


@pytest.mark.parametrize("line", ["  x", "Summary", " • y"])
def test_a_shallow_line_within_a_paragraph(line):
    """A line that is too shallow is unread, and parts the lines around it."""
    page = making.read(SHALLOW.format(line=line))
    assert [block.text for block in page.entries[0].blocks] == ["One two.", "Three."]
    assert problems(SHALLOW.format(line=line)) == [f"unread: {line.strip()!r}"]


def test_what_was_read_before_changes_nothing():
    """A consent block that is known to the letter is read alike on a page whose posts are indented deeper."""
    block = strategies.consent(strategies.PROVIDERS[0], 1, "").text.replace("\n", "\n    ")
    first = making.small_page("Hello there.", block)
    deeper = first.replace("\n    Hello", "\n      Hello").replace("\n    This Twitter", "\n      This Twitter")
    readers_lines._blocks.clear()
    alone = making.read(deeper)
    making.read(first)
    assert making.read(deeper) == alone


def test_every_tuple_has_all_of_its_values():
    """The reader makes its tuples without their constructors: they must not lack values that were added later."""
    page = making.read(making.SEED.read_text("utf-8"))
    blocks = [block for entry in page.entries for block in entry.blocks]
    times = [entry.published for entry in page.entries]
    for made in (page, *page.entries, *times, *blocks, *page.ledger):
        assert len(made) == len(made._fields)


@pytest.mark.parametrize("first", [(1, ""), (2, ""), (1, "Any Author"), (3, "By By 2")])
@pytest.mark.parametrize("provider", strategies.PROVIDERS)
def test_blocks_of_one_provider_read_alike_in_any_order(provider, first):
    """A consent block is the same whether its lines were read or a template of another block told it."""
    suffixes = [
        (1, ""),
        (2, ""),
        (12, ""),
        (1, "Ada  Quay"),
        (2, "@ada"),
        (1, "2 by X"),
        (1, "a\u00a0b"),
        (1, "x" * 101),
    ]
    suffixes.append((1, "Image source, AFP"))

    def page_of(number, author):
        block = strategies.consent(provider, number, author).text.replace("\n", "\n    ")
        return making.small_page("Hello there.", block, "Bye.")

    alone = []
    for suffix in suffixes:
        readers_lines._blocks.clear()
        alone.append(making.read(page_of(*suffix)))
    readers_lines._blocks.clear()
    making.read(page_of(*first))
    assert [making.read(page_of(*suffix)) for suffix in suffixes] == alone
    assert [making.read(page_of(*suffix)) for suffix in suffixes] == alone


def block_values(*lines):
    """The blocks of a post made of these lines, each as its kind and its text or caption."""
    found = []
    for block in making.read(making.small_page("\n    ".join(lines))).entries[0].blocks:
        values = {name: value for name, value in block._asdict().items() if value and name not in ("links", "provider")}
        found.append(values)
    return found


def test_a_list_right_above_a_picture():
    """List items stay list items; what stands between them and the picture is a picture without credit."""
    found = block_values("• One ferry", "• Two ferries", "A quay", "A ferryImage source, AFP")
    assert found == [
        {"text": "One ferry", "kind": "list_item"},
        {"text": "Two ferries", "kind": "list_item"},
        {"alt_text": "A quay"},
        {"alt_text": "A ferry", "credit": "AFP"},
    ]


def test_a_line_right_under_a_picture():
    """A paragraph leaves a blank line above it; a line without one is a picture's."""
    assert block_values("A ferryImage source, AFP", "A quay", "", "It sails at noon.") == [
        {"alt_text": "A ferry", "credit": "AFP"},
        {"alt_text": "A quay"},
        {"text": "It sails at noon.", "kind": "paragraph"},
    ]


def test_lines_above_a_list_are_a_paragraph():
    """A line with bullets or numbers right under it is a paragraph, and the numbers go on from 1."""
    assert block_values("Sailing today:", "1. One ferry", "2. Two ferries", "at noon") == [
        {"text": "Sailing today:", "kind": "paragraph"},
        {"text": "One ferry", "kind": "list_item"},
        {"text": "Two ferries at noon", "kind": "list_item"},
    ]


def test_a_player_without_a_caption_stands_where_it_is_printed():
    """The embed comes before the paragraph that follows its message."""
    kinds = [next(iter(block)) for block in block_values("This video can not be played", "", "It sails at noon.")]
    assert kinds == ["kind", "text"]


def test_the_hidden_words_of_links_go_from_every_field():
    """`, external` behind a link is furniture in a caption as in a paragraph."""
    (image,) = block_values("AImage source, AFP", "Image caption,", "", "See the port, external for more")
    assert image["caption"] == "See the port for more"


@pytest.mark.parametrize(
    ("line", "is_contributor"),
    [
        ("BBC Weather", True),
        ("BBC News understands talks failed", False),
        ("BBC Weather. Edited since.", False),
        ("Local Democracy Reporting Service", True),
    ],
)
def test_what_reads_like_a_desk(line, is_contributor):
    """A desk is named in a few capitals; a sentence about the BBC is none."""
    page = making.read(making.small_page(f"{line}\n\n    It sails at noon."))
    assert bool(page.entries[0].contributors) is is_contributor


def test_a_template_that_the_end_of_the_copy_cuts_is_unread():
    """The beginning of a notice at the very end is no text of the post."""
    assert problems(making.small_page("Hello there.\n\n    This Twitter post cannot be disp")) == [
        "unread: 'This Twitter post cannot be disp'"
    ]


def test_a_list_before_the_posts_without_its_label_is_remarked():
    """A list above the first post that no Summary begins is outside, and that is said."""
    page = making.read("  • The bridge is closed\n\n" + making.small_page())
    assert page.key_points == ()
    assert [remark.code for remark in page.remarks] == ["summary-missing"]
    assert making.read("BBC News\n\n" + making.small_page()).remarks == ()


@pytest.mark.parametrize(
    ("text", "problem", "found"),
    [
        ("7.45am : One.\n7.50am : Two.\n8am: Three.\n", "looks like a live blog", "3 lines that begin with times"),
        (
            "  1. 1532: One.\n\n  2. 1530Two.\n\n  3. 15:29:\n    Three.\n",
            "looks like a live blog",
            "3 lines that begin",
        ),
        ("1532: One.\n\n1530: Two.\n\n1529: Three.\n", "looks like a live blog", "3 lines that begin with times"),
        ("Allow Twitter content?\nText.\nImage source, AFP\n", "words of BBC live pages", "'Image source,'"),
        ("1. Flour\n2. Water at 20:30\n", "no reader knows the format", "text/plain"),
    ],
)
def test_a_text_that_no_reader_claims(text, problem, found):
    """The message says what the text looks like, and what to do to get the page read."""
    with pytest.raises(SourceError, match=problem) as caught:
        making.read(text)
    assert found in str(caught.value)
