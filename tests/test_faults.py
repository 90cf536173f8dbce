"""More than a hundred damages of good packages, each with the whole set of codes that it must raise, the telling one first.

Sizes and hashes are put right after each damage unless they are the damage, and `stale-package` and `document-differs`,
which would find every one of them, are left out. Where a careful forger would mend counts, positions and the ledger, the damage does so too.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import damage
from damage import REMADE, Package
from damages.table import DAMAGES, Damage
from livepack import schemas
from livepack.building import build_package
from livepack.cli import cli
from livepack.report import Report
from livepack.validation import validate_package


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    """The folders of the good packages by kind, each with what a validation finds in it."""
    found = {}
    for kind in ("seed", "many", "older", "world", "lines", "html", "json", "dry"):
        home = tmp_path_factory.mktemp(kind)
        damage.make_good(kind, home)
        found[kind] = (home, _tally(_report(Package(home))))
    return found


# `page.txt:12:5 has "By Ann"`, or where the source cannot be read or is shorter, what is known of the place
_PLACE = re.compile(
    r'; (?:\S+:\d+:\d+ has (?:"[^\n]+"|nothing but white space)|characters \d+ to \d+ of \S+|\S+ has only \d+ characters, not \d+)$'
)


def _report(package: Package) -> Report:
    return validate_package(package.folder, package.sources, without=REMADE)


def _tally(report: Report) -> Counter[str]:
    """How often each code is found; notes are left out."""
    return Counter(finding.code for finding in report.findings if finding.level != "note")


def _damaged(good, case: Damage, home: Path) -> Package:
    shutil.copytree(good[case.of][0], home, dirs_exist_ok=True)
    package = Package(home)
    case.change(package)
    if case.is_saved:
        package.save()
    return package


@pytest.mark.parametrize("case", DAMAGES, ids=lambda case: case.name)
def test_damage_is_found(case, good, tmp_path):
    """The damage raises exactly the codes that it must, beside those that the good package has, and fails the package.

    One that only warnings tell fails it where warnings are asked to.
    """
    report = _report(_damaged(good, case, tmp_path))
    found = set(_tally(report) - good[case.of][1])
    assert found == set(case.codes)
    assert len(found) == len(case.codes)
    for finding in report.findings:
        if finding.file == "ledger.csv" and schemas.finding_types()[finding.code].family == "completeness":
            assert _PLACE.search(finding.message), finding
    has_error = any(schemas.finding_types()[code].level == "error" for code in case.codes)
    assert report.fails() is has_error
    assert report.fails("warning")


WITHOUT = [word for code in REMADE for word in ("--without", code)]
COMMANDED = (
    "paragraph_dropped",
    "rows_swapped",
    "time_moved",
    "offset_changed",
    "consent_text_put_back_in_part",
    "captions_exchanged",
    "entry_id_changed",
    "credit_in_an_alt_text",
    "span_shifted",
    "text_declared_markup",
    "rule_that_does_not_fit",
    "source_truncated",
    "source_with_other_newlines",
    "hash_wrong",
    "key_point_lost",
    "number_skipped",
    "image_removed",
    "nul",
)


@pytest.mark.parametrize("name", COMMANDED)
def test_command_fails_with_status_1(name, good, tmp_path):
    """The command line ends with status 1 and says why, without the help of stale-package."""
    case = next(case for case in DAMAGES if case.name == name)
    package = _damaged(good, case, tmp_path)
    options = ["--sources", str(package.sources), *WITHOUT, "--format", "json"]
    result = CliRunner().invoke(cli, ["validate", str(package.folder), *options])
    assert result.exit_code == 1
    assert set(case.codes) <= set(json.loads(result.stdout)["codes"])


@pytest.mark.parametrize("name", ["order_inverted", "line_repeated", "file_that_is_no_part"])
def test_warning_fails_only_if_asked(name, good, tmp_path):
    """A warning leaves the status 0, unless --fail-on warning is given."""
    case = next(case for case in DAMAGES if case.name == name)
    package = _damaged(good, case, tmp_path)
    arguments = ["validate", str(package.folder), "--sources", str(package.sources), *WITHOUT]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert CliRunner().invoke(cli, [*arguments, "--fail-on", "warning"]).exit_code == 1


@pytest.mark.parametrize("kind", ["seed", "many", "older", "world", "html", "json", "dry"])
def test_good_package_passes_the_command(kind, good):
    """The package that the damages are done to has no error, stale-package included."""
    home = good[kind][0]
    result = CliRunner().invoke(cli, ["validate", str(home / "package"), "--sources", str(home / "sources")])
    assert result.exit_code == 0
    assert "0 errors" in result.stdout


def test_html_package_passes_without_sources(good):
    """Without its sources a package of HTML pages has no error either."""
    assert validate_package(good["html"][0] / "package").count("error") == 0


def test_every_code_is_raised_first_by_a_damage():
    """Each error and warning of the checks and of the build is the telling code of a damage."""
    wanted = {
        code
        for code, kind in schemas.finding_types().items()
        if kind.level != "note" and kind.family not in ("report", "stale-package")
    }
    assert wanted - {case.codes[0] for case in DAMAGES} == set()


def test_damages_are_many_and_distinct():
    """There are more than a hundred damages, each with a name and one sentence."""
    assert len(DAMAGES) >= 100
    assert len({case.name for case in DAMAGES}) == len(DAMAGES)
    assert [case.name for case in DAMAGES if not case.name.startswith("built:") and not case.change.__doc__] == []


NAMED = {
    "short row": "short_row",
    "long row": "long_row",
    "unclosed quote": "unclosed_quote",
    "text after a closing quote": "text_after_a_closing_quote",
    "duplicate header": "header_repeated",
    "blank line": "blank_line",
    "NUL": "nul",
    "a cell over 131,072 characters": "very_long_cell",
    "a pattern a|b": "pattern_loosened",
    "a value of two alternatives": "two_languages",
    "a trailing newline in a key": "newline_in_a_key",
    "SHA256 in capitals": "hash_in_capitals",
    "misspelt foreignKey": "misspelt_property",
    "a partly null composite key": "composite_key_partly_null",
    "24:00": "midnight_as_24",
    "a time without offset": "time_without_z",
    "an absolute path": "absolute_path",
    "a path with ..": "path_out_of_the_package",
    "a list of paths": "list_of_paths",
    "a formula cell": "formula_cell",
    "mojibake": "mojibake",
}


def test_what_other_tools_let_pass_is_among_the_damages():
    """Each fault that readers and validators are known to pass over in silence is a damage of its own."""
    assert set(NAMED.values()) <= {case.name for case in DAMAGES}
    assert len(set(NAMED.values())) == len(NAMED)


def _stale_codes(package: Package) -> set[str]:
    return validate_package(package.folder, package.sources).codes


EDITED = {
    "README.md": ("only a part of", "all of"),
    "CODEBOOK.md": ("not known", "0"),
    "RIGHTS.md": ("# Rights", "# No rights"),
    "CITATION.cff": ("The livepack authors", "Somebody"),
    "croissant.json": ("Aleppo", "Elsewhere"),
    "liveblogs/bbc-38308826.jsonld": ("Russia", "Nobody"),
}


@pytest.mark.parametrize("name", EDITED)
def test_an_edited_document_is_found(name, good, tmp_path):
    """A document that was edited, SHA256SUMS along with it, is found without the saved pages."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    path = package.folder / name
    text = path.read_text("utf-8")
    assert EDITED[name][0] in text
    path.write_text(text.replace(*EDITED[name]), "utf-8")
    package.sum_up()
    assert validate_package(package.folder).codes == {"document-differs", "not-checked"}
    assert validate_package(package.folder, jobs=2).codes == {"document-differs", "not-checked"}


@pytest.mark.parametrize("kind", ["seed", "many", "older", "world", "lines", "html", "json", "dry"])
def test_documents_of_a_good_package_follow_from_it(kind, good):
    """Nothing is found in the documents of a good package, be it read in one process or by several."""
    for jobs in (1, 2):
        report = validate_package(good[kind][0] / "package", jobs=jobs)
        assert "documents-made" in report.checks
        assert report.codes.isdisjoint({"document-differs", "schema-differs", "internal-error"})


def test_a_document_that_is_no_longer_named_is_found(good, tmp_path):
    """A document that is gone, and gone from the list and from SHA256SUMS too, is found."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    (package.folder / "RIGHTS.md").unlink()
    package.edit_descriptor(lambda found: found["livepack"]["documents"].remove("RIGHTS.md"))
    assert "schema-differs" in validate_package(package.folder).codes


def test_documents_of_another_version_are_not_compared(good, tmp_path):
    """Another version of livepack may word them otherwise; a note says that they were not judged."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    package.edit_descriptor(lambda found: found["livepack"].update(version="0.0.1"))
    report = validate_package(package.folder)
    assert report.codes == {"not-checked"}
    assert any("another version of livepack" in finding.message for finding in report.findings)


def test_stale_package(good, tmp_path):
    """What no other check can find is found by building anew: words behind those that seeds.yaml gives."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    assert _stale_codes(package) == set()
    package.edit_descriptor(lambda found: found.update(description=found["description"] + " Nothing is missing."))
    assert _stale_codes(package) == {"stale-package", "document-differs"}
    assert package.codes() == set()
    build_package([package.sources], package.folder)
    assert _stale_codes(package) == set()


def test_stale_package_by_sources_that_fail(good, tmp_path):
    """Sources that cannot be built are named."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    (package.sources / "notes.txt").write_text("Buy milk.\n", "utf-8")
    assert _stale_codes(package) == {"stale-package", "source-not-built"}


def test_made_by_other_version(good, tmp_path):
    """A package that another version made is only a warning."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    package.edit_descriptor(lambda found: found["livepack"].update(version="0.0.1"))
    assert _stale_codes(package) == {"made-by-other-version"}
    assert not validate_package(package.folder, package.sources).fails()


def test_internal_error_is_a_finding(good, monkeypatch):
    """A check that breaks is reported as a bug, and the others run on."""
    from livepack import rounds

    def break_down(_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(rounds, "CHECKS", (rounds.Check("one", break_down), *rounds.CHECKS))
    home = good["seed"][0]
    report = validate_package(home / "package", home / "sources")
    assert report.codes == {"internal-error"}
    assert report.fails()


def test_without_sources_the_package_alone_is_judged(good, tmp_path):
    """Without sources a changed word passes but for the documents, which have it still; a changed count does not."""
    shutil.copytree(good["seed"][0], tmp_path, dirs_exist_ok=True)
    package = Package(tmp_path)
    row = package["paragraphs"][5]
    row["text"] = row["text"].replace(" the ", " a ", 1)
    package.mend()
    package.save()
    assert validate_package(package.folder).codes == {"not-checked", "document-differs"}
    assert validate_package(package.folder, without=REMADE).codes == {"not-checked"}
    package["entries"][0]["paragraph_count"] = "9"
    package.save()
    assert validate_package(package.folder, without=REMADE).codes == {"not-checked", "count-differs"}
