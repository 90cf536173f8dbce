"""seeds.yaml is read strictly, and each thing that is wrong with it is told."""

from __future__ import annotations

import hashlib
import re

import pytest

from livepack import schemas
from livepack.errors import LivepackError, SchemaError, SourceError
from livepack.seeds import Seeds, make_stub, read_seeds


@pytest.fixture
def read(tmp_path):
    """Write a seeds.yaml and read it."""

    def write(text):
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "seeds.yaml").write_bytes(data)
        return read_seeds(tmp_path)

    return write


FULL = """
package: {name: my-data, title: My data, version: 1.2.3}
blogs:
  b1: {title: "A: blog", pages_stated: 3}
documents:
  sub/page 1.txt: {blog: b1, captured: 2023-06-20T10:00:00Z, time_zone: Europe/London, id: front, page_number: 1}
  other.txt: {}
"""


def test_a_full_file(read):
    """Package, blogs and documents are read as they stand, with the digest of the file's bytes."""
    found = read(FULL)
    assert found.package == {"name": "my-data", "title": "My data", "version": "1.2.3"}
    assert found.blogs == {"b1": {"title": "A: blog", "pages_stated": 3}}
    assert found.documents["sub/page 1.txt"]["captured"] == "2023-06-20T10:00:00Z"
    assert found.documents["other.txt"] == {}
    assert found.sha256 == hashlib.sha256(FULL.encode()).hexdigest()


def test_no_file(tmp_path):
    """Without seeds.yaml nothing is known."""
    assert read_seeds(tmp_path) == Seeds()


@pytest.mark.parametrize("text", ["", "# only a remark\n", "{}", "\ufeff"])
def test_an_empty_file(read, text):
    """An empty seeds.yaml says nothing, but is there."""
    found = read(text)
    assert (found.package, found.blogs, found.documents) == ({}, {}, {})
    assert found.sha256


def test_a_file_that_cannot_be_read(tmp_path):
    """A folder named seeds.yaml is told."""
    (tmp_path / "seeds.yaml").mkdir()
    with pytest.raises(SourceError, match=r"seeds\.yaml cannot be read"):
        read_seeds(tmp_path)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        (b"package: {name: \xff}", SchemaError, "not in UTF-8"),
        ("package: [", SchemaError, "not YAML"),
        ("package: {name: a, name: b}", SchemaError, "stands here twice"),
        ("documents:\n  a.txt: {}\n  a.txt: {}", SchemaError, "seeds.yaml:3"),
        ("blogs: &x {}\ndocuments: *x", SchemaError, "aliases"),
        ("- a\n- b", SchemaError, "the top level"),
        ("hello", SchemaError, "the top level"),
        ("pakage: {}", SchemaError, "unknown key 'pakage' (did you mean 'package'?)"),
        ("package: {name: My Data}", SchemaError, "package → name"),
        ("package: {name: a, version: 1.2}", SchemaError, "package → version"),
        ("package: {created: 2023-06-20}", SchemaError, "package → created"),
        ("package: {contributors: [{name: Ada}]}", SchemaError, "package → contributors → 0"),
        ("package: {licenses: [{title: None}]}", SchemaError, "package → licenses → 0"),
        ("package: {keywords: []}", SchemaError, "package → keywords"),
        ("blogs: {1b: {}}", SchemaError, "blogs"),
        ("blogs: {b: {url: bbc.co.uk}}", SchemaError, "blogs → b → url"),
        ("blogs: {b: {representation: whole}}", SchemaError, "blogs → b → representation"),
        ("blogs: {b: {pages_stated: 0}}", SchemaError, "blogs → b → pages_stated"),
        (
            "documents: {a.txt: {captured: 2023-06-20 10:00}}",
            SchemaError,
            "documents → a.txt → captured",
        ),
        ("documents: {a.txt: {page_number: one}}", SchemaError, "documents → a.txt → page_number"),
        ("documents: {a.txt: {colour: red}}", SchemaError, "documents → a.txt"),
        ("documents: {a.txt: {id: 1a}}", SchemaError, "documents → a.txt → id"),
        ("documents: [a.txt]", SchemaError, "documents"),
        ("documents: {a.txt: {id: x}, b.txt: {id: x}}", SourceError, "x: a.txt and b.txt"),
        ("documents: {a.txt: {time_zone: Europe/Atlantis}}", SourceError, "a.txt: Europe/Atlantis"),
        (
            "documents: {a.txt: {captured: 2023-02-30T10:00:00Z}}",
            SourceError,
            "captured 2023-02-30T10:00:00Z",
        ),
        (
            "blogs: {b: {coverage_start: 2023-02-30T10:00:00Z}}",
            SourceError,
            "coverage_start 2023-02-30T10:00:00Z",
        ),
        ("package: {created: 2023-02-30T10:00:00Z}", SourceError, "created 2023-02-30T10:00:00Z"),
    ],
)
def test_what_may_be_wrong(read, tmp_path, text, kind, words):
    """Each fault is an error that names the file, the place in it and what to do."""
    with pytest.raises(LivepackError) as caught:
        read(text)
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert caught.value.where.startswith(str(tmp_path / "seeds.yaml"))
    assert caught.value.advice


def test_an_id_may_be_left_out(read):
    """Documents without an id do not count as having the same."""
    assert set(read("documents: {a.txt: {}, b.txt: {}, c.txt: {id: x}}").documents) == {
        "a.txt",
        "b.txt",
        "c.txt",
    }


NAMES = [
    "page.txt",
    "sub/page-1.txt",
    "2016.txt",
    "a b.txt",
    'say "hi".txt',
    "back\\slash.txt",
    "colon: x.txt",
    "#1.txt",
    "été.txt",
    "東京.txt",
    "-dash.txt",
    "null",
    "true",
    "-1",
    "~",
    "tab\tand\nbreak.txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_stub_can_be_pasted(read, name):
    """What is offered for a document that is not listed is read as it stands, with exactly that name."""
    assert list(read(make_stub([name])).documents) == [name]


def test_a_stub_that_is_filled_in(read):
    """A stub whose lines are made to count is read, and its examples are of the form that they must have."""
    text = re.sub(r"(?m)^    # (\w+: )", r"    \1", make_stub(["a.txt"]))
    assert read(text).documents["a.txt"] == {
        "blog": "bbc-12345678",
        "captured": "2031-03-05T06:00:00Z",
        "url": "https://www.example.org/",
        "page_number": 1,
        "rights": "© the publisher",
    }


def test_a_stub_of_several_documents():
    """One stub lists all names under one heading."""
    assert list(schemas.read_yaml(make_stub(["a.txt", "b.txt"]), "stub")["documents"]) == [
        "a.txt",
        "b.txt",
    ]
