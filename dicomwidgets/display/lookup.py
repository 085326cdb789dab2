"""The grey chain compiled to one look-up: the screen is ``lookup(display, window)[stored]``.

Twin of ``js/src/display/lookup.ts``; both are held to ``tests/golden/lookup.json``. All maths in
float64 and in the same order on both sides. The VOI stage gives whole levels, rounded half up:
0 … 255, or as many as a Presentation LUT has entries. The sigmoid is evaluated by the thresholds
between its levels, so that no side's ``exp`` has a say.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomwidgets.display.modality import modality_values
from dicomwidgets.display.padding import background
from dicomwidgets.display.presentation import screen_values
from dicomwidgets.display.voi import voi_levels
from dicomwidgets.display.window import default_window

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay
    from dicomwidgets.display.window import Window

__all__ = ["index_pattern", "lookup", "mapper", "stored_of_patterns", "to_screen"]

_AT_ONCE = 32_768
_AFFINE = ("bits_stored", "signed", "slope", "intercept", "inverse")


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
        uint8, read-only, 256 entries for up to 8 bits stored, else 65,536. The index is the
        stored value's bit pattern: ``value & 0xFFFF`` for signed values. Padding is 0 in any
        case.

    See Also
    --------
    mapper : the same for 32-bit and floating-point pixels, which no table can hold.
    """
    window = window or default_window(display)
    if window is None or display["modality_lut"] or display["presentation_lut"]:
        return _compiled(display, window, invert=invert)
    # Slices of a series mostly are shown alike: the table of the one before serves the next.
    affine = tuple(display[name] for name in _AFFINE)  # type: ignore[literal-required]
    padding = None if display["padding"] is None else tuple(display["padding"])
    return _kept(affine, padding, window, invert)


@lru_cache(maxsize=8)
def _kept(
    affine: tuple[Any, ...], padding: tuple[float, ...] | None, window: Window, invert: bool
) -> NDArray[np.uint8]:
    display: Any = dict(zip(_AFFINE, affine, strict=True))
    display |= {"padding": padding, "modality_lut": None, "presentation_lut": None}
    return _compiled(display, window, invert=invert)


def _compiled(display: FrameDisplay, window: Window | None, *, invert: bool) -> NDArray[np.uint8]:
    table = to_screen(stored_of_patterns(display), display, window, invert=invert)
    table.flags.writeable = False
    return table


def mapper(
    display: FrameDisplay, window: Window | None = None, *, invert: bool = False
) -> Callable[[NDArray[Any]], NDArray[np.uint8]]:
    """Return the function from an array of stored values to screen values.

    Integer arrays of up to 16 bits go through `lookup`, all others through the same arithmetic
    value by value. NaN and infinities are drawn as background, 0.
    """
    if display["bits_stored"] <= 16:
        table = lookup(display, window, invert=invert)

        return lambda stored: _looked_up(table, index_pattern(stored, len(table)))
    return lambda stored: to_screen(stored, display, window, invert=invert)


def _looked_up(table: NDArray[np.uint8], index: NDArray[Any]) -> NDArray[np.uint8]:
    """Return ``table[index]``, some at a time: NumPy makes 8 bytes of each index it is given."""
    screen = np.empty(index.shape, np.uint8)
    given, taken = index.reshape(-1), screen.reshape(-1)
    for first in range(0, given.size, _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        # Every pattern has an entry; "clip" only spares the test for it.
        np.take(table, given[part], out=taken[part], mode="clip")
    return screen


def index_pattern(stored: NDArray[Any], length: int) -> NDArray[Any]:
    """Return integer stored values as indices into a table of 256 or 65,536 entries."""
    unsigned = stored.view(f"u{stored.dtype.itemsize}")
    return unsigned if length > np.iinfo(unsigned.dtype).max else unsigned & (length - 1)


def stored_of_patterns(display: FrameDisplay) -> NDArray[np.float64]:
    """Return the stored value of each entry of `lookup`'s table, read-only."""
    return _all_stored(256 if display["bits_stored"] <= 8 else 65536, display["signed"])


def to_screen(
    stored: NDArray[Any],
    display: FrameDisplay,
    window: Window | None = None,
    *,
    invert: bool = False,
) -> NDArray[np.uint8]:
    """Return stored values of any dtype as screen values, by arithmetic (PS3.4 N.2)."""
    values = modality_values(stored, display)
    grey = screen_values(voi_levels(values, display, window), display, invert=invert)
    nothing = background(stored, display)
    if nothing is not None:
        grey[nothing] = 0
    return grey


@lru_cache(maxsize=4)
def _all_stored(length: int, signed: bool) -> NDArray[np.float64]:
    patterns = np.arange(length, dtype=np.uint8 if length == 256 else np.uint16)
    stored = (patterns.view(f"i{patterns.itemsize}") if signed else patterns).astype(np.float64)
    stored.flags.writeable = False
    return stored
