"""Exit statuses of every path, and reports that are whole or absent, through the command line as people start it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from livepack import building, cli, validation
from livepack.hydration.dehydrating import dehydrate_package
from livepack.renderings import RENDERINGS

ROOT = Path(__file__).parents[1]
SEED = "000_8947e468bea8c5dc.txt"


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with sources, their package, a damaged one, and things that are neither."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "seeds", home / "seeds")
    building.build_package([home / "seeds"], home / "datapackage")
    shutil.copytree(home / "datapackage", home / "damaged")
    path = home / "damaged" / "entries.csv"
    path.write_bytes(path.read_bytes().replace(b"Aleppo", b"Elsewhere", 1))
    (home / "bad").mkdir()
    (home / "bad" / "page.txt").write_text("nothing that anybody knows\n")
    shutil.copytree(home / "seeds", home / "mixed")
    shutil.copy(home / "bad" / "page.txt", home / "mixed")
    (home / "warned").mkdir()
    shutil.copy(ROOT / "tests/pages/bbc_webcore_text/nothing_to_date_by/page.txt", home / "warned")
    building.build_package([home / "warned"], home / "warned-package")
    (home / "unlisted").mkdir()
    (home / "unlisted" / "seeds.yaml").write_text("documents:\n  gone.txt:\n    id: gone\n")
    (home / "unlisted" / "page.txt").write_text("x")
    shutil.copytree(home / "seeds", home / "yaml")
    (home / "yaml" / "seeds.yaml").write_text("a: b: c")
    (home / "empty").mkdir()
    (home / "file.txt").write_text("a file")
    (home / "foreign").mkdir()
    (home / "foreign" / "datapackage.json").write_text("{no json")
    dehydrate_package(home / "datapackage", home / "dry")
    (home / "listing.cdx").write_text("x 20310305060000 https://news.example.org/live/1 text/html 200 A 1\n")
    (home / "list").mkdir()
    (home / "list" / "datapackage.json").write_text("[]")
    (home / "nested").mkdir()
    (home / "nested" / "datapackage.json").write_text("[" * 100_000)
    return home


@pytest.fixture
def livepack(home, monkeypatch, capsys) -> Callable[..., Ended]:
    """Start the command line in that folder, as the installed program does."""
    monkeypatch.chdir(home)

    def start(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["livepack", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return start


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


STATUSES = [
    # validate: 0, no error
    (0, "validate"),
    (0, "validate datapackage"),
    (0, "validate datapackage --sources seeds"),
    (0, "validate datapackage --sources seeds --fail-on warning"),
    (0, "validate datapackage --fail-on warning"),  # a note says what could not be checked
    (0, "validate warned-package --sources warned"),
    (0, "validate ./datapackage/ --sources ./seeds/../seeds"),
    (0, "validate --help"),
    # validate: 1, errors found
    (1, "validate damaged"),
    (1, "validate damaged --sources seeds"),
    (1, "validate damaged --fail-on warning"),
    (1, "validate warned-package --sources warned --fail-on warning"),
    (1, "validate datapackage --sources empty"),
    (1, "validate datapackage --sources mixed"),
    (1, "validate list"),
    (1, "validate damaged --without hash-differs"),
    # validate: 2, no verdict
    (2, "validate nowhere"),
    (2, "validate file.txt"),
    (2, "validate empty"),
    (2, "validate foreign"),
    (2, "validate nested"),
    (2, "validate datapackage --sources nowhere"),
    (2, "validate datapackage --sources file.txt"),
    (2, "validate datapackage --sources"),
    (2, "validate datapackage --format xml"),
    (2, "validate datapackage --fail-on note"),
    (2, "validate datapackage --without no-such-code"),
    (2, "validate datapackage --no-such-option"),
    (2, "validate datapackage seeds"),
    (2, "validate damaged --output nowhere/report.json"),
    (2, "validate damaged --output empty"),
    (2, "validate damaged --output file.txt/report.json"),
    (2, "validate damaged --output damaged/report.json"),
    (2, "validate damaged --sources seeds --output seeds/report.json"),
    # build: 0, written
    (0, "build --out {out}"),
    (0, "build seeds --out {out}"),
    (0, f"build seeds/{SEED} --out {{out}}"),
    (0, "build seeds --out {out} --jobs 2"),
    (0, "build warned --out {out}"),
    (0, "build --help"),
    # build: 1, a source could not be read
    (1, "build bad --out {out}"),
    (1, "build bad --out {out} --keep-going"),
    (1, "build mixed --out {out}"),
    (1, "build mixed --out {out} --keep-going"),
    (1, "build yaml --out {out}"),
    (1, "build unlisted --out {out}"),
    # build: 2, wrong use, no source, not writable
    (2, "build nowhere --out {out}"),
    (2, "build empty --out {out}"),
    (2, "build seeds --out seeds"),
    (2, "build seeds --out seeds/package"),
    (2, "build seeds --out ."),
    (2, "build seeds --out .."),
    (2, "build seeds --out file.txt"),
    (2, "build seeds --out file.txt/package"),
    (2, "build seeds --out bad"),
    (2, "build seeds --out {out} --jobs 0"),
    (2, "build seeds --out {out} --jobs many"),
    (2, "build seeds --out"),
    (2, "build seeds --no-such-option"),
    # diff: as diff(1)
    (0, "diff datapackage datapackage"),
    (0, "diff datapackage ./datapackage/ --format json"),
    (1, "diff datapackage damaged"),
    (1, "diff datapackage dry --format markdown --output {out}"),
    (2, "diff datapackage"),
    (2, "diff datapackage nowhere"),
    (2, "diff datapackage foreign"),
    (2, "diff list datapackage"),
    (2, "diff datapackage damaged --output damaged/diff.txt"),
    (2, "diff datapackage damaged --format html"),
    # dehydrate and hydrate
    (0, "dehydrate --out {out}"),
    (0, "dehydrate datapackage --out {out}"),
    (2, "dehydrate datapackage"),
    (2, "dehydrate damaged --out {out}"),
    (2, "dehydrate dry --out {out}"),
    (2, "dehydrate nowhere --out {out}"),
    (2, "dehydrate list --out {out}"),
    (2, "dehydrate datapackage --out bad"),
    (2, "dehydrate datapackage --out datapackage/dry"),
    (0, "hydrate dry --sources seeds --out {out}"),
    (1, "hydrate dry --sources empty --out {out}"),
    (1, "hydrate dry --sources yaml --out {out}"),
    (2, "hydrate dry --out {out}"),
    (2, "hydrate dry --sources nowhere --out {out}"),
    (2, "hydrate datapackage --sources seeds --out {out}"),
    (2, "hydrate dry --sources seeds --out seeds/package"),
    (0, "validate dry"),
    (0, "validate dry --sources seeds --fail-on warning"),
    # annotate and stub
    (2, "annotate damaged"),
    (2, "annotate dry"),
    (2, "annotate nowhere"),
    (0, "stub listing.cdx"),
    (0, "stub listing.cdx --addresses --all"),
    (2, "stub file.txt"),
    (2, "stub nowhere"),
    (2, "stub empty"),
    (2, "stub listing.cdx --replay archive"),
    # the rest
    (0, "--version"),
    (0, "readers"),
    (0, "explain hash-differs"),
    (2, "explain no-such-code"),
    (0, f"inspect seeds/{SEED}"),
    (2, "inspect nowhere.txt"),
    (1, "inspect bad/page.txt"),
    (2, "no-such-command"),
]


@pytest.mark.parametrize(("status", "line"), STATUSES, ids=[f"{status} {line}" for status, line in STATUSES])
def test_every_path_has_its_status(status, line, livepack, home, tmp_path):
    """Each way to use a command ends with its status; nothing that went in is changed, and no traceback is shown."""
    before = tree(home)
    ended = livepack(*line.format(out=tmp_path / "out").split())
    assert ended.status == status, ended
    assert "Traceback" not in ended.err + ended.out
    assert tree(home) == before
    if status == 2:
        assert ended.err
        assert not ended.out
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", RENDERINGS)
@pytest.mark.parametrize(("status", "package"), [(0, "datapackage"), (1, "damaged")])
def test_no_form_changes_the_status(form, status, package, livepack, tmp_path):
    """Whatever the form, printed or written, the status is the verdict's, and both are the same bytes."""
    printed = livepack("validate", package, "--format", form)
    place = tmp_path / "report"
    written = livepack("validate", package, "--format", form, "--output", place)
    assert (printed.status, written.status) == (status, status)
    assert (written.out, written.err) == ("", "")
    assert place.read_text("utf-8") == printed.out
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_folder_whose_name_is_no_utf_8_is_judged(livepack, home, tmp_path):
    """A name that no encoding has is shown as what cannot be shown, in every form."""
    folder = os.fsencode(tmp_path) + b"/p\xff"
    try:
        shutil.copytree(os.fsencode(home / "datapackage"), folder)
    except OSError:
        pytest.skip("this system takes no such name")
    for form in RENDERINGS:
        ended = livepack("validate", os.fsdecode(folder), "--format", form)
        assert (ended.status, ended.err) == (0, "")


# Faults that nobody foresaw


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (RuntimeError("out of cheese"), "RuntimeError: out of cheese (test_exits.py:"),
        (RecursionError("too deep"), "this is a bug of livepack"),
        (OSError(errno.EIO, "Input/output error", "entries.csv"), "entries.csv: the system refused"),
        (MemoryError(), "this is a bug of livepack"),
    ],
    ids=["bug", "recursion", "disk", "memory"],
)
@pytest.mark.parametrize("command", ["validate", "build"])
def test_a_fault_gives_no_verdict(command, fault, words, livepack, monkeypatch, tmp_path):
    """What nobody foresaw ends with 2 and words: 1 would say that the package was judged, 0 that it is good."""

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(validation, "validate_package", fail)
    monkeypatch.setattr(building, "build_package", fail)
    options = ["--output", tmp_path / "report"] if command == "validate" else ["--out", tmp_path / "out"]
    ended = livepack(command, *options)
    assert ended.status == 2
    assert words in ended.err
    assert "Traceback" not in ended.err
    assert list(tmp_path.iterdir()) == []


def test_a_keyboard_interrupt_is_no_verdict(livepack, monkeypatch):
    """Interrupted, a command says so and ends as shells expect, not with the status of a package that has errors."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(validation, "validate_package", interrupt)
    assert livepack("validate") == Ended(130, "", "interrupted\n")


# Reports that are whole or absent

FULL = OSError(errno.ENOSPC, "No space left on device")
FAULTS = {
    "the disk is full when the file is made": ("tempfile.mkstemp", FULL),
    "the disk is full when it is written out": ("os.fsync", FULL),
    "the place is read-only": ("tempfile.mkstemp", PermissionError(errno.EACCES, "Permission denied")),
    "the file may not be put in place": (
        "pathlib.Path.replace",
        PermissionError(errno.EPERM, "Operation not permitted"),
    ),
    "its mode cannot be set": ("pathlib.Path.chmod", OSError(errno.EROFS, "Read-only file system")),
    "interrupted while it is written out": ("os.fsync", KeyboardInterrupt()),
    "interrupted before it is put in place": ("pathlib.Path.replace", KeyboardInterrupt()),
}


@pytest.mark.parametrize("old", [None, b"the old report\n"], ids=["none before", "one before"])
@pytest.mark.parametrize("name", FAULTS)
def test_a_report_is_whole_or_absent(name, old, livepack, monkeypatch, tmp_path):
    """If a report cannot be written, the old one is there or none, nothing else is left, and the status says so."""
    place = tmp_path / "report.json"
    if old is not None:
        place.write_bytes(old)
    target, fault = FAULTS[name]

    def fail(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(target, fail)
    ended = livepack("validate", "damaged", "--format", "json", "--output", place)
    monkeypatch.undo()
    assert ended.out == ""
    if isinstance(fault, KeyboardInterrupt):
        assert (ended.status, ended.err) == (130, "interrupted\n")
    else:
        assert ended.status == 2
        assert f"{place}: the report cannot be written" in ended.err
        assert fault.strerror in ended.err
        assert "advice:" in ended.err
    assert tree(tmp_path) == ({} if old is None else {"report.json": old})


def _write_half(path: Path, data: bytes) -> None:
    """Write as to a disk that fills up: half of the bytes get there."""
    with path.open("wb") as file:
        file.write(data[: len(data) // 2])
    raise FULL


def test_half_a_report_is_never_seen(livepack, monkeypatch, tmp_path):
    """A disk that fills up while a report is written leaves the old report."""
    place = tmp_path / "report.json"
    place.write_text("old")
    monkeypatch.setattr(Path, "write_bytes", _write_half)
    ended = livepack("validate", "--output", place)
    monkeypatch.undo()
    assert ended.status == 2
    assert tree(tmp_path) == {"report.json": b"old"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_no_verdict(home):
    """A report that cannot be printed is none: status 2, and words on standard error."""
    with Path("/dev/full").open("wb") as full:
        done = _run("validate", "--format", "json", cwd=home, stdout=full)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_a_device_is_written_to_and_not_replaced(home):
    """--output /dev/stdout and /dev/null write there; the device stays a device."""
    done = _run("validate", "--format", "json", "--output", "/dev/stdout", cwd=home, stdout=subprocess.PIPE)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["error"] == 0
    assert _run("validate", "damaged", "--output", os.devnull, cwd=home).returncode == 1
    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_a_link_is_followed(livepack, tmp_path):
    """A report goes to where a link leads; the link stays one."""
    (tmp_path / "reports").mkdir()
    link = tmp_path / "report.json"
    link.symlink_to(tmp_path / "reports" / "today.json")
    assert livepack("validate", "--format", "json", "--output", link).status == 0
    assert link.is_symlink()
    assert json.loads((tmp_path / "reports" / "today.json").read_text("utf-8"))["counts"]["error"] == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for this user")
def test_a_read_only_folder_takes_no_report(livepack, tmp_path):
    """A folder that may not be written to is named, with status 2."""
    tmp_path.chmod(0o555)
    ended = livepack("validate", "damaged", "--output", tmp_path / "report")
    tmp_path.chmod(0o755)
    assert ended.status == 2
    assert "the report cannot be written" in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes of the Unix kind")
@pytest.mark.parametrize(("status", "package"), [(0, "datapackage"), (1, "damaged")])
def test_a_closed_pipe_keeps_the_verdict(status, package, home):
    """`livepack validate | true`: nobody reads the report, but the status is the verdict's, and nothing is said."""
    reader, writer = os.pipe()
    os.close(reader)
    done = _run("validate", package, "--format", "json", cwd=home, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (status, "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of the Unix kind")
@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed"])
def test_a_run_that_is_ended_leaves_a_whole_report(number, seconds, home, tmp_path):
    """Whenever a run is ended from outside, the old report or the new one is there, whole."""
    place, new = tmp_path / "report.json", tmp_path / "new.json"
    _run("validate", "--output", str(new), cwd=home)
    place.write_text("old")
    command = [sys.executable, "-m", "livepack", "validate", "--output", str(place)]
    # Without the measuring of coverage, which an interrupt may catch while it writes its own files.
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    running = subprocess.Popen(command, cwd=home, env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    running.send_signal(number)
    running.wait(timeout=60)
    assert place.read_bytes() in (b"old", new.read_bytes())


def _run(*arguments: str, cwd: Path, stdout: object = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "livepack", *arguments]
    return subprocess.run(
        command, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False, timeout=60
    )
