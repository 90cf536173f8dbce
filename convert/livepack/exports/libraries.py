"""Loads libraries that only some exports need."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from livepack.errors import UsageError


def need_library(module: str, name: str) -> Any:
    """Import a library of the extra `livepack[export]`; raises UsageError, with what to install, if it is not there."""
    try:
        return import_module(module)
    except ImportError:
        raise UsageError(
            f"this export needs {name}, which is not installed",
            advice=f"pip install 'livepack[export]', or {name} alone: pip install {module}",
        ) from None
