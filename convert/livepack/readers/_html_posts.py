"""Finds the posts of a live blog in a page of any outlet: siblings that repeat and each hold a time and words.

No outlet is named. Posts are told from lists of articles (their words are all links elsewhere), from threads of comments
(classes and types say so) and from lists of key events (links within the page).
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument, Text, join_siblings, shown_text
from livepack.readers._html_signs import Signs, is_furniture, says_live, signs_of, stamp_attribute
from livepack.readers._html_times import read_clock
from livepack.readers._html_updates import BlogData

MIN_POSTS = 2
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{8}")  # Japanese, Chinese, Thai: words without spaces
_POST_NAME = re.compile(r"live[a-z_-]*(?:post|entry|update|item)(?:$|[\s_-])", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9]{3,}|[0-9]+$")
_HEADS = frozenset({"p", "h2", "h3", "h4", "h5", "strong", "b", "dt"})
_NO_POST = _HEADS | frozenset(
    {"body", "html", "span", "a", "time", "td", "em", "i", "h1", "h6", "figure", "blockquote", "ul", "ol"}
)
_MEDIA = ("img", "iframe", "figure", "amp-img", "blockquote")
_HEADINGS = ("h1", "h2", "h3", "h4")

# What siblings of one kind share: the tag, and the first class (or role) that has no number of its own.
_Key = tuple[str, str]


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
    signs = signs_of(document)
    is_live = data.is_there or bool(data.marked) or signs.is_live()
    containers = _marked_posts(data) or _best_group(signs, data, is_live=is_live)
    heads = _best_heads(signs) if is_live or not containers else []
    if len(heads) > len(containers) and len(heads) >= MIN_POSTS + (not is_live):
        return _between(heads)
    containers = containers or (_without_times(signs) if is_live else [])
    if _are_heads(containers):
        return [found._replace(has_container=True) for found in _between(containers)]
    return [Found(element, has_container=True, start=element.start, end=end_of(element)) for element in containers]


def count_lists(document: HtmlDocument, posts: list[Found]) -> int:
    """Return in how many lists, of two posts or more under headings of their own, the posts of a page stand.

    A heading with digits is a day's: "4 March" parts no lists.
    """
    runs: list[list[Found]] = []
    for post in posts:
        if runs and runs[-1][-1].element.parent is post.element.parent:
            runs[-1].append(post)
        else:
            runs.append([post])
    lists = 1
    for before, after in pairwise(runs):
        between = document.between(before[-1].element.last + 1, after[0].element.index)
        headings = [shown_text(inner) for inner in between if inner.tag in ("h1", "h2", "h3") and not inner.is_hidden]
        is_named = any(heading and not any(map(str.isdigit, heading)) for heading in headings)
        lists += is_named and len(before) >= MIN_POSTS and len(after) >= MIN_POSTS
    return lists


def _marked_posts(data: BlogData) -> list[Element]:
    """Return the elements that microdata or RDFa mark as posts, if the page shows words in most of them."""
    elements = [update.element for update in data.marked if update.element is not None and update.element.start >= 0]
    shown = [element for element in elements if not element.is_hidden and element.words >= 3]
    return _outermost(shown) if 2 * len(shown) > len(elements) else []


def _best_group(signs: Signs, data: BlogData, *, is_live: bool) -> list[Element]:
    best: list[Element] = []
    best_score = 0.0
    fragments = _fragments(data)
    for members in _groups(signs):
        if len(members) < MIN_POSTS and not (data.is_there or says_live(members[0])):
            continue
        outer = _outermost(members)
        if any(signs.is_aside(element) for element in (outer[0], outer[-1])):
            continue
        posts = [element for element in outer if _is_post(signs, element)]
        if len(posts) < 0.5 * len(outer) and len(posts) < 5:
            continue
        score = _score(signs, posts, fragments)
        if posts and score > best_score + 0.01 and not _is_list_of_links(signs.document, posts, is_live=is_live):
            best, best_score = _with_timeless(outer, posts), score
    if len(best) < MIN_POSTS and not (best and data.is_there):
        return []
    if not is_live and not _looks_live(signs, best):
        return []
    return best


def _without_times(signs: Signs) -> list[Element]:
    """Return posts told by their names and ids alone, on a page of a live blog that prints no time at all."""
    kinds: dict[tuple[Element | None, str, str], list[Element]] = {}
    for element in signs.document.select("[id][class]"):
        if _POST_NAME.search(element.attrs["class"]) and element.has_place and not element.is_hidden:
            kinds.setdefault((element.parent, element.tag, _shape(element.attrs["id"])), []).append(element)
    found = max(kinds.values(), key=len, default=[])
    is_list = _is_list_of_links(signs.document, found, is_live=True) if found else True
    return found if len(found) > MIN_POSTS and not is_list and all(element.words >= 4 for element in found) else []


def _groups(signs: Signs) -> list[list[Element]]:
    """Return the elements of each kind of which one holds a time or begins with one, in order.

    A kind is what siblings share: the keys of the elements and of their parents. Of most pages no more than some dozens
    of elements are around a time, so that the keys of all are compared with theirs and few elements are looked at.
    """
    document = signs.document
    parents = document.parents()
    around: set[int] = set()
    for found in (*signs.timed, *signs.clocked):
        place = found.index
        while place and place not in around:
            around.add(place)
            place = parents[place]
    keys: list[_Key] = [("#document", ""), *map(_key, (node.tag for node in document.nodes), document.column("class"))]
    for name in ("data-testid", "itemprop"):
        for place, value in enumerate(document.column(name), start=1):
            if value:
                keys[place] = (keys[place][0], value)
    wanted = {keys[place] for place in around if keys[place][0] not in _NO_POST}
    kinds: dict[tuple[_Key, _Key], list[Element]] = {}
    timed: set[tuple[_Key, _Key]] = set()
    for place, key in enumerate(keys):
        if key not in wanted:
            continue
        element = document.at(place)
        if element.has_place and not element.is_hidden:
            kind = (key, keys[parents[place]])
            kinds.setdefault(kind, []).append(element)
            if place in around:
                timed.add(kind)
    return [members for kind, members in kinds.items() if kind in timed]


@lru_cache(maxsize=8192)
def _key(tag: str, name: str | None) -> _Key:
    stable = (word for word in (name or "").split() if not _NUMBERS.search(word) and "--" not in word)
    return tag, next(stable, "")


def _outermost(members: list[Element]) -> list[Element]:
    found: list[Element] = []
    for element in members:
        if not found or element.index > found[-1].last:
            found.append(element)
    return found


def _is_post(signs: Signs, element: Element) -> bool:
    if not signs.has_time(element):
        return False
    return (
        _count_words(element) >= (2 if stamp_attribute(element) else 4)
        or next(signs.document.find_within(element, *_MEDIA), None) is not None
    )


def _score(signs: Signs, posts: list[Element], fragments: set[str]) -> float:
    """Rate a group: one for each post, and more where its words, its id and the page's data speak for it."""
    score = 0.0
    for element in posts:
        score += (
            1.0 + 0.3 * (element.words >= 10) + 0.2 * bool(element.attrs.get("id")) + 0.3 * bool(says_live(element))
        )
        if fragments and not fragments.isdisjoint(signs.ids(element)):
            score += 1.0
    return score


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
    own, away, with_media = [], 0, 0
    for element in posts:
        linked = sum(link.words for link in document.find_within(element, "a"))
        own.append(max(_count_words(element) - linked, 0))
        heading = next(document.find_within(element, *_HEADINGS), None)
        link = next(document.find_within(heading, "a"), None) if heading is not None else None
        if heading is not None and link is None and heading.parent is not None and heading.parent.tag == "a":
            link = heading.parent
        away += link is not None and "#" not in link.attrs.get("href", "#")
        with_media += next(document.find_within(element, *_MEDIA), None) is not None
    if median(own) < 6 and with_media * 2 < len(posts):
        return True
    return not is_live and away * 2 > len(posts)


def _count_words(element: Element) -> int:
    """Return how many words an element shows; two characters are a word where none is parted by spaces."""
    text = shown_text(element)
    return len(text) // 2 if _UNSPACED.search(text) else element.words


def _looks_live(signs: Signs, posts: list[Element]) -> bool:
    """Tell posts without any word of "live" in the page: three or more with clock times, within a few days."""
    if len(posts) < 3:
        return False
    clocks = sum(
        any(read_clock(shown_text(found)) is not None for found in signs.times(element))
        or signs.begins_with_clock(element)
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
        if element.index in known or (_shape(element.attrs.get("id", "")) in kinds and element.words >= 5)
    ]


def _shape(name: str) -> str:
    """Return an id without its numbers and hexadecimal digits."""
    return re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "0", name)


def _best_heads(signs: Signs) -> list[Element]:
    """Return the most headings or paragraphs of one parent that begin with a clock time, where posts have no container."""
    groups: dict[tuple[int, str], list[Element]] = {}
    for element in signs.clocked:
        if element.tag in _HEADS and not element.is_hidden and element.parent is not None and element.start >= 0:
            groups.setdefault((element.parent.index, element.tag), []).append(element)
    best: list[Element] = []
    for heads in groups.values():
        if len(heads) > max(len(best), 1) and not signs.is_aside(heads[0]):
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
        sum(node.words for node in siblings[place + 1 : after] if isinstance(node, Element))
        for place, after in pairwise(places)
    ]
    own = [_words_below(element) for element in members]
    return median(own) == 0 and median(behind) >= 3


def _words_below(element: Element) -> int:
    """Return how many words of paragraphs and the like an element holds, beside its headings and times."""
    return sum(
        inner.words
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
            if node.tag in ("hr", "section", "aside", "footer", "nav", "form") or is_furniture(node):
                break
            if sum(isinstance(other, Element) for other in kept) > longest + 1:
                break
        kept.append(node)
    return kept
