"""Damages: the ledger."""

from __future__ import annotations

from damage import free, replace_once, split, swap
from damages.table import build_again, damages, join_markup


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
    join_markup(package)


@damages("markup-text", "key-dangling", of="many")
def emoji_declared_markup(package):
    """A paragraph without letters is declared markup."""
    package.edit_source(replace_once("It will stay so until evening.", "🎉🎉🎉"), "gate-2.txt")
    build_again(package)
    row = package.one("paragraphs", text="🎉🎉🎉")
    package.release(row["paragraph_id"], "markup")
    package.drop("paragraphs", row)
    package.mend()
    join_markup(package)


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
    build_again(package)
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
