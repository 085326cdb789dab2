"""One image plane among the frames of a series: a frame, or a tile of a mosaic."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.display.tolerant import number
from dicomwidgets.reading.functional_groups import group_value
from dicomwidgets.volumes.refusals import no_geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.pixels.frame_source import FrameSource

__all__ = ["Slab", "slabs_of", "thickness_of"]

Vector = tuple[float, ...]


class Slab(NamedTuple):
    """An image plane and where its pixels come from.

    Parameters
    ----------
    frame
        Number of the frame in display order.
    file
        Its file, relative to the source.
    position, orientation, spacing
        ImagePositionPatient, ImageOrientationPatient, PixelSpacing (PS3.3 C.7.6.2), in
        millimetres; spacing is (between rows, between columns).
    rows, columns
        Size in pixels.
    tile
        Where it lies in its frame, if that is a mosaic: first row and first column.
    """

    frame: int
    file: str
    position: Vector
    orientation: Vector
    spacing: Vector
    rows: int
    columns: int
    tile: tuple[int, int] | None = None


def slabs_of(
    frames: FrameSource, chosen: Sequence[int], told: Sequence[float] | None
) -> list[Slab]:
    """Return the planes of the frames chosen, in their order.

    Parameters
    ----------
    frames
        Of one series.
    chosen
        Numbers of frames, in display order.
    told
        (slice, row, column) spacing in millimetres, for frames that don't say where they lie:
        they are stacked in their order.

    Raises
    ------
    VolumeError
        Where a frame has no position, orientation or spacing, and none is told.
    """
    found = []
    for place, frame in enumerate(chosen):
        info = frames.described(frame)
        geometry, file = info["geometry"], frames.locators[frame].item.name
        position, turn = geometry["position"], geometry["orientation"]
        spacing = geometry["spacing"]
        if told is not None and (position is None or turn is None):
            position, turn = [0.0, 0.0, place * told[0]], [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
        if told is not None and spacing is None:
            spacing = list(told[1:])
        if position is None or turn is None or spacing is None:
            raise no_geometry(frames, chosen)
        size = info["rows"], info["columns"]
        found.append(Slab(frame, file, tuple(position), tuple(turn), tuple(spacing), *size))
    return found


def thickness_of(frames: FrameSource, frame: int) -> tuple[float, str] | None:
    """Return how far from a frame the next one would lie, in millimetres, and who says so."""
    dataset = frames.header(frame).dataset
    for keyword in ("SpacingBetweenSlices", "SliceThickness"):
        value = group_value(dataset, frames.locators[frame].frame, "PixelMeasuresSequence", keyword)
        found = number(value)
        if found is not None and found > 0:
            return found, keyword
    return None
