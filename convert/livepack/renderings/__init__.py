"""Renders a report for people, machines and pages.

All forms render the same findings. Nothing here decides anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from livepack.renderings.github import render_github
from livepack.renderings.junit import render_junit
from livepack.renderings.markdown import render_markdown
from livepack.renderings.page import render_html
from livepack.renderings.sarif import render_sarif
from livepack.renderings.tally import MAX_SHOWN
from livepack.report import Report, render_json, render_text

__all__ = ["MAX_SHOWN", "RENDERINGS"]

Rendering = Callable[[Report], str]

# Half a surrogate pair, from "\ud83d" in somebody's JSON or from a file's name that is no UTF-8: no encoding has it.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(render: Rendering) -> Rendering:
    """Return a rendering whose text can always be written as UTF-8."""
    return lambda report: _LONE_SURROGATE.sub("\ufffd", render(report))


RENDERINGS: dict[str, Rendering] = {
    "text": _encodable(render_text),
    "json": _encodable(render_json),
    "junit": _encodable(render_junit),
    "sarif": _encodable(render_sarif),
    "github": _encodable(render_github),
    "markdown": _encodable(render_markdown),
    "html": _encodable(render_html),
}
