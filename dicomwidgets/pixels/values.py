"""Modality values with their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomwidgets.display.modality import modality_values
from dicomwidgets.display.real_world import chosen_map, real_world_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import Badge, FrameDisplay
    from dicomwidgets.display.suv import Suv

__all__ = ["Values", "in_quantity", "not_numbers", "values_of"]

_SINGLE = 1e38


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


def values_of(
    stored: NDArray[Any], display: FrameDisplay, real_world: int | str | None = None
) -> Values:
    """Return what stored values mean.

    Parameters
    ----------
    stored
        A frame as stored, or a part of it.
    display
        Its chain.
    real_world
        Number or label of the Real World Value Map to take in place of the rescale.

    Raises
    ------
    ArgumentError
        Where the frame has no such map.
    """
    if display["kind"] == "color":
        return Values(stored.astype(np.float32), "", "RGB, 8 bit")
    padding = _padding(stored, display)
    if real_world is not None:
        chosen = chosen_map(display, real_world)
        array = real_world_values(stored, chosen, display)
        why = f"Real World Value Map {chosen['label']!r} (0040,9096)"
        step = None
        if stored.dtype.kind != "f" and chosen["values"] is None:
            step = abs(chosen["slope"]) or None
        return Values(array, chosen["unit"], why, padding=padding, step=step)
    narrow = stored.dtype.itemsize <= 2 and display["modality_lut"] is None
    array = modality_values(stored, display)
    if narrow and abs(display["slope"]) * 65536 + abs(display["intercept"]) < _SINGLE:
        array = array.astype(np.float32)
    step = _step(stored, display)
    return Values(array, display["unit"], _why(display), padding=padding, step=step)


def not_numbers(count: int) -> Badge:
    """Return the remark on a frame in which so many pixels are NaN or infinite."""
    pixels = "1 pixel is" if count == 1 else f"{count} pixels are"
    return {
        "text": "NOT A NUMBER",
        "reason": f"{pixels} NaN or infinite: drawn black, and left out of windows and statistics.",
        "level": "warning",
    }


def in_quantity(values: Values, suv: Suv) -> Values:
    """Return modality values as standardized uptake values."""
    return values._replace(
        array=values.array * values.array.dtype.type(suv.factor),
        unit=suv.unit,
        why=f"{values.why}; {suv.why}",
        step=None if values.step is None else values.step * suv.factor,
    )


def _padding(stored: NDArray[Any], display: FrameDisplay) -> NDArray[np.bool_] | None:
    if display["padding"] is None:
        return None
    low, high = display["padding"]
    return np.asarray((stored >= low) & (stored <= high))


def _step(stored: NDArray[Any], display: FrameDisplay) -> float | None:
    if stored.dtype.kind == "f":
        return None
    return 1.0 if display["modality_lut"] is not None else abs(display["slope"]) or None


def _why(display: FrameDisplay) -> str:
    if display["modality_lut"] is not None:
        return "Modality LUT Sequence"
    if (display["slope"], display["intercept"]) == (1.0, 0.0):
        return "stored values; the file rescales nothing"
    return f"stored value × {display['slope']:g} + {display['intercept']:g}"
