"""Reads what stands around the blocks of a `simorgh` page: its title, key points and contributors, and each post's head."""

from __future__ import annotations

from typing import NamedTuple

from livepack.ledger import Placed
from livepack.page import BOILERPLATE, FIELD, MARKUP, OUTSIDE, WITNESS, Contributor, Span
from livepack.readers._simorgh_lines import ITEM, RULE, Line, scan_lines
from livepack.readers._simorgh_post import squeeze
from livepack.readers._simorgh_service import Head, Labels, literal
from livepack.readers._simorgh_times import BIDI
from livepack.spelling import spellings
from livepack.templates import Rule

_SPACES = " \t\u00a0"
_MAX_BEFORE = 3  # the label "Live", the title, the description


class Preamble(NamedTuple):
    """What stands before the first post."""

    title: str
    page_number: int | None
    pages_stated: int | None
    key_points: tuple[str, ...]
    contributors: tuple[Contributor, ...]


class Headline(NamedTuple):
    """The words of a head behind its time."""

    headline: str
    subheading: str
    is_breaking: bool | None


def read_preamble(document: str, end: int, labels: Labels, spans: list[Placed]) -> Preamble:
    """Read what stands before the first post; what is none of it is outside."""
    lines = scan_lines(document, 0, end, labels)
    stream, summary = _find(lines, labels, "live_coverage"), _find(lines, labels, "summary")
    if summary is not None and stream is not None and summary[0] > stream[0]:
        summary = None
    first = min((found[0] for found in (summary, stream) if found is not None), default=len(lines))
    title, number, stated, used = _read_title(document, lines[:first], labels, spans)
    last = stream[0] if stream is not None else len(lines)
    points: list[str] = []
    if summary is not None:
        _place_rule(spans, lines[summary[0]], summary[1])
        points = _read_points(document, lines[summary[0] + 1 : last], spans)
    contributors: list[Contributor] = []
    if stream is not None:
        _place_rule(spans, lines[stream[0]], stream[1])
        for line in lines[last + 1 : last + 2]:
            contributors.append(Contributor(squeeze(line.text)))
            spans.append(Span(line.start, line.end, FIELD, "contributors", 0, 1, "name"))
    outside = [line for index, line in enumerate(lines[:first]) if index not in used]
    outside += lines[last + 2 :] if stream is not None else []
    if summary is None:
        outside += lines[first:last]
    spans += [Span(line.start, line.end, OUTSIDE) for line in outside]
    return Preamble(title, number, stated, tuple(points), tuple(contributors))


def _find(lines: list[Line], labels: Labels, name: str) -> tuple[int, Rule] | None:
    """Return the last line that is a heading of that name, and its rule: navigation may name it too, before."""
    for rule in labels.rules_of(name):
        for index in range(len(lines) - 1, -1, -1):
            if lines[index].text.strip(_SPACES + BIDI) in spellings(rule.template):
                return index, rule
    return None


def _read_title(
    document: str, lines: list[Line], labels: Labels, spans: list[Placed]
) -> tuple[str, int | None, int | None, set[int]]:
    """Read the page's title: the line that says "Page 2 of 5", else the first of a few lines above the posts."""
    for index, line in enumerate(lines):
        for rule in labels.rules_of("page_x_of_y"):
            found = _match_page(line, rule, spans)
            if found is not None:
                start = line.start
                spans.append(Span(start, found[2], FIELD, "pages", 0, 0, "title"))
                return squeeze(document[start : found[2]]), found[0], found[1], {index}
    used: set[int] = set()
    live = {rule.template for rule in labels.rules_of("live")}
    for index, line in enumerate(lines if len(lines) <= _MAX_BEFORE else ()):
        if line.text in live and not used:
            rule = next(rule for rule in labels.rules_of("live") if rule.template == line.text)
            _place_rule(spans, line, rule)
            used.add(index)
            continue
        spans.append(Span(line.start, line.end, FIELD, "pages", 0, 0, "title"))
        return squeeze(line.text), None, None, used | {index}
    return "", None, None, used


def _match_page(line: Line, rule: Rule, spans: list[Placed]) -> tuple[int, int, int] | None:
    """Match ", Page 2 of 5" or ", 2/5 oldal" at a line's end; returns the numbers and where the title before it ends."""
    before, between, *after = (token.text for token in rule.tokens if token.text)
    last = "".join(after)
    at = line.text.rfind(before) if line.text.endswith(last) else -1
    numbers = line.text[at + len(before) : len(line.text) - len(last)].split(between) if at > 0 else []
    if len(numbers) != 2 or not all(0 < len(number) < 5 and number.isdecimal() for number in numbers):
        return None
    place = line.start + at
    spans.append(Span(place, place + len(before), BOILERPLATE, "pages", part=1, rule=rule.rule_id))
    place += len(before)
    spans.append(Span(place, place + len(numbers[0]), FIELD, "pages", field="page_number"))
    place += len(numbers[0])
    spans.append(Span(place, place + len(between), BOILERPLATE, "pages", part=2, rule=rule.rule_id))
    place += len(between)
    spans.append(Span(place, place + len(numbers[1]), FIELD, "blogs", field="pages_stated"))
    place += len(numbers[1])
    if last:
        spans.append(Span(place, place + len(last), BOILERPLATE, "blogs", part=3, rule=rule.rule_id))
    return int(numbers[0]), int(numbers[1]), line.start + at


def _read_points(document: str, lines: list[Line], spans: list[Placed]) -> list[str]:
    """Read the key points: list items, or one paragraph; lines that go one on belong to it."""
    found: list[tuple[int, int]] = []
    has_items = any(line.kind == ITEM for line in lines)
    for line in lines:
        if line.kind == RULE:
            continue
        is_new = line.kind == ITEM or (line.apart and not has_items)
        if line.kind == ITEM:
            spans.append(Span(line.start, line.value, MARKUP))
        if is_new:
            found.append((line.value if line.kind == ITEM else line.start, line.end))
        elif found and not line.apart:
            found[-1] = (found[-1][0], line.end)
        else:
            spans.append(Span(line.start, line.end, OUTSIDE))
    for number, (start, end) in enumerate(found, start=1):
        spans.append(Span(start, end, FIELD, "key_points", 0, number, "text"))
    return [squeeze(document[start:end]) for start, end in found]


def read_headline(document: str, head: Head, number: int, labels: Labels, share: str, spans: list[Placed]) -> Headline:
    """Read the words of a head: the time, the label of breaking news, the headline, and what follows it.

    Args:
        document: the whole document.
        head: the head's line and its time.
        number: which post it is, from 1.
        labels: what the service prints.
        share: the headline as the post's share line repeats it; empty if there is none.
        spans: gets the spans.
    """
    if head.number:
        dot = document.index(".", head.number_start)
        spans.append(Span(head.number_start, dot, FIELD, "entries", number, field="list_number"))
        spans.append(Span(dot, dot + 1, MARKUP))
    time_end = head.time_start + head.printed.length
    spans.append(Span(head.time_start, time_end, FIELD, "entries", number, field="published_text"))
    at = time_end
    is_breaking = None
    for rule, words in _labels(labels, "breaking"):
        if document.startswith(words, at, head.end):
            end = at + len(words)
            spans.append(Span(at, end, BOILERPLATE, "entries", number, rule=rule.rule_id))
            at, is_breaking = end, True
            break
    while at < head.end and document[at] in _SPACES + BIDI:
        at += 1
    end = at + len(document[at : head.end].rstrip())
    headline, subheading = squeeze(document[at:end]), ""
    if share and headline != share and document.startswith(", ", at + len(share), end):
        rule = labels.rules_of("subheading")[0]
        cut = at + len(share)
        if squeeze(document[at:cut]) == share:
            spans.append(Span(cut, cut + 2, BOILERPLATE, "entries", number, rule=rule.rule_id))
            spans.append(Span(cut + 2, end, FIELD, "entries", number, field="subheading"))
            headline, subheading, end = share, squeeze(document[cut + 2 : end]), cut
    if headline:
        spans.append(Span(at, end, FIELD, "entries", number, field="headline"))
    return Headline(headline, subheading, is_breaking)


def find_share(document: str, line: Line | None, head: Head, labels: Labels) -> tuple[Rule, int, str] | None:
    """Tell the line that shares a post: the service's word, and the headline again.

    Returns:
        Its rule, where the repeated headline begins, and that headline; None if the line is no such line.
    """
    for rule, words in _labels(labels, "share") if line is not None else ():
        if line is None or not line.text.startswith(words):
            continue
        rest = line.text[len(words) :]
        if not rest.strip():
            return rule, line.end, ""
        title = squeeze(rest[1:]) if rest.startswith(",") else ""
        if title and title in squeeze(document[head.time_start : head.end]):
            value = line.start + len(words) + 1
            while document[value] in _SPACES:
                value += 1
            return rule, value, title
    return None


def _labels(labels: Labels, name: str) -> list[tuple[Rule, str]]:
    """Return the rules of a name, each with its words in every spelling."""
    return [(rule, words) for rule in labels.rules_of(name) for words in spellings(literal(rule.template))]


def place_share(line: Line, share: tuple[Rule, int, str], number: int, headline: str, spans: list[Placed]) -> None:
    """Place the share line: a label, and the headline a second time."""
    rule, value, title = share
    spans.append(Span(line.start, value, BOILERPLATE, "entries", number, part=1 if title else 0, rule=rule.rule_id))
    if title and title == headline:
        spans.append(Span(value, line.end, WITNESS, "entries", number, field="headline"))


def _place_rule(spans: list[Placed], line: Line, rule: Rule) -> None:
    spans.append(Span(line.start, line.end, BOILERPLATE, rule=rule.rule_id))
