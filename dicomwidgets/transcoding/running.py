"""`dicomwidgets.transcode`: a dataset, a file or a folder in another transfer syntax."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from pydicom.dataset import Dataset

from dicomwidgets.editing.bulk.targets import target_names
from dicomwidgets.errors import ArgumentError
from dicomwidgets.jobs.apart import keep_apart
from dicomwidgets.jobs.errand import Errand
from dicomwidgets.jobs.folder_job import FolderJob
from dicomwidgets.jobs.manner import Manner
from dicomwidgets.jobs.one_file import into_file, is_one_file
from dicomwidgets.reading.header import read_header
from dicomwidgets.reading.memory import DatasetSource
from dicomwidgets.reading.origin import origin_of
from dicomwidgets.reading.source import source_of
from dicomwidgets.transcoding.choice import choice_for
from dicomwidgets.transcoding.preparing import UnchangedError, Way, prepared
from dicomwidgets.transcoding.work import TranscodeWork
from dicomwidgets.transcoding.writing import dataset_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from concurrent.futures import Executor

    from dicomwidgets.jobs import Progress
    from dicomwidgets.jobs.run_report import RunReport
    from dicomwidgets.reading.item import Source
    from dicomwidgets.transcoding.choice import Choice

__all__ = ["transcode"]


@overload
def transcode(
    source: Dataset,
    target: None = None,
    *,
    to: str | Choice,
    quality: int | None = ...,
    near: int | None = ...,
    ratio: float | None = ...,
    psnr: float | None = ...,
    max_error: int | None = ...,
    verify: bool = ...,
    new_uid: bool = ...,
) -> Dataset: ...


@overload
def transcode(
    source: Any,
    target: str | os.PathLike[str] | None = None,
    *,
    to: str | Choice,
    quality: int | None = ...,
    near: int | None = ...,
    ratio: float | None = ...,
    psnr: float | None = ...,
    max_error: int | None = ...,
    verify: bool = ...,
    new_uid: bool = ...,
    executor: Executor | None = ...,
    workers: int | None = ...,
    on_progress: Callable[[Progress], None] | None = ...,
    cancelled: Callable[[], bool] | None = ...,
    resume: bool = ...,
) -> RunReport: ...


def transcode(  # noqa: PLR0913 - by keyword, each with a default
    source: Any,
    target: str | os.PathLike[str] | None = None,
    *,
    to: str | Choice,
    quality: int | None = None,
    near: int | None = None,
    ratio: float | None = None,
    psnr: float | None = None,
    max_error: int | None = None,
    verify: bool = True,
    new_uid: bool = False,
    executor: Executor | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    resume: bool = True,
) -> RunReport | Dataset:
    """Write a dataset, a file, a folder or an archive in another transfer syntax (PS3.5 A).

    Frames are read, encoded and written one at a time, so that memory does not grow with their
    number. What the header says of the pixels is made true; everything else keeps its bytes. The
    source is never touched, and nothing that is there is overwritten. A run into a folder can be
    stopped, killed and repeated: the same call makes what is missing.

    Nothing is lost unless a lossy transfer syntax is named, and how much may be lost. Then the
    image is marked as lossy and derived, and gets a SOP Instance UID of its own (PS3.3
    C.7.6.1.1.5).

    Parameters
    ----------
    source
        Whatever holds DICOM: path, folder, glob, zip, DICOMDIR, bytes, file object, `Dataset`,
        list of these, `Series`, `Collection`.
    target
        The folder to write to, beside the source and empty, or begun by the same call before; for
        one file the file to write, or a folder. None for a `Dataset`, which gives another one.
    to
        The transfer syntax: its keyword such as ``"JPEGLSLossless"`` or
        ``"ExplicitVRLittleEndian"`` (uncompressed), its UID, or its name.
    quality
        Of JPEG and JPEG XL: 1 to 100.
    near
        Of JPEG-LS near-lossless: by how much a stored value may be off.
    ratio
        Of JPEG 2000 and HTJ2K: how many times smaller a frame becomes, counted from the
        bytes of a frame uncompressed.
    psnr
        Of these: peak signal-to-noise ratio that a frame keeps, in decibels.
    max_error
        Of all that are lossy: by how much a stored value may be off at most. It is verified in
        every frame; a file in which it can't be kept is refused. Alone, it is what is aimed at.
    verify
        Whether each frame that was compressed without loss is decoded again and compared. One with
        a loss always is.
    new_uid
        Whether an image gets a SOP Instance UID of its own even where nothing is lost.
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

    Returns
    -------
    RunReport or Dataset
        What became of each file: one that can't be written so is in the report with its reason, and
        nothing of it is written. Files that are in the transfer syntax already, and those without
        pixels, are copied as they are.

    Raises
    ------
    ArgumentError
        When it can't be meant: no such transfer syntax, a lossy one and not how lossy; the target
        is inside the source or the source inside it, or holds something else.
    MissingPackageError
        When no encoder is installed, with the install line.
    SourceError
        When there is nothing in the source.
    DecodeError, TranscodeError
        When a `Dataset` can't be read, or not written so.

    Examples
    --------
    >>> small = dicomwidgets.transcode(dataset, to="JPEGLSLossless")       # doctest: +SKIP
    >>> dicomwidgets.transcode("scans/", "small/", to="JPEG2000", ratio=10)  # doctest: +SKIP
    """
    choice = choice_for(to, quality=quality, near=near, ratio=ratio, psnr=psnr, max_error=max_error)
    way = Way(verify, new_uid)
    if isinstance(source, Dataset) and target is None:
        return _in_memory(source, choice, way)
    found = source_of(source)
    if target is None:
        raise ArgumentError(
            "There is no target.",
            remedy="Name a file or a folder: dw.transcode(source, 'compressed/', to=…).",
        )
    place = Path(target).expanduser()
    work = TranscodeWork(choice, way)
    if is_one_file(found, target):
        return into_file(found, place, work)
    keep_apart(found, place)
    manner = Manner(executor, workers, on_progress, cancelled)
    return _job(found, work).into(place, manner, resume=resume)


def _in_memory(dataset: Dataset, choice: Choice, way: Way) -> Dataset:
    source = DatasetSource(dataset)
    (item,) = source.items()
    try:
        made = prepared(source, item, read_header(source, item), choice, way)
    except UnchangedError:
        return deepcopy(dataset)
    try:
        return dataset_of(made)
    finally:
        made.close()


def _job(source: Source, work: TranscodeWork) -> FolderJob:
    items = tuple(source.items())
    names = target_names(source, items)
    errands = [
        Errand(number, (item.name,), (name,))
        for number, (item, name) in enumerate(zip(items, names, strict=True))
    ]

    def complete(errand: Errand) -> Errand:
        return errand._replace(origins=(origin_of(source, items[errand.number]),))

    terms = {
        "job": "transcode",
        "to": work.choice.uid,
        **work.choice.asked,
        "verify": work.way.verify,
        "new_uid": work.way.new_uid,
    }
    return FolderJob(errands, complete, work, terms)
