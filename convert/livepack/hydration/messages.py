"""The messages of findings: where one quotes a cell that was taken out, the cell's name stands in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from livepack.findings import shorten
from livepack.hydration.columns import Cell

_MIN_WORDS = 2  # a single word may stand in a message by chance, and is no quotation
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def close_message(message: str, cells: Mapping[str, str]) -> str:
    """Return a finding's message with `{published_text}` where it quotes that cell of its row.

    Args:
        message: the message.
        cells: what was taken out of the row that the finding names, by column.
    """
    if _SLOT.search(message):
        return message  # it could not be told from what stands there
    for column, value in cells.items():
        if len(value.split()) >= _MIN_WORDS:
            message = message.replace(shorten(value), f"{{{column}}}")
    return message


def open_message(finding: Mapping[str, str], values: Mapping[Cell, str]) -> str:
    """Return a finding's message with the words of the cells that it names.

    Args:
        finding: the row of the table findings.
        values: the values of cells that are known again.
    """

    def words(slot: re.Match[str]) -> str:
        return shorten(values.get((finding["table_name"], finding["row_id"], slot[1]), "")) or slot[0]

    return _SLOT.sub(words, finding["message"])
