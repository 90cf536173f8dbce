"""What is embedded in HTML posts: whose service it is, told by addresses, classes and the elements of AMP."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from livepack.html_document import Element
from livepack.saved_pages import plain_address

# host (or its end) -> provider, kind
_HOSTS = {
    "twitter.com": ("twitter", "social_post"),
    "x.com": ("twitter", "social_post"),
    "youtube.com": ("youtube", "video"),
    "youtube-nocookie.com": ("youtube", "video"),
    "youtu.be": ("youtube", "video"),
    "instagram.com": ("instagram", "social_post"),
    "facebook.com": ("facebook", "social_post"),
    "fb.watch": ("facebook", "video"),
    "tiktok.com": ("tiktok", "video"),
    "bsky.app": ("bluesky", "social_post"),
    "threads.net": ("threads", "social_post"),
    "threads.com": ("threads", "social_post"),
    "t.me": ("telegram", "social_post"),
    "telegram.org": ("telegram", "social_post"),
    "vimeo.com": ("vimeo", "video"),
    "reddit.com": ("reddit", "social_post"),
    "redditmedia.com": ("reddit", "social_post"),
    "soundcloud.com": ("soundcloud", "audio"),
    "spotify.com": ("spotify", "audio"),
    "dailymotion.com": ("dailymotion", "video"),
    "twitch.tv": ("twitch", "video"),
    "linkedin.com": ("linkedin", "social_post"),
    "pinterest.com": ("pinterest", "social_post"),
    "tumblr.com": ("tumblr", "social_post"),
    "flickr.com": ("flickr", "social_post"),
    "giphy.com": ("giphy", "graphic"),
    "vine.co": ("vine", "video"),
    "weibo.com": ("weibo", "social_post"),
    "vk.com": ("vk", "social_post"),
    "audioboom.com": ("audioboom", "audio"),
    "datawrapper.dwcdn.net": ("datawrapper", "graphic"),
    "flourish.studio": ("flourish", "graphic"),
    "infogram.com": ("infogram", "graphic"),
    "e.infogr.am": ("infogram", "graphic"),
    "knightlab.com": ("knightlab", "graphic"),
    "scribd.com": ("scribd", "frame"),
    "google.com": ("google", "frame"),
    "apple.com": ("apple", "audio"),
    "bbc.co.uk": ("bbc", "media"),
    "bbc.com": ("bbc", "media"),
}
_CLASSES = {
    "twitter-tweet": ("twitter", "social_post"),
    "twitter-video": ("twitter", "social_post"),
    "tweet": ("twitter", "social_post"),
    "embeddedtweet": ("twitter", "social_post"),
    "element-tweet": ("twitter", "social_post"),
    "instagram-media": ("instagram", "social_post"),
    "tiktok-embed": ("tiktok", "video"),
    "bluesky-embed": ("bluesky", "social_post"),
    "text-post-media": ("threads", "social_post"),
    "reddit-card": ("reddit", "social_post"),
    "reddit-embed-bq": ("reddit", "social_post"),
    "fb-post": ("facebook", "social_post"),
    "fb-video": ("facebook", "video"),
    "mastodon-embed": ("mastodon", "social_post"),
    "telegram-post": ("telegram", "social_post"),
    "flourish-embed": ("flourish", "graphic"),
    "infogram-embed": ("infogram", "graphic"),
}
_TAGS = {
    "amp-twitter": ("twitter", "social_post"),
    "amp-youtube": ("youtube", "video"),
    "amp-instagram": ("instagram", "social_post"),
    "amp-facebook": ("facebook", "social_post"),
    "amp-tiktok": ("tiktok", "video"),
    "amp-vimeo": ("vimeo", "video"),
    "amp-reddit": ("reddit", "social_post"),
    "amp-dailymotion": ("dailymotion", "video"),
    "amp-soundcloud": ("soundcloud", "audio"),
    "amp-jwplayer": ("publisher", "video"),
    "amp-brightcove": ("publisher", "video"),
    "amp-video": ("publisher", "video"),
    "amp-video-iframe": ("publisher", "video"),
    "amp-audio": ("publisher", "audio"),
    "video": ("publisher", "video"),
    "audio": ("publisher", "audio"),
    "lite-youtube": ("youtube", "video"),
}
FRAMES = frozenset({"iframe", "amp-iframe", "embed", "object"})
ADDRESSES = (
    "src",
    "data-src",
    "data-lazy-src",
    "data-url",
    "data-canonical-url",
    "cite",
    "data-instgrm-permalink",
    "data-text-post-permalink",
    "data-href",
    "href",
    "data",
)
_IDS = (
    *("data-tweetid", "data-tweet-id", "tweet-id", "data-videoid", "videoid", "video"),
    *("data-shortcode", "data-video-id"),
)
_IDENTIFIERS = {
    "twitter": re.compile(r"/status(?:es)?/([0-9]{5,20})|[?&]id=([0-9]{5,20})"),
    "youtube": re.compile(r"(?:/embed/|[?&]v=|youtu\.be/|/live/|/shorts/)([A-Za-z0-9_-]{11})"),
    "instagram": re.compile(r"/(?:p|reel|tv)/([A-Za-z0-9_-]+)"),
    "tiktok": re.compile(r"/video/([0-9]+)"),
    "vimeo": re.compile(r"/(?:video/)?([0-9]{6,})"),
    "facebook": re.compile(r"/(?:posts|videos)/([0-9]+)"),
    "bluesky": re.compile(r"/post/([A-Za-z0-9]+)"),
    "datawrapper": re.compile(r"dwcdn\.net/([A-Za-z0-9]{5})"),
    "threads": re.compile(r"/post/([A-Za-z0-9_-]+)"),
    "telegram": re.compile(r"(?:t\.me|telegram\.org)/(?:s/)?([A-Za-z0-9_]+/[0-9]+)"),
    "reddit": re.compile(r"/comments/([a-z0-9]+)"),
    "flourish": re.compile(r"((?:visualisation|story)/[0-9]+)"),
}
# "data-url", "data-embed-src", "data-tickaroo-web-embed-url", "data-embedded-content-path", "data-canonical-url"
_PLACEHOLDER = re.compile(
    r"data-(?:[a-z-]*(?:embed|oembed|tweet|social|canonical|iframe|post|content|video|media)[a-z-]*-)?(?:url|src|href|path|link)"
)
_INTERACTIVE = re.compile(r"(?:^|[\s_-])(?:interactive|embed|atom|widget|chart|map)(?:$|[\s_-])", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*https?://[^\s/]\S*\s*", re.IGNORECASE)
_SCRIPTED = re.compile(r"createTweet\(\s*['\"]([0-9]{10,20})['\"]")


# What some embedding codes give in data-src in place of an address.
_SHORT = {"flourish": re.compile(r"(?:visualisation|story)/[0-9]+"), "tiktok": re.compile(r"[0-9]{15,22}")}


class Provider(NamedTuple):
    """Whose service something is from, and what sort of thing it is."""

    name: str
    kind: str


_NAMED = {name: Provider(name, kind) for name, kind in _HOSTS.values()}
# <twitter-embed>, <youtube-video>, but not <twitter-share-button>
_CUSTOM = re.compile(
    r"^(?!.*(?:share|follow|button|link|icon))(?:.*-)?(twitter|tweet|youtube|instagram|facebook|tiktok|vimeo|bluesky)(?:-|$)"
)


def provider_of_address(url: str) -> Provider | None:
    """Return the provider whose host an address has, as an archive rewrote it too; None if it is none that we know."""
    url = plain_address(url.strip())
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").removeprefix("www.")
    except ValueError:
        return None
    while host:
        if host in _HOSTS:
            return Provider(*_HOSTS[host])
        host = host.partition(".")[2]
    return None


def provider_of(element: Element) -> Provider | None:
    """Return the provider of an element that embeds something by its tag or class; None if it does not."""
    if not may_embed(element.tag, element.attrs.get("class", "")):
        return None
    found = _provider_by_name(element.tag, element.attrs.get("class", ""))
    if found is None and element.tag == "figure" and _INTERACTIVE.search(element.attrs.get("class", "")):
        name = placeholder_attribute(element)
        return (provider_of_address(element.attrs[name]) or Provider("other", "graphic")) if name else None
    if found is None and element.tag in FRAMES:
        address = address_of(element)
        url = element.attrs.get(address, "") if address else ""
        return provider_of_address(url) or Provider("other", "frame")
    return found


@lru_cache(maxsize=8192)
def may_embed(tag: str, names: str) -> bool:
    """Tell whether an element can embed something, by its tag and class."""
    return tag in FRAMES or tag == "figure" or _provider_by_name(tag, names) is not None


@lru_cache(maxsize=8192)
def _provider_by_name(tag: str, names: str) -> Provider | None:
    if tag in _TAGS:
        return Provider(*_TAGS[tag])
    custom = _CUSTOM.search(tag) if "-" in tag else None
    if custom is not None:
        return _NAMED["twitter" if custom[1] == "tweet" else custom[1]]
    return next((Provider(*_CLASSES[name]) for name in names.lower().split() if name in _CLASSES), None)


def provider_of_placeholder(element: Element, host: str) -> Provider | None:
    """Return the provider of an empty element that a script fills from an address in one of its attributes.

    Args:
        element: one that shows no words.
        host: the page's own, without `www.`: what it fills in of itself is the publisher's.
    """
    if element.tag not in ("div", "figure", "section", "p") and "-" not in element.tag:
        return None
    named = _NAMED.get(element.attrs.get("data-provider", "").lower())
    if named is not None:
        return named
    name = placeholder_attribute(element)
    if not name:
        return None
    url = element.attrs[name]
    return provider_of_address(url) or Provider("publisher" if host and host in url else "other", "frame")


def placeholder_attribute(element: Element) -> str:
    """Return the name of the attribute with the address from which a placeholder is filled; empty if there is none."""
    return next((name for name in element.attrs if _is_placeholder(name) and is_address(element.attrs[name])), "")


@cache
def _is_placeholder(name: str) -> bool:
    return _PLACEHOLDER.fullmatch(name) is not None


def address_of(element: Element) -> str:
    """Return the name of the attribute that holds what an element embeds; empty if none does."""
    return next((name for name in ADDRESSES if is_address(element.attrs.get(name, ""))), "")


def is_address(url: str) -> bool:
    """Tell an absolute address without white space from anything else."""
    return _ADDRESS.fullmatch(url) is not None


def identifier_of(provider: str, url: str, element: Element | None = None) -> str:
    """Return the provider's id of the thing, after the provider and a colon; empty if it is not known."""
    attrs = element.attrs if element is not None else {}
    if provider in _SHORT and _SHORT[provider].fullmatch(attrs.get("data-src", "")):
        return f"{provider}:{attrs['data-src']}"
    for name in _IDS:
        if attrs.get(name, "").strip():
            return f"{provider}:{attrs[name].strip()}"
    if attrs.get("data-provider", "").lower() == provider and attrs.get("data-id", "").strip():
        return f"{provider}:{attrs['data-id'].strip()}"
    pattern = _IDENTIFIERS.get(provider)
    found = pattern.search(unquote(plain_address(url.strip()))) if pattern is not None else None
    if found is None:
        return ""
    return f"{provider}:{next(group for group in found.groups() if group)}"


def scripted_embed(script: Element, code: str) -> Provider | None:
    """Return the provider of what a script puts into the page; None if it puts nothing that we know."""
    if "data-telegram-post" in script.attrs:
        return Provider("telegram", "social_post")
    if _SCRIPTED.search(code):
        return Provider("twitter", "social_post")
    if script.attrs.get("src", "").endswith("/embed.js"):
        found = provider_of_address(script.attrs["src"])
        return found if found is not None and found.name == "datawrapper" else None
    return None


def scripted_identifier(provider: str, script: Element, code: str) -> str:
    """Return the provider's id of what a script puts into the page, after the provider and a colon."""
    if provider == "telegram":
        return f"telegram:{script.attrs['data-telegram-post']}"
    found = _SCRIPTED.search(code)
    return f"twitter:{found[1]}" if found is not None else identifier_of(provider, script.attrs.get("src", ""))
