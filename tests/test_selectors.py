"""Selectors tell elements as CSS does, in the forms that layouts use."""

from __future__ import annotations

import pytest

from livepack.html_document import parse_html
from livepack.readers._selectors import matches, select
from livepack.source import decode_source

PAGE = """<html><body><div id="list" class="posts live"><article id="p-1" class="post is-key" data-kind="a b">
<header><a href="https://example.org/?page=with:p-1"><time>10:00</time></a><div><span>Ada</span></div></header>
<p class="words">Text <em>here</em></p></article></div><aside class="post-list"><time>11:00</time></aside></body></html>"""
DOCUMENT = parse_html(decode_source("page.html", PAGE.encode()))


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("article", ["article"]),
        (".post", ["article"]),
        ("article.post.is-key", ["article"]),
        ("article.post.other", []),
        ("#list", ["div"]),
        ("[data-kind]", ["article"]),
        ("[data-kind=a]", []),
        ("[data-kind='a b']", ["article"]),
        ('[data-kind="a b"]', ["article"]),
        ("[data-kind~=b]", ["article"]),
        ("[id^=p-]", ["article"]),
        ("[id$='-1']", ["article"]),
        ("a[href*='page=with:p']", ["a"]),
        ("header time", ["time"]),
        ("div time", ["time"]),
        ("header > time", []),
        ("header>a>time", ["time"]),
        ("article div > span", ["span"]),
        ("div > div span", []),
        ("div header span", ["span"]),
        ("time, em", ["time", "em", "time"]),
        ("body *", ["div", "article", "header", "a", "time", "div", "span", "p", "em", "aside", "time"]),
        ("", []),
    ],
)
def test_elements_are_told_as_css_tells_them(selector, found):
    """Tag, class, id, attribute, descendant, child, alternatives."""
    assert [element.tag for element in select(DOCUMENT, DOCUMENT.root, selector)] == found


@pytest.mark.parametrize("selector", ["a:hover", "a + b", "a,", "> a", "a >", "a[b", ".", "a#", "a[b|=c]"])
def test_other_forms_are_refused(selector):
    """A form that is not known is an error of the layout, never a selector that silently tells nothing."""
    with pytest.raises(ValueError, match="selector"):
        matches(DOCUMENT.root, selector)
