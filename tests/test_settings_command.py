"""`livepack validate` judges by the settings of the project, and options win over them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import livepack
from livepack import schemas
from livepack.cli import cli
from livepack.findings import make_finding
from livepack.judging import Accepted
from livepack.renderings import RENDERINGS
from livepack.renderings.grouping import MAX_SHOWN
from livepack.report import Report
from livepack.settings import find_settings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "tests/pages/bbc_webcore_text/same_minute_and_disorder/page.txt"


def run(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a page that deserves two warnings, and the package made of it; we stand in it."""
    folder = tmp_path / "project"
    for name in (".git", "my-pages"):
        (folder / name).mkdir(parents=True)
    shutil.copy(PAGE, folder / "my-pages")
    monkeypatch.chdir(folder)
    assert run("build", "my-pages", "--out", "my-package").exit_code == 0
    return folder


def judge(*arguments: str | Path) -> dict[str, object]:
    """Validate and return the report for programs."""
    return json.loads(run("validate", *arguments, "--format", "json").stdout)


FOLDERS = '[validate]\npackage = "my-package"\nsources = "my-pages"\nfail-on = "warning"\n'


def exempt(finding: dict[str, object], reason: str = "seen in the live page") -> str:
    """An exemption for a finding of a report."""
    return f'[[exemptions]]\ncode = "{finding["code"]}"\nrow = "{finding["row"]}"\nreason = "{reason}"\n'


def test_findings_are_accepted_one_by_one(project):
    """With a reason for each, two warnings no longer fail the run, and the report still tells both."""
    settings = project / "livepack.toml"
    settings.write_text(FOLDERS, "utf-8")
    assert run("validate").exit_code == 1
    found = [finding for finding in judge()["findings"] if finding["level"] == "warning"]
    assert sorted(finding["code"] for finding in found) == ["empty-entry", "order-inverted"]
    settings.write_text(FOLDERS + exempt(found[0]), "utf-8")
    assert run("validate").exit_code == 1
    settings.write_text(FOLDERS + exempt(found[0]) + exempt(found[1], "a player\\n without caption"), "utf-8")
    result = run("validate")
    assert result.exit_code == 0
    assert f"accepted {found[0]['code']}: seen in the live page\n" in result.stdout
    assert f"accepted {found[1]['code']}: a player without caption\n" in result.stdout
    last = result.stdout.splitlines()[-1]
    assert last.startswith("my-package: valid: 0 errors, 0 warnings, ")
    assert last.endswith(" checks; 2 accepted by livepack.toml")
    report = judge()
    assert report["settings"] == "livepack.toml"
    assert [{**finding, "reason": ""} for finding in report["accepted"]] == [{**one, "reason": ""} for one in found]
    assert not {finding["code"] for finding in found} & set(report["codes"])


NASTY = "<b>&| \n%20 ]]>"


def told(count: int) -> Report:
    """A report of nothing but accepted findings."""
    found = [make_finding("order-inverted", row=f"b/t{number}", file="entries.csv") for number in range(count)]
    return Report("pkg", (), ("times",), "in", tuple(Accepted(finding, NASTY) for finding in found), "livepack.toml")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "markdown", "html"])
def test_reports_name_what_was_accepted(form):
    """Each form for people or with a place for it has the row and the reason, with nothing that breaks the form."""
    text = RENDERINGS[form](told(2))
    assert "b/t1" in text
    assert "%20" in text
    assert NASTY not in text or form in ("json", "sarif")
    if form in ("text", "markdown", "html"):
        assert "; 2 accepted by livepack.toml" in text


def test_accepted_findings_in_sarif():
    """They are results with a suppression, which code scanning does not count as alerts."""
    (run_,) = json.loads(RENDERINGS["sarif"](told(1)))["runs"]
    (result,) = run_["results"]
    assert result["suppressions"] == [{"kind": "external", "justification": NASTY}]
    assert run_["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "order-inverted"


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_of_many_accepted_findings_the_first_are_listed(form):
    """A page for people stays readable; the count is of all."""
    text = RENDERINGS[form](told(MAX_SHOWN + 3))
    assert text.count("order-inverted") == MAX_SHOWN
    assert "and 3 more" in text
    assert f"; {MAX_SHOWN + 3} accepted by" in text


def test_an_exemption_that_matches_nothing(project):
    """It is told with the file and line of the settings, and fails a run that wants no warning."""
    (project / "livepack.toml").write_text(
        FOLDERS + exempt({"code": "order-inverted", "row": "b1/x"}) + "[levels]\nempty-entry = 'note'\n"
        "order-inverted = 'note'\n",
        "utf-8",
    )
    result = run("validate")
    assert result.exit_code == 1
    assert "livepack.toml:5 (b1/x): warning exemption-unmatched: this exemption matches no finding" in result.stdout
    assert run("validate", "--fail-on", "error").exit_code == 0
    assert run("validate", "--without", "order-inverted").exit_code == 0
    assert run("validate", "--without", "exemption-unmatched").exit_code == 0
    assert "file=livepack.toml,line=5" in run("validate", "--format", "github").stdout


def test_without_the_sources_exemptions_are_undecided(project):
    """What could not be checked may hold what the exemption means: a note, and no warning."""
    text = FOLDERS.replace('sources = "my-pages"\n', "").replace("warning", "error")
    (project / "livepack.toml").write_text(text + exempt({"code": "value-differs", "row": "b1/x"}), "utf-8")
    result = run("validate")
    assert result.exit_code == 0
    assert "note not-checked: not checked: whether 1 exemption still matches a finding" in result.stdout
    assert "exemption-unmatched" not in result.stdout


def test_levels_change_the_verdict(project):
    """A code that the settings call an error fails the run, in every form of the report."""
    (project / "livepack.toml").write_text(
        FOLDERS.replace("warning", "error") + "[levels]\norder-inverted = 'error'\n", "utf-8"
    )
    result = run("validate")
    assert result.exit_code == 1
    assert ": error order-inverted: " in result.stdout
    assert "my-package: not valid: 1 error, " in result.stdout
    results = json.loads(run("validate", "--format", "sarif").stdout)["runs"][0]["results"]
    assert {found["level"] for found in results if found["ruleId"] == "order-inverted"} == {"error"}
    page = run("validate", "--format", "html").stdout
    assert '<section id="order-inverted">\n<h2><span class="tag error">error</span>' in page


def test_options_win(project):
    """What is typed is taken; what settings leave out stays left out."""
    (project / "livepack.toml").write_text(
        FOLDERS + 'referee = true\nwithout = ["order-inverted", "empty-entry"]\n', "utf-8"
    )
    report = judge()
    assert "referee" in report["checks"]
    assert report["counts"]["warning"] == 0
    assert "referee" not in judge("--no-referee")["checks"]
    assert run("validate").exit_code == 0
    assert run("validate", "--sources", "elsewhere").exit_code == 2
    (project / "empty").mkdir()
    assert judge("--sources", "empty")["codes"]["source-missing"] == 1


def test_the_sources_belong_to_the_package(project):
    """The settings' sources are taken for the settings' package, however it is written, and for no other."""
    (project / "livepack.toml").write_text(FOLDERS, "utf-8")
    shutil.copytree(project / "my-package", project / "other")
    assert "not-checked" not in judge()["codes"]
    assert "not-checked" not in judge("./my-package/")["codes"]
    assert judge("other")["codes"]["not-checked"] == 1
    (project / "livepack.toml").write_text('[validate]\nsources = "my-pages"', "utf-8")
    shutil.move(project / "other", project / "datapackage")
    assert "not-checked" not in judge()["codes"]
    assert "not-checked" not in judge("datapackage")["codes"]
    assert judge("my-package")["codes"]["not-checked"] == 1


def test_the_usual_sources_are_for_the_usual_package(project):
    """A package that settings name was not made of seeds/ unless they say so."""
    (project / "livepack.toml").write_text('[validate]\npackage = "my-package"', "utf-8")
    (project / "seeds").mkdir()
    assert judge()["codes"]["not-checked"] == 1


def test_from_a_folder_below(project, monkeypatch):
    """The settings of the project are found, and its folders with them."""
    (project / "livepack.toml").write_text(FOLDERS, "utf-8")
    (project / "notes").mkdir()
    monkeypatch.chdir(project / "notes")
    report = judge()
    assert (report["package"], report["settings"]) == ("../my-package", "../livepack.toml")
    assert "not-checked" not in report["codes"]


def test_a_named_file_and_none(project):
    """--config takes another file, and an empty one takes the settings away."""
    (project / "livepack.toml").write_text(FOLDERS, "utf-8")
    (project / "none.toml").touch()
    arguments = ("my-package", "--sources", "my-pages")
    assert run("validate", *arguments).exit_code == 1
    assert run("validate", *arguments, "--config", "none.toml").exit_code == 0


def test_both_files(project):
    """That one of two is not read is said, and not in the report."""
    (project / "livepack.toml").write_text(FOLDERS, "utf-8")
    (project / "pyproject.toml").write_text("[tool.livepack]", "utf-8")
    result = run("validate")
    assert result.stderr == "livepack.toml is taken, and [tool.livepack] in the pyproject.toml beside it is not\n"
    assert "pyproject" not in result.stdout


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("[levels]\nlong-gup = 'note'", (), "did you mean long-gap?"),
        ("[levels\n", (), "livepack.toml:1: this is not TOML"),
        ("[validate]\npackage = 'nowhere'", (), "nowhere: there is no such folder"),
        ("", ("--config", "nowhere.toml"), "nowhere.toml: the settings cannot be read"),
    ],
)
def test_wrong_settings_give_no_verdict(project, text, arguments, words):
    """The status is 2, the message says why, and no report is printed."""
    (project / "livepack.toml").write_text(text, "utf-8")
    result = run("validate", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "advice:" in result.stderr
    assert result.stdout == ""


def test_from_python(project):
    """livepack.validate looks for no settings, and takes those that it is given."""
    (project / "livepack.toml").write_text('[validate]\nwithout = ["order-inverted"]', "utf-8")
    assert "order-inverted" in livepack.validate("my-package", "my-pages").codes
    assert "order-inverted" not in livepack.validate("my-package", "my-pages", settings=find_settings()).codes


def test_settings_and_options_are_the_same():
    """Each key of [validate] is an option of the command with the same choices; only the package is no option."""
    options = {word.removeprefix("--"): option for option in cli.commands["validate"].params for word in option.opts}
    keys = schemas.meta_schema("settings")["properties"]["validate"]["properties"]
    assert set(keys) - set(options) <= {"package"}
    assert list(options["fail-on"].type.choices) == keys["fail-on"]["enum"]


def test_the_docs_name_the_files():
    """docs/commands.md tells of both files."""
    section = (ROOT / "docs" / "commands.md").read_text("utf-8").partition("## livepack validate")[2]
    assert re.search(r"livepack\.toml.*pyproject\.toml", section, re.DOTALL)
