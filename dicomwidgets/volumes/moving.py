"""A plane moved by parts of a pixel."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["shifted"]


def shifted(
    plane: NDArray[np.float64], shift: Sequence[float], size: tuple[int, int]
) -> NDArray[np.float64]:
    """Return a plane moved down and to the right, by linear interpolation.

    Parameters
    ----------
    plane
        (rows, columns), or (rows, columns, samples).
    shift
        By how many rows and columns.
    size
        Of the result; NaN where the plane does not reach.
    """
    moved = np.full((*size, *plane.shape[2:]), np.nan)
    rows, down = _along(plane.shape[0], shift[0], size[0])
    columns, right = _along(plane.shape[1], shift[1], size[1])
    inner = _mixed(_mixed(plane, 0, down), 1, right)
    moved[rows, columns] = inner[: rows.stop - rows.start, : columns.stop - columns.start]
    return moved


def _along(count: int, shift: float, size: int) -> tuple[slice, float]:
    """Return where along one axis a line of pixels comes to lie, and by which part of one."""
    whole = floor(shift)
    part = shift - whole
    if part > 0:
        whole, count = whole + 1, count - 1
    return slice(whole, min(whole + count, size)), part


def _mixed(plane: NDArray[np.float64], axis: int, part: float) -> NDArray[np.float64]:
    """Return pixels between neighbours: each mixed with the one before it."""
    if part == 0:
        return plane
    before, after = (
        np.take(plane, range(first, plane.shape[axis] - 1 + first), axis) for first in (0, 1)
    )
    return np.asarray(part * before + (1 - part) * after)
