"""WARC files: the live pages in them, whatever program wrote them, and whatever became of the file."""

from __future__ import annotations

import gzip
import zlib
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

import golden
from livepack import build, validate, warc
from livepack.cli import cli
from livepack.containers import extract_record
from livepack.errors import SourceError, UsageError
from livepack.readers import open_sources, read_page
from livepack.warc import is_warc, read_warc

PAGES = Path(__file__).parent / "pages"
CASE = PAGES / "liveblog_html" / "saved_as_warc"
WHOLE = golden.page_file(CASE).read_bytes()
packed = partial(gzip.compress, mtime=0)  # the same bytes each time
HOST = "https://harbour.example.org"
POST = '<article class="live-post" id="post-{n}"><time datetime="2031-04-09T{h}:00:00Z">{h}:00</time><h3>Head {n}</h3><p>Words – of post {n}.</p></article>'
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Harbour: live</title></head><body><h1>Harbour: live</h1><div>'
    + "".join(POST.format(n=700_010 + n, h=18 - n) for n in range(4))
    + "</div></body></html>"
).encode()
ARTICLE = b"<!DOCTYPE html><html><head><title>About us</title></head><body><p>We write.</p></body></html>"


def record(kind: str, block: bytes, *, length: int | None = None, **headers: str) -> bytes:
    """A record of a WARC file."""
    lines = ["WARC/1.1", f"WARC-Type: {kind}", "WARC-Record-ID: <urn:uuid:0>"]
    lines += [f"WARC-{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    kind_of_block = "application/http; msgtype=response" if block.startswith(b"HTTP") else "text/plain"
    lines += [f"Content-Type: {kind_of_block}", f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, *more: str, kind: str = "text/html", status: str = "200 OK") -> bytes:
    """What a server answers over HTTP."""
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *more])
    return head.encode() + b"\r\n\r\n" + body


def response(
    body: bytes = PAGE,
    *more: str,
    url: str = f"{HOST}/live",
    date: str = "2031-04-09T20:00:00Z",
    kind: str = "text/html",
    status: str = "200 OK",
) -> bytes:
    """A record with an answer."""
    return record("response", answer(body, *more, kind=kind, status=status), Target_URI=url, Date=date)


def chunked(body: bytes) -> bytes:
    """A body in chunks of seven bytes."""
    pieces = [body[at : at + 7] for at in range(0, len(body), 7)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def deflated(body: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(wbits=wbits)
    return packer.compress(body) + packer.flush()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with a crawl: two captures of one page, one of another, an article, and what a crawler notes."""
    (tmp_path / "sources").mkdir()
    older = PAGE.replace(b"Words", b"Older words")
    records = (
        record("warcinfo", b"software: x\r\n", Date="2031-04-09T20:00:00Z"),
        response(older, date="2031-04-09T19:30:00Z"),
        response(ARTICLE, url=f"{HOST}/about"),
        record("request", b"GET /live HTTP/1.1\r\n\r\n", Target_URI=f"{HOST}/live", Date="2031-04-09T20:00:00Z"),
        response(),
        response(PAGE.replace(b"7000", b"8000"), url=f"{HOST}/other"),
    )
    (tmp_path / "sources" / "crawl.warc.gz").write_bytes(b"".join(map(packed, records)))
    return tmp_path / "sources"


# What a file holds


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (PAGE, ()),
        (chunked(PAGE), ("Transfer-Encoding: chunked",)),
        (packed(PAGE), ("Content-Encoding: gzip",)),
        (chunked(packed(PAGE)), ("Content-Encoding: gzip", "Transfer-Encoding: chunked")),
        (deflated(PAGE, 15), ("Content-Encoding: deflate",)),
        (deflated(PAGE, -15), ("Content-Encoding: deflate",)),
        (PAGE, ("Content-Encoding: identity",)),
        (PAGE, ("Content-Encoding: gzip",)),  # some crawlers unpack the body and leave the header
        (PAGE, ("Transfer-Encoding: chunked",)),
    ],
    ids=["plain", "chunked", "gzip", "both", "deflate", "bare deflate", "identity", "unpacked", "joined"],
)
def test_an_answer_is_the_document_before_its_transfer(body, more):
    """Chunks are joined and compression is undone; a header that no longer holds changes nothing."""
    (found,) = read_warc(response(body, *more), "x").answers
    assert (found.data, found.is_cut) == (PAGE, False)


@pytest.mark.parametrize(
    "pack",
    [
        b"".join,
        lambda records: b"".join(map(packed, records)),
        lambda records: packed(b"".join(records)),
        lambda records: b"".join(map(packed, records)) + b"\0" * 512,
    ],
    ids=["plain", "record by record", "as a whole", "padded"],
)
def test_a_file_may_be_packed(pack):
    """The same records are found however the file is packed."""
    data = pack([record("warcinfo", b"x: y\r\n"), response(), response(ARTICLE)])
    assert is_warc(data)
    found = read_warc(data, "x")
    assert [one.number for one in found.answers] == [2, 3]
    assert (found.records, found.is_cut, found.left_out) == (3, False, 0)


@pytest.mark.parametrize("data", [b"", b"WARC", b"<html>", b"\x1f\x8b", packed(b"WAR"), b"\x1f\x8bWARC/1.0"])
def test_other_files_are_none(data):
    """Neither pages nor what is packed otherwise is taken for a WARC file."""
    assert not is_warc(data)


@pytest.mark.parametrize(
    ("url", "date", "stated"),
    [
        (f"<{HOST}/live>", "2031-04-09T20:00:00.123456Z", {"url": f"{HOST}/live", "captured": "2031-04-09T20:00:00Z"}),
        ("https:///live", "2031-04-09T20:00:00", {}),
        (f"{HOST}/a b", "soon", {"url": f"{HOST}/a%20b"}),
        (
            f"https://web.archive.org/web/20310409120000id_/{HOST}/live",
            "2032-01-01T00:00:00Z",
            {
                "url": f"{HOST}/live",
                "archived_url": f"https://web.archive.org/web/20310409120000id_/{HOST}/live",
                "captured": "2031-04-09T12:00:00Z",
            },
        ),
    ],
)
def test_what_a_record_says_of_its_page(url, date, stated):
    """Address and moment are those of the header; a page of the Wayback Machine has the moment of its capture."""
    found = extract_record(response(url=url, date=date), "record-1")
    assert found is not None
    assert (found.stated, found.data) == (stated, PAGE)
    assert extract_record(response(), "record-2") is None


def test_only_answers_with_a_document_are_taken():
    """Redirects, pictures, requests, visits without a body and the like are none; a resource is one."""
    others = [
        response(status="301 Moved"),
        response(status="404 Not Found"),
        response(b"\x89PNG", kind="image/png"),
        response(kind="text/plain"),
        record("revisit", answer(b""), Target_URI=f"{HOST}/live"),
        record("metadata", PAGE),
        record("response", b"no HTTP", Target_URI="dns:x"),
    ]
    resource = record("resource", PAGE, Target_URI=f"{HOST}/live").replace(b"text/plain", b"text/html; charset=utf-8")
    found = read_warc(b"".join([*others, resource, response(b"{}", kind="application/ld+json")]), "x")
    assert [(one.number, one.charset) for one in found.answers] == [(8, "utf-8"), (9, "")]


def test_the_server_s_encoding_is_used():
    """Of a page that is no UTF-8 and says nothing itself the header says it."""
    page = PAGE.replace(b'<meta charset="utf-8">', b"").decode().encode("cp1252")
    data = response(page, kind="text/html; charset=windows-1252")
    (found,) = read_warc(data, "x").answers
    assert found.charset == "windows-1252"


# A package of it


def test_a_crawl_becomes_a_package(sources, tmp_path):
    """Every live page in the file is a page named by its record; the rest is counted; the checks find all again."""
    result = build([sources], tmp_path / "package")
    assert result.failures == ()
    pages = result.tables["pages"]
    assert [(page["source_file"], page["url"], page["captured"]) for page in pages] == [
        ("crawl.warc.gz#record-2", f"{HOST}/live", "2031-04-09T19:30:00Z"),
        ("crawl.warc.gz#record-5", f"{HOST}/live", "2031-04-09T20:00:00Z"),
        ("crawl.warc.gz#record-6", f"{HOST}/other", "2031-04-09T20:00:00Z"),
    ]
    assert result.unlisted == tuple(page["source_file"] for page in pages)
    (left,) = (row for row in result.tables["findings"] if row["code"] == "records-left-out")
    assert left["message"].endswith(": 1")
    report = validate(tmp_path / "package", sources)
    assert [finding for finding in report.findings if finding.level == "error"] == []
    (sources / "crawl.warc.gz").rename(sources / "renamed.warc.gz")
    codes = {finding.code for finding in validate(tmp_path / "package", sources, without=("stale-package",)).findings}
    assert codes & {"source-missing", "source-changed", "value-differs"} == set()


def test_what_people_know_goes_under_the_record(sources, tmp_path):
    """Facts of all pages stand under the file; what holds for one page stands under its record, else it is an error."""
    (sources / "seeds.yaml").write_text(
        f"documents:\n  crawl.warc.gz: {{time_zone: Europe/Oslo}}\n  crawl.warc.gz#record-5: {{url: '{HOST}/own'}}\n"
    )
    pages = build([sources], tmp_path / "package").tables["pages"]
    assert {page["time_zone"] for page in pages} == {"Europe/Oslo"}
    assert pages[1]["url"] == f"{HOST}/own"
    (sources / "seeds.yaml").write_text("documents:\n  crawl.warc.gz: {id: one}\n")
    (failure,) = build([sources], tmp_path / "other").failures
    assert "crawl.warc.gz#record-2, crawl.warc.gz#record-5" in failure.message
    (sources / "crawl.warc.gz").write_bytes(response() + response(ARTICLE))
    (page,) = build([sources], tmp_path / "other").tables["pages"]
    assert page["page_id"] == "one"  # of a file with one live page that is said of the file


def test_a_file_without_a_live_page_is_told(tmp_path):
    """What was found in it is told, with what cannot be unpacked."""
    path = tmp_path / "x.warc"
    path.write_bytes(response(ARTICLE) + response(PAGE, "Content-Encoding: zstd") + response(b"\0" * 40))
    with pytest.raises(SourceError, match="holds no live page") as error:
        open_sources(path, path.name, {})
    assert error.value.found == "3 records, 2 of them answers in HTML or JSON, 1 that cannot be unpacked here"


def test_an_answer_in_json_is_read(tmp_path):
    """An interface's answer is a live blog as well; one with several of them is left out."""
    answers = [golden.page_file(PAGES / "guardian_capi_json" / "blocks").read_bytes()]
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(response(body, kind="application/json") for body in answers))
    (source,) = open_sources(path, path.name, {})
    assert read_page(source).reader == "guardian_capi_json"


# Without the library


def test_without_the_library_it_is_named(sources, tmp_path, monkeypatch):
    """Neither command gives a traceback or a wrong verdict; both say what to install."""
    build([sources], tmp_path / "package")
    warc._opened.clear()
    monkeypatch.setattr(warc, "find_spec", lambda _: None)
    result = CliRunner().invoke(cli, ["build", str(sources), "--out", str(tmp_path / "other")])
    assert result.exit_code == 1
    assert "pip install 'livepack[warc]'" in result.stderr
    with pytest.raises(UsageError, match="needs warcio") as error:
        validate(tmp_path / "package", sources)
    assert error.value.advice == warc.NEEDED
    assert validate(tmp_path / "package").findings is not None
    (sources / "crawl.warc.gz").unlink()
    assert "source-missing" in validate(tmp_path / "package", sources).codes


# Files that are broken, or made to harm


def test_a_cut_file_costs_only_what_is_cut(tmp_path):
    """However much of a file is missing, the whole pages before are read, and the cut is told."""
    records = [response(), response(PAGE.replace(b"7000", b"8000"), url=f"{HOST}/other")]
    path = tmp_path / "x.warc"
    for whole in (b"".join(records), b"".join(map(packed, records))):
        first = len(records[0] if whole[:2] != b"\x1f\x8b" else packed(records[0]))
        for end in (*range(first, len(whole) - 4, 97), len(whole) - 9):
            found = read_warc(whole[:end], "x")
            assert found.answers[0] == read_warc(records[0], "x").answers[0]
            assert found.is_cut or end in (first, first + 1) or len(found.answers) == 1
        path.write_bytes(whole[: len(whole) - 40])
        oddities = [code for source in open_sources(path, path.name, {}) for code, _ in source.oddities]
        assert oddities == ["container-cut"]


@pytest.mark.parametrize("length", [10, 200, len(PAGE) + 500, 10**15, -1])
def test_wrong_lengths_are_told(length):
    """A record that says too few or too many bytes is marked, and nothing fails."""
    block = answer(PAGE)
    found = read_warc(record("response", block, length=length, Target_URI=f"{HOST}/x") + response(), "x")
    assert found.is_cut or found.answers == ()


@pytest.mark.parametrize(
    "data",
    [
        b"WARC/1.0",
        b"WARC/1.0\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: x\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 4\r\n\r\nHTTP\r\n\r\n",
        b"WARC/9.9\r\nWARC-Type: response\r\n" + b"A" * 3_000_000,
        b"WARC/1.0\r\n" + b"A: b\r\n" * 3_000_000,
        b"WARC/1.0\r\nA: b\r\n" + b" c\r\n" * 3_000_000,
        response(PAGE, "A: b\r\n" * 3_000_000),
        b"WARC/" + bytes(range(256)) * 50,
        packed(b"WARC/1.0\r\n" + b"\xff" * 5000)[:-9],
        response(b"5\r\nabc", "Transfer-Encoding: chunked"),
        response(b"ffffffffffffffff\r\nabc", "Transfer-Encoding: chunked"),
        response(packed(PAGE)[:60], "Content-Encoding: gzip"),
    ],
)
def test_what_is_no_warc_gives_no_traceback(data, tmp_path):
    """It is refused like any other file without a live page."""
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    (failure,) = build([tmp_path], None).failures
    assert "this WARC file holds no live page" in failure.message


def test_bombs_are_bounded(monkeypatch):
    """A file, a body or all bodies together that unpack to too much, and too many records."""
    monkeypatch.setattr(warc, "MAX_UNPACKED", 1_000_000)
    monkeypatch.setattr(warc, "MAX_BYTES", 100_000)
    monkeypatch.setattr(warc, "MAX_RECORDS", 5)
    warc._opened.clear()
    with pytest.raises(SourceError, match="too large") as error:
        read_warc(packed(response(b"x" * 2_000_000)), "x")
    assert error.value.found == "it unpacks to more than 1000000 bytes"
    body = response(packed(b"x" * 5_000_000), "Content-Encoding: gzip")
    assert read_warc(body, "x") == ((), 1, False, 1)
    with pytest.raises(SourceError, match="too large") as error:
        read_warc(response() * 6, "x")
    assert error.value.found == "over 5 records"
    monkeypatch.setattr(warc, "MAX_UNPACKED", 3 * len(response()))
    padded = response(packed(PAGE + b" " * 2 * len(PAGE)), "Content-Encoding: gzip")
    found = read_warc(padded * 2, "x")
    assert (len(found.answers), found.left_out) == (1, 1)
