"""The data within BBC pages in HTML: JSON in a script, or in a string of a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from livepack.html_document import HtmlDocument, Text
from livepack.json_document import DecodedString
from livepack.json_island import JsonFault, JsonText, JsonValue, read_first_json, read_json
from livepack.page import Remark
from livepack.readers._bbc_blocks import Strings


class Island(NamedTuple):
    """Some JSON of a page, and what gives the words of its strings."""

    strings: Strings
    value: JsonValue


# window.__INITIAL_DATA__="{\"data\":{\"stream?assetId=c0ex&liveTextStreamId=…\":{…}}}";   in older pages without the string
INITIAL_DATA: Final = re.compile(r"\b__INITIAL_DATA__\s*=\s*(?=[\"{])")


def find_islands(document: HtmlDocument, opening: re.Pattern[str], remarks: list[Remark]) -> Iterator[Island]:
    """Return the JSON behind every opening in the scripts of a page; what is no JSON is remarked.

    Args:
        document: the page.
        opening: what stands before the JSON.
        remarks: takes what is wrong with it.
    """
    for start, end in scripts(document):
        for found in opening.finditer(document.text, start, end):
            read = read_first_json(document.text, found.end(), end)
            if isinstance(read, JsonFault):
                remarks.append(Remark("data-invalid", read.start, found=read.problem))
                continue
            value = read[0]
            if not isinstance(value, JsonText):
                yield Island(Strings(document.text), value)
                continue
            outer = DecodedString(document.text, value)
            inner = read_json(outer.text)
            if isinstance(inner, JsonFault):
                remarks.append(Remark("data-invalid", value.start, found=inner.problem))
            else:
                yield Island(Strings(document.text, outer), inner)


def scripts(document: HtmlDocument) -> Iterator[tuple[int, int]]:
    """Return where the words of every script of a page stand."""
    for script in document.find_all("script"):
        for text in script.children:
            if isinstance(text, Text) and text.start >= 0:
                yield text.start, text.end


def find_next_data(document: HtmlDocument, remarks: list[Remark]) -> Iterator[Island]:
    """Return the data of a page that Next.js has made: the one script with the id `__NEXT_DATA__`."""
    for script in document.find_all("script"):
        text = next((child for child in script.children if isinstance(child, Text)), None)
        if script.attrs.get("id") == "__NEXT_DATA__" and text is not None and text.start >= 0:
            value = read_json(document.text, text.start, text.end)
            if isinstance(value, JsonFault):
                remarks.append(Remark("data-invalid", value.start, found=value.problem))
            else:
                yield Island(Strings(document.text), value)


def find_json_ld(document: HtmlDocument, remarks: list[Remark]) -> Iterator[JsonValue]:
    """Return the JSON-LD of a page; what is no JSON is remarked."""
    for script in document.find_all("script"):
        text = next((child for child in script.children if isinstance(child, Text)), None)
        if "ld+json" in script.attrs.get("type", "").lower() and text is not None and text.start >= 0:
            value = read_json(document.text, text.start, text.end)
            if isinstance(value, JsonFault):
                remarks.append(Remark("data-invalid", value.start, found=value.problem))
            else:
                yield value
