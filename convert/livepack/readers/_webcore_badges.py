"""The words of the icon beside a post's number or above its title: "get involved" above a post with readers' messages.

      2. get involved

        Get Involved - Your favouritespublished at 12:41 British Summer Time 15 August 2024

Seen in stored copies of sport pages, layout copies of feeds.bbci.co.uk among them.
"""

from __future__ import annotations

from livepack.ledger import Placed
from livepack.page import BOILERPLATE, UNREAD
from livepack.readers._webcore_heads import INVOLVED


def place_badge(start: int, badge: str, number: int) -> Placed:
    """Place a badge of the post of that number; one that no rule knows is left unread."""
    if badge != INVOLVED:
        return start, start + len(badge), UNREAD, "", 0, 0, "", 0, "", ""
    return start, start + len(badge), BOILERPLATE, "entries", number, 0, "", 0, "", "webcore.badge"
