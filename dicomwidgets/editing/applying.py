"""Edits made in one file after the other, or in many at once, each written beside its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from dicomwidgets.editing.bulk.targets import inside
from dicomwidgets.editing.drafting import try_draft
from dicomwidgets.editing.outcome import Applied, Outcome, Status
from dicomwidgets.editing.resolving import make_again
from dicomwidgets.editing.saving import target_path, written
from dicomwidgets.editing.splice import write_edited
from dicomwidgets.errors import AbsentError, DicomWidgetsError, EditError
from dicomwidgets.jobs.running import run
from dicomwidgets.reading.folder import FileSource
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from dicomwidgets.editing.change import Change
    from dicomwidgets.editing.draft import Draft
    from dicomwidgets.jobs.progress import Progress
    from dicomwidgets.jobs.result import Result
    from dicomwidgets.reading.item import Item, Source

__all__ = ["Job", "Writing", "apply_to", "made_in", "save_edited"]


class Writing(NamedTuple):
    """How files are written: whether over others, whether broken ones too."""

    overwrite: bool = False
    keep_tail: bool = False


class Job(NamedTuple):
    """How the work on many files goes.

    Parameters
    ----------
    executor, workers
        Where it is done (`jobs.run`).
    on_progress
        Called with a `jobs.Progress`, ten times a second at most.
    cancelled
        Asked between files.
    """

    executor: Executor | None = None
    workers: int | None = None
    on_progress: Callable[[Progress], object] | None = None
    cancelled: Callable[[], bool] | None = None


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
    with written(path, overwrite=writing.overwrite) as out:
        notes = write_edited(source, item, changes, out, keep_tail=writing.keep_tail)
    return Outcome(item.name, "written", path, tuple(changes), (), notes, source=(source, item))


def apply_to(  # noqa: PLR0913 - how to write, and how the work goes
    changes: Sequence[Change],
    x: Any,
    to: str | os.PathLike[str] | None,
    writing: Writing,
    *,
    only: Sequence[Item] | None = None,
    job: Job = Job(),  # noqa: B008 - it never changes
) -> Applied:
    """Make the same edits in every object of a source; see `ChangeSet.apply`.

    Files on the disk are written wherever the job has its workers; what lies in archives, in memory
    or is not written at all stays in this process.

    Raises
    ------
    ArgumentError, SourceError
        When `x` holds no DICOM.
    EditError
        When the folder can't be made.
    JobError
        When the executor that was given breaks.
    """
    source = source_of(x)
    items = source.items() if only is None else only
    folder = None if to is None else _folder(to)
    tasks = [_Task(item.name, _path(source, item), source, item) for item in items]
    work = _Work(tuple(changes), folder, writing)
    outcomes = [Outcome(item.name, "cancelled", source=(source, item)) for item in items]
    for number, outcome in _outcomes(work, tasks, job):
        outcomes[number] = replace(outcome, source=(source, items[number]))
    return Applied(outcomes)


class _Task(NamedTuple):
    """One object: a file that any process can open, or what only this one has."""

    name: str
    path: Path | None
    source: Source | None = None
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class _Work:
    """What is done with each; it goes to other processes."""

    changes: tuple[Change, ...]
    folder: Path | None
    writing: Writing

    def __call__(self, task: _Task) -> Outcome:
        source, item = task.source, task.item
        if source is None or item is None:
            source = FileSource(cast("Path", task.path))
            item = source.items()[0]
        # What holds the source stays in the process that has it.
        return replace(_one(source, item, task.name, self), source=None)


def _outcomes(work: _Work, tasks: Sequence[_Task], job: Job) -> Iterator[tuple[int, Outcome]]:
    """Yield number and outcome of every object that was worked on, as they come."""
    away = [n for n, task in enumerate(tasks) if task.path is not None and work.folder is not None]
    here = sorted({*range(len(tasks))} - {*away})
    files = [_Task(tasks[n].name, tasks[n].path) for n in away]
    for result in run(
        work,
        files,
        executor=job.executor,
        workers=job.workers,
        on_progress=_Counted(job.on_progress, 0, len(tasks)),
        cancelled=job.cancelled,
    ):
        yield away[result.number], _outcome(result)
    for result in run(
        work,
        [tasks[n] for n in here],
        workers=0,
        on_progress=_Counted(job.on_progress, len(away), len(tasks)),
        cancelled=job.cancelled,
    ):
        yield here[result.number], _outcome(result)


@dataclass(frozen=True, slots=True)
class _Counted:
    """Tells of the progress of a part as that of the whole."""

    listener: Callable[[Progress], object] | None
    before: int
    total: int

    def __call__(self, progress: Progress) -> None:
        if self.listener:
            self.listener(replace(progress, done=self.before + progress.done, total=self.total))


def _outcome(result: Result[_Task, Outcome]) -> Outcome:
    if result.value is not None:
        return result.value
    error = result.error
    if not isinstance(error, DicomWidgetsError):
        error = EditError(f"It can't be edited ({type(error).__name__}).", file=result.item.name)
    return Outcome(result.item.name, "failed", error=error)


def _one(source: Source, item: Item, name: str, work: _Work) -> Outcome:
    try:
        draft = try_draft(source, item)
        if draft is None:
            return Outcome(name, "skipped")
        rows, left_out = made_in(draft, work.changes)
        made, missing = tuple(rows), tuple(left_out)
        if work.folder is None:
            return Outcome(name, "edited" if made else "unchanged", None, made, missing)
        place = work.folder / inside(name)
        place.parent.mkdir(parents=True, exist_ok=True)
        saved = save_edited(source, item, made, place, work.writing)
    except DicomWidgetsError as error:
        return Outcome(name, "failed", error=error)
    except OSError as error:
        reason = EditError(f"It can't be written: {error.strerror}.", file=name)
        return Outcome(name, "failed", error=reason)
    status: Status = "written" if made else "unchanged"
    return Outcome(name, status, saved.target, made, missing, saved.notes)


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


def _path(source: Source, item: Item) -> Path | None:
    """Return an object's file as other processes find it, wherever they stand."""
    path = source.path(item)
    return None if path is None else path.absolute()


def _folder(to: str | os.PathLike[str]) -> Path:
    folder = Path(to).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EditError(
            f"The folder can't be made: {error.strerror}.", file=str(folder), remedy="Name another."
        ) from None
    return folder
