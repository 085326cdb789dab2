"""What the Basic Profile leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.uid import EncapsulatedPDFStorage, SecondaryCaptureImageStorage

from dicomwidgets.deidentification import plan

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


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


def test_secondary_capture_often_shows_text(ct: Dataset) -> None:
    ct.SOPClassUID = SecondaryCaptureImageStorage
    assert "Burned-in text possible" in texts(ct)


def test_faces(ct: Dataset) -> None:
    ct.BodyPartExamined = "HEAD"
    assert "Face may be recognizable" in texts(ct)
    ct.RecognizableVisualFeatures = "YES"
    assert "Recognizable features: YES" in texts(ct)


def test_overlays_inside_the_pixels(ct: Dataset) -> None:
    ct.add_new(0x60000102, "US", 12)
    assert "Overlay inside the pixels" in texts(ct)
    ct.add_new(0x60003000, "OW", b"\0\0")
    assert "Overlay inside the pixels" not in texts(ct)


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
