"""Tells the parts of a post in HTML by tag, attribute and class: its furniture, its people, its headline, its marks."""

from __future__ import annotations

import re
from functools import cache

from livepack import rules
from livepack.html_document import Element, shown_text

RENDERER = "html"
_CONTROLS = frozenset({"button", "nav", "form", "input", "select", "label", "amp-social-share", "menu"})
_CONTROL_ROLES = frozenset({"button", "toolbar", "menu", "menubar", "navigation", "search", "dialog"})
_WORD = r"(?:^|[\s_-])(?:{})(?:$|[\s_-])"
_CONTROL = re.compile(
    _WORD.format(
        "share|sharing|social(?:-?(?:links|share|icons|bar|buttons))?|toolbar|buttons?|btn|copy-link|permalink|like|dislike|reactions|tweet-button|post-likes?"
    ),
    re.IGNORECASE,
)
_ADVERT = re.compile(
    _WORD.format(
        "ad|ads|advert|adverts|advertisement|ad-?(?:slot|unit|container|wrapper|placeholder)|dfp|taboola|outbrain|sponsored|promo(?:ted)?"
    ),
    re.IGNORECASE,
)
_TEASER = re.compile(
    _WORD.format(
        "newsletters?|factbox|related(?:-(?:content|links|articles|stories))?|read-?(?:more|next|this)|recirculation|most-read|sign-?up|subscribe"
    ),
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|contributors?|writer|reporter|posted-?by|auteur|autor|yazar)(?:$|[\s_-])|contributor-?name|author-?name",
    re.IGNORECASE,
)
_ROLE = re.compile(r"role|job-?title|position|function", re.IGNORECASE)
_TITLE = re.compile(r"(?:^|[\s_-])(?:headline|title|heading)(?:$|[\s_-])", re.IGNORECASE)
_CREDIT = re.compile(r"credit|copyright|source|photographer|attribution|author", re.IGNORECASE)
_CAPTION = re.compile(r"caption", re.IGNORECASE)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
IMAGES = frozenset({"img", "amp-img"})
_FLAGS = {
    "is_pinned": re.compile(_WORD.format("pinned|is-pinned|sticky-?post"), re.IGNORECASE),
    "is_key_event": re.compile(_WORD.format("key-?(?:event|moment|point)|is-key-event|important"), re.IGNORECASE),
    "is_breaking": re.compile(_WORD.format("breaking(?:-news)?|is-breaking"), re.IGNORECASE),
    "is_summary": re.compile(_WORD.format("is-summary|live-summary|live-blog-summary"), re.IGNORECASE),
}
_LABEL_FLAGS = {
    "html.pinned": "is_pinned",
    "html.key_event": "is_key_event",
    "html.key_events": "is_key_event",
    "html.breaking": "is_breaking",
    "html.key_event_capitals": "is_key_event",
    "html.breaking_capitals": "is_breaking",
}


def furniture_rule(element: Element) -> str:
    """Return the rule that prints all that an element within a post shows; empty if it is not furniture."""
    attrs = element.attrs
    if element.tag in _CONTROLS or attrs.get("role", "").lower() in _CONTROL_ROLES:
        return "html.control"
    if not attrs or element.tag in HEADINGS:
        return ""
    names = f"{attrs.get('class', '')} {attrs.get('data-testid', '')} {attrs.get('data-component', '')}"
    if len(names) > 2:
        if _CONTROL.search(names) and len(shown_text(element).split()) <= 12:
            return "html.control"
        if _ADVERT.search(names) and element.tag != "body":
            return "html.advert"
        if _TEASER.search(names):
            return "html.teaser"
    return ""


def is_person(element: Element) -> bool:
    """Tell an element that names who wrote a post."""
    attrs = element.attrs
    if "author" in attrs.get("rel", "").split() or attrs.get("itemprop") in ("author", "creator"):
        return True
    names = f"{attrs.get('class', '')} {attrs.get('data-testid', '')}".replace("no-byline", "")
    return len(names) > 1 and _PERSON.search(names) is not None and len(shown_text(element)) <= 100


def is_name(text: str) -> bool:
    """Tell a name, or two, by its letters: one to eight words without digits or stops, most with a capital, the last too."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    capitals = [word for word in words if word[:1].isupper()]
    return (
        1 <= len(words) <= 8
        and 3 <= len(text) <= 60
        and not any(char.isdigit() or char in ".!?:;" for char in text)
        and 2 * len(capitals) > len(words)
        and words[-1] in capitals
        and words[0] in capitals
    )


def is_role(element: Element) -> bool:
    """Tell an element that says what somebody is."""
    return _ROLE.search(element.attrs.get("class", "")) is not None


def is_title(element: Element) -> bool:
    """Tell a headline that is no heading by its tag."""
    attrs = element.attrs
    if attrs.get("itemprop") in ("headline", "name") and element.tag not in ("meta", "link"):
        return True
    return (
        element.tag not in ("p", "section", "article", "header") and _TITLE.search(attrs.get("class", "")) is not None
    )


def is_credit(element: Element) -> bool:
    """Tell the credit of a picture, within its caption."""
    names = f"{element.attrs.get('class', '')} {element.attrs.get('itemprop', '')}"
    return _CREDIT.search(names) is not None


def is_caption(element: Element) -> bool:
    """Tell the caption of a picture or player."""
    return element.tag == "figcaption" or (
        element.tag not in ("figure", "img", "section", "article")
        and _CAPTION.search(element.attrs.get("class", "")) is not None
    )


def is_decoration(element: Element) -> bool:
    """Tell a picture that says nothing: without alternative text, and tiny, drawn in data, or declared so."""
    attrs = element.attrs
    if attrs.get("alt", "").strip():
        return False
    sizes = [attrs.get(name, "") for name in ("width", "height")]
    return (
        any(size.isdecimal() and int(size[:9]) <= 48 for size in sizes)
        or (attrs.get("src", "").startswith("data:") and not attrs.get("data-src"))
        or attrs.get("role") == "presentation"
        or not any(attrs.get(name) for name in ("src", "data-src", "srcset", "data-srcset", "data-lazy-src"))
    )


def is_emoji(element: Element) -> bool:
    """Tell a picture that stands for a character."""
    return element.tag == "img" and bool(re.search(r"emoji", element.attrs.get("class", ""), re.IGNORECASE))


def flags_of(element: Element) -> dict[str, bool]:
    """Return the marks that a post's own element bears."""
    names = " ".join(element.attrs.get(name, "") for name in ("class", "data-type", "data-post-type"))
    found: dict[str, bool] = {
        name: True for name, pattern in _FLAGS.items() if pattern.search(names.replace("--", " "))
    }
    for name in ("data-pinned", "data-is-pinned"):
        if element.attrs.get(name, "").lower() == "true":
            found["is_pinned"] = True
    return found


@cache
def _labels() -> dict[str, str]:
    return {
        rule.template.strip(): rule_id
        for rule_id, rule in rules.renderers()[RENDERER].rules.items()
        if rule.place == "head"
    }


def label_rule(text: str) -> tuple[str, str]:
    """Return the rule that prints a short label, and the mark that it makes of the post; empty strings if there is none."""
    rule = _labels().get(text, "")
    return rule, _LABEL_FLAGS.get(rule, "")
