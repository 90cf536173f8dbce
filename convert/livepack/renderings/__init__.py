"""Renders a report for people, machines and pages.

All forms render the same findings. Nothing here decides anything.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable

from livepack.report import Report, render_json, render_text

__all__ = ["RENDERINGS"]

Rendering = Callable[[Report], str]

# Half a surrogate pair, from "\ud83d" in somebody's JSON or from a file's name that is no UTF-8: no encoding has it.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(render: Rendering) -> Rendering:
    """Return a rendering whose text can always be written as UTF-8."""
    return lambda report: _LONE_SURROGATE.sub("\ufffd", render(report))


def _load(module: str) -> Rendering:
    """Return the rendering of a module, which is imported when it is asked for: no run needs all of them."""
    return lambda report: str(
        getattr(importlib.import_module(f"livepack.renderings.{module}"), f"render_{module}")(report)
    )


RENDERINGS: dict[str, Rendering] = {
    "text": _encodable(render_text),
    "json": _encodable(render_json),
    "junit": _encodable(_load("junit")),
    "sarif": _encodable(_load("sarif")),
    "github": _encodable(_load("github")),
    "markdown": _encodable(_load("markdown")),
    "html": _encodable(_load("html")),
}
