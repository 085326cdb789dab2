"""The frames of a file as images, wherever that is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.exporting.image_files import write_image
from dicomwidgets.exporting.pictures import Shots
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.pixels.locator import FrameLocator
from dicomwidgets.reading.located import LocatedSource

if TYPE_CHECKING:
    from dicomwidgets.display.window import Window
    from dicomwidgets.exporting.image_style import ImageStyle
    from dicomwidgets.jobs.errand import Errand, Parts
    from dicomwidgets.reading.origin import Origin

__all__ = ["ImageOrder", "ImageWork", "Mates"]


class Mates(NamedTuple):
    """Frames of a series by which the window of all is found, where its files name none.

    Parameters
    ----------
    frames_in_all
        How many frames the series has.
    places
        Numbers of the frames in the series.
    origins, frames
        Where each is, and which of its file.
    state
        What changes when one of their files does.
    """

    frames_in_all: int
    places: tuple[int, ...]
    origins: tuple[Origin, ...]
    frames: tuple[int, ...]
    state: bytes = b""


class ImageOrder(NamedTuple):
    """What becomes of a file.

    Parameters
    ----------
    frames
        Which of its frames.
    mates
        ``None`` where the window is given.
    auto
        The window of the series, where it is known already.
    """

    frames: tuple[int, ...]
    mates: Mates | None = None
    auto: Window | None = None


@dataclass(frozen=True)
class ImageWork:
    """Writes each frame of a file as an image. It pickles.

    Parameters
    ----------
    style
        How they look.
    kind
        ``"png"``, ``"jpeg"`` or ``"tiff"``.
    """

    style: ImageStyle
    kind: str
    _last: dict[Any, FrameSource] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __call__(self, errand: Errand, parts: Parts) -> tuple[str, ...]:
        """Write the images of a file."""
        order: ImageOrder = errand.order
        source = LocatedSource(errand.names, errand.origins)
        (item,) = source.items()
        locators = [FrameLocator(source, item, frame) for frame in order.frames]
        frames = FrameSource(locators, auto=order.auto)
        if order.mates is not None:
            frames.auto = self._of_series(order.mates).auto
        shots = Shots(frames, range(len(locators)), self.style)
        for number in shots.chosen:
            with parts.file() as out:
                write_image(shots, number, self.kind, out)
        return tuple(shots.notes)

    def __reduce__(self) -> tuple[type[ImageWork], tuple[ImageStyle, str]]:
        return ImageWork, (self.style, self.kind)

    def _of_series(self, mates: Mates) -> FrameSource:
        """Return the series of the last errand where this one's is the same, in the same state."""
        state = (mates, tuple(map(_stamp, mates.origins)))
        known = self._last.get(state)
        if known is None:
            known = _series_of(mates)
            self._last.clear()
            self._last[state] = known
        return known


def _stamp(origin: Origin) -> bytes:
    try:
        return origin.stamp()
    except OSError:  # one that is gone is no reason to refuse the others
        return b""


def _series_of(mates: Mates) -> FrameSource:
    """Return a series of which only the frames are known by which its window is found."""
    source = LocatedSource(map(str, mates.places), mates.origins)
    known = {
        place: FrameLocator(source, item, frame)
        for place, item, frame in zip(mates.places, source.items(), mates.frames, strict=True)
    }
    first = known[mates.places[0]]
    return FrameSource([known.get(place, first) for place in range(mates.frames_in_all)])
