"""Finds the posts of a live blog in a page of any outlet: siblings that repeat and each hold a time and words.

No outlet is named. Posts are told from lists of articles (their words are all links elsewhere), from threads of comments
(classes and types say so) and from lists of key events (links within the page).
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument, Text, join_siblings, shown_text
from livepack.html_outline import Outline
from livepack.readers._html_groups import HEADS, MIN_POSTS, find_group, find_named, outermost
from livepack.readers._html_signs import Signs, is_furniture, signs_of
from livepack.readers._html_updates import BlogData


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
    signs, outline = signs_of(document), document.outline
    is_live = data.is_there or bool(data.marked) or signs.is_live()
    containers = _marked_posts(outline, data) or find_group(signs, data, is_live=is_live)
    heads = _best_heads(signs) if is_live or not containers else []
    if len(heads) > len(containers) and len(heads) >= MIN_POSTS + (not is_live):
        return _between([document.at(number) for number in heads])
    containers = containers or (find_named(outline) if is_live else [])
    elements = [document.at(number) for number in containers]
    if _are_heads(outline, containers):
        return [found._replace(has_container=True) for found in _between(elements)]
    return [Found(element, has_container=True, start=element.start, end=end_of(element)) for element in elements]


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


def _marked_posts(outline: Outline, data: BlogData) -> list[int]:
    """Return the elements that microdata or RDFa mark as posts, if the page shows words in most of them."""
    elements = [update.element for update in data.marked if update.element is not None and update.element.has_place]
    shown = [element.index for element in elements if outline.has_words(element.index, 3)]
    return outermost(outline, shown) if 2 * len(shown) > len(elements) else []


def _best_heads(signs: Signs) -> list[int]:
    """Return the most headings or paragraphs of one parent that begin with a clock time, where posts have no container."""
    outline = signs.outline
    groups: dict[tuple[int, str], list[int]] = {}
    for number in signs.clocked:
        if outline.tags[number] in HEADS and not outline.hidden[number] and outline.has_place(number):
            groups.setdefault((outline.parents[number], outline.tags[number]), []).append(number)
    best: list[int] = []
    for heads in groups.values():
        if len(heads) > max(len(best), 1) and not signs.is_aside(heads[0]):
            best = heads
    return best


def _are_heads(outline: Outline, members: list[int]) -> bool:
    """Tell elements that hold date and headline only, and whose words stand in the siblings behind them."""
    if len(members) < MIN_POSTS or len({outline.parents[number] for number in members}) > 1:
        return False
    behind = [sum(map(outline.words, outline.row(outline.lasts[one] + 1, two))) for one, two in pairwise(members)]
    return median(behind) >= 3 and median(_words_below(outline, number) for number in members) == 0


def _words_below(outline: Outline, number: int) -> int:
    """Return how many words of paragraphs and the like an element holds, beside its headings and times."""
    return sum(
        outline.words(inner)
        for inner in outline.row(number + 1, outline.lasts[number] + 1)
        if outline.tags[inner] in ("p", "ul", "ol", "blockquote", "figure", "section", "article")
        or (outline.tags[inner] == "div" and len(outline.text(inner)) > 80)
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
