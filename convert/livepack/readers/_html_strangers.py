"""Data that are not of the page they stand in: samples that a theme ships, and other live blogs that it names."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from livepack.readers._html_updates import Blog, Update

_SAMPLE = re.compile(r"\blorem ipsum\b|\bdolor sit amet\b", re.IGNORECASE)
_SAMPLE_HOSTS = re.compile(r"(?:^|\.)(?:example\.(?:com|org|net)|schema\.org|localhost)\Z")
_FRONTS = re.compile(r"^(?:www|m|amp|mobile|edition|live)\.")
_AWAY = timedelta(days=30)  # a live blog of a war runs for weeks, and is saved while it runs


def find_strangers(
    blogs: tuple[Blog, ...], updates: tuple[Update, ...], matched: frozenset[int], host: str, shown: list[str]
) -> frozenset[int]:
    """Find the updates of JSON-LD that are not of this page.

    Args:
        blogs: the live blogs of the page's JSON-LD.
        updates: their updates.
        matched: the indices of the updates that a post of the page is joined with.
        host: the page's own, without `www.`; empty if it is not known.
        shown: the instants of the posts that the page shows, where attributes say them.

    Returns:
        The indices of the updates of those blogs none of whose updates is shown and which state the address of another
        site, are a month or more from all that is shown, or are printers' Latin.
    """
    found: set[int] = set()
    for blog in blogs:
        own = [updates[index] for index in blog.updates]
        if own and not matched.intersection(blog.updates) and _is_strange(blog, own, host, shown):
            found.update(blog.updates)
    return frozenset(found)


def _is_strange(blog: Blog, own: list[Update], host: str, shown: list[str]) -> bool:
    bodies = [text.value for update in own for text in (update.headline, update.body) if text is not None]
    if any(_SAMPLE.search(body) for body in bodies):
        return True
    other = _host(blog.url)
    if host and other and not _is_same_site(host, other) and (shown or _SAMPLE_HOSTS.search(other)):
        return True
    moments = sorted(update.stamp.instant for update in own if update.stamp is not None)
    if not moments or not shown:
        return False
    first, last = min(shown), max(shown)
    return (moments[-1] + _AWAY).strftime("%Y-%m-%dT%H:%M:%SZ") < first or (moments[0] - _AWAY).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    ) > last


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_same_site(one: str, other: str) -> bool:
    one, other = _FRONTS.sub("", one), _FRONTS.sub("", other)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
