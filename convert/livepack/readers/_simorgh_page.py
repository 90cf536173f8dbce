"""Makes a page of a `simorgh` copy: what stands before the posts, the posts, and where the page's foot begins."""

from __future__ import annotations

from livepack.errors import SourceError
from livepack.ledger import Placed, close_pieces
from livepack.page import OUTSIDE, Entry, Page, Remark, Span
from livepack.readers._simorgh_head import find_share, place_share, read_headline, read_preamble
from livepack.readers._simorgh_lines import Line, has_blank_lines, scan_lines
from livepack.readers._simorgh_post import PostReading, squeeze
from livepack.readers._simorgh_service import UNSPACED, Head, Labels, find_services, second_first
from livepack.readers._simorgh_times import BIDI, resolve
from livepack.source import Source

_LIST_MARKS = "•◦▪" + BIDI


def read_copy(source: Source, reader: str, not_in_source: tuple[str, ...]) -> Page:
    """Read a copy that `find_services` knows; `reader` and `not_in_source` are those of its format."""
    document = source.document
    services = find_services(document)
    labels, heads = services[0]
    second = second_first(document, labels, heads)
    if second >= 0:
        raise SourceError(
            "this document holds several pages of live blogs",
            where=source.where,
            found=f"posts that are numbered from 1 again, in line {document.count(chr(10), 0, second) + 1}",
            advice="put each page into a file of its own",
        )
    language = _shared([found.language for found, _ in services])
    known_zone = labels.time_zone if len({found.time_zone for found, _ in services}) == 1 else ""
    zone = str(source.curated.get("time_zone", known_zone))
    captured = str(source.curated.get("captured", ""))
    spans: list[Placed] = []
    remarks: list[Remark] = []
    if not has_blank_lines(document):
        remarks.append(Remark("one-line-blocks", heads[0].start))
    preamble = read_preamble(document, heads[0].start, labels, spans)
    depth = _body_depth(document, heads)
    ends = [head.start for head in heads[1:]] + [_end_of_posts(document, heads[-1], depth, spans)]
    entries = tuple(
        _read_entry(document, head, end, number, labels, (zone, captured), spans, remarks)
        for number, (head, end) in enumerate(zip(heads, ends, strict=True), start=1)
    )
    return Page(
        reader=reader,
        entries=entries,
        ledger=close_pieces(document, spans, list_marks=_LIST_MARKS),
        remarks=tuple(remarks),
        key_points=preamble.key_points,
        contributors=preamble.contributors,
        title=preamble.title,
        page_number=preamble.page_number,
        pages_stated=preamble.pages_stated,
        language=language,
        time_zone=zone,
        not_in_source=not_in_source,
    )


def _shared(languages: list[str]) -> str:
    """Return the language that several have in common, "ru" of "ru" and "ru-UA"; empty if they have none."""
    known = {*languages}
    return (
        known.pop() if len(known) == 1 else next((one for one in known if all(_is_part(one, of) for of in known)), "")
    )


def _is_part(language: str, of: str) -> bool:
    return of == language or of.startswith(f"{language}-")


def _body_depth(document: str, heads: list[Head]) -> int:
    """Return how far the posts' bodies are indented; 0 if no deeper than their heads, and then it tells nothing."""
    for head, end in zip(heads, [head.start for head in heads[1:]] + [len(document)], strict=True):
        for line in document[head.end : end].split("\n"):
            if line.strip():
                depth = len(line) - len(line.lstrip(" \t"))
                if head.number and depth > head.number_start - head.start:
                    return depth
                break
    return 0


def _end_of_posts(document: str, last: Head, depth: int, spans: list[Placed]) -> int:
    """Return where the last post ends: at a line less deep than its body, with which the page's foot begins."""
    position = document.find("\n", last.end)
    while depth and position >= 0:
        start = position + 1
        position = document.find("\n", start)
        line = document[start : position if position >= 0 else len(document)]
        if line.strip() and len(line) - len(line.lstrip(" \t")) < depth:
            first = start + len(line) - len(line.lstrip())
            spans.append(Span(first, first + len(document[first:].rstrip()), OUTSIDE))
            return start
    return len(document)


def _read_entry(
    document: str,
    head: Head,
    end: int,
    number: int,
    labels: Labels,
    clock: tuple[str, str],
    spans: list[Placed],
    remarks: list[Remark],
) -> Entry:
    lines: list[Line] = scan_lines(document, head.end, end, labels)
    share = find_share(document, lines[-1] if lines else None, head, labels)
    words = read_headline(document, head, number, labels, share[2] if share else "", spans)
    if share is not None:
        place_share(lines.pop(), share, number, words.headline, spans)
    text = squeeze(document[head.time_start : head.time_start + head.printed.length])
    published, problem = resolve(text, head.printed, *clock)
    if problem:
        remarks.append(Remark(problem, head.time_start, "entries", number, 0, "published_text", text))
    is_unspaced = labels.language.startswith(UNSPACED)
    blocks = PostReading(document, spans, remarks, number, is_unspaced=is_unspaced).read(lines)
    return Entry(
        head.start,
        end,
        published,
        words.headline,
        words.subheading,
        head.number or None,
        blocks=blocks,
        is_breaking=words.is_breaking,
    )
