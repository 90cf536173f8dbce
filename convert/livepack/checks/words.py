"""Searches cells for what must not be in them: furniture of the page, wrongly decoded text, formulas.

A column is screened as a whole first, by words and literals that C code finds; only where something shows up is each
cell looked at. So most columns cost a few nanoseconds a character, however many rules there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from livepack import rules
from livepack.decoding import TWICE

_QUOTES = "'\"‘“«"
_MIN_OWN_WORDS = 3
_NO_PAIR = "(?<!internal)(?<!domestic)(?<!political)(?<!economic)"  # "internal, external" is prose
_MANY = 24  # telling words: looking for so many takes as long as cutting a text into words
_REACH = 3  # how many times a mark's length is compared: blanks in a text may be doubled
_ENDING = 3  # characters by whose last ones a cell is told that may be a label
_BETWEEN = " \0 "  # stands between the cells of a column that are searched together


def find_marks(cells: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Find marks of rules in the cells of a column, outside quotation marks.

    Returns:
        The cell's index, the rule, and the finding's code: a mark in a sentence of its own words is a warning.
    """
    if _may_hold_mark(_BETWEEN.join(cells)):
        for index, cell in enumerate(cells):
            rule_id = find_mark(cell)
            if rule_id:
                yield index, rule_id, "residue" if find_mark(cell, in_prose=False) else "residue-in-prose"


def _may_hold_mark(text: str) -> bool:
    """Tell whether a mark may stand in a text.

    Every mark has one of some telling words. Those are looked for one by one, and only what stands around them is
    compared with marks; if they are too many for that, the text is cut into words.
    """
    lowered = text.lower()
    keys, by_word, others = _mark_keys(is_ascii=lowered.isascii())
    if len(keys) <= _MANY:
        return any(_is_mark_around(lowered, key, marks) for key, marks in keys.items())
    found = by_word.keys() & set(lowered.split())
    near = [*others, *(mark for word in found for mark in by_word[word])]
    folded = rules.fold(lowered) if near else ""
    return any(mark in folded for mark in near)


def _is_mark_around(lowered: str, key: str, marks: list[str]) -> bool:
    reach = _REACH * max(map(len, marks))
    at = lowered.find(key)
    while at >= 0:
        around = rules.fold(lowered[max(0, at - reach) : at + len(key) + reach])
        if any(mark in around for mark in marks):
            return True
        at = lowered.find(key, at + len(key))
    return False


@cache
def _mark_keys(*, is_ascii: bool) -> tuple[dict[str, list[str]], dict[str, list[str]], list[str]]:
    """Return the marks by the telling word that each has, by a word between two others, and those that have none such.

    A text of ASCII alone can hold only marks of ASCII. Quotation marks may be curly in a text: no telling word has one.
    """
    marks = [mark for mark, _ in rules.marks() if mark.isascii() or not is_ascii]
    by_word: dict[str, list[str]] = {}
    others: list[str] = []
    for mark in marks:
        inner = [word for word in mark.split()[1:-1] if word.isalpha()]
        if inner:
            by_word.setdefault(max(inner, key=len), []).append(mark)
        else:
            others.append(mark)
    return _cover({mark: set(re.findall(r"[^\s'\"]+", mark)) for mark in marks}), by_word, others


def _cover(phrases: Mapping[str, set[str]]) -> dict[str, list[str]]:
    """Choose few words, long rather than short, so that each phrase has one of them; returns its phrases for each."""
    left = dict(phrases)
    found: dict[str, list[str]] = {}
    while left:
        served = Counter(word for words in left.values() for word in words)
        best = max(served, key=lambda word: (served[word] * len(word), word))
        found[best] = [phrase for phrase, words in left.items() if best in words]
        left = {phrase: words for phrase, words in left.items() if best not in words}
    return found


def find_mark(text: str, *, in_prose: bool = True) -> str:
    """Return the rule whose mark stands in a text outside quotation marks; empty if there is none.

    Args:
        text: a cell.
        in_prose: whether a mark counts that a sentence of other words holds.
    """
    folded = rules.fold(text)
    for mark, rule_id in rules.marks():
        at = folded.find(mark)
        while at >= 0:
            is_quoted = at > 0 and folded[at - 1] in _QUOTES
            if not is_quoted and (
                in_prose or not _is_in_prose(" ".join(text.split()), folded, at, at + len(mark), rule_id)
            ):
                return rule_id
            at = folded.find(mark, at + 1)
    return ""


def _is_in_prose(text: str, folded: str, start: int, end: int, rule_id: str) -> bool:
    """Tell words of a template that an editor wrote: they begin or go on a sentence that says something else too.

    A leak is the template's sentence alone, is glued to a word, or begins with its capital in the middle of a sentence.
    """
    if len(text) != len(folded):
        return False  # a letter that is two in lower case: places cannot be compared
    first = max(
        (folded.rfind(sign, 0, start) + len(sign) for sign in (". ", "! ", "? ") if sign in folded[:start]), default=0
    )
    last = min((at for sign in (". ", "! ", "? ") if (at := folded.find(sign, end)) >= 0), default=len(folded))
    template = set(re.findall(r"\w+", rules.fold(rules.rules()[rule_id].template)))
    words = list(re.finditer(r"\w+", folded[first:last]))
    others = [
        word
        for word in words
        if word.group() not in template and not first + word.start() <= start < first + word.end()
    ]
    others = [word for word in others if not start <= first + word.start() < end]
    begin = start
    for word in reversed([word for word in words if first + word.end() <= start]):
        if word.group() not in template:
            break
        begin = first + word.start()
    is_glued = (begin > 0 and text[begin - 1].isalnum()) or (end < len(text) and text[end].isalnum())
    is_begun = text[begin].isupper() and begin > first
    return len(others) >= _MIN_OWN_WORDS and not is_glued and not is_begun


def find_labels(cells: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Find the cells of a column that are a label or have one glued to a word; returns index and rule."""
    text = _BETWEEN.join(cells)
    literals = [literal for literal in _label_literals() if literal in text]
    longest, endings = _label_endings()
    short = {cell for cell in cells if cell and len(cell) <= longest and cell[-_ENDING:].strip().lower() in endings}
    near = {cell for cell in short if rules.fold(cell) in _whole_labels()}
    for literal in literals:
        near.update(cell for cell in cells if literal in cell)
    if near:
        for index, cell in enumerate(cells):
            rule_id = find_label(cell) if cell in near else ""
            if rule_id:
                yield index, rule_id


def find_label(text: str) -> str:
    """Return the rule whose label is the whole text or is glued into it; empty if there is none."""
    return _whole_labels().get(rules.fold(text)) or next(
        (rule_id for pattern, rule_id in _glued_labels() if pattern.search(text)), ""
    )


@cache
def _label_literals() -> tuple[str, ...]:
    """Return the characters of each label that may be glued to a word."""
    labels = {
        rule.template: rule.place for rule in rules.rules().values() if not rule.marks and "{" not in rule.template
    }
    return tuple(
        label.strip()
        for label, place in labels.items()
        if (place == "head" and " " in label.strip()) or place == "suffix" or label.rstrip().endswith(",")
    )


@cache
def _label_endings() -> tuple[int, frozenset[str]]:
    """Return how long a cell may be that is a label, blanks doubled, and what such cells end with."""
    labels = _whole_labels()
    endings = {label[-length:].strip() for label in labels for length in range(1, _ENDING + 1)}
    return 2 * max(map(len, labels), default=0), frozenset(endings)


@cache
def _whole_labels() -> dict[str, str]:
    """Labels that count as a whole value: those of the place line that have no marks, but for plain words.

    `Post`, `Summary` and `Breaking` alone may be a headline's own word.
    """
    found = {
        rules.fold(rule.template): rule.rule_id
        for rule in rules.rules().values()
        if rule.place in ("line", "inline") and not rule.marks and "{" not in rule.template
    }
    return {text: rule_id for text, rule_id in found.items() if " " in text}


@cache
def _glued_labels() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Labels where they are glued: right behind a word ("IstanbulImage source, AFP") or at the very beginning."""
    found: list[tuple[re.Pattern[str], str]] = []
    for rule in rules.rules().values():
        words = re.escape(rule.template.strip())
        if rule.marks or "{" in rule.template:
            continue
        if rule.place == "head" and " " in rule.template.strip():
            found.append((re.compile(rf"\S{words} [0-9]{{1,2}}:[0-9]{{2}}"), rule.rule_id))
        elif rule.place == "suffix":
            found.append((re.compile(rf"(?<=\S){_NO_PAIR}{words}(?=[.;:)!?]|$)"), rule.rule_id))
        elif rule.template.rstrip().endswith(","):
            found.append((re.compile(rf"\w{words}|^{words}"), rule.rule_id))
    return tuple(found)


# Text that was decoded twice, and the signs that stand for what could not be decoded.
_MOJIBAKE = re.compile(f"{TWICE}|ï»¿|ï¿½|\ufffd")
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]")
_FORMULA = re.compile(r"=\s*[A-Za-z]|[@+\-][A-Za-z][A-Za-z0-9._]*\(")


_ASCII_CONTROLS = bytes([*range(9), *range(11, 32), 127])


def find_encoding_faults(cells: Sequence[str]) -> Iterator[tuple[int, str, str, str]]:
    """Find cells of a column that look wrongly decoded, hold control characters or would run in a spreadsheet.

    Returns:
        The cell's index, the finding's code, what was found in the cell, and what to look for in a source.
    """
    text = "\n".join(cells)
    patterns = [
        (code, pattern)
        for code, pattern in (("mojibake", _MOJIBAKE), ("control-character", _CONTROL))
        if _may_match(code, text)
    ]
    for index, cell in enumerate(cells if patterns else ()):
        for code, pattern in patterns:
            found = pattern.search(cell)
            if found is not None:
                yield index, code, found.group(), found.group()
    for index, cell in enumerate(() if _FORMULA_SIGNS.isdisjoint({cell[:1] for cell in cells}) else cells):
        found = _FORMULA.match(cell)
        if found is not None:
            yield index, "formula-cell", found.group(), cell


def _may_match(code: str, text: str) -> bool:
    if text.isascii():
        return code == "control-character" and len(text.encode().translate(None, _ASCII_CONTROLS)) != len(text)
    return (_MOJIBAKE if code == "mojibake" else _CONTROL).search(text) is not None


_FORMULA_SIGNS = frozenset("=@+-")
