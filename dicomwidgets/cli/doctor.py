"""``dicomwidgets doctor``: what this environment can decode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace

__all__ = ["add_command"]


def add_command(commands: Any) -> None:
    """Add ``doctor`` to the sub-commands of an `argparse` parser."""
    parser = commands.add_parser(
        "doctor",
        help="list the transfer syntaxes that can be decoded here",
        description="List the transfer syntaxes, what decodes each here, and the line that "
        "installs what is missing. The exit status is 0, or 1 where something is missing.",
    )
    parser.set_defaults(run=_run)


def _run(_arguments: Namespace) -> int:
    from dicomwidgets.codec_report import doctor  # noqa: PLC0415 - other commands decode nothing

    report = doctor()
    print(report)
    return 1 if report.missing else 0
