"""More than a hundred damages of good packages, each with the whole set of codes that it must raise, the telling one first.

Sizes and hashes are put right after each damage unless they are the damage, and `stale-package`, which would find every
one of them, is left out. Where a careful forger would mend counts, positions and the ledger, the damage does so too.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

import damage
import making
from damage import Package, free, join, replace_once, split, swap
from livepack import schemas
from livepack.building import build_package
from livepack.cli import cli
from livepack.report import Report
from livepack.validation import validate_package

SEED_PAGE = "000_8947e468bea8c5dc.txt"
BLOG = "bbc-38308826"
FIRST = f"{BLOG}/t20161214T1535Z/p1"
CONSENT = "This article contains content provided by Twitter."


@dataclass(frozen=True)
class Damage:
    """What is done to which good package, and what must be found."""

    name: str
    change: Callable[[Package], object]
    codes: tuple[str, ...]
    of: str
    is_saved: bool


DAMAGES: list[Damage] = []


def damages(*codes: str, of: str = "seed", is_saved: bool = True) -> Callable[[Callable[[Package], object]], None]:
    """Add a damage to the table; its tables are saved unless it writes files itself."""

    def add(change: Callable[[Package], object]) -> None:
        DAMAGES.append(Damage(change.__name__, change, codes, of, is_saved))

    return add


# Rows dropped, doubled, swapped, moved


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
    _join_markup(package)


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
    _mend_description(package)


def _mend_description(package: Package) -> None:
    count = len(package["entries"])
    package.edit_descriptor(
        lambda found: found.update(description=re.sub("[0-9]+ posts", f"{count} posts", found["description"]))
    )


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
    _cut_paragraph(package, package["paragraphs"][0], package["paragraphs"][0]["text"].index(" who "))


@damages("block-cut", "kind-differs", of="many")
def paragraph_cut_at_a_line_break(package):
    """One paragraph of two lines is two paragraphs."""
    row = package.one("paragraphs", text="The ribbon will be cut at noon.")
    _cut_paragraph(package, row, len("The ribbon will be cut at noon."))


def _cut_paragraph(package: Package, row: damage.Row, at: int) -> None:
    span = package.spans(row["paragraph_id"], "text")[0]
    second = split(package, span, at)
    rest = dict(
        row,
        paragraph_id="new",
        text=row["text"][at:].strip(),
        block=f"{row['block']}.5",
        position=f"{row['position']}.5",
    )
    row["text"] = row["text"][:at]
    second["row_id"] = "new"
    package["paragraphs"].insert(1 + next(i for i, other in enumerate(package["paragraphs"]) if other is row), rest)
    package.mend()


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


# Times


@damages("time-inconsistent", "id-differs", "order-inverted")
def time_moved(package):
    """A post's instant is an hour later, and nothing else was changed."""
    _set_time(package["entries"][5], published="2016-12-14T15:28:00Z")


@damages("time-inconsistent")
def time_moved_with_all_its_forms(package):
    """A post is an hour later in all its forms but the printed one, its ids and the bounds mended."""
    entry = package["entries"][0]
    package.rename(entry["entry_id"], f"{BLOG}/t20161214T1635Z")
    _set_time(entry, published="2016-12-14T16:35:00Z", published_local="2016-12-14T16:35:00")
    package.mend()


@damages("value-differs", "recount-differs")
def time_moved_with_its_text(package):
    """A post is an hour later in all its forms, the printed one too, its ids and the bounds mended."""
    entry = package["entries"][0]
    package.rename(entry["entry_id"], f"{BLOG}/t20161214T1635Z")
    _set_time(
        entry,
        published="2016-12-14T16:35:00Z",
        published_local="2016-12-14T16:35:00",
        published_text="16:35 Greenwich Mean Time 14 December 2016",
    )
    package.mend()


def _set_time(entry: damage.Row, **cells: str) -> None:
    entry.update(cells)


@damages("offset-not-in-zone", "time-inconsistent")
def offset_changed(package):
    """A winter post has the offset of summer, and its wall time goes with it."""
    _set_time(package["entries"][5], utc_offset="+01:00", published_local="2016-12-14T15:28:00")


@damages("time-inconsistent")
def date_changed(package):
    """A post's date is another than its wall time's."""
    package["entries"][5]["published_date"] = "2016-12-15"


@damages("time-inconsistent")
def precision_changed(package):
    """A time with minutes is said to be known by the day only."""
    package["entries"][5]["published_precision"] = "day"


@damages("time-inconsistent", of="many")
def basis_changed(package):
    """A time whose day was supplied from the capture is said to be stated."""
    package.one("entries", published_basis="relative_to_capture")["published_basis"] = "stated"


@damages("time-inconsistent", of="many")
def supplied_day_moved(package):
    """A post whose page prints only a clock time is a day earlier, in all its forms."""
    entry = package.one("entries", published_basis="relative_to_capture")
    package.rename(entry["entry_id"], entry["entry_id"].replace("20230620", "20230619"))
    _set_time(
        entry,
        **{
            name: entry[name].replace("2023-06-20", "2023-06-19")
            for name in ("published", "published_local", "published_date")
        },
    )
    package.mend()


@damages("time-inconsistent", "order-inverted", of="many")
def supplied_year_moved(package):
    """A post whose page leaves the year out is a year earlier, in all its forms."""
    entry = package.one("entries", entry_id="no-year-captured-in-january/t20230101")
    package.rename(entry["entry_id"], entry["entry_id"].replace("t2023", "t2022"))
    _set_time(
        entry,
        **{name: entry[name].replace("2023-", "2022-") for name in ("published", "published_local", "published_date")},
    )
    package.mend()


@damages("time-inconsistent", "id-differs", of="many")
def hour_that_comes_twice(package):
    """Half past one in the night when the clocks go back is moved from the first to the second time it comes."""
    entry = package.one("entries", headline="Half past one", position="3")
    package.rename(entry["entry_id"], "clocks-go-back/t20231029T0130Z-2")
    _set_time(entry, published="2023-10-29T01:30:00Z", utc_offset="+00:00")
    package.mend()


@damages("time-inconsistent", "finding-unknown", "id-differs", "time-unreadable")
def time_emptied_with_a_finding(package):
    """A post's instant is gone, and a finding says that its printed time cannot be read."""
    entry = package["entries"][5]
    _set_time(
        entry,
        published="",
        published_local="",
        utc_offset="",
        published_date="",
        published_precision="none",
        published_basis="none",
    )
    kind = schemas.finding_types()["time-unreadable"]
    package["findings"].append(
        {
            "finding_id": "f1",
            "page_id": entry["page_id"],
            "table_name": "entries",
            "row_id": entry["entry_id"],
            "field_name": "published_text",
            "code": "time-unreadable",
            "level": "warning",
            "source_line": "1",
            "message": kind.message,
        }
    )
    package.mend()


@damages("after-capture", of="many")
def captured_before_the_posts(package):
    """A page was captured before its youngest post, and seeds.yaml says so too."""
    _edit_seeds(package, "2021-03-03T11:30:00Z", "2021-03-03T11:00:00Z")
    package.one("pages", source_file="gate-2.txt")["captured"] = "2021-03-03T11:00:00Z"


def _edit_seeds(package: Package, old: str, new: str) -> None:
    package.edit_source(replace_once(old, new), "seeds.yaml")
    digest = _digest(package.sources / "seeds.yaml")
    package.edit_descriptor(lambda found: found["livepack"].update(seedsHash=f"sha256:{digest}"))


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


@damages("order-inverted")
def order_inverted(package):
    """The times of two posts have changed places in the source, and the package was built of that."""
    package.edit_source(replace_once("published at 15:18 Greenwich", "published at 15:40 Greenwich"), SEED_PAGE)
    _build_again(package)


def _build_again(package: Package) -> None:
    shutil.rmtree(package.folder)
    build_package([package.sources], package.folder)
    package.loaded.clear()


# Text and furniture


@damages("residue", "value-differs")
def consent_text_put_back(package):
    """A consent sentence stands at the end of a paragraph."""
    package["paragraphs"][5]["text"] += " " + CONSENT
    package.mend()


@damages("residue", "value-differs")
def consent_text_put_back_in_part(package):
    """A fragment of a consent sentence stands alone as a paragraph."""
    package["paragraphs"][5]["text"] = "content of external sites. We ask for your permission before anything is loaded"
    package.mend()


@damages("residue", "value-differs")
def label_joined_to_a_sentence(package):
    """The skip link is joined to a sentence that has no full stop."""
    package["paragraphs"][5]["text"] = "The convoy has left Istanbul Skip twitter post"
    package.mend()


@damages("residue-in-prose")
def sentence_about_furniture(package):
    """An editor's own sentence holds the words of a consent notice; the source has it, and the package was built of that."""
    words = "The BBC is not responsible for the content of external sites, which is why it asks first."
    package.edit_source(replace_once("So why does anyone still live there?", words))
    _build_again(package)


@damages("label-residue", "value-differs")
def credit_in_an_alt_text(package):
    """An alternative text ends with the label of the credit and the credit."""
    package["images"][0]["alt_text"] += "Image source, Abdulkafi"


@damages("label-residue", "value-differs")
def label_as_a_paragraph(package):
    """A caption label stands where a paragraph was."""
    package["paragraphs"][5]["text"] = "Image caption,"
    package.mend()


@damages("label-residue", "value-differs")
def hidden_word_of_a_link(package):
    """The hidden word behind a link stands at a paragraph's end."""
    package["paragraphs"][5]["text"] += ", external"
    package.mend()


@damages("repeated-line")
def line_repeated(package):
    """One sentence stands in three posts; the source has it so, and the package was built of that."""
    for old in (
        "So why does anyone still live there?",
        "You can listen to the clip below.",
        "Mr al-Shimale tweeted an hour ago",
    ):
        package.edit_source(replace_once(old, "Follow our coverage on your telephone\n\n    " + old))
    _build_again(package)


@damages("value-differs")
def word_changed(package):
    """One word of a paragraph is another."""
    row = package["paragraphs"][5]
    row["text"] = row["text"].replace(" the ", " a ", 1)
    package.mend()


@damages("derived-differs")
def text_of_a_post_changed(package):
    """A post's text is not what its paragraphs say."""
    package["entries"][3]["text"] += " Indeed."


@damages("mojibake", "value-differs")
def mojibake(package):
    """An apostrophe was read in the wrong encoding."""
    package["paragraphs"][5]["text"] = "Itâ€™s night"
    package.mend()


@damages("mojibake-in-source")
def mojibake_in_the_source(package):
    """The source itself was wrongly decoded once, and the package was built of that."""
    package.edit_source(replace_once("So why does anyone", "So why doesnâ€™t anyone"))
    _build_again(package)


@damages("control-character", "value-differs")
def control_character(package):
    """A paragraph holds a bell."""
    package["paragraphs"][5]["text"] += "\a"
    package.mend()


@damages("control-character-in-source")
def control_character_in_the_source(package):
    """The source holds a control character, and the package was built of that."""
    package.edit_source(replace_once("So why does anyone", "So why\x01does anyone"))
    _build_again(package)


@damages("formula-cell", "value-differs")
def formula_cell(package):
    """A headline was made a formula."""
    package["entries"][3]["headline"] = "=HYPERLINK(A1)"


@damages("formula-cell-in-source")
def formula_in_the_source(package):
    """A paragraph of the source begins like a formula, and the package was built of that."""
    package.edit_source(replace_once("So why does anyone", "=SUM is what everyone"))
    _build_again(package)


# Images and embeds


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
    _build_again(package)


@damages("finding-missing")
def finding_of_a_cut_notice_dropped(package):
    """The source has lost a line of a notice, the package was built of that, and the finding was taken out."""
    package.edit_source(replace_once("    Skip twitter post\n", ""))
    _build_again(package)
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


@damages("span-order", "finding-missing", of="many")
def word_declared_a_label(package):
    """A paragraph of one word in the middle of a post is declared the label of breaking news, and the flag is set."""
    package.edit_source(
        replace_once("It will stay so until evening.", "It will stay so.\n\n    Breaking"), "gate-2.txt"
    )
    _build_again(package)
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
    _build_again(package)
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


# The ledger


@damages("unread-text")
def text_unread(package):
    """A paragraph was not understood."""
    row = package["paragraphs"][5]
    package.release(row["paragraph_id"], "unread")
    package.drop("paragraphs", row)
    package.mend()


@damages("markup-text")
def text_declared_markup(package):
    """A paragraph is declared markup."""
    row = package["paragraphs"][5]
    package.release(row["paragraph_id"], "markup")
    package.drop("paragraphs", row)
    package.mend()
    _join_markup(package)


def _join_markup(package: Package) -> None:
    kept: list[damage.Row] = []
    for span in package["ledger"]:
        if (
            kept
            and span["disposition"] == kept[-1]["disposition"] == "markup"
            and span["page_id"] == kept[-1]["page_id"]
        ):
            kept[-1]["end_char"] = span["end_char"]
        else:
            kept.append(span)
    package.loaded["ledger"] = kept


@damages("markup-text", "key-dangling", of="many")
def emoji_declared_markup(package):
    """A paragraph without letters is declared markup."""
    package.edit_source(replace_once("It will stay so until evening.", "🎉🎉🎉"), "gate-2.txt")
    _build_again(package)
    row = package.one("paragraphs", text="🎉🎉🎉")
    package.release(row["paragraph_id"], "markup")
    package.drop("paragraphs", row)
    package.mend()
    _join_markup(package)


@damages("outside-inside")
def text_declared_outside(package):
    """A paragraph in the middle of the page is declared outside."""
    row = package["paragraphs"][5]
    package.release(row["paragraph_id"], "outside")
    package.drop("paragraphs", row)
    package.mend()


@damages("outside-inside")
def last_paragraph_declared_outside(package):
    """The very last paragraph of the page is declared outside."""
    row = package["paragraphs"][-1]
    package.release(row["paragraph_id"], "outside")
    package.drop("paragraphs", row)
    package.mend()


@damages("witness-differs")
def text_declared_a_witness(package):
    """A paragraph is declared a witness of another."""
    row = package["paragraphs"][5]
    package.spans(row["paragraph_id"])[0] |= {
        "disposition": "witness",
        "row_id": package["paragraphs"][4]["paragraph_id"],
    }
    package.drop("paragraphs", row)
    package.mend()


@damages("witness-differs", "ledger-dangling", of="many")
def repeated_text_declared_a_witness(package):
    """One of two equal lines of a post is declared a witness of the other."""
    package.edit_source(replace_once("It will stay so until evening.", "The gate is open."), "gate-2.txt")
    _build_again(package)
    one, other = package.all("paragraphs", text="The gate is open.", paragraph_id="t20210303T1030Z")
    package.spans(other["paragraph_id"], "text", "field")[0] |= {
        "disposition": "witness",
        "row_id": one["paragraph_id"],
    }
    package.drop("paragraphs", other)
    package.mend()


@damages("boilerplate-differs", "finding-missing", "span-order")
def text_declared_boilerplate(package):
    """A paragraph is declared the rule of a disclaimer."""
    row = package["paragraphs"][5]
    embed = package["embeds"][0]
    package.spans(row["paragraph_id"])[0] |= {
        "disposition": "boilerplate",
        "table_name": "embeds",
        "row_id": embed["embed_id"],
        "field_name": "",
        "rule": "webcore.disclaimer",
    }
    package.drop("paragraphs", row)
    package.mend()


@damages("boilerplate-differs", "finding-missing")
def rule_that_does_not_fit(package):
    """A disclaimer names the rule of the skip link."""
    package.one("ledger", rule="webcore.disclaimer")["rule"] = "webcore.consent_skip"


@damages("ledger-dangling", "finding-missing")
def rule_that_does_not_exist(package):
    """A row of the ledger names a rule that nobody knows."""
    package.one("ledger", rule="webcore.disclaimer")["rule"] = "webcore.fine_print"


@damages("template-unclaimed", "finding-missing", "outside-inside")
def notice_declared_outside(package):
    """A disclaimer is declared outside."""
    free(package.one("ledger", rule="webcore.disclaimer"), "outside")


@damages("value-differs", "kind-differs", "markup-text")
def span_shifted(package):
    """A paragraph's span begins one character late."""
    span = package.spans(package["paragraphs"][5]["paragraph_id"])[0]
    before = package.neighbour(span, -1)
    before["end_char"] = span["start_char"] = str(int(span["start_char"]) + 1)


@damages("ledger-gap")
def ledger_gap(package):
    """A row of the ledger is gone."""
    package.drop("ledger", package["ledger"][7])


@damages("ledger-overlap", "markup-text")
def ledger_overlap(package):
    """A row of the ledger ends one character into the next."""
    span = package["ledger"][7]
    span["end_char"] = str(int(span["end_char"]) + 1)


@damages("ledger-gap", "cell-without-source")
def ledger_ends_early(package):
    """The ledger's last row is gone, and the document's length was left alone."""
    package.drop("ledger", package["ledger"][-1])


@damages("ledger-shape")
def ledger_row_cut(package):
    """One row of the ledger is two that differ only in their ends."""
    split(package, package.spans(package["paragraphs"][5]["paragraph_id"])[0], 10)


@damages("ledger-shape")
def decoding_of_plain_text(package):
    """A row of the ledger says that plain text is HTML."""
    package.spans(package["paragraphs"][5]["paragraph_id"])[0]["decode"] = "html"


@damages("ledger-shape", "block-cut", "span-order")
def outside_with_a_row(package):
    """A row of markup names a field."""
    package.one("ledger", disposition="markup") | {}
    package["ledger"][1] |= {"table_name": "entries", "row_id": package["entries"][0]["entry_id"]}


@damages("ledger-shape", "finding-missing")
def boilerplate_without_a_rule(package):
    """A row of boilerplate names no rule."""
    package.one("ledger", rule="webcore.disclaimer")["rule"] = ""


@damages("recount-differs")
def key_point_lost(package):
    """A key point is gone, its characters declared outside."""
    row = package["key_points"][-1]
    package.release(row["key_point_id"], "outside")
    package.drop("key_points", row)


@damages("label-missing")
def summary_label_declared_outside(package):
    """The label of the summary is declared outside."""
    free(package.one("ledger", rule="webcore.summary"), "outside")


@damages("ledger-shape")
def white_space_declared_outside(package):
    """What lies between two key points is declared outside."""
    free(package.neighbour(package.spans(package["key_points"][1]["key_point_id"])[0], 1), "outside")


@damages("span-order")
def key_points_exchanged(package):
    """Two key points have changed places, with the ledger mended."""
    one, other = package["key_points"][:2]
    spans = [package.spans(row["key_point_id"])[0] for row in (one, other)]
    swap(one, other, "text")
    swap(*spans, "row_id")


# Counts, positions, ids


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
    _build_again(package)


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


# What people said


@damages("curated-differs")
def rights_changed(package):
    """The page's rights are not what seeds.yaml says."""
    package["pages"][0]["rights"] = "Public domain"


@damages("curated-differs")
def topic_changed(package):
    """The blog's topic is not what seeds.yaml says."""
    package["blogs"][0]["topic"] = "Something else"


@damages("curated-differs")
def representation_changed(package):
    """The blog is said to be whole."""
    package["blogs"][0]["representation"] = "full"


@damages("derived-differs", of="many")
def representation_without_pages(package):
    """A blog of which two of three pages are held is said to be whole."""
    package.one("blogs", blog_id="gate")["representation"] = "full"


@damages("curated-differs", "cell-without-source")
def curation_denied(package):
    """The rights are no longer said to be a person's word."""
    page = package["pages"][0]
    page["curated"] = page["curated"].replace(" pages.rights", "")


@damages("curated-differs", is_saved=False)
def licence_changed(package):
    """The descriptor gives another licence than seeds.yaml."""
    package.edit_descriptor(lambda found: found.update(licenses=[{"name": "CC0-1.0"}]))


@damages("reader-differs", of="many")
def language_changed(package):
    """A page of English labels is said to be French."""
    page = package.one("pages", source_file="media.txt")
    page["language"] = "fr"
    package.one("blogs", blog_id="media")["language"] = "fr"


@damages("reader-differs", of="many")
def time_zone_changed(package):
    """A page of the UK's clock is said to have that of Lisbon, which agrees with it on that day."""
    page = package.one("pages", source_file="media.txt")
    page["time_zone"] = "Europe/Lisbon"
    package.one("blogs", blog_id="media")["time_zone"] = "Europe/Lisbon"


@damages("reader-differs")
def reader_changed(package):
    """The page was read by a reader that nobody knows, so that nothing is counted again."""
    package["pages"][0]["reader"] = "other_text"


@damages("reader-differs", of="many")
def ability_changed(package):
    """One page's copy is said to be unable to hold subheadings, which other pages of its kind hold."""
    page = package.one("pages", source_file="media.txt")
    page["not_in_source"] = page["not_in_source"].replace("entries.url", "entries.subheading entries.url")


@damages("capture-older", "witness-differs", of="many")
def older_capture_preferred(package):
    """A post shows its older state, with ledger, counts and findings mended."""
    entry = package.one("entries", headline="Gate opens")
    for span in package["ledger"]:
        if span["row_id"].startswith(entry["entry_id"]) and span["disposition"] in ("field", "witness"):
            span["disposition"] = "field" if span["page_id"] == "gate-one" else "witness"
    entry |= {"page_id": "gate-one", "position": "1", "list_number": "1"}
    row = package.one("paragraphs", text="It will stay so until evening.")
    row["text"] = "It will stay so until noon."
    package.mend()


@damages("witness-differs", of="many")
def edit_hidden(package):
    """Nothing says any more that a post was edited after an older capture."""
    for row in package.all("findings", code="entry-edited"):
        package.drop("findings", row)
    for number, row in enumerate(package["findings"], start=1):
        row["finding_id"] = f"f{number}"


@damages("recount-differs", "markup-text", of="many")
def older_post_dropped(package):
    """A post that only the older capture shows is gone, its text declared a witness of the post before it."""
    entry = package.one("entries", headline="First news")
    other = package.one("entries", headline="Gate shut")["entry_id"]
    for span in package.spans(entry["entry_id"]) + [
        s for n in (1, 2) for s in package.spans(f"{entry['entry_id']}/p{n}")
    ]:
        if span["disposition"] == "field":
            span |= {"disposition": "witness", "table_name": "entries", "row_id": other, "field_name": "text"}
        else:
            span["row_id"] = other
    for table in ("entries", "paragraphs"):
        package.loaded[table] = [row for row in package[table] if row["entry_id"] != entry["entry_id"]]
    package.mend()
    package.save()
    _mend_description(package)


@damages("derived-differs", "column-not-in-source", of="many")
def blog_title_invented(package):
    """A blog has a title that neither its pages nor a person give."""
    package.one("blogs", blog_id="media")["title"] = "The foghorn"


@damages("cell-without-source", of="many")
def rights_invented(package):
    """A page states rights that nobody gave."""
    package["pages"][0]["rights"] = "Public domain"


@damages("reader-differs")
def abilities_emptied(package):
    """The page's copy is said to be able to hold everything, so that its empty cells seem to say no."""
    package["pages"][0]["not_in_source"] = ""
    package.save()
    package.edit_descriptor(lambda found: found.update(description=found["description"].split(" Some copies")[0]))


@damages("formula-cell-in-source", of="many")
def formula_given_by_a_person(package):
    """A title in seeds.yaml is a formula, and the package was built with it."""
    _edit_seeds(package, "title: The gate", 'title: "=CALL(A1)"')
    _build_again(package)


# The findings


@damages("finding-unknown", of="many")
def finding_of_another_level(package):
    """A warning of the build is only a note."""
    package.one("findings", code="date-unknown")["level"] = "note"


@damages("key-dangling", "finding-missing", of="many")
def finding_of_no_row(package):
    """A finding names a post that does not exist."""
    package.one("findings", code="date-unknown")["row_id"] = "nothing-to-date-by/nowhere"


@damages("finding-unknown", of="many")
def finding_in_other_words(package):
    """A finding says something else than its code."""
    package.one("findings", code="date-unknown")["message"] = "all is well"


@damages("finding-unknown", of="many")
def finding_at_another_line(package):
    """A finding names a line at which its row does not stand."""
    package.one("findings", code="date-unknown")["source_line"] = "2"


# Types and keys


@damages("value-type", "id-differs")
def time_without_z(package):
    """A post's instant has no offset."""
    entry = package["entries"][5]
    entry["published"] = entry["published"].removesuffix("Z")


@damages("value-type", "time-inconsistent")
def midnight_as_24(package):
    """A wall time is 24:00."""
    package["entries"][5]["published_local"] = "2016-12-14T24:00:00"


@damages("value-type", "count-differs")
def number_with_a_sign(package):
    """A count is written with a plus sign."""
    package["entries"][0]["paragraph_count"] = "+3"


@damages("value-pattern", "curated-differs", "derived-differs")
def two_languages(package):
    """A page's language is a list with a bar."""
    package["pages"][0]["language"] = "en|fr"


@damages("value-pattern", "id-differs")
def newline_in_a_key(package):
    """An id ends with a line break."""
    package.rename(package["paragraphs"][-1]["paragraph_id"], package["paragraphs"][-1]["paragraph_id"] + "\n")


@damages("value-enum", "kind-differs")
def unknown_kind(package):
    """A paragraph is of a kind that is not listed."""
    package["paragraphs"][0]["kind"] = "Paragraph"


@damages("value-bound", "id-differs", "position-gap")
def position_zero(package):
    """A key point has position 0."""
    package["key_points"][0] |= {"position": "0"}


@damages("value-missing", "value-differs")
def text_missing(package):
    """A paragraph has no text."""
    package["paragraphs"][5]["text"] = ""
    package.mend()


@damages("value-missing", "ledger-gap")
def composite_key_partly_null(package):
    """A row of the ledger names no page."""
    package["ledger"][7]["page_id"] = ""


@damages("key-repeated", "ledger-overlap", "ledger-shape")
def ledger_key_repeated(package):
    """A row of the ledger stands twice."""
    package["ledger"].insert(8, dict(package["ledger"][7]))


@damages("key-dangling", "block-gap", "count-differs", "derived-differs", "id-differs", "position-gap", "span-order")
def paragraph_of_no_post(package):
    """A paragraph belongs to a post that does not exist."""
    package["paragraphs"][-1]["entry_id"] = f"{BLOG}/t20161214T0000Z"


@damages("value-differs")
def very_long_cell(package):
    """A paragraph has more characters than csv readers take by default."""
    package["paragraphs"][5]["text"] = "word " * 30_000 + "word"
    package.mend()


# Files


@damages("row-length", is_saved=False)
def short_row(package):
    """A row has lost its last cells."""

    def cut(data: bytes) -> bytes:
        at = data.rindex(b",4,0,0\n")
        return data[:at] + data[at + len(b",4,0,0") :]

    package.edit_bytes("entries", cut)


@damages("row-length", is_saved=False)
def long_row(package):
    """A row has a cell too many."""
    package.edit_bytes("key_points", lambda data: data[:-1] + b",more\n")


@damages("row-length", is_saved=False)
def blank_line(package):
    """A table has a blank line."""
    package.edit_bytes("key_points", lambda data: data + b"\n")


@damages("csv-broken", is_saved=False)
def unclosed_quote(package):
    """A quotation mark in the file is not closed."""
    package.edit_bytes("contributors", lambda data: data[:-1] + b',"\n')


@damages("csv-broken", is_saved=False)
def text_after_a_closing_quote(package):
    """Text follows a closing quotation mark."""
    package.edit_bytes("paragraphs", replace_once('""randomly""', '"" "randomly""'))


@damages("csv-broken", is_saved=False)
def needless_quotes(package):
    """Cells are in quotation marks that need none."""
    package.edit_bytes("contributors", replace_once("The World at One", '"The World at One"'))


@damages("csv-broken", is_saved=False)
def nul(package):
    """A table holds a NUL."""
    package.edit_bytes("contributors", replace_once("The World at One", "The World\0at One"))


@damages("csv-broken", is_saved=False)
def no_line_end(package):
    """A table's last row has no line end."""
    package.edit_bytes("contributors", lambda data: data[:-1])


@damages("csv-broken", is_saved=False)
def newlines_of_windows(package):
    """A table's lines end with CRLF."""
    package.edit_bytes("contributors", lambda data: data.replace(b"\n", b"\r\n"))


@damages("csv-broken", is_saved=False)
def byte_order_mark(package):
    """A table begins with a byte-order mark."""
    package.edit_bytes("contributors", lambda data: b"\xef\xbb\xbf" + data)


@damages("csv-broken", is_saved=False)
def other_encoding(package):
    """A table is in windows-1252."""
    package.edit_bytes("pages", lambda data: data.decode().encode("windows-1252"))


@damages("header-differs", is_saved=False)
def header_repeated(package):
    """Two columns have one name."""
    package.edit_bytes("contributors", replace_once(",role,", ",name,"))


@damages("header-differs", is_saved=False)
def column_renamed(package):
    """A column has another name."""
    package.edit_bytes("contributors", replace_once(",role,", ",function,"))


@damages("header-differs", is_saved=False)
def key_column_renamed(package):
    """The column that says of which blog a page is has another name."""
    package.edit_bytes("pages", replace_once("page_id,blog_id,", "page_id,blog,"))


@damages("header-differs", is_saved=False)
def header_missing(package):
    """A table is empty, header and all."""
    package.edit_bytes("links", lambda _: b"")


@damages("hash-differs", "derived-differs", "value-differs", is_saved=False)
def hash_wrong(package):
    """A letter of a table is another, and the hash was left alone."""
    package.edit_bytes("contributors", replace_once("BBC Radio 4,\n", "BBC Radio 5,\n"), is_mended=False)


@damages("bytes-differ", is_saved=False)
def size_wrong(package):
    """The descriptor states another size."""
    package.edit_descriptor(lambda found: found["resources"][0].update(bytes=1))


@damages("descriptor-invalid", is_saved=False)
def hash_in_capitals(package):
    """The descriptor names the algorithm in capitals."""
    package.edit_descriptor(
        lambda found: found["resources"][0].update(hash=found["resources"][0]["hash"].replace("sha", "SHA"))
    )


@damages("descriptor-invalid", "schema-differs", is_saved=False)
def misspelt_property(package):
    """The descriptor writes foreignKey."""

    def misspell(found: dict) -> None:
        schema = found["resources"][1]["schema"]
        schema["foreignKey"] = schema.pop("foreignKeys")

    package.edit_descriptor(misspell)


@damages("schema-differs", is_saved=False)
def pattern_loosened(package):
    """A pattern in the descriptor's schema takes anything."""
    package.edit_descriptor(
        lambda found: found["resources"][0]["schema"]["fields"][0]["constraints"].update(pattern="a|b|.*")
    )


@damages("schema-differs", is_saved=False)
def version_of_the_schemas_changed(package):
    """The descriptor states another version of the schemas."""
    package.edit_descriptor(lambda found: found["livepack"].update(schemaVersion="0.9.0"))


@damages("schema-differs", is_saved=False)
def resource_described_otherwise(package):
    """The descriptor describes a table otherwise than schemas/."""
    package.edit_descriptor(lambda found: found["resources"][3].update(title="Other things"))


@damages("path-unsafe", is_saved=False)
def path_out_of_the_package(package):
    """A path leads out of the package."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path="../package/blogs.csv"))


@damages("path-unsafe", is_saved=False)
def absolute_path(package):
    """A path is absolute."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path=str(package.folder / "blogs.csv")))


@damages("path-unsafe", is_saved=False)
def path_of_the_web(package):
    """A path is an address."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path="https://example.org/blogs.csv"))


@damages("descriptor-invalid", is_saved=False)
def list_of_paths(package):
    """A path is a list."""
    package.edit_descriptor(lambda found: found["resources"][0].update(path=["blogs.csv"]))


@damages("descriptor-invalid", is_saved=False)
def resource_repeated(package):
    """A table is named twice."""
    package.edit_descriptor(lambda found: found["resources"].append(found["resources"][0]))


@damages("descriptor-invalid", is_saved=False)
def key_of_json_repeated(package):
    """An object of the descriptor has two hashes, of which readers keep one."""
    path = package.folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"hash": "', '"hash": "sha256:0", "hash": "', 1), "utf-8")
    package.sum_up()


@damages("table-missing", is_saved=False)
def table_missing(package):
    """The descriptor names no table of links."""
    package.edit_descriptor(
        lambda found: found.update(resources=[r for r in found["resources"] if r["name"] != "links"])
    )


@damages("file-missing", is_saved=False)
def file_missing(package):
    """A table's file is gone."""
    (package.folder / "links.csv").unlink()


# Without the publisher's words


@damages("words-left", of="dry")
def dry_headline_left(package):
    """A headline was put back into a package that says that it holds none."""
    package["entries"][3]["headline"] = "Russia says"


@damages("schema-differs", of="dry", is_saved=False)
def dry_words_required(package):
    """The descriptor requires a text where none may be."""
    package.edit_descriptor(
        lambda found: found["resources"][5]["schema"]["fields"][5]["constraints"].update(required=True)
    )


@damages("descriptor-invalid", of="dry", is_saved=False)
def dry_original_forgotten(package):
    """The descriptor no longer says what the whole package was."""
    package.edit_descriptor(lambda found: found["livepack"].pop("original"))


@damages("ledger-dangling", "block-gap", "count-differs", "position-gap", of="dry")
def dry_paragraph_dropped(package):
    """A paragraph's row is gone."""
    package.drop("paragraphs", package["paragraphs"][4])


@damages("ledger-gap", of="dry")
def dry_ledger_cut(package):
    """Some characters have no fate."""
    package["ledger"][7]["end_char"] = str(int(package["ledger"][7]["end_char"]) - 1)


@damages("time-inconsistent", "order-inverted", "id-differs", of="dry")
def dry_time_moved(package):
    """A post was moved by an hour."""
    package["entries"][3]["published"] = "2016-12-14T14:00:00Z"


@damages("source-changed", of="dry", is_saved=False)
def dry_source_changed(package):
    """The saved page is no longer the one that was read."""
    package.edit_source(lambda data: data + b"\n")


# Layers of users


@damages("layer-unlisted", is_saved=False)
def annotations_that_no_build_has_seen(package):
    """Annotations lie in the folder, and the descriptor does not list them."""
    package.annotate(f"a1,{FIRST},0,10,entities,person,,me,1", is_listed=False)


@damages("annotation-outside", is_saved=False)
def annotation_beyond_its_paragraph(package):
    """A span ends behind the text of its paragraph."""
    length = len(package["paragraphs"][0]["text"])
    package.annotate(f"a1,{FIRST},0,{length},entities,all,,me,", f"a2,{FIRST},0,{length + 1},entities,more,,me,")


@damages("annotation-outside", is_saved=False)
def annotation_turned_round(package):
    """A span ends before it begins."""
    package.annotate(f"a1,{FIRST},10,4,entities,person,,me,")


@damages("annotation-outside", is_saved=False)
def annotation_without_end(package):
    """A span has a start alone."""
    package.annotate(f"a1,{FIRST},10,,entities,person,,me,")


@damages("key-dangling", is_saved=False)
def annotation_of_nothing(package):
    """An annotation names a paragraph that is not there; its span is then not looked at."""
    package.annotate(f"a1,{FIRST}0,0,4000,entities,person,,me,")


@damages("key-repeated", is_saved=False)
def annotation_twice(package):
    """Two annotations have one id."""
    package.annotate(f"a1,{FIRST},0,10,entities,person,,me,", f"a1,{FIRST},0,12,entities,person,,you,")


@damages("value-bound", is_saved=False)
def annotation_surer_than_sure(package):
    """A confidence is above 1."""
    package.annotate(f"a1,{FIRST},0,10,entities,person,,me,1.01")


@damages("value-bound", is_saved=False)
def annotation_less_than_unsure(package):
    """A confidence is below 0."""
    package.annotate(f"a1,{FIRST},0,10,entities,person,,me,-0.5")


@damages("value-type", is_saved=False)
def annotation_sure_in_words(package):
    """A confidence is a percentage, and a start no number: neither is compared with anything."""
    package.annotate(f"a1,{FIRST},first,10,entities,person,,me,85%")


@damages("value-missing", is_saved=False)
def annotation_without_label(package):
    """An annotation says nothing."""
    package.annotate(f"a1,{FIRST},0,10,entities,,,me,")


@damages("header-differs", is_saved=False)
def annotations_with_other_columns(package):
    """The table has a column that nobody described; everything else is checked all the same."""
    package.annotate(f"a1,{FIRST},0,10,entities,person,,me,,x", header=f"{damage.ANNOTATIONS},more")


@damages("hash-differs", "bytes-differ", is_saved=False)
def annotations_edited_after_the_build(package):
    """The table was edited, and the descriptor not made anew."""
    package.annotate(f"a1,{FIRST},0,10,entities,person,,me,")
    package.annotate(f"a1,{FIRST},0,10,entities,person,who,me,", is_listed=False)


@damages("file-unlisted", is_saved=False)
def file_that_is_no_part(package):
    """The folder holds a table that the descriptor does not name."""
    (package.folder / "more.csv").write_text("a,b\n", "utf-8")


# Documents


@damages("document-missing", is_saved=False)
def document_missing(package):
    """The codebook is gone."""
    (package.folder / "CODEBOOK.md").unlink()


@damages("document-missing", is_saved=False)
def document_missing_everywhere(package):
    """The codebook is gone, and SHA256SUMS lists it no more."""
    (package.folder / "CODEBOOK.md").unlink()
    package.edit_checksums(lambda text: re.sub(r".*  CODEBOOK\.md\n", "", text))


@damages("document-missing", is_saved=False)
def checksums_missing(package):
    """SHA256SUMS itself is gone."""
    (package.folder / "SHA256SUMS").unlink()


@damages("checksum-differs", is_saved=False)
def document_edited(package):
    """Somebody wrote into the README."""
    path = package.folder / "README.md"
    path.write_text(path.read_text("utf-8") + "More.\n", "utf-8")


@damages("checksum-differs", is_saved=False)
def checksum_of_a_table_wrong(package):
    """SHA256SUMS states another digest of a table than the descriptor does."""
    package.edit_checksums(lambda text: re.sub(r"\w+  links\.csv", "0" * 64 + "  links.csv", text))


@damages("checksum-differs", is_saved=False)
def descriptor_edited_and_not_summed(package):
    """The descriptor was written anew with the same words, and SHA256SUMS was forgotten."""
    path = package.folder / "datapackage.json"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")


@damages("checksum-missing", is_saved=False)
def checksum_of_a_document_missing(package):
    """SHA256SUMS leaves out the rights, which are there."""
    package.edit_checksums(lambda text: re.sub(r".*  RIGHTS\.md\n", "", text))


@damages("checksums-broken", is_saved=False)
def checksums_in_another_form(package):
    """SHA256SUMS has digests in capitals."""
    package.edit_checksums(str.upper)


@damages("checksums-broken", is_saved=False)
def checksum_twice(package):
    """SHA256SUMS lists a file twice."""
    package.edit_checksums(lambda text: text + text.splitlines()[0] + "\n")


@damages("checksums-broken", is_saved=False)
def checksums_that_are_no_text(package):
    """SHA256SUMS is not in UTF-8."""
    (package.folder / "SHA256SUMS").write_bytes(b"\xff\xfe")


@damages("path-unsafe", is_saved=False)
def checksum_of_a_file_elsewhere(package):
    """SHA256SUMS names a file outside of the package."""
    package.edit_checksums(lambda text: text + "0" * 64 + "  ../package/links.csv\n")


@damages("checksum-differs", is_saved=False)
def live_blog_edited(package):
    """A word of a live blog's JSON-LD was changed."""
    path = package.folder / "liveblogs" / f"{BLOG}.jsonld"
    path.write_text(path.read_text("utf-8").replace("Aleppo", "Paris", 1), "utf-8")


@damages("document-missing", is_saved=False)
def live_blog_missing(package):
    """A live blog's JSON-LD is gone, and SHA256SUMS lists it no more."""
    (package.folder / "liveblogs" / f"{BLOG}.jsonld").unlink()
    package.edit_checksums(lambda text: re.sub(r".*  liveblogs/.*\n", "", text))


@damages("checksum-missing", is_saved=False)
def live_blog_not_listed(package):
    """SHA256SUMS leaves out the live blog, which is there."""
    package.edit_checksums(lambda text: re.sub(r".*  liveblogs/.*\n", "", text))


@damages("file-unlisted", is_saved=False)
def live_blog_of_nobody(package):
    """Among the live blogs lies a file that SHA256SUMS does not list."""
    (package.folder / "liveblogs" / "notes.txt").write_text("mine", "utf-8")


@damages("file-unlisted", is_saved=False)
def live_blog_of_no_row(package):
    """Among the live blogs lies one that is in no table, and SHA256SUMS lists it."""
    (package.folder / "liveblogs" / "other.jsonld").write_bytes(b"")
    digest = hashlib.sha256(b"").hexdigest()
    package.edit_checksums(lambda text: f"{text}{digest}  liveblogs/other.jsonld\n")


@damages("curated-differs", is_saved=False)
def caveats_of_somebody_else(package):
    """The descriptor says other words for the documents than seeds.yaml."""
    package.edit_descriptor(lambda descriptor: descriptor["livepack"].update(caveats=["All is well."]))


# Sources


@damages("source-changed", is_saved=False)
def source_truncated(package):
    """The source ends early."""
    package.edit_source(lambda data: data[:-500])


@damages("ledger-overlap", "block-cut", "kind-differs", "value-differs")
def source_truncated_and_accepted(package):
    """The source ends early, and size, length and digest were mended."""
    package.edit_source(lambda data: data[:-500])
    package.accept_source()
    _rename_page(package)


def _rename_page(package: Package) -> None:
    page = package["pages"][0]
    package.rename(page["page_id"], "p" + page["source_sha256"][:12])


@damages("value-differs", "boilerplate-differs", "curated-differs", "markup-text", "recount-differs")
def source_re_encoded(package):
    """The source is in windows-1252, read as it, and size, length and digest were mended."""
    package.edit_source(lambda data: data.decode().encode("windows-1252", "replace"))
    package["pages"][0]["source_encoding"] = "utf-16-le"
    package["pages"][0]["source_encoding"] = "cp437"
    package.accept_source()
    _rename_page(package)


@damages("source-changed", is_saved=False)
def source_with_other_newlines(package):
    """The source's lines end with CRLF."""
    package.edit_source(lambda data: data.replace(b"\n", b"\r\n"))


@damages("source-facts")
def newlines_not_noted(package):
    """The source's lines end with CRLF, and only size and digest were mended."""
    package.edit_source(lambda data: data.replace(b"\n", b"\r\n"))
    package.accept_source()
    _rename_page(package)


@damages("source-facts", "curated-differs")
def encoding_wrong(package):
    """The source is said to be in ASCII."""
    package["pages"][0]["source_encoding"] = "ascii"


@damages("source-facts", "curated-differs")
def source_under_another_name(package):
    """The page names a document that is not there, with the digest of one that is."""
    package["pages"][0]["source_file"] = "elsewhere.txt"


@damages("source-missing", is_saved=False)
def source_missing(package):
    """The source is gone."""
    (package.sources / SEED_PAGE).unlink()


@damages("source-missing", of="many")
def page_and_source_dropped(package):
    """A page is gone with all its rows, and its source too; seeds.yaml still lists it."""
    page = package.one("pages", source_file="story_card.txt")
    own = {row["entry_id"] for row in package.all("entries", page_id=page["page_id"])}
    for table in schemas.tables():
        package.loaded[table] = [
            row
            for row in package[table]
            if row.get("page_id") != page["page_id"]
            and row.get("entry_id") not in own
            and row.get("blog_id") != page["blog_id"]
        ]
    (package.sources / "story_card.txt").unlink()
    (package.folder / "liveblogs" / f"{page['blog_id']}.jsonld").unlink()
    package.save()
    numbers = {"posts": "entries", "live blogs": "blogs", "saved pages": "pages"}

    def count(found: dict) -> None:
        for words, table in numbers.items():
            found["description"] = re.sub(f"[0-9]+ {words}", f"{len(package[table])} {words}", found["description"])

    package.edit_descriptor(count)


@damages("source-not-built", is_saved=False)
def source_not_built(package):
    """The sources hold a page that the package does not."""
    (package.sources / "more.txt").write_text(making.small_page(), "utf-8")


@damages("finding-missing", is_saved=False)
def source_doubled(package):
    """The sources hold a page twice, and the package does not say so."""
    shutil.copy(package.sources / SEED_PAGE, package.sources / "again.txt")


@damages("seeds-changed", is_saved=False)
def seeds_changed(package):
    """Somebody has added a line to seeds.yaml."""
    package.edit_source(lambda data: data + b"# more\n", "seeds.yaml")


@damages("outside-times", of="many")
def posts_outside(package):
    """Behind the last post stand lines with clock times; the source has them, and the package was built of that."""
    more = "Related topics\n10:01 One\n10:02 Two\n10:03 Three\n"
    package.edit_source(replace_once("Related topics\n", more), "gate-2.txt")
    _build_again(package)


# HTML pages


def _html_row_dropped(package: Package, table: str, row: damage.Row) -> None:
    """Drop a row as a careful forger would: its characters become markup, and everything else is put right."""
    row_id = row[f"{table[:-1]}_id"]
    for span in package.spans(row_id):
        free(span)
        span["decode"] = ""
    package.drop(table, row)
    package.mend()
    _join_spans(package)


def _join_spans(package: Package) -> None:
    """Make one of neighbours in the ledger that differ only in their ends."""
    kept: list[damage.Row] = []
    for span in package["ledger"]:
        if kept and all(
            span[column] == kept[-1][column] for column in span if column not in ("start_char", "end_char")
        ):
            kept[-1]["end_char"] = span["end_char"]
        else:
            kept.append(span)
    package.loaded["ledger"] = kept


@damages("markup-text", "witness-differs", of="html")
def html_paragraph_as_markup(package):
    """A paragraph of an HTML page is declared markup, and everything else is put right."""
    _html_row_dropped(package, "paragraphs", package.one("paragraphs", text="They had worked for nineteen hours."))


@damages("recount-differs", of="html")
def html_picture_as_markup(package):
    """A picture of an HTML page, with all its addresses and texts in attributes, is declared markup."""
    _html_row_dropped(package, "images", package.one("images", alt_text="A queue of voters"))


@damages("recount-differs", of="html")
def html_embed_as_markup(package):
    """A frame of a known service is declared markup."""
    _html_row_dropped(package, "embeds", package.one("embeds", provider="youtube"))


@damages("outside-inside", of="html")
def html_outside_in_a_post(package):
    """The markup between two values of a post is declared outside."""
    paragraph = package.one("paragraphs", text="They had worked for nineteen hours.")
    package.neighbour(package.spans(paragraph["paragraph_id"])[0], -1)["disposition"] = "outside"


@damages("witness-differs", of="html")
def html_witness_of_another_time(package):
    """A post's time is moved in all its forms; the attribute that witnesses it says otherwise."""
    entry = package.one("entries", headline="What people post")
    entry |= {"published": "2031-03-04T12:00:30Z", "published_local": "2031-03-04T12:00:30"}
    package.mend()


# JSON documents, and web archives


@damages("markup-text", of="json")
def json_paragraph_as_markup(package):
    """A paragraph that stands in the HTML of a string is declared markup, and everything else is put right."""
    _html_row_dropped(package, "paragraphs", package.one("paragraphs", text="Nobody was hurt."))


@damages("markup-text", of="json")
def json_string_as_markup(package):
    """A whole string that is no machinery of the format is declared markup."""
    page = package.one("pages", source_file="blocks.json")
    for span in package.spans(page["page_id"], "title"):
        free(span)
        span["decode"] = ""
    page["title"] = package.one("blogs", blog_id=page["blog_id"])["title"] = ""
    package.mend()
    _join_spans(package)


@damages("recount-differs", "id-differs", "markup-text", of="json")
def json_identifier_as_markup(package):
    """The id of a post is declared markup."""
    entry = package.one("entries", headline="Morning summary")
    for span in package.spans(entry["entry_id"], "identifier"):
        free(span)
    entry["identifier"] = ""
    package.mend()
    _join_spans(package)


@damages("recount-differs", "id-differs", "markup-text", of="json")
def json_identifier_under_a_path_as_markup(package):
    """The id of a post, counted again by its key in the objects at a path, is declared markup."""
    entry = package.one("entries", author_name="Jo Ferryman")
    for span in package.spans(entry["entry_id"], "identifier"):
        free(span)
    entry["identifier"] = ""
    package.mend()
    _join_spans(package)


@damages("recount-differs", "markup-text", of="json")
def json_picture_as_markup(package):
    """A picture in the HTML of a string, with its addresses and texts, is declared markup."""
    _html_row_dropped(package, "images", package.one("images", alt_text="A crane over the bridge"))


@damages("json-key-repeated", of="json", is_saved=False)
def built_json_key_repeated(package):
    """A post has its marks twice."""
    package.edit_source(replace_once('"attributes": {', '"attributes": {}, "attributes": {'), "blocks.json")
    _build_again(package)


@damages("character-left-out", of="json", is_saved=False)
def built_json_half_a_character(package):
    """An emoji in a headline is cut in two."""
    package.edit_source(replace_once("\\ud83d\\udd27", "\\ud83d"), "blocks.json")
    _build_again(package)


@damages("container-cut", of="json", is_saved=False)
def built_archive_cut(package):
    """A web archive ends where its first part does, without the line that ends it."""
    package.edit_source(
        lambda data: data[: data.index(b"Content-Type: text/css")].rpartition(b"--")[0], "saved_as_mhtml.mhtml"
    )
    _build_again(package)


# What the build itself finds


def build_finding(code: str, old: str, new: str, *others: str, name: str = "gate-2.txt") -> None:
    """Add a damage of a source that the build remarks on; the package is built of it."""

    def change(package: Package) -> None:
        package.edit_source(replace_once(old, new), name)
        _build_again(package)

    DAMAGES.append(Damage(f"built: {code}", change, (code, *others), "many", is_saved=False))


build_finding("time-unreadable", "11:15 Greenwich Mean Time 3 March 2021", "11 o'clock")
build_finding("time-impossible", "11:15 Greenwich Mean Time 3 March 2021", "11:15 Greenwich Mean Time 31 February 2021")
build_finding("date-unknown", "13:38 Greenwich Mean Time 23 November 2016", "13:38", name="media.txt")
build_finding("zone-unknown", "11:15 Greenwich Mean Time", "11:15 Harbour Time")
build_finding(
    "zone-contradicts-date", "11:15 Greenwich Mean Time 3 March 2021", "11:15 British Summer Time 3 March 2021"
)
build_finding("local-time-ambiguous", "11:15 Greenwich Mean Time 3 March 2021", "01:30 25 October 2020")
build_finding("local-time-skipped", "11:15 Greenwich Mean Time 3 March 2021", "01:30 29 March 2020")
build_finding("embed-block-cut", "    Skip twitter post\n", "", name="embed_numbers_and_authors.txt")
build_finding("caption-missing", "\n\n    The key", "")


@damages("blog-unused", is_saved=False)
def built_with_a_blog_of_no_page(package):
    """seeds.yaml describes a live blog that no page belongs to."""
    package.edit_source(replace_once("\nblogs:\n", "\nblogs:\n  bbc-1: {publisher: BBC News}\n"), "seeds.yaml")
    _build_again(package)


@damages("data-invalid", of="html", is_saved=False)
def built_data_broken(package):
    """The JSON-LD of a page has lost a quote."""
    package.edit_source(
        replace_once('"@context": "https://schema.org", "@type"', '"@context: "https://schema.org", "@type"'),
        "broadsheet.html",
    )
    _build_again(package)


@damages("time-disagrees", of="html", is_saved=False)
def built_time_contradicted(package):
    """The printed clock and the attribute of a post are minutes apart."""
    package.edit_source(
        replace_once('datetime="2031-03-04T19:49:12.468Z"', 'datetime="2031-03-04T19:44:12.468Z"'), "broadsheet.html"
    )
    _build_again(package)


@damages("data-of-another-page", of="html", is_saved=False)
def built_data_of_another_page(package):
    """A second script of a page lists posts of printers' Latin."""
    sample = b'{"@type": "LiveBlogPosting", "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "Lorem ipsum"}]}'
    package.edit_source(
        lambda data: data.replace(b"</head>", b'<script type="application/ld+json">' + sample + b"</script></head>", 1),
        "broadsheet.html",
    )
    _build_again(package)


@damages("times-missing", of="html", is_saved=False)
def built_without_times(package):
    """A page has its posts in its data only, and there without times."""
    package.edit_source(
        lambda data: re.sub(rb'(?s)"datePublished": "[^"]*", |<section.*</section>', b"", data),
        "data_beyond_the_page.html",
    )
    _build_again(package)


@damages("blank-lines-doubled", is_saved=False)
def built_head_lost(package):
    """The last head is gone from the source, with nothing but the blank lines around it left."""
    package.edit_source(lambda data: re.sub(rb"  20\. UN concerned[^\n]*\n", b"", data))
    _build_again(package)


@damages("blank-lines-missing", of="many", is_saved=False)
def built_without_blank_lines(package):
    """The source has lost its blank lines."""
    package.edit_source(lambda data: re.sub(rb"\n\n+", b"\n", data), "media.txt")
    _build_again(package)


@damages("encoding-assumed", of="many", is_saved=False)
def built_of_windows_1252(package):
    """A source is saved in windows-1252, and nothing says so."""
    package.edit_source(
        lambda data: data.replace(b"The gate", "The café gate".encode()).decode().encode("cp1252"), "gate-2.txt"
    )
    _build_again(package)


@damages("decoded-twice", "mojibake-in-source", of="many", is_saved=False)
def built_of_text_decoded_twice(package):
    """A source has been read as windows-1252 and saved as UTF-8 again."""
    package.edit_source(
        lambda data: data.replace(b"The gate", "The café gate".encode()).decode("cp1252").encode(), "gate-2.txt"
    )
    _build_again(package)


@damages("spaces-inserted", of="many", is_saved=False)
def built_with_spaces_before_labels(package):
    """The source was flattened by a tool that parts a title and its label."""
    package.edit_source(lambda data: data.replace(b"published at", b" published at"), "media.txt")
    _build_again(package)


@damages("list-number-start", of="many", is_saved=False)
def built_numbers_from_21(package):
    """The posts of a source are numbered from 21."""

    def number(match: re.Match[bytes]) -> bytes:
        return b"  %d. " % (int(match[1]) + 20)

    package.edit_source(lambda data: re.sub(rb"(?m)^  ([0-9]+)\. ", number, data), "media.txt")
    _build_again(package)


@damages("year-unknown", of="many", is_saved=False)
def built_year_unknown(package):
    """The time of capture is not known, and the page leaves the year out."""
    _edit_seeds(package, '    captured: "2023-01-02T09:00:00Z"\n', "")
    _build_again(package)


@damages("duplicate-source", of="many", is_saved=False)
def built_duplicate_source(package):
    """A document is in the sources twice, and the package was built so."""
    shutil.copy(package.sources / "media.txt", package.sources / "zz.txt")
    _build_again(package)


# Copies without times, and what else only the older generation's copies have


@damages("times-missing", of="older", is_saved=False)
def built_time_lost(package):
    """One post of a page has lost its time."""
    package.edit_source(replace_once("Posted at 17:02\n\n    ", ""), "lx_sport.txt")
    _build_again(package)


@damages("zone-unsure", of="older", is_saved=False)
def built_zone_unsure(package):
    """A page of the winter is one of the summer, and nobody says which clock it prints."""
    package.edit_source(lambda data: data.replace(b"December 2019", b"June 2019"), "lx_times_winter.txt")
    _build_again(package)


@damages("posts-not-parted", "times-missing", of="older", is_saved=False)
def built_posts_not_parted(package):
    """A page has lost all that told where a post begins."""
    package.edit_source(lambda data: re.sub(rb"Posted at .*\n", b"", data), "lx_unnumbered_times.txt")
    _build_again(package)


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
    _set_time(entry, published="2020-05-12T14:05:00Z", utc_offset="+01:00", published_basis="zone_supplied")
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


# The World Service


@damages("capture-unknown", of="world", is_saved=False)
def world_capture_unknown(package):
    """Nobody knows any more when a page was saved whose times count back from that."""
    _edit_seeds(package, '    captured: "2031-12-20T12:00:00Z"\n', "")
    _build_again(package)


@damages("time-inconsistent", of="world")
def world_minutes_moved(package):
    """A post of twelve minutes ago is given as one of eleven, in every form of its time."""
    row = package.one("entries", published_text="12 منٹ قبل")
    row["published"], row["published_local"] = "2031-03-04T09:19:00Z", "2031-03-04T14:19:00"
    package.mend()


@damages("time-inconsistent", of="world")
def world_hours_as_minutes(package):
    """A time that says hours claims to be exact to the minute."""
    package.one("entries", published_text="9 horas")["published_precision"] = "minute"


@damages("time-inconsistent", "id-differs", of="world")
def world_distance_as_stated(package):
    """A time that was counted back claims that all of it is printed."""
    package.one("entries", published_text="9 horas")["published_basis"] = "stated"


@damages("time-inconsistent", of="world")
def world_day_moved(package):
    """A date is given as the day after; it is printed in digits of its own."""
    package.one("entries", published_text="১৪ ডিসেম্বর ২০৩১")["published_date"] = "2031-12-15"


@damages("time-inconsistent", of="world")
def world_month_moved(package):
    """A date is given a month too early; the month is printed in Arabic."""
    package.one("entries", published_text="13 ديسمبر")["published_date"] = "2016-11-13"


@damages("reader-differs", of="world")
def world_language_changed(package):
    """A page in Hindi says that it is in Marathi, and so does its blog."""
    for table in ("pages", "blogs"):
        package.one(table, language="hi")["language"] = "mr"


@damages("kind-differs", of="world")
def world_breaking_lost(package):
    """A post with the Chinese label of breaking news is none."""
    package.one("entries", headline="首班渡船离岸")["is_breaking"] = ""


@damages("kind-differs", of="world")
def world_recording_as_video(package):
    """What the Russian label calls a recording is a video."""
    package.one("embeds", caption="Смотритель")["kind"] = "video"


@damages("kind-differs", "markup-text", of="world")
def world_item_as_paragraph(package):
    """A line with a number before it is a paragraph."""
    package.one("paragraphs", text="Потом велосипеды.")["kind"] = "paragraph"


@damages("recount-differs", "ledger-shape", "markup-text", of="world")
def world_image_as_markup(package):
    """A picture is gone, and its alternative text, credit and caption are declared markup."""
    row = package.one("images", credit="Afzal Barki")
    package.release(row["image_id"])
    package.drop("images", row)
    package.mend()


@damages("recount-differs", "ledger-shape", "markup-text", "template-unclaimed", of="world")
def world_embed_as_markup(package):
    """An embed is gone with its Japanese notice, which is declared markup."""
    row = next(
        row for row in package["embeds"] if row["embed_id"].startswith("japanese") and row["provider_name"] == "X"
    )
    package.release(row["embed_id"])
    package.drop("embeds", row)
    package.mend()


@damages("label-residue", "recount-differs", of="world")
def world_label_in_a_caption(package):
    """The words before a caption were taken for its beginning, in cell and ledger alike."""
    row = package.one("images", caption="Утром мост был пуст.")
    label, value = (
        package.spans(row["image_id"], disposition="boilerplate")[-1],
        package.spans(row["image_id"], "caption")[0],
    )
    value["start_char"] = label["start_char"]
    package.drop("ledger", label)
    row["caption"] = "Подпись к фото, Утром мост был пуст."


@damages("residue", "value-differs", of="world")
def world_notice_in_a_paragraph(package):
    """A paragraph ends with the Portuguese notice on other sites."""
    row = package.one("paragraphs", text="A ponte da serra foi fechada")
    row["text"] += " A BBC não se responsabiliza pelo conteúdo de sites externos."
    package.mend()


# Copies of lines


@damages("kind-differs", "markup-text", of="lines")
def item_as_paragraph(package):
    """A line with a bullet is a paragraph."""
    package.one("paragraphs", kind="list_item")["kind"] = "paragraph"


@damages("kind-differs", of="lines")
def paragraph_as_item(package):
    """A line without a bullet is a list item."""
    package.one("paragraphs", text="The goat belongs to the harbour master.")["kind"] = "list_item"


@damages("column-not-in-source", "kind-differs", of="lines")
def label_invented(package):
    """An embed has a number, though the copy has lost its labels."""
    package.one("embeds", provider_name="Twitter", embed_id="reader-copy/")["label_number"] = "1"


@damages("value-differs", "recount-differs", "finding-missing", of="lines")
def provider_changed_in_a_copy_of_lines(package):
    """A post on Twitter is one on Facebook, whose words are but recalled."""
    row = package.one("embeds", provider_name="Twitter", embed_id="reader-copy/")
    row |= {"provider": "facebook", "provider_name": "Facebook"}


@damages("span-order", of="lines")
def blocks_exchanged_in_a_copy_of_lines(package):
    """Two paragraphs of a post have each other's place."""
    rows = package.all("paragraphs", entry_id="reader-copy/t20231109T1012Z")
    swap(*rows, "text")
    for span, other in zip(package.spans(rows[0]["paragraph_id"]), package.spans(rows[1]["paragraph_id"]), strict=True):
        swap(span, other, "row_id")
    package.mend()


@damages("block-cut", "kind-differs", of="lines")
def line_cut_in_two(package):
    """One line is two paragraphs."""
    row = package.one("paragraphs", text="The goat belongs to the harbour master.")
    _cut_paragraph(package, row, row["text"].index(" to "))


@damages("finding-missing", of="lines")
def finding_of_a_cut_notice_of_lines_dropped(package):
    """One notice of a page has lost its last line, and the finding that said so is gone."""
    package.edit_source(replace_once("End of twitter post\n", ""), "reader_copy_with_labels.txt")
    _build_again(package)
    package.drop("findings", package.one("findings", code="embed-block-cut"))


@damages("reader-differs", "column-not-in-source", of="lines")
def abilities_of_a_copy_changed(package):
    """A page says that its copy cannot hold headlines."""
    page = package.one("pages", source_file="reader_copy.txt")
    page["not_in_source"] += " entries.headline"


@damages("recount-differs", "template-unclaimed", "outside-inside", of="lines")
def last_notice_declared_outside(package):
    """The last notice of a page has no row, and its lines are declared outside."""
    row = package.all("embeds", embed_id="reader-copy/", provider_name="YouTube")[-1]
    spans = package["ledger"]
    own = [index for index, span in enumerate(spans) if span["row_id"] == row["embed_id"]]
    run = spans[own[0] : own[-1] + 1]
    join(package, run)
    free(run[0], "outside")
    package.drop("embeds", row)
    package.mend()


# The tests


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    """The folders of the good packages by kind, each with what a validation finds in it."""
    found = {}
    for kind in ("seed", "many", "older", "world", "lines", "html", "json", "dry"):
        home = tmp_path_factory.mktemp(kind)
        damage.make_good(kind, home)
        found[kind] = (home, _tally(_report(Package(home))))
    return found


def _report(package: Package) -> Report:
    return validate_package(package.folder, package.sources, without=("stale-package",))


def _tally(report: Report) -> Counter[str]:
    """How often each code is found; notes are left out, as is stale-package."""
    return Counter(finding.code for finding in report.findings if finding.level != "note")


def _damaged(good, case: Damage, home: Path) -> Package:
    shutil.copytree(good[case.of][0], home, dirs_exist_ok=True)
    package = Package(home)
    case.change(package)
    if case.is_saved:
        package.save()
    return package


@pytest.mark.parametrize("case", DAMAGES, ids=lambda case: case.name)
def test_damage_is_found(case, good, tmp_path):
    """The damage raises exactly the codes that it must, beside those that the good package has, and fails the package.

    One that only warnings tell fails it where warnings are asked to.
    """
    report = _report(_damaged(good, case, tmp_path))
    found = set(_tally(report) - good[case.of][1])
    assert found == set(case.codes)
    assert len(found) == len(case.codes)
    has_error = any(schemas.finding_types()[code].level == "error" for code in case.codes)
    assert report.fails() is has_error
    assert report.fails("warning")


COMMANDED = (
    "paragraph_dropped",
    "rows_swapped",
    "time_moved",
    "offset_changed",
    "consent_text_put_back_in_part",
    "captions_exchanged",
    "entry_id_changed",
    "credit_in_an_alt_text",
    "span_shifted",
    "text_declared_markup",
    "rule_that_does_not_fit",
    "source_truncated",
    "source_with_other_newlines",
    "hash_wrong",
    "key_point_lost",
    "number_skipped",
    "image_removed",
    "nul",
)


@pytest.mark.parametrize("name", COMMANDED)
def test_command_fails_with_status_1(name, good, tmp_path):
    """The command line ends with status 1 and says why, without the help of stale-package."""
    case = next(case for case in DAMAGES if case.name == name)
    package = _damaged(good, case, tmp_path)
    options = ["--sources", str(package.sources), "--without", "stale-package", "--format", "json"]
    result = CliRunner().invoke(cli, ["validate", str(package.folder), *options])
    assert result.exit_code == 1
    assert set(case.codes) <= set(json.loads(result.stdout)["codes"])


@pytest.mark.parametrize("name", ["order_inverted", "line_repeated", "file_that_is_no_part"])
def test_warning_fails_only_if_asked(name, good, tmp_path):
    """A warning leaves the status 0, unless --fail-on warning is given."""
    case = next(case for case in DAMAGES if case.name == name)
    package = _damaged(good, case, tmp_path)
    arguments = ["validate", str(package.folder), "--sources", str(package.sources), "--without", "stale-package"]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert CliRunner().invoke(cli, [*arguments, "--fail-on", "warning"]).exit_code == 1


@pytest.mark.parametrize("kind", ["seed", "many", "older", "world", "html", "json", "dry"])
def test_good_package_passes_the_command(kind, good):
    """The package that the damages are done to has no error, stale-package included."""
    home = good[kind][0]
    result = CliRunner().invoke(cli, ["validate", str(home / "package"), "--sources", str(home / "sources")])
    assert result.exit_code == 0
    assert "0 errors" in result.stdout


def test_html_package_passes_without_sources(good):
    """Without its sources a package of HTML pages has no error either."""
    assert validate_package(good["html"][0] / "package").count("error") == 0


def test_every_code_is_raised_first_by_a_damage():
    """Each error and warning of the checks and of the build is the telling code of a damage."""
    wanted = {
        code
        for code, kind in schemas.finding_types().items()
        if kind.level != "note" and kind.family not in ("report", "stale-package")
    }
    assert wanted - {case.codes[0] for case in DAMAGES} == set()


def test_damages_are_many_and_distinct():
    """There are more than a hundred damages, each with a name and one sentence."""
    assert len(DAMAGES) >= 100
    assert len({case.name for case in DAMAGES}) == len(DAMAGES)
    assert [case.name for case in DAMAGES if not case.name.startswith("built:") and not case.change.__doc__] == []


NAMED = {
    "short row": "short_row",
    "long row": "long_row",
    "unclosed quote": "unclosed_quote",
    "text after a closing quote": "text_after_a_closing_quote",
    "duplicate header": "header_repeated",
    "blank line": "blank_line",
    "NUL": "nul",
    "a cell over 131,072 characters": "very_long_cell",
    "a pattern a|b": "pattern_loosened",
    "a value of two alternatives": "two_languages",
    "a trailing newline in a key": "newline_in_a_key",
    "SHA256 in capitals": "hash_in_capitals",
    "misspelt foreignKey": "misspelt_property",
    "a partly null composite key": "composite_key_partly_null",
    "24:00": "midnight_as_24",
    "a time without offset": "time_without_z",
    "an absolute path": "absolute_path",
    "a path with ..": "path_out_of_the_package",
    "a list of paths": "list_of_paths",
    "a formula cell": "formula_cell",
    "mojibake": "mojibake",
}


def test_what_other_tools_let_pass_is_among_the_damages():
    """Each fault that readers and validators are known to pass over in silence is a damage of its own."""
    assert set(NAMED.values()) <= {case.name for case in DAMAGES}
    assert len(set(NAMED.values())) == len(NAMED)


def _stale_codes(package: Package) -> set[str]:
    return validate_package(package.folder, package.sources).codes


def test_stale_package(good, tmp_path):
    """What no other check can find is found by building anew: words behind those that seeds.yaml gives."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    assert _stale_codes(package) == set()
    package.edit_descriptor(lambda found: found.update(description=found["description"] + " Nothing is missing."))
    assert _stale_codes(package) == {"stale-package"}
    assert package.codes() == set()


def test_stale_package_by_sources_that_fail(good, tmp_path):
    """Sources that cannot be built are named."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    (package.sources / "notes.txt").write_text("Buy milk.\n", "utf-8")
    assert _stale_codes(package) == {"stale-package", "source-not-built"}


def test_made_by_other_version(good, tmp_path):
    """A package that another version made is only a warning."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    package.edit_descriptor(lambda found: found["livepack"].update(version="0.0.1"))
    assert _stale_codes(package) == {"made-by-other-version"}
    assert not validate_package(package.folder, package.sources).fails()


def test_internal_error_is_a_finding(good, monkeypatch):
    """A check that breaks is reported as a bug, and the others run on."""
    from livepack import rounds

    def break_down(_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(rounds, "CHECKS", (rounds.Check("one", break_down), *rounds.CHECKS))
    home = good["seed"][0]
    report = validate_package(home / "package", home / "sources")
    assert report.codes == {"internal-error"}
    assert report.fails()


def test_without_sources_the_package_alone_is_judged(good, tmp_path):
    """Without sources a changed word passes, which a note says; a changed count does not."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    row = package["paragraphs"][5]
    row["text"] = row["text"].replace(" the ", " a ", 1)
    package.mend()
    package.save()
    assert validate_package(package.folder).codes == {"not-checked"}
    package["entries"][0]["paragraph_count"] = "9"
    package.save()
    assert validate_package(package.folder).codes == {"not-checked", "count-differs"}
