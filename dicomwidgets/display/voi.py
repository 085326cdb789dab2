"""From modality values to levels: the VOI LUT or the window (PS3.3 C.11.2)."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.display.presentation import top_level
from dicomwidgets.display.window import default_window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay, LookupTable
    from dicomwidgets.display.window import Window

__all__ = ["applied_voi_lut", "sigmoid_thresholds", "voi_levels"]


def voi_levels(
    values: NDArray[np.float64], display: FrameDisplay, window: Window | None = None
) -> NDArray[np.uint8] | NDArray[np.uint16]:
    """Return modality values as whole levels, rounded half up.

    Parameters
    ----------
    values
        Any shape.
    display
        Says how many levels there are, and holds the file's VOI LUTs and windows.
    window
        ``None``: what the file says first.

    Returns
    -------
    ndarray
        0 … `top_level`; uint8 where that is 255, else uint16.
    """
    top = top_level(display)
    window = window or default_window(display)
    if window is None:
        return _through_table(values, applied_voi_lut(display), top)
    center, width = window.center, window.width
    if window.function == "SIGMOID":
        return _sigmoid(values, center, width, top)
    if window.function == "LINEAR":
        center, width = center - 0.5, width - 1
    if width <= 0:
        return _step(values, center - width / 2, top)
    return _ramp(values, center, width, top)


def applied_voi_lut(display: FrameDisplay) -> LookupTable | None:
    """Return the VOI LUT that is applied where no window is chosen, or ``None``."""
    at = display["voi_lut"]
    return None if at is None else display["voi_luts"][at]


@lru_cache(maxsize=2)
def sigmoid_thresholds(top: int) -> NDArray[np.float64]:
    """Return where top / (1 + exp(-t)) reaches k - 0.5, for k = 1 … top, to 12 decimals."""
    found = [
        math.floor(-math.log(top / (k - 0.5) - 1) * 1e12 + 0.5) / 1e12 for k in range(1, top + 1)
    ]
    thresholds = np.array(found)
    thresholds.flags.writeable = False
    return thresholds


def _dtype(top: int) -> type[np.uint8 | np.uint16]:
    return np.uint8 if top == 255 else np.uint16


def _step(values: NDArray[np.float64], edge: float, top: int) -> NDArray[np.uint8]:
    kind = _dtype(top)
    return np.multiply(values > edge, kind(top), dtype=kind)


def _ramp(values: NDArray[np.float64], middle: float, span: float, top: int) -> NDArray[np.uint8]:
    """``((x - middle) / span + 0.5) * top``, clamped, half up (PS3.3 C.11.2.1.2.1, 2.1.3.2)."""
    with np.errstate(invalid="ignore", over="ignore"):
        ramp = values - middle
        ramp /= span
        ramp += 0.5
        ramp *= top
        ramp += 0.5
        np.clip(ramp, 0.0, top, out=ramp)
        levels: NDArray[np.uint8] = ramp.astype(_dtype(top))
    return levels


def _sigmoid(
    values: NDArray[np.float64], center: float, width: float, top: int
) -> NDArray[np.uint8]:
    """PS3.3 C.11.2.1.3.1; a width of 0 or less is a step at the centre."""
    if width <= 0:
        return _step(values, center, top)
    with np.errstate(invalid="ignore", over="ignore"):
        steepness = values - center
        steepness *= 4.0
        steepness /= width
    levels = np.searchsorted(sigmoid_thresholds(top), steepness, side="right")
    return levels.astype(_dtype(top))


def _through_table(
    values: NDArray[np.float64], table: LookupTable | None, top: int
) -> NDArray[np.uint8]:
    """VOI LUT (PS3.3 C.11.2.1.1); its ends go on beyond it."""
    if table is None:
        return np.zeros(values.shape, _dtype(top))
    most = float((1 << table["bits"]) - 1)
    entries = np.asarray(table["values"], dtype=np.float64)
    entries = np.clip(np.floor(entries / most * top + 0.5), 0, top).astype(_dtype(top))
    index = np.floor(np.nan_to_num(values) + 0.5) - table["first"]
    levels: NDArray[np.uint8] = entries[np.clip(index, 0, len(entries) - 1).astype(np.intp)]
    return levels
