"""Documents for annotation tools: texts, ids, spans, and offsets in the units that a tool counts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exporting
import test_docs
from exporting import run
from livepack.building import build_package
from livepack.exports.package import open_package
from livepack.exports.tasks import Document, Span, count_utf16, documents_of
from livepack.validation import validate_package

KINDS = ("html", "many", "annotated")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this module's packages are."""
    return tmp_path_factory.mktemp("jsonl")


def lines_of(package: Path, out: Path, *options: str) -> list[dict[str, Any]]:
    """The documents of an export for doccano."""
    done = run("export", "jsonl", package, "--out", out, "--overwrite", *options)
    assert (done.exit_code, done.output) == (0, "")
    lines = out.read_bytes().decode().split("\n")
    assert lines.pop() == ""
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("kind", KINDS)
def test_paragraphs_are_those_of_the_tables(kind: str, root: Path, tmp_path: Path):
    """A document for each paragraph, in their order, with the ids to come back by."""
    package = exporting.good(kind, root)
    found = lines_of(package, tmp_path / "out.jsonl")
    rows = exporting.tables_of(package)["paragraphs"]
    assert [(line["paragraph_id"], line["entry_id"], line["text"], line["kind"]) for line in found] == [
        (row["paragraph_id"], row["entry_id"], row["text"], row["kind"]) for row in rows
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_posts_are_those_of_the_tables(kind: str, root: Path, tmp_path: Path):
    """A document for each post that has a text, which says where its paragraphs stand."""
    package = exporting.good(kind, root)
    tables = exporting.tables_of(package)
    found = lines_of(package, tmp_path / "out.jsonl", "--level", "entry")
    assert [(line["entry_id"], line["text"], line["headline"] or "") for line in found] == [
        (row["entry_id"], row["text"], row["headline"]) for row in tables["entries"] if row["text"]
    ]
    texts = {row["paragraph_id"]: row["text"] for row in tables["paragraphs"]}
    for line in found:
        for paragraph_id, start, end in line["paragraphs"]:
            assert line["text"][start:end] == texts.pop(paragraph_id)
    assert texts == {}


@pytest.mark.parametrize("level", ["paragraph", "entry"])
def test_links_are_spans(level: str, root: Path, tmp_path: Path):
    """Every link of the package, with its words."""
    package = exporting.good("html", root)
    links = exporting.tables_of(package)["links"]
    found = lines_of(package, tmp_path / "out.jsonl", "--level", level)
    words = [line["text"][start:end] for line in found for start, end, label in line["label"] if label == "link"]
    assert links
    assert sorted(words) == sorted(row["text"] for row in links)


def test_annotations_are_spans(root: Path, tmp_path: Path):
    """A span and a whole paragraph, by their labels; a place between two characters is none."""
    (line,) = [line for line in lines_of(exporting.good("annotated", root), tmp_path / "out.jsonl") if line["label"]]
    length = len(line["text"])
    assert line["label"] == [[0, 3, "organisation"], [0, length, "neutral"]]
    assert line["text"][:3] == "The"


def test_tasks_for_label_studio(root: Path, tmp_path: Path):
    """One JSON list in a .json file; spans are predictions, with their words and the ids of their rows."""
    package = exporting.good("html", root)
    done = run("export", "jsonl", package, "--out", tmp_path / "tasks.json", "--for", "label-studio")
    assert done.exit_code == 0
    tasks = json.loads((tmp_path / "tasks.json").read_bytes())
    links = {row["link_id"]: row for row in exporting.tables_of(package)["links"]}
    for task in tasks:
        for prediction in task.get("predictions", []):
            for result in prediction["result"]:
                link, value = links.pop(result["id"]), result["value"]
                assert link["paragraph_id"] == task["data"]["paragraph_id"]
                assert (str(value["start"]), str(value["end"])) == (link["start_char"], link["end_char"])
                assert value["text"] == link["text"] == task["data"]["text"][value["start"] : value["end"]]
    assert links == {}
    refused = run("export", "jsonl", package, "--out", tmp_path / "tasks.jsonl", "--for", "label-studio")
    assert refused.exit_code == 2
    assert ".json" in refused.stderr


@given(data=st.data(), text=st.text(st.sampled_from("ab é𝄞👩漢\u200d"), max_size=30))
def test_utf16_offsets_cut_the_same_words(data: st.DataObject, text: str):
    """For any text and span, the UTF-16 offsets cut out of its UTF-16 form what the others cut out of its characters."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    document = Document({}, text, (Span(start, end, "x", "l1"),), (("p1", start, end),))
    (span,) = count_utf16(document).spans
    coded = text.encode("utf-16-le")
    assert coded[2 * span.start : 2 * span.end].decode("utf-16-le") == text[start:end]
    assert count_utf16(document).paragraphs == (("p1", span.start, span.end),)


def test_the_unit_of_offsets_is_said(root: Path, tmp_path: Path):
    """Each document says what its offsets count; texts are the same."""
    package = exporting.good("many", root)
    plain, utf16 = (lines_of(package, tmp_path / "out.jsonl", "--offsets", unit) for unit in ("codepoints", "utf16"))
    assert {line["offsets"] for line in plain} == {"codepoints"}
    assert {line["offsets"] for line in utf16} == {"utf16"}
    assert [line["text"] for line in plain] == [line["text"] for line in utf16]


def test_the_same_bytes_each_time(root: Path, tmp_path: Path):
    """Two exports are the same file."""
    package = exporting.good("html", root)
    lines_of(package, tmp_path / "one"), lines_of(package, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_posts_without_a_text_are_left_out(root: Path):
    """There is nothing to annotate in them."""
    opened = open_package(exporting.good("many", root))
    silent = [row for row in exporting.tables_of(opened.folder)["entries"] if not row["text"]]
    assert silent
    assert len(list(documents_of(opened, "entry"))) == opened.counts["entries"] - len(silent)


def test_marks_come_back_from_doccano(root: Path, tmp_path: Path):
    """What docs/annotating.md says: doccano gives the documents back with new labels, and a script makes the layer."""
    shutil.copytree(exporting.good("seed", root).parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "package").rename(tmp_path / "datapackage")
    lines = lines_of(tmp_path / "datapackage", tmp_path / "paragraphs.jsonl")
    wanted = []
    for number, line in enumerate(lines):
        if number % 7 == 0:
            line["label"] = [[0, 4, "start"], [5, len(line["text"]), "rest"]]
            wanted += [
                (line["paragraph_id"], "0", "4", "start"),
                (line["paragraph_id"], "5", str(len(line["text"])), "rest"),
            ]
    marked = "".join(
        json.dumps({"id": number, **line, "Comments": []}) + "\n" for number, line in enumerate(lines, start=1)
    )
    (tmp_path / "marked.jsonl").write_text(marked, "utf-8")
    script = test_docs.text_of("docs/annotating.md", "file: from_doccano.py")
    test_docs.run(["-c", script], tmp_path)
    build_package([tmp_path / "sources"], tmp_path / "datapackage")
    rows = exporting.tables_of(tmp_path / "datapackage")["annotations"]
    assert [(row["paragraph_id"], row["start_char"], row["end_char"], row["label"]) for row in rows] == wanted
    assert validate_package(tmp_path / "datapackage", tmp_path / "sources").findings == ()
