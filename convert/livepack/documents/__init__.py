"""The documents that lie in a package beside its tables, each a pure function of its rows and its descriptor.

A package can thus have its documents made again from its own files, also when its words have been taken out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from livepack.documents.checksums import CHECKSUMS, render_checksums
from livepack.documents.holdings import Holdings, Row

__all__ = ["CHECKSUMS", "add_documents", "render_documents", "render_holdings"]


def render_documents(tables: Mapping[str, Sequence[Row]], descriptor: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the documents of a package by their names, but for SHA256SUMS, which needs the bytes of all files.

    Args:
        tables: the rows of every table.
        descriptor: the package's datapackage.json, with the sizes and digests of the tables.
    """
    from livepack.documents.holdings import take_stock
    from livepack.documents.live_blogs import render_live_blogs

    return render_holdings(take_stock(tables, descriptor)) | dict(render_live_blogs(tables, descriptor))


def render_holdings(holdings: Holdings) -> dict[str, bytes]:
    """Return the documents that tell of the package as a whole, by their names."""
    from livepack.documents.citation_file import render_citation_file
    from livepack.documents.codebook import render_codebook
    from livepack.documents.croissant import render_croissant
    from livepack.documents.readme import render_readme
    from livepack.documents.rights import render_rights

    texts = {
        "README.md": render_readme(holdings),
        "CODEBOOK.md": render_codebook(holdings),
        "RIGHTS.md": render_rights(holdings),
        "CITATION.cff": render_citation_file(holdings),
        "croissant.json": render_croissant(holdings),
    }
    return {name: text.encode() for name, text in texts.items()}


def add_documents(
    files: Mapping[str, bytes], tables: Mapping[str, Sequence[Row]], descriptor: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return a package's tables and descriptor with all its documents, SHA256SUMS among them.

    Args:
        files: the bytes of its tables and its descriptor by name.
        tables: the rows of every table.
        descriptor: the descriptor as an object.
    """
    found = {**files, **render_documents(tables, descriptor)}
    return found | {CHECKSUMS: render_checksums(found)}
