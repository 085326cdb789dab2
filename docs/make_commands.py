"""The sections of "Command line", written from the commands' parsers when the docs are built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from make_tables import table

from dicomwidgets.cli.main import COMMANDS, command

if TYPE_CHECKING:
    from argparse import Action
    from collections.abc import Iterator
    from pathlib import Path

    from dicomwidgets.cli._command import Parser


def sections() -> str:
    """Return the text of all commands, in the order of the listing."""
    return "\n\n".join(
        part
        for name in COMMANDS
        for part in _section(command(name).parser(f"dicomwidgets {name}"), "##")
    )


def _section(parser: Parser, level: str) -> Iterator[str]:
    yield f"{level} {parser.prog.removeprefix('dicomwidgets ')}"
    yield parser.description or ""
    prose, _, examples = (parser.epilog or "").partition("examples:\n")
    if examples:
        lines = "\n".join(line.strip() for line in examples.splitlines())
        yield f"```sh\n{lines}\n```"
    shown = [each for each in parser.shown() if not isinstance(each.choices, dict)]
    rows = [_row(each) for each in shown if "--help" not in each.option_strings]
    if rows:
        yield table(["Argument", "What it does"], rows)
    yield from map(_escaped, filter(None, prose.strip().split("\n\n")))
    for each in parser.below():
        yield from _section(each, f"{level}#")


def _row(action: Action) -> list[str]:
    choices = "|".join(map(str, action.choices or ()))
    value = action.metavar or choices or action.dest.upper()
    names = [*action.option_strings] or [str(value)]
    shown = f" {value}" if action.option_strings and action.nargs != 0 else ""
    return [", ".join(f"`{name}{shown}`" for name in names), action.help or ""]


def _escaped(text: str) -> str:
    r"""Return prose as Markdown: options as code, and nothing else that it would read.

    >>> _escaped("--json prints a * of <these>")
    '`--json` prints a \\* of \\<these>'
    """
    flat = " ".join(text.split())
    for sign in "\\*_<[`":
        flat = flat.replace(sign, f"\\{sign}")
    return re.sub(r"(?<!\S)(--[a-z][a-z-]*)", r"`\1`", flat)


def write(folder: Path) -> None:
    """Write the sections, where they have changed."""
    folder.mkdir(exist_ok=True)
    file = folder / "all.md"
    text = f"{sections()}\n"
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
