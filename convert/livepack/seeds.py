"""Reads seeds.yaml: what people know about the documents of a sources folder and about the data set."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from livepack import schemas, times
from livepack.errors import SchemaError, SourceError

NAME = "seeds.yaml"
# What people say for the documents of a package, by its key in `package:` and in the descriptor's `livepack`.
SAID = {"contact": "contact", "personal_data": "personalData", "caveats": "caveats", "changes": "changes"}


@dataclass(frozen=True)
class Seeds:
    """What seeds.yaml says; all empty where there is none."""

    package: dict[str, Any] = field(default_factory=dict)
    blogs: dict[str, dict[str, Any]] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    sha256: str = ""


def read_seeds(folder: Path) -> Seeds:
    """Read and check the seeds.yaml of a folder.

    Raises:
        SchemaError: it is not YAML, or does not meet schemas/meta/seeds.json.
        SourceError: two documents have one id, a blog or time zone is not known.
    """
    path = folder / NAME
    if path.exists() and not path.is_file():
        raise _unreadable(path, "it is no file")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Seeds()
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SchemaError(
            "seeds.yaml is not in UTF-8",
            where=str(path),
            found=f"byte offset {error.start}",
            advice="save it as UTF-8",
        ) from None
    raw = schemas.read_yaml(text, str(path))
    raw = {} if raw is None else raw
    check_shape(raw, "seeds", str(path))
    documents = {name: facts or {} for name, facts in (raw.get("documents") or {}).items()}
    seeds = Seeds(
        package=raw.get("package", {}),
        blogs=raw.get("blogs", {}),
        documents=documents,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    _check_documents(seeds, str(path))
    _check_instants(seeds, str(path))
    return seeds


def _unreadable(path: Path, found: str) -> SourceError:
    advice = "check that it is a file and that you may read it"
    return SourceError("seeds.yaml cannot be read", where=str(path), found=found, advice=advice)


def check_shape(value: Any, schema: str, where: str) -> None:
    """Raise SchemaError with the first place at which a value does not meet a JSON Schema of schemas/meta."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(schemas.meta_schema(schema))
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    if error is not None:
        place = " → ".join(str(part) for part in error.absolute_path) or "the top level"
        raise SchemaError(
            "a value does not have the form that it must have",
            where=where,
            found=f"{place}: {explain_shape(error, 'key')}"[:300],
            advice=_advice(error),
        )


def explain_shape(error: Any, noun: str) -> str:
    """Return a JSON Schema error in plain words, with a guess for a misspelt name.

    Args:
        error: a `jsonschema.ValidationError`.
        noun: what an unknown name is called: key or property.
    """
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        known = sorted(error.schema.get("properties", {}))
        words = []
        for name in sorted(set(error.instance) - set(known)):
            close = get_close_matches(name, known, n=1)
            words.append(f"unknown {noun} {name!r}" + (f" (did you mean {close[0]!r}?)" if close else ""))
        return ", ".join(words)
    return str(error.message).split("\n", maxsplit=1)[0]


def _advice(error: Any) -> str:
    if error.validator == "pattern" and "T[0-9]" in str(error.validator_value):
        return "write it in UTC as 2031-03-05T06:00:00Z"
    if error.validator == "pattern" and str(error.validator_value).startswith("^https"):
        return "write an address that begins with https:// or http://"
    if error.validator in ("pattern", "type") and list(error.absolute_path)[-1:] in (["blog"], ["id"]):
        return "begin it with a letter, such as bbc-12345678"
    return "docs/curating.md says what may stand there"


def _check_documents(seeds: Seeds, where: str) -> None:
    ids: dict[str, str] = {}
    for name, facts in seeds.documents.items():
        page_id = facts.get("id")
        if page_id in ids:
            raise SourceError(
                "two documents have one id",
                where=where,
                found=f"{page_id}: {ids[page_id]} and {name}",
                advice="give each document an id of its own, or leave `id` out",
            )
        if page_id:
            ids[page_id] = name
        zone = facts.get("time_zone")
        if zone and times.find_zone(zone) is None:
            raise SourceError(
                "this time zone does not exist",
                where=where,
                found=f"{name}: {zone}",
                advice="write an IANA name such as Europe/London",
            )


def _check_instants(seeds: Seeds, where: str) -> None:
    """Raise for an instant that has the right form but does not exist, such as 30 February."""
    stated = [("package", "created", seeds.package)]
    stated += [
        (name, column, facts) for name, facts in seeds.blogs.items() for column in ("coverage_start", "coverage_end")
    ]
    stated += [(name, "captured", facts) for name, facts in seeds.documents.items()]
    for name, column, facts in stated:
        value = facts.get(column)
        if value and times.parse_instant(value) is None:
            raise SourceError(
                "this instant does not exist",
                where=where,
                found=f"{name}: {column} {value}",
                advice="write it in UTC as 2031-03-05T06:00:00Z",
            )


def make_stub(names: list[str], *, has_list: bool = False) -> str:
    """Return what a person may paste into seeds.yaml for documents that are not listed; each line to be filled in.

    Args:
        names: the documents.
        has_list: whether seeds.yaml lists documents already, so that these go under them.
    """
    lines = [] if has_list else ["documents:"]
    for name in names:
        lines += [
            f"  {_quote(name)}:",
            "    # blog: bbc-12345678             # a name for the live blog that the page shows",
            '    # captured: "2031-03-05T06:00:00Z"  # when the page was saved, in UTC',
            "    # url: https://www.example.org/  # its address then",
            "    # page_number: 1                 # 1 is the newest page",
            "    # rights: © the publisher        # whose the text is",
        ]
    return "\n".join(lines)


def _quote(name: str) -> str:
    plain = name.replace("_", "").replace("-", "").replace(".", "").replace("/", "")
    is_plain = plain.isalnum() and name.isascii() and not name[0].isdigit()
    return name if is_plain else json.dumps(name, ensure_ascii=False)
