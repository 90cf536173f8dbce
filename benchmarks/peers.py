"""Prints livepack beside general extractors on the same pages of HTML, in one run and on one core.

Every tool gets the page as text and reads it as its documents say one does to keep as much as it can; livepack gets
bytes, decodes them, closes the ledger and makes all its spans. A figure is CPU time. Each round reads all pages one after
the other, so that no tool sees the same page twice in a row.

What counts as found, for each post of the pages' goldens:

- entry: the first 60 characters of its longest paragraph (of its headline, if it has no paragraph) are in the output.
- own time: from a tool that gives records (livepack, extruct), the record with those characters has the post's instant
  to the minute. From a tool that gives running text, the clock as printed stands in the 200 characters before the
  headline or paragraph, or in the 200 after the post's last paragraph.
- embed: its id or address is anywhere in the output.
- caption: its words are anywhere in the output.

livepack alone is told when and where a made page was captured, as people say it in seeds.yaml.
"""

from __future__ import annotations

import html
import json
import logging
import re
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from html_corpus import Post, Saved, compose_html, made_pages, saved_pages

import livepack
from livepack.page import Embed, Image, Page, Paragraph
from livepack.source import decode_source

COMPOSED, QUICK_COMPOSED = 40, 8
CORPUS_SEED = 7
SLOW = 0.1  # seconds a page: a tool that takes more is measured in one round
BUDGET = 60  # seconds for a tool's first round: what it has not read by then is left out
NEAR = 200
BAR = 15  # times trafilatura


class Output(NamedTuple):
    """What a tool made of a page: running text, records of words and instant, and all of it to look for addresses in."""

    text: str
    records: list[tuple[str, str]] | None
    everything: str


class Tool(NamedTuple):
    """A tool: what it is called, the module it needs, how it reads a page, and what that says."""

    name: str
    module: str
    read: Callable[[Saved], Any]
    see: Callable[[Any], Output] | None


def bench_peers(rounds: int, *, is_quick: bool, folder: Path | None = None) -> None:
    """Print the comparison, on the made and composed pages and perhaps on a folder of one's own."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    tools = [tool for tool in TOOLS if _is_there(tool)]
    corpora = {
        "made pages": list(made_pages()),
        "composed pages": compose_html(QUICK_COMPOSED if is_quick else COMPOSED, CORPUS_SEED),
    }
    if folder is not None:
        corpora[folder.name] = list(saved_pages(folder))
    for name, pages in corpora.items():
        size = sum(len(page.text) for page in pages) / len(pages) / 1000
        known = [post for page in pages for post in page.posts or ()]
        print(f"\n{len(pages)} {name}, mean {size:.0f} kB: {len(known)} posts", end="")
        print(f", {sum(len(p.embeds) for p in known)} embeds, {sum(len(p.captions) for p in known)} captions")
        print(f"{'':28}{'pages/s':>16}  {'entries':>8} {'own time':>9} {'embeds':>7} {'captions':>9}")
        rates = {tool.name: _bench(tool, pages, rounds) for tool in tools}
        ours = rates["livepack"]
        for other, bar in (("trafilatura", f"bar: {BAR}"), ("extruct, JSON-LD", "bar: over 1"), ("extruct, all", "")):
            if other in rates:
                print(f"livepack is {ours / rates[other]:.1f} times as fast as {other}   {bar}".rstrip())
    print()


def _is_there(tool: Tool) -> bool:
    try:
        import_module(tool.module)
    except ImportError as error:
        print(f"{tool.name} is left out: {error} (it is in requirements/bench.txt)")
        return False
    return True


def _bench(tool: Tool, pages: list[Saved], rounds: int) -> float:
    """Print a tool's line; returns its pages a second, of the best round."""
    total = len(pages)
    outputs, start = [], time.process_time()
    for page in pages:
        outputs.append(_read(tool, page))
        if time.process_time() - start > BUDGET:
            break
    pages = pages[: len(outputs)]
    seconds = [time.process_time() - start]
    if seconds[0] < SLOW * len(pages):
        seconds = []  # the first round fills caches of patterns, and counts only where a second would take too long
        for _ in range(rounds):
            start = time.process_time()
            for page in pages:
                _read(tool, page)
            seconds.append(time.process_time() - start)
    best, middle = len(pages) / min(seconds), len(pages) / median(seconds)
    part = "" if len(outputs) == total else f"   of the first {len(outputs)}"
    print(f"{tool.name:28}{best:8.1f} {middle:7.1f}  {_describe(tool, pages, outputs)}{part}".rstrip())
    return best


def _read(tool: Tool, page: Saved) -> Any:
    try:
        return tool.read(page)
    except Exception:  # noqa: BLE001 - whatever a tool raises: it has found nothing, and that is what is told
        return None


def _describe(tool: Tool, pages: list[Saved], outputs: list[Any]) -> str:
    if tool.see is None or all(page.posts is None for page in pages):
        return ""
    sums = [[0, 0] for _ in range(4)]
    for page, output in zip(pages, outputs, strict=True):
        seen = tool.see(output) if output is not None else Output("", None, "")
        for place, (found, there) in enumerate(_count(page.posts or (), seen)):
            sums[place][0] += found
            sums[place][1] += there
    shares = [f"{100 * found / there:.0f} %" if there else "-" for found, there in sums]
    return f"{shares[0]:>8} {shares[1]:>9} {shares[2]:>7} {shares[3]:>9}"


def _count(posts: tuple[Post, ...], seen: Output) -> Iterator[tuple[int, int]]:
    """Return found and there of entries, own times, embeds and captions."""
    text, everything = _plain(seen.text), _plain(seen.everything)
    yield sum(_key(post) in text for post in posts), len(posts)
    yield sum(_has_time(post, seen, text) for post in posts if post.instant), sum(bool(post.instant) for post in posts)
    for kind in ("embeds", "captions"):
        values = [value for post in posts for value in getattr(post, kind)]
        yield sum(_plain(value) in everything for value in values), len(values)


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _key(post: Post) -> str:
    return _plain(max(post.words[1:] or post.words, key=len, default=""))[:60]


def _has_time(post: Post, seen: Output, text: str) -> bool:
    if seen.records is not None:
        return any(_key(post) in _plain(words) and instant[:16] == post.instant[:16] for words, instant in seen.records)
    places = [at for words in post.words if (at := text.find(_plain(words)[:60])) >= 0]
    if not places or not post.clock:
        return False
    last = max(places) + len(_plain(post.words[-1]))
    around = text[max(min(places) - NEAR, 0) : min(places)] + " " + text[last : last + NEAR]
    return re.search(rf"(?<![0-9]){re.escape(_plain(post.clock))}(?![0-9])", around) is not None


# The tools


def _read_livepack(page: Saved) -> Page:
    read = livepack.read(decode_source(f"{page.name}.html", page.text.encode(), page.facts))
    assert len(read.ledger) > 0  # makes its spans
    return read


def _see_livepack(page: Page) -> Output:
    records, parts = [], []
    for entry in page.entries:
        words = [entry.headline, *(block.text for block in entry.blocks if isinstance(block, Paragraph))]
        records.append(("\n".join(words), entry.published.instant))
        parts += [f"{block.identifier} {block.url}" for block in entry.blocks if isinstance(block, Embed)]
        parts += [f"{block.caption}" for block in entry.blocks if isinstance(block, Image | Embed)]
    text = "\n".join(words for words, _ in records)
    return Output(text, records, "\n".join([text, *parts]))


def _read_trafilatura(page: Saved) -> str:
    from trafilatura import extract

    return extract(page.text, output_format="xml", include_images=True, include_links=True, favor_recall=True) or ""


def _see_xml(text: str) -> Output:
    return Output(re.sub(r"<[^<>]*>", " ", text), None, text)


def _read_extruct(page: Saved, *syntaxes: str) -> Any:
    from extruct import extract

    return extract(page.text, syntaxes=list(syntaxes)) if syntaxes else extract(page.text)


def _see_extruct(found: Any) -> Output:
    records: list[tuple[str, str]] = []
    waiting: list[Any] = [found]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            waiting += item.values()
            if item.get("datePublished"):
                words = [item.get("headline"), item.get("articleBody")]
                records.append(("\n".join(filter(None, map(str, words))), _utc(str(item["datePublished"]))))
    everything = json.dumps(found, ensure_ascii=False)
    return Output(everything, records, everything)


def _utc(stamp: str) -> str:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return ""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo is not None else stamp


def _read_resiliparse(page: Saved) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page.text, main_content=True, alt_texts=True, links=True))


def _read_newspaper(page: Saved) -> str:
    from newspaper import Article

    # Without the option it fetches every picture to learn its size; nothing here may use a network.
    article = Article("https://news.example.org/live", language="en", fetch_images=False)
    article.download(input_html=page.text)
    article.parse()
    return str(article.text)


def _see_text(text: str) -> Output:
    return Output(text, None, text)


def _parse_only(page: Saved) -> Any:
    import turbohtml

    return turbohtml.parse(page.text, source_locations=True)


def _parse_and_tokenise(page: Saved) -> int:
    import turbohtml

    turbohtml.parse(page.text, source_locations=True)
    return sum(1 for _ in turbohtml.tokenize(page.text, resolve_references=False, capture_source=True))


TOOLS = (
    Tool("livepack", "livepack", _read_livepack, _see_livepack),
    Tool("trafilatura", "trafilatura", _read_trafilatura, _see_xml),
    Tool("extruct, JSON-LD", "extruct", lambda page: _read_extruct(page, "json-ld"), _see_extruct),
    Tool("extruct, all", "extruct", _read_extruct, _see_extruct),
    Tool("resiliparse", "resiliparse.extract.html2text", _read_resiliparse, _see_text),
    Tool("newspaper4k", "newspaper", _read_newspaper, _see_text),
    Tool("turbohtml, parsed only", "turbohtml", _parse_only, None),
    Tool("turbohtml, and its tokens", "turbohtml", _parse_and_tokenise, None),
)
