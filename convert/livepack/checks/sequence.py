"""Sequence: in text copies of no known layout rows still follow one another as they are printed, behind their labels.

`places` and `kinds` hold copies to the lines of their layout. Other text copies have no such lines, but what is told
here holds for all of them: a post's characters stand together, posts and blocks come in their order, and what a label
or a rule makes of a row stands in the ledger beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from livepack import rules
from livepack.checks.kinds import check_breaking
from livepack.checks.places import BLOCK_TABLES, Place, check_within, finding_at, own_places, places_of
from livepack.checks.subject import Row, Subject, number_of
from livepack.findings import Finding

_HEAD, _CONTRIBUTOR, _BLOCK = 0, 1, 2
_ORDER = {  # in which order a row's values are printed; what is not named may stand anywhere
    "contributors": ("name", "role"),
    "paragraphs": ("text", "attribution", "attribution_detail"),
    "images": ("alt_text", "copyright_holder", "credit", "caption"),
}
# Which labels say what a value is; the last part of a rule's id.
_LABELS = {
    ("images", "copyright_holder"): {"copyright"},
    ("images", "credit"): {"image_source"},
    ("images", "caption"): {"image_caption"},
    ("embeds", "caption"): {"video_caption", "media_caption", "player_message", "player_script"},
    ("embeds", "provider_name"): {"view_more", "embed_heading", "consent_heading"},
    ("embeds", "url"): {"view_content"},
}
_KINDS = {
    "quote_label": "quote",
    "sms_label": "message",
    "email_label": "message",
    "read_more": "card",
    "read_on": "card",
}
_OWN_PLAYER = {"video_heading", "video_caption", "media_caption", "player_message", "player_script"}


def _pages(subject: Subject) -> Iterator[tuple[Row, list[Place], list[Place]]]:
    """Return the text copies of no known layout, each with all of its places and those of its own rows."""
    if "line copies" not in subject.memory:
        found = []
        for page in subject.rows("pages"):
            kind = subject.kinds.get(page["page_id"])
            rows = subject.ledger.get(page["page_id"], [])
            is_text = kind == "text" if kind else not any(span["decode"] for _, span in rows)
            if not rules.layout_of(page["reader"]) and is_text:
                places = list(places_of(subject, page["page_id"]))
                found.append((page, places, own_places(subject, page, places)))
        subject.memory["line copies"] = found
    yield from subject.memory["line copies"]


def check_sequence(subject: Subject) -> Iterator[Finding]:
    """Posts, blocks and values follow one another in the document as positions and blocks say."""
    for page, places, own in _pages(subject):
        yield from _check_owners(subject, page, places)
        yield from check_within(own, _rank)


def _check_owners(subject: Subject, page: Row, places: list[Place]) -> Iterator[Finding]:
    """Each post's characters stand together, and posts come in the order of their positions."""
    seen: list[str] = [""]
    for place in places:
        if place.owner == seen[-1] or not place.owner:
            continue
        if place.owner in seen:
            yield finding_at("span-order", place, f"amid the characters of {seen[-1]}")
            return
        seen.append(place.owner)
    for number, owner in enumerate(seen[1:], start=1):
        entry = subject.by_id["entries"].get(owner, {})
        if entry.get("page_id") == page["page_id"] and entry["position"] != str(number):
            found = f"{entry['position']}, where the page shows it as number {number}"
            yield subject.at("span-order", "entries", owner, "position", found)


def _rank(place: Place) -> tuple[int, ...] | None:
    """Return where a row of the ledger belongs within its post; None where its place says nothing."""
    table = place.key[0]
    if not place.owner or (table == "entries" and (not place.column or place.column == "url")):
        return None
    if table == "entries":
        return (_HEAD, int(place.column != "list_number"))
    if table == "contributors":
        return (_CONTRIBUTOR, number_of(place.row["position"]), _field_rank(table, place.column))
    if table not in BLOCK_TABLES:
        return None
    block = (_BLOCK, number_of(place.row["block"]))
    return (*block, _field_rank(table, place.column)) if place.column in _ORDER.get(table, ()) else block


def _field_rank(table: str, column: str) -> int:
    return _ORDER[table].index(column) if column in _ORDER[table] else 0


def check_signs(subject: Subject) -> Iterator[Finding]:
    """A holder, caption or provider has its label, a quotation or a message too, and breaking news its tag."""
    for page, _, own in _pages(subject):
        renderers = _renderers(page["reader"])
        if any(renderer.languages for renderer in renderers):
            continue  # labels in the words of many languages: `labels` knows them
        labels: dict[tuple[str, str], set[str]] = {}
        for place in own:
            if place.label:
                labels.setdefault(place.key, set()).add(place.label)
        known = {rule.rpartition(".")[2] for renderer in renderers for rule in renderer.rules}
        for place in own:
            wanted = _LABELS.get((place.key[0], place.column), set()) & known
            if wanted and not wanted & labels.get(place.key, set()):
                yield finding_at("label-missing", place, f"{place.column} without {min(wanted)}")
        yield from _check_kinds(subject, page, labels)


def _check_kinds(subject: Subject, page: Row, labels: dict[tuple[str, str], set[str]]) -> Iterator[Finding]:
    page_id = page["page_id"]
    yield from check_breaking(subject, page, labels)
    for row in subject.by_page["paragraphs"].get(page_id, ()):
        own = labels.get(("paragraphs", row["paragraph_id"]), set())
        printed = next((_KINDS[label] for label in sorted(own) if label in _KINDS), "")
        if (printed or row["kind"] in _KINDS.values()) and row["kind"] != printed:
            found = f"{row['kind']} with the label of {printed or 'nothing'}"
            yield subject.at("kind-differs", "paragraphs", row["paragraph_id"], "kind", found)
    for embed in subject.by_page["embeds"].get(page_id, ()):
        own = labels.get(("embeds", embed["embed_id"]), set())
        wanted = _provider(page, embed, own)
        if wanted and embed["provider"] != wanted:
            yield subject.at(
                "kind-differs", "embeds", embed["embed_id"], "provider", f"{embed['provider']}, not {wanted}"
            )


def _provider(page: Row, embed: Row, labels: set[str]) -> str:
    """Return the provider that the page prints; empty if it prints none."""
    if labels & _OWN_PLAYER:
        return "bbc"
    if not embed["provider_name"]:
        return ""
    found = {renderer.wording(embed["provider_name"]).provider for renderer in _renderers(page["reader"])}
    return embed["provider"] if embed["provider"] in found else min(found, default="")


@cache
def _renderers(reader: str) -> tuple[rules.Renderer, ...]:
    """Return the renderers whose rules hold in the documents that a reader reads."""
    own = [r for r in rules.renderers().values() if reader in r.readers]
    quoted = {name for r in own for name in r.quotes}
    return tuple(own + [r for r in rules.renderers().values() if r.name in quoted])


def check_clocks(subject: Subject) -> Iterator[Finding]:
    """Where nobody knows which of two clocks a copy prints, no instant is made of a time at which they differ."""
    for entry in subject.rows("entries"):
        page = subject.by_id["pages"].get(entry["page_id"], {})
        reader = page.get("reader", "")
        is_unsure = any(renderer.clock_of(reader) == "unsure" for renderer in _renderers(reader))
        if not is_unsure or "pages.time_zone" in page["curated"].split():
            continue
        if entry["published"] and entry["utc_offset"] != "+00:00":
            found = "nobody says whether the copy prints this clock or UTC"
            yield subject.at("time-inconsistent", "entries", entry["entry_id"], "published", found)
