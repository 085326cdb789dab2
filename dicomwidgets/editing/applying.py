"""Edits made in one file after the other, each written beside its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from dicomwidgets.editing.drafting import try_draft, whole_draft
from dicomwidgets.editing.resolving import make_again
from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.editing.splice import write_edited
from dicomwidgets.errors import AbsentError, DicomWidgetsError, EditError
from dicomwidgets.privacy import masked
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    import os

    from pydicom.dataset import Dataset

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Applied", "Outcome", "Writing", "apply_to", "made_in", "save_edited"]


class Writing(NamedTuple):
    """How files are written: whether over others, whether broken ones too."""

    overwrite: bool = False
    keep_tail: bool = False


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


def save_edited(
    source: Source,
    item: Item,
    changes: Sequence[Change],
    target: str | os.PathLike[str],
    writing: Writing,
) -> Outcome:
    """Write one edited object.

    Raises
    ------
    EditError
        If the target can't be taken, or the file can't be written as asked.
    """
    path = target_path(target, item.name, source.path(item), overwrite=writing.overwrite)
    with written(path) as out:
        notes = write_edited(source, item, changes, out, keep_tail=writing.keep_tail)
    return Outcome(item.name, "written", path, tuple(changes), (), notes, source=(source, item))


def apply_to(  # noqa: PLR0913 - how to write, and what to tell meanwhile
    changes: Sequence[Change],
    x: Any,
    to: str | os.PathLike[str] | None,
    writing: Writing,
    *,
    only: Sequence[Item] | None = None,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Applied:
    """Make the same edits in every object of a source; see `ChangeSet.apply`.

    Raises
    ------
    ArgumentError, SourceError
        When `x` holds no DICOM.
    EditError
        When the folder can't be made.
    """
    source = source_of(x)
    items = source.items() if only is None else only
    folder = None if to is None else _folder(to)
    outcomes: list[Outcome] = []
    for item in items:
        if cancelled is not None and cancelled():
            outcomes.append(Outcome(item.name, "cancelled", source=(source, item)))
            continue
        outcomes.append(_one(source, item, changes, folder, writing))
        if progress is not None:
            progress(len(outcomes), len(items))
    return Applied(outcomes)


def _one(
    source: Source,
    item: Item,
    changes: Sequence[Change],
    folder: Path | None,
    writing: Writing,
) -> Outcome:
    try:
        draft = try_draft(source, item)
        if draft is None:
            return Outcome(item.name, "skipped", source=(source, item))
        rows, left_out = made_in(draft, changes)
        made, missing = tuple(rows), tuple(left_out)
        outcome = Outcome(
            item.name,
            "edited" if made else "unchanged",
            None,
            made,
            missing,
            source=(source, item),
        )
        if folder is None:
            return outcome
        place = folder / _inside(item.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        saved = save_edited(source, item, made, place, writing)
    except DicomWidgetsError as error:
        return Outcome(item.name, "failed", error=error, source=(source, item))
    except OSError as error:
        reason = EditError(f"It can't be written: {error.strerror}.", file=item.name)
        return Outcome(item.name, "failed", error=reason, source=(source, item))
    status: Status = "written" if made else "unchanged"
    return Outcome(
        item.name, status, saved.target, made, missing, saved.notes, source=(source, item)
    )


def made_in(
    draft: Draft, changes: Iterable[Change], *, strict: bool = True
) -> tuple[list[Change], list[str]]:
    """Make the edits that have a place in a draft; return their rows and the paths of the rest.

    Parameters
    ----------
    draft
        The object to edit.
    changes
        Edits made in another, or in the same.
    strict
        Whether an edit that has a place and can't be made is an error.

    Raises
    ------
    EditError
        If one that has a place can't be made.
    """
    made: list[Change] = []
    missing: list[str] = []
    for change in changes:
        if change.follows:
            continue
        try:
            made += make_again(draft, change)
        except EditError as error:
            if strict and not isinstance(error, AbsentError):
                raise
            missing.append(change.path)
    return made, missing


def _inside(name: str) -> PurePosixPath:
    """Return a name that leads nowhere but below the folder."""
    parts = [part for part in PurePosixPath(name).parts if part not in ("/", "..", ".")]
    return PurePosixPath(*parts) if parts else PurePosixPath("edited.dcm")


def _folder(to: str | os.PathLike[str]) -> Path:
    folder = Path(to).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EditError(
            f"The folder can't be made: {error.strerror}.", file=str(folder), remedy="Name another."
        ) from None
    return folder
