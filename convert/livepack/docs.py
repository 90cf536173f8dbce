"""Makes the pages of docs/ that follow from schemas/ and from the command line's own help."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from livepack import rules, schemas
from livepack.documents.codebook import describe_type, link_term
from livepack.markdown import code, escape, markdown_table
from livepack.schemas import Field, FindingType, Table

FOLDER = Path("docs")
WIDTH = 88  # of the help texts, whatever the terminal

_TABLES = "A package is a folder of CSV files with a descriptor, `datapackage.json`, that holds what this page says. An empty cell means that there is no value: [data.md](data.md) says what that can mean."
_MARKED = "Columns marked © hold the publisher's words; all others are facts about the page or livepack's own. Examples are invented."
_LAYERS = "The tables that follow are not made by the build. Whoever uses the package may add them: [annotating.md](annotating.md)."
_FLAT = "It is no part of a package: `livepack export flat` makes it of one, as [exporting.md](exporting.md) says."
_FINDINGS = "Everything that `livepack validate` can report, and what the build notes in the table `findings`. An *error* makes `livepack validate` end with status 1; a *warning* deserves a look; a *note* is for your information. `livepack explain CODE` shows one of them in the terminal. Where a message says `…`, the report says what was found."
_RULES = "What pages print around the editors' words, word for word. Only these templates take text out of a post, and the ledger names the rule for every character taken out. A *renderer* is the program that made the page. In a template `{name}` stands for a value of the row, `{=name}` for the place that the ledger gives to the value itself, and what stands in `[ ]` may be absent."
_STATUS = "*Seen* means that the template stands in a stored copy; *recalled* that it is known from memory only. *Marks* are fragments that news prose does not hold; the checks look for them in every text. A rule without marks is a label, which counts only as a whole line or where it is glued to a word."
_COMMANDS = "`python -m livepack` is the same as `livepack`. [curating.md](curating.md) says more about `build`, [validating.md](validating.md) about `validate`."
_FAMILIES = {
    "build": "Noted while the pages are read; they stand in the table `findings` too.",
    "descriptor": "Is `datapackage.json` sound, and are the files those that it describes?",
    "schema": "Does every cell, row and key meet the description of its table?",
    "completeness": "Is everything that the saved pages hold in the tables, and nothing else?",
    "order": "Do times, offsets and dates agree with one another and with the order of the posts?",
    "boilerplate": "Is any text of the page's furniture left in the posts?",
    "encoding": "Are there wrongly decoded or dangerous characters?",
    "stale-package": "Would building it again give the same package?",
    "report": "About the validation itself.",
}
_PLACES = {
    "line": "a line of its own",
    "head": "in the head line of a post",
    "inline": "glued into a line",
    "suffix": "after the words of a link or title",
    "heading": "a heading of the page",
}


def note(source: str) -> str:
    """Return the line that says that a page is made, and from what."""
    return f"<!-- Made from {source} by `nox -s docs`. Do not edit. -->"


# tables.md


def make_tables_page() -> str:
    """Return docs/tables.md: every table and column."""
    tables = schemas.tables().values()
    settings = schemas.package_settings()
    lines = [
        note("schemas/package.yaml and schemas/tables"),
        "",
        "# The tables",
        "",
        _TABLES,
        "",
        *markdown_table(
            ("table", "holds"),
            ((f"[{table.name}](#{table.name})", escape(table.description)) for table in tables),
        ),
        "",
        "Under *origin* each column says where its values come from:",
        "",
        *(f"- **{word}**: {escape(meaning)}." for word, meaning in settings["origins"].items()),
        "",
        _MARKED,
        "",
    ]
    for table in tables:
        lines += describe_table(table)
    lines += [_LAYERS, ""]
    for table in schemas.layers().values():
        lines += describe_table(table)
    lines += ["# The flat table", "", _FLAT, "", *describe_table(schemas.flat_table())]
    return "\n".join(lines)


def describe_table(table: Table) -> list[str]:
    """Return the section of one table."""
    keys = ", ".join(code(name) for name in table.primary_key)
    lines = [
        f"## {table.name}",
        "",
        escape(table.description),
        "",
        f"- One row is named by {keys}.",
    ]
    lines += [
        f"- {', '.join(code(name) for name in key.fields)} names a row of [{key.table}](#{key.table})."
        for key in table.foreign_keys
    ]
    if table.rdf_type:
        lines.append(f"- A row is a {link_term(table.rdf_type)}.")
    header = ("column", "type", "meaning", "example", "origin", "standard term")
    return [*lines, "", *markdown_table(header, map(describe_field, table.fields)), ""]


def describe_field(field: Field) -> list[str]:
    """Return the cells of one column's row."""
    origin = field.origin
    if field.derived_from:
        origin += ": " + ", ".join(code(name) for name in field.derived_from)
    return [
        code(field.name) + (" ©" if field.rights == "publisher" else ""),
        describe_type(field),
        escape(field.description),
        code(str(field.example).lower() if isinstance(field.example, bool) else str(field.example)),
        origin,
        link_term(field.rdf_type) if field.rdf_type else "",
    ]


# findings.md


def make_findings_page() -> str:
    """Return docs/findings.md: every finding, by family."""
    families: dict[str, list[FindingType]] = {}
    for finding in schemas.finding_types().values():
        families.setdefault(finding.family, []).append(finding)
    lines = [
        note("schemas/findings.yaml"),
        "",
        "# The findings",
        "",
        _FINDINGS,
        "",
    ]
    for family, findings in families.items():
        lines += [f"## {family}", "", _FAMILIES[family], ""]
        for finding in findings:
            lines += describe_finding(finding)
    return "\n".join(lines)


def describe_finding(finding: FindingType) -> list[str]:
    """Return the section of one finding."""
    return [
        f"### {finding.code}",
        "",
        f"**{finding.level}**: {escape(finding.message.replace('{found}', '…'))}",
        "",
        escape(finding.explanation),
        "",
        f"*What to do:* {escape(finding.advice)}.",
        "",
        *([f"*In a layer of users:* {escape(finding.layer_advice)}.", ""] if finding.layer_advice else []),
    ]


# rules.md


def make_rules_page() -> str:
    """Return docs/rules.md: every boilerplate template, by renderer."""
    lines = [
        note("schemas/rules"),
        "",
        "# The boilerplate rules",
        "",
        _RULES,
        "",
        _STATUS,
        "",
    ]
    for name in sorted(rules.renderers()):
        lines += describe_renderer(rules.renderers()[name])
    return "\n".join(lines)


def describe_renderer(renderer: rules.Renderer) -> list[str]:
    """Return the section of one renderer: its rules, its blocks and how it words its providers."""
    lines = [
        f"## {renderer.name}",
        "",
        f"Outlet `{renderer.outlet}`, language `{renderer.language}`.",
        "",
    ]
    for rule in renderer.rules.values():
        lines += describe_rule(rule)
    for block, settings in renderer.blocks.items():
        lines += [
            f"### Block {block}",
            "",
            f"Lines that come together and leave a row in `{settings['table']}`:",
            "",
        ]
        lines += [f"1. {' or '.join(map(code, alternatives))}" for alternatives in settings["order"]]
        lines.append("")
    if renderer.wordings:
        lines += [f"### Providers of {renderer.name}", ""]
        lines += [
            "How each provider is worded; the first wording is the likeliest, the others are accepted too.",
            "",
        ]
        header = ("provider", "printed as", "kind", "slug", "noun", "body_name", "policy_name")
        lines += [*markdown_table(header, map(describe_wording, renderer.wordings.values())), ""]
    if renderer.languages:
        lines += describe_services(renderer)
    return lines


def describe_services(renderer: rules.Renderer) -> list[str]:
    """Return the section of a renderer's services: the language of each, and how much it says in words of its own."""
    rows = []
    for name in rules.services(renderer.name):
        own = rules.service_of(renderer.name, name)
        recalled = [code(rule_id) for rule_id, rule in own.rules.items() if rule.status == "recalled"]
        rows.append((code(name), own.language, own.time_zone, str(len(own.rules)), ", ".join(recalled)))
    return [
        f"### Services of {renderer.name}",
        "",
        (
            f"Each has a file in `schemas/rules/{renderer.languages}/` with its words for the rules above, its months and its "
            "relative times. What it has no words for is printed in English."
        ),
        "",
        *markdown_table(("service", "language", "time zone", "rules in own words", "recalled"), rows),
        "",
    ]


def describe_rule(rule: rules.Rule) -> list[str]:
    """Return the section of one template."""
    lines = [f"### {rule.rule_id}", "", "```text", rule.template, "```", ""]
    lines += [f"- {rule.status}; {_PLACES[rule.place]}", f"- source: {escape(rule.source)}"]
    if rule.marks:
        lines.append("- marks: " + "; ".join(code(mark) for mark in rule.marks))
    return [*lines, ""]


def describe_wording(wording: rules.Wording) -> list[str]:
    """Return the cells of one provider's row."""
    slots = ("slug", "noun", "body_name", "policy_name")
    words = [", ".join(code(word) for word in wording.words[slot]) for slot in slots]
    return [
        code(wording.provider),
        ", ".join(map(escape, wording.names)),
        wording.kind.replace("_", " "),
        *words,
    ]


# commands.md


def make_commands_page() -> str:
    """Return docs/commands.md: the help of every command."""
    from livepack.cli import cli, walk_commands

    lines = [
        note("the command line's help"),
        "",
        "# The commands",
        "",
        _COMMANDS,
        "",
        *show_help("livepack", read_help(cli, [])),
    ]
    for words, command in walk_commands():
        if not command.hidden:
            name = " ".join(("livepack", *words))
            lines += ["", f"## {name}", "", *show_help(name, read_help(cli, words))]
    return "\n".join([*lines, ""])


def show_help(command: str, text: str) -> list[str]:
    """Return a help text as a block that begins with the command typed."""
    return ["```console", f"$ {command} --help", *text.strip().splitlines(), "```"]


def read_help(cli: Any, words: Sequence[str]) -> str:
    """Ask the command line for its help, without a terminal and at a fixed width."""
    from click.testing import CliRunner

    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": str(WIDTH)})
    result = runner.invoke(
        cli,
        [*words, "--help"],
        prog_name="livepack",
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        color=False,
    )
    if result.exit_code:
        raise RuntimeError(f"livepack {' '.join(words)} --help ended with status {result.exit_code}: {result.output}")
    return "\n".join(line.rstrip() for line in result.output.splitlines())


# All of them

PAGES: dict[str, Callable[[], str]] = {
    "tables.md": make_tables_page,
    "findings.md": make_findings_page,
    "rules.md": make_rules_page,
    "commands.md": make_commands_page,
}


def make_pages() -> dict[str, str]:
    """Return every made page by its file's name."""
    return {name: make().rstrip("\n") + "\n" for name, make in PAGES.items()}


def check(folder: Path = FOLDER) -> list[str]:
    """Return the names of the made pages that are missing from a folder or differ there."""
    return [name for name, text in make_pages().items() if _read(folder / name) != text]


def write(folder: Path = FOLDER) -> list[str]:
    """Write the made pages that are missing or differ, and return their names."""
    pages = make_pages()
    changed = [name for name, text in pages.items() if _read(folder / name) != text]
    folder.mkdir(exist_ok=True)
    for name in changed:
        (folder / name).write_text(pages[name], "utf-8", newline="\n")
    return changed


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the pages, or with --check say which are not current; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m livepack.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; end with status 1 if a page differs")
    options = parser.parse_args(arguments)
    if not options.check:
        for name in write():
            sys.stdout.write(f"{FOLDER / name}: written\n")
        return 0
    differing = check()
    for name in differing:
        sys.stderr.write(f"{FOLDER / name}: not what schemas/ and the command line say; run `nox -s docs`\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
