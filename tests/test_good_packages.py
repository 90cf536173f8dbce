"""Good packages raise no error and no warning but those that their pages deserve: a false alarm is as bad as a miss."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import NamedTuple

import pytest
from hypothesis import Phase, given, settings

import copies
import damage
import golden
import making
import strategies
from livepack import schemas
from livepack.building import build_package
from livepack.validation import validate_package

SEEDS = {"package": "package:\n  name: pages\n  title: Pages\n  licenses:\n    - name: CC0-1.0\n"}
GATE = "Gate opens"


def codes_of(
    home: Path, sources: dict[str, str | bytes], documents: str = "", *, referee: bool = False
) -> dict[str, dict[str, int]]:
    """Build a package of these texts and return how often each code is found, by level."""
    folder = home / "sources"
    folder.mkdir(exist_ok=True)
    for name, text in sources.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    if documents:
        (folder / "seeds.yaml").write_text(documents, "utf-8")
    build_package([folder], home / "package")
    found: dict[str, Counter[str]] = {"error": Counter(), "warning": Counter(), "note": Counter()}
    for finding in validate_package(home / "package", folder, referee=referee).findings:
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
    assert {**found["warning"], **found["note"]} == golden.stated_findings(case)


def test_page_without_seeds(tmp_path):
    """Without seeds.yaml there are two notes: on the data set, and on the blog."""
    assert codes_of(tmp_path, {"page.txt": making.small_page()}) == {
        "error": {},
        "warning": {},
        "note": {"package-defaults": 1, "blog-guessed": 1},
    }


def test_all_pages_in_one_package(tmp_path):
    """All made pages together raise what they raise alone, but for lines that posts of several pages share."""
    folder = tmp_path / "sources"
    folder.mkdir()
    lines = [SEEDS["package"], "documents:"]
    for case in golden.cases():
        page = golden.page_file(case)
        name = f"{case.parent.name}.{case.name}"
        (folder / f"{name}{page.suffix}").write_bytes(page.read_bytes())
        lines += [f"  {name}{page.suffix}:", f"    blog: {name.replace('_', '-')}"]
        lines += [f'    {name}: "{value}"' for name, value in golden.curated(case).items()]
    found = codes_of(tmp_path, {}, "\n".join(lines) + "\n")
    stated = sum((Counter(golden.stated_findings(case)) for case in golden.cases()), Counter())
    assert found["error"] == {}
    together = Counter({**found["warning"], **found["note"]})
    assert together.pop("repeated-line", 0) >= stated.pop("repeated-line", 0)
    assert together == stated


def test_each_page_saved_twice(tmp_path):
    """A page that was saved again with nothing new in it is a second capture of its live blog, and raises no error."""
    folder = tmp_path / "sources"
    folder.mkdir()
    lines = [SEEDS["package"], "documents:"]
    for case in golden.cases():
        page, facts = golden.page_file(case), golden.curated(case)
        if page.suffix in (".mhtml", ".warc"):
            continue  # the page in it stays the same to the byte, and is no second capture
        for again in (0, 1):
            name = f"{case.parent.name}.{case.name}.{again}{page.suffix}"
            data = page.read_bytes()
            newline = b"\n" if b"\0" not in data else b"\n\0" if data.endswith(b"\0") else b"\0\n"  # of UTF-16
            (folder / name).write_bytes(data + newline * again)
            lines += [f"  {name}:", f"    blog: {case.parent.name}-{case.name}".replace("_", "-")]
            lines += [f'    {fact}: "{value}"' for fact, value in facts.items()]
    (folder / "seeds.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    assert build_package([folder], tmp_path / "package").failures == ()
    report = validate_package(tmp_path / "package", folder)
    assert [finding for finding in report.findings if finding.level == "error"] == []


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


def edited(page: strategies.LivePage, other: strategies.LivePage, draw: Random) -> strategies.LivePage:
    """A later state of a page: posts are gone, new, cut, have another headline or other blocks."""
    posts = []
    for post in page.posts[:-1]:
        changes = (
            [],
            [replace(post, headline=strategies.Words("New head", "New head"))],
            [replace(post, blocks=other.posts[0].blocks)],
            [replace(post, blocks=post.blocks[:1], subheading="", contributor=("", ""))],
            [other.posts[0], post],
            [post],
        )
        posts += draw.choice(changes)
    return strategies.LivePage(other.key_points, (*posts, page.posts[-1]))


@settings(max_examples=60, phases=[Phase.generate])  # to shrink two pages takes minutes
@given(strategies.pages(), strategies.pages(), strategies.st.randoms(use_true_random=False), strategies.st.booleans())
def test_composed_captures(page, other, draw, is_later):
    """Whatever two captures or two pages of one blog are composed, they raise no error."""
    import tempfile

    later = edited(page, other, draw)
    sources = {"1.txt": strategies.flatten(page), "2.txt": strategies.flatten(later)}
    facts = ('captured: "2031-01-01T00:00:00Z"', 'captured: "2031-01-01T01:00:00Z"')
    if not is_later:
        facts = ("page_number: 1", "page_number: 2")
    lines = [f"  {name}: {{blog: gate, {fact}}}\n" for name, fact in zip(sources, facts, strict=True)]
    with tempfile.TemporaryDirectory() as home:
        found = codes_of(Path(home), sources, f"{SEEDS['package']}documents:\n{''.join(lines)}")
    assert found["error"] == {}


@settings(max_examples=60)
@given(copies.printed_pages())
def test_composed_copies(printed):
    """Nor does one that any other tool has flattened, but for what the tool itself has done to the text."""
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        found = codes_of(Path(home), {"page.txt": printed.text})
    assert found["error"] == {}
    assert set(found["warning"]) <= {"order-inverted", "repeated-line", "spaces-inserted"}


def test_words_that_tags_and_spaces_part(tmp_path):
    """White space before the words of a label, and tags within them, cost no letter and raise no error."""
    posts = (
        '<p> <span>Related: </span><a href="https://news.example.org/a">Harbour shut</a></p><p>Words of post one.</p>',
        '<div class="author"> <b>By Ada Example</b></div><p>Words of post two.</p>',
        '<p><b>Read</b> more: <a href="https://news.example.org/b">The bridge</a></p><p>Words of post three.</p>',
    )
    page = "".join(
        f'<article class="live-post" id="p-{n}"><time datetime="2031-03-04T1{9 - n}:00:00Z">1{9 - n}:00</time>'
        f"<h3> Head {n}</h3>{body}</article>"
        for n, body in enumerate(posts, start=1)
    )
    sources: dict[str, str | bytes] = {"page.html": f"<html><title>Storm – live</title><body>{page}</body></html>"}
    found = codes_of(tmp_path, sources, seeds_for("page.html"))
    assert (found["error"], found["warning"]) == ({}, {})
    tables = making.read_package({path.name: path.read_bytes() for path in (tmp_path / "package").glob("*.csv")})
    assert [row["text"] for row in tables["paragraphs"]][::2] == [
        "Harbour shut",
        "Words of post two.",
        "Words of post three.",
    ]
    assert making.table(tables, "contributors", "name") == [("Ada Example",)]


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
    "summary inside a post": TWO_POSTS.replace(
        "    The wind", "    The morning was calm.\n\n    Summary\n\n    The wind"
    ),
    "summary with a list inside a post": "Summary\n\n  • The bridge is closed\n\n"
    + TWO_POSTS.replace(
        "    The wind", "    The morning was calm.\n\n    Summary\n\n    • Closed\n\n    • Ferries\n\n    The wind"
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


class Good(NamedTuple):
    """A package that is fine: its documents, what its tables must show, every finding that it deserves, its seeds.yaml."""

    sources: dict[str, str | bytes]
    shows: Callable[[damage.Package], object]
    codes: Mapping[str, int] = MappingProxyType({})
    seeds: str = ""


def page(*blocks: str, headline: str = "Bridge closed") -> dict[str, str | bytes]:
    """A document of one post."""
    return {"page.txt": making.layout(making.post(headline, "15:35", *blocks))}


def pages(*posts: tuple[str, str], date: str = making.DATE) -> dict[str, str | bytes]:
    """A document of these posts, each a headline and a time; a time that is only a clock time gets the date."""
    return {"page.txt": page_of(*posts, date=date)}


def page_of(*posts: tuple[str, str], date: str = making.DATE) -> str:
    """A layout copy of these posts."""
    return making.layout(
        *(making.post(head, time, f"{head}, we hear.", date="" if " " in time else date) for head, time in posts)
    )


def with_embed(name: str) -> str:
    """A layout copy of a post with a consent notice of that provider."""
    provider = next(provider for provider in strategies.PROVIDERS if provider.printed == name)
    return making.small_page("Text.", strategies.consent(provider, 1, "").text.replace("\n", "\n    "), "More.")


def cells(package: damage.Package, column: str, table: str = "entries") -> list[str]:
    """A column."""
    return [row[column] for row in package[table]]


def filled(rows: list[damage.Row]) -> set[str]:
    """The columns that hold anything."""
    return {column for row in rows for column, cell in row.items() if cell}


def optional(table: str) -> set[str]:
    """The columns of a table that may be empty and are neither derived from others nor assigned."""
    fields = schemas.tables()[table].fields
    return {
        field.name
        for field in fields
        if not dict(field.constraints).get("required") and field.origin in ("source", "curated")
    }


def are_empty(package: damage.Package, *tables: str) -> bool:
    """Tell whether the files of these tables hold the header line only."""
    return all((package.folder / f"{name}.csv").read_bytes().count(b"\n") == 1 for name in tables)


GMT, BST = "{} Greenwich Mean Time {}", "{} British Summer Time {}"
CHILDREN = ("key_points", "contributors", "embeds", "images", "links", "findings")
ONE_OF_EACH = (
    "Summary\n\n  • One point\n\n  1. Headpublished at 15:35 Greenwich Mean Time 14 December 2016\n\n"
    "    Ada Example\n    Harbour reporter\n\n    One line.\n\n    A dogImage source, AFP\n    Media caption,\n\n    A film\n\n"
)
LONG = " ".join(f"word{number}" for number in range(30_000))[:199_998] + "x."
CELL = "a" * 140_000
PLANES = "Aé中\ue000, 𝔘𝔫𐍈🦊, 𠀀𪜶, 𰀀, 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f, \U000f0000, \U0010fffd."
EMOJI = "👩🏽‍🚒👨‍👩‍👧‍👦 ❤️ ☎︎ 🏳️‍🌈 🇬🇧 1️⃣"
RIGHT_TO_LEFT = (
    "قال الوزير: \u2067نعم\u2069، ثم ذهب.",
    "\u202bשלום, עולם\u202c, אמר השר (ב־15:35).",
    "\u061c12% من الأصوات في \u200fBBC\u200e.",
    "می\u200cخواهم بروم.",
    "אָדָם וְחַוָּה.",
    "مُحَمَّدٌ رَسَمَ بابًا.",
)
DECOMPOSED = (
    "e\u0301clair a\u030a o\u0323\u0302.",
    "\u1112\u1161\u11ab\u1100\u1173\u11af.",
    "\u212b, \u2126, ﬁ, ½ and Z\u0351\u036b\u0343.",
)
LIKE_CSV = ('He said, "Yes, ""no""", \'maybe\'; and left.', '"Yes."', "A | C \\ D \\n E; F.", ',,, and ";".')
LIKE_VALUES = ("NA.", "null.", "#N/A.", "true.", "00123.", "1e5.", "2016-12-14.", "NaN.", "None.", "1,234.56.")
LIKE_CODE = ("<b>bold</b> &amp; &nbsp; <!-- x -->.", '{"a": [1]}, {{ name }}, ${x}, %s.', "C:\\temp\\new, ../../etc.")
LIKE_FORMULAS = (
    "- he said, and left.",
    "+44 20 is the code.",
    "-5°C in the north.",
    "@harbour has tweeted.",
    "= 3 points from two games.",
    "=3 is what the board says.",
    "+ more to come.",
    "- (again) no.",
    "== level on points ==.",
)
GATE_3 = damage.NEWER.replace("taken the gate away.", "taken the gate away.\n\n    It was heavy.")
PAGE = """    id: my-page
    title: Über “uns”
    url: https://news.example.org/ü?a=b&c=d#e
    archived_url: https://archive.example.org/1/https://news.example.org/
    captured: 2016-12-14T15:35:00Z
    page_number: 1
    language: en-GB
    time_zone: Europe/London
    encoding: UTF8
    rights: © Acme News, 2016
    notes: Saved by hand.
"""
BLOG = """blogs:
  blog:
    title: The storm
    publisher: Acme News
    url: https://news.example.org/live/1
    section: Regional
    topic: Storm damage
    coverage_start: 2016-12-14T08:00:00Z
    coverage_end: 2016-12-15T20:00:00Z
    pages_stated: 5
    representation: partial
    notes: The other pages were never saved.
"""
TWO_PAGES = f"""{SEEDS["package"]}documents:
  1.txt: {{blog: gate, page_number: 1, captured: "2016-12-14T20:00:00Z"}}
  2.txt: {{blog: gate, page_number: 2, captured: "2016-12-14T20:00:30Z"}}
"""
THREE_BLOGS = f"{SEEDS['package']}documents:\n  a.txt: {{blog: a}}\n  b.txt: {{blog: b}}\n  c.txt: {{blog: c}}\n"

GOOD = {
    "empty tables, header only": Good(
        page("One line."), lambda package: are_empty(package, *CHILDREN) and cells(package, "text") == ["One line."]
    ),
    "one row in each table of a page's parts": Good(
        {"page.txt": ONE_OF_EACH},
        lambda package: all(
            len(package[table]) == 1
            for table in ("entries", "paragraphs", "key_points", "contributors", "images", "embeds")
        ),
    ),
    "all optional columns empty but those that a page cannot leave out": Good(
        {"page.txt": making.layout(("Post", "90+3", ["Text."]), making.post("First", "12:00", "More."))},
        lambda package: (
            filled(package["entries"][:1]) & optional("entries") == {"list_number", "published_text"}
            and filled(package["paragraphs"]) & optional("paragraphs") == set()
            and filled(package["blogs"]) & optional("blogs") == set()
            and not package["entries"][0]["published"]
        ),
        {"time-unreadable": 1},
    ),
    "signs of every plane of Unicode": Good(
        page(PLANES, headline=PLANES),
        lambda package: (
            cells(package, "headline") == cells(package, "text") == [PLANES]
            and {ord(sign) >> 16 for sign in PLANES} == {0, 1, 2, 3, 14, 15, 16}
        ),
    ),
    "emoji only": Good(
        page(EMOJI, headline=EMOJI), lambda package: cells(package, "headline") == cells(package, "text") == [EMOJI]
    ),
    "right to left, with marks and isolates": Good(
        page(*RIGHT_TO_LEFT, headline="القاهرة \u200fBBC\u200e الآن"),
        lambda package: cells(package, "text", "paragraphs") == [*RIGHT_TO_LEFT],
    ),
    "combining marks that are not composed": Good(
        page(*DECOMPOSED, headline="E\u0301te\u0301"),
        lambda package: (
            cells(package, "text", "paragraphs") == [*DECOMPOSED]
            and not any(unicodedata.is_normalized("NFC", text) for text in DECOMPOSED)
        ),
    ),
    "a paragraph of 200,000 characters": Good(
        page(LONG), lambda package: cells(package, "text", "paragraphs") == [LONG] and len(LONG) == 200_000
    ),
    "cells longer than Python's csv reads by default": Good(
        page("Text.", f"{CELL}Image source, {CELL}\n    Image caption,", CELL, headline=CELL),
        lambda package: cells(package, "alt_text", "images") == cells(package, "credit", "images") == [CELL],
    ),
    "a thousand paragraphs in a post": Good(
        page(*(f"Sentence {number}." for number in range(1000))), lambda package: len(package["paragraphs"]) == 1000
    ),
    "leap day": Good(
        pages(("March", GMT.format("00:01", "1 March 2020")), ("Leap day", GMT.format("23:59", "29 February 2020"))),
        lambda package: cells(package, "published_date") == ["2020-03-01", "2020-02-29"],
        {"day-change": 1},
    ),
    "leap day of a century": Good(
        pages(("Leap day", GMT.format("12:00", "29 February 2000"))),
        lambda package: cells(package, "published") == ["2000-02-29T12:00:00Z"],
    ),
    "the night when the clocks go forward": Good(
        pages(("After", BST.format("02:00", "27 March 2016")), ("Before", GMT.format("00:59", "27 March 2016"))),
        lambda package: cells(package, "published") == ["2016-03-27T01:00:00Z", "2016-03-27T00:59:00Z"],
    ),
    "the night when the clocks go back, 01:30 twice": Good(
        pages(("Winter", GMT.format("01:30", "30 October 2016")), ("Summer", BST.format("01:30", "30 October 2016"))),
        lambda package: cells(package, "published") == ["2016-10-30T01:30:00Z", "2016-10-30T00:30:00Z"],
    ),
    "three posts of one minute": Good(
        pages(("Third", "15:35"), ("Second", "15:35"), ("First", "15:35")),
        lambda package: [name.partition("Z")[2] for name in cells(package, "entry_id")] == ["-3", "-2", ""],
    ),
    "two posts of one minute and the same words": Good(
        pages(("Again", "15:35"), ("Again", "15:35")), lambda package: len(set(cells(package, "entry_id"))) == 2
    ),
    "a small inversion": Good(
        pages(("D", "15:35"), ("B", "15:30"), ("C", "15:33"), ("A", "15:00")),
        lambda package: cells(package, "position") == ["1", "2", "3", "4"],
        {"order-inverted": 1},
    ),
    "New Year's midnight": Good(
        pages(("New", GMT.format("00:00", "1 January 2020")), ("Old", GMT.format("23:59", "31 December 2019"))),
        lambda package: cells(package, "published") == ["2020-01-01T00:00:00Z", "2019-12-31T23:59:00Z"],
        {"day-change": 1},
    ),
    "a page of 200 posts": Good(
        pages(*((f"Post {number}", f"{12 + number // 60}:{number % 60:02}") for number in range(199, -1, -1))),
        lambda package: cells(package, "list_number") == [str(number) for number in range(1, 201)],
    ),
    "quotation marks and commas as in CSV": Good(
        page(*LIKE_CSV, headline='"Yes", he said, "no"'),
        lambda package: cells(package, "text", "paragraphs") == [*LIKE_CSV],
    ),
    "tabs, line separators and other white space, read as spaces": Good(
        page("One\ttwo\u2028three\u2029four\u0085five\u000bsix\u00a0seven.", headline="One\u2028two"),
        lambda package: cells(package, "text") == ["One two three four five six seven."],
    ),
    "soft hyphens and spaces without width": Good(
        page("One\u00adtwo\u200bthree\u2060four.", headline="One\u00adtwo"),
        lambda package: cells(package, "text") == ["One\u00adtwo\u200bthree\u2060four."],
    ),
    "a byte-order mark inside a text, which is told": Good(
        page("One\ufefftwo."),
        lambda package: cells(package, "text") == ["One\ufefftwo."],
        {"control-character-in-source": 1},
    ),
    "texts that look like missing values, numbers and dates": Good(
        page(*LIKE_VALUES, headline="NULL"),
        lambda package: (
            cells(package, "text", "paragraphs") == [*LIKE_VALUES] and cells(package, "headline") == ["NULL"]
        ),
    ),
    "texts that look like markup and code": Good(
        page(*LIKE_CODE, headline="<script>"), lambda package: cells(package, "text", "paragraphs") == [*LIKE_CODE]
    ),
    "texts that look like formulas and are prose": Good(
        page(*LIKE_FORMULAS, headline="= 3 goals"),
        lambda package: cells(package, "text", "paragraphs") == [*LIKE_FORMULAS],
    ),
    "a headline of digits": Good(
        page("Text.", headline="2016"), lambda package: cells(package, "headline") == ["2016"]
    ),
    "a headline that speaks of a time": Good(
        page("Text.", headline="Report published at 10:15"),
        lambda package: cells(package, "headline") == ["Report published at 10:15"],
    ),
    "a clock with an offset of quarters of an hour": Good(
        pages(("Khabar", "15:35 14 December 2016")),
        lambda package: cells(package, "utc_offset") == ["+05:45"],
        seeds=seeds_for("page.txt", time_zone="Asia/Kathmandu"),
    ),
    "a day that an island left out": Good(
        pages(("Saturday", "00:10 31 December 2011"), ("Thursday", "23:50 29 December 2011")),
        lambda package: cells(package, "utc_offset") == ["+14:00", "-10:00"],
        {"day-change": 1},
        seeds_for("page.txt", time_zone="Pacific/Apia"),
    ),
    "line ends of Windows and UTF-16": Good(
        {"page.txt": making.small_page("Café.").replace("\n", "\r\n").encode("utf-16")},
        lambda package: (
            cells(package, "text") == ["Café."] and cells(package, "source_encoding", "pages")[0].startswith("utf-16")
        ),
    ),
    "line ends of three systems": Good(
        {"page.txt": ONE_OF_EACH.replace("\n", "\r\n", 3).replace("\n\n", "\r\r", 3)},
        lambda package: cells(package, "source_newline", "pages") == ["mixed"] and len(package["images"]) == 1,
    ),
    "a byte-order mark": Good(
        {"page.txt": making.small_page("Café.").encode("utf-8-sig")},
        lambda package: cells(package, "text") == ["Café."],
    ),
    "an encoding by another of its names": Good(
        {"page.txt": making.small_page("Café.").encode("latin-1")},
        lambda package: cells(package, "text") == ["Café."],
        seeds=seeds_for("page.txt", encoding="Latin-1"),
    ),
    "windows-1252, as seeds.yaml says": Good(
        {"page.txt": making.small_page("“Café” – 5 €.").encode("cp1252")},
        lambda package: cells(package, "text") == ["“Café” – 5 €."],
        seeds=seeds_for("page.txt", encoding="windows-1252"),
    ),
    "a document with an awkward name": Good(
        {"Straße/Seite 1, «neu» & 'alt'.txt": making.small_page()},
        lambda package: cells(package, "source_file", "pages") == ["Straße/Seite 1, «neu» & 'alt'.txt"],
        seeds=f"{SEEDS['package']}documents:\n  \"Straße/Seite 1, «neu» & 'alt'.txt\": {{blog: blog}}\n",
    ),
    "all that a person may know of a page": Good(
        page("One line."),
        lambda package: cells(package, "title", "blogs") == cells(package, "title", "pages") == ["Über “uns”"],
        seeds=seeds_for("page.txt") + PAGE,
    ),
    "all that a person may know of a blog": Good(
        page("One line."),
        lambda package: cells(package, "title", "blogs") == ["The storm"] and not any(cells(package, "title", "pages")),
        seeds=seeds_for("page.txt") + BLOG,
    ),
    "clock times only, and a capture that dates them": Good(
        {"page.txt": making.layout(("B", "00:05", ["Early."]), ("A", "00:00", ["Midnight."]))},
        lambda package: cells(package, "published") == ["2016-12-14T00:05:00Z", "2016-12-14T00:00:00Z"],
        seeds=seeds_for("page.txt", captured="2016-12-14T00:05:00Z"),
    ),
    "two pages that share a post": Good(
        {"1.txt": page_of(("C", "16:00"), ("B", "15:40")), "2.txt": page_of(("B", "15:40"), ("A", "15:00"))},
        lambda package: cells(package, "headline") == ["C", "B", "A"],
        seeds=TWO_PAGES,
    ),
    "the same document twice, which is told": Good(
        {"a.txt": making.small_page(), "b.txt": making.small_page()},
        lambda package: len(package["pages"]) == 1,
        {"duplicate-source": 1},
    ),
    "a blog of two pages": Good(
        {"1.txt": page_of(("D", "16:00"), ("C", "15:40")), "2.txt": page_of(("B", "15:30"), ("A", "15:00"))},
        lambda package: cells(package, "headline") == ["D", "C", "B", "A"] and len(package["blogs"]) == 1,
        seeds=TWO_PAGES,
    ),
    "a capture in which a video took the place of a post": Good(
        {"a.txt": with_embed("Twitter"), "b.txt": with_embed("YouTube")},
        lambda package: cells(package, "provider_name", "embeds") == ["YouTube"],
        {"entry-edited": 1},
        gate_seeds("a.txt", "b.txt"),
    ),
    "a picture above a post that another page shows too": Good(
        {
            "1.txt": page_of(("B", "15:30")),
            "2.txt": page_of(("C", "15:40"), ("B", "15:30"), ("A", "15:00")).replace(
                "    C, we hear.\n\n", "    C, we hear.\n\n    A dog\n"
            ),
        },
        lambda package: cells(package, "alt_text", "images") == ["A dog"] and len(package["entries"]) == 3,
        {"alt-line-guessed": 1},
        TWO_PAGES,
    ),
    "three captures of one blog": Good(
        {"a.txt": damage.OLDER, "b.txt": damage.NEWER, "c.txt": GATE_3},
        lambda package: len(package["pages"]) == 3 and len(package["blogs"]) == 1,
        {"entry-edited": 2},
        gate_seeds("a.txt", "b.txt", "c.txt"),
    ),
    "three blogs in one package": Good(
        {f"{name}.txt": page_of((name, f"15:0{number}")) for number, name in enumerate("abc")},
        lambda package: cells(package, "blog_id", "blogs") == ["a", "b", "c"],
        seeds=THREE_BLOGS,
    ),
}


@pytest.mark.parametrize("good", GOOD.values(), ids=GOOD)
def test_a_good_package_raises_no_error(good, tmp_path):
    """A package that is fine raises no error, and exactly the warnings and notes that are listed for it."""
    found = codes_of(tmp_path, good.sources, good.seeds or seeds_for(*good.sources))
    assert found["error"] == {}
    assert found["warning"] | found["note"] == good.codes
    assert good.shows(damage.Package(tmp_path))
    alone = validate_package(tmp_path / "package").findings
    assert {finding.code for finding in alone if finding.level == "error"} == set()


def test_enough_good_packages():
    """There are at least twenty of them, and no two are built from the same."""
    assert len({repr((good.sources, good.seeds)) for good in GOOD.values()}) == len(GOOD) >= 20


def test_the_referee_finds_good_packages_good(tmp_path):
    """frictionless finds nothing wrong with them either: all that need no seeds.yaml of their own, in one package."""
    sources: dict[str, str | bytes] = {}
    lines = [SEEDS["package"], "documents:"]
    for number, good in enumerate(good for good in GOOD.values() if [*good.sources] == ["page.txt"] and not good.seeds):
        sources[f"{number}.txt"] = good.sources["page.txt"]
        lines.append(f"  {number}.txt: {{blog: blog-{number}}}")
    found = codes_of(tmp_path, sources, "\n".join(lines) + "\n", referee=True)
    assert len(sources) > 20
    assert found["error"] == {}
