"""Building: what is a source, where a package may go, and that it comes whole or not at all."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import livepack
import making
from livepack import building, readers, swap
from livepack.building import build_package, find_sources
from livepack.checks.files import list_documents
from livepack.errors import LivepackError, SchemaError, SourceError, UsageError
from livepack.package_folder import check_place, foreign_files
from livepack.swap import put_folder, recover_folder


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Every test works in an empty folder of its own."""
    work = tmp_path / "desk"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def write(**files):
    """Write documents; __ in a name is a slash, and `seeds_yaml` is seeds.yaml."""
    for name, text in files.items():
        path = Path(name.replace("__", "/").replace("_yaml", ".yaml"))
        path = path if path.suffix else path.with_suffix(".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def names(*paths):
    return [file.name for file in find_sources([Path(path) for path in paths])[0]]


def contents(place):
    return making.read_files(Path(place))


def refused(function, *arguments, **options):
    with pytest.raises(UsageError) as caught:
        function(*arguments, **options)
    return str(caught.value)


# Sources


def test_every_file_of_a_folder_is_a_source():
    """Files at any depth are sources by their path with slashes, in order; hidden files and seeds.yaml are not."""
    write(s__b="x", s__a="x", s__sub__c="x", s__seeds_yaml="", s__sub__seeds_yaml="x")
    for hidden in ("s/.hidden", "s/.git/config", "s/sub/.DS_Store"):
        Path(hidden).parent.mkdir(exist_ok=True)
        Path(hidden).write_text("x")
    assert (
        names("s")
        == names("s/")
        == names("./s")
        == names(Path("s").resolve())
        == [
            "a.txt",
            "b.txt",
            "sub/c.txt",
            "sub/seeds.yaml",
        ]
    )


def test_files_and_folders_may_be_named():
    """Single files are sources by their name; what is named twice counts once."""
    write(s__a="x", s__b="x", t__c="x")
    assert names("s/b.txt") == ["b.txt"]
    assert names("s", "s/a.txt", "t/c.txt", "s") == ["a.txt", "b.txt", "c.txt"]


def test_seeds_yaml_beside_the_documents_is_read():
    """The seeds.yaml of a folder, or of a file's folder, applies."""
    write(s__a="x", s__seeds_yaml="package: {name: my-data}")
    for path in ("s", "s/a.txt"):
        assert find_sources([Path(path)])[1].package == {"name": "my-data"}


def test_two_different_seeds_yaml_are_refused():
    """Two folders with different seeds.yaml cannot be built together; the same text twice may."""
    write(s__a="x", s__seeds_yaml="package: {name: a}", t__b="x", t__seeds_yaml="package: {name: b}")
    assert "more than one seeds.yaml" in refused(find_sources, [Path("s"), Path("t")])
    write(t__seeds_yaml="package: {name: a}")
    assert names("s", "t") == ["a.txt", "b.txt"]


def test_two_documents_of_one_name_are_refused():
    """Documents of different folders may not have one name."""
    write(s__a="x", t__a="x")
    message = refused(find_sources, [Path("s"), Path("t")])
    assert "two documents have one name" in message
    assert "s/a.txt is a.txt too" in message


@pytest.mark.parametrize("path", ["missing", "missing.txt", "empty"])
def test_nothing_to_read(path):
    """A path that is not there, and a folder without a document, are told by name."""
    write(empty__seeds_yaml="")
    assert path in refused(find_sources, [Path(path)])


def test_a_listed_document_that_is_missing():
    """A document that seeds.yaml lists must be there; single files do not have to be all of them."""
    write(s__a="x", s__seeds_yaml="documents: {a.txt: {}, sub/b.txt: {}}")
    with pytest.raises(SourceError) as caught:
        find_sources([Path("s")])
    assert caught.value.found == "sub/b.txt"
    assert names("s/a.txt") == ["a.txt"]


def test_a_folder_that_cannot_be_listed(monkeypatch):
    """A folder that may not be read is told, not skipped."""
    write(s__a="x")

    def walk(_, onerror):
        onerror(PermissionError(13, "Permission denied", "s/secret"))
        return iter(())

    monkeypatch.setattr(os, "walk", walk)
    assert "s/secret: this folder cannot be read" in refused(find_sources, [Path("s")])


def test_faults_of_seeds_yaml_come_first():
    """With a seeds.yaml that is wrong nothing is built."""
    write(s__a=making.small_page(), s__seeds_yaml="pakage: {}")
    with pytest.raises(SchemaError):
        build_package(["s"], "out")
    assert not Path("out").exists()


# The place


@pytest.mark.parametrize("out", [".", "..", "../..", "/", "./s/..", "../desk"])
def test_the_working_folder_is_no_place(out):
    """The package never replaces the folder that the person works in, or one above it."""
    write(s__a="x")
    assert "the folder that you work in" in refused(check_place, Path(out), [])


@pytest.mark.parametrize("out", ["s", "s/sub", "s/sub/deep", "./s/new", "link", "link/new"])
def test_sources_and_package_lie_apart(out):
    """The package goes neither into the sources nor around them, whatever the path is called."""
    write(s__sub__a="x")
    Path("link").symlink_to("s")
    for source in ("s", "link") if out != "s/sub" else ("s",):
        assert "cannot lie in one another" in refused(check_place, Path(out), [Path(source)])
    assert "cannot lie in one another" in refused(check_place, Path("s"), [Path("s/sub")])
    assert "cannot lie in one another" in refused(check_place, Path("s"), [Path("s/sub/a.txt")])


def test_places_that_are_free():
    """A new folder, an empty one and a former package may be written to, also beside the sources."""
    write(s__a=making.small_page())
    Path("empty").mkdir()
    for out in ("new", "deep/new", "empty", "s2"):
        assert check_place(Path(out), [Path("s")]) == Path(out).resolve()
    build_package(["s"], "out")
    assert check_place(Path("out"), [Path("s")]) == Path("out").resolve()
    Path("link").symlink_to("out")
    assert check_place(Path("link"), [Path("s")]) == Path("out").resolve()


def test_a_file_is_no_place():
    """A file is not replaced by a folder."""
    write(out="x")
    assert "this is a file" in refused(check_place, Path("out.txt"), [])


@pytest.mark.parametrize(
    "foreign",
    [
        "notes.txt",
        "sub/blogs.csv",
        "blogs.csv/x",
        ".git/config",
        "pages.csv.bak",
        "liveblogs/notes.txt",
        "liveblogs/a/b",
    ],
)
def test_a_folder_with_other_things_is_no_place(foreign):
    """A folder that holds anything but livepack's own files is refused and left as it is."""
    write(s__a=making.small_page())
    build_package(["s"], "out")
    if foreign == "blogs.csv/x":
        Path("out/blogs.csv").unlink()
    Path("out", foreign).parent.mkdir(exist_ok=True)
    Path("out", foreign).write_text("mine")
    before = sorted(path for path in Path("out").rglob("*"))
    assert "other things than a livepack package" in refused(build_package, ["s"], "out")
    assert sorted(path for path in Path("out").rglob("*")) == before


@pytest.mark.parametrize("documents", [None, 7, ["CODEBOOK.md"]], ids=str)
def test_a_document_of_ones_own_is_not_replaced(documents):
    """A README in a package that names no such document, as those made before there were any, is somebody's own."""
    write(s__a=making.small_page())
    build_package(["s"], "out")
    descriptor = json.loads(Path("out/datapackage.json").read_text("utf-8"))
    descriptor["livepack"]["documents"] = documents
    Path("out/datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert "README.md" in foreign_files(Path("out"))
    refused(build_package, ["s"], "out")


@pytest.mark.parametrize(
    "descriptor",
    ["", "{", "[]", '{"name": "other"}', "\ufeffx", '"livepack"', "[" * 100_000],
    ids=["empty", "cut", "list", "other", "mark", "text", "deep"],
)
def test_a_package_of_others_is_no_place(descriptor):
    """Files with the names of a package are not a package of livepack without its descriptor."""
    write(out__blogs="x")
    Path("out/blogs.txt").rename("out/blogs.csv")
    Path("out/datapackage.json").write_text(descriptor)
    assert foreign_files(Path("out")) == ["blogs.csv", "datapackage.json"]
    assert "nothing was written" in refused(check_place, Path("out"), [])


def test_many_foreign_files_are_not_all_named():
    """Of many foreign files the message names three."""
    write(out__a="x", out__b="x", out__c="x", out__d="x")
    assert "a.txt, b.txt, c.txt …" in refused(check_place, Path("out"), [])


def test_the_place_is_checked_before_anything_is_read(monkeypatch):
    """A place that may not be written to is refused before a page is read."""
    write(s__a=making.small_page(), out__mine="x")
    monkeypatch.setattr(building, "open_sources", lambda *_: pytest.fail("read"))
    refused(build_package, ["s"], "out")


# Building


def test_a_package_is_written_and_returned():
    """A build writes exactly the files that it returns, and says which documents are not listed."""
    write(
        s__a=making.small_page(),
        s__b=making.small_page("Other."),
        s__seeds_yaml="documents: {a.txt: {blog: b}}",
    )
    found = livepack.build(["s"], "deep/out")
    assert contents("deep/out") == found.files
    assert found.unlisted == ("b.txt",)
    assert found.failures == ()
    assert [row["source_file"] for row in found.tables["pages"]] == ["a.txt", "b.txt"]
    assert sorted(path.name for path in Path("deep").iterdir()) == ["out"]


def test_a_package_in_memory():
    """Without a place nothing is written."""
    write(s__a=making.small_page())
    assert "datapackage.json" in build_package(["s"], None).files
    assert [path.name for path in Path().iterdir()] == ["s"]


def test_a_new_build_replaces_the_old_one():
    """A former package is replaced whole."""
    write(s__a=making.small_page())
    old = build_package(["s"], "out").files
    write(s__b=making.small_page("Another page."))
    new = build_package(["s"], "out").files
    assert old != new
    assert contents("out") == new


def test_how_paths_are_typed_changes_nothing(monkeypatch, folder):
    """The package is the same from any folder and however the paths are typed."""
    write(s__a=making.small_page(), s__sub__b=making.small_page("Other."))
    expected = build_package(["s"], None).files
    for path in ("s/", "./s", "s/../s", folder / "s", "../desk/s"):
        assert build_package([path], None).files == expected
    monkeypatch.chdir(folder / "s" / "sub")
    assert build_package([".."], None).files == expected


def test_jobs_and_executors_change_nothing(monkeypatch):
    """One process, several, or any executor give the same bytes, and progress is told after each share."""
    monkeypatch.setattr(building, "CHUNK", 2)
    write(**{f"s__{name}": making.small_page(f"Page {name}.") for name in "abcde"})
    expected = build_package(["s"], None).files
    told = []
    assert build_package(["s"], None, jobs=2, progress=lambda *counts: told.append(counts)).files == expected
    assert told == [(2, 5), (4, 5), (5, 5)]
    with ThreadPoolExecutor(3) as pool:
        assert build_package(["s"], None, executor=pool, jobs=9).files == expected
        assert pool.submit(len, "usable").result() == 6
    assert build_package(["s/a.txt"], None, jobs=4).files == build_package(["s/a.txt"], None).files


def test_errors_come_back_from_workers():
    """A page that is refused in a worker process is a failure with its full message."""
    write(s__a=making.small_page(), s__b="No live page at all.")
    (one,), (two,) = (build_package(["s"], None, jobs=jobs).failures for jobs in (1, 2))
    assert one == two
    assert one.name == "b.txt"
    assert one.message.startswith(
        "s/b.txt: no reader knows the format of this document\n  found:  text/plain that begins"
    )


def test_an_error_survives_the_way_between_processes():
    """Errors keep their parts when they are pickled."""
    import pickle

    error = pickle.loads(pickle.dumps(SourceError("bad", where="a:1", found="x", advice="y")))  # noqa: S301 - our own
    assert isinstance(error, SourceError)
    assert str(error) == "a:1: bad\n  found:  x\n  advice: y"


def test_a_failing_source_writes_nothing():
    """If one source cannot be read nothing is written, and the former package is untouched."""
    write(s__a=making.small_page())
    before = build_package(["s"], "out").files
    write(s__b="No live page at all.", s__c=making.small_page("New."))
    found = build_package(["s"], "out")
    assert found.files == {}
    assert [failure.name for failure in found.failures] == ["b.txt"]
    assert contents("out") == before


def test_keep_going_writes_the_rest():
    """With keep_going the sources that can be read are written, and the failures told."""
    write(s__a=making.small_page(), s__b="No live page at all.", s__c=making.small_page("New."))
    found = build_package(["s"], "out", keep_going=True)
    assert [failure.name for failure in found.failures] == ["b.txt"]
    assert [row["source_file"] for row in found.tables["pages"]] == ["a.txt", "c.txt"]
    assert contents("out") == found.files


def test_keep_going_with_nothing_left():
    """If no source can be read there is nothing to write even with keep_going."""
    write(s__b="No live page at all.")
    assert build_package(["s"], "out", keep_going=True).files == {}
    assert not Path("out").exists()


@pytest.mark.parametrize("error", [ZeroDivisionError("oops"), RecursionError("deep"), MemoryError(), KeyError("x")])
def test_a_bug_of_a_reader_is_told_and_the_others_are_read(monkeypatch, error):
    """An unexpected exception is reported as a bug with its page and place, and the other pages are read."""
    write(s__a=making.small_page(), s__b=making.small_page("Boom."))
    reader = next(reader for reader in readers.readers() if reader.FORMAT.id == "bbc_webcore_text")
    read = reader.read

    def fail(source):
        if source.name == "b.txt":
            raise error
        return read(source)

    monkeypatch.setattr(reader, "read", fail)
    found = build_package(["s"], "out", keep_going=True)
    (failure,) = found.failures
    assert failure.name == "b.txt"
    assert failure.message.startswith("s/b.txt: this is a bug of livepack; please report it")
    assert f"{type(error).__name__}: {error} (test_build.py:" in failure.message
    assert len(found.tables["pages"]) == 1


def test_of_two_alike_the_described_one_is_kept():
    """A copy that sorts before the document that seeds.yaml describes does not take its place."""
    text = making.small_page()
    write(**{"s__a (1)": text, "s__b": text})
    Path("s/seeds.yaml").write_text("documents:\n  b.txt:\n    blog: acme-1\n", "utf-8")
    (page,) = build_package(["s"], None).tables["pages"]
    assert (page["source_file"], page["blog_id"]) == ("b.txt", "acme-1")


def test_duplicates_are_no_failure():
    """The same bytes twice are one page and a finding."""
    write(s__a=making.small_page(), s__b=making.small_page())
    found = build_package(["s"], None)
    assert [row["source_file"] for row in found.tables["pages"]] == ["a.txt"]
    assert "duplicate-source" in [row["code"] for row in found.tables["findings"]]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_name_that_is_no_text():
    """A file whose name cannot be written as UTF-8 is told as an error, not met as a crash."""
    write(s__a=making.small_page())
    Path(os.fsdecode(b"s/page\xff.txt")).write_text(making.small_page("Other."))
    try:
        found = build_package(["s"], None)
    except LivepackError:
        return
    assert len(found.failures) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("name", ["line\nbreak.txt", "red\x1b[31m.txt", "Live #1.txt", "sub#1/page.txt"])
def test_a_file_name_that_cannot_stand_in_a_package(name):
    """A name that would break lines, move a cursor or look like a record's is told, shown so that it does no harm."""
    write(s__a=making.small_page())
    Path("s", name).parent.mkdir(exist_ok=True)
    Path("s", name).write_text(making.small_page("Other."))
    (failure,) = build_package(["s"], None).failures
    assert "cannot stand in a package" in failure.message
    assert all(map(str.isprintable, failure.message.split("\n")))


@pytest.mark.skipif(sys.platform == "win32", reason="needs rights on Windows")
def test_a_folder_that_is_a_link_is_not_passed_over_unseen():
    """Links to folders are not followed, which is said: the pages in them would be missing."""
    write(s__a=making.small_page(), other__b=making.small_page("Other."))
    Path("s", "more").symlink_to(Path("other").resolve())
    with pytest.raises(UsageError, match="is a link"):
        find_sources([Path("s")])
    Path("s", "more").unlink()
    Path("linked").symlink_to(Path("s").resolve())
    assert [file.name for file in find_sources([Path("linked")])[0]] == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes of a name")
def test_a_pipe_is_no_source():
    """What may never end is not read; it fails as any other source that cannot be read."""
    write(s__a=making.small_page())
    os.mkfifo("s/pipe")
    (failure,) = build_package(["s"], None).failures
    assert "it is no file" in failure.message
    with pytest.raises(UsageError, match="cannot be read"):
        list_documents(Path("s"))
    for name in ("datapackage.json", "SHA256SUMS"):
        put_folder(Path("package").resolve(), {**PACKAGE, "SHA256SUMS": b""})
        Path("package", name).unlink()
        os.mkfifo(Path("package", name))
        assert name in foreign_files(Path("package"))
    os.mkfifo("s/seeds.yaml")
    with pytest.raises(SourceError, match=r"seeds\.yaml cannot be read"):
        build_package(["s"], None)


# Swapping folders


PACKAGE = {"datapackage.json": b'{"livepack": {}}'}
OLD, NEW = {**PACKAGE, "blogs.csv": b"old", "links.csv": b"old"}, {**PACKAGE, "blogs.csv": b"new"}


@pytest.fixture(params=["exchange", "renames"])
def way(request, monkeypatch):
    """Both ways of swapping: in one step where the system can, and by two renames."""
    if request.param == "renames":
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux exchanges two folders in one step")


@pytest.mark.usefixtures("way")
def test_a_folder_is_put_whole(folder):
    """The new folder has exactly the new files, can be read by all, and nothing is left beside it."""
    put_folder(folder / "new" / "out", OLD)
    assert contents("new/out") == OLD
    put_folder(folder / "new" / "out", NEW)
    assert contents("new/out") == NEW
    assert [path.name for path in Path("new").iterdir()] == ["out"]
    assert Path("new/out").stat().st_mode & 0o777 == 0o755


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_a_write_that_fails_leaves_the_old_folder(folder, monkeypatch, error):
    """If the new files cannot be written the old folder stays, and nothing is left beside it."""
    put_folder(folder / "out", OLD)

    def fail(_):
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyboardInterrupt if error is KeyboardInterrupt else UsageError):
        put_folder(folder / "out", NEW)
    assert contents("out") == OLD
    assert [path.name for path in Path().iterdir()] == ["out"]


def break_second_rename(monkeypatch, error):
    """Let the old folder be moved aside, and fail when the new one is moved in."""
    monkeypatch.setattr(swap, "_exchange", lambda *_: False)
    rename = Path.rename

    def fail(path, target):
        if ".new-" in path.name:
            raise error
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)


def test_a_kill_between_the_renames_loses_nothing(folder, monkeypatch):
    """A run that is killed between the two renames leaves the old folder for the next command to bring back."""
    put_folder(folder / "out", OLD)
    with monkeypatch.context() as patch:
        break_second_rename(patch, KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            put_folder(folder / "out", NEW)
    recover_folder(folder / "out")
    assert contents("out") == OLD
    put_folder(folder / "out", NEW)
    assert contents("out") == NEW
    assert [path.name for path in Path().iterdir()] == ["out"]


def test_a_rename_that_fails_leaves_what_was_there(folder, monkeypatch):
    """If the new folder cannot be moved in, the old one is in its place when the error is told."""
    put_folder(folder / "out", OLD)
    break_second_rename(monkeypatch, OSError(1, "Operation not permitted"))
    assert "what was there is untouched" in refused(put_folder, folder / "out", NEW)
    assert contents("out") == OLD


def test_the_next_build_brings_the_old_package_back(folder):
    """A build after a kill finds the former package before it looks at the place."""
    write(s__a=making.small_page())
    files = build_package(["s"], "out").files
    Path("out").rename(".out.livepack-old")
    assert check_place(Path("out"), [Path("s")]) == folder / "out"
    assert contents("out") == files


def test_a_kill_after_the_renames_leaves_the_new_folder(folder):
    """Where the new folder is in its place, the old one beside it is cleared away."""
    put_folder(folder / "out", NEW)
    put_folder(folder / ".out.livepack-old", OLD)
    recover_folder(folder / "out")
    assert contents("out") == NEW
    assert [path.name for path in Path().iterdir()] == ["out"]


def test_a_folder_of_somebody_else_is_never_cleared_away():
    """A folder that is only named like a former package, and holds other things, is left alone."""
    write(s__a=making.small_page())
    Path(".out.old").mkdir()
    Path(".out.old/diary.txt").write_text("mine")
    build_package(["s"], "out")
    build_package(["s"], "out")
    assert Path(".out.old/diary.txt").read_text() == "mine"


def test_nothing_to_recover(folder):
    """Without a former run there is nothing to do."""
    recover_folder(folder / "out")
    assert list(Path().iterdir()) == []


def test_a_place_that_cannot_be_written(folder):
    """A parent that is a file is told as wrong use."""
    write(file="x")
    assert "cannot be written" in refused(put_folder, folder / "file.txt" / "out", NEW)


def test_systems_that_cannot_exchange(monkeypatch, folder):
    """Where the system or its library cannot exchange folders, that is found without an error."""
    put_folder(folder / "a", OLD)
    put_folder(folder / "b", NEW)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        assert swap._exchange(folder / "a", folder / "b") is False
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "linux")
        patch.setattr(swap.ctypes, "CDLL", lambda *_, **__: object())
        assert swap._exchange(folder / "a", folder / "b") is False
    if sys.platform == "linux":
        assert swap._exchange(folder / "a", folder / "missing") is False
    assert (contents("a"), contents("b")) == (OLD, NEW)


def test_a_report_is_written_whole_or_not_at_all(folder, monkeypatch):
    """A single file is replaced in one step, and stays as it was if that fails."""
    swap.put_file(folder / "report.txt", b"old")
    assert Path("report.txt").read_bytes() == b"old"
    with monkeypatch.context() as patch:
        patch.setattr(
            Path,
            "replace",
            lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")),
        )
        assert "No space left on device" in refused(swap.put_file, folder / "report.txt", b"new")
    assert contents(".") == {"report.txt": b"old"}
    assert "cannot be written" in refused(swap.put_file, folder / "missing" / "report.txt", b"new")


def test_what_killed_runs_have_left_is_cleared_after_a_day(folder):
    """Halves of files and folders go with the next run of the same name, once they are old; those of others stay."""
    (folder / ".out.new-old").mkdir()
    for name in (".out.new-young", ".out.new-file", ".other.new-x", ".[o]ut.new-x"):
        (folder / name).write_text("half")
    for name in (".out.new-old", ".out.new-file", ".other.new-x", ".[o]ut.new-x"):
        os.utime(folder / name, (0, 0))
    put_folder(folder / "out", NEW)
    assert sorted(path.name for path in folder.iterdir()) == [".[o]ut.new-x", ".other.new-x", ".out.new-young", "out"]
    swap.put_file(folder / "[o]ut", b"new")
    assert sorted(path.name for path in folder.iterdir()) == [".other.new-x", ".out.new-young", "[o]ut", "out"]


def test_the_library_has_three_functions():
    """`livepack` offers read, build and validate, and says plainly that it has nothing else."""
    assert livepack.read is readers.read_page
    with pytest.raises(AttributeError, match="no attribute 'bild'"):
        _ = livepack.bild
