"""Prints how much of each made HTML page the general reader finds alone: `nox -s bench`, or this file.

Every page of `tests/pages/` that is HTML is given to `liveblog_html`, also those that a named reader claims, and what
comes out is held against the page's golden, which a person has read against the page. The rules:

- **posts**: a post of the golden is found if a post of the reader has its id, else its headline and the beginning of
  its first block, else its instant or printed time; each counts once. Posts that the golden does not have are printed
  behind a plus sign.
- **times**: right if the instant is the golden's to the second; where the golden has none, if there is none and the
  printed words are the same. A time that was got in another way (`published_basis`) but is the same counts as right.
- **headlines**: equal, for posts of the golden that have one; a headline where the golden has none is wrong.
- **text**: paragraphs, list items, headings and quotations of the golden that stand in the same post with the same
  words, in whatever kind of block; those that the golden does not have are behind the plus sign.
- **embeds**: of the same provider, with the golden's id, else its address, else its words.
- **images**: with the golden's address, else its alternative text, else its caption.

A post that is not found loses all that it has. Nothing here is a bar that fails; 95 % of the times is the aim.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from livepack import schemas
from livepack.errors import SourceError
from livepack.page import Block, Embed, Entry, Image, Paragraph
from livepack.readers import liveblog_html, open_sources

PAGES = Path(__file__).parents[1] / "tests" / "pages"
SORTS = ("posts", "times", "headlines", "text", "embeds", "images")
AIM = 0.95
_TEXTS = ("paragraph", "list_item", "heading", "quote", "message", "card")


class Score(Counter[str]):
    """How many of each sort were right, expected (`posts of`) and not expected (`posts +`)."""

    def cell(self, sort: str) -> str:
        """Return `12/12`, and `+1` behind it for what was not expected."""
        extra = self[f"{sort} +"]
        return f"{self[sort]}/{self[f'{sort} of']}" + (f" +{extra}" if extra else "")


def bench_general() -> None:
    """Print a line for each page, the sum of each folder, and that of all."""
    print("The general reader alone on all made HTML pages, against their goldens: right/expected, +not expected")
    width = max(len(f"{case.parent.name}/{case.name}") for case in html_cases())
    print(f"  {'':{width}}" + "".join(f"{sort:>12}" for sort in SORTS))
    total = Score()
    for folder in sorted({case.parent for case in html_cases()}):
        sum_ = Score()
        for case in html_cases():
            if case.parent == folder:
                score = score_page(case)
                sum_.update(score)
                print_line(f"{folder.name}/{case.name}", score, width)
        print_line(f"{folder.name}: all", sum_, width)
        total.update(sum_)
    print_line("all pages", total, width)
    share = total["times"] / max(total["times of"], 1)
    print(f"  {share:.1%} of the times are right; the aim is {AIM:.0%}\n")


def print_line(name: str, score: Score, width: int) -> None:
    """Print one line of the table."""
    print(f"  {name:{width}}" + "".join(f"{score.cell(sort):>12}" for sort in SORTS))


def html_cases() -> list[Path]:
    """Return the folders of all made HTML pages that are to be read."""
    return sorted(path.parent for path in PAGES.glob("*/*/page.html") if path.parent.parent.name != "refused")


def score_page(case: Path) -> Score:
    """Read a page with the general reader and hold it against its golden."""
    golden = schemas.read_yaml((case / "golden.yaml").read_text("utf-8"), str(case))
    origin = schemas.read_yaml((case / "origin.yaml").read_text("utf-8"), str(case))
    path = case / "page.html"
    (source,) = open_sources(path, path.name, {path.name: dict(origin.get("curated", {}))})
    try:
        found = list(liveblog_html.read(source).entries)
    except SourceError:
        found = []
    score = Score({"posts +": len(found)})
    for wanted in golden["entries"]:
        entry = take_match(wanted, found)
        if entry is not None:
            score["posts"] += 1
            score["posts +"] -= 1
        score_entry(score, wanted, entry)
    return score


def take_match(wanted: dict[str, Any], found: list[Entry]) -> Entry | None:
    """Return the post that is meant, and take it out of the list; None if it is not there."""
    for told in (
        lambda entry: bool(wanted.get("identifier")) and entry.identifier == wanted["identifier"],
        lambda entry: bool(key_of_golden(wanted)) and key_of_entry(entry) == key_of_golden(wanted),
        lambda entry: bool(time_of_golden(wanted)) and time_of_entry(entry) == time_of_golden(wanted),
    ):
        entry = next((entry for entry in found if told(entry)), None)
        if entry is not None:
            found.remove(entry)
            return entry
    return None


def key_of_golden(wanted: dict[str, Any]) -> str:
    first = next(iter(wanted.get("blocks", ())), {})
    words = next((str(value) for name, value in first.items() if name in _TEXTS), "")
    return f"{wanted.get('headline', '')}|{words[:40]}".strip("|")


def key_of_entry(entry: Entry) -> str:
    first = entry.blocks[0] if entry.blocks else None
    words = first.text if isinstance(first, Paragraph) else ""
    return f"{entry.headline}|{words[:40]}".strip("|")


def time_of_golden(wanted: dict[str, Any]) -> str:
    return str(wanted.get("published") or wanted.get("published_text") or "")


def time_of_entry(entry: Entry) -> str:
    return entry.published.instant or entry.published.text


def score_entry(score: Score, wanted: dict[str, Any], entry: Entry | None) -> None:
    """Compare the parts of a post with those of the golden."""
    score["posts of"] += 1
    score["times of"] += 1
    score["headlines of"] += bool(wanted.get("headline"))
    blocks = list(entry.blocks) if entry is not None else []
    if entry is not None:
        score["times"] += time_of_entry(entry) == time_of_golden(wanted)
        is_right = entry.headline == wanted.get("headline", "")
        score["headlines"] += is_right and bool(entry.headline)
        score["headlines +"] += not is_right and bool(entry.headline)
    for sort, wanted_keys, held in (
        ("text", list(golden_texts(wanted)), [[block.text] for block in blocks if isinstance(block, Paragraph)]),
        (
            "embeds",
            list(golden_things(wanted, "embed")),
            [keys_of(block) for block in blocks if isinstance(block, Embed)],
        ),
        (
            "images",
            list(golden_things(wanted, "image")),
            [keys_of(block) for block in blocks if isinstance(block, Image)],
        ),
    ):
        score[f"{sort} of"] += len(wanted_keys)
        for keys in wanted_keys:
            match = next((one for one in held if any(key and key in one for key in keys)), None)
            if match is not None:
                held.remove(match)
                score[sort] += 1
        score[f"{sort} +"] += len(held)


def golden_texts(wanted: dict[str, Any]) -> Iterator[list[str]]:
    for block in wanted.get("blocks", ()):
        yield from ([str(value)] for name, value in block.items() if name in _TEXTS)


def golden_things(wanted: dict[str, Any], name: str) -> Iterator[list[str]]:
    """Return for each embed or image what it may be known by, the surest alone."""
    for block in wanted.get("blocks", ()):
        thing = block.get(name)
        if thing is not None:
            of = thing.get("provider", "")
            surest = ("identifier", "url", "text", "caption") if name == "embed" else ("url", "alt_text", "caption")
            known = next((f"{of} {thing[key]}" for key in surest if thing.get(key)), f"{of} nothing")
            yield [known]


def keys_of(block: Block) -> list[str]:
    if isinstance(block, Embed):
        found = [block.identifier, block.url, block.text, block.caption]
        return [f"{block.provider} {key}" for key in found if key] or [f"{block.provider} nothing"]
    if isinstance(block, Image):
        return [f" {key}" for key in (block.url, block.alt_text, block.caption) if key] or [" nothing"]
    return [block.text]


if __name__ == "__main__":
    sys.exit(bench_general())
