"""What an HTML page says of itself: its title, address, publisher and language, from its head, its heading and its data."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit, urlunsplit

from livepack.html_document import Element, HtmlDocument, shown_text, walk_texts
from livepack.ledger import Placed
from livepack.readers._html_data import pieces_of
from livepack.readers._html_embeds import is_address
from livepack.readers._html_join import witness_rows
from livepack.readers._html_posts import Found
from livepack.readers._html_segments import Segment, place_field
from livepack.readers._html_updates import BlogData
from livepack.saved_pages import plain_address

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_MAX_TITLE = 1000


class PageHead:
    """What the head of a page, and its data, say of the page."""

    def __init__(self, document: HtmlDocument, data: BlogData, posts: list[Found], rows: list[Placed]) -> None:
        self.document = document
        self.rows = rows
        self.url = self._url(data)
        self.host = (urlsplit(plain_address(self.url)).hostname or "").removeprefix("www.") if self.url else ""
        self.title = self._title(data, posts)
        self.publisher = self._publisher(data)
        self.language = self._language()
        self.blog_identifier = name_blog(self.url)

    def _meta(self, *names: str) -> tuple[Element, str] | None:
        for name in names:
            for element in self.document.find_all("meta"):
                attrs = element.attrs
                if name in (attrs.get("property"), attrs.get("name")) and attrs.get("content", "").strip():
                    return element, "content"
        return None

    def _take(self, place: tuple[Element, str] | None, table: str, field: str) -> str:
        if place is None:
            return ""
        element, name = place
        pieces = element.attribute_pieces(self.document.text, name)
        place_field(self.rows, pieces, table, 0, 0, field)
        return " ".join(element.attrs[name].split()) if pieces else ""

    def _url(self, data: BlogData) -> str:
        for element in self.document.find_all("link"):
            if "canonical" in element.attrs.get("rel", "").lower().split() and is_address(
                element.attrs.get("href", "")
            ):
                return self._take((element, "href"), "pages", "url")
        place = self._meta("og:url")
        if place is not None and is_address(place[0].attrs["content"]):
            return self._take(place, "pages", "url")
        if data.url is not None and is_address(data.url.value):
            place_field(self.rows, pieces_of(self.document, data.url), "pages", 0, 0, "url")
            return data.url.value.strip()
        return ""

    def _title(self, data: BlogData, posts: list[Found]) -> str:
        """Take the heading that the page shows, if its metadata agree with it; else what these say."""
        meta = self._meta("og:title", "twitter:title")
        element = next(self.document.find_all("title"), None)
        said = [meta[0].attrs[meta[1]]] if meta is not None else []
        said += [data.headline.value] if data.headline is not None else []
        title_text = "".join(text.data for text in walk_texts(element, hidden=True)) if element is not None else ""
        if len(title_text) > _MAX_TITLE:
            element, title_text = None, ""  # it is not closed, and holds half the page
        heading = _main_heading(self.document, [*said, title_text], posts, alone=not said)
        if heading is not None:
            title = self._take_words(heading)
            self._witness_title(meta, title)
        else:
            title = self._take(meta, "pages", "title") or (self._take_words(element) if element is not None else "")
        if data.headline is not None:
            self.rows += witness_rows(
                self.document, pieces_of(self.document, data.headline), title, "pages", 0, "title"
            )
        return title

    def _take_words(self, element: Element) -> str:
        segment = Segment(self.document)
        for text in walk_texts(element, hidden=element.is_hidden):
            segment.add_text(text)
        segment.end()
        place_field(self.rows, segment.pieces, "pages", 0, 0, "title")
        return segment.text

    def _witness_title(self, place: tuple[Element, str] | None, title: str) -> None:
        if place is not None:
            pieces = place[0].attribute_pieces(self.document.text, place[1])
            self.rows += witness_rows(self.document, pieces, title, "pages", 0, "title")

    def _publisher(self, data: BlogData) -> str:
        if data.publisher is not None and data.publisher.value.strip():
            pieces = pieces_of(self.document, data.publisher)
            segment = Segment(self.document)
            segment.add_pieces(pieces)
            place_field(self.rows, pieces, "blogs", 0, 0, "publisher")
            return segment.text
        return self._take(self._meta("og:site_name"), "blogs", "publisher")

    def _language(self) -> str:
        element = next(self.document.find_all("html"), None)
        language = element.attrs.get("lang", "").strip() if element is not None else ""
        return language.replace("_", "-") if _LANGUAGE.fullmatch(language) else ""


def _main_heading(document: HtmlDocument, said: list[str], posts: list[Found], *, alone: bool) -> Element | None:
    """Return the one `h1` outside the posts that says what the metadata say, or more or less of it.

    Args:
        document: the page.
        said: titles in the metadata.
        posts: the posts.
        alone: whether nothing but the `title` element is there to agree with: then a heading of three words is enough.
    """
    found = [
        element
        for element in document.find_all("h1")
        if not element.is_hidden
        and element.start >= 0
        and shown_text(element)
        and not any(
            post.element.index <= element.index <= post.element.last
            or element.index <= post.element.index <= element.last
            for post in posts
        )
    ]
    if not found or any(shown_text(one) != shown_text(found[0]) for one in found):
        return None
    words = _letters(shown_text(found[0]))
    agrees = any(words and (words in _letters(one) or (_letters(one) and _letters(one) in words)) for one in said)
    return found[0] if agrees or (alone and len(shown_text(found[0]).split()) >= 3) else None


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def name_blog(url: str) -> str:
    """Return a name for the live blog at an address, without the address's query: 12 hex digits of its digest."""
    if not url:
        return ""
    parts = urlsplit(plain_address(url))
    plain = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), "", ""))
    return "u" + hashlib.sha256(plain.encode()).hexdigest()[:12]
