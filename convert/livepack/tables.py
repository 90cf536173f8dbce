"""Makes the package's rows of pages: joins captures of one blog, names them, counts and derives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from livepack import schemas
from livepack.identity import name_entries, page_id_for
from livepack.ledger_rows import ledger_rows
from livepack.page_rows import Blog, Capture, PageRows, Row, Tables, cell_text, finding_row, page_row
from livepack.seeds import Seeds

__all__ = ["Capture", "Row", "Tables", "common_value", "make_tables", "representation"]


def make_tables(captures: Sequence[Capture], seeds: Seeds) -> Tables:
    """Make every table of the package.

    Args:
        captures: the pages, in any order; no two with the same digest.
        seeds: what people know about them.

    Returns:
        The rows of every table, in the order of the package; a cell is text, empty where there is no value.
    """
    tables: Tables = {name: [] for name in schemas.tables()}
    blogs = _group(captures, seeds)
    pages = _pages(blogs, seeds)
    findings: list[Row] = []
    if not seeds.package:
        findings.append(finding_row("package-defaults"))
    held = {blog.blog_id for blog in blogs}
    findings += [finding_row("blog-unused", found=blog_id) for blog_id in seeds.blogs if blog_id not in held]
    for page in pages:
        page.add_to(tables, findings)
        tables["pages"].append(page_row(page, seeds))
    ids = {
        name: {row[table.id_column] for row in tables[name]}
        for name, table in schemas.tables().items()
        if table.id_column
    }
    tables["ledger"] = [row for page in pages for row in ledger_rows(page, ids, seeds)]
    for number, row in enumerate(findings, start=1):
        tables["findings"].append({"finding_id": f"f{number}", **row})
    _count(tables)
    of_blog, posts = _by(tables["pages"], "blog_id"), _by(tables["entries"], "blog_id")
    tables["blogs"] = [_blog_row(blog, seeds, of_blog[blog.blog_id], posts.get(blog.blog_id, [])) for blog in blogs]
    return tables


def _group(captures: Sequence[Capture], seeds: Seeds) -> list[Blog]:
    groups: dict[str, list[Capture]] = {}
    guessed: set[str] = set()
    for capture in captures:
        facts = capture.facts(seeds)
        blog_id = str(facts.get("blog") or capture.page.blog_identifier)
        if not blog_id:
            blog_id = _page_id(capture, seeds)
            guessed.add(blog_id)
        groups.setdefault(blog_id, []).append(capture)
    blogs = []
    for blog_id in sorted(groups):
        ordered = sorted(groups[blog_id], key=lambda capture: _age(capture, seeds))
        naming = name_entries(blog_id, [capture.page for capture in ordered])
        blogs.append(Blog(blog_id, blog_id in guessed, ordered, naming))
    return blogs


def _age(capture: Capture, seeds: Seeds) -> tuple[str, int, str]:
    """Sort captures from the oldest: by capture time, then later pages (older posts) first, then by name."""
    facts = capture.facts(seeds)
    number = facts.get("page_number") or capture.page.page_number or 0
    return (str(facts.get("captured", capture.page.captured)), -int(number), capture.name)


def _page_id(capture: Capture, seeds: Seeds) -> str:
    facts = capture.facts(seeds)
    return str(facts.get("id") or page_id_for(capture.sha256))


def _pages(blogs: list[Blog], seeds: Seeds) -> list[PageRows]:
    """Return the pages in the order of their rows, by source file."""
    pages = [
        PageRows(capture, blog, index, _page_id(capture, seeds))
        for blog in blogs
        for index, capture in enumerate(blog.captures)
    ]
    return sorted(pages, key=lambda page: page.capture.name)


def _count(tables: Tables) -> None:
    """Fill the counts and the earliest and latest instants of entries and pages."""
    for table, column in (("paragraphs", "paragraph_count"), ("embeds", "embed_count"), ("images", "image_count")):
        of_entry = _tally(tables[table], "entry_id")
        for row in tables["entries"]:
            row[column] = str(of_entry.get(row["entry_id"], 0))
    for table, column in (("embeds", "embed_count"), ("images", "image_count")):
        of_page = _tally(tables[table], "page_id")
        for row in tables["pages"]:
            row[column] = str(of_page.get(row["page_id"], 0))
    entries = _by(tables["entries"], "page_id")
    for row in tables["pages"]:
        row.update(_bounds(entries.get(row["page_id"], ())))


def _tally(rows: Iterable[Row], column: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row[column]] = found.get(row[column], 0) + 1
    return found


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _bounds(entries: Iterable[Row]) -> Row:
    instants = sorted(entry["published"] for entry in entries if entry["published"])
    return {"earliest_published": instants[0], "latest_published": instants[-1]} if instants else {}


def _blog_row(blog: Blog, seeds: Seeds, pages: list[Row], entries: list[Row]) -> Row:
    facts = seeds.blogs.get(blog.blog_id, {})
    capture = blog.captures[-1]
    newest = capture.page
    page_title = capture.facts(seeds).get("title", newest.title)
    stated = facts.get("pages_stated", newest.pages_stated)
    row = {
        "blog_id": blog.blog_id,
        "title": cell_text(facts.get("title", page_title)),
        "publisher": cell_text(facts.get("publisher", newest.publisher)),
        "url": cell_text(facts.get("url")),
        "language": common_value(page["language"] for page in pages),
        "time_zone": common_value(page["time_zone"] for page in pages),
        "section": cell_text(facts.get("section", newest.section)),
        "topic": cell_text(facts.get("topic")),
        "coverage_start": cell_text(facts.get("coverage_start", newest.coverage_start)),
        "coverage_end": cell_text(facts.get("coverage_end", newest.coverage_end)),
        "pages_stated": cell_text(stated),
        "pages_held": str(len(pages)),
        "entry_count": str(len(entries)),
    }
    row["representation"] = str(facts.get("representation") or representation(row, pages))
    return row | _bounds(entries)


def common_value(values: Iterable[str]) -> str:
    """Return the value that all share; empty if they differ."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def representation(blog: Row, pages: Sequence[Row]) -> str:
    """Return whether the package holds a blog in full: by the pages that the publisher states, else unknown."""
    if not blog["pages_stated"]:
        return "unknown"
    numbers = {page["page_number"] for page in pages if page["page_number"]}
    held = len(numbers) if numbers else len(pages)
    return "full" if held >= int(blog["pages_stated"]) else "partial"
