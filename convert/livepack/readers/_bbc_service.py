"""What a live page of the BBC World Service says of itself in its JSON: title, service, key points, time of the coverage."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from livepack import rules
from livepack.json_document import member
from livepack.json_island import JsonText, JsonValue
from livepack.ledger import Placed
from livepack.page import FIELD, WITNESS, Contributor
from livepack.readers._bbc_blocks import Strings, read_lines
from livepack.readers._bbc_post import Words
from livepack.readers._html_times import instant_text, read_stamp

SIMORGH: Final = "simorgh"
_TOPIC: Final = re.compile(r"urn:bbc:tipo:topic:([a-z0-9]+)")


class ServiceFacts(NamedTuple):
    """What a page says of itself, and the rows of the ledger that say it."""

    title: str
    language: str
    time_zone: str
    blog_identifier: str
    key_points: tuple[str, ...]
    contributors: tuple[Contributor, ...]
    coverage_start: str
    coverage_end: str
    rows: list[Placed]


def read_service_facts(strings: Strings, page: dict[str, JsonValue]) -> ServiceFacts:
    """Read what a page says of itself.

    Args:
        strings: gives the words of the JSON's strings.
        page: the object with the page's title and its stream.
    """
    rows: list[Placed] = []
    title = strings.words(page.get("title"))
    _place(rows, title, "pages", "title")
    points = []
    for number, (words, again) in enumerate(read_lines(strings, member(page, "summaryPoints", "content")), start=1):
        points.append(words.text)
        _place(rows, words, "key_points", "text", number)
        if again.text == words.text and len(again.pieces) == 1:
            start, end, decode = again.pieces[0]
            rows.append((start, end, WITNESS, "key_points", 0, number, "text", 0, decode, ""))
    people = strings.words(member(page, "liveTextStream", "contributors"))
    _place(rows, people, "contributors", "name", 1)
    coverage = []
    for key, field in (("startDateTime", "coverage_start"), ("endDateTime", "coverage_end")):
        moment = page.get(key)
        stamp = read_stamp(moment.value) if isinstance(moment, JsonText) else None
        coverage.append(instant_text(stamp) if stamp is not None else "")
        _place(rows, strings.words(moment) if stamp is not None else Words(), "blogs", field)
    topic = _TOPIC.fullmatch(strings.words(member(page, "analytics", "page", "contentId")).text)
    stream = strings.words(member(page, "liveTextStream", "id")).text
    return ServiceFacts(
        title.text,
        strings.words(page.get("language")).text,
        zone_of(strings.words(page.get("home")).text),
        f"bbc-{topic[1]}" if topic is not None else f"bbc-{stream.lower()}" * bool(stream),
        tuple(points),
        (Contributor(people.text),) if people.text else (),
        coverage[0],
        coverage[1],
        rows,
    )


def zone_of(service: str) -> str:
    """Return the time zone of a service; UTC's where nobody knows the service."""
    try:
        return rules.service_of(SIMORGH, service).time_zone
    except KeyError:
        return "UTC"


def _place(rows: list[Placed], words: Words, table: str, field: str, child: int = 0) -> None:
    rows.extend((p.start, p.end, FIELD, table, 0, child, field, 0, p.decode, "") for p in words.pieces)
