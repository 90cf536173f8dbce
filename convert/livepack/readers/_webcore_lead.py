"""The lines under a post's head that may be a subheading or a contributor, told apart by position and wording."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from livepack.readers._webcore_lines import TEXT, Token
from livepack.readers._webcore_runs import CLAUSE_END, SENTENCE_END, STATEMENT_END

EXTERNAL = ", external"
_MAX_CONTRIBUTOR = 60
MAX_LEAD = 90
# Labels that BBC pages print under a head in place of a subheading.
_LABELS = frozenset({"get involved"})
# "BBC Weather", "Local Democracy Reporting Service", "Our political correspondent", "By Ada Example"
_DESK = re.compile(
    r"(?:The )?BBC(?: (?:[A-Z0-9][\w&.'’-]*|of|and|for|the))*|By [A-Z].*|.*\b(?:[Cc]orrespondent|[Ee]ditor|[Rr]eporter|[Pp]resenter|[Jj]ournalist|[Pp]roducer|"
    r"Reporting Service|News Service|Newsroom|News Agency|Association|Radio [A-Z]\w+|Radio \d\w*)(?: in [A-Z].*)?"
)
_NAME = re.compile(r"[A-Z][\w'’.-]*[a-z][\w'’.-]* (?:(?:de|da|van|von|bin|al|el|Mc|O['’]) ?)?[A-Z][\w'’.-]*[a-z]")


# A list item or a quotation.
_NO_LABEL = re.compile(r"[•◦▪–\"“'‘-]|[0-9]{1,3}\. ")
_LIST_ITEM = re.compile(r"[•◦▪–-]|[0-9]{1,3}\. ")
_NO_BYLINE = re.compile(r": |[0-9]-[0-9]|[0-9]:[0-9]")


class Lead(NamedTuple):
    """How many tokens the lead takes, and which lines are what; `is_guess` where only the wording told."""

    taken: int
    subheading: Token | None = None
    name: Token | None = None
    role: Token | None = None
    is_guess: bool = False


_NO_LEAD = Lead(0)


def may_be_subheading(tokens: list[Token]) -> bool:
    """Tell a question or quotation above two lines that stand together, which may be a contributor."""
    if tokens[0].line[-1] in STATEMENT_END or len(tokens) < 4:
        return False
    return tokens[1].apart and not tokens[2].apart and tokens[2].kind == TEXT


def read_lead(tokens: list[Token]) -> Lead:
    """Find a subheading and a contributor at the beginning of a post.

    Two short lines without a blank line between them are a contributor and its role. A single short line is a
    contributor if it reads like a desk or a name, else a subheading, and either only if something follows.
    """
    if not tokens or tokens[0].line[-1] in STATEMENT_END:
        return _NO_LEAD  # most posts: they begin with a sentence
    runs = _runs(tokens)
    if not runs:
        return _NO_LEAD
    first = runs[0]
    has_more = len(tokens) > len(first)
    if _is_pair(first) and has_more:
        return Lead(2, name=first[0], role=first[1], is_guess=not _is_known(first))
    if len(first) != 1 or not has_more or len(first[0].line) > MAX_LEAD or EXTERNAL in first[0].line:
        return _NO_LEAD
    line = first[0]
    is_sentence = line.line[-1] in SENTENCE_END
    if len(runs) > 1 and _is_pair(runs[1]) and len(tokens) > 3 and (is_sentence or _is_label(line, MAX_LEAD)):
        return Lead(3, subheading=line, name=runs[1][0], role=runs[1][1], is_guess=is_sentence)
    if not _is_label(line, MAX_LEAD):
        return _NO_LEAD
    if line.line.casefold() in _LABELS:
        return _with_desk(Lead(1, subheading=line), runs, tokens)
    if _is_desk(line):
        return Lead(1, name=line, is_guess=not line.line.startswith("BBC "))
    if not any(token.kind == TEXT for token in tokens[1:]):
        return _NO_LEAD
    if _NAME.fullmatch(line.line):
        return Lead(1, name=line, is_guess=True)
    if len(runs) > 1 and len(runs[1]) == 1 and _is_label(runs[1][0], MAX_LEAD) and not _is_desk(runs[1][0]):
        return _NO_LEAD  # a list of short lines, such as scores
    return _with_desk(Lead(1, subheading=line, is_guess=True), runs, tokens)


def read_lead_of_lines(tokens: list[Token]) -> Lead:
    """Find a subheading and a contributor where every line is a block of its own.

    A name and its role cannot be told by their standing together there, so two or three short lines under a head
    are taken for them only if one reads like a desk or a name.
    """
    labels: list[Token] = []
    for token, follower in pairwise(tokens[:6]):
        if token.kind != TEXT or not _is_label(token, MAX_LEAD) or EXTERNAL in token.line or not follower.apart:
            break
        labels.append(token)
    if not 2 <= len(labels) <= 3:
        return _NO_LEAD if len(labels) > 3 else read_lead(tokens)
    for at, line in enumerate(labels[:2]):
        if _is_desk(line) or _NAME.fullmatch(line.line):
            role = labels[at + 1] if at + 1 < len(labels) else None
            taken = at + (2 if role else 1)
            return Lead(taken, subheading=labels[0] if at else None, name=line, role=role, is_guess=True)
    return _NO_LEAD


def _with_desk(lead: Lead, runs: list[list[Token]], tokens: list[Token]) -> Lead:
    """Add a contributor of one line that follows the subheading."""
    if len(runs) > 1 and len(runs[1]) == 1 and len(tokens) > 2 and _is_desk(runs[1][0]):
        return lead._replace(taken=2, name=runs[1][0])
    return lead


def _runs(tokens: list[Token]) -> list[list[Token]]:
    """Return the first two groups of text lines, each without a blank line inside; a picture's lines are none."""
    runs: list[list[Token]] = []
    for index, token in enumerate(tokens[:6]):
        if token.kind != TEXT:
            if not token.apart and runs and index:
                runs.pop()  # these lines stand right above a picture's line: they are pictures too
            break
        if token.apart or not runs:
            if len(runs) == 2:
                break
            runs.append([])
        runs[-1].append(token)
    return runs


def _is_pair(run: list[Token]) -> bool:
    """Tell a name and a role: two short lines, the first no sentence, the second at most a title in quotation marks."""
    if len(run) != 2 or not _is_label(run[0], _MAX_CONTRIBUTOR):
        return False
    role = run[1].line
    return len(role) <= MAX_LEAD and role[-1] not in CLAUSE_END and _LIST_ITEM.match(role) is None


def _is_known(run: list[Token]) -> bool:
    """Tell a pair that reads like a person, a programme or a desk, with neither a colon nor a score in it."""
    return not any(_NO_BYLINE.search(token.line) for token in run)


def _is_label(token: Token, limit: int) -> bool:
    """Tell a short line that is no sentence and no list item."""
    line = token.line
    return len(line) <= limit and line[-1] not in SENTENCE_END and _NO_LABEL.match(line) is None


def _is_desk(token: Token) -> bool:
    line = token.line
    return len(line) <= _MAX_CONTRIBUTOR and line[-1] not in SENTENCE_END and _DESK.fullmatch(line) is not None
