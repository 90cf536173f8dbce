"""What is counted again in a document whose language has words of its own: the rules' patterns, filled with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

from livepack import languages, rules
from livepack.spelling import spellings

_PLACE = re.compile(r"<<([a-z_]+)>>")
_SLOT = re.compile(r"\{=?[a-z_]+\}")
_NEVER = r"(?!)"


def recounts_of(
    renderer: rules.Renderer, reader: str, named: Collection[str], language: str
) -> tuple[Mapping[str, str], ...]:
    """Return what to count in a page: the renderer's patterns, with the words of the page's service in their places.

    Args:
        renderer: the renderer.
        reader: the page's reader; the copies that it reads may have patterns of their own.
        named: the rules that the page's ledger names.
        language: the page's language.
    """
    if not renderer.languages or reader in renderer.copies:
        return renderer.recount_of(reader)
    return _filled(renderer.name, service_of_page(renderer, named, language))


def service_of_page(renderer: rules.Renderer, named: Collection[str], language: str) -> str:
    """Return the service whose rules a page's ledger names most, else the first of its language; empty if none is."""
    tally = Counter(rule.split(".")[1] for rule in sorted(named) if rule.count(".") == 2)
    own = [name for name, _ in tally.most_common(1)] or [
        name
        for name in rules.services(renderer.name)
        if languages.load_service(renderer.languages, name).language == language
    ]
    return own[0] if own else ""


@cache
def _filled(renderer: str, service: str) -> tuple[Mapping[str, str], ...]:
    frame = rules.renderers()[renderer]
    found: list[Mapping[str, str]] = []
    for rule in frame.recount:
        pattern = _PLACE.sub(lambda place: _words(frame, service, place[1]), rule["pattern"])
        found.append({**rule, "pattern": pattern})
    return tuple(found)


def _words(frame: rules.Renderer, service: str, name: str) -> str:
    """Return a pattern for what stands in a place: a time, a provider's name, or the words of a rule."""
    if name == "time":
        return _times(frame, service)
    if name == "names":
        names = sorted((name for wording in frame.wordings.values() for name in wording.names), key=len, reverse=True)
        return "|".join(map(re.escape, names))
    own = (rules.service_of(frame.name, service), *rules.siblings_of(frame.name, service)) if service else ()
    every = [renderer.rules.get(f"{renderer.name}.{name}") for renderer in (*own, frame)]
    kept = dict.fromkeys(rule.template for rule in every if rule is not None)
    return "|".join(map(_template, kept)) or _NEVER


def _template(text: str) -> str:
    """Return a pattern for a template: up to a last slot that is a value's own, with any words in the others."""
    whole = re.sub(r"(?:\[, )?\{=(?:credit|caption|headline)\}\]?$", "", text).rstrip()
    parts: list[str] = []
    for piece in re.split(r"(\{=?[a-z_]+\}|[\[\]])", whole):
        if _SLOT.fullmatch(piece):
            parts.append(r"[^\n]{1,40}?")
        elif piece in ("[", "]"):
            parts.append("(?:" if piece == "[" else ")?")
        else:
            parts.append(_spelt(piece).replace(r"\ ", r"\s+"))
    return "".join(parts)


def _spelt(text: str) -> str:
    """Return a pattern for a text in any of its spellings in Unicode."""
    found = spellings(text)
    return "(?:" + "|".join(map(re.escape, found)) + ")" if len(found) > 1 else re.escape(text)


def _times(frame: rules.Renderer, service: str) -> str:
    if not service:  # nothing tells whose page it is: any service's time
        return "|".join(_times(frame, name) for name in rules.services(frame.name))
    times = languages.load_service(frame.languages, service).times
    months = "|".join(sorted(map(_spelt, times.months), key=len, reverse=True))
    forms = [rf"(?:\d{{1,2}} [^\d\n-]{{2,24}} \d{{4}} - )?\d{{1,2}} (?:{months}) \d{{4}}"]
    forms += [re.sub(r"\\\{(?:year|month|day)\\\}", r"\\d{1,4}", re.escape(date)) for date in times.dates]
    words = sorted((*times.seconds, *times.minutes, *times.hours), key=len, reverse=True)
    forms += [_spelt(text).replace(r"\{n\}", r"\d{1,2}") for text in words]
    return "|".join(f"(?:{form})" for form in forms)
