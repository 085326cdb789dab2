"""The command ``dicomwidgets``: finds the sub-command and turns errors into one line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

import dicomwidgets
from dicomwidgets.cli import anonymize, demo, doctor, index, info
from dicomwidgets.errors import DicomWidgetsError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        The arguments after the program's name; those of the process when omitted.

    Returns
    -------
    int
        The exit status: 0 when all went well, 1 for an error that is explained on stderr.
    """
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except DicomWidgetsError as problem:
        print(f"dicomwidgets: {problem}", file=sys.stderr)
        return 1


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="dicomwidgets", description="DICOM in the notebook.")
    parser.add_argument("--version", action="version", version=dicomwidgets.__version__)
    commands = parser.add_subparsers(required=True, metavar="command")
    anonymize.add_command(commands)
    demo.add_command(commands)
    doctor.add_command(commands)
    index.add_command(commands)
    info.add_command(commands)
    return parser
