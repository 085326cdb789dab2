"""What ``dicomwidgets anonymize`` says when it is done."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.deidentification.verifying.verification import Verification

__all__ = ["report_text"]

_SHOWN = 20


def report_text(report: Report, found: Verification | None, *, kept: bool) -> str:
    """Return what is to be known of a run, line by line.

    Parameters
    ----------
    report
        Of the run.
    found
        What verifying it has found; ``None`` where that was not asked for.
    kept
        Whether the key was made for it and is kept.
    """
    return "\n".join([*_done(report), *_problems(report), *_verified(found), *_next(report, kept)])


def _done(report: Report) -> Iterator[str]:
    yield repr(report)[len("<Report: ") : -1]
    if changes := [f"{count:,} {action}" for action, count in report.changes.items()]:
        yield f"Elements changed: {', '.join(changes)}"
    for note, count in report.notes.items():
        yield f"Note, {_files(count)}: {note}"
    reasons = Counter(file.reason for file in report.files if file.status == "skipped")
    for reason, count in reasons.items():
        yield f"Skipped, {_files(count)}: {reason}"
    yield from report.remarks


def _problems(report: Report) -> Iterator[str]:
    numbered = [
        (number, file)
        for number, file in enumerate(report.files, 1)
        if file.is_problem and file.status != "cancelled"
    ]
    for number, file in numbered[:_SHOWN]:
        yield f"File {number} ({masked(file.source)}), {file.status}: {file.reason}"
    if len(numbered) > _SHOWN:
        yield f"and {len(numbered) - _SHOWN:,} more; --report writes all"


def _verified(found: Verification | None) -> Iterator[str]:
    if found is None:
        return
    yield repr(found)[1:-1]
    for each in found.findings[:_SHOWN]:
        where = f"{each.target}: {each.path}" if each.path else each.target
        yield f"{each.kind}, {where}: {each.why}"


def _next(report: Report, kept: bool) -> Iterator[str]:
    counts = report.counts
    if counts.keys() <= {"skipped"}:
        yield "There is no DICOM file, so nothing was anonymized."
    elif kept:
        yield (
            f"The key {report.key} is kept in your state directory: whoever has it can tell whom "
            "a pseudonym stands for."
        )
    if left := counts.get("cancelled"):
        yield f"{_files(left)} not done: the same command makes what is missing."


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
