"""Conditions of Type 1C and 2C attributes that the object itself can decide (PS3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.checking.subject import Subject

__all__ = ["holds", "is_decidable", "is_of_content"]


def _several_samples(subject: Subject, level: int) -> bool:
    return (subject.number("SamplesPerPixel", level) or 1) > 1


def _palette(subject: Subject, level: int) -> bool:
    return subject.text("PhotometricInterpretation", level) == "PALETTE COLOR"


def _palette_data(subject: Subject, level: int) -> bool:
    segmented = "SegmentedRedPaletteColorLookupTableData"
    return _palette(subject, level) and subject.find(segmented, level) < 0


def _code(subject: Subject, level: int) -> bool:
    return not any(subject.find(each, level) >= 0 for each in ("LongCodeValue", "URNCodeValue"))


def _short_or_long_code(subject: Subject, level: int) -> bool:
    return any(subject.find(each, level) >= 0 for each in ("CodeValue", "LongCodeValue"))


def _by_value(subject: Subject, level: int) -> bool:
    return subject.find("ReferencedContentItemIdentifier", level) < 0


def _of_value_type(*kinds: str) -> Callable[[Subject, int], bool]:
    def condition(subject: Subject, level: int) -> bool:
        return subject.text("ValueType", level) in kinds

    return condition


def _window(subject: Subject, level: int) -> bool:
    return subject.find("WindowCenter", level) >= 0


_CONDITIONS: dict[str, Callable[[Subject, int], bool]] = {
    "PlanarConfiguration": _several_samples,
    **dict.fromkeys(
        (f"{color}PaletteColorLookupTableDescriptor" for color in ("Red", "Green", "Blue")),
        _palette,
    ),
    **dict.fromkeys(
        (f"{color}PaletteColorLookupTableData" for color in ("Red", "Green", "Blue")),
        _palette_data,
    ),
    "CodeValue": _code,
    "CodingSchemeDesignator": _short_or_long_code,
    "WindowWidth": _window,
}

"""What the standard words as a condition."""

_CONTENT: dict[str, Callable[[Subject, int], bool]] = {
    "ConceptCodeSequence": _of_value_type("CODE"),
    "ContinuityOfContent": _of_value_type("CONTAINER"),
    "Date": _of_value_type("DATE"),
    "DateTime": _of_value_type("DATETIME"),
    "GraphicData": _of_value_type("SCOORD", "SCOORD3D"),
    "GraphicType": _of_value_type("SCOORD", "SCOORD3D"),
    "MeasuredValueSequence": _of_value_type("NUM"),
    "PersonName": _of_value_type("PNAME"),
    "ReferencedFrameOfReferenceUID": _of_value_type("SCOORD3D"),
    "ReferencedSOPSequence": _of_value_type("COMPOSITE", "IMAGE", "WAVEFORM"),
    "TabulatedValuesSequence": _of_value_type("TABLE"),
    "TemporalRangeType": _of_value_type("TCOORD"),
    "TextValue": _of_value_type("TEXT"),
    "Time": _of_value_type("TIME"),
    "UID": _of_value_type("UIDREF"),
    "ValueType": _by_value,
}
"""A content item has the attributes of its value type alone (PS3.3 C.17.3); the module's table
puts those of all value types side by side."""


def is_decidable(keyword: str) -> bool:
    """Whether the object itself decides the condition of an attribute."""
    return keyword in _CONDITIONS


def is_of_content(keyword: str, subject: Subject, level: int) -> bool:
    """Whether a content item of this value type has the attribute at all."""
    condition = _CONTENT.get(keyword)
    return condition is None or condition(subject, level)


def holds(keyword: str, subject: Subject, level: int) -> bool | None:
    """Say whether the condition of a conditional attribute holds.

    Parameters
    ----------
    keyword
        Of the attribute.
    subject, level
        The object, and the dataset or item in which the attribute would stand.

    Returns
    -------
    bool or None
        ``None`` where the object does not tell: then nothing is to be reported.
    """
    condition = _CONDITIONS.get(keyword)
    return None if condition is None else condition(subject, level)
