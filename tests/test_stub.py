"""`livepack stub`: entries for seeds.yaml of listings in every form that archives give."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from livepack import listings, schemas
from livepack.cli import cli
from livepack.listings import Capture, Unreadable, read_listing
from livepack.seeds import check_shape
from livepack.stubs import Selection, render_stub

LIVE = "https://news.example.org/live/10200300"
KEY = "org,example,news)/live/10200300"
ENTRY = {
    "url": LIVE,
    "archived_url": f"https://web.archive.org/web/20310305060000/{LIVE}",
    "captured": "2031-03-05T06:00:00Z",
}
WARC = "crawl-data/CC-MAIN-2031-10/segments/1/warc/CC-MAIN-0.warc.gz"
FIELDS = {"url": LIVE, "mime": "text/html", "status": "200", "digest": "AAA", "length": "4123", "offset": "1000"}
OF_WAYBACK = {
    "7 fields": f"{KEY} 20310305060000 {LIVE} text/html 200 AAA 4123\n",
    "array": json.dumps(
        [
            ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
            [KEY, "20310305060000", LIVE, "text/html", "200", "AAA", "4123"],
        ]
    ),
    "array of few fields": json.dumps([["timestamp", "original"], ["20310305060000", LIVE]]).replace('["20', '\n["20'),
    "objects of pywb": json.dumps({"urlkey": KEY, "timestamp": "20310305060000", **FIELDS}) + "\n",
    "array of objects": json.dumps([{"timestamp": "20310305060000", **FIELDS}]),
    "byte-order mark, CRLF": f"\ufeff{KEY} 20310305060000 {LIVE} text/html 200 AAA 4123\r\n",
    "legend": f" CDX N b a m s k S\n{KEY} 20310305060000 {LIVE} text/html 200 AAA 4123\n",
    "another legend": f" CDX b a\n20310305060000 {LIVE}\n",
}
OF_FILES = {
    "9 fields": f"{KEY} 20310305060000 {LIVE} text/html 200 AAA - 1000 {WARC}\n",
    "10 fields": f"{KEY} 20310305060000 {LIVE} text/html 200 AAA - - 1000 {WARC}\n",
    "11 fields": f" CDX N b a m s k r M S V g\n{KEY} 20310305060000 {LIVE} text/html 200 AAA - - 4123 1000 {WARC}\n",
    "11 fields, no legend": f"{KEY} 20310305060000 {LIVE} text/html 200 AAA - - 4123 1000 {WARC}\n",
    "CDXJ": f"!OpenWayback-CDXJ 1.0\n{KEY} 20310305060000 {json.dumps({**FIELDS, 'filename': WARC})}\n",
    "objects": json.dumps({"urlkey": KEY, "timestamp": "20310305060000", **FIELDS, "filename": WARC}) + "\n",
}


def stub(listing: Path, *options: str) -> Result:
    """Run `livepack stub`."""
    return CliRunner().invoke(cli, ["stub", str(listing), *options])


def save(folder: Path, text: str | bytes) -> Path:
    """Save a listing."""
    path = folder / "listing"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def documents_of(result: Result) -> dict[str, Any]:
    """What was printed, as livepack reads seeds.yaml."""
    found = schemas.read_yaml(result.stdout, "seeds.yaml")
    check_shape(found, "seeds", "seeds.yaml")
    return dict(found["documents"])


@pytest.mark.parametrize("text", OF_WAYBACK.values(), ids=OF_WAYBACK)
@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(text.encode())], ids=["plain", "gzip"])
def test_a_listing_of_the_wayback_machine(tmp_path, text, pack):
    """Each form gives address, archived address and moment; the comment has the address of the bytes."""
    result = stub(save(tmp_path, pack(text)))
    assert result.exit_code == 0
    (name,) = documents_of(result)
    assert name.startswith("20310305T060000Z-10200300")
    assert documents_of(result)[name] == ENTRY
    assert f"    # bytes: https://web.archive.org/web/20310305060000id_/{LIVE}\n" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("text", OF_FILES.values(), ids=OF_FILES)
def test_a_listing_that_names_files(tmp_path, text):
    """A capture that lies in a WARC file has no address to be looked at, but a range of bytes, if the length is known."""
    result = stub(save(tmp_path, text))
    (entry,) = documents_of(result).values()
    assert entry == {name: ENTRY[name] for name in ("url", "captured")}
    place = f"https://data.commoncrawl.org/{WARC}"
    assert f"# bytes 1000-5122 of {place}\n" in result.stdout or f"# bytes: {place}\n" in result.stdout
    assert ("1000-5122" in result.stdout) == ("4123" in text)
    addresses = stub(save(tmp_path, text), "--addresses").stdout
    assert addresses.rstrip("\n").split("\t") == [
        "20310305T060000Z-10200300.html",
        place,
        "1000-5122" if "4123" in text else "",
    ]


def test_another_archive(tmp_path):
    """With --replay the addresses are that archive's, whether the listing names files or not."""
    for text in (OF_WAYBACK["7 fields"], OF_FILES["CDXJ"]):
        result = stub(save(tmp_path, text), "--replay", "https://archive.example.org/wayback/")
        (entry,) = documents_of(result).values()
        assert entry["archived_url"] == f"https://archive.example.org/wayback/20310305060000/{LIVE}"
        assert f"/20310305060000id_/{LIVE}\n" in result.stdout
    assert stub(save(tmp_path, text), "--replay", "archive.example.org").exit_code == 2


LISTING = f"""\
{KEY} 20310305060000 {LIVE} text/html 200 AAA 4123
{KEY} 20310305070000 {LIVE} warc/revisit - AAA 523
{KEY} 20310305080000 {LIVE} text/html 200 AAA 4123
{KEY} 20310305090000 {LIVE} text/html 301 CCC 300
{KEY} 20310305100000 {LIVE} image/jpeg 200 DDD 90000
{KEY} 20310305110000 {LIVE} unk - - 90
{KEY} 20310305110000 {LIVE}?page=2 text/html 200 EEE 4123
{KEY} 20310305110000 dns:news.example.org text/dns 200 FFF 50
{KEY} 20310231110000 {LIVE} text/html 200 GGG 50
a line of words
"""


def test_what_is_no_page_is_left_out_and_said(tmp_path):
    """Redirects, pictures, repeated bytes and other things are counted by the reason; broken lines are named."""
    result = stub(save(tmp_path, LISTING))
    assert list(documents_of(result)) == [
        "20310305T060000Z-10200300.html",
        "20310305T110000Z-10200300",
        "20310305T110000Z-10200300.html",
    ]
    assert "left out: 2 (the same bytes as an earlier capture)\n" in result.stderr
    assert "left out: 1 (status 301)\n" in result.stderr
    assert "left out: 1 (no page but a picture, script or the like)\n" in result.stderr
    assert "left out: 1 (no address of the web)\n" in result.stderr
    assert "listing:9: no capture: no time of 14 digits but '20310231110000'\n" in result.stderr
    assert "listing:10: no capture: 4 fields, not 7, 9, 10 or 11\n" in result.stderr
    result = stub(save(tmp_path, LISTING), "--all")
    assert len(documents_of(result)) == 7
    assert "left out: 1 (no address of the web)\n" in result.stderr


def test_names_are_files_names_and_come_once(tmp_path):
    """Signs of an address are not a name's; two captures of one moment get numbers."""
    addresses = [f"{LIVE}/..%2F?a=$(x)", "https://news.example.org/", f"{LIVE}?page=2", f"{LIVE}#3", f"{LIVE}.html"]
    lines = [f"{KEY} 20310305060000 {address} text/html 200 {n} 1\n" for n, address in enumerate(addresses)]
    assert list(documents_of(stub(save(tmp_path, "".join(lines))))) == [
        "20310305T060000Z-2F.html",
        "20310305T060000Z-news-example-org.html",
        "20310305T060000Z-10200300.html",
        "20310305T060000Z-10200300-2.html",
        "20310305T060000Z-10200300-3.html",
    ]


def test_the_port_that_goes_without_saying_is_left_out(tmp_path):
    """Old listings have http://www.example.org:80/; another port stays."""
    lines = [
        f"{KEY} 20160305060000 {address} text/html 200 {address} 1\n"
        for address in (
            "http://www.example.org:80/live",
            "HTTPS://www.example.org:443/live",
            "http://x.example.org:8080/live",
        )
    ]
    found = [entry["url"] for entry in documents_of(stub(save(tmp_path, "".join(lines)))).values()]
    assert found == ["http://www.example.org/live", "https://www.example.org/live", "http://x.example.org:8080/live"]


@pytest.mark.parametrize(
    "text",
    [
        f"{OF_WAYBACK['7 fields']}\norg%2Cexample%29%2F+20310305060000%21\n",
        json.dumps([["timestamp", "original"], ["20310305060000", LIVE], [], ["org%2Cexample%29"]]),
    ],
    ids=["lines", "array"],
)
def test_a_listing_that_goes_on_says_so(tmp_path, text):
    """The key of a server that has more to give is no capture, and is told."""
    result = stub(save(tmp_path, text))
    assert len(documents_of(result)) == 1
    assert "there are more captures than this listing has" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "[[",
        "[1, 2]",
        "nothing that anybody knows\n",
        f"{KEY} 20310305090000 {LIVE} text/html 404 CCC 300\n",
        '{"timestamp": "20310305060000"}\n',
        '{"timestamp": \n',
        b"\x1f\x8b broken",
        b"\xff\xfe\x00",
        "[" * 100_000,
    ],
    ids=range(11),
)
def test_a_listing_without_captures_is_an_error(tmp_path, text):
    """Status 2, words for people, and nothing on standard output."""
    result = stub(save(tmp_path, text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "advice" in result.stderr
    assert "bug" not in result.stderr


def test_a_listing_that_is_not_there(tmp_path):
    """So are a missing file and a folder."""
    for path in (tmp_path / "nowhere", tmp_path):
        result = stub(path)
        assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_an_array_has_a_limit(tmp_path, monkeypatch):
    """An array must be read whole, so its size is bounded; lines are not."""
    monkeypatch.setattr(listings, "MAX_JSON_BYTES", 20)
    assert "too large" in stub(save(tmp_path, OF_WAYBACK["array"])).stderr
    assert stub(save(tmp_path, OF_WAYBACK["7 fields"])).exit_code == 0


def test_many_broken_lines_are_counted(tmp_path):
    """Three are named, the others counted."""
    result = stub(save(tmp_path, OF_WAYBACK["7 fields"] + "broken\n" * 10))
    assert result.stderr.count("no capture:") == 3
    assert "and 7 more lines that are no captures" in result.stderr


values = st.text(max_size=30) | st.sampled_from([LIVE, "20310305060000", "text/html", "200", "-", "a\nb", "\t", "x: y"])
objects = st.dictionaries(
    st.sampled_from(["timestamp", "url", "original", "mime", "status", "digest", "filename", "offset", "length"]),
    values | st.integers() | st.none(),
)


@given(st.lists(objects.map(lambda fields: {"timestamp": "20310305060000", "url": LIVE} | fields), max_size=4))
@settings(max_examples=80, deadline=None)
def test_whatever_a_listing_holds_the_stub_is_seeds_yaml(tmp_path_factory, rows):
    """No value of a listing becomes a line, a key or another entry of seeds.yaml."""
    path = save(tmp_path_factory.mktemp("listing"), "".join(json.dumps(row) + "\n" for row in rows))
    selection = Selection(takes_all=True)
    found = list(selection.select(read_listing(path)))
    text = "documents:\n" + "".join(render_stub(one, "") for one in found)
    read = schemas.read_yaml(text, "seeds.yaml")
    check_shape(read, "seeds", "seeds.yaml")
    assert list(read["documents"] or {}) == [one.name for one in found]
    for one in found:
        assert read["documents"][one.name]["url"] == one.capture.url


@given(st.binary(max_size=200))
@settings(max_examples=80, deadline=None)
def test_no_bytes_break_it(tmp_path_factory, data):
    """Whatever the file holds, it is read as captures and lines that are none, or refused with words."""
    path = save(tmp_path_factory.mktemp("listing"), data)
    result = stub(path)
    assert result.exit_code in (0, 2)
    assert "bug" not in result.stderr


def test_lines_are_numbered(tmp_path):
    """A capture knows its line, blank lines and headers counted."""
    text = f" CDX b a\n\n20310305060000 {LIVE}\n20310305060000\n"
    assert list(read_listing(save(tmp_path, text))) == [
        Capture(3, "20310305060000", LIVE),
        Unreadable(4, "1 fields, not 2"),
    ]


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:300] + b"\xff" * 40 + data[340:]])
def test_of_a_listing_that_breaks_off_nothing_is_printed(tmp_path, damage):
    """`livepack stub listing > seeds.yaml` leaves no half of a seeds.yaml behind."""
    lines = "".join(f"{KEY} 2031030506{n:04} {LIVE}/{n * n} text/html 200 A{n} 4123\n" for n in range(60))
    result = stub(save(tmp_path, damage(gzip.compress(lines.encode()))))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "this listing cannot be read" in result.stderr


def test_names_that_differ_in_capitals_only(tmp_path):
    """Two pages of one second get names that are two on every system."""
    lines = "".join(f"{KEY} 20310305060000 {LIVE}/{name} text/html 200 {name} 4123\n" for name in ("Gate", "gate"))
    assert [name.lower() for name in documents_of(stub(save(tmp_path, lines)))] == [
        "20310305t060000z-gate.html",
        "20310305t060000z-gate-2.html",
    ]
