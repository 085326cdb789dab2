"""What standardized uptake values depend on, read from a PET image of any kind."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomwidgets.display.moments import moment, on_day, zone
from dicomwidgets.display.pet_units import pet_units
from dicomwidgets.display.tolerant import number, texts
from dicomwidgets.reading.functional_groups import group_item, group_items, group_value
from dicomwidgets.reading.quick import value_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pydicom.dataset import Dataset

__all__ = ["SuvInputs", "suv_inputs"]

_ENHANCED_PET = "1.2.840.10008.5.1.4.1.1.130"
_MEGA = 1e6
_GE_SCAN = 0x0D
_PHILIPS = "Philips PET Private Group"
_YOUNGER = (
    "The series is younger than its acquisition, so that its time is not that of the scan, and "
    "nothing else tells when that began."
)
_UNASSIGNED = (
    "UnassignedSharedConvertedAttributesSequence",
    "UnassignedPerFrameConvertedAttributesSequence",
)
_IN_GROUPS = {
    "RescaleType": "PixelValueTransformationSequence",
    "RescaleSlope": "PixelValueTransformationSequence",
    "RescaleIntercept": "PixelValueTransformationSequence",
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
    given_by
        Why there is no dose, where several could be meant.
    enhanced
        Whether the file is an Enhanced PET image, whose elements have other names.
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
    given_by: str = ""
    enhanced: bool = False

    def __repr__(self) -> str:
        return f"SuvInputs({self.units}, {self.decay})"


def suv_inputs(dataset: Dataset, frame: int = 0) -> SuvInputs:
    """Return what a PET image says of its uptake (PS3.3 C.8.9.1, C.8.9.4, C.8.22.4, C.8.22.6).

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

    An Enhanced PET image says the moment itself, Decay Correction DateTime (0018,9701), has its
    dose in MBq, and each frame names its agent. One that was converted from single images keeps
    their elements among the unassigned ones.
    """
    said = _Elements(dataset, frame)
    enhanced = said.word("SOPClassUID") == _ENHANCED_PET
    given, given_by = _administration(said)
    dose = _number_of(given, "RadionuclideTotalDose")
    half_life = _number_of(given, "RadionuclideHalfLife")
    scanned, scanned_by = _corrected_to(said) if enhanced else _scanned(said, half_life)
    units = pet_units(said.in_frame)
    return SuvInputs(
        units=units.units,
        suv_type=units.suv_type,
        corrections=_corrections(said),
        decay=_decay(said),
        dose=dose * _MEGA if dose is not None and enhanced else dose,
        half_life=half_life,
        injected=_injected(said, given, scanned),
        scanned=scanned,
        weight=number(said.value("PatientWeight")),
        height=number(said.value("PatientSize")),
        sex=said.word("PatientSex"),
        suv_factor=number(said.private(0x7053, _PHILIPS, 0x00)),
        activity_factor=number(said.private(0x7053, _PHILIPS, 0x09)),
        scanned_by=scanned_by,
        given_by=given_by,
        enhanced=enhanced,
    )


class _Elements:
    """The elements of one frame: at the top, else where a conversion has left them."""

    def __init__(self, dataset: Dataset, frame: int) -> None:
        self.dataset, self.frame = dataset, frame
        converted = (group_item(dataset, frame, sequence) for sequence in _UNASSIGNED)
        self._places = [dataset, *(place for place in converted if place is not None)]

    def value(self, keyword: str) -> Any:
        for place in self._places:
            if (value := value_or_none(place, keyword)) is not None and value != "":
                return value
        return None

    def word(self, keyword: str) -> str:
        return next(iter(texts(self.value(keyword))), "").upper()

    def in_frame(self, keyword: str) -> Any:
        if keyword == "RealWorldValueMappingSequence":
            return group_items(self.dataset, self.frame, keyword)
        if keyword in _IN_GROUPS:
            return group_value(self.dataset, self.frame, _IN_GROUPS[keyword], keyword)
        return self.value(keyword)

    def private(self, group: int, creator: str, element: int) -> Any:
        for place in self._places:
            try:
                value = place.private_block(group, creator)[element].value
            except Exception:  # noqa: BLE001, S112 - absent, or as broken as it likes
                continue
            return value.decode("latin-1") if isinstance(value, bytes) else value
        return None

    def zone(self) -> timedelta | None:
        """Return the UTC offset of the scan's clock, where the file names one."""
        own = zone(self.word("DecayCorrectionDateTime"))
        return zone(self.word("TimezoneOffsetFromUTC")) if own is None else own

    def moment(self, what: str) -> datetime | None:
        return moment(self.word(f"{what}Date"), self.word(f"{what}Time"))


def _administration(said: _Elements) -> tuple[Dataset | None, str]:
    """Return what was given, by the agent that the frame names, or why that is not known."""
    given: Sequence[Dataset] = said.value("RadiopharmaceuticalInformationSequence") or ()
    used = group_items(said.dataset, said.frame, "RadiopharmaceuticalUsageSequence")
    agents = {_number_of(item, "RadiopharmaceuticalAgentNumber") for item in used} - {None}
    if not agents and len(given) <= 1:
        return next(iter(given), None), ""
    if not agents:
        return None, f"{len(given)} doses were given, and nothing says which of them is seen."
    seen = [item for item in given if _number_of(item, "RadiopharmaceuticalAgentNumber") in agents]
    if len(agents) == len(seen) == 1:
        return seen[0], ""
    named = ", ".join(f"{agent:g}" for agent in sorted(agent for agent in agents if agent))
    if len(agents) > 1:
        return None, f"The frame shows several agents ({named}), each with a dose of its own."
    return None, f"The frame shows agent {named}, which is not among those that were given."


def _corrected_to(said: _Elements) -> tuple[datetime | None, str]:
    """Return the moment of an enhanced image, which says it (C.8.22.6)."""
    corrected = said.word("DecayCorrectionDateTime")
    if at := moment(corrected[:8], corrected[8:]):
        return at, "Decay Correction DateTime"
    return None, "The moment that values are decay corrected to is missing."


def _scanned(said: _Elements, half_life: float | None) -> tuple[datetime | None, str]:
    """Return the moment that START means, and where it comes from."""
    at, where = _corrected_to(said)
    if at is not None:
        return at, where
    series, acquired = said.moment("Series"), _acquired(said)
    if series and acquired and series <= acquired:
        return series, "Series Time"
    private = str(said.private(0x0009, "GEMS_PETD_01", _GE_SCAN) or "")
    if at := moment(private[:8], private[8:]):
        return at, "GE's scan time (0009,100D)"
    if acquired is None:
        return None, "The time of acquisition is missing."
    begun = _begun(said, acquired, half_life)
    if begun is None:
        return None, _YOUNGER if series else "The time of the series is missing."
    return begun, "Acquisition Time less Frame Reference Time"


def _acquired(said: _Elements) -> datetime | None:
    if at := said.moment("Acquisition"):
        return at
    whole = group_value(
        said.dataset, said.frame, "FrameContentSequence", "FrameAcquisitionDateTime"
    )
    text = next(iter(texts(whole)), "")
    return moment(text[:8], text[8:])


def _begun(said: _Elements, acquired: datetime, half_life: float | None) -> datetime | None:
    """Return the start of the series: its frame's start less the frame's place in it.

    Frame Reference Time is that of the average count rate within the frame (C.8.9.4.1.5).
    """
    reference = number(said.value("FrameReferenceTime"))
    duration = number(said.value("ActualFrameDuration"))
    if reference is None or reference <= 0 or not duration or duration <= 0 or not half_life:
        return None
    if half_life <= 0:
        return None
    rate = math.log(2) / half_life
    within = rate * duration / 1000
    average = math.log(within / -math.expm1(-within)) / rate
    return acquired - timedelta(seconds=reference / 1000 - average)


def _injected(said: _Elements, given: Dataset | None, scanned: datetime | None) -> datetime | None:
    """Return when the dose was given, by the clock of the scan."""
    whole = next(iter(texts(_of(given, "RadiopharmaceuticalStartDateTime"))), "")
    if at := moment(whole[:8], whole[8:]):
        there, here = zone(whole), said.zone()
        return at if there is None or here is None else at - there + here
    time = next(iter(texts(_of(given, "RadiopharmaceuticalStartTime"))), "")
    return on_day(time, scanned) if scanned is not None else None


def _corrections(said: _Elements) -> tuple[str, ...]:
    """Return what was corrected for; an enhanced image has an element for each (C.8.22.6)."""
    listed = [text.upper() for text in texts(said.value("CorrectedImage"))]
    flags = (("ATTN", "AttenuationCorrected"), ("DECY", "DecayCorrected"))
    return (*listed, *(name for name, keyword in flags if said.word(keyword) == "YES"))


def _decay(said: _Elements) -> str:
    """Return Decay Correction; that an enhanced image says a moment is as good as START."""
    if word := said.word("DecayCorrection"):
        return word
    return {"YES": "START", "NO": "NONE"}.get(said.word("DecayCorrected"), "")


def _number_of(item: Dataset | None, keyword: str) -> float | None:
    return number(_of(item, keyword))


def _of(item: Dataset | None, keyword: str) -> Any:
    return value_or_none(item, keyword) if item is not None else None
