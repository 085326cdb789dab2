"""From whatever the user holds to one series and its frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.errors import ArgumentError
from dicomwidgets.reading.source import source_of
from dicomwidgets.series.first import no_image
from dicomwidgets.series.index import Index, index
from dicomwidgets.series.series import Series

if TYPE_CHECKING:
    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["choose", "frames", "open_series"]


def frames(x: Any, *, series: int | None = None) -> FrameSource:
    """Return the frames of one series of `x`, sorted, decoded one at a time when asked for.

    Parameters
    ----------
    x
        Anything `source_of` takes, or a `Series`.
    series
        Which of `load(x).series`, from 0; by default the one that holds the first image in name
        order.

    Raises
    ------
    SourceError
        If there is no image.
    ArgumentError
        If there is no series of that number.
    """
    return open_series(x, series=series).frames()


def open_series(x: Any, *, series: int | None = None) -> Series:
    """Return one series of images of `x`: see `frames`."""
    if isinstance(x, Series) and series is None:
        return x
    from dicomwidgets.pixels.alike import Kinds  # noqa: PLC0415 - brings NumPy

    return choose(index(source_of(x), known=Kinds().known), series)


def choose(found: Index, series: int | None = None) -> Series:
    """Return the series of that number, by default the one with the first image in name order.

    Raises
    ------
    SourceError
        If there is no image.
    ArgumentError
        If there is no series of that number.
    """
    if not found.series:
        others = {each.item.name for one in found.others for each in one.instances}
        raise no_image(
            others=len(others),
            skipped=found.skipped,
            problems=[each for each in found.problems if each.file not in others],
            lost=[each for each in found.problems if each.file in others],
        )
    number = series or 0
    if not -len(found.series) <= number < len(found.series):
        raise ArgumentError(
            f"There is no series {number}: there are {len(found.series)}, counted from 0.",
            remedy="load(x).series lists them.",
        )
    return found.series[number]
