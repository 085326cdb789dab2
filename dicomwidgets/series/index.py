"""Which series a source holds; and, before that is known, its first image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.errors import ReadError, SourceError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.problems import Problem
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.series.frame_count import declared_frames
from dicomwidgets.series.grouping import group_instances
from dicomwidgets.series.instance import Instance, instance_of
from dicomwidgets.series.series import Series

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source

__all__ = ["FirstFrame", "Index", "first_frame", "index"]

_DIRECTORY = "1.2.840.10008.1.3.10"
_PROGRESS_EVERY = 16


class FirstFrame(NamedTuple):
    """The first image of a source: its file, its header, its number of frames."""

    item: Item
    header: Header
    frames: int


@dataclass(frozen=True, slots=True)
class Index:
    """What a source holds.

    Parameters
    ----------
    series
        Images, in the name order of their first files.
    others
        Objects that are no images: reports, plans, documents, presentation states.
    skipped
        How many files are not DICOM.
    problems
        Files that can't be read, or only in part, by name and with the reason.
    complete
        ``False`` if it was cancelled.
    """

    series: tuple[Series, ...]
    others: tuple[Series, ...]
    skipped: int
    problems: tuple[ReadError, ...]
    complete: bool

    def __repr__(self) -> str:
        return (
            f"<Index: {len(self.series)} series, {len(self.others)} others, "
            f"{self.skipped} skipped, {len(self.problems)} problems>"
        )


def first_frame(source: Source) -> FirstFrame:
    """Return the first file in name order that has pixels, reading no file after it.

    Raises
    ------
    SourceError
        If no file has, with what was found instead.
    """
    skipped = 0
    others = 0
    lost: list[ReadError] = []
    problems: list[ReadError] = list(source.missing())
    for item in source.items():
        try:
            header = try_header(source, item)
        except ReadError as error:
            problems.append(error)
            continue
        if header is None:
            skipped += 1
            continue
        instance = instance_of(header)
        if instance.is_image:
            return FirstFrame(item, header, instance.frames)
        others += 1
        lost += _losses(header, instance.frames)
    raise no_image(others=others, skipped=skipped, problems=problems, lost=lost)


def index(
    source: Source,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Index:
    """Read every header of a source and group the files into series.

    Parameters
    ----------
    source
        From `source_of`.
    on_progress
        Called now and then with (files done, files in all), in the calling thread.
    cancelled
        Asked before every file; once it says ``True`` the index ends, incomplete.

    Returns
    -------
    Index
        No file aborts the rest: what is not DICOM is counted, what can't be read is named.
    """
    items = source.items()
    instances: list[Instance] = []
    problems: list[ReadError] = list(source.missing())
    skipped = 0
    complete = True
    for done, item in enumerate(items):
        if cancelled is not None and cancelled():
            complete = False
            break
        if on_progress is not None and done % _PROGRESS_EVERY == 0:
            on_progress(done, len(items))
        try:
            header = try_header(source, item)
        except ReadError as error:
            problems.append(_bare(error))
            continue
        if header is None:
            skipped += 1
        elif not _is_directory(header):
            instance = instance_of(header)
            instances.append(instance)
            problems += _losses(header, instance.frames)
    if on_progress is not None and complete:
        on_progress(len(items), len(items))
    return _grouped(source, instances, skipped, tuple(problems), complete=complete)


def no_image(
    *, others: int, skipped: int, problems: list[ReadError], lost: Sequence[ReadError] = ()
) -> SourceError:
    """Return the error that says what there is instead of an image; `lost` were cut short."""
    found = [
        f"{others} DICOM object{'s' if others > 1 else ''} without pixels" if others else "",
        f"{skipped} files that are not DICOM" if skipped > 1 else "",
        "1 file that is not DICOM" if skipped == 1 else "",
        f"{len(problems)} that can't be read" if problems else "",
    ]
    message = f"There is no image here, but {' and '.join(filter(None, found)) or 'nothing'}."
    if problems:
        message += f" The first: {problems[0].message}"
    elif lost:
        message += f" {lost[0].message}"
    named = next(iter([*problems, *lost]), None)
    hints = [
        "inspect(x) shows the header of objects without pixels." if others else "",
        "Copy or export the file again." if lost else "",
    ]
    return SourceError(
        message,
        file=named.file if named else None,
        remedy=" ".join(filter(None, hints)) or "Give a DICOM file, or a folder of them.",
    )


def _grouped(
    source: Source,
    instances: list[Instance],
    skipped: int,
    problems: tuple[ReadError, ...],
    *,
    complete: bool,
) -> Index:
    found = [
        Series(source, group, skipped=skipped, problems=problems, complete=complete)
        for group in group_instances(instances)
    ]
    images = tuple(each for each in found if each.count)
    others = tuple(each for each in found if not each.count)
    return Index(images, others, skipped, problems, complete)


def _is_directory(header: Header) -> bool:
    meta: Any = getattr(header.dataset, "file_meta", None)
    return bool(meta) and quick_text(meta, 0x00020002) == _DIRECTORY


def _losses(header: Header, frames: int) -> list[ReadError]:
    """Return what a readable file has lost."""
    lost = [each for each in header.problems if each.severity == "error"]
    declared = declared_frames(header)
    if 0 < frames < declared:
        text = f"The file declares {declared} frames and has pixels for {frames}."
        lost.append(Problem(text, "(0028,0008)", "NumberOfFrames", "error"))
    return [
        ReadError(
            each.message,
            tag=each.tag,
            keyword=each.keyword,
            file=header.item.name,
            remedy="Copy or export the file again.",
        )
        for each in lost
    ]


def _bare(error: ReadError) -> ReadError:
    """Let go of the frames that the error came through: it is kept as long as the series."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
