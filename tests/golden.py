"""Renders a page as its golden, and adds or compares goldens: `nox -s golden`.

A golden says what a page must come out as, in words that a person can check against the page beside it.
Goldens that exist are never rewritten unless `--rewrite CASE` names them: they are expectations, not results.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from livepack import schemas
from livepack.page import Block, Embed, Entry, Image, Page, Paragraph
from livepack.readers import open_sources, read_page
from livepack.source import Source

PAGES = Path(__file__).parent / "pages"
OF_BBC = ("blog_identifier", "time_zone", "page_number", "pages_stated")


def cases() -> list[Path]:
    """Every folder that holds a page to be read, in order."""
    return sorted(path.parent for path in PAGES.glob("*/*/origin.yaml") if path.parent.parent.name != "refused")


def page_file(case: Path) -> Path:
    """The one file of a case that is the page."""
    return next(path for path in sorted(case.iterdir()) if path.stem == "page")


def curated(case: Path) -> dict[str, Any]:
    """What origin.yaml says that people know about the page."""
    origin = schemas.read_yaml((case / "origin.yaml").read_text("utf-8"), str(case))
    return dict(origin.get("curated", {}))


def stated_findings(case: Path) -> dict[str, int]:
    """What origin.yaml says that a package of the page alone raises: codes and how often; nothing for most pages."""
    origin = schemas.read_yaml((case / "origin.yaml").read_text("utf-8"), str(case))
    return dict(origin.get("findings", {}))


def open_case(case: Path) -> Source:
    """Open the page of a case; of a container the one page in it."""
    path = page_file(case)
    (source,) = open_sources(path, path.name, {path.name: curated(case)})
    return source


def read_case(case: Path) -> Page:
    """Read the page of a case."""
    return read_page(open_case(case))


def render(page: Page) -> dict[str, Any]:
    """Return a page in the form of a golden."""
    found: dict[str, Any] = _filled(
        {
            "title": page.title,
            "page_number": page.page_number,
            "pages_stated": page.pages_stated,
            "language": page.language if page.language != "en" else "",  # what goes without saying is left out
            "time_zone": page.time_zone if page.time_zone != "Europe/London" else "",
            "contributors": [_filled(contributor._asdict()) for contributor in page.contributors],
        }
    )
    if page.reader.endswith(("_html", "_json")):
        names = ("title", "url", "archived_url", "captured", "publisher", "section", "language")
        names += OF_BBC if page.reader.startswith("bbc_") else ()
        found = {"page": _filled({name: getattr(page, name) for name in names})}
        if page.contributors:
            found["contributors"] = [_filled(contributor._asdict()) for contributor in page.contributors]
        if page.remarks:
            found["findings"] = dict(Counter(remark.code for remark in page.remarks))
    if page.key_points:
        found["key_points"] = list(page.key_points)
    if page.blocks:
        found["embeds"] = [_block(block)["embed"] for block in page.blocks]
    found["entries"] = [_entry(entry) for entry in page.entries]
    return found


def _entry(entry: Entry) -> dict[str, Any]:
    time = entry.published
    found: dict[str, Any] = {
        "list_number": entry.list_number,
        "headline": entry.headline,
        "url": entry.url,
        "subheading": entry.subheading,
        "contributors": [_filled(c._asdict()) for c in entry.contributors],
        "published": time.instant,
        "published_local": time.local,
        "utc_offset": time.offset,
        "published_date": time.date,
        "published_text": time.text,
        "published_precision": time.precision,
        "published_basis": time.basis,
        "first_published": entry.first_published,
        "updated": entry.updated,
        "is_breaking": entry.is_breaking,
        "is_pinned": entry.is_pinned,
        "is_key_event": entry.is_key_event,
        "is_summary": entry.is_summary,
        "identifier": entry.identifier,
        "blocks": [_block(block) for block in entry.blocks],
    }
    return _filled(found)


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        found = {
            block.kind: block.text,
            "attribution": block.attribution,
            "attribution_detail": block.attribution_detail,
            "links": [{"words": block.text[link.start : link.end], "url": link.url} for link in block.links],
        }
        return _filled(found)
    if isinstance(block, Image):
        return {"image": _filled(block._asdict())}
    order = (
        "kind",
        "provider",
        "provider_name",
        "label_number",
        "identifier",
        "url",
        "author_name",
        "author_url",
        "published",
        "caption",
        "text",
        "availability",
    )
    assert isinstance(block, Embed)
    return {"embed": _filled({name: getattr(block, name) for name in order})}


def _filled(mapping: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if value not in (None, "", [], ())}


def expected(case: Path) -> dict[str, Any]:
    """The golden of a case."""
    found: dict[str, Any] = schemas.read_yaml((case / "golden.yaml").read_text("utf-8"), str(case / "golden.yaml"))
    return found


def differences(found: Any, wanted: Any, where: str = "") -> Iterator[str]:
    """Say where two goldens differ, a line each."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in sorted({*found, *wanted}, key=str):
            yield from differences(found.get(name), wanted.get(name), f"{where}.{name}")
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for index, (one, other) in enumerate(zip(found, wanted, strict=True), start=1):
            yield from differences(one, other, f"{where}[{index}]")
    elif found != wanted:
        yield f"{where.lstrip('.')}: found {found!r}, expected {wanted!r}"


def write(case: Path) -> None:
    """Write the golden of a case from what the readers make of it now."""
    text = yaml.safe_dump(render(read_case(case)), sort_keys=False, allow_unicode=True, width=10_000)
    (case / "golden.yaml").write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    """Add goldens that are missing; rewrite those that `--rewrite` names; say which others differ."""
    rewrite = set(arguments[arguments.index("--rewrite") + 1 :]) if "--rewrite" in arguments else set()
    differing = 0
    for case in cases():
        name = f"{case.parent.name}/{case.name}"
        if name in rewrite or case.name in rewrite or not (case / "golden.yaml").exists():
            write(case)
            print(f"{name}: written; read it before you commit it")
            continue
        for line in differences(render(read_case(case)), expected(case)):
            print(f"{name}: {line}")
            differing += 1
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
