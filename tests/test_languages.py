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
    assert len(SERVICES) >= 51
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
    assert found["saltar contenido de x, 1"] == "simorgh.mundo.consent_skip"
    assert found["youtube paylaşımının sonu, 1"] == "simorgh.turkce.consent_end"
    assert "x paylaşımının sonu, 1" not in found


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


# Sentences that hold words of the labels and notices, as a journalist may write them.
PROSE = [
    "El juez decidió no saltar contenido de YouTube, sino verlo entero.",
    "Es el fin del contenido de Facebook tal como lo conocemos.",
    "Puede ver más en X, donde el alcalde publicó el acta.",
    "Crédito, vivienda y empleo: las tres promesas del domingo.",
    "La BBC no se hace responsable, dijo el portavoz, de lo que otros publican.",
    "Crédito, consumo e inflação preocupam o Banco Central.",
    "Urgente, disse o bombeiro, é tirar as crianças da escola.",
    "O conteúdo do TikTok não está disponível em vinte países.",
    "Многие предпочитают пропустить контент из YouTube и выйти на улицу.",
    "Би-би-си не несёт ответственности, сказал он, и положил трубку.",
    "Внимание: контент может содержать сцены насилия.",
    "Контент недоступен уже третий день, жалуются жители.",
    "Twitter paylaşımının sonunda bakan özür diledi.",
    "Kaynak, adının açıklanmasını istemedi.",
    "Son dakika, deprem bölgesinden yeni görüntüler geldi.",
    "صدر الصورة، كما قال المصور، لا يهم أحدا.",
    "بي بي سي ليست مسؤولة، كما قال المتحدث، عن كل ما ينشر.",
    "عاجل, هكذا بدأ الرجل رسالته.",
    "توضیح، به گفتهٔ او، لازم نبود.",
    "در پایان پست Facebook او نوشت که برمی‌گردد.",
    "تصویر کا ذریعہ نامعلوم ہے، پولیس نے کہا۔",
    "इमेज स्रोत, यानी तस्वीर किसकी है, यह किसी को पता नहीं।",
    "उन्होंने पोस्ट YouTube से हटाकर बात समाप्त की।",
    "সামগ্রী উপলব্ধ নেই বলে জানান দোকানি।",
    "Maelezo, alisema waziri, yatatolewa kesho.",
    "Huwezi kusikiliza tena redio hiyo kijijini.",
    "Bayani, in ji shi, zai zo gobe.",
    "Ya ce a kauce wa Facebook, domin karya ta yi yawa.",
    "Keterangan, kata polisi, akan diberikan besok.",
    "BBC tidak bertanggung jawab, katanya, atas unggahan itu.",
    "动画说明, 他说, 不够清楚。",
    "无内容的发言只会浪费时间。",
    "キャプション, つまり説明文が抜けていた。",
    "このコンテンツは開けません、と画面に出た。",
    "คำบรรยาย, เขาบอกว่า, ยาวเกินไป",
    "ไม่มีเนื้อหานี้ในหนังสือเล่มเดิม",
    "Dem tell us say content is not available for di new phone.",
    "Share, and share alike, na wetin mama dey tok.",
    "Chú thích, ông nói, đã bị xóa khỏi Facebook, tin tức lan nhanh.",
    "Légende, mythe ou vérité, personne ne le sait.",
    "Dem tell am make e wait for gate, outside.",
    "Walisema waandishi wa habari, ya nje.",
    "Quedaron dos alumnos, uno interno, externo.",
    "Skip YouTube content and read a book, the teacher said.",
    "The end of Facebook content as we know it is near.",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_of_any_language_is_no_residue(text):
    """Words of a label in a sentence raise neither a residue nor a label finding."""
    from livepack.checks.words import find_label, find_mark

    assert find_mark(text) == ""
    assert find_label(text) == ""


LEAKS = {
    "Saltar contenido de X, 1": "simorgh.mundo.consent_skip",
    "El humo llegó a la playa.Fin del contenido de YouTube, 1": "simorgh.mundo.consent_end",
    "Solicitamos tu permiso antes de que algo se cargue": "simorgh.mundo.consent_body",
    "Dis article ends here. We ask for una permission before anytin dey loaded": "simorgh.pidgin.consent_body",
    "Внимание: Контент других сайтов может содержать рекламу.": "simorgh.russian.embed_warning_short",
    "بي بي سي ليست مسؤولة عن محتوى المواقع الخارجية.": "simorgh.arabic.notice_warning",
    "बाहरी साइटों की सामग्री के लिए बीबीसी ज़िम्मेदार नहीं है.": "simorgh.hindi.notice_warning",
    "BBC对外部网站内容不负责任。": "simorgh.ukchina_simp.notice_warning",
    "ข้าม X โพสต์ , 1": "simorgh.thai.consent_skip",
}


@pytest.mark.parametrize("text", LEAKS)
def test_a_leak_of_any_language_is_an_error(text):
    """A piece of a notice, alone or glued to a sentence, is found, and told by its rule."""
    from livepack.checks.words import find_mark

    assert find_mark(text, in_prose=False) == LEAKS[text]
