"""From stored values to modality values (PS3.3 C.11.1), in float64."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay

__all__ = ["modality_range", "modality_values", "stored_range"]


def modality_values(stored: NDArray[Any], display: FrameDisplay) -> NDArray[np.float64]:
    """Return the modality values of stored values.

    Parameters
    ----------
    stored
        Any shape, any numeric dtype; padding is mapped like everything else.
    display
        Rescale or Modality LUT. A table's ends go on beyond it (PS3.3 C.11.1.1.1).

    Returns
    -------
    ndarray
        A new array of the same shape, in the display's unit.
    """
    values = stored.astype(np.float64)
    table = display["modality_lut"]
    if table is not None:
        entries = np.asarray(table["values"], dtype=np.float64)
        index = np.clip(np.nan_to_num(values) - table["first"], 0, len(entries) - 1)
        values = entries[index.astype(np.intp)]
    else:
        with np.errstate(over="ignore", invalid="ignore"):
            values *= display["slope"]
            values += display["intercept"]
    return values


def stored_range(display: FrameDisplay) -> tuple[int, int]:
    """Return the smallest and the largest value that the stored bits can hold."""
    half = 1 << max(0, display["bits_stored"] - 1)
    return (-half, half - 1) if display["signed"] else (0, 2 * half - 1)


def modality_range(display: FrameDisplay) -> tuple[float, float]:
    """Return the smallest and the largest modality value that can be stored."""
    table = display["modality_lut"]
    if table is not None:
        return float(min(table["values"])), float(max(table["values"]))
    ends = sorted(
        value * display["slope"] + display["intercept"] for value in stored_range(display)
    )
    return ends[0], ends[1]
