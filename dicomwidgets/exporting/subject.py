"""What one file is made of: the frames of one series, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from dicomwidgets.errors import ArgumentError
from dicomwidgets.pixels.alike import Kinds
from dicomwidgets.pixels.frame_source import FrameSource
from dicomwidgets.reading.several import ChosenSource
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.index import index
from dicomwidgets.series.opening import choose
from dicomwidgets.series.series import Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dicomwidgets.reading.item import Source

__all__ = ["Shows", "Subject", "files_of", "subject_of"]


@runtime_checkable
class Shows(Protocol):
    """What shows a frame of a series, such as a `SeriesViewer`."""

    def shown(self) -> Subject:
        """Return what it shows, and how."""


@dataclass(frozen=True)
class Subject:
    """The frames of one series.

    Parameters
    ----------
    frames
        All of them.
    series
        ``None`` for bare frames.
    shown
        The number of the one that is on the screen, where one is.
    look
        How it is shown there: the fields of `ImageStyle`.
    """

    frames: FrameSource
    series: Series | None = None
    shown: int | None = None
    look: Mapping[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> Series | Source:
        """The series, or where its files are."""
        return files_of(self.frames) if self.series is None else self.series

    def names(self, chosen: Sequence[int]) -> tuple[str, ...]:
        """Return the files that frames lie in."""
        found = (self.frames.locators[i].item.name for i in chosen)
        return tuple(dict.fromkeys(found))


def subject_of(x: Any, series: int | None) -> Subject:
    """Return the frames of one series.

    Parameters
    ----------
    x
        Anything that `dicomwidgets.view` takes, a viewer, or a `Collection`.
    series
        Which of ``load(x).series``, from 0; needed where there are several.

    Raises
    ------
    SourceError
        If there is no image.
    ArgumentError
        If there are several series and none is chosen, or there is no such one.
    """
    if isinstance(x, Shows) and series is None:
        return x.shown()
    if isinstance(x, FrameSource) and series is None:
        return Subject(x)
    one = x if isinstance(x, Series) and series is None else _chosen(x, series)
    return Subject(one.frames(), one)


def _chosen(x: Any, number: int | None) -> Series:
    x = x.shown().whole if isinstance(x, Shows) else x
    found = index(source_of(x), known=Kinds().known)
    if number is None and len(found.series) > 1:
        raise ArgumentError(
            f"There are {len(found.series)} series, and one file holds one.",
            remedy="series=0 takes the first of load(x).series; or name a folder: 'out/'.",
        )
    return choose(found, number)


def files_of(frames: FrameSource) -> Source:
    """Return the files of bare frames.

    Raises
    ------
    ArgumentError
        If there are none, or they lie in several sources.
    """
    sources = {id(each.source): each.source for each in frames.locators}
    if len(sources) != 1:
        raise ArgumentError("These frames are not of one source.", remedy="Export them one by one.")
    (source,) = sources.values()
    return ChosenSource(source, list(dict.fromkeys(each.item for each in frames.locators)))
