"""Which elements the checks look at."""

from __future__ import annotations

from dicomwidgets.collection.columns import DEFAULT_ELEMENTS

__all__ = ["CHECKED_ELEMENTS"]

CHECKED_ELEMENTS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *DEFAULT_ELEMENTS,
            "SpecificCharacterSet",
            "SeriesDate",
            "AcquisitionDate",
            "ContentDate",
            "ConversionType",
            "InstitutionName",
            "ProtocolName",
            "SamplesPerPixel",
            "BitsAllocated",
            "RescaleIntercept",
            "RescaleSlope",
        )
    )
)
"""Those of every collection, and what the checks need beside."""
