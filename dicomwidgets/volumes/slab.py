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

_MADE_UP = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]


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
    is_told
        Whether the caller said where it lies, and not its file: its axes are not the patient's.
    """

    frame: int
    file: str
    position: Vector
    orientation: Vector
    spacing: Vector
    rows: int
    columns: int
    tile: tuple[int, int] | None = None
    is_told: bool = False

    def __repr__(self) -> str:
        return f"Slab(frame {self.frame}, {self.rows} × {self.columns})"


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
        (slice, row, column) spacing in millimetres, where none of the frames says where it lies:
        they are stacked in their order. The last two stand for Pixel Spacing, where no frame has
        one.

    Raises
    ------
    VolumeError
        Where a frame has no position, orientation or spacing, and none is told; or others have
        their own, which what is told can't be fitted to.
    """
    found = []
    places = [frames.described(frame)["geometry"] for frame in chosen]
    no_place = all(each["position"] is None or each["orientation"] is None for each in places)
    no_spacing = all(each["spacing"] is None for each in places)
    for at, (frame, own) in enumerate(zip(chosen, places, strict=True)):
        position, turn, spacing = own["position"], own["orientation"], own["spacing"]
        if told is not None and no_place:
            position, turn = [0.0, 0.0, at * told[0]], _MADE_UP
        if told is not None and no_spacing:
            spacing = list(told[1:])
        if position is None or turn is None or spacing is None:
            raise no_geometry(frames, chosen, is_told=told is not None)
        info, file = frames.described(frame), frames.locators[frame].item.name
        where = tuple(position), tuple(turn), tuple(spacing)
        found.append(Slab(frame, file, *where, info["rows"], info["columns"], is_told=no_place))
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
