"""Tells the parts of a post in HTML by tag, attribute and class: its furniture, its people, its headline, its marks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from livepack import rules
from livepack.html_document import Element, Text, shown_text, walk_texts
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
_PERSON = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?line|contributors?|writer|reporter|posted-?by|auteur|autor|yazar)(?:$|[\s_-])|contributor-?name|author-?name",
    re.IGNORECASE,
)
_ROLE = re.compile(r"role|(?:job|author|byline|contributor)-?_*title|position|function", re.IGNORECASE)
_TITLE = re.compile(r"(?:^|[\s_-])(?:headline|title|heading)(?:$|[\s_-])", re.IGNORECASE)
_CREDIT = re.compile(
    r"credit|copyright|source|photographer|attribution|author|autor|fotograf|bildnachweis|cr[ée]dito", re.IGNORECASE
)
_FIGURE_LABEL = re.compile(r"image|credit(?:\.\.\.|…)", re.IGNORECASE)
_CREDIT_TAGS = frozenset({"span", "small", "cite", "em", "i"})
# as in "Photograph: Ann Example/Agency", "Foto: Agentur" and "© Agency"
_SAYS_CREDIT = re.compile(
    r"(?:(?:photo(?:graph|graphy)?|picture|image|foto|bild|imagen|imagem|immagine)s?(?: (?:credits?|source|by))?|(?:photo )?credits?|cr[ée]ditos?|crédits?|credito|bildquelle|quelle|fuente|fonte|source)\s?(?:[:/]|\.\.\.|…)|©|\(c\)\s",
    re.IGNORECASE,
)
_PORTRAIT = re.compile(
    r"avatar|headshot|portrait|by-?line|(?:author|profile|reporter)-?_*(?:image|img|pic|photo)", re.IGNORECASE
)
_CREDIT_LABEL = re.compile(r"\s*(?:(?:photo(?:graph)? )?credits?|image source|photograph)\b", re.IGNORECASE)
# "quote-credit", "quote__author", "pullquote-attribution", "blockquote_source", "comment-author"
_SPEAKER = re.compile(
    r"(?:quot(?:e|ation)|citation|zitat|comment|question)[a-z]*[_-]+(?:credit|author|autor|source|attribution|by|cite|name|speaker|person|caption|footer)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"caption", re.IGNORECASE)
_CAPTION_ITSELF = re.compile(r"caption(?:$|[\s])(?!.*credit)", re.IGNORECASE)
_FIGURE = re.compile(r"image|photo|picture|figure|media|caption", re.IGNORECASE)
_AUTHORS = frozenset({"author", "creator", "schema:author"})
_NO_NAMES = frozenset({"p", "time", "figure", "blockquote", "h2", "h3", "h4"})  # not within who wrote a post
PLAIN = frozenset({"p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"})  # blocks, where they have no attributes
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
IMAGES = frozenset({"img", "amp-img"})
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
BY = re.compile(
    r"(?:(?:posted |written |reporting )?by:?|from|von(?! de[rmn]\b)|par|por|door|av|af)\s+(?=\S)", re.IGNORECASE
)
_BETWEEN_PEOPLE = re.compile(r"\W*(?:\w{1,3})?\W*")  # "," and "and", "und", "et"
_MAX_LABEL = 40
_MAX_BY = 14  # "Reporting by:"
_MAX_BESIDE = 100  # "Ann Example, correspondent in Reedmere, 2 hours ago"
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
def _names_person(*names: str) -> bool:
    return _PERSON.search(" ".join(names).replace("no-byline", "")) is not None


def is_person(element: Element) -> bool:
    """Tell an element that names who wrote a post."""
    attrs = element.attrs
    if not attrs:
        return False
    if (
        attrs.get("itemprop") in _AUTHORS
        or attrs.get("property") in _AUTHORS
        or ("rel" in attrs and "author" in attrs["rel"].split())
    ):
        return element.tag != "meta"
    return (
        _names_person(attrs.get("class", ""), attrs.get("data-testid", ""))
        and len(shown_text(element)) <= 100
        and not _holds(element, _NO_NAMES)
    )


def people_in(element: Element) -> list[Element]:
    """Return the elements that each name one of several people; the element itself where it names one."""
    found: list[Element] = []
    waiting = list(reversed(list(element.elements)))
    while waiting:
        node = waiting.pop()
        inner = people_in(node) if is_person(node) and not is_role(node) else []
        found += inner
        if not inner:
            waiting.extend(reversed(list(node.elements)))
    return found if len(found) > 1 else _linked_people(element) or [element]


def _linked_people(element: Element) -> list[Element]:
    """Return the links that each name one of several people: names, with commas and short words between them."""
    links: list[Element] = []
    beside = ""
    for text in walk_texts(element):
        link = _link_around(text, element)
        if link is None:
            beside += text.data
        elif link not in links:
            if links and not _BETWEEN_PEOPLE.fullmatch(beside):
                return []
            links.append(link)
            beside = ""
    is_apart = len(links) > 1 and _BETWEEN_PEOPLE.fullmatch(beside) and all(is_name(shown_text(link)) for link in links)
    return links if is_apart else []


def _link_around(text: Text, box: Element) -> Element | None:
    node: Element | None = text.parent
    while node is not None and node is not box:
        if node.tag == "a":
            return node
        node = node.parent
    return None


def _holds(element: Element, tags: frozenset[str]) -> bool:
    waiting = list(element.elements)
    while waiting:
        node = waiting.pop()
        if node.tag in tags:
            return True
        waiting.extend(node.elements)
    return False


def is_name(text: str) -> bool:
    """Tell a name, or two, by its letters: one to eight words without digits or stops, most with a capital, the last too."""
    if not 3 <= len(text) <= 60:
        return False
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    capitals = [word for word in words if word[:1].isupper()]
    return (
        1 <= len(words) <= 8
        and not any(char.isdigit() or char in ".!?:;" for char in text)
        and 2 * len(capitals) > len(words)
        and words[-1] in capitals
        and words[0] in capitals
    )


def is_role(element: Element) -> bool:
    """Tell an element that says what somebody is."""
    return _ROLE.search(element.attrs.get("class", "")) is not None


@lru_cache(maxsize=8192)
def names_title(tag: str, names: str, itemprop: str) -> bool:
    """Tell a headline that is no heading by its tag: by the names in its class, and by its property."""
    if itemprop in ("headline", "name") and tag not in ("meta", "link"):
        return True
    is_box = tag in ("p", "section", "article", "header")
    return not is_box and _TITLE.search(names) is not None and _ROLE.search(names) is None


def is_credit(element: Element) -> bool:
    """Tell the credit of a picture, within its caption."""
    names = f"{element.attrs.get('class', '')} {element.attrs.get('itemprop', '')}"
    if _CREDIT.search(names) is not None:
        return _CAPTION_ITSELF.search(names) is None
    if element.tag in _CREDIT_TAGS and _SAYS_CREDIT.match(shown_text(element)):
        return True
    label = next((inner for inner in element.elements), None)
    return (
        label is not None
        and label.is_hidden
        and any(isinstance(node, Text) and _CREDIT_LABEL.match(node.data) for node in label.children)
    )


def names_speaker(element: Element) -> bool:
    """Tell an element that says behind a quotation whose it is: by its class, or as the caption of a figure of words."""
    if element.tag == "figcaption":
        return True
    return element.tag in ("p", "div", "span", "cite", "footer") and (
        _SPEAKER.search(element.attrs.get("class", "")) is not None
    )


def figure_label_rule(element: Element) -> str:
    """Return the rule of a label in a figure that is meant for those who listen to the page; empty if it is none."""
    is_label = not any(True for _ in element.elements) and _FIGURE_LABEL.fullmatch(shown_text(element))
    return "html.figure_label" if is_label else ""


def is_caption(element: Element) -> bool:
    """Tell the caption of a picture or player."""
    return element.tag == "figcaption" or (
        element.tag not in ("figure", "img", "section", "article")
        and _CAPTION.search(element.attrs.get("class", "")) is not None
    )


def is_figure(element: Element) -> bool:
    """Tell an element that holds a picture and its caption without being a `figure`."""
    if element.tag in ("div", "section", "span", "aside"):
        names = element.attrs.get("class", "")
    else:
        names = element.tag if "-" in element.tag else ""  # an element of the platform's own: <image-embed>
    return _names_figure(names) and _holds_caption(element)


@lru_cache(maxsize=8192)
def _names_figure(names: str) -> bool:
    return _FIGURE.search(names) is not None


def _holds_caption(element: Element) -> bool:
    """Tell whether an element holds one picture and captions, and words nowhere else."""
    pictures, captions, others = 0, 0, False
    waiting: list[Element] = list(element.elements)
    while waiting:
        node = waiting.pop()
        if is_caption(node) or is_credit(node):
            captions += bool(shown_text(node))
        elif node.tag in IMAGES:
            pictures += 1
        else:
            others = others or any(isinstance(child, Text) and child.data.strip() for child in node.children)
            waiting.extend(node.elements)
    return pictures == 1 and captions > 0 and not others


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


def has_portrait(element: Element) -> bool:
    """Tell a box that shows a name, and a picture of that alternative text."""
    may_hold = element.last > element.index and element.tag in ("div", "span", "address", "header")
    images = element.find("img", "amp-img") if may_hold else ()
    return any(
        is_name(shown_text(element)) and image.attrs.get("alt", "").strip() == shown_text(element) for image in images
    )


def is_portrait(image: Element) -> bool:
    """Tell the picture of who wrote a post, by its class and those right around it."""
    node: Element | None = image
    for _ in range(3):
        if node is None or node.tag in ("figure", "article"):
            return False
        if _names_portrait(node.attrs.get("class", "")):
            return True
        node = node.parent
    return False


def stands_beside_its_name(image: Element) -> bool:
    """Tell a picture whose alternative text is a name, in a box that begins with that name and says little more."""
    name = image.attrs.get("alt", "").strip()
    node = image.parent if is_name(name) else None
    for _ in range(3):
        if node is None or node.tag in ("figure", "article", "p", "blockquote", "a"):
            return False
        text = shown_text(node)
        if text:
            return len(text) <= _MAX_BESIDE and text.casefold().removeprefix("by ").startswith(name.casefold())
        node = node.parent
    return False


@lru_cache(maxsize=8192)
def _names_portrait(names: str) -> bool:
    return _PORTRAIT.search(names) is not None


def is_emoji(element: Element) -> bool:
    """Tell a picture that stands for a character."""
    return element.tag == "img" and "emoji" in element.attrs.get("class", "").lower()


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
