"""Standardized uptake values of PET: from a file to a factor, or to why there is none."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.display.body import QUANTITIES
from dicomwidgets.display.moments import moment, on_day
from dicomwidgets.display.tolerant import number, texts
from dicomwidgets.errors import ArgumentError, DisplayError
from dicomwidgets.reading.functional_groups import group_value
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from datetime import datetime

    from pydicom.dataset import Dataset

__all__ = ["Suv", "SuvInputs", "suv", "suv_inputs"]

_LEAST_BECQUEREL = 1e5
_MOST_HALF_LIVES = 12
_GE_SCAN = 0x0D
_YOUNGER = (
    "The series is younger than its acquisition, so that its time is not that of the scan, and "
    "nothing else tells when that began."
)
_TAGS = {
    "Units": "(0054,1001)",
    "SUVType": "(0054,1006)",
    "CorrectedImage": "(0028,0051)",
    "DecayCorrection": "(0054,1102)",
    "PatientWeight": "(0010,1030)",
    "PatientSize": "(0010,1020)",
    "PatientSex": "(0010,0040)",
    "RadionuclideTotalDose": "(0018,1074)",
    "RadionuclideHalfLife": "(0018,1075)",
    "RadiopharmaceuticalStartTime": "(0018,1072)",
    "RadiopharmaceuticalStartDateTime": "(0018,1078)",
    "SeriesTime": "(0008,0031)",
    "AcquisitionTime": "(0008,0032)",
}


class SuvInputs(NamedTuple):
    """All that a standardized uptake value depends on; what a file lacks can be filled in.

    Parameters
    ----------
    units
        Units (0054,1001): BQML, CNTS, GML, CM2ML.
    suv_type
        SUV Type (0054,1006): what values in GML or CM2ML are; BW where it is absent.
    corrections
        Corrected Image (0028,0051).
    decay
        Decay Correction (0054,1102): START, ADMIN or NONE.
    dose
        Radionuclide Total Dose (0018,1074), Bq.
    half_life
        Radionuclide Half Life (0018,1075), s.
    injected, scanned
        When the dose was given, and the moment that values are decay corrected to.
    weight, height
        Patient's Weight (0010,1030), kg, and Size (0010,1020), m.
    sex
        Patient's Sex (0010,0040).
    suv_factor, activity_factor
        Philips' private (7053,1000) and (7053,1009).
    scanned_by
        Where `scanned` comes from, or why there is none.
    """

    units: str
    suv_type: str
    corrections: tuple[str, ...]
    decay: str
    dose: float | None
    half_life: float | None
    injected: datetime | None
    scanned: datetime | None
    weight: float | None
    height: float | None
    sex: str
    suv_factor: float | None
    activity_factor: float | None
    scanned_by: str

    def __repr__(self) -> str:
        return f"SuvInputs({self.units}, {self.decay})"


class Suv(NamedTuple):
    """A value's factor, from modality values to the quantity; its unit; how it was found."""

    factor: float
    unit: str
    why: str


def suv_inputs(dataset: Dataset, frame: int = 0) -> SuvInputs:
    """Return what a PET image says of its uptake (PS3.3 C.8.9.1, C.8.9.4).

    Parameters
    ----------
    dataset
        The header of one image.
    frame
        Index in the file.

    Notes
    -----
    Values are decay corrected to the start of the acquisition, which Series Time tells unless the
    series was made afterwards: then a private time of GE, or Frame Reference Time (0054,1300) and
    Actual Frame Duration (0018,1242), lead back to it. The time of injection without a date is
    the last before that.
    """
    given = next(iter(value_or_none(dataset, "RadiopharmaceuticalInformationSequence") or ()), None)
    half_life = number(_of(given, "RadionuclideHalfLife"))
    scanned, scanned_by = _scanned(dataset, half_life)
    units = _word(dataset, "Units") or _rescale_type(dataset, frame)
    philips = "Philips PET Private Group"
    return SuvInputs(
        units=units,
        suv_type=_word(dataset, "SUVType"),
        corrections=tuple(text.upper() for text in texts(value_or_none(dataset, "CorrectedImage"))),
        decay=_decay(dataset),
        dose=number(_of(given, "RadionuclideTotalDose")),
        half_life=half_life,
        injected=_injected(given, scanned),
        scanned=scanned,
        weight=number(value_or_none(dataset, "PatientWeight")),
        height=number(value_or_none(dataset, "PatientSize")),
        sex=_word(dataset, "PatientSex"),
        suv_factor=number(_private(dataset, 0x7053, philips, 0x00)),
        activity_factor=number(_private(dataset, 0x7053, philips, 0x09)),
        scanned_by=scanned_by,
    )


def suv(inputs: SuvInputs, quantity: str = "SUVbw") -> Suv:
    """Return what modality values are multiplied by.

    Parameters
    ----------
    inputs
        From `suv_inputs`, where needed completed with ``_replace``.
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
    raise _refused(text, "Units")


def _dose(inputs: SuvInputs) -> tuple[float, str]:
    """Return the dose in Bq at the moment that values are corrected to."""
    for name, what in (("ATTN", "attenuation"), ("DECY", "decay")):
        if name not in inputs.corrections:
            raise _refused(f"Values are not corrected for {what}.", "CorrectedImage")
    dose = _positive(inputs.dose, "RadionuclideTotalDose", "Dose in becquerel")
    if dose < _LEAST_BECQUEREL:
        raise _refused(f"A dose of {dose:g} Bq can't be meant.", "RadionuclideTotalDose")
    if inputs.decay == "ADMIN":
        return dose, "as administered"
    if inputs.decay != "START":
        text = f"Decay correction {inputs.decay or 'unknown'}: START or ADMIN is needed."
        raise _refused(text, "DecayCorrection")
    half_life = _positive(inputs.half_life, "RadionuclideHalfLife", "Half life in seconds")
    if inputs.scanned is None:
        raise _refused(inputs.scanned_by, "SeriesTime")
    if inputs.injected is None:
        raise _refused("The time of injection is missing.", "RadiopharmaceuticalStartTime")
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


def _scanned(dataset: Dataset, half_life: float | None) -> tuple[datetime | None, str]:
    """Return the moment that START means, and where it comes from."""
    corrected = _word(dataset, "DecayCorrectionDateTime")
    if at := moment(corrected[:8], corrected[8:]):
        return at, "Decay Correction DateTime"
    series = _moment_of(dataset, "Series")
    acquired = _moment_of(dataset, "Acquisition")
    if series and acquired and series <= acquired:
        return series, "Series Time"
    private = str(_private(dataset, 0x0009, "GEMS_PETD_01", _GE_SCAN) or "")
    if at := moment(private[:8], private[8:]):
        return at, "GE's scan time (0009,100D)"
    if acquired is None:
        return None, "The time of acquisition is missing."
    begun = _begun(dataset, acquired, half_life)
    if begun is None:
        return None, _YOUNGER if series else "The time of the series is missing."
    return begun, "Acquisition Time less Frame Reference Time"


def _begun(dataset: Dataset, acquired: datetime, half_life: float | None) -> datetime | None:
    """Return the start of the series: its frame's start less the frame's place in it.

    Frame Reference Time is that of the average count rate within the frame (C.8.9.4.1.5).
    """
    reference = number(value_or_none(dataset, "FrameReferenceTime"))
    duration = number(value_or_none(dataset, "ActualFrameDuration"))
    if reference is None or reference <= 0 or not duration or duration <= 0 or not half_life:
        return None
    if half_life <= 0:
        return None
    rate = math.log(2) / half_life
    within = rate * duration / 1000
    average = math.log(within / -math.expm1(-within)) / rate
    return acquired - timedelta(seconds=reference / 1000 - average)


def _injected(given: Dataset | None, scanned: datetime | None) -> datetime | None:
    whole = next(iter(texts(_of(given, "RadiopharmaceuticalStartDateTime"))), "")
    if at := moment(whole[:8], whole[8:]):
        return at
    time = next(iter(texts(_of(given, "RadiopharmaceuticalStartTime"))), "")
    return on_day(time, scanned) if scanned is not None else None


def _decay(dataset: Dataset) -> str:
    """Return Decay Correction, which an enhanced object says by Decay Corrected (0018,9758)."""
    if word := _word(dataset, "DecayCorrection"):
        return word
    return "START" if _word(dataset, "DecayCorrected") == "YES" else ""


def _moment_of(dataset: Dataset, what: str) -> datetime | None:
    return moment(_word(dataset, f"{what}Date"), _word(dataset, f"{what}Time"))


def _rescale_type(dataset: Dataset, frame: int) -> str:
    value = group_value(dataset, frame, "PixelValueTransformationSequence", "RescaleType")
    return next(iter(texts(value)), "").upper()


def _word(dataset: Dataset, keyword: str) -> str:
    return next(iter(texts(value_or_none(dataset, keyword))), "").upper()


def _of(item: Dataset | None, keyword: str) -> Any:
    return value_or_none(item, keyword) if item is not None else None


def _private(dataset: Dataset, group: int, creator: str, element: int) -> Any:
    try:
        value = dataset.private_block(group, creator)[element].value
    except Exception:  # noqa: BLE001 - absent, or as broken as it likes
        return None
    return value.decode("latin-1") if isinstance(value, bytes) else value


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
