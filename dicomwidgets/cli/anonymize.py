"""``dicomwidgets anonymize``: files into a folder, without what identifies the patient."""

from __future__ import annotations

import signal
import sys
import time
from argparse import SUPPRESS, RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError, EditError
from dicomwidgets.privacy import masked, reveal

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from types import FrameType

    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.deidentification.verifying.verification import Verification
    from dicomwidgets.jobs import Progress

__all__ = ["EXAMPLES", "add_command"]

EXAMPLES = (
    "dicomwidgets anonymize scans/ shared/",
    "dicomwidgets anonymize scan.dcm anonymous.dcm --option retain-device-identity",
    "dicomwidgets anonymize scans/ by_patient/ --names '{PatientID}/{SOPInstanceUID}.dcm'",
    "dicomwidgets anonymize scans/ dated/ --option retain-modified-dates --report audit.json",
    "dicomwidgets anonymize scans/ checked/ --verify",
    "dicomwidgets anonymize scans/ shared/ --dry-run --json",
)
"""Shown by ``--help``; the tests run them."""

_AFTER = """\
The source is never touched and nothing is overwritten. The target is empty, or was begun by the
same command: then what is missing is made. Stop it with Ctrl+C, or let it be killed: a file is
there whole or not at all.

Without --key-file a fresh key is made and kept in your state directory, never in the target.
Whoever has it can tell whom a pseudonym stands for.

The exit status is 0, or 1 where a DICOM file could not be anonymized or --verify found something,
or 2 where the command can't be meant, or 130 where it was stopped.

examples:
"""
_SHOWN = 20
_STOPPED = 130


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
    parser.add_argument("--rules", type=Path, metavar="F", help="own rules, a TOML or JSON file")
    parser.add_argument("--key-file", type=Path, metavar="F", help="the secret, as a file")
    parser.add_argument("--names", metavar="P", help="a pattern of file names, of new values")


def _add_how(parser: ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, metavar="N", help="processes; 0: only this one")
    parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
    parser.add_argument("--verify", action="store_true", help="search what is written")
    parser.add_argument("--report", type=Path, metavar="F", help="write the audit report")
    parser.add_argument("--json", action="store_true", help="print the audit report")
    parser.add_argument("--reveal", action="store_true", help="print names of files")
    parser.add_argument("--progress", action="store_true", help=SUPPRESS)


def _run(arguments: Namespace) -> int:
    from dicomwidgets.deidentification.bulk.deidentifying import deidentify  # noqa: PLC0415

    sources = arguments.source
    stop = _Stop()
    shows = arguments.progress or sys.stderr.isatty()
    try:
        _refuse_there(arguments.report)
        with stop:
            report = deidentify(
                sources[0] if len(sources) == 1 else sources,
                arguments.target,
                profile=arguments.profile,
                options=arguments.option,
                rules=arguments.rules,
                key=_key(arguments.key_file),
                boxes=[each.split(",") for each in arguments.box],
                names=arguments.names,
                workers=arguments.workers,
                on_progress=_Line() if shows else None,
                cancelled=stop.is_asked,
                dry_run=arguments.dry_run,
            )
        if arguments.report is not None:
            report.save(arguments.report)
    except (ArgumentError, EditError) as wrong:
        print(f"dicomwidgets anonymize: {wrong}", file=sys.stderr)
        return 2
    if arguments.reveal:
        reveal()
    if arguments.verify and not arguments.dry_run and not stop.is_asked():
        found = report.verify(workers=arguments.workers)
    else:
        found = None
    print(_json(report, found) if arguments.json else _text(report, found))
    if stop.is_asked():
        return _STOPPED
    return int(bool(report.problems) or (found is not None and not found.ok))


def _json(report: Report, found: Verification | None) -> str:
    text = report.to_json()
    return text if found is None else f'{text[:-2]},\n "verification": {found.to_json()}\n}}'


def _refuse_there(report: Path | None) -> None:
    if report is not None and report.exists():
        raise ArgumentError("The report is there already.", remedy="Give another name.")


def _key(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        return file.expanduser().read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ArgumentError(
            f"The key can't be read: {error.strerror}.", remedy="Name a file that you can read."
        ) from None


def _text(report: Report, found: Verification | None) -> str:
    lines = [repr(report)[len("<Report: ") : -1]]
    changes = [f"{count:,} {action}" for action, count in report.changes.items()]
    lines += [f"Elements changed: {', '.join(changes)}"] if changes else []
    lines += [f"Note, {count:,} files: {note}" for note, count in report.notes.items()]
    lines += list(report.remarks)
    numbered = [(number, file) for number, file in enumerate(report.files, 1) if file.is_problem]
    for number, file in numbered[:_SHOWN]:
        lines.append(f"File {number} ({masked(file.source)}), {file.status}: {file.reason}")
    if len(numbered) > _SHOWN:
        lines.append(f"and {len(numbered) - _SHOWN:,} more; --report writes all")
    if found is not None:
        lines.append(repr(found)[1:-1])
    for each in found.findings[:_SHOWN] if found else ():
        where = f"{each.target}: {each.path}" if each.path else each.target
        lines.append(f"{each.kind}, {where}: {each.why}")
    return "\n".join(lines)


class _Line:
    """A line of progress that is written over."""

    def __call__(self, progress: Progress) -> None:
        """Write the line anew."""
        left = progress.seconds_left
        parts = [
            f"{progress.done:,} of {progress.total:,}" if progress.total else f"{progress.done:,}",
            f"{progress.failed:,} with problems" if progress.failed else "",
            f"{time.strftime('%H:%M:%S', time.gmtime(left))} left" if left else "",
        ]
        end = "\n" if progress.done == progress.total else ""
        print(f"\r{' · '.join(filter(None, parts)):<60}", end=end, file=sys.stderr, flush=True)


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
