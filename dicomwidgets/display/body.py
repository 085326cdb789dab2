"""What an activity concentration is normalized by: masses and surfaces of a body."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AS_IN_FILE", "QUANTITIES", "Quantity"]

AS_IN_FILE = "file"
"""The choice of no standardized uptake value at all: the unit of the file."""


class Quantity(NamedTuple):
    """A standardized uptake value (PS3.16 CID 85).

    Parameters
    ----------
    unit
        The name, then UCUM: as a Real World Value Map of the same quantity is read.
    suv_type
        What SUV Type (0054,1006) calls it.
    needs_height, needs_sex
        What the formula takes besides the weight.
    size
        (weight in kg, height in m, sex ``"M"`` or ``"F"``) → grams, or cm² for the surface.
    """

    unit: str
    suv_type: str
    needs_height: bool
    needs_sex: bool
    size: Callable[[float, float, str], float]


def _weight(weight: float, _height: float, _sex: str) -> float:
    return 1000 * weight


def _james(weight: float, height: float, sex: str) -> float:
    """Return the lean body mass of James (1976)."""
    ratio = weight / (100 * height)
    kilograms = 1.10 * weight - 128 * ratio**2 if sex == "M" else 1.07 * weight - 148 * ratio**2
    return 1000 * kilograms


def _janmahasatian(weight: float, height: float, sex: str) -> float:
    """Return the lean body mass of Janmahasatian (2005)."""
    index = weight / height**2
    below = 6680 + 216 * index if sex == "M" else 8780 + 244 * index
    return 1000 * 9270 * weight / below


def _surface(weight: float, height: float, _sex: str) -> float:
    """Return the body surface area of Du Bois (1916), in cm²."""
    return 10_000 * 0.007184 * math.pow(weight, 0.425) * math.pow(100 * height, 0.725)


def _ideal(_weight: float, height: float, sex: str) -> float:
    """Return the ideal body weight of PS3.16 CID 85."""
    above = 100 * height - 152
    return 1000 * (48.0 + 1.06 * above if sex == "M" else 45.5 + 0.91 * above)


QUANTITIES = {
    "SUVbw": Quantity("SUVbw g/ml", "BW", False, False, _weight),
    "SUVlbm(James128)": Quantity("SUVlbm(James128) g/ml", "LBMJAMES128", True, True, _james),
    "SUVlbm(Janma)": Quantity("SUVlbm(Janma) g/ml", "LBMJANMA", True, True, _janmahasatian),
    "SUVbsa": Quantity("SUVbsa cm2/ml", "BSA", True, False, _surface),
    "SUVibw": Quantity("SUVibw g/ml", "IBW", True, True, _ideal),
}
"""By name. There is no plain SUVlbm: two formulas of James, with 120 and 128, go by it."""
