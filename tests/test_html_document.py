"""The seam to HTML: every text and attribute has its place in the document, and hostile pages end within seconds."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livepack import html_document
from livepack.errors import SourceError
from livepack.html_display import UNSEEN
from livepack.html_document import (
    BLOCKS,
    Element,
    HtmlDocument,
    Text,
    decode_piece,
    parse_html,
    shown_text,
    walk_texts,
)
from livepack.source import decode_source

HANG_SECONDS = 30  # of CPU time: how busy the machine is does not count


def parse(text: str) -> HtmlDocument:
    return parse_html(decode_source("page.html", text.encode("utf-8", "replace")))


def said(document: HtmlDocument, pieces) -> str:
    return "".join(decode_piece(document.text, piece) for piece in pieces)


def texts_of(text: str) -> list[str]:
    return [run.data for run in parse(text).texts if run.data.strip()]


def check(document: HtmlDocument) -> None:
    """What must hold of every document: spans say what the tree says, lie in the document, and never overlap."""
    spans = []
    for run in document.texts:
        if run.chunks:
            assert said(document, run.pieces()) == run.data
        spans += [(chunk.start, chunk.end) for _, _, chunk in run.chunks]
    spans += document.loose
    spans.sort()
    assert all(0 <= start < end <= len(document.text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for element in document.elements:
        for name, value in element.attrs.items():
            pieces = element.attribute_pieces(document.text, name)
            assert not pieces or said(document, pieces).split() == value.split()
            assert all(document.text[piece.start - 1] != "&" for piece in pieces if piece.decode == "html")


MARKUP = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<div>",
        "</div>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<br>",
        "<a href='x&amp;y'>",
        "</a>",
        "<ul>",
        "<li>",
        "<script>",
        "</script>",
        "<title>",
        "</title>",
        "<textarea>",
        "</textarea>",
        "<!--c-->",
        "<pre>",
        "</pre>",
        "<noscript>",
        "</noscript>",
        "<svg>",
        "</svg>",
        "</body>",
        "</html>",
        "<select>",
        "<option>",
        "<template>",
        "</template>",
        "<img alt=q>",
        "<p class='a  b' id=\"&quot;\">",
        "<iframe>",
        "</iframe>",
        "<style>",
        "</style>",
        "<form>",
        "<h2>",
        "</h2>",
        "<math>",
        "<![CDATA[x]]>",
        "<",
    ]
)
WORDS = st.sampled_from(
    [
        "a",
        "bc ",
        " ",
        "\n",
        "&amp;",
        "&lt;b",
        "&copy",
        "&notit;",
        "&#x41;",
        "&#8364;",
        "é",
        "😂",
        "&",
        "&;",
        "<>",
        "x=1",
    ]
)


@given(st.lists(st.one_of(MARKUP, WORDS), max_size=60).map("".join))
@example("<table>one<tr>two<td>three</td>four</table>five")
@example("<b><p>x</b>y</p>z")
@example("a</body></html>b<p>c")
def test_spans_say_what_the_tree_says(text):
    """In whatever markup, each text with a place is said by its spans, and no character has two."""
    check(parse(f"<html>{text}x"))


@given(st.lists(st.one_of(MARKUP, WORDS), max_size=40).map("".join), st.lists(st.integers(0, 30), max_size=4))
@example("<pre>\na</pre><table> <tr><td>x</table>y", [4, 5])
@example("<p>a<p>b &amp; <b>c<!-- d -->e</b>", [4, 5, 3])
def test_places_are_the_same_in_whatever_order_they_are_asked_for(text, asked):
    """Whether elements are located one by one first, or the whole page at once, no character has two texts."""
    html_document._last.clear()
    document = parse(f"<html>{text}x")
    for index in asked:
        if index < len(document.elements):
            document.locate(document.elements[index])
            list(map(said, [document] * 3, [run.pieces() for run in walk_texts(document.elements[index])]))
    check(document)


def test_a_part_of_a_page_is_located_without_the_rest():
    """A paragraph's places are told by its own tokens, though elsewhere the page's text was moved; both agree."""
    text = "<html><body><table>one<tr>two<td>three</td>four</table><div><p>R&amp;D <b>5</b>\n<br>x</p></div>"
    html_document._last.clear()
    document = parse(text)
    div = next(document.find_all("div"))
    document.locate(div)
    first = [run.pieces() for run in walk_texts(div)]
    assert [said(document, pieces) for pieces in first] == ["R&D ", "5", "\n", "x"]
    html_document._last.clear()
    whole = parse(text)
    assert whole.loose == []
    assert [run.pieces() for run in walk_texts(next(whole.find_all("div")))] == first


def test_the_content_of_a_template_is_hidden_and_has_its_place():
    """What stands in a template is of the tree, hidden, and neither loose nor lost."""
    document = parse("<html><body><template><p class=a>in &amp; it</p></template>out")
    paragraph = next(document.find_all("p"))
    assert paragraph.is_hidden
    assert paragraph.parent.tag == "template"
    assert "".join(said(document, run.pieces()) for run in document.texts) == "in & itout"
    assert document.loose == []


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=200))
def test_any_text_at_all(text):
    """In whatever text, too."""
    check(parse(f"<html>{text}x"))


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "&amp;",
                "&copy;",
                "&copy=1",
                "&notit;",
                "&not",
                "?x=1&y=2",
                " ",
                "'",
                "é",
                "&#39;",
                "&#x1F602;",
                "<",
                ">",
            ]
        ),
        max_size=12,
    ).map("".join)
)
def test_attributes_decode_to_their_values(value):
    """The pieces of an attribute between double quotes say its value; a reference is never cut."""
    document = parse(f'<html><body><a href="{value}" title={chr(39)}{value.replace(chr(39), "")}{chr(39)}>x</a>')
    element = next(document.find_all("a"))
    assert said(document, element.attribute_pieces(document.text, "href")).split() == element.attrs["href"].split()


def test_a_text_is_cut_at_its_own_characters():
    """A part of a text has the spans of that part; a reference that would be cut is left out."""
    document = parse("<html><body><p>12:30 R&amp;D &euro;5</p>")
    run = document.texts[0]
    assert run.data == "12:30 R&D €5"
    assert said(document, run.pieces(0, 5)) == "12:30"
    assert said(document, run.pieces(6)) == "R&D €5"
    assert [piece.decode for piece in run.pieces(6, 7)] == [""]
    assert [piece.decode for piece in run.pieces(6)] == ["html"]


def test_moved_text_has_the_spans_of_its_tokens():
    """Text that the tree takes out of a table keeps its place in the document."""
    document = parse("<html><table>one<tr>two<td>three</td>four</table>five")
    assert [(run.data, [document.text[c.start : c.end] for _, _, c in run.chunks]) for run in document.texts] == [
        ("onetwofour", ["one", "two", "four"]),
        ("three", ["three"]),
        ("five", ["five"]),
    ]


def test_text_without_a_known_place_is_loose():
    """Text of which the tokens cannot be told has no spans, and what stands there is listed."""
    document = parse("<html><body><p>before</p>x</body></html> after <b>all</b>")
    assert document.loose == []
    assert texts_of("<html><body>a</body></html>after") == ["aafter"]


def test_hidden_text_is_told_from_visible():
    """What browsers do not show is not walked, unless it is asked for."""
    document = parse(
        "<html><head><title>t</title></head><body><p>seen <span hidden>h</span><span style='display: none'>n</span>"
        "<span class='visually-hidden'>v</span><script>s</script><noscript>o</noscript></p>"
    )
    body = next(document.find_all("body"))
    assert shown_text(body) == "seen"
    assert "".join(run.data for run in walk_texts(body, hidden=True)) == "seen hnvso"


def drawn(element: Element) -> str:
    """What a browser shows of an element that is not hidden, put together from its children."""
    parts = [child.data if isinstance(child, Text) else drawn(child) for child in element.children if shows(child)]
    return f" {''.join(parts)}" if element.tag in BLOCKS else "".join(parts)


def shows(node: Element | Text) -> bool:
    return isinstance(node, Text) or not (
        node.tag in UNSEEN or "hidden" in node.attrs or node.attrs.get("class") == "sr-only" or "style" in node.attrs
    )


HIDING = st.sampled_from(["<b hidden>", "<p class=sr-only>", "<i style='display: none'>", "<div>"])


@given(st.lists(st.one_of(MARKUP, WORDS, HIDING), max_size=60).map("".join))
@example("<div>a<b>c</b>d<template><p>x<i>y</i></p>z</template>e</div>f<br>g")
def test_the_outline_says_what_the_tree_says(text):
    """Of every element the lists say what the tree says: what is around it, within it, hidden, and shown."""
    document = parse(f"<html>{text}x")
    outline = document.outline
    for number, element in enumerate(document.elements[1:], start=1):
        is_hidden = not all(shows(node) for node in (element, *around(element)))
        assert outline.parents[number] == around(element)[0].index
        assert outline.lasts[number] == number + len(list(element.node.iter_elements()))
        assert (outline.tags[number], bool(outline.hidden[number])) == (element.tag, is_hidden)
        assert outline.text(number) == ("" if is_hidden else " ".join(drawn(element).split()))
        assert list(outline.runs(number)) == [run.data for run in walk_texts(element)]


def around(element: Element) -> list[Element]:
    """The elements around one, the innermost first."""
    return [element.parent, *around(element.parent)] if element.parent is not None else []


def test_noscript_is_read_as_markup():
    """The content of noscript has elements, attributes and texts, with their places."""
    document = parse("<html><body><noscript><img alt='A &amp; b'><p>c &amp; d</p></noscript>e")
    check(document)
    image = next(document.find_all("img"))
    assert said(document, image.attribute_pieces(document.text, "alt")) == "A & b"
    assert [run.data for run in document.texts if run.chunks] == ["c & d", "e"]


HOSTILE = {
    "unclosed": "<html>" + "<p>a<b>" * 20_000,
    "attributes": "<html><a " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x",
    "script": "<html><script>" + "x" * 25_000_000 + "</script>y",
    "behind": "<html><body>a</body></html>after <b>bold</b>" * 1_000,
    "tables": "<html>" + "<table>one<tr>two<td>three</td>four</table>five" * 3_000,
    "references": "<html>" + "&amp;&lt;&notit;" * 50_000,
    "quotes": '<html><a href="' + "x" * 1_000_000,
    "comments": "<html>" + "<!--" * 50_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end(name):
    """A page made to be slow is read within seconds, and its spans hold."""
    start = time.process_time()
    check(parse(HOSTILE[name]))
    assert time.process_time() - start < HANG_SECONDS


def test_a_page_nested_too_deeply_is_refused():
    """100,000 elements in one another are refused with advice, within seconds."""
    with pytest.raises(SourceError, match="nested too deeply") as caught:
        parse("<html>" + "<div>" * 100_000 + "x")
    assert "300" in caught.value.found
    check(parse("<html><body>" + "<div>" * 290 + "x"))


def test_too_many_elements_are_refused(monkeypatch):
    """There is a limit on the number of nodes."""
    monkeypatch.setattr("livepack.html_document.MAX_NODES", 100)
    with pytest.raises(SourceError, match="too many elements"):
        parse("<html>" + "<p>a" * 100)


def test_control_characters_by_reference_are_left_out():
    """A reference to a control character says nothing that a value may hold."""
    document = parse("<html><body><p>a&#1;b</p>")
    assert said(document, document.texts[0].pieces()) == "ab"


def test_texts_of_elements_are_kept_within_bounds(monkeypatch):
    """Beyond the bound a text is put together anew each time, and says the same."""
    monkeypatch.setattr("livepack.html_tree.MAX_KEPT", 20)
    html_document._last.clear()
    document = parse("<html><body><div><p>some <b>words</b></p><p>and more</p></div>")
    div = next(document.find_all("div"))
    assert [shown_text(div), shown_text(div)] == ["some words and more"] * 2
    assert div.words == 4
    html_document._last.clear()


SELECTED = """<html><body><div id="list" class="posts live"><article id="p-1" class="post is-key" data-kind="a b">
<header><a href="https://example.org/?page=with:p-1"><time>10:00</time></a><div><span>Ada</span></div></header>
<p class="words">Text <em>here</em></p></article></div><aside class="post-list"><time>11:00</time></aside></body></html>"""


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("article.post.is-key", ["article"]),
        ("article.post.other", []),
        ("#list", ["div"]),
        ("[data-kind=a]", []),
        ('[data-kind="a b"]', ["article"]),
        ("[data-kind~=b]", ["article"]),
        ("[id^=p-]", ["article"]),
        ("a[href*='page=with:p']", ["a"]),
        ("header > time", []),
        ("header>a>time", ["time"]),
        ("div header span", ["span"]),
        ("time, em", ["time", "em", "time"]),
        ("", []),
    ],
)
def test_elements_are_selected_as_css_tells_them(selector, found):
    """Tag, class, id, attribute, descendant, child, alternatives; an empty selector selects nothing."""
    document = parse(SELECTED)
    assert [element.tag for element in document.select_within(document.root, selector)] == found
    for element in document.elements:
        assert element.matches(selector) == (element in list(document.select_within(document.root, selector)))


def test_siblings_joined_are_searched_like_an_element():
    """What a page has no element for is walked, selected from and located as if it had."""
    document = parse("<html><body><h2 class=a>one</h2><p>two <b class=a>x</b></p>y<p class=a>three</p>")
    body = next(document.find_all("body"))
    joined = html_document.join_siblings(body, body.children[:3])
    assert [element.tag for element in document.within(joined)] == ["h2", "p", "b"]
    assert [element.tag for element in document.select_within(joined, ".a")] == ["h2", "b"]
    assert [element.tag for element in document.find_within(joined, "p", "b")] == ["p", "b"]
    assert shown_text(joined) == "one two xy"
    assert not joined.matches("div")
    assert not document.locate(joined)
    document.locate_around([body.children[0], body.children[3]])
    assert [said(document, run.pieces()) for run in walk_texts(body)] == ["one", "two ", "x", "y", "three"]


def test_a_selector_that_is_none_is_refused():
    """A mistake in a layout is an error, never a selector that silently tells nothing."""
    with pytest.raises(ValueError, match="selector"):
        list(parse(SELECTED).select("a[b"))
