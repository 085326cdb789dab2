"""Conditions of Type 1C and 2C attributes: decided where the object tells, else passed over."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from pydicom.dataset import Dataset, FileMetaDataset

from dicomwidgets import samples
from dicomwidgets.checking.conditions import condition_of
from dicomwidgets.checking.running import check_dataset
from dicomwidgets.checking.subject import Subject
from dicomwidgets.reference.modules import attributes_of, iods
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

MR, CT, LEGACY = (
    "1.2.840.10008.5.1.4.1.1.4",
    "1.2.840.10008.5.1.4.1.1.2",
    "1.2.840.10008.5.1.4.1.1.4.4",
)


def made(**values: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in values.items():
        setattr(dataset, keyword, value)
    return dataset


def holds(module: str, keyword: str, dataset: Dataset) -> bool:
    found = condition_of(keyword, module)
    assert found is not None
    return found.test(Subject(dataset, today=date(2026, 1, 1)), -1)


CASES: list[tuple[str, str, dict[str, object], dict[str, object]]] = [
    ("Image Pixel", "PlanarConfiguration", {"SamplesPerPixel": 3}, {"SamplesPerPixel": 1}),
    (
        "Image Pixel",
        "RedPaletteColorLookupTableData",
        {"PixelPresentation": "MIXED"},
        {"PixelPresentation": "MIXED", "SegmentedRedPaletteColorLookupTableData": b"\0\0"},
    ),
    ("VOI LUT", "WindowWidth", {"WindowCenter": "40"}, {"WindowCenter": None}),
    ("VOI LUT", "WindowCenter", {}, {"VOILUTSequence": [Dataset()]}),
    ("Modality LUT", "RescaleType", {"RescaleIntercept": "0"}, {}),
    ("General Series", "PatientPosition", {"SOPClassUID": MR}, {"SOPClassUID": "1.2"}),
    (
        "General Series",
        "PatientPosition",
        {"SOPClassUID": CT},
        {"SOPClassUID": CT, "PatientOrientationCodeSequence": [Dataset()]},
    ),
    ("Patient", "ResponsiblePersonRole", {"ResponsiblePerson": "A"}, {"ResponsiblePerson": ""}),
    (
        "Patient",
        "DeidentificationMethod",
        {"PatientIdentityRemoved": "YES"},
        {"PatientIdentityRemoved": "YES", "DeidentificationMethodCodeSequence": [Dataset()]},
    ),
    (
        "Patient Study",
        "PatientSexNeutered",
        {"PatientSpeciesDescription": "Canis lupus"},
        {"PatientSpeciesDescription": "Homo sapiens"},
    ),
    (
        "Patient",
        "ResponsiblePerson",
        {"PatientSpeciesCodeSequence": [made(CodeValue="448771007")]},
        {"PatientSpeciesCodeSequence": [made(CodeValue="337915000")]},
    ),
    ("MR Image", "RepetitionTime", {"ScanningSequence": ["SE", "IR"]}, {"ScanningSequence": "EP"}),
    ("MR Image", "RepetitionTime", {"SequenceVariant": "SK"}, {}),
    ("MR Image", "InversionTime", {"ScanningSequence": ["SE", "IR"]}, {"ScanningSequence": "SE"}),
    ("MR Image", "TriggerTime", {"ScanOptions": ["FC", "CG"]}, {"ScanOptions": "RG"}),
    ("CT Image", "RescaleType", {"MultienergyCTAcquisition": "YES"}, {"RescaleIntercept": "0"}),
    ("US Image", "LossyImageCompression", {"LossyImageCompressionRatio": "10"}, {}),
    ("US Image", "IVUSPullbackRate", {"IVUSAcquisition": "MOTOR_PULLBACK"}, {"Modality": "IVUS"}),
    (
        "US Region Calibration",
        "TableOfPixelValues",
        {"PixelComponentOrganization": 2},
        {"PixelComponentOrganization": 3},
    ),
    (
        "PET Series",
        "NumberOfTimeSlots",
        {"SeriesType": ["GATED", "IMAGE"]},
        {"SeriesType": ["DYNAMIC", "GATED"]},
    ),
    (
        "PET Series",
        "ReprojectionMethod",
        {"SeriesType": ["STATIC", "REPROJECTION"]},
        {"SeriesType": "REPROJECTION"},
    ),
    ("PET Image", "DecayFactor", {"DecayCorrection": "START"}, {"DecayCorrection": "NONE"}),
    (
        "PET Image",
        "LowRRValue",
        {"SeriesType": "GATED", "BeatRejectionFlag": "Y"},
        {"SeriesType": "GATED", "BeatRejectionFlag": "N"},
    ),
    (
        "Cine",
        "FrameTime",
        {"FrameIncrementPointer": 0x00181063},
        {"FrameIncrementPointer": 0x00181065},
    ),
    (
        "SC Multi-frame Image",
        "RescaleSlope",
        {"PhotometricInterpretation": "MONOCHROME2", "BitsStored": 8},
        {"PhotometricInterpretation": "MONOCHROME2", "BitsStored": 1},
    ),
    (
        "DX Image",
        "WindowCenter",
        {"PresentationIntentType": "FOR PRESENTATION"},
        {"PresentationIntentType": "FOR PROCESSING"},
    ),
    ("DX Detector", "FieldOfViewOrigin", {"FieldOfViewRotation": "90"}, {}),
    (
        "NM Multi-frame",
        "PhaseVector",
        {"FrameIncrementPointer": [0x00540010, 0x00540030]},
        {"FrameIncrementPointer": 0x00540010},
    ),
    (
        "NM Multi-frame",
        "NumberOfPhases",
        {"FrameIncrementPointer": [0x00540010, 0x00540030]},
        {"FrameIncrementPointer": 0x00540010},
    ),
    (
        "NM Multi-frame",
        "NumberOfRotations",
        {"ImageType": ["ORIGINAL", "PRIMARY", "RECON GATED TOMO"]},
        {"ImageType": ["TOMO", "PRIMARY", "STATIC"], "FrameIncrementPointer": 0x00540050},
    ),
    (
        "NM Image",
        "ScanVelocity",
        {"ImageType": ["ORIGINAL", "PRIMARY", "WHOLE BODY"]},
        {"ImageType": ["ORIGINAL", "PRIMARY", "STATIC"]},
    ),
    ("RT Dose", "DoseGridScaling", {"PixelData": b"\0\0"}, {}),
    (
        "RT Dose",
        "GridFrameOffsetVector",
        {"FrameIncrementPointer": 0x3004000C},
        {"FrameIncrementPointer": 0x00181063},
    ),
    (
        "RT Dose",
        "ReferencedRTPlanSequence",
        {"DoseSummationType": "PLAN"},
        {"DoseSummationType": "RECORD"},
    ),
    (
        "RT General Plan",
        "ReferencedStructureSetSequence",
        {"RTPlanGeometry": "PATIENT"},
        {"RTPlanGeometry": "TREATMENT_DEVICE"},
    ),
    (
        "RT Image",
        "ReportedValuesOrigin",
        {"ImageType": ["DERIVED", "SECONDARY", "PORTAL"]},
        {"ImageType": ["PORTAL", "SECONDARY", "DRR"]},
    ),
    (
        "RT Image",
        "RTImageOrientation",
        {"RTImagePlane": "NON_NORMAL"},
        {"RTImagePlane": "NORMAL"},
    ),
    (
        "Segmentation Image",
        "MaximumFractionalValue",
        {"SegmentationType": "FRACTIONAL"},
        {"SegmentationType": "BINARY"},
    ),
    ("Multi-frame Functional Groups", "InConcatenationNumber", {"ConcatenationUID": "1.2"}, {}),
    (
        "Multi-frame Dimension",
        "DimensionIndexSequence",
        {},
        {"DimensionOrganizationType": "TILED_FULL"},
    ),
    (
        "Enhanced MR Image",
        "MagneticFieldStrength",
        {"SOPClassUID": MR, "ImageType": ["ORIGINAL", "PRIMARY"]},
        {"SOPClassUID": LEGACY, "ImageType": ["ORIGINAL", "PRIMARY"]},
    ),
    (
        "SR Document General",
        "VerifyingObserverSequence",
        {"VerificationFlag": "VERIFIED"},
        {"VerificationFlag": "UNVERIFIED"},
    ),
    ("SR Document General", "DeviceUID", {"ObserverType": "DEV"}, {"ObserverType": "PSN"}),
    ("SR Document Content", "TextValue", {"ValueType": "TEXT"}, {"ValueType": "NUM"}),
    (
        "SR Document Content",
        "ReferencedTimeOffsets",
        {"ValueType": "TCOORD"},
        {"ValueType": "TCOORD", "ReferencedDateTime": "2026"},
    ),
]


@pytest.mark.parametrize(("module", "keyword", "yes", "no"), CASES)
def test_a_condition_holds_by_what_the_object_says(
    module: str, keyword: str, yes: dict[str, object], no: dict[str, object]
) -> None:
    assert holds(module, keyword, made(**yes))
    assert not holds(module, keyword, made(**no))


def test_lossy_transfer_syntaxes_count() -> None:
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    for syntax, lossy in (("1.2.840.10008.1.2.4.50", True), ("1.2.840.10008.1.2.4.70", False)):
        dataset.file_meta.TransferSyntaxUID = syntax
        assert holds("PET Image", "LossyImageCompression", dataset) is lossy


def named() -> Iterator[tuple[str, str]]:
    from dicomwidgets.checking.conditions import _in_modules  # noqa: PLC0415

    for module, table in _in_modules().items():
        yield from ((module, keyword) for keyword in table)


@pytest.mark.parametrize(("module", "keyword"), list(named()))
def test_every_condition_is_of_a_conditional_attribute_of_its_module(
    module: str, keyword: str
) -> None:
    keyword_tag(keyword)
    modules = [use.module for iod in iods() for use in iod.modules if use.module.name == module]
    assert modules
    places = ["", "AuthorObserverSequence", "SequenceOfUltrasoundRegions"]
    kinds = {
        found[keyword].type
        for each in modules[:1]
        for place in places
        if keyword in (found := attributes_of(each, place))
    }
    assert kinds & {"1C", "2C"}


def found(dataset: Dataset) -> dict[str, str]:
    return {
        each.keyword: each.message
        for each in check_dataset(dataset)
        if each.rule.endswith("missing")
    }


def test_what_is_missing_says_on_what_condition() -> None:
    dataset: Any = samples.ct(1, 16)[0]
    assert "PatientPosition" not in found(dataset)
    del dataset.PatientPosition
    dataset.ResponsiblePerson = "Doe^Jane"
    told = found(dataset)
    assert told["PatientPosition"].startswith("Type 2C in this kind of object, required if it is a")
    assert "required if Responsible Person has a value" in told["ResponsiblePersonRole"]
    assert "Doe" not in repr(told)


def test_what_nobody_can_tell_is_not_reported() -> None:
    dataset: Any = samples.ct(1, 16)[0]
    assert not {"Laterality", "PixelAspectRatio", "WindowCenter"} & found(dataset).keys()
    # A module that is up to the user is not missing because what it would hold is.
    del dataset.WindowCenter, dataset.WindowWidth
    assert "WindowCenter" not in found(dataset)
    dataset.WindowCenter = "40"
    assert "WindowWidth" in found(dataset)


def test_content_items_must_have_what_their_value_type_asks_for() -> None:
    report: Any = samples.sr()
    assert not {"TextValue", "ConceptNameCodeSequence"} & found(report).keys()
    texts = [item for item in report.ContentSequence if item.ValueType == "TEXT"]
    items = texts or [item for item in walked(report) if item.ValueType == "TEXT"]
    del items[0].TextValue
    assert "required if Value Type is TEXT" in found(report)["TextValue"]


def walked(item: Any) -> Iterator[Any]:
    for each in item.get("ContentSequence", ()):
        yield each
        yield from walked(each)
