"""Boilerplate as data: the files of `schemas/rules/`, each read when a page needs it, and the marks of them all.

`languages` is imported where it is needed only: pages of a renderer with one language do without.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from typing import Any

from livepack import schemas
from livepack.errors import SchemaError
from livepack.spelling import fold
from livepack.templates import Renderer, Rule, Wording

__all__ = [
    "Renderer",
    "Rule",
    "Wording",
    "begins_template",
    "first_words",
    "fold",
    "layout_of",
    "marks",
    "may_lack",
    "recalled",
    "renderers",
    "renderers_of",
    "rules",
    "service_of",
    "services",
    "siblings_of",
]


def _renderer(raw: dict[str, Any]) -> Renderer:
    wordings = {
        provider: Wording(
            provider=provider,
            kind=words["kind"],
            names=tuple(words["names"]),
            words={slot: tuple(words[slot]) for slot in ("slug", "noun", "body_name", "policy_name")},
            status=words["status"],
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
        copies=raw.get("copies", {}),
        may_lack=tuple(raw.get("may_lack", ())),
        quotes=tuple(raw.get("quotes", ())),
        scalars=frozenset(raw.get("scalars", ())),
        clock=raw.get("clock", ""),
        languages=raw.get("languages", ""),
        numbers_from=raw.get("numbers_from", 2),
    )
    for rule in raw["rules"]:
        renderer.rules[rule["id"]] = Rule(
            rule_id=rule["id"],
            place=rule["place"],
            status=rule["status"],
            source=rule.get("source", raw["source"]),
            template=rule["template"],
            marks=tuple(rule.get("marks", ())),
            renderer=renderer,
        )
    return renderer


@cache
def _service(renderer: str, name: str) -> Renderer:
    """Return what one service of a renderer prints, as a renderer of its own: `simorgh.mundo`."""
    from livepack import languages

    frame = renderers()[renderer]
    service = languages.load_service(frame.languages, name)
    found = replace(
        frame,
        name=f"{renderer}.{name}",
        language=service.language,
        time_zone=service.time_zone,
        blocks={},
        recount=(),
        languages="",
        rules={},
    )
    for rule, template in service.templates.items():
        rule_id = f"{renderer}.{name}.{rule}"
        found.rules[rule_id] = Rule(
            rule_id=rule_id,
            place=frame.rules[f"{renderer}.{rule}"].place,
            status="recalled" if rule in service.recalled else "seen",
            source=service.source_of(rule),
            template=template,
            marks=service.marks.get(rule, ()),
            renderer=found,
        )
    return found


def service_of(renderer: str, name: str) -> Renderer:
    """Return the rules that a service of a renderer has words of its own for; KeyError if there is no such service."""
    from livepack import languages

    if name not in languages.service_names(renderers()[renderer].languages):
        raise KeyError(name)
    return _service(renderer, name)


@cache
def siblings_of(renderer: str, name: str) -> tuple[Renderer, ...]:
    """Return the other services of the same language: of some pages nothing tells whose they are."""
    from livepack import languages

    folder = renderers()[renderer].languages
    language = languages.load_service(folder, name).language
    return tuple(
        _service(renderer, other)
        for other in languages.service_names(folder)
        if other != name and languages.load_service(folder, other).language == language
    )


def services(renderer: str) -> tuple[str, ...]:
    """Return the names of a renderer's services; none where it prints one language."""
    folder = renderers()[renderer].languages
    if not folder:
        return ()
    from livepack import languages

    return languages.service_names(folder)


ENTRY_POINTS = "livepack.rules"  # module:folder, a folder of rules in another package


class _Files(Mapping[str, "Renderer"]):
    """The renderers by name, each read when it is asked for: a page of one needs no other."""

    def __init__(self) -> None:
        folder = schemas.schemas_folder() / "rules"
        self._own = {_name_of(path.name): path.name for path in sorted(folder.glob("*.yaml"))}
        self._others = _find_others(self._own)
        self._read: dict[str, Renderer] = {}

    def __getitem__(self, name: str) -> Renderer:
        if name not in self._read:
            raw = _load_other(self._others[name]) if name in self._others else schemas.load(f"rules/{self._own[name]}")
            self._read[name] = _renderer(raw)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from self._others

    def __len__(self) -> int:
        return len(self._own) + len(self._others)


def _name_of(file: str) -> str:
    """Return the renderer that a file describes: bbc_webcore.yaml, named by outlet and renderer, describes webcore."""
    stem = file.removesuffix(".yaml")
    return stem.partition("_")[2] or stem


def _find_others(own: Mapping[str, str]) -> dict[str, Traversable]:
    """Return the files of rules that other installed packages bring, by renderer.

    Raises:
        SchemaError: one describes a renderer that livepack, or another package, describes already.
    """
    found: dict[str, Traversable] = {}
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda point: point.name):
        folder = files(point.module) / (point.attr or "rules")
        for file in sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else ():
            if not file.name.endswith(".yaml"):
                continue
            name = _name_of(file.name)
            if name in own or name in found:
                raise SchemaError(
                    "two files of rules describe one renderer",
                    where=str(file),
                    found=name,
                    advice="name the file, and the renderer in it, otherwise; a package's rules must not replace others",
                )
            found[name] = file
    return found


def _load_other(file: Traversable) -> dict[str, Any]:
    """Read a file of another package's rules; raises SchemaError if it is not as schemas/meta/rules.json says."""
    import jsonschema  # livepack's own rules are held to it by a test

    raw: dict[str, Any] = schemas.read_yaml(file.read_text("utf-8"), str(file))
    error = next(iter(jsonschema.Draft202012Validator(schemas.meta_schema("rules")).iter_errors(raw)), None)
    if error is not None:
        raise SchemaError(
            "a file of rules does not have the form that it must have",
            where=str(file),
            found=str(error.message)[:200],
            advice="schemas/meta/rules.json says what may stand there",
        )
    return raw


@cache
def renderers() -> Mapping[str, Renderer]:
    """Return every renderer of `schemas/rules/` by its name; its services are asked for by `service_of`."""
    return _Files()


class _Book(Mapping[str, "Rule"]):
    """Every rule by its id. One that is asked for by its id costs the reading of its own file only."""

    def __init__(self) -> None:
        self._found: dict[str, Rule] = {}

    def __getitem__(self, rule_id: str) -> Rule:
        known = self._found.get(rule_id)
        if known is None:
            known = self._found[rule_id] = self._find(rule_id)
        return known

    def _find(self, rule_id: str) -> Rule:
        renderer, _, rest = rule_id.partition(".")
        name, _, rule = rest.partition(".")
        if renderer not in renderers():
            raise KeyError(rule_id)
        if rule and renderers()[renderer].languages:
            return service_of(renderer, name).rules[rule_id]
        return renderers()[renderer].rules[rule_id]

    def __iter__(self) -> Iterator[str]:
        for name, renderer in renderers().items():
            yield from renderer.rules
            for service in services(name):
                yield from service_of(name, service).rules

    def __len__(self) -> int:
        return sum(1 for _ in self)


_BOOK = _Book()


def rules() -> Mapping[str, Rule]:
    """Return every rule of every renderer and service by its id."""
    return _BOOK


def renderers_of(reader: str) -> list[Renderer]:
    """Return the renderers whose pages a reader reads."""
    return [renderer for renderer in renderers().values() if reader in renderer.readers]


def begins_template(renderer: str, line: str) -> bool:
    """Tell whether a line is the beginning, three words or more, of a line that some rule prints, and not all of it."""
    folded = fold(line)
    if folded.count(" ") < 2:
        return False
    whole = _whole_lines(renderer, folded.split(" ", 1)[0])
    return any(text.startswith(folded) and text != folded for text in whole)


@cache
def _whole_lines(renderer: str, first: str) -> tuple[str, ...]:
    """Return what the rules of the place line that begin with a word, or a slot, print for each listed provider, folded."""
    found: dict[str, None] = {}
    for rule in renderers()[renderer].rules.values():
        is_meant = rule.place == "line" and (not rule.first_word or fold(rule.first_word) == first)
        for wording in renderers()[renderer].wordings.values() if is_meant else ():
            for name in wording.names:
                values = {"provider_name": name, "label_number": "1"}
                found |= dict.fromkeys(fold("".join(texts)) for texts in product(*rule.options(values)))
    return tuple(found)


@cache
def layout_of(reader: str) -> str:
    """Return what is known of the layout of the documents that a reader reads; empty if nothing is."""
    return next((layout for r in renderers_of(reader) if (layout := r.layout_of(reader))), "")


@cache
def may_lack(reader: str) -> frozenset[str]:
    """Return the columns that some of a reader's documents hold and others cannot."""
    return frozenset(column for renderer in renderers_of(reader) for column in renderer.may_lack)


def recalled(named: Iterable[str], provider_names: Iterable[str]) -> str:
    """Say which rules, and which wordings of providers, were only recalled and not yet seen.

    No file is read for it but those of the rules that are named.

    Args:
        named: ids of the rules that a page prints.
        provider_names: what the page calls the providers of its embeds.

    Returns:
        Their names in order; empty if all were seen.
    """
    known = [rules()[rule_id] for rule_id in set(named) if rule_id in rules()]
    found = {rule.rule_id for rule in known if rule.status == "recalled"}
    worded = [renderers()[name] for name in {rule.rule_id.partition(".")[0] for rule in known}]
    worded = [renderer for renderer in worded if renderer.wordings]
    for name in set(provider_names) if worded else ():
        if all(renderer.wording(name).status == "recalled" for renderer in worded):
            found.add(f"the wording of {name}")
    return ", ".join(sorted(found))


@cache
def first_words(renderer: str) -> frozenset[str]:
    """Return the words that a line must begin with for a whole-line rule of the renderer to match."""
    return frozenset(renderers()[renderer].by_first_word)


@cache
def marks() -> tuple[tuple[str, str], ...]:
    """Return every mark, in lower case with straight quotes, and its rule's id.

    A mark's slots are filled with each listed provider's wording: "Skip {slug} {noun}" gives
    "skip twitter post", "skip youtube video" and so on. The marks of renderers that print one language come first.
    """
    from livepack import languages

    found: dict[str, str] = {}
    for renderer in sorted(renderers().values(), key=lambda renderer: bool(renderer.languages)):
        for rule in renderer.rules.values():
            _add_marks(found, rule.rule_id, rule.marks, renderer)
        for name in services(renderer.name):
            for word, own in languages.load_service(renderer.languages, name).marks.items():
                _add_marks(found, f"{renderer.name}.{name}.{word}", own, renderer)
    return tuple(found.items())


def _add_marks(found: dict[str, str], rule_id: str, own: tuple[str, ...], renderer: Renderer) -> None:
    for mark in own:
        for text in _expand(mark, renderer):
            found.setdefault(fold(text), rule_id)


def _expand(mark: str, renderer: Renderer) -> Iterator[str]:
    """Fill a mark's slots: a label's number with the first.

    A name of one letter neither begins nor ends a mark: "contenido de X" also begins "contenido de Xalapa".
    """
    if "{" not in mark:
        yield mark
        return
    is_open = mark[0] == "{" or mark.endswith(("{provider_name}", "{body_name}"))
    mark = mark.replace("{label_number}", "1")
    for wording in renderer.wordings.values():
        for name, slug, noun in product(wording.names, wording.words["slug"], wording.words["noun"]):
            if not (is_open and len(name) == 1):
                filled = mark.replace("{provider_name}", name).replace("{body_name}", name)
                yield filled.replace("{slug}", slug).replace("{noun}", noun)
