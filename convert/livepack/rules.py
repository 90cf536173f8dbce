"""Boilerplate as data: the templates of `schemas/rules/`, compiled to find, to check and to print them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from livepack import schemas

_TOKEN = re.compile(r"\{(=?)([a-z_]+)\}|([\[\]])|([^{}\[\]]+)")
# Curly and straight quotes count as the same: `webcore` prints U+2019, other renderers the ASCII apostrophe.
_QUOTES = {"'": "['‘’]", "‘": "['‘’]", "’": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}

Values = Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """How one provider is worded by one renderer: the slots slug, noun, body_name and policy_name."""

    provider: str
    kind: str
    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]

    def choices(self, slot: str, provider_name: str) -> list[str]:
        """Return what the slot may say, the likeliest first."""
        return [word.replace("{provider_name}", provider_name) for word in self.words[slot]]


@dataclass(frozen=True)
class Token:
    """A piece of a template: literal text, or a slot, either perhaps inside an optional group."""

    text: str = ""
    slot: str = ""
    is_field: bool = False
    group: int = 0


@dataclass(frozen=True)
class Rule:
    """One boilerplate template of a renderer."""

    rule_id: str
    place: str
    status: str
    source: str
    template: str
    marks: tuple[str, ...]
    tokens: tuple[Token, ...]
    renderer: Renderer = field(repr=False, compare=False)

    @property
    def first_word(self) -> str:
        """Return the word that a matching line begins with; empty if it begins with a slot."""
        return self.tokens[0].text.split(" ")[0] if self.tokens[0].text else ""

    def match(self, line: str) -> re.Match[str] | None:
        """Match a whole line, trimmed; the match's groups are the slots."""
        return _line_pattern(self.renderer.name, self.rule_id).fullmatch(line)

    def fits(self, text: str, values: Values, part: int) -> bool:
        """Tell whether `text` is what this rule prints for a row.

        Args:
            text: the characters of one boilerplate row of the ledger.
            values: the row that the ledger names, column to cell; empty where it names none, and then the slots
                may hold anything.
            part: the ledger's part; 0 where the template is not cut by a field.
        """
        if not values and any(token.slot for token in self.tokens):
            return self._fits_any(text, part)
        pieces = self._pieces(values)
        if part == 0:
            return len(pieces) == 1 and _piece_pattern(self, values, pieces[0]).fullmatch(text) is not None
        if part > len(pieces):
            return False
        return _piece_pattern(self, values, pieces[part - 1]).fullmatch(text) is not None

    def _fits_any(self, text: str, part: int) -> bool:
        """Tell whether text is what this rule, or a part of it, prints for whatever row."""
        if part == 0:
            return self.match(text) is not None
        whole: list[list[Token]] = [[]]
        for token in self.tokens:
            if token.is_field:
                whole.append([])
            else:
                whole[-1].append(token)
        parts = [piece for piece in whole if piece]
        return part <= len(parts) and re.fullmatch(_free_pattern(self, parts[part - 1]), text) is not None

    def render(self, values: Values, part: int) -> str:
        """Return the text that this rule prints for a row, in its likeliest wording."""
        return next(iter(self.renderings(values, part)))

    def renderings(self, values: Values, part: int) -> list[str]:
        """Return every text that this rule may print for a row, the likeliest first."""
        pieces = self._pieces(values)
        tokens = pieces[max(part, 1) - 1]
        options = [[token.text] if token.text else self.choices(token.slot, values) for token in tokens]
        return ["".join(words) for words in product(*options)]

    def options(self, values: Values) -> list[list[str]]:
        """Return what each token of the whole template may say for a row; what is not printed for it is left out."""
        return [
            [token.text] if token.text else self.choices(token.slot, values) for token in self.tokens if not token.group
        ]

    def choices(self, slot: str, values: Values) -> list[str]:
        """Return what a slot may say for a row, the likeliest first."""
        settings = self.renderer.slots[slot]
        if "row" in settings:
            return [values.get(settings["row"], "")]
        wording = self.renderer.wording(values.get("provider_name", ""))
        return wording.choices(settings["wording"], values.get("provider_name", ""))

    def _pieces(self, values: Values) -> list[list[Token]]:
        """Cut the tokens that are printed for this row at the slots that the ledger gives to fields."""
        absent = {
            token.group for token in self.tokens if token.slot and token.group and not self._is_printed(token, values)
        }
        pieces: list[list[Token]] = [[]]
        for token in self.tokens:
            if token.group in absent:
                continue
            if token.is_field:
                pieces.append([])
            else:
                pieces[-1].append(token)
        return [piece for piece in pieces if piece]

    def _is_printed(self, token: Token, values: Values) -> bool:
        value = values.get(self.renderer.slots[token.slot].get("row", ""), "")
        if token.slot == "label_number":
            return value not in ("", "1")  # "Skip twitter post" is the first, "Skip twitter post 2" the second
        if token.slot == "provider_name":
            return True
        return bool(value)


@dataclass(frozen=True)
class Renderer:
    """All rules of one renderer in one language."""

    name: str
    outlet: str
    language: str
    slots: Mapping[str, Mapping[str, str]]
    wordings: Mapping[str, Wording]
    blocks: Mapping[str, Mapping[str, Any]]
    recount: tuple[Mapping[str, str], ...]
    readers: tuple[str, ...] = ()
    inside: str = ""
    layout: str = ""
    quotes: tuple[str, ...] = ()
    is_clock_unsure: bool = False
    rules: dict[str, Rule] = field(default_factory=dict)

    def wording(self, provider_name: str) -> Wording:
        """Return how a provider is worded; one that is not listed gets defaults from its printed name."""
        listed = _names(self.name).get(provider_name.casefold())
        if listed is not None:
            return listed
        slug = re.sub(r"[^a-z0-9]+", "-", provider_name.casefold()).strip("-")
        known = slug if slug in _providers() else "other"
        return Wording(
            provider=known,
            kind="social_post",
            names=(provider_name,),
            words={
                "slug": (slug, slug.replace("-", "")),
                "noun": ("post", "video", "content"),
                "body_name": ("{provider_name}",),
                "policy_name": ("{provider_name}’s",),
            },
        )

    def classify(self, line: str) -> tuple[Rule, re.Match[str]] | None:
        """Find the whole-line rule that a trimmed line is printed by.

        Returns:
            The rule and its match, or None for a line that no template explains.
        """
        for rule in _by_first_word(self.name).get(line.split(" ", 1)[0], ()):
            found = rule.match(line)
            if found is not None:
                return rule, found
        return None


def _tokens(template: str) -> tuple[Token, ...]:
    found: list[Token] = []
    group = 0
    groups = 0
    for equals, slot, bracket, text in _TOKEN.findall(template):
        if bracket == "[":
            groups += 1
            group = groups
        elif bracket == "]":
            group = 0
        elif slot:
            found.append(Token(slot=slot, is_field=bool(equals), group=group))
        else:
            found.append(Token(text=text, group=group))
    return tuple(found)


def _literal(text: str) -> str:
    """Return a pattern for literal text in which any white space and either quote matches."""
    return "".join(_QUOTES.get(char) or (r"\s+" if char == " " else re.escape(char)) for char in text)


@cache
def _line_pattern(renderer: str, rule_id: str) -> re.Pattern[str]:
    rule = renderers()[renderer].rules[rule_id]
    parts: list[str] = []
    group = 0
    named: set[str] = set()
    for token in rule.tokens:
        if token.group != group:
            parts.append((")?" if group else "") + ("(?:" if token.group else ""))
            group = token.group
        if token.text:
            parts.append(_literal(token.text))
        elif token.slot in named:
            parts.append(f"(?P={token.slot})")
        else:
            named.add(token.slot)
            parts.append(f"(?P<{token.slot}>{rule.renderer.slots[token.slot]['pattern']})")
    if group:
        parts.append(")?")
    return re.compile("".join(parts))


def _free_pattern(rule: Rule, tokens: list[Token]) -> str:
    """Return a pattern for a run of tokens with every slot free and every optional one allowed to be absent."""
    return "".join(
        (
            "(?:"
            + (_literal(t.text) if t.text else rule.renderer.slots[t.slot]["pattern"])
            + ")"
            + ("?" if t.group else "")
        )
        for t in tokens
    )


def _piece_pattern(rule: Rule, values: Values, piece: list[Token]) -> re.Pattern[str]:
    """Return a pattern for one piece, its slots bound to the row; names of a policy's owner stay free."""
    parts: list[str] = []
    for token in piece:
        if token.text:
            parts.append(_literal(token.text))
        elif token.slot in ("body_name", "policy_name"):
            parts.append(rule.renderer.slots[token.slot]["pattern"])
        else:
            parts.append("(?:" + "|".join(re.escape(word) for word in rule.choices(token.slot, values)) + ")")
    # A label at a line's end may have lost its last space ("Image source, " with nothing after it).
    return re.compile("".join(parts).removesuffix(r"\s+") + r"\s*")


def _renderer(raw: dict[str, Any]) -> Renderer:
    wordings = {
        provider: Wording(
            provider=provider,
            kind=words["kind"],
            names=tuple(words["names"]),
            words={slot: tuple(words[slot]) for slot in ("slug", "noun", "body_name", "policy_name")},
        )
        for provider, words in raw.get("providers", {}).items()
    }
    renderer = Renderer(
        name=raw["renderer"],
        outlet=raw["outlet"],
        language=raw["language"],
        slots=raw.get("slots", {}),
        wordings=wordings,
        blocks=raw.get("blocks", {}),
        recount=tuple(raw.get("recount", ())),
        readers=tuple(raw["readers"]),
        inside=raw.get("inside", ""),
        layout=raw.get("layout", ""),
        quotes=tuple(raw.get("quotes", ())),
        is_clock_unsure=raw.get("clock", "") == "unsure",
    )
    for rule in raw["rules"]:
        renderer.rules[rule["id"]] = Rule(
            rule_id=rule["id"],
            place=rule["place"],
            status=rule["status"],
            source=rule.get("source", raw["source"]),
            template=rule["template"],
            marks=tuple(rule.get("marks", ())),
            tokens=_tokens(rule["template"]),
            renderer=renderer,
        )
    return renderer


@cache
def renderers() -> dict[str, Renderer]:
    """Return every renderer of `schemas/rules/` by its name."""
    files = sorted(path.name for path in (schemas.schemas_folder() / "rules").glob("*.yaml"))
    return {renderer.name: renderer for renderer in (_renderer(schemas.load(f"rules/{name}")) for name in files)}


def begins_template(renderer: str, line: str) -> bool:
    """Tell whether a line is the beginning, three words or more, of a line that some rule prints, and not all of it."""
    folded = fold(line)
    return folded.count(" ") >= 2 and any(text.startswith(folded) and text != folded for text in _whole_lines(renderer))


@cache
def _whole_lines(renderer: str) -> tuple[str, ...]:
    """Return what the rules of the place line print for each listed provider, folded."""
    found: dict[str, None] = {}
    for rule in renderers()[renderer].rules.values():
        for wording in renderers()[renderer].wordings.values() if rule.place == "line" else ():
            for name in wording.names:
                values = {"provider_name": name, "label_number": "1"}
                found |= dict.fromkeys(fold("".join(texts)) for texts in product(*rule.options(values)))
    return tuple(found)


@cache
def layout_of(reader: str) -> str:
    """Return what is known of the layout of the documents that a reader reads; empty if nothing is."""
    return next((r.layout for r in renderers().values() if reader in r.readers and r.layout), "")


@cache
def rules() -> dict[str, Rule]:
    """Return every rule of every renderer by its id."""
    return {rule_id: rule for renderer in renderers().values() for rule_id, rule in renderer.rules.items()}


@cache
def _names(renderer: str) -> dict[str, Wording]:
    return {name.casefold(): wording for wording in renderers()[renderer].wordings.values() for name in wording.names}


@cache
def _by_first_word(renderer: str) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in renderers()[renderer].rules.values():
        if rule.place == "line":
            found[rule.first_word] = (*found.get(rule.first_word, ()), rule)
    return found


@cache
def first_words(renderer: str) -> frozenset[str]:
    """Return the words that a line must begin with for a whole-line rule of the renderer to match."""
    return frozenset(_by_first_word(renderer))


@cache
def _providers() -> frozenset[str]:
    return frozenset(dict(schemas.tables()["embeds"].field("provider").constraints)["enum"])


@cache
def marks() -> tuple[tuple[str, str], ...]:
    """Return every mark, in lower case with straight quotes, and its rule's id.

    A mark's slots are filled with each listed provider's wording: "Skip {slug} {noun}" gives
    "skip twitter post", "skip youtube video" and so on.
    """
    found: dict[str, str] = {}
    for rule in rules().values():
        for mark in rule.marks:
            for text in _expand(mark, rule.renderer):
                found.setdefault(fold(text), rule.rule_id)
    return tuple(found.items())


def _expand(mark: str, renderer: Renderer) -> list[str]:
    if "{" not in mark:
        return [mark]
    return [
        mark.replace("{provider_name}", name).replace("{slug}", slug).replace("{noun}", noun)
        for wording in renderer.wordings.values()
        for name, slug, noun in product(wording.names, wording.words["slug"], wording.words["noun"])
    ]


def fold(text: str) -> str:
    """Return text as marks are compared: lower case, straight quotes, single spaces."""
    return straighten(" ".join(text.lower().split()))


def straighten(text: str) -> str:
    """Return text with straight quotes."""
    if not text.isascii():
        for curly, straight in ("‘'", "’'", '“"', '”"'):
            text = text.replace(curly, straight)
    return text
