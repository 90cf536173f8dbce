"""The project's tasks. `nox -l` lists them; each docstring is its help."""

import shutil
import tempfile
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True

LOCKS = ("run", "build", "test", "lint", "types", "nox", "lock", "legacy", "ci", "croissant", "recipes", "bench")


def install(session: nox.Session, *locks: str, livepack: bool = True) -> None:
    """Install what requirements/*.txt list, by hash, and livepack from this checkout.

    livepack comes editable and without dependencies: those it needs are in the locks.
    """
    if livepack:
        locks = ("run", "build", *locks)
    files = [f"--requirement=requirements/{lock}.txt" for lock in locks]
    session.install("--require-hashes", *files)
    if livepack:
        session.install("--no-deps", "--no-build-isolation", "--editable", ".")


@nox.session
def build(session: nox.Session) -> None:
    """Make datapackage/ from seeds/, or what `livepack build` is told after --."""
    install(session)
    session.run("livepack", "build", *session.posargs)


@nox.session
def validate(session: nox.Session) -> None:
    """Check datapackage/ against seeds/, then ask frictionless too. Options go after --."""
    install(session)
    session.run("livepack", "validate", "--referee", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests and measure their coverage. To run a few: -- --no-cov -k WORD."""
    install(session, "test")
    session.run("pytest", "--cov", "--numprocesses=auto", "--dist=worksteal", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for mistakes and check the formatting."""
    install(session, "lint", livepack=False)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install(session, "run", "types", livepack=False)
    session.run("mypy", *session.posargs)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Remake the docs that come from schemas/. With -- --check, only say whether they are current."""
    install(session)
    session.run("python", "-m", "livepack.docs", *session.posargs)


@nox.session(default=False)
def wheel(session: nox.Session) -> None:
    """Build the wheel and use it far from the checkout, whose sources then cannot help it."""
    install(session, "run", "build", livepack=False)
    with tempfile.TemporaryDirectory() as folder:
        built, empty = Path(folder, "built"), Path(folder, "empty")
        sources = shutil.copytree("seeds", Path(folder, "sources"))
        empty.mkdir()
        session.run(
            *("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"),
            *("--wheel-dir", str(built), "."),
        )
        session.install("--no-deps", "--force-reinstall", *map(str, built.glob("*.whl")))
        with session.chdir(empty):
            session.run("livepack", "--version")
            session.run("livepack", "readers")
            session.run("livepack", "build", str(sources), "--out", "pkg")
            session.run("livepack", "validate", "pkg", "--sources", str(sources))


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Print how fast livepack is on this machine, beside other tools too. Your own saved pages: -- --pages DIR."""
    install(session, "bench")
    session.run("python", "benchmarks/bench.py", *session.posargs)


@nox.session(default=False)
def golden(session: nox.Session) -> None:
    """Write the goldens that tests/pages/ lacks, and say where the others differ from what the readers say now."""
    install(session, "test")
    session.run("python", "tests/golden.py", *session.posargs)


@nox.session(default=False)
def ci(session: nox.Session) -> None:
    """Try action.yml, the pre-commit hook and the examples of docs/ci.md. The hook installs livepack from the network."""
    install(session, "ci", livepack=False)
    session.run("python", "tests/try_ci.py")


@nox.session(default=False)
def screenshot(session: nox.Session) -> None:
    """Take pictures of the HTML report into build/, wide and narrow, light and dark. Needs Chromium on PATH."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome")):
        session.skip("there is no Chromium on PATH; install it (Debian: apt-get install chromium)")
    install(session)
    session.run("python", "tests/screenshot.py")


@nox.session(default=False)
def legacy(session: nox.Session) -> None:
    """Load datapackage/ with the library that read Data Packages before version 2."""
    install(session, "legacy", livepack=False)
    descriptor = session.posargs or ["datapackage/datapackage.json"]
    session.run("python", "tests/legacy_load.py", *descriptor)


@nox.session(default=False)
def croissant(session: nox.Session) -> None:
    """Validate datapackage/croissant.json with the mlcroissant library, and load every record by it."""
    install(session, "croissant", livepack=False)
    session.run("python", "tests/croissant_load.py", *session.posargs)


@nox.session(default=False)
def recipes(session: nox.Session) -> None:
    """Run the recipes of docs/loading.md and its notebook, in R and LibreOffice too where they are installed."""
    install(session, "test", "recipes")
    pages = ("tests/test_recipes.py", "tests/test_docs.py", "tests/test_export_flat.py")
    session.run("pytest", *pages, *session.posargs)


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Remake requirements/*.txt with the newest versions that pyproject.toml allows."""
    install(session, "lock", livepack=False)
    with tempfile.TemporaryDirectory() as folder:
        # Everything is resolved together first, so that a package has one version in all files.
        together = str(Path(folder, "dev.txt"))
        resolve(session, together, "pyproject.toml", "--group=dev")
        for name in LOCKS:
            wanted = "pyproject.toml" if name == "run" else f"--group={name}"
            shared = [] if name in {"lock", "legacy", "ci", "croissant"} else [f"--constraint={together}"]
            resolve(session, f"requirements/{name}.txt", wanted, *shared)


def resolve(session: nox.Session, output: str, *wanted: str) -> None:
    """Write the versions and hashes of what is wanted, for every system and Python we support."""
    session.run(
        *("uv", "pip", "compile", "--quiet", "--no-config", "--upgrade"),
        *("--universal", "--python-version=3.11", "--generate-hashes"),
        *("--no-emit-index-url", "--no-emit-find-links", "--no-annotate"),
        *("--custom-compile-command=nox -s lock", f"--output-file={output}", *wanted),
        silent=True,
    )
