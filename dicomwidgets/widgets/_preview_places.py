"""Where a walk over slices and files stops: images first, series by series, then the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ReadError, SourceError
from dicomwidgets.reading.header import try_header
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import index
from dicomwidgets.series.series import Series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dicomwidgets.reading.item import Item, Source

__all__ = ["Place", "Places", "all_places", "first_place"]


@dataclass(frozen=True, slots=True)
class Place:
    """One stop: a slice of a series, or a file that is no image.

    Parameters
    ----------
    source, item
        The file.
    series
        Number of its series in `Places.series`, ``None`` for a file that is no image.
    frame
        Number of the slice in that series.
    """

    source: Source
    item: Item
    series: int | None = None
    frame: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """All stops, and what was passed by.

    Parameters
    ----------
    stops
        In the order of the walk.
    series
        The series of images among them.
    skipped
        How many files are not DICOM.
    problems
        Files that can't be read, or only in part.
    complete
        ``False`` while only the first file is known.
    """

    stops: tuple[Place, ...]
    series: tuple[Series, ...] = ()
    skipped: int = 0
    problems: tuple[ReadError, ...] = ()
    complete: bool = True

    def index_of(self, item: Item) -> int:
        """Return the first stop in this file, 0 if there is none."""
        return next((n for n, place in enumerate(self.stops) if place.item == item), 0)


def first_place(x: Any) -> Places:
    """Return the first DICOM file in name order, reading no file after it; all of a `Series`.

    Raises
    ------
    SourceError
        If there is no DICOM file, with what was found instead.
    ArgumentError
        If `x` is no kind of thing that holds DICOM.
    """
    if isinstance(x, Series):
        return _places([x], [])
    source = source_of(x)
    problems: list[ReadError] = list(source.missing())
    skipped = 0
    for item in source.items():
        try:
            header = try_header(source, item)
        except ReadError as problem:
            problems.append(problem)
            continue
        if header is not None:
            stop = Place(source, item)
            return Places((stop,), (), skipped, tuple(problems), complete=False)
        skipped += 1
    raise _nothing(source, skipped, problems)


def all_places(
    first: Places,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Places:
    """Return every stop, the headers read and the series sorted.

    Parameters
    ----------
    first
        From `first_place`.
    on_progress, cancelled
        As for `dicomwidgets.series.index.index`.
    """
    if first.complete:
        return first
    found = index(first.stops[0].source, on_progress=on_progress, cancelled=cancelled)
    places = _places(found.series, found.others, found.skipped, found.problems)
    # A DICOMDIR is no part of a series, and still a file whose plan one may want to see.
    return places if places.stops else Places(first.stops, (), found.skipped, found.problems)


def _places(
    series: Iterable[Series],
    others: Iterable[Series],
    skipped: int = 0,
    problems: Iterable[ReadError] = (),
) -> Places:
    images = tuple(series)
    stops = [
        Place(locator.source, locator.item, number, frame)
        for number, each in enumerate(images)
        for frame, locator in enumerate(each.locators)
    ]
    stops += [Place(each.source, instance.item) for each in others for instance in each.instances]
    return Places(tuple(stops), images, skipped, tuple(problems))


def _nothing(source: Source, skipped: int, problems: list[ReadError]) -> SourceError:
    if len(problems) == 1 and not skipped:
        only = problems[0]
        return SourceError(only.message, file=only.file, remedy=only.remedy)
    if skipped == 1 and not problems:
        return SourceError(
            "This is not a DICOM file.",
            file=next(iter(source.items())).name,
            remedy="Give a DICOM file, or a folder of them.",
        )
    found = [
        f"{skipped} file{'s' * (skipped != 1)} that {'are' if skipped != 1 else 'is'} not DICOM"
        if skipped
        else "",
        f"{len(problems)} that can't be read" if problems else "",
    ]
    text = " and ".join(filter(None, found)) or "nothing"
    return SourceError(
        f"There is no DICOM file in this {source.label}, but {text}.",
        remedy="Give a DICOM file, or a folder, zip or list that holds some.",
    )
