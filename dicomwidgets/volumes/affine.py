"""From the index of a voxel to millimetres, and back (PS3.3 C.7.6.2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

__all__ = ["Coordinates", "affine_of", "in_coordinates", "moved", "spacing_of", "transformed"]

Coordinates = Literal["LPS", "RAS"]
"""Whether x and y grow to the left and the back, as in DICOM, or to the right and the front."""

_FLIP = np.diag([-1.0, -1.0, 1.0, 1.0])


def affine_of(
    origin: Sequence[float] | Matrix,
    step: Sequence[float] | Matrix,
    orientation: Sequence[float],
    spacing: Sequence[float],
) -> Matrix:
    """Return the affine of a stack of planes.

    Parameters
    ----------
    origin
        Where the centre of the first voxel lies, LPS millimetres.
    step
        From one plane to the next.
    orientation
        Direction cosines of a row, then of a column: ImageOrientationPatient.
    spacing
        Between rows, then between columns: PixelSpacing, in millimetres.

    Returns
    -------
    ndarray
        (4, 4): ``affine @ (plane, row, column, 1)`` is the place of a voxel's centre.
    """
    affine = np.eye(4)
    affine[:3, 0] = step
    # Rows follow each other along a column.
    affine[:3, 1] = np.asarray(orientation[3:], dtype=float) * spacing[0]
    affine[:3, 2] = np.asarray(orientation[:3], dtype=float) * spacing[1]
    affine[:3, 3] = origin
    return affine


def spacing_of(affine: Matrix) -> tuple[float, float, float]:
    """Return the distances of neighbouring voxels along each axis of the array, in millimetres."""
    first, second, third = np.sqrt((affine[:3, :3] ** 2).sum(axis=0))
    return float(first), float(second), float(third)


def in_coordinates(affine: Matrix, coordinates: Coordinates) -> Matrix:
    """Return an LPS affine in other coordinates, or back: both ways are the same."""
    return affine.copy() if coordinates == "LPS" else _FLIP @ affine


def moved(affine: Matrix, first: Sequence[float], step: Sequence[float]) -> Matrix:
    """Return the affine of every n-th voxel from `first` on, by axis of the array."""
    change = np.diag([*map(float, step), 1.0])
    change[:3, 3] = first
    return np.asarray(affine @ change)


def transformed(matrix: Matrix, points: Any) -> Matrix:
    """Return points, the last axis of `points`, through a (4, 4) matrix."""
    given = np.asarray(points, dtype=float)
    return np.asarray(given @ matrix[:3, :3].T + matrix[:3, 3])
