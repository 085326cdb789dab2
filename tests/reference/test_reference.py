from __future__ import annotations

import struct

import pytest
from pydicom.valuerep import STANDARD_VR

from dicomwidgets.reference.tags import is_private, is_private_creator, tag_info, tag_text
from dicomwidgets.reference.uids import sop_class_name, transfer_syntax_name, uid_name
from dicomwidgets.reference.vrs import VRS, vr_of


def test_tags_are_written_as_the_standard_writes_them() -> None:
    assert tag_text(0x00100010) == "(0010,0010)"
    assert tag_text(0xFFFEE00D) == "(FFFE,E00D)"


@pytest.mark.parametrize(
    ("tag", "creator", "keyword", "name", "vr"),
    [
        (0x00100010, "", "PatientName", "Patient's Name", "PN"),
        (0x60023000, "", "OverlayData", "Overlay Data", "OB or OW"),
        (0x00080000, "", "", "Group Length", "UL"),
        (0x00290010, "", "", "Private Creator", "LO"),
        (0x00291010, "SIEMENS CSA HEADER", "", "CSA Image Header Info", "OB"),
        (0x00291010, "nobody knows", "", "", ""),
        (0x00081234, "", "", "", ""),
    ],
)
def test_the_dictionaries_name_elements(
    tag: int, creator: str, keyword: str, name: str, vr: str
) -> None:
    info = tag_info(tag, creator)
    assert (info.keyword, info.name, info.vr) == (keyword, name, vr)


def test_private_elements_are_told_by_their_group() -> None:
    assert is_private(0x00291010)
    assert not is_private(0x00281010)
    assert is_private_creator(0x00290010)
    assert not is_private_creator(0x00291010)


def test_uids_have_their_registered_names() -> None:
    assert uid_name("1.2.840.10008.1.1") == "Verification SOP Class"
    assert sop_class_name("1.2.840.10008.5.1.4.1.1.2") == "CT Image Storage"
    assert sop_class_name("1.2.840.10008.1.2") is None
    assert transfer_syntax_name("1.2.840.10008.1.2.4.90") is not None
    assert transfer_syntax_name("1.2.3") is None
    assert uid_name("1.2.840.10008.not.a.uid") is None


def test_every_vr_of_the_standard_has_an_entry_whose_size_is_right() -> None:
    assert set(VRS) == {str(vr) for vr in STANDARD_VR}
    for vr in VRS.values():
        if vr.format:
            assert struct.calcsize(f"<{vr.format}") == vr.size
    assert vr_of("??").code == "UN"


def test_a_private_name_keeps_the_brackets_of_its_unit() -> None:
    name = tag_info(0x00191023, "GEMS_ACQU_01").name
    assert name == "Table Speed [mm/rotation]"
