"""An element taken elsewhere, unfolded, as written, and all of them as a data frame."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from dicomwidgets.elements.copies import copied
from dicomwidgets.elements.data_frame import data_frame
from dicomwidgets.elements.detail import MOST_VALUES, detail_of
from dicomwidgets.elements.rows import RowTable
from dicomwidgets.errors import ArgumentError, ReadError


def read(*elements: tuple[int, str, bytes]) -> RowTable:
    """Return the table of raw elements, as they come from a file."""
    made = {
        Tag(tag): RawDataElement(Tag(tag), vr, len(data), data, 0, False, True)
        for tag, vr, data in elements
    }
    return RowTable(Dataset(made))


def at(table: RowTable, path: str) -> int:
    return next(index for index in range(len(table)) if table.path(index) == path)


@pytest.fixture(scope="module")
def sr() -> RowTable:
    return RowTable(dcmread(get_testdata_file("test-SR.dcm", download=False)))


def test_every_path_as_python_gets_the_element(sr: RowTable) -> None:
    ds = dcmread(get_testdata_file("test-SR.dcm", download=False))
    compared = 0
    for index, node in enumerate(sr.nodes):
        found = eval(copied(sr, index, "python"), {"ds": ds})  # noqa: S307 - what a user would run
        if node.element is None:
            assert isinstance(found, Dataset)
        elif node.vr in ("CS", "SH"):
            assert str(found) == copied(sr, index, "value")
            compared += 1
    assert compared > 20


def test_json_is_what_pydicom_makes_of_the_whole(sr: RowTable) -> None:
    ds = dcmread(get_testdata_file("test-SR.dcm", download=False))
    whole = ds.to_json_dict()
    for index, node in enumerate(sr.nodes):
        if node.parent < 0 and node.tag >> 16 != 2:
            tag = f"{node.tag:08X}"
            assert json.loads(copied(sr, index, "json")) == {tag: without_empty(whole[tag])}
    item = at(sr, "ContentSequence[0]")
    assert json.loads(copied(sr, item, "json")) == without_empty(whole["0040A730"]["Value"][0])


def without_empty(value: Any) -> Any:
    """Leave out empty lists: a sequence without items has no Value (PS3.18 F.2.5)."""
    if isinstance(value, dict):
        return {key: without_empty(each) for key, each in value.items() if each != []}
    return [without_empty(each) for each in value] if isinstance(value, list) else value


def test_a_dataset_that_is_copied_from_stays_raw() -> None:
    ds = dcmread(get_testdata_file("CT_small.dcm", download=False))
    before = {tag: ds.get_item(tag) for tag in ds.keys()}  # noqa: SIM118 - of a Dataset
    table = RowTable(ds)
    for index in range(len(table)):
        copied(table, index, "json")
        detail_of(table, index)
    assert all(ds.get_item(tag) is element for tag, element in before.items())


def test_values_are_copied_whole_and_without_their_meaning() -> None:
    table = read(
        (0x00080020, "DA", b"20040119"),
        (0x00100010, "PN", b"Yamada^Tarou=A^B "),
        (0x00104000, "LT", b"x" * 3000),
        (0x00280030, "DS", b"0.50\\1e0 "),
        (0x00281201, "OW", b"\x01\x02"),
    )
    values = [copied(table, index, "value") for index in range(len(table))]
    assert values == ["20040119", "Yamada^Tarou=A^B", "x" * 3000, "0.50\\1e0", "01 02"]
    assert copied(table, 0, "tag") == "(0008,0020)"
    assert copied(table, 0, "path") == "StudyDate"


def test_what_can_t_be_copied_says_so() -> None:
    table = read((0x00280030, "DS", b"wide"))
    with pytest.raises(ArgumentError, match="json"):
        copied(table, 0, "yaml")  # type: ignore[arg-type]
    with pytest.raises(ReadError, match="no form in DICOM JSON") as wrong:
        copied(table, 0, "json")
    assert "wide" not in str(wrong.value)
    pixels = RawDataElement(Tag(0x7FE00010), "OW", 0xFFFFFFFF, None, 0, False, True)
    with pytest.raises(ReadError, match="too large"):
        copied(RowTable(Dataset({Tag(0x7FE00010): pixels})), 0, "json")


@pytest.mark.parametrize(
    ("vr", "data", "text"),
    [
        ("LO", b"padded ", "padded "),
        ("UI", b"1.2.3\0", "1.2.3\\x00"),
        ("DS", b" 0.50\\1 ", " 0.50\\1 "),
        ("US", b"\x00\x02", "00 02"),
        ("OB", bytes(2000), f"{'00 ' * 1023}00 … (2,000 bytes)"),
        ("SH", b"", ""),
    ],
)
def test_a_value_as_it_is_written(vr: str, data: bytes, text: str) -> None:
    table = read((0x00091001, vr, data))
    assert detail_of(table, 0)["written"] == text
    raw = table.row(0)["raw"]
    assert raw == text or (len(data) > 333 and raw == f"{'00 ' * 332}00 … (2,000 bytes)")


def test_a_name_is_taken_apart() -> None:
    table = read(
        (0x00080005, "CS", b"ISO_IR 192"),
        (0x00100010, "PN", "Yamada^Tarou^^Dr=山田^太郎=やまだ^たろう".encode()),
    )
    (groups,) = detail_of(table, 1)["names"]
    assert groups[0] == {
        "group": "Alphabetic",
        "parts": [["Family name", "Yamada"], ["Given name", "Tarou"], ["Prefix", "Dr"]],
    }
    assert [each["group"] for each in groups] == ["Alphabetic", "Ideographic", "Phonetic"]
    assert groups[1]["parts"] == [["Family name", "山田"], ["Given name", "太郎"]]


def test_values_are_listed_with_what_they_mean() -> None:
    table = read((0x00080020, "DA", b"20040119\\20040120"))
    assert detail_of(table, 0)["values"] == [
        {"text": "20040119", "meaning": "2004-01-19"},
        {"text": "20040120", "meaning": "2004-01-20"},
    ]
    many = detail_of(read((0x00280106, "US", bytes(2 * 5000))), 0)
    assert (len(many["values"]), many["count"]) == (MOST_VALUES, 5000)


def test_a_broken_value_is_unfolded_as_it_is_written() -> None:
    detail = detail_of(read((0x00280010, "US", b"\x00\x02\x03")), 0)
    assert (detail["values"], detail["written"]) == ([], "00 02 03")


def test_a_data_frame_has_every_element(sr: RowTable) -> None:
    frame: Any = data_frame(sr)
    assert len(frame) == sr.elements
    assert list(frame.columns) == [
        *("path", "tag", "keyword", "name", "vr", "vm", "value", "raw", "length", "private"),
        *("creator", "problem"),
    ]
    row = frame.set_index("path").loc["PatientName"]
    assert (row["vr"], row["private"]) == ("PN", False)
    assert frame["path"].is_unique
    assert frame["length"].isna().any()


def test_what_was_set_in_python_is_written_as_pydicom_would() -> None:
    dataset = Dataset()
    dataset.PatientName = "Yamada^Tarou=山田^太郎"
    dataset.PixelSpacing = ["0.50", "1"]
    dataset.Rows = 512
    dataset.StudyID = ""
    table = RowTable(dataset)
    texts = {table.path(at): detail_of(table, at)["written"] for at in range(len(table))}
    assert texts == {
        "PatientName": "Yamada^Tarou=山田^太郎",
        "StudyID": "",
        "Rows": "512",
        "PixelSpacing": "0.50\\1",
    }
