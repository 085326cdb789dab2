"""The window: which range of modality values the screen shows (PS3.3 C.11.2.1.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from dicomwidgets.display.description import VoiFunction
from dicomwidgets.display.modality import modality_range, modality_values
from dicomwidgets.display.padding import background
from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dicomwidgets.display.description import FrameDisplay, WindowPreset

__all__ = [
    "PRESETS",
    "Window",
    "auto_window",
    "default_window",
    "preset_window",
    "presets_for",
    "sample_values",
    "window_over",
]

_WHOLE_FROM = 50
_WHOLE_TO = 2**53


@dataclass(frozen=True, slots=True)
class Window:
    """A window over modality values.

    Parameters
    ----------
    center, width
        In the unit of the modality values (HU for CT). A width of 1 (LINEAR) or 0 and below
        (LINEAR_EXACT, SIGMOID) is a step at the centre.
    function
        VOI LUT Function.
    """

    center: float
    width: float
    function: VoiFunction = "LINEAR"

    def __post_init__(self) -> None:
        if self.function not in get_args(VoiFunction):
            raise DisplayError(
                f"There is no VOI LUT Function {self.function!r}.",
                keyword="VOILUTFunction",
                tag="(0028,1056)",
                remedy=f"Choose one of: {', '.join(get_args(VoiFunction))}.",
            )
        if not (math.isfinite(self.center) and math.isfinite(self.width)):
            raise DisplayError(
                f"A window of centre {self.center} and width {self.width} is no window.",
                keyword="WindowCenter",
                tag="(0028,1050)",
            )


_CT = (
    ("Soft tissue", 40, 400),
    ("Lung", -600, 1500),
    ("Bone", 480, 2500),
    ("Brain", 40, 80),
    ("Liver", 60, 160),
    ("Mediastinum", 50, 350),
    ("Angio", 300, 600),
)
PRESETS: dict[str, tuple[tuple[str, float, float], ...]] = {"CT": _CT}
"""Modality → windows (name, centre, width) that are in common use for its unit."""


def presets_for(modality: str) -> list[WindowPreset]:
    """Return the windows in common use for `modality`; empty where values have no fixed scale."""
    return [
        {"name": name, "center": float(center), "width": float(width), "source": "modality"}
        for name, center, width in PRESETS.get(modality, ())
    ]


def preset_window(preset: WindowPreset, function: VoiFunction) -> Window:
    """Return the window of a preset."""
    return Window(preset["center"], preset["width"], function)


def default_window(display: FrameDisplay) -> Window | None:
    """Return the window that shows a frame when nobody has chosen one.

    ``None`` where a VOI LUT comes first; else the file's first window; else the whole range
    that the stored bits can hold.
    """
    if display["voi_lut"] is not None:
        return None
    if display["windows"]:
        return preset_window(display["windows"][0], display["voi_function"])
    low, high = modality_range(display)
    return Window((low + high + 1) / 2, high - low + 1, "LINEAR")


def auto_window(array: NDArray[Any], display: FrameDisplay) -> Window:
    """Return a window from the 1st to the 99th percentile of a frame's modality values.

    Parameters
    ----------
    array
        Stored values, any shape.
    display
        How they map to modality values; its padding range and values that are not finite
        take no part.

    Returns
    -------
    Window
        LINEAR, or LINEAR_EXACT where the range is too small for whole steps.
    """
    whole = np.issubdtype(array.dtype, np.integer)
    return window_over(sample_values(array, display, 65536), whole=whole)


def sample_values(array: NDArray[Any], display: FrameDisplay, most: int) -> NDArray[np.float64]:
    """Return modality values of at most `most` pixels, spread over a frame.

    Parameters
    ----------
    array
        Stored values, any shape.
    display
        How they map; padding and values that are not finite are left out.
    most
        How many pixels are looked at.
    """
    flat = array.reshape(-1)
    sample = flat[:: max(1, -(-flat.size // most))]
    values = modality_values(sample, display)
    keep = np.isfinite(values)
    if (nothing := background(sample, display)) is not None:
        keep &= ~nothing
    return values[keep]


def window_over(values: NDArray[np.float64], *, whole: bool) -> Window:
    """Return the window from the 1st to the 99th percentile of some values.

    Parameters
    ----------
    values
        Modality values, all finite; there may be none.
    whole
        Whether they are stored as integers.

    Returns
    -------
    Window
        LINEAR, or LINEAR_EXACT where the range is too small for whole steps.
    """
    if values.size == 0:
        return Window(0.5, 1.0, "LINEAR_EXACT")
    low, high = (float(value) for value in np.percentile(values, (1.0, 99.0)))
    if low == high:
        low, high = float(np.min(values)), float(np.max(values))
    if not math.isfinite(high - low):
        low, high = low / 2, high / 2
    if _WHOLE_FROM <= high - low < _WHOLE_TO:
        low, high = math.floor(low), math.ceil(high)
    if whole and 1 <= high - low < _WHOLE_TO:
        return Window((low + high + 1) / 2, high - low + 1, "LINEAR")
    return Window((low + high) / 2, (high - low) or 1.0, "LINEAR_EXACT")
