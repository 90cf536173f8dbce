"""Kinds: in a layout copy what a row is follows from the bullet, number or label that is printed with it.

As in `places`, the tables are held against the lines of the document by way of the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from livepack import rules
from livepack.checks.places import BLANK_LINE, BLOCK_TABLES, LINES, Place, finding_at, layout_pages, own_places
from livepack.checks.subject import Row, Subject, number_of
from livepack.findings import Finding

_BULLET = re.compile(r"[•◦▪*+□■○●-]|[0-9]{1,3}\.")
# What ends a statement, and what else ends a sentence, in the scripts of Europe, China, Arabia and India.
_STATEMENT_END = (*".:;,…。：；，।॥۔؛،",)
_CLAUSE_END = (*_STATEMENT_END, *"!?！？؟")
_SENTENCE_END = (*_CLAUSE_END, *"\"”’'»」』")
_MAX_LEAD = 90
_MAX_NAME = 60

# Which label stands right before a value; the last part of its rule's id.
_LABELS = {
    ("entries", "published_text"): ("published_at",),
    ("images", "credit"): ("image_source",),
    ("images", "caption"): ("image_caption",),
    ("embeds", "caption"): ("media_caption",),
    ("embeds", "provider_name"): ("consent_heading",),
    ("embeds", "author_name"): ("consent_skip",),
}
_KINDS = {"quote_label": "quote", "sms_label": "message", "email_label": "message", "read_more": "card"}
_QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’"}


def check_kinds(subject: Subject) -> Iterator[Finding]:
    """What sort of block a row is follows from the bullet, number or label that is printed with it."""
    for page, places in layout_pages(subject):
        text = subject.texts.get(page["page_id"])
        own = own_places(subject, page, places)
        labels = _labels_of(own)
        if text is not None:
            yield from _check_bullets(text, own, "#>" if rules.layout_of(page["reader"]) == LINES else "")
        yield from _check_quotes(subject, own, labels)
        yield from check_breaking(subject, page, labels)
        yield from _check_players(subject, page, labels)


def _labels_of(places: list[Place]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for place in places:
        if place.label and place.span["disposition"] == "boilerplate":
            found.setdefault(place.key, set()).add(place.label)
    return found


def _check_bullets(text: str, places: list[Place], marks: str) -> Iterator[Finding]:
    """A list item has a bullet or a number on its line, other paragraphs begin their line, but for `marks`."""
    seen: set[str] = set()
    for place in places:
        if place.key[0] != "paragraphs" or place.column != "text" or place.span["disposition"] != "field":
            continue
        if place.key[1] in seen:
            continue
        seen.add(place.key[1])
        prefix = text[text.rfind("\n", 0, place.start) + 1 : place.start].strip().strip(marks)
        if place.row["kind"] == "list_item" and not _BULLET.match(prefix):
            yield finding_at("kind-differs", place, "list_item without a bullet or number")
        elif place.row["kind"] != "list_item" and prefix:
            yield finding_at("kind-differs", place, f"{place.row['kind']} with a bullet or number")


def _check_quotes(subject: Subject, places: list[Place], labels: dict[tuple[str, str], set[str]]) -> Iterator[Finding]:
    """A quotation, message or card has its label, or goes on where the quotation before it is still open."""
    before: Row = {}
    for place in places:
        row = place.row
        if (
            place.key[0] != "paragraphs"
            or place.column != "text"
            or place.span["disposition"] != "field"
            or row is before
        ):
            continue
        printed = {_KINDS[label] for label in labels.get(place.key, ()) if label in _KINDS}
        kind = "card" if "card" in printed else next(iter(printed), "")
        usual = row["kind"] if row["kind"] in ("paragraph", "list_item") else "paragraph"
        if kind and row["kind"] != kind:
            yield subject.at("kind-differs", *place.key, "kind", f"{row['kind']} with the label of a {kind}")
        elif not kind and row["kind"] != usual and not _goes_on(before, row):
            yield subject.at("kind-differs", *place.key, "kind", f"{row['kind']} without its label")
        elif (row["attribution"] or row["attribution_detail"]) and row["kind"] not in ("quote", "message"):
            yield subject.at("kind-differs", *place.key, "attribution", f"{row['kind']} with an attribution")
        elif row["attribution_detail"] and not row["attribution"]:
            yield subject.at(
                "kind-differs", *place.key, "attribution_detail", "the second line of an attribution without a first"
            )
        elif row["attribution"].endswith(_CLAUSE_END):
            yield subject.at("kind-differs", *place.key, "attribution", "a sentence as an attribution")
        before = row


def _goes_on(before: Row, row: Row) -> bool:
    """Tell whether a quotation of several paragraphs goes on: its quotation mark has not been closed."""
    if not before or (before["kind"], before["entry_id"]) != (row["kind"], row["entry_id"]) or before["attribution"]:
        return False
    return not before["text"].rstrip(".").endswith(tuple(_QUOTES.values()))


def check_breaking(subject: Subject, page: Row, labels: Mapping[tuple[str, str], Collection[str]]) -> Iterator[Finding]:
    """A post of a page is breaking news where a label of its row says so, and nowhere else."""
    for entry in subject.by_page["entries"].get(page["page_id"], ()):
        wanted = "true" if "breaking" in labels.get(("entries", entry["entry_id"]), ()) else ""
        if entry["is_breaking"] != wanted:
            found = f"{entry['is_breaking'] or 'empty'}, not {wanted or 'empty'}"
            yield subject.at("kind-differs", "entries", entry["entry_id"], "is_breaking", found)


def _check_players(subject: Subject, page: Row, labels: dict[tuple[str, str], set[str]]) -> Iterator[Finding]:
    """Provider, kind, number and availability of an embed follow from what is printed for it."""
    cannot_hold = set(page["not_in_source"].split())
    for embed in subject.by_page["embeds"].get(page["page_id"], ()):
        own = labels.get(("embeds", embed["embed_id"]), set())
        wanted = _embed_facts(embed, own, page["reader"])
        if {"embeds.url", "embeds.text"} <= cannot_hold:
            wanted["availability"] = "caption_only" if embed["caption"] else "consent_notice"
        for column, value in wanted.items():
            if embed[column] not in value.split():
                yield subject.at(
                    "kind-differs",
                    "embeds",
                    embed["embed_id"],
                    column,
                    f"{embed[column] or 'empty'}, not {value or 'empty'}",
                )
        if bool(own & {"consent_skip", "consent_end"}) != bool(embed["label_number"]):
            found = "a number without a label" if embed["label_number"] else "a label without its number"
            yield subject.at("kind-differs", "embeds", embed["embed_id"], "label_number", found)


def _embed_facts(embed: Row, labels: set[str], reader: str) -> dict[str, str]:
    if not any(label.startswith(("consent_", "disclaimer")) for label in labels):
        return {"provider": "bbc", "kind": "media"}
    if not embed["provider_name"]:
        return {}
    wordings = [r.wording(embed["provider_name"]) for r in rules.renderers().values() if reader in r.readers]
    kinds = {wording.kind for wording in wordings}
    if any("video" in wording.words["noun"] for wording in wordings):
        kinds.add("video")
    return {"provider": " ".join(sorted({wording.provider for wording in wordings})), "kind": " ".join(sorted(kinds))}


def check_value_labels(subject: Subject) -> Iterator[Finding]:
    """A credit, caption, provider or time stands behind its label; names and subheadings are no sentences."""
    for page, places in layout_pages(subject):
        text = subject.texts.get(page["page_id"])
        own = own_places(subject, page, places)
        for before, place in pairwise([None, *own]):
            if place is None or place.span["disposition"] != "field":
                continue
            wanted = _LABELS.get((place.key[0], place.column), ())
            is_after_link = before is not None and before.key == place.key and before.label == "external"
            if is_after_link:
                continue
            if wanted and (before is None or before.key != place.key or before.label not in wanted):
                if before is None or (before.key, before.column) != (place.key, place.column):
                    yield finding_at("label-missing", place, f"{place.column} without {wanted[0]}")
            elif (place.key[0], place.column) in (
                ("entries", "subheading"),
                ("contributors", "name"),
                ("contributors", "role"),
            ):
                value = place.row[place.column]
                limit = _MAX_NAME if place.column == "name" else _MAX_LEAD
                ends = _SENTENCE_END if place.column == "name" else _STATEMENT_END
                if value.endswith(ends) or len(value) > limit:
                    yield finding_at("label-missing", place, f"a sentence as {place.column}")
        if text is not None:
            yield from _check_summary(subject, page, own)
            if rules.layout_of(page["reader"]) != LINES:
                yield from _check_bare_images(text, own, places)
                yield from _check_leads(subject, text, own)


def _check_summary(subject: Subject, page: Row, places: list[Place]) -> Iterator[Finding]:
    """Key points stand behind the label of the summary."""
    first = next((place for place in places if place.key[0] == "key_points"), None)
    rows = [row for _, row in subject.ledger.get(page["page_id"], []) if row["rule"].endswith(".summary")]
    if first is not None and not any(number_of(row["end_char"]) <= first.start for row in rows):
        yield finding_at("label-missing", first, "key points without summary")


def _check_bare_images(text: str, own: list[Place], places: list[Place]) -> Iterator[Finding]:
    """An image without credit and caption stands right above another image, or right above the next head.

    The next head may be that of a post whose row is from a newer capture, so what follows is looked for in all places.
    """
    labelled = {place.key for place in own if place.label}
    lines = {place.line for place in own}
    for place, after in pairwise(places):
        if place.line not in lines or place.key[0] != "images" or place.key in labelled:
            continue
        gap = text[place.end : after.start]
        is_head = after.owner != place.owner
        if BLANK_LINE.search(gap) or not (is_head or after.key[0] == "images"):
            yield finding_at("label-missing", place, "an image without a label")


def _check_leads(subject: Subject, text: str, places: list[Place]) -> Iterator[Finding]:
    """Two short lines right under a head are a contributor and no paragraph."""
    for before, place, after in zip(places, places[1:], places[2:], strict=False):
        if before.column != "published_text" or place.key[0] != "paragraphs" or place.row["kind"] != "paragraph":
            continue
        if not BLANK_LINE.search(text[place.end : after.start]):
            continue
        lines = [line.strip() for line in text[place.start : place.end].split("\n")]
        entry = subject.by_id["entries"].get(place.owner, {})
        blocks = sum(number_of(entry.get(f"{table[:-1]}_count", "0")) for table in BLOCK_TABLES)
        if len(lines) == 2 and blocks > 1 and all(map(_is_name, lines)):
            yield finding_at("label-missing", place, "a contributor as a paragraph")


def _is_name(line: str) -> bool:
    """Tell a short line that is no sentence, no list item and no quotation."""
    return len(line) <= _MAX_NAME and not line.endswith(_SENTENCE_END) and line[0] not in "•◦▪–\"“'‘-"
