"""Damages good packages for tests: copies one, changes its tables or its sources, and puts sizes and hashes right.

Some good packages are built once a session. `seed` is the repository's own document; `many` holds pages of
tests/pages that have what the seed lacks: quotations, lists, other providers, players, text outside the posts,
two captures of one blog, findings of the build; `older` holds the pages of the older generation and of an aggregator;
`world` those of the World Service; `lines` copies that keep lines but no layout; `dry` is the seed without
the publisher's words.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import golden
import making
from livepack import schemas
from livepack.building import build_package
from livepack.hydration.dehydrating import dehydrate_package
from livepack.validation import validate_package

Row = dict[str, str]

PAGES = Path(__file__).parent / "pages" / "bbc_webcore_text"
WORLD = PAGES.parent / "bbc_simorgh_text"
HTML_PAGES = Path(__file__).parent / "pages" / "liveblog_html"
HTML_CASES = ("broadsheet", "data_beyond_the_page", "embeds", "wordpress")
JSON_CASES = (
    "guardian_capi_json/blocks",
    "guardian_capi_json/body_html",
    "guardian_html/saved_as_mhtml",
    "sourcefabric_json/answer",
)
CASES = (
    "quotes_and_messages",
    "lists_in_posts",
    "embeds_other_providers",
    "embed_numbers_and_authors",
    "media",
    "images_in_a_row",
    "summary_with_media",
    "labels_under_head",
    "story_card",
    "nothing_to_date_by",
    "clock_only_captured",
    "no_year_captured_in_january",
    "clocks_go_back",
    "same_minute_and_disorder",
    "other_scripts",
    "alt_only_lines",
    "line_breaks",
)
LINE_PAGES = PAGES.parent / "bbc_webcore_reader_text"
LINE_CASES = ("reader_copy", "reader_copy_with_labels", "html2text", "lynx")
OLDER = """\
A page to be saved twice

  1. Gate openspublished at 10:30 Greenwich Mean Time 3 March 2021

    The gate is open.

    It will stay so until noon.

  2. Gate shutpublished at 10:05 Greenwich Mean Time 3 March 2021

    The gate is shut.

    A man with a keyImage source, AFP
    Image caption,

    The key

  3. First newspublished at 09:40 Greenwich Mean Time 3 March 2021

    There is a gate.

    Nobody knows who built it.

Related topics
More from the gate
"""
NEWER = """\
A page to be saved twice

  1. Gate gonepublished at 11:15 Greenwich Mean Time 3 March 2021

    Somebody has taken the gate away.

  2. Gate openspublished at 10:30 Greenwich Mean Time 3 March 2021

    The gate is open.

    It will stay so until evening.

  3. Gate shutpublished at 10:05 Greenwich Mean Time 3 March 2021

    The gate is shut.

    A man with a keyImage source, AFP
    Image caption,

    The key

Related topics
More from the gate
"""
# What is made again and compared would find every damage, whatever else does.
REMADE = ("stale-package", "document-differs")
ANNOTATIONS = ",".join(schemas.layers()["annotations"].columns)
CAPTURED = {"clock_only_captured": "2023-06-20T10:00:00Z", "no_year_captured_in_january": "2023-01-02T09:00:00Z"}


def make_good(kind: str, folder: Path) -> None:
    """Write the sources and the package of a good package into `folder`."""
    sources = folder / "sources"
    if kind in ("seed", "dry"):
        shutil.copytree(making.ROOT / "seeds", sources)
    elif kind == "older":
        _make_older(sources)
    elif kind == "world":
        sources.mkdir(parents=True)
        lines = ["package:", "  name: world", "  title: World", "  licenses:", "    - name: CC0-1.0", "documents:"]
        for case in sorted(WORLD.iterdir()):
            shutil.copy(case / "page.txt", sources / f"{case.name}.txt")
            lines += [f"  {case.name}.txt:", f"    blog: {case.name.replace('_', '-')}"]
            lines += [f'    {name}: "{value}"' for name, value in golden.curated(case).items()]
        (sources / "seeds.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    elif kind == "lines":
        sources.mkdir(parents=True)
        for case in LINE_CASES:
            shutil.copy(LINE_PAGES / case / "page.txt", sources / f"{case}.txt")
        lines = [
            "package:",
            "  name: lines",
            "  title: Copies of lines",
            "  licenses:",
            "    - name: CC0-1.0",
            "documents:",
        ]
        for case in LINE_CASES:
            lines += [f"  {case}.txt:", f"    blog: {case.replace('_', '-')}"]
        (sources / "seeds.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    elif kind == "json":
        _make_json(sources)
    elif kind == "html":
        _make_html(sources)
    else:
        sources.mkdir(parents=True)
        for case in CASES:
            shutil.copy(PAGES / case / "page.txt", sources / f"{case}.txt")
        (sources / "gate-1.txt").write_text(OLDER, "utf-8")
        (sources / "gate-2.txt").write_text(NEWER, "utf-8")
        (sources / "seeds.yaml").write_text(_seeds(), "utf-8")
    build_package([sources], folder / "package")
    if kind == "dry":
        _dry(folder)


def _dry(folder: Path) -> None:
    """Put a package without the publisher's words in the place of the whole one."""
    (folder / "package").rename(folder / "whole")
    dehydrate_package(folder / "whole", folder / "package")
    shutil.rmtree(folder / "whole")


def _make_html(sources: Path) -> None:
    """Copy HTML pages, and what people know of the data set."""
    sources.mkdir(parents=True)
    for case in HTML_CASES:
        shutil.copy(HTML_PAGES / case / "page.html", sources / f"{case}.html")
    (sources / "seeds.yaml").write_text("\n".join(_seeds().splitlines()[:7]) + "\n", "utf-8")


def _make_json(sources: Path) -> None:
    """Copy JSON documents and a web archive, and what people know of the data set."""
    sources.mkdir(parents=True)
    for case in JSON_CASES:
        page = golden.page_file(PAGES.parent / case)
        shutil.copy(page, sources / f"{page.parent.name}{page.suffix}")
    (sources / "seeds.yaml").write_text("\n".join(_seeds().splitlines()[:7]) + "\n", "utf-8")


def _make_older(sources: Path) -> None:
    """Copy the pages of the older generation and of an aggregator; what people know of them stands in origin.yaml."""
    sources.mkdir(parents=True)
    lines = [
        "package:",
        "  name: older-pages",
        "  title: Made pages",
        "  licenses:",
        "    - name: CC0-1.0",
        "documents:",
    ]
    for case in sorted(page.parent for page in PAGES.parent.glob("*/*/page.txt")):
        if case.parent.name in ("bbc_lx_text", "bbc_aggregator_text"):
            shutil.copy(case / "page.txt", sources / f"{case.name}.txt")
            origin = schemas.read_yaml((case / "origin.yaml").read_text("utf-8"), str(case))
            lines += [f"  {case.name}.txt:", f"    blog: {case.name.replace('_', '-')}"]
            lines += [f'    {name}: "{value}"' for name, value in origin.get("curated", {}).items()]
    (sources / "seeds.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def _seeds() -> str:
    lines = [
        "package:",
        "  name: many-pages",
        "  title: Made pages",
        "  description: Pages made for tests.",
        "  version: 1.0.0",
        "  licenses:",
        "    - name: CC0-1.0",
        "blogs:",
        "  gate:",
        "    title: The gate",
        "    publisher: Acme News",
        "    pages_stated: 3",
        "documents:",
        "  gate-1.txt:",
        "    id: gate-one",
        "    blog: gate",
        '    captured: "2021-03-03T10:45:00Z"',
        "  gate-2.txt:",
        "    blog: gate",
        '    captured: "2021-03-03T11:30:00Z"',
    ]
    for case in CASES:
        lines += [f"  {case}.txt:", f"    blog: {case.replace('_', '-')}"]
        if case in CAPTURED:
            lines.append(f'    captured: "{CAPTURED[case]}"')
    return "\n".join(lines) + "\n"


@dataclass
class Package:
    """A copy of a good package and of its sources, to be damaged."""

    home: Path
    loaded: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The package."""
        return self.home / "package"

    @property
    def sources(self) -> Path:
        """What it was built from."""
        return self.home / "sources"

    # Tables

    def __getitem__(self, table: str) -> list[Row]:
        """The rows of a table; what is changed in them is written by `save`."""
        if table not in self.loaded:
            text = (self.folder / f"{table}.csv").read_text("utf-8")
            self.loaded[table] = list(csv.DictReader(io.StringIO(text, newline="")))
        return self.loaded[table]

    def all(self, table: str, **cells: str) -> list[Row]:
        """Rows whose cells contain these texts."""
        return [row for row in self[table] if all(text in row[column] for column, text in cells.items())]

    def one(self, table: str, **cells: str) -> Row:
        """The first of those rows."""
        return self.all(table, **cells)[0]

    def drop(self, table: str, row: Row) -> None:
        """Take a row out of its table; the very row, not one like it."""
        self.loaded[table] = [other for other in self[table] if other is not row]

    def spans(self, row_id: str, column: str = "", disposition: str = "") -> list[Row]:
        """Rows of the ledger that name a row (and a column, and have a disposition)."""
        return [
            span
            for span in self["ledger"]
            if span["row_id"] == row_id
            and (not column or span["field_name"] == column)
            and (not disposition or span["disposition"] == disposition)
        ]

    def neighbour(self, span: Row, step: int) -> Row:
        """The row of the ledger so many rows further on."""
        ledger = self["ledger"]
        return ledger[next(i for i, row in enumerate(ledger) if row is span) + step]

    def document(self, page_id: str) -> str:
        """The text that a page's offsets count."""
        page = self.one("pages", page_id=page_id)
        return plain_text((self.sources / page["source_file"]).read_bytes().decode(page["source_encoding"]))

    def text_of(self, span: Row) -> str:
        """A span's characters."""
        return self.document(span["page_id"])[int(span["start_char"]) : int(span["end_char"])]

    def rename(self, old: str, new: str) -> None:
        """Give a row another id everywhere, and its children and its live blog's document with it."""
        document = self.folder / "liveblogs" / f"{old}.jsonld"
        if document.is_file():
            document.rename(document.with_name(f"{new}.jsonld"))
            self.edit_checksums(lambda text: text.replace(f"liveblogs/{old}.jsonld", f"liveblogs/{new}.jsonld"))
        for table in schemas.tables():
            for row in self[table]:
                for column, value in row.items():
                    if (column.endswith("_id") or column == "row_id") and (value == old or value.startswith(f"{old}/")):
                        row[column] = new + value[len(old) :]

    def release(self, row_id: str, disposition: str = "markup") -> None:
        """Give a row's characters in the ledger another fate, naming no row."""
        for span in self.spans(row_id):
            free(span, disposition)

    def mend(self) -> None:
        """Do what a careful forger would: compute every derived field, count and child position again."""
        for table in ("paragraphs", "embeds", "images", "contributors"):
            self._renumber(table)
        for entry in self["entries"]:
            own = {t: self.all_of(t, entry["entry_id"]) for t in ("paragraphs", "embeds", "images", "contributors")}
            text = "\n\n".join(row["text"] for row in own["paragraphs"])
            first = own["contributors"][0] if own["contributors"] else {}
            entry |= {"text": text, "word_count": str(len(text.split()))}
            entry |= {"author_name": first.get("name", ""), "author_role": first.get("role", "")}
            for table in ("paragraphs", "embeds", "images"):
                entry[f"{table[:-1]}_count"] = str(len(own[table]))
            blocks = sorted(
                (row for t in ("paragraphs", "embeds", "images") for row in own[t]), key=lambda row: float(row["block"])
            )
            before = 0
            for number, row in enumerate(blocks, start=1):
                row["block"] = str(number)
                if "after_paragraph" in row:
                    row["after_paragraph"] = str(before)
                else:
                    before += 1
        self._mend_pages()
        self._sort_rows()

    def _renumber(self, table: str) -> None:
        """Number a table's rows within their parents, and name rows and ledger so."""
        id_column = schemas.tables()[table].id_column
        letter = {"paragraphs": "p", "embeds": "m", "images": "i", "contributors": "c"}[table]
        groups: dict[str, list[Row]] = {}
        for row in self[table]:
            groups.setdefault(row["entry_id"] or row["page_id"], []).append(row)
        names: dict[str, str] = {}
        for parent, rows in groups.items():
            for number, row in enumerate(
                sorted(rows, key=lambda row: float(row.get("block") or row["position"])), start=1
            ):
                names[row[id_column]] = f"{parent}/{letter}{number}"
                row |= {"position": str(number), id_column: f"{parent}/{letter}{number}"}
        for span in (*self["ledger"], *self["findings"]):
            if span["table_name"] == table:
                span["row_id"] = names.get(span["row_id"], span["row_id"])

    def _mend_pages(self) -> None:
        for table, key in (("pages", "page_id"), ("blogs", "blog_id")):
            for row in self[table]:
                entries = [entry for entry in self["entries"] if entry[key] == row[key]]
                times = sorted(entry["published"] for entry in entries if entry["published"]) or [""]
                row |= {"earliest_published": times[0], "latest_published": times[-1]}
                if table == "blogs":
                    row["entry_count"] = str(len(entries))
                    continue
                shown = {e["entry_id"] for e in entries}
                shown |= {
                    s["row_id"] for s in self["ledger"] if s["page_id"] == row[key] and s["table_name"] == "entries"
                }
                row["entry_count"] = str(len(shown))
                for child in ("embeds", "images"):
                    row[f"{child[:-1]}_count"] = str(sum(1 for other in self[child] if other["page_id"] == row[key]))

    def _sort_rows(self) -> None:
        pages = [row["page_id"] for row in self["pages"]]
        self["entries"].sort(key=lambda row: (pages.index(row["page_id"]), int(row["position"])))
        entries = [row["entry_id"] for row in self["entries"]]
        page_of = {row["entry_id"]: row["page_id"] for row in self["entries"]}
        for table in ("contributors", "paragraphs", "embeds", "images"):
            self[table].sort(
                key=lambda row: (
                    pages.index(row.get("page_id") or page_of[row["entry_id"]]),
                    entries.index(row["entry_id"]) if row["entry_id"] else -1,
                    int(row["position"]),
                )
            )

    def all_of(self, table: str, entry_id: str) -> list[Row]:
        """The rows of a post in order."""
        own = [row for row in self[table] if row["entry_id"] == entry_id]
        return sorted(own, key=lambda row: int(row["position"]))

    # Files

    def annotate(self, *rows: str, header: str = ANNOTATIONS, is_listed: bool = True) -> None:
        """Put a table of annotations into the package, lines of CSV; a build keeps and lists it."""
        text = "".join(f"{row}\n" for row in (header, *rows))
        (self.folder / "annotations.csv").write_text(text, "utf-8")
        if is_listed:
            build_package([self.sources], self.folder)

    def save(self) -> None:
        """Write the tables that were changed, and put the descriptor's sizes and hashes right."""
        for table, rows in self.loaded.items():
            buffer = io.StringIO()
            writer = csv.DictWriter(buffer, schemas.tables()[table].columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            (self.folder / f"{table}.csv").write_bytes(buffer.getvalue().encode())
        self.loaded.clear()
        self.rewrite()

    def rewrite(self) -> None:
        """Put the descriptor's sizes and hashes right."""

        def mend(descriptor: dict[str, Any]) -> None:
            for resource in descriptor["resources"]:
                data = (self.folder / f"{resource['name']}.csv").read_bytes()
                resource |= {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}

        self.edit_descriptor(mend)

    def edit_descriptor(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the descriptor."""
        path = self.folder / "datapackage.json"
        descriptor = json.loads(path.read_text("utf-8"))
        change(descriptor)
        path.write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", "utf-8")
        self.sum_up()

    def edit_checksums(self, change: Callable[[str], str]) -> None:
        """Change SHA256SUMS."""
        path = self.folder / "SHA256SUMS"
        text = path.read_text("utf-8")
        assert change(text) != text
        path.write_text(change(text), "utf-8")

    def sum_up(self) -> None:
        """Put SHA256SUMS right for the files that it lists and that are there."""
        path = self.folder / "SHA256SUMS"
        names = [line[66:] for line in path.read_text("utf-8").splitlines()] if path.is_file() else []
        sums = {
            n: hashlib.sha256((self.folder / n).read_bytes()).hexdigest() for n in names if (self.folder / n).is_file()
        }
        if sums:
            path.write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()), "utf-8")

    def edit_bytes(self, table: str, change: Callable[[bytes], bytes], *, is_mended: bool = True) -> None:
        """Change a table's file as bytes; sizes and hashes are put right unless they are the damage."""
        path = self.folder / f"{table}.csv"
        data = path.read_bytes()
        changed = change(data)
        assert changed != data
        path.write_bytes(changed)
        if is_mended:
            self.rewrite()

    def edit_source(self, change: Callable[[bytes], bytes], name: str = "000_8947e468bea8c5dc.txt") -> None:
        """Change a document of the sources folder."""
        path = self.sources / name
        data = path.read_bytes()
        changed = change(data)
        assert changed != data
        path.write_bytes(changed)

    def accept_source(self, name: str = "000_8947e468bea8c5dc.txt") -> None:
        """Let the package's page agree with the bytes of a document that was changed."""
        data = (self.sources / name).read_bytes()
        page = self.one("pages", source_file=name)
        text = plain_text(data.decode(page["source_encoding"]))
        page |= {
            "source_sha256": hashlib.sha256(data).hexdigest(),
            "source_bytes": str(len(data)),
            "source_length": str(len(text)),
        }

    def codes(self, *, with_notes: bool = False) -> set[str]:
        """The codes that a validation finds; without those of notes and of what is made again."""
        report = validate_package(self.folder, self.sources, without=REMADE)
        return {finding.code for finding in report.findings if with_notes or finding.level != "note"}


def free(span: Row, disposition: str = "markup") -> None:
    """Let a row of the ledger name no row."""
    span |= {"disposition": disposition, "table_name": "", "row_id": "", "field_name": "", "part": "", "rule": ""}


def join(package: Package, spans: Sequence[Row]) -> None:
    """Make one row of the ledger of neighbours: the first, made longer."""
    spans[0]["end_char"] = spans[-1]["end_char"]
    for span in spans[1:]:
        package.drop("ledger", span)


def split(package: Package, span: Row, at: int) -> Row:
    """Cut a row of the ledger at so many characters from its start; returns the second part."""
    ledger = package["ledger"]
    middle = str(int(span["start_char"]) + at)
    second = dict(span, start_char=middle)
    span["end_char"] = middle
    ledger.insert(next(i for i, row in enumerate(ledger) if row is span) + 1, second)
    return second


def swap(one: Row, other: Row, *columns: str) -> None:
    """Exchange the cells of two rows."""
    for column in columns:
        one[column], other[column] = other[column], one[column]


def replace_once(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change of bytes: the first occurrence of a text."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), 1)

    return change


def plain_text(text: str) -> str:
    """The document of a decoded text: no byte-order mark, line ends LF."""
    return re.sub("\r\n|\r", "\n", text).removeprefix("\ufeff")
