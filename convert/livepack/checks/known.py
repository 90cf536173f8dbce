"""What the build must have known: oddities that the table findings has to hold, and which capture a post is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from livepack import rules, schemas
from livepack.checks.ledger_words import decode_words
from livepack.checks.places import LINES, Place, finding_at, layout_pages, own_places
from livepack.checks.subject import Row, Subject, ends_of, number_of
from livepack.findings import Finding, make_finding

_CAPTIONS = {"image_caption": "images", "media_caption": "embeds"}
_TEXTS = {
    ("entries", "headline"),
    ("paragraphs", "text"),
    ("images", "alt_text"),
    ("images", "caption"),
    ("embeds", "caption"),
}


_WITHOUT_LINE = frozenset(
    {
        "package-defaults",
        "blog-guessed",
        "blog-unused",
        "duplicate-source",
        "entry-edited",
        "rule-recalled",
        "encoding-assumed",
        "container-cut",
        "records-left-out",
        "decoded-twice",
        "references-left",
    }
)


def check_findings_there(subject: Subject) -> Iterator[Finding]:
    """A time without an instant, a cut consent block, a label without caption, a document twice: findings names them."""
    known = {(row["code"], row["row_id"]) for row in subject.rows("findings")}
    explained = {row["row_id"] for row in subject.rows("findings") if row["field_name"] == "published_text"}
    yield from _check_times_missing(subject, known, explained if subject.is_dehydrated else set())
    for entry in subject.rows("entries"):
        if (_page_code(entry), entry["page_id"]) in known:
            continue
        if (
            entry["published_text"]
            and not entry["published"]
            and not entry["published_date"]
            and entry["entry_id"] not in explained
        ):
            yield subject.at(
                "finding-missing", "entries", entry["entry_id"], "published_text", "a time without an instant"
            )
        elif entry["published_local"] and not entry["published"] and entry["entry_id"] not in explained:
            yield subject.at(
                "finding-missing", "entries", entry["entry_id"], "published_text", "a wall time without an instant"
            )
    for page, places in layout_pages(subject):
        own = own_places(subject, page, places)
        if not subject.is_dehydrated:
            yield from _check_captions(subject, own, known)
        yield from _check_blocks(subject, page, own, known)
    yield from _check_duplicates(subject)


def _page_code(entry: Row) -> str:
    """Return the code by which one finding of the page explains a time without an instant, if one can."""
    if entry["published_local"]:
        return "zone-unsure"
    return "match-clock" if entry["published_text"] and ":" not in entry["published_text"] else ""


def _check_times_missing(subject: Subject, known: set[tuple[str, str]], taken: set[str]) -> Iterator[Finding]:
    """A page some of whose posts have no time at all says so once; what was printed for those of `taken` was taken out."""
    for page_id, entries in subject.by_page["entries"].items():
        without = [
            row
            for row in entries
            if not row["published_text"]
            and not row["published_date"]
            and ("time-missing", row["entry_id"]) not in known
            and row["entry_id"] not in taken
        ]
        if without and ("times-missing", page_id) not in known:
            yield subject.at("finding-missing", "pages", page_id, "", "times-missing")


def _check_captions(subject: Subject, places: list[Place], known: set[tuple[str, str]]) -> Iterator[Finding]:
    for place in places:
        table = _CAPTIONS.get(place.label)
        is_empty = table is not None and place.key[0] == table and not place.row["caption"]
        if is_empty and place.span["disposition"] == "boilerplate" and ("caption-missing", place.key[1]) not in known:
            yield subject.at("finding-missing", *place.key, "caption", "caption-missing")


def _check_blocks(subject: Subject, page: Row, places: list[Place], known: set[tuple[str, str]]) -> Iterator[Finding]:
    """The lines of a consent block are all there, or a finding says which are not."""
    blocks = [block for renderer in rules.renderers_of(page["reader"]) for block in renderer.blocks.values()]
    shown = {place.span["rule"] for place in places}
    orders = [_order_shown(block, shown, rules.layout_of(page["reader"])) for block in blocks]
    lines: dict[tuple[str, str], list[str]] = {}
    for place in places:
        if place.span["rule"] and place.span["part"] in ("", "1"):
            lines.setdefault(place.key, []).append(place.span["rule"])
    for key, found in lines.items():
        for block, order in zip(blocks, orders, strict=True):
            own = [rule for rule in found if any(rule in choices for choices in block["order"])]
            if key[0] != block["table"] or not own or _is_whole(own, order):
                continue
            if ("embed-block-cut", key[1]) not in known:
                yield subject.at("finding-missing", *key, "", "embed-block-cut")


def _order_shown(block: Mapping[str, Any], shown: set[str], layout: str) -> list[list[str]]:
    """Return the lines of a block that a copy can have: what its kind leaves out is left out of the whole page."""
    order: list[list[str]] = block["order"]
    if not shown & set(order[0]):
        order = order[block.get("noscript", 0) :]
    return [choices for choices in order if shown & set(choices)] if layout == LINES else order


def _is_whole(found: list[str], order: list[list[str]]) -> bool:
    return len(found) == len(order) and all(rule in choices for rule, choices in zip(found, order, strict=True))


def _check_duplicates(subject: Subject) -> Iterator[Finding]:
    """A document that is in the sources twice is a finding."""
    noted = {row["page_id"] for row in subject.rows("findings") if row["code"] == "duplicate-source"}
    for page in subject.rows("pages"):
        document = subject.document_of(page)
        if document is not None and document.others and page["page_id"] not in noted:
            yield subject.at("finding-missing", "pages", page["page_id"], "source_file", "duplicate-source")


def check_findings_rows(subject: Subject) -> Iterator[Finding]:
    """Each row of findings names a row and column that exist."""
    for row in subject.rows("findings"):
        table, row_id, column = row["table_name"], row["row_id"], row["field_name"]
        if table and row_id not in subject.by_id.get(table, {}):
            entry = subject.by_id["entries"].get(row_id.rpartition("/")[0], {})
            shown = {span["row_id"] for _, span in subject.ledger.get(row["page_id"], [])}
            if (
                entry.get("page_id") == row["page_id"] or entry.get("entry_id") not in shown
            ):  # else a newer capture has another state
                yield subject.at("key-dangling", "findings", row["finding_id"], "row_id", f"{table}: {row_id}")
        elif column and column not in subject.by_id.get(table, {}).get(row_id, {}):
            yield subject.at("key-dangling", "findings", row["finding_id"], "field_name", f"{table}.{column}")
        elif not row["source_line"] and row["page_id"] and row["code"] not in _WITHOUT_LINE:
            yield subject.at("finding-unknown", "findings", row["finding_id"], "source_line", "no line")
        elif row["source_line"] and number_of(row["source_line"]) not in _lines(subject, row):
            yield subject.at(
                "finding-unknown",
                "findings",
                row["finding_id"],
                "source_line",
                f"line {row['source_line']}, where its row does not stand",
            )


def _lines(subject: Subject, finding: Row) -> range:
    """Return the lines of the document at which the row of a finding and its children stand; all lines if none is named."""
    text = subject.texts.get(finding["page_id"])
    if text is None:
        return range(1, 2**31)
    row_id = finding["row_id"]
    if row_id and row_id not in subject.by_id.get(finding["table_name"], {}):
        row_id = row_id.rpartition("/")[0]  # the newer capture does not show it: its post
    own = [
        ends
        for _, span in subject.ledger.get(finding["page_id"], [])
        if (span["row_id"] == row_id or span["row_id"].startswith(f"{row_id}/")) and (ends := ends_of(span)) is not None
    ]
    if row_id == finding["page_id"]:
        return range(1, text.count("\n") + 2)
    if not own:
        return range(1, text.count("\n") + 2 if row_id in ("", finding["page_id"]) else 1)
    return range(text.count("\n", 0, min(own)[0]) + 1, text.count("\n", 0, max(own)[1]) + 2)


def check_newest(subject: Subject) -> Iterator[Finding]:
    """A post's row is its state in the newest capture that shows it, and what older ones say otherwise is a finding."""
    pages = subject.by_id["pages"]
    shown: dict[str, set[str]] = {}
    for page_id, rows in subject.ledger.items():
        for _, span in rows:
            if span["table_name"] == "entries":
                shown.setdefault(span["row_id"], set()).add(page_id)
    for entry_id, page_ids in shown.items():
        entry = subject.by_id["entries"].get(entry_id, {})
        newest = max((pages[page_id] for page_id in page_ids if page_id in pages), key=_age, default=None)
        if (
            newest is not None
            and entry
            and newest["blog_id"] == entry["blog_id"]
            and entry["page_id"] != newest["page_id"]
        ):
            yield subject.at("capture-older", "entries", entry_id, "page_id", f"{newest['page_id']} is newer")
    if not subject.is_dehydrated:
        yield from _check_edits(subject)


def _age(page: Row) -> tuple[str, int, str]:
    return page["captured"], -number_of(page["page_number"]), page["source_file"]


def _check_edits(subject: Subject) -> Iterator[Finding]:
    """A witness in an older capture says the same, or the post is known to have been edited."""
    edited = {(row["page_id"], row["row_id"]) for row in subject.rows("findings") if row["code"] == "entry-edited"}
    for page_id, text in subject.texts.items():
        for line, span, (start, end) in subject.spans_of(page_id, "witness"):
            key = (span["table_name"], span["field_name"])
            row = subject.by_id.get(span["table_name"], {}).get(span["row_id"])
            if row is None or key not in _TEXTS:
                continue
            printed = " ".join(decode_words(text[start:end], span["decode"]).split())
            entry_id = row.get("entry_id", "")
            if subject.page_of(row) != page_id and printed not in row[key[1]] and (page_id, entry_id) not in edited:
                yield make_finding(
                    "witness-differs",
                    "this older capture has other words, and no entry-edited says so",
                    table=key[0],
                    row=span["row_id"],
                    field=key[1],
                    file="ledger.csv",
                    line=line,
                )


def check_parents(subject: Subject) -> Iterator[Finding]:
    """A child is from the page of its post, a post from a page of its blog, a link from a paragraph of its post."""
    for table in ("contributors", "embeds", "images"):
        for row in subject.rows(table):
            entry = subject.by_id["entries"].get(row["entry_id"])
            if entry is not None and row["page_id"] != entry["page_id"]:
                yield subject.at(
                    "derived-differs", table, row[f"{table[:-1]}_id"], "page_id", f"its post is from {entry['page_id']}"
                )
    for entry in subject.rows("entries"):
        page = subject.by_id["pages"].get(entry["page_id"])
        if page is not None and page["blog_id"] != entry["blog_id"]:
            yield subject.at(
                "derived-differs", "entries", entry["entry_id"], "blog_id", f"its page is of {page['blog_id']}"
            )
    for link in subject.rows("links"):
        paragraph = subject.by_id["paragraphs"].get(link["paragraph_id"])
        if paragraph is not None and paragraph["entry_id"] != link["entry_id"]:
            yield subject.at(
                "derived-differs", "links", link["link_id"], "entry_id", "its paragraph is of another post"
            )


def check_twins(subject: Subject) -> Iterator[Finding]:
    """In a layout copy nothing is said twice: a witness is of a post whose row is from a newer capture."""
    for page, places in layout_pages(subject):
        for place in places:
            entry = subject.by_id["entries"].get(place.owner, {})
            if place.span["disposition"] == "witness" and entry.get("page_id", page["page_id"]) == page["page_id"]:
                yield finding_at("witness-differs", place, "no newer capture shows the post")


def repeat_findings(subject: Subject) -> Iterator[Finding]:
    """What the build knew to be odd or lost is told again."""
    for line, row in subject.tables["findings"].numbered():
        kind = schemas.finding_types().get(row["code"])
        if kind is None or row["level"] != kind.level:
            continue
        page = subject.by_id["pages"].get(row["page_id"], {})
        source_line = number_of(row["source_line"])
        at_source = bool(page) and source_line > 0
        yield Finding(
            row["code"],
            row["level"],
            row["message"],
            kind.advice,
            row["table_name"],
            row["row_id"],
            row["field_name"],
            page["source_file"] if at_source else "findings.csv",
            source_line if at_source else line,
        )
