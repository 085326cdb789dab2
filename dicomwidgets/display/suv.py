"""Standardized uptake values of PET: from what a file says to a factor, or to why there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from dicomwidgets.display.body import QUANTITIES
from dicomwidgets.errors import ArgumentError, DisplayError

if TYPE_CHECKING:
    from dicomwidgets.display.suv_inputs import SuvInputs

__all__ = ["Suv", "suv"]

_LEAST_BECQUEREL = 1e5
_MOST_BECQUEREL = 1e11
_MOST_HALF_LIVES = 12
_CLASSIC = {"ATTN": "CorrectedImage", "DECY": "CorrectedImage"}
_ENHANCED = {
    "ATTN": "AttenuationCorrected",
    "DECY": "DecayCorrected",
    "DecayCorrection": "DecayCorrected",
    "SeriesTime": "DecayCorrectionDateTime",
    "RadiopharmaceuticalStartTime": "RadiopharmaceuticalStartDateTime",
    "Units": "RealWorldValueMappingSequence",
}
"""What says the same in an Enhanced PET image (PS3.3 C.8.22)."""
_TAGS = {
    "Units": "(0054,1001)",
    "RealWorldValueMappingSequence": "(0040,9096)",
    "SUVType": "(0054,1006)",
    "CorrectedImage": "(0028,0051)",
    "AttenuationCorrected": "(0018,9759)",
    "DecayCorrected": "(0018,9758)",
    "DecayCorrection": "(0054,1102)",
    "DecayCorrectionDateTime": "(0018,9701)",
    "PatientWeight": "(0010,1030)",
    "PatientSize": "(0010,1020)",
    "PatientSex": "(0010,0040)",
    "RadiopharmaceuticalInformationSequence": "(0054,0016)",
    "RadionuclideTotalDose": "(0018,1074)",
    "RadionuclideHalfLife": "(0018,1075)",
    "RadiopharmaceuticalStartTime": "(0018,1072)",
    "RadiopharmaceuticalStartDateTime": "(0018,1078)",
    "SeriesTime": "(0008,0031)",
}


class Suv(NamedTuple):
    """A value's factor, from modality values to the quantity; its unit; how it was found."""

    factor: float
    unit: str
    why: str


def suv(inputs: SuvInputs, quantity: str = "SUVbw") -> Suv:
    """Return what modality values are multiplied by.

    Parameters
    ----------
    inputs
        From `dicomwidgets.display.suv_inputs`, where needed completed with ``_replace``.
    quantity
        A name of `dicomwidgets.display.body.QUANTITIES`.

    Raises
    ------
    DisplayError
        Naming the element that is missing or makes no sense: nothing is assumed.
    ArgumentError
        Where there is no such quantity.
    """
    if quantity not in QUANTITIES:
        raise ArgumentError(
            f"There is no quantity {quantity!r}.",
            remedy=f"Choose one of: {', '.join(QUANTITIES)}.",
        )
    size = _size(inputs, quantity)
    unit = QUANTITIES[quantity].unit
    if inputs.units in ("GML", "CM2ML"):
        stored = _stored_as(inputs)
        if stored == quantity:
            return Suv(1.0, unit, f"stored as {stored}")
        return Suv(size / _size(inputs, stored), unit, f"stored as {stored}")
    if inputs.units == "CNTS" and inputs.suv_factor:
        factor = inputs.suv_factor * size / _size(inputs, "SUVbw")
        return Suv(factor, unit, "counts × Philips' SUV factor (7053,1000)")
    to_becquerel, how = _to_becquerel(inputs)
    dose, when = _dose(inputs)
    return Suv(to_becquerel * size / dose, unit, f"{how}; dose {dose / 1e6:.4g} MBq, {when}")


def _size(inputs: SuvInputs, quantity: str) -> float:
    """Return the grams, or cm², that a quantity is normalized by."""
    kind = QUANTITIES[quantity]
    weight = _positive(inputs.weight, "PatientWeight", "Weight in kilograms")
    height = 1.0
    if kind.needs_height:
        height = _positive(inputs.height, "PatientSize", "Height in metres")
        if height > 3:
            raise _refused(f"A height of {height:g} m can't be meant.", "PatientSize")
    if kind.needs_sex and inputs.sex not in ("M", "F"):
        raise _refused(f"{quantity} is defined for M and F only.", "PatientSex")
    size = kind.size(weight, height, inputs.sex)
    if size <= 0:
        raise _refused(
            f"{quantity} is not defined for a body of such weight and size.", "PatientSize"
        )
    return size


def _stored_as(inputs: SuvInputs) -> str:
    """Return the quantity that values are already."""
    kind = inputs.suv_type or ("BSA" if inputs.units == "CM2ML" else "BW")
    for name, quantity in QUANTITIES.items():
        if quantity.suv_type == kind:
            return name
    raise _refused(f"Values are stored as {kind}, which does not say by which formula.", "SUVType")


def _to_becquerel(inputs: SuvInputs) -> tuple[float, str]:
    """Return what modality values are multiplied by to be Bq/ml."""
    if inputs.units == "BQML":
        return 1.0, "Bq/ml"
    if inputs.units == "CNTS" and inputs.activity_factor:
        return inputs.activity_factor, "counts × Philips' activity factor (7053,1009)"
    if inputs.units == "CNTS":
        text = (
            "Values are counts, and Philips' factors (7053,1000) and (7053,1009) are missing or 0."
        )
    elif not inputs.units:
        text = "Nothing says what the values are."
    else:
        text = f"Values in {inputs.units} are no activity concentration."
    raise _refused(text, _named(inputs, "Units"))


def _dose(inputs: SuvInputs) -> tuple[float, str]:
    """Return the dose in Bq at the moment that values are corrected to."""
    for name, what in (("ATTN", "attenuation"), ("DECY", "decay")):
        if name not in inputs.corrections:
            raise _refused(f"Values are not corrected for {what}.", _named(inputs, name))
    dose = _dose_given(inputs)
    if inputs.decay == "ADMIN":
        return dose, "as administered"
    if inputs.decay != "START":
        text = f"Decay correction {inputs.decay or 'unknown'}: START or ADMIN is needed."
        raise _refused(text, _named(inputs, "DecayCorrection"))
    half_life = _positive(inputs.half_life, "RadionuclideHalfLife", "Half life in seconds")
    if inputs.scanned is None:
        raise _refused(inputs.scanned_by, _named(inputs, "SeriesTime"))
    if inputs.injected is None:
        keyword = _named(inputs, "RadiopharmaceuticalStartTime")
        raise _refused("The time of injection is missing.", keyword)
    passed = (inputs.scanned - inputs.injected).total_seconds()
    if passed < 0:
        raise _refused("The injection is after the scan.", "RadiopharmaceuticalStartDateTime")
    if passed > _MOST_HALF_LIVES * half_life:
        raise _refused(
            f"Between injection and scan lie {passed / 3600:.0f} hours, {passed / half_life:.0f} "
            "half lives: one of the dates must be wrong.",
            "RadiopharmaceuticalStartDateTime",
        )
    left = dose * math.exp2(-passed / half_life)
    return left, f"{passed / 60:.4g} minutes after injection ({inputs.scanned_by})"


def _dose_given(inputs: SuvInputs) -> float:
    """Return the dose as it was given, Bq; an enhanced image has it in MBq (C.8.22.4)."""
    if inputs.dose is None and inputs.given_by:
        raise _refused(inputs.given_by, "RadiopharmaceuticalInformationSequence")
    unit, by = ("MBq", 1e6) if inputs.enhanced else ("Bq", 1.0)
    what = f"Dose in {'mega' if inputs.enhanced else ''}becquerel"
    dose = _positive(inputs.dose, "RadionuclideTotalDose", what)
    if not _LEAST_BECQUEREL <= dose < _MOST_BECQUEREL:
        text = f"A dose of {dose / by:g} {unit} can't be meant."
        raise _refused(text, "RadionuclideTotalDose")
    return dose


def _named(inputs: SuvInputs, keyword: str) -> str:
    """Return the element of this kind of file that should say it."""
    return (_ENHANCED if inputs.enhanced else _CLASSIC).get(keyword, keyword)


def _positive(value: float | None, keyword: str, what: str) -> float:
    if value is None or value <= 0:
        raise _refused(f"{what} is missing or not a positive number.", keyword)
    return value


def _refused(reason: str, keyword: str) -> DisplayError:
    return DisplayError(
        f"No standardized uptake value: {reason}",
        tag=_TAGS[keyword],
        keyword=keyword,
        remedy="What the file lacks can be given: frames.values(i, quantity=…, "
        "inputs=frames.suv_inputs(i)._replace(…)).",
    )
