"""Boilerplate rules match, check and print exactly their templates."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from livepack import rules

WEBCORE = rules.renderers()["webcore"]
RULES = rules.rules()
TWITTER = {"provider_name": "Twitter", "label_number": "1", "author_name": ""}
NOTICE = (
    "This Twitter post cannot be displayed in your browser. Please enable Javascript or try a different browser."
    "View original content on Twitter"
)
DISCLAIMER = "The BBC is not responsible for the content of external sites."


@pytest.mark.parametrize(
    ("rule", "line", "slots"),
    [
        ("webcore.summary", "Summary", {}),
        ("webcore.consent_notice", NOTICE, {"provider_name": "Twitter"}),
        ("webcore.disclaimer", DISCLAIMER, {}),
        (
            "webcore.disclaimer_adverts",
            f"{DISCLAIMER} YouTube content may contain adverts.",
            {"provider_name": "YouTube"},
        ),
        (
            "webcore.consent_skip",
            "Skip twitter post",
            {"slug": "twitter", "noun": "post", "label_number": None, "author_name": None},
        ),
        (
            "webcore.consent_skip",
            "Skip youtube video 2 by Harbour Films",
            {
                "slug": "youtube",
                "noun": "video",
                "label_number": "2",
                "author_name": "Harbour Films",
            },
        ),
        (
            "webcore.consent_skip",
            "Skip twitter post by 2 by 2",
            {"slug": "twitter", "noun": "post", "label_number": None, "author_name": "2 by 2"},
        ),
        (
            "webcore.consent_end",
            "End of town-square post 12",
            {"slug": "town-square", "noun": "post", "label_number": "12", "author_name": None},
        ),
        (
            "webcore.consent_heading",
            "Allow Google YouTube content?",
            {"provider_name": "Google YouTube"},
        ),
    ],
)
def test_a_line_is_classified(rule, line, slots):
    """Each line of the page's furniture is told by exactly its rule, and the slots are read."""
    found, match = WEBCORE.classify(line)
    assert (found.rule_id, match.groupdict()) == (rule, slots)
    assert [other.rule_id for other in WEBCORE.rules.values() if other.place == "line" and other.match(line)] == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "summary",
        "Summary:",
        "In summary",
        "Skip",
        "Skip twitter",
        "Skip twitter post 0",
        "Skip twitter post two",
        "Skip twitter tweet",
        "Allow content?",
        "Allow Twitter content",
        f"{NOTICE}.",
        f"{NOTICE.removesuffix('Twitter')}X",
        DISCLAIMER.removesuffix("."),
        "Media caption",
        "Image caption, the pier",
        "End of the twitter post saga.",
    ],
)
def test_prose_is_not_classified(line):
    """A line that differs from every template is no boilerplate; two names in one notice must be one."""
    assert WEBCORE.classify(line) is None


def test_quotes_and_spaces_of_any_kind():
    """Straight quotes and hard spaces are as good as those of the template."""
    body = next(
        line for line in strategies.consent(strategies.PROVIDERS[0], 1, "").text.split("\n") if "permission" in line
    )
    other = body.replace("’", "'").replace("‘", "'").replace(" as they", "\u00a0as they")
    assert other != body
    assert WEBCORE.classify(other)[0].rule_id == "webcore.consent_body"


@pytest.mark.parametrize("provider", strategies.PROVIDERS, ids=lambda provider: provider.printed)
@pytest.mark.parametrize(("number", "author"), [(1, ""), (2, ""), (1, "@quay_nan"), (3, "Harbour Films")])
def test_a_consent_block_is_printed_and_fits(provider, number, author):
    """For each listed provider, and for others by default, every line fits and the likeliest wording is the page's."""
    values = {"provider_name": provider.printed, "label_number": str(number), "author_name": author}
    for line in filter(None, strategies.consent(provider, number, author).text.split("\n")):
        rule, match = WEBCORE.classify(line)
        slot = {
            "webcore.consent_heading": "provider_name",
            "webcore.consent_skip": "author_name",
        }.get(rule.rule_id)
        if slot and match[slot]:
            start, end = match.span(slot)
            assert rule.fits(line[:start], values, 1)
            assert rule.render(values, 1) == line[:start]
            if line[end:]:
                assert rule.fits(line[end:], values, 2)
                assert rule.render(values, 2) == line[end:]
        else:
            assert rule.fits(line, values, 0)
            assert line in rule.renderings(values, 0)
            assert rule.render(values, 0) == line


@pytest.mark.parametrize(
    ("rule", "text", "values", "part"),
    [
        ("webcore.consent_skip", "Skip twitter post", TWITTER | {"label_number": "2"}, 0),
        ("webcore.consent_skip", "Skip twitter post 2", TWITTER, 0),
        ("webcore.consent_skip", "Skip youtube video", TWITTER, 0),
        ("webcore.consent_skip", "Skip twitter video", TWITTER, 0),
        ("webcore.consent_end", "End of twitter post by @y", TWITTER | {"author_name": "@x"}, 0),
        ("webcore.consent_end", "End of twitter post", TWITTER | {"author_name": "@x"}, 0),
        ("webcore.consent_heading", "Allow Twitter content?", TWITTER, 0),
        ("webcore.consent_heading", "Allow ", TWITTER, 0),
        ("webcore.consent_heading", " content?", TWITTER, 1),
        ("webcore.consent_heading", " content?", TWITTER, 3),
        ("webcore.consent_notice", NOTICE, TWITTER | {"provider_name": "X"}, 0),
        ("webcore.disclaimer", f"{DISCLAIMER} YouTube content may contain adverts.", TWITTER, 0),
        (
            "webcore.disclaimer_adverts",
            f"{DISCLAIMER} YouTube content may contain adverts.",
            TWITTER,
            0,
        ),
        ("webcore.disclaimer_adverts", DISCLAIMER, TWITTER, 0),
        ("webcore.summary", "Summary of events", {}, 0),
        ("webcore.image_source", "Image source, AFP", {}, 0),
    ],
)
def test_what_a_rule_does_not_print(rule, text, values, part):
    """Text that is for another number, name, provider or piece, or that is cut or longer, does not fit."""
    assert not RULES[rule].fits(text, values, part)


@pytest.mark.parametrize("text", ["Image source, ", "Image source,", "Image source,\u00a0"])
def test_a_label_may_have_lost_its_last_space(text):
    """A label at the end of a line fits without the space after it."""
    assert RULES["webcore.image_source"].fits(text, {}, 0)


def test_disclaimers():
    """The disclaimer is printed alone, or with a sentence on the adverts of the provider that the row names."""
    youtube = {"provider_name": "YouTube"}
    assert RULES["webcore.disclaimer"].render(youtube, 0) == DISCLAIMER
    adverts = f"{DISCLAIMER} YouTube content may contain adverts."
    assert RULES["webcore.disclaimer_adverts"].render(youtube, 0) == adverts
    assert RULES["webcore.disclaimer_adverts"].fits(adverts, youtube, 0)


@pytest.mark.parametrize(
    ("printed", "provider", "kind", "slug"),
    [
        ("Twitter", "twitter", "social_post", "twitter"),
        ("twitter", "twitter", "social_post", "twitter"),
        ("X", "twitter", "social_post", "twitter"),
        ("Google YouTube", "youtube", "video", "youtube"),
        ("Bluesky", "bluesky", "social_post", "bluesky"),
        ("Town Square", "other", "social_post", "town-square"),
        ("TELEGRAM", "telegram", "social_post", "telegram"),
        ("", "other", "social_post", ""),
    ],
)
def test_wordings(printed, provider, kind, slug):
    """A listed name has its wording in any case; another gets a slug of its name, and `other` if nobody knows it."""
    wording = WEBCORE.wording(printed)
    assert (wording.provider, wording.kind, wording.words["slug"][0]) == (provider, kind, slug)


def test_words_of_an_unlisted_provider():
    """The notice of an unlisted provider is worded with its own name."""
    wording = WEBCORE.wording("Town Square")
    assert wording.choices("slug", "Town Square") == ["town-square", "townsquare"]
    assert wording.choices("policy_name", "Town Square") == ["Town Square’s"]
    assert wording.choices("noun", "Town Square")[0] == "post"


def test_marks():
    """Marks are folded, unique, long enough to be told from prose, and filled with each provider's words."""
    found = dict(rules.marks())
    assert len(found) == len(rules.marks())
    assert found["skip twitter post"] == found["skip youtube video"] == "webcore.consent_skip"
    assert found["allow tiktok content?"] == "webcore.consent_heading"
    for mark, rule in found.items():
        assert rule in RULES
        assert rules.fold(mark) == mark
        assert "{" not in mark
        assert len(mark.split()) >= 3 or len(mark) >= 6


def test_every_mark_is_part_of_what_its_rule_prints():
    """Each mark without slots stands in its rule's template."""
    for rule in RULES.values():
        template = re.sub(r"[\[\]]|\{=?[a-z_]+\}", "\0", rule.template)
        for mark in rule.marks:
            assert any(mark in piece for piece in template.split("\0")) or "{" in mark


def test_folding():
    """Folding makes capitals, curly quotes and runs of spaces alike."""
    assert rules.fold(" ‘It’s”\u00a0 ON\n“air ") == "'it's\" on \"air"


def test_first_words():
    """The words that a line must begin with are those of the line templates, and of no other."""
    assert {
        "Skip",
        "End",
        "Allow",
        "This",
        "The",
        "Summary",
        "Image",
        "Media",
    } <= rules.first_words("webcore")
    assert "published" not in rules.first_words("webcore")
    assert RULES["webcore.consent_skip"].first_word == "Skip"


@given(st.sampled_from(sorted(RULES)), st.text(max_size=60), st.integers(0, 3))
def test_any_text_may_be_asked(rule, text, part):
    """Asking whether any text fits or matches raises nothing, and what matches no rule fits none of whole lines."""
    found = RULES[rule]
    if found.place == "line" and part == 0 and found.fits(text, TWITTER, 0):
        assert found.match(text.strip())
