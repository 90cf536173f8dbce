"""SHA256SUMS: the digests of a package's files, as `sha256sum --check SHA256SUMS` reads them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

CHECKSUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (\S(?:.*\S)?)")


def render_checksums(files: Mapping[str, bytes]) -> bytes:
    """Return SHA256SUMS of files by their names, which have `/` between folders; sorted by name."""
    names = sorted(name for name in files if name != CHECKSUMS)
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names).encode()


def read_checksums(text: str) -> tuple[dict[str, str], list[int]]:
    """Return the digests by file name, and the numbers, from 1, of lines that are none or name a file again."""
    digests: dict[str, str] = {}
    faults = []
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in digests:
            faults.append(number)
        else:
            digests[found[2]] = found[1]
    return digests, faults
