"""The action, the hook and the examples of docs/ci.md, tried without the services that run them.

The scripts of the action are run as GitHub's runner starts them: `bash --noprofile --norc -eo pipefail FILE`, with the
inputs as environment variables. `nox -s ci` holds the files to the services' schemas and runs pre-commit.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest

from livepack import schemas
from livepack.building import build_package
from livepack.cli import cli
from livepack.commands.validate import FORMATS

ROOT = Path(__file__).parents[1]
ACTION = schemas.read_yaml((ROOT / "action.yml").read_text("utf-8"), "action.yml")
INSTALL, VALIDATE = ACTION["runs"]["steps"]
GUIDE = (ROOT / "docs" / "ci.md").read_text("utf-8")
EXAMPLES = [
    (name, schemas.read_yaml(text, f"docs/ci.md, {name}"))
    for name, text in re.findall(r"^<!-- file: (.+?) -->\n```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
]
HOSTILE = (
    "spaces, $(touch run-by-dollar) `touch run-by-backtick` ; touch run-by-semicolon #",
    "' touch run-by-quote ' \" touch run-by-quotes \" & touch run-by-and | touch run-by-pipe > run-by-arrow",
    "::error::no ##[error]no\nnew\nlines ${{ github.token }} $HOME ~ {a,b} Ünïcödé 新聞",
    "--output=run-by-option",
    "-h",
    "*",
)

BASH = shutil.which("bash") or ""
bash = pytest.mark.skipif(sys.platform == "win32" or not BASH, reason="needs bash of the Unix kind")


class Step(NamedTuple):
    """What a step of the action left behind."""

    status: int
    log: str
    summary: str
    outputs: dict[str, str]


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> Path:
    """A workspace with sources, their package and a damaged one."""
    home = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "seeds", home / "seeds")
    build_package([home / "seeds"], home / "datapackage")
    shutil.copytree(home / "datapackage", home / "damaged")
    cells = home / "damaged" / "entries.csv"
    cells.write_bytes(cells.read_bytes().replace(b"Aleppo", b"Elsewhere", 1))
    return home


@pytest.fixture
def work(packages, tmp_path) -> Path:
    """A copy of the workspace, and a folder of the runner's with an installed livepack: this one."""
    shutil.copytree(packages, tmp_path / "work")
    program = tmp_path / "runner" / "livepack-action" / "bin" / "livepack"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m livepack "$@"\n')
    program.chmod(0o755)
    return tmp_path / "work"


def start(step: dict[str, Any], work: Path, **inputs: str) -> Step:
    """Run a step's script as the runner does, with inputs given by name (`_` for `-`) and the others as they are."""
    given = {name: described["default"] for name, described in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    contexts = {f"inputs.{name}": value for name, value in given.items()}
    contexts |= {"github.action_path": str(ROOT), "runner.temp": str(work.parent / "runner")}
    environment = {
        name: re.sub(r"\$\{\{ (\S+) \}\}", lambda found: contexts[found[1]], value)
        for name, value in step["env"].items()
    }
    script, summary, outputs = (work.parent / name for name in ("step.sh", "summary", "outputs"))
    script.write_text(step["run"], "utf-8")
    summary.write_text("")
    outputs.write_text("")
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", script],
        cwd=work,
        env=os.environ | environment | {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    told = dict(line.split("=", 1) for line in outputs.read_text("utf-8").splitlines())
    return Step(done.returncode, done.stdout, summary.read_text("utf-8"), told)


def names(folder: Path) -> list[str]:
    """What is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


# The action


def test_no_script_of_the_action_holds_an_expression():
    """What people give reaches a script as an environment variable, which no shell runs; the action uses no other."""
    for step in (INSTALL, VALIDATE):
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
        assert "uses" not in step
        assert all(re.fullmatch(r"[^$]*|\$\{\{ [\w.-]+ \}\}[^$]*", value) for value in step["env"].values())


def test_every_input_is_used_and_documented():
    """Each input has a description and a default, reaches a script, and has its place in docs/ci.md."""
    reaching = set(re.findall(r"inputs\.([\w-]+)", json.dumps([INSTALL["env"], VALIDATE["env"]])))
    assert reaching == set(ACTION["inputs"])
    rows = re.findall(r"^\| (`.+?`) \|", GUIDE.partition("| input |")[2], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([\w-]+)`", row)} == reaching
    for described in ACTION["inputs"].values():
        assert described["description"].endswith(".")
        assert isinstance(described["default"], str)
    for variable in VALIDATE["env"]:
        assert variable == "PYTHONUTF8" or f"${variable}" in VALIDATE["run"], variable


@bash
def test_a_good_package_passes(work):
    """Without inputs the folders of the repository are judged; the step passes and the summary says so."""
    step = start(VALIDATE, work)
    assert (step.status, step.outputs) == (0, {"status": "0"})
    assert step.log == "livepack: datapackage: valid: 0 errors, 0 warnings, 0 notes; " + step.log.rpartition("; ")[2]
    assert step.summary.startswith("### livepack: valid\n")


@bash
def test_a_damaged_package_fails_with_annotations_and_a_summary(work):
    """The step ends as livepack does, though the runner's shell ends at the first fault; the summary is there all the same."""
    step = start(VALIDATE, work, package="damaged", sources="seeds")
    assert (step.status, step.outputs) == (1, {"status": "1"})
    assert "::error file=damaged/entries.csv,title=livepack hash-differs::" in step.log
    assert "| error | `hash-differs` | 1 |" in step.summary


@bash
def test_no_verdict_is_told(work):
    """Without a package there is no verdict, no summary, and status 2."""
    step = start(VALIDATE, work, package="nowhere")
    assert (step.status, step.outputs, step.summary) == (2, {"status": "2"}, "")
    assert "there is no such folder" in step.log


@bash
def test_a_summary_of_a_former_run_is_not_told_again(work):
    """A step that reaches no verdict does not repeat the summary of the step before it."""
    assert start(VALIDATE, work, package="damaged").summary
    assert start(VALIDATE, work, package="nowhere").summary == ""


@bash
def test_every_input_does_what_it_says(work):
    """Levels, codes that are left out, plain text, no summary, and reports in files."""
    assert start(VALIDATE, work, fail_on="error").status == 0
    assert start(VALIDATE, work, fail_on="no-such-level").status == 2
    codes = {line.split("`")[1] for line in start(VALIDATE, work, package="damaged").summary.splitlines()[6:] if line}
    step = start(
        VALIDATE, work, package="damaged", without=" ".join(sorted(codes - {"hash-differs"})) + "\n  hash-differs "
    )
    assert (step.status, "0 errors, 0 warnings, 0 notes" in step.log) == (0, True)
    step = start(VALIDATE, work, package="damaged", annotations="false", summary="false")
    assert step.status == 1
    stop, *lines, go_on = step.log.splitlines()
    token = re.fullmatch(r"::stop-commands::(livepack(?:-\d+){3})", stop)
    assert token
    assert go_on == f"::{token[1]}::"
    assert any(line.startswith("entries.csv: error hash-differs") for line in lines)
    assert step.summary == ""
    files = {"sarif": "out 1.sarif", "junit": "out 2.xml", "html": "out $(3).html"}
    assert start(VALIDATE, work, package="damaged", **files).status == 1
    assert json.loads((work / files["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    assert ET.parse(work / files["junit"]).getroot().tag == "testsuites"
    assert (work / files["html"]).read_text("utf-8").startswith("<!doctype html>")
    assert start(VALIDATE, work, sarif="no folder/out.sarif").status == 2


@bash
@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_never_run(name, work):
    """A folder may be called anything: it is judged, and nothing in its name is run or taken for an option."""
    (work / "datapackage").rename(work / name)
    (work / "seeds").rename(work / f"{name} too")
    before = names(work)
    step = start(VALIDATE, work, package=name, sources=f"{name} too")
    assert (step.status, step.outputs) == (0, {"status": "0"}), step.log
    assert not step.log.startswith("::")
    assert names(work) == before


@bash
@pytest.mark.parametrize("value", HOSTILE)
def test_no_input_is_run(value, work):
    """Whatever an input holds, nothing of it is run; it is a file's name, or no level and no code."""
    before = names(work)
    files = {name: f"{value}.{name}" for name in ("sarif", "junit", "html")}
    step = start(VALIDATE, work, annotations=value, summary=value, **files)
    assert (step.status, step.summary) == (0, ""), step.log
    assert names(work) == sorted([*before, *files.values()])
    for name in files.values():
        (work / name).unlink()
    assert start(VALIDATE, work, fail_on=value, without=value).status == 2
    assert names(work) == before


STUB = """#!/bin/sh
# Stands for a Python: writes down how it was started, and makes a venv with a copy of itself.
printf '<%s>' "$0" "$@" >> "$CALLS"
printf '\\n' >> "$CALLS"
case "$1$2" in
  -mvenv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  -c*) exit "${TOO_OLD:-0}" ;;
esac
"""


@bash
@pytest.mark.parametrize("folder", ["runner", *HOSTILE])
def test_the_install_step_installs_what_is_locked(folder, work, monkeypatch):
    """A Python of any name makes an environment, installs the locks by hash and then this checkout, and nothing else."""
    (work.parent / folder).mkdir(exist_ok=True)
    python = work.parent / folder / "python3"
    python.write_text(STUB)
    python.chmod(0o755)
    shutil.rmtree(work.parent / "runner" / "livepack-action")
    calls = work.parent / "calls"
    monkeypatch.setenv("CALLS", str(calls))
    before = names(work)
    step = start(INSTALL, work, python=str(python))
    assert step.status == 0, step.log
    venv = f"{work.parent}/runner/livepack-action"
    pip = f"<{venv}/bin/python><-m><pip><install><--quiet><--disable-pip-version-check>"
    locks = f"<--requirement><{ROOT}/requirements/run.txt><--requirement><{ROOT}/requirements/build.txt>"
    assert calls.read_text("utf-8") == (
        f"<{python}><-c><import sys; sys.exit(sys.version_info < (3, 11))>\n"
        f"<{python}><-m><venv><{venv}>\n"
        f"{pip}<--require-hashes>{locks}\n"
        f"{pip}<--no-deps><--no-build-isolation><{ROOT}>\n"
    )
    assert names(work) == before
    monkeypatch.setenv("TOO_OLD", "1")
    step = start(INSTALL, work, python=str(python))
    assert step.status == 2
    assert step.log.startswith("::error title=livepack::livepack needs Python 3.11 or newer")


# The hook and the examples


def test_the_hook_runs_a_command_that_there_is():
    """The hook runs `livepack validate`, at every commit, once."""
    (hook,) = schemas.read_yaml((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"), ".pre-commit-hooks.yaml")
    assert hook["entry"].split() == ["livepack", "validate"]
    assert (hook["always_run"], hook["pass_filenames"], hook["language"]) == (True, False, "python")


def test_the_examples_use_what_there_is():
    """Hooks, inputs and options that docs/ci.md names exist."""
    options = {option for parameter in cli.commands["validate"].params for option in parameter.opts}
    used = set()
    for name, example in EXAMPLES:
        if name == ".pre-commit-config.yaml":
            for hook in example["repos"][0]["hooks"]:
                assert hook["id"] == "livepack-validate"
                assert {word for word in hook.get("args", []) if word.startswith("-")} <= options
        elif name.startswith(".github/workflows/"):
            steps = next(iter(example["jobs"].values()))["steps"]
            (step,) = [step for step in steps if "livepack" in step["uses"]]
            assert set(step["with"]) <= set(ACTION["inputs"])
        used.add(name.rpartition("/")[0] or name)
    assert used == {".pre-commit-config.yaml", ".github/workflows", ".gitlab-ci.yml"}


@bash
@pytest.mark.parametrize(("package", "status"), [("datapackage", 0), ("damaged", 1)])
def test_the_job_for_gitlab_leaves_its_reports(package, status, work):
    """The job's own command, run as it stands, ends as livepack does, and the artifacts that it names are there."""
    (job,) = next(example for name, example in EXAMPLES if name == ".gitlab-ci.yml").values()
    _, command = job["script"]
    if package != "datapackage":
        shutil.rmtree(work / "datapackage")
        (work / package).rename(work / "datapackage")
    environment = os.environ | {"PATH": f"{work.parent}/runner/livepack-action/bin:{os.environ['PATH']}"}
    done = subprocess.run([BASH, "-e", "-c", command], cwd=work, env=environment, capture_output=True, check=False)
    assert done.returncode == status, done.stderr
    assert ET.parse(work / job["artifacts"]["reports"]["junit"]).getroot().get("failures") == (
        "0" if status == 0 else "5"
    )
    for path in job["artifacts"]["paths"]:
        assert (work / path).read_text("utf-8").startswith("<!doctype html>")


def test_also_takes_every_format(packages, tmp_path):
    """`--also` writes each form that `--format` prints; what is no format or no file is refused before any work."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "livepack", "validate", "damaged", *arguments]
        return subprocess.run(command, cwd=packages, capture_output=True, text=True, encoding="utf-8", check=False)

    done = run(*(f"--also={form}={tmp_path / form}" for form in FORMATS))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (tmp_path / "text").read_text("utf-8")
    for form in FORMATS:
        assert run("--format", form).stdout == (tmp_path / form).read_text("utf-8")
    for wrong in ("xml=report", "junit", "junit=", "=report", "json=damaged/report", "json=nowhere/report"):
        done = run(f"--also={wrong}")
        assert (done.returncode, done.stdout) == (2, "")
        assert "advice:" in done.stderr
