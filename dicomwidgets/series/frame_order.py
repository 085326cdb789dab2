"""The frames of one enhanced multi-frame file along the slice normal (PS3.3 C.7.6.16)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dicomwidgets.display.dose_planes import plane_offset, plane_offsets
from dicomwidgets.display.tolerant import numbers
from dicomwidgets.reading.functional_groups import group_item
from dicomwidgets.reading.quick import value_or_none
from dicomwidgets.series.normal import SAME_POSITION, distance, is_same_orientation, normal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.dataset import Dataset

__all__ = ["frame_order"]


def frame_order(dataset: Dataset, frames: int) -> tuple[int, ...] | None:
    """Return the frame indices sorted along the normal.

    Parameters
    ----------
    dataset
        A multi-frame dataset.
    frames
        Its number of frames.

    Returns
    -------
    tuple of int or None
        ``None`` unless every frame has a Plane Position, all have the same Plane Orientation, and
        no two lie at the same place: then it is one simple stack. Else the file's order stands.
        The planes of a dose grid are placed by their offsets.
    """
    distances = _dose_distances(dataset, frames) or _distances(dataset, frames)
    if distances is None:
        return None
    order = sorted(range(frames), key=distances.__getitem__)
    apart = all(distances[b] - distances[a] > SAME_POSITION for a, b in pairwise(order))
    return tuple(order) if apart else None


def _dose_distances(dataset: Dataset, frames: int) -> list[float] | None:
    """Return how far along the normal the planes of a dose grid lie from the first."""
    offsets = plane_offsets(dataset)
    orientation = numbers(value_or_none(dataset, "ImageOrientationPatient"))
    normal = normal_of(orientation) if len(orientation) == 6 else None
    if offsets is None or len(offsets) != frames or normal is None:
        return None
    return [distance(plane_offset(offsets, k, orientation), normal) for k in range(frames)]


def _distances(dataset: Dataset, frames: int) -> list[float] | None:
    groups = value_or_none(dataset, "PerFrameFunctionalGroupsSequence")
    if not groups or len(groups) != frames:
        return None
    first = _vector(dataset, 0, "PlaneOrientationSequence", "ImageOrientationPatient", 6)
    normal = normal_of(first) if first else None
    if normal is None:
        return None
    distances = []
    for frame in range(frames):
        position = _vector(dataset, frame, "PlanePositionSequence", "ImagePositionPatient", 3)
        turn = _vector(dataset, frame, "PlaneOrientationSequence", "ImageOrientationPatient", 6)
        if position is None or not is_same_orientation(turn, first):
            return None
        distances.append(distance(position, normal))
    return distances


def _vector(
    dataset: Dataset, frame: int, sequence: str, keyword: str, length: int
) -> Sequence[float] | None:
    item = group_item(dataset, frame, sequence)
    if item is None:
        return None
    try:
        values = tuple(map(float, value_or_none(item, keyword) or ()))
    except (TypeError, ValueError):
        return None
    return values if len(values) == length else None
