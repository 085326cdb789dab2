"""The slice normal and the distance of a slice along it (PS3.3 C.7.6.2.1.1)."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "SAME_ORIENTATION",
    "SAME_POSITION",
    "SAME_SPACING",
    "distance",
    "is_same_orientation",
    "is_same_spacing",
    "is_same_vector",
    "normal_of",
]

SAME_ORIENTATION = 5e-3
"""Direction cosines that differ by less are the same: about 0.3°."""

SAME_SPACING = 1e-3
"""Pixel spacings that differ by less, as a part of them, are the same: half a pixel in 512."""

SAME_POSITION = 1e-3
"""Slices closer than this, in millimetres, lie at the same position."""


def normal_of(orientation: Sequence[float]) -> tuple[float, float, float] | None:
    """Return the unit normal: row direction × column direction; ``None`` if they are parallel."""
    rx, ry, rz, cx, cy, cz = orientation
    x, y, z = ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx
    length = sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length > SAME_ORIENTATION else None


def distance(position: Sequence[float], normal: Sequence[float]) -> float:
    """Return how far along the normal a position lies, in millimetres."""
    x, y, z = position
    nx, ny, nz = normal
    return x * nx + y * ny + z * nz


def is_same_orientation(a: Sequence[float] | None, b: Sequence[float] | None) -> bool:
    """Whether two orientations are the same, or both absent."""
    if a is None or b is None:
        return a is b
    return is_same_vector(a, b)


def is_same_vector(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether direction cosines are the same, to 0.3°."""
    return a == b or all(abs(p - q) < SAME_ORIENTATION for p, q in zip(a, b, strict=True))


def is_same_spacing(a: Sequence[float] | None, b: Sequence[float] | None) -> bool:
    """Whether pixel spacings are the same, or one of them is not said."""
    if a is None or b is None:
        return True
    return a == b or all(abs(p - q) <= SAME_SPACING * p for p, q in zip(a, b, strict=True))
