"""Damages: times."""

from __future__ import annotations

from damage import replace_once
from damages.table import BLOG, SEED_PAGE, build_again, damages, edit_seeds, set_time
from livepack import schemas


@damages("time-inconsistent", "id-differs", "order-inverted")
def time_moved(package):
    """A post's instant is an hour later, and nothing else was changed."""
    set_time(package["entries"][5], published="2016-12-14T15:28:00Z")


@damages("time-inconsistent")
def time_moved_with_all_its_forms(package):
    """A post is an hour later in all its forms but the printed one, its ids and the bounds mended."""
    entry = package["entries"][0]
    package.rename(entry["entry_id"], f"{BLOG}/t20161214T1635Z")
    set_time(entry, published="2016-12-14T16:35:00Z", published_local="2016-12-14T16:35:00")
    package.mend()


@damages("value-differs", "recount-differs")
def time_moved_with_its_text(package):
    """A post is an hour later in all its forms, the printed one too, its ids and the bounds mended."""
    entry = package["entries"][0]
    package.rename(entry["entry_id"], f"{BLOG}/t20161214T1635Z")
    set_time(
        entry,
        published="2016-12-14T16:35:00Z",
        published_local="2016-12-14T16:35:00",
        published_text="16:35 Greenwich Mean Time 14 December 2016",
    )
    package.mend()


@damages("offset-not-in-zone", "time-inconsistent")
def offset_changed(package):
    """A winter post has the offset of summer, and its wall time goes with it."""
    set_time(package["entries"][5], utc_offset="+01:00", published_local="2016-12-14T15:28:00")


@damages("time-inconsistent")
def date_changed(package):
    """A post's date is another than its wall time's."""
    package["entries"][5]["published_date"] = "2016-12-15"


@damages("time-inconsistent")
def precision_changed(package):
    """A time with minutes is said to be known by the day only."""
    package["entries"][5]["published_precision"] = "day"


@damages("time-inconsistent", of="many")
def basis_changed(package):
    """A time whose day was supplied from the capture is said to be stated."""
    package.one("entries", published_basis="relative_to_capture")["published_basis"] = "stated"


@damages("time-inconsistent", of="many")
def supplied_day_moved(package):
    """A post whose page prints only a clock time is a day earlier, in all its forms."""
    entry = package.one("entries", published_basis="relative_to_capture")
    package.rename(entry["entry_id"], entry["entry_id"].replace("20230620", "20230619"))
    set_time(
        entry,
        **{
            name: entry[name].replace("2023-06-20", "2023-06-19")
            for name in ("published", "published_local", "published_date")
        },
    )
    package.mend()


@damages("time-inconsistent", "order-inverted", of="many")
def supplied_year_moved(package):
    """A post whose page leaves the year out is a year earlier, in all its forms."""
    entry = package.one("entries", entry_id="no-year-captured-in-january/t20230101")
    package.rename(entry["entry_id"], entry["entry_id"].replace("t2023", "t2022"))
    set_time(
        entry,
        **{name: entry[name].replace("2023-", "2022-") for name in ("published", "published_local", "published_date")},
    )
    package.mend()


@damages("time-inconsistent", "id-differs", of="many")
def hour_that_comes_twice(package):
    """Half past one in the night when the clocks go back is moved from the first to the second time it comes."""
    entry = package.one("entries", headline="Half past one", position="3")
    package.rename(entry["entry_id"], "clocks-go-back/t20231029T0130Z-2")
    set_time(entry, published="2023-10-29T01:30:00Z", utc_offset="+00:00")
    package.mend()


@damages("time-inconsistent", "finding-unknown", "id-differs", "time-unreadable")
def time_emptied_with_a_finding(package):
    """A post's instant is gone, and a finding says that its printed time cannot be read."""
    entry = package["entries"][5]
    set_time(
        entry,
        published="",
        published_local="",
        utc_offset="",
        published_date="",
        published_precision="none",
        published_basis="none",
    )
    kind = schemas.finding_types()["time-unreadable"]
    package["findings"].append(
        {
            "finding_id": "f1",
            "page_id": entry["page_id"],
            "table_name": "entries",
            "row_id": entry["entry_id"],
            "field_name": "published_text",
            "code": "time-unreadable",
            "level": "warning",
            "source_line": "1",
            "message": kind.message,
        }
    )
    package.mend()


@damages("after-capture", of="many")
def captured_before_the_posts(package):
    """A page was captured before its youngest post, and seeds.yaml says so too."""
    edit_seeds(package, "2021-03-03T11:30:00Z", "2021-03-03T11:00:00Z")
    package.one("pages", source_file="gate-2.txt")["captured"] = "2021-03-03T11:00:00Z"


@damages("order-inverted")
def order_inverted(package):
    """The times of two posts have changed places in the source, and the package was built of that."""
    package.edit_source(replace_once("published at 15:18 Greenwich", "published at 15:40 Greenwich"), SEED_PAGE)
    build_again(package)


@damages("time-inconsistent", "id-differs")
def time_at_the_end_of_the_calendar(package):
    """A post is of the year 1, where no offset can be taken away: a fault of the package, and none of the check."""
    set_time(
        package["entries"][-1],
        published="0001-01-01T00:00:00Z",
        published_local="0001-01-01T00:00:00",
        published_date="0001-01-01",
        utc_offset="+01:00",
    )
    package.mend()


@damages("offset-not-in-zone", "curated-differs", "derived-differs")
def zone_that_does_not_exist(package):
    """The page's time zone is none."""
    package["pages"][0]["time_zone"] = "Europe/Nowhere"
