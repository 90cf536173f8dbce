"""Makes of a package's texts what annotation tools take: a document for each post or paragraph, with ids and spans.

doccano reads an object a line: https://doccano.github.io/doccano/tutorial/; Label Studio a list of tasks with
`data` and `predictions`: https://labelstud.io/guide/predictions.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import livepack
from livepack import schemas
from livepack.checks.subject import Row, Table
from livepack.exports.package import Package, rows_by

_BETWEEN = "\n\n"  # what parts the paragraphs of entries.text


@dataclass(frozen=True)
class Span:
    """Characters of a text that something is known of: where they are, what it is called, and the id of its row."""

    start: int
    end: int
    label: str
    row_id: str


@dataclass(frozen=True)
class Document:
    """A text to annotate: of a post, or of one of its paragraphs.

    Attributes:
        ids: what names it and what a person must know of it, by column.
        text: its words.
        spans: the links and annotations in it, by their place.
        paragraphs: where each paragraph stands in it, if it is a post.
    """

    ids: Mapping[str, str]
    text: str
    spans: tuple[Span, ...]
    paragraphs: tuple[tuple[str, int, int], ...] = ()


def documents_of(package: Package, level: str) -> Iterator[Document]:
    """Yield the paragraphs of a package, or the posts that have any, in their order; offsets are code points.

    Args:
        package: the package.
        level: `paragraph` or `entry`.
    """
    annotations = _annotations_of(package)
    for unit in package.units():
        for entry, paragraphs in _posts_of(unit, annotations):
            if level == "entry":
                if paragraphs:
                    yield _join(entry, paragraphs)
            else:
                yield from paragraphs


def _annotations_of(package: Package) -> dict[str, list[Row]]:
    """Return the annotations by paragraph: they are the one table that is held whole, for people made it."""
    found: dict[str, list[Row]] = {}
    if "annotations" in package.files:
        columns = schemas.all_tables()["annotations"].columns
        for cells in package.rows("annotations"):
            row = dict(zip(columns, cells, strict=True))
            found.setdefault(row["paragraph_id"], []).append(row)
    return found


def _posts_of(unit: Mapping[str, Table], annotations: Mapping[str, list[Row]]) -> Iterator[tuple[Row, list[Document]]]:
    """Yield each post with its paragraphs."""
    paragraphs, links = rows_by(unit["paragraphs"], "entry_id"), rows_by(unit["links"], "paragraph_id")
    for entry in unit["entries"].rows:
        documents = []
        for row in paragraphs.get(entry["entry_id"], []):
            paragraph_id, text = row["paragraph_id"], row["text"]
            spans = [
                Span(int(link["start_char"]), int(link["end_char"]), "link", link["link_id"])
                for link in links.get(paragraph_id, [])
            ]
            spans += [_span(annotation, text) for annotation in annotations.get(paragraph_id, [])]
            ids = {"paragraph_id": paragraph_id, **_ids(entry), "kind": row["kind"]}
            # A place between two characters is no span to these tools; doccano drops all labels of such a document.
            documents.append(Document(ids, text, _sorted(span for span in spans if span.start < span.end)))
        yield entry, documents


def _span(annotation: Row, text: str) -> Span:
    """Return the span of an annotation; one without offsets means the whole paragraph."""
    start, end = annotation["start_char"], annotation["end_char"]
    is_whole = not (start and end)
    return Span(
        0 if is_whole else int(start),
        len(text) if is_whole else int(end),
        annotation["label"],
        annotation["annotation_id"],
    )


def _ids(entry: Row) -> dict[str, str]:
    names = ("entry_id", "blog_id", "page_id", "published", "published_local", "utc_offset", "headline")
    return {name: entry[name] for name in names}


def _join(entry: Row, paragraphs: Iterable[Document]) -> Document:
    """Return a post's paragraphs as one document, joined as in entries.text."""
    start, texts, spans, places = 0, [], [], []
    for paragraph in paragraphs:
        end = start + len(paragraph.text)
        texts.append(paragraph.text)
        spans += [replace(span, start=span.start + start, end=span.end + start) for span in paragraph.spans]
        places.append((paragraph.ids["paragraph_id"], start, end))
        start = end + len(_BETWEEN)
    return Document(_ids(entry), _BETWEEN.join(texts), _sorted(spans), tuple(places))


def _sorted(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.row_id)))


def count_utf16(document: Document) -> Document:
    """Return a document whose offsets count UTF-16 code units, as JavaScript does: an emoji is two."""
    wide = [index for index, character in enumerate(document.text) if character > "\uffff"]

    def place(offset: int) -> int:
        return offset + bisect_left(wide, offset)

    return replace(
        document,
        spans=tuple(replace(span, start=place(span.start), end=place(span.end)) for span in document.spans),
        paragraphs=tuple((name, place(start), place(end)) for name, start, end in document.paragraphs),
    )


def write_tasks(documents: Iterable[Document], out: Path, tool: str, offsets: str) -> int:
    """Write documents for a tool, each on a line.

    Args:
        documents: the documents, with offsets in code points.
        out: the file.
        tool: `doccano` or `label-studio`; for the latter the lines make one JSON list, for it reads no JSON Lines.
        offsets: what offsets are to count, `codepoints` or `utf16`.

    Returns:
        How many there were.
    """
    count = 0
    is_list = tool == "label-studio"
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[\n" if is_list else "")
        for document in documents:
            counted = count_utf16(document) if offsets == "utf16" else document
            task = _label_studio_task(counted, document, offsets) if is_list else _doccano_line(counted, offsets)
            file.write(",\n" if is_list and count else "")
            file.write(json.dumps(task, ensure_ascii=False) + ("" if is_list else "\n"))
            count += 1
        file.write("\n]\n" if is_list else "")
    return count


def _doccano_line(document: Document, offsets: str) -> dict[str, Any]:
    label = [[span.start, span.end, span.label] for span in document.spans]
    return {"text": document.text, "label": label, **_facts(document, offsets)}


def _label_studio_task(counted: Document, document: Document, offsets: str) -> dict[str, Any]:
    task: dict[str, Any] = {"data": {"text": document.text, **_facts(counted, offsets)}}
    result = [
        {
            "id": span.row_id,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": span.start,
                "end": span.end,
                "text": document.text[plain.start : plain.end],
                "labels": [span.label],
            },
        }
        for span, plain in zip(counted.spans, document.spans, strict=True)
    ]
    if result:
        task["predictions"] = [{"model_version": f"livepack {livepack.__version__}", "result": result}]
    return task


def _facts(document: Document, offsets: str) -> dict[str, Any]:
    facts: dict[str, Any] = {name: value or None for name, value in document.ids.items()}
    if document.paragraphs:
        facts["paragraphs"] = [list(place) for place in document.paragraphs]
    return {**facts, "offsets": offsets}
