"""Tells the lines of an `lx` copy apart: text, whole lines that a rule explains, and labels with their values behind them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from livepack import rules

TEXT = 0
RULE = 1
LABEL = 2  # "Copyright: AFP"
GLUED = 3  # "AFPCopyright: AFP", as copies print it that hold what is seen and what is read aloud on one line

RENDERER = "lx"
# The labels that stand before a value, and their rules.
LABELS = {
    "Copyright: ": "lx.copyright",
    "Image caption: ": "lx.image_caption",
    "Video caption: ": "lx.video_caption",
    "Quote Message: ": "lx.quote_label",
    "SMS Message: ": "lx.sms_label",
    "Email Message: ": "lx.email_label",
}
LABEL_OF = {rule: label for label, rule in LABELS.items()}
# Labels whose values are printed a second time, right above.
TWINNED = {"Copyright: ": "lx.copyright", "Image caption: ": "lx.image_caption", "Video caption: ": "lx.video_caption"}
VIEW_MORE = "lx.view_more"
SHARE_POST = "Share this post"
_VIEW = "View more on "
_STARTS = frozenset(label[:3] for label in LABELS)
_GLUED_LABEL = re.compile(r"(?<=\S)(?:Copyright|Image caption|Video caption): ")
_MAX_GLUED = 2000  # a longer line is no value and its repetition
_CACHE_LIMIT = 20_000


class Line(NamedTuple):
    """A line of a post.

    `apart` says that blank lines precede it; `value` is where in the document the value behind a label begins, or
    where the second copy of a link to an embed does; 0 if there is none.
    """

    kind: int
    start: int
    end: int
    apart: bool
    text: str
    rule: str = ""
    match: re.Match[str] | None = None
    value: int = 0


# A third of the time of the constructor: a post has dozens of lines.
_make: Callable[[tuple[int, int, int, bool, str, str, re.Match[str] | None, int]], Line] = partial(tuple.__new__, Line)

_known: dict[str, tuple[str, re.Match[str] | None, int]] = {}


@cache
def _rule_starts() -> frozenset[str]:
    """Return the first three characters of every line that a rule may explain: few lines of prose begin so."""
    words = rules.first_words(RENDERER)
    return _STARTS | {start[:3] for word in words for start in (word, word + " ") if word} | {"Rep", "• S", "- S"}


def recognise(text: str) -> tuple[str, re.Match[str] | None, int] | None:
    """Find the rule that prints a whole line; returns its id, its match, and where a second copy begins (or 0)."""
    known = _known.get(text)
    if known is not None:
        return known
    second = text.find(_VIEW, 1) if text.startswith(_VIEW) else -1
    if second < 0 or text[:second].rstrip() != text[second:]:
        second = 0
    found = rules.renderers()[RENDERER].classify(text[:second].rstrip() if second else text)
    if found is None:
        return None
    known = found[0].rule_id, found[1], second
    if len(_known) < _CACHE_LIMIT:
        _known[text] = known
    return known


def has_glued_labels(document: str) -> bool:
    """Tell whether a document has any label right behind other words."""
    for label in TWINNED:
        at = document.find(label)
        while at >= 0:
            if at and not document[at - 1].isspace():
                return True
            at = document.find(label, at + 1)
    return False


def scan_lines(document: str, start: int, end: int, *, is_glued: bool) -> list[Line]:
    """Cut a stretch of the document into its lines that are not blank.

    Args:
        document: the whole document.
        start: where the stretch begins.
        end: where it ends.
        is_glued: whether labels may stand behind what they repeat, see `has_glued_labels`.
    """
    lines: list[Line] = []
    add = lines.append
    find = document.find
    starts = _rule_starts()
    apart = False
    position = start
    while position < end:
        if document[position] == "\n":
            apart = True
            position += 1
            continue
        stop = find("\n", position, end)
        if stop < 0:
            stop = end
        raw = document[position:stop]
        text = raw.strip()
        if not text:
            apart = True
            position = stop + 1
            continue
        at = position + raw.index(text[0])
        position = stop + 1
        if text[:3] in starts:
            add(_told(text, at, apart=apart))
        elif is_glued and len(text) <= _MAX_GLUED and (glued := _told_glued(text, at, apart=apart)):
            add(glued)
        else:
            add(_make((TEXT, at, at + len(text), apart, text, "", None, 0)))
        apart = False
    return lines


def _told(text: str, at: int, *, apart: bool) -> Line:
    """Return the line that may begin with a label or be printed by a rule."""
    end = at + len(text)
    if text[1] == " " and text[2:].lstrip() == SHARE_POST:  # an item of a list in some copies; its bullet is markup
        at, text = end - len(SHARE_POST), SHARE_POST
    label = LABELS.get(text[: text.find(": ") + 2])
    if label is not None:
        return _make((LABEL, at, end, apart, text, label, None, at + len(LABEL_OF[label])))
    known = recognise(text)
    if known is None:
        return _make((TEXT, at, end, apart, text, "", None, 0))
    rule, match, second = known
    return _make((RULE, at, end, apart, text, rule, match, at + second if second else 0))


def _told_glued(text: str, at: int, *, apart: bool) -> Line | None:
    """Return a line that says a value, a label, and the value again; None if it is none."""
    for found in _GLUED_LABEL.finditer(text):
        if text[: found.start()].rstrip() == text[found.end() :].lstrip():
            return _make((GLUED, at, at + len(text), apart, text, LABELS[found.group()], None, at + found.start()))
    return None
