"""The frames of one enhanced multi-frame file along the slice normal (PS3.3 C.7.6.16)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.display.dose_planes import plane_offset, plane_offsets
from dicomwidgets.display.tolerant import numbers
from dicomwidgets.reading.functional_groups import groups_of
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.series.normal import SAME_POSITION, distance, is_same_orientation, normal_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_POSITION = ("PlanePositionSequence", "ImagePositionPatient", 3)
_ORIENTATION = ("PlaneOrientationSequence", "ImageOrientationPatient", 6)

__all__ = ["FramePlanes", "frame_order", "frame_planes"]


class FramePlanes(NamedTuple):
    """The parallel planes of a file's frames: their unit normal, and how far along it each lies.

    In the order of the file, LPS millimetres. `positions` are those of the first pixels, where
    each frame states its own (C.7.6.16.2.3); else empty.
    """

    normal: tuple[float, float, float]
    distances: tuple[float, ...]
    positions: tuple[tuple[float, ...], ...] = ()


def frame_planes(dataset: Dataset, frames: int) -> FramePlanes | None:
    """Return where the frames of a multi-frame dataset lie (PS3.3 C.7.6.16.2.3).

    Parameters
    ----------
    dataset
        A multi-frame dataset.
    frames
        Its number of frames.

    Returns
    -------
    FramePlanes or None
        ``None`` unless every frame has a Plane Position and all have the same Plane Orientation.
        The planes of a dose grid are placed by their offsets.
    """
    return _dose_planes(dataset, frames) or _grouped_planes(dataset, frames)


def frame_order(planes: FramePlanes | None) -> tuple[int, ...] | None:
    """Return the frame indices sorted along the normal.

    Parameters
    ----------
    planes
        From `frame_planes`.

    Returns
    -------
    tuple of int or None
        ``None`` without planes, and where two lie at the same place: only frames that are apart
        are one simple stack. Else the file's order stands.
    """
    if planes is None:
        return None
    distances = planes.distances
    order = sorted(range(len(distances)), key=distances.__getitem__)
    apart = all(distances[b] - distances[a] > SAME_POSITION for a, b in pairwise(order))
    return tuple(order) if apart else None


def _dose_planes(dataset: Dataset, frames: int) -> FramePlanes | None:
    """Return the planes of a dose grid: its first one's position, and their offsets from it."""
    offsets = plane_offsets(dataset)
    orientation = numbers(value_or_none(dataset, "ImageOrientationPatient"))
    position = numbers(value_or_none(dataset, "ImagePositionPatient"))
    normal = normal_of(orientation) if len(orientation) == 6 else None
    if offsets is None or len(offsets) != frames or normal is None or len(position) != 3:
        return None
    first = distance(position, normal)
    return FramePlanes(
        normal,
        tuple(
            first + distance(plane_offset(offsets, k, orientation), normal) for k in range(frames)
        ),
    )


def _grouped_planes(dataset: Dataset, frames: int) -> FramePlanes | None:
    groups = groups_of(dataset)
    if not groups.count or groups.count != frames:
        return None
    first = groups.numbers(0, *_ORIENTATION)
    normal = normal_of(first) if first else None
    if normal is None:
        return None
    positions = []
    for frame in range(frames):
        position = groups.numbers(frame, *_POSITION)
        turn = groups.numbers(frame, *_ORIENTATION)
        if position is None or not is_same_orientation(turn, first):
            return None
        positions.append(position)
    distances = tuple(distance(position, normal) for position in positions)
    return FramePlanes(normal, distances, tuple(positions))
