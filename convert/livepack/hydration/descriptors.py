"""The mark that a dehydrated package bears in its descriptor, and the way back."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from livepack.checks.subject import resources_of
from livepack.citation import TAKEN_OUT

Object = dict[str, Any]
TITLE = "{title} (without the publisher's words)"


def state_file(data: bytes) -> Object:
    """Return size and digest of a file as a descriptor states them."""
    return {"bytes": len(data), "hash": "sha256:" + hashlib.sha256(data).hexdigest()}


def mark_descriptor(
    descriptor: Mapping[str, Any], files: Mapping[str, bytes], originals: Mapping[str, bytes]
) -> Object:
    """Return the descriptor of a dehydrated package.

    Args:
        descriptor: that of the whole package.
        files: the tables as they are now, by name.
        originals: every file of the whole package; their sizes and digests are kept, so that the way back is proved.
    """
    found = copy.deepcopy(dict(descriptor))
    found["title"] = TITLE.replace("{title}", str(descriptor["title"]))
    found["description"] = f"{TAKEN_OUT} {descriptor['description']}"
    found["livepack"]["dehydrated"] = True
    found["livepack"]["original"] = {
        "title": descriptor["title"],
        "description": descriptor["description"],
        "files": {name: state_file(originals[name]) for name in sorted(originals)},
    }
    for field in _publishers_fields(found):
        if field["constraints"].get("required") is True:
            field["constraints"]["required"] = False
    _state_files(found, {name: state_file(data) for name, data in files.items()})
    return found


def restore_descriptor(descriptor: Mapping[str, Any]) -> Object:
    """Return the descriptor of the whole package that a dehydrated one was made of.

    Raises:
        KeyError: a part of the mark is missing.
    """
    found = copy.deepcopy(dict(descriptor))
    del found["livepack"]["dehydrated"]
    original = found["livepack"].pop("original")
    found["title"], found["description"] = original["title"], original["description"]
    for field in _publishers_fields(found):
        if field["constraints"].get("required") is False:  # which livepack writes nowhere else
            field["constraints"]["required"] = True
    _state_files(found, original["files"])
    return found


def _publishers_fields(descriptor: Object) -> Iterator[Object]:
    """Return the fields with the publisher's words that have constraints."""
    for resource in resources_of(descriptor):
        for field in resource.get("schema", {}).get("fields", ()):
            if field.get("rights") == "publisher" and "constraints" in field:
                yield field


def _state_files(descriptor: Object, stated: Mapping[str, Mapping[str, Any]]) -> None:
    for resource in resources_of(descriptor):
        resource.update({key: stated[resource["path"]][key] for key in ("bytes", "hash")})
