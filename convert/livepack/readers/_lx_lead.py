"""Tells the contributor of an `lx` post: its name and role stand under the head, each a paragraph of its own."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from livepack.readers._lx_lines import LABEL, TEXT, Line

SENTENCE_END = frozenset(".!?:;,…\"”’'")
BULLETS = frozenset("•◦▪")
_MAX_LABEL = 60
_MAX_LEAD = 90
_LABELS = frozenset({"get involved"})  # printed under a head in place of a subheading
# "BBC Weather", "Local Democracy Reporting Service", "Political correspondent, BBC Radio Suffolk"
_DESK = re.compile(
    r"(?:The )?BBC(?: .*)?|.*\bBBC (?:News|Sport|Radio|Local|England|Scotland|Wales|World|Look|[A-Z]\w+)(?: .*)?|"
    r".*\b(?:[Cc]orrespondent|[Ee]ditor|[Rr]eporter|[Pp]resenter|[Jj]ournalist|[Pp]roducer|"
    r"Reporting Service|News Service|Newsroom|News Agency|Association|Radio [A-Z0-9]\w*)(?: in [A-Z].*)?"
)
_NAME = re.compile(r"[A-Z][\w'’.-]*(?: (?:de|da|van|von|bin|al|el))?(?: [A-Z][\w'’.-]*[a-z]){1,3}")
# Whose pictures BBC pages show: in copies without the words "Copyright:" the holder stands alone under the alternative text.
_HOLDER = re.compile(
    r"BBC|(?:AFP|PA|EPA|AP|Getty(?: Images)?|Reuters|Press Association|PA Media|PA Wire|Rex Features|REX|Google|Thinkstock|"
    r"iStock|Shutterstock|Alamy|Allsport|SNS|Inpho|Science Photo Library)(?:[ /](?:AFP|PA|EPA|AP|Getty(?: Images)?|Reuters))?"
)
_NO_LABEL = re.compile(r"[•◦▪–\"“'‘-]|[0-9]{1,3}\. ")


class Lead(NamedTuple):
    """How many lines the lead takes, and which line is what; `is_guess` where only the wording told."""

    taken: int = 0
    subheading: Line | None = None
    name: Line | None = None
    role: Line | None = None
    is_guess: bool = False


_NO_LEAD = Lead()


def read_lead(lines: list[Line], names: Collection[str], *, has_blanks: bool, has_holders: bool) -> Lead:
    """Find a contributor, or a subheading, at the beginning of a post.

    Args:
        lines: the post's lines below its head.
        names: people who are known to write for this page.
        has_blanks: whether blank lines part the blocks of this page.
        has_holders: whether the page prints the holders of its pictures. Then a short line alone is no
            picture's alternative text, else it may well be one.
    """
    if len(lines) < 2 or not _is_label(lines, 0, has_blanks=has_blanks):
        return _NO_LEAD
    first = lines[0]
    if first.text.casefold() in _LABELS:
        return Lead(1, subheading=first)
    has_second = len(lines) > 2 and _is_label(lines, 1, has_blanks=has_blanks)
    if has_second and not lines[1].apart and is_holder(lines[1]):
        return _NO_LEAD  # a picture
    is_pair = has_blanks and has_second and not lines[1].apart  # two lines of one block
    if is_pair or (has_second and _is_desk(lines[1]) and _is_name(first, names)):
        is_known = lines[1].text.startswith("BBC ") or first.text in names
        return Lead(2, name=first, role=lines[1], is_guess=not is_known)
    if _is_desk(first):
        return Lead(1, name=first, is_guess=not first.text.startswith("BBC "))
    if first.text in names:
        return Lead(1, name=first)
    if has_holders and any(line.kind == TEXT for line in lines[1:]):
        if _is_name(first, names):
            return Lead(1, name=first, is_guess=True)
        return Lead(1, subheading=first, is_guess=True)
    return _NO_LEAD


def _is_label(lines: list[Line], at: int, *, has_blanks: bool) -> bool:
    """Tell a short line of its own that is no sentence, no list item and no picture's text."""
    line = lines[at]
    if line.kind != TEXT or len(line.text) > _MAX_LEAD or line.text[-1] in SENTENCE_END:
        return False
    if _NO_LABEL.match(line.text):
        return False
    follower = lines[at + 1] if at + 1 < len(lines) else None
    if follower is None or follower.apart:
        return True
    if not has_blanks:
        return not is_figure_label(follower)
    return follower.kind == TEXT and at == 0 and _is_label(lines, 1, has_blanks=True)


def _is_desk(line: Line) -> bool:
    return len(line.text) <= _MAX_LABEL and _DESK.fullmatch(line.text) is not None


def _is_name(line: Line, names: Collection[str]) -> bool:
    return line.text in names or (len(line.text) <= _MAX_LABEL and _NAME.fullmatch(line.text) is not None)


def is_holder(line: Line) -> bool:
    """Tell a line that says whose a picture is, and nothing else."""
    return line.kind == TEXT and _HOLDER.fullmatch(line.text) is not None


def is_figure_label(line: Line) -> bool:
    """Tell the holder or the caption of a picture."""
    return line.kind == LABEL and line.rule in ("lx.copyright", "lx.image_caption")
