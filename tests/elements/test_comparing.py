from __future__ import annotations

from array import array
from io import BytesIO

import pytest
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import Tag
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicomwidgets.elements.comparing import content_of
from dicomwidgets.elements.difference import difference
from dicomwidgets.elements.walk import walk


def raw(vr: str, value: bytes, tag: int = 0x00081030, *, charset: str = "") -> Dataset:
    dataset = Dataset()
    if charset:
        dataset.SpecificCharacterSet = charset
    dataset._dict[Tag(tag)] = RawDataElement(Tag(tag), vr, len(value), value, 0, False, True)
    return dataset


def kind(vr: str, one: bytes, other: bytes, tag: int = 0x00081030) -> str:
    rows = difference(raw(vr, one, tag), raw(vr, other, tag)).rows
    return rows[0].kind if rows else "same"


@pytest.mark.parametrize(
    ("vr", "one", "other", "expected"),
    [
        ("LO", b"Chest ", b"Chest ", "same"),
        ("LO", b"Chest ", b"Chest", "same"),
        ("LO", b"Chest   ", b"Chest ", "spelling"),
        ("LO", b"Chest ", b"chest ", "changed"),
        ("LO", b"", b"  ", "spelling"),
        ("LO", b"", b"x ", "changed"),
        ("DS", b"1.0 ", b"1.00", "spelling"),
        ("DS", b"1e2 ", b"100 ", "spelling"),
        ("DS", b"1\\2.0", b"1.0\\2", "spelling"),
        ("DS", b"1.0 ", b"1.01", "changed"),
        ("DS", b"1\\2 ", b"1 ", "changed"),
        ("DS", b"abc ", b"abd ", "changed"),
        ("IS", b"05", b"5 ", "spelling"),
        ("IS", b"+5", b"5 ", "spelling"),
        ("PN", b"Doe^Jane^^", b"Doe^Jane", "spelling"),
        ("PN", b"Doe^Jane", b"Doe^John", "changed"),
        ("DA", b"2004.01.19", b"20040119", "spelling"),
        ("TM", b"12:30:00", b"123000", "spelling"),
        ("TM", b"123000.000", b"123000.0", "spelling"),
        ("TM", b"123000", b"1230", "changed"),
        ("DT", b"20040119123000.50+0100", b"20040119123000.5+0100", "spelling"),
        ("DT", b"20040119123000+0100", b"20040119123000+0200", "changed"),
        ("UI", b"1.2.3\0", b"1.2.3 ", "same"),
        ("US", b"\1\0", b"\1\0", "same"),
        ("US", b"\1\0", b"\2\0", "changed"),
        ("SS", b"\xff\xff", b"\xfe\xff", "changed"),
        ("OB", b"abc\0", b"abc", "spelling"),
        ("OB", b"abc\1", b"abc\2", "changed"),
        ("US", b"\1", b"\2", "changed"),
    ],
)
def test_values_are_compared_by_what_they_mean(
    vr: str, one: bytes, other: bytes, expected: str
) -> None:
    assert kind(vr, one, other) == expected
    assert kind(vr, other, one) == expected


def test_the_same_text_in_another_character_set_is_another_spelling() -> None:
    one = raw("LO", "Müller".encode("latin-1"), charset="ISO_IR 100")
    other = raw("LO", "Müller ".encode(), charset="ISO_IR 192")
    rows = {row.keyword: row for row in difference(one, other).rows}
    assert rows["StudyDescription"].kind == "spelling"
    assert "character set" in rows["StudyDescription"].note
    assert rows["SpecificCharacterSet"].kind == "changed"


def test_a_difference_of_the_vr_alone_says_so() -> None:
    one, other = Dataset(), Dataset()
    one.add_new(0x00190010, "LO", "ACME")
    other.add_new(0x00190010, "LO", "ACME")
    one.add_new(0x00191001, "DS", "1.5")
    other.add_new(0x00191001, "DS", "1.5")
    other[0x00191001] = DataElement(0x00191001, "LO", "1.5")
    (row,) = difference(one, other).rows
    assert (row.kind, row.vrs, row.vr) == ("changed", ("DS", "LO"), "DS / LO")
    one[0x00191001] = DataElement(0x00191001, "FD", 1.5)
    other[0x00191001] = DataElement(0x00191001, "FL", 1.5)
    (row,) = difference(one, other).rows
    assert (row.kind, row.note) == ("vr", "VR FD in A, FL in B.")


def test_a_value_written_as_unknown_is_read_by_the_other_ones_vr() -> None:
    one, other = raw("UN", b"1.50", 0x00191001), raw("DS", b"1.5 ", 0x00191001)
    assert [row.kind for row in difference(one, other).rows] == ["vr"]
    assert [row.kind for row in difference(other, one).rows] == ["vr"]
    other = raw("DS", b"1.6 ", 0x00191001)
    assert [row.kind for row in difference(one, other).rows] == ["changed"]


@pytest.mark.parametrize("implicit", [True, False])
@pytest.mark.parametrize("decoded", [True, False])
def test_the_way_of_encoding_makes_no_difference(*, implicit: bool, decoded: bool) -> None:
    little = _written(implicit=implicit, little=True)
    big = _written(implicit=False, little=False)
    if decoded:
        for _ in big.iterall():
            pass
    assert difference(little, big).rows == ()


def _written(*, implicit: bool, little: bool) -> Dataset:
    """Return a dataset that was written and read again."""
    words = array("H", range(300))
    if not little:
        words.byteswap()
    dataset = Dataset()
    dataset.Rows, dataset.PixelSpacing, dataset.PatientName = 300, ["0.5", "0.5"], "Doe^Jane"
    dataset.add_new("FrameIncrementPointer", "AT", [0x00181063, 0x00181065])
    dataset.add_new("SliceVector", "US", [1, 2, 3])
    dataset.add_new("RedPaletteColorLookupTableData", "OW", words.tobytes())
    file = BytesIO()
    dataset.save_as(file, implicit_vr=implicit, little_endian=little)
    syntax = (
        ImplicitVRLittleEndian
        if implicit
        else ExplicitVRLittleEndian
        if little
        else ExplicitVRBigEndian
    )
    file.seek(0)
    made = read_dataset(file, syntax.is_implicit_VR, syntax.is_little_endian)
    made.set_original_encoding(implicit, little)
    return made


def test_big_values_are_compared_by_their_digest() -> None:
    data = bytes(100_000)
    one, other = raw("OB", data), raw("OB", data[:-1] + b"\1")
    content = content_of(walk(one)[0])
    assert (content.size, len(content.exact)) == (100_000, 16)
    (row,) = difference(one, other).rows
    assert row.kind == "changed"
    assert row.values[0] != row.values[1]
    assert "digest" in (row.values[0] or "")
    assert difference(one, raw("OB", data)).rows == ()
