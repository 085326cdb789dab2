"""What became of the files of a run."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dicomwidgets import __version__
from dicomwidgets.deidentification.bulk.mapping_file import write_mapping
from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.errors import ArgumentError
from dicomwidgets.extras import require
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path

    from dicomwidgets.deidentification.verifying.verification import Verification
    from dicomwidgets.reading.item import Source

__all__ = ["FileReport", "Report", "Status"]

Status = Literal[
    "written",
    "present",
    "duplicate",
    "planned",
    "changed",
    "skipped",
    "refused",
    "failed",
    "cancelled",
]

_WORDS: Mapping[Status, str] = {
    "written": "written",
    "present": "there already",
    "duplicate": "the same as others",
    "planned": "would be written",
    "changed": "changed since",
    "skipped": "skipped",
    "refused": "refused",
    "failed": "failed",
    "cancelled": "not done",
}
_PROBLEMS = frozenset({"changed", "refused", "failed", "cancelled"})


@dataclass(frozen=True, slots=True, repr=False)
class FileReport:
    """What became of one file.

    Parameters
    ----------
    source
        Its name below the source's root. It may hold identifiers: the repr masks it.
    target
        The file written, relative to the report's target; ``None`` where there is none.
    status
        ``"written"``; ``"present"``: written by an earlier run; ``"duplicate"``: just like the
        file of another source, which is there once; ``"planned"`` in a dry run; ``"changed"``: the
        source is not what it was when its file was written, and that file stays; ``"skipped"``: no
        DICOM object; ``"refused"``: it can't be anonymized, so nothing was written; ``"failed"``:
        it can't be read or written; ``"cancelled"``.
    reason
        Why there is no file, and what to do.
    notes
        What is to be known of the file written.
    """

    source: str
    target: str | None
    status: Status
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_problem(self) -> bool:
        """Whether a DICOM object was not anonymized."""
        return self.status in _PROBLEMS

    def __repr__(self) -> str:
        parts = [masked(self.source), self.status, self.target or "", self.reason]
        return f"<{' · '.join(filter(None, parts))}>"


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What an anonymization did, file by file.

    Its repr, and what `save` writes, hold no identifiers.

    Parameters
    ----------
    files
        One `FileReport` a file, in the order of the source.
    target
        The folder that was written to; ``None`` in a dry run.
    changes
        How many elements were changed in all, by action.
    policy
        Profile, edition, options, and how many own rules there were.
    key
        Fingerprint of the key: a rerun needs the same.
    remarks
        What is to be known of the run as a whole.
    seconds
        How long it took.
    origin
        What was anonymized.
    """

    files: tuple[FileReport, ...]
    target: Path | None
    changes: Mapping[str, int]
    policy: Mapping[str, Any]
    key: str
    remarks: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    origin: Source | None = field(default=None, compare=False)

    @property
    def counts(self) -> dict[Status, int]:
        """How many files there are of each status."""
        counted = Counter(file.status for file in self.files)
        return {status: counted[status] for status in _WORDS if counted[status]}

    @property
    def problems(self) -> tuple[FileReport, ...]:
        """The DICOM objects that were not anonymized, each with its reason."""
        return tuple(file for file in self.files if file.is_problem)

    @property
    def notes(self) -> dict[str, int]:
        """What is to be known of the files written, and of how many of them."""
        return dict(Counter(note for file in self.files for note in file.notes))

    def to_pandas(self) -> Any:
        """Return a `pandas.DataFrame`, one row a file. It holds the names of the sources.

        Raises
        ------
        MissingPackageError
            Where pandas is not installed, with the install line.
        """
        pandas = require("pandas", why="A data frame of the report")
        columns = ["source", "target", "status", "reason", "notes"]
        rows = [[getattr(file, column) for column in columns] for file in self.files]
        return pandas.DataFrame(rows, columns=columns)

    def to_json(self) -> str:
        """Return the audit report: what was done with what, and with which result.

        Sources are numbered in the order of the source; nothing in it identifies anybody.
        """
        found = {
            "program": f"dicomwidgets {__version__}",
            **self.policy,
            "key": self.key,
            "counts": self.counts,
            "changes": dict(self.changes),
            "notes": self.notes,
            "remarks": self.remarks,
            "files": [
                {
                    "number": number,
                    "status": file.status,
                    "target": file.target,
                    "reason": file.reason,
                    "notes": file.notes,
                }
                for number, file in enumerate(self.files, 1)
            ],
        }
        return json.dumps(found, indent=1, ensure_ascii=False)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the audit report (`to_json`) to a file, whole or not at all; return its path.

        Raises
        ------
        EditError
            When there is a file already, or it can't be written.
        """
        place = target_path(path, "anonymization.json", None, overwrite=overwrite)
        with written(place) as file:
            file.write(self.to_json().encode())
        return place

    def verify(self, **how: Any) -> Verification:
        """Read the files written back and search them for what was removed.

        Parameters
        ----------
        **how
            As `verifying.verification.verify` takes it: `validator`, `executor`, `workers`,
            `on_progress`, `cancelled`.

        Returns
        -------
        Verification
            ``.ok``, and ``.findings`` with file, path and reason; it quotes no value.

        Raises
        ------
        ArgumentError
            After a dry run.
        """
        from dicomwidgets.deidentification.verifying.verification import (  # noqa: PLC0415 - when asked
            verify,
        )

        return verify(self, **how)

    def save_mapping(self, path: str | os.PathLike[str], *, password: str) -> Path:
        """Write which old name, ID and UID became which new one, encrypted; return the path.

        Headers are read again. `read_mapping` gives the rows back; without the password nobody can.

        Parameters
        ----------
        path
            A file that is not there yet, outside the target.
        password
            Twelve characters at least.

        Raises
        ------
        ArgumentError
            If the file would lie in the target or is there, the password is too short, or there is
            nothing to tell.
        MissingPackageError
            Where ``cryptography`` is not installed, with the install line.
        """
        if self.target is None or self.origin is None:
            raise ArgumentError("A dry run maps nothing.", remedy="Run it first.")
        items = self.origin.items()
        pairs = (
            ((self.origin, item), self.target / file.target)
            for item, file in zip(items, self.files, strict=False)
            if file.target and not file.is_problem
        )
        return write_mapping(path, password, pairs, self.target)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self.files)

    def __repr__(self) -> str:
        counts = [f"{count:,} {_WORDS[status]}" for status, count in self.counts.items()]
        return f"<Report: {', '.join(counts) or 'no files'}>"
