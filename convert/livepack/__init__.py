"""livepack turns saved live-blog pages into a validated Data Package and proves what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from livepack.building import build_package as build
    from livepack.readers import read_page as read
    from livepack.validation import validate_package as validate

__version__ = "0.1.0"
__all__ = ["__version__", "build", "read", "validate"]

_LAZY = {
    "read": ("livepack.readers", "read_page"),
    "build": ("livepack.building", "build_package"),
    "validate": ("livepack.validation", "validate_package"),
}


def __getattr__(name: str) -> Any:
    """Load the public functions when they are asked for: the command line must start fast."""
    if name not in _LAZY:
        raise AttributeError(f"module 'livepack' has no attribute {name!r}")
    from importlib import import_module

    module, function = _LAZY[name]
    return getattr(import_module(module), function)
