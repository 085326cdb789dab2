"""From levels to screen values: Presentation LUT and inversion (PS3.3 C.11.4, C.11.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["presentation_table", "screen_values", "top_level"]


def top_level(display: FrameDisplay) -> int:
    """Return the highest level of the VOI stage.

    255, or the last entry of a Presentation LUT: the whole range of what the VOI stage gives is
    spread over all inputs of that table (PS3.3 C.11.6.1.1).
    """
    table = display["presentation_lut"]
    return 255 if table is None else len(table["values"]) - 1


def screen_values(
    levels: NDArray[Any], display: FrameDisplay, *, invert: bool = False
) -> NDArray[np.uint8]:
    """Return levels as screen values: P-Values at 8 bit, rounded half up.

    Parameters
    ----------
    levels
        0 … `top_level`; changed in place where they are screen values already.
    display
        The file's Presentation LUT or inversion.
    invert
        The user's inversion, on top of it.
    """
    if display["presentation_lut"] is not None:
        return np.take(presentation_table(display, invert=invert), levels)
    if display["inverse"] != invert:
        np.subtract(255, levels, out=levels)
    return levels


def presentation_table(display: FrameDisplay, *, invert: bool = False) -> NDArray[np.uint8]:
    """Return the screen value of each level of the VOI stage."""
    table = display["presentation_lut"]
    if table is None:
        screen = np.arange(256, dtype=np.uint8)
    else:
        most = float((1 << table["bits"]) - 1)
        entries = np.asarray(table["values"], dtype=np.float64)
        screen = np.clip(np.floor(entries / most * 255.0 + 0.5), 0, 255).astype(np.uint8)
    return 255 - screen if display["inverse"] != invert else screen
