"""Damages: counts, positions, ids."""

from __future__ import annotations

import re

from damage import replace_once, swap
from damages.table import BLOG, SEED_PAGE, build_again, damages


@damages("count-differs")
def count_wrong(package):
    """A post counts one paragraph too many."""
    package["entries"][0]["paragraph_count"] = "4"


@damages("count-differs", is_saved=False)
def description_counts_otherwise(package):
    """The descriptor's description counts other posts."""
    package.edit_descriptor(
        lambda found: found.update(description=found["description"].replace("20 posts", "21 posts"))
    )


@damages("position-gap")
def position_skipped(package):
    """A post's second paragraph is its third, id and ledger included."""
    row = package["paragraphs"][2]
    package.rename(row["paragraph_id"], row["paragraph_id"].replace("/p3", "/p4"))
    row["position"] = "4"


@damages("block-gap")
def block_skipped(package):
    """A post's blocks leave a number out."""
    package["embeds"][0]["block"] = "5"


@damages("span-order")
def blocks_exchanged(package):
    """A picture and the paragraph after it have changed places, with what precedes them mended."""
    image = package["images"][0]
    row = package.one("paragraphs", entry_id=image["entry_id"], position="1")
    swap(image, row, "block")
    package.mend()


@damages("span-order", "list-number-gap", "order-inverted")
def positions_of_posts_exchanged(package):
    """Two posts have each other's position, and stand so in their file."""
    one, other = package["entries"][3], package["entries"][4]
    swap(one, other, "position")
    package.mend()


@damages("id-differs")
def entry_id_changed(package):
    """A post has another id, everywhere."""
    package.rename(package["entries"][3]["entry_id"], f"{BLOG}/t20161214T1501Z")


@damages(
    "key-dangling",
    "cell-without-source",
    "count-differs",
    "derived-differs",
    "empty-entry",
    "id-differs",
    "ledger-dangling",
    "recount-differs",
    "span-order",
)
def entry_id_changed_in_one_place(package):
    """A post has another id in its own row only."""
    package["entries"][3]["entry_id"] = f"{BLOG}/t20161214T1501Z"


@damages("id-differs")
def page_id_changed(package):
    """The page has another id, everywhere."""
    page_id = package["pages"][0]["page_id"]
    package.rename(page_id, "p000000000000")


@damages("id-differs")
def paragraph_id_changed(package):
    """A paragraph has the number of none in its id, everywhere."""
    row = package["paragraphs"][0]
    package.rename(row["paragraph_id"], row["paragraph_id"].replace("/p1", "/p7"))


@damages("id-differs", "curated-differs")
def blog_id_changed(package):
    """The blog has another id than seeds.yaml gives, everywhere."""
    package.rename(BLOG, "bbc-11111111")
    package.save()
    package.edit_descriptor(lambda found: found.update(description=found["description"].replace(BLOG, "bbc-11111111")))


@damages("id-differs", of="many")
def ids_of_one_minute_exchanged(package):
    """Two posts of one minute have each other's id, everywhere."""
    for old, new in (("Z-2", "Z-x"), ("Z", "Z-2"), ("Z-x", "Z")):
        package.rename(f"same-minute-and-disorder/t20190824T1448{old}", f"same-minute-and-disorder/t20190824T1448{new}")
    package.mend()


@damages("id-differs", of="many")
def digest_of_a_post_changed(package):
    """A post without a time has another digest of its words."""
    entry = package.one("entries", entry_id="nothing-to-date-by/h350f")
    package.rename(entry["entry_id"], "nothing-to-date-by/h000000000000")


@damages("value-differs", "list-number-gap", "recount-differs")
def list_number_changed(package):
    """A post has another list number than is printed."""
    package["entries"][3]["list_number"] = "5"


@damages("empty-entry")
def post_without_text(package):
    """A post of the source has lost its text, and the package was built of that."""
    text = (package.sources / SEED_PAGE).read_text("utf-8")
    found = re.search(r"The Reuters news agency reports.*?\n", text)
    assert found
    package.edit_source(replace_once(found.group(), "\n"))
    build_again(package)


@damages("derived-differs")
def words_counted_wrong(package):
    """A post has one word more than its text."""
    entry = package["entries"][0]
    entry["word_count"] = str(int(entry["word_count"]) + 1)


@damages("derived-differs")
def after_paragraph_wrong(package):
    """A picture stands after another paragraph than its block says."""
    package["images"][0]["after_paragraph"] = "1"


@damages("derived-differs")
def bounds_wrong(package):
    """The page's youngest post is younger than any of its posts."""
    package["pages"][0]["latest_published"] = "2016-12-14T15:36:00Z"


@damages("derived-differs", "recount-differs", of="many")
def embed_of_another_page(package):
    """An embed is from another page than its post, with counts mended."""
    embed = package.one("embeds", embed_id="media/t20161123T1305Z/m1")
    embed["page_id"] = package["pages"][0]["page_id"]
    package.mend()
