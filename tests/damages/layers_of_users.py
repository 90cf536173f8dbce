"""Damages: layers of users."""

from __future__ import annotations

import damage
from damages.table import FIRST, damages


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
