from __future__ import annotations

import pytest

import dicomwidgets as dw
from dicomwidgets.elements.masking import is_identifier, is_identifying_sequence, masked_value
from dicomwidgets.privacy import MASK


@pytest.mark.parametrize(
    ("keyword", "vr", "text"),
    [
        ("PatientName", "PN", "Doe^Jane"),
        ("PatientID", "LO", "4711"),
        ("PatientBirthDate", "DA", "19700101"),
        ("PatientSex", "CS", "F"),
        ("PatientWeight", "DS", "71"),
        ("SOPInstanceUID", "UI", "1.2.3"),
        ("RelatedGeneralSOPClassUID", "UI", "1.2.840.10008.1.1 \\ 1.2.3"),
        ("InstitutionName", "LO", "St. Elsewhere"),
        ("SeriesDescription", "LO", "Jane's head"),
        ("", "UN", "anything private"),
    ],
)
def test_what_may_identify_is_masked_until_revealed(keyword: str, vr: str, text: str) -> None:
    assert masked_value(keyword, vr, text) == MASK
    dw.reveal()
    assert masked_value(keyword, vr, text) == text


@pytest.mark.parametrize(
    ("keyword", "vr", "text"),
    [
        ("Rows", "US", "512"),
        ("Modality", "CS", "CT"),
        ("SOPClassUID", "UI", "1.2.840.10008.5.1.4.1.1.2"),
        ("Manufacturer", "LO", "ACME"),
        ("PixelSpacing", "DS", "0.5"),
    ],
)
def test_what_tells_of_the_equipment_is_shown(keyword: str, vr: str, text: str) -> None:
    assert masked_value(keyword, vr, text) == text


def test_an_empty_value_needs_no_mask() -> None:
    assert is_identifier("PatientName", "PN")
    assert masked_value("PatientName", "PN", "") == ""


@pytest.mark.parametrize(
    ("keyword", "identifies"),
    [
        ("PersonIdentificationCodeSequence", True),
        ("InstitutionCodeSequence", True),
        ("", True),
        ("AnatomicRegionSequence", False),
    ],
)
def test_sequences_whose_codes_name_somebody(keyword: str, identifies: bool) -> None:
    assert is_identifying_sequence(keyword) is identifies
