"""Settings are found, read strictly, and judge findings one by one."""

from __future__ import annotations

import os
import pickle
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livepack import judging, schemas
from livepack.errors import UsageError
from livepack.findings import LEVELS, Finding, make_finding
from livepack.judging import PROTECTED, Accepted, Exemption, Settings
from livepack.settings import MAX_BYTES, MAX_DOTS, check_codes, find_settings, load_settings
from livepack.tally import Tally

ROOT = Path(__file__).parents[1]
ROW = "b1/t20310304T1535Z"
EXEMPTION = f'[[exemptions]]\ncode = "order-inverted"\nrow = "{ROW}"\nreason = "pinned by the desk"\n'
INVERTED = make_finding(
    "order-inverted", "younger", table="entries", row=ROW, field="published", file="entries.csv", line=9
)
FULL = f"""
[validate]
package = "out"
sources = "in/pages"
fail-on = "warning"
max-findings = 20
referee = true
without = ["long-gap"]

[levels]
order-inverted = "error"
hash-differs = "note"

{EXEMPTION}
"""


class Judged(NamedTuple):
    """What settings make of findings: those to report, and those accepted."""

    kept: tuple[Finding, ...]
    accepted: tuple[Accepted, ...]


def judge(settings: Settings, findings: Iterable[Finding], left_out: Iterable[str] = ()) -> Judged:
    """Judge findings as a validation does."""
    tally = Tally(1000, frozenset(left_out), settings)
    tally.extend(findings)
    tally.close()
    return Judged(tally.select(1000), tuple(tally.accepted))


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Each test works in a folder of its own that nothing above can reach."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def read(place):
    """Write a livepack.toml and read it."""

    def write(text):
        (place / "livepack.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        return find_settings()

    return write


# What the file says


def test_a_full_file(read):
    """Every part is read as it stands; folders are relative to the file."""
    found = read(FULL)
    exemption = Exemption("order-inverted", "pinned by the desk", row=ROW, written=14)
    assert found == Settings(
        name="livepack.toml",
        package=Path("out"),
        sources=Path("in/pages"),
        fail_on="warning",
        max_findings=20,
        referee=True,
        without=("long-gap",),
        levels={"order-inverted": "error", "hash-differs": "note"},
        exemptions=(exemption,),
    )


@pytest.mark.parametrize("text", ["", "# only a remark\n", "\ufeff# byte-order mark", "[validate]\n[levels]\n", "\r\n"])
def test_an_empty_file(read, text):
    """A file that says nothing changes nothing, but it is there."""
    assert read(text) == Settings(name="livepack.toml")


def test_settings_can_be_sent_to_a_process(read):
    """Settings are the same after pickling, and judge the same."""
    settings = read(FULL)
    again = pickle.loads(pickle.dumps(settings))  # noqa: S301 - what we pickled ourselves
    assert again == settings
    assert again.judge(INVERTED) == (None, 0)


def test_line_ends_of_windows(read):
    """Lines may end with CR LF; the places are the same."""
    assert read(FULL.replace("\n", "\r\n")) == read(FULL)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (EXEMPTION + "\n" + EXEMPTION.replace("35Z", "36Z"), [1, 6]),
        (" [[ exemptions ]] # first\n" + EXEMPTION.partition("\n")[2], [1]),
        (f'exemptions = [{{code = "order-inverted", row = "{ROW}", reason = "pinned"}}]', [0]),
        ('[["exemptions"]]\n' + EXEMPTION.partition("\n")[2], [0]),
        (EXEMPTION.replace('"pinned by the desk"', '"""\n[[exemptions]]\n"""'), [0]),
    ],
)
def test_the_line_of_an_exemption(read, text, lines):
    """It is that of its header; where headers and exemptions are not equally many, none is told."""
    assert [exemption.written for exemption in read(text).exemptions] == lines


# What is wrong with it


def exempt(**changes: object) -> str:
    """An exemption with other values; None takes one away."""
    values: dict[str, object] = {"code": "order-inverted", "row": ROW, "reason": "pinned"} | changes
    lines = [f"{key} = {str(value).lower()}" for key, value in values.items() if isinstance(value, bool | int)]
    lines += [f'{key} = "{value}"' for key, value in values.items() if isinstance(value, str)]
    return "\n".join(["[[exemptions]]", *lines]) + "\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # not TOML, or too much of it
        (b"a = '\xff'", ["livepack.toml: the settings are not in UTF-8", "byte offset 5"]),
        ("[validate\n", ["livepack.toml:1: this is not TOML"]),
        ("[levels]\nlong-gap = 'note'\nlong-gap = 'note'\n", ["livepack.toml:3: this is not TOML", "overwrite"]),
        ("[levels]\n[levels]\n", ["livepack.toml:2: this is not TOML"]),
        ("x = " + "[" * 100_000, ["nested too deep"]),
        ("x = " + "9" * 5_000, ["this is not TOML"]),
        ("#" * (MAX_BYTES + 1), ["too large to be settings", "by `without`"]),
        ("#\nx" + ".x" * (MAX_DOTS + 1) + " = 1\n", ["livepack.toml:2: this line has too many dots", "1001"]),
        # unknown keys
        ("[validat]", ["the top level: unknown key 'validat' (did you mean 'validate'?)", "docs/settings.md"]),
        ("[tool.livepack.levels]", ["the top level: unknown key 'tool'", "without tool.livepack"]),
        ("[validate]\nfail_on = 'error'", ["validate: unknown key 'fail_on' (did you mean 'fail-on'?)"]),
        (exempt(colum="published"), ["livepack.toml:1: ", "exemptions → 1: unknown key 'colum'"]),
        (exempt() + exempt(reasons="x"), ["livepack.toml:5: ", "exemptions → 2: ", "(did you mean 'reason'?)"]),
        # unknown names
        (
            "[levels]\norder-invertd = 'note'",
            ["no finding of that code", "order-invertd", "did you mean order-inverted?"],
        ),
        ("[validate]\nwithout = ['xyzzy']", ["no finding of that code", "xyzzy", "docs/findings.md lists them all"]),
        (exempt(code="order-invertd"), ["livepack.toml:1: ", "did you mean order-inverted?"]),
        (exempt(table="entrys"), ["livepack.toml:1: there is no table", "entrys", "did you mean entries?"]),
        (exempt(field="publishd"), ["livepack.toml:1: there is no column", "did you mean published?"]),
        (exempt(table="links", field="word_count"), ["there is no column", "docs/tables.md lists them all"]),
        # wrong types and values
        ("validate = 1", ["validate: must be a table, not 1"]),
        ("levels = ['long-gap']", ["levels: must be a table"]),
        ("[exemptions]\ncode = 'long-gap'", ["exemptions: must be a list"]),
        ("exemptions = ['long-gap']", ["exemptions → 1: must be a table"]),
        ("[levels]\nlong-gap = 'warn'", ["levels → long-gap: must be error or warning or note, not 'warn'"]),
        ("[levels]\nlong-gap = true", ["levels → long-gap: must be error or warning or note, not true"]),
        ("[validate]\nfail-on = 'note'", ["validate → fail-on: must be error or warning, not 'note'"]),
        ("[validate]\nreferee = 'yes'", ["validate → referee: must be true or false, not 'yes'"]),
        ("[validate]\nwithout = 'long-gap'", ["validate → without: must be a list"]),
        ("[validate]\nwithout = [2031-03-04]", ['validate → without → 1: must be text, not "2031-03-04"']),
        ("[validate]\nmax-findings = 0", ["validate → max-findings: must be 1 or more, not 0"]),
        ("[validate]\nmax-findings = '9'", ["must be a whole number"]),
        ("[validate]\nmax-findings = inf", ["must be a whole number"]),
        ("[validate]\npackage = ''", ["validate → package: is empty"]),
        ('[validate]\nsources = "\\u001b[31m"', ["validate → sources: holds a control character"]),
        ("[levels]\n\"\\u001b[31m\" = 'note'", ["levels: holds a control character"]),
        ("[levels]\n\"\\u001b[31m\" = 'nota'", ["levels: holds a control character"]),
        (exempt(line=3, file="entries.csv", row=7), ["exemptions → 1 → row: must be text, not 7"]),
        (exempt(line=True, file="entries.csv"), ["exemptions → 1 → line: must be a whole number"]),
        (exempt(line=0, file="entries.csv"), ["exemptions → 1 → line: must be 1 or more, not 0"]),
        # exemptions
        (exempt(reason=None), ["exemptions → 1: has no `reason`"]),
        (exempt(code=None, reason=None), ["exemptions → 1: has no `code`, `reason`"]),
        (exempt(reason=""), ["exemptions → 1 → reason: is empty"]),
        (exempt(reason=" \\t\\n "), ["exemptions → 1 → reason: is empty"]),
        (exempt(reason="a\\u0007b"), ["exemptions → 1 → reason: holds a control character"]),
        (exempt(reason="x" * 1001), ["exemptions → 1 → reason: is longer than 1000 characters"]),
        (exempt(row=None), ["exemptions → 1: names neither `row` nor `file`"]),
        (exempt(row=None, table="entries"), ["exemptions → 1: names neither `row` nor `file`"]),
        (exempt(line=4), ["exemptions → 1: names a `line` without its `file`"]),
        (exempt(row="*"), ["exemptions → 1 → row: must be one row's id, without * or ?, not '*'"]),
        (exempt(row="b1/*"), ["without * or ?"]),
        (exempt(row=""), ["exemptions → 1 → row: must be one row's id"]),
        (exempt() + "\n" + exempt(reason="another"), ["livepack.toml:6: this exemption is there twice", "1 and 2"]),
        (exempt(code="exemption-unmatched"), ["cannot be accepted by another one", "remove the exemption"]),
    ],
)
def test_each_fault_is_told(read, text, words):
    """Every fault is a wrong use (status 2) with file, place, what was found and what to do."""
    with pytest.raises(UsageError) as caught:
        read(text)
    said = str(caught.value)
    assert said.startswith("livepack.toml")
    assert "  found:  " in said
    assert "  advice: " in said
    assert "\x1b" not in said
    assert len(said) < 600
    for word in words:
        assert word in said


def test_a_floating_point_number_of_findings(read):
    """20.0 is a whole number to JSON Schema; it is read as one."""
    found = read("[validate]\nmax-findings = 20.0").max_findings
    assert found == 20
    assert isinstance(found, int)


def test_large_files_are_read_in_time(read):
    """The largest files that are allowed cost seconds, not minutes: of exemptions, of faults, of dotted keys."""
    started = time.monotonic()
    many = "".join(exempt(row=f"b{number}/t20310304T1535Z") for number in range(5_000))
    assert len(read(many).exemptions) == 5_000
    for text in (
        "[[exemptions]]\n" * (MAX_BYTES // 15),
        "".join(f"x{'.x' * 980}{number} = 1\n" for number in range(MAX_BYTES // 2000)),
    ):
        with pytest.raises(UsageError):
            read(text)
    assert time.monotonic() - started < 60


# What cannot be accepted


def test_what_the_checks_depend_on_is_protected():
    """Each protected code exists, among them all after which tables count as not whole."""
    assert set(schemas.finding_types()) >= PROTECTED
    assert judging.INCOMPLETE < PROTECTED
    structure = (ROOT / "convert" / "livepack" / "checks" / "subject.py").read_text("utf-8")
    assert set(re.findall(r'make_finding\(\s*"([a-z-]+)"', structure)) <= PROTECTED


@pytest.mark.parametrize("code", sorted(PROTECTED))
def test_protected_codes(read, code):
    """They are neither accepted nor left out nor made less grave; graver they may be."""
    with pytest.raises(UsageError, match=f"cannot be accepted\n  found:  {code}"):
        read(exempt(code=code))
    with pytest.raises(UsageError, match=f"cannot be left out\n  found:  {code}"):
        read(f"[validate]\nwithout = ['{code}']")
    level = schemas.finding_types()[code].level
    for lower in LEVELS[LEVELS.index(level) + 1 :]:
        with pytest.raises(UsageError, match=f"cannot be made a {lower}\n  found:  {code}"):
            read(f"[levels]\n{code} = '{lower}'")
    assert read(f"[levels]\n{code} = 'error'").levels == {code: "error"}


# Which file is taken


def test_no_file():
    """Without a file nothing is said."""
    assert find_settings() == Settings()


def test_pyproject(place):
    """In pyproject.toml the same stands under tool.livepack, and other tables there are nobody's business."""
    text = "[project]\nname = 'x'\n[tool.ruff]\nline-length = 3\n" + re.sub(
        r"(\[+)(?=\w+\]+\n)", r"\1tool.livepack.", FULL
    )
    (place / "pyproject.toml").write_text(text, "utf-8")
    (place / "livepack.toml").write_text(FULL, "utf-8")
    own = load_settings(Path("livepack.toml"))
    shared = load_settings(Path("pyproject.toml"))
    assert [exemption.written for exemption in shared.exemptions] == [18]
    assert (shared.package, shared.levels, shared.without) == (own.package, own.levels, own.without)
    (place / "livepack.toml").unlink()
    assert find_settings() == shared


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'", "[tool.ruff]\nline-length = 3", "tool = 1", "[[tool]]"])
def test_a_pyproject_without_settings(place, text):
    """It is passed over, in the folder and above; named by --config, it is an error."""
    (place / "pyproject.toml").write_text(text, "utf-8")
    assert find_settings() == Settings()
    with pytest.raises(UsageError, match="holds no settings of livepack"):
        load_settings(Path("pyproject.toml"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.livepack]\nlevel = 1", "unknown key 'level' (did you mean 'levels'?)"),
        ("[tool]\nlivepack = 1", "the top level: must be a table, not 1"),
        ("[tool.livepack", "this is not TOML"),
    ],
)
def test_a_pyproject_with_faults(place, text, words):
    """A pyproject.toml on the way is read as strictly; one that is not TOML may hold settings, so it is no pass."""
    (place / "pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        find_settings()
    assert str(caught.value).startswith("pyproject.toml")
    assert words in str(caught.value)


def test_livepack_toml_wins(place):
    """Where both have settings livepack.toml is taken and that is said; nothing is said of a pyproject.toml without."""
    (place / "livepack.toml").write_text("[validate]\nfail-on = 'warning'", "utf-8")
    (place / "pyproject.toml").write_text("[tool.livepack.validate]\nfail-on = 'error'", "utf-8")
    found = find_settings()
    assert (found.name, found.fail_on) == ("livepack.toml", "warning")
    assert found.remark == "livepack.toml is taken, and [tool.livepack] in the pyproject.toml beside it is not"
    for text in ("[tool.ruff]", "not TOML"):
        (place / "pyproject.toml").write_text(text, "utf-8")
        assert find_settings().remark == ""


def test_the_search_goes_up(place, monkeypatch):
    """The nearest settings above are taken, and folders are relative to them."""
    deep = place / "a" / "b"
    deep.mkdir(parents=True)
    (place / "livepack.toml").write_text("[validate]\nsources = 'pages'\npackage = '../out'", "utf-8")
    (deep / "pyproject.toml").write_text("[tool.ruff]", "utf-8")
    monkeypatch.chdir(deep)
    found = find_settings()
    assert found.name == "../../livepack.toml"
    assert (found.sources, found.package) == (Path("../../pages"), Path("../../../out"))
    assert find_settings(place / "a") == found
    (deep.parent / "pyproject.toml").write_text("[tool.livepack]", "utf-8")
    assert find_settings().name == "../pyproject.toml"


@pytest.mark.parametrize("is_folder", [True, False])
def test_the_search_ends_with_the_repository(place, monkeypatch, is_folder):
    """Settings above the folder that holds .git (a file in a worktree) are not the project's."""
    inner = place / "inner"
    (inner / "deep").mkdir(parents=True)
    (place / "livepack.toml").touch()
    monkeypatch.chdir(inner / "deep")
    assert find_settings().name == "../../livepack.toml"
    if is_folder:
        (inner / ".git").mkdir()
    else:
        (inner / ".git").write_text("gitdir: elsewhere", "utf-8")
    assert find_settings() == Settings()
    (inner / "livepack.toml").touch()
    assert find_settings().name == "../livepack.toml"


def test_a_folder_of_that_name_is_no_file(place):
    """A folder called livepack.toml is passed over; named by --config, it is an error."""
    (place / "livepack.toml").mkdir()
    assert find_settings() == Settings()
    with pytest.raises(UsageError, match=r"livepack\.toml: the settings cannot be read"):
        load_settings(Path("livepack.toml"))


def test_a_named_file(place):
    """--config takes any file, by the name that was typed; its folders are relative to it."""
    (place / "ci").mkdir()
    (place / "ci" / "strict.toml").write_text("[validate]\nsources = 'pages'", "utf-8")
    found = load_settings(Path("ci/strict.toml"))
    assert (found.name, found.sources) == ("ci/strict.toml", Path("ci/pages"))


@pytest.mark.parametrize("name", ["nowhere.toml", "no/where.toml", "a\0b"])
def test_a_named_file_that_is_not_there(name):
    """It is told by its name."""
    with pytest.raises(UsageError, match="the settings cannot be read") as caught:
        load_settings(Path(name))
    assert "advice:" in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user whom rights bind")
def test_a_file_that_may_not_be_read(read, place):
    """Settings that are there and cannot be read end the run; they are not passed over."""
    read("")
    (place / "livepack.toml").chmod(0)
    with pytest.raises(UsageError, match="Permission denied"):
        find_settings()


def test_places_that_cannot_be_looked_into(place, monkeypatch):
    """A folder above that may not be looked into holds nothing for us."""

    def refuse(_: Path) -> bool:
        raise PermissionError

    (place / "livepack.toml").touch()
    monkeypatch.setattr(Path, "is_file", refuse)
    assert find_settings() == Settings()


def test_a_folder_that_is_gone(monkeypatch):
    """The working folder may have been removed; that is told."""

    def fail(_: Path) -> Path:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "resolve", fail)
    with pytest.raises(UsageError, match="this folder cannot be found"):
        find_settings()


def test_another_drive(read, monkeypatch):
    """Where no relative path leads to the file, its whole path is told."""

    def fail(_: Path) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", fail)
    assert read("").name.endswith("project/livepack.toml")


# Judging


def test_levels_change_and_nothing_else():
    """A finding gets its code's level; others stay the very same."""
    settings = Settings(levels={"order-inverted": "error"})
    judged, index = settings.judge(INVERTED)
    assert index is None
    assert judged == Finding(**{**INVERTED.__dict__, "level": "error"})
    other = make_finding("long-gap", row=ROW)
    assert settings.judge(other)[0] is other


def at(**place: object) -> Finding:
    """A finding at a place, all of it given."""
    values = {"table": "entries", "row": ROW, "field": "published", "file": "entries.csv", "line": 9} | place
    return make_finding("order-inverted", **values)


@pytest.mark.parametrize(
    ("exemption", "finding", "is_accepted"),
    [
        ({"row": ROW}, at(), True),
        ({"row": ROW}, at(row=ROW + "-2"), False),
        ({"row": ROW[:-1]}, at(), False),
        ({"row": ROW}, make_finding("long-gap", row=ROW), False),
        ({"row": ROW, "table": "entries"}, at(), True),
        ({"row": ROW, "table": "paragraphs"}, at(), False),
        ({"row": ROW, "field": "published"}, at(), True),
        ({"row": ROW, "field": "published_text"}, at(), False),
        ({"row": ROW, "file": "entries.csv"}, at(), True),
        ({"row": ROW, "file": "ledger.csv"}, at(), False),
        ({"row": ROW, "file": "entries.csv", "line": 9}, at(), True),
        ({"row": ROW, "file": "entries.csv", "line": 8}, at(), False),
        ({"file": "entries.csv", "line": 9}, at(), True),
        ({"file": "entries.csv", "line": 9}, at(row=""), True),
        ({"file": "entries.csv", "line": 9}, at(line=8), False),
        ({"file": "entries.csv", "line": 9, "table": "pages"}, at(), False),
        # without row and line only the file as a whole
        ({"file": "entries.csv"}, at(), False),
        ({"file": "entries.csv"}, at(row=""), False),
        ({"file": "entries.csv"}, at(line=0), False),
        ({"file": "entries.csv"}, at(row="", line=0), True),
        ({"file": "page.txt"}, at(row="", line=0), False),
    ],
)
def test_which_finding_an_exemption_accepts(exemption, finding, is_accepted):
    """Code and every key given must be the finding's; there are no patterns."""
    settings = Settings(exemptions=(Exemption("order-inverted", "pinned", **exemption),))
    assert settings.judge(finding) == ((None, 0) if is_accepted else (finding, None))


def test_the_first_of_several_accepts():
    """Where two exemptions mean one finding, the one before in the file takes it, whichever way it is written."""
    by_line = Exemption("order-inverted", "by line", file="entries.csv", line=9)
    by_row = Exemption("order-inverted", "by row", row=ROW)
    assert Settings(exemptions=(by_line, by_row)).judge(INVERTED) == (None, 0)
    assert Settings(exemptions=(by_row, by_line)).judge(INVERTED) == (None, 0)


def test_an_exemption_may_accept_several_findings_of_its_row():
    """Two findings of one code on one row are both accepted, and counted both."""
    settings = Settings(exemptions=(Exemption("order-inverted", "pinned", row=ROW),))
    other = at(field="published_text")
    judged = judge(settings, [INVERTED, other])
    assert judged.kept == ()
    assert judged.accepted == (Accepted(INVERTED, "pinned"), Accepted(other, "pinned"))


def test_an_exemption_comes_before_a_level():
    """An accepted finding has no level to change; it is handed on as it was found."""
    exemption = Exemption("order-inverted", "pinned", row=ROW)
    settings = Settings(levels={"order-inverted": "error"}, exemptions=(exemption,))
    assert judge(settings, [INVERTED]).accepted == (Accepted(INVERTED, "pinned"),)


# Exemptions that match nothing


def test_an_unmatched_exemption(read):
    """It is a warning at its line of the settings, with its row and number."""
    settings = read(FULL)
    judged = judge(settings, [make_finding("empty-entry", row=ROW)])
    assert [finding.code for finding in judged.kept] == ["empty-entry", "exemption-unmatched"]
    told = judged.kept[1]
    assert (told.level, told.file, told.line, told.row) == ("warning", "livepack.toml", 14, ROW)
    assert told.message == "this exemption matches no finding: number 1, order-inverted"
    assert judged.accepted == ()


def test_an_unmatched_exemption_says_where_it_looked(read):
    """Without a row the file and line that it named are told, for they are not the settings file's own."""
    settings = read(exempt(row=None, file="entries.csv", line=4) + exempt(row=None, file="page.txt"))
    assert [finding.message.partition(": ")[2] for finding in settings.unmatched(())] == [
        "number 1, order-inverted in entries.csv, line 4",
        "number 2, order-inverted in page.txt",
    ]


def test_only_those_that_matched_nothing_are_told(read):
    """What judge accepted by is not told."""
    settings = read(exempt() + exempt(row="b1/x") + exempt(code="long-gap"))
    judged = judge(settings, [INVERTED])
    assert [finding.message.partition("number ")[2][0] for finding in judged.kept] == ["2", "3"]
    assert [finding.line for finding in settings.unmatched({0, 2})] == [5]


def test_the_level_of_unmatched_exemptions(read):
    """Who wants a clean list makes it an error; who does not, leaves it out."""
    settings = read("[levels]\nexemption-unmatched = 'error'\n" + EXEMPTION)
    assert [finding.level for finding in settings.unmatched(())] == ["error"]
    assert list(settings.unmatched((), left_out=("exemption-unmatched",))) == []
    assert read("[validate]\nwithout = ['exemption-unmatched']").without == ("exemption-unmatched",)


def test_exemptions_of_codes_that_were_left_out_are_not_judged(read):
    """With --without CODE nobody can say whether such an exemption still matches; nor is the code reported."""
    settings = read(EXEMPTION)
    assert judge(settings, [INVERTED], left_out=("order-inverted",)) == ((), ())


@pytest.mark.parametrize("code", ["not-checked", "internal-error"])
@pytest.mark.parametrize(("count", "words"), [(1, "1 exemption still matches"), (2, "2 exemptions still match")])
def test_exemptions_that_could_not_be_judged(read, code, count, words):
    """If something was not checked, the undecided exemptions are told together, and none is called unmatched."""
    settings = read("".join(exempt(row=f"b1/{number}") for number in range(count)))
    judged = judge(settings, [make_finding(code, "some")])
    assert [finding.code for finding in judged.kept] == [code, "not-checked"]
    assert judged.kept[1].message == f"not checked: whether {words} a finding"
    assert (judged.kept[1].level, judged.kept[1].file) == ("note", "livepack.toml")
    left_out = judge(settings, [make_finding(code, "some")], left_out=("not-checked",))
    assert [finding.code for finding in left_out.kept] == [code] * (code != "not-checked")


def test_nothing_is_undecided_if_all_matched(read):
    """Where every exemption matched, what was not checked does not matter to them."""
    judged = judge(read(EXEMPTION), [INVERTED, make_finding("not-checked", "some")])
    assert [finding.code for finding in judged.kept] == ["not-checked"]


PLACES = st.builds(
    Finding,
    code=st.sampled_from(["order-inverted", "long-gap"]),
    level=st.just("warning"),
    message=st.just("m"),
    advice=st.just("a"),
    table=st.sampled_from(["", "entries", "pages"]),
    row=st.sampled_from(["", "b1/x", "b1/y"]),
    field=st.sampled_from(["", "published"]),
    file=st.sampled_from(["", "entries.csv", "page.txt"]),
    line=st.sampled_from([0, 1, 2]),
)
EXEMPTIONS = PLACES.filter(lambda place: place.row or place.file).map(
    lambda place: Exemption(place.code, "r", place.row, place.table, place.field, place.file, place.line)
)


@given(st.lists(PLACES, max_size=12), st.lists(EXEMPTIONS, max_size=6))
def test_no_finding_is_lost(findings, exemptions):
    """Each finding is kept or accepted, by the first exemption that means it; the others are each told once."""
    settings = Settings(name="livepack.toml", exemptions=tuple(exemptions))
    judged = judge(settings, findings)
    wanted = [[n for n, exemption in enumerate(exemptions) if exemption.accepts(finding)] for finding in findings]
    kept = {finding for finding in judged.kept if finding.code != "exemption-unmatched"}
    assert kept == {finding for finding, found in zip(findings, wanted, strict=True) if not found}
    assert {accepted.finding for accepted in judged.accepted} == {
        finding for finding, found in zip(findings, wanted, strict=True) if found
    }
    told = sorted(int(f.message.partition("number ")[2].partition(",")[0]) for f in judged.kept if f not in kept)
    used = {found[0] for found in wanted if found}
    assert told == [n + 1 for n in range(len(exemptions)) if n not in used]


# Names of codes


def test_codes_of_the_command_line():
    """The same words explain an unknown code on the command line, without a file."""
    check_codes(["long-gap", "internal-error"])
    with pytest.raises(UsageError, match=r"^there is no finding of that code\n.*long-gup\n.*did you mean long-gap\?"):
        check_codes(["long-gup"])


# The docs


def shown(number: int) -> str:
    """A block of TOML of docs/settings.md."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    return re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[number]


def test_the_example_is_valid_and_shows_every_key(read):
    """The livepack.toml of docs/settings.md can be used as it stands, and holds every key that there is."""
    import tomllib

    found = read(shown(0))
    assert len(found.exemptions) == 4
    raw = tomllib.loads(shown(0))
    properties = schemas.meta_schema("settings")["properties"]
    assert set(raw) == set(properties)
    assert set(raw["validate"]) == set(properties["validate"]["properties"])
    keys = set(properties["exemptions"]["items"]["properties"])
    assert {key for exemption in raw["exemptions"] for key in exemption} == keys
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    for key in keys | set(raw["validate"]):
        assert re.search(rf"^\|.*`{key}`", page, re.MULTILINE), key


def test_the_example_of_pyproject_is_valid(place):
    """So can that of pyproject.toml."""
    (place / "pyproject.toml").write_text(shown(1), "utf-8")
    found = find_settings()
    assert (found.fail_on, found.levels) == ("warning", {"blog-guessed": "warning"})
    assert found.judge(INVERTED) == (None, 0)


def test_the_protected_codes_are_listed():
    """docs/settings.md names exactly those that cannot be accepted."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8").partition("### What cannot be accepted")[2]
    sentence = text.partition("could not be: ")[2].partition(". ")[0]
    assert set(re.findall(r"`([a-z-]+)`", sentence)) == PROTECTED
