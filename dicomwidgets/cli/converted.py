"""What ``dicomwidgets convert`` and ``dicomwidgets transcode`` say when they are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.jobs.size_text import size_text
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.jobs.run_report import RunReport

__all__ = ["report_lines", "report_row"]

_SHOWN = 20


def report_lines(report: RunReport) -> Iterator[str]:
    """Yield what is to be known of a run; names of sources are masked unless revealed."""
    written = [file for file in report.files if file.targets]
    targets = sum(len(file.targets) for file in written)
    counts = ", ".join(f"{count:,} {status}" for status, count in report.counts.items())
    files = f"{targets:,} file{'' if targets == 1 else 's'}"
    yield f"{files}, {size_text(report.size)} ({counts})" if targets else f"Nothing ({counts})"
    for note, count in report.notes.items():
        yield f"Note{f', {count:,} times' if count > 1 else ''}: {note}"
    yield from report.remarks
    for file in report.problems[:_SHOWN]:
        yield f"{masked(', '.join(file.sources[:3]))}, {file.status}: {file.reason}"
    if len(report.problems) > _SHOWN:
        yield f"and {len(report.problems) - _SHOWN:,} more; --json prints all"


def report_row(report: RunReport) -> dict[str, Any]:
    """Return the report for a program; names of sources are masked unless revealed."""
    return {
        "target": None if report.target is None else str(report.target),
        "bytes": report.size,
        "counts": dict(report.counts),
        "files": [
            {
                "sources": [masked(name) for name in file.sources],
                "targets": list(file.targets),
                "status": file.status,
                "reason": file.reason,
                "notes": list(file.notes),
            }
            for file in report.files
        ],
        "remarks": list(report.remarks),
    }
