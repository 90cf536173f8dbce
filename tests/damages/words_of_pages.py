"""Damages: text and furniture."""

from __future__ import annotations

from damage import replace_once
from damages.table import CONSENT, build_again, damages


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
    build_again(package)


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
    build_again(package)


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
    build_again(package)


@damages("control-character", "value-differs")
def control_character(package):
    """A paragraph holds a bell."""
    package["paragraphs"][5]["text"] += "\a"
    package.mend()


@damages("control-character-in-source")
def control_character_in_the_source(package):
    """The source holds a control character, and the package was built of that."""
    package.edit_source(replace_once("So why does anyone", "So why\x01does anyone"))
    build_again(package)


@damages("formula-cell", "value-differs")
def formula_cell(package):
    """A headline was made a formula."""
    package["entries"][3]["headline"] = "=HYPERLINK(A1)"


@damages("formula-cell-in-source")
def formula_in_the_source(package):
    """A paragraph of the source begins like a formula, and the package was built of that."""
    package.edit_source(replace_once("So why does anyone", "=SUM is what everyone"))
    build_again(package)
