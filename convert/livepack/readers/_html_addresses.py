"""Addresses that a page writes without scheme and host, where it is known what it was saved from.

Only what begins with `/` is resolved (RFC 3986, section 5.2: a path, or a host and a path, against a base): programs that
save a page with its files write `page_files/1.jpg`, which no base makes right. A page's canonical address is no base
either: syndicated pages name another site.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from livepack.html_document import HtmlDocument

RESOLVE: Final = "resolve"  # the last step of a span's decoding, by which the checks know it
# "/web/20310304120000/https://news.example.net/", as archives write the addresses of a page that they replay
_REPLAYED = re.compile(r"[^?#]*https?:/")


def find_origin(document: HtmlDocument, url: str) -> str:
    """Return scheme and host of the address that a page was saved from.

    Args:
        document: the page.
        url: that address, as seeds.yaml, the container or the program that saved the page gives it; empty if none does.

    Returns:
        Such as `https://news.example.net`; empty if there is none, or if the page sets another base for its addresses.
    """
    origin = _origin(url)
    bases = [element.attrs.get("href", "").strip() for element in document.find_all("base")]
    is_other = any(base and not _is_path(base) and _origin(base) != origin for base in bases)
    return "" if is_other else origin


def resolve_address(address: str, origin: str) -> str:
    """Return an address that begins with `/` with scheme and host, or with `//` with scheme; empty if it cannot be."""
    if not origin or not address.startswith("/") or _REPLAYED.match(address) is not None:
        return ""
    return f"{origin.partition(':')[0]}:{address}" if address.startswith("//") else f"{origin}{address}"


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def _is_path(base: str) -> bool:
    return not base.startswith("//") and ":" not in base.partition("/")[0]
