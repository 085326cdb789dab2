"""What the modality values of a PET image are (PS3.3 C.8.9.1.1.3, C.7.6.16.2.11)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.display.body import QUANTITIES
from dicomwidgets.display.tolerant import number, texts
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

__all__ = ["PetUnits", "pet_units"]

_UNSPECIFIED = {"US", "UNSPECIFIED", "NONE"}
_BY_CODE = {"Bq/ml": "BQML", "{counts}": "CNTS"}
_UPTAKE = {"g/ml": "GML", "cm2/ml": "CM2ML"}
_NAMED = re.compile(r"\{(SUV[^}]*)\}")


class PetUnits(NamedTuple):
    """Units (0054,1001), and SUV Type (0054,1006); ``""`` where nothing says."""

    units: str
    suv_type: str


def pet_units(value_of: Callable[[str], Any]) -> PetUnits:
    """Return what the values are after the rescale.

    Parameters
    ----------
    value_of
        Keyword → element value of the frame; a sequence of functional groups comes whole.

    Notes
    -----
    An enhanced image has no Units: its Rescale Type tells, or the Real World Value Map that maps
    stored values as the rescale does. A map that does otherwise says nothing of these values.
    """
    suv_type = next(iter(texts(value_of("SUVType"))), "").upper()
    for keyword in ("Units", "RescaleType"):
        named = next(iter(texts(value_of(keyword))), "").upper()
        if named and named not in _UNSPECIFIED:
            return PetUnits(named, suv_type)
    slope, intercept = number(value_of("RescaleSlope")), number(value_of("RescaleIntercept"))
    for item in value_of("RealWorldValueMappingSequence") or ():
        if _same(item, 1.0 if slope is None else slope, intercept or 0.0):
            return _of_code(item)
    return PetUnits("", suv_type)


def _same(item: Dataset, slope: float, intercept: float) -> bool:
    """Whether a map does what the rescale does."""
    by = number(value_or_none(item, "RealWorldValueSlope"))
    plus = number(value_or_none(item, "RealWorldValueIntercept")) or 0.0
    if by is None or not math.isclose(by, slope, rel_tol=1e-6):
        return False
    return math.isclose(plus, intercept, rel_tol=1e-6, abs_tol=1e-6 * abs(slope))


def _of_code(item: Dataset) -> PetUnits:
    """Return the units of a map (PS3.16 CID 84)."""
    codes = value_or_none(item, "MeasurementUnitsCodeSequence") or ()
    code = next((text for each in codes for text in texts(value_or_none(each, "CodeValue"))), "")
    named = _NAMED.search(code)
    if named is None:
        return PetUnits(_BY_CODE.get(code, ""), "")
    name = named.group(1)
    suv_type = QUANTITIES[name].suv_type if name in QUANTITIES else name[3:].upper()
    return PetUnits(_UPTAKE.get(_NAMED.sub("", code), ""), suv_type)
