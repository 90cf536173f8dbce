"""What a BBC page in HTML says of itself: title, address, publisher, language, and which live blog it is of."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from livepack.html_document import Element, HtmlDocument, walk_texts
from livepack.ledger import Placed
from livepack.page import FIELD
from livepack.readers._bbc_markup import Run, address, attribute
from livepack.readers._bbc_post import NOTHING, Words

# /news/live/world-europe-60517447, /sport/live/football/62619652, /pidgin/live/c7p765ynk9qt, /news/live/c0ex4mpl3t/page/2
_BLOG: Final = re.compile(r"/live/(?:[^?#]*?[/-])?([0-9]{5,}|c[a-z0-9]{8,})(?:/page/[0-9]+)?/?(?:[?#]|$)")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class PageHead(NamedTuple):
    """What a page says of itself, and the rows of the ledger that say it."""

    title: str
    url: str
    publisher: str
    language: str
    blog_identifier: str
    rows: list[Placed]


def read_head(document: HtmlDocument, before: int) -> PageHead:
    """Read the first heading, the canonical address, the name of the site, and the language.

    Args:
        document: the page.
        before: where the first post begins; the headings of posts are their own.
    """
    heading = next((e for e in document.find_all("h1") if not e.is_hidden and 0 <= e.end <= before), None)
    title = _words(document, heading)
    if not title.text:
        title = _words(document, next((e for e in document.find_all("title") if 0 <= e.end <= before), None))
    url = NOTHING
    for link in document.find_all("link"):
        if "canonical" in link.attrs.get("rel", "").lower().split():
            url = address(document, link, "href")
            break
    site = next((meta for meta in document.find_all("meta") if meta.attrs.get("property") == "og:site_name"), None)
    publisher = attribute(document, site, "content") if site is not None else NOTHING
    page = next(document.find_all("html"), None)
    language = page.attrs.get("lang", "").replace("_", "-") if page is not None else ""
    return PageHead(
        title.text,
        url.text,
        publisher.text,
        language if _LANGUAGE.fullmatch(language) else "",
        blog_identifier(url.text),
        [*_rows(title, "pages", "title"), *_rows(url, "pages", "url"), *_rows(publisher, "blogs", "publisher")],
    )


def blog_identifier(url: str) -> str:
    """Return the name of the live blog at an address: the BBC's own number or name of it, behind `bbc-`; empty if it has none."""
    found = _BLOG.search(urlsplit(url).path)
    return f"bbc-{found[1]}" if found is not None else ""


def _words(document: HtmlDocument, element: Element | None) -> Words:
    run = Run(document.text)
    for text in walk_texts(element, hidden=element.tag == "title") if element is not None else ():
        run.add(text)
    return run.words()


def _rows(words: Words, table: str, field: str) -> list[Placed]:
    return [(piece.start, piece.end, FIELD, table, 0, 0, field, 0, piece.decode, "") for piece in words.pieces]
