"""What ``dicomwidgets convert`` and ``dicomwidgets transcode`` say when they are done."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from dicomwidgets.jobs.size_text import size_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.cli._words import Words
    from dicomwidgets.jobs.run_report import RunFile, RunReport

__all__ = ["report_lines", "report_row"]

_SHOWN = 20


def report_lines(report: RunReport, words: Words) -> Iterator[str]:
    """Yield what is to be known of a run; names of sources are masked unless typed or revealed."""
    written = [file for file in report.files if file.targets]
    targets = sum(len(file.targets) for file in written)
    counts = ", ".join(f"{count:,} {status}" for status, count in report.counts.items())
    files = f"{targets:,} file{'' if targets == 1 else 's'}"
    yield f"{files}, {size_text(report.size)} ({counts})" if targets else f"Nothing ({counts})"
    for note, count in report.notes.items():
        yield f"Note{f', {count:,} times' if count > 1 else ''}: {words.said(note)}"
    yield from map(words.said, report.remarks)
    for file in report.problems[:_SHOWN]:
        yield f"{words.named(*file.sources[:3])}, {file.status}: {words.said(file.reason)}"
    if len(report.problems) > _SHOWN:
        yield f"and {len(report.problems) - _SHOWN:,} more; --json prints all"


def report_row(report: RunReport, words: Words, *, telling: bool = False) -> dict[str, Any]:
    """Return the report for a program.

    Parameters
    ----------
    report
        Of a run.
    words
        Of the command: names that were typed are told.
    telling
        Whether names of targets hold identifiers, as was asked for. Those are masked unless
        revealed, as the names of sources are, and targets that are called like them.
    """
    return {
        "target": None if report.target is None else str(report.target),
        "bytes": report.size,
        "counts": dict(report.counts),
        "files": [
            {
                "sources": [words.named(name) for name in file.sources],
                "targets": _targets(file, words, telling=telling),
                "status": file.status,
                "reason": words.said(file.reason),
                "notes": [words.said(note) for note in file.notes],
            }
            for file in report.files
        ],
        "remarks": [words.said(remark) for remark in report.remarks],
    }


def _targets(file: RunFile, words: Words, *, telling: bool) -> list[str]:
    hidden = {PurePath(name).stem for name in file.sources if not words.is_typed(name)}
    return [
        words.named(name) if telling or PurePath(name).stem in hidden else name
        for name in file.targets
    ]
