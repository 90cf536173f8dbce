"""What each service of a publisher prints in its language: the files of `schemas/rules/RENDERER/`, read one by one.

A page needs one of 51 of them, so none is read before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from livepack import schemas

_LATER = "bbc/simorgh, states of 2023 to 2025"
_STANDS_IN = "not seen: the renderer's English sentence, which stands in for one that a service lacks, or the words of a sister service"


@dataclass(frozen=True)
class Times:
    """How a service words its times: `{n}` is the number; a form without it stands for one."""

    months: tuple[str, ...]
    dates: tuple[str, ...]
    seconds: tuple[str, ...]
    minutes: tuple[str, ...]
    hours: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """A service: its language, its clock, its templates by the names of its renderer's rules, and its times."""

    name: str
    language: str
    time_zone: str
    source: str
    templates: Mapping[str, str]
    marks: Mapping[str, tuple[str, ...]]
    later: frozenset[str]
    recalled: frozenset[str]
    times: Times

    def source_of(self, rule: str) -> str:
        """Return where the template of a rule was seen, or why it is believed."""
        if rule in self.recalled:
            return _STANDS_IN
        return _LATER if rule in self.later else self.source


@cache
def service_names(folder: str) -> tuple[str, ...]:
    """Return the services that have a file in a folder of `schemas/rules/`, in order."""
    return tuple(sorted(path.stem for path in (schemas.schemas_folder() / "rules" / folder).glob("*.yaml")))


@cache
def load_service(folder: str, name: str) -> Service:
    """Read the file of one service.

    Raises:
        SchemaError: it is no YAML that livepack reads.
    """
    raw = schemas.load(f"rules/{folder}/{name}.yaml")
    times = raw["times"]
    return Service(
        name=raw["service"],
        language=raw["language"],
        time_zone=raw["time_zone"],
        source=raw["source"],
        templates=raw["templates"],
        marks={rule: tuple(marks) for rule, marks in raw.get("marks", {}).items()},
        later=frozenset(raw.get("later", ())),
        recalled=frozenset(raw.get("recalled", ())),
        times=Times(
            months=tuple(times["months"]),
            dates=tuple(times.get("dates", ())),
            seconds=tuple(times.get("seconds", ())),
            minutes=tuple(times["minutes"]),
            hours=tuple(times["hours"]),
        ),
    )
