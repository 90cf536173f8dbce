"""CITATION.cff of a package, by the Citation File Format 1.2.0 (https://citation-file-format.github.io)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from livepack import schemas
from livepack.citation import find_makers
from livepack.documents.holdings import Holdings, stated_description

_MESSAGE = "If you use this data set, please cite it as below, and its single posts as README.md shows."
# The forms that the schema of the format asks for.
_ORCID = re.compile(r"https://orcid\.org/[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")
_EMAIL = re.compile(r"\S+@\S+\.\S{2,}")


def render_citation_file(holdings: Holdings) -> str:
    """Return CITATION.cff; what is not known is left out, but for the makers, without whom the format is not met."""
    import yaml

    descriptor = holdings.descriptor
    found: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": _MESSAGE,
        "type": "dataset",
        "title": str(descriptor.get("title", "")),
    }
    description = stated_description(holdings)
    if description:
        found["abstract"] = description
    found["authors"] = [_author(one) for one in find_makers(descriptor)] or [{"name": "Makers not stated"}]
    if descriptor.get("version"):
        found["version"] = str(descriptor["version"])
    if descriptor.get("created"):
        found["date-released"] = str(descriptor["created"])[:10]
    if descriptor.get("homepage"):
        found["url"] = str(descriptor["homepage"])
    found |= _license(descriptor)
    if descriptor.get("keywords"):
        found["keywords"] = list(dict.fromkeys(map(str, descriptor["keywords"])))
    return "# Made by livepack build. Do not edit.\n" + yaml.safe_dump(found, allow_unicode=True, sort_keys=False)


def _author(maker: Mapping[str, Any]) -> dict[str, str]:
    """Return a person where given and family name are told apart, else an entity of that name."""
    found = {"name": str(maker["title"])}
    if maker.get("familyName") or maker.get("givenName"):
        found = {"family-names": maker.get("familyName", ""), "given-names": maker.get("givenName", "")}
        found["affiliation"] = maker.get("organization", "")
    path = str(maker.get("path", ""))
    found["orcid" if _ORCID.fullmatch(path) else "website"] = path
    found["email"] = maker.get("email", "") if _EMAIL.fullmatch(maker.get("email", "")) else ""
    return {key: value for key, value in found.items() if value}


def _license(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return the licences by their SPDX names if all have one, else the address of the only one."""
    stated = [one for one in descriptor.get("licenses") or [] if isinstance(one, dict)]
    known = schemas.package_settings()["licenses"]
    names = [known[one["name"]]["spdx"] for one in stated if one.get("name") in known]
    if names and len(names) == len(stated):
        return {"license": names[0] if len(names) == 1 else names}
    return {"license-url": str(stated[0]["path"])} if len(stated) == 1 and stated[0].get("path") else {}
