"""Ids follow from what they name: the digest of a page, the instant of a post, the position of a child."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise

from livepack.checks.distances import is_distance
from livepack.checks.subject import Row, Subject, number_of
from livepack.findings import Finding

_CHILDREN = {"key_points": "k", "paragraphs": "p", "embeds": "m", "images": "i", "contributors": "c"}
_NUMBERED = re.compile(r"(.*?)(?:-([2-9]|[1-9][0-9]+))?")


def check_ids(subject: Subject) -> Iterator[Finding]:
    """Every id is the one that its row's other fields give."""
    yield from _check_children(subject)
    yield from _check_links(subject)
    before = subject.tables["findings"].before
    for number, row in enumerate(subject.rows("findings"), start=before + 1):
        if row["finding_id"] != f"f{number}":
            yield subject.at("id-differs", "findings", row["finding_id"], "finding_id", f"not f{number}")
    firsts = {row["entry_id"]: row for row in subject.rows("paragraphs") if row["position"] == "1"}
    for entry in subject.rows("entries"):
        stem, ending = _stem(entry, firsts.get(entry["entry_id"], {}))
        found = entry["entry_id"]
        if not (found.startswith(stem) and re.fullmatch(ending, found[len(stem) :])):
            yield subject.at("id-differs", "entries", found, "entry_id", f"not {stem}{ending}")
    yield from _check_numbers(subject)


def _check_children(subject: Subject) -> Iterator[Finding]:
    """A child's id is its parent's, a letter and its position."""
    for table, letter in _CHILDREN.items():
        column = f"{table[:-1]}_id"
        for row in subject.rows(table):
            wanted = f"{row.get('entry_id') or row.get('page_id', '')}/{letter}{row['position']}"
            if row[column] != wanted:
                yield subject.at("id-differs", table, row[column], column, f"not {wanted}")


def _check_links(subject: Subject) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row in subject.rows("links"):
        number = seen[row["entry_id"]] = seen.get(row["entry_id"], 0) + 1
        if row["link_id"] != f"{row['entry_id']}/l{number}":
            yield subject.at("id-differs", "links", row["link_id"], "link_id", f"not {row['entry_id']}/l{number}")


def _stem(entry: Row, first: Row) -> tuple[str, str]:
    """Return what the id of a post must look like: the publisher's id, the instant, or a digest of its words.

    Args:
        entry: the post.
        first: its first paragraph; empty if it has none.

    Returns:
        What it begins with, and a pattern of what follows.
    """
    if entry["identifier"]:
        name = re.sub(r"[^A-Za-z0-9._~:-]+", "-", entry["identifier"])
        return f"{entry['blog_id']}/{name}", r"(?:-[0-9a-f]{6})?(?:-[0-9]+)?"
    if entry["published"] and not (
        entry["published_basis"] == "relative_to_capture" and is_distance(entry["published_text"])
    ):
        digits = re.sub(r"[-:]", "", entry["published"])
        if entry["published_precision"] != "second":
            digits = re.sub(r"00Z$", "Z", digits)
        return f"{entry['blog_id']}/t{digits}", r"(?:-[0-9]+)?"
    words = first["text"].casefold().split()[:12] if first else []
    if not (entry["headline"] or words):
        return f"{entry['blog_id']}/h", r"[0-9a-f]{12}(?:-[0-9]+)?"
    digest = hashlib.sha256(f"{entry['headline'].casefold()}\n{' '.join(words)}".encode()).hexdigest()[:12]
    return f"{entry['blog_id']}/h{digest}", r"(?:-[0-9]+)?"


def _check_numbers(subject: Subject) -> Iterator[Finding]:
    """Posts of one instant are numbered without gaps; on the only page of a blog from the oldest, the last displayed."""
    groups: dict[str, list[tuple[int, Row]]] = {}
    for entry in subject.rows("entries"):
        found = _NUMBERED.fullmatch(entry["entry_id"])
        if found is not None and not entry["identifier"]:
            groups.setdefault(found[1], []).append((int(found[2] or 1), entry))
    for group in groups.values():
        if sorted(number for number, _ in group) != list(range(1, len(group) + 1)):
            yield subject.at(
                "id-differs", "entries", group[0][1]["entry_id"], "entry_id", "the numbers of its minute have a gap"
            )
        elif len(group) > 1 and _is_disordered(subject, group):
            yield subject.at(
                "id-differs",
                "entries",
                group[0][1]["entry_id"],
                "entry_id",
                "the posts of its minute are numbered otherwise",
            )


def _is_disordered(subject: Subject, group: list[tuple[int, Row]]) -> bool:
    blog_id, page_id = group[0][1]["blog_id"], group[0][1]["page_id"]
    if sum(1 for page in subject.rows("pages") if page["blog_id"] == blog_id) != 1:
        return False
    times = [
        entry["published"] for entry in subject.rows("entries") if entry["page_id"] == page_id and entry["published"]
    ]
    rises = sum((b > a) - (b < a) for a, b in pairwise(times))
    shown = [number for number, entry in sorted(group, key=lambda item: number_of(item[1]["position"]))]
    return shown != sorted(shown, reverse=rises <= 0)
