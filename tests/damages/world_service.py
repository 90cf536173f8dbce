"""Damages: the World Service."""

from __future__ import annotations

from damages.table import build_again, damages, edit_seeds


@damages("capture-unknown", of="world", is_saved=False)
def world_capture_unknown(package):
    """Nobody knows any more when a page was saved whose times count back from that."""
    edit_seeds(package, '    captured: "2031-12-20T12:00:00Z"\n', "")
    build_again(package)


@damages("time-inconsistent", of="world")
def world_minutes_moved(package):
    """A post of twelve minutes ago is given as one of eleven, in every form of its time."""
    row = package.one("entries", published_text="12 منٹ قبل")
    row["published"], row["published_local"] = "2031-03-04T09:19:00Z", "2031-03-04T14:19:00"
    package.mend()


@damages("time-inconsistent", of="world")
def world_hours_as_minutes(package):
    """A time that says hours claims to be exact to the minute."""
    package.one("entries", published_text="9 horas")["published_precision"] = "minute"


@damages("time-inconsistent", "id-differs", of="world")
def world_distance_as_stated(package):
    """A time that was counted back claims that all of it is printed."""
    package.one("entries", published_text="9 horas")["published_basis"] = "stated"


@damages("time-inconsistent", of="world")
def world_day_moved(package):
    """A date is given as the day after; it is printed in digits of its own."""
    package.one("entries", published_text="১৪ ডিসেম্বর ২০৩১")["published_date"] = "2031-12-15"


@damages("time-inconsistent", of="world")
def world_month_moved(package):
    """A date is given a month too early; the month is printed in Arabic."""
    package.one("entries", published_text="13 ديسمبر")["published_date"] = "2016-11-13"


@damages("reader-differs", of="world")
def world_language_changed(package):
    """A page in Hindi says that it is in Marathi, and so does its blog."""
    for table in ("pages", "blogs"):
        package.one(table, language="hi")["language"] = "mr"


@damages("kind-differs", of="world")
def world_breaking_lost(package):
    """A post with the Chinese label of breaking news is none."""
    package.one("entries", headline="首班渡船离岸")["is_breaking"] = ""


@damages("kind-differs", of="world")
def world_recording_as_video(package):
    """What the Russian label calls a recording is a video."""
    package.one("embeds", caption="Смотритель")["kind"] = "video"


@damages("kind-differs", "markup-text", of="world")
def world_item_as_paragraph(package):
    """A line with a number before it is a paragraph."""
    package.one("paragraphs", text="Потом велосипеды.")["kind"] = "paragraph"


@damages("recount-differs", "ledger-shape", "markup-text", of="world")
def world_image_as_markup(package):
    """A picture is gone, and its alternative text, credit and caption are declared markup."""
    row = package.one("images", credit="Afzal Barki")
    package.release(row["image_id"])
    package.drop("images", row)
    package.mend()


@damages("recount-differs", "ledger-shape", "markup-text", "template-unclaimed", of="world")
def world_embed_as_markup(package):
    """An embed is gone with its Japanese notice, which is declared markup."""
    row = next(
        row for row in package["embeds"] if row["embed_id"].startswith("japanese") and row["provider_name"] == "X"
    )
    package.release(row["embed_id"])
    package.drop("embeds", row)
    package.mend()


@damages("label-residue", "recount-differs", of="world")
def world_label_in_a_caption(package):
    """The words before a caption were taken for its beginning, in cell and ledger alike."""
    row = package.one("images", caption="Утром мост был пуст.")
    label, value = (
        package.spans(row["image_id"], disposition="boilerplate")[-1],
        package.spans(row["image_id"], "caption")[0],
    )
    value["start_char"] = label["start_char"]
    package.drop("ledger", label)
    row["caption"] = "Подпись к фото, Утром мост был пуст."


@damages("residue", "value-differs", of="world")
def world_notice_in_a_paragraph(package):
    """A paragraph ends with the Portuguese notice on other sites."""
    row = package.one("paragraphs", text="A ponte da serra foi fechada")
    row["text"] += " A BBC não se responsabiliza pelo conteúdo de sites externos."
    package.mend()
