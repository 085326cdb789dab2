"""``dicomwidgets anonymize``: files into a folder, without what identifies the patient."""

from __future__ import annotations

import signal
import sys
from argparse import SUPPRESS, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.cli.anonymized import ProgressLine, report_text
from dicomwidgets.cli.planned import FORMS, PlanPrinter
from dicomwidgets.errors import ArgumentError, EditError, MissingPackageError, SourceError
from dicomwidgets.privacy import reveal

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from types import FrameType

    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.deidentification.verifying.verification import Verification
    from dicomwidgets.errors import DicomWidgetsError

__all__ = ["EXAMPLES", "add_command"]

EXAMPLES = (
    "dicomwidgets anonymize scans/ shared/",
    "dicomwidgets anonymize scan.dcm anonymous.dcm --option retain-device-identity",
    "dicomwidgets anonymize scans/ by_patient/ --names '{PatientID}/{SOPInstanceUID}.dcm'",
    "dicomwidgets anonymize scans/ dated/ --option retain-modified-dates --report audit.json",
    "dicomwidgets anonymize scans/ checked/ --verify",
    "dicomwidgets anonymize scans/ shared/ --dry-run --json",
    "dicomwidgets anonymize scans/ shared/ --dry-run --rows csv",
)
"""Shown by ``--help``; the tests run them."""

_AFTER = """\
The source is never touched and nothing is overwritten. The target is empty, or was begun by the
same command: then what is missing is made. Stop it with Ctrl+C, or let it be killed: a file is
there whole or not at all.

Without --key-file a fresh key is made and kept in your state directory, never in the target.
Whoever has it can tell whom a pseudonym stands for.

The exit status is 0, or 1 where a DICOM file could not be anonymized, there is none, or --verify
found something, or 2 where the command can't be meant, or 130 where it was stopped.

examples:
"""
_STOPPED = 130
_DONE = frozenset({"written", "present", "duplicate", "planned"})


def add_command(commands: Any) -> None:
    """Add ``anonymize`` to the sub-commands of an `argparse` parser."""
    parser = commands.add_parser(
        "anonymize",
        help="anonymize files into a folder",
        description="Anonymize DICOM files by the profiles of PS3.15 Annex E.",
        epilog=_AFTER + "\n".join(f"  {line}" for line in EXAMPLES),
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("source", nargs="+", metavar="SRC", help="file, folder, pattern or archive")
    parser.add_argument("target", metavar="DST", help="an empty folder; for one file, a file")
    _add_what(parser)
    _add_how(parser)
    parser.set_defaults(run=_run)


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
        choices=FORMS,
        help="with --dry-run, print what would happen to each element, file after file",
    )
    parser.add_argument(
        "--verify", action="store_true", help="read back and search what is written"
    )
    parser.add_argument("--report", type=Path, metavar="F", help="write the audit report")
    parser.add_argument("--json", action="store_true", help="print the audit report")
    parser.add_argument(
        "--reveal", action="store_true", help="print names of source files, and values with --rows"
    )
    parser.add_argument("--progress", action="store_true", help=SUPPRESS)


def _run(arguments: Namespace) -> int:
    from dicomwidgets.deidentification.bulk.deidentifying import deidentify  # noqa: PLC0415

    sources = arguments.source
    stop = _Stop()
    shows = arguments.progress or sys.stderr.isatty()
    if arguments.reveal:
        reveal()
    try:
        _check_report(arguments.report)
        rows = _rows(arguments)
        with stop:
            report = deidentify(
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
                on_progress=ProgressLine() if shows else None,
                cancelled=lambda: stop.is_asked() or (rows is not None and rows.is_closed),
                dry_run=arguments.dry_run,
                on_rows=rows,
            )
    except (ArgumentError, MissingPackageError, SourceError) as wrong:
        return _wrong(wrong)
    if arguments.verify and not arguments.dry_run and not stop.is_asked():
        found = report.verify(workers=arguments.workers)
    else:
        found = None
    kept = arguments.key_file is None and not arguments.dry_run
    told = _json(report, found) if arguments.json else report_text(report, found, kept=kept)
    # Where rows are read by a program, what is said of the run goes beside them.
    print(told, file=sys.stderr if rows is not None and rows.is_for_programs else sys.stdout)
    try:
        if arguments.report is not None:
            report.save(arguments.report)
    except EditError as wrong:
        return _wrong(wrong)
    if stop.is_asked():
        return _STOPPED
    is_done = any(file.status in _DONE for file in report.files)
    return int(not is_done or bool(report.problems) or (found is not None and not found.ok))


def _rows(arguments: Namespace) -> PlanPrinter | None:
    """Return what prints the rows of a dry run, where they are asked for."""
    if arguments.rows is None:
        return None
    if not arguments.dry_run:
        raise ArgumentError("Rows are told in a dry run only.", remedy="Add --dry-run.")
    return PlanPrinter(arguments.rows)


def _wrong(error: DicomWidgetsError) -> int:
    print(f"dicomwidgets anonymize: {error}", file=sys.stderr)
    return 2


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


class _Stop:
    """Ctrl+C: the first ends the run after the files in work, the second at once."""

    def __init__(self) -> None:
        self._asked = False

    def is_asked(self) -> bool:
        """Whether somebody has asked to stop."""
        return self._asked

    def __enter__(self) -> None:
        self._before = {
            number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)
        }

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        print("\nStopping after the files in work …", file=sys.stderr, flush=True)
