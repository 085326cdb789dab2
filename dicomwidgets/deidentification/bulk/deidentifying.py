"""`dicomwidgets.deidentify`: anonymize a dataset, a file, a folder or an archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from pydicom.dataset import Dataset

from dicomwidgets.deidentification.bulk.folder_run import Manner, Order, into_folder, rehearsed
from dicomwidgets.deidentification.bulk.manifest import Terms
from dicomwidgets.deidentification.bulk.naming import is_medium, names_for
from dicomwidgets.deidentification.bulk.single import into_file
from dicomwidgets.deidentification.engine.in_memory import deidentify_dataset
from dicomwidgets.deidentification.engine.job import Job
from dicomwidgets.deidentification.engine.rewriting import rewrite
from dicomwidgets.deidentification.mapping.key import Key, key_for
from dicomwidgets.deidentification.pixels.boxes import Box, boxes_for
from dicomwidgets.deidentification.pixels.text_finding import require_ocr
from dicomwidgets.deidentification.policy import OPTIONS, Policy, policy_for
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.apart import keep_apart
from dicomwidgets.jobs.manifest import Hasher
from dicomwidgets.jobs.one_file import is_one_file
from dicomwidgets.reading.source import source_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping
    from concurrent.futures import Executor

    from dicomwidgets.deidentification.bulk.planned_rows import Planned
    from dicomwidgets.deidentification.bulk.rehearsed import PlanOfFile
    from dicomwidgets.deidentification.bulk.report import Report
    from dicomwidgets.jobs import Progress
    from dicomwidgets.reading.item import Source

__all__ = ["deidentify"]


@overload
def deidentify(
    source: Dataset,
    target: None = None,
    *,
    profile: str = ...,
    options: str | Iterable[str] = ...,
    rules: Mapping[str, Any] | Iterable[Any] | str | Path | None = ...,
    key: Key | bytes | str | None = ...,
    boxes: Iterable[Any] = ...,
    ocr: bool = ...,
) -> Dataset: ...


@overload
def deidentify(
    source: Any,
    target: str | os.PathLike[str] | None = None,
    *,
    profile: str = ...,
    options: str | Iterable[str] = ...,
    rules: Mapping[str, Any] | Iterable[Any] | str | Path | None = ...,
    key: Key | bytes | str | None = ...,
    boxes: Iterable[Any] = ...,
    ocr: bool = ...,
    names: str | None = ...,
    executor: Executor | None = ...,
    workers: int | None = ...,
    on_progress: Callable[[Progress], None] | None = ...,
    cancelled: Callable[[], bool] | None = ...,
    resume: bool = ...,
    dry_run: bool = ...,
    on_rows: Callable[[PlanOfFile], None] | None = ...,
) -> Report: ...


def deidentify(  # noqa: PLR0913 - by keyword, each with a default
    source: Any,
    target: str | os.PathLike[str] | None = None,
    *,
    profile: str = "basic",
    options: str | Iterable[str] = (),
    rules: Mapping[str, Any] | Iterable[Any] | str | Path | None = None,
    key: Key | bytes | str | None = None,
    boxes: Iterable[Any] = (),
    ocr: bool = False,
    names: str | None = None,
    executor: Executor | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    resume: bool = True,
    dry_run: bool = False,
    on_rows: Callable[[PlanOfFile], None] | None = None,
) -> Report | Dataset:
    """Anonymize a dataset, a file, a folder or an archive (PS3.15 Annex E).

    A `Dataset` without a target gives a new `Dataset`. One file gives a file, everything else a
    folder. The source is never touched, and nothing that is there is overwritten. A run into a
    folder can be stopped, killed and repeated: the same call makes what is missing.

    Parameters
    ----------
    source
        Whatever holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`,
        list of these, `Series`, `Collection`.
    target
        The folder to write to, beside the source and empty, or begun by the same call before; for
        one file the file to write, or a folder.
    profile, options, rules
        What is to be done (`policy.policy_for`).
    key
        A secret: the same gives the same pseudonyms, UIDs and shifts of dates, on every machine.
        Without it a fresh one is made and kept in the user's state directory, never in the target.
    boxes
        Rectangles of the image to black out, ``(x, y, width, height)`` in pixels for all frames, or
        ``(frames, x, y, width, height)``; they bring the option ``"clean_pixel_data"`` with them.
    ocr
        Whether text is looked for in the images and blacked out, with that option; it needs
        ``pip install "dicomwidgets[ocr]"``.
    names
        A pattern of file names such as ``"{PatientID}/{SOPInstanceUID}.dcm"``; the values are the
        new ones. By default patient, study, series and instance, and for media what a DICOMDIR may
        hold.
    executor
        Where the work is done, any `concurrent.futures.Executor`; by default here for few files,
        in a pool of processes for many.
    workers
        How many processes that pool has; 0 does all in this one.
    on_progress
        Called with a `jobs.Progress` from time to time.
    cancelled
        ``True`` ends the run once each worker is through with its file.
    resume
        Whether a run that is in the target may be continued.
    dry_run
        Whether nothing is written and the report says what would be.
    on_rows
        In a dry run called with a `bulk.rehearsed.PlanOfFile` for each file that would be written,
        in the order of the source: what would happen to its elements. None of it is kept.

    Returns
    -------
    Report or Dataset
        What became of each file. A file that can't be anonymized is never copied: it is in the
        report with its reason.

    Raises
    ------
    ArgumentError
        When options, rules, names or the key can't be used, the target is inside the source or
        the source inside the target, the target holds something else, or rows are asked for
        without a dry run.
    SourceError
        When there is nothing in the source.
    DeidentifyError
        When a `Dataset` can't be anonymized.

    Examples
    --------
    >>> report = dicomwidgets.deidentify("scans/", "shared/", options="retain_modified_dates")
    ... # doctest: +SKIP
    >>> report.counts    # doctest: +SKIP
    {'written': 1998, 'skipped': 2}
    """
    policy, drawn = policy_for(profile, options, rules, ocr=ocr), boxes_for(boxes)
    if policy.ocr:
        require_ocr()
    if drawn:
        policy = replace(policy, options=policy.options | {"clean_pixel_data"})
    if isinstance(source, Dataset) and target is None and not dry_run:
        return deidentify_dataset(source, Job(policy, key_for(key), drawn))
    found = source_of(source)
    call = _Call(found, policy, key, names, drawn, with_rows=on_rows is not None)
    manner = Manner(executor, workers, on_progress, cancelled, on_rows)
    if dry_run:
        return rehearsed(found, call.order(None, None), manner)
    if on_rows is not None:
        raise ArgumentError("Rows are told in a dry run only.", remedy="Add dry_run=True.")
    if target is None:
        raise ArgumentError(
            "There is no target.", remedy="Name a folder: dw.deidentify(source, 'anonymized/')."
        )
    place = Path(target).expanduser()
    if is_one_file(found, target):
        return into_file(found, place, partial(call.order, None, place))
    keep_apart(found, place)
    return into_folder(found, place, partial(call.order, place=place), manner, resume=resume)


@dataclass(frozen=True, repr=False)
class _Call:
    """What was asked for."""

    source: Source
    policy: Policy
    key: Key | bytes | str | None
    names: str | None
    boxes: tuple[Box, ...]
    with_rows: bool = False

    def order(self, fingerprint: str | None, place: Path | None) -> Order:
        """Return what is done to every file, under the key that an earlier run had."""
        policy = self.policy
        names = names_for(self.names, media=is_medium(self.source))
        key = key_for(self.key, place, fingerprint=fingerprint)
        secret = key.derived("manifest")
        shown = {
            "profile": policy.profile,
            "edition": policy.edition,
            "options": [name for name in OPTIONS if name in policy.options],
            "own_rules": len(policy.rules),
        }
        digest = Hasher(secret).of(policy.to_json() + (repr(self.boxes) if self.boxes else ""))
        terms = Terms(key.fingerprint, shown, digest, names.pattern)
        job = Job(policy, key, self.boxes)
        planned = _planned(job) if self.with_rows else None
        work, medium = partial(rewrite, job=job), is_medium(self.source)
        return Order(work, names, terms, secret, medium, planned)


def _planned(job: Job) -> Planned:
    """Return what makes the rows of a dry run."""
    from dicomwidgets.deidentification.bulk.planned_rows import Planned  # noqa: PLC0415 - when asked

    return Planned(job)
