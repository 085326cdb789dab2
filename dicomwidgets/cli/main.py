"""The command ``dicomwidgets``: finds the sub-command and turns errors into one line."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from argparse import SUPPRESS
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import dicomwidgets
from dicomwidgets.cli._command import Command, Parser, nearest
from dicomwidgets.cli._stop import STOPPED
from dicomwidgets.cli._terminal import Terminal, speak_utf8
from dicomwidgets.cli._words import Words
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.privacy import MASK, reveal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["COMMANDS", "command", "main"]

COMMANDS = {
    "demo": "open the quick start in JupyterLab",
    "doctor": "list the transfer syntaxes that can be decoded here",
    "info": "print the headers of files as text, JSON or CSV",
    "check": "say what is wrong with files",
    "diff": "say in what files, folders or series differ",
    "index": "show, fill or delete what is kept of archives",
    "browse": "go through an archive in JupyterLab",
    "anonymize": "anonymize files into a folder",
    "convert": "make pictures, arrays and volumes of images",
    "create": "make DICOM of pictures and arrays",
    "transcode": "compress or decompress files into a folder",
    "pacs": "find, fetch and store at a PACS",
}
"""Name → what it does. A command's module is loaded when the command is named."""

_DEBUG = "DICOMWIDGETS_DEBUG"
_EPILOG = "Help and examples of a command: dicomwidgets COMMAND --help"


def command(name: str) -> Command:
    """Return what the module of a command says of it."""
    found: Command = import_module(f"dicomwidgets.cli.{name}").COMMAND
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        The arguments after the program's name; those of the process when omitted.

    Returns
    -------
    int
        The exit status: 0 when all went well, 1 when something failed and was named, 2 when the
        command can't be meant, 130 when it was stopped. A command may have others.

    Raises
    ------
    SystemExit
        After help was shown, with 0, and for arguments that can't be meant, with 2.
    """
    if argv is None:
        argv = sys.argv[1:]
        speak_utf8()
        if not sys.warnoptions and not os.environ.get(_DEBUG):
            # What a library warns of may tell values; what is to be known the commands say.
            warnings.simplefilter("ignore")
    arguments = _parser(argv).parse_args(argv[1:])
    if getattr(arguments, "reveal", False):
        reveal()
    words = Words(arguments.parser, arguments.words, argv)
    terminal = Terminal(arguments.prog, words)
    status, failed = _guarded(terminal, lambda: int(arguments.run(arguments, terminal)))
    # What was printed may find no room only now.
    failed = _guarded(terminal, terminal.flush)[1] or failed
    return arguments.trouble if failed else status


def _guarded(terminal: Terminal, work: Callable[[], int | None]) -> tuple[int, bool]:
    """Do it, and say in one line what went wrong; return the status, and whether it failed."""
    try:
        return work() or 0, False
    except KeyboardInterrupt:
        terminal.note("Stopped.")
        return STOPPED, False
    except Exception as error:  # noqa: BLE001 - the last word; what it was is told
        if os.environ.get(_DEBUG):
            traceback.print_exc()
        terminal.note(_line(error, terminal.words))
        return (2, False) if isinstance(error, ArgumentError) else (1, True)


def _line(error: Exception, words: Words) -> str:
    if isinstance(error, DicomWidgetsError):
        error.message, error.remedy = words.said(error.message), words.said(error.remedy or "")
        # What was typed is no secret to whoever typed it.
        file = error.file or ""
        return str(error).replace(MASK, file, 1) if words.is_typed(file) else str(error)
    if isinstance(error, OSError) and error.strerror:
        file = os.fsdecode(error.filename) if error.filename else ""
        return f"{error.strerror}.{f' File: {words.named(file)}.' if file else ''}"
    # The message of an error that was not foreseen may hold values of the file.
    last = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"An error that was not foreseen: {type(error).__name__} in {Path(last.filename).name}, "
        f"line {last.lineno}. {_DEBUG}=1 shows all of it, which may name patients."
    )


def _parser(argv: Sequence[str]) -> Parser:
    """Return the parser of the command that is named; where none is, list them and end."""
    name = argv[0] if argv else ""
    if name in COMMANDS:
        return command(name).parser(f"dicomwidgets {name}")
    listing = _listing()
    if name.startswith("-"):
        listing.parse_args(argv)
    if argv:
        listing.error(f"There is no command {name}.{nearest(name, list(COMMANDS))}")
    listing.print_help(sys.stderr)
    raise SystemExit(2)


def _listing() -> Parser:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:{width}}{summary}" for name, summary in COMMANDS.items()]
    parser = Command(
        description="DICOM in the notebook and in the shell: see it, read it, anonymize it.",
        examples=(),
        arguments=lambda _: None,
        run=None,
    ).parser("dicomwidgets")
    parser.epilog = "\n".join(("commands:", *lines)) + f"\n\n{_EPILOG}"
    parser.add_argument("--version", action="version", version=dicomwidgets.__version__)
    parser.add_argument("command", nargs="?", help=SUPPRESS)
    parser.usage = "dicomwidgets [-h] [--version] COMMAND …"
    return parser
