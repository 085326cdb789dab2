"""Within what slices count as a box: equally far apart, straight over each other.

One affine says where all voxels of a volume lie, and small steps aside add up along a stack: 1 %
of 300 mm is 3 mm. So what counts as a box is no more than what rounding explains, as positions are
often written to a hundredth of a millimetre, and a volume refuses what goes beyond. Findings go by
the same, but only what somebody would see or measure between neighbours is an error or a warning
to them (wider limits of their own); what lies between the two is a remark.
"""

from __future__ import annotations

from math import atan, degrees, sqrt
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Line", "is_beside", "is_leaning", "is_same_step", "line_of", "usual_step"]

_ROUNDED_MM = 0.011
"""Two positions, each rounded to a hundredth of a millimetre."""

_UNEVEN = 0.01
"""The part of a distance that it may differ from the usual one."""

_LEAN_DEGREES = 0.1
_PIXEL = 0.1
"""The part of a pixel that slices may lie aside."""


class Line(NamedTuple):
    """The line along which slices lie.

    Parameters
    ----------
    angle
        Between it and the normal, in degrees.
    total
        How far aside of the first slice the last one lies, in millimetres.
    off
        How far beside the line each slice lies, in millimetres.
    """

    angle: float
    total: float
    off: list[float]


def is_same_step(step: float, usual: float) -> bool:
    """Whether two distances of slices, in millimetres, are the same."""
    return abs(step - usual) <= max(_ROUNDED_MM, _UNEVEN * usual)


def is_leaning(angle: float, total: float, pixel: float) -> bool:
    """Whether a stack leans too much for a straight box.

    Parameters
    ----------
    angle
        Between the line of its slices and their normal, in degrees.
    total
        How far aside of the first slice the last one lies, in millimetres.
    pixel
        The smaller distance of neighbouring pixels, in millimetres.
    """
    return angle > _LEAN_DEGREES and total > _PIXEL * pixel


def is_beside(off: float, pixel: float) -> bool:
    """Whether a slice lies beside where it should: `off` and `pixel` are in millimetres."""
    return off > _PIXEL * pixel + _ROUNDED_MM


def usual_step(steps: Sequence[float]) -> float:
    """Return how far apart most slices are; of distances that are as frequent, the smallest."""
    ordered = sorted(steps)
    groups = [[ordered[0]]]
    for step in ordered[1:]:
        if is_same_step(step, groups[-1][0]):
            groups[-1].append(step)
        else:
            groups.append([step])
    most = max(groups, key=len)
    return median(most)


def line_of(positions: Sequence[Sequence[float]], normal: Sequence[float]) -> Line:
    """Return the line through the first slice that lies nearest to all.

    Parameters
    ----------
    positions
        ImagePositionPatient, along the normal; of one place alone the line is the normal.
    normal
        Unit normal of the slices.
    """
    fx, fy, fz = positions[0]
    nx, ny, nz = normal
    apart = [(x - fx, y - fy, z - fz) for x, y, z in positions]
    along = [x * nx + y * ny + z * nz for x, y, z in apart]
    aside = [
        (x - far * nx, y - far * ny, z - far * nz)
        for (x, y, z), far in zip(apart, along, strict=True)
    ]
    squares = sum(far * far for far in along) or 1.0
    slope = [
        sum(each[k] * far for each, far in zip(aside, along, strict=True)) / squares
        for k in range(3)
    ]
    sx, sy, sz = slope
    off = [
        sqrt((x - far * sx) ** 2 + (y - far * sy) ** 2 + (z - far * sz) ** 2)
        for (x, y, z), far in zip(aside, along, strict=True)
    ]
    size = sqrt(sum(each * each for each in slope))
    return Line(degrees(atan(size)), size * max(along), off)
