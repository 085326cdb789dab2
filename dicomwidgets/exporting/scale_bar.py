"""How long the bar is that shows the scale, and what its length rests on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dicomwidgets.display.description import FrameGeometry

__all__ = ["ScaleBar", "scale_bar"]

_SHARE = 0.3
"""Of the image's width, at most."""


class ScaleBar(NamedTuple):
    """A bar.

    Parameters
    ----------
    columns
        Its length in pixels of the frame as shown.
    text
        Its length in millimetres, and where the spacing comes from.
    """

    columns: float
    text: str


def scale_bar(geometry: FrameGeometry, columns: int, rows: int) -> ScaleBar | None:
    """Return the bar for a frame as shown, or ``None`` where its spacing is not known.

    Parameters
    ----------
    geometry
        Of the frame, turned as it is shown.
    columns, rows
        Its size. An ultrasound frame has the scale of the region in its middle (PS3.3 C.8.5.5).
    """
    found = _spacing(geometry, columns, rows)
    if found is None:
        return None
    millimetres, source = found
    length = _round(columns * millimetres * _SHARE)
    return ScaleBar(length / millimetres, f"{_text(length)} · {source}")


def _spacing(geometry: FrameGeometry, columns: int, rows: int) -> tuple[float, str] | None:
    """Return the width of a pixel in millimetres and what it rests on."""
    for region in geometry["regions"]:
        x, y = columns / 2, rows / 2
        if region["x0"] <= x <= region["x1"] and region["y0"] <= y <= region["y1"]:
            return region["spacing"][1], "ultrasound region"
    spacing, source, plane = geometry["spacing"], geometry["spacing_source"], geometry["plane"]
    if geometry["regions"] or not spacing or not source:
        return None
    if source == "PixelSpacing" and plane == "patient":
        return spacing[1], source
    where = {None: "plane unknown", "film": "film"}.get(plane, f"{plane} plane")
    return spacing[1], f"{source}, {where}"


def _round(longest: float) -> float:
    """Return the longest of 1, 2 and 5 times a power of ten that is no longer than `longest`."""
    power = 10.0 ** math.floor(math.log10(longest))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= longest)


def _text(millimetres: float) -> str:
    if millimetres >= 100:
        return f"{millimetres / 10:g} cm"
    return f"{millimetres * 1000:.0f} µm" if millimetres < 0.1 else f"{millimetres:g} mm"
