from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import config
from pydicom.valuerep import validate_value

from dicomwidgets.editing.checks import check_count, check_value, check_vr
from dicomwidgets.editing.value_form import UnfitError
from dicomwidgets.reference.tags import keyword_tag


@pytest.mark.parametrize(
    ("vr", "value"),
    [
        ("AE", "STORE_SCP"),
        ("AS", "018M"),
        ("CS", "ORIGINAL"),
        ("DA", "20240229"),
        ("DS", "-1.5e-3"),
        ("DS", " 12 "),
        ("DT", "2024"),
        ("DT", "20240229010203.5+0100"),
        ("IS", "+12"),
        ("LO", "日本"),
        ("LT", "a\r\nb\\c"),
        ("PN", "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        ("TM", "1015"),
        ("TM", "101530.123456"),
        ("UI", "1.2.840.0.5"),
        ("UR", "https://example.org/a?b=%20"),
        ("US", 65535),
        ("SV", -(2**63)),
        ("FL", 3.4e38),
        ("FD", float("inf")),
        ("AT", 0x7FE00010),
        ("OW", b"\0\0"),
        ("SH", "x" * 16),
    ],
)
def test_what_the_standard_allows_fits(vr: str, value: Any) -> None:
    check_value(vr, value)


@pytest.mark.parametrize(
    ("vr", "value", "why"),
    [
        ("AE", "x" * 17, "at most 16"),
        ("AE", "  ", "Spaces alone"),
        ("AS", "18M", "three digits"),
        ("CS", "Original", "capitals"),
        ("DA", "20230229", "calendar"),
        ("DA", "2023.01.01", "calendar"),
        ("DA", "20230101-20230102", "calendar"),
        ("DS", "1,5", "decimal number"),
        ("DS", "1.23456789012345678", "at most 16"),
        ("DT", "20240230", "calendar"),
        ("DT", "20240101+9900", "UTC"),
        ("IS", "1.5", "whole"),
        ("IS", "2147483648", "range"),
        ("LO", "x" * 65, "at most 64"),
        ("LO", "a\nb", "control"),
        ("LO", "a\\b", "backslash"),
        ("LT", "\x1b", "control"),
        ("PN", "a=b=c=d", "three groups"),
        ("PN", "a^b^c^d^e^f", "five parts"),
        ("PN", "x" * 65, "at most 64"),
        ("CS", "É", "ASCII"),
        ("TM", "2460", "time of day"),
        ("TM", "10:15", "time of day"),
        ("UI", "1.02", "leading zeros"),
        ("UI", "1." * 40 + "1", "at most 64"),
        ("UR", "a b", "URI"),
        ("US", 65536, "range"),
        ("SS", -32769, "range"),
        ("FL", 1e39, "too large"),
        ("OW", b"\0", "whole number of words"),
        ("LO", b"x", "no bytes"),
        ("ZZ", "x", "no VR"),
    ],
)
def test_what_it_does_not_is_refused_and_told_why(vr: str, value: Any, why: str) -> None:
    with pytest.raises(UnfitError, match=why) as caught:
        check_value(vr, value)
    if isinstance(value, str) and len(value.strip()) > 3:
        assert value not in str(caught.value)


@given(
    st.sampled_from(["AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "SH", "TM", "UI", "UR", "PN"]),
    st.text(st.sampled_from("0123456789.+-eE ADMWY:/^=x"), max_size=20),
)
def test_what_fits_here_pydicom_takes_too(vr: str, text: str) -> None:
    try:
        check_value(vr, text)
    except UnfitError:
        return
    validate_value(vr, text, config.RAISE)


@pytest.mark.parametrize(
    ("keyword", "count", "fits"),
    [
        ("PatientID", 1, True),
        ("PatientID", 2, False),
        ("ImageType", 4, True),
        ("ImageType", 1, False),
        ("PixelSpacing", 2, True),
        ("PixelSpacing", 3, False),
        ("ContourData", 6, True),
        ("ContourData", 4, False),
        ("OtherPatientNames", 9, True),
        ("ImageOrientationPatient", 0, True),
    ],
)
def test_the_number_of_values_is_the_dictionarys(keyword: str, count: int, fits: bool) -> None:
    def check() -> None:
        check_count(keyword_tag(keyword), "DS", tuple("1" * count) if count != 1 else "1")

    if fits:
        check()
    else:
        with pytest.raises(UnfitError, match="the dictionary allows"):
            check()


def test_the_vr_is_the_dictionarys_or_the_files() -> None:
    check_vr(0x00280106, "SS", "US")
    check_vr(0x00191001, "FD", "")
    check_vr(0x00100010, "UN", "UN")
    with pytest.raises(UnfitError, match="PN, not LO"):
        check_vr(0x00100010, "LO", "PN")
