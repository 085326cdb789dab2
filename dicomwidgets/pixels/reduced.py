"""Part of a frame, averaged by a whole factor, a stripe of rows at a time."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["factor_for", "reduced", "snapped"]

_STRIPE_PIXELS = 2**21


def snapped(region: Sequence[float] | None, rows: int, columns: int) -> tuple[int, int, int, int]:
    """Return a region in whole pixels, inside the frame.

    Raises
    ------
    ArgumentError
        Where it is no region, or lies outside.
    """
    if region is None:
        return 0, 0, columns, rows
    if len(region) != 4 or not all(map(math.isfinite, region)):
        raise ArgumentError("A region is four numbers: x0, y0, x1, y1.")
    x0, x1 = max(0, math.floor(region[0])), min(columns, math.ceil(region[2]))
    y0, y1 = max(0, math.floor(region[1])), min(rows, math.ceil(region[3]))
    if x0 >= x1 or y0 >= y1:
        raise ArgumentError(
            f"The region {[round(float(end), 1) for end in region]} holds no pixel of an image "
            f"of {columns} × {rows}."
        )
    return x0, y0, x1, y1


def factor_for(columns: int, rows: int, width: int | None, side: int | None) -> int:
    """Return the whole factor that leaves `width` columns or more, but no side over `side`."""
    wanted = columns // max(1, width) if width else 1
    least = -(-max(columns, rows) // side) if side else 1
    return max(1, wanted, least)


def reduced(
    stripe: Callable[[int, int], NDArray[np.uint8]], rows: int, columns: int, factor: int
) -> NDArray[np.uint8]:
    """Return a screen frame averaged by `factor`, asking for a few of its rows at a time.

    Parameters
    ----------
    stripe
        Gives rows ``first`` to ``last``: uint8 (last - first, columns) or with three colours.
    rows, columns
        Size before.
    factor
        A picture of 1 ÷ `factor` the width and height, rounded up.
    """
    if factor == 1:
        return stripe(0, rows)
    from PIL import Image  # noqa: PLC0415 - only where something is shrunk

    height = max(1, _STRIPE_PIXELS // columns // factor) * factor
    parts = [
        np.asarray(Image.fromarray(stripe(y, min(y + height, rows))).reduce(factor))
        for y in range(0, rows, height)
    ]
    return np.concatenate(parts)
