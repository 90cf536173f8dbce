"""The sources themselves: all there, unchanged, all built, and as the package says they are; counted again."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise

from livepack import rules
from livepack.checks.recounts import recounts_of
from livepack.checks.subject import Row, Subject, ends_of, number_of
from livepack.findings import Finding, make_finding

SEEDS = "seeds.yaml"


def check_sources_present(subject: Subject) -> Iterator[Finding]:
    """Every page's document is among the sources, by digest; one of the same name with other bytes has changed."""
    if subject.documents is None or subject.sources is None:
        return
    for page in subject.rows("pages"):
        if subject.document_of(page) is not None:
            continue
        name = page["source_file"].split("#", 1)[0]
        code = "source-changed" if (subject.sources / name).is_file() else "source-missing"
        yield subject.at(code, "pages", page["page_id"], "source_sha256", name)


def check_sources_built(subject: Subject) -> Iterator[Finding]:
    """Every document of the sources folder is in the package."""
    if subject.documents is None or subject.sources is None:
        return
    known = {page["source_sha256"] for page in subject.rows("pages")}
    changed = {page["source_file"].split("#", 1)[0] for page in subject.rows("pages")}
    for digest, document in sorted(subject.documents.items(), key=lambda item: str(item[1].path)):
        name = document.path.relative_to(subject.sources).as_posix()
        if digest not in known and name not in changed and name != SEEDS:
            yield make_finding("source-not-built", name, table="pages", file=name)


def check_seeds(subject: Subject) -> Iterator[Finding]:
    """seeds.yaml is the one that the package was built with."""
    if subject.sources is None or not isinstance(subject.descriptor, dict):
        return
    marks = subject.descriptor.get("livepack")
    stated = marks.get("seedsHash", "") if isinstance(marks, dict) else ""
    path = subject.sources / SEEDS
    found = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    if stated != found:
        yield make_finding("seeds-changed", file=SEEDS)


def check_source_facts(subject: Subject) -> Iterator[Finding]:
    """Size, length, encoding and line ends are what the document's bytes say."""
    for page in subject.rows("pages"):
        document = subject.document_of(page)
        if document is None:
            continue
        text = subject.texts.get(page["page_id"])
        if text is None:
            yield subject.at(
                "source-facts", "pages", page["page_id"], "source_encoding", f"it is not {page['source_encoding']}"
            )
            continue
        names = [
            path.relative_to(subject.sources or document.path.parent).as_posix()
            for path in (document.path, *document.others)
        ]
        if page["source_file"].split("#", 1)[0] not in names:
            yield subject.at(
                "source-facts", "pages", page["page_id"], "source_file", f"{page['source_file']}, not {names[0]}"
            )
        if page["source_encoding"] != codecs.lookup(page["source_encoding"]).name:
            yield subject.at(
                "source-facts",
                "pages",
                page["page_id"],
                "source_encoding",
                f"{page['source_encoding']} is no usual name",
            )
        data = document.read()
        facts = {
            "source_bytes": str(len(data)),
            "source_length": str(len(text)),
            "source_newline": _newline(data, page),
        }
        for column, wanted in facts.items():
            if page[column] != wanted:
                yield subject.at("source-facts", "pages", page["page_id"], column, f"{page[column]}, not {wanted}")


def _newline(data: bytes, page: Row) -> str:
    text = data.decode(page["source_encoding"])
    kinds = {match.group() for match in re.finditer(r"\r\n|\r|\n", text)}
    if len(kinds) > 1:
        return "mixed"
    return {"\r\n": "crlf", "\r": "cr"}.get(kinds.pop() if kinds else "\n", "lf")


def check_recount(subject: Subject) -> Iterator[Finding]:
    """Posts, key points, consent headings, credits and captions, searched in the document itself, are in the tables."""
    for page in subject.rows("pages"):
        text = subject.texts.get(page["page_id"])
        if text is None:
            continue
        named = subject.rules_named.get(page["page_id"], set())
        found = [
            rule
            for renderer in rules.renderers_of(page["reader"])
            for rule in recounts_of(renderer, page["reader"], named, page["language"])
            if "pattern" in rule  # else of JSON, counted there
        ]
        if not found:
            continue
        older = _superseded(subject, page)
        region = _without_twins(subject, page, _without_outside(subject, page, text))
        for rule in found:
            yield from _recount(subject, page, region, older, rule)


def _recount(
    subject: Subject, page: Row, region: str, older: list[tuple[int, int]], rule: Mapping[str, str]
) -> Iterator[Finding]:
    table, pattern = rule["table"], re.compile(rule["pattern"])
    rows = subject.by_page[table].get(page["page_id"], [])
    if "within" in rule:
        found = re.search(rule["within"], region)
        region = found.group() if found else ""
    elif table != "entries":
        for start, end in older:
            region = region[:start] + " " * (end - start) + region[end:]
    matches = [match.groupdict() for match in pattern.finditer(region) if not _is_captionless(match)]
    if table == "entries" and older:
        shown = subject.shown_rows("entries", page["page_id"])
        is_numbered = "list_number" in pattern.groupindex
        column = "list_number" if is_numbered else next(iter(pattern.groupindex))
        numbers = [(match[column] or "1") if is_numbered else "" for match in matches if is_numbered or match[column]]
        named = subject.posts_of(page["page_id"]) | {row["entry_id"] for row in shown}
        count = len(named) if is_numbered and numbers else sum(bool(row[column]) for row in shown)
        yield from _recount_heads(page, numbers, count, rule["what"])
        return
    if table == "key_points" and not matches:
        is_lines = rules.layout_of(page["reader"]) == "lines"
        matches = [{"text": point} for point in _plain_points(region, is_lines=is_lines)]
    for column in pattern.groupindex:
        printed = Counter(_without_suffix(match[column]) for match in matches if match[column])
        held = Counter(_without_suffix(row[column]) for row in rows if row[column])
        if printed != held and not _agree(printed, held):
            missing = sum((printed - held).values())
            extra = sum((held - printed).values())
            yield _differ(
                page,
                f"{sum(printed.values())} {rule['what']}, the tables {sum(held.values())} "
                f"({column}: {missing} not in the tables, {extra} not in the source)",
            )


def _without_twins(subject: Subject, page: Row, text: str) -> str:
    """Return the document without the lines that print an embed's link again."""
    spans = [
        (row["row_id"], row["disposition"], ends[0])
        for _, row in subject.ledger.get(page["page_id"], [])
        if (row["table_name"], row["field_name"]) == ("embeds", "provider_name") and (ends := ends_of(row)) is not None
    ]
    lines = {row_id: text.rfind("\n", 0, start) for row_id, disposition, start in spans if disposition == "field"}
    kept: list[str] = []
    position = 0
    for row_id, disposition, start in spans:
        line = text.rfind("\n", 0, start) + 1
        if disposition == "witness" and row_id in lines and lines[row_id] != line - 1:
            kept.append(text[position:line])
            position = max(text.find("\n", start), 0) or len(text)
    return "".join(kept) + text[position:]


def _without_suffix(text: str) -> str:
    """Return text on one line without the hidden words of links, which a value has lost or, in prose, has kept."""
    return " ".join(text.replace(", external", "").split())


def _without_outside(subject: Subject, page: Row, text: str) -> str:
    """Return the document without what is rightly outside: above the summary, and the shallow lines below the posts."""
    rows = subject.ledger.get(page["page_id"], [])
    posts = [ends for _, span in rows if span["table_name"] not in ("", "key_points") and (ends := ends_of(span))]
    inside = _inside_of(page)
    if not posts or inside is None:
        return text
    first, last = min(posts)[0], max(posts)[1]
    summary = [match.start() for match in _SUMMARY.finditer(text, 0, first)]
    top = summary[-1] if summary else first
    blanked = text
    for _, _, ends in subject.spans_of(page["page_id"], "outside"):
        if not text[ends[0] : ends[1]].strip():
            continue
        is_below = ends[0] >= last and inside.search(text[text.rfind("\n", 0, ends[0]) + 1 : ends[1]]) is None
        if ends[1] <= top or is_below:
            blanked = blanked[: ends[0]] + re.sub(r"[^\n]", " ", text[ends[0] : ends[1]]) + blanked[ends[1] :]
    return blanked


_SUMMARY = re.compile(r"(?m)^[ \t#]*Summary[ \t]*$")


def _is_captionless(match: re.Match[str]) -> bool:
    """Tell a caption's label that another label or a less indented line follows: the copy has lost the caption."""
    line = match.groupdict().get("caption")
    if line is None or "\n" not in match.group():
        return False  # the label stands on the caption's own line
    depth = len(match.group()) - len(match.group().lstrip(" \t"))
    before = match.group()[: -len(line)]
    if "\n" not in before:
        return False  # the caption stands on the line of its label
    is_label = any(renderer.classify(line.strip()) for renderer in rules.renderers().values() if renderer.layout)
    return is_label or len(before) - len(before.rstrip(" \t")) < depth


def _recount_heads(page: Row, numbers: list[str], held: int, what: str) -> Iterator[Finding]:
    """Compare the heads of a page some of whose posts have their row from a newer capture."""
    if len(numbers) != held:
        yield _differ(page, f"{len(numbers)} {what}, the tables {held}")
    elif any(numbers) and [number_of(number) for number in numbers] != list(range(1, held + 1)):
        yield make_finding(
            "list-number-gap", ", ".join(numbers), table="pages", row=page["page_id"], file=page["source_file"]
        )


def _superseded(subject: Subject, page: Row) -> list[tuple[int, int]]:
    """Return where the posts of a page stand whose row is from a newer capture: from head to head."""
    heads: dict[str, int] = {}
    for _, span in subject.ledger.get(page["page_id"], []):
        if span["table_name"] == "entries" and span["row_id"] not in heads and (ends := ends_of(span)) is not None:
            heads[span["row_id"]] = ends[0]
    own = {row["entry_id"] for row in subject.by_page["entries"].get(page["page_id"], ())}
    starts = [*sorted(heads.items(), key=lambda item: item[1]), ("", number_of(page["source_length"]))]
    return [(start, end) for (entry, start), (_, end) in pairwise(starts) if entry not in own]


def _plain_points(region: str, *, is_lines: bool) -> list[str]:
    """Return the paragraphs (or lines) of a summary without bullets, but for labels and captions under one."""
    found: list[str] = []
    is_caption = False
    for part in region.split("\n") if is_lines else re.split(r"\n[ \t\u00a0]*\n", region):
        words = " ".join(part.split()).lstrip("# ")
        is_label = any(renderer.classify(words) for renderer in rules.renderers().values() if renderer.layout)
        if words and not is_label and not is_caption:
            found.append(words)
        is_caption = (is_label and words.endswith(",")) or (is_caption and not words)
    return found


def _agree(printed: Counter[str], held: Counter[str]) -> bool:
    """Tell whether each value begins with a printed line: a line break in a caption is a space in the value."""
    missing, extra = sorted((printed - held).elements()), sorted((held - printed).elements())
    return len(missing) == len(extra) and all(
        value.startswith(line) for line, value in zip(missing, extra, strict=True)
    )


def _differ(page: Row, found: str) -> Finding:
    return make_finding("recount-differs", found, table="pages", row=page["page_id"], file=page["source_file"])


def check_templates(subject: Subject) -> Iterator[Finding]:
    """A mark of a rule in the source lies in boilerplate; in a value the residue check finds it.

    In HTML and JSON only what was passed over within the posts counts: a page's scripts and its footer say such things too.
    """
    for page_id, text in subject.texts.items():
        lowered = _fold(text)
        rows = subject.ledger.get(page_id, [])
        is_copy = subject.kinds[page_id] == "text"
        loose = [
            (*ends, line)
            for line, row in rows
            if row["disposition"] not in ("boilerplate", "field", "witness", *(() if is_copy else ("outside",)))
            and (ends := ends_of(row)) is not None
        ]
        inside = _inside_of(subject.by_id["pages"].get(page_id, {})) if is_copy else None
        for start, end, line in loose:
            piece = lowered[start:end]
            if (
                inside is not None
                and inside.search(text[text.rfind("\n", 0, start) + 1 : end]) is None
                and piece.strip()
            ):
                continue  # the publisher's footer says such things too; a post's lines stand deeper
            for mark, rule_id in rules.marks() if len(piece) > 8 else ():
                if mark in piece:
                    yield make_finding(
                        "template-unclaimed", rule_id, table="pages", row=page_id, file="ledger.csv", line=line
                    )
                    break


def _inside_of(page: Row) -> re.Pattern[str] | None:
    """Return what a line of a post looks like on a page; None where the rules do not say."""
    reader = page.get("reader", "")
    found = (r.inside_of(reader) for r in rules.renderers().values() if reader in r.readers)
    pattern = next(filter(None, found), "")
    return re.compile(pattern) if pattern else None


def _fold(text: str) -> str:
    """Return text as marks are compared, every character in its place."""
    folded = text.translate(str.maketrans("‘’“”\u00a0\n", "''\"\"  "))
    lowered = folded.lower()
    if len(lowered) == len(folded):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
