"""Which service of the BBC World Service a page is from: told by its times and its labels, never by its letters."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from livepack import rules
from livepack.readers._simorgh_times import BIDI, Form, Printed, Words, match_form, match_time, month_of, words_of
from livepack.spelling import spellings
from livepack.templates import Renderer, Rule

RENDERER = "simorgh"
# Languages that put no space between words: there a time is followed by a letter in any sentence.
UNSPACED = ("ja", "my", "th", "zh")
_SIGNS = ("image_source", "image_caption", "video_caption", "audio_caption", "consent_skip", "share")
_MIN_SIGN = 4
_MAX_BLANK = 32  # white space and direction marks around the only words of a line
_SPACES = " \t\u00a0"
# Searched by its first character, which takes a tenth of the time of a pattern that is anchored at every line.
_NUMBERED = re.compile(r"\n[ \t]{0,3}[0-9]{1,4}\.[ \u00a0]")


class Labels(NamedTuple):
    """What one service prints, by the names of its rules: its own rule, those of its siblings, the renderer's in English."""

    service: str
    language: str
    time_zone: str
    words: Words
    renderers: tuple[Renderer, ...]

    def rules_of(self, name: str) -> list[Rule]:
        """Return the rules of that name, the service's own first and the renderer's last."""
        found = [renderer.rules.get(f"{renderer.name}.{name}") for renderer in self.renderers]
        return [rule for rule in found if rule is not None]


class Head(NamedTuple):
    """A line that begins a post: where it begins and ends, its number (0: none), and the time that stands in it."""

    start: int
    end: int
    number: int
    number_start: int
    time_start: int
    printed: Printed


@cache
def labels_of(service: str) -> Labels:
    """Return what a service prints."""
    own, frame = rules.service_of(RENDERER, service), rules.renderers()[RENDERER]
    found = (own, *rules.siblings_of(RENDERER, service), frame)
    return Labels(service, own.language, own.time_zone, words_of(frame.languages, service), found)


@cache
def literal(template: str) -> str:
    """Return the words of a template before its first slot or optional part, without white space at their end."""
    return re.split(r"[\[{]", template, maxsplit=1)[0].rstrip()


@cache
def headings() -> tuple[str, ...]:
    """Return every service's heading of the stream of posts."""
    found = dict.fromkeys(
        text
        for service in rules.services(RENDERER)
        for rule in labels_of(service).rules_of("live_coverage")
        for text in spellings(rule.template)
    )
    return tuple(found)


def is_glued(text: str, printed: Printed) -> bool:
    """Tell whether a headline follows the time without a space, as simorgh prints it."""
    return printed.length < len(text.rstrip()) and text[printed.length] not in _SPACES


def _is_telling(text: str, printed: Printed) -> bool:
    """Tell a headline that is glued to its time from a word that goes on in small letters ("12 minutes agone")."""
    return is_glued(text, printed) and not text[printed.length].islower()


def find_heads(document: str, labels: Labels, lines: list[tuple[int, int]]) -> list[Head]:
    """Find the numbered heads of a page; `lines` are the candidates that `numbered_lines` gave."""
    heads: list[Head] = []
    for start, end in lines:
        head = _read_head(document, start, end, labels.words)
        if head is not None and (not heads or head.number == heads[-1].number + 1 or head.number > heads[-1].number):
            heads.append(head)
    return heads


def _read_head(document: str, start: int, end: int, words: Words) -> Head | None:
    number_start = start
    while document[number_start] in " \t":
        number_start += 1
    dot = document.index(".", number_start)
    time_start = dot + 2
    text = document[time_start:end]
    printed = match_time(text, words)
    if printed is None or not (is_glued(text, printed) or not text[printed.length :].strip(_SPACES + BIDI)):
        return None
    return Head(start, end, int(document[number_start:dot]), number_start, time_start, printed)


def second_first(document: str, labels: Labels, heads: list[Head]) -> int:
    """Return where, behind a page's heads, the head of a post stands that is numbered 1 again; -1 if none does."""
    for start, end in numbered_lines(document):
        if start > heads[-1].end:
            head = _read_head(document, start, end, labels.words)
            if head is not None and head.number == 1:
                return start
    return -1


def numbered_lines(document: str) -> list[tuple[int, int]]:
    """Return where the lines stand that begin with a number and a full stop, indented by three spaces at most."""
    found: list[tuple[int, int]] = []
    first = _NUMBERED.match(f"\n{document[:_MAX_BLANK]}")
    starts = [0] if first is not None else []
    starts += [match.start() + 1 for match in _NUMBERED.finditer(document)]
    for start in starts:
        end = document.find("\n", start)
        found.append((start, end if end >= 0 else len(document)))
    return found


def single_head(document: str, labels: Labels) -> Head | None:
    """Find the head of a page with one post, which has no number: the first time that stands under the stream's heading."""
    own_headings = [text for rule in labels.rules_of("live_coverage") for text in spellings(rule.template)]
    for heading in own_headings:
        at = find_line(document, heading, 0, len(document))
        for start, end in following_lines(document, at + len(heading), 3) if at >= 0 else ():
            text = document[start:end]
            printed = match_time(text, labels.words)
            if printed is not None and is_glued(text, printed):
                return Head(start, end, 0, start, start, printed)
    return None


def find_line(document: str, line: str, start: int, end: int) -> int:
    """Return where a line stands that holds these words and nothing else; -1 if none does."""
    at = document.find(line, start, end)
    while at >= 0:
        last = at + len(line)
        before, after = document[max(0, at - _MAX_BLANK) : at], document[last : last + _MAX_BLANK]
        is_first = at <= _MAX_BLANK or "\n" in before
        is_last = last + _MAX_BLANK >= len(document) or "\n" in after
        around = before.rpartition("\n")[2] + after.partition("\n")[0]
        if is_first and is_last and not around.strip(_SPACES + BIDI):
            return at
        at = document.find(line, last, end)
    return -1


def following_lines(document: str, at: int, count: int) -> list[tuple[int, int]]:
    """Return where the next lines with words begin and end, `count` at most."""
    found: list[tuple[int, int]] = []
    position = document.find("\n", at)
    while position >= 0 and len(found) < count:
        start = position + 1
        position = document.find("\n", start)
        end = len(document) if position < 0 else position
        line = document[start:end]
        if line.strip():
            found.append((start + len(line) - len(line.lstrip()), end))
    return found


@lru_cache(maxsize=2)
def find_services(document: str) -> list[tuple[Labels, list[Head]]]:
    """Return the services that a page may be from, the likeliest first, each with the heads of its posts.

    Several are returned only if nothing tells them apart. A list of dates, or of sentences that begin with one, gives
    none: it takes a headline that is glued to a time, twice, or once beside a label of the service. The last answers are
    kept: whoever claims a page reads it next.
    """
    lines = numbered_lines(document)
    found: list[tuple[int, int, Labels, list[Head]]] = []
    for service in _candidates(document, lines):
        labels = labels_of(service)
        heads = find_heads(document, labels, lines)
        if heads:
            texts = [(document[head.time_start : head.end], head.printed) for head in heads]
            signs = _count_signs(document, labels)
            is_list = any(is_glued(*text) for text in texts) and heads[0].number == 1
            is_told = sum(_is_telling(*text) for text in texts) > 1 and not labels.language.startswith(UNSPACED)
            if is_list and (signs or is_told):
                found.append((len(heads), signs, labels, heads))
    if not found and any(heading in document for heading in headings()):
        for service in rules.services(RENDERER):
            labels = labels_of(service)
            head = single_head(document, labels)
            if head is not None:
                found.append((1, _count_signs(document, labels), labels, [head]))
    best = max((row[:2] for row in found), default=(0, 0))
    return [(labels, heads) for count, signs, labels, heads in found if (count, signs) == best]


class _Index(NamedTuple):
    """The words of all services together, to find those of a page by one look at its first numbered lines."""

    words: Words
    months: dict[str, set[str]]
    forms: dict[Form, set[str]]


@cache
def _index() -> _Index:
    months: dict[str, set[str]] = {}
    forms: dict[Form, set[str]] = {}
    dates: dict[str, re.Pattern[str]] = {}
    for service in rules.services(RENDERER):
        words = labels_of(service).words
        dates |= {pattern.pattern: pattern for pattern in words.dates}
        for month in words.months:
            months.setdefault(month, set()).add(service)
        for form in words.forms:
            forms.setdefault(form, set()).add(service)
    return _Index(Words({}, tuple(dates.values()), ()), months, forms)


def _candidates(document: str, lines: list[tuple[int, int]]) -> list[str]:
    """Return the services that word times as one of the first numbered lines does at its beginning, in order."""
    index = _index()
    found: set[str] = set()
    for start, end in lines[:3]:
        text = document[document.index(".", start) + 2 : end]
        found |= index.months.get(month_of(text), set())
        if match_time(text, index.words) is not None:  # a date in numbers: two languages print such
            found |= {service for service in rules.services(RENDERER) if labels_of(service).words.dates}
        for form, services in index.forms.items():
            if not services <= found and match_form(text.lstrip(_SPACES + BIDI), form) is not None:
                found |= services
    return sorted(found)


def _count_signs(document: str, labels: Labels) -> int:
    """Count the places at which a label of the service itself stands."""
    own = labels.renderers[0]
    known = [own.rules.get(f"{own.name}.{name}") for name in _SIGNS]
    texts = {text for rule in known if rule is not None for text in spellings(literal(rule.template))}
    count = sum(document.count("\n" + text) + document.count(" " + text) for text in texts if len(text) >= _MIN_SIGN)
    rule = own.rules.get(f"{own.name}.live_coverage")
    heads = spellings(rule.template) if rule is not None else ()
    return count + any(find_line(document, text, 0, len(document)) >= 0 for text in heads)
