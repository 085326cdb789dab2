"""Which elements of a profile get a facet."""

from __future__ import annotations

__all__ = ["PROFILED_ELEMENTS"]

PROFILED_ELEMENTS: tuple[str, ...] = (
    "Modality",
    "SOPClassUID",
    "TransferSyntaxUID",
    "ImageType",
    "PhotometricInterpretation",
    "Manufacturer",
    "ManufacturerModelName",
    "InstitutionName",
    "StudyDescription",
    "SeriesDescription",
    "ProtocolName",
    "BodyPartExamined",
    "StudyDate",
    "PatientID",
    "PatientName",
    "PatientBirthDate",
    "PatientSex",
    "SpecificCharacterSet",
    "Rows",
    "Columns",
    "NumberOfFrames",
    "BitsAllocated",
    "PixelSpacing",
    "SliceThickness",
    "RescaleSlope",
    "RescaleIntercept",
    "EchoTime",
    "FlipAngle",
    "DiffusionBValue",
    "BurnedInAnnotation",
    "ConversionType",
)
"""Those in which archives differ; UIDs and what changes from slice to slice are not among them."""
