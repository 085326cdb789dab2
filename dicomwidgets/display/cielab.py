"""CIELab values as DICOM encodes them (PS3.3 C.10.7.1.1), for a screen of sRGB."""

from __future__ import annotations

__all__ = ["lab_to_rgb"]

_MOST = 65535
_WHITE = (0.96422, 1.0, 0.82521)
"""D50, to which DICOM's profile connection space is bound."""

_TO_RGB = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)
"""XYZ under D50 → linear sRGB, adapted by Bradford."""


def lab_to_rgb(lightness: float, a: float, b: float) -> tuple[int, int, int]:
    """Return 8-bit sRGB.

    Parameters
    ----------
    lightness, a, b
        16-bit codes: 0 … 65535 stand for L* from 0 to 100, a* and b* from -128 to 127.
    """
    y = (lightness / _MOST * 100 + 16) / 116
    x = y + (a / _MOST * 255 - 128) / 500
    z = y - (b / _MOST * 255 - 128) / 200
    xyz = [_linear(part) * white for part, white in zip((x, y, z), _WHITE, strict=True)]
    red, green, blue = (
        _encoded(sum(factor * part for factor, part in zip(row, xyz, strict=True)))
        for row in _TO_RGB
    )
    return red, green, blue


def _linear(part: float) -> float:
    return part**3 if part > 6 / 29 else 3 * (6 / 29) ** 2 * (part - 4 / 29)


def _encoded(light: float) -> int:
    clipped = min(max(light, 0.0), 1.0)
    curved = 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
    return int(curved * 255 + 0.5)
