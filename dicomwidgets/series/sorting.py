"""In which order the files of a series are shown, and why."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dicomwidgets.series.frame_order import frame_order
from dicomwidgets.series.normal import SAME_POSITION, distance, normal_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dicomwidgets.series.instance import Instance

__all__ = [
    "BY_DIMENSIONS",
    "BY_FRAME",
    "BY_NAME",
    "BY_NUMBER",
    "BY_POSITION",
    "BY_POSITION_AND_NUMBER",
    "sort_instances",
]

BY_POSITION = "position along the slice normal"
BY_POSITION_AND_NUMBER = "position along the slice normal, then InstanceNumber"
BY_NUMBER = "InstanceNumber"
BY_NAME = "file name"
BY_FRAME = "frame order in the file"
BY_DIMENSIONS = "the dimensions that the file names"


def sort_instances(instances: Sequence[Instance]) -> tuple[tuple[Instance, ...], str]:
    """Sort the files of one series.

    Parameters
    ----------
    instances
        Of one orientation, in name order.

    Returns
    -------
    instances, sorted_by
        Along the slice normal where every file has a position and they are not all the same;
        files at the same position by InstanceNumber (a time series). Else by InstanceNumber where
        all have one and they are not all the same. Else as they came, by name. `sorted_by` says
        which, in words.
    """
    if len(instances) == 1:
        return tuple(instances), _order_within(instances[0])
    along = _along_normal(instances)
    if along is not None:
        return along
    numbers = {each.number for each in instances}
    if None not in numbers and len(numbers) > 1:
        return tuple(sorted(instances, key=_number)), BY_NUMBER
    return tuple(instances), BY_NAME


def _along_normal(instances: Sequence[Instance]) -> tuple[tuple[Instance, ...], str] | None:
    orientation = instances[0].orientation
    normal = normal_of(orientation) if orientation else None
    if normal is None:
        return None
    placed = []
    for each in instances:
        if each.position is None or each.frames != 1:
            return None
        placed.append((distance(each.position, normal), each))
    placed.sort(key=lambda pair: pair[0])
    places = _places([where for where, _ in placed])
    if places[-1] == 0:
        return None
    ranked = sorted(
        zip(places, (each for _, each in placed), strict=True),
        key=lambda pair: (pair[0], _number(pair[1]), pair[1].item.name),
    )
    repeats = places[-1] + 1 < len(places)
    return tuple(each for _, each in ranked), BY_POSITION_AND_NUMBER if repeats else BY_POSITION


def _places(distances: Sequence[float]) -> list[int]:
    """Return the place numbers of ascending distances; those closer than 1 µm share one."""
    places = [0]
    for before, after in pairwise(distances):
        places.append(places[-1] + (after - before > SAME_POSITION))
    return places


def _number(instance: Instance) -> int:
    return instance.number or 0


def _order_within(instance: Instance) -> str:
    if instance.frames > 1:
        if instance.dimensions is not None and frame_order(instance.planes) is None:
            return BY_DIMENSIONS
        return BY_POSITION if instance.order else BY_FRAME
    return BY_NAME
