"""Tells elements by CSS selectors: the few forms that a layout needs, matched on the elements of `html_document`.

Tag, class, id and attribute (`[a]`, `[a=v]`, `[a^=v]`, `[a$=v]`, `[a*=v]`, `[a~=v]`), one element within another by a
space, or as its child by `>`, and alternatives by a comma. https://www.w3.org/TR/selectors-4/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from livepack.html_document import Element, HtmlDocument

_PART = re.compile(
    r"(?P<tag>[A-Za-z][\w-]*|\*)|\.(?P<word>[\w-]+)|#(?P<id>[\w-]+)"
    r"|\[(?P<name>[\w-]+)(?:(?P<how>[\^$*~]?=)(?:(?P<quote>[\"'])(?P<quoted>.*?)(?P=quote)|(?P<value>[^\]\"']+)))?\]"
)
_STEP = re.compile(r"\s*(>)\s*|\s+(?![^\[]*\])")


class _Test(NamedTuple):
    """A condition on an attribute; `how` is empty where it only has to be there."""

    name: str
    how: str
    value: str


class _Simple(NamedTuple):
    """What one element has to be."""

    tag: str
    tests: tuple[_Test, ...]
    is_child: bool  # of the one before it, and not only somewhere within it

    def fits(self, element: Element) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        return all(_holds(test, element.attrs.get(test.name)) for test in self.tests)


def _holds(test: _Test, value: str | None) -> bool:
    if value is None:
        return False
    return {
        "": True,
        "=": value == test.value,
        "^=": value.startswith(test.value),
        "$=": value.endswith(test.value),
        "*=": test.value in value,
        "~=": test.value in value.split(),
    }[test.how]


@cache
def _compile(selector: str) -> tuple[tuple[_Simple, ...], ...]:
    return tuple(_steps(part.strip(), selector) for part in selector.split(","))


def _steps(text: str, whole: str) -> tuple[_Simple, ...]:
    first, *rest = _STEP.split(text)  # step, combinator, step, combinator, step
    return (
        _simple(first, whole, is_child=False),
        *(_simple(step, whole, is_child=bool(sign)) for sign, step in zip(rest[::2], rest[1::2], strict=True)),
    )


def _simple(text: str, whole: str, *, is_child: bool) -> _Simple:
    tag, tests, at = "", [], 0
    if not text:
        raise ValueError(f"a selector is missing in {whole!r}")
    while at < len(text):
        found = _PART.match(text, at)
        if found is None or (found["tag"] and at):
            raise ValueError(f"not a selector that livepack knows: {whole!r} at {text[at:]!r}")
        if found["tag"]:
            tag = found["tag"].lower().replace("*", "")
        elif found["word"]:
            tests.append(_Test("class", "~=", found["word"]))
        elif found["id"]:
            tests.append(_Test("id", "=", found["id"]))
        else:
            value = found["quoted"] if found["quoted"] is not None else found["value"]
            tests.append(_Test(found["name"].lower(), found["how"] or "", value or ""))
        at = found.end()
    return _Simple(tag, tuple(tests), is_child)


def matches(element: Element, selector: str) -> bool:
    """Tell whether an element is what a selector says; an empty selector is no element.

    Raises:
        ValueError: the selector has a form that is not known here.
    """
    return any(_matches(element, steps) for steps in _compile(selector)) if selector else False


def _matches(element: Element, steps: tuple[_Simple, ...]) -> bool:
    """Tell whether an element is the last of some steps, and those around it the others."""
    if not steps[-1].fits(element):
        return False
    if len(steps) == 1:
        return True
    around = element.parent
    while around is not None:
        if _matches(around, steps[:-1]):
            return True
        around = None if steps[-1].is_child else around.parent
    return False


def select(document: HtmlDocument, within: Element, selector: str) -> Iterator[Element]:
    """Return the elements within one, not itself, that are what a selector says, in order."""
    if selector:
        for element in document.within(within)[1:]:
            if matches(element, selector):
                yield element
