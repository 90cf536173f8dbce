"""Reads the consent blocks of `webcore` pages: seven lines that stand where a social post was."""

from __future__ import annotations

import re
from functools import cache

from livepack import rules
from livepack.ledger import close_ledger
from livepack.page import BOILERPLATE, FIELD, UNREAD, Embed, Remark, Span
from livepack.readers._webcore_lines import RENDERER, Token
from livepack.readers._webcore_whole import keep_template

_SKIP, _HEADING, _END = "webcore.consent_skip", "webcore.consent_heading", "webcore.consent_end"
_BUTTON = 5
# Where each line stands in its block, from 0; a disclaimer is the second line and again the second last.
_ORDER = {
    "webcore.consent_notice": 0,
    "webcore.consent_notice_parted": 0,
    "webcore.disclaimer": 1,
    "webcore.disclaimer_adverts": 1,
    _SKIP: 2,
    _HEADING: 3,
    "webcore.consent_body": 4,
    "webcore.consent_body_parted": 4,
    "webcore.consent_body_plain": 4,
    "webcore.consent_button": _BUTTON,
    "webcore.consent_button_lynx": _BUTTON,
    _END: 7,
}
CONSENT_RULES = frozenset(_ORDER)
_LAST_DISCLAIMER = 6
WHOLE = frozenset({0, 1, 2, 3, 4, 6, 7})
_NOTICE = "post cannot be displayed in your browser"
# Lines that some copies leave out everywhere: a word that is looked for first, and the line.
_SHOWN = {
    2: ("Skip ", re.compile(r"(?m)^[ \t]*Skip [a-z0-9-]{1,40} (?:post|video|content)\b")),
    _LAST_DISCLAIMER: (
        "is not responsible for the content of external sites",
        re.compile(
            r"(?m)^[ \t]*The BBC is not responsible for the content of external sites\."
            r"(?: .{1,40} content may contain adverts\.)?[ \t]*$"
        ),
    ),
    7: ("End of ", re.compile(r"(?m)^[ \t]*End of [a-z0-9-]{1,40} (?:post|video|content)\b")),
}
_LINE_NAMES = {
    0: "the notice",
    1: "the first disclaimer",
    2: "the skip link",
    3: "the heading",
    4: "the explanation",
    6: "the second disclaimer",
    7: "the end",
}


def places_without_notice(document: str) -> frozenset[int]:
    """Return which lines the blocks of a layout copy have.

    A flattener that takes a page as a browser with scripts shows it leaves the notice and its disclaimer out
    everywhere.
    """
    return WHOLE if _NOTICE in document else WHOLE - {0, 1}


def places_shown(document: str) -> frozenset[int]:
    """Return which lines the blocks of a copy have that may leave any of them out, but then everywhere."""
    missing = {place for place, (word, line) in _SHOWN.items() if word not in document or line.search(document) is None}
    return places_without_notice(document) - missing


def take_block(tokens: list[Token], at: int) -> tuple[list[Token], frozenset[int]]:
    """Take the lines of one consent block.

    Args:
        tokens: the post's lines.
        at: index of the block's first line.

    Returns:
        The lines, and which places of the block they fill.
    """
    taken: list[Token] = []
    places: list[int] = []
    said: dict[str, str] = {}
    last = -1
    for token in tokens[at : at + len(_ORDER) + 1]:
        place = _ORDER.get(token.rule)
        if place is None:
            break
        if place == 1 and last >= 1:
            place = _LAST_DISCLAIMER
        if place <= last or not _agrees(token, said):
            break
        taken.append(token)
        places.append(place)
        last = place
    return taken, frozenset(places)


def _agrees(token: Token, said: dict[str, str]) -> bool:
    """Tell whether a line names the same provider and number as the lines before it, and note what it names."""
    if token.match is None:
        return True
    slots = token.match.groupdict()
    for name in ("provider_name", "slug"):
        value = slots.get(name)
        if value and said.setdefault(name, value) != value:
            return False
    if token.rule == _SKIP:
        said["label_number"] = slots["label_number"] or ""
    return token.rule != _END or said.get("label_number", slots["label_number"] or "") == (slots["label_number"] or "")


def read_block(
    document: str, tokens: list[Token], places: frozenset[int], entry: int, child: int, wanted: frozenset[int] = WHOLE
) -> tuple[Embed, list[Span], list[Remark]]:
    """Read one consent block.

    Args:
        document: the whole document.
        tokens: its lines, from `take_block`.
        places: the places that they fill.
        entry: number of the post on the page, or 0.
        child: number of the embed in the post.
        wanted: the places that a block of this copy fills.

    Returns:
        The embed, its spans, and a remark where lines of the block are missing.
    """
    slots: dict[str, str] = {}
    for token in tokens:
        if token.match is not None:
            for name, value in token.match.groupdict().items():
                if value is not None:
                    slots.setdefault(name, value)
    heading = next((token for token in tokens if token.rule == _HEADING), None)
    wording = _wording(slots)
    embed = Embed(
        kind=_kind(slots, wording.kind),
        provider=wording.provider,
        availability="consent_notice",
        provider_name=" ".join(slots.get("provider_name", "").split()) if heading else "",
        label_number=int(slots.get("label_number", 1)) if places & {2, 7} else None,
        author_name=next((_author(token) for token in tokens if token.rule == _SKIP), ""),
    )
    spans: list[Span] = []
    for token in tokens:
        spans.extend(_line_spans(token, entry, child))
        if token.rule == _END and token.match is not None and _author(token) != embed.author_name:
            spans[-1] = Span(token.start, token.end, UNREAD)  # it names an author whom the skip link does not
    remarks = []
    missing = sorted(wanted - places) or (sorted(WHOLE - places) if places - wanted - {_BUTTON} else [])
    if missing:
        names = ", ".join(_LINE_NAMES[place] for place in missing)
        remarks.append(Remark("embed-block-cut", tokens[0].start, "embeds", entry, child, "", names))
    elif len(tokens) == len(WHOLE) and places == WHOLE:
        _keep_block(document, tokens, embed, spans)
    return embed, spans, remarks


def _author(token: Token) -> str:
    """Return the author whom a skip link or an end names; empty if it names none."""
    slots = token.match.groupdict() if token.match is not None else {}
    return " ".join((slots.get("author_name") or "").split())


def _wording(slots: dict[str, str]) -> rules.Wording:
    renderer = rules.renderers()[RENDERER]
    if "provider_name" in slots:
        return renderer.wording(slots["provider_name"])
    slug = slots.get("slug", "")
    listed = (wording for wording in renderer.wordings.values() if slug in wording.words["slug"])
    return next(listed, None) or renderer.wording(slug)


def _kind(slots: dict[str, str], usual: str) -> str:
    if usual == "social_post" and slots.get("noun") == "video":
        return "video"
    return usual


@cache
def _field_slot(rule_id: str) -> str:
    """Return the slot that a rule gives to a field; empty if it has none."""
    return next((token.slot for token in rules.rules()[rule_id].tokens if token.is_field), "")


def _line_spans(token: Token, entry: int, child: int) -> list[Span]:
    """Give a line to its rule, but for what the rule's `{=slot}` gives to a field."""
    slot = _field_slot(token.rule)
    if not slot or token.match is None or token.match.group(slot) is None:
        return [Span(token.start, token.end, BOILERPLATE, "embeds", entry, child, rule=token.rule)]
    start, end = (token.start + offset for offset in token.match.span(slot))
    spans = [
        Span(token.start, start, BOILERPLATE, "embeds", entry, child, part=1, rule=token.rule),
        Span(start, end, FIELD, "embeds", entry, child, slot),
    ]
    if end < token.end:
        spans.append(Span(end, token.end, BOILERPLATE, "embeds", entry, child, part=2, rule=token.rule))
    return spans


def _keep_block(document: str, tokens: list[Token], embed: Embed, spans: list[Span]) -> None:
    """Keep a whole block, so that scan_lines takes the next one like it in one step."""
    start = tokens[0].start
    text = document[start : tokens[-1].end]
    links = {token.rule: token for token in tokens}
    skip, last = links[_SKIP], links[_END]
    if skip.match is None or last.match is None:
        return
    moved = [s._replace(start=s.start - start, end=s.end - start) for s in spans]
    keep_template(
        text,
        tokens[0].line,
        (skip.start + skip.match.end("noun") - start, skip.end - start),
        last.start + last.match.end("noun") - start,
        embed,
        close_ledger(text, moved),
    )


def is_external_suffix(text: str, at: int) -> bool:
    """Tell the hidden words `, external` after a link from the same words in prose.

    Args:
        text: a paragraph as printed.
        at: index of the comma.
    """
    before = text[:at].rstrip()
    # Only the last word and the character before it: a search through all of the paragraph takes ten times as long.
    if _INTERNAL.search(before[-_LONGEST_INTERNAL - 1 :]) or _PROSE.match(text, at + len(", external")):
        return False
    return bool(before)


_LONGEST_INTERNAL = len("political")
_INTERNAL = re.compile(r"\b(?:internal|domestic|political|economic)$", re.IGNORECASE)
# What follows the adjective in prose: "finance, external affairs and defence", "externally".
_PROSE = re.compile(
    r"(?:ly|ity|ities|ise\w*|ize\w*|s)\b|[\s-]+(?:affairs|relations|factors|debts?|forces|threats?|trade|audit\w*|actors?|"
    r"powers?|links?|links|sites?|websites?|pressures?|shocks?|interference|influences?|support|aid|world|walls?|borders?|"
    r"events?|experts?|advis[eo]rs?|reviews?|reviewers?|investigat\w+|inquir\w+|consultants?|examiners?|examinations?|"
    r"services?|services|sources?|funding|finance|financing|costs?|demands?|evidence|assessments?|validation|and (?:internal|domestic|foreign)|"
    r"or internal|to the|appearances?|doors?|fields?|examiner|bodies|body|partners?|enem\w+|policy|policies|security)\b",
    re.IGNORECASE,
)
