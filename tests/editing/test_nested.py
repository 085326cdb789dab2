"""`dicomwidgets.get` and `dicomwidgets.build`: nested elements by path."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

import dicomwidgets as dw
from dicomwidgets import samples
from dicomwidgets.errors import ArgumentError, EditError, ReadError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = ("T-D1100", "SRT", "Head")


def read_back(dataset: Dataset) -> Dataset:
    """Return a dataset as pydicom writes and reads it."""
    file = BytesIO()
    pydicom.dcmwrite(file, dataset, implicit_vr=False, little_endian=True)
    return pydicom.dcmread(BytesIO(file.getvalue()), force=True)


def test_sequences_are_made_on_the_way() -> None:
    made = dw.build(
        {
            "PatientName": "Doe^Jane",
            "RequestAttributesSequence[0].ScheduledProtocolCodeSequence[0]": HEAD,
            "RequestAttributesSequence[0].ScheduledProtocolCodeSequence[0].CodeMeaning": "Skull",
            "RequestAttributesSequence[1].RequestedProcedureID": "2",
        }
    )
    back = read_back(made)
    assert back.PatientName == "Doe^Jane"
    first, second = back.RequestAttributesSequence
    assert first.ScheduledProtocolCodeSequence[0].CodeValue == "T-D1100"
    assert first.ScheduledProtocolCodeSequence[0].CodeMeaning == "Skull"
    assert second.RequestedProcedureID == "2"
    assert "SpecificCharacterSet" not in back


@pytest.mark.parametrize(
    ("given_code", "expected"),
    [
        (HEAD, {"CodeValue": "T-D1100", "CodingSchemeDesignator": "SRT", "CodeMeaning": "Head"}),
        ((*HEAD, "1.0"), {"CodeValue": "T-D1100", "CodingSchemeVersion": "1.0"}),
        (("1" * 17, "SCT", "Long"), {"LongCodeValue": "1" * 17, "CodingSchemeDesignator": "SCT"}),
        (("urn:oid:1.2", "", "A name"), {"URNCodeValue": "urn:oid:1.2", "CodeMeaning": "A name"}),
        (codes.SCT.Head, {"CodeMeaning": "Head", "CodingSchemeDesignator": "SCT"}),
        (
            {"CodeValue": "7", "CodingSchemeDesignator": "99A", "CodeMeaning": "x"},
            {"CodeValue": "7"},
        ),
    ],
)
def test_a_code_is_an_item(given_code: Any, expected: dict[str, str]) -> None:
    for value in (given_code, [given_code]):
        made = dw.build({"AnatomicRegionSequence": value})
        (item,) = made.AnatomicRegionSequence
        assert {name: item[name].value for name in expected} == expected
    edited = dw.edit(made).append("AnatomicRegionSequence", given_code).dataset
    assert edited.AnatomicRegionSequence[1] == item


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"StudyDate": "2026-01-31"}, "calendar"),
        ({"Rows": 70000}, "range"),
        ({"PixelSpacing": [1, 2, 3]}, "3 values"),
        ({"PatientName[0].PatientID": "1"}, "no sequence"),
        ({"ProcedureCodeSequence[1].CodeValue": "1"}, "before item 0"),
        ({"PixelData": b"\0\0"}, "Pixels"),
        ({"ProcedureCodeSequence": "text"}, "list of items"),
        ({"(0019,1001)": "mine"}, "private creator"),
    ],
)
def test_what_does_not_fit_is_refused(values: dict[str, Any], reason: str) -> None:
    with pytest.raises(EditError, match=reason):
        dw.build(values)


def test_a_base_stays_as_it_is() -> None:
    base = samples.ct(1, 16)[0]
    before = base.to_json()
    made = dw.build(
        {"ProcedureCodeSequence[0].CodeMeaning": "Another", "PatientName": "山田^太郎"}, base
    )
    made.RequestAttributesSequence[0].RequestedProcedureID = "changed"
    assert base.to_json() == before
    assert made.ProcedureCodeSequence[0].CodeMeaning == "Another"
    assert made.PixelData == base.PixelData


def test_texts_choose_the_character_set() -> None:
    assert dw.build({"PatientName": "Müller^Jörg"}).SpecificCharacterSet == "ISO_IR 192"
    latin = dw.build({"SpecificCharacterSet": "ISO_IR 100", "PatientName": "Müller^Jörg"})
    assert latin.SpecificCharacterSet == "ISO_IR 100"
    assert read_back(latin).PatientName == "Müller^Jörg"


def test_a_private_element_is_found_by_its_creator() -> None:
    made = Dataset()
    made.private_block(0x0019, "OTHER", create=True).add_new(1, "LO", "theirs")
    made.private_block(0x0019, "MINE", create=True).add_new(1, "LO", "mine")
    assert dw.get(made, "(0019,1001)") == "theirs"
    assert dw.get(made, "(0019,1001)", creator="MINE") == "mine"
    assert dw.get(made, "(0019,1001)", "none", creator="NOBODY") == "none"


def test_get_reads_what_is_there_and_nothing_else(tmp_path: Path) -> None:
    scan = samples.ct(1, 16)[0]
    path = tmp_path / "scan.dcm"
    scan.save_as(path, enforce_file_format=True)
    for x in (scan, path, path.read_bytes(), [scan]):
        assert dw.get(x, "ProcedureCodeSequence[0].CodeValue") == "363679005"
        assert dw.get(x, "MediaStorageSOPClassUID") == scan.SOPClassUID
        assert dw.get(x, "ProcedureCodeSequence[1].CodeValue", "none") == "none"
        assert dw.get(x, "PatientName[0].CodeValue", "none") == "none"
        assert dw.get(x, "PatientComments") is None
    assert dw.get(scan, "ProcedureCodeSequence[0]") is scan.ProcedureCodeSequence[0]
    with pytest.raises(ArgumentError, match="no keyword"):
        dw.get(scan, "PatientNmae")
    with pytest.raises(ArgumentError, match="there are 2"):
        dw.get([scan, scan], "PatientName")


def test_get_names_the_element_whose_value_is_none() -> None:
    data = bytes.fromhex("28001000") + b"US" + bytes.fromhex("0300010203")
    with pytest.raises(ReadError) as caught:
        dw.get(pydicom.dcmread(BytesIO(data), force=True), "Rows")
    assert caught.value.keyword == "Rows"


@given(st.dictionaries(st.sampled_from(["PatientID", "StudyID", "PatientComments"]), st.text()))
def test_what_was_built_is_read_back(values: dict[str, str]) -> None:
    try:
        made = dw.build(values)
    except EditError:
        return
    back = read_back(made)
    for path, value in values.items():
        assert (dw.get(back, path) or "").rstrip(" ") == value.rstrip(" ")
