"""Which series a source holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ReadError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.like_before import LikeBefore
from dicomwidgets.reading.quick import quick_text
from dicomwidgets.series.first import losses
from dicomwidgets.series.grouping import group_instances, series_key
from dicomwidgets.series.instance import Instance, instance_of
from dicomwidgets.series.like_instances import LikeInstances
from dicomwidgets.series.series import Series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dicomwidgets.pixels.alike import Known
    from dicomwidgets.reading.header import Header
    from dicomwidgets.reading.item import Item, Source
    from dicomwidgets.series.facts import Facts
    from dicomwidgets.series.instance import Vector

__all__ = ["Index", "grouped", "index", "known_of"]

_DIRECTORY = "1.2.840.10008.1.3.10"
_PROGRESS_EVERY = 16


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


def index(  # noqa: PLR0913 - keywords
    source: Source,
    *,
    items: Sequence[Item] | None = None,
    skipped: int = 0,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    known: Callable[[Header, Vector | None], Known | None] | None = None,
) -> Index:
    """Read every header of a source and group the files into series.

    Parameters
    ----------
    source
        From `source_of`.
    items
        Those of its files that are meant, where it is not all.
    skipped
        How many others are known not to be DICOM.
    on_progress
        Called now and then with (files done, files in all), in the calling thread.
    cancelled
        Asked before every file; once it says ``True`` the index ends, incomplete.
    known
        What to keep of the header of a single-frame file, for whoever shows the frames
        (`dicomwidgets.pixels.alike.Kinds`).

    Returns
    -------
    Index
        No file aborts the rest: what is not DICOM is counted, what can't be read is named.
    """
    items = source.items() if items is None else items
    reader = _Reader(source, known)
    complete = True
    for done, item in enumerate(items):
        if cancelled is not None and cancelled():
            complete = False
            break
        if on_progress is not None and done % _PROGRESS_EVERY == 0:
            on_progress(done, len(items))
        reader.read(item)
    if on_progress is not None and complete:
        on_progress(len(items), len(items))
    skipped += reader.skipped
    return grouped(source, reader.instances, skipped, tuple(reader.problems), complete=complete)


class _Reader:
    """Reads the files of a source one after the other."""

    def __init__(
        self, source: Source, known: Callable[[Header, Vector | None], Known | None] | None
    ) -> None:
        self.instances: list[Instance] = []
        self.problems: list[ReadError] = list(source.missing())
        self.skipped = 0
        self._source, self._known = source, known
        self._shared: dict[Facts, Facts] = {}
        self._like, self._entries = LikeBefore(), LikeInstances()

    def read(self, item: Item) -> None:
        """Read one file: by its likeness to one before, where it is like one."""
        instance = self._entries.instance(self._source, item)
        if instance is not None:
            self.instances.append(instance)
            return
        try:
            header = self._header(item)
        except ReadError as error:
            self.problems.append(_bare(error))
            return
        if header is None:
            self.skipped += 1
        elif not _is_directory(header):
            self._take(header)

    def _header(self, item: Item) -> Header | None:
        header = self._like.header(self._source, item)
        if header is None and (header := try_header(self._source, item)) is not None:
            self._like.learn(header)
        return header

    def _take(self, header: Header) -> None:
        instance = instance_of(header, self._shared)
        if self._known is not None and instance.frames == 1:
            instance = instance._replace(known=self._known(header, instance.position))
        self.instances.append(instance)
        lost = losses(header, instance.frames)
        self.problems += lost
        if not lost:
            self._entries.learn(header, instance)


def known_of(
    source: Source,
    items: Iterable[Item],
    known: Callable[[Header, Vector | None], Known | None],
) -> dict[Item, Known]:
    """Return what is to be kept of single-frame files, where an index was not asked for it.

    Parameters
    ----------
    source, items
        The files; what can't be read is left out.
    known
        As for `index`.
    """
    reader = _Reader(source, known)
    for item in items:
        reader.read(item)
    return {each.item: each.known for each in reader.instances if each.known is not None}


def grouped(  # noqa: PLR0913 - keywords
    source: Source,
    instances: Iterable[Instance],
    skipped: int = 0,
    problems: tuple[ReadError, ...] = (),
    *,
    complete: bool = True,
    problems_of: Callable[[Sequence[Instance]], tuple[ReadError, ...]] | None = None,
) -> Index:
    """Group files into series.

    Parameters
    ----------
    source
        Where they lie.
    instances
        In name order.
    skipped, problems, complete
        As of an `Index`.
    problems_of
        Gives those of the problems that are told with a series; without it all are.
    """
    groups = [tuple(group) for group in group_instances(instances)]
    of_series: dict[object, list[tuple[Instance, ...]]] = {}
    for group in groups:
        of_series.setdefault(series_key(group[0]), []).append(group)
    found = [
        Series(
            source,
            group,
            skipped=skipped,
            problems=problems if problems_of is None else problems_of(group),
            complete=complete,
            apart=[other for other in of_series[series_key(group[0])] if other is not group],
        )
        for group in groups
    ]
    images = tuple(each for each in found if each.count)
    others = tuple(each for each in found if not each.count)
    return Index(images, others, skipped, problems, complete)


def _is_directory(header: Header) -> bool:
    meta: Any = getattr(header.dataset, "file_meta", None)
    return bool(meta) and quick_text(meta, 0x00020002) == _DIRECTORY


def _bare(error: ReadError) -> ReadError:
    """Let go of the frames that the error came through: it is kept as long as the series."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
