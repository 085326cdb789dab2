"""A chest and upper abdomen, painted slice by slice in Hounsfield units."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np

from dicomwidgets.samples.painting import Canvas, noise_field

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FIELD", "HEIGHT", "chest_slice"]

FIELD = 384.0
"""Millimetres along one side of a slice."""

HEIGHT = 300.0
"""Millimetres from the lowest slice (kidneys) to the highest (apex of the lungs)."""

_AIR, _FAT, _MUSCLE, _LUNG, _BLOOD = -1000.0, -95.0, 55.0, -860.0, 190.0
_CORTEX, _MARROW, _DISC = 620.0, 210.0, 85.0


def chest_slice(z: float, size: int, *, seed: int = 0) -> NDArray[np.float32]:
    """Return one axial slice.

    Parameters
    ----------
    z
        Height in millimetres, from 0 to `HEIGHT`.
    size
        Rows and columns.
    seed
        Of the noise.

    Returns
    -------
    ndarray
        (size, size) float32 in Hounsfield units; rows run to the back, columns to the left hand.
    """
    canvas = Canvas(size, FIELD, _AIR)
    a, b = _body(z)
    _paint_couch(canvas, b)
    canvas.ellipse(0, 0, a, b, 10)
    canvas.ellipse(0, 0, a - 2.5, b - 2.5, _FAT)
    canvas.ellipse(0, 1, a - 17, b - 15, _MUSCLE)
    canvas.ellipse(0, -2, a - 32, b - 30, _FAT)
    _paint_ribs(canvas, z, a, b)
    _paint_lungs(canvas, z)
    _paint_organs(canvas, z)
    _paint_heart(canvas, z)
    _paint_spine(canvas, z, b)
    _paint_vessels(canvas, z)
    return _with_noise(canvas.image, seed)


def _body(z: float) -> tuple[float, float]:
    """Return the half axes of the body: wider at the chest."""
    wave = sin(pi * min(1.0, z / 320))
    return 150 + 18 * wave, 102 + 12 * wave


def _across(z: float, center: float, half: float) -> float:
    """Return the relative radius at height z of an ellipsoid: 1 at its centre, 0 outside."""
    distance = (z - center) / half
    return sqrt(1 - distance * distance) if abs(distance) < 1 else 0.0


def _paint_couch(canvas: Canvas, b: float) -> None:
    canvas.ellipse(0, b - 84, 205, 102, -420)
    canvas.ellipse(0, b - 87, 203, 102, _AIR)
    canvas.image[canvas.y[:, 0] < b - 32] = _AIR


def _paint_ribs(canvas: Canvas, z: float, a: float, b: float) -> None:
    """Paint the ribs that this height cuts: each falls from the back to the front."""
    x, y = canvas.x / np.float32(a - 27), canvas.y / np.float32(b - 25)
    radius = np.sqrt(x * x + y * y)
    ring = np.abs(radius - 1) < 0.052
    rows, columns = np.nonzero(ring)
    angle = np.arctan2(np.abs(x[0, columns]), y[rows, 0])
    height = np.float32(z) + 34 * (1 - np.cos(angle)) + 7 * np.sin(2 * angle)
    away = np.abs((height % 27) - 13.5)
    thickness = np.abs(radius[rows, columns] - 1) / 0.052
    inside = (away / 6.5) ** 2 + thickness**2 < 1
    inside &= (height > 70) & (angle < 2.65)
    core = (away / 4.0) ** 2 + (thickness / 0.6) ** 2 < 1
    canvas.image[rows[inside], columns[inside]] = _CORTEX
    canvas.image[rows[inside & core], columns[inside & core]] = _MARROW
    if z > 130:
        canvas.ellipse(0, -b + 27, 17, 6.5, _CORTEX)
        canvas.ellipse(0, -b + 27, 14.5, 4.2, _MARROW)
    for side in (-1, 1):  # shoulder blades
        reach = _across(z, 285, 75)
        canvas.ellipse(side * 108, 62, 34 * reach, 4.5, _CORTEX, turn=-side * 38)
        canvas.ellipse(side * 108, 62, 30 * reach, 2.2, _MARROW, turn=-side * 38)


def _paint_lungs(canvas: Canvas, z: float) -> None:
    reach = _across(z, 190, 118) ** 0.6
    for side, width in ((-1, 63), (1, 59)):
        canvas.ellipse(side * 73, 0, width * reach, 78 * reach, _LUNG, turn=side * 6)
        canvas.ellipse(side * 66, 36, 54 * reach, 44 * reach, _LUNG)
    if reach <= 0:
        return
    for x, y, radius in _lung_vessels(z):
        canvas.ellipse(x, y, radius, radius, 30)
    nodule = 8.5 * _across(z, 214, 8.5)
    canvas.ellipse(-86, 28, nodule, nodule, 45)


@lru_cache(maxsize=1)
def _branches() -> NDArray[np.float64]:
    """Return branches as rows (side, z0, z1, x0, y0, x1, y1, radius) from the hilum outwards."""
    random = np.random.default_rng(7)
    count = 170
    side = np.where(np.arange(count) % 2, 1, -1)
    z0 = random.uniform(178, 212, count)
    z1 = z0 + random.uniform(-85, 72, count)
    angle = random.uniform(-pi, pi, count)
    reach = random.uniform(0.45, 0.92, count)
    x0, y0 = side * random.uniform(36, 44, count), random.uniform(-2, 22, count)
    x1, y1 = side * 73 + 52 * reach * np.cos(angle), 8 + 56 * reach * np.sin(angle)
    return np.stack([side, z0, z1, x0, y0, x1, y1, random.uniform(2.2, 5.2, count)], axis=1)


def _lung_vessels(z: float) -> list[tuple[float, float, float]]:
    """Return centre and radius of every branch that this height cuts."""
    found = []
    for _, z0, z1, x0, y0, x1, y1, radius in _branches().tolist():
        along = (z - z0) / (z1 - z0)
        if 0 <= along <= 1:
            bend = sin(along * pi) * 5
            found.append(
                (
                    x0 + (x1 - x0) * along + bend,
                    y0 + (y1 - y0) * along - bend,
                    radius * (1.05 - 0.8 * along),
                )
            )
    return found


def _paint_organs(canvas: Canvas, z: float) -> None:
    """Paint liver, spleen, stomach and kidneys: the domes of the first two lift the lungs."""
    reach = _across(z, 55, 82) ** 0.8
    for margin, value in ((2.5, _MUSCLE), (0, 112)):
        canvas.ellipse(-58, -8, 84 * reach - 2.5 + margin, 70 * reach - 2.5 + margin, value)
    for number in range(7):
        turn = number * 0.9 + z * 0.012
        radius = (14 + 8 * number) * reach
        place = -62 + radius * cos(turn), -6 + 0.8 * radius * sin(turn)
        canvas.ellipse(*place, 5.5 * reach, 3.0 * reach, 165, turn=number * 40)
    reach = _across(z, 78, 50)
    canvas.ellipse(100, 32, 26 * reach, 44 * reach, 128, turn=18)
    reach = _across(z, 82, 46)
    canvas.ellipse(62, -34, 40 * reach, 34 * reach, 62)
    canvas.ellipse(62, -34, 36 * reach, 30 * reach, 14)
    canvas.ellipse(60, -50, 25 * reach, 12 * reach, -980)
    for side, center in ((-1, 12), (1, 20)):
        reach = _across(z, center, 56)
        canvas.ellipse(side * 66, 44, 31 * reach, 35 * reach, -110, turn=side * 20)
        canvas.ellipse(side * 66, 44, 26 * reach, 31 * reach, 195, turn=side * 20)
        canvas.ellipse(side * 62, 40, 13 * reach, 15 * reach, 110, turn=side * 20)
        canvas.ellipse(side * 56, 38, 8 * reach, 9 * reach, -70)
    for number in range(9):  # bowel
        reach = _across(z, 4 + 7 * (number % 3), 34 + 4 * (number % 4))
        x, y = 4 + 10.0 * number, -38 + 15 * sin(2.1 * number)
        canvas.ellipse(x, y, 14 * reach, 12 * reach, 48)
        canvas.ellipse(x, y - 2, 9 * reach, 7 * reach, -700 if number % 3 == 1 else 12)


def _paint_heart(canvas: Canvas, z: float) -> None:
    reach = _across(z, 160, 52) ** 0.8
    canvas.ellipse(0, -22, 48 * _across(z, 190, 90), 58 * _across(z, 190, 95), -85)
    canvas.ellipse(24, -30, 62 * reach, 46 * reach, -60, turn=24)
    canvas.ellipse(24, -30, 58 * reach, 43 * reach, 95, turn=24)
    canvas.ellipse(42, -22, 30 * reach, 20 * reach, 230, turn=24)
    canvas.ellipse(2, -44, 26 * reach, 20 * reach, 175, turn=30)
    canvas.ellipse(6, -8, 28 * reach, 13 * reach, 210, turn=12)
    canvas.ellipse(-24, -34, 17 * reach, 20 * reach, 165)


def _paint_spine(canvas: Canvas, z: float, b: float) -> None:
    """Paint a vertebra, or the disc between two, with its canal and processes."""
    y = b - 62
    phase = (z % 32) / 32
    is_disc = phase < 0.2
    for side in (-1, 1):
        canvas.ellipse(side * 30, y + 34, 27, 17, 62, turn=-side * 8)
        if not is_disc:
            canvas.ellipse(side * 26, y + 22, 18, 5, _CORTEX, turn=side * 24)
            canvas.ellipse(side * 26, y + 22, 15, 2.6, _MARROW, turn=side * 24)
    waist = 1 - 0.08 * sin(pi * (phase - 0.2) / 0.8)
    canvas.ellipse(0, y + 20, 17, 15, _CORTEX * 0.8 if not is_disc else _MUSCLE)
    canvas.ellipse(0, y + 36, 3.6, 17 if 0.3 < phase < 0.9 else 8, _CORTEX)
    if is_disc:
        canvas.ellipse(0, y, 20, 16, _DISC)
    else:
        canvas.ellipse(0, y, 20 * waist, 16 * waist, _CORTEX)
        canvas.ellipse(0, y, 17.6 * waist, 13.6 * waist, _MARROW, soft=2)
    canvas.ellipse(0, y + 20, 10.5, 9, 12)
    canvas.ellipse(0, y + 20, 6, 4.6, 42)


def _paint_vessels(canvas: Canvas, z: float) -> None:
    """Paint aorta, vena cava, pulmonary trunk, oesophagus and windpipe."""
    aorta_y = 26 - 10 * _across(z, 40, 60)
    if z < 236:
        canvas.ellipse(22, aorta_y, 13, 13, 85)
        canvas.ellipse(22, aorta_y, 11.5, 11.5, _BLOOD + 40)
    if 196 < z < 236:
        canvas.ellipse(-14, -26, 16.5, 16.5, _BLOOD + 40)
    arch = _across(z, 234, 11)
    canvas.ellipse(6, -2, 34 * arch, 13 * arch, _BLOOD + 40, turn=58)
    trunk = _across(z, 206, 15)
    canvas.ellipse(14, -32, 16 * trunk, 15 * trunk, _BLOOD)
    canvas.ellipse(2, -10, 46 * trunk, 9 * trunk, _BLOOD, turn=-14)
    x, y = (-30, 14) if z < 110 else (-26, -14)
    canvas.ellipse(x, y, 12, 10 if z < 200 else 12, _BLOOD - 40)
    if z > 240:
        for branch_x, branch_y in ((-20, -20), (-6, -26), (16, -18), (26, -4)):
            canvas.ellipse(branch_x, branch_y, 5.5, 5.5, _BLOOD + 20)
    canvas.ellipse(8, 22, 7, 5, 45)
    if z > 212:
        canvas.ellipse(0, 4, 10.5, 10, 40)
        canvas.ellipse(0, 4, 8.5, 8, -990)
    elif z > 182:
        apart = (212 - z) * 1.15
        for side in (-1, 1):
            canvas.ellipse(side * apart, 6, 8.2, 7, 40)
            canvas.ellipse(side * apart, 6, 6.4, 5.4, -990)


@lru_cache(maxsize=2)
def _noise(size: int) -> NDArray[np.float32]:
    return noise_field(11, size)


def _with_noise(image: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """Add noise that is stronger in the middle, as where rays pass more tissue."""
    size = image.shape[0]
    shift = np.random.default_rng(seed).integers(0, size, 2)
    axis = np.linspace(-1, 1, size, dtype=np.float32)
    strength = 15 - 7 * np.minimum(axis[:, None] ** 2 + axis[None, :] ** 2, 1)
    noise = np.roll(_noise(size), (int(shift[0]), int(shift[1])), (0, 1))
    return np.asarray(image + noise * strength, dtype=np.float32)
