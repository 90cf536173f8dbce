"""The words that a page of the World Service prints around the editors': its service's own, else the renderer's in English."""

from __future__ import annotations

import re
from typing import Final

from livepack import rules
from livepack.readers._bbc_figures import Labels
from livepack.readers._simorgh_service import Labels as ServiceLabels
from livepack.readers._simorgh_service import literal
from livepack.templates import Rule

_COLUMNS: Final = {
    "image_source": "credit",
    "image_caption": "caption",
    "video_caption": "caption",
    "audio_caption": "caption",
    "other_caption": "caption",
}
_NOTICES: Final = (
    "consent_skip",
    "consent_heading",
    "consent_body",
    "consent_button",
    "embed_warning",
    "embed_warning_short",
    "consent_end",
    "notice_text",
    "notice_link",
    "notice_warning",
    "no_script",
)


class PageWords:
    """Finds the rule that prints some words of a page."""

    def __init__(self, labels: ServiceLabels) -> None:
        self.labels = labels
        columns = {
            literal(rule.template): (column, rule.rule_id)
            for name, column in _COLUMNS.items()
            for rule in reversed(labels.rules_of(name))
        }
        self._figures = Labels(self, dict(sorted(columns.items(), key=lambda item: -len(item[0]))), {})

    def figure_labels(self) -> Labels:
        """Return the labels of pictures and players."""
        return self._figures

    def own(self, name: str) -> str:
        """Return the id of the service's rule of a name."""
        return self.labels.rules_of(name)[0].rule_id

    def rule_of(self, name: str, text: str) -> str:
        """Return the rule of a name that prints just a text, before its first value; empty if none does."""
        found = (rule for rule in self.labels.rules_of(name) if text and text == literal(rule.template).rstrip(",،、 "))
        return next((rule.rule_id for rule in found), "")

    def prefix_of(self, name: str, text: str) -> tuple[str, str]:
        """Return the rule of a name whose words a text begins with, and these words; empty if none does."""
        found = ((rule.rule_id, literal(rule.template).rstrip(",، ")) for rule in self.labels.rules_of(name))
        return next(((rule, label) for rule, label in found if label and text.startswith(label)), ("", ""))

    def classify(self, text: str) -> tuple[Rule, re.Match[str]] | None:
        """Return the rule of a consent notice or of a player that prints a whole line, and its match."""
        for name in _NOTICES:
            for rule in self.labels.rules_of(name):
                match = rule.match(text)
                if match is not None:
                    return rule, match
        return None

    def wording(self, provider_name: str) -> rules.Wording:
        """Return how a provider is worded."""
        return self.labels.renderers[-1].wording(provider_name)
