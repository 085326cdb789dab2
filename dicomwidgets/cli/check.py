"""``dicomwidgets check``: what is wrong with files, and with all of them together."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from dicomwidgets.cli._command import Command
from dicomwidgets.errors import ArgumentError, DicomWidgetsError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.finding import Findings

__all__ = ["COMMAND"]

_SEVERITIES = ("error", "warning", "info")


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="file, folder, pattern or archive")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a JSON object a finding")
    form.add_argument("--csv", action="store_true", help="print a row a finding")
    parser.add_argument(
        "--severity",
        choices=_SEVERITIES,
        default="info",
        help="leave out what is less grave (default: info, which is all)",
    )
    parser.add_argument(
        "--pixels", action="store_true", help="decode every frame: which can't be, or show nothing"
    )
    parser.add_argument(
        "--dciodvfy", action="store_true", help="add what dciodvfy of dicom3tools says"
    )
    parser.add_argument(
        "--mask", action="store_true", help="mask file names, and what other tools quote"
    )


def _run(arguments: Namespace, terminal: Terminal) -> int:
    from dicomwidgets.checking.running import check  # noqa: PLC0415 - loads pydicom
    from dicomwidgets.cli.findings import finding_lines, finding_rows  # noqa: PLC0415 - likewise

    _ask_for_validator(arguments)
    sources, missed = _sources(arguments.files, terminal)
    if not sources:
        return 1
    with terminal.stop() as stop, terminal.progress("Checking") as line:
        found = check(
            sources[0] if len(sources) == 1 else sources,
            validator=arguments.dciodvfy,
            pixels=arguments.pixels,
            on_progress=line,
            cancelled=stop,
        )
    shown = _chosen(found, arguments.severity)
    if arguments.json or arguments.csv:
        form = "json" if arguments.json else "csv"
        terminal.stream(finding_rows(shown, form, mask=arguments.mask))
    else:
        terminal.stream(finding_lines(shown, found, terminal, mask=arguments.mask))
    return stop.status or int(bool(missed or found.counts["error"]))


def _ask_for_validator(arguments: Namespace) -> None:
    from dicomwidgets.checking.validator import is_validator_installed  # noqa: PLC0415 - loads pydicom

    if arguments.dciodvfy and not is_validator_installed():
        raise ArgumentError(
            "dciodvfy is not installed.", remedy="It comes with dicom3tools; or leave it out."
        )


def _sources(given: list[str], terminal: Terminal) -> tuple[list[Any], int]:
    """Return what can be checked, and of how many there is nothing."""
    from dicomwidgets.reading.source import source_of  # noqa: PLC0415 - loads pydicom

    sources: list[Any] = []
    missed = 0
    for each in given:
        try:
            sources.append(source_of(terminal.source(each)))
        except DicomWidgetsError as error:
            missed += 1
            terminal.note(f"{os.fspath(each)}: {error.message}")
    return sources, missed


def _chosen(found: Findings, least: str) -> Findings:
    from dicomwidgets.finding import Findings  # noqa: PLC0415 - the help needs none of it

    kept = _SEVERITIES[: _SEVERITIES.index(least) + 1]
    return Findings((each for each in found if each.severity in kept), found.files)


COMMAND = Command(
    description="Say what is wrong with DICOM files, and with all of them together.",
    notes="""\
Folders are read with all that is below them, zip archives and DICOMDIRs as well; - reads standard
input. Looked at are every element at every depth, what the kind of object demands, the pixels'
size, how the bytes are laid out, and of several files what none of them tells by itself. The files
are never touched.

--json prints one object a line, --csv one row: severity, rule (a word that stays the same from
version to version), file, files (how many it is about), path, tag, keyword, message, why, fix,
source.""",
    fails="an error was found or a file could not be read",
    examples=(
        "dicomwidgets check scan.dcm",
        "dicomwidgets check scans/ --severity warning",
        "dicomwidgets check scans/ --json",
        "dicomwidgets check archive/ --csv > findings.csv",
        "dicomwidgets check scan.dcm --dciodvfy",
    ),
    arguments=_arguments,
    run=_run,
)
