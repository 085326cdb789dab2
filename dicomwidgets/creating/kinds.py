"""The objects that can be made, and what their modules demand (PS3.3 A.3, A.4, A.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from dicomwidgets.errors import CreateError

if TYPE_CHECKING:
    from dicomwidgets.creating.scale import Scale

__all__ = ["COMMON", "ENHANCED", "KINDS", "Kind", "KindName", "kind_named", "multiframe_class"]

KindName = Literal["SC", "CT", "MR", "enhanced CT", "enhanced MR", "SEG"]
"""Kinds of objects that can be made."""


class Kind(NamedTuple):
    """A kind of object.

    Parameters
    ----------
    name
        What it is called here.
    sop_class
        Of a single frame.
    modality
        Its modality, where the user names none.
    is_slice
        Whether it lies in the patient and has 16 bits a pixel.
    defaults
        Elements of Type 1 and 2 that its modules demand, beside those of all.
    """

    name: str
    sop_class: str
    modality: str
    is_slice: bool
    defaults: dict[str, Any]


_SC = Kind("SC", "1.2.840.10008.5.1.4.1.1.7", "OT", False, {"ConversionType": "WSD"})
_CT = Kind(
    "CT",
    "1.2.840.10008.5.1.4.1.1.2",
    "CT",
    True,
    {
        "ImageType": ["DERIVED", "SECONDARY", "AXIAL"],
        "KVP": None,
        "AcquisitionNumber": None,
        "PatientPosition": None,
        "PositionReferenceIndicator": None,
    },
)
_MR = Kind(
    "MR",
    "1.2.840.10008.5.1.4.1.1.4",
    "MR",
    True,
    {
        "ImageType": ["DERIVED", "SECONDARY", "OTHER"],
        # Type 1 with no term for "unknown": research mode says the least.
        "ScanningSequence": "RM",
        "SequenceVariant": "NONE",
        "ScanOptions": None,
        "MRAcquisitionType": None,
        "RepetitionTime": None,
        "EchoTime": None,
        "EchoTrainLength": None,
        "PatientPosition": None,
        "PositionReferenceIndicator": None,
    },
)
KINDS = {"SC": _SC, "CT": _CT, "MR": _MR}
"""Name → kind."""

ENHANCED = {"enhanced CT": "CT", "enhanced MR": "MR"}
"""Name → the kind of the slices that it is made of."""

COMMON = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    *("StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID", "AccessionNumber"),
    *("SeriesNumber", "Manufacturer", "InstanceNumber", "PatientOrientation"),
)
"""Type 2 of every image: there, with or without a value."""

_MULTIFRAME = "1.2.840.10008.5.1.4.1.1.7."


def kind_named(name: str) -> Kind:
    """Return a kind by its name, however it is spelt.

    Raises
    ------
    CreateError
        If there is no such kind.
    """
    for known in get_args(KindName):
        if known.casefold() == str(name).casefold() and known != "SEG":
            return KINDS[ENHANCED.get(known, known)]
    raise CreateError(
        f"There is no kind {name!r} of object.",
        remedy=f"Give one of {', '.join(get_args(KindName))}.",
    )


def multiframe_class(samples: int, scale: Scale) -> str:
    """Return which multi-frame Secondary Capture holds frames (PS3.3 A.8.2 to A.8.5).

    Returns
    -------
    str
        A SOP Class UID; empty where none does, as their values are stored as they are, unsigned.
    """
    if samples == 3:
        return _MULTIFRAME + "4"
    if scale.signed or not scale.is_identity or scale.rounds:
        return ""
    return _MULTIFRAME + {1: "1", 8: "2", 16: "3"}[scale.bits]
