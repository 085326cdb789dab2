"""What says which thing an item of a sequence stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    class Values(Protocol):
        """Values by tag."""

        def get(self, tag: int, /) -> Any:
            """Return what a value means; ``None`` where there is none."""


__all__ = ["identity_of"]

_GROUPS: tuple[tuple[str, ...], ...] = (
    ("ReferencedSOPInstanceUID", "ReferencedFrameNumber", "ReferencedSegmentNumber"),
    ("SOPInstanceUID",),
    ("SeriesInstanceUID",),
    ("StudyInstanceUID",),
    ("TrackingUID",),
    ("FiducialUID",),
    ("DoseReferenceUID",),
    ("ConceptualVolumeUID",),
    ("DimensionIndexPointer", "FunctionalGroupPointer", "DimensionIndexPrivateCreator"),
    ("DimensionOrganizationUID",),
    ("SegmentNumber",),
    ("ROINumber",),
    ("ObservationNumber",),
    ("ReferencedROINumber",),
    ("BeamNumber",),
    ("ReferencedBeamNumber",),
    ("FractionGroupNumber",),
    ("DoseReferenceNumber",),
    ("ToleranceTableNumber",),
    ("PatientSetupNumber",),
    ("ControlPointIndex",),
    ("WaveformChannelNumber",),
    ("ImageBoxPosition",),
    ("FrameOfReferenceUID",),
)
"""Elements that name the thing, the most telling first; the first of a group must be there."""

_CODES = ("CodeValue", "LongCodeValue", "URNCodeValue")
_GROUP_TAGS = tuple(tuple(map(keyword_tag, group)) for group in _GROUPS)
_CODE_TAGS = tuple(map(keyword_tag, _CODES))
_SCHEME = keyword_tag("CodingSchemeDesignator")
_VALUE_TYPE = keyword_tag("ValueType")
_CONCEPT = keyword_tag("ConceptNameCodeSequence")
_FRAME_CONTENT = keyword_tag("FrameContentSequence")
_FRAME_INDEX = keyword_tag("DimensionIndexValues")


def identity_of(values: Values, first_item: Callable[[int], Values]) -> Any:
    """Return what identifies an item, or ``None``.

    Parameters
    ----------
    values
        Tag → what its value means, for the elements right in the item.
    first_item
        Tag of a sequence in the item → the same of its first item; empty without one.

    Notes
    -----
    In this order: the UID, or the number, by which the standard has the thing referred to
    (PS3.3); its code (PS3.3 8); for a content item of a report its type and concept name (PS3.3
    C.17.3); for the functional groups of a frame its place in the dimensions (C.7.6.17).
    """
    for group in _GROUP_TAGS:
        if values.get(group[0]):
            return group[0], tuple(values.get(tag) for tag in group)
    code = _code(values)
    if code:
        return code
    if values.get(_VALUE_TYPE):
        return "content", values.get(_VALUE_TYPE), _code(first_item(_CONCEPT))
    frame = first_item(_FRAME_CONTENT).get(_FRAME_INDEX)
    return ("frame", frame) if frame else None


def _code(values: Values) -> Any:
    value = next(filter(None, map(values.get, _CODE_TAGS)), None)
    return ("code", value, values.get(_SCHEME)) if value else None
