"""How slices follow each other: how far apart, leaning or straight, with breaks or without."""

from __future__ import annotations

from itertools import pairwise
from math import atan, degrees
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dicomwidgets.series.evenness import is_beside, is_leaning, is_same_step, usual_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dicomwidgets.volumes.slab import Slab

__all__ = ["Break", "Lean", "breaks_of", "lean_of", "longest_run", "usual_spacing"]

_EXACT = 0.01


class Break(NamedTuple):
    """Two neighbours that are not as far apart as others; `missing` slices would fit between."""

    before: Slab
    after: Slab
    distance: float
    missing: int

    def __repr__(self) -> str:
        return f"Break({self.distance:g} mm, {self.missing} missing)"


class Lean(NamedTuple):
    """How a stack leans.

    Parameters
    ----------
    angle
        Between the line of the slices and their normal, in degrees.
    sideways
        How far the line goes sideways for a millimetre along the normal.
    offsets
        (slices, 3): how far each slice lies sideways of the first one, in millimetres.
    is_tilted
        Whether it is too much for a straight box.
    is_straight
        Whether it is nothing but rounding.
    off
        How far the worst slice lies beside the line, and which that is.
    """

    angle: float
    sideways: NDArray[np.float64]
    offsets: NDArray[np.float64]
    is_tilted: bool
    is_straight: bool
    off: tuple[float, int]
    is_crooked: bool


def usual_spacing(distances: Sequence[float]) -> float:
    """Return how far apart most slices are; of distances that are as frequent, the smallest."""
    return usual_step([after - before for before, after in pairwise(distances)])


def breaks_of(slabs: Sequence[Slab], distances: Sequence[float]) -> list[Break]:
    """Return the neighbours that are further apart, or nearer, than is usual."""
    if len(distances) < 2:
        return []
    usual = usual_spacing(distances)
    found = []
    for k, (before, after) in enumerate(pairwise(distances)):
        step = after - before
        if not is_same_step(step, usual):
            times = round(step / usual)
            fits = times > 1 and is_same_step(step / times, usual)
            found.append(Break(slabs[k], slabs[k + 1], step, times - 1 if fits else 0))
    return found


def longest_run(distances: Sequence[float]) -> tuple[int, int]:
    """Return first and last, exclusive, of the longest run of equally spaced slices."""
    best, start = (0, min(2, len(distances))), 0
    for k in range(2, len(distances) + 1):
        if not is_same_step(
            distances[k - 1] - distances[k - 2], distances[start + 1] - distances[start]
        ):
            start = k - 2
        if k - start > best[1] - best[0]:
            best = start, k
    return best


def lean_of(positions: NDArray[np.float64], normal: Sequence[float], pixel: float) -> Lean:
    """Return how a stack leans.

    Parameters
    ----------
    positions
        (slices, 3): ImagePositionPatient of two slices or more, along the normal.
    normal
        Unit normal of the slices.
    pixel
        The smaller distance between neighbouring pixels, in millimetres.
    """
    along = np.asarray(normal)
    apart = positions - positions[0]
    distances = apart @ along
    offsets = apart - np.outer(distances, along)
    sideways = offsets.T @ distances / (distances @ distances)
    off = np.sqrt(((offsets - np.outer(distances, sideways)) ** 2).sum(axis=1))
    worst = int(off.argmax())
    slope = float(np.sqrt(sideways @ sideways))
    total = slope * float(distances[-1])
    angle = degrees(atan(slope))
    return Lean(
        angle,
        sideways,
        offsets,
        is_tilted=is_leaning(angle, total, pixel),
        is_straight=total <= _EXACT * pixel,
        off=(float(off[worst]), worst),
        is_crooked=is_beside(float(off[worst]), pixel),
    )
