"""Modality values with their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Values"]


class Values(NamedTuple):
    """The modality values of one frame.

    Parameters
    ----------
    array
        (rows, columns), float32 where that holds every value exactly enough (up to 16 bits
        stored), else float64. Colour frames: (rows, columns, 3).
    unit
        ``"HU"``, ``"BQML"``, …; empty where the file names none.
    why
        Where the numbers come from, in words.
    padding
        bool (rows, columns): where the stored value is one of the file's padding (PS3.3
        C.7.5.1.1.2). ``None`` where the file names none.
    step
        What neighbouring values differ by, where they are stored as integers; ``None`` for
        floating-point pixels and colour.
    """

    array: NDArray[Any]
    unit: str
    why: str
    padding: NDArray[np.bool_] | None = None
    step: float | None = None
