"""Imports point one way: the command line on top, the schemas at the bottom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "convert" / "livepack"
# From the top: a module may import what stands below it, and nothing above.
LAYERS = (
    {"__main__"},
    {"docs"},
    {"cli"},
    {"commands"},
    {"inspection", "comparison"},
    {"validation", "renderings", "exports"},
    {"own_package"},
    {"report", "referee", "rounds", "gating"},
    {"tally"},
    {"settings"},
    {"judging"},
    {"layering"},
    {"hydration"},
    {"building"},
    {"package_folder"},
    {"checks", "package", "swap"},
    {"documents"},
    {"tables"},
    {"ledger_rows"},
    {"page_rows"},
    {"stubs"},
    {"listings"},
    {"identity", "seeds"},
    {"readers"},
    {"containers", "json_document", "layout"},
    {"warc"},
    {"html_document", "json_island"},
    {"html_tree"},
    {"html_outline"},
    {"html_pieces", "html_places", "html_display"},
    {"ledger", "rules", "saved_pages", "source", "times", "findings", "citation"},
    {"page", "decoding", "languages", "templates", "sql"},
    {"schemas", "spelling", "markdown"},
    {"terminal"},
    {"errors", "__init__"},
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The module or folder directly under livepack that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The parts of livepack that a module imports, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "livepack":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("livepack."):
            found.add(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("livepack.")}
    return found & set(LEVEL)


def test_every_module_has_its_layer():
    """A new module is put into a layer before it is used."""
    assert {part_of(path) for path in MODULES} == set(LEVEL)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_point_down(path: Path):
    """A module imports only what stands below it (or beside it, within its own folder)."""
    own = part_of(path)
    if own == "__init__":
        return  # it offers the public functions, and loads them when they are asked for
    upward = {name for name in imported(path) if name != own and LEVEL[name] <= LEVEL[own] and name != "__init__"}
    assert upward == set()


@pytest.mark.parametrize("path", sorted((PACKAGE / "checks").glob("*.py")), ids=lambda path: path.stem)
def test_checks_import_no_reader(path: Path):
    """What a reader did is judged by other means than the reader's."""
    forbidden = {"readers", "building", "tables", "ledger_rows", "page_rows", "times", "ledger", "identity"}
    assert imported(path) & (forbidden | {"html_document", "html_tree", "json_document", "json_island"}) == set()
