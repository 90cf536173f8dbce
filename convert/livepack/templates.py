"""Boilerplate templates: what a rule matches, checks and prints, and the renderer that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import groupby, product
from typing import Any

from livepack import schemas
from livepack.spelling import literal_pattern, spellings

_TOKEN = re.compile(r"\{(=?)([a-z_]+)\}|([\[\]])|([^{}\[\]]+)")
_PLAIN = re.compile(r"(?a:[\w.,:;?()]+)")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """How one provider is worded by one renderer: the slots slug, noun, body_name and policy_name."""

    provider: str
    kind: str
    names: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    status: str = "recalled"

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
    renderer: Renderer = field(repr=False, compare=False)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return the pieces of the template."""
        return _tokens(self.template)

    @property
    def first_word(self) -> str:
        """Return the word that a matching line begins with; empty if it begins with a slot."""
        return self.tokens[0].text.split(" ")[0] if self.tokens[0].text else ""

    @cached_property
    def longest_word(self) -> str:
        """The longest word, or piece of one, that every matching line holds, if it has but one spelling; else empty."""
        words = (word for token in self.tokens if not token.group for word in _PLAIN.findall(token.text))
        return max(words, key=len, default="")

    def match(self, line: str) -> re.Match[str] | None:
        """Match a whole line, trimmed; the match's groups are the slots."""
        return self._line_pattern.fullmatch(line)

    @cached_property
    def _line_pattern(self) -> re.Pattern[str]:
        return _whole_pattern(self)

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
        if token.slot == "label_number" and self.renderer.numbers_from == 2:
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
    copies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    may_lack: tuple[str, ...] = ()
    languages: str = ""
    numbers_from: int = 2
    time_zone: str = ""
    quotes: tuple[str, ...] = ()
    scalars: frozenset[str] = frozenset()
    clock: str = ""
    rules: dict[str, Rule] = field(default_factory=dict)

    def recount_of(self, reader: str) -> tuple[Mapping[str, str], ...]:
        """Return what is counted again in the documents of a reader."""
        return tuple(self.copies[reader].get("recount", ())) if reader in self.copies else self.recount

    def inside_of(self, reader: str) -> str:
        """Return the pattern of a post's line in the documents of a reader; empty if there is none."""
        return str(self.copies[reader].get("inside", "")) if reader in self.copies else self.inside

    def clock_of(self, reader: str) -> str:
        """Return what is known of the clock that the documents of a reader print; empty if it is the outlet's own."""
        return str(self.copies[reader].get("clock", "") if reader in self.copies else self.clock)

    def layout_of(self, reader: str) -> str:
        """Return how the documents of a reader are laid out; empty if nothing is known of that."""
        return str(self.copies[reader].get("layout", "")) if reader in self.copies else self.layout

    def wording(self, provider_name: str) -> Wording:
        """Return how a provider is worded; one that is not listed gets defaults from its printed name."""
        listed = self._names.get(provider_name.casefold())
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

    @cached_property
    def _names(self) -> dict[str, Wording]:
        return {name.casefold(): wording for wording in self.wordings.values() for name in wording.names}

    @cached_property
    def by_first_word(self) -> dict[str, tuple[Rule, ...]]:
        """Return the whole-line rules by the word that their lines begin with; empty for those that begin with a slot."""
        found: dict[str, tuple[Rule, ...]] = {}
        for rule in self.rules.values():
            for word in spellings(rule.first_word) if rule.place == "line" else ():
                found[word] = (*found.get(word, ()), rule)
        return found

    def classify(self, line: str) -> tuple[Rule, re.Match[str]] | None:
        """Find the whole-line rule that a trimmed line is printed by.

        Returns:
            The rule and its match, or None for a line that no template explains.
        """
        known = self.by_first_word
        for rule in (*known.get(line.split(" ", 1)[0], ()), *known.get("", ())):
            # Patterns are compiled only for lines that may match: many begin with the same word as one.
            found = rule.match(line) if rule.longest_word in line else None
            if found is not None:
                return rule, found
        return None


@cache
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


def _whole_pattern(rule: Rule) -> re.Pattern[str]:
    """Return the pattern of a whole line, its slots as named groups."""
    parts: list[str] = []
    group = 0
    named: set[str] = set()
    for token in rule.tokens:
        if token.group != group:
            parts.append((")?" if group else "") + ("(?:" if token.group else ""))
            group = token.group
        if token.text:
            parts.append(literal_pattern(token.text))
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
            + (literal_pattern(t.text) if t.text else rule.renderer.slots[t.slot]["pattern"])
            + ")"
            + ("?" if t.group else "")
        )
        for t in tokens
    )


def _piece_pattern(rule: Rule, values: Values, piece: list[Token]) -> re.Pattern[str]:
    """Return a pattern for one piece, its slots bound to the row; names of a policy's owner stay free.

    An optional part that holds no value but the provider's name may be there or not: not every page prints it.
    """
    parts: list[str] = []
    # A label at a line's end may have lost its last space ("Image source, " with nothing after it).
    piece = [*piece[:-1], replace(piece[-1], text=piece[-1].text.rstrip(" "))]
    for number, tokens in groupby(piece, lambda token: token.group):
        group = list(tokens)
        pattern = "".join(_token_pattern(rule, values, token) for token in group)
        is_free = number and {token.slot for token in group} <= {"", "provider_name"}
        parts.append(f"(?:{pattern})?" if is_free else pattern)
    return _compile("".join(parts) + r"\s*")


# One that has been compiled serves every row alike; the cache of `re` is too small for a package of many providers.
_compile = lru_cache(maxsize=4096)(re.compile)


def _token_pattern(rule: Rule, values: Values, token: Token) -> str:
    if not token.slot:
        return literal_pattern(token.text)
    if token.slot in ("body_name", "policy_name"):
        return rule.renderer.slots[token.slot]["pattern"]
    return "(?:" + "|".join(re.escape(word) for word in rule.choices(token.slot, values)) + ")"


@cache
def _providers() -> frozenset[str]:
    return frozenset(dict(schemas.tables()["embeds"].field("provider").constraints)["enum"])
