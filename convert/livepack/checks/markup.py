"""HTML pages read again by two other parsers: no words in markup, no picture or embed of a post passed over.

Python's own HTMLParser tells where words stand; BeautifulSoup finds pictures and embeds. Neither is the reader's parser.
Pages larger than 4 MB are not read again: BeautifulSoup takes a second for each.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from livepack.checks.subject import Row, Subject, ends_of, is_json, is_text_copy
from livepack.findings import Finding, make_finding

MAX_LENGTH = 4 * 1024 * 1024
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "iframe",
        "object",
        "svg",
        "math",
        "datalist",
        "textarea",
        "select",
        "audio",
        "video",
        "canvas",
        "noframes",
        "noembed",
    ]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader\w*|screen-readable|hidden-meta|u-h|is-hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SOCIAL = "twitter-tweet|twitter-video|instagram-media|tiktok-embed|bluesky-embed|text-post-media|reddit-card|reddit-embed-bq|fb-post|mastodon-embed"
_SOCIAL_CLASS = re.compile(rf"(?:^|\s)(?:{_SOCIAL})(?:$|\s)")
_PLAYERS = re.compile(
    r"https?://(?:[a-z0-9-]+\.)*(?:youtube\.com|youtube-nocookie\.com|twitter\.com|instagram\.com|facebook\.com|tiktok\.com|vimeo\.com|bsky\.app|datawrapper\.dwcdn\.net|infogram\.com|flourish\.studio)/",
    re.IGNORECASE,
)


def _html_pages(subject: Subject) -> Iterator[tuple[Row, str]]:
    for page_id, text in subject.texts.items():
        if not is_text_copy(text) and not is_json(text) and len(text) <= MAX_LENGTH:
            yield subject.by_id["pages"][page_id], text


class _Words(HTMLParser):
    """Collects the places of all words that a browser shows."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.starts = [0]
        for found in re.finditer("\n", text):
            self.starts.append(found.end())
        self.found: list[tuple[int, int]] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(text)
        self.close()

    def _is_hidden(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        hides = (
            tag in _UNSEEN
            or "hidden" in given
            or _HIDDEN.search(given.get("style", "")) is not None
            or _HIDDEN_CLASS.search(given.get("class", "")) is not None
        )
        self.open.append((tag, hides or self._is_hidden()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # browsers take no notice of the stroke

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self.open) - 1, max(-1, len(self.open) - 60), -1):
            if self.open[index][0] == tag:
                del self.open[index:]
                return

    def _add(self, length: int) -> None:
        line, column = self.getpos()
        at = self.starts[line - 1] + column
        if not self._is_hidden():
            self.found.append((at, at + length))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._add(len(data))

    def handle_entityref(self, name: str) -> None:
        self._add(len(name) + 1)

    def handle_charref(self, name: str) -> None:
        self._add(len(name) + 2)


def shown_words(text: str) -> list[tuple[int, int]]:
    """Return the places of all words that a browser shows of a piece of HTML."""
    return _Words(text).found


def check_markup_words(subject: Subject) -> Iterator[Finding]:
    """In HTML pages markup holds no word that a browser shows, read by a parser that is not the reader's."""
    for page, text in _html_pages(subject):
        words = shown_words(text)
        spans = [
            (*ends, line, row)
            for line, row in subject.ledger.get(page["page_id"], [])
            if (ends := ends_of(row)) is not None
        ]
        starts = [span[0] for span in spans]
        for first, last in words:
            index = max(bisect_right(starts, first) - 1, 0)
            while index < len(spans) and spans[index][0] < last:
                start, end, line, row = spans[index]
                piece = text[max(first, start) : min(last, end)]
                if row["disposition"] == "markup" and any(map(str.isalnum, piece)) and not piece.startswith("&"):
                    yield make_finding("markup-text", table="ledger", file="ledger.csv", line=line)
                    break
                index += 1


def _posts(subject: Subject, page: Row, text: str) -> list[tuple[int, int]]:
    """Return where the posts of a page stand, scripts left aside: each runs to the next, the last to what is outside."""
    scripts = [(found.start(), found.end()) for found in _SCRIPT.finditer(text)]
    begins = [start for start, _ in scripts]
    firsts: dict[str, int] = {}
    last = 0
    for _, row in subject.ledger.get(page["page_id"], []):
        ends = ends_of(row)
        if ends is None or row["table_name"] in ("", "pages", "blogs", "key_points"):
            continue
        index = bisect_right(begins, ends[0]) - 1
        if index >= 0 and ends[0] < scripts[index][1]:
            continue
        named = subject.by_id.get(row["table_name"], {}).get(row["row_id"], {})
        owner = named.get("entry_id", "")
        if owner:
            firsts[owner] = min(firsts.get(owner, ends[0]), ends[0])
            last = max(last, ends[1])
    heads = sorted(firsts.values())
    outside = [
        ends[0]
        for _, row in subject.ledger.get(page["page_id"], [])
        if row["disposition"] == "outside" and (ends := ends_of(row)) is not None and ends[0] >= last
    ]
    last = min(outside, default=len(text))
    return [(head, (heads[index + 1] if index + 1 < len(heads) else last)) for index, head in enumerate(heads)]


def check_html_recount(subject: Subject) -> Iterator[Finding]:
    """Pictures with alternative texts, and embeds of known services, found in the posts by BeautifulSoup, are in the tables."""
    for page, text in _html_pages(subject):
        areas = _posts(subject, page, text)
        if not areas:
            continue
        soup = _parse(text)
        starts = _Lines(text)
        claimed = [
            ends
            for _, row in subject.ledger.get(page["page_id"], [])
            if row["disposition"] == "boilerplate" and (ends := ends_of(row)) is not None
        ]
        inside = [tag for tag in soup.find_all(["img", "amp-img", "blockquote", "iframe"]) if starts.is_in(tag, areas)]
        yield from _check_images(subject, page, inside)
        yield from _check_embeds(subject, page, inside, claimed, starts)


def _parse(text: str) -> Any:
    from bs4 import BeautifulSoup  # takes 0.1 s

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BeautifulSoup(text, "html.parser")


class _Lines:
    """Tells the place of a tag from its line and column."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, tag: Any) -> int:
        """Return where a tag begins in the document."""
        return self.starts[int(tag.sourceline) - 1] + int(tag.sourcepos)

    def is_in(self, tag: Any, areas: list[tuple[int, int]]) -> bool:
        """Tell whether a tag begins in one of some areas."""
        at = self.place(tag)
        index = bisect_right(areas, (at, at)) - 1
        return any(0 <= one < len(areas) and areas[one][0] <= at < areas[one][1] for one in (index, index + 1))


def _check_images(subject: Subject, page: Row, inside: list[Any]) -> Iterator[Finding]:
    page_id = page["page_id"]
    held = Counter(" ".join(row["alt_text"].split()) for row in subject.by_page["images"].get(page_id, ()))
    held.update(row["name"] for row in subject.by_page["contributors"].get(page_id, ()))  # their portraits
    for tag in inside:
        alt = " ".join((tag.get("alt") or "").split()) if tag.name in ("img", "amp-img") else ""
        if not alt or alt in held or tag.find_parent(["noscript", "button", "nav", "template"]) or _is_small(tag):
            continue
        if tag.find_parent("blockquote", class_=_SOCIAL_CLASS) is None and not _is_furniture(tag):
            yield _missing(page, f"a picture with the alternative text of {len(alt.split())} words that no row has")


def _is_small(tag: Any) -> bool:
    return "emoji" in " ".join(tag.get("class") or ()).lower()


def _is_furniture(tag: Any) -> bool:
    """Tell what stands in places for adverts, newsletters and other stories, by the names of what is around it."""
    names = " ".join(" ".join(parent.get("class") or ()) for parent in tag.parents if parent.name != "[document]")
    return (
        re.search(
            r"\bad(?:vert|s)?\b|advert|promo|related|newsletter|factbox|share|social|taboola|outbrain",
            names,
            re.IGNORECASE,
        )
        is not None
    )


def _check_embeds(
    subject: Subject, page: Row, inside: list[Any], claimed: list[tuple[int, int]], starts: _Lines
) -> Iterator[Finding]:
    held = len(subject.by_page["embeds"].get(page["page_id"], ()))
    found = 0
    for tag in inside:
        is_social = tag.name == "blockquote" and _SOCIAL_CLASS.search(" ".join(tag.get("class") or ())) is not None
        is_player = tag.name == "iframe" and _PLAYERS.match(tag.get("src") or tag.get("data-src") or "") is not None
        at = starts.place(tag)
        if (
            (is_social or is_player)
            and not tag.find_parent(["noscript", "template"])
            and not _is_furniture(tag)
            and not any(start <= at < end for start, end in claimed)
        ):
            found += 1
    if found > held:
        yield _missing(page, f"{found} embeds, the tables {held}")


def _missing(page: Row, found: str) -> Finding:
    return make_finding("recount-differs", found, table="pages", row=page["page_id"], file=page["source_file"])
