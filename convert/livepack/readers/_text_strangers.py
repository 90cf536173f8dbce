"""What can be said of a text that no reader claims: why it may look like a live blog all the same, and what to do."""

from __future__ import annotations

import re

_TIMES = re.compile(
    r"(?m)^[^\w\n]{0,4}(?:[0-9]{1,3}\. )?(?:[0-9]{1,2}(?:[:.][0-9]{2})?[ \u00a0]?[ap]\.?m\b|[0-9]{1,2}[:.][0-9]{2}\b|[0-2][0-9][0-5][0-9](?=:|[ \u00a0]|[A-Z]))"
)
# What BBC live pages print, of which one alone is no proof.
_BBC = re.compile(
    r"(?:Allow [^?\n]{1,30} content\?|Skip \w+ (?:post|video)\b|End of \w+ (?:post|video)\b|Image source,|Image caption|Media caption,|"
    r"Live Reporting|All times stated are UK|View more on \w+|[Pp]ublished at [0-9]{1,2}:[0-9]{2}|accept and continue)"
)
_MIN_TIMES = 3
_MIN_WORDS = 2
_PAGE_ITSELF = "get the page itself, in HTML or from a web archive (docs/getting-pages.md): live pages of any outlet are read of HTML"
_LOST = "copies lose the heads of posts where lines are dropped or joined, as in C4 and RefinedWeb, or where letters are made small"


def describe_text(document: str) -> tuple[str, str, str] | None:
    """Say what a text that no reader claims looks like.

    Args:
        document: the text.

    Returns:
        The problem, what was found and what to do; None if the text does not look like a live blog.
    """
    words = sorted({found.group() for found in _BBC.finditer(document)})
    if len(words) >= _MIN_WORDS:
        return (
            "this text has words of BBC live pages, but no post can be told in it",
            ", ".join(map(repr, words[:3])),
            f"{_LOST}: take another copy of the page, or {_PAGE_ITSELF}",
        )
    times = _TIMES.findall(document)
    if len(times) >= _MIN_TIMES:
        return (
            "this text looks like a live blog of a layout that no reader knows",
            f"{len(times)} lines that begin with times, such as {times[0].strip()!r}",
            f"text copies are read of BBC live pages only; {_PAGE_ITSELF}. Or write a reader (docs/adding-a-format.md)",
        )
    return None
