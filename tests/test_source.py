"""Documents are decoded as they were found, or refused with a reason."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies  # noqa: F401 - chooses the profile of the property tests
from livepack import source
from livepack.errors import SourceError
from livepack.source import decode_source, read_source


def refused(data, **facts):
    with pytest.raises(SourceError) as caught:
        decode_source("page.txt", data, facts)
    return caught.value


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"", "utf-8", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be", "utf-16-be"),
        (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32-le"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32-be"),
    ],
)
def test_byte_order_marks(mark, codec, name):
    """A byte-order mark settles the encoding, even against seeds.yaml, and is no part of the document."""
    data = mark + "Größe – 🚢\n".encode(codec)
    for facts in ({}, {"encoding": "windows-1252"} if mark else {}):
        found = decode_source("page.txt", data, facts)
        assert (found.document, found.encoding) == ("Größe – 🚢\n", name)
        assert (found.size, found.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("windows-1252", "cp1252"),
        ("UTF8", "utf-8"),
        ("latin-1", "iso8859-1"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_an_encoding_that_seeds_yaml_declares(declared, name):
    """seeds.yaml may name the encoding in any of Python's spellings; the source keeps one of them."""
    found = decode_source("page.txt", "café".encode(declared), {"encoding": declared})
    assert (found.document, found.encoding) == ("café", name)


@pytest.mark.parametrize("name", ["klingon", "", "hex", "base64", "rot13", "zlib", "a\0b"])
def test_an_encoding_that_does_not_exist(name):
    """A declared encoding that is none, or that makes no text, is refused."""
    error = refused(b"6162", encoding=name)
    assert "encoding" in error.problem
    assert error.where.startswith("page.txt")


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "unicode_escape"])
def test_an_encoding_that_fails_in_its_own_way(name):
    """Encodings whose errors are of other kinds than most give a SourceError too."""
    refused(b"xn--\xff\xfe-\\u12", encoding=name)


@pytest.mark.parametrize(("name", "data"), [("utf-7", b"a +2AA- b"), ("unicode_escape", b"a \\ud800 b")])
def test_half_of_a_surrogate_pair_never_gets_in(name, data):
    """A document that decodes to an unpaired surrogate is refused: no CSV could hold it."""
    refused(data, encoding=name)


@pytest.mark.parametrize(
    ("data", "where", "found"),
    [
        (b"one\ntwo \xff\n", "page.txt:2", "byte 0xff at offset 8"),
        (b"\xe2\x80", "page.txt:1", "byte 0xe2 at offset 0"),
        (b"ab\xed\xa0\x80", "page.txt:1", "byte 0xed at offset 2"),
        (b"\xef\xbb\xbfab\xff", "page.txt:1", "byte 0xff at offset 5"),
    ],
)
def test_bytes_that_are_not_utf_8(data, where, found):
    """A wrong byte is told by line, value and offset in the file."""
    error = refused(data)
    assert error.problem == "this document is not in utf-8"
    assert (error.where, error.found) == (where, found)
    assert "encoding: windows-1252" in error.advice


def test_text_that_is_not_in_the_declared_encoding():
    """The message names the encoding that was declared."""
    assert "not in ascii" in refused("café".encode(), encoding="ascii").problem


# Bytes of which nobody says what they are

PAGE = "Café “Zoë” – £3\nGröße, naïve, don’t\n"


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        (PAGE.encode("cp1252"), "cp1252", "the document does not say; read as cp1252"),
        (b"It\x92s raining.\n", "cp1252", "read as cp1252"),
        (PAGE.encode("utf-16-le"), "utf-16-le", "read as utf-16-le"),
        (PAGE.encode("utf-16-be"), "utf-16-be", "read as utf-16-be"),
        (PAGE.replace("\n", "\r\n").encode("utf-16-be"), "utf-16-be", "every second byte is a NUL"),
        (
            "Привет, мир! Сегодня в Москве идёт дождь, и мост закрыт. ".encode("cp1251") * 9,
            "cp1251",
            "charset-normalizer",
        ),
    ],
)
def test_an_encoding_that_is_guessed(data, encoding, words):
    """Bytes that are no UTF-8 are read as what they are likely to be, and the oddity says as what and why."""
    found = decode_source("page.txt", data)
    assert found.encoding == encoding
    assert found.document == data.decode(encoding).replace("\r\n", "\n")
    ((code, said),) = found.oddities
    assert code == "encoding-assumed"
    assert words in said


@pytest.mark.parametrize(
    ("declared", "encoding", "name", "words"),
    [
        ("windows-1252", "cp1252", "cp1252", ""),
        ("ISO-8859-1", "cp1252", "cp1252", ""),
        ("utf-8", "utf-8", "utf-8", ""),
        ("windows-1251", "cp1251", "cp1251", ""),
        ("gb18030", "gb18030", "gb18030", ""),
        ("utf-8", "cp1252", "cp1252", "the document says utf-8, which its bytes are not; read as cp1252"),
        ("windows-1252", "utf-8", "utf-8", "the document says cp1252, but is read as utf-8"),
        ("utf-16", "utf-8", "utf-8", ""),
        ("klingon", "utf-8", "utf-8", ""),
        ("hex", "utf-8", "utf-8", ""),
    ],
)
@pytest.mark.parametrize(
    "form", ['<meta charset="{}">', "<meta http-equiv='Content-Type' content='text/html; charset={}'>"]
)
def test_an_encoding_that_html_declares(form, declared, encoding, name, words):
    """An HTML document is read as it says, unless its bytes say otherwise, which is told."""
    body = "Пожар" if encoding == "cp1251" else "東京" if encoding == "gb18030" else "Café “Zoë” is naïve"
    data = f"<!DOCTYPE html>\n<html><head>{form.format(declared)}</head><body>{body}</body></html>\n".encode(encoding)
    found = decode_source("page.html", data)
    assert (found.encoding, found.document) == (name, data.decode(encoding))
    assert "".join(said for _, said in found.oddities).startswith(words)
    assert bool(found.oddities) == bool(words)


def test_an_encoding_that_xml_declares():
    """An XML declaration is as good as a meta element; the word in a text document is none."""
    data = '<?xml version="1.0" encoding="iso-8859-1"?>\n<html>Café</html>'.encode("latin-1")
    assert decode_source("page.html", data).oddities == ()
    assert decode_source("page.txt", 'He wrote <meta charset="windows-1252">.\nÉté.'.encode()).encoding == "utf-8"


@pytest.mark.parametrize(
    "data", ["Café £3 – “Zoë”\n".encode() + b"\xff\n", "Größe".encode()[:3] + "naïve café".encode()]
)
def test_damaged_utf_8_is_no_other_encoding(data):
    """UTF-8 with a wrong byte is told as that: guessed otherwise its other letters would be nonsense."""
    assert refused(data).problem == "this document is not in utf-8"


def test_odd_numbers_of_bytes_and_halves_of_pairs_are_no_utf_16():
    """What only begins like UTF-16 is a binary file."""
    assert refused(PAGE.encode("utf-16-le") + b"x").problem == "this is no text document"
    assert refused(PAGE.encode("utf-16-le") + b"\x00\xd8").problem == "this is no text document"


@pytest.mark.parametrize(
    ("text", "found"), [("CafÃ© and â€œZoÃ«â€\x9d", [("decoded-twice", "4")]), ("Ã la carte", []), ("Café", [])]
)
def test_text_that_was_decoded_twice(text, found):
    """What looks like UTF-8 read as windows-1252 is told and left as it is; one letter alone may be meant."""
    source = decode_source("page.txt", text.encode())
    assert (list(source.oddities), source.document) == (found, text)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("page.txt", "&quot;No&quot; &amp; &#8217;yes", [("references-left", "4")]),
        ("page.txt", "AT&amp;T; Marks & Spencer; R&D;", []),
        ("page.html", "<html><body>&quot;No&quot;</body></html>", []),
    ],
)
def test_references_that_a_text_copy_was_left_with(name, text, found):
    """Three or more are told, and left as they are; HTML has them by right."""
    source = decode_source(name, text.encode())
    assert (list(source.oddities), source.document) == (found, text)


@pytest.mark.parametrize(
    ("text", "newline", "document"),
    [
        ("a", "lf", "a"),
        ("a\nb\n", "lf", "a\nb\n"),
        ("a\r\nb\r\n", "crlf", "a\nb\n"),
        ("a\rb\r", "cr", "a\nb\n"),
        ("a\r\nb\n", "mixed", "a\nb\n"),
        ("a\rb\n", "mixed", "a\nb\n"),
        ("a\r\nb\r", "mixed", "a\nb\n"),
        ("a\n\rb", "mixed", "a\n\nb"),
        ("a\r\r\nb", "mixed", "a\n\nb"),
        ("a\u2028b\x0bc\x85d", "lf", "a\u2028b\x0bc\x85d"),
    ],
)
def test_line_ends(text, newline, document):
    """CRLF and CR become LF, which kinds there were is kept, and nothing else is touched."""
    found = decode_source("page.txt", text.encode())
    assert (found.newline, found.document) == (newline, document)


@given(st.text(min_size=1).filter(lambda text: text.strip("\ufeff\u00a0 \t\r\n\x0b\x0c") and "\0" not in text))
def test_the_document_is_what_a_text_mode_read_gives(tmp_path_factory, text):
    """Any text comes out as Python's own text mode reads it, byte-order mark left out."""
    path = tmp_path_factory.mktemp("text") / "page.txt"
    path.write_bytes(text.encode())
    with path.open(encoding="utf-8-sig", newline=None) as file:
        assert read_source(path, "page.txt").document == file.read()


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\r\n"])
def test_nothing_at_all(data):
    """A file without a character is empty."""
    assert refused(data).problem == "this document is empty"


@pytest.mark.parametrize("data", ["\u00a0\n".encode(), b"\xef\xbb\xbf", b"\xff\xfe \x00", "\ufeff\ufeff".encode()])
def test_nothing_but_white_space(data):
    """A file of hard spaces or byte-order marks holds nothing."""
    assert "nothing but white space" in refused(data).problem


def test_a_binary_file():
    """A NUL byte makes no text, and its line is told."""
    error = refused(b"\x89PNG\n\x1a\n\0\0")
    assert (error.problem, error.where) == ("this is no text document", "page.txt:3")


def test_the_largest_document(monkeypatch):
    """A document may be as large as the limit, and not a byte larger."""
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    assert decode_source("page.txt", b"0123456789").size == 10
    error = refused(b"0123456789a")
    assert (error.problem, error.found) == ("this document is too large", "11 bytes")


def test_a_file_that_is_too_large_is_not_read(monkeypatch, tmp_path):
    """The size of a file is looked at before its bytes are."""
    path = tmp_path / "page.txt"
    path.write_bytes(b"0123456789a")
    monkeypatch.setattr(source, "MAX_BYTES", 10)
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("read"))
    with pytest.raises(SourceError, match="too large"):
        read_source(path, "page.txt")


def test_files_that_cannot_be_read(tmp_path):
    """A missing file and a folder give an error with the path as typed."""
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(SourceError, match="cannot be read") as caught:
            read_source(path, path.name)
        assert caught.value.where == str(path)


def test_what_a_file_says_of_itself(tmp_path):
    """Name, place and curated facts of a file are kept as they were given."""
    path = tmp_path / "page.txt"
    path.write_bytes(b"text")
    found = read_source(path, "sub/page.txt", {"captured": "2023-06-20T10:00:00Z"})
    assert (found.name, found.where) == ("sub/page.txt", str(path))
    assert found.curated == {"captured": "2023-06-20T10:00:00Z"}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.txt", "Summary", "text/plain"),
        ("a.txt", '\n {"a": 1}', "application/json"),
        ("a.txt", "[1]", "application/json"),
        ("a.txt", "<!DOCTYPE HTML><p>", "text/html"),
        ("a.txt", "\ufeff <html>", "text/html"),
        ("a.txt", "<!-- saved --><p>", "text/html"),
        ("a.json", "no <p>", "text/plain"),
        ("a.txt", '<div class="live">', "text/html"),
        ("a.txt", "<https://news.example.org/> [1]", "text/plain"),
        ("a.HTML", "<p>yes", "text/html"),
        ("a.html", "no tag", "text/plain"),
        ("a.txt", '<?xml version="1.0"?>\n<html xmlns="x">', "text/html"),
    ],
)
def test_kinds_of_documents(name, text, kind):
    """Text, HTML and JSON are told by how the document begins, and by its name only where that does not tell."""
    assert source.media_type(name, text) == kind
