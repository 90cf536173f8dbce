"""Each service's words: they fit the rules of their renderer, their marks stand in them, and only what is asked for is read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from livepack import languages, rules

FRAME = rules.renderers()["simorgh"]
SERVICES = rules.services("simorgh")
each_service = pytest.mark.parametrize("service", SERVICES)


def test_there_are_all_languages():
    """The services are 40 and more, in as many languages, and each file is named by its service."""
    found = [languages.load_service("bbc_simorgh", service) for service in SERVICES]
    assert [one.name for one in found] == list(SERVICES)
    assert len(SERVICES) >= 48
    assert len({one.language for one in found}) >= 43


@each_service
def test_templates_are_those_of_the_renderer(service):
    """A service words rules of its renderer only, with slots that the renderer defines, and says of which it is sure."""
    own = languages.load_service("bbc_simorgh", service)
    names = {rule_id.partition(".")[2] for rule_id in FRAME.rules}
    assert set(own.templates) <= names
    assert own.later | own.recalled | set(own.marks) <= set(own.templates)
    assert not own.later & own.recalled
    for name, template in own.templates.items():
        assert re.fullmatch(r"(?:[^{}\[\]]|\{=?[a-z_]+\}|\[(?:[^{}\[\]]|\{=?[a-z_]+\})+\])+", template), name
        slots = re.findall(r"\{(=?[a-z_]+)\}", template)
        assert {slot.lstrip("=") for slot in slots} <= set(FRAME.slots), name
        fields = {slot for slot in slots if slot.startswith("=")}
        assert fields == set(re.findall(r"\{(=[a-z_]+)\}", FRAME.rules[f"simorgh.{name}"].template)), name


@each_service
def test_marks_are_distinctive_parts_of_their_template(service):
    """A mark stands in its template, and has three words or ten letters of another script, or names a provider amid them."""
    own = languages.load_service("bbc_simorgh", service)
    for name, marks in own.marks.items():
        template = rules.fold(re.sub(r"[\[\]=]", "", own.templates[name]))
        for mark in marks:
            assert rules.fold(mark) in template, (name, mark)
            letters = len(re.sub(r"\{\w+\}|\W", "", mark))
            assert len(mark.split()) >= 3 or (letters >= 4 and not mark.isascii()), (name, mark)


@each_service
def test_times_are_told_apart(service):
    """Months differ from one another, forms with a number hold it once, and the time zone exists."""
    from zoneinfo import ZoneInfo

    own = languages.load_service("bbc_simorgh", service)
    assert len(set(own.times.months)) == 12
    assert all(text.count("{n}") <= 1 for text in (*own.times.minutes, *own.times.hours))
    assert any("{n}" in text for text in own.times.minutes)
    assert any("{n}" in text for text in own.times.hours)
    assert not set(own.times.minutes) & set(own.times.hours)
    assert ZoneInfo(own.time_zone)


def test_a_rule_is_found_by_its_id():
    """A service's rule has the place of the renderer's rule of that name, its own words, status and source."""
    rule = rules.rules()["simorgh.mundo.consent_skip"]
    assert (rule.place, rule.status) == ("line", "seen")
    assert rule.match("Saltar contenido de X, 2").groupdict() == {"provider_name": "X", "label_number": "2"}
    recalled = rules.rules()["simorgh.thai.embed_warning"]
    assert recalled.status == "recalled"
    assert "not seen" in recalled.source


@pytest.mark.parametrize(
    "rule_id", ["simorgh.mundo.nothing", "simorgh.atlantis.share", "nothing.at_all", "webcore.a.b"]
)
def test_an_unknown_rule_is_no_rule(rule_id):
    """An id that no file holds is unknown, and asking raises nothing but KeyError."""
    assert rule_id not in rules.rules()
    with pytest.raises(KeyError):
        rules.rules()[rule_id]


def test_an_optional_part_may_be_missing():
    """Words that only some pages print, and the sentence on a provider's adverts, may be there or not."""
    link = rules.rules()["simorgh.portuguese.notice_link"]
    values = {"provider_name": "X"}
    warning = "A BBC não se responsabiliza pelo conteúdo de sites externos."
    for text in (
        "Veja mais em X",
        "Veja mais em X, externo",
        f"Veja mais em X{warning}",
        f"Veja mais em X, externo{warning}",
    ):
        assert link.fits(text, values, 0)
    assert not link.fits("Veja mais em YouTube", values, 0)
    assert not link.fits(f"Veja mais em X {warning} Fim.", values, 0)


def test_first_embeds_have_a_number():
    """simorgh numbers from 1, webcore from 2; without a number in the row none is printed."""
    skip = rules.rules()["simorgh.hindi.consent_end"]
    assert skip.fits("पोस्ट X समाप्त, 1", {"provider_name": "X", "label_number": "1"}, 0)
    assert not skip.fits("पोस्ट X समाप्त", {"provider_name": "X", "label_number": "1"}, 0)
    assert skip.fits("पोस्ट X समाप्त", {"provider_name": "X", "label_number": ""}, 0)


def test_a_name_of_one_letter_ends_no_mark():
    """ "Saltar contenido de X" also begins words such as Xalapa, so X counts only amid other words."""
    found = dict(rules.marks())
    assert "saltar contenido de youtube" in found
    assert "saltar contenido de x" not in found
    assert "пропустити x допис" in found


def test_a_page_of_one_renderer_reads_no_language(tmp_path):
    """Reading a webcore page, and building its package, opens no file of a language."""
    seed = next((Path(__file__).parents[1] / "seeds").glob("*.txt"))
    code = (
        "import sys; from livepack import languages, schemas; from livepack.building import build_package; from pathlib import Path\n"
        "seen = []; load = schemas.load\n"
        "schemas.load = lambda name: (seen.append(name), load(name))[1]\n"
        f"build_package([Path({str(seed)!r})], Path({str(tmp_path / 'out')!r}))\n"
        "print([name for name in seen if 'simorgh/' in name])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
