"""The front matter of a package's README.md, by which Hugging Face knows, describes and loads a data set.

Its keys are those of https://huggingface.co/docs/hub/datasets-cards and, for `configs`,
https://huggingface.co/docs/hub/datasets-manual-configuration; what stands beside `data_files` goes to pandas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from livepack import schemas
from livepack.documents.holdings import Holdings, names_of_tables

DEFAULT_TABLE = "entries"
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
# Without these an empty cell is a number that is none, and in a table of more than 10,000 rows a column whose first
# cells are all empty, or all numbers, cannot be loaded at all.
_READING = "na_filter: false, chunksize: 1000000000"


def render_front_matter(holdings: Holdings) -> list[str]:
    """Return the lines of the front matter, its fences included."""
    import yaml

    descriptor = holdings.descriptor
    found: dict[str, Any] = {"pretty_name": " ".join(str(descriptor.get("title", "")).split())}
    found |= _license(descriptor)
    languages = sorted({row["language"].partition("-")[0].lower() for row in holdings.blogs if row["language"]})
    if languages:
        found["language"] = languages
    keywords = descriptor.get("keywords")
    if isinstance(keywords, list):
        found["tags"] = [" ".join(str(word).split()) for word in keywords]
    found["size_categories"] = [_size(holdings.census[DEFAULT_TABLE].rows)]
    text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, width=10_000)
    return ["---", *text.removesuffix("\n").split("\n"), "configs:", *map(_config, names_of_tables(descriptor)), "---"]


def _config(table: str) -> str:
    default = ", default: true" if table == DEFAULT_TABLE else ""
    return f"- {{config_name: {table}, data_files: {table}.csv, {_READING}{default}}}"


def _size(rows: int) -> str:
    return next((name for bound, name in _SIZES if rows < bound), "n>1M")


def _license(descriptor: Mapping[str, Any]) -> dict[str, str]:
    """Return the licence by the hub's name for it; one that it has no name for is "other" with the name stated here."""
    stated = [one for one in descriptor.get("licenses") or [] if isinstance(one, dict)]
    names = [str(one.get("name") or one.get("title") or "") for one in stated]
    known = schemas.package_settings()["licenses"]
    if len(names) == 1 and names[0] in known:
        return {"license": known[names[0]]["hub"]}
    found = {"license": "other"}
    name = re.sub(r"[^a-z0-9.]+", "-", " and ".join(names).lower()).strip("-")
    if name:
        found["license_name"] = name
    links = [str(one["path"]) for one in stated if one.get("path")]
    return found | ({"license_link": links[0]} if links else {})
