"""The recipes of docs/loading.md and the notebook: each is run, and all give the same figures.

Most need libraries that the other tests do without; `nox -s recipes` has them.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import exporting
import test_docs
from exporting import run
from livepack.building import build_package

PAGE = "docs/loading.md"
NOTEBOOK = exporting.ROOT / "docs" / "the-day.ipynb"
NIGHTS = exporting.ROOT / "tests" / "pages" / "bbc_webcore_text"
TIMEOUT = 240
# The module that a recipe needs, and how it asks for the distance in seconds between the two posts of 01:30.
PYTHON = {
    "pandas": (
        "pandas",
        """
night = entries.loc[entries["published_local"].dt.strftime("%H:%M") == "01:30", "published"]
print(len(night), int((night.max() - night.min()).total_seconds()))
""",
    ),
    "polars": (
        "polars",
        """
night = entries.filter(pl.col("published_local").dt.strftime("%H:%M") == "01:30")["published"]
print(len(night), int((night.max() - night.min()).total_seconds()))
""",
    ),
    "duckdb": (
        "duckdb",
        """
print(*ask('''
    SELECT count(*), CAST(epoch(max(CAST(published AS TIMESTAMPTZ))) - epoch(min(CAST(published AS TIMESTAMPTZ))) AS INT)
    FROM entries WHERE strftime(CAST(published_local AS TIMESTAMP), '%H:%M') = '01:30'
''')[0])
""",
    ),
    "sqlite": (
        "sqlite3",
        """
print(*ask('''
    SELECT count(*), max(strftime('%s', published)) - min(strftime('%s', published))
    FROM entries WHERE substr(published_local, 12, 5) = '01:30'
''')[0])
""",
    ),
    "python": ("frictionless", ""),
    "datasets": ("datasets", ""),
}


def need(module: str) -> None:
    """Skip where a library is not installed."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not installed; nox -s recipes has it")


def run_python(script: str, folder: Path) -> str:
    """Run a script in a folder, far from any network; it must end with status 0. Returns what it printed."""
    environment = test_docs.environment(HF_HOME=str(folder / "cache"), HF_HUB_OFFLINE="1")
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        timeout=TIMEOUT,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def recipe(name: str) -> str:
    """The recipe of that name."""
    text = test_docs.text_of(PAGE, f"run: {name}")
    assert text, name
    return text


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with this repository's package, and the database made of it."""
    folder = tmp_path_factory.mktemp("seed")
    shutil.copytree(exporting.ROOT / "datapackage", folder / "datapackage")
    done = run("export", "sqlite", folder / "datapackage", "--out", folder / "liveblogs.sqlite")
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def summer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package of a page in British Summer Time and one of the night in which it ends."""
    folder = tmp_path_factory.mktemp("summer")
    for case in ("british_summer_time", "clocks_go_back"):
        (folder / "pages").mkdir(exist_ok=True)
        shutil.copy(NIGHTS / case / "page.txt", folder / "pages" / f"{case}.txt")
    build_package([folder / "pages"], folder / "datapackage")
    done = run("export", "sqlite", folder / "datapackage", "--out", folder / "liveblogs.sqlite")
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("name", PYTHON)
def test_a_recipe_prints_the_figures(name: str, seed: Path):
    """Every recipe in Python prints what the page shows, to the letter."""
    need(PYTHON[name][0])
    (shown,) = (block.text for block in test_docs.blocks(PAGE) if block.language == "text")
    assert run_python(recipe(name), seed) == shown


def test_the_figures_are_those_of_the_tables(seed: Path):
    """What the page shows is counted here from the CSV files, with no library."""
    (shown,) = (block.text for block in test_docs.blocks(PAGE) if block.language == "text")
    tables = exporting.tables_of(seed / "datapackage")
    hours = Counter(int(row["published_local"][11:13]) for row in tables["entries"])
    credit = sorted(Counter(row["credit"] for row in tables["images"]).items(), key=lambda item: (-item[1], item[0]))
    tweets = [row for row in tables["embeds"] if row["provider"] == "twitter"]
    posts = {row["entry_id"] for row in tweets}
    (post,) = (row["entry_id"] for row in tables["entries"] if row["position"] == "13")
    (after,) = (row["after_paragraph"] for row in tweets if row["entry_id"] == post)
    (words,) = (r["text"] for r in tables["paragraphs"] if (r["entry_id"], r["position"]) == (post, after))
    assert shown.splitlines() == [
        str(dict(sorted(hours.items()))),
        str(dict(credit)),
        f"{len(tweets)} tweets in {len(posts)} of {len(tables['entries'])} posts",
        words,
        "links: not known",
    ]
    assert not tables["links"]
    assert "links.link_id" in tables["pages"][0]["not_in_source"].split()


@pytest.mark.parametrize("name", [name for name, (_, night) in PYTHON.items() if night])
def test_summer_time_and_the_night_the_clocks_go_back(name: str, summer: Path):
    """Loaded by a recipe, hours are those that the pages print, and 01:30 comes twice, an hour apart."""
    need(PYTHON[name][0])
    loading = re.match(r".*?^print\([^\n]*\n", recipe(name), re.DOTALL | re.MULTILINE)
    assert loading
    hours, night = run_python(loading[0] + PYTHON[name][1], summer).splitlines()
    printed = [row["published_text"] for row in exporting.tables_of(summer / "datapackage")["entries"]]
    assert any("British Summer Time" in time for time in printed)
    wanted = Counter(int(time[:2]) for time in printed)
    assert hours == str(dict(sorted(wanted.items())))
    assert night == "2 3600"


def test_readr(seed: Path):
    """R with readr counts the same."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("there is no Rscript on PATH (Debian: r-base-core, r-cran-readr)")
    ask = [rscript, "-e", "quit(status = !requireNamespace('readr', quietly = TRUE))"]
    if subprocess.run(ask, check=False, capture_output=True, timeout=TIMEOUT).returncode:
        pytest.skip("R has no package readr (Debian: r-cran-readr)")
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [rscript, "-e", recipe("readr")],
        cwd=seed,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, done.stderr
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert lines[:3] == ["hour", "10 11 12 13 14 15", "1  6  2  5  2  4"]
    assert sorted(re.findall(r"\b[0-9]+\b", "\n".join(lines[3:-3]))) == ["1"] * 6 + ["2"]
    assert lines[-3:] == [
        "14 tweets in 10 of 20 posts",
        "The BBC's political editor, Laura Kuenssberg, tweets:",
        "links: not known",
    ]


def test_the_notebook_is_stored_without_results():
    """Results would go stale unseen."""
    notebook = json.loads(NOTEBOOK.read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """It loads the package, counts the hours, and draws two figures."""
    for module in ("nbclient", "ipykernel", "pandas", "matplotlib"):
        need(module)
    script = f"""
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read({str(NOTEBOOK)!r}, as_version=4)
NotebookClient(notebook, timeout={TIMEOUT}, resources={{"metadata": {{"path": {str(NOTEBOOK.parent)!r}}}}}).execute()
nbformat.write(notebook, "executed.ipynb")
"""
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    run_python(script, tmp_path)
    cells = json.loads((tmp_path / "executed.ipynb").read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ()) if "data" in output]
    texts = ["".join(output["data"].get("text/plain", "")) for output in outputs]
    assert any("links" in text and "link_id" in text for text in texts)
    (hours,) = (text for text in texts if "posts" in text and "words" in text)
    rows = [list(map(int, line.split())) for line in hours.splitlines()[2:]]
    assert [(hour, posts) for hour, posts, _ in rows] == [(10, 1), (11, 6), (12, 2), (13, 5), (14, 2), (15, 4)]
    assert sum("image/png" in output["data"] for output in outputs) == 2
