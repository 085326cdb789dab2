"""Every kind of fault, built into a clean object, is found exactly once, at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from dicomwidgets.checking.running import check_dataset
from dicomwidgets.reading.kept_warnings import kept_warnings
from dicomwidgets.reference.tags import keyword_tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from dicomwidgets.finding import Finding

    Change = Callable[[Dataset], object]

STUDY = "1.2.826.0.1.3680043.8.498"


def written(keyword: str, vr: str, value: bytes) -> Change:
    """Return a change that writes bytes as they would stand in a file."""
    tag = Tag(keyword_tag(keyword))

    def change(dataset: Dataset) -> None:
        dataset[tag] = RawDataElement(tag, vr, len(value), value, 0, False, True)

    return change


def given(keyword: str, value: object) -> Change:
    def change(dataset: Dataset) -> None:
        with kept_warnings():
            setattr(dataset, keyword, value)

    return change


def without(keyword: str) -> Change:
    return lambda dataset: dataset.pop(keyword)


def code(**values: str) -> Change:
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return given("ProcedureCodeSequence", Sequence([item]))


def private(dataset: Dataset) -> None:
    dataset[0x00291001] = DataElement(0x00291001, "LO", "a")
    dataset[0x00291002] = DataElement(0x00291002, "LO", "b")


def palette(dataset: Dataset) -> None:
    dataset.PhotometricInterpretation = "PALETTE COLOR"
    for color in ("Red", "Green", "Blue"):
        setattr(dataset, f"{color}PaletteColorLookupTableDescriptor", [256, 0, 16])
        length = 510 if color == "Green" else 512
        setattr(dataset, f"{color}PaletteColorLookupTableData", bytes(length))


def undeclared(dataset: Dataset) -> None:
    del dataset.SpecificCharacterSet
    written("PatientName", "PN", b"M\xfcller")(dataset)


FAULTS: list[tuple[str, str, Change]] = [
    ("vr-unknown", "StudyDescription", written("StudyDescription", "QQ", b"ab")),
    ("vr-differs", "StudyDescription", written("StudyDescription", "SH", b"ab")),
    ("value-size", "SmallestImagePixelValue", written("SmallestImagePixelValue", "SS", b"abc")),
    ("value-length", "StudyDescription", given("StudyDescription", "x" * 65)),
    ("value-length", "StationName", given("StationName", "x" * 17)),
    ("value-length", "PatientName", given("PatientName", "x" * 65)),
    ("value-characters", "BodyPartExamined", given("BodyPartExamined", "Chest")),
    ("value-characters", "StudyDescription", given("StudyDescription", "a\nb")),
    ("value-format", "StudyDate", written("StudyDate", "DA", b"2024.01.19")),
    ("value-format", "StudyDate", written("StudyDate", "DA", b"19 Jan 2024 ")),
    ("value-format", "StudyTime", written("StudyTime", "TM", b"12:30:00")),
    ("value-format", "PatientAge", written("PatientAge", "AS", b"45")),
    ("value-format", "SliceThickness", written("SliceThickness", "DS", b"1,5 ")),
    ("value-format", "InstanceNumber", written("InstanceNumber", "IS", b"1.5 ")),
    ("value-format", "InstanceNumber", written("InstanceNumber", "IS", b"99999999999 ")),
    ("value-format", "PatientName", given("PatientName", "a^b^c^d^e^f")),
    ("value-format", "PatientName", given("PatientName", "a=b=c=d")),
    ("value-padding", "StudyInstanceUID", written("StudyInstanceUID", "UI", f"{STUDY} ".encode())),
    ("vm", "PixelSpacing", given("PixelSpacing", [0.5])),
    ("vm", "StudyDescription", given("StudyDescription", "a\\b")),
    ("date-none", "StudyDate", written("StudyDate", "DA", b"20230229")),
    ("date-none", "StudyTime", written("StudyTime", "TM", b"2460")),
    ("date-none", "AcquisitionDateTime", written("AcquisitionDateTime", "DT", b"20240131250000")),
    ("date-future", "InstanceCreationDate", given("InstanceCreationDate", "29990101")),
    ("date-before-birth", "PatientBirthDate", given("PatientBirthDate", "20250101")),
    ("uid-form", "StudyInstanceUID", given("StudyInstanceUID", "1.2.03")),
    ("uid-form", "StudyInstanceUID", given("StudyInstanceUID", "1.2..3")),
    ("uid-form", "StudyInstanceUID", given("StudyInstanceUID", "1.2.a")),
    ("uid-form", "StudyInstanceUID", given("StudyInstanceUID", f"1.{'2' * 64}")),
    ("charset-undeclared", "PatientName", undeclared),
    ("charset-unknown", "SpecificCharacterSet", written("SpecificCharacterSet", "CS", b"LATIN ")),
    (
        "charset-combination",
        "SpecificCharacterSet",
        written("SpecificCharacterSet", "CS", b"ISO_IR 100\\ISO 2022 IR 87 "),
    ),
    (
        "charset-combination",
        "SpecificCharacterSet",
        written("SpecificCharacterSet", "CS", b"ISO_IR 192\\ISO 2022 IR 87 "),
    ),
    ("type-1-missing", "RescaleSlope", without("RescaleSlope")),
    ("type-1-missing", "ImageOrientationPatient", without("ImageOrientationPatient")),
    ("type-1-empty", "SeriesInstanceUID", given("SeriesInstanceUID", "")),
    ("type-1-empty", "Columns", written("Columns", "US", b"")),
    ("type-2-missing", "PatientID", without("PatientID")),
    (
        "type-1-missing",
        "ProcedureCodeSequence[0].CodeMeaning",
        code(CodeValue="1", CodingSchemeDesignator="DCM"),
    ),
    (
        "type-1-missing",
        "ProcedureCodeSequence[0].CodingSchemeDesignator",
        code(CodeValue="1", CodeMeaning="one"),
    ),
    (
        "type-1-missing",
        "ProcedureCodeSequence[0].CodeValue",
        code(CodingSchemeDesignator="DCM", CodeMeaning="one"),
    ),
    (
        "type-1-missing",
        "PlanarConfiguration",
        lambda dataset: [
            given("PhotometricInterpretation", "RGB")(dataset),
            given("SamplesPerPixel", 3)(dataset),
            given("PixelData", dataset.PixelData * 3)(dataset),
        ],
    ),
    ("pixels-samples", "SamplesPerPixel", given("PhotometricInterpretation", "RGB")),
    ("type-1-missing", "WindowWidth", without("WindowWidth")),
    ("pixels-missing", "PixelData", without("PixelData")),
    ("pixels-short", "PixelData", given("PixelData", bytes(1000))),
    (
        "pixels-long",
        "PixelData",
        lambda dataset: given("PixelData", dataset.PixelData + bytes(4))(dataset),
    ),
    ("pixels-bits", "BitsStored", given("BitsStored", 17)),
    ("pixels-bits", "HighBit", given("HighBit", 15)),
    ("pixels-bits", "BitsAllocated", given("BitsAllocated", 13)),
    ("pixels-bits", "PixelRepresentation", given("PixelRepresentation", 2)),
    ("palette-length", "GreenPaletteColorLookupTableData", palette),
    ("private-creator", "(0029,1001)", private),
    (
        "meta-differs",
        "MediaStorageSOPInstanceUID",
        lambda dataset: setattr(dataset.file_meta, "MediaStorageSOPInstanceUID", "1.2.3"),
    ),
    ("retired", "StudyComments", given("StudyComments", "none")),
    (
        "object-unknown",
        "SOPClassUID",
        lambda dataset: [
            given("SOPClassUID", "1.2.3.4")(dataset),
            setattr(dataset.file_meta, "MediaStorageSOPClassUID", "1.2.3.4"),
        ],
    ),
]


def found_in(dataset: Dataset) -> list[Finding]:
    return check_dataset(dataset)


def test_the_sample_has_no_fault(clean: Dataset) -> None:
    assert found_in(clean) == []


@pytest.mark.parametrize(("rule", "path", "change"), FAULTS)
def test_a_fault_is_found_once(rule: str, path: str, change: Change, clean: Dataset) -> None:
    change(clean)
    found = [(each.rule, each.path) for each in found_in(clean)]
    assert found == [(rule, path)]


def test_a_value_in_several_is_named_by_its_number(clean: Dataset) -> None:
    written("ImageType", "CS", b"ORIGINAL\\primary\\AXIAL ")(clean)
    (finding,) = found_in(clean)
    assert finding.message.startswith("Value 2 of 3: Character 1 is a small letter")


def test_undecodable_text_is_told(clean: Dataset) -> None:
    clean.SpecificCharacterSet = "ISO_IR 192"
    written("PatientName", "PN", b"M\xfcller")(clean)
    assert [each.rule for each in found_in(clean)] == ["charset-undecodable"]


def test_text_in_another_set_than_declared_is_doubted(clean: Dataset) -> None:
    clean.SpecificCharacterSet = "ISO_IR 100"
    written("PatientName", "PN", "Müller^Jürgen ".encode())(clean)
    assert [each.rule for each in found_in(clean)] == ["charset-doubtful"]


@pytest.mark.parametrize("name", ["Müller", "Yamada^Tarou=山田^太郎=やまだ^たろう", "Жуков^Юрий"])
def test_declared_text_is_right(name: str, clean: Dataset) -> None:
    clean.SpecificCharacterSet = "ISO_IR 192"
    clean.PatientName = name
    assert found_in(clean) == []


def test_a_finding_knows_why_and_what_to_do(clean: Dataset) -> None:
    clean.PatientBirthDate = "20250101"
    (finding,) = found_in(clean)
    assert (finding.severity, finding.tag, finding.keyword) == (
        "error",
        "(0010,0030)",
        "PatientBirthDate",
    )
    assert finding.why.endswith(".")
    assert finding.fix.endswith(".")
    assert finding.row > 0


def test_no_message_quotes_a_value(clean: Dataset) -> None:
    clean.PatientName = "Secret^Person\n"
    written("StudyDate", "DA", b"SECRET 1")(clean)
    assert "ecret" not in repr(found_in(clean)).lower()


def test_the_dataset_stays_as_it_is(clean: Dataset) -> None:
    written("StudyDate", "DA", b"2024.01.19")(clean)
    before = {tag: clean.get_item(tag) for tag in clean.keys()}  # noqa: SIM118 - of a Dataset
    check_dataset(clean)
    assert {tag: clean.get_item(tag) for tag in clean.keys()} == before  # noqa: SIM118
