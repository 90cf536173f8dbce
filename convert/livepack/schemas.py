"""Loads `schemas/`, the only description of the data; everything else derives from it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from livepack.errors import SchemaError

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HERE = Path(__file__).resolve().parent
_TAGS = {yaml.MappingNode: ("map",), yaml.SequenceNode: ("seq",), yaml.ScalarNode: ("str", "int", "null")}
MAX_YAML_BYTES = 4_000_000
MAX_YAML_DEPTH = 40
_NESTING = ("[", "{", "- ", "? ")  # what may begin many values within one another on a line
_MAX_NESTING = 2_000


class _StrictLoader(_Loader):  # type: ignore[misc]  # - the C loader where there is one
    """YAML without surprises: no implicit dates, no yes/no, no key twice, no aliases."""


_StrictLoader.yaml_implicit_resolvers = {}
# YAML 1.1 takes 15:35 for 935 and 1_000 for 1000; here only plain digits are a number.
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:~|null|)$"), ["~", "n", ""])


def _fault(problem: str, node: Any) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _construct_mapping(loader: Any, node: Any) -> dict[Any, Any]:
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value  # text, also where it looks like a number: a file may be called 20161214
        if not isinstance(key_node, yaml.ScalarNode):
            raise _fault("a key must be plain text", key_node)
        if key in mapping:
            raise _fault(f"the key {key!r} stands here twice", key_node)
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


def _construct_scalar(loader: Any, node: Any) -> Any:
    value = loader.construct_scalar(node)
    if not node.style and value in ("true", "false"):
        return value == "true"
    return value


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:str", _construct_scalar)


def _refuse_unbounded(text: str) -> None:
    """Raise for an alias (*name), which can make a small file a huge value, and for values nested without end.

    The parser gives one event after the other; what makes values of them goes down a level for each, and ends the whole
    process at some ten thousand. Nested by indentation alone, no file of the size that is read has so many.
    """
    if "*" not in text and sum(map(text.count, _NESTING)) <= _MAX_NESTING:
        return
    depth = 0
    for event in yaml.parse(text, _Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _fault("aliases (*name) are not allowed", event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_YAML_DEPTH:
            raise _fault("values are nested too deep", event)


def _refuse_foreign(node: Any) -> None:
    """Raise for values nested deeper than any settings need, and for types that YAML has beside texts and numbers."""
    stack = [(node, 1)]
    while stack:
        current, depth = stack.pop()
        if depth > MAX_YAML_DEPTH:
            raise _fault("values are nested too deep", current)
        if current.tag.removeprefix("tag:yaml.org,2002:") not in _TAGS[type(current)]:
            raise _fault(f"a type of its own ({current.tag}) is not allowed", current)
        if isinstance(current, yaml.MappingNode):
            stack.extend((part, depth + 1) for pair in current.value for part in pair)
        elif isinstance(current, yaml.SequenceNode):
            stack.extend((part, depth + 1) for part in current.value)


def read_yaml(text: str, where: str) -> Any:
    """Parse YAML strictly.

    Args:
        text: the file's text.
        where: its name, for messages.

    Returns:
        Mappings, lists, str, int, bool and None only; a date stays text.

    Raises:
        SchemaError: not YAML, a repeated key, an alias, or too large.
    """
    if len(text) > MAX_YAML_BYTES:
        raise SchemaError(
            "this file is too large to be settings",
            where=where,
            found=f"{len(text)} characters",
            advice=f"keep it under {MAX_YAML_BYTES} characters",
        )
    try:
        _refuse_unbounded(text)
        loader = _StrictLoader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            _refuse_foreign(node)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = f"{where}:{mark.line + 1}" if mark else where
        raise SchemaError(
            "this is not YAML that livepack reads",
            where=line,
            found=str(error.problem),
            advice="mend that line; quote texts that hold ': ' or begin with a sign",
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SchemaError(
            "this is not YAML that livepack reads",
            where=where,
            found=str(error).splitlines()[0],
            advice="save the file as plain UTF-8 text",
        ) from None


@cache
def schemas_folder() -> Path:
    """Return the folder `schemas/`: inside the wheel, else in the checkout."""
    for folder in (_HERE / "_schemas", _HERE.parents[1] / "schemas"):
        if (folder / "package.yaml").is_file():
            return folder
    raise SchemaError("schemas/ is missing from this installation", advice="install livepack again")


def load(name: str) -> Any:
    """Read one YAML file of `schemas/`, such as `findings.yaml`."""
    return read_yaml((schemas_folder() / name).read_text("utf-8"), f"schemas/{name}")


@cache
def meta_schema(name: str) -> dict[str, Any]:
    """Read one JSON Schema of `schemas/meta/` by its name without ending."""
    found: dict[str, Any] = json.loads((schemas_folder() / "meta" / f"{name}.json").read_text("utf-8"))
    return found


@dataclass(frozen=True)
class Field:
    """A column, as its table's YAML describes it."""

    name: str
    title: str
    description: str
    type: str
    example: Any
    origin: str
    rights: str
    format: str = ""
    rdf_type: str = ""
    unknown: str = ""
    derived_from: tuple[str, ...] = ()
    strict: str = ""
    constraints: tuple[tuple[str, Any], ...] = ()

    def descriptor(self, *, is_dehydrated: bool = False) -> dict[str, Any]:
        """Return the field as Table Schema JSON, with livepack's origin and rights beside it.

        In a dehydrated package no cell with the publisher's words is required.
        """
        found: dict[str, Any] = {"name": self.name, "type": self.type}
        if self.format:
            found["format"] = self.format
        found |= {"title": self.title, "description": self.description, "example": _cell(self.example)}
        if self.rdf_type:
            found["rdfType"] = self.rdf_type
        if self.constraints:
            found["constraints"] = dict(self.constraints)
            if is_dehydrated and self.rights == "publisher" and self.required:
                found["constraints"]["required"] = False
        found["origin"] = self.origin
        if self.derived_from:
            found["derivedFrom"] = list(self.derived_from)
        found["rights"] = self.rights
        return found

    @property
    def required(self) -> bool:
        """Whether no cell may be empty."""
        return dict(self.constraints).get("required") is True


def _cell(value: Any) -> str:
    """Return a value as it stands in a cell; the official profile wants examples in that form."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must stand in another table."""

    fields: tuple[str, ...]
    table: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table, as its YAML describes it.

    Attributes:
        holds: content, or provenance: how the content came to be.
        compared_by: the columns that name a row in another version of the data too, where its key is but its number.
    """

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    rdf_type: str = ""
    holds: str = "content"
    compared_by: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns in order."""
        return tuple(field.name for field in self.fields)

    @property
    def id_column(self) -> str:
        """Name of its single-column id; empty for the ledger."""
        return self.primary_key[0] if len(self.primary_key) == 1 else ""

    def field(self, name: str) -> Field:
        """Return the field of that name; KeyError if there is none."""
        return _by_name(self.name)[name]

    def descriptor(self, *, is_dehydrated: bool = False) -> dict[str, Any]:
        """Return the table as a Table Schema, as it is in a whole package or in a dehydrated one."""
        found: dict[str, Any] = {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [field.descriptor(is_dehydrated=is_dehydrated) for field in self.fields],
            "missingValues": package_settings()["missing_values"],
            "primaryKey": list(self.primary_key),
        }
        if self.foreign_keys:
            found["foreignKeys"] = [
                {"fields": list(key.fields), "reference": {"resource": key.table, "fields": list(key.reference)}}
                for key in self.foreign_keys
            ]
        return found


@cache
def _by_name(table: str) -> dict[str, Field]:
    return {field.name: field for field in all_tables()[table].fields}


@cache
def package_settings() -> dict[str, Any]:
    """Return `schemas/package.yaml`."""
    found: dict[str, Any] = load("package.yaml")
    return found


@cache
def tables() -> dict[str, Table]:
    """Return every table of the build by name, in the package's order."""
    return {name: _table(load(f"tables/{name}.yaml")) for name in package_settings()["tables"]}


@cache
def layers() -> dict[str, Table]:
    """Return every table that a package's users may add to it, by name."""
    return {name: _table(load(f"tables/{name}.yaml")) for name in package_settings()["layers"]}


@cache
def all_tables() -> dict[str, Table]:
    """Return the tables of the build and those that users may add."""
    return tables() | layers()


@cache
def flat_table() -> Table:
    """Return the table that `livepack export flat` writes; it is no part of a package."""
    return _table(load("flat.yaml"))


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        name=raw["name"],
        title=raw["title"],
        description=raw["description"],
        rdf_type=raw.get("rdfType", ""),
        holds=raw.get("holds", "content"),
        compared_by=tuple(raw.get("compared_by", ())),
        primary_key=tuple(raw["primary_key"]),
        foreign_keys=tuple(
            ForeignKey(tuple(key["fields"]), key["table"], tuple(key["reference"]))
            for key in raw.get("foreign_keys", ())
        ),
        fields=tuple(
            Field(
                name=field["name"],
                title=field["title"],
                description=field["description"],
                type=field["type"],
                example=field["example"],
                origin=field["origin"],
                rights=field["rights"],
                format=field.get("format", ""),
                rdf_type=field.get("rdfType", ""),
                unknown=field.get("unknown", ""),
                derived_from=tuple(field.get("derived_from", ())),
                strict=field.get("strict", ""),
                constraints=tuple(field.get("constraints", {}).items()),
            )
            for field in raw["fields"]
        ),
    )


@dataclass(frozen=True)
class FindingType:
    """One sort of finding, as `schemas/findings.yaml` describes it.

    Attributes:
        layer_advice: what to do where a table that users of the package wrote has the fault; empty: as elsewhere.
    """

    code: str
    level: str
    family: str
    message: str
    advice: str
    explanation: str
    layer_advice: str

    def advise(self, table: str) -> str:
        """Return what to do about a finding in a table: one that users wrote is theirs to mend, and no build changes it."""
        return self.layer_advice if self.layer_advice and table in layers() else self.advice


@cache
def finding_types() -> dict[str, FindingType]:
    """Return every sort of finding by its code."""
    return {
        code: FindingType(
            code,
            raw["level"],
            raw["family"],
            raw["message"],
            raw["advice"],
            raw["explanation"],
            raw.get("layer_advice", ""),
        )
        for code, raw in load("findings.yaml").items()
    }
