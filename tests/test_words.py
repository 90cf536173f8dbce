"""Screening a column by words hides nothing: it finds what a search of each cell finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile
from livepack import rules
from livepack.checks import words
from livepack.checks.words import Words, find_encoding_faults, find_label, find_labels, find_mark, find_marks

MARKS = [mark for mark, _ in rules.marks()]
LABELS = [rule.template for rule in rules.rules().values() if not rule.marks and "{" not in rule.template]
TEMPLATES = [rule.template for rule in rules.rules().values()]
PROSE = [
    "The bridge is closed.",
    "He left at noon",
    "and nobody saw him",
    "Die Brücke ist gesperrt,",
    "Мост закрыт.",
    "橋は閉鎖された。",
    "الجسر مغلق",
    "הגשר סגור",
    "Το γεφύρι έκλεισε",
    "สะพานปิด",
    "🚢🇬🇧",
    "e\u0301clair",
    "İSTANBUL",
    "ﬁnal",
    "ſtreet",
    "K\u212aelvin",
    "content",
    "external",
    "Twitter",
    "published at 15:35",
    "source",
    "12",
    "(",
    '"',
    "“",
    "”",
    "‘",
    "’",
    "'",
    ".",
    ",",
    "-",
]
SPACES = [" ", " ", "", "\u00a0", "  ", "\n", "\t", "\u2009", " \n\n ", "\u3000", "\u200b"]
FAULTS = [
    "Ã©",
    "â€œ",
    "Â£",
    "ï»¿",
    "\ufffd",
    "\x07",
    "\u2028",
    "\ufeff",
    "\x85",
    "\x7f",
    "\t",
    "\n",
    "=A1",
    "=SUM(",
    "+CALL(1)",
    "-x(",
    "@f(",
    "= b",
    "=1",
]


def change(text: str, how: int) -> str:
    """A piece as it leaks: in capitals, with other quotation marks, white space or apostrophes, or cut."""
    return [
        text,
        text.upper(),
        text.title(),
        text.replace("'", "’"),
        text.replace(" ", "\u00a0"),
        text.replace(" ", "  "),
        text.replace(" ", "\n"),
        text[: len(text) // 2],
        text[len(text) // 3 :],
        f"“{text}”",
        f'"{text}"',
    ][how]


pieces = st.one_of(
    st.sampled_from(PROSE),
    st.builds(change, st.sampled_from([*MARKS, *LABELS, *TEMPLATES]), st.integers(0, 10)),
    st.sampled_from(FAULTS),
)
cells = st.lists(st.tuples(pieces, st.sampled_from(SPACES)), max_size=5).map(
    lambda found: "".join(a + b for a, b in found)
)
columns = st.lists(cells, max_size=6)


@given(columns)
def test_marks(column):
    """Every cell in which a mark stands is found, with its rule and the gravity that it has alone."""
    wanted = [
        (index, rule_id, "residue" if find_mark(cell, in_prose=False) else "residue-in-prose")
        for index, cell in enumerate(column)
        if (rule_id := find_mark(cell))
    ]
    assert list(find_marks(Words(column))) == wanted


@given(columns)
def test_labels(column):
    """Every cell that is a label, or into which one is glued, is found."""
    assert list(find_labels(Words(column))) == [
        (index, rule_id) for index, cell in enumerate(column) if (rule_id := find_label(cell))
    ]


@given(columns)
def test_encoding(column):
    """Every cell that is wrongly decoded, holds a control character or would run as a formula is found."""
    wanted = [
        (index, code)
        for index, cell in enumerate(column)
        for code, found in (
            ("mojibake", words._MOJIBAKE.search(cell)),
            ("control-character", words._CONTROL.search(cell)),
            ("formula-cell", words._FORMULA.match(cell)),
        )
        if found
    ]
    assert sorted((index, code) for index, code, _, _ in find_encoding_faults(Words(column))) == sorted(wanted)


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_is_found_in_a_long_column(mark):
    """A mark is found in a column of prose of every language, wherever it stands and however it is written."""
    for how in range(7):
        piece = change(mark, how)
        for alphabet in (["The bridge is closed."], PROSE):
            column = [" ".join(alphabet)] * 5 + [f"{alphabet[0]} {piece} {alphabet[-1]}"] + [" ".join(alphabet)] * 5
            found = [index for index, _, _ in find_marks(Words(column))]
            assert (5 in found) is bool(find_mark(column[5])), how
            is_other = piece.lower() != mark  # in capitals ı is I, which is i in small letters
            assert 5 in found or how == 2 or (how == 1 and is_other), how


@pytest.mark.parametrize("label", [label for label in LABELS if find_label(label)])
def test_every_whole_label_is_found_in_a_long_column(label):
    """A label that is a whole cell is found, with blanks around it and in other cases."""
    for cell in (label, label.upper(), f"  {label} ", label.replace(" ", "  ")):
        if find_label(cell):
            assert [index for index, _ in find_labels(Words(["The bridge is closed.", cell, "Мост закрыт."]))] == [1]


@pytest.mark.parametrize("sign", "éèüöäßñçåø“‘’–…£€«»¿•™")
def test_mojibake_of_european_signs(sign):
    """What UTF-8 looks like when it was read as windows-1252 is found, for Latin-1 letters and common signs."""
    wrong = sign.encode().decode("cp1252")
    assert [code for _, code, _, _ in find_encoding_faults(Words([f"caf{wrong} x"]))] == ["mojibake"]
    assert list(find_encoding_faults(Words([f"caf{sign} x"]))) == []
