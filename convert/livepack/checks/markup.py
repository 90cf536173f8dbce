"""HTML pages read again by two other parsers: no words in markup, no picture or embed of a post passed over.

`second_reading` says what the two see, `reading_child` has them do it in another process, within limits of size and time.
A page beyond those gives a note.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from livepack.checks.reading_child import NotRead, have_read_again
from livepack.checks.second_reading import SecondReading, SeenTag
from livepack.checks.subject import Row, Subject, ends_of
from livepack.findings import Finding, make_finding

_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.IGNORECASE | re.DOTALL)


def _html_pages(subject: Subject) -> Iterator[tuple[Row, str, SecondReading | NotRead]]:
    for page_id, text in subject.texts.items():
        if subject.kinds[page_id] == "html":
            yield subject.by_id["pages"][page_id], text, have_read_again(text)


def check_markup_words(subject: Subject) -> Iterator[Finding]:
    """In HTML pages markup holds no word that a browser shows, read by a parser that is not the reader's."""
    for page, text, seen in _html_pages(subject):
        words = seen.words if isinstance(seen, SecondReading) else []
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
    """Pictures with alternative texts, and embeds of known services, that stand in the posts are in the tables."""
    for page, text, seen in _html_pages(subject):
        if isinstance(seen, NotRead):
            yield make_finding("recount-left-out", seen, table="pages", row=page["page_id"], file=page["source_file"])
            continue
        areas = _posts(subject, page, text)
        inside = [tag for tag in seen.tags if _is_in(tag.start, areas)]
        yield from compare_tags(subject, page, inside)


def _is_in(at: int, areas: list[tuple[int, int]]) -> bool:
    """Tell whether a place is in one of some areas."""
    index = bisect_right(areas, (at, at)) - 1
    return any(0 <= one < len(areas) and areas[one][0] <= at < areas[one][1] for one in (index, index + 1))


def compare_tags(subject: Subject, page: Row, inside: list[SeenTag]) -> Iterator[Finding]:
    """Compare the pictures and embeds that stand in the posts of a page with the tables.

    Args:
        subject: the package.
        page: the page's row.
        inside: the tags, their places in the page's document.
    """
    found = [*_check_images(subject, page, inside), *_check_embeds(subject, page, inside)]
    if found and subject.is_edited(page["page_id"]):
        edited = "some of its posts have other words in a newer capture"
        yield make_finding("recount-left-out", edited, table="pages", row=page["page_id"], file=page["source_file"])
    else:
        yield from found


def _check_images(subject: Subject, page: Row, inside: list[SeenTag]) -> Iterator[Finding]:
    page_id = page["page_id"]
    held = {" ".join(row["alt_text"].split()) for row in subject.shown_rows("images", page_id)}
    held |= {row["name"] for row in subject.shown_rows("contributors", page_id)}  # their portraits
    for tag in inside:
        is_shown = not (tag.is_repeated or tag.is_control or tag.is_within_embed or tag.is_furniture)
        if tag.alt and tag.alt not in held and is_shown:
            yield _missing(page, f"a picture with the alternative text of {len(tag.alt.split())} words that no row has")


def _check_embeds(subject: Subject, page: Row, inside: list[SeenTag]) -> Iterator[Finding]:
    claimed = [
        ends
        for _, row in subject.ledger.get(page["page_id"], [])
        if row["disposition"] == "boilerplate" and (ends := ends_of(row)) is not None
    ]
    held = len(subject.shown_rows("embeds", page["page_id"]))
    found = sum(
        tag.is_embed
        and not tag.is_repeated
        and not tag.is_furniture
        and not any(start <= tag.start < end for start, end in claimed)
        for tag in inside
    )
    if found > held:
        yield _missing(page, f"{found} embeds, the tables {held}")


def _missing(page: Row, found: str) -> Finding:
    return make_finding("recount-differs", found, table="pages", row=page["page_id"], file=page["source_file"])
