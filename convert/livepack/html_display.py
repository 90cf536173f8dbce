"""What browsers show of HTML: elements that they hide, and elements that begin a line of their own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "iframe", "object", "svg", "math", "datalist"}
    | {"amp-analytics", "amp-state", "audio", "video", "canvas", "textarea", "select", "option", "noframes", "noembed"}
)
BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "details", "dialog", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:s|-text|-only)?|screen-readable|hidden-meta|u-h|is-hidden)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


def is_hiding_style(style: str) -> bool:
    """Tell whether a `style` attribute hides an element."""
    return _HIDDEN_STYLE.search(style) is not None


@lru_cache(maxsize=8192)  # a page of 2,000 elements has some 300 different classes, and the next of its outlet the same
def is_hiding_class(names: str) -> bool:
    """Tell whether the words of a class hide an element."""
    return _HIDDEN_CLASS.search(names) is not None
