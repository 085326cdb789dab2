"""Where the planes of a dose grid lie: one position, and an offset a frame (PS3.3 C.8.8.3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomwidgets.display.tolerant import number, numbers
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

__all__ = ["plane_offset", "plane_offsets"]


def plane_offsets(dataset: Dataset) -> list[float] | None:
    """Return Grid Frame Offset Vector (3004,000C) in millimetres, one number a frame.

    Returns
    -------
    list of float or None
        ``None`` where there is none, or it does not fit Number of Frames (0028,0008).
    """
    offsets = numbers(value_or_none(dataset, "GridFrameOffsetVector"))
    frames = number(value_or_none(dataset, "NumberOfFrames"))
    return offsets if len(offsets) > 1 and len(offsets) == frames else None


def plane_offset(
    offsets: Sequence[float], frame: int, orientation: Sequence[float]
) -> tuple[float, float, float]:
    """Return how far a plane lies from the first, in LPS millimetres.

    Parameters
    ----------
    offsets
        From `plane_offsets`. From 0 they count along the normal; else they are positions on the
        patient's long axis, the first being that of Image Position (Patient).
    frame
        Index in the file, from 0.
    orientation
        Image Orientation (Patient): two perpendicular unit vectors.
    """
    away = offsets[frame] - offsets[0]
    if offsets[0]:
        return 0.0, 0.0, away
    rx, ry, rz, cx, cy, cz = orientation
    normal = ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx
    return normal[0] * away, normal[1] * away, normal[2] * away
