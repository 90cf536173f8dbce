"""Damages: rows dropped, doubled, swapped, moved."""

from __future__ import annotations

from damage import Package, free, join, split, swap
from damages.table import BLOG, cut_paragraph, damages, join_markup, mend_description


@damages("ledger-dangling", "block-gap", "count-differs", "derived-differs", "position-gap")
def paragraph_dropped(package):
    """A paragraph's row is gone, and nothing else was done."""
    package.drop("paragraphs", package["paragraphs"][4])


@damages("value-differs", "block-cut")
def paragraph_dropped_and_mended(package):
    """A paragraph's row is gone, its post's text, counts and positions were mended, the ledger was not."""
    row = package.one("paragraphs", text="So why does anyone still live there?")
    package.drop("paragraphs", row)
    package.mend()


@damages("recount-differs", "outside-inside")
def post_dropped(package):
    """The last post is gone with all its rows, and its text is declared outside."""
    _drop_post(package, package["entries"][-1]["entry_id"], "outside")


@damages("markup-text", "list-number-gap", "recount-differs", "template-unclaimed")
def post_dropped_as_markup(package):
    """A post is gone with all its rows, and its text is declared markup."""
    _drop_post(package, package["entries"][9]["entry_id"], "markup")
    join_markup(package)


@damages("list-number-gap", "recount-differs", "template-unclaimed", "unread-text")
def number_skipped(package):
    """A post in the middle is gone with all its rows: the printed number after it shows that, even if nobody reads the text."""
    _drop_post(package, package["entries"][9]["entry_id"], "unread")


def _drop_post(package: Package, entry_id: str, disposition: str) -> None:
    spans = package["ledger"]
    own = [i for i, span in enumerate(spans) if span["row_id"] == entry_id or span["row_id"].startswith(f"{entry_id}/")]
    run = spans[own[0] : own[-1] + 1]
    join(package, run)
    free(run[0], disposition)
    for table in ("entries", "paragraphs", "embeds", "images", "contributors"):
        package.loaded[table] = [row for row in package[table] if row["entry_id"] != entry_id]
    for number, entry in enumerate(package["entries"], start=1):
        entry["position"] = str(number)
    package.mend()
    package.save()
    mend_description(package)


@damages("key-repeated", "block-gap", "count-differs", "derived-differs", "position-gap")
def row_doubled(package):
    """A paragraph's row stands twice."""
    package["paragraphs"].insert(3, dict(package["paragraphs"][3]))


@damages("cell-without-source")
def paragraph_invented(package):
    """A paragraph that nobody wrote stands in a post, with an id and counts of its own."""
    last = package["paragraphs"][-1]
    package["paragraphs"].append(dict(last, paragraph_id="x", position="9", block="9", text="Nobody ever wrote this."))
    package.mend()


@damages("row-order")
def rows_swapped(package):
    """Two neighbouring paragraphs stand in the other order in their file, and nothing else was changed."""
    rows = package["paragraphs"]
    rows[0], rows[1] = rows[1], rows[0]


@damages("span-order")
def paragraphs_swapped(package):
    """Two paragraphs of a post have changed places, with positions, blocks, ids, text and ledger mended."""
    one, other = package["paragraphs"][0], package["paragraphs"][1]
    spans = package.spans(one["paragraph_id"]) + package.spans(other["paragraph_id"])
    swap(one, other, "text")
    swap(*spans, "row_id")
    package.mend()


@damages("value-differs")
def texts_swapped(package):
    """Two paragraphs have each other's text, and the ledger was left alone."""
    swap(package["paragraphs"][0], package["paragraphs"][1], "text")
    package.mend()


@damages("span-order", "block-cut")
def headlines_swapped(package):
    """Two posts have each other's headline, with the ledger mended."""
    one, other = package["entries"][2], package["entries"][3]
    spans = package.spans(one["entry_id"], "headline") + package.spans(other["entry_id"], "headline")
    swap(one, other, "headline")
    swap(*spans, "row_id")


@damages("span-order")
def paragraph_moved_to_another_post(package):
    """A post's first paragraph belongs to the post before it, with counts, texts and ledger mended."""
    row = package.one("paragraphs", paragraph_id="t20161214T1508Z/p1")
    row |= {"entry_id": f"{BLOG}/t20161214T1518Z", "block": "99"}
    package.mend()


@damages("block-cut")
def paragraphs_merged(package):
    """Two paragraphs are one, with the line break between them made part of the value."""
    one, other = package["paragraphs"][0], package["paragraphs"][1]
    spans = package.spans(one["paragraph_id"]) + package.spans(other["paragraph_id"])
    join(package, [spans[0], package.neighbour(spans[0], 1), spans[1]])
    one["text"] += " " + other["text"]
    package.drop("paragraphs", other)
    package.mend()


@damages("block-cut")
def paragraphs_glued(package):
    """Two paragraphs are one, each with its own span."""
    one, other = package["paragraphs"][0], package["paragraphs"][1]
    package.spans(other["paragraph_id"])[0]["row_id"] = one["paragraph_id"]
    one["text"] += other["text"]
    package.drop("paragraphs", other)
    package.mend()


@damages("ledger-shape", "block-cut")
def paragraphs_joined_by_parts(package):
    """Two paragraphs are the two parts of one value."""
    one, other = package["paragraphs"][0], package["paragraphs"][1]
    first, second = package.spans(one["paragraph_id"])[0], package.spans(other["paragraph_id"])[0]
    first["part"] = "1"
    second |= {"row_id": one["paragraph_id"], "part": "2"}
    one["text"] += "\n\n" + other["text"]
    package.drop("paragraphs", other)
    package.mend()


@damages("block-cut", "kind-differs")
def paragraph_cut(package):
    """One paragraph is two, cut between two words."""
    cut_paragraph(package, package["paragraphs"][0], package["paragraphs"][0]["text"].index(" who "))


@damages("block-cut", "kind-differs", of="many")
def paragraph_cut_at_a_line_break(package):
    """One paragraph of two lines is two paragraphs."""
    row = package.one("paragraphs", text="The ribbon will be cut at noon.")
    cut_paragraph(package, row, len("The ribbon will be cut at noon."))


@damages("block-cut", of="many")
def list_items_merged(package):
    """Two items of a list are one paragraph, the bullet between them included."""
    one, other = package.one("paragraphs", text="Mill Lane"), package.one("paragraphs", text="Cattle Market, as far")
    first, second = package.spans(one["paragraph_id"])[0], package.spans(other["paragraph_id"])[0]
    one["text"] = f"{one['text']} • {other['text']}"
    join(package, [first, package.neighbour(first, 1), second])
    package.drop("paragraphs", other)
    package.mend()


@damages("block-cut", of="many")
def numbered_items_merged(package):
    """Two numbered items of a list are one, the number between them included."""
    one, other = package.one("paragraphs", text="Let it run"), package.one("paragraphs", text="Wait until the water")
    first, second = package.spans(one["paragraph_id"])[0], package.spans(other["paragraph_id"])[0]
    one["text"] = f"{one['text']} 3. {other['text']}"
    join(package, [first, package.neighbour(first, 1), second])
    package.drop("paragraphs", other)
    package.mend()


@damages("kind-differs", of="many")
def list_item_as_paragraph(package):
    """A list item is a plain paragraph."""
    package.one("paragraphs", kind="list_item", text="Mill Lane")["kind"] = "paragraph"


@damages("kind-differs")
def paragraph_as_quote(package):
    """A paragraph is a quotation, though no label is printed."""
    package["paragraphs"][3]["kind"] = "quote"


@damages("kind-differs", of="many")
def paragraph_as_list_item(package):
    """A paragraph is a list item, though it has no bullet."""
    package.one("paragraphs", text="Bottled water", kind="list_item")
    package.one("paragraphs", text="The water company says")["kind"] = "list_item"


@damages("kind-differs", of="many")
def quote_as_paragraph(package):
    """A quotation with its label is a paragraph."""
    package.one("paragraphs", text="We have nothing to add at this stage.")["kind"] = "paragraph"


@damages("kind-differs", of="many")
def paragraph_as_attribution(package):
    """The paragraph after a quotation is its attribution, with counts, text and ledger mended."""
    quote = package.one("paragraphs", text="We have nothing to add at this stage.")
    row = package.one("paragraphs", text="That was all the county council")
    package.spans(row["paragraph_id"])[0] |= {"row_id": quote["paragraph_id"], "field_name": "attribution"}
    quote["attribution"] = row["text"]
    package.drop("paragraphs", row)
    package.mend()


@damages("block-cut", of="many")
def paragraph_before_a_quotation(package):
    """The paragraph before a quotation's label is the quotation's beginning, with counts, text and ledger mended."""
    quote = package.one("paragraphs", text="We are keeping an open mind")
    row = package.one("paragraphs", text="Officers want to hear from anyone")
    package.spans(row["paragraph_id"])[0]["row_id"] = quote["paragraph_id"]
    quote["text"] = row["text"] + quote["text"]
    package.drop("paragraphs", row)
    package.mend()


@damages("label-missing", "recount-differs")
def paragraph_as_caption(package):
    """A paragraph below a picture without a caption is its caption, with counts, text and ledger mended."""
    image = package.one("images", alt_text="Screen grab from Syrian State TV")
    row = package.one("paragraphs", entry_id=image["entry_id"], position="1")
    package.spans(row["paragraph_id"])[0] |= {
        "table_name": "images",
        "row_id": image["image_id"],
        "field_name": "caption",
    }
    image["caption"] = row["text"]
    package.drop("paragraphs", row)
    package.mend()


@damages("label-missing")
def contributor_as_paragraph(package):
    """The contributor's two lines are a post's first paragraph."""
    row = package.one("contributors", name="The World at One")
    spans = package.spans(row["contributor_id"])
    join(package, [spans[0], package.neighbour(spans[0], 1), spans[1]])
    spans[0] |= {"table_name": "paragraphs", "row_id": "new", "field_name": "text"}
    package["paragraphs"].append(
        {
            "paragraph_id": "new",
            "entry_id": row["entry_id"],
            "position": "0",
            "block": "0",
            "kind": "paragraph",
            "text": f"{row['name']} {row['role']}",
            "attribution": "",
            "attribution_detail": "",
        }
    )
    package.drop("contributors", row)
    package.mend()


@damages("label-missing")
def paragraph_as_subheading(package):
    """A post's first paragraph is its subheading, with counts, text and ledger mended."""
    entry = package["entries"][4]
    row = package.all_of("paragraphs", entry["entry_id"])[0]
    package.spans(row["paragraph_id"])[0] |= {
        "table_name": "entries",
        "row_id": entry["entry_id"],
        "field_name": "subheading",
    }
    entry["subheading"] = row["text"]
    package.drop("paragraphs", row)
    package.mend()


@damages("block-cut", "span-order")
def headline_cut(package):
    """The second half of a headline is the subheading."""
    entry = package.one("entries", headline="Has the West lost the will")
    second = split(package, package.spans(entry["entry_id"], "headline")[0], len("Has the West lost the will"))
    second["field_name"] = "subheading"
    entry |= {"headline": "Has the West lost the will", "subheading": "to intervene in Aleppo?"}


@damages("block-cut")
def number_in_a_headline(package):
    """A headline begins with the full stop behind the printed number."""
    entry = package["entries"][4]
    span = package.spans(entry["entry_id"], "headline")[0]
    stop = package.neighbour(span, -1)
    span["start_char"] = stop["start_char"]
    package.drop("ledger", stop)
    entry["headline"] = f". {entry['headline']}"


@damages("span-order")
def contributor_given_to_another_post(package):
    """A contributor belongs to the next post, with authors and ids mended."""
    row = package.one("contributors", name="The World at One")
    row["entry_id"] = f"{BLOG}/t20161214T1500Z"
    package.mend()


@damages("derived-differs")
def author_changed(package):
    """A post's author is another than its first contributor."""
    package.one("entries", author_name="The World at One")["author_name"] = "The World at Two"


@damages("row-order", of="html")
def links_swapped(package):
    """Two links of a post have changed places, and each is named by its new one."""
    links = package["links"]
    at = next(at for at in range(len(links) - 1) if links[at]["entry_id"] == links[at + 1]["entry_id"])
    one, other = links[at], links[at + 1]
    names = {one["link_id"]: other["link_id"], other["link_id"]: one["link_id"]}
    for row in (one, other):
        row["link_id"] = names[row["link_id"]]
    for span in package["ledger"]:
        span["row_id"] = names.get(span["row_id"], span["row_id"])
    links[at], links[at + 1] = other, one


@damages("row-order", of="many")
def findings_swapped(package):
    """Two findings of the build, of two pages, have changed places, and each has the number of its new one."""
    findings = package["findings"]
    at = next(at for at in range(len(findings) - 1) if "" != findings[at]["page_id"] != findings[at + 1]["page_id"])
    findings[at], findings[at + 1] = findings[at + 1], findings[at]
    for row in findings[at : at + 2]:
        row["finding_id"] = f"f{findings.index(row) + 1}"
