from __future__ import annotations

from typing import Any

import pytest
from pydicom import dcmread
from pydicom.data import get_charset_files
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from dicomwidgets.elements.rows import RowTable
from dicomwidgets.elements.values import CUT


def row(tag: int, vr: str, value: Any) -> dict[str, Any]:
    """Return the row of one element that pydicom holds as made."""
    dataset = Dataset({Tag(tag): DataElement(tag, vr, value, validation_mode=0)})
    return dict(RowTable(dataset).row(0))


def raw_row(tag: int, vr: str | None, value: bytes, charset: bytes = b"") -> dict[str, Any]:
    """Return the row of one element as it comes from a file."""

    def element(at: int, kind: str | None, data: bytes) -> RawDataElement:
        return RawDataElement(Tag(at), kind, len(data), data, 0, kind is None, True)

    elements = {Tag(tag): element(tag, vr, value)}
    if charset:
        elements[Tag(0x00080005)] = element(0x00080005, "CS", charset)
    return dict(RowTable(Dataset(elements)).rows()[-1])


@pytest.mark.parametrize(
    ("tag", "vr", "data", "text", "vm"),
    [
        (0x00080020, "DA", b"20040119", "20040119 · 2004-01-19", "1"),
        (0x00080020, "DA", b"1994.11.05", "1994.11.05 · 1994-11-05", "1"),
        (0x00080030, "TM", b"072730.120000 ", "072730.120000 · 07:27:30.12", "1"),
        (0x00080030, "TM", b"0727", "0727 · 07:27", "1"),
        (0x0008002A, "DT", b"2004011907+0100 ", "2004011907+0100 · 2004-01-19", "1"),
        (0x0008002A, "DT", b"200401190727+0100 ", "200401190727+0100 · 2004-01-19 07:27 +01:00", "1"),  # noqa: E501
        (0x00101010, "AS", b"045Y", "045Y · 45 years", "1"),
        (0x00101010, "AS", b"001D", "001D · 1 day", "1"),
        (0x00080016, "UI", b"1.2.840.10008.1.2", "1.2.840.10008.1.2 · Implicit VR Little Endian", "1"),  # noqa: E501
        (0x00080018, "UI", b"1.2.3\0", "1.2.3", "1"),
        (0x00080008, "CS", b"ORIGINAL\\PRIMARY\\AXIAL", "ORIGINAL \\ PRIMARY \\ AXIAL", "3"),
        (0x00280030, "DS", b"0.50\\1e0 ", "0.50 \\ 1e0", "2"),
        (0x00280010, "US", b"\x00\x02", "512", "1"),
        (0x00280009, "AT", b"\x18\x00\x63\x10", "(0018,1063) · Frame Time", "1"),
        (0x00189306, "FD", b"\x9a\x99\x99\x99\x99\x99\xb9\x3f", "0.1", "1"),
        (0x00189405, "FL", b"\xcd\xcc\xcc\x3d", "0.1", "1"),
        (0x00020001, "OB", b"\x00\x01", "00 01 · 2 bytes", "1"),
        (0x00281201, "OW", bytes(524_288), "524,288 bytes", "1"),
        (0x00091001, "UN", b"plain text", "plain text · 10 bytes", "1"),
        (0x00091001, "UN", bytes(range(200)), "200 bytes", "1"),
        (0x00080050, "SH", b"", "", "0"),
    ],
)  # fmt: skip
def test_values_are_made_for_reading(tag: int, vr: str, data: bytes, text: str, vm: str) -> None:
    made = raw_row(tag, vr, data)
    assert (made["value"], made["vm"]) == (text, vm)
    assert made["length"] == len(data)


@pytest.mark.parametrize(
    ("tag", "vr", "value", "text", "vm"),
    [
        (0x00080020, "DA", "20040119", "20040119 · 2004-01-19", "1"),
        (0x00280030, "DS", ["0.50", "1"], "0.50 \\ 1", "2"),
        (0x00280010, "US", 512, "512", "1"),
        (0x00280009, "AT", 0x00181063, "(0018,1063) · Frame Time", "1"),
        (0x00100010, "PN", "Yamada^Tarou=山田^太郎", "Yamada^Tarou · 山田^太郎", "1"),
        (0x7FE00010, "OW", bytes(100), "100 bytes", "1"),
        (0x00189306, "FD", [0.1, 0.2], "0.1 \\ 0.2", "2"),
        (0x00100010, "PN", None, "", "0"),
    ],
)
def test_values_in_memory_read_the_same(tag: int, vr: str, value: Any, text: str, vm: str) -> None:
    made = row(tag, vr, value)
    assert (made["value"], made["vm"]) == (text, vm)


def test_implicit_vr_is_looked_up_and_its_sign_settled() -> None:
    def element(tag: int, data: bytes) -> RawDataElement:
        return RawDataElement(Tag(tag), None, len(data), data, 0, True, True)

    signed = Dataset(
        {Tag(t): element(t, d) for t, d in ((0x00280103, b"\x01\0"), (0x00280120, b"\x30\xf8"))}
    )
    made = RowTable(signed).rows()[1]
    assert (made["vr"], made["value"]) == ("SS", "-2000")


@pytest.mark.parametrize(
    ("tag", "vr", "data", "part"),
    [
        (0x00280010, "US", b"\x00\x02\x01", "no whole number"),
        (0x00080020, "DA", b"tomorrow", "Invalid value for VR DA"),
        (0x00280030, "DS", b"wide", "Invalid value for VR DS"),
        (0x00080060, "CS", b"c t", "Invalid value for VR CS"),
        (0x00100010, "ZZ", b"what", "no VR 'ZZ'"),
    ],
)
def test_a_value_that_is_wrong_says_so_in_its_row(
    tag: int, vr: str, data: bytes, part: str
) -> None:
    made = raw_row(tag, vr, data)
    assert part in str(made["problem"])
    assert made["value"]
    assert data.decode("latin-1") not in str(made["problem"])


def test_text_beyond_ascii_without_a_character_set_says_how_it_was_read() -> None:
    made = raw_row(0x00100010, "PN", "Jérôme".encode("latin-1"))
    assert made["value"] == "Jérôme"
    assert "ISO 8859-1" in str(made["problem"])
    assert raw_row(0x00100010, "PN", "Jérôme".encode(), b"ISO_IR 192")["problem"] is None


def test_long_text_is_cut_with_its_length() -> None:
    made = raw_row(0x00104000, "LT", b"x" * 5000)
    assert made["value"] == "x" * CUT + " … (5,000 characters)"


def test_of_many_values_the_number_is_told() -> None:
    made = raw_row(0x00281201, "US", bytes(2 * 65536))
    assert made["vm"] == "65536"
    assert made["value"].startswith("0 \\ 0 \\ 0")
    points = b"\\".join([b"-12.5"] * 50_000)
    assert raw_row(0x30060050, "DS", points)["vm"] == "50000"


NAMES = {
    "chrArab.dcm": "قباني^لنزار",
    "chrFren.dcm": "Buc^Jérôme",
    "chrGerm.dcm": "Äneas^Rüdiger",
    "chrGreek.dcm": "Διονυσιος",
    "chrH31.dcm": "Yamada^Tarou · 山田^太郎 · やまだ^たろう",
    "chrH32.dcm": "ﾔﾏﾀﾞ^ﾀﾛｳ · 山田^太郎 · やまだ^たろう",
    "chrHbrw.dcm": "שרון^דבורה",
    "chrI2.dcm": "Hong^Gildong · 洪^吉洞 · 홍^길동",
    "chrKoreanMulti.dcm": "김희중",
    "chrRuss.dcm": "Люкceмбypг",  # noqa: RUF001 - as it stands in the file
    "chrX1.dcm": "Wang^XiaoDong · 王^小東",
    "chrX2.dcm": "Wang^XiaoDong · 王^小东",
}


@pytest.mark.parametrize("name", NAMES)
def test_person_names_in_every_script_with_their_groups(name: str) -> None:
    dataset = dcmread(get_charset_files(name)[0])
    table = RowTable(dataset)
    (index,) = (i for i in range(len(table)) if table.row(i)["keyword"] == "PatientName")
    assert table.row(index)["value"] == NAMES[name]


def test_text_of_every_character_set_reads_as_pydicom_decodes_it() -> None:
    compared = 0
    for path in get_charset_files("*.dcm"):
        table = RowTable(dcmread(path, force=True), file_meta=False)
        theirs = dcmread(path, force=True)
        texts = {
            str(element.tag).upper(): element
            for element in theirs
            if element.VR in ("LO", "LT", "SH", "ST", "UT", "PN") and element.VM == 1
        }
        for made in table.rows():
            if made["depth"] == 0 and made["tag"] in texts:
                value = str(texts[made["tag"]].value)
                text = " · ".join(group for group in value.split("=") if group)
                assert made["value"] == (text if made["vr"] == "PN" else value), path
                compared += 1
    assert compared > 100
