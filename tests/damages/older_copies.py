"""Damages: copies without times, and what else only the older generation's copies have."""

from __future__ import annotations

import re

from damage import Package, replace_once, swap
from damages.table import build_again, damages, set_time


@damages("times-missing", of="older", is_saved=False)
def built_time_lost(package):
    """One post of a page has lost its time."""
    package.edit_source(replace_once("Posted at 17:02\n\n    ", ""), "lx_sport.txt")
    build_again(package)


@damages("zone-unsure", of="older", is_saved=False)
def built_zone_unsure(package):
    """A page of the winter is one of the summer, and nobody says which clock it prints."""
    package.edit_source(lambda data: data.replace(b"December 2019", b"June 2019"), "lx_times_winter.txt")
    build_again(package)


@damages("posts-not-parted", "times-missing", of="older", is_saved=False)
def built_posts_not_parted(package):
    """A page has lost all that told where a post begins."""
    package.edit_source(lambda data: re.sub(rb"Posted at .*\n", b"", data), "lx_unnumbered_times.txt")
    build_again(package)


@damages("finding-missing", of="older")
def finding_of_missing_times_dropped(package):
    """A page without times does not say so."""
    _drop_finding(package, code="times-missing")


@damages("finding-missing", of="older")
def finding_of_unsure_zone_dropped(package):
    """Times of the summer that may be UTC are left without their finding."""
    _drop_finding(package, code="zone-unsure")


@damages("finding-missing", of="older")
def finding_of_match_clock_dropped(package):
    """Posts that print a match clock are left without their finding."""
    _drop_finding(package, code="match-clock", page_id=_page_of(package, "lx_sport.txt"))


def _drop_finding(package: Package, **cells: str) -> None:
    package.drop("findings", package.one("findings", **cells))
    for number, row in enumerate(package["findings"], start=1):
        row["finding_id"] = f"f{number}"


@damages("time-inconsistent", of="older")
def zone_chosen(package):
    """Somebody has chosen the UK's clock for a time of the summer, which nobody knows."""
    entry = package.one("entries", published_text="15:05 12 May 2020")
    set_time(entry, published="2020-05-12T14:05:00Z", utc_offset="+01:00", published_basis="zone_supplied")
    package.rename(entry["entry_id"], "lx-times-summer/t20200512T1405Z")
    package.mend()


@damages("recount-differs", "ledger-shape", "outside-inside", of="older")
def older_embed_dropped(package):
    """A link to an embed is gone, and its line is declared outside."""
    row = package.one("embeds", provider_name="facebook", page_id=_page_of(package, "lx_no_header.txt"))
    package.release(row["embed_id"], "outside")
    package.drop("embeds", row)
    package.mend()


@damages("recount-differs", "value-differs", "witness-differs", of="older")
def older_holder_lost(package):
    """The holder of a picture is gone, though the page prints it."""
    package.one("images", copyright_holder="AFP")["copyright_holder"] = ""


@damages("span-order", of="older")
def older_captions_exchanged(package):
    """Two pictures of a post have exchanged their captions, and the ledger says so."""
    one = package.one("images", caption="The bridge swung in the wind")
    other = package.one("images", caption="The market was just as quiet")
    first, second = (package.spans(row["image_id"], "caption")[0] for row in (one, other))
    swap(one, other, "caption")
    swap(first, second, "row_id")


@damages("span-order", of="older")
def older_posts_exchanged(package):
    """Two posts have exchanged their places."""
    page_id = _page_of(package, "lx_share_furniture.txt")
    one, other = (package.one("entries", page_id=page_id, position=number) for number in "12")
    swap(one, other, "position")
    package.mend()


@damages("span-order", of="older")
def older_post_scattered(package):
    """A paragraph belongs to the post below, behind all that stands there, and the ledger says so."""
    row = package.one("paragraphs", text="The first of tomorrow leaves at six.")
    below = package.one("entries", headline="Ferries take over", page_id=_page_of(package, "lx_numbered.txt"))
    span = package.spans(row["paragraph_id"])[0]
    row |= {"entry_id": below["entry_id"], "paragraph_id": f"{below['entry_id']}/p9", "position": "9", "block": "9"}
    span["row_id"] = row["paragraph_id"]
    package.mend()


@damages("label-missing", "recount-differs", of="older")
def older_text_as_holder(package):
    """A picture's alternative text is its holder, and the ledger says so."""
    row = package.one("images", alt_text="The market", page_id=_page_of(package, "lx_lists_and_texts.txt"))
    row |= {"copyright_holder": row["alt_text"], "alt_text": ""}
    package.spans(row["image_id"], "alt_text")[0]["field_name"] = "copyright_holder"


@damages("kind-differs", of="older")
def older_tag_lost(package):
    """A post with the tag of breaking news is not said to be that."""
    package.one("entries", headline="Total closure of the bridge")["is_breaking"] = ""


@damages("kind-differs", of="older")
def older_quote_as_paragraph(package):
    """A quotation is a plain paragraph."""
    package.one("paragraphs", text="It has swung before, and it will swing again.")["kind"] = "paragraph"


@damages("kind-differs", of="older")
def older_provider_changed(package):
    """A link to a tweet is one to a film."""
    package.one("embeds", provider_name="twitter")["provider"] = "youtube"


def _page_of(package: Package, name: str) -> str:
    return package.one("pages", source_file=name)["page_id"]
