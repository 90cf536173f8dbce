"""The reader of World Service copies at the edges: cut notices, lost captions, dates that are none, what two languages share."""

from __future__ import annotations

import pytest

import making
import world
from livepack.errors import SourceError
from livepack.page import Embed, Image, Paragraph

IMAGE = "    Un barco\n    Fuente de la imagen, Litoral\n\n"
CAPTURED = "2031-03-04T12:30:20Z"


def page(*blocks: str, time: str = "14 diciembre 2016", head: str = "El faro se enciende") -> str:
    """A Spanish page of one numbered post, told by a picture's credit; the blocks stand under its head."""
    body = "".join(f"    {line}\n" if line else "\n" for block in (*blocks, "") for line in block.split("\n"))
    return f"  1. {time}{head}\n\n{IMAGE}{body}"


def remarks(found) -> list[tuple[str, str]]:
    return [(remark.code, remark.found) for remark in found.remarks]


def unread(found, text: str) -> list[str]:
    return [text[span.start : span.end] for span in found.ledger if span.disposition == "unread"]


VALUES = {"provider_name": "X", "body_name": "X", "policy_name": "X", "label_number": "1"}
SKIP, HEADING, BODY, END, NOTICE = (
    world.words_of("mundo", name, **VALUES)
    for name in ("consent_skip", "consent_heading", "consent_body", "consent_end", "notice_text")
)


@pytest.mark.parametrize(
    ("lines", "lost"),
    [
        ((SKIP, HEADING, BODY, END), ""),
        ((SKIP, HEADING, END), "consent_body"),
        ((SKIP, BODY, END), "consent_heading"),
        ((SKIP, HEADING, BODY), "consent_end"),
        ((SKIP, END), "its notice"),
        ((SKIP,), "its notice, consent_end"),
        ((SKIP, END, NOTICE), ""),
    ],
)
def test_a_cut_notice_is_told(lines, lost):
    """An embed of which lines are missing is one embed all the same, and a finding says which."""
    found = making.read(page("\n\n".join(lines)))
    embeds = [block for block in found.entries[0].blocks if isinstance(block, Embed)]
    assert [(embed.provider, embed.label_number) for embed in embeds] == [("twitter", 1)]
    assert remarks(found) == ([("embed-block-cut", lost)] if lost else [])


def test_a_notice_without_its_skip_link_stays_unread():
    """Lines of a notice whose first is lost belong to nobody: they are unread, and not a paragraph."""
    text = page(f"{HEADING}\n\n{BODY}\n{END}")
    found = making.read(text)
    assert " ".join(" ".join(unread(found, text)).split()) == f"{HEADING} {BODY} {END}"
    assert not [block for block in found.entries[0].blocks if isinstance(block, Paragraph)]


def test_an_embed_without_a_number_has_none():
    """Where the renderer knows no number it prints none, and the row has none: the first is not taken for 1."""
    found = making.read(page("Saltar contenido de X", HEADING, BODY, "Fin del contenido de X"))
    assert [block.label_number for block in found.entries[0].blocks if isinstance(block, Embed)] == [None]


def test_another_embed_begins_where_the_end_names_another():
    """An end text that names another provider does not end this one."""
    text = page(f"{SKIP}\n{HEADING}\n\n{BODY}\nFin del contenido de YouTube, 1")
    found = making.read(text)
    assert remarks(found) == [("embed-block-cut", "consent_end")]
    assert unread(found, text) == ["Fin del contenido de YouTube, 1"]


@pytest.mark.parametrize("label", ["Pie de foto,", "Título del video,"])
def test_a_label_without_its_caption_is_told(label):
    """A caption's label at the end of a line has lost its caption."""
    found = making.read(page(label))
    assert remarks(found) == [("caption-missing", "")]


def test_a_player_may_leave_only_its_message():
    """A player without a caption is an embed of unknown kind; two messages in a row are one player's."""
    message = world.words_of("mundo", "no_script")
    found = making.read(page(f"{message}\n{message}", "Nada más."))
    assert found.entries[0].blocks[1:] == (Embed("media", "bbc", "consent_notice"), Paragraph("Nada más."))


@pytest.mark.parametrize(
    ("time", "problem"),
    [("31 febrero 2016", "time-impossible"), ("12 minutos", "capture-unknown"), ("14 diciembre 2016", "")],
)
def test_what_cannot_be_resolved_is_told(time, problem):
    """A day that does not exist and a distance from an unknown capture stay as printed."""
    found = making.read(page(time=time))
    assert found.entries[0].published.text == time
    assert remarks(found) == ([(problem, time)] if problem else [])
    assert bool(found.entries[0].published.date) is not bool(problem)


def test_a_zone_that_a_person_gave_is_used():
    """The wall time is that of the zone in seeds.yaml, where there is one."""
    found = making.read(page(time="3 horas"), captured=CAPTURED, time_zone="America/Lima")
    time = found.entries[0].published
    assert (time.instant, time.local, time.offset) == ("2031-03-04T09:30:00Z", "2031-03-04T04:30:00", "-05:00")
    assert found.time_zone == "America/Lima"


def test_an_unknown_zone_leaves_the_time_open():
    """Without a zone that exists there is no wall time, and a finding says so."""
    found = making.read(page(time="3 horas"), captured=CAPTURED, time_zone="Mars/Base")
    assert remarks(found) == [("zone-unknown", "3 horas")]


def test_what_two_services_share_is_their_language():
    """A page that may be Russian of Russia or of Ukraine is Russian; one of two Chinese services is Chinese all the same."""
    found = making.read("  1. 14 декабря 2016Zorvak\n\n    Quelmo.\n\n  2. 13 декабря 2016Vexdor\n\n    Okwaru.\n")
    assert (found.language, found.time_zone) == ("ru", "GMT")
    found = making.read("  1. 14 十二月 2016Zorvak\n\n    圖像來源，Quelmo\n\n    跳過 X 帖子, 1\n    結尾 X 帖子, 1\n")
    assert found.language == "zh-Hant"


@pytest.mark.parametrize(
    ("share", "headline", "subheading"),
    [
        ("Compartir, El faro", "El faro", "se enciende"),
        ("Compartir, El faro, se enciende", "El faro, se enciende", ""),
        ("Compartir", "El faro, se enciende", ""),
    ],
)
def test_the_share_line_tells_headline_from_subheading(share, headline, subheading):
    """Only the share line says where a headline ends; without its words the whole is the headline."""
    found = making.read(page("Una frase.", share, head="El faro, se enciende"))
    assert (found.entries[0].headline, found.entries[0].subheading) == (headline, subheading)
    assert found.entries[0].blocks[1:] == (Paragraph("Una frase."),)


def test_a_share_line_of_another_headline_is_text():
    """ "Compartir, dijo, es vivir" is a paragraph: it does not repeat the headline."""
    found = making.read(page("Compartir, dijo, es vivir."))
    assert found.entries[0].blocks[1:] == (Paragraph("Compartir, dijo, es vivir."),)


def test_a_credit_may_be_glued_to_its_alternative_text():
    """Where the copy has no line break the label parts the two, as in webcore's copies."""
    found = making.read(
        "  1. 14 dezembro 2016Zorvak\n\n    Um barco vermelhoCrédito, Jornal\n    Legenda da foto, O cais\n"
    )
    assert found.entries[0].blocks == (Image(alt_text="Um barco vermelho", caption="O cais", credit="Jornal"),)


def test_a_list_item_may_take_two_lines():
    """A line under a list item goes it on."""
    found = making.read(page("• uno\ny medio\n\n• dos"))
    assert found.entries[0].blocks[1:] == (Paragraph("uno y medio", "list_item"), Paragraph("dos", "list_item"))


def test_lines_above_the_key_points_are_outside():
    """With more than a title above the posts nothing tells which line is the title: none is."""
    text = "Inicio\n\nMenú\n\nNoticias\n\nVideos\n\nCobertura en vivo\n\n" + page()
    found = making.read(text)
    assert found.title == ""
    assert [text[span.start : span.end] for span in found.ledger if span.disposition == "outside"] == [
        "Inicio",
        "Menú",
        "Noticias",
        "Videos",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Live Coverage\n",
        "Live Coverage\n\nNothing happened on 14 December 2016 here.\n",
        "Live Coverage\n\n14 December 2016 was a day.\n",
        "  1. 14 Brumaire 2016Zorvak\n\n    Image source, X\n",
        "  2. 14 December 2016Zorvak\n\n    Image source, X\n",
        "  1. 12 minutes agone\n  2. 12 minutes agone\n",
        "  1.14 December 2016Zorvak\n    Image source, X\n",
    ],
)
def test_near_misses_are_refused(text):
    """A heading without a post, a date in a sentence, a month of no service, a list that begins at 2: nobody reads them."""
    with pytest.raises(SourceError):
        making.read(text)


def test_the_line_above_a_credit_is_the_alternative_text():
    """Of several lines right above a credit the last is the alternative text; a sentence over a blank line is none."""
    found = making.read(page("Primera línea\nsegunda línea\nUn barco\nFuente de la imagen, Litoral"))
    assert found.entries[0].blocks[1:] == (Paragraph("Primera línea segunda línea"), Image("Un barco", "", "Litoral"))
    found = making.read(page("El barco llegó.\n\nFuente de la imagen, Litoral"))
    assert found.entries[0].blocks[1:] == (Paragraph("El barco llegó."), Image("", "", "Litoral"))


def test_the_summary_may_stand_behind_the_heading_of_the_stream():
    """A line that says "Puntos clave" below the stream's heading is not the summary's."""
    found = making.read("Cobertura en vivo\n\nPuntos clave\n\n" + page())
    assert found.key_points == ()
    assert [who.name for who in found.contributors] == ["Puntos clave"]


def test_key_points_of_several_lines():
    """A key point goes on in the next line; what stands between the points and is none is outside."""
    text = "Puntos clave\n\n  • uno\n    y medio\n\n  • dos\n\n  Fotos\n\nCobertura en vivo\n\n" + page()
    found = making.read(text)
    assert found.key_points == ("uno y medio", "dos")
    assert [text[span.start : span.end] for span in found.ledger if span.disposition == "outside"] == ["Fotos"]


def test_a_copy_without_blank_lines_has_a_block_on_each_line():
    """Paragraphs stay apart, a picture keeps its alternative text, and what the copy cannot tell is remarked."""
    text = page("La marea subió.", "Nadie salió.", f"Una lancha\n{IMAGE.split(chr(10))[1].strip()}")
    lines = "\n".join(line.strip() for line in text.split("\n") if line.strip()) + "\n"
    whole, parted = (
        making.read(words).entries[0].blocks for words in (text.replace("\n    Nadie", "\n\n    Nadie"), lines)
    )
    assert parted == whole
    assert [block.text for block in parted if isinstance(block, Paragraph)] == ["La marea subió.", "Nadie salió."]
    assert ("one-line-blocks", "") in remarks(making.read(lines))


def test_several_pages_in_one_file_are_refused():
    """Posts that are numbered from 1 again are another page's."""
    with pytest.raises(SourceError, match="several pages") as caught:
        making.read(page("La marea subió.") + page("Nadie salió."))
    assert "in line 8" in str(caught.value)
