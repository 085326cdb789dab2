"""What a command is: its help, its arguments, what it does, and what its exit status means."""

from __future__ import annotations

import re
import textwrap
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from argparse import Action, Namespace
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["Command", "Parser", "nearest", "separated"]

_COMMA = re.compile(r",(?![^(]*\))")
_REVEAL = "name files, and what else may identify somebody, in messages"


def nearest(word: str, known: Sequence[str]) -> str:
    """Return ``" Did you mean …?"`` where one of the known words is near, else nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def separated(given: Iterable[str]) -> list[str]:
    """Return what commas separate, but for those in parentheses: ``PatientID,(0028,0010)``."""
    return [each for text in given for each in _COMMA.split(text) if each.strip()]


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """A command, as its module describes it; `main` finds it under the name ``COMMAND``.

    Parameters
    ----------
    description
        What it does, in one or two sentences.
    examples
        Lines as they are typed; the tests run each of them.
    arguments
        Adds its arguments to the parser that it is given.
    run
        Does it, and returns the exit status: 0, or 1 where something failed and was named. It may
        raise any `DicomWidgetsError`: `ArgumentError` becomes exit status 2, others 1, each in one
        line. ``None`` for a command of sub-commands, which `arguments` adds by `add_to`.
    notes
        What is to be known, in paragraphs between the options and the exit status.
    fails
        What exit status 1 means, after the words "or 1 where".
    status
        The whole paragraph of the exit status, for a command that has other ones.
    trouble
        The exit status where something failed, for a command in which 1 means another thing.
    reveal
        What ``--reveal`` shows, which every command has; empty for one that names nothing.
    words
        Phrases of the library → what they are called here, where that is no option of the name.
    """

    description: str
    examples: tuple[str, ...]
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Terminal], int] | None
    notes: str = ""
    fails: str = "something failed, which is named"
    status: str = ""
    trouble: int = 1
    reveal: str = _REVEAL
    words: Mapping[str, str] = field(default_factory=dict)

    def parser(self, prog: str) -> Parser:
        """Return the parser of the command that is typed as `prog`."""
        parser = Parser(prog=prog, **self._help())
        self._fill(parser)
        return parser

    def add_to(self, commands: Any, name: str, summary: str) -> None:
        """Add the command to the sub-commands of another, ``parser.add_subparsers(…)``."""
        self._fill(commands.add_parser(name, help=summary, **self._help()))

    def _help(self) -> dict[str, Any]:
        status = self.status or (
            f"The exit status is 0, or 1 where {self.fails}, or 2 where the command can't be "
            "meant, or 130 where it was stopped."
        )
        examples = "\n".join(("examples:", *(f"  {line}" for line in self.examples)))
        return {
            "description": self.description,
            "epilog": "\n\n".join(filter(None, (self.notes.strip(), status, examples))),
            "formatter_class": _Formatter,
            "allow_abbrev": False,
        }

    def _fill(self, parser: ArgumentParser) -> None:
        self.arguments(parser)
        if self.run is None:
            return
        if self.reveal:
            parser.add_argument("--reveal", action="store_true", help=self.reveal)
        parser.set_defaults(run=self.run, prog=parser.prog, trouble=self.trouble, words=self.words)


class Parser(ArgumentParser):
    """A parser that names what was probably meant, and where the help is."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; of an unknown option say which one is near."""
        found, unknown = self.parse_known_args(args, namespace)
        # Of a sub-command what counts is its own parser.
        parser = getattr(found, "parser", self)
        if unknown and not any(each.startswith("-") for each in unknown):
            unknown = parser.taken(found, unknown)
        if unknown:
            first = unknown[0].partition("=")[0]
            parser.error(f"There is no {first} here.{nearest(first, list(parser.options()))}")
        return found

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and remember which parser was the last."""
        found, unknown = super().parse_known_args(args, namespace)
        if not hasattr(found, "parser"):
            found.parser = self
        return found, unknown

    def taken(self, found: Namespace, loose: list[str]) -> list[str]:
        """Add arguments that stand after options to the list that the last ones make.

        argparse takes such a list for ended where an option comes. Returned are those that nothing
        takes.
        """
        positional = [each for each in self.shown() if not each.option_strings]
        last = positional[-1] if positional else None
        if last is None or last.nargs not in ("*", "+") or isinstance(last.choices, dict):
            return loose
        setattr(found, last.dest, [*getattr(found, last.dest), *loose])
        return []

    def options(self) -> Iterator[str]:
        """Yield the options that the help shows."""
        for action in self.shown():
            yield from action.option_strings

    def shown(self) -> list[Action]:
        """Return the arguments that the help shows."""
        return [action for action in self._actions if action.help is not SUPPRESS]

    def below(self) -> list[Parser]:
        """Return the parsers of its sub-commands."""
        found = [each.choices for each in self._actions if isinstance(each.choices, dict)]
        return [parser for choices in found for parser in choices.values()]

    def error(self, message: str) -> NoReturn:
        """End with status 2 and one line that says why, and one where the help is."""
        text = message[:1].upper() + message[1:]
        end = "" if text.endswith((".", "?")) else "."
        self.exit(2, f"{self.prog}: {text}{end}\nHelp: {self.prog} --help\n")


class _Formatter(HelpFormatter):
    """Breaks paragraphs at the width of the terminal, and leaves indented lines as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(
            "\n".join(self._filled(paragraph, width, indent)) for paragraph in text.split("\n\n")
        )

    def _filled(self, paragraph: str, width: int, indent: str) -> Iterator[str]:
        lines = paragraph.splitlines()
        if not any(line.startswith(" ") for line in lines):
            lines = textwrap.wrap(" ".join(lines), width, break_long_words=False)
        for line in lines:
            yield indent + line
