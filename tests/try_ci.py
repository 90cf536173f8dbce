"""Tries what docs/ci.md offers, as far as it goes without the services: `nox -s ci`.

The action, the hook and the examples are held to the schemas that their services publish; the hook is run by pre-commit
itself on a good and on a damaged package. pre-commit installs livepack with pip, which needs the network.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCHEMAS = {".github/workflows": "vendor.github-workflows", ".gitlab-ci.yml": "vendor.gitlab-ci"}


def main() -> int:
    """Try everything; returns how many tries failed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        tries = [
            ("action.yml", _run("check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml") == 0),
            ("the hooks", _run("pre-commit", "validate-manifest", ".pre-commit-hooks.yaml") == 0),
            *(
                (f"{name}, example {number}", _example(name, place / f"{number}.yml"))
                for number, name in _write_examples(place)
            ),
            *_tries_of_the_hook(place),
        ]
    for name, is_good in tries:
        print(f"{'ok    ' if is_good else 'FAILED'} {name}")
    return sum(not is_good for _, is_good in tries)


def _write_examples(place: Path) -> list[tuple[int, str]]:
    """Write each example file of docs/ci.md; returns their numbers and the names that they should have."""
    found = re.findall(
        r"^<!-- file: (.+?) -->\n```yaml\n(.*?)^```$",
        (ROOT / "docs/ci.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    for number, (_, text) in enumerate(found):
        (place / f"{number}.yml").write_text(text, "utf-8")
    return [(number, name) for number, (name, _) in enumerate(found)]


def _example(name: str, path: Path) -> bool:
    if name == ".pre-commit-config.yaml":
        return _run("pre-commit", "validate-config", path) == 0
    schema = next(schema for start, schema in SCHEMAS.items() if name.startswith(start))
    return _run("check-jsonschema", "--builtin-schema", schema, path) == 0


def _tries_of_the_hook(place: Path) -> list[tuple[str, bool]]:
    """Run the hook in scratch repositories; it must fail where livepack does, and only there."""
    good, damaged, removed, none = (place / name for name in ("good", "damaged", "removed", "none"))
    for home in (good, damaged, removed):
        for name in ("seeds", "datapackage"):
            shutil.copytree(ROOT / name, home / name)
    cells = damaged / "datapackage" / "entries.csv"
    cells.write_bytes(cells.read_bytes().replace(b"Aleppo", b"Elsewhere", 1))
    next((removed / "seeds").glob("*.txt")).unlink()
    none.mkdir()
    (none / "other.txt").write_text("nothing of livepack's")
    tries = []
    for home, wanted, words in (
        (good, 0, "datapackage: valid: 0 errors"),
        (damaged, 1, "error hash-differs"),
        (removed, 1, "error source-missing"),
        (none, 1, "datapackage: there is no such folder"),
    ):
        _run("git", "init", "--quiet", cwd=home)
        _run("git", "add", "--all", cwd=home)
        cache = {"PRE_COMMIT_HOME": str(place / "cache")}
        done = _start("pre-commit", "try-repo", ROOT, "livepack-validate", "--verbose", cwd=home, **cache)
        print(done.stdout[-2000:])
        # pre-commit ends with 1 for faults of its own as well: what livepack says must be there.
        tries.append((f"the hook in a repository: {home.name}", done.returncode == wanted and words in done.stdout))
    return tries


def _run(*command: str | Path, cwd: Path = ROOT) -> int:
    done = _start(*command, cwd=cwd)
    print(done.stdout, end="")
    return done.returncode


def _start(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    print("$", *command, flush=True)
    # git sets GIT_DIR and GIT_INDEX_FILE where this runs within a hook: the scratch repositories are others.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        command,
        cwd=cwd,
        env=kept | environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


if __name__ == "__main__":
    sys.exit(main())
