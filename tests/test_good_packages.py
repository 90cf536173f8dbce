"""Good packages raise no error and no warning but those that their pages deserve: a false alarm is as bad as a miss."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

import damage
import golden
import making
import strategies
from livepack.building import build_package
from livepack.validation import validate_package

# What pages are warned of with reason. Everything else raises notes only.
WARNED = {
    # a headline alone may be a player without caption, which leaves no trace in a text copy
    "embed_only_and_head_only": {"empty-entry": 3},
    "twenty_posts": {"empty-entry": 1},
    "same_minute_and_disorder": {"empty-entry": 1, "order-inverted": 1},
    # nobody says when the page was saved, and its times count back from that
    "spanish_nothing_to_count_from": {"capture-unknown": 2},
    # nobody says when the page was saved, and it leaves the year or the day out
    "nothing_to_date_by": {"year-unknown": 2, "date-unknown": 1},
    # an editor's own sentences hold "is not responsible for the content of external sites" and "skip twitter post"
    "words_of_the_page_in_prose": {"residue-in-prose": 2},
}
# Notes say what was guessed, or what a reader of the data may want to know.
NOTED = {
    "chinese_dates_and_hours": {"rule-recalled": 1},
    "hindi_one_key_point": {"day-change": 1},
    "persian_two_calendars": {"rule-recalled": 1},
    "pidgin_second_page_no_summary": {"rule-recalled": 1},
    "russian_embeds": {"lines-joined": 1},
    "spanish_counted_back": {"day-change": 1},
    "thai_hours_and_alt_above": {"alt-line-above": 1},
    "urdu_labels_before_glue": {"rule-recalled": 1},
    "alt_only_lines": {"line-unclear": 1, "alt-line-guessed": 1},
    "clocks_go_back": {"day-change": 1},
    "contributor_one_line": {"lead-line-guessed": 3},
    "crlf": {"lines-joined": 1},
    "embeds_other_providers": {"long-gap": 1, "day-change": 1},
    "external_links": {"line-unclear": 1},
    "images_in_a_row": {"alt-line-guessed": 1},
    "labels_under_head": {"lead-line-guessed": 1, "rule-recalled": 1},
    "line_breaks": {"lines-joined": 4},
    "media": {"long-gap": 1, "day-change": 1},
    "no_year_captured": {"long-gap": 2, "day-change": 2},
    "no_year_captured_in_january": {"day-change": 1},
    "no_zone": {"long-gap": 1, "day-change": 1},
    "quotes_and_messages": {"rule-recalled": 2},
    "oldest_first": {"day-change": 1},
    "story_card": {"line-unclear": 1},
    "subtitle": {"lead-line-guessed": 2},
    "twenty_posts": {"day-change": 1, "line-unclear": 2, "lines-joined": 1, "rule-recalled": 3},
}
SEEDS = {"package": "package:\n  name: pages\n  title: Pages\n  licenses:\n    - name: CC0-1.0\n"}
GATE = "Gate opens"


def codes_of(home: Path, sources: dict[str, str], documents: str = "") -> dict[str, dict[str, int]]:
    """Build a package of these texts and return how often each code is found, by level."""
    folder = home / "sources"
    folder.mkdir(exist_ok=True)
    for name, text in sources.items():
        (folder / name).write_bytes(text.encode())
    if documents:
        (folder / "seeds.yaml").write_text(documents, "utf-8")
    build_package([folder], home / "package")
    found: dict[str, Counter[str]] = {"error": Counter(), "warning": Counter(), "note": Counter()}
    for finding in validate_package(home / "package", folder).findings:
        found[finding.level][finding.code] += 1
    return {level: dict(codes) for level, codes in found.items()}


def seeds_for(*names: str, **facts: str) -> str:
    """A seeds.yaml that describes the data set, and puts every document into one blog with these facts."""
    lines = [SEEDS["package"], "documents:"]
    for name in names:
        lines += [f"  {name}:", "    blog: blog", *(f'    {key}: "{value}"' for key, value in facts.items())]
    return "\n".join(lines) + "\n"


def test_seed(tmp_path):
    """The repository's seed raises nothing at all, not even a note."""
    damage.make_good("seed", tmp_path)
    report = validate_package(tmp_path / "package", tmp_path / "sources")
    assert report.findings == ()
    assert len(report.checks) > 50


def test_seed_without_sources(tmp_path):
    """Without its sources the seed's package raises one note, which says what could not be checked."""
    damage.make_good("seed", tmp_path)
    assert [finding.code for finding in validate_package(tmp_path / "package").findings] == ["not-checked"]


def test_committed_package():
    """The package in this repository is that of its seeds, and raises nothing."""
    report = validate_package(making.ROOT / "datapackage", making.ROOT / "seeds")
    assert [finding for finding in report.findings if finding.level != "note"] == []


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_page_alone(case, tmp_path):
    """Each made page alone raises exactly the warnings and notes that it deserves, and no error."""
    page = golden.page_file(case)
    facts = "".join(f'    {name}: "{value}"\n' for name, value in golden.curated(case).items())
    seeds = f"{SEEDS['package']}documents:\n  {page.name}:\n    blog: blog\n{facts}"
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / page.name).write_bytes(page.read_bytes())
    found = codes_of(tmp_path, {}, seeds)
    assert found["error"] == {}
    assert found["warning"] == WARNED.get(case.name, {})
    assert found["note"] == NOTED.get(case.name, {})


def test_page_without_seeds(tmp_path):
    """Without seeds.yaml there are two notes: on the data set, and on the blog."""
    assert codes_of(tmp_path, {"page.txt": making.small_page()}) == {
        "error": {},
        "warning": {},
        "note": {"package-defaults": 1, "blog-guessed": 1},
    }


def test_all_pages_in_one_package(tmp_path):
    """All made pages together raise what they raise alone."""
    folder = tmp_path / "sources"
    folder.mkdir()
    lines = [SEEDS["package"], "documents:"]
    for case in golden.cases():
        page = golden.page_file(case)
        (folder / f"{case.name}{page.suffix}").write_bytes(page.read_bytes())
        lines += [f"  {case.name}{page.suffix}:", f"    blog: {case.name.replace('_', '-')}"]
        lines += [f'    {name}: "{value}"' for name, value in golden.curated(case).items()]
    found = codes_of(tmp_path, {}, "\n".join(lines) + "\n")
    assert found["error"] == {}
    assert Counter(found["warning"]) == sum((Counter(codes) for codes in WARNED.values()), Counter())
    assert Counter(found["note"]) == sum((Counter(codes) for codes in NOTED.values()), Counter())


def test_posts_of_several_days(tmp_path):
    """Posts of several days raise notes: where the day changes, and where a night lies between."""
    posts = [
        making.post("Third day", "08:00", "Morning.", date="Greenwich Mean Time 16 December 2016"),
        making.post("Second night", "23:50", "Late.", date="Greenwich Mean Time 15 December 2016"),
        making.post("First day", "10:00", "Early.", date="Greenwich Mean Time 14 December 2016"),
    ]
    found = codes_of(tmp_path, {"page.txt": making.layout(*posts)}, seeds_for("page.txt"))
    assert found == {"error": {}, "warning": {}, "note": {"day-change": 2, "long-gap": 1}}


def test_night_when_the_clocks_change(tmp_path):
    """The hour that comes twice and the hour that is left out are told apart by the printed zone."""
    autumn = [
        making.post("Winter time", "01:30", "Again.", date="Greenwich Mean Time 30 October 2016"),
        making.post("Summer time", "01:30", "Once.", date="British Summer Time 30 October 2016"),
    ]
    spring = [
        making.post("After", "02:00", "Two.", date="British Summer Time 27 March 2016"),
        making.post("Before", "00:59", "One.", date="Greenwich Mean Time 27 March 2016"),
    ]
    sources = {"autumn.txt": making.layout(*autumn), "spring.txt": making.layout(*spring)}
    seeds = seeds_for("autumn.txt", "spring.txt").replace(
        "  spring.txt:\n    blog: blog", "  spring.txt:\n    blog: other"
    )
    assert codes_of(tmp_path, sources, seeds) == {"error": {}, "warning": {}, "note": {}}


def test_other_scripts_and_signs(tmp_path):
    """Text from right to left, emoji, joined signs and hard spaces raise nothing."""
    words = (
        "حلب، \u200fقف\u200f الآن.",
        "👩🏽‍🚒 🇬🇧 🎉",
        "e\u0301clair — “zitiert”, 5\u00a0%.",
        "中文文字。",
        "İstanbul'da Œuvre ﬁn.",
    )
    found = codes_of(tmp_path, {"page.txt": making.small_page("Two lines follow.", *words)}, seeds_for("page.txt"))
    assert found["error"] == found["warning"] == {}


def test_text_like_a_formula(tmp_path):
    """A paragraph that a spreadsheet would run is a warning, because the source has it; minus and plus signs are not."""
    words = ("=SUM is a function.", "-5 degrees in the north.", "+44 is the code.", "@harbour has tweeted.", "1 = 1.")
    found = codes_of(tmp_path, {"page.txt": making.small_page(*words)}, seeds_for("page.txt"))
    assert (found["error"], found["warning"]) == ({}, {"formula-cell-in-source": 1})


def test_line_in_three_posts(tmp_path):
    """A sentence that stands in three posts is a warning, in two it is none."""
    posts = [
        making.post(f"Post number {n}", f"15:0{n}", "Follow our coverage here.", f"This is {n}.") for n in (3, 2, 1)
    ]
    found = codes_of(tmp_path, {"page.txt": making.layout(*posts)}, seeds_for("page.txt"))
    assert (found["error"], found["warning"]) == ({}, {"repeated-line": 1})
    (tmp_path / "two").mkdir()
    assert codes_of(tmp_path / "two", {"page.txt": making.layout(*posts[:2])}, seeds_for("page.txt"))["warning"] == {}


def test_quoted_furniture(tmp_path):
    """Words of the page's furniture in quotation marks, and plain words that are labels elsewhere, raise nothing."""
    words = (
        'It asks: "Allow Twitter content?" and waits.',
        "Image captions are written by hand.",
        "Summary justice, they call it.",
        "Breaking news is rare here.",
        "The internal, external and underground rooms are shut.",
        "Read more books, she said.",
        "He was quoted, external affairs being his field.",
    )
    found = codes_of(tmp_path, {"page.txt": making.small_page(*words)}, seeds_for("page.txt"))
    assert found["error"] == found["warning"] == {}


def gate_seeds(*names: str) -> str:
    """A seeds.yaml of captures of one blog, an hour between them."""
    lines = [SEEDS["package"], "documents:"]
    for number, name in enumerate(names, start=12):
        lines += [f"  {name}:", "    blog: gate", f'    captured: "2021-03-03T{number}:00:00Z"']
    return "\n".join(lines) + "\n"


def test_two_captures_of_a_blog(tmp_path):
    """Two captures of one blog raise a note on the post that was edited between them, and nothing else."""
    sources = {"gate-1.txt": damage.OLDER, "gate-2.txt": damage.NEWER}
    assert codes_of(tmp_path, sources, gate_seeds(*sources)) == {
        "error": {},
        "warning": {},
        "note": {"entry-edited": 1},
    }


def test_captures_that_show_other_blocks(tmp_path):
    """An older capture with a list, a picture and a notice that the newer one no longer shows raises no error."""
    notice = "".join(f"    {line}\n" for line in strategies.consent(strategies.PROVIDERS[0], 1, "").text.split("\n"))
    more = f"    Bring:\n\n    1. a coat\n    2. a hat\n\n    A hatImage source, PA\n    Image caption,\n\n    The hat\n\n{notice}"
    older = damage.OLDER.replace("    It will stay so until noon.\n", more)
    sources = {"gate-1.txt": older, "gate-2.txt": damage.NEWER}
    found = codes_of(tmp_path, sources, gate_seeds(*sources))
    assert found["error"] == found["warning"] == {}


def test_three_captures(tmp_path):
    """The same page three times, the last one longer, raises nothing."""
    newest = damage.NEWER.replace("taken the gate away.", "taken the gate away.\n\n    It was heavy.")
    sources = {"a.txt": damage.OLDER, "b.txt": damage.NEWER, "c.txt": newest}
    found = codes_of(tmp_path, sources, gate_seeds(*sources))
    assert found["error"] == found["warning"] == {}


def test_tables_without_rows(tmp_path):
    """A page of one post with one paragraph leaves most tables empty, header and all, and raises nothing."""
    found = codes_of(tmp_path, {"page.txt": making.small_page("One line.")}, seeds_for("page.txt"))
    assert found == {"error": {}, "warning": {}, "note": {}}
    package = damage.Package(tmp_path)
    assert [
        name for name in ("key_points", "contributors", "embeds", "images", "links", "findings") if package[name]
    ] == []


def test_zones_of_other_countries(tmp_path):
    """A page that prints the clock of central Europe is fine if seeds.yaml says so."""
    page = making.layout(making.post("Hallo", "15:35", "Guten Tag.", date="Central European Time 14 December 2016"))
    found = codes_of(tmp_path, {"page.txt": page}, seeds_for("page.txt", time_zone="Europe/Berlin"))
    assert found == {"error": {}, "warning": {}, "note": {}}


def test_summary_without_bullets_and_with_a_player(tmp_path):
    """A summary in plain paragraphs, a player before the first post and words between them raise nothing."""
    page = f"Summary\n\nThe bridge is closed.\n\nMedia caption,\n\nWatch: The bridge\n\nOther words\n\n{making.small_page()}"
    found = codes_of(tmp_path, {"page.txt": page}, seeds_for("page.txt"))
    assert found["error"] == found["warning"] == {}


@settings(max_examples=100)
@given(strategies.pages())
def test_composed_pages(page):
    """Whatever page is composed raises no error, and no warning but on the order of its posts."""
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        found = codes_of(Path(home), {"page.txt": strategies.flatten(page)})
    assert found["error"] == {}
    assert set(found["warning"]) <= {"order-inverted", "repeated-line"}


HEAD = "  {n}. {title}published at {time} Greenwich Mean Time 14 December 2016\n\n"
TWO_POSTS = (
    HEAD.format(n=1, title="Ferries replace the bridge", time="15:35")
    + "    Two ferries have been put on.\n\n"
    + HEAD.format(n=2, title="The bridge is closed", time="15:00")
    + "    The wind picked up at noon.\n\n"
)
FOOTER = (
    "Copyright © 2024 BBC. The BBC is not responsible for the content of external sites. Read about our approach.\n"
)
LAYOUTS = {
    "footer": TWO_POSTS + FOOTER,
    "numbered list below": TWO_POSTS + "Most read\n\n  1. One story\n  2. Another story\n",
    "navigation above": "BBC News\nHome\nSummary\n\nSummary\n\n  • The bridge is closed\n\n" + TWO_POSTS,
    "picture above the summary": "A bridgeImage source, AFP\n\nSummary\n\n  • The bridge is closed\n\n" + TWO_POSTS,
    "contact lines below the summary": "Summary\n\n  • The bridge is closed\n\nGet involved\n\n  • Write to us\n\n"
    + TWO_POSTS,
    "player without a caption": TWO_POSTS.replace("    The wind", "    This video can not be played\n\n    The wind"),
    "link in a caption": TWO_POSTS.replace(
        "    The wind",
        "    A bridgeImage source, AFP\n    Image caption,\n\n    See the port authority, external for more\n\n    The wind",
    ),
    "list above a picture": TWO_POSTS.replace(
        "    The wind", "    • One ferry at noon\n    • One ferry at two\n    A ferryImage source, AFP\n\n    The wind"
    ),
    "hard spaces": TWO_POSTS.replace("    The wind", "    A bridgeImage source,\u00a0AFP\n\n    The wind"),
    "label in an alternative text": TWO_POSTS.replace(
        "    The wind", "    A sign that reads Image source, unknownImage source, AFP\n\n    The wind"
    ),
    "heading and list without a blank line": TWO_POSTS.replace(
        "    The wind", "    Sailing today:\n    • One ferry at noon\n    • One ferry at two\n\n    The wind"
    ),
    "question as a subheading": TWO_POSTS.replace(
        "    The wind", "    What happens now?\n\n    Ada Example\n    Harbour reporter\n\n    The wind"
    ),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_raises_no_false_alarm(text, tmp_path):
    """What pages print around and between their posts raises neither an error nor a warning."""
    found = codes_of(tmp_path, {"page.txt": text}, seeds_for("page.txt"))
    assert found["error"] == {}
    assert found["warning"] == {}
