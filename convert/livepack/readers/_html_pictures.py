"""Tells the pictures of a post in HTML, their captions and credits, and those that say nothing or show its author."""

from __future__ import annotations

import re
from functools import lru_cache

from livepack.html_document import Element, Text, shown_text
from livepack.readers._html_people import is_name

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
_CAPTION = re.compile(r"caption", re.IGNORECASE)
_CAPTION_ITSELF = re.compile(r"caption(?:$|[\s])(?!.*credit)", re.IGNORECASE)
_FIGURE = re.compile(r"image|photo|picture|figure|media|caption", re.IGNORECASE)
IMAGES = frozenset({"img", "amp-img"})
_MAX_BESIDE = 100  # "Ann Example, correspondent in Reedmere, 2 hours ago"


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
