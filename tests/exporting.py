"""What the tests of exports share: good packages, their cells, and the command line."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

import damage
from livepack.building import build_package
from livepack.cli import cli

ROOT = Path(__file__).parents[1]
KINDS = ("seed", "many", "world", "html")
# Texts that other programs take for something else, or cut.
AWKWARD = (
    "=1+1",
    "+44 20 7946 0000 is the number",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "'=quoted",
    "＝全角",
    "https://news.example.org/a b",
    "mailto:desk@example.org",
    "2016-12-14",
    "0012",
    "1e5",
    "TRUE",
    "_x0041_ and _x005F_",
    "<r>not rich</r>",
    "<b>&amp; & ]]> --></b>",
    'say "so", he said;\tthen',
    "𝄞 👩‍👩‍👧 ẞ ﬁ Ω é",
    "עברית and العربية",
    "\u200fmark\u200e\ufeffinside",
    "a\u0001control\u0085next",
)

# Two layers as a spreadsheet would save them, over the first words of a paragraph, the whole of it, and a place in it.
ANNOTATIONS = """\
\ufeffannotation_id,paragraph_id,start_char,end_char,layer,label,value,annotator,confidence
a1,bbc-38308826/t20161214T1220Z/p1,0,3,"entities",organisation,Q9531,coder-1,0.85
a2,bbc-38308826/t20161214T1220Z/p1,,,stance,neutral,,coder-2,
a3,bbc-38308826/t20161214T1220Z/p1,5,5,entities,gap,,,0.5
""".replace("\n", "\r\n")


def run(*arguments: str | Path) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@cache
def _home(kind: str, root: Path) -> Path:
    damage.make_good("seed" if kind == "annotated" else kind, root / kind)
    if kind == "annotated":
        (root / kind / "package" / "annotations.csv").write_text(ANNOTATIONS, "utf-8", newline="")
        build_package([root / kind / "sources"], root / kind / "package")
    return root / kind


def good(kind: str, root: Path) -> Path:
    """The package of that kind, built once for each root folder."""
    return _home(kind, root) / "package"


def tables_of(package: Path) -> dict[str, list[dict[str, str]]]:
    """Every table's rows, read plainly."""
    found = {}
    for path in sorted(package.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def write_awkward(home: Path) -> Path:
    """A package whose texts are as awkward as can be: copied from a good one, with sizes and hashes put right.

    Returns the package's folder.
    """
    package = damage.Package(home)
    texts = list(AWKWARD)
    for number, row in enumerate(package["entries"]):
        row["headline"] = texts[number % len(texts)]
        row["text"] = texts[(number + 7) % len(texts)] + "\n\n" + texts[(number + 3) % len(texts)]
    for number, row in enumerate(package["images"]):
        row["caption"] = texts[number % len(texts)]
        row["credit"] = texts[(number + 1) % len(texts)]
    package.save()
    return package.folder
