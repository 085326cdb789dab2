"""Opening what a viewer shows: one frame at once, the series when its index is complete."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, cast

from dicomwidgets.display.geometry import patient_position
from dicomwidgets.display.window import presets_for
from dicomwidgets.errors import ArgumentError, DicomWidgetsError
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.item import Source
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.first import first_frame
from dicomwidgets.widgets._base import now_and_then, or_reason, payload_of
from dicomwidgets.widgets._budget import PAGE_BYTES
from dicomwidgets.widgets._frame_feed import FrameFeed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.reading.item import Item
    from dicomwidgets.series.cine import Cine
    from dicomwidgets.series.dimensions import Dimensions
    from dicomwidgets.series.places import Places
    from dicomwidgets.series.series import Series
    from dicomwidgets.widgets._choices import Choices
    from dicomwidgets.widgets._commands import Badge, SeriesInfo

__all__ = [
    "Opened",
    "begin",
    "first_of",
    "nearest_frame",
    "nothing",
    "openable",
    "whole_of",
]


_PROGRESS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Opened:
    """What is known of the series so far.

    Parameters
    ----------
    frames
        All its frames, or the first one in name order while the index is being built.
    series
        ``None`` until the index is complete, and for bare frames.
    place
        Number of the first picture among `frames`.
    complete
        Whether the index is.
    choices
        The series of the source, once the index is complete.
    number
        Which of them this is.
    numbering
        0 while the index is being built; 1 after; one more each time another series is shown.
    """

    frames: FrameSource
    source: Source | None = None
    first: Item | None = None
    series: Series | None = None
    place: int = 0
    complete: bool = False
    choices: Choices | None = None
    number: int = 0
    numbering: int = 0
    skipped: int = 0
    problems: tuple[ErrorPayload, ...] = ()

    def info(self) -> SeriesInfo:
        """Return the message that tells the front end."""
        modality = self.modality()
        cine, refused = self._cine()
        return {
            "count": len(self.frames),
            "complete": self.complete,
            "index": self.place,
            "sorted_by": self.series.sorted_by if self.series else "",
            "modality": modality,
            "title": self._text("SeriesDescription"),
            "presets": presets_for(modality),
            "badges": [*self._found(), *refused],
            "problems": list(self.problems),
            "skipped": self.skipped,
            "numbering": self.numbering,
            "series": self.number,
            "choices": self.choices.described() if self.choices else [],
            "places": self.places(),
            "dimensions": self.dimensions(),
            "budget": PAGE_BYTES,
            "cine": cine,
            "auto": self.frames.auto.described(),
        }

    def settled(self) -> SeriesInfo | None:
        """Return the news when the window of a series whose files name none is known.

        Decodes some of its frames; ``None`` where its files do name one.
        """
        return self.info() if self.frames.auto.settle() is not None else None

    def feed(self) -> FrameFeed:
        """Return what answers questions for these frames."""
        return FrameFeed(self.frames, numbering=self.numbering)

    def dimensions(self) -> Dimensions | None:
        """Return the dimensions of the series shown."""
        return self.choices.dimensions(self.number) if self.choices else None

    def places(self) -> Places | None:
        """Return where the frames lie, if the files say so."""
        return self.choices.places(self.number) if self.choices else None

    def at(self, number: int, index: int) -> Opened:
        """Return another series of the same source.

        Parameters
        ----------
        number
            Which: from `Choices.known`.
        index
            The frame shown now. In the same frame of reference the other series begins at the
            frame nearest to it, else in its middle.
        """
        choices = cast("Choices", self.choices)
        frames = choices.frames(number)
        there = replace(
            self,
            frames=frames,
            series=choices.series[number] if choices.series else None,
            number=number,
            numbering=self.numbering + 1,
            place=len(frames) // 2,
        )
        near = nearest_frame(self, index, there)
        return there if near is None else replace(there, place=near)

    def chosen(self, number: int | None) -> Opened:
        """Return the series that was asked for before there was an index; or say that it is not.

        Parameters
        ----------
        number
            ``None``: this one, which holds the first image.
        """
        if number is None or number == self.number or self.choices is None:
            return self
        try:
            return self.at(self.choices.known(number), self.place)
        except ArgumentError as problem:
            return replace(self, problems=(payload_of(problem), *self.problems))

    def finished(
        self, cancelled: Callable[[], bool], on_progress: Callable[[int, int], None]
    ) -> Opened:
        """Return the whole series (`whole_of`), or an empty one that says what went wrong."""
        try:
            return whole_of(self, cancelled, on_progress)
        except Exception as problem:  # noqa: BLE001 - shown in place
            return nothing(problem)

    def modality(self) -> str:
        """Return the modality, as in the files."""
        return self.series.modality if self.series else self._text("Modality")

    def _text(self, keyword: str) -> str:
        if not len(self.frames):
            return ""
        try:
            return str(self.frames.header(self.place).dataset.get(keyword, "") or "")
        except Exception:  # noqa: BLE001 - a title is no reason to show nothing
            return ""

    def _found(self) -> list[Badge]:
        """Return what is wrong with the series as a whole, as far as it matters to a viewer."""
        try:
            return self.choices.badges(self.number) if self.choices else []
        except Exception:  # noqa: BLE001 - a remark is no reason to show nothing
            return []

    def _cine(self) -> tuple[Cine | None, list[Badge]]:
        """Return the timing of the complete series, and why what the file states is refused."""
        if not self.complete or len(self.frames) < 2:
            return None, []
        from dicomwidgets.series.timing import timing_of  # noqa: PLC0415 - after the first picture

        return timing_of(self.frames, self.place)


def openable(x: Any) -> Any:
    """Return `x` as what `begin` opens, or the reason, to be shown in place, why it can't be.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM.
    """
    if isinstance(x, (FrameSource, DicomWidgetsError, Opened)) or _is_series(x):
        return x
    return or_reason(partial(source_of, x))


def _is_series(x: Any) -> bool:
    if isinstance(x, (str, PathLike)):
        return False
    from dicomwidgets.series.series import Series  # noqa: PLC0415 - a path does not need it

    return isinstance(x, Series)


def begin(x: Any, asked: int | None, series: int | None) -> Opened:
    """Return what is there at once, or what went wrong.

    Parameters
    ----------
    x
        A path, from `openable`, or what another viewer has opened.
    asked
        The frame to begin with, where the series is known already.
    series
        Number of the series that was asked for, if one was: only the index tells its frames.
    """
    try:
        source = openable(x)
        if isinstance(source, DicomWidgetsError):
            return nothing(source)
        if isinstance(source, Opened):
            return source
        if series is not None and isinstance(source, Source):
            return Opened(FrameSource([]), source=source)
        return first_of(source, asked or 0)
    except Exception as problem:  # noqa: BLE001 - shown in place
        return nothing(problem)


def first_of(x: Any, asked: int = 0) -> Opened:
    """Return the first image in name order, no other file being read.

    Parameters
    ----------
    x
        A `Source`, a `Series` or a `FrameSource`.
    asked
        The frame to begin with, where the series is known already.

    Raises
    ------
    DicomWidgetsError
        When there is nothing to show, with what was found instead.
    """
    if isinstance(x, Source):
        item, header, _ = first_frame(x)
        frames = FrameSource([FrameLocator(x, item, 0)])
        frames.auto.hurry()
        frames.keep_header(0, header)
        return Opened(frames, source=x, first=item)
    place = max(0, min(asked, len(x) - 1))
    if isinstance(x, FrameSource):
        return _alone(x, None, place)
    return _alone(x.frames(), x, place)


def whole_of(
    opened: Opened,
    cancelled: Callable[[], bool] = lambda: False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Opened:
    """Return the series that the first frame belongs to, indexed and sorted.

    Parameters
    ----------
    opened
        From `first_of`.
    cancelled
        Asked before every file.
    on_progress
        Hears of (files done, files in all) once a second, and not in the first.

    Raises
    ------
    SourceError
        When the source holds no image at all.
    """
    if opened.complete or opened.source is None:
        return opened
    tell = on_progress and now_and_then(on_progress, _PROGRESS_SECONDS)
    from dicomwidgets.pixels.alike import Kinds  # noqa: PLC0415 - not for the first picture
    from dicomwidgets.series.index import index  # noqa: PLC0415 - likewise
    from dicomwidgets.series.opening import choose  # noqa: PLC0415 - likewise
    from dicomwidgets.widgets._choices import Choices  # noqa: PLC0415 - likewise

    found = index(opened.source, on_progress=tell, cancelled=cancelled, known=Kinds().known)
    choose(found)
    series = found.series
    number, place = _place_of(opened.first, series)
    chosen = series[number]
    frames = chosen.frames()
    frames.auto.hurry(opened.frames.auto)
    choices = Choices(series, frames, number)
    choices.badges(number)  # here, and not on the thread that sets traits
    return Opened(
        frames,
        source=opened.source,
        first=opened.first,
        series=chosen,
        place=place,
        complete=True,
        choices=choices,
        number=number,
        numbering=1,
        skipped=found.skipped,
        problems=tuple(map(payload_of, found.problems)),
    )


def _alone(frames: FrameSource, series: Series | None, place: int) -> Opened:
    """Return the one series that was given, which needs no index."""
    frames.auto.hurry()
    from dicomwidgets.widgets._choices import Choices  # noqa: PLC0415 - not for the first picture

    choices = Choices((series,) if series else (), frames) if len(frames) else None
    return Opened(
        frames,
        source=series.source if series else None,
        series=series,
        place=place,
        complete=True,
        choices=choices,
        numbering=1,
    )


def _place_of(first: Item | None, series: Sequence[Series]) -> tuple[int, int]:
    """Return the number of the series that holds the first image, and its place there."""
    for number, one in enumerate(series):
        for place, locator in enumerate(one.locators):
            if locator.item == first:
                return number, place
    return 0, 0


def nearest_frame(
    here: Opened,
    index: int,
    there: Opened,
    current: int = -1,
    meant: Sequence[int] | None = None,
) -> int | None:
    """Return the frame of another series that lies nearest to this one's frame `index`.

    Of equally near ones `current` wins, or the one that shares its other dimensions, or those
    that are `meant`; ``None`` where places can't be compared.
    """
    from dicomwidgets.series.places import nearest  # noqa: PLC0415 - not for the first picture

    ours, theirs = here.places(), there.places()
    if not ours or not theirs or ours["frame_of_reference"] != theirs["frame_of_reference"]:
        return None
    point = _centre_of(here.frames, index)
    if point is None:
        return None
    dimensions = there.dimensions()
    return nearest(theirs, point, current, dimensions and dimensions["places"], meant)


def _centre_of(frames: FrameSource, index: int) -> tuple[float, float, float] | None:
    """Return the middle of a frame: LPS millimetres, ``None`` where the file does not say."""
    try:
        info = frames.info(index)
    except DicomWidgetsError:
        return None
    return patient_position(info["geometry"], (info["columns"] - 1) / 2, (info["rows"] - 1) / 2)


def nothing(*problems: Exception) -> Opened:
    """Return an empty series that says why there is nothing to show."""
    problem = tuple(map(payload_of, problems))
    return Opened(FrameSource([]), complete=True, numbering=1, problems=problem)
