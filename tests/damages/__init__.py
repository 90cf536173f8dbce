"""Damages of good packages, each with the whole set of codes that it must raise: a module each sort, `table` for all."""

from __future__ import annotations

import pkgutil
from importlib import import_module

for _found in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_found.name}")
