"""What is told of an element beside its value."""

from __future__ import annotations

import pytest
from pydicom.dataset import Dataset, FileMetaDataset

from dicomwidgets.elements.explanation import ElementExplanation, explain
from dicomwidgets.elements.path import path_of
from dicomwidgets.elements.walk import walk


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.90"
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    made.SpecificCharacterSet = ["", "ISO 2022 IR 87"]
    made.SOPInstanceUID = "1.2.3"
    made.RescaleSlope = 1
    made.StudyComments = "retired"
    made.FrameIncrementPointer = 0x00181063
    item = Dataset()
    item.ScheduledProcedureStepID = "1"
    made.RequestAttributesSequence = [item]
    block = made.private_block(0x0029, "TEST", create=True)
    block.add_new(1, "LO", "text")
    return made


def told(dataset: Dataset, path: str) -> ElementExplanation:
    nodes = walk(dataset.file_meta, dataset)
    index = next(at for at in range(len(nodes)) if path_of(nodes, at) == path)
    return explain(nodes, index)


def test_an_element_is_explained(dataset: Dataset) -> None:
    found = told(dataset, "RescaleSlope")
    assert "Hounsfield" in found["text"]
    assert found["category"] == "Pixels"
    assert (found["tag"], found["vm"], found["retired"]) == ("(0028,1053)", "1", False)
    assert found["vr"]
    assert found["vr"]["limit"] == "16 bytes"
    assert found["object"] == "CT Image"
    assert [(each["module"], each["usage"], each["type"]) for each in found["types"]] == [
        ("CT Image", "M", "1")
    ]
    assert found["link"].startswith("https://dicom.nema.org/")


def test_an_element_below_a_sequence_has_its_type_there(dataset: Dataset) -> None:
    found = told(dataset, "RequestAttributesSequence[0].ScheduledProcedureStepID")
    assert [each["type"] for each in found["types"]] == ["1C"]


def test_the_file_meta_information_has_its_own_types(dataset: Dataset) -> None:
    found = told(dataset, "TransferSyntaxUID")
    assert found["object"] == "every file"
    assert [(each["module"], each["type"]) for each in found["types"]] == [
        ("File Meta Information", "1")
    ]


def test_an_item_is_no_element(dataset: Dataset) -> None:
    found = told(dataset, "RequestAttributesSequence[0]")
    assert found["name"] == "Item 1"
    assert found["vr"] is None
    assert found["types"] == []


def test_private_elements_name_their_creator(dataset: Dataset) -> None:
    found = told(dataset, "(0029,1001)")
    assert found["creator"] == "TEST"
    assert "private" in found["text"]
    assert "Reserves" in told(dataset, "(0029,0010)")["text"]


@pytest.mark.parametrize(
    ("path", "name", "explained"),
    [
        ("TransferSyntaxUID", "JPEG 2000", "wavelets"),
        ("SOPClassUID", "CT Image Storage", "Hounsfield"),
        ("FrameIncrementPointer", "Frame Time", "Milliseconds"),
        ("SpecificCharacterSet", "Japanese: Kanji", "escape"),
    ],
)
def test_values_with_a_meaning_are_explained(
    path: str, name: str, explained: str, dataset: Dataset
) -> None:
    (found,) = told(dataset, path)["values"]
    assert found["name"].startswith(name)
    assert explained in found["explanation"]
    assert found["link"].startswith("https://dicom.nema.org/")


def test_values_without_one_are_left_out(dataset: Dataset) -> None:
    assert told(dataset, "SOPInstanceUID")["values"] == []
    assert told(dataset, "RescaleSlope")["values"] == []


def test_what_is_retired_says_so(dataset: Dataset) -> None:
    assert told(dataset, "StudyComments")["retired"]
