"""Axial, coronal and sagittal planes of a volume, turned as they are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dicomwidgets.display.geometry import direction_letters
from dicomwidgets.errors import ArgumentError
from dicomwidgets.volumes.affine import moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.volumes.affine import Matrix

__all__ = ["Plane", "View", "plane_of"]

View = Literal["axial", "coronal", "sagittal"]

# In LPS: which axis a plane stands on, and where its rows' and its columns' indices grow to.
_VIEWS: dict[str, tuple[int, tuple[int, int], tuple[int, int]]] = {
    "axial": (2, (1, 1), (0, 1)),
    "coronal": (1, (2, -1), (0, 1)),
    "sagittal": (0, (2, -1), (1, 1)),
}


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Plane:
    """A plane of a volume, as one looks at it: from the feet, from the front, from the left.

    Parameters
    ----------
    array
        (rows, columns), or (rows, columns, 3); the right of the patient is at the left edge, the
        front at the top of an axial plane and at the left edge of a sagittal one, the head at the
        top of the others.
    spacing
        Between rows, then between columns, in millimetres.
    position
        LPS millimetres of the centre of the first pixel (PS3.3 C.7.6.2.1.1).
    orientation
        Direction cosines of a row, then of a column, in LPS.
    letters
        At the (left, right, top, bottom) edges.
    index
        Which one along the axis of the array that it stands on.
    """

    array: NDArray[Any]
    spacing: tuple[float, float]
    position: tuple[float, float, float]
    orientation: tuple[float, ...]
    letters: tuple[str, str, str, str]
    index: int

    def __repr__(self) -> str:
        rows, columns = self.array.shape[:2]
        return f"Plane({rows} × {columns}, {self.array.dtype}, {'/'.join(self.letters)})"


def plane_of(
    affine: Matrix,
    shape: tuple[int, ...],
    view: View,
    index: int | None,
    take: Callable[[int, int], NDArray[Any]],
) -> Plane:
    """Return a plane of a volume.

    Parameters
    ----------
    affine
        LPS, from (slice, row, column).
    shape
        (slices, rows, columns).
    view
        Which of the array's axes it stands on follows from where they point: a volume that lies
        askew is cut along its own axes, nearest to those of the patient.
    index
        Along that axis; the middle by default, from the end if negative.
    take
        Returns the array at an (axis, index), its other axes in their order.

    Raises
    ------
    ArgumentError
        Where there is no such plane.
    """
    stands, (down, down_sign), (right, right_sign) = _VIEWS[view]
    axis_of = _axes(affine)
    axis, rows, columns = axis_of[stands], axis_of[down], axis_of[right]
    at = shape[axis] // 2 if index is None else int(index)
    if not -shape[axis] <= at < shape[axis]:
        raise ArgumentError(
            f"There is no {view} plane {at}: there are {shape[axis]}, counted from 0."
        )
    at %= shape[axis]
    array, first = take(axis, at), [0, 0, 0]
    first[axis] = at
    if rows > columns:
        array = array.swapaxes(0, 1)
    vectors = []
    for place, (side, world, sign) in enumerate(
        ((rows, down, down_sign), (columns, right, right_sign))
    ):
        vector = affine[:3, side]
        if vector[world] * sign < 0:
            array, first[side], vector = np.flip(array, place), shape[side] - 1, -vector
        vectors.append(vector)
    return _described(array, moved(affine, first, (1, 1, 1))[:3, 3], vectors, at)


def _described(array: NDArray[Any], position: Matrix, vectors: list[Matrix], index: int) -> Plane:
    lengths = [float(np.sqrt(vector @ vector)) for vector in vectors]
    down, right = (vector / length for vector, length in zip(vectors, lengths, strict=True))
    x, y, z = map(float, position)
    letters = (direction_letters(list(map(float, way))) for way in (-right, right, -down, down))
    left_edge, right_edge, top, bottom = letters
    return Plane(
        array,
        (lengths[0], lengths[1]),
        (x, y, z),
        tuple(map(float, (*right, *down))),
        (left_edge, right_edge, top, bottom),
        index,
    )


def _axes(affine: Matrix) -> tuple[int, ...]:
    """Return the axis of the array that lies nearest to each of x, y and z."""
    lengths = np.sqrt((affine[:3, :3] ** 2).sum(axis=0))
    cosines = np.abs(affine[:3, :3] / lengths)
    return max(
        permutations(range(3)),
        key=lambda axes: sum(cosines[world, axes[world]] for world in range(3)),
    )
