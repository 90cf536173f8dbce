"""Reads livepack.toml, or [tool.livepack] of pyproject.toml: how a project wants its package judged.

The form of the file is schemas/meta/settings.json, and docs/settings.md explains it. TOML is that of toml.io, 1.0.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from livepack import schemas
from livepack.errors import UsageError
from livepack.findings import LEVELS, shorten
from livepack.judging import PROTECTED, Exemption, Settings
from livepack.seeds import explain_shape

OWN = "livepack.toml"
SHARED = "pyproject.toml"
MAX_BYTES = 500_000  # room for some 3,000 exemptions
MAX_DOTS = 1_000  # in one line: a dotted key costs tomllib time and memory by the square of its parts
DOCS = "docs/settings.md says what may stand there"
_WITHOUT_TOOL = f"write [validate], [levels] and [[exemptions]] without tool.livepack: it belongs to {SHARED} only"
_HEADER = re.compile(
    r"^[ \t]*\[\[[ \t]*(?:tool[ \t]*\.[ \t]*livepack[ \t]*\.[ \t]*)?exemptions[ \t]*\]\]", re.MULTILINE
)
_AT_LINE = re.compile(r" \(at line ([0-9]+), column [0-9]+\)$")
_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "object": "a table",
    "string": "text",
}


class _File(NamedTuple):
    """A settings file: its path as a person would type it, what it says, and the lines at which exemptions begin."""

    name: str
    values: dict[str, Any]
    lines: list[int]


def find_settings(start: Path = Path()) -> Settings:
    """Read the settings of a folder, or of the nearest folder above it that has some.

    In one folder livepack.toml is taken before pyproject.toml, and a pyproject.toml without [tool.livepack] is passed
    over. The search ends with the folder that holds .git.

    Raises:
        UsageError: the file cannot be read, or does not say what it may.
    """
    try:
        first = start.resolve()
    except (OSError, RuntimeError) as error:
        raise UsageError(
            "this folder cannot be found",
            where=str(start),
            found=str(error),
            advice="go to a folder that is there, or name the settings with --config",
        ) from None
    for folder in (first, *first.parents):
        own, shared = folder / OWN, folder / SHARED
        if _is_there(own):
            file = _read_toml(own, _typed(own))
            return replace(_make_settings(file, file.values), remark=_say_passed_over(shared))
        if _is_there(shared):
            file = _read_toml(shared, _typed(shared))
            values = _livepack_of(file)
            if values is not None:
                return _make_settings(file, values)
        if _is_there(folder / ".git"):
            break
    return Settings()


def load_settings(path: Path) -> Settings:
    """Read a settings file by its path; in one called pyproject.toml the table [tool.livepack].

    Raises:
        UsageError: the file cannot be read, or does not say what it may.
    """
    file = _read_toml(path, str(path))
    values = _livepack_of(file) if path.name == SHARED else file.values
    if values is None:
        raise UsageError(
            "this file holds no settings of livepack", where=file.name, advice="write them under [tool.livepack]"
        )
    return _make_settings(file, values)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file() or (path.name == ".git" and path.exists())
    except OSError:  # a folder that may not be looked into
        return False


def _typed(path: Path) -> str:
    """Return a path as a person in the current folder would type it."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _livepack_of(file: _File) -> Any:
    """Return [tool.livepack] of a pyproject.toml, whatever it is; None if there is none."""
    tool = file.values.get("tool")
    return tool.get("livepack") if isinstance(tool, dict) else None


def _say_passed_over(shared: Path) -> str:
    """Return a remark if the pyproject.toml beside a livepack.toml has settings too."""
    try:
        is_double = _is_there(shared) and _livepack_of(_read_toml(shared, SHARED)) is not None
    except UsageError:  # whatever it says, it is not asked
        is_double = False
    return f"{OWN} is taken, and [tool.livepack] in the {SHARED} beside it is not" if is_double else ""


def _read_toml(path: Path, name: str) -> _File:
    """Read TOML, with limits on its size and its keys."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(
            "the settings are not in UTF-8", where=name, found=f"byte offset {error.start}", advice="save it as UTF-8"
        ) from None
    except (OSError, ValueError) as error:
        raise UsageError(
            "the settings cannot be read",
            where=name,
            found=getattr(error, "strerror", None) or str(error),
            advice="check that it is a file and that you may read it",
        ) from None
    if len(data) > MAX_BYTES:
        raise UsageError(
            "this file is too large to be settings",
            where=name,
            found=f"more than {MAX_BYTES} bytes",
            advice="where a code needs so many exemptions, leave it out by `without`",
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            raise UsageError(
                "this line has too many dots",
                where=f"{name}:{number}",
                found=str(line.count(".")),
                advice=f"break it; no line may have more than {MAX_DOTS}",
            )
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = "values are nested too deep" if isinstance(error, RecursionError) else str(error)
        at = _AT_LINE.search(found)
        raise UsageError(
            "this is not TOML",
            where=f"{name}:{at[1]}" if at else name,
            found=found[: at.start() if at else 200],
            advice="mend that line; toml.io explains the form",
        ) from None
    return _File(name, values, [text.count("\n", 0, found.start()) + 1 for found in _HEADER.finditer(text)])


def _make_settings(file: _File, values: Any) -> Settings:
    """Check what a settings file says, and return it."""
    _check_shape(file, values)
    options = values.get("validate", {})
    without = tuple(options.get("without", ()))
    levels = values.get("levels", {})
    check_codes(without, file.name)
    check_codes(levels, file.name)
    kinds = schemas.finding_types()
    for code in without:
        _refuse_protected(code, "left out", file.name)
    for code, level in levels.items():
        if LEVELS.index(level) > LEVELS.index(kinds[code].level):
            _refuse_protected(code, f"made a {level}", file.name)
    raw = values.get("exemptions", [])
    exemptions = [Exemption(**entry, written=line) for entry, line in zip(raw, _lines_of(file, len(raw)), strict=True)]
    _check_exemptions(exemptions, file.name)
    folder = Path(file.name).parent
    return Settings(
        name=file.name,
        package=folder / options["package"] if "package" in options else None,
        sources=folder / options["sources"] if "sources" in options else None,
        fail_on=options.get("fail-on", ""),
        max_findings=int(options["max-findings"]) if "max-findings" in options else None,
        referee=options.get("referee", False),
        without=without,
        levels=levels,
        exemptions=tuple(exemptions),
    )


def _lines_of(file: _File, count: int) -> list[int]:
    """Return the line at which each exemption begins; 0 where they are written so that it cannot be told."""
    return file.lines if len(file.lines) == count else [0] * count


def _check_exemptions(exemptions: list[Exemption], name: str) -> None:
    """Raise for the first that names what does not exist, cannot be accepted, or is there already."""
    tables = schemas.all_tables()
    seen: dict[Exemption, int] = {}
    for number, exemption in enumerate(exemptions, start=1):
        where = f"{name}:{exemption.written}" if exemption.written else name
        check_codes([exemption.code], where)
        _refuse_protected(exemption.code, "accepted", where)
        if exemption.code == "exemption-unmatched":
            raise UsageError(
                "an exemption that matches nothing cannot be accepted by another one",
                where=where,
                found=f"exemption {number}",
                advice="remove the exemption that matches nothing",
            )
        if exemption.table:
            _check_name(exemption.table, tables, "table", where, "docs/tables.md lists them all")
        if exemption.field:
            of = [tables[exemption.table]] if exemption.table else tables.values()
            columns = [column for table in of for column in table.columns]
            _check_name(exemption.field, columns, "column", where, "docs/tables.md lists them all")
        first = seen.setdefault(replace(exemption, reason="", written=0), number)
        if first != number:
            raise UsageError(
                "this exemption is there twice",
                where=where,
                found=f"exemptions {first} and {number}",
                advice="remove one of the two",
            )


def _refuse_protected(code: str, what: str, where: str) -> None:
    if code in PROTECTED:
        raise UsageError(
            f"findings of this code cannot be {what}",
            where=where,
            found=code,
            advice="mend what it reports: behind it other checks do not run, and the package would pass unread",
        )


def check_codes(codes: Iterable[str], where: str = "") -> None:
    """Raise UsageError for the first code that no finding has."""
    for code in codes:
        _check_name(code, schemas.finding_types(), "finding of that code", where, "docs/findings.md lists them all")


def _check_name(name: str, known: Collection[str], what: str, where: str, otherwise: str) -> None:
    if name not in known:
        close = get_close_matches(name, known, n=1)
        raise UsageError(
            f"there is no {what}",
            where=where,
            found=shorten(name),
            advice=f"did you mean {close[0]}?" if close else otherwise,
        )


def _check_shape(file: _File, values: Any) -> None:
    """Raise for the first place at which the values do not meet schemas/meta/settings.json."""
    import jsonschema

    errors = jsonschema.Draft202012Validator(schemas.meta_schema("settings")).iter_errors(values)
    error = min(errors, key=lambda error: len(error.absolute_path), default=None)
    if error is None:
        return
    path = list(error.absolute_path)
    where = file.name
    if path[:1] == ["exemptions"] and len(path) > 1:
        line = _lines_of(file, len(values["exemptions"]))[path[1]]
        where = f"{where}:{line}" if line else where
    words = [str(part + 1) if isinstance(part, int) else part for part in path]  # people count from 1
    place = " → ".join(words) or "the top level"
    raise UsageError(
        "a setting does not have the form that it must have",
        where=where,
        found=f"{place}: {_explain(error)}"[:300],
        advice=_WITHOUT_TOOL if isinstance(values, dict) and "tool" in values else DOCS,
    )


def _explain(error: Any) -> str:
    """Return a JSON Schema error in plain words."""
    match error.validator:
        case "type":
            return f"must be {_KINDS[error.validator_value]}, not {_show(error.instance)}"
        case "enum":
            return f"must be {' or '.join(error.validator_value)}, not {_show(error.instance)}"
        case "anyOf":
            return "names neither `row` nor `file`: an exemption is for one finding"
        case "dependentRequired":
            return "names a `line` without its `file`"
        case "pattern" if error.path and error.path[-1] == "row":
            return f"must be one row's id, without * or ?, not {_show(error.instance)}"
        case "pattern":
            return "is empty" if not error.instance.strip() else "holds a control character"
        case "maxLength":
            return f"is longer than {error.validator_value} characters"
        case "minimum":
            return f"must be {error.validator_value} or more, not {_show(error.instance)}"
        case "required":
            return "has no " + ", ".join(f"`{name}`" for name in error.validator_value if name not in error.instance)
        case _:
            return explain_shape(error, "key")


def _show(value: Any) -> str:
    """Return a value as TOML has it, or nearly so."""
    return repr(value) if isinstance(value, str) else json.dumps(value, default=str)
