"""Files that hold several documents: web archives (MHTML), and JSON with several live blogs."""

from __future__ import annotations

import base64
import csv
import json
import quopri
from pathlib import Path

import pytest

import golden
from livepack import build, validate
from livepack.containers import extract_record, facts_of, open_container
from livepack.errors import SourceError
from livepack.readers import open_sources
from livepack.seeds import make_stub

PAGES = Path(__file__).parent / "pages"
HTML = "<html><head><title>Live</title></head><body><p>Fähre um 10 – now = live</p></body></html>"
HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/live?page=\r\n 2\r\n"
    "Subject: Live\r\nDate: Sat, 3 Mar 2029 10:15:30 +0100\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--"\r\n\r\n'
)


def part(body: bytes, kind: str = "text/html", how: str = "quoted-printable", **more: str) -> bytes:
    encoded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "8bit": bytes}[how](body)
    lines = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {how}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return b"----b--\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + encoded.replace(b"\n", b"\r\n") + b"\r\n"


def archive(*parts: bytes, head: str = HEAD, end: bytes = b"----b----\r\n") -> bytes:
    return head.encode() + b"".join(parts) + end


@pytest.mark.parametrize("how", ["quoted-printable", "base64", "8bit"])
def test_a_web_archive_is_the_page_in_it(how):
    """The page is the first part of HTML, its transfer encoding undone; the header tells address and moment."""
    data = archive(part(b"p {}", "text/css"), part(HTML.encode(), how=how), part(b"\x89PNG", "image/png", "base64"))
    record = open_container(data, "page.mhtml")
    assert record.fragment == "2"
    assert record.data.decode().strip() == HTML
    assert record.stated == {"url": "https://example.org/live?page=2", "captured": "2029-03-03T09:15:30Z"}
    assert not record.is_cut
    assert extract_record(data, "2") == record
    assert extract_record(data, "1") is None


@pytest.mark.parametrize(
    ("head", "more", "stated"),
    [
        ("MIME-Version: 1.0\nX: y\n", {"Content_Location": "https://example.org/a"}, {"url": "https://example.org/a"}),
        ("MIME-Version: 1.0\nX: y\n", {"Content_Location": "file:///C:/page.html"}, {}),
        (
            "MIME-Version: 1.0\nDate: Mon, 3 Oct 2033 15:28:44 -0000\n",
            {"Content_Location": "https://web.archive.org/web/20200102030405id_/https://example.org/live"},
            {
                "url": "https://example.org/live",
                "archived_url": "https://web.archive.org/web/20200102030405id_/https://example.org/live",
                "captured": "2020-01-02T03:04:05Z",
            },
        ),
        ("MIME-Version: 1.0\nDate: soon\n", {}, {}),
        ("MIME-Version: 1.0\nDate: Mon, 3 Oct 2033 15:28:44 -0000\n", {}, {"captured": "2033-10-03T15:28:44Z"}),
        ("MIME-Version: 1.0\nDate: Mon, 99 Oct 2033 15:28:44 -0000\n", {}, {}),
    ],
)
def test_what_an_archive_says_of_its_page(head, more, stated):
    """Address and moment are taken where they are stated; a page of the Wayback Machine has the moment of its capture."""
    head += 'Content-Type: multipart/related; boundary="--b--"\n\n'
    assert open_container(archive(part(HTML.encode(), **more), head=head), "p").stated == stated


def test_the_part_that_the_header_names_is_the_page():
    """`start` names the page where it is not the first part of HTML, as frames may stand before it."""
    head = HEAD.replace('boundary="--b--"', 'boundary="--b--";\r\n\tstart="<page@x>"')
    frame, page = part(b"<html>frame</html>", Content_ID="<frame@x>"), part(HTML.encode(), Content_ID="<page@x>")
    assert open_container(archive(frame, page, head=head), "p").fragment == "2"
    assert open_container(archive(frame, page), "p").fragment == "1"


def test_an_archive_of_one_part_is_read():
    """A page without pictures is saved as one part, whose headers are those of the file."""
    head = (
        "From: <Saved by Windows Internet Explorer 8>\nSubject: Live\nDate: Thu, 3 Mar 2011 10:15:30 +0000\n"
        'MIME-Version: 1.0\nContent-Type: text/html;\n\tcharset="Windows-1252"\n'
        "Content-Transfer-Encoding: quoted-printable\nContent-Location: http://example.org/live\n\n"
    )
    record = open_container(head.encode() + quopri.encodestring(HTML.encode("cp1252")), "p")
    assert (record.fragment, record.encoding) == ("1", "cp1252")
    assert record.data.decode("cp1252").strip() == HTML
    assert record.stated == {"url": "http://example.org/live", "captured": "2011-03-03T10:15:30Z"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (archive(part(b"p {}", "text/css"), part(b"x", "image/png")), "2 parts: image/png, text/css"),
        (HEAD.encode() + b"nothing of the kind", "no boundary is found"),
        (HEAD.replace('boundary="--b--"', "x=y").encode() + part(HTML.encode()), "no boundary is found"),
        (archive(), "parts"),
    ],
)
def test_a_broken_archive_is_told(tmp_path, data, found):
    """What is no readable archive is refused, with what was found in it and what to do."""
    path = tmp_path / "page.mhtml"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        open_sources(path, "page.mhtml", {})
    assert found in caught.value.found
    assert caught.value.where == str(path)
    assert "save the page again" in caught.value.advice
    assert extract_record(data, "1") is None


def test_an_archive_that_is_cut_is_read_and_told():
    """Where the last part is the page and its end is missing, a finding says so; a cut picture costs nothing."""
    assert open_container(archive(part(HTML.encode()), end=b""), "p").is_cut
    assert not open_container(archive(part(HTML.encode()), part(b"x", "image/png"), end=b""), "p").is_cut


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HTML.encode(),
        b'{"MIME-Version": "1.0"}',
        b"From: a@example.org\nTo: b@example.org\nSubject: Live\nMIME-Version: 1.0\nContent-Type: text/plain\n\nHello",
        b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\n\nHello\n--x--",
        b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello",
        b"Content-Type: multipart/related\nX: y\n\n",
    ],
)
def test_letters_and_other_files_are_no_archives(data):
    """A letter, HTML or JSON is no web archive."""
    assert open_container(data, "p") is None


def test_a_hostile_archive_ends():
    """Very many parts, and parts within parts, are refused and not walked for ever."""
    many = archive(*[part(b"x", "text/css")] * 21_000)
    with pytest.raises(SourceError, match="no page that can be read"):
        open_container(many, "p")
    nested = "".join(f'Content-Type: multipart/related; boundary="b{n}"\n\n--b{n}\n' for n in range(3_000))
    with pytest.raises(SourceError):
        open_container(f"MIME-Version: 1.0\nX: y\n{nested}".encode(), "p")


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/a/0", '{"b": 1}'),
        ("/a", '[{"b": 1}, [], "x"]'),
        ("/a/1", "[]"),
        ("/a/2", None),
        ("/a/9", None),
        ("/a/-", None),
        ("/a/²", None),
        ("/x~1y/~0", "{}"),
        ("/none", None),
        ("/a/0/b/c", None),
    ],
)
def test_a_json_pointer_names_a_record(pointer, found):
    """Objects and lists are records, as they are written; strings, numbers and what is not there are none."""
    text = '{"a": [{"b": 1}, [], "x"], "x/y": {"~": {}}}'
    for data in (text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        record = extract_record(data, pointer)
        assert (record.data.decode() if record is not None else None) == found
    assert extract_record(b"{no json", pointer) is None
    assert extract_record(b'{"\xff": 1}', pointer) is None


def test_facts_of_a_record():
    """A record has the facts of its file, and its own; of several records none has what is one page's only."""
    documents = {
        "a.mhtml": {"id": "one", "captured": "c"},
        "b.json": {"id": "two", "captured": "c", "time_zone": "z"},
        "b.json#/r/0": {"id": "three", "captured": "d"},
        "empty.txt": None,
    }
    assert facts_of(documents, "a.mhtml#1") == {"id": "one", "captured": "c"}
    assert facts_of(documents, "b.json#/r/0") == {"id": "three", "captured": "d", "time_zone": "z"}
    assert facts_of(documents, "b.json#/r/1") == {"captured": "c", "time_zone": "z"}
    assert facts_of(documents, "b.json") == documents["b.json"]
    assert facts_of(documents, "empty.txt") == {}
    assert facts_of(documents, "c.txt") == {}


def content(case: str) -> dict[str, object]:
    return json.loads(golden.page_file(PAGES / "guardian_capi_json" / case).read_text("utf-8"))["response"]["content"]


@pytest.fixture
def search(tmp_path):
    """A folder with the answer to a search: two live blogs, an article between them, and one without its posts."""
    article = {**content("blocks"), "type": "article"}
    empty = {**content("blocks"), "blocks": {}}
    results = [content("blocks"), article, content("body_html"), empty]
    answer = {"response": {"status": "ok", "total": 4, "results": results}}
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "answer.json").write_text(json.dumps(answer), "utf-8")
    return tmp_path


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "package" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def codes(folder: Path) -> list[str]:
    report = validate(folder / "package", folder / "sources")
    return sorted(finding.code for finding in report.findings)


def test_each_live_blog_of_an_answer_is_a_page(search):
    """A file with two live blogs gives two pages of two blogs; what else it holds is told, and all is valid."""
    build([search / "sources"], search / "package")
    pages = rows(search, "pages")
    assert [page["source_file"] for page in pages] == [f"answer.json#/response/results/{n}" for n in (0, 2)]
    assert len({page["blog_id"] for page in pages}) == len({page["page_id"] for page in pages}) == 2
    assert [page["entry_count"] for page in pages] == ["3", "2"]
    assert [
        row["message"].rsplit(" ", 1)[1] for row in rows(search, "findings") if row["code"] == "records-left-out"
    ] == ["2"]
    assert codes(search) == ["package-defaults", "records-left-out"]


def test_seeds_speak_of_records(search):
    """seeds.yaml names a record as the package does, or says of the file what holds for all of its records."""
    lines = [
        "documents:",
        "  answer.json:",
        '    captured: "2035-01-01T00:00:00Z"',
        "  answer.json#/response/results/2:",
        "    id: second",
    ]
    (search / "sources" / "seeds.yaml").write_text("\n".join(lines), "utf-8")
    result = build([search / "sources"], search / "package")
    assert result.unlisted == ()
    assert [(page["page_id"] == "second", page["captured"]) for page in rows(search, "pages")] == [
        (False, "2035-01-01T00:00:00Z"),
        (True, "2035-01-01T00:00:00Z"),
    ]
    assert codes(search) == ["package-defaults", "records-left-out"]


def test_the_stub_names_each_live_blog(search):
    """What a build prints for a file that seeds.yaml does not list has a place for each live blog in it."""
    names = ("answer.json#/response/results/0", "answer.json#/response/results/2")
    result = build([search / "sources"], search / "package")
    assert result.unlisted == names
    stub = make_stub(list(result.unlisted)).replace("    # blog: bbc-12345678 ", "    blog: my-own ")
    (search / "sources" / "seeds.yaml").write_text(stub, "utf-8")
    result = build([search / "sources"], search / "package")
    assert result.unlisted == ()
    assert [page["blog_id"] for page in rows(search, "pages")] == ["my-own", "my-own"]


@pytest.mark.parametrize(
    "fact",
    ["blog: b1", "title: T", "id: p1", "url: https://e.example/", "archived_url: https://e.example/", "page_number: 1"],
)
def test_what_one_live_blog_is_cannot_be_said_of_the_file(search, fact):
    """What would be ignored under the name of a file with several live blogs is an error, which says where it goes."""
    path = search / "sources" / "seeds.yaml"
    path.write_text(f"documents:\n  answer.json:\n    {fact}\n", "utf-8")
    result = build([search / "sources"], search / "package")
    assert not (search / "package").exists()
    _, found, advice = result.failures[0].message.splitlines()
    assert found == f"  found:  {fact.partition(':')[0]} under answer.json"
    assert advice.endswith(": answer.json#/response/results/0, answer.json#/response/results/2")


def test_a_container_that_changed_or_is_gone_is_told(search):
    """The records of a container are looked for by their digests, wherever the file is."""
    build([search / "sources"], search / "package")
    path = search / "sources" / "answer.json"
    other = path.with_name("renamed.json")
    path.rename(other)
    assert set(codes(search)) >= {"source-facts", "source-not-built"}
    assert "source-missing" not in codes(search)
    text = other.read_text("utf-8")
    other.unlink()
    assert codes(search).count("source-missing") == 2
    path.write_text(text.replace("The bolts are out", "The nuts are out"), "utf-8")
    assert codes(search).count("source-changed") == 1


def test_an_answer_without_posts_says_what_to_ask_for(search):
    """A live blog that was asked for without its posts is refused, with the words to ask for them."""
    path = search / "sources" / "answer.json"
    answer = {"response": {"content": {**content("blocks"), "blocks": {}}}}
    path.write_text(json.dumps(answer), "utf-8")
    result = build([search / "sources"], search / "package")
    assert "show-blocks=all" in result.failures[0].message
