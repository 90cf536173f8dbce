"""Marks and labels are found where they leaked, and not where an editor wrote the same words."""

from __future__ import annotations

import pytest

from livepack import rules
from livepack.checks import words
from livepack.checks.words import find_label, find_mark

LEAKS = [
    "The BBC is not responsible for the content of external sites.",
    "He left at noon. The BBC is not responsible for the content of external sites.",
    "The BBC is not responsible for the content of external sites. He left at noon and nobody saw him.",
    "He left at noon The BBC is not responsible for the content of external sites.",
    "is not responsible for the content of external sitesHe left at noon and nobody saw him",
    "content of external sites. Skip twitter post",
    "The convoy has left Istanbul Skip twitter post 2",
    "The convoy has left IstanbulEnd of twitter post",
    "Allow Twitter content?",
    "We ask for your permission before anything is loaded, as they may be using cookies",
    "THIS ARTICLE CONTAINS CONTENT PROVIDED BY TWITTER.",
]
PROSE = [
    "The BBC is not responsible for the content of external sites, which is why it asks first.",
    "If you skip twitter post after twitter post, you will miss nothing but the jokes.",
    "Nobody here is not responsible for the content of external sites he wrote.",
]
QUOTED = ['It asks "Allow Twitter content?" and waits.', "A button says ‘Accept and continue’ in green."]
LABELLED = [
    "Image caption,",
    "media caption,",
    "Quote Message",
    "A street in IstanbulImage source, AFP",
    "Image source, AFP",
    "Over the bridgepublished at 15:35",
    "Read the report here, external",
    "The ferries, external.",
]
PLAIN = [
    "Breaking",
    "Summary",
    "Post",
    "The image source, he said, was AFP.",
    "Published at 15:35",
    "She read more books",
    "The minister for trade, external affairs and fisheries",
    "Rooms internal, external",
    "a press release published at 15:35",
]


@pytest.mark.parametrize("text", LEAKS)
def test_leak_is_an_error(text):
    """A template alone, cut, glued to a word or begun in the middle of a sentence is furniture."""
    assert find_mark(text, in_prose=False)


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_a_warning(text):
    """A sentence that says other things too is most likely an editor's own."""
    assert find_mark(text)
    assert not find_mark(text, in_prose=False)


@pytest.mark.parametrize("text", QUOTED)
def test_quoted_words_are_no_finding(text):
    """Furniture in quotation marks is quoted."""
    assert not find_mark(text)


@pytest.mark.parametrize("text", LABELLED)
def test_label_is_found(text):
    """A label counts as a whole value and where it is glued."""
    assert find_label(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_no_label(text):
    """Words that are labels elsewhere are words in a sentence."""
    assert not find_label(text)


@pytest.mark.parametrize(
    "text", ["cafÃ©", "CÃ”TE", "Ã–sterreich", "sÃ»r", "Ã‰tÃ©", "itâ€™s", "5Â\u00a0%", "ï»¿", "\ufffd"]
)
def test_wrongly_decoded_text_is_found(text):
    """UTF-8 read as windows-1252 is told by its pairs of signs."""
    assert words._MOJIBAKE.search(text)


@pytest.mark.parametrize(
    "text", ["“AMANHÔ", "«AMANHû", "‘IRMÃ’ e SÃO", "AMANHÃ… ou não", "AMANHÃ – não", "HÂLÂ”", "château"]
)
def test_portuguese_capitals_are_not_wrongly_decoded(text):
    """A closing sign after a capital Ã is what was printed."""
    assert not words._MOJIBAKE.search(text)


def test_every_mark_is_found():
    """Each mark of each rule is found in a text that holds nothing else."""
    assert [mark for mark, _ in rules.marks() if not find_mark(mark, in_prose=False)] == []
