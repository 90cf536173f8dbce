"""Reads the embeds and players of an `lx` post: links to social posts, what stands in their place, the publisher's player."""

from __future__ import annotations

from urllib.parse import urlsplit

from livepack import rules
from livepack.page import BOILERPLATE, FIELD, WITNESS, Embed
from livepack.readers._lx_lines import GLUED, LABEL, RENDERER, TEXT, VIEW_MORE, Line
from livepack.readers._lx_placing import Post

_HEADING = "lx.embed_heading"
_REFUSED = "lx.refused"
_CONTENT = "lx.view_content"
_REPORTS = frozenset({"lx.embed_report", "lx.embed_report_glued"})
_REPORT = "lx.report"
EMBED_RULES = frozenset({VIEW_MORE, _HEADING, _REFUSED, _CONTENT}) | _REPORTS
VIDEO = "lx.video_heading"
_CAPTION = "lx.video_caption"
PLAYER_RULES = frozenset({VIDEO, "lx.unavailable", "lx.uk_only"})
_MAX_WIDGET_LINES = 60
_HOSTS = {
    "twitter.com": "twitter",
    "x.com": "twitter",
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "instagram.com": "instagram",
    "facebook.com": "facebook",
    "soundcloud.com": "soundcloud",
    "tiktok.com": "tiktok",
}


def read_embed(post: Post, lines: list[Line], at: int) -> int:
    """Read one embed: a link to it, or what the page's script has put there; returns the index after it."""
    post.embeds += 1
    number = post.embeds
    line = lines[at]
    if line.rule == VIEW_MORE:
        return _read_link(post, lines, at)
    name, url, after = "", "", at
    texts: list[str] = []
    if line.rule == _HEADING:
        name = _place_slot(post, line, number, "provider_name")
        after += 1
    if after < len(lines) and lines[after].rule == _REFUSED:
        post.label(lines[after].start, lines[after].end, "embeds", number, _REFUSED)
        after += 1
    if after < len(lines) and lines[after].rule == _CONTENT:
        url = _place_slot(post, lines[after], number, "url")
        after += 1
    report = _find_report(lines, after, has_heading=bool(name))
    for widget in lines[after:report]:
        if widget.rule == _REPORT and widget is lines[report - 1]:
            post.label(widget.start, widget.end, "embeds", number, _REPORT)
            continue
        part = len(texts) + 1
        span = (widget.start, widget.end, FIELD, "embeds", post.entry, number, "text", part, "", "")
        post.spans.append(span)
        texts.append(" ".join(widget.text.split()))
    if report < len(lines) and lines[report].rule in _REPORTS:
        post.label(lines[report].start, lines[report].end, "embeds", number, lines[report].rule)
        report += 1
    provider, kind = _kind_of(name, url)
    availability = "present" if texts else "linked" if url else "consent_notice"
    post.add_embed(Embed(kind, provider, availability, name, url=url, text="\n\n".join(texts)))
    return report


def _read_link(post: Post, lines: list[Line], at: int) -> int:
    """Read `View more on twitter`, which may be printed again behind it or on the next line."""
    line, number = lines[at], post.embeds
    name = _place_slot(post, line, number, "provider_name")
    after = at + 1
    if line.value:
        _place_again(post, line.value, line.end - len(name), line.end, number)
    elif post.layout.is_twinned and after < len(lines) and lines[after].text == line.text and not lines[after].apart:
        twin = lines[after]
        _place_again(post, twin.start, twin.end - len(name), twin.end, number)
        after += 1
    provider, kind = _kind_of(name, "")
    post.add_embed(Embed(kind, provider, "consent_notice", name))
    return after


def _place_slot(post: Post, line: Line, number: int, slot: str) -> str:
    """Give a slot of a line to the field of its name, the words before it to the line's rule."""
    assert line.match is not None  # noqa: S101 - the rules of embeds have a slot
    start, end = (line.start + place for place in line.match.span(slot))
    post.label(line.start, start, "embeds", number, line.rule, part=1)
    return post.field(start, end, "embeds", number, slot)


def _place_again(post: Post, start: int, name: int, end: int, number: int) -> None:
    row = ("embeds", post.entry, number)
    post.spans.append((start, name, BOILERPLATE, *row, "", 1, "", VIEW_MORE))
    post.spans.append((name, end, WITNESS, *row, "provider_name", 0, "", ""))


def _find_report(lines: list[Line], at: int, *, has_heading: bool) -> int:
    """Return the index of the line that ends an embed; `at` if there is none, or another embed begins before it."""
    limit = at + _MAX_WIDGET_LINES if has_heading else at + 2
    for index in range(at, min(len(lines), limit)):
        if lines[index].rule in _REPORTS:
            return index
        if lines[index].rule in EMBED_RULES:
            break
    return at


def _kind_of(name: str, url: str) -> tuple[str, str]:
    """Return the provider and the kind of an embed, by the name that the page prints, else by the address."""
    if name:
        wording = rules.renderers()[RENDERER].wording(name)
        return wording.provider, "video" if name.endswith("Video") else wording.kind
    host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    provider = _HOSTS.get(host, "other")
    known = rules.renderers()[RENDERER].wordings.get(provider)
    return provider, known.kind if known else "video" if provider == "tiktok" else "social_post"


def read_player(post: Post, lines: list[Line], at: int) -> int:
    """Read the publisher's player: its heading, what it says in place of a picture, its caption.

    Args:
        post: the post.
        lines: its lines.
        at: where the player begins; -1 if its heading is the head of the post.

    Returns:
        The index after it.
    """
    post.embeds += 1
    number = post.embeds
    caption = ""
    first = at
    at = max(at, 0)
    while at < len(lines):
        line = lines[at]
        twin = post.repeats(lines, at) and lines[at + 1].rule == _CAPTION
        if line.rule == VIDEO and at != first:
            break  # another player
        if line.rule in PLAYER_RULES:
            post.label(line.start, line.end, "embeds", number, line.rule)
        elif (twin or (line.rule == _CAPTION and line.kind in (LABEL, GLUED))) and not caption:
            label = lines[at + 1] if twin else line
            caption = post.labelled(label, "embeds", number, "caption", line if line.kind == TEXT else None)
            at += 1 if twin else 0
        else:
            break
        at += 1
    post.add_embed(Embed("video", "bbc", "caption_only" if caption else "consent_notice", caption=caption))
    return at
