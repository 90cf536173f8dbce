"""Boilerplate and encoding: no furniture of the page, no wrongly decoded text, no cell that a spreadsheet would run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from livepack import rules, schemas
from livepack.checks.subject import Row, Subject
from livepack.findings import Finding

_TEXT_COLUMNS = {
    name: tuple(
        field.name
        for field in table.fields
        if (field.type == "string" and field.rights == "publisher")
        or field.name in ("credit", "copyright_holder", "creator")
    )
    for name, table in schemas.tables().items()
}
_QUOTES = "'\"‘“«"
_MIN_REPEATS = 3
_MIN_OWN_WORDS = 3
_NO_PAIR = "(?<!internal)(?<!domestic)(?<!political)(?<!economic)"  # "internal, external" is prose
_MIN_REPEATED_LENGTH = 12


def _cells(subject: Subject) -> Iterator[tuple[str, str, Row, str, str]]:
    """Return table, row id, row, column and value of every non-empty text cell but the derived ones."""
    for name, columns in _TEXT_COLUMNS.items():
        table = schemas.tables()[name]
        own = [column for column in columns if table.field(column).origin != "derived"]
        for row in subject.rows(name) if own else ():
            for column in own:
                if row[column]:
                    yield name, row[table.id_column], row, column, row[column]


def check_marks(subject: Subject) -> Iterator[Finding]:
    """No text holds a mark of any rule, unless it quotes it; in a sentence of its own words it is a warning."""
    for table, row_id, _, column, value in _cells(subject):
        rule_id = find_mark(value)
        if rule_id:
            code = "residue" if find_mark(value, in_prose=False) else "residue-in-prose"
            yield subject.at(code, table, row_id, column, rule_id)


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


def check_labels(subject: Subject) -> Iterator[Finding]:
    """No text is a label, or has one glued to a word."""
    for table, row_id, _, column, value in _cells(subject):
        label = find_label(value)
        if label:
            yield subject.at("label-residue", table, row_id, column, label)


def find_label(text: str) -> str:
    """Return the rule whose label is the whole text or is glued into it; empty if there is none."""
    return _whole_labels().get(rules.fold(text)) or next(
        (rule_id for pattern, rule_id in _glued_labels() if pattern.search(text)), ""
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


def check_repeats(subject: Subject) -> Iterator[Finding]:
    """No line stands in three posts or more without a rule."""
    seen: dict[str, dict[str, str]] = {}
    for row in subject.rows("paragraphs"):
        if len(row["text"]) >= _MIN_REPEATED_LENGTH:
            seen.setdefault(row["text"], {}).setdefault(row["entry_id"], row["paragraph_id"])
    for entries in seen.values():
        if len(entries) >= _MIN_REPEATS:
            first = next(iter(entries.values()))
            yield subject.at("repeated-line", "paragraphs", first, "text", str(len(entries)))


# UTF-8 read as windows-1252 or Latin-1, and the sign that stands for what could not be decoded. A Portuguese word in
# capitals may end in Ã before a closing sign (“AMANHÔ, «AMANHû): that is as printed.
_MOJIBAKE = re.compile(
    "Ã[\u0080-\u00ba\u00bc-\u00bf‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•˜™š›œžŸ]|(?<![A-ZÀ-Þ])Ã[»’”…–—]|Ã[»’”…–—](?=\\w)|Â[\u00a0-\u00bf]|â€[\u0090-\u009f™œ“”˜¦\u009d\u0094\u0093]|ï»¿|ï¿½|\ufffd"
)
_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]")
_FORMULA = re.compile(r"=\s*[A-Za-z]|[@+\-][A-Za-z][A-Za-z0-9._]*\(")


def _words(subject: Subject) -> Iterator[tuple[str, str, Row, str, str]]:
    """Return the cells of `_cells` and those of every other column that takes any text."""
    yield from _cells(subject)
    for name, table in schemas.tables().items():
        free = [
            field.name
            for field in table.fields
            if field.origin in ("source", "curated")
            and field.type == "string"
            and field.name not in _TEXT_COLUMNS[name]
        ]
        for row in subject.rows(name) if free else ():
            for column in free:
                if row[column]:
                    yield name, row[table.id_column], row, column, row[column]
    yield from _given_words(subject)


def _given_words(subject: Subject) -> Iterator[tuple[str, str, Row, str, str]]:
    """Return the cells that derive from others but that a person gave instead."""
    for blog_id, row in subject.by_id["blogs"].items():
        given = {
            name for page in subject.rows("pages") if page["blog_id"] == blog_id for name in page["curated"].split()
        }
        for field in schemas.tables()["blogs"].fields:
            if (
                field.origin == "derived"
                and field.type == "string"
                and f"blogs.{field.name}" in given
                and row[field.name]
            ):
                yield "blogs", blog_id, row, field.name, row[field.name]


def check_encoding(subject: Subject) -> Iterator[Finding]:
    """No text looks wrongly decoded, holds control characters or would run in a spreadsheet."""
    for table, row_id, row, column, value in _words(subject):
        for code, pattern, is_start in (
            ("mojibake", _MOJIBAKE, False),
            ("control-character", _CONTROL, False),
            ("formula-cell", _FORMULA, True),
        ):
            found = pattern.match(value) if is_start else pattern.search(value)
            if found is None:
                continue
            is_there = _is_in_source(subject, table, row, column, value if is_start else found.group())
            yield subject.at(
                f"{code}-in-source" if is_there else code, table, row_id, column, ascii(found.group()).strip("'")
            )


def _is_in_source(subject: Subject, table: str, row: Row, column: str, text: str) -> bool:
    """Tell whether the source (seeds.yaml for what a person gave) has it too; without it that is taken to be so."""
    pages = [
        page
        for page in subject.rows("pages")
        if table in ("pages", "blogs") and page[f"{table[:-1]}_id"] == row[f"{table[:-1]}_id"]
    ]
    if any(f"{table}.{column}" in page["curated"].split() for page in pages):
        return True
    document = subject.texts.get(subject.page_of(row))
    return document is None or text in document or text in " ".join(document.split())
