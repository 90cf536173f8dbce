"""Searches cells for what must not be in them: furniture of the page, wrongly decoded text, formulas.

A column is searched as a whole first, for all words at once; only where something shows up is each cell looked at. So
most columns cost a few nanoseconds a character, however many rules there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property

from livepack import rules
from livepack.decoding import TWICE
from livepack.spelling import straighten

_QUOTES = "'\"‘“«"
_MIN_OWN_WORDS = 3
_NO_PAIR = "(?<!internal)(?<!domestic)(?<!political)(?<!economic)"  # "internal, external" is prose


class Words:
    """The cells of a column, joined once for all searches."""

    def __init__(self, cells: Sequence[str]) -> None:
        """Take the cells."""
        self.cells = cells
        self.text = "\0".join(cells)

    @cached_property
    def folded(self) -> str:
        """The text as marks are compared, each cell between NULs."""
        return f"\0{_fold(self.text)}\0"


def find_marks(words: Words) -> Iterator[tuple[int, str, str]]:
    """Find marks of rules in the cells of a column, outside quotation marks.

    Returns:
        The cell's index, the rule, and the finding's code: a mark in a sentence of its own words is a warning.
    """
    holds = _holds_mark()
    if holds(words.folded):
        for index, cell in enumerate(words.cells):
            rule_id = find_mark(cell) if holds(_fold(cell)) else ""
            if rule_id:
                yield index, rule_id, "residue" if find_mark(cell, in_prose=False) else "residue-in-prose"


Search = Callable[[str], bool]


@cache
def _holds_mark() -> Search:
    """Return a search for the marks of all rules in a folded text."""
    return _compile("|".join(_literal(mark) for mark, _ in rules.marks()))


def _compile(pattern: str) -> Search:
    """Compile a search for very many words at once.

    pydantic's validators use Rust's regex crate, which looks for hundreds of literals in one pass: 700 marks take 1.5 ns a
    character, where `re`, or `in` for one after the other, takes a hundred times as long. frictionless depends on
    pydantic, so it is there.
    """
    from pydantic_core import SchemaValidator, core_schema

    found = SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex")).isinstance_python

    def search(text: str) -> bool:
        try:
            return found(text) or (not text.isascii() and not text.encode())
        except UnicodeEncodeError:
            return True  # half a surrogate pair is no text for Rust: each cell must be looked at

    return search


def _literal(text: str) -> str:
    """Return a pattern in Rust's syntax for a text as it stands."""
    return re.sub(r"[\\.+*?()|\[\]{}^$]", r"\\\g<0>", text)


def _fold(text: str) -> str:
    """Fold a long text as `rules.fold` does, without cutting it into words; blanks at its ends stay."""
    text = text.lower()
    text = text.replace("\n\n", " ")  # paragraphs
    for blank in _BLANKS if text.isascii() else _BLANKS + _WIDE_BLANKS:
        if blank in text:
            text = text.replace(blank, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return straighten(text)


_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
_WIDE_BLANKS = "".join(char for char in map(chr, range(0x80, 0x3001)) if char.isspace())


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


def find_labels(words: Words) -> Iterator[tuple[int, str]]:
    """Find the cells of a column that are a label or have one glued to a word; returns index and rule."""
    glued, whole = _label_searches()
    if glued(words.text) or whole(words.folded):
        for index, cell in enumerate(words.cells):
            rule_id = find_label(cell) if glued(cell) or whole(Words([cell]).folded) else ""
            if rule_id:
                yield index, rule_id


@cache
def _label_searches() -> tuple[Search, Search]:
    """Return a search for labels that may be glued to a word, and one for cells, between NULs, that are a label."""
    whole = "|".join(map(_literal, _whole_labels()))
    glued = "|".join(map(_literal, _label_literals()))
    return _compile(glued), _compile(rf"\x00 ?(?:{whole}) ?\x00")


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


_CONTROL_BUT_NUL = re.compile("[\u0001-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]")
_ASCII_CONTROLS = bytes([*range(1, 9), *range(11, 32), 127])


def find_encoding_faults(words: Words) -> Iterator[tuple[int, str, str, str]]:
    """Find cells of a column that look wrongly decoded, hold control characters or would run in a spreadsheet.

    Returns:
        The cell's index, the finding's code, what was found in the cell, and what to look for in a source.
    """
    cells, text = words.cells, words.text
    has_nul = text.count("\0") >= len(cells)
    patterns = [
        (code, pattern)
        for code, pattern in (("mojibake", _MOJIBAKE), ("control-character", _CONTROL))
        if _may_match(code, text) or (has_nul and code == "control-character")
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
    """Tell whether joined cells may hold such characters; NULs stand between them."""
    if text.isascii():
        return code == "control-character" and len(text.encode().translate(None, _ASCII_CONTROLS)) != len(text)
    return (_MOJIBAKE if code == "mojibake" else _CONTROL_BUT_NUL).search(text) is not None


_FORMULA_SIGNS = frozenset("=@+-")
