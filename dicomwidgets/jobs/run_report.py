"""What became of the files of a run into a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets.extras import require
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FileStatus", "RunFile", "RunReport"]

FileStatus = Literal[
    "written",
    "present",
    "duplicate",
    "unchanged",
    "changed",
    "skipped",
    "refused",
    "failed",
    "cancelled",
]

_WORDS: Mapping[FileStatus, str] = {
    "written": "written",
    "present": "there already",
    "duplicate": "the same as others",
    "unchanged": "unchanged",
    "changed": "changed since",
    "skipped": "skipped",
    "refused": "refused",
    "failed": "failed",
    "cancelled": "not done",
}
_PROBLEMS = frozenset({"changed", "refused", "failed", "cancelled"})


@dataclass(frozen=True, slots=True, repr=False)
class RunFile:
    """What became of one file, or of the files of one series.

    Parameters
    ----------
    sources
        Their names below the source's root. They may hold identifiers: the repr masks them.
    targets
        The files written, relative to the report's target.
    status
        ``"written"``; ``"present"``: written by an earlier run; ``"duplicate"``: just like the
        file of another source, which stands for both; ``"unchanged"``: there was nothing to do;
        ``"changed"``: the source is not what it was when its file was written, and that file
        stays; ``"skipped"``: no DICOM object; ``"refused"``: it can't be done with this file;
        ``"failed"``: it can't be read or written; ``"cancelled"``.
    reason
        Why there is no file, and what to do.
    notes
        What is to be known of what was written.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    status: FileStatus
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_problem(self) -> bool:
        """Whether something should have been written and was not."""
        return self.status in _PROBLEMS

    def __repr__(self) -> str:
        source = masked(", ".join(self.sources[:3]))
        parts = [source, self.status, masked(", ".join(self.targets[:3])), self.reason]
        return f"<{' · '.join(filter(None, parts))}>"


@dataclass(frozen=True, slots=True, repr=False)
class RunReport:
    """What a run did, file by file, in the order of the source.

    Parameters
    ----------
    files
        One `RunFile` a file, or one a series where a series becomes a file.
    target
        The folder that was written to; ``None`` where files were written over.
    size
        Bytes written by this run.
    remarks
        What is to be known of the run as a whole.
    seconds
        How long it took.
    """

    files: tuple[RunFile, ...]
    target: Path | None
    size: int = 0
    remarks: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def counts(self) -> dict[FileStatus, int]:
        """How many there are of each status."""
        counted = Counter(file.status for file in self.files)
        return {status: counted[status] for status in _WORDS if counted[status]}

    @property
    def problems(self) -> tuple[RunFile, ...]:
        """What was not written and should have been, each with its reason."""
        return tuple(file for file in self.files if file.is_problem)

    @property
    def notes(self) -> dict[str, int]:
        """What is to be known of what was written, and of how many."""
        return dict(Counter(note for file in self.files for note in file.notes))

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row a file. It holds the names of the sources.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the report")
        columns = ["sources", "targets", "status", "reason", "notes"]
        rows = [[getattr(file, column) for column in columns] for file in self.files]
        return pandas.DataFrame(rows, columns=columns)

    def __len__(self) -> int:
        """Return the number of entries in `files`."""
        return len(self.files)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        counts = [f"{count:,} {_WORDS[status]}" for status, count in self.counts.items()]
        lines = [f"<RunReport: {', '.join(counts) or 'no files'}"]
        lines += [f"  {file!r}" for file in self.problems[:5]]
        more = len(self.problems) - 5
        lines += [f"  … {more:,} more"] if more > 0 else []
        return "\n".join((*lines, *(f"  {remark}" for remark in self.remarks))) + ">"
