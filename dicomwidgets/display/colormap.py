"""Colour maps over screen grey, as formulas. Twin of ``js/src/display/colormap.ts``."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.errors import DisplayError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["COLORMAPS", "palette"]

_STOPS: dict[str, tuple[tuple[int, tuple[int, int, int]], ...]] = {
    "grey": ((0, (0, 0, 0)), (255, (255, 255, 255))),
    "hot_iron": ((0, (0, 0, 0)), (128, (255, 0, 0)), (192, (255, 128, 0)), (255, (255, 255, 255))),
    "hot_metal_blue": (
        (0, (0, 0, 0)),
        (64, (0, 0, 128)),
        (128, (160, 0, 110)),
        (192, (255, 128, 0)),
        (255, (255, 255, 255)),
    ),
    "pet": (
        (0, (0, 0, 0)),
        (64, (0, 64, 128)),
        (128, (128, 0, 192)),
        (192, (255, 128, 0)),
        (255, (255, 255, 255)),
    ),
    "rainbow": (
        (0, (0, 0, 0)),
        (32, (0, 0, 255)),
        (96, (0, 255, 255)),
        (144, (0, 255, 0)),
        (192, (255, 255, 0)),
        (255, (255, 0, 0)),
    ),
}
COLORMAPS = tuple(_STOPS)
"""The names that `palette` knows."""


@lru_cache
def palette(name: str) -> NDArray[np.uint8]:
    """Return a colour map: straight lines between a few stops, rounded half up.

    Parameters
    ----------
    name
        One of `COLORMAPS`. They resemble the well-known palettes (PS3.6 Annex B) and are no
        copies of them.

    Returns
    -------
    ndarray
        uint8 (256, 3), read-only.

    Raises
    ------
    DisplayError
        For a name that is not known.
    """
    if name not in _STOPS:
        raise DisplayError(
            f"There is no colour map '{name}'.", remedy=f"Choose one of: {', '.join(COLORMAPS)}."
        )
    table = np.zeros((256, 3), dtype=np.uint8)
    stops = _STOPS[name]
    for (start, low), (stop, high) in pairwise(stops):
        for grey in range(start, stop + 1):
            for channel in range(3):
                rise = (high[channel] - low[channel]) * (grey - start) / (stop - start)
                table[grey, channel] = int(low[channel] + rise + 0.5)
    table.flags.writeable = False
    return table
