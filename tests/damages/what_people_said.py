"""Damages: what people said."""

from __future__ import annotations

from damages.table import build_again, damages, edit_seeds, mend_description


@damages("curated-differs")
def rights_changed(package):
    """The page's rights are not what seeds.yaml says."""
    package["pages"][0]["rights"] = "Public domain"


@damages("curated-differs")
def topic_changed(package):
    """The blog's topic is not what seeds.yaml says."""
    package["blogs"][0]["topic"] = "Something else"


@damages("curated-differs")
def representation_changed(package):
    """The blog is said to be whole."""
    package["blogs"][0]["representation"] = "full"


@damages("derived-differs", of="many")
def representation_without_pages(package):
    """A blog of which two of three pages are held is said to be whole."""
    package.one("blogs", blog_id="gate")["representation"] = "full"


@damages("curated-differs", "cell-without-source")
def curation_denied(package):
    """The rights are no longer said to be a person's word."""
    page = package["pages"][0]
    page["curated"] = page["curated"].replace(" pages.rights", "")


@damages("curated-differs", is_saved=False)
def licence_changed(package):
    """The descriptor gives another licence than seeds.yaml."""
    package.edit_descriptor(lambda found: found.update(licenses=[{"name": "CC0-1.0"}]))


@damages("reader-differs", of="many")
def language_changed(package):
    """A page of English labels is said to be French."""
    page = package.one("pages", source_file="media.txt")
    page["language"] = "fr"
    package.one("blogs", blog_id="media")["language"] = "fr"


@damages("reader-differs", of="many")
def time_zone_changed(package):
    """A page of the UK's clock is said to have that of Lisbon, which agrees with it on that day."""
    page = package.one("pages", source_file="media.txt")
    page["time_zone"] = "Europe/Lisbon"
    package.one("blogs", blog_id="media")["time_zone"] = "Europe/Lisbon"


@damages("reader-differs")
def reader_changed(package):
    """The page was read by a reader that nobody knows, so that nothing is counted again."""
    package["pages"][0]["reader"] = "other_text"


@damages("reader-differs", of="many")
def ability_changed(package):
    """One page's copy is said to be unable to hold subheadings, which other pages of its kind hold."""
    page = package.one("pages", source_file="media.txt")
    page["not_in_source"] = page["not_in_source"].replace("entries.url", "entries.subheading entries.url")


@damages("capture-older", "witness-differs", of="many")
def older_capture_preferred(package):
    """A post shows its older state, with ledger, counts and findings mended."""
    entry = package.one("entries", headline="Gate opens")
    for span in package["ledger"]:
        if span["row_id"].startswith(entry["entry_id"]) and span["disposition"] in ("field", "witness"):
            span["disposition"] = "field" if span["page_id"] == "gate-one" else "witness"
    entry |= {"page_id": "gate-one", "position": "1", "list_number": "1"}
    row = package.one("paragraphs", text="It will stay so until evening.")
    row["text"] = "It will stay so until noon."
    package.mend()


@damages("witness-differs", of="many")
def edit_hidden(package):
    """Nothing says any more that a post was edited after an older capture."""
    for row in package.all("findings", code="entry-edited"):
        package.drop("findings", row)
    for number, row in enumerate(package["findings"], start=1):
        row["finding_id"] = f"f{number}"


@damages("recount-differs", "markup-text", of="many")
def older_post_dropped(package):
    """A post that only the older capture shows is gone, its text declared a witness of the post before it."""
    entry = package.one("entries", headline="First news")
    other = package.one("entries", headline="Gate shut")["entry_id"]
    for span in package.spans(entry["entry_id"]) + [
        s for n in (1, 2) for s in package.spans(f"{entry['entry_id']}/p{n}")
    ]:
        if span["disposition"] == "field":
            span |= {"disposition": "witness", "table_name": "entries", "row_id": other, "field_name": "text"}
        else:
            span["row_id"] = other
    for table in ("entries", "paragraphs"):
        package.loaded[table] = [row for row in package[table] if row["entry_id"] != entry["entry_id"]]
    package.mend()
    package.save()
    mend_description(package)


@damages("derived-differs", "column-not-in-source", of="many")
def blog_title_invented(package):
    """A blog has a title that neither its pages nor a person give."""
    package.one("blogs", blog_id="media")["title"] = "The foghorn"


@damages("cell-without-source", of="many")
def rights_invented(package):
    """A page states rights that nobody gave."""
    package["pages"][0]["rights"] = "Public domain"


@damages("reader-differs")
def abilities_emptied(package):
    """The page's copy is said to be able to hold everything, so that its empty cells seem to say no."""
    package["pages"][0]["not_in_source"] = ""
    package.save()
    package.edit_descriptor(lambda found: found.update(description=found["description"].split(" Some copies")[0]))


@damages("formula-cell-in-source", of="many")
def formula_given_by_a_person(package):
    """A title in seeds.yaml is a formula, and the package was built with it."""
    edit_seeds(package, "title: The gate", 'title: "=CALL(A1)"')
    build_again(package)
