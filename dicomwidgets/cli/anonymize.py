"""``dicomwidgets anonymize``: files into a folder, without what identifies the patient."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from dicomwidgets.cli._command import Command
from dicomwidgets.cli._stop import STOPPED
from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from dicomwidgets.cli._terminal import Terminal
    from dicomwidgets.cli.planned import PlanPrinter
    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.deidentification.verifying.verification import Verification

__all__ = ["COMMAND"]

_FORMS = ("text", "json", "csv")
_DONE = frozenset({"written", "present", "duplicate", "planned"})


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("source", nargs="+", metavar="SRC", help="file, folder, pattern or archive")
    parser.add_argument("target", metavar="DST", help="an empty folder; for one file, a file")
    _add_what(parser)
    _add_how(parser)


def _add_what(parser: ArgumentParser) -> None:
    parser.add_argument("--profile", default="basic", help="the profile (default: basic)")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME",
        help="an option of the profile, such as retain-modified-dates; may be repeated",
    )
    parser.add_argument(
        "--box",
        action="append",
        default=[],
        metavar="X,Y,W,H",
        help="a rectangle of pixels to black out in all frames; may be repeated",
    )
    parser.add_argument("--ocr", action="store_true", help="find text in images and black it out")
    parser.add_argument("--rules", type=Path, metavar="F", help="own rules, a TOML or JSON file")
    parser.add_argument("--key-file", type=Path, metavar="F", help="the secret, as a file")
    parser.add_argument("--names", metavar="P", help="a pattern of file names, of new values")


def _add_how(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--workers",
        type=_workers,
        metavar="N",
        help="processes (default: one a processor); 0: only this one",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="count what would be changed, and write nothing"
    )
    parser.add_argument(
        "--rows",
        choices=_FORMS,
        help="with --dry-run, print what would happen to each element, file after file",
    )
    parser.add_argument(
        "--verify", action="store_true", help="read back and search what is written"
    )
    parser.add_argument("--report", type=Path, metavar="F", help="write the audit report")
    parser.add_argument("--json", action="store_true", help="print the audit report")


def _run(arguments: Namespace, terminal: Terminal) -> int:
    _check_report(arguments.report)
    rows = _rows(arguments, terminal)
    with terminal.stop() as stop:
        report = _report(arguments, terminal, rows, stop)
    if arguments.verify and not arguments.dry_run and not stop():
        with terminal.progress("Verifying") as line:
            found = report.verify(workers=arguments.workers, on_progress=line)
    else:
        found = None
    _tell(arguments, terminal, report, found)
    if arguments.report is not None:
        report.save(arguments.report)
    if stop():
        return STOPPED
    is_done = any(file.status in _DONE for file in report.files)
    return int(not is_done or bool(report.problems) or (found is not None and not found.ok))


def _report(
    arguments: Namespace, terminal: Terminal, rows: PlanPrinter | None, stop: Callable[[], bool]
) -> Report:
    from dicomwidgets.deidentification.bulk.deidentifying import deidentify  # noqa: PLC0415 - loads pydicom

    sources = arguments.source
    doing = "Planning" if arguments.dry_run else "Anonymizing"
    with terminal.progress(doing, beside_output=rows is not None) as line:
        return deidentify(
            sources[0] if len(sources) == 1 else sources,
            arguments.target,
            profile=arguments.profile,
            options=arguments.option,
            rules=arguments.rules,
            key=_key(arguments.key_file),
            boxes=[each.split(",") for each in arguments.box],
            ocr=arguments.ocr,
            names=arguments.names,
            workers=arguments.workers,
            on_progress=line,
            cancelled=lambda: stop() or (rows is not None and not terminal.is_read),
            dry_run=arguments.dry_run,
            on_rows=rows,
        )


def _tell(
    arguments: Namespace, terminal: Terminal, report: Report, found: Verification | None
) -> None:
    from dicomwidgets.cli.anonymized import report_text  # noqa: PLC0415 - the help needs none of it

    kept = arguments.key_file is None and not arguments.dry_run
    told = _json(report, found) if arguments.json else report_text(report, found, kept=kept)
    if arguments.rows in (None, "text"):
        terminal.say(told)
    else:
        # Where rows are read by a program, what is said of the run goes beside them.
        terminal.note(told, plain=True)


def _rows(arguments: Namespace, terminal: Terminal) -> PlanPrinter | None:
    """Return what prints the rows of a dry run, where they are asked for."""
    from dicomwidgets.cli.planned import PlanPrinter  # noqa: PLC0415 - loads pydicom

    if arguments.rows is None:
        return None
    if not arguments.dry_run:
        raise ArgumentError("Rows are told in a dry run only.", remedy="Add --dry-run.")
    return PlanPrinter(arguments.rows, terminal)


def _workers(text: str) -> int:
    if text.isdecimal():
        return int(text)
    raise ArgumentTypeError("it is a number, from 0 on")


def _json(report: Report, found: Verification | None) -> str:
    text = report.to_json()
    return text if found is None else f'{text[:-2]},\n "verification": {found.to_json()}\n}}'


def _check_report(report: Path | None) -> None:
    """See to it that an hour's work does not end in a report that can't be written."""
    if report is None:
        return
    if report.exists():
        raise ArgumentError("The report is there already.", remedy="Give another name.")
    if not report.expanduser().absolute().parent.is_dir():
        raise ArgumentError("The folder of the report is not there.", remedy="Make it first.")


def _key(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.expanduser().read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ArgumentError(
            f"The key can't be read: {error.strerror}.", remedy="Name a file that you can read."
        ) from None


COMMAND = Command(
    description="Anonymize DICOM files by the profiles of PS3.15 Annex E.",
    notes="""\
The source is never touched and nothing is overwritten. The target is empty, or was begun by the
same command: then what is missing is made. Stop it with Ctrl+C, or let it be killed: a file is
there whole or not at all.

Without --key-file a fresh key is made and kept in your state directory, never in the target.
Whoever has it can tell whom a pseudonym stands for.

--json prints the audit report as one object; --rows json a line for each element, and what is said
of the run on standard error.""",
    fails="a DICOM file could not be anonymized, there is none, or --verify found something",
    examples=(
        "dicomwidgets anonymize scans/ shared/",
        "dicomwidgets anonymize scan.dcm anonymous.dcm --option retain-device-identity",
        "dicomwidgets anonymize scans/ by_patient/ --names '{PatientID}/{SOPInstanceUID}.dcm'",
        "dicomwidgets anonymize scans/ dated/ --option retain-modified-dates --report audit.json",
        "dicomwidgets anonymize scans/ checked/ --verify",
        "dicomwidgets anonymize scans/ shared/ --dry-run --json",
        "dicomwidgets anonymize scans/ shared/ --dry-run --rows csv",
    ),
    arguments=_arguments,
    run=_run,
    reveal="print names of source files, and values with --rows",
)
