"""What the library says, in the words of the shell: options for keywords, files as typed."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.cli._command import Parser

__all__ = ["Words"]

_EVERYWHERE = {
    ", and the folder that Python works in (os.getcwd())": ", and the folder that you are in",
    "inspect(x) shows the header of objects without pixels; read_report(x) shows reports, "
    "recordings and documents.": "dicomwidgets info shows its header.",
    "inspect(x) shows": "dicomwidgets info shows",
    "overwrite=True": "--force",
}
_VALUE = r"""(?:"[^"]*"|'[^']*'|\([^)]*\)|\w+)?"""
_QUOTES = "\"'"
_NAMES = re.compile(r"[a-z]")
_SPACES = re.compile(r"\s*,\s*")


class Words:
    """How a command calls what the library names as in Python.

    Parameters
    ----------
    parser
        Of the command: a keyword that is one of its options is called so, ``frames=0`` becoming
        ``--frames 0``.
    phrases
        What it calls otherwise.
    typed
        The arguments: what stands there is no secret to whoever typed it.
    """

    def __init__(
        self, parser: Parser, phrases: Mapping[str, str], typed: Sequence[str] = ()
    ) -> None:
        self._phrases = {**phrases, **_EVERYWHERE}
        self._options = {
            action.dest: (max(action.option_strings, key=len), action)
            for action in parser.shown()
            if action.option_strings
        }
        names = "|".join(map(re.escape, self._options))
        self._keyword = re.compile(rf"\b({names})=({_VALUE})")
        given = [each for each in typed if not each.startswith("-")]
        places = (os.path.basename, os.path.abspath)  # as sources and targets are named
        self._typed = {*given, *(of(each) for of in places for each in given)} - {""}

    def said(self, text: str) -> str:
        """Return a message with options where the library names keywords."""
        for phrase, ours in self._phrases.items():
            text = text.replace(phrase, ours)
        return self._keyword.sub(self._option, text)

    def is_typed(self, file: str) -> bool:
        """Whether a file is one that was typed, by its path or, inside of it, by its name."""
        return file in self._typed

    def named(self, *files: str) -> str:
        """Return names of files as they may be told: those that were typed, others masked."""
        return ", ".join(each if self.is_typed(each) else masked(each) for each in files)

    def _option(self, found: re.Match[str]) -> str:
        option, action = self._options[found[1]]
        value = found[2]
        if value[:1] == "(":
            value = _SPACES.sub(",", value[1:-1])
            if _NAMES.search(value):  # of what is to be given, not what was
                value = str(action.metavar or value)
        return option if action.nargs == 0 or not value else f"{option} {value.strip(_QUOTES)}"
