"""Finds the elements of a page that repeat best: siblings of one kind that each hold a time and words.

Elements are told by their numbers in the page's outline. Groups are taken by size, and the words of one are looked at only
where it can still be the best: of a group within the posts, or of a list in the margin, nobody reads the words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from statistics import median

from livepack.html_outline import Outline
from livepack.readers._html_signs import Signs, stamp_attribute, within
from livepack.readers._html_times import read_clock, read_stamp
from livepack.readers._html_updates import BlogData

MIN_POSTS = 2
HEADS = frozenset({"p", "h2", "h3", "h4", "h5", "strong", "b", "dt"})  # a clock may begin them, and words stand behind
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{8}")  # Japanese, Chinese, Thai: words without spaces
_POST_NAME = re.compile(r"live[a-z_-]*(?:post|entry|update|item)(?:$|[\s_-])", re.IGNORECASE)
# What else has clock times: programmes of a conference or a station, chats, lists of releases.
_OTHER = re.compile(
    r"(?:^|[\s_-])(?:schedule|session|agenda|timetable|broadcast|programme|episode|podcast|release|changelog|gallery|departure|arrival)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHAT = re.compile(r"(?:^|[\s_-])(?:message|msg)(?:$|[\s_-])", re.IGNORECASE)
_OTHER_TYPE = re.compile(r"/(?:[A-Za-z]*Event|Product|Recipe)$")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS = re.compile(r"[0-9]{3,}|[0-9]+$")
_NO_POST = HEADS | frozenset(
    {"body", "html", "span", "a", "time", "td", "em", "i", "h1", "h6", "figure", "figcaption", "blockquote", "ul", "ol"}
)
_MEDIA = ("img", "iframe", "figure", "amp-img", "blockquote")
_HEADINGS = ("h1", "h2", "h3", "h4")
_LONG = 60  # words: more than a headline and the beginning of a story
_WORDY = 3  # what ten words speak for a post, where that it is one speaks 10

# What siblings of one kind share: the tag, and the first class (or role) that has no number of its own.
_Key = tuple[str, str]


def find_group(signs: Signs, data: BlogData, *, is_live: bool) -> list[int]:
    """Return the elements of the group that is most likely the posts of a page, in order; none if none is likely.

    Args:
        signs: the page's times and names.
        data: what its data state.
        is_live: whether the page says that it is a live blog.
    """
    known = signs.with_ids(_fragments(data))
    posts: list[int] = []
    others: list[int] = []
    best = (0, 0)  # of groups that rate the same, the first in the document: it is around the others
    for members in sorted(_groups(signs), key=len, reverse=True):
        if len(members) < MIN_POSTS and not (data.is_there or signs.says_live(members[0])):
            continue
        outer = outermost(signs.outline, members)
        if signs.is_aside(outer[0]) or signs.is_aside(outer[-1]):
            continue
        rates = {number: _rate(signs, number, known) for number in outer if signs.has_time(number)}
        if (sum(rates.values()) + _WORDY * len(rates), -members[0]) <= best:
            continue
        words = {number: signs.outline.words(number, 10) for number in rates}
        full = [number for number, count in words.items() if count >= 4 or _is_full(signs, number)]
        if len(full) < 0.5 * len(outer) and len(full) < 5:
            continue
        rank = (sum(rates[number] + _WORDY * (words[number] >= 10) for number in full), -members[0])
        if rank > best and not _is_list_of_links(
            signs.outline, full, is_live=is_live and _is_surely_live(signs, data, full)
        ):
            posts, others, best = full, outer, rank
    posts = _with_siblings(signs, _with_timeless(signs.outline, others, posts))
    if len(posts) < MIN_POSTS and not (posts and data.is_there):
        return []
    if not posts or data.is_there or data.marked:
        return posts
    if is_live:
        is_likely = _speaks_of_live(signs, posts) or not (_is_other(signs, posts[0]) or _is_spread(signs, posts))
    else:
        is_likely = _looks_live(signs, posts)
    return posts if is_likely else []


def find_named(outline: Outline) -> list[int]:
    """Return posts told by their names and ids alone, on a page of a live blog that prints no time at all."""
    ids, classes = outline.column("id"), outline.column("class")
    kinds: dict[tuple[int, str, str], list[int]] = {}
    for number in outline.find("[id][class]"):
        if _POST_NAME.search(classes[number] or "") and outline.has_place(number) and not outline.hidden[number]:
            kind = (outline.parents[number], outline.tags[number], _shape(ids[number]))
            kinds.setdefault(kind, []).append(number)
    found = max(kinds.values(), key=len, default=[])
    is_list = len(found) <= MIN_POSTS or _is_list_of_links(outline, found, is_live=True)
    return found if not is_list and all(outline.has_words(number, 4) for number in found) else []


def _groups(signs: Signs) -> list[list[int]]:
    """Return the elements of each kind of which one holds a time or begins with one, in order.

    A kind is what siblings share: the keys of the elements and of their parents. Of most pages no more than some dozens
    of elements are around a time, and only others of the same tags are looked at.
    """
    outline = signs.outline
    parents, hidden = outline.parents, outline.hidden
    around: set[int] = set()
    for sign in (*signs.timed, *signs.clocked):
        number = sign
        while number and number not in around:
            around.add(number)
            number = parents[number]
    tags, classes = outline.tags, outline.column("class")
    roles, test_ids = outline.column("itemprop"), outline.column("data-testid")

    def key_of(number: int) -> _Key:
        return tags[number], roles[number] or test_ids[number] or _stable_name(classes[number])

    wanted = {key_of(number) for number in around if tags[number] not in _NO_POST}
    kinds: dict[tuple[_Key, _Key], list[int]] = {}
    timed: set[tuple[_Key, _Key]] = set()
    for number in outline.within(0, *{tag for tag, _ in wanted}):
        key = key_of(number)
        if key in wanted and not hidden[number] and outline.has_place(number):
            kind = (key, key_of(parents[number]))
            kinds.setdefault(kind, []).append(number)
            if number in around:
                timed.add(kind)
    return [members for kind, members in kinds.items() if kind in timed]


@lru_cache(maxsize=8192)
def _stable_name(names: str | None) -> str:
    """Return the first word of a class that has no number of its own; empty if there is none."""
    return next((word for word in (names or "").split() if not _NUMBERS.search(word) and "--" not in word), "")


def outermost(outline: Outline, members: list[int]) -> list[int]:
    """Return those of some elements, in order, that are not within another of them."""
    found: list[int] = []
    last = -1
    for number in members:
        if number > last:
            found.append(number)
            last = outline.lasts[number]
    return found


def _rate(signs: Signs, number: int, known: list[int]) -> int:
    """Rate a post, beside its words: an id, a name that says "live" and an id of the page's data speak for it."""
    has_id = bool(signs.outline.nodes[number].attr("id"))
    is_known = bool(within(known, number, signs.outline.lasts[number]))
    return 10 + 2 * has_id + 3 * signs.says_live(number) + 10 * is_known


def _is_full(signs: Signs, number: int) -> bool:
    """Tell whether an element shows as much as a post: four words, two where it has a moment, or a picture or an embed."""
    enough = 2 if stamp_attribute(signs.document.at(number)) else 4
    return _count_words(signs.outline, number) >= enough or _has_media(signs.outline, number)


def _has_media(outline: Outline, number: int) -> bool:
    return next(outline.within(number, *_MEDIA), None) is not None


def _count_words(outline: Outline, number: int) -> int:
    """Return how many words an element shows; two characters are a word where none is parted by spaces."""
    text = outline.text(number)
    return len(text) // 2 if _UNSPACED.search(text) else outline.words(number)


def _fragments(data: BlogData) -> set[str]:
    found: set[str] = set()
    for update in data.updates:
        if update.url is not None and "#" in update.url.value:
            fragment = update.url.value.rpartition("#")[2]
            found.add(fragment)
            found |= {fragment.removeprefix("liveblogPost"), f"post-{fragment.removeprefix('liveblogPost')}"}
    return found - {""}


def _is_list_of_links(outline: Outline, posts: list[int], *, is_live: bool) -> bool:
    """Tell lists of articles and of key events: nearly all words are in links, or every headline leads elsewhere."""
    if _say_little(outline, posts) and sum(_has_media(outline, number) for number in posts) * 2 < len(posts):
        return True
    return not is_live and sum(_leads_elsewhere(outline, number) for number in posts) * 2 > len(posts)


def _say_little(outline: Outline, posts: list[int]) -> bool:
    """Tell whether most posts have less than six words beside their links."""
    linked = [sum(map(outline.words, outline.within(number, "a"))) for number in posts]
    if sum(map(outline.has_words, posts, (6 + links for links in linked))) * 2 > len(posts):
        return False
    return (
        median(max(_count_words(outline, number) - links, 0) for number, links in zip(posts, linked, strict=True)) < 6
    )


def _leads_elsewhere(outline: Outline, number: int) -> bool:
    """Tell whether the headline of an element is a link, and not one within the page."""
    heading = next(outline.within(number, *_HEADINGS), None)
    if heading is None:
        return False
    link = next(outline.within(heading, "a"), outline.parents[heading])
    return outline.tags[link] == "a" and "#" not in outline.nodes[link].attr("href", "#")


def _looks_live(signs: Signs, posts: list[int]) -> bool:
    """Tell posts without any word of "live" in the page: three or more with clock times, and no names of other things."""
    names = signs.document.at(posts[0]).attrs.get("class", "") if posts else ""
    if len(posts) < 3 or _CHAT.search(names) or _is_other(signs, posts[0]) or _is_spread(signs, posts):
        return False
    clocks = sum(
        any(
            read_clock(signs.outline.text(time)) is not None
            for time in signs.times_within(number, signs.outline.lasts[number])
        )
        or signs.begins_with_clock(number)
        for number in posts
    )
    return clocks * 3 >= len(posts) * 2


def _is_surely_live(signs: Signs, data: BlogData, posts: list[int]) -> bool:
    """Tell posts of a live blog, on a page that says it is one, from teasers of stories."""
    return data.is_there or bool(data.marked) or _speaks_of_live(signs, posts) or _is_long(signs, posts)


def _is_long(signs: Signs, posts: list[int]) -> bool:
    """Tell posts from teasers: most have many words."""
    return median(map(signs.outline.words, posts)) >= _LONG if posts else False


def _speaks_of_live(signs: Signs, posts: list[int]) -> bool:
    """Tell whether the page's address, or the names of posts or of what is around them, say that they are of a live blog."""
    if signs.has_live_address() or any(map(signs.says_live, posts)):
        return True
    around = signs.outline.parents[posts[0]] if posts else 0
    while around:
        if signs.says_live(around):
            return True
        around = signs.outline.parents[around]
    return False


def _is_other(signs: Signs, number: int) -> bool:
    """Tell by class and type what has times and is no live blog: a programme, a podcast, a gallery, an event."""
    attrs = signs.document.at(number).attrs
    return bool(_OTHER.search(attrs.get("class", "")) or _OTHER_TYPE.search(attrs.get("itemtype", "")))


def _is_spread(signs: Signs, posts: list[int]) -> bool:
    """Tell posts that are each of another day, by their attributes, and no names say "live": of a blog, or a podcast."""
    days = set()
    for number in posts:
        times = map(signs.document.at, signs.times_within(number, signs.outline.lasts[number]))
        days.add(next((_day(time.attrs[name]) for time in times if (name := stamp_attribute(time))), ""))
    return len(posts) > 3 and len(days) == len(posts) and "" not in days


def _day(text: str) -> str:
    stamp = read_stamp(text)
    return str(stamp.instant.date()) if stamp is not None else "".join(_DATE.findall(text)[:1])


def _with_timeless(outline: Outline, outer: list[int], posts: list[int]) -> list[int]:
    """Return the posts and those of their kind that have no time but an id as the others have, and words."""
    known = set(posts)
    if len(known) == len(outer):
        return posts
    ids = outline.column("id")
    kinds = {_shape(ids[number]) for number in posts} - {""}
    return [
        number for number in outer if number in known or (_shape(ids[number]) in kinds and outline.has_words(number, 5))
    ]


def _with_siblings(signs: Signs, posts: list[int]) -> list[int]:
    """Return the posts and what stands among them under another class, with the same attributes, a time and words.

    Some platforms give each sort of post a class: `<li class="quotation" data-post-id="12">`.
    """
    outline, document = signs.outline, signs.document
    parents = {outline.parents[number] for number in posts}
    tags = {outline.tags[number] for number in posts}
    if len(parents) != 1 or len(tags) != 1:
        return posts
    shared = frozenset.intersection(*(frozenset(document.at(number).attrs) for number in posts)) - {"class", "style"}
    around, known = parents.pop(), set(posts)
    among = (
        number
        for number in outline.row(around + 1, outline.lasts[around] + 1)
        if number not in known
        and outline.tags[number] in tags
        and outline.has_place(number)
        and not outline.hidden[number]
        and shared <= document.at(number).attrs.keys()
        and signs.has_time(number)
        and _is_full(signs, number)
    )
    return sorted((*posts, *among)) if shared else posts


def _shape(name: str | None) -> str:
    """Return an id without its numbers and hexadecimal digits."""
    return re.sub(r"[0-9a-f]*[0-9][0-9a-f]*", "0", name or "")
