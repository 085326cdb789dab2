"""The parts of an ultrasound image in which pixels have a size (PS3.3 C.8.5.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomwidgets.display.tolerant import number
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.display.description import Badge, Region

__all__ = ["ultrasound_regions"]

_TWO_DIMENSIONAL = 1
_CENTIMETRES = 3
_EDGES = (
    "RegionLocationMinX0",
    "RegionLocationMinY0",
    "RegionLocationMaxX1",
    "RegionLocationMaxY1",
)


def ultrasound_regions(value_of: Callable[[str], Any], badges: list[Badge]) -> list[Region]:
    """Return the regions that show the body and say how large a pixel is.

    Others, such as M-mode, spectra and curves, have time or speed on an axis and are left out.

    Parameters
    ----------
    value_of
        Keyword → element value of this frame.
    badges
        Gets the reason for a region that is refused.

    Notes
    -----
    The last row and column of a region belong to it. A region that does not fit into the image
    tells of one that was resized or cropped later: what it says of the pixels is not true any more.
    """
    size = number(value_of("Columns")) or 0, number(value_of("Rows")) or 0
    regions: list[Region] = []
    for item in value_of("SequenceOfUltrasoundRegions") or ():
        if _axes(item) != (_TWO_DIMENSIONAL, _CENTIMETRES, _CENTIMETRES):
            continue
        found = _region(item, size)
        if isinstance(found, str):
            badges.append({"text": "BAD REGION", "reason": found, "level": "warning"})
        else:
            regions.append(found)
    return regions


def _axes(item: Any) -> tuple[float | None, ...]:
    names = "RegionSpatialFormat", "PhysicalUnitsXDirection", "PhysicalUnitsYDirection"
    return tuple(number(value_or_none(item, name)) for name in names)


def _region(item: Any, size: tuple[float, float]) -> Region | str:
    """Return the region, or what is wrong with it."""
    x0, y0, x1, y1 = (number(value_or_none(item, name)) for name in _EDGES)
    if x0 is None or y0 is None or x1 is None or y1 is None or x1 < x0 or y1 < y0:
        return "An ultrasound region does not say where it lies: not taken."
    if x1 > size[0] or y1 > size[1]:
        return (
            f"An ultrasound region ends at ({x1:g}, {y1:g}), outside the image of {size[0]:g} × "
            f"{size[1]:g} pixels: it was made for another image. Not taken."
        )
    row, column = (
        abs(number(value_or_none(item, f"PhysicalDelta{axis}")) or 0) * 10 for axis in "YX"
    )
    if not row or not column:
        return "An ultrasound region has a pixel size of zero: not taken."
    return {
        "x0": x0,
        "y0": y0,
        "x1": min(x1 + 1, size[0]),
        "y1": min(y1 + 1, size[1]),
        "spacing": [row, column],
    }
