"""Finds the posts of a live blog in a page of any outlet: siblings that repeat and each hold a time and words.

No outlet is named. Posts are told from lists of articles (their words are all links elsewhere), from threads of comments
(classes and types say so) and from lists of key events (links within the page).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument, Text, join_siblings, shown_text, walk_texts
from livepack.readers._html_times import CLOCK, read_clock, read_stamp
from livepack.readers._html_updates import BlogData

MIN_POSTS = 2
# "datetime", "data-post-time", "data-posted-date-timestamp", "data-sort-time", but not "data-update-time"
_STAMP_NAME = re.compile(
    r"datetime|data-(?!.*(?:updat|modif|edit|expir|end|refresh|delay|duration))[a-z-]*(?:time|date|stamp|publish|created|utc)[a-z-]*"
)
LIVE = re.compile(
    r"live-?_?(?:blog|post|event|update|stream|text|entry|list|ticker|feed|coverage)|liveticker|minute-?by-?minute|LiveBlogPosting",
    re.IGNORECASE,
)
_LIVE_WORDS = re.compile(
    r"\blive\b|\bliveticker\b|\bticker\b|minute[ -]by[ -]minute|as it happened|\ben (?:direct|vivo)\b|\bao vivo\b|\bcanlı\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"(?:^|[\s_-])(?:comments?|replies|reply|disqus|forum|thread|reviews?)(?:$|[\s_-])|UserComments|/Comment$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|sidebar|related|recommended|most-read|trending|footer|header|breadcrumbs?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TIME_CLASS = re.compile(r"time|date|stamp|clock|zeit|heure|hora|saat", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:[0-9]+|an?|one) ?(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?)\b(?: ago)?|\bjust now\b|\byesterday\b|\bvor [0-9]+|\bil y a\b|\bhace [0-9]+",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[0-9]{3,}|[0-9]+$")
_HEADS = frozenset({"p", "h2", "h3", "h4", "h5", "strong", "b", "dt"})
_NO_POST = _HEADS | {
    "body",
    "html",
    "span",
    "a",
    "time",
    "td",
    "em",
    "i",
    "h1",
    "h6",
    "figure",
    "blockquote",
    "ul",
    "ol",
}
_LEAD = re.compile(r"\W{0,5}")


class Found(NamedTuple):
    """A post: its element; where posts stand side by side without one, an element made up of the siblings that are it."""

    element: Element
    has_container: bool
    start: int
    end: int


def end_of(element: Element) -> int:
    """Return where an element ends in the document: behind its end tag, or behind the last thing in it."""
    if element.end >= 0:
        return element.end
    last = element.open_end
    waiting: list[Element | Text] = list(element.children)
    while waiting:
        item = waiting.pop()
        last = max(last, item.end, item.open_end if isinstance(item, Element) else -1)
        if isinstance(item, Element):
            waiting.extend(item.children)
    return last


def find_posts(document: HtmlDocument, data: BlogData) -> list[Found]:
    """Return the posts of a page in the order of the document; none if it shows no live blog."""
    is_live = data.is_there or bool(data.marked) or _is_live(document)
    containers = _marked_posts(data) or _best_group(document, data, is_live=is_live)
    heads = _best_heads(document) if is_live or not containers else []
    if len(heads) > len(containers) and len(heads) >= MIN_POSTS + (not is_live):
        return _between(heads)
    if _are_heads(containers):
        return [found._replace(has_container=True) for found in _between(containers)]
    return [Found(element, has_container=True, start=element.start, end=end_of(element)) for element in containers]


def _marked_posts(data: BlogData) -> list[Element]:
    """Return the elements that microdata or RDFa mark as posts, if the page shows words in most of them."""
    elements = [update.element for update in data.marked if update.element is not None and update.element.start >= 0]
    shown = [element for element in elements if not element.is_hidden and len(shown_text(element).split()) >= 3]
    return _outermost(shown) if 2 * len(shown) > len(elements) else []


def _is_live(document: HtmlDocument) -> bool:
    for element in document.elements:
        if element.tag == "title" and _LIVE_WORDS.search("".join(t.data for t in walk_texts(element, hidden=True))):
            return True
        if element.tag == "h1" and _LIVE_WORDS.search(shown_text(element)):
            return True
        if element.tag == "amp-live-list" or LIVE.search(_names(element)):
            return True
    return False


def _names(element: Element) -> str:
    attrs = element.attrs
    return " ".join(
        attrs[name] for name in ("class", "id", "itemtype", "typeof", "data-testid", "data-component") if name in attrs
    )


def _key(element: Element) -> tuple[str, str]:
    """Return what siblings of one kind share: the tag, and the first class (or role) that has no number of its own."""
    attrs = element.attrs
    for name in ("itemprop", "data-testid"):
        if attrs.get(name):
            return element.tag, attrs[name]
    stable = [word for word in element.classes if not _NUMBERS.search(word) and "--" not in word]
    return element.tag, stable[0] if stable else ""


def _best_group(document: HtmlDocument, data: BlogData, *, is_live: bool) -> list[Element]:
    groups: dict[tuple[str, str, tuple[str, str]], list[Element]] = {}
    for element in document.elements[1:]:
        parent = element.parent
        if element.is_hidden or parent is None or element.start < 0 or element.tag in _NO_POST:
            continue
        groups.setdefault((*_key(element), _key(parent)), []).append(element)
    best: list[Element] = []
    best_score = 0.0
    fragments = _fragments(data)
    timed = _timed(document)
    for members in groups.values():
        if len(members) < MIN_POSTS and not (data.is_there or LIVE.search(_names(members[0]))):
            continue
        outer = _outermost(members)
        if any(_is_aside(element) for element in (outer[0], outer[-1])):
            continue
        posts = [element for element in outer if _is_post(document, timed, element)]
        if len(posts) < 0.5 * len(outer) and len(posts) < 5:
            continue
        score = _score(document, posts, fragments)
        if posts and not _is_list_of_links(document, posts, is_live=is_live) and score > best_score + 0.01:
            best, best_score = _with_timeless(outer, posts), score
    if len(best) < MIN_POSTS and not (best and data.is_there):
        return []
    if not is_live and not _looks_live(document, best):
        return []
    return best


def _outermost(members: list[Element]) -> list[Element]:
    found: list[Element] = []
    for element in members:
        if not found or element.index > found[-1].last:
            found.append(element)
    return found


def _is_aside(element: Element) -> bool:
    """Tell comments and the furniture around a page, by the names of an element and of those around it."""
    node: Element | None = element
    while node is not None:
        if (
            node.tag in ("nav", "footer")
            or _COMMENT.search(_names(node))
            or (node.tag == "aside" and not LIVE.search(_names(node)))
        ):
            return True
        if (
            node.tag not in ("body", "html", "#document")
            and _ASIDE.search(node.attrs.get("class", ""))
            and node is element
        ):
            return True
        node = node.parent
    return False


def time_elements(document: HtmlDocument, element: Element) -> Iterator[Element]:
    """Return the elements within a post that hold a time, the surest first: attributes, then `time`, then classes."""
    inner = document.within(element)
    for found in inner:
        if found.tag == "time" or "datetime" in found.attrs:
            yield found
    for found in inner:
        names = f"{found.attrs.get('class', '')} {found.attrs.get('data-testid', '')}"
        if found.tag != "time" and _TIME_CLASS.search(names) and not found.is_hidden:
            text = shown_text(found)
            if len(text) <= 60 and (read_clock(text) is not None or _RELATIVE.search(text) is not None):
                yield found


@cache
def _may_be_stamp(name: str) -> bool:
    return _STAMP_NAME.fullmatch(name) is not None


def stamp_attribute(element: Element) -> str:
    """Return the name of the attribute in which an element holds a moment; empty if it has none."""
    attrs = element.attrs
    return next((name for name in attrs if _may_be_stamp(name) and read_stamp(attrs[name]) is not None), "")


def _timed(document: HtmlDocument) -> list[int]:
    """Return the indices of the elements that are or have a time, in order."""
    root = document.root
    return sorted(
        {time.index for time in time_elements(document, root)}
        | {element.index for element in document.elements if element.attrs and stamp_attribute(element)}
    )


def has_time(timed: list[int], element: Element) -> bool:
    """Tell whether an element is or holds one of the elements with a time, or begins with a clock time."""
    at = bisect_left(timed, element.index)
    return (at < len(timed) and timed[at] <= element.last) or leading_clock(element) is not None


def _beginning(element: Element) -> str:
    """Return what an element shows first, up to about 60 characters."""
    text = ""
    for run in walk_texts(element):
        text += run.data.lstrip() if not text else run.data
        if len(text) > 60:
            break
    return " ".join(text[:80].split())


def leading_clock(element: Element) -> str | None:
    """Return the clock time that an element's text begins with, as printed; None if it begins with none."""
    text = _beginning(element)
    lead = _LEAD.match(text)
    start = lead.end() if lead is not None else 0
    found = CLOCK.match(text, start)
    return found.group() if found is not None and read_clock(found.group()) is not None else None


def _is_post(document: HtmlDocument, timed: list[int], element: Element) -> bool:
    if not has_time(timed, element):
        return False
    words = len(shown_text(element).split())
    return words >= (2 if stamp_attribute(element) else 4) or any(
        inner.tag in ("img", "iframe", "figure", "amp-img", "blockquote") for inner in document.within(element)
    )


def _score(document: HtmlDocument, posts: list[Element], fragments: set[str]) -> float:
    """Rate a group: one for each post, and more where its words, its id and the page's data speak for it."""
    score = 0.0
    for element in posts:
        words = len(shown_text(element).split())
        score += (
            1.0 + 0.3 * (words >= 10) + 0.2 * bool(element.attrs.get("id")) + 0.3 * bool(LIVE.search(_names(element)))
        )
        if fragments and any(fragment in fragments for fragment in ids_within(document, element)):
            score += 1.0
    return score


def ids_within(document: HtmlDocument, element: Element) -> Iterator[str]:
    """Return what may be a post's id: the ids of its elements, and the fragments of its links within the page."""
    for inner in document.within(element):
        for name in ("id", "name", "data-id", "data-post-id", "data-block-id", "data-entry-id", "data-uuid"):
            if inner.attrs.get(name):
                yield inner.attrs[name]
        fragment = inner.attrs.get("href", "").partition("#")[2]
        if fragment:
            yield fragment


def _fragments(data: BlogData) -> set[str]:
    found: set[str] = set()
    for update in data.updates:
        if update.url is not None and "#" in update.url.value:
            fragment = update.url.value.rpartition("#")[2]
            found.add(fragment)
            found |= {fragment.removeprefix("liveblogPost"), f"post-{fragment.removeprefix('liveblogPost')}"}
    return found - {""}


def _is_list_of_links(document: HtmlDocument, posts: list[Element], *, is_live: bool) -> bool:
    """Tell lists of articles and of key events: nearly all words are in links, or every headline leads elsewhere."""
    own, away = [], 0
    for element in posts:
        linked = sum(len(shown_text(inner).split()) for inner in document.within(element) if inner.tag == "a")
        own.append(max(len(shown_text(element).split()) - linked, 0))
        heading = next((inner for inner in document.within(element) if inner.tag in ("h1", "h2", "h3", "h4")), None)
        link = (
            next((inner for inner in document.within(heading) if inner.tag == "a"), None)
            if heading is not None
            else None
        )
        if heading is not None and link is None and heading.parent is not None and heading.parent.tag == "a":
            link = heading.parent
        away += link is not None and "#" not in link.attrs.get("href", "#")
    has_media = sum(
        any(inner.tag in ("img", "iframe", "figure", "blockquote", "amp-img") for inner in document.within(element))
        for element in posts
    )
    if median(own) < 6 and has_media * 2 < len(posts):
        return True
    return not is_live and away * 2 > len(posts)


def _looks_live(document: HtmlDocument, posts: list[Element]) -> bool:
    """Tell posts without any word of "live" in the page: three or more with clock times, within a few days."""
    if len(posts) < 3:
        return False
    clocks = sum(
        any(read_clock(shown_text(found)) is not None for found in time_elements(document, element))
        or leading_clock(element) is not None
        for element in posts
    )
    return clocks * 3 >= len(posts) * 2


def _with_timeless(outer: list[Element], posts: list[Element]) -> list[Element]:
    """Return the posts and those of their kind that have no time but an id as the others have, and words."""
    kinds = {_shape(element.attrs.get("id", "")) for element in posts} - {""}
    known = {element.index for element in posts}
    return [
        element
        for element in outer
        if element.index in known
        or (_shape(element.attrs.get("id", "")) in kinds and len(shown_text(element).split()) >= 5)
    ]


def _shape(name: str) -> str:
    """Return an id without its numbers and hexadecimal digits."""
    return re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "0", name)


def _best_heads(document: HtmlDocument) -> list[Element]:
    """Return the most headings or paragraphs of one parent that begin with a clock time, where posts have no container."""
    groups: dict[tuple[int, str], list[Element]] = {}
    for element in document.elements[1:]:
        if element.tag in _HEADS and not element.is_hidden and element.parent is not None and element.start >= 0:
            groups.setdefault((element.parent.index, element.tag), []).append(element)
    best: list[Element] = []
    for members in groups.values():
        if len(members) <= len(best) or _is_aside(members[0]):
            continue
        heads = [element for element in members if leading_clock(element) is not None]
        if len(heads) > max(len(best), 1):
            best = heads
    return best


def _are_heads(members: list[Element]) -> bool:
    """Tell elements that hold date and headline only, and whose words stand in the siblings behind them."""
    if len(members) < MIN_POSTS or any(element.parent is not members[0].parent for element in members):
        return False
    parent = members[0].parent
    siblings = parent.children if parent is not None else []
    places = [siblings.index(element) for element in members]
    behind = [
        sum(len(shown_text(node).split()) for node in siblings[place + 1 : after] if isinstance(node, Element))
        for place, after in pairwise(places)
    ]
    own = [_words_below(element) for element in members]
    return median(own) == 0 and median(behind) >= 3


def _words_below(element: Element) -> int:
    """Return how many words of paragraphs and the like an element holds, beside its headings and times."""
    return sum(
        len(shown_text(inner).split())
        for inner in element.elements
        if inner.tag in ("p", "ul", "ol", "blockquote", "figure", "section", "article")
        or (inner.tag == "div" and len(shown_text(inner)) > 80)
    )


def _between(heads: list[Element]) -> list[Found]:
    """Return a post for each head, with the siblings behind it up to the next head."""
    parent = heads[0].parent
    if parent is None:
        return []
    siblings = parent.children
    places = [siblings.index(head) for head in heads]
    runs = [siblings[place:after] for place, after in pairwise(places)]
    longest = max((sum(isinstance(node, Element) for node in run) for run in runs), default=1)
    return [_joined(parent, run) for run in (*runs, _until_end(siblings[places[-1] :], longest))]


def _joined(parent: Element, run: list[Element | Text]) -> Found:
    whole = join_siblings(parent, run)
    first = next(whole.elements)
    return Found(whole, has_container=False, start=first.start, end=end_of(whole))


def _until_end(last: list[Element | Text], longest: int) -> list[Element | Text]:
    """Return the nodes of the last post: up to a rule, a section or a list of links, and not many more than others have."""
    kept = last[:1]
    for node in last[1:]:
        if isinstance(node, Element):
            if node.tag in ("hr", "section", "aside", "footer", "nav", "form") or _ASIDE.search(
                node.attrs.get("class", "")
            ):
                break
            if sum(isinstance(other, Element) for other in kept) > longest + 1:
                break
        kept.append(node)
    return kept
