"""The grey chain compiled to one look-up: the screen is ``lookup(display, window)[stored]``.

Twin of ``js/src/display/lookup.ts``; both are held to ``tests/golden/lookup.json``. All maths in
float64 and in the same order on both sides; a screen value is ``floor(v + 0.5)``. The sigmoid is
evaluated by its 255 thresholds, so that no side's ``exp`` has a say.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.modality import modality_values
from dicomwidgets.display.window import default_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.display.window import Window

__all__ = ["SIGMOID_THRESHOLDS", "index_pattern", "lookup", "mapper", "to_screen"]

SIGMOID_THRESHOLDS = np.array(
    [math.floor(-math.log(255 / (k - 0.5) - 1) * 1e12 + 0.5) / 1e12 for k in range(1, 256)]
)
"""Where 255 / (1 + exp(-t)) reaches k - 0.5, for k = 1 … 255, rounded to 12 decimals."""


def lookup(
    display: FrameDisplay, window: Window | None = None, *, invert: bool = False
) -> NDArray[np.uint8]:
    """Return the screen value of every stored value.

    Parameters
    ----------
    display
        The frame's grey chain (`dicomwidgets.display.parameters.describe`).
    window
        The window; ``None`` shows the frame as its file says (`default_window`).
    invert
        The user's inversion, on top of the file's.

    Returns
    -------
    ndarray
        uint8, 256 entries for up to 8 bits stored, else 65,536. The index is the stored value's
        bit pattern: ``value & 0xFFFF`` for signed values. Padding is 0 in any case.

    See Also
    --------
    mapper : the same for 32-bit and floating-point pixels, which no table can hold.
    """
    stored = _all_stored(256 if display["bits_stored"] <= 8 else 65536, display["signed"])
    return to_screen(stored, display, window, invert=invert)


def mapper(
    display: FrameDisplay, window: Window | None = None, *, invert: bool = False
) -> Callable[[NDArray[Any]], NDArray[np.uint8]]:
    """Return the function from an array of stored values to screen values.

    Integer arrays of up to 16 bits go through `lookup`, all others through the same arithmetic
    value by value. NaN is drawn as background, 0.
    """
    if display["bits_stored"] <= 16:
        table = lookup(display, window, invert=invert)

        def look_up(stored: NDArray[Any]) -> NDArray[np.uint8]:
            return np.take(table, index_pattern(stored, len(table)))

        return look_up
    return lambda stored: to_screen(stored, display, window, invert=invert)


def index_pattern(stored: NDArray[Any], length: int) -> NDArray[Any]:
    """Return integer stored values as indices into a table of 256 or 65,536 entries."""
    unsigned = stored.view(f"u{stored.dtype.itemsize}")
    return unsigned if length > np.iinfo(unsigned.dtype).max else unsigned & (length - 1)


def to_screen(
    stored: NDArray[Any],
    display: FrameDisplay,
    window: Window | None = None,
    *,
    invert: bool = False,
) -> NDArray[np.uint8]:
    """Return stored values of any dtype as screen values, by arithmetic (PS3.4 N.2)."""
    values = modality_values(stored, display)
    window = window or default_window(display)
    if window is None:
        grey = _through_table(values, display["voi_lut"] or {})
    else:
        grey = _FUNCTIONS[window.function](values, window.center, window.width)
    if display["inverse"] != invert:
        np.subtract(255, grey, out=grey)
    if stored.dtype.kind == "f":
        grey[np.isnan(stored)] = 0
    if display["padding"] is not None:
        first, last = display["padding"]
        grey[(stored >= first) & (stored <= last)] = 0
    return grey


@lru_cache(maxsize=4)
def _all_stored(length: int, signed: bool) -> NDArray[np.float64]:
    patterns = np.arange(length, dtype=np.uint8 if length == 256 else np.uint16)
    stored = (patterns.view(f"i{patterns.itemsize}") if signed else patterns).astype(np.float64)
    stored.flags.writeable = False
    return stored


def _step(values: NDArray[np.float64], edge: float) -> NDArray[np.uint8]:
    return np.multiply(values > edge, np.uint8(255), dtype=np.uint8)


def _ramp(values: NDArray[np.float64], middle: float, span: float) -> NDArray[np.uint8]:
    """``((x - middle) / span + 0.5) * 255``, clamped to 0 … 255, half up."""
    ramp = values - middle
    with np.errstate(invalid="ignore", over="ignore"):
        ramp /= span
        ramp += 0.5
        ramp *= 255.0
        ramp += 0.5
        np.clip(ramp, 0.0, 255.0, out=ramp)
        return ramp.astype(np.uint8)


def _linear(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.uint8]:
    """PS3.3 C.11.2.1.2.1."""
    span = width - 1
    if span <= 0:
        return _step(values, center - 0.5 - span / 2)
    return _ramp(values, center - 0.5, span)


def _linear_exact(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.uint8]:
    """PS3.3 C.11.2.1.3.2."""
    if width <= 0:
        return _step(values, center - width / 2)
    return _ramp(values, center, width)


def _sigmoid(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.uint8]:
    """PS3.3 C.11.2.1.3.1; a width of 0 or less is a step at the centre."""
    if width <= 0:
        return _step(values, center)
    steepness = values - center
    with np.errstate(invalid="ignore", over="ignore"):
        steepness *= 4.0
        steepness /= width
    return np.searchsorted(SIGMOID_THRESHOLDS, steepness, side="right").astype(np.uint8)


def _through_table(values: NDArray[np.float64], table: dict[str, Any]) -> NDArray[np.uint8]:
    """VOI LUT (PS3.3 C.11.2.1.1); its ends go on beyond it."""
    top = float((1 << table["bits"]) - 1)
    entries = np.asarray(table["values"], dtype=np.float64)
    entries = np.clip(np.floor(entries / top * 255.0 + 0.5), 0, 255).astype(np.uint8)
    index = np.clip(np.floor(np.nan_to_num(values) + 0.5) - table["first"], 0, len(entries) - 1)
    screen: NDArray[np.uint8] = entries[index.astype(np.intp)]
    return screen


_FUNCTIONS = {"LINEAR": _linear, "LINEAR_EXACT": _linear_exact, "SIGMOID": _sigmoid}
