"""Damages: images and embeds."""

from __future__ import annotations

from damage import free, join, replace_once, split, swap
from damages.table import BLOG, build_again, damages


@damages("span-order", "label-missing")
def captions_exchanged(package):
    """Two pictures of a post have each other's caption, with the ledger mended."""
    one, other = package.all("images", entry_id="T1331Z")[:2]
    swap(one, other, "caption")
    swap(*(package.spans(row["image_id"], "caption")[0] for row in (one, other)), "row_id")


@damages("value-differs", "cell-without-source", "finding-missing")
def caption_moved(package):
    """A caption stands with a picture that has none, and the ledger was left alone."""
    one, other = package.all("images", entry_id="T1447Z")[1:3]
    swap(one, other, "caption")


@damages("recount-differs", "outside-inside")
def image_removed(package):
    """A picture is gone, with counts, blocks and positions mended and its words declared outside."""
    image = package.one("images", alt_text="Screen grab from Syrian State TV")
    spans = package.spans(image["image_id"])
    join(package, spans)
    free(spans[0], "outside")
    package.drop("images", image)
    package.mend()


@damages("block-cut")
def alt_text_cut_in_two_images(package):
    """One picture is two, each with half of the alternative text."""
    image = package["images"][0]
    at = image["alt_text"].index(" who ")
    span = package.spans(image["image_id"], "alt_text")[0]
    second = split(package, span, at)
    new = dict.fromkeys(image, "") | {
        "image_id": "new",
        "page_id": image["page_id"],
        "entry_id": image["entry_id"],
        "position": "0",
        "block": "0.5",
        "after_paragraph": "0",
        "alt_text": image["alt_text"][:at],
    }
    image["alt_text"] = image["alt_text"][at:].strip()
    span["row_id"] = "new"
    assert second["row_id"] == image["image_id"]
    package["images"].insert(0, new)
    package.mend()


@damages("label-missing")
def paragraph_as_image(package):
    """A paragraph is the alternative text of a picture that was never there."""
    row = package.one("paragraphs", text="So why does anyone still live there?")
    package.spans(row["paragraph_id"])[0] |= {"table_name": "images", "row_id": "new", "field_name": "alt_text"}
    page_id = package["pages"][0]["page_id"]
    package["images"].append(
        dict.fromkeys(package["images"][0], "")
        | {
            "image_id": "new",
            "page_id": page_id,
            "entry_id": row["entry_id"],
            "position": "9",
            "block": row["block"],
            "alt_text": row["text"],
        }
    )
    package.drop("paragraphs", row)
    package.mend()


@damages("span-order", "label-missing")
def credit_exchanged_with_alt_text(package):
    """A picture's alternative text is its credit, and the other way round, with the ledger mended."""
    image = package["images"][0]
    swap(image, image, "alt_text", "credit")
    image["alt_text"], image["credit"] = image["credit"], image["alt_text"]
    spans = [package.spans(image["image_id"], column)[0] for column in ("alt_text", "credit")]
    swap(*spans, "field_name")


@damages("recount-differs", "markup-text", "span-order")
def embed_dropped(package):
    """An embed is gone with its counts, blocks and labels, and its notice belongs to no row."""
    embed = package["embeds"][0]
    for span in package.spans(embed["embed_id"]):
        if span["disposition"] == "field":
            free(span, "markup")
        else:
            span.update(table_name="", row_id="")
    package.drop("embeds", embed)
    package.mend()


@damages("span-order")
def embed_moved_to_another_post(package):
    """An embed belongs to the next post, with counts, labels, blocks and ids mended."""
    embed = package.one("embeds", entry_id="T1233Z")
    entry_id = f"{BLOG}/t20161214T1306Z"
    embed |= {"entry_id": entry_id, "block": "99"}
    package.mend()


@damages("kind-differs")
def provider_changed(package):
    """A post on Twitter is one on Instagram, though Twitter is printed."""
    package["embeds"][0]["provider"] = "instagram"


@damages("boilerplate-differs", "finding-missing", "recount-differs", "value-differs")
def provider_name_changed(package):
    """A post on Twitter is one on Facebook, printed name included."""
    package["embeds"][0] |= {"provider": "facebook", "provider_name": "Facebook"}


@damages("kind-differs")
def embed_kind_changed(package):
    """The publisher's player is a video of a social network."""
    package.one("embeds", provider="bbc")["kind"] = "video"


@damages("kind-differs")
def availability_changed(package):
    """An embed of which there is only a notice is said to be there."""
    package["embeds"][0]["availability"] = "present"


@damages("boilerplate-differs", "label-gap")
def label_number_changed(package):
    """The second post on Twitter says that it is the fourth."""
    package.one("embeds", label_number="2")["label_number"] = "4"


@damages("kind-differs")
def label_number_emptied(package):
    """A first post on Twitter has no number, though its label is printed."""
    package["embeds"][0]["label_number"] = ""


@damages("boilerplate-differs", of="many")
def author_of_an_embed_dropped(package):
    """The name in a skip link is no author, and its characters are the rule's."""
    embed = package.one("embeds", author_name="Harbour Films")
    spans = package.spans(embed["embed_id"])
    field = package.spans(embed["embed_id"], "author_name")[0]
    at = next(i for i, span in enumerate(spans) if span is field)
    join(package, spans[at - 1 : at + 1])
    spans[at - 1]["part"] = ""
    embed["author_name"] = ""


@damages("label-gap")
def first_embed_lost_in_the_source(package):
    """The source has lost a post's first notice but kept the second, and the package was built of that."""

    def cut(data: bytes) -> bytes:
        text = data.decode()
        start = text.index("    This Twitter post", text.index("published at 11:19"))
        return (text[:start] + text[text.index("    This Twitter post", start + 9) :]).encode()

    package.edit_source(cut)
    build_again(package)


@damages("finding-missing")
def finding_of_a_cut_notice_dropped(package):
    """The source has lost a line of a notice, the package was built of that, and the finding was taken out."""
    package.edit_source(replace_once("    Skip twitter post\n", ""))
    build_again(package)
    package.loaded["findings"] = []


@damages("finding-missing", "id-differs", of="many")
def finding_of_recalled_words_dropped(package):
    """A page prints words that were only recalled, and no finding says so any more."""
    for row in package.all("findings", code="rule-recalled"):
        package.drop("findings", row)


@damages("finding-missing", "id-differs", of="many")
def finding_of_a_time_dropped(package):
    """A time without a date has no finding any more."""
    for row in package.all("findings", code="date-unknown"):
        package.drop("findings", row)


@damages("kind-differs", of="many")
def breaking_without_label(package):
    """A post is breaking news, though the page does not say so."""
    package.one("entries", headline="Breaking: with tradition")["is_breaking"] = "true"


@damages("kind-differs", of="many")
def breaking_denied(package):
    """A post with the label is no breaking news."""
    package.one("entries", is_breaking="true")["is_breaking"] = "false"


@damages("column-not-in-source")
def pinned_without_source(package):
    """A post is pinned, though such a copy cannot say so."""
    package["entries"][0]["is_pinned"] = "true"


@damages("span-order")
def embeds_exchanged(package):
    """The notices of two embeds of one provider belong to each other's posts; had the rows moved too, nothing would have changed."""
    one, other = package.one("embeds", entry_id="T1233Z"), package.one("embeds", entry_id="T1220Z")
    spans = [package.spans(row["embed_id"]) for row in (one, other)]
    for pair in zip(*spans, strict=True):
        swap(*pair, "row_id")


@damages("span-order", of="many")
def word_declared_a_label(package):
    """A paragraph of one word in the middle of a post is declared the label of breaking news, and the flag is set."""
    package.edit_source(
        replace_once("It will stay so until evening.", "It will stay so.\n\n    Breaking"), "gate-2.txt"
    )
    build_again(package)
    row = package.one("paragraphs", text="Breaking", paragraph_id="gate/")
    entry = package.one("entries", entry_id=row["entry_id"])
    package.spans(row["paragraph_id"])[0] |= {
        "disposition": "boilerplate",
        "table_name": "entries",
        "row_id": entry["entry_id"],
        "field_name": "",
        "rule": "webcore.breaking",
    }
    entry["is_breaking"] = "true"
    package.drop("paragraphs", row)
    package.mend()


@damages("span-order", of="many")
def word_declared_a_label_of_nothing(package):
    """A paragraph of one word in the middle of a post is declared the label of the summary."""
    package.edit_source(replace_once("It will stay so until evening.", "It will stay so.\n\n    Summary"), "gate-2.txt")
    build_again(package)
    row = package.one("paragraphs", text="Summary", paragraph_id="gate/")
    package.spans(row["paragraph_id"])[0] |= {
        "disposition": "boilerplate",
        "table_name": "",
        "row_id": "",
        "field_name": "",
        "rule": "webcore.summary",
    }
    package.drop("paragraphs", row)
    package.mend()
