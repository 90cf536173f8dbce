"""Pages of HTML with what is in them: the made pages of `tests/pages/`, and pages composed at the size of real ones.

Real live pages are about 390 kB with some 2,000 elements, of which the live blog is the smaller part: scripts and
styles are a third to a half, JSON-LD some 30 kB, and there are 200 to 400 links in menus, cards of other stories and
footers. The composed pages have all that, with 20 to 40 posts each, in the markup of four made outlets of
`tests/pages/liveblog_html/` (broadsheet, amp_live_list, regional, wordpress). Words, names and times differ from page
to page, and one seed gives the same pages everywhere.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from corpus import COMMON

PAGES = Path(__file__).parents[1] / "tests" / "pages"
SIZE = 390_000


class Post(NamedTuple):
    """What a post holds: its words (headline first), its printed time and its instant, its embeds, its captions."""

    words: tuple[str, ...]
    clock: str
    instant: str
    embeds: tuple[str, ...]
    captions: tuple[str, ...]


class Saved(NamedTuple):
    """A page, the posts in it if they are known, and what a person would say of it in seeds.yaml."""

    name: str
    text: str
    posts: tuple[Post, ...] | None
    facts: dict[str, Any]


def made_pages() -> Iterator[Saved]:
    """Return the made pages of HTML, with what their goldens say."""
    for folder in sorted(PAGES.glob("*_html/*")):
        golden, page = folder / "golden.yaml", folder / "page.html"
        if golden.is_file() and page.is_file():
            entries = yaml.safe_load(golden.read_text("utf-8")).get("entries", [])
            facts = yaml.safe_load((folder / "origin.yaml").read_text("utf-8")).get("curated", {})
            posts = tuple(post for post in map(_golden_post, entries) if post.words)
            yield Saved(folder.name, page.read_text("utf-8", "replace"), posts, facts)


def _golden_post(entry: dict[str, Any]) -> Post:
    words = [entry.get("headline", "")]
    embeds, captions = [], []
    for block in entry.get("blocks", ()):
        kind, value = next(iter(block.items()))
        if kind == "embed":
            embeds.append(str(value.get("identifier") or value.get("url") or "").rpartition(":")[2])
        elif kind == "image":
            captions.append(value.get("caption", ""))
        elif isinstance(value, str):
            words.append(value)
    return Post(
        tuple(filter(None, words)),
        entry.get("published_text", ""),
        str(entry.get("published", "")),  # quoted in the goldens, so no date of YAML
        tuple(filter(None, embeds)),
        tuple(filter(None, captions)),
    )


def saved_pages(folder: Path) -> Iterator[Saved]:
    """Return the pages of HTML in a folder and all below it; what is in them is not known."""
    for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.htm"))):
        yield Saved(path.name, path.read_text("utf-8", "replace"), None, {})


def compose_html(count: int, seed: int) -> list[Saved]:
    """Compose pages of HTML, the outlets in turn."""
    rng = random.Random(seed)
    outlets = (_broadsheet, _amp, _regional, _wordpress)
    return [_compose(rng, number, outlets[number % len(outlets)]) for number in range(count)]


def _sentence(rng: random.Random, low: int, high: int) -> str:
    words = [rng.choice(COMMON) if rng.random() < 0.5 else _word(rng) for _ in range(rng.randint(low, high))]
    return " ".join(words).capitalize() + "."


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))


class _Written(NamedTuple):
    number: int
    moment: datetime
    headline: str
    paragraphs: list[str]
    tweet: str
    caption: str

    @property
    def iso(self) -> str:
        return self.moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _compose(rng: random.Random, number: int, outlet: Any) -> Saved:
    moment = datetime(2031, 3, 4, 21, 0, tzinfo=UTC) - timedelta(minutes=rng.randint(0, 300))
    written: list[_Written] = []
    for index in range(rng.randint(20, 40)):
        moment -= timedelta(minutes=rng.randint(1, 9), seconds=rng.randint(0, 50))
        written.append(
            _Written(
                10_000_000 + number * 1000 + index,
                moment,
                _sentence(rng, 5, 9).rstrip("."),
                [" ".join(_sentence(rng, 8, 20) for _ in range(2)) for _ in range(rng.randint(1, 5))],
                str(rng.randrange(10**18, 2 * 10**18)) if rng.random() < 0.3 else "",
                _sentence(rng, 6, 12) if rng.random() < 0.4 else "",
            )
        )
    posts, clock = zip(*(outlet(rng, post) for post in written), strict=True)
    address = f"https://news.example.org/live/{number}"
    body = f"<main><h1>Harbour live {number}</h1><div class='stream'>{''.join(posts)}</div></main>"
    page = _furnish(rng, number, body, _linked_data(written, address), address)
    known = [
        Post(
            (post.headline, *post.paragraphs),
            printed,
            post.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            tuple(filter(None, [post.tweet])),
            tuple(filter(None, [post.caption])),
        )
        for post, printed in zip(written, clock, strict=True)
    ]
    return Saved(f"{outlet.__name__.strip('_')}-{number}", page, tuple(known), {})


def _linked_data(written: list[_Written], address: str) -> str:
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "url": address,
        "headline": "Harbour live",
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "url": f"{address}#{post.number}",
                "headline": post.headline,
                "datePublished": post.iso,
                "articleBody": " ".join(post.paragraphs),
            }
            for post in written
        ],
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _furnish(rng: random.Random, number: int, body: str, data: str, address: str) -> str:
    """Put a body into a page with menus, cards of other stories, a footer, and scripts up to the size of a real page."""
    menu = "".join(
        f'<li class="nav__item nav__item--{n % 9}"><a class="nav__link" href="/section/{_word(rng)}" data-tracking="nav|{n}">{_word(rng).title()}</a></li>'
        for n in range(180)
    )
    cards = "".join(
        f'<div class="card card--small" data-component="card"><a class="card__link" href="https://news.example.org/{_word(rng)}/{rng.randrange(10**7)}">'
        f'<img class="card__image" loading="lazy" alt="" width="240" height="160" src="https://img.example.org/{rng.randrange(10**9)}.jpg">'
        f'<h3 class="card__title">{_sentence(rng, 6, 10)}</h3></a><p class="card__text">{_sentence(rng, 8, 14)}</p><time class="card__date" datetime="2031-03-0{rng.randint(1, 4)}">{rng.randint(1, 4)} March</time></div>'
        for _ in range(130)
    )
    foot = "".join(f'<li><a href="/about/{_word(rng)}">{_word(rng)} {_word(rng)}</a></li>' for _ in range(120))
    head = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Harbour live {number}</title>'
        f'<link rel="canonical" href="{address}"><meta property="og:title" content="Harbour live {number}">{data}'
    )
    rest = (
        f'</head><body class="page"><header><nav class="nav"><ul>{menu}</ul></nav></header>{body}'
        f'<aside class="related">{cards}</aside><footer><ul>{foot}</ul></footer>'
    )
    room = max(SIZE - len(head) - len(rest), 0)
    state = json.dumps(
        {_word(rng): [_word(rng), rng.random(), {"id": rng.randrange(10**9)}] for _ in range(room // 75)}
    )
    style = "".join(f".{_word(rng)}-{n}{{margin:{n}px;color:#{n:06x}}}" for n in range(room // 120))
    return f"{head}<style>{style}</style>{rest}<script>window.__STATE__ = {state};</script></body></html>\n"


def _figure(post: _Written) -> str:
    return (
        f'<figure class="picture"><img alt="{post.caption}" width="960" height="600" src="https://img.example.org/{post.number}.jpg">'
        f"<figcaption>{post.caption}</figcaption></figure>"
        if post.caption
        else ""
    )


def _tweet(post: _Written) -> str:
    return (
        '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Seen from the quay</p>&mdash; Harbour (@harbour) '
        f'<a href="https://twitter.com/harbour/status/{post.tweet}">March 4, 2031</a></blockquote>'
        if post.tweet
        else ""
    )


def _words(post: _Written) -> str:
    return "".join(f"<p>{paragraph}</p>\n" for paragraph in post.paragraphs)


def _broadsheet(rng: random.Random, post: _Written) -> tuple[str, str]:
    clock = post.moment.strftime("%I:%M%p").lstrip("0")
    markup = (
        f'<div class="live-post js-live-post component" data-js="live-post" data-timestamp="{rng.randrange(10**5)}" id="livepost{post.number}">\n'
        f' <div class="component-content live-post__wrapper"><a class="live-post__timestamp" id="{post.number}">\n'
        f'  <time class="live-post__time" datetime="{post.iso}">\n   {clock}\n  </time></a>\n'
        f'  <div class="live-post__article"><h3 class="live-post__title">{post.headline}</h3>\n'
        f'   <div class="articleBodyText section">{_words(post)}</div>{_figure(post)}{_tweet(post)}</div></div>\n</div>\n'
    )
    return markup, clock


def _amp(_: random.Random, post: _Written) -> tuple[str, str]:
    clock = post.moment.strftime("%-d %B %Y %H:%M")
    seconds = int(post.moment.timestamp())
    tweet = f'<amp-twitter layout="responsive" width="500" height="400" data-tweetid="{post.tweet}"></amp-twitter>'
    markup = (
        f'<div class="sc-1rl7ub7-0 iDKsAi" data-sort-time="{seconds}000" data-update-time="{seconds}000" id="post-{post.number}">'
        f'<a href="#post-{post.number}" class="sc-1rl7ub7-1 iUClMH"><amp-timeago layout="fixed-height" height="20" datetime="{post.iso}" locale="en">{seconds}</amp-timeago></a>'
        f'<div class="sc-1rl7ub7-2 fUISmk"><h3 class="sc-1rl7ub7-7 kOmjHQ">{post.headline}</h3>{_words(post)}{_figure(post)}{tweet if post.tweet else ""}</div>'
        f'<div class="sc-1rl7ub7-3 lcucot"><span class="sc-1rl7ub7-5 bvpmbY">Ada Example</span><span class="sc-1rl7ub7-6 ghUzww">{clock}</span></div></div>\n'
    )
    return markup, clock


def _regional(rng: random.Random, post: _Written) -> tuple[str, str]:
    clock = post.moment.strftime("%H:%M")
    markup = (
        f'<div class="live-event-entry entry-{rng.randrange(10**5)}" id="entry-{post.number}"><span class="author">Ben Example</span>'
        f'<time class="date-published" datetime="{post.iso}">{clock}</time><h2 class="entry-title">{post.headline}</h2>'
        f'<div class="entry-content">{_words(post)}{_figure(post)}{_tweet(post)}</div><div class="sharebar"><button>Share</button></div></div>\n'
    )
    return markup, clock


def _wordpress(rng: random.Random, post: _Written) -> tuple[str, str]:
    clock = post.moment.strftime("%H:%M")
    markup = (
        f'<div id="liveblog-entry-{post.number}" class="liveblog-entry liveblog-entry-class-{rng.randrange(10**4)}">\n<header class="liveblog-meta">'
        f'<a class="liveblog-time-update" href="#{post.number}"><time datetime="{post.iso}">{clock}</time></a></header>\n'
        f'<div class="liveblog-entry-text"><h3>{post.headline}</h3>\n{_words(post)}{_figure(post)}{_tweet(post)}</div>\n</div>\n'
    )
    return markup, clock
