"""Opening what a viewer shows: one frame at once, the series when its index is complete."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dicomwidgets.display.window import presets_for
from dicomwidgets.errors import ArgumentError, DicomWidgetsError, SourceError
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import first_frame, index
from dicomwidgets.series.series import Series
from dicomwidgets.widgets._base import payload_of
from dicomwidgets.widgets._budget import PAGE_BYTES
from dicomwidgets.widgets._frame_feed import FrameFeed

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.errors import ErrorPayload
    from dicomwidgets.pixels.frame_source import Look
    from dicomwidgets.reading.source import Item, Source
    from dicomwidgets.widgets._commands import Badge, SeriesInfo
    from dicomwidgets.widgets._frame_feed import Message

__all__ = ["Opened", "begin", "first_of", "nothing", "openable", "whole_of"]


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
    others
        How many further series the source holds.
    pushed
        Events that tell the front end of the first frame unasked: name, data, buffers.
    """

    frames: FrameSource
    source: Source | None = None
    first: Item | None = None
    series: Series | None = None
    place: int = 0
    complete: bool = False
    others: int = 0
    skipped: int = 0
    problems: tuple[ErrorPayload, ...] = ()
    pushed: tuple[Message, ...] = ()

    def info(self) -> SeriesInfo:
        """Return the message that tells the front end."""
        modality = self._modality()
        return {
            "count": len(self.frames),
            "complete": self.complete,
            "index": self.place,
            "sorted_by": self.series.sorted_by if self.series else "",
            "modality": modality,
            "title": self._text("SeriesDescription"),
            "presets": presets_for(modality),
            "badges": self._badges(),
            "problems": list(self.problems),
            "skipped": self.skipped,
            "numbering": int(self.complete),
            "budget": PAGE_BYTES,
        }

    def feed(self) -> FrameFeed:
        """Return what answers questions for these frames."""
        return FrameFeed(self.frames, numbering=int(self.complete))

    def finished(
        self, cancelled: Callable[[], bool], on_progress: Callable[[int, int], None]
    ) -> Opened:
        """Return the whole series (`whole_of`), or an empty one that says what went wrong."""
        try:
            return whole_of(self, cancelled, on_progress)
        except Exception as problem:  # noqa: BLE001 - shown in place
            return nothing(problem)

    def _modality(self) -> str:
        return self.series.modality if self.series else self._text("Modality")

    def _text(self, keyword: str) -> str:
        if not len(self.frames):
            return ""
        try:
            return str(self.frames.header(self.place).dataset.get(keyword, "") or "")
        except Exception:  # noqa: BLE001 - a title is no reason to show nothing
            return ""

    def _badges(self) -> list[Badge]:
        if not self.others:
            return []
        series = "another series" if self.others == 1 else f"{self.others} other series"
        return [
            {
                "text": f"1 of {self.others + 1} series",
                "reason": f"There is {series} here: dw.load(x).series lists them all.",
                "level": "info",
            }
        ]


def openable(x: Any) -> Any:
    """Return `x` as what `begin` opens, or the reason, to be shown in place, why it can't be.

    Raises
    ------
    ArgumentError
        When `x` is no kind of thing that holds DICOM.
    """
    if isinstance(x, (FrameSource, Series, DicomWidgetsError)):
        return x
    try:
        return source_of(x)
    except ArgumentError:
        raise
    except DicomWidgetsError as problem:
        return problem


def begin(x: Any, asked: int | None, look: Look) -> Opened:
    """Return what is there at once, its first messages made: they are pushed, not asked for.

    Parameters
    ----------
    x
        A path, or from `openable`.
    asked
        The frame to begin with, where the series is known already.
    look
        Window, inversion and colours of the first picture.
    """
    try:
        source = openable(x)
        if isinstance(source, DicomWidgetsError):
            return nothing(source)
        opened = first_of(source, asked or 0)
        return replace(opened, pushed=opened.feed().first_messages(opened.place, **look))
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
    if isinstance(x, (FrameSource, Series)):
        place = max(0, min(asked, len(x) - 1))
        if isinstance(x, FrameSource):
            return Opened(x, place=place, complete=True)
        return Opened(x.frames(), source=x.source, series=x, place=place, complete=True)
    item = first_frame(x)[0]
    return Opened(FrameSource([FrameLocator(x, item, 0)]), source=x, first=item)


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
    said = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal said
        if on_progress is not None and time.monotonic() - said > _PROGRESS_SECONDS:
            said = time.monotonic()
            on_progress(done, total)

    found = index(opened.source, on_progress=tell, cancelled=cancelled)
    series = [one for one in found.series if len(one)]
    if not series:
        raise SourceError("No image was found.")
    chosen, place = _place_of(opened.first, series)
    frames = chosen.frames()
    frames.auto = opened.frames.auto
    return Opened(
        frames,
        source=opened.source,
        first=opened.first,
        series=chosen,
        place=place,
        complete=True,
        others=len(series) - 1,
        skipped=found.skipped,
        problems=tuple(map(payload_of, found.problems)),
    )


def _place_of(first: Item | None, series: list[Series]) -> tuple[Series, int]:
    for one in series:
        for place, locator in enumerate(one.locators):
            if locator.item == first:
                return one, place
    return series[0], 0


def nothing(*problems: Exception) -> Opened:
    """Return an empty series that says why there is nothing to show."""
    return Opened(FrameSource([]), complete=True, problems=tuple(map(payload_of, problems)))
