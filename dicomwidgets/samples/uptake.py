"""Where a tracer goes in the chest and upper abdomen: `uptake_slice`, and hot lesions."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dicomwidgets.samples.anatomy import FIELD
from dicomwidgets.samples.painting import Canvas, noise_field

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["PET_LESIONS", "Lesion", "uptake_slice"]


class Lesion(NamedTuple):
    """A ball of one uptake, without noise.

    Parameters
    ----------
    name
        What it is.
    x, y, z
        Its centre, LPS millimetres.
    radius
        Millimetres.
    suv
        Its SUVbw, g/ml.
    """

    name: str
    x: float
    y: float
    z: float
    radius: float
    suv: float


PET_LESIONS = (
    Lesion("nodule in the lung", -86.0, 28.0, 64.0, 12.0, 8.0),
    Lesion("lymph node", 0.0, 2.0, 40.0, 10.0, 5.5),
    Lesion("metastasis in the liver", -70.0, -20.0, -95.0, 16.0, 12.0),
)
"""The hot lesions of `dicomwidgets.samples.pet`, with their true uptake."""

_LOWEST = -150.0
_AIR, _FAT, _TISSUE, _LUNG, _BLOOD = 0.01, 0.25, 0.75, 0.4, 1.6
_NOISE = 0.09
_SOFT = 2.2
"""Pixels over which an edge is smeared: PET is no sharp picture."""

_ORGANS = (
    # x, y, a, b, turn; height of the centre and half height; uptake
    (-58, -8, 80, 66, 0, 55, 82, 2.3),  # liver
    (100, 32, 25, 42, 18, 78, 50, 1.9),  # spleen
    (62, -34, 38, 32, 0, 82, 46, 1.3),  # stomach
    (-66, 44, 26, 31, -20, 12, 56, 4.2),  # kidneys, and what they collect
    (66, 44, 26, 31, 20, 20, 56, 4.2),
    (-57, 38, 9, 10, 0, 12, 30, 11.0),
    (57, 38, 9, 10, 0, 20, 30, 11.0),
    (24, -30, 58, 43, 24, 160, 52, 4.6),  # heart: its muscle, then the blood inside
    (24, -30, 43, 29, 24, 160, 40, 1.7),
)


def uptake_slice(z: float, size: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Return one axial slice of the body that `dicomwidgets.samples.ct` shows.

    Parameters
    ----------
    z
        Height of the slice, LPS millimetres.
    size
        Rows and columns.
    seed
        Of the noise.

    Returns
    -------
    ndarray
        (size, size) float32, SUVbw in g/ml; rows run to the back, columns to the left hand.
    """
    canvas = Canvas(size, FIELD, _AIR)
    height = z - _LOWEST
    _paint_body(canvas, height)
    for x, y, a, b, turn, center, half, suv in _ORGANS:
        reach = _across(height, center, half)
        canvas.ellipse(x, y, a * reach, b * reach, suv, turn=turn, soft=_SOFT)
    noise = noise_field(seed, size) * np.float32(_NOISE)
    # The coarser its pixels, the less noise an image has.
    image = canvas.image * (1 + noise * np.float32(min(1.0, size / 128)))
    canvas.image = np.clip(image, 0, None).astype(np.float32)
    for lesion in PET_LESIONS:
        reach = lesion.radius * _across(z, lesion.z, lesion.radius)
        canvas.ellipse(lesion.x, lesion.y, reach, reach, lesion.suv)
    return canvas.image


def _across(z: float, center: float, half: float) -> float:
    """Return the relative radius at a height of an ellipsoid: 1 at its centre, 0 outside."""
    distance = (z - center) / half
    return sqrt(1 - distance * distance) if abs(distance) < 1 else 0.0


def _paint_body(canvas: Canvas, height: float) -> None:
    wide = 18 * np.sin(np.pi * min(1.0, height / 320))
    a, b = 150 + wide, 102 + 12 / 18 * wide
    canvas.ellipse(0, 0, a, b, _FAT, soft=_SOFT)
    canvas.ellipse(0, 1, a - 17, b - 15, _TISSUE, soft=_SOFT)
    reach = _across(height, 190, 118) ** 0.6
    for side, width in ((-1, 63), (1, 59)):
        canvas.ellipse(side * 73, 0, width * reach, 78 * reach, _LUNG, turn=side * 6, soft=_SOFT)
    canvas.ellipse(0, -16, 40 * reach, 52 * reach, 1.0, soft=_SOFT)
    canvas.ellipse(22, 20, 12, 12, _BLOOD, soft=_SOFT)
    canvas.ellipse(0, b - 62, 18, 14, 1.5, soft=_SOFT)
