"""RIGHTS.md: whose the words of a package are, what of it is free, and whom to ask about persons and takedown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from livepack import schemas
from livepack.citation import is_dehydrated
from livepack.documents.holdings import MADE, Holdings
from livepack.markdown import code, markdown_table, plain

_PERSONS = (
    "Nobody has said how personal data in these pages are dealt with. News names people: those it reports on, those it "
    "quotes, readers who write in. "
)
_KEPT = (
    "Texts, captions, credits, contributors and authors of embedded posts are kept as printed, and nothing has been taken "
    "out for their sake."
)
_TAKEN_OUT = (
    "Texts, captions, credits, contributors and authors of embedded posts are not in this package; addresses are, and may "
    "lead to them."
)
_NO_CONTACT = "No contact is stated. Ask those from whom you have this package."


def say_rights(descriptor: Mapping[str, Any]) -> list[str]:
    """Return what is stated of rights and licences, as Markdown paragraphs."""
    lines = [plain(str(descriptor.get("rights", "")))]
    licenses = [_name_license(one) for one in descriptor.get("licenses") or [] if isinstance(one, dict)]
    return [*filter(None, lines), *(["", f"Licence: {'; '.join(licenses)}."] if licenses else [])]


def _name_license(stated: Mapping[str, Any]) -> str:
    name, title = str(stated.get("name", "")), plain(str(stated.get("title", "")))
    words = f"{title} ({code(name)})" if title and name else title or code(name or str(stated.get("path", "")))
    return f"[{words}]({stated['path']})" if stated.get("path") and (name or title) else words


def render_rights(holdings: Holdings) -> str:
    """Return RIGHTS.md."""
    descriptor = holdings.descriptor
    marks = descriptor.get("livepack", {})
    meanings = schemas.package_settings()["rights"]
    lines = [
        *(MADE, "", "# Rights", "", *say_rights(descriptor), ""),
        *("## By source", "", *_list_sources(holdings), ""),
        *("## By column", ""),
        f"**The publisher's** ({meanings['publisher']}); what may be done with them is for the publisher to say:",
        *("", *_list_columns("publisher"), ""),
        f"**Free** ({meanings['free']}): all other columns, and the ledger whole.",
        "",
        "The package holds no picture and no film, only what the page says of them: the pictures' rights lie with those whom `images.credit` and `images.copyright_holder` name, and those of embedded posts with their authors.",
        *("", "## Persons", ""),
        plain(str(marks.get("personalData", ""))) or _PERSONS + (_TAKEN_OUT if is_dehydrated(descriptor) else _KEPT),
        *("", "## Takedown and errors", ""),
        _say_contact(str(marks.get("contact", ""))),
        "",
        "Whoever asks for a post to be taken out does well to name its `entry_id`. It goes when its saved page is taken out of the sources and the package is built again.",
        "",
    ]
    return "\n".join(lines)


def _say_contact(contact: str) -> str:
    return f"Write to {plain(contact)}." if contact else _NO_CONTACT


def _list_sources(holdings: Holdings) -> list[str]:
    """Return a table of publishers and what their pages say of rights, with how many pages say so."""
    publishers = {row["blog_id"]: row["publisher"] for row in holdings.blogs}
    numbers: dict[tuple[str, str], int] = {}
    for page in holdings.pages:
        source = (publishers.get(page["blog_id"], ""), page["rights"])
        numbers[source] = numbers.get(source, 0) + 1
    rows = [
        (
            plain(publisher) or "not known",
            str(number),
            plain(rights) or "nothing is stated; presume that all rights are reserved",
        )
        for (publisher, rights), number in sorted(numbers.items())
    ]
    return markdown_table(("publisher", "saved pages", "rights, as stated"), rows)


def _list_columns(rights: str) -> Iterator[str]:
    for table in schemas.tables().values():
        names = [code(item.name) for item in table.fields if item.rights == rights]
        if names:
            yield f"- {code(table.name)}: {', '.join(names)}"
