"""What people said: curated cells and the descriptor's words are those of seeds.yaml."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from livepack import rules, schemas
from livepack.checks.subject import DESCRIPTOR, Row, Subject
from livepack.containers import facts_of
from livepack.errors import SchemaError
from livepack.findings import Finding, make_finding
from livepack.saved_pages import read_saver
from livepack.seeds import SAID, check_shape

_COPIED = (
    "name",
    "title",
    "version",
    "created",
    "homepage",
    "keywords",
    "licenses",
    "sources",
    "contributors",
    "rights",
)
_COUNTS = re.compile(r"([0-9]+) posts? of ([0-9]+) live blogs? from ([0-9]+) saved pages?\.")
_ZONES = {"bbc": "Europe/London"}  # an outlet's pages print this clock


def check_curated(subject: Subject) -> Iterator[Finding]:
    """The cells that a person gave are those of seeds.yaml, and `curated` names just them."""
    seeds = _seeds(subject)
    if seeds is None:
        return
    documents, blogs = seeds.get("documents") or {}, seeds.get("blogs") or {}
    for page in subject.rows("pages"):
        facts, blog_facts = facts_of(documents, page["source_file"]), blogs.get(page["blog_id"]) or {}
        document = subject.document_of(page)
        facts = {
            **read_saver(subject.texts.get(page["page_id"], "")),
            **(document.stated() if document is not None else {}),
            **facts,
        }
        given = [f"blogs.{name}" for name in schemas.tables()["blogs"].columns if name in blog_facts]
        given += [f"pages.{name}" for name in schemas.tables()["pages"].columns if name in facts]
        if page["curated"] != " ".join(given):
            yield subject.at(
                "curated-differs",
                "pages",
                page["page_id"],
                "curated",
                f"seeds.yaml gives {' '.join(given) or 'nothing'}",
            )
        yield from _check_cells(subject, "pages", page, facts)
        yield from _check_page_names(subject, page, facts)
        yield from _check_cells(subject, "blogs", subject.by_id["blogs"].get(page["blog_id"], {}), blog_facts)


def check_given_words(subject: Subject) -> Iterator[Finding]:
    """The documents that seeds.yaml lists are there, and the descriptor has its words for the package."""
    seeds = _seeds(subject)
    if seeds is None:
        return
    for name in seeds.get("documents") or {}:
        files = {name, name.partition("#")[0]}
        if subject.sources is not None and not any((subject.sources / file).is_file() for file in files):
            yield make_finding("source-missing", f"{name}, which seeds.yaml lists", file="seeds.yaml")
    yield from _check_words(subject, seeds.get("package") or {})


def _seeds(subject: Subject) -> dict[str, Any] | None:
    """Return seeds.yaml as it stands; None if it is not there, cannot be read, or is not the one built with."""
    return None if subject.sources is None else _read_seeds(subject.sources / "seeds.yaml", subject.round)


@lru_cache(maxsize=1)
def _read_seeds(path: Path, _round: object) -> dict[str, Any] | None:
    try:
        found = schemas.read_yaml(path.read_text("utf-8-sig"), "seeds.yaml")
        check_shape({} if found is None else found, "seeds", "seeds.yaml")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, SchemaError):
        return None
    return found if isinstance(found, dict) else {}


def _check_cells(subject: Subject, table: str, row: Row, facts: dict[str, Any]) -> Iterator[Finding]:
    for field in schemas.tables()[table].fields:
        if field.rights == "publisher" and subject.is_dehydrated:
            continue
        if field.name in facts and row and row[field.name] != str(facts[field.name]):
            row_id = row[schemas.tables()[table].id_column]
            yield subject.at("curated-differs", table, row_id, field.name, f"seeds.yaml says {facts[field.name]}")


_CHARSET = re.compile(rb"(?i)(?:charset|encoding)\s*=\s*[\"']?([\w.-]+)")


def _said_encodings(subject: Subject, page: Row, facts: dict[str, Any]) -> set[str]:
    """Return the encodings that seeds.yaml, else the document itself, or a finding on it, says that it is in."""
    if "encoding" in facts:
        return {_codec(str(facts["encoding"]))}
    if any(row["page_id"] == page["page_id"] for row in subject.rows("findings") if row["code"] == "encoding-assumed"):
        return {_codec(page["source_encoding"])}
    document = subject.document_of(page)
    found = _CHARSET.search(document.read()[:4096]) if document is not None else None
    name = _codec(found[1].decode("ascii", "replace")) if found else "utf-8"
    return {"cp1252" if name in ("iso8859-1", "ascii") else name}  # so browsers read these names


def _check_page_names(subject: Subject, page: Row, facts: dict[str, Any]) -> Iterator[Finding]:
    """The names of page and blog are given by a person, else follow from the digest."""
    wanted = str(facts.get("id") or "p" + page["source_sha256"][:12])
    if page["page_id"] != wanted:
        yield subject.at("id-differs", "pages", page["page_id"], "page_id", f"not {wanted}")
    if not page["source_encoding"].startswith("utf-"):
        said = _said_encodings(subject, page, facts)
        if _codec(page["source_encoding"]) not in said:
            found = f"{'seeds.yaml' if 'encoding' in facts else 'the document'} says {', '.join(sorted(said))}"
            yield subject.at("curated-differs", "pages", page["page_id"], "source_encoding", found)
    blog = facts.get("blog")
    guessed = any(
        row["page_id"] == page["page_id"] for row in subject.rows("findings") if row["code"] == "blog-guessed"
    )
    if (blog and page["blog_id"] != str(blog)) or (not blog and guessed and page["blog_id"] != wanted):
        yield subject.at("id-differs", "pages", page["page_id"], "blog_id", f"not {blog or wanted}")


def _codec(encoding: str) -> str:
    """Return the one name of an encoding that has several: windows-1252 and cp1252, latin-1 and iso-8859-1."""
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):  # no encoding at all: a forged cell, equal to itself only
        return encoding


def _check_words(subject: Subject, package: dict[str, Any]) -> Iterator[Finding]:
    """Name, title, licence and the like in the descriptor are those of seeds.yaml."""
    if not isinstance(subject.descriptor, dict):
        return
    for name in _COPIED:
        if name in package and subject.descriptor.get(name) != package[name]:
            yield make_finding("curated-differs", f"{name}: seeds.yaml says otherwise", file=DESCRIPTOR)
    marks = subject.descriptor.get("livepack")
    for name, mark in SAID.items():
        if name in package and isinstance(marks, dict) and marks.get(mark) != package[name]:
            yield make_finding("curated-differs", f"livepack.{mark}: seeds.yaml says otherwise", file=DESCRIPTOR)
    description = subject.descriptor.get("description")
    if isinstance(description, str) and not description.startswith(str(package.get("description", ""))):
        yield make_finding("curated-differs", "description: seeds.yaml says otherwise", file=DESCRIPTOR)


def check_description(subject: Subject) -> Iterator[Finding]:
    """The numbers in the descriptor's description are those of the tables."""
    description = subject.descriptor.get("description") if isinstance(subject.descriptor, dict) else None
    wanted = [str(subject.counts.get(table, 0)) for table in ("entries", "blogs", "pages")]
    for found in _COUNTS.findall(description if isinstance(description, str) else ""):
        if list(found) != wanted:
            yield make_finding(
                "count-differs", f"description: {', '.join(found)}, not {', '.join(wanted)}", file=DESCRIPTOR
            )


def check_readers(subject: Subject) -> Iterator[Finding]:
    """Reader, language and time zone of a page agree with the rules that its ledger names."""
    for page in subject.rows("pages"):
        named = subject.rules_named.get(page["page_id"], set())
        renderers = {r.name: r for rule in named & rules.rules().keys() for r in [rules.rules()[rule].renderer]}
        quoted = {name for r in rules.renderers().values() if page["reader"] in r.readers for name in r.quotes}
        for name, renderer in renderers.items():
            if page["reader"] not in renderer.readers and name not in quoted:
                yield subject.at(
                    "reader-differs", "pages", page["page_id"], "reader", f"{page['reader']} with rules of {name}"
                )
            if renderer.language != "und":  # rules of pages of any language
                yield from _check_locale(subject, page, renderer)


def _check_locale(subject: Subject, page: Row, renderer: rules.Renderer) -> Iterator[Finding]:
    curated = page["curated"].split()
    if renderer.language == "mul":
        return  # words that stand on pages of any language
    zone = renderer.time_zone or _ZONES.get(renderer.outlet, page["time_zone"])
    zone = page["time_zone"] if renderer.clock_of(page["reader"]) == "told" and page["time_zone"] == "UTC" else zone
    for column, wanted in (("language", renderer.language), ("time_zone", zone)):
        # A service's words may be another's too: then the language is left at what both share ("ru" of "ru-UA"), or empty.
        is_part = bool(renderer.time_zone) and (not page[column] or wanted.startswith(f"{page[column]}-"))
        if f"pages.{column}" not in curated and page[column] != wanted and not is_part:
            yield subject.at(
                "reader-differs", "pages", page["page_id"], column, f"{page[column] or 'empty'}, not {wanted}"
            )


def check_capabilities(subject: Subject) -> Iterator[Finding]:
    """Pages of one reader cannot hold the same columns; a layout copy keeps no address."""
    first: dict[str, Row] = {}
    addresses = {
        f"{name}.{field.name}"
        for name, table in schemas.tables().items()
        for field in table.fields
        if field.format == "uri" and field.origin == "source"
    }
    for page in subject.rows("pages"):
        missing = addresses - set(page["not_in_source"].split())
        if rules.layout_of(page["reader"]) and missing:
            yield subject.at("reader-differs", "pages", page["page_id"], "not_in_source", f"without {min(missing)}")
        other = first.setdefault(page["reader"], page)
        differing = set(page["not_in_source"].split()) ^ set(other["not_in_source"].split())
        if differing - rules.may_lack(page["reader"]):
            yield subject.at(
                "reader-differs", "pages", page["page_id"], "not_in_source", f"other columns than {other['page_id']}"
            )
