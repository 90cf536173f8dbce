"""Tells the parts of a post in HTML by tag, attribute and class: its furniture, its headline, its marks, its labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from livepack import rules
from livepack.html_document import Element
from livepack.readers._html_people import names_role
from livepack.templates import Rule

RENDERER = "html"
_CONTROLS = frozenset({"button", "nav", "form", "input", "select", "label", "amp-social-share", "menu"})
_CONTROL_ROLES = frozenset({"button", "toolbar", "menu", "menubar", "navigation", "search", "dialog"})
_WORD = r"(?:^|[\s_-])(?:{})(?:$|[\s_-])"
_CONTROL = re.compile(
    _WORD.format(
        "tags|tag-?list|share|sharing|social(?:-?(?:links|share|icons|bar|buttons))?|toolbar|buttons?|btn|copy-link|permalink|like|dislike|reactions|tweet-button|post-likes?|comments?-?(?:counts?|links?|numbers?)"
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
_CONSENT = re.compile(
    _WORD.format(
        "(?:consent|cookie|gdpr|privacy|opt-?in)-?(?:notice|overlay|banner|message|text|placeholder|prompt|info|box|hint|label)s?"
    ),
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:^|[\s_-])(?:headline|title|heading)(?:$|[\s_-])", re.IGNORECASE)
PLAIN = frozenset({"p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"})  # blocks, where they have no attributes
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FLAGS = {
    "is_pinned": re.compile(_WORD.format("pinned|is-pinned|sticky-?post"), re.IGNORECASE),
    "is_key_event": re.compile(
        _WORD.format("key-?(?:event|moment|point)|is-key-event|important|(?:post|entry|update)[ -]highlighted"),
        re.IGNORECASE,
    ),
    "is_breaking": re.compile(_WORD.format("breaking(?:-news)?|is-breaking"), re.IGNORECASE),
    "is_summary": re.compile(_WORD.format("is-summary|live-summary|live-blog-summary"), re.IGNORECASE),
}
_PINNED = frozenset({"data-pinned", "data-is-pinned", "data-sticky", "data-post-sticky", "data-is-sticky"})
_LABEL_FLAGS = {
    "html.pinned": "is_pinned",
    "html.key_event": "is_key_event",
    "html.key_events": "is_key_event",
    "html.breaking": "is_breaking",
    "html.key_event_capitals": "is_key_event",
    "html.breaking_capitals": "is_breaking",
    "html.pinned_word": "is_pinned",
    "html.key_word": "is_key_event",
    "html.breaking_word": "is_breaking",
}
_MAX_LABEL = 40
_MAX_BY = 14  # "Reporting by:"
_MOST_WORDS = {"html.control": 12, "html.consent": 120}  # of furniture that has no more


def furniture_rule(element: Element) -> str:
    """Return the rule that prints all that an element within a post shows; empty if it is not furniture."""
    attrs = element.attrs
    if element.tag in _CONTROLS or (attrs and attrs.get("role", "").lower() in _CONTROL_ROLES):
        return "html.control"
    if not attrs or element.tag in HEADINGS:
        return ""
    for rule in _furniture_names(attrs.get("class", ""), attrs.get("data-testid", ""), attrs.get("data-component", "")):
        if rule not in _MOST_WORDS or element.words <= _MOST_WORDS[rule]:
            return rule
    return ""


@lru_cache(maxsize=8192)
def _furniture_names(*names: str) -> tuple[str, ...]:
    text = " ".join(names)
    patterns = {"html.control": _CONTROL, "html.advert": _ADVERT, "html.consent": _CONSENT, "html.teaser": _TEASER}
    return tuple(rule for rule, pattern in patterns.items() if pattern.search(text) is not None)


@lru_cache(maxsize=8192)
def names_title(tag: str, names: str, itemprop: str) -> bool:
    """Tell a headline that is no heading by its tag: by the names in its class, and by its property."""
    if itemprop in ("headline", "name") and tag not in ("meta", "link"):
        return True
    is_box = tag in ("p", "section", "article", "header")
    return not is_box and _TITLE.search(names) is not None and not names_role(names)


def flags_of(element: Element) -> dict[str, bool]:
    """Return the marks that a post's own element bears."""
    attrs = element.attrs
    names = _names_flags(attrs.get("class", ""), attrs.get("data-type", ""), attrs.get("data-post-type", ""))
    found = dict.fromkeys(names, True)
    if any(attrs.get(name, "").lower() == "true" for name in _PINNED.intersection(attrs)):
        found["is_pinned"] = True
    return found


@lru_cache(maxsize=8192)
def _names_flags(*names: str) -> tuple[str, ...]:
    text = " ".join(names).replace("--", " ")
    return tuple(flag for flag, pattern in _FLAGS.items() if pattern.search(text))


def common_flags(posts: Sequence[Element]) -> frozenset[str]:
    """Return the marks that all posts of three or more bear by their names: it is the list that is named so."""
    if len(posts) < 3:
        return frozenset()
    return frozenset.intersection(*(frozenset(flags_of(post)) for post in posts))


def is_card_label(text: str) -> bool:
    """Tell words such as "Read more:" that stand before a link to another story."""
    return len(text) <= _MAX_LABEL and _rules()["html.read_also"].match(text.strip()) is not None


def is_by_word(text: str) -> bool:
    """Tell the word before a name, "By", that stands outside the element of the name."""
    return len(text) <= _MAX_BY and _rules()["html.by_word"].match(text.strip()) is not None


@cache
def _rules() -> Mapping[str, Rule]:
    return rules.renderers()[RENDERER].rules


@cache
def _labels() -> tuple[dict[str, str], tuple[Rule, ...]]:
    """Return the rules of short labels: those of one wording by it, and those of several."""
    found = [rule for rule in _rules().values() if rule.place == "head"]
    exact = {rule.template.strip(): rule.rule_id for rule in found if "{" not in rule.template}
    return exact, tuple(rule for rule in found if "{" in rule.template)


@lru_cache(maxsize=4096)
def label_rule(text: str) -> tuple[str, str]:
    """Return the rule that prints a short label, and the mark that it makes of the post; empty strings if there is none."""
    exact, worded = _labels()
    rule = exact.get(text, "")
    if not rule and (len(text) <= _MAX_LABEL or text.startswith("The post ")):
        rule = next((found.rule_id for found in worded if found.match(text) is not None), "")
    return rule, _LABEL_FLAGS.get(rule, "")
