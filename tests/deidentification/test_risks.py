"""What the Basic Profile leaves open."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pydicom.uid import EncapsulatedPDFStorage, SecondaryCaptureImageStorage

from dicomwidgets.deidentification import plan

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from dicomwidgets.deidentification import Plan, PlanRow


def texts(dataset: Dataset) -> set[str]:
    return {risk["text"] for risk in plan(dataset).risks}


def test_an_image_is_said_to_stay_as_it_is(ct: Dataset) -> None:
    assert texts(ct) == {"Image: unchanged"}
    assert all(risk["reason"] for risk in plan(ct).risks)


@pytest.mark.parametrize(
    ("modality", "burned_in", "expected"),
    [
        ("CT", "YES", "Burned-in text: YES"),
        ("US", None, "Burned-in text possible"),
        ("US", "NO", None),
        ("CT", None, None),
    ],
)
def test_burned_in_text(
    ct: Dataset, modality: str, burned_in: str | None, expected: str | None
) -> None:
    ct.Modality = modality
    if burned_in:
        ct.BurnedInAnnotation = burned_in
    assert texts(ct) - {"Image: unchanged"} == ({expected} if expected else set())


@pytest.mark.parametrize("more", [(), ("clean_pixel_data",)])
def test_that_no_face_shows_says_nothing_of_text(ct: Dataset, more: tuple[str, ...]) -> None:
    ct.Modality, ct.BurnedInAnnotation = "US", "YES"
    found = plan(ct, options=("clean_recognizable_visual_features", *more))
    assert "Burned-in text: YES" in {risk["text"] for risk in found.risks}


def test_secondary_capture_often_shows_text(ct: Dataset) -> None:
    ct.SOPClassUID = SecondaryCaptureImageStorage
    assert "Burned-in text possible" in texts(ct)


def test_faces(ct: Dataset) -> None:
    ct.BodyPartExamined = "HEAD"
    assert "Face may be recognizable" in texts(ct)
    ct.RecognizableVisualFeatures = "YES"
    assert "Recognizable features: YES" in texts(ct)


def image(dataset: Dataset) -> Dataset:
    """Give a dataset pixels of 12 bits in cells of 16."""
    dataset.Columns, dataset.SamplesPerPixel = 2, 1
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation, dataset.PhotometricInterpretation = 0, "MONOCHROME2"
    dataset.PixelData = b"\1\xf0\2\0\3\0\4\0"
    return dataset


def pixels(found: Plan) -> PlanRow:
    return next(row for row in found.rows if row.keyword == "PixelData")


def test_overlays_inside_the_pixels_are_cleared(ct: Dataset) -> None:
    assert pixels(plan(image(ct))).action == "keep"
    ct.add_new(0x60000102, "US", 12)
    found = plan(ct)
    assert "Image: unchanged" not in {risk["text"] for risk in found.risks}
    assert pixels(found).action == "clean"
    assert any("an overlay is declared to lie there" in note for note in found.notes)


def test_boxes_settle_the_text_in_an_image(ct: Dataset) -> None:
    ct.BurnedInAnnotation = "YES"
    assert "Burned-in text: YES" in texts(image(ct))
    found = plan(ct, boxes=[(0, 0, 2, 1)])
    assert not {risk["text"] for risk in found.risks} & {"Burned-in text: YES", "Image: unchanged"}
    assert (pixels(found).action, pixels(found).code) == ("clean", "C")
    rows = {row.keyword: row for row in found.rows}
    assert rows["BurnedInAnnotation"].new == "NO"
    assert "113101" in rows["DeidentificationMethodCodeSequence"].new
    beside = plan(ct, boxes=[(5, 5, 2, 1)])
    assert {"Image: not cleaned", "Burned-in text: YES"} <= {risk["text"] for risk in beside.risks}
    assert pixels(beside).action == "keep"


def test_what_will_be_refused_is_said(ct: Dataset) -> None:
    out = BytesIO()
    ct.save_as(out, enforce_file_format=True)
    found = plan(out.getvalue() + b"\x08\0\x08")
    assert "Will not be written" not in {risk["text"] for risk in found.risks}
    assert any("bytes after the dataset were dropped" in note for note in found.notes)
    cut = plan(out.getvalue()[:-1])
    assert "Will not be written" in {risk["text"] for risk in cut.risks}


def test_a_preamble_that_says_something(ct: Dataset) -> None:
    ct.preamble = bytes(128)
    assert "Preamble: emptied" not in texts(ct)
    ct.preamble = b"II*\0" + bytes(124)
    assert "Preamble: emptied" in texts(ct)


def test_an_encapsulated_document_is_no_image(ct: Dataset) -> None:
    del ct.Rows
    ct.SOPClassUID = EncapsulatedPDFStorage
    ct.EncapsulatedDocument = b"%PDF-1.4"
    assert texts(ct) == {"Encapsulated document"}
