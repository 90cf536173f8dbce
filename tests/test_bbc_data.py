"""The BBC's block model in JSON: what may be odd about it, and whose it is."""

from __future__ import annotations

import json

import pytest

import golden
import making
from livepack.errors import SourceError
from livepack.readers import read_page
from livepack.seeds import Seeds
from livepack.source import decode_source
from livepack.tables import Capture, make_tables

CASE = golden.PAGES / "bbc_webcore_json" / "news" / "page.json"


def stream(change):
    """The stream of a made page, with its posts changed."""
    data = json.loads(CASE.read_text("utf-8"))
    change(data["results"])
    return data


def read(data, **facts):
    return read_page(decode_source("page.json", json.dumps(data).encode(), facts))


def problems(data):
    """What is wrong with the ledger of a document."""
    source = decode_source("page.json", json.dumps(data).encode())
    tables = make_tables([Capture.of(source, read_page(source))], Seeds())
    documents = {tables["pages"][0]["page_id"]: source.document}
    return [
        *making.cover_problems(source.document, tables["ledger"]),
        *making.row_problems(tables["ledger"], tables),
        *making.cell_problems(documents, tables),
        *making.rule_problems(documents, tables),
    ]


def test_an_instant_without_z_is_utc_where_the_printed_time_says_so():
    """Some instants lack their Z; the printed clock beside it tells that UTC is meant, and nothing else is believed."""
    without = stream(lambda posts: posts[0]["dates"].update(curated="2031-06-03T17:10:31"))
    assert read(without).entries[0].published.instant == "2031-06-03T17:10:31Z"
    assert problems(without) == []
    wrong = stream(lambda posts: posts[0]["dates"].update(curated="2031-06-03T18:10:31"))
    page = read(wrong)
    assert page.entries[0].published.instant == ""
    assert [remark.code for remark in page.remarks] == ["time-disagrees"]
    alone = stream(lambda posts: (posts[0]["dates"].update(curated="2031-06-03T17:10:31"), posts[0].pop("timestamp")))
    assert read(alone).entries[0].published.instant == ""


def test_a_printed_time_that_contradicts_the_instant_is_told():
    """A clock that is not the instant's in the UK leaves the time empty, with a finding."""
    page = read(stream(lambda posts: posts[1].update(timestamp="16:59 GMT")))
    assert [(remark.code, remark.entry) for remark in page.remarks] == [("time-disagrees", 2)]
    assert page.entries[1].published.instant == ""
    assert page.entries[1].published.text == "16:59 GMT"


def test_what_no_reader_knows_is_unread():
    """A scalar that neither the reader nor the list of the format knows is unread, whatever block it stands in."""
    changed = stream(
        lambda posts: posts[0]["content"]["model"]["blocks"].append({"type": "poll", "model": {"question": "Tea?"}})
    )
    assert problems(changed) == ["unread: 'Tea?'"]


def test_blocks_within_unknown_blocks_are_read():
    """Paragraphs within a block of an unknown type are paragraphs still."""
    inner = {"type": "paragraph", "model": {"text": "Within.", "blocks": []}}
    changed = stream(
        lambda posts: posts[0]["content"]["model"]["blocks"].append({"type": "box", "model": {"blocks": [inner]}})
    )
    assert read(changed).entries[0].blocks[-1].text == "Within."
    assert problems(changed) == []


def test_events_of_a_match_share_an_urn_and_so_have_no_id():
    """An urn that two posts bear names neither."""
    same = stream(lambda posts: [post.update(urn="urn:bbc:sportsdata:football:event:s-0") for post in posts[:2]])
    assert [bool(entry.identifier) for entry in read(same).entries] == [False, False, True]
    assert problems(same) == []


@pytest.mark.parametrize(
    "data",
    [
        {"results": [{"title": "x"}], "content": {"model": {"blocks": []}}},
        {"results": [], "content": "", "model": "", "blocks": ""},
        {"liveTextStream": {"id": "x"}, "results": [], "blocks": []},
    ],
)
def test_other_json_is_refused(data):
    """JSON without posts of the model is nobody's, whatever keys it has."""
    with pytest.raises(SourceError, match="no reader knows"):
        read(data)


def test_a_broken_document_is_refused():
    """A document that is cut is told with its line and column."""
    text = CASE.read_text("utf-8")
    with pytest.raises(SourceError, match="no JSON"):
        read_page(decode_source("page.json", text[: len(text) // 2].encode()))
