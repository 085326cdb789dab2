"""The pixels of an image that lie inside a shape."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Inside", "covered"]


@dataclass(frozen=True, slots=True, eq=False)
class Inside:
    """Pixels whose centre lies inside a shape.

    Parameters
    ----------
    rows, columns
        The part of the image that holds all of them; empty where there is none.
    mask
        bool (rows, columns) of that part.
    """

    rows: slice
    columns: slice
    mask: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.mask))

    def whole(self, rows: int, columns: int) -> NDArray[np.bool_]:
        """Return the mask for an image of (rows, columns)."""
        mask = np.zeros((rows, columns), dtype=bool)
        mask[self.rows, self.columns] = self.mask
        return mask


def covered(low: float, high: float, size: int) -> slice:
    """Return which of `size` pixels in a row have their centre in [low, high).

    The lower end belongs to it, the upper does not: shapes that touch share no pixel.
    """
    start = min(max(0, math.ceil(low - 0.5)), size)
    stop = max(start, min(math.ceil(high - 0.5), size))
    return slice(start, stop)
