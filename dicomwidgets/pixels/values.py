"""Modality values with their unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Values"]


@dataclass(frozen=True, slots=True, eq=False)
class Values:
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
    """

    array: NDArray[Any]
    unit: str
    why: str
