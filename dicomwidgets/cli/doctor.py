"""``dicomwidgets doctor``: what this environment can decode and encode."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from dicomwidgets.cli._command import Command

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal

__all__ = ["COMMAND"]


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _run(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.codec_report import doctor  # noqa: PLC0415 - other commands decode nothing

    report = doctor()
    if arguments.json:
        terminal.say_json(
            {
                "python": platform.python_version(),
                "packages": report.packages,
                "transfer_syntaxes": [row._asdict() for row in report.rows],
                "missing": [row.transfer_syntax_uid for row in report.missing],
            }
        )
    else:
        terminal.say(repr(report))
    return 1 if report.missing else 0


COMMAND = Command(
    description="List the transfer syntaxes, what decodes and encodes each here, and the line that "
    "installs what is missing.",
    notes="""\
--json prints one object: python, packages (name and version, or null), transfer_syntaxes (each with
transfer_syntax_uid, name, decoded_by, limit, install, encoded_by, not_encoded) and missing (UIDs
of those that are not decoded).""",
    fails="something is missing",
    examples=("dicomwidgets doctor", "dicomwidgets doctor --json"),
    arguments=_arguments,
    run=_run,
    reveal="",
)
