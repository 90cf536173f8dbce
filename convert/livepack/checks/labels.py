"""Labels: in a copy whose words depend on its language, what a row is follows from the labels that the ledger names.

As in `kinds`, which does so for layout copies in English. Here a label is known by its rule's name, whatever its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from livepack import rules
from livepack.checks.kinds import check_breaking
from livepack.checks.recounts import service_of_page
from livepack.checks.subject import Row, Subject, ends_of
from livepack.findings import Finding

_BULLET = re.compile(r"[•◦▪]|[0-9]{1,3}\.")
_PLAYERS = {"video_caption": {"video", "media"}, "audio_caption": {"audio", "media"}}
_BEFORE = ("image_source", "image_caption", "video_caption", "audio_caption", "other_caption", "share")
_TEXTS = (
    ("entries", "headline"),
    ("entries", "subheading"),
    ("paragraphs", "text"),
    ("images", "alt_text"),
    ("images", "caption"),
    ("embeds", "caption"),
    ("key_points", "text"),
)


def check_label_kinds(subject: Subject) -> Iterator[Finding]:
    """Breaking news, list items and embeds are what their labels and bullets say, in every language."""
    for page, renderer in _pages(subject):
        if page["reader"] in renderer.copies:
            continue  # HTML says more than the labels do
        text = subject.texts.get(page["page_id"])
        labels: dict[tuple[str, str], set[str]] = {}
        starts: dict[tuple[str, str], int] = {}
        for _, span in subject.ledger.get(page["page_id"], []):
            key = (span["table_name"], span["row_id"])
            if span["disposition"] == "boilerplate":
                labels.setdefault(key, set()).add(span["rule"].rpartition(".")[2])
            ends = ends_of(span)
            if span["disposition"] == "field" and ends is not None:
                starts.setdefault(key, ends[0])
        yield from check_breaking(subject, page, labels)
        yield from _check_embeds(subject, page, labels)
        if text is not None:
            yield from _check_items(subject, page, text, starts)


def _pages(subject: Subject) -> Iterator[tuple[Row, rules.Renderer]]:
    """Return the pages that a renderer with several languages has made, each with it."""
    for page in subject.rows("pages"):
        for renderer in rules.renderers_of(page["reader"]):
            if renderer.languages:
                yield page, renderer


def _check_embeds(subject: Subject, page: Row, labels: dict[tuple[str, str], set[str]]) -> Iterator[Finding]:
    for embed in subject.by_page["embeds"].get(page["page_id"], ()):
        own = labels.get(("embeds", embed["embed_id"]), set())
        wanted = {"availability": {"caption_only" if embed["caption"] else "consent_notice"}}
        if "consent_skip" in own:
            wordings = [renderer.wording(embed["provider_name"]) for renderer in rules.renderers_of(page["reader"])]
            wanted["provider"] = {wording.provider for wording in wordings}
            wanted["kind"] = {wording.kind for wording in wordings}
        else:
            wanted["provider"] = {"bbc"}
            wanted["kind"] = next((kinds for label, kinds in _PLAYERS.items() if label in own), {"media"})
        for column, values in wanted.items():
            if embed[column] not in values:
                found = f"{embed[column] or 'empty'}, not {' or '.join(sorted(values))}"
                yield subject.at("kind-differs", "embeds", embed["embed_id"], column, found)


def _check_items(subject: Subject, page: Row, text: str, starts: dict[tuple[str, str], int]) -> Iterator[Finding]:
    for row in subject.by_page["paragraphs"].get(page["page_id"], ()):
        start = starts.get(("paragraphs", row["paragraph_id"]))
        if start is None:
            continue
        before = text[text.rfind("\n", 0, start) + 1 : start].strip()
        is_item = _BULLET.fullmatch(before) is not None
        if is_item != (row["kind"] == "list_item"):
            found = f"{row['kind']} {'with' if is_item else 'without'} a bullet or number"
            yield subject.at("kind-differs", "paragraphs", row["paragraph_id"], "kind", found)


def check_own_labels(subject: Subject) -> Iterator[Finding]:
    """No text begins with a label that the page's own service prints, nor is one: other languages' words are words."""
    for page, renderer in _pages(subject):
        named = subject.rules_named.get(page["page_id"], set())
        service = service_of_page(renderer, named, page["language"])
        own = rules.service_of(renderer.name, service) if service else renderer
        found = [own.rules.get(f"{own.name}.{name}") for name in _BEFORE]
        words = {
            rule.rule_id: re.split(r"[\[{]", rule.template, maxsplit=1)[0].rstrip()
            for rule in found
            if rule is not None
        }
        # A label of one word begins sentences too; one of two words and more does so hardly ever.
        begins = tuple((label, rule_id) for rule_id, label in words.items() if " " in label)
        for table, column in _TEXTS:
            for row in subject.by_page[table].get(page["page_id"], ()):
                label = next((rule_id for label, rule_id in begins if row[column].startswith(label)), "")
                if label:
                    yield subject.at(
                        "label-residue",
                        table,
                        row[f"{table[:-1] if table != 'entries' else 'entry'}_id"],
                        column,
                        label,
                    )
