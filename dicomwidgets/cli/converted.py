"""What ``dicomwidgets convert`` and ``dicomwidgets transcode`` say when they are done."""

from __future__ import annotations

from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from dicomwidgets.jobs.size_text import size_text
from dicomwidgets.privacy import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dicomwidgets.cli._words import Words
    from dicomwidgets.jobs.run_report import RunFile, RunReport

__all__ = ["report_lines", "report_row"]

_SHOWN, _NAMED = 20, 3


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
    alike: dict[tuple[str, str], list[str]] = {}
    for file in report.files:
        if file.is_problem or file.status == "skipped":
            alike.setdefault((file.status, file.reason), []).extend(file.sources)
    for (status, reason), names in islice(alike.items(), _SHOWN):
        yield f"{_several(names, words)}, {status}: {words.said(reason)}"
    if len(alike) > _SHOWN:
        yield f"and {len(alike) - _SHOWN:,} other reasons; --json prints all"


def _several(names: list[str], words: Words) -> str:
    """Return a few names of files; of those that are masked only how many they are."""
    shown = [*dict.fromkeys(words.named(name) for name in names[:_NAMED])]
    if shown == [MASK] and len(names) > 1:
        return f"{MASK} ({len(names):,} files)"
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(shown) + more


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
