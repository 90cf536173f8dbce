"""The lines of a `simorgh` post: text, list items, labels before a value, and the lines that a rule explains whole."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from livepack import rules
from livepack.readers._simorgh_service import RENDERER, Labels, labels_of, literal
from livepack.spelling import spellings
from livepack.templates import Rule

TEXT = 0
ITEM = 1
LABEL = 2  # a label and the value behind it, on one line
RULE = 3  # a line that a rule explains

IMAGE = "image_source"
CAPTIONS = {"image_caption": "image", "video_caption": "video", "audio_caption": "audio", "other_caption": "media"}
UNSURE = "unsure_caption"  # words that one service prints for a video and another of its language for a recording
_BULLETS = "•◦▪"
_SPACES = " \t\u00a0"
_ITEM_NUMBER = re.compile(r"([0-9]{1,3})\.[ \u00a0]+(?=\S)")
_ENDS = frozenset(".!?:;…。！？؟۔।॥።")
_MAX_CREDIT = 160
_BLANK_LINE = re.compile(r"\n[ \t\u00a0]+\n")


class Line(NamedTuple):
    """A line: where its words begin and end, whether a blank line parts it from the one above, and what it is.

    `name` is the rule's name without its renderer; `value` is where the value behind a label begins, or an item's words.
    """

    kind: int
    start: int
    end: int
    apart: bool
    text: str
    rule: Rule | None = None
    name: str = ""
    value: int = 0
    match: re.Match[str] | None = None
    label: int = 0


class _Finder(NamedTuple):
    """What is looked for in every line of a page: whole lines, and labels with the rules that they belong to."""

    labels: tuple[tuple[str, str, Rule], ...]
    sources: tuple[tuple[str, Rule], ...]
    starts: frozenset[str]  # the first two characters of what may be a label; the first alone where a name has one


@cache
def _finder(service: str) -> _Finder:
    labels = labels_of(service)
    shared = _shared_words(labels.language)
    found = [
        (words, UNSURE if words in shared else name, rule)
        for name in CAPTIONS
        for rule in labels.rules_of(name)
        for words in spellings(literal(rule.template))
    ]
    sources = [(words, rule) for rule in labels.rules_of(IMAGE) for words in spellings(literal(rule.template))]
    starts = {f"{words} "[:2] for words in (*(row[0] for row in found), *(row[0] for row in sources), *_BULLETS)}
    for renderer in labels.renderers:
        starts |= {f"{word} "[:2] for word in renderer.by_first_word if word}
        names = [name for wording in renderer.wordings.values() for name in wording.names]
        starts |= {name[:2] for name in names if "" in renderer.by_first_word}  # "Xでさらに見る": no space behind X
    return _Finder(tuple(sorted(found, key=lambda row: -len(row[0]))), tuple(sources), frozenset(starts))


@cache
def _shared_words(language: str) -> frozenset[str]:
    """Return the words that stand for both a video and a recording in a language, be it in two services."""
    found: dict[str, set[str]] = {"video_caption": set(), "audio_caption": set()}
    for service in rules.services(RENDERER):
        labels = labels_of(service)
        for name, words in found.items() if labels.language == language else ():
            words |= {literal(rule.template) for rule in labels.rules_of(name)[:1]}
    return frozenset(set.intersection(*found.values()))


def is_sentence(text: str) -> bool:
    """Tell a line that ends as a sentence does, in any of the scripts."""
    return text.rstrip("\"'”’»“‘)」』")[-1:] in _ENDS


def has_blank_lines(document: str) -> bool:
    """Tell a copy in which blank lines part the blocks."""
    return "\n\n" in document or _BLANK_LINE.search(document) is not None


def scan_lines(document: str, start: int, end: int, labels: Labels) -> list[Line]:
    """Cut a stretch of the document into lines and tell what each is; blank lines give none.

    In a copy without any blank line each line counts as parted from the one above.
    """
    lines: list[Line] = []
    is_parted = not has_blank_lines(document)
    apart = True
    numbers = 0
    position = start
    finder = _finder(labels.service)
    starts = finder.starts
    # A credit may stand behind an alternative text: one search for a whole post in place of one in every line.
    has_source = any(document.find(words, start, end) >= 0 for words, _ in finder.sources)
    while position < end:
        stop = document.find("\n", position, end)
        stop = end if stop < 0 else stop
        raw = document[position:stop]
        text = raw.strip()
        if text:
            first = position + raw.index(text[0])
            last = first + len(text)
            # Most lines are text that begins as no label does: told here, they take a third of the time.
            may_be = text[:2] in starts or text[0] in starts or text[0].isdecimal() or text[0] in _BULLETS
            if not may_be and not (has_source and any(words in text for words, _ in finder.sources)):
                line = Line(TEXT, first, last, apart, text, value=first)
            else:
                line = _tell(document, first, last, labels, apart=apart, number=numbers + 1)
            numbers = numbers + 1 if line.kind == ITEM and text[0] not in _BULLETS else 0
            lines.append(line)
        apart = is_parted or not text
        position = stop + 1
    return lines


def _tell(document: str, start: int, end: int, labels: Labels, *, apart: bool, number: int) -> Line:
    text = document[start:end]
    for renderer in labels.renderers:
        known = renderer.classify(text)
        if known is not None:
            rule, match = known
            return Line(RULE, start, end, apart, text, rule, _name(rule), match=match)
    finder = _finder(labels.service)
    for words, name, rule in finder.labels:
        if text.startswith(words):
            return Line(
                LABEL, start, end, apart, text, rule, name, _skip(document, start + len(words), end), None, start
            )
    for words, rule in finder.sources:
        at = text.rfind(words)
        value = _skip(document, start + at + len(words), end)
        is_credit = at >= 0 and 0 < end - value <= _MAX_CREDIT and not is_sentence(text)
        # A label of one word begins sentences too ("Crédito, consumo e inflação"): it counts behind an alternative text
        # only where nothing parts them.
        if is_credit and (at == 0 or " " in words or text[at - 1] not in _SPACES):
            return Line(LABEL, start, end, apart, text, rule, IMAGE, value, None, start + at)
    if text[0] in _BULLETS and len(text) > 1:
        return Line(ITEM, start, end, apart, text, value=_skip(document, start + 1, end))
    found = _ITEM_NUMBER.match(text)
    if found is not None and int(found[1]) == number:
        return Line(ITEM, start, end, apart, text, value=start + found.end())
    return Line(TEXT, start, end, apart, text, value=start)


def _name(rule: Rule) -> str:
    return rule.rule_id.rpartition(".")[2]


def _skip(document: str, at: int, end: int) -> int:
    while at < end and document[at] in _SPACES:
        at += 1
    return at
