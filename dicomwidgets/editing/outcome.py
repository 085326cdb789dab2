"""What became of the files in which edits were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, overload

from dicomwidgets.editing.drafting import whole_draft
from dicomwidgets.privacy import masked

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from dicomwidgets.editing.change import Change
    from dicomwidgets.errors import DicomWidgetsError

__all__ = ["Applied", "Outcome", "Status"]

Status = Literal["written", "edited", "unchanged", "skipped", "failed", "cancelled"]


_READ = ("written", "edited", "unchanged")


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """What became of one file.

    Parameters
    ----------
    name
        Of the file in its source.
    status
        ``"written"``; ``"edited"`` where nothing was to be written; ``"unchanged"`` where no edit
        found its place (a copy was written all the same, if a folder was given); ``"skipped"``:
        not DICOM; ``"failed"``; ``"cancelled"``.
    target
        The file written.
    changes
        The edits made in it, with its own old values.
    missing
        Paths of the edits that it has no place for; they were left out.
    notes
        What is to be known about the file written.
    error
        Why it failed.
    """

    name: str
    status: Status
    target: Path | None = None
    changes: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    error: DicomWidgetsError | None = None
    source: Any = None

    def dataset(self) -> Dataset:
        """Return the edited dataset, pixels included.

        Raises
        ------
        ReadError
            If the source can't be read any more.
        """
        source, item = self.source
        draft = whole_draft(source, item)
        for change in self.changes:
            draft.perform(change)
        return draft.body

    def __repr__(self) -> str:
        parts = [self.status, f"{len(self.changes)} changes"]
        parts += [f"{len(self.missing)} missing"] if self.missing else []
        parts += [str(self.error)] if self.error else []
        parts += list(self.notes)
        return f"<Outcome {masked(self.name)}: {', '.join(parts)}>"


class Applied(Sequence[Outcome]):
    """What became of every file."""

    __slots__ = ("_outcomes",)

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes = tuple(outcomes)

    def __len__(self) -> int:
        return len(self._outcomes)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome]: ...
    def __getitem__(self, index: int | slice) -> Outcome | Sequence[Outcome]:
        return self._outcomes[index]

    @property
    def counts(self) -> dict[str, int]:
        """How many files have each status."""
        return dict(Counter(each.status for each in self._outcomes))

    @property
    def missing(self) -> dict[str, int]:
        """The paths that files have no place for, and in how many of them."""
        return dict(Counter(path for each in self._outcomes for path in each.missing))

    @property
    def datasets(self) -> list[Dataset]:
        """The edited datasets of all files that did not fail, read anew."""
        return [each.dataset() for each in self._outcomes if each.status in _READ]

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {status}" for status, count in self.counts.items())
        lost = "".join(f"\n  {path}: not in {count}" for path, count in self.missing.items())
        failed = [each for each in self._outcomes if each.error][:5]
        return f"<Applied: {counts}{lost}{''.join(f'{chr(10)}  {each!r}' for each in failed)}>"
