"""Conditions of Type 1C and 2C attributes that the object itself can decide (PS3.3 Annex C).

What is not in these tables is not decided: whether a procedure was scheduled, an image calibrated,
a body part is one of a pair, is not in the header. Of attributes of which either must be there,
one alone is in the tables, so that what is missing is said once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dicomwidgets.checking.predicates import (
    Condition,
    all_of,
    any_of,
    has,
    is_not,
    lacks,
    names,
    over,
    points_to,
    says,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dicomwidgets.checking.subject import Subject

__all__ = ["condition_of", "is_of_content"]

Table = dict[str, Condition]

_LOSSY_SYNTAXES = (
    *(f"1.2.840.10008.1.2.4.{last}" for last in (50, 51, 81)),
    *(f"1.2.840.10008.1.2.4.{last}" for last in (100, 101, 102, 103, 104, 105, 106, 107, 108)),
)
"""Baseline and extended JPEG, near-lossless JPEG-LS, MPEG-2, H.264, HEVC: always lossy (PS3.5)."""

_POSITIONED = (
    "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.4",
    "1.2.840.10008.5.1.4.1.1.2.1",
    "1.2.840.10008.5.1.4.1.1.4.1",
    "1.2.840.10008.5.1.4.1.1.4.3",
    "1.2.840.10008.5.1.4.1.1.4.2",
)
"""CT, MR, their enhanced forms and spectroscopy (PS3.3 C.7.3.1)."""

_LEGACY = ("1.2.840.10008.5.1.4.1.1.2.2", "1.2.840.10008.5.1.4.1.1.4.4")
_HUMAN = ("L-85B00", "337915000")


def condition_of(keyword: str, module: str) -> Condition | None:
    """Return when a conditional attribute of a module must be there.

    Parameters
    ----------
    keyword
        Of the attribute, in the module itself or in the items of a sequence there.
    module
        Name of the module, as the standard has it.

    Returns
    -------
    Condition or None
        ``None`` where the object does not tell: then nothing is to be reported.
    """
    own = _in_modules().get(module, {})
    return own.get(keyword) or _anywhere().get(keyword)


def is_of_content(keyword: str, subject: Subject, level: int) -> bool:
    """Whether a content item of this value type has the attribute at all.

    A content item has the attributes of its value type alone (PS3.3 C.17.3); the module's table
    puts those of all value types side by side.
    """
    kinds = _CONTENT.get(keyword)
    if kinds is not None:
        return subject.text("ValueType", level) in kinds
    return keyword != "ValueType" or subject.find("ReferencedContentItemIdentifier", level) < 0


_CONTENT: Mapping[str, tuple[str, ...]] = {
    "ConceptCodeSequence": ("CODE",),
    "ContinuityOfContent": ("CONTAINER",),
    "Date": ("DATE",),
    "DateTime": ("DATETIME",),
    "GraphicData": ("SCOORD", "SCOORD3D"),
    "GraphicType": ("SCOORD", "SCOORD3D"),
    "MeasuredValueSequence": ("NUM",),
    "PersonName": ("PNAME",),
    "ReferencedDateTime": ("TCOORD",),
    "ReferencedFrameOfReferenceUID": ("SCOORD3D",),
    "ReferencedSamplePositions": ("TCOORD",),
    "ReferencedSOPSequence": ("COMPOSITE", "IMAGE", "WAVEFORM"),
    "ReferencedTimeOffsets": ("TCOORD",),
    "TabulatedValuesSequence": ("TABLE",),
    "TemporalRangeType": ("TCOORD",),
    "TextValue": ("TEXT",),
    "Time": ("TIME",),
    "UID": ("UIDREF",),
}


@cache
def _anywhere() -> Table:
    """Return conditions that are worded alike in every module (macros of PS3.3 Clause 10 too)."""
    lossy = says("LossyImageCompression", "01")
    extended = says("ContextGroupExtensionFlag", "Y")
    palette = any_of(
        says("PhotometricInterpretation", "PALETTE COLOR"),
        says("PixelPresentation", "COLOR", "MIXED"),
    )
    colors = ("Red", "Green", "Blue")
    unsegmented = all_of(palette, _no_segments())
    return {
        "PlanarConfiguration": over("SamplesPerPixel", 1),
        **{f"{color}PaletteColorLookupTableDescriptor": palette for color in colors},
        **{f"{color}PaletteColorLookupTableData": unsegmented for color in colors},
        "WindowWidth": has("WindowCenter"),
        "CodeValue": lacks("LongCodeValue", "URNCodeValue"),
        "CodingSchemeDesignator": has("CodeValue", "LongCodeValue"),
        "MappingResource": has("ContextIdentifier"),
        "ContextGroupVersion": has("ContextIdentifier"),
        "ContextGroupLocalVersion": extended,
        "ContextGroupExtensionCreatorUID": extended,
        "UniversalEntityIDType": has("UniversalEntityID"),
        "LossyImageCompressionRatio": lossy,
        "LossyImageCompressionMethod": lossy,
        "PixelSpacingCalibrationDescription": has("PixelSpacingCalibrationType"),
        "CertifiedTimestampType": has("CertifiedTimestamp"),
        "DimensionIndexValues": _dimensions(),
        "DimensionIndexPrivateCreator": _private_dimension(),
        "RealWorldValueIntercept": lacks("RealWorldValueLUTData"),
        "RealWorldValueSlope": lacks("RealWorldValueLUTData"),
        "RealWorldValueFirstValueMapped": lacks("DoubleFloatRealWorldValueFirstValueMapped"),
        "RealWorldValueLastValueMapped": lacks("DoubleFloatRealWorldValueLastValueMapped"),
    }


@cache
def _in_modules() -> Mapping[str, Table]:
    """Return conditions by the name of the module that words them."""
    return {
        **_of_patient_and_series(),
        **_of_images(),
        **_of_digital_x_ray(),
        **_of_nuclear_medicine(),
        **_of_radiotherapy(),
        **_of_multi_frame(),
        **_of_reports(),
    }


def _of_patient_and_series() -> dict[str, Table]:
    calendar = has("PatientBirthDateInAlternativeCalendar", "PatientDeathDateInAlternativeCalendar")
    removed = says("PatientIdentityRemoved", "YES")
    animal = _animal()
    owned = ("PatientBreedCodeSequence", "BreedRegistrationSequence")
    return {
        "Patient": {
            "PatientAlternativeCalendar": calendar,
            "ResponsiblePersonRole": has("ResponsiblePerson"),
            "DeidentificationMethod": all_of(removed, lacks("DeidentificationMethodCodeSequence")),
            **dict.fromkeys((*owned, "ResponsiblePerson", "ResponsibleOrganization"), animal),
        },
        "Patient Study": {"PatientSexNeutered": animal},
        "General Series": {
            "PatientPosition": all_of(
                says("SOPClassUID", *_POSITIONED),
                lacks("PatientOrientationCodeSequence"),
                words="it is a CT or MR object without Patient Orientation Code Sequence",
            )
        },
        "General Equipment": {
            "PixelPaddingValue": all_of(
                has("PixelPaddingRangeLimit"), _there("PixelData", "PixelDataProviderURL")
            )
        },
    }


def _of_images() -> dict[str, Table]:
    gated = says("SeriesType", "GATED", value=1)
    rejected = all_of(gated, says("BeatRejectionFlag", "Y"))
    ivus = says("Modality", "IVUS")
    pulled = says("IVUSAcquisition", "MOTOR_PULLBACK")
    moved = says("IVUSAcquisition", "MOTOR_PULLBACK", "GATED_PULLBACK")
    return {
        "CT Image": {
            "RescaleType": says("MultienergyCTAcquisition", "YES"),
            "WaterEquivalentDiameterCalculationMethodCodeSequence": has("WaterEquivalentDiameter"),
        },
        "MR Image": {
            "RepetitionTime": any_of(
                says("SequenceVariant", "SK"), is_not("ScanningSequence", "EP")
            ),
            "InversionTime": says("ScanningSequence", "IR"),
            "TriggerTime": says("ScanOptions", "CG", "PPG"),
        },
        "US Image": {
            "FrameIncrementPointer": has("NumberOfFrames"),
            "LossyImageCompression": _lossy(),
            "AcquisitionDateTime": ivus,
            "IVUSAcquisition": ivus,
            "IVUSPullbackRate": pulled,
            "IVUSGatedRate": says("IVUSAcquisition", "GATED_PULLBACK"),
            "IVUSPullbackStartFrameNumber": moved,
            "IVUSPullbackStopFrameNumber": moved,
        },
        "US Region Calibration": _of_regions(),
        "PET Series": {
            "ReprojectionMethod": says("SeriesType", "REPROJECTION", value=2),
            "NumberOfRRIntervals": gated,
            "NumberOfTimeSlots": gated,
            "NumberOfTimeSlices": says("SeriesType", "DYNAMIC", value=1),
        },
        "PET Image": {
            "TriggerTime": gated,
            "FrameTime": gated,
            "LowRRValue": rejected,
            "HighRRValue": rejected,
            "LossyImageCompression": _lossy(),
            "DecayFactor": is_not("DecayCorrection", "NONE"),
        },
        "Cine": {
            "FrameTime": points_to("FrameIncrementPointer", "FrameTime"),
            "FrameTimeVector": points_to("FrameIncrementPointer", "FrameTimeVector"),
        },
        "Image Pixel": {"ExtendedOffsetTableLengths": _there("ExtendedOffsetTable")},
        "Segmentation Image": dict.fromkeys(
            ("SegmentationFractionalType", "MaximumFractionalValue"),
            says("SegmentationType", "FRACTIONAL"),
        ),
        "Modality LUT": {
            "RescaleSlope": has("RescaleIntercept"),
            "RescaleType": has("RescaleIntercept"),
        },
        "VOI LUT": {"WindowCenter": lacks("VOILUTSequence")},
    }


def _of_digital_x_ray() -> dict[str, Table]:
    """Return those of PS3.3 C.8.11, for DX, mammography and intra-oral images."""
    return {
        "DX Image": {
            "WindowCenter": all_of(
                says("PresentationIntentType", "FOR PRESENTATION"), lacks("VOILUTSequence")
            )
        },
        "DX Detector": {
            "FieldOfViewOrigin": has("FieldOfViewRotation", "FieldOfViewHorizontalFlip")
        },
    }


def _of_nuclear_medicine() -> dict[str, Table]:
    """Return those of PS3.3 C.8.4: what the frames run through has its vector and its number."""
    alone = ("EnergyWindow", "Detector", "Rotation", "AngularView", "TimeSlice")
    numbers = {
        "Phase": "NumberOfPhases",
        "RRInterval": "NumberOfRRIntervals",
        "TimeSlot": "NumberOfTimeSlots",
        "Slice": "NumberOfSlices",
    }
    runs = {
        each: points_to("FrameIncrementPointer", f"{each}Vector") for each in (*alone, *numbers)
    }
    whole_body = says("ImageType", "WHOLE BODY", value=3)
    tomographic = ("TOMO", "GATED TOMO", "RECON TOMO", "RECON GATED TOMO")
    return {
        "NM Multi-frame": {
            **{f"{each}Vector": condition for each, condition in runs.items()},
            **{number: runs[each] for each, number in numbers.items()},
            "NumberOfRotations": says("ImageType", *tomographic, value=3),
        },
        "NM Image": {
            "ActualFrameDuration": says("ImageType", "WHOLE BODY", "STATIC", value=3),
            "LossyImageCompression": _lossy(),
            "ScanLength": whole_body,
            "ScanVelocity": whole_body,
        },
    }


def _of_radiotherapy() -> dict[str, Table]:
    """Return those of PS3.3 C.8.8."""
    bits = ("BitsAllocated", "BitsStored", "HighBit")
    pixels = ("SamplesPerPixel", "PhotometricInterpretation", "PixelRepresentation", *bits)
    parts = ("BEAM", "BRACHY", "FRACTION_SESSION", "BEAM_SESSION", "BRACHY_SESSION")
    plans = ("PLAN", "MULTI_PLAN", "FRACTION", *parts, "CONTROL_POINT")
    return {
        "RT Dose": {
            **dict.fromkeys((*pixels, "DoseGridScaling"), _there("PixelData")),
            "GridFrameOffsetVector": points_to("FrameIncrementPointer", "GridFrameOffsetVector"),
            "ReferencedRTPlanSequence": says("DoseSummationType", *plans),
            "ReferencedTreatmentRecordSequence": says("DoseSummationType", "RECORD"),
        },
        "RT General Plan": {"ReferencedStructureSetSequence": says("RTPlanGeometry", "PATIENT")},
        "RT Image": {
            "FluenceMapSequence": says("ImageType", "FLUENCE", value=3),
            "PatientPosition": has("IsocenterPosition"),
            "PixelIntensityRelationshipSign": has("PixelIntensityRelationship"),
            "RTImageOrientation": says("RTImagePlane", "NON_NORMAL"),
            "ReportedValuesOrigin": says("ImageType", "SIMULATOR", "PORTAL", value=3),
        },
    }


def _of_regions() -> Table:
    """Return those of the regions of an ultrasound image (PS3.3 C.8.5.5)."""
    kind = "PixelComponentOrganization"
    broken, entries = says(kind, "0", "1"), says(kind, "2", "3")
    known = has(kind)
    points = ("NumberOfTableBreakPoints", "TableOfXBreakPoints", "TableOfYBreakPoints")
    return {
        "PixelComponentMask": says(kind, "0"),
        "PixelComponentRangeStart": says(kind, "1"),
        "PixelComponentRangeStop": says(kind, "1"),
        "PixelComponentPhysicalUnits": known,
        "PixelComponentDataType": known,
        **dict.fromkeys(points, broken),
        "NumberOfTableEntries": entries,
        "TableOfPixelValues": says(kind, "2"),
        "TableOfParameterValues": says(kind, "2"),
        "PixelValueMappingCodeSequence": says(kind, "3"),
    }


def _of_multi_frame() -> dict[str, Table]:
    concatenated = has("ConcatenationUID")
    parts = (
        "ConcatenationFrameOffsetNumber",
        "SOPInstanceUIDOfConcatenationSource",
        "InConcatenationNumber",
    )
    grey = all_of(says("PhotometricInterpretation", "MONOCHROME2"), over("BitsStored", 1))
    scaled = ("PresentationLUTShape", "RescaleIntercept", "RescaleSlope", "RescaleType")
    new = Condition(
        lambda subject, _: (subject.text("SOPClassUID") or _LEGACY[0]) not in _LEGACY,
        "the object is not a legacy converted one",
        in_use=True,
    )
    original = all_of(new, says("ImageType", "ORIGINAL", "MIXED", value=1))
    both = {
        **dict.fromkeys(("AcquisitionDateTime", "AcquisitionDuration"), original),
        **dict.fromkeys(
            ("ContentQualification", "BurnedInAnnotation", "LossyImageCompression"), new
        ),
        "ReferencedImageEvidenceSequence": _somewhere("ReferencedImageSequence"),
        "SourceImageEvidenceSequence": _somewhere("SourceImageSequence"),
    }
    mr = ("ResonantNucleus", "KSpaceFiltering", "MagneticFieldStrength")
    always = ("ApplicableSafetyStandardAgency", "ComplexImageComponent", "AcquisitionContrast")
    shape = says("PhotometricInterpretation", "MONOCHROME2")
    return {
        "Multi-frame Functional Groups": dict.fromkeys(parts, concatenated),
        "Multi-frame Dimension": {"DimensionIndexSequence": _not_tiled()},
        "SC Multi-frame Image": {
            **dict.fromkeys(scaled, grey),
            "FrameIncrementPointer": over("NumberOfFrames", 1),
            "NominalScannedPixelSpacing": says("ConversionType", "DF"),
        },
        "Enhanced CT Image": both,
        "Enhanced MR Image": {
            **both,
            **dict.fromkeys(mr, original),
            **dict.fromkeys(always, new),
            "PresentationLUTShape": shape,
        },
    }


def _of_reports() -> dict[str, Table]:
    person, device = says("ObserverType", "PSN"), says("ObserverType", "DEV")
    named = ("TEXT", "NUM", "CODE", "DATETIME", "DATE", "TIME", "UIDREF", "PNAME")
    root = Condition(lambda _, level: level < 0, "it is the root of the report")
    by_type = ("TextValue", "DateTime", "Date", "Time", "PersonName", "UID")
    return {
        "SR Document General": {
            "VerifyingObserverSequence": says("VerificationFlag", "VERIFIED"),
            "CurrentRequestedProcedureEvidenceSequence": _evidence(),
            "PersonName": person,
            "PersonIdentificationCodeSequence": person,
            "StationName": device,
            "DeviceUID": device,
            "Manufacturer": device,
            "ManufacturerModelName": device,
        },
        "SR Document Content": {
            **{keyword: says("ValueType", *_CONTENT[keyword]) for keyword in by_type},
            "ConceptNameCodeSequence": any_of(root, says("ValueType", *named)),
            "ReferencedTimeOffsets": all_of(
                says("ValueType", "TCOORD"),
                lacks("ReferencedSamplePositions", "ReferencedDateTime"),
            ),
        },
    }


def _no_segments() -> Condition:
    return lacks("SegmentedRedPaletteColorLookupTableData")


def _there(*keywords: str) -> Condition:
    """Return whether one of these is there, its value read or not."""
    return Condition(
        lambda subject, level: any(subject.find(each, level) >= 0 for each in keywords),
        f"{names(keywords)} is there",
    )


def _lossy() -> Condition:
    """Return whether the object tells that it was compressed with loss at some point."""
    by_syntax = Condition(
        lambda subject, _: subject.text("TransferSyntaxUID") in _LOSSY_SYNTAXES,
        "its transfer syntax is lossy",
    )
    told = has("LossyImageCompressionRatio", "LossyImageCompressionMethod")
    return any_of(by_syntax, told, words="the image was compressed with loss")


def _animal() -> Condition:
    """Return whether the object names a species, and not the human one (PS3.3 C.7.1.1.1.4)."""

    def test(subject: Subject, level: int) -> bool:
        index = subject.find("PatientSpeciesCodeSequence", level)
        codes = [
            subject.text("CodeValue", item)
            for item, own in subject.levels.items()
            if index >= 0 and own.path == "PatientSpeciesCodeSequence"
        ]
        text = subject.text("PatientSpeciesDescription", level).casefold()
        named = bool(codes) or bool(text)
        return named and not set(codes) & set(_HUMAN) and "hum" not in text and "homo" not in text

    return Condition(test, "the patient is an animal")


def _dimensions() -> Condition:
    return Condition(
        lambda subject, _: has("DimensionIndexSequence").test(subject, -1),
        "there is a Dimension Index Sequence",
    )


def _not_tiled() -> Condition:
    full = says("DimensionOrganizationType", "TILED_FULL")
    return Condition(
        lambda subject, level: not full.test(subject, level),
        "Dimension Organization Type is not TILED_FULL",
        in_use=True,
    )


def _private_dimension() -> Condition:
    def test(subject: Subject, level: int) -> bool:
        index = subject.find("DimensionIndexPointer", level)
        values = subject.value(index).values if index >= 0 else []
        return any(isinstance(each, int) and each >> 16 & 1 for each in values)

    return Condition(test, "Dimension Index Pointer points to a private element")


def _somewhere(keyword: str) -> Condition:
    """Return whether a sequence is there, at the top or in the functional groups."""
    groups = ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
    paths = {keyword, *(f"{group}.{keyword}" for group in groups)}
    return Condition(
        lambda subject, _: any(own.path in paths for own in subject.levels.values()),
        f"there is a {keyword}",
    )


def _evidence() -> Condition:
    """Return whether the content refers to objects that no evidence of another request names."""

    def test(subject: Subject, level: int) -> bool:
        if subject.find("PertinentOtherEvidenceSequence", level) >= 0:
            return False
        return any(
            own.path.endswith("ContentSequence")
            and subject.find("ReferencedSOPSequence", item) >= 0
            for item, own in subject.levels.items()
        )

    return Condition(test, "the content refers to instances")
